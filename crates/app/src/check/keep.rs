//! Documents that accounts keep: the file as it was sent, and a record of what was found in it.

use super::keys::{keys, series, title};
use super::sent::{OfBatch, kept_as, sent_at};
use crate::Fault;
use crate::house::{House, Item, Record, RecordChange, Scan, Who};
use report::{Audited, Verdict};
use serde::{Deserialize, Serialize};

/// Kind of the record of a document.
const DOCUMENT: &str = "document";

/// Kind of the record that names the latest version of a document.
const SERIES: &str = "document-series";

/// The second from which ids count down, so that later documents come first.
const LATEST: u64 = 9_999_999_999;

/// How often it is tried anew when another was quicker.
const TRIES: usize = 8;

/// Records that are looked at in one go.
const CHUNK: usize = 500;

/// What is kept of a document beside its file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Name of the file.
    pub name: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Title of the document.
    pub title: String,
    /// Whom it is about.
    pub entity: String,
    /// Fiscal year.
    pub year: Option<i32>,
    /// What kind of document it is.
    pub kind: String,
    /// When it was checked (RFC 3339, UTC).
    pub at: String,
    /// What its versions share.
    pub series: String,
    /// The version before.
    pub previous: Option<String>,
    /// `clean`, `findings`, `unreadable`.
    pub verdict: String,
    /// Whether no figure of it was held by anything.
    pub unchecked: bool,
    /// Findings by severity: errors, warnings, notices.
    pub findings: [usize; 3],
    /// Amounts.
    pub amounts: usize,
    /// Amounts that relations hold.
    pub pinned: usize,
    /// Keys of the findings.
    pub keys: Vec<String>,
}

/// A document that is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptDocument {
    /// Its id; later documents come first in the order of ids.
    pub id: String,
    /// Account that sent it.
    pub owner: String,
    /// Unit of that account; empty where it has none or several.
    pub unit: String,
    /// What is kept of it.
    pub kept: Kept,
}

/// Which documents are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only this account's.
    pub owner: Option<String>,
    /// Words that stand in title, name or entity.
    pub find: String,
    /// Only with this verdict; empty for any.
    pub verdict: String,
    /// Only after this id: the last of the page before.
    pub after: String,
    /// So many records are looked at; 0 for all of them.
    pub look: usize,
    /// So many at most.
    pub limit: usize,
}

/// A page of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The documents, latest first.
    pub documents: Vec<KeptDocument>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

impl Kept {
    fn of(audited: &Audited, owner: &str, at: String) -> Kept {
        let profile = audited.content.as_ref().map(|c| c.facts.profile.clone()).unwrap_or_default();
        let figures = audited.figures();
        use audit::Severity::{Error, Notice, Warning};
        Kept {
            name: audited.path.clone(),
            sha256: audited.sha256.clone(),
            title: title(audited),
            entity: profile.entity,
            year: profile.year,
            kind: profile.kind,
            at,
            series: series(owner, audited),
            previous: None,
            verdict: audited.verdict().id().to_owned(),
            unchecked: audited.verdict() == Verdict::Clean && audited.unchecked(),
            findings: [Error, Warning, Notice].map(|s| audited.of(s)),
            amounts: figures.amounts,
            pinned: figures.pinned,
            keys: audited.content.as_ref().map(|c| keys(c)).unwrap_or_default(),
        }
    }

    fn passes(&self, wanted: &Wanted) -> bool {
        let find = wanted.find.trim();
        let texts = [&self.title, &self.name, &self.entity];
        (find.is_empty() || texts.iter().any(|t| t.contains(find)))
            && (wanted.verdict.is_empty() || self.verdict == wanted.verdict)
    }
}

