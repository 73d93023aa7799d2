//! Drafts: what is being typed, kept by itself so that nothing is lost. Passing, so not in the log.

use super::{Conflict, DRAFT, House, Who, clean, json, or_conflict, parsed, put};
use crate::Fault;
use serde::{Deserialize, Serialize};
use store::register::{Change, Item, Scan};

/// Bytes of a draft at most.
const LARGEST: usize = 4 << 20;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which form it is of.
    pub form: String,
    /// Which of its kind: a project, a unit and year.
    pub key: String,
    /// What was typed, as the form writes it.
    pub body: String,
    /// Its version, to be named when it is kept again.
    pub version: u64,
    /// When it was last kept (RFC 3339, UTC).
    pub at: String,
}

/// What is kept of it.
#[derive(Serialize, Deserialize)]
struct Kept {
    form: String,
    key: String,
    body: String,
}

impl House {
    /// Keeps a draft of the actor; gives its version. `expected` is the version it was read with, 0 for a new
    /// one; nothing takes the place of whatever is there.
    ///
    /// # Errors
    /// When it is too large, or the register cannot be written; that another tab was quicker is a [`Conflict`].
    pub fn save_draft(
        &mut self,
        who: &Who,
        form: &str,
        key: &str,
        body: &str,
        expected: Option<u64>,
    ) -> Result<Result<u64, Conflict>, Fault> {
        if who.actor.is_empty() {
            return Err(Fault::new("请先登录，草稿才能保存", "log in first, then drafts are kept"));
        }
        if body.len() > LARGEST {
            let most = LARGEST >> 20;
            return Err(Fault::new(
                format!("草稿超过 {most} MB，没有保存；请删减附带的文字"),
                format!("the draft is larger than {most} MB and was not kept; shorten it"),
            ));
        }
        let kept = Kept { form: clean(form), key: clean(key), body: clean(body) };
        let change = put(DRAFT, &id(&who.actor, form, key), expected, &who.actor, json(&kept));
        let now = self.now();
        let done = or_conflict(self.register.quiet(&now, &[change]))?;
        Ok(done.map(|versions| versions.first().copied().unwrap_or_default()))
    }

    /// A draft.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn draft(&mut self, owner: &str, form: &str, key: &str) -> Result<Option<Draft>, Fault> {
        let item = self.register.get(DRAFT, &id(owner, form, key))?;
        item.map(|item| draft(&item)).transpose()
    }

    /// Removes a draft, once it was sent.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn drop_draft(&mut self, who: &Who, form: &str, key: &str) -> Result<(), Fault> {
        let id = id(&who.actor, form, key);
        let now = self.now();
        let change = Change::Drop { kind: DRAFT.to_owned(), id, expected: None };
        self.register.quiet(&now, &[change])?;
        Ok(())
    }

    /// All drafts of an account, by form and key.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn drafts_of(&mut self, owner: &str) -> Result<Vec<Draft>, Fault> {
        let scan = Scan { owner: Some(owner.to_owned()), ..Scan::default() };
        self.register.list(DRAFT, &scan)?.iter().map(draft).collect()
    }
}

fn draft(item: &Item) -> Result<Draft, Fault> {
    let Kept { form, key, body } = parsed(item)?;
    Ok(Draft { form, key, body, version: item.version, at: item.at.clone() })
}

/// No two triples have the same id: the parts are written as JSON.
fn id(owner: &str, form: &str, key: &str) -> String {
    json(&[owner, form, key])
}
