//! Invitations: links by which whoever gets one sets the password of an account. Nobody is ever given a password.

use super::{Edit, House, INVITATION, TOKEN, Who, json, parsed, put, remove, time};
use crate::Fault;
use access::{Account, Right, fingerprint, password, token};
use serde::{Deserialize, Serialize};
use store::register::{Change, Scan};

/// Stands for a password that is void until another is set.
const VOID: &str = "!";

/// What is kept of an invitation.
#[derive(Serialize, Deserialize)]
struct Kept {
    expires: String,
}

impl House {
    /// A new invitation for an account, whose old password is void at once: sessions and API tokens end. A
    /// second factor stays ([`House::drop_factor_of`] is the security administrator's).
    ///
    /// Whoever holds the link becomes that account. So an account that has been used must be confirmed again
    /// by the security administrator, who asks the person; two officers are needed to get into a third's place.
    ///
    /// # Errors
    /// When the actor may not, it is one's own account, or nobody is left to confirm it again.
    pub fn reset(&mut self, who: &Who, name: &str) -> Result<String, Fault> {
        self.need(who, Right::AccountManage)?;
        self.not_oneself(who, name)?;
        let (account, _) = self.known(name)?;
        let confirmed = account.has_password() && account.is_in_use();
        if confirmed && !self.holds(access::Role::Security, name)? {
            return Err(Fault::new(
                "没有其他安全管理员可以重新确认这个账户；请在服务器本机上为其开出链接",
                "there is no other security administrator to confirm this account again; make the link on the server itself",
            ));
        }
        self.invite(who, "account.reset", name, false)
    }

    /// The same for whoever sits at the machine the server runs on: the way out when the last of an office has
    /// lost the password. What was confirmed stays confirmed. It stands in the log as done at the console.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn console_link(&mut self, name: &str) -> Result<String, Fault> {
        self.invite(&Who::console(), "account.reset", name, true)
    }

    fn invite(
        &mut self,
        who: &Who,
        action: &str,
        name: &str,
        stays_granted: bool,
    ) -> Result<String, Fault> {
        let (secret, invitation) = self.invitation(name)?;
        self.edit(who, action, name, &|house, account| {
            let mut more = house.sessions_end(&account.name, None)?;
            more.extend(house.all_of(INVITATION, &account.name)?);
            more.extend(house.all_of(TOKEN, &account.name)?);
            more.push(invitation.clone());
            if account.has_password() && !stays_granted {
                account.granted = false;
            }
            if account.has_password() {
                // No password fits this; and it is not as if the account had never been used.
                VOID.clone_into(&mut account.password);
            }
            (account.failed, account.locked_until) = (0, None);
            Ok(Edit { note: String::new(), more })
        })?;
        Ok(secret)
    }

    /// A token, and the invitation that is kept of it.
    pub(super) fn invitation(&self, name: &str) -> Result<(String, Change), Fault> {
        let secret = token().map_err(super::first::no_random)?;
        let expires = time::later(&self.now(), time::hours(self.limits.invitation_hours));
        let id = fingerprint(&secret);
        Ok((secret, put(INVITATION, &id, Some(0), name, json(&Kept { expires }))))
    }

    /// Sets the password of the account an invitation is for; the link is then used up.
    ///
    /// # Errors
    /// When the link is not good (any more), or the password is weak.
    pub fn redeem_invitation(
        &mut self,
        token: &str,
        password: &str,
        address: &str,
    ) -> Result<Account, Fault> {
        let item = self.register.get(INVITATION, &fingerprint(token))?.ok_or_else(no_link)?;
        let kept: Kept = parsed(&item)?;
        let (account, _) = self.known(&item.owner).map_err(|_| no_link())?;
        if kept.expires <= self.now() || !account.active {
            return Err(no_link());
        }
        let phc = checked(password, &account.name)?;
        let who = Who {
            actor: account.name.clone(),
            role: account.role.id().to_owned(),
            address: address.to_owned(),
        };
        self.edit(&who, "invitation.redeem", &account.name, &|house, account| {
            // Looked for again each time: of two who use the link at once, the second is too late.
            if house.register.get(INVITATION, &item.id)?.is_none() || !account.active {
                return Err(no_link());
            }
            let mut more = house.sessions_end(&account.name, None)?;
            more.extend(house.all_of(INVITATION, &account.name)?);
            account.password.clone_from(&phc);
            (account.must_change, account.failed, account.locked_until) = (false, 0, None);
            Ok(Edit { note: String::new(), more })
        })
    }

    /// What removes every item of a kind that belongs to an account.
    pub(super) fn all_of(&mut self, kind: &str, owner: &str) -> Result<Vec<Change>, Fault> {
        let scan = Scan { owner: Some(owner.to_owned()), ..Scan::default() };
        Ok(self.register.list(kind, &scan)?.iter().map(remove).collect())
    }
}

/// The hash of a password that is strong enough.
pub(super) fn checked(text: &str, name: &str) -> Result<String, Fault> {
    password::strength(text, name).map_err(|weak| Fault::new(weak.zh(), weak.en()))?;
    password::hash(text).map_err(super::first::no_random)
}

pub(super) fn no_link() -> Fault {
    Fault::new(
        "链接无效、已用过或已过期；请向管理员要一个新的",
        "this link is not good: wrong, used or expired; ask the administrator for a new one",
    )
}
