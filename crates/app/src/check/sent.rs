//! Files that an account has sent and that are not all checked yet. They are on record before the sender is
//! told that they were taken: a server that ends in between goes on with them when it starts again.

use crate::Fault;
use crate::house::{House, Item, Record, RecordChange, Scan, Who};
use serde::{Deserialize, Serialize};

/// Kind of the records.
const SENT: &str = "document-sent";

/// How often a server begins again with the same files when none of them gets done.
const TRIES: u32 = 3;

/// Files that were sent together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// Id of the batch.
    #[serde(skip)]
    pub batch: String,
    /// Account that sent them.
    #[serde(skip)]
    pub owner: String,
    /// Unit of that account; empty where it has none or several.
    #[serde(skip)]
    pub unit: String,
    /// Role of the account.
    pub role: String,
    /// Address they were sent from.
    pub address: String,
    /// When they were sent (RFC 3339, UTC).
    pub at: String,
    /// How often a server has begun again with them since one of them was kept.
    pub tries: u32,
    /// The files, in the order they were sent.
    pub files: Vec<SentFile>,
}

/// A file that was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SentFile {
    /// Its name.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Id of the document, once it was checked and kept.
    pub document: Option<String>,
}

impl Sent {
    /// Who sent them.
    pub fn who(&self) -> Who {
        Who { actor: self.owner.clone(), role: self.role.clone(), address: self.address.clone() }
    }
}

/// A file of a batch: its id, and the place of the file in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfBatch {
    /// Id of the batch.
    pub batch: String,
    /// The how manieth file.
    pub file: usize,
}

/// An id of a batch that nobody guesses.
///
/// # Errors
/// When the system has no random numbers.
pub fn batch_id() -> Result<String, Fault> {
    access::token().map_err(|e| Fault::new(e.to_string(), e.to_string()))
}

/// Puts files on record that an account has sent.
///
/// # Errors
/// When the register cannot be written; what was sent is then not taken.
pub fn record_sent(
    house: &mut House,
    who: &Who,
    unit: &str,
    batch: &str,
    files: &[(String, Vec<u8>)],
) -> Result<(), Fault> {
    let mut sent = Sent {
        batch: batch.to_owned(),
        owner: who.actor.clone(),
        unit: unit.to_owned(),
        role: who.role.clone(),
        address: who.address.clone(),
        at: house.now(),
        tries: 0,
        files: Vec::new(),
    };
    for (name, bytes) in files {
        let sha256 = house.keep_file(who, bytes.clone(), name)?;
        sent.files.push(SentFile { name: name.clone(), sha256, document: None });
    }
    let note = format!("{} files", files.len());
    // Nobody else knows the id: there is nothing to be quicker than.
    let _ = house.put_records(who, "document.send", &note, vec![put(&sent)])?;
    Ok(())
}

/// Batches that were not checked to the end.
///
/// # Errors
/// When the register cannot be reached.
pub fn still_due(house: &mut House) -> Result<Vec<Sent>, Fault> {
    due(house, &Scan::default())
}

fn due(house: &mut House, scan: &Scan) -> Result<Vec<Sent>, Fault> {
    let items = house.records(SENT, scan)?;
    let read = |item: &Item| read(&item.id, &item.owner, &item.unit, &item.body);
    Ok(items.iter().filter_map(read).collect())
}

/// Batches of an account that were not checked to the end.
///
/// # Errors
/// When the register cannot be reached.
pub fn due_of(house: &mut House, owner: &str) -> Result<Vec<Sent>, Fault> {
    let scan = Scan { owner: Some(owner.to_owned()), ..Scan::default() };
    due(house, &scan)
}

/// Notes that a server begins again with a batch; whether it should. A file that ended the server does not end
/// it at every start; it stays on record, and its owner is shown that it was not checked ([`due_of`]).
///
/// # Errors
/// When the register cannot be written.
pub fn begin_again(house: &mut House, sent: &mut Sent) -> Result<bool, Fault> {
    if sent.tries >= TRIES {
        return Ok(false);
    }
    sent.tries += 1;
    let note = format!("try {}", sent.tries + 1);
    let _ = house.put_records(&sent.who(), "document.send", &note, vec![put(sent)])?;
    Ok(true)
}

/// When a batch was sent; nothing where it is not on record.
pub(super) fn sent_at(house: &mut House, of: &OfBatch) -> Result<Option<String>, Fault> {
    let item = house.record(SENT, &of.batch)?;
    Ok(item.and_then(|item| read(&item.id, "", "", &item.body)).map(|sent| sent.at))
}

/// The change of the record that goes with keeping a document: the last one ends it.
pub(super) fn kept_as(
    house: &mut House,
    of: &OfBatch,
    document: &str,
) -> Result<Option<RecordChange>, Fault> {
    let Some(item) = house.record(SENT, &of.batch)? else { return Ok(None) };
    let Some(mut sent) = read(&item.id, &item.owner, &item.unit, &item.body) else {
        return Ok(None);
    };
    if let Some(file) = sent.files.get_mut(of.file) {
        file.document = Some(document.to_owned());
    }
    sent.tries = 0;
    let all = sent.files.iter().all(|f| f.document.is_some());
    let expected = Some(item.version);
    Ok(Some(match (all, put(&sent)) {
        (true, _) => RecordChange::Drop { kind: SENT.to_owned(), id: item.id, expected },
        (false, RecordChange::Put(record)) => RecordChange::Put(Record { expected, ..record }),
        (false, other) => other,
    }))
}

fn put(sent: &Sent) -> RecordChange {
    RecordChange::Put(Record {
        kind: SENT.to_owned(),
        id: sent.batch.clone(),
        expected: None,
        owner: sent.owner.clone(),
        unit: sent.unit.clone(),
        body: serde_json::to_string(sent).unwrap_or_default(),
    })
}

fn read(batch: &str, owner: &str, unit: &str, body: &str) -> Option<Sent> {
    let mut sent: Sent = serde_json::from_str(body).ok()?;
    batch.clone_into(&mut sent.batch);
    owner.clone_into(&mut sent.owner);
    unit.clone_into(&mut sent.unit);
    Some(sent)
}
