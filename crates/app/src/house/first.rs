//! The first start: a link that works once makes the first system administrator.
//!
//! From there 三员 come into being one after the other. The system administrator makes the accounts of the
//! security administrator and of the auditor; these two, and only while nobody holds the office yet, need no
//! confirmation, for there is nobody to give it. Every other account waits for the security administrator.

use super::invitations::{checked, no_link};
use super::{FIRST, House, Who, clean, json, parsed, put, put_account, remove, time};
use crate::Fault;
use access::{Account, Reach, Role, fingerprint, login_name, token};
use serde::{Deserialize, Serialize};
use store::StoreError;

/// What is kept of the link.
#[derive(Serialize, Deserialize)]
struct Kept {
    fingerprint: String,
    expires: String,
}

impl House {
    /// A one-time token for the first system administrator, while there is none; an older one that was not
    /// used is no longer good. To be shown to whoever starts the server and to nobody else.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn first_link(&mut self) -> Result<Option<String>, Fault> {
        if self.holds(Role::System, "")? {
            return Ok(None);
        }
        let secret = token().map_err(no_random)?;
        let expires = time::later(&self.now(), time::hours(self.limits.first_hours));
        let kept = Kept { fingerprint: fingerprint(&secret), expires };
        let who = self.signed(&Who::console());
        self.register.put(&who, "first.link", "", &[put(FIRST, FIRST, None, "", json(&kept))])?;
        Ok(Some(secret))
    }

    /// Makes the first system administrator with the token of [`House::first_link`].
    ///
    /// # Errors
    /// When the token is not good (any more), the name does not fit, or the password is weak.
    pub fn redeem_first(
        &mut self,
        token: &str,
        name: &str,
        shown: &str,
        password: &str,
        address: &str,
    ) -> Result<Account, Fault> {
        let link = self.register.get(FIRST, FIRST)?.ok_or_else(no_link)?;
        let kept: Kept = parsed(&link)?;
        let fits = access::same(&kept.fingerprint, &fingerprint(token));
        if !fits || kept.expires <= self.now() || self.holds(Role::System, "")? {
            return Err(no_link());
        }
        let name = login_name(name).ok_or_else(no_name)?;
        let shown = clean(shown.trim());
        let shown = if shown.is_empty() { name.clone() } else { shown };
        let mut account = Account::new(&name, &shown, Role::System, Reach::all(), &self.now());
        account.password = checked(password, &name)?;
        account.granted = true;
        let changes = [remove(&link), put_account(&account, 0)];
        let who = Who {
            actor: name.clone(),
            role: Role::System.id().to_owned(),
            address: address.to_owned(),
        };
        let who = self.signed(&who);
        match self.register.put(&who, "first.redeem", "", &changes) {
            // Of two who use the link at once, the second is too late.
            Err(StoreError::Conflict { kind, .. }) if kind == FIRST => Err(no_link()),
            Err(StoreError::Conflict { .. }) => Err(taken(&name)),
            Err(other) => Err(other.into()),
            Ok(_) => Ok(account.bare()),
        }
    }
}

impl Who {
    /// Whoever sits at the machine the server runs on.
    pub fn console() -> Who {
        Who { actor: "(console)".to_owned(), ..Who::default() }
    }
}

pub(super) fn no_random(e: access::Exhausted) -> Fault {
    let text = e.to_string();
    let (zh, en) = text.split_once(" / ").unwrap_or((&text, &text));
    Fault::new(zh, en)
}

pub(super) fn no_name() -> Fault {
    Fault::new(
        "登录名应为 2 至 32 个字母、数字、点、横线或下划线，以字母或数字开头；请换一个",
        "a login name is 2 to 32 letters, digits, dots, hyphens or underscores and begins with a letter or digit; choose another",
    )
}

pub(super) fn taken(name: &str) -> Fault {
    Fault::new(
        format!("已有账户 {name}；请换一个登录名"),
        format!("there is an account {name} already; choose another name"),
    )
}
