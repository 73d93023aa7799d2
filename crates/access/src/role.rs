//! The roles: three that look after the program and see no business data, and those that work with it.

use crate::named;

named! {
    /// What somebody is to the program.
    Role {
        System = "system", "系统管理员", "system administrator";
        Security = "security", "安全管理员", "security administrator";
        Auditor = "auditor", "审计员", "auditor";
        Clerk = "clerk", "单位填表人", "unit clerk";
        Department = "department", "主管部门审核人", "department reviewer";
        Finance = "finance", "财政审核人", "finance reviewer";
        Congress = "congress", "人大工作人员", "congress staff";
        Deputy = "deputy", "人大代表", "deputy";
        Public = "public", "公众", "public";
    }
}

impl Role {
    /// One of the three (三员) who look after the program.
    pub const fn is_officer(self) -> bool {
        matches!(self, Role::System | Role::Security | Role::Auditor)
    }

    /// Whether an account can have it; the public has none.
    pub const fn has_account(self) -> bool {
        !matches!(self, Role::Public)
    }

    /// Whether it makes sense only over named units, departments or regions: a clerk of everything is a
    /// mistake, not a wish.
    pub const fn needs_reach(self) -> bool {
        matches!(self, Role::Clerk | Role::Department)
    }
}
