//! API tokens: secrets that let programs do part of what their owner may, until a day.

use super::{House, SEEN, TOKEN, Who, clean, json, parsed, put, remove, time};
use crate::Fault;
use access::{Account, Right, fingerprint, token};
use serde::{Deserialize, Serialize};
use store::register::{Change, Scan};

/// Seconds after which it is noted again that a token is in use.
const NOTED: i64 = 3600;

/// What every token begins with, so that one that was let slip is found by those who look for such.
const MARK: &str = "mz_";

/// Characters of a label at most.
const LABEL: usize = 100;

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id, from which nobody can make the secret.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// What it allows, as far as the owner's role still does.
    pub scopes: Vec<Right>,
    /// When it was made (RFC 3339, UTC).
    pub created: String,
    /// When it ends.
    pub expires: String,
    /// When it was last used, to the hour or so.
    pub seen: Option<String>,
}

/// What is kept of a token.
#[derive(Serialize, Deserialize)]
struct Kept {
    label: String,
    scopes: Vec<Right>,
    created: String,
    expires: String,
}

impl House {
    /// Makes a token of one's own account; gives its secret, which is shown once.
    ///
    /// # Errors
    /// When the account is another's, a scope is not the role's or fits no token, or it would hold too long.
    pub fn make_token(
        &mut self,
        who: &Who,
        account: &str,
        label: &str,
        scopes: &[Right],
        expires_days: u32,
    ) -> Result<String, Fault> {
        let owner = self.need(who, Right::TokenOwn)?;
        if owner.name != account {
            return Err(not_own());
        }
        let most = self.limits.token_days;
        if !(1..=most).contains(&expires_days) {
            return Err(Fault::new(
                format!("有效期应为 1 至 {most} 天；请修改"),
                format!("a token holds 1 to {most} days; change it"),
            ));
        }
        let mut scopes = scopes.to_vec();
        scopes.sort_unstable();
        scopes.dedup();
        self.fits_token(&owner, &scopes)?;
        let secret = format!("{MARK}{}", token().map_err(super::first::no_random)?);
        let now = self.now();
        let ids: Vec<&str> = scopes.iter().map(|s| s.id()).collect();
        let note = ids.join(" ");
        let kept = Kept {
            label: clean(label.trim()).chars().take(LABEL).collect(),
            expires: time::later(&now, time::days(expires_days)),
            created: now,
            scopes,
        };
        let change = put(TOKEN, &fingerprint(&secret), Some(0), &owner.name, json(&kept));
        let who = self.signed(who);
        self.register.put(&who, "token.make", &note, &[change])?;
        Ok(secret)
    }

    fn fits_token(&self, owner: &Account, scopes: &[Right]) -> Result<(), Fault> {
        if scopes.is_empty() {
            return Err(Fault::new("请至少选择一项权限", "choose one right at least"));
        }
        let fits = |right: &&Right| !right.fits_token() || !self.rights.may(owner.role, **right);
        match scopes.iter().find(fits) {
            None => Ok(()),
            Some(right) => {
                let (zh, en) = (right.zh(), right.en());
                Err(Fault::new(
                    format!("令牌不能带“{zh}”的权限；请去掉这一项"),
                    format!("a token of yours cannot carry the right to {en}; leave it out"),
                ))
            }
        }
    }

    /// The tokens of an account that still hold, the latest first.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn tokens_of(&mut self, name: &str) -> Result<Vec<ApiToken>, Fault> {
        let now = self.now();
        let scan = Scan { owner: Some(name.to_owned()), ..Scan::default() };
        let mut all = Vec::new();
        for item in self.register.list(TOKEN, &scan)? {
            let Kept { label, scopes, created, expires } = parsed(&item)?;
            if expires > now {
                let seen = self.register.get(SEEN, &item.id)?.map(|seen| seen.at);
                all.push(ApiToken { id: item.id, label, scopes, created, expires, seen });
            }
        }
        all.sort_by(|a, b| (&b.created, &b.id).cmp(&(&a.created, &a.id)));
        Ok(all)
    }

    /// Takes a token of one's own out of use.
    ///
    /// # Errors
    /// When it is another's.
    pub fn drop_token(&mut self, who: &Who, id: &str) -> Result<(), Fault> {
        let Some(item) = self.register.get(TOKEN, id)? else { return Ok(()) };
        if item.owner != who.actor {
            return Err(not_own());
        }
        let seen = Change::Drop { kind: SEEN.to_owned(), id: item.id.clone(), expected: None };
        let who = self.signed(who);
        self.register.put(&who, "token.drop", "", &[remove(&item), seen])?;
        Ok(())
    }

    /// Whose a token is and what it allows now: its scopes as far as the owner's role still has them. Nothing
    /// when it has ended, or the account is out of use.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn token_holder(&mut self, secret: &str) -> Result<Option<(Account, Vec<Right>)>, Fault> {
        let id = fingerprint(secret);
        let Some(item) = self.register.get(TOKEN, &id)? else { return Ok(None) };
        let kept: Kept = parsed(&item)?;
        let now = self.now();
        if kept.expires <= now {
            return Ok(None);
        }
        let Some((account, _)) = self.account_item(&item.owner)? else { return Ok(None) };
        // A password that must be changed first holds up programs too.
        if !account.is_in_use() || account.must_change {
            return Ok(None);
        }
        self.note_token(&id, &account.name, &now)?;
        let scopes = kept.scopes.into_iter().filter(|s| self.rights.may(account.role, *s));
        let scopes = scopes.filter(|s| s.fits_token()).collect();
        Ok(Some((account.bare(), scopes)))
    }

    fn note_token(&mut self, id: &str, owner: &str, now: &str) -> Result<(), Fault> {
        let seen = self.register.get(SEEN, id)?;
        if seen.is_none_or(|seen| time::later(&seen.at, NOTED).as_str() <= now) {
            // A register that cannot be written now still answers; the last use is then told less exactly.
            drop(self.register.quiet(now, &[put(SEEN, id, None, owner, "{}".to_owned())]));
        }
        Ok(())
    }
}

fn not_own() -> Fault {
    Fault::new(
        "只能管理自己的令牌；请用自己的账户登录",
        "only tokens of one's own; log in with that account",
    )
}