/// Keeps a document for an account; gives its id. The same file sent again is the same version. The file was
/// put on record when it was sent ([`super::record_sent`]), and that it was sent is then done with.
///
/// # Errors
/// When the register cannot be written.
pub fn keep(
    house: &mut House,
    who: &Who,
    unit: &str,
    of: &OfBatch,
    audited: &Audited,
) -> Result<String, Fault> {
    let hash = audited.sha256.clone();
    for _ in 0..TRIES {
        let mut new = Kept::of(audited, &who.actor, house.now());
        new.sha256 = hash.clone();
        let head = house.record(SERIES, &new.series)?;
        let before = match &head {
            Some(item) => kept(house, &head_of(item))?,
            None => None,
        };
        let again = before.as_ref().filter(|k| k.kept.sha256 == hash);
        let (id, previous) = match (again, &before) {
            (Some(same), _) => (same.id.clone(), same.kept.previous.clone()),
            (None, Some(older)) => (new_id(&new.at)?, Some(older.id.clone())),
            (None, None) => (new_id(&new.at)?, None),
        };
        new.previous = previous;
        // What was sent before the version that is there is no newer version of it, however late it is kept.
        let late = match (&before, sent_at(house, of)?) {
            (Some(newer), Some(sent)) => again.is_none() && newer.kept.at > sent,
            _ => false,
        };
        if late {
            new.previous = None;
        }
        let note = format!("{} {}", new.name, new.verdict);
        let record = |kind: &str, id: &str, expected: Option<u64>, body: String| {
            RecordChange::Put(Record {
                kind: kind.to_owned(),
                id: id.to_owned(),
                expected,
                owner: who.actor.clone(),
                unit: unit.to_owned(),
                body,
            })
        };
        let body = json(&new);
        let expected = Some(head.as_ref().map_or(0, |item| item.version));
        let mut changes = vec![record(DOCUMENT, &id, None, body)];
        if !late {
            changes.push(record(SERIES, &new.series, expected, json(&id)));
        }
        changes.extend(kept_as(house, of, &id)?);
        if house.put_records(who, "document.keep", &note, changes)?.is_ok() {
            return Ok(id);
        }
    }
    Err(Fault::new(
        "同一份报告正被多处同时上传，没有保存；请稍后再试",
        "this document is being sent from several places at once and was not kept; try again in a moment",
    ))
}

/// A document by its id.
///
/// # Errors
/// When the register cannot be reached.
pub fn kept(house: &mut House, id: &str) -> Result<Option<KeptDocument>, Fault> {
    Ok(house.record(DOCUMENT, id)?.and_then(|item| read(&item)))
}

/// Id of the latest version of what a document is a version of.
///
/// # Errors
/// When the register cannot be reached.
pub fn latest(house: &mut House, document: &KeptDocument) -> Result<Option<String>, Fault> {
    let head = house.record(SERIES, &document.kept.series)?;
    Ok(head.map(|item| head_of(&item)))
}

/// A page of the documents that are wanted and that the asker may see.
///
/// # Errors
/// When the register cannot be reached.
pub fn list(
    house: &mut House,
    wanted: &Wanted,
    may: &dyn Fn(&KeptDocument) -> bool,
) -> Result<Listing, Fault> {
    let mut listing = Listing::default();
    let (mut after, mut looked) = (wanted.after.clone(), 0);
    loop {
        let scan = Scan {
            owner: wanted.owner.clone(),
            after: after.clone(),
            limit: CHUNK,
            ..Scan::default()
        };
        let items = house.records(DOCUMENT, &scan)?;
        looked += items.len();
        for item in &items {
            let Some(document) = read(item) else { continue };
            if !document.kept.passes(wanted) || !may(&document) {
                continue;
            }
            if listing.documents.len() == wanted.limit {
                listing.next = listing.documents.last().map(|d| d.id.clone());
                return Ok(listing);
            }
            listing.documents.push(document);
        }
        match items.last() {
            Some(last) if items.len() == CHUNK && (wanted.look == 0 || looked < wanted.look) => {
                after.clone_from(&last.id);
            }
            _ => return Ok(listing),
        }
    }
}

/// The documents that were checked in the seconds from `from` up to but without `to` (Unix time), oldest first.
/// Seconds that have not ended yet are better left for later.
///
/// # Errors
/// When the register cannot be reached.
pub fn checked_between(house: &mut House, from: i64, to: i64) -> Result<Vec<KeptDocument>, Fault> {
    let left = |second: i64| LATEST.saturating_sub(u64::try_from(second).unwrap_or(0));
    let (mut after, end) = (format!("{:010}", left(to) + 1), format!("{:010}", left(from) + 1));
    let mut all = Vec::new();
    loop {
        let scan = Scan { after: after.clone(), limit: CHUNK, ..Scan::default() };
        let items = house.records(DOCUMENT, &scan)?;
        let within = items.iter().take_while(|item| item.id < end);
        all.extend(within.filter_map(read));
        match items.last() {
            Some(last) if items.len() == CHUNK && last.id < end => after.clone_from(&last.id),
            _ => break,
        }
    }
    all.reverse();
    Ok(all)
}

/// The id that the record of a series names.
fn head_of(item: &Item) -> String {
    serde_json::from_str(&item.body).unwrap_or_default()
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A record of an older form that no longer reads is told as none.
fn read(item: &Item) -> Option<KeptDocument> {
    Some(KeptDocument {
        id: item.id.clone(),
        owner: item.owner.clone(),
        unit: item.unit.clone(),
        kept: serde_json::from_str(&item.body).ok()?,
    })
}

/// An id that nobody guesses; later ones come first.
fn new_id(at: &str) -> Result<String, Fault> {
    let left = LATEST.saturating_sub(crate::house::unix(at));
    let secret = access::token().map_err(|e| Fault::new(e.to_string(), e.to_string()))?;
    Ok(format!("{left:010}{}", secret.get(..16).unwrap_or_default()))
}
