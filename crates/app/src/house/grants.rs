//! Grants, as the security administrator gives them: role and reach of accounts that others have made, locks
//! and second factors taken off.

use super::accounts::{fits, written};
use super::{Edit, House, Who};
use crate::Fault;
use access::{Account, Reach, Right, Role};

impl House {
    /// Confirms an account with its role and reach. When they change, its sessions end.
    ///
    /// # Errors
    /// When the actor may not, it is one's own account, role and reach do not go together, or somebody would
    /// go over from one of the three offices to business or back: that takes an account of its own.
    pub fn grant(
        &mut self,
        who: &Who,
        name: &str,
        role: Role,
        reach: Reach,
    ) -> Result<Account, Fault> {
        self.need(who, Right::GrantManage)?;
        self.not_oneself(who, name)?;
        fits(role, &reach)?;
        self.edit(who, "grant", name, &|house, account| {
            if account.has_password() && account.role.is_officer() != role.is_officer() {
                return Err(crossing(account));
            }
            if account.role != role {
                house.not_the_last(account)?;
            }
            let changed = account.role != role || account.reach != reach;
            let more = match changed {
                true => house.sessions_end(&account.name, None)?,
                false => Vec::new(),
            };
            (account.role, account.reach, account.granted) = (role, reach.clone(), true);
            Ok(Edit { note: format!("{} {}", role.id(), written(&reach)), more })
        })
    }

    /// Takes the confirmation back: the account can do nothing until it is confirmed again.
    ///
    /// # Errors
    /// When the actor may not, it is one's own account, or the last of an office.
    pub fn revoke(&mut self, who: &Who, name: &str) -> Result<Account, Fault> {
        self.need(who, Right::GrantManage)?;
        self.not_oneself(who, name)?;
        self.edit(who, "grant.revoke", name, &|house, account| {
            house.not_the_last(account)?;
            account.granted = false;
            Ok(Edit { note: String::new(), more: house.sessions_end(&account.name, None)? })
        })
    }

    /// Takes the lock of wrong passwords off.
    ///
    /// # Errors
    /// When the actor may not, or there is no such account.
    pub fn unlock(&mut self, who: &Who, name: &str) -> Result<Account, Fault> {
        self.need(who, Right::GrantManage)?;
        self.edit(who, "unlock", name, &|_, account| {
            (account.failed, account.locked_until) = (0, None);
            Ok(Edit::default())
        })
    }

    /// Takes the second factor of somebody off who has lost it.
    ///
    /// # Errors
    /// When the actor may not, or it is one's own account.
    pub fn drop_factor_of(&mut self, who: &Who, name: &str) -> Result<Account, Fault> {
        self.need(who, Right::GrantManage)?;
        self.not_oneself(who, name)?;
        self.edit(who, "factor.drop", name, &|_, account| {
            (account.totp, account.totp_step) = (None, None);
            Ok(Edit::note(account.name.clone()))
        })
    }
}

fn crossing(account: &Account) -> Fault {
    let name = &account.name;
    Fault::new(
        format!("{name} 不能在三员与业务角色之间改任；请另开账户"),
        format!(
            "{name} cannot go over between the three offices and business; make another account"
        ),
    )
}
