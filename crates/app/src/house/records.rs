//! Records and files of other use cases: documents that were checked, decisions on findings, subscriptions,
//! addresses that are told of events. What a record says is theirs; that every change is logged is ours.

use super::{
    ACCOUNT, Conflict, DELIVERY, DEMO, DRAFT, FACTOR, FILE, FIRST, HOOK, House, INVITATION, MAIL,
    SEEN, SESSION, TOKEN, Who, clean, or_conflict, put,
};
use crate::Fault;
use sha2::{Digest, Sha256};
use store::register::{Change, Item, Scan};

/// Kinds that have use cases of their own.
const OURS: [&str; 13] = [
    ACCOUNT, SESSION, INVITATION, FIRST, FACTOR, TOKEN, SEEN, DRAFT, FILE, DEMO, HOOK, MAIL,
    DELIVERY,
];

/// A record that is to be made or replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// What it is: a word of the use case's own.
    pub kind: String,
    /// Its id within the kind.
    pub id: String,
    /// The version that is replaced: 0 for one that must be new, nothing for whatever is there.
    pub expected: Option<u64>,
    /// Account it belongs to; empty for none.
    pub owner: String,
    /// Unit it concerns; empty for none.
    pub unit: String,
    /// JSON.
    pub body: String,
}

/// A change of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordChange {
    /// Makes or replaces one.
    Put(Record),
    /// Removes one.
    Drop {
        /// What it is.
        kind: String,
        /// Its id.
        id: String,
        /// The version that must be there; nothing for whatever is there.
        expected: Option<u64>,
    },
}

impl House {
    /// A record.
    ///
    /// # Errors
    /// When the kind is not one of records, or the register cannot be reached.
    pub fn record(&mut self, kind: &str, id: &str) -> Result<Option<Item>, Fault> {
        theirs(kind)?;
        Ok(self.register.get(kind, id)?)
    }

    /// Records of a kind, in the order of their ids.
    ///
    /// # Errors
    /// When the kind is not one of records, or the register cannot be reached.
    pub fn records(&mut self, kind: &str, scan: &Scan) -> Result<Vec<Item>, Fault> {
        theirs(kind)?;
        Ok(self.register.list(kind, scan)?)
    }

    /// Makes or replaces a record, with a line of the log; gives its version.
    ///
    /// # Errors
    /// When the kind is not one of records, or the register cannot be written; that somebody else was quicker
    /// is a [`Conflict`].
    pub fn put_record(
        &mut self,
        who: &Who,
        action: &str,
        note: &str,
        record: Record,
    ) -> Result<Result<u64, Conflict>, Fault> {
        let done = self.put_records(who, action, note, vec![RecordChange::Put(record)])?;
        Ok(done.map(|versions| versions.first().copied().unwrap_or_default()))
    }

    /// Changes several records, all or none, with one line of the log; gives the version of each, 0 for those
    /// removed.
    ///
    /// # Errors
    /// As [`House::put_record`].
    pub fn put_records(
        &mut self,
        who: &Who,
        action: &str,
        note: &str,
        changes: Vec<RecordChange>,
    ) -> Result<Result<Vec<u64>, Conflict>, Fault> {
        let changes: Vec<Change> = changes.into_iter().map(change).collect::<Result<_, _>>()?;
        let who = self.signed(who);
        let done = self.register.put(&who, &clean(action), &clean(note), &changes);
        Ok(or_conflict(done)?.map(|written| written.versions))
    }

    /// Removes a record, with a line of the log.
    ///
    /// # Errors
    /// As [`House::put_record`].
    pub fn drop_record(
        &mut self,
        who: &Who,
        action: &str,
        note: &str,
        (kind, id): (&str, &str),
        expected: Option<u64>,
    ) -> Result<Result<(), Conflict>, Fault> {
        let gone = RecordChange::Drop { kind: kind.to_owned(), id: id.to_owned(), expected };
        Ok(self.put_records(who, action, note, vec![gone])?.map(|_| ()))
    }

    /// Keeps a file that was sent; gives its SHA-256, hexadecimal, by which it is found again. A file that is
    /// kept already stays as it is; that it was sent again is logged.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn keep_file(&mut self, who: &Who, bytes: Vec<u8>, name: &str) -> Result<String, Fault> {
        let hash: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        let name = clean(name);
        if self.register.get(FILE, &hash)?.is_some() {
            self.log_note(who, "file.keep", &hash, &name)?;
            return Ok(hash);
        }
        let body = serde_json::json!({ "name": name, "bytes": bytes.len() }).to_string();
        let kept = put(FILE, &hash, None, &who.actor, body);
        let blob = Change::Blob { hash: hash.clone(), bytes };
        let who = self.signed(who);
        self.register.put(&who, "file.keep", &name, &[kept, blob])?;
        Ok(hash)
    }

    /// A file by its SHA-256.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn file(&mut self, sha256: &str) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.register.blob(sha256)?)
    }
}

fn change(change: RecordChange) -> Result<Change, Fault> {
    match change {
        RecordChange::Put(Record { kind, id, expected, owner, unit, body }) => {
            theirs(&kind)?;
            Ok(Change::Put { kind, id, expected, owner, unit, body })
        }
        RecordChange::Drop { kind, id, expected } => {
            theirs(&kind)?;
            Ok(Change::Drop { kind, id, expected })
        }
    }
}

/// Refuses kinds that hold secrets or have rules of their own.
fn theirs(kind: &str) -> Result<(), Fault> {
    match OURS.contains(&kind) || kind == "blob" {
        false => Ok(()),
        true => Err(Fault::new(
            format!("“{kind}”不是可以直接读写的登记；这是程序的错误，请告诉管理员"),
            format!(
                "“{kind}” is no record to read or write directly; an error of the program, tell the administrator"
            ),
        )),
    }
}
