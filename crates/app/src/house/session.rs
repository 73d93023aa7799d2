//! Sessions: what a cookie stands for, until it ends by itself, by its owner, or because the account changed.

use super::{House, SESSION, Who, json, parsed, put, time};
use crate::Fault;
use access::{Account, Right, fingerprint};
use serde::{Deserialize, Serialize};
use store::StoreError;
use store::register::{Change, Item, Scan};

/// Seconds after which it is noted again that a session is in use.
const NOTED: i64 = 60;

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The account, without what is secret.
    pub account: Account,
    /// Goes with every form of this session; empty in a list of sessions.
    pub csrf: String,
    /// Its id, from which nobody can make the cookie.
    pub id: String,
    /// When it began (RFC 3339, UTC).
    pub created: String,
    /// When it was last in use, to the minute or so.
    pub seen: String,
    /// When it ends at the latest.
    pub expires: String,
    /// Address it began from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// What is kept of a session.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) created: String,
    pub(super) seen: String,
    pub(super) expires: String,
    pub(super) address: String,
    pub(super) agent: String,
}

impl House {
    /// The session a cookie stands for; nothing when it has ended, or its account is out of use. That it is in
    /// use is noted.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn session(&mut self, token: &str) -> Result<Option<Session>, Fault> {
        let Some(item) = self.register.get(SESSION, &fingerprint(token))? else { return Ok(None) };
        let kept: Kept = parsed(&item)?;
        let now = self.now();
        if self.is_over(&kept, &now) {
            return Ok(None);
        }
        let Some((account, _)) = self.account_item(&item.owner)? else { return Ok(None) };
        if !account.is_in_use() {
            return Ok(None);
        }
        let mut session = session(&item, kept, account);
        session.csrf = csrf(token);
        if time::later(&session.seen, NOTED) <= now {
            // A register that cannot be written now still lets one read; the session then ends the sooner.
            drop(self.note_use(&item, now));
        }
        Ok(Some(session))
    }

    /// Notes that a session is in use.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn touch(&mut self, token: &str) -> Result<(), Fault> {
        let now = self.now();
        match self.register.get(SESSION, &fingerprint(token))? {
            Some(item) if !self.is_over(&parsed(&item)?, &now) => self.note_use(&item, now),
            _ => Ok(()),
        }
    }

    fn note_use(&mut self, item: &Item, now: String) -> Result<(), Fault> {
        let mut kept: Kept = parsed(item)?;
        kept.seen.clone_from(&now);
        // The version is asked for: a session that was ended meanwhile must not come to life again.
        let change = put(SESSION, &item.id, Some(item.version), &item.owner, json(&kept));
        match self.register.quiet(&now, &[change]) {
            Ok(_) | Err(StoreError::Conflict { .. }) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    /// Ends the session a cookie stands for.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn log_out(&mut self, who: &Who, token: &str) -> Result<(), Fault> {
        let change =
            Change::Drop { kind: SESSION.to_owned(), id: fingerprint(token), expected: None };
        let who = self.signed(who);
        self.register.put(&who, "logout", "", &[change])?;
        Ok(())
    }

    /// The sessions of an account that have not ended, the latest first.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn sessions_of(&mut self, name: &str) -> Result<Vec<Session>, Fault> {
        let Some((account, _)) = self.account_item(name)? else { return Ok(Vec::new()) };
        let now = self.now();
        let mut all = Vec::new();
        for item in self.session_items(name)? {
            let kept: Kept = parsed(&item)?;
            if !self.is_over(&kept, &now) {
                all.push(session(&item, kept, account.clone()));
            }
        }
        all.sort_by(|a, b| (&b.created, &b.id).cmp(&(&a.created, &a.id)));
        Ok(all)
    }

    /// Ends one of one's own sessions; who keeps accounts may end anybody's.
    ///
    /// # Errors
    /// When it is somebody else's.
    pub fn end_session(&mut self, who: &Who, id: &str) -> Result<(), Fault> {
        let Some(item) = self.register.get(SESSION, id)? else { return Ok(()) };
        if item.owner != who.actor {
            self.need(who, Right::AccountManage)?;
        }
        let who = self.signed(who);
        self.register.put(&who, "session.end", &item.owner, &[ended_one(&item)])?;
        Ok(())
    }

    /// What ends the sessions of an account, one excepted.
    pub(super) fn sessions_end(
        &mut self,
        name: &str,
        except: Option<&str>,
    ) -> Result<Vec<Change>, Fault> {
        let keep = except.map(fingerprint);
        let items = self.session_items(name)?;
        let ended = items.into_iter().filter(|item| Some(&item.id) != keep.as_ref());
        Ok(ended.map(|item| ended_one(&item)).collect())
    }

    /// What removes the sessions of an account that have ended by themselves.
    pub(super) fn sessions_over(&mut self, name: &str, now: &str) -> Result<Vec<Change>, Fault> {
        let items = self.session_items(name)?;
        let over = |item: &&Item| parsed(item).map_or(true, |kept| self.is_over(&kept, now));
        let ended = items.iter().filter(over);
        Ok(ended.map(ended_one).collect())
    }

    fn session_items(&mut self, name: &str) -> Result<Vec<Item>, Fault> {
        let scan = Scan { owner: Some(name.to_owned()), ..Scan::default() };
        Ok(self.register.list(SESSION, &scan)?)
    }

    fn is_over(&self, kept: &Kept, now: &str) -> bool {
        let idle = time::later(&kept.seen, time::minutes(self.limits.idle_minutes));
        kept.expires.as_str() <= now || idle.as_str() <= now
    }
}

/// What ends a session, whatever its version: that its use is noted at the same moment must not save it.
fn ended_one(item: &Item) -> Change {
    Change::Drop { kind: item.kind.clone(), id: item.id.clone(), expected: None }
}

fn session(item: &Item, kept: Kept, account: Account) -> Session {
    let Kept { created, seen, expires, address, agent } = kept;
    Session {
        account: account.bare(),
        csrf: String::new(),
        id: item.id.clone(),
        created,
        seen,
        expires,
        address,
        agent,
    }
}

/// The token of forms: follows from the cookie, and the cookie does not follow from it.
pub(super) fn csrf(token: &str) -> String {
    fingerprint(&format!("csrf {token}"))
}
