//! Accounts, as the system administrator keeps them: made, disabled, enabled. No rights are given here.

use super::first::{no_name, taken};
use super::{ACCOUNT, Edit, House, TOKEN, Who, clean, parsed, put_account};
use crate::Fault;
use access::{Account, Reach, Right, Role, login_name};
use store::StoreError;
use store::register::Scan;

/// An account that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Name for logging in.
    pub name: String,
    /// Name as shown; the login name when it is empty.
    pub shown: String,
    /// Role that is proposed; the security administrator confirms it, or another.
    pub role: Role,
}

impl House {
    /// All accounts by name, without what is secret.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn accounts(&mut self) -> Result<Vec<Account>, Fault> {
        let items = self.register.list(ACCOUNT, &Scan::default())?;
        items.iter().map(|item| Ok(parsed::<Account>(item)?.bare())).collect()
    }

    /// An account by its name, without what is secret.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn account(&mut self, name: &str) -> Result<Option<Account>, Fault> {
        Ok(self.account_item(name)?.map(|(account, _)| account.bare()))
    }

    /// Makes an account, and the one-time token by which its owner sets the password. It can do nothing until
    /// the security administrator has confirmed it ([`House::grant`]); the first security administrator and
    /// the first auditor excepted, see [`House::first_link`].
    ///
    /// # Errors
    /// When the actor may not, the name does not fit or is taken, or the role has no accounts.
    pub fn create_account(
        &mut self,
        who: &Who,
        new: NewAccount,
    ) -> Result<(Account, String), Fault> {
        self.need(who, Right::AccountManage)?;
        let name = login_name(&new.name).ok_or_else(no_name)?;
        // Reach is not the system administrator's to give. An officer's means nothing.
        let reach = if new.role.is_officer() { Reach::all() } else { Reach::nothing() };
        if !new.role.has_account() {
            return Err(no_account());
        }
        let shown = clean(new.shown.trim());
        let shown = if shown.is_empty() { name.clone() } else { shown };
        let mut account = Account::new(&name, &shown, new.role, reach, &self.now());
        let office = matches!(new.role, Role::Security | Role::Auditor);
        account.granted = office && !self.holds(new.role, "")?;
        let (secret, invitation) = self.invitation(&name)?;
        let changes = [put_account(&account, 0), invitation];
        let note = account.role.id();
        let who = self.signed(who);
        match self.register.put(&who, "account.create", note, &changes) {
            Err(StoreError::Conflict { .. }) => Err(taken(&name)),
            Err(other) => Err(other.into()),
            Ok(_) => Ok((account.bare(), secret)),
        }
    }

    /// Takes an account out of use: sessions and API tokens end at once.
    ///
    /// # Errors
    /// When the actor may not, it is one's own, or the last of an office.
    pub fn disable(&mut self, who: &Who, name: &str) -> Result<Account, Fault> {
        self.need(who, Right::AccountManage)?;
        self.not_oneself(who, name)?;
        self.edit(who, "account.disable", name, &|house, account| {
            house.not_the_last(account)?;
            account.active = false;
            let mut more = house.sessions_end(&account.name, None)?;
            more.extend(house.all_of(super::INVITATION, &account.name)?);
            more.extend(house.all_of(TOKEN, &account.name)?);
            Ok(Edit { note: String::new(), more })
        })
    }

    /// Takes it into use again.
    ///
    /// # Errors
    /// When the actor may not, or there is no such account.
    pub fn enable(&mut self, who: &Who, name: &str) -> Result<Account, Fault> {
        self.need(who, Right::AccountManage)?;
        self.edit(who, "account.enable", name, &|_, account| {
            account.active = true;
            Ok(Edit::default())
        })
    }

    /// Whether an account other than the named one holds a role and is in use. An invitation that nobody has
    /// redeemed counts: somebody may be about to.
    pub(super) fn holds(&mut self, role: Role, except: &str) -> Result<bool, Fault> {
        let all = self.accounts()?;
        Ok(all.iter().any(|a| a.role == role && a.is_in_use() && a.name != except))
    }

    /// Refuses to leave an office empty: else the system administrator could send the others away and make
    /// their successors. An account whose invitation was never redeemed holds nothing yet.
    pub(super) fn not_the_last(&mut self, account: &Account) -> Result<(), Fault> {
        let holds = account.role.is_officer() && account.is_in_use() && account.has_password();
        if !holds || self.holds(account.role, &account.name)? {
            return Ok(());
        }
        let (zh, en) = (account.role.zh(), account.role.en());
        Err(Fault::new(
            format!("{} 是唯一的{zh}，不能停用或改任；请先开立并授权接任者", account.name),
            format!(
                "{} is the only {en} and stays; make and confirm a successor first",
                account.name
            ),
        ))
    }

    pub(super) fn not_oneself(&self, who: &Who, name: &str) -> Result<(), Fault> {
        match who.actor == name {
            false => Ok(()),
            true => Err(Fault::new(
                "不能对自己的账户这样做；请由另一位管理员办理",
                "not with one's own account; let another administrator do it",
            )),
        }
    }
}

/// Whether a role can be had, and goes with a reach.
pub(super) fn fits(role: Role, reach: &Reach) -> Result<(), Fault> {
    if !role.has_account() {
        return Err(no_account());
    }
    if reach.has_blank() {
        return Err(Fault::new(
            "范围中有空的代码；请补上或删去",
            "a code of the reach is blank; fill it in or remove it",
        ));
    }
    if role.needs_reach() && reach.is_all() {
        let (zh, en) = (role.zh(), role.en());
        return Err(Fault::new(
            format!("{zh}须限定区划、部门或单位；请至少填一个代码"),
            format!("a {en} needs a region, department or unit; give one code at least"),
        ));
    }
    Ok(())
}

/// A reach as the log writes it.
pub(super) fn written(reach: &Reach) -> String {
    if reach.is_all() {
        return "*".to_owned();
    }
    let parts =
        [("region", &reach.regions), ("department", &reach.departments), ("unit", &reach.units)];
    let parts = parts.iter().filter(|(_, codes)| !codes.is_empty());
    parts.map(|(name, codes)| format!("{name}={}", codes.join(","))).collect::<Vec<_>>().join(" ")
}

fn no_account() -> Fault {
    Fault::new("公众没有账户；请选择其他角色", "the public has no accounts; choose another role")
}
