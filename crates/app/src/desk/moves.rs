//! Small moves: verify, take back, write a text.

use super::{Desk, today};
use crate::fault::Fault;
use ledger::{Controls, Draft, Kind};
use store::{Filter, Outcome, Receipt, Verified};

/// What a small move left in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Its batch.
    pub receipt: Receipt,
    /// What is odd afterwards: entry, Chinese, English.
    pub warnings: Vec<(u64, String, String)>,
}

/// Recomputes the chain and every balance.
///
/// # Errors
/// Names the first entry that was tampered with.
pub fn verify(desk: &mut Desk, progress: &mut dyn FnMut(u64, u64)) -> Result<Verified, Fault> {
    Ok(desk.store.verify(progress)?)
}

/// A book, and what its proof gave.
pub type Proved = (store::Book, Result<Verified, Fault>);

/// [`verify`] of every book: the node's own, and those that were received; what is wrong with one stops
/// no other.
///
/// # Errors
/// When the ledger cannot be read at all.
pub fn verify_books(
    desk: &mut Desk,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Vec<Proved>, Fault> {
    let own = desk.store.own().clone();
    let mut books = desk.store.books()?;
    books.sort_by_key(|b| b.code != own.code);
    let mut all = Vec::new();
    for book in books {
        desk.store.turn_to(&book.code)?;
        let proved = desk.store.verify(progress).map_err(Fault::from);
        all.push((book, proved));
    }
    desk.store.turn_to(&own.code)?;
    Ok(all)
}

/// Takes back one entry.
///
/// # Errors
/// When it does not exist or has already been taken back.
pub fn reverse_entry(desk: &mut Desk, seq: u64, reason: &str) -> Result<Move, Fault> {
    reverse(desk, &[seq], reason)
}

/// Takes back a whole batch, last entry first.
///
/// # Errors
/// When there is no such batch or something in it cannot be taken back; then nothing is.
pub fn reverse_batch(desk: &mut Desk, batch: u64, reason: &str) -> Result<Move, Fault> {
    let mut entries = Vec::new();
    let filter = Filter { batch: Some(batch), ..Filter::default() };
    desk.store.entries(&filter, &mut |e| {
        if e.draft.topic != "批次" {
            entries.push(e.seq);
        }
    })?;
    if entries.is_empty() {
        return Err(Fault::new(format!("没有第 {batch} 批"), format!("there is no batch {batch}")));
    }
    entries.reverse();
    reverse(desk, &entries, reason)
}

fn reverse(desk: &mut Desk, entries: &[u64], reason: &str) -> Result<Move, Fault> {
    let header = desk.header("reverse", "", reason);
    let mut posting = desk.store.begin(&header, &Controls::default())?;
    for seq in entries {
        if let Outcome::Refused(refusal) = posting.reverse(*seq, today(), reason)? {
            return Err(Fault::new(refusal.zh, refusal.en));
        }
    }
    Ok(done(posting)?)
}

/// Writes a text (duties, reasons …) of a unit and year.
///
/// # Errors
/// When the unit is not known.
pub fn set_text(
    desk: &mut Desk,
    unit: &str,
    year: i32,
    name: &str,
    text: &str,
) -> Result<Move, Fault> {
    let mut draft = Draft::new(Kind::Record, today(), year, unit);
    draft.topic = "文字".to_owned();
    name.clone_into(&mut draft.key);
    draft.payload = serde_json::Value::String(text.to_owned()).to_string();
    record(desk, vec![draft], "text")
}

/// Posts records as one batch; one that is refused fails the whole.
pub(super) fn record(desk: &mut Desk, drafts: Vec<Draft>, source: &str) -> Result<Move, Fault> {
    let header = desk.header(source, "", "");
    let mut posting = desk.store.begin(&header, &Controls::default())?;
    for draft in drafts {
        if let Outcome::Refused(refusal) = posting.post(draft)? {
            return Err(Fault::new(refusal.zh, refusal.en));
        }
    }
    Ok(done(posting)?)
}

fn done(posting: store::Posting<'_>) -> Result<Move, store::StoreError> {
    let say = |(seq, w): &(u64, ledger::Refusal)| (*seq, w.zh.clone(), w.en.clone());
    let warnings = posting.warnings().iter().map(say).collect();
    Ok(Move { receipt: posting.commit()?, warnings })
}
