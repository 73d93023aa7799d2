//! The security log: what is added to it from outside the register, how it is searched, and how it is proved.

use super::{House, Line, LogHead, Proved, Search, Who, clean};
use crate::Fault;

/// Actions of the log with their Chinese and English names; other use cases add their own words.
pub const ACTIONS: &[(&str, &str, &str)] = &[
    ("first.link", "开出首次启动链接", "link of the first start made"),
    ("first.redeem", "建立首个系统管理员", "first system administrator made"),
    ("login", "登录", "logged in"),
    ("login.wrong", "登录失败", "log-in failed"),
    ("login.locked", "锁定期间尝试登录", "log-in tried while locked"),
    ("login.needs-code", "等待动态口令", "code asked for"),
    ("login.inactive", "停用的账户尝试登录", "log-in of a disabled account"),
    ("login.not-granted", "未确认的账户尝试登录", "log-in of an account not confirmed"),
    ("logout", "退出", "logged out"),
    ("session.end", "结束会话", "session ended"),
    ("account.create", "开立账户", "account made"),
    ("account.disable", "停用账户", "account disabled"),
    ("account.enable", "启用账户", "account enabled"),
    ("account.reset", "重置账户", "account reset"),
    ("account.preferences", "修改偏好", "preferences set"),
    ("invitation.redeem", "凭链接设置密码", "password set by link"),
    ("grant", "授予角色和范围", "role and reach granted"),
    ("grant.revoke", "撤销授权", "grant taken back"),
    ("unlock", "解锁", "unlocked"),
    ("password.change", "修改密码", "password changed"),
    ("password.wrong", "验证密码失败", "present password wrong"),
    ("factor.begin", "开始启用动态口令", "second factor begun"),
    ("factor.confirm", "启用动态口令", "second factor on"),
    ("factor.drop", "停用动态口令", "second factor off"),
    ("token.make", "签发接口令牌", "API token made"),
    ("token.drop", "撤销接口令牌", "API token dropped"),
    ("file.keep", "收存文件", "file kept"),
    ("demo.account", "建立演示账户", "account of the demonstration made"),
];

/// The names of an action; its id where it has none.
pub fn action_words(action: &str) -> (&str, &str) {
    let found = ACTIONS.iter().find(|(id, ..)| *id == action);
    found.map_or((action, action), |(_, zh, en)| (zh, en))
}

impl House {
    /// Adds a line about something that is not kept in the register: an import, a publication, a look at
    /// single payments.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn log_note(
        &mut self,
        who: &Who,
        action: &str,
        object: &str,
        note: &str,
    ) -> Result<(), Fault> {
        let who = self.signed(who);
        self.register.note_only(&who, &clean(action), &clean(object), &clean(note))?;
        Ok(())
    }

    /// Lines of the log, the latest first.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn log_search(&mut self, search: &Search) -> Result<Vec<Line>, Fault> {
        Ok(self.register.log(search)?)
    }

    /// Proves the log, and that everything kept is what the log says.
    ///
    /// # Errors
    /// Names the first line, or the item, that is not as it was written.
    pub fn log_verify(&mut self) -> Result<Proved, Fault> {
        Ok(self.register.verify()?)
    }

    /// The end of the log: its number and hash, to be written down elsewhere. Who replaces the whole register
    /// cannot make it end in a hash that was written down before.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn log_head(&mut self) -> Result<LogHead, Fault> {
        Ok(self.register.head()?)
    }
}
