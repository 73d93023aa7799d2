//! A batch being posted: one transaction that holds the book until it is committed or dropped.

use crate::balance::Standing;
use crate::card::Touched;
use crate::db::{Db, at};
use crate::error::StoreError;
use crate::query::STANDING;
use crate::rollup::Rolls;
use crate::row::{self, Row};
use crate::{Head, Store};
use base::Date;
use ledger::{
    Controls, Draft, Entry, HEADER, Hashed, Kind, Refusal, Source, check_reversal, content,
    kind_name, reversal, short,
};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Who posts what, from where. Chained as the first entry of the batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Who.
    pub actor: String,
    /// When: UTC, ISO 8601.
    pub at: String,
    /// File or command.
    pub source: String,
    /// SHA-256 of the file, hexadecimal; empty for none.
    pub sha256: String,
    /// Why, where one is given.
    pub reason: String,
    /// A row with the id of an earlier one and other content replaces it even without a newer stamp.
    pub replace: bool,
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Posted under this number.
    Posted(u64),
    /// Already there under this number.
    Same(u64),
    /// An older version was reversed and this one posted.
    Replaced {
        /// Number of the old entry.
        old: u64,
        /// Number of the new one.
        new: u64,
    },
    /// The entry was reversed.
    Deleted(u64),
    /// A newer version is already there, or there is nothing to delete.
    Stale(u64),
    /// Not posted, with the reason; the rest of the batch goes on.
    Refused(Refusal),
}

/// What a committed batch did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Its number; 0 when there was nothing new and so no batch.
    pub batch: u64,
    /// Number of its first entry (the header).
    pub first: u64,
    /// Number of its last entry.
    pub last: u64,
    /// Hash of the last entry.
    pub hash: [u8; 32],
    /// Posted drafts.
    pub posted: u64,
    /// Drafts that were already there.
    pub same: u64,
    /// Newer versions.
    pub replaced: u64,
    /// Reversals of deleted rows and corrections.
    pub deleted: u64,
    /// Rows older than what is there.
    pub stale: u64,
    /// Refused drafts.
    pub refused: u64,
}

/// An open batch. Dropping it leaves the ledger as it was.
pub struct Posting<'a> {
    pub(crate) db: &'a mut Db,
    pub(crate) book: String,
    /// How one row is written, and how [`ROWS`] are.
    pub(crate) inserts: [String; 2],
    pub(crate) head: Head,
    pub(crate) header: Header,
    pub(crate) controls: Controls,
    /// Balances that were asked for, and whether they changed.
    pub(crate) balances: HashMap<String, (Standing, bool)>,
    /// What the batch adds to the rollups.
    pub(crate) rolls: Rolls,
    /// Units and projects it has registered anew, or taken back.
    pub(crate) cards: Touched,
    pub(crate) units: HashSet<String>,
    pub(crate) projects: HashSet<String>,
    /// What the legs of each transfer add up to.
    pub(crate) transfers: HashMap<String, i128>,
    /// Ids that this batch has posted to a server that had none before: what is not among them need not
    /// be asked for, which is a journey each. `None` elsewhere, or when they become too many to hold.
    pub(crate) ids: Option<HashSet<i64>>,
    /// Rows on their way to a server.
    pub(crate) pending: Vec<Row>,
    pub(crate) warnings: Vec<(u64, Refusal)>,
    pub(crate) warned: u64,
    receipt: Receipt,
    open: bool,
    /// The engine failed once; what it did then is not known, so nothing more may follow.
    failed: bool,
}

/// Warnings kept, whatever the length of a batch.
pub const WARNINGS: usize = 1000;

/// Rows sent to a server at a time; a file gets each at once, where more at a time take longer.
pub(crate) const ROWS: usize = 200;

impl Store {
    /// Opens a batch and takes the write lock of the book.
    ///
    /// # Errors
    /// When another batch holds the book for too long, or the engine fails.
    pub fn begin(
        &mut self,
        header: &Header,
        controls: &Controls,
    ) -> Result<Posting<'_>, StoreError> {
        self.must_be_alone()?;
        if self.book != self.own {
            return Err(StoreError::Mirror(self.book.code.clone()));
        }
        self.db.begin_writing()?;
        let begun = self.begun();
        if begun.is_err() {
            let _ = self.db.script("ROLLBACK");
        }
        let (head, [units, projects], no_ids) = begun?;
        let mut posting = Posting::silent(&mut self.db, &self.book.code, head);
        posting.header = header.clone();
        posting.controls = *controls;
        (posting.units, posting.projects) = (units, projects);
        posting.ids = no_ids.then(HashSet::new);
        posting.head.batch += 1;
        posting.receipt.batch = posting.head.batch;
        posting.announce()?;
        Ok(posting)
    }

    /// The end of the chain, the units and projects that are known, and whether this is a server that
    /// knows no id of a source.
    fn begun(&mut self) -> Result<(Head, [HashSet<String>; 2], bool), StoreError> {
        let server = self.db.is_postgres();
        // A file is locked as a whole, a server's book by its row.
        let lock = if server { " FOR UPDATE" } else { "" };
        let head =
            self.head_by(&format!("SELECT seq, batch, hash FROM book WHERE code = ?1{lock}"))?;
        let book = &self.book.code;
        let units = carded(&mut self.db, book, "unit_card")?;
        let projects = carded(&mut self.db, book, "project_card")?;
        let any = "SELECT seq FROM entry WHERE book = ?1 AND ext <> '' LIMIT 1";
        let no_ids = server && self.db.query(any, &[book.into()])?.is_empty();
        Ok((head, [units, projects], no_ids))
    }

    /// Moves the end of the chain.
    pub(crate) fn set_head(&mut self, head: &Head) -> Result<(), StoreError> {
        set_head(&mut self.db, &self.book.code, head)
    }
}

fn set_head(db: &mut Db, book: &str, head: &Head) -> Result<(), StoreError> {
    let sql = "UPDATE book SET seq = ?1, batch = ?2, hash = ?3 WHERE code = ?4";
    db.run(sql, &[head.seq.into(), head.batch.into(), (&head.hash).into(), book.into()])?;
    Ok(())
}

/// The codes that have a card: what [`named`] finds too, without a walk through the journal for every batch.
fn carded(db: &mut Db, book: &str, table: &str) -> Result<HashSet<String>, StoreError> {
    let rows = db.query(&format!("SELECT code FROM {table} WHERE book = ?1"), &[book.into()])?;
    Ok(rows.iter().map(|row| at(row, 0).text().to_owned()).collect())
}

/// The keys of the records of a topic that stand.
pub(crate) fn named(db: &mut Db, book: &str, topic: &str) -> Result<HashSet<String>, StoreError> {
    let sql = format!(
        "SELECT item FROM entry WHERE book = ?1 AND seq <= ?2 AND topic = ?3 AND topic <> '' \
         AND kind = '{}'{STANDING})",
        kind_name(Kind::Record)
    );
    let rows = db.query(&sql, &[book.into(), i64::MAX.into(), topic.into()])?;
    Ok(rows.iter().map(|row| at(row, 0).text().to_owned()).collect())
}

impl<'a> Posting<'a> {
    /// An open batch that has not said whose it is.
    pub(crate) fn silent(db: &'a mut Db, book: &str, head: Head) -> Posting<'a> {
        Posting {
            inserts: [row::insert(1), row::insert(ROWS)],
            book: book.to_owned(),
            receipt: Receipt { batch: head.batch, first: head.seq + 1, ..Receipt::default() },
            db,
            head,
            header: Header::default(),
            controls: Controls::default(),
            balances: HashMap::new(),
            rolls: Rolls::default(),
            cards: Touched::new(),
            units: HashSet::new(),
            projects: HashSet::new(),
            transfers: HashMap::new(),
            ids: None,
            pending: Vec::new(),
            warnings: Vec::new(),
            warned: 0,
            open: true,
            failed: false,
        }
    }
}

impl Posting<'_> {
    /// The first entry of the batch says who, when and from where.
    fn announce(&mut self) -> Result<(), StoreError> {
        let h = &self.header;
        let day = h.at.get(..10).and_then(|d| d.parse::<Date>().ok());
        let day = day.unwrap_or(Date::constant(1970, 1, 1));
        let mut draft = Draft::new(Kind::Record, day, i32::from(day.year()), "");
        draft.topic = HEADER.to_owned();
        draft.key = self.head.batch.to_string();
        draft.payload = json!({
            "actor": h.actor, "at": h.at, "source": h.source, "sha256": h.sha256, "reason": h.reason,
        })
        .to_string();
        self.append(Hashed::new(draft))?;
        Ok(())
    }

    /// Posts a draft.
    ///
    /// # Errors
    /// When the engine fails; the batch is then lost as a whole. What is wrong with the draft itself
    /// is an [`Outcome::Refused`].
    pub fn post(&mut self, draft: Draft) -> Result<Outcome, StoreError> {
        self.post_hashed(Hashed::new(draft))
    }

    /// [`Posting::post`] with a draft that was hashed elsewhere.
    ///
    /// # Errors
    /// The same.
    pub fn post_hashed(&mut self, hashed: Hashed) -> Result<Outcome, StoreError> {
        let draft = hashed.draft();
        match (draft.reverses, draft.ext.is_empty()) {
            (Some(seq), _) => {
                self.step(|posting| posting.correct(seq, |_| Some(hashed.into_draft())))
            }
            (None, true) => self.step(|posting| posting.enter(hashed)),
            (None, false) => self.step(|posting| posting.version(hashed)),
        }
    }

    /// Takes back the entry that a source has deleted.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn delete(
        &mut self,
        ext: &str,
        stamp: &str,
        day: Date,
        source: Source,
    ) -> Result<Outcome, StoreError> {
        self.step(|posting| {
            let Some(known) = posting.by_ext(ext, short(ext))? else {
                return Ok(Outcome::Stale(0));
            };
            if known.reversed.is_some() || !stamp.is_empty() && stamp < known.stamp.as_str() {
                return Ok(Outcome::Stale(known.seq));
            }
            posting.correct(known.seq, |old| {
                let day = day.max(old.draft.day);
                let mut back = reversal(old, day, "来源删除", source)?;
                // An older version must not bring the row back.
                back.stamp = stamp.to_owned();
                Some(back)
            })
        })
    }

    /// Takes back an entry by number: a correction.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn reverse(&mut self, seq: u64, day: Date, reason: &str) -> Result<Outcome, StoreError> {
        let source = Source { file: self.header.source.clone(), ..Source::default() };
        self.step(|posting| posting.correct(seq, |old| reversal(old, day, reason, source)))
    }

    /// What is odd about the first entries that were taken and are odd, with their numbers; at most
    /// [`WARNINGS`] are kept.
    pub fn warnings(&self) -> &[(u64, Refusal)] {
        &self.warnings
    }

    /// How many warnings there were, kept or not.
    pub fn warned(&self) -> u64 {
        self.warned
    }

    /// Makes the batch part of the journal. A batch with nothing new leaves no trace.
    ///
    /// # Errors
    /// When a transfer does not net to zero or the engine fails; nothing is then written.
    pub fn commit(mut self) -> Result<Receipt, StoreError> {
        if self.failed {
            return Err(StoreError::Spoiled);
        }
        let open = self.transfers.iter().filter(|(_, sum)| **sum != 0).map(|(id, _)| id).min();
        if let Some(id) = open {
            return Err(StoreError::Transfer(id.clone()));
        }
        let receipt = self.receipt.clone();
        if self.head.seq == receipt.first {
            return Ok(Receipt { batch: 0, first: 0, ..receipt });
        }
        self.close()?;
        Ok(Receipt { last: self.head.seq, hash: self.head.hash, ..receipt })
    }

    /// Writes what is still on its way, and what follows from it.
    pub(crate) fn close(&mut self) -> Result<(), StoreError> {
        self.flush()?;
        self.settle()?;
        set_head(self.db, &self.book, &self.head)?;
        self.db.script("COMMIT")?;
        self.open = false;
        Ok(())
    }

    /// One step; counted, and the last one if the engine fails.
    fn step(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<Outcome, StoreError>,
    ) -> Result<Outcome, StoreError> {
        if self.failed {
            return Err(StoreError::Spoiled);
        }
        let done = work(self);
        match &done {
            Ok(outcome) => self.count(outcome),
            Err(_) => self.failed = true,
        }
        done
    }

    fn count(&mut self, outcome: &Outcome) {
        let r = &mut self.receipt;
        match outcome {
            Outcome::Posted(_) => r.posted += 1,
            Outcome::Same(_) => r.same += 1,
            Outcome::Replaced { .. } => r.replaced += 1,
            Outcome::Deleted(_) => r.deleted += 1,
            Outcome::Stale(_) => r.stale += 1,
            Outcome::Refused(_) => r.refused += 1,
        }
    }

    /// A row of a source: new, known, newer, older, or at odds with what is there.
    fn version(&mut self, hashed: Hashed) -> Result<Outcome, StoreError> {
        let draft = hashed.draft();
        let Some(known) = self.by_ext(&draft.ext, hashed.ext())? else {
            return self.enter(hashed);
        };
        if let Some(deleted) = &known.reversed {
            // Deleted at the source, or corrected here: only a newer version brings it back.
            return match draft.stamp > known.stamp && draft.stamp > *deleted || self.header.replace
            {
                true => self.enter(hashed),
                false => Ok(Outcome::Stale(known.seq)),
            };
        }
        if known.content == content(hashed.digest()) {
            return Ok(Outcome::Same(known.seq));
        }
        let stamped = !draft.stamp.is_empty();
        match (self.header.replace, stamped && draft.stamp > known.stamp) {
            (false, false) if stamped && draft.stamp < known.stamp => Ok(Outcome::Stale(known.seq)),
            (false, false) => Ok(Outcome::Refused(conflict(draft, known.seq))),
            _ => self.replace(known.seq, hashed),
        }
    }

    /// Takes the old version back and posts the new one, or leaves the old one standing. The new one is
    /// judged as if the old one had never been.
    fn replace(&mut self, seq: u64, hashed: Hashed) -> Result<Outcome, StoreError> {
        let old = match self.standing(seq)? {
            Ok(old) => old,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        // The source says that the old version never was: it is taken back on its own day.
        let source = hashed.draft().source.clone();
        let back = reversal(&old, old.draft.day, "来源更新", source);
        let Some(back) = back else { return Ok(Outcome::Refused(out_of_range())) };
        let back = Hashed::new(back);
        let after = match self.judge(&back)? {
            Ok((after, _)) => after,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        let before = self.balances.get(&back.draft().line).cloned();
        self.stand(back.draft(), after);
        let judged = self.judge(&hashed)?;
        if let (Err(_), Some(before)) = (&judged, before) {
            self.balances.insert(back.draft().line.clone(), before);
        }
        match judged {
            Err(refusal) => Ok(Outcome::Refused(refusal)),
            Ok((balance, odd)) => {
                self.take(back, after, Vec::new())?;
                let new = self.take(hashed, balance, odd)?;
                Ok(Outcome::Replaced { old: seq, new })
            }
        }
    }

    /// Takes an entry back by the draft that is made from it.
    fn correct(
        &mut self,
        seq: u64,
        make: impl FnOnce(&Entry) -> Option<Draft>,
    ) -> Result<Outcome, StoreError> {
        let old = match self.standing(seq)? {
            Ok(old) => old,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        let Some(back) = make(&old) else { return Ok(Outcome::Refused(out_of_range())) };
        let plain = Draft { stamp: String::new(), ..back.clone() };
        if let Err(refusal) = check_reversal(&old, &plain) {
            return Ok(Outcome::Refused(refusal));
        }
        Ok(match self.enter(Hashed::new(back))? {
            Outcome::Posted(_) => Outcome::Deleted(seq),
            other => other,
        })
    }

    /// An entry that may still be taken back.
    fn standing(&mut self, seq: u64) -> Result<Result<Entry, Refusal>, StoreError> {
        let Some(old) = self.load(seq)? else {
            return Ok(Err(Refusal::new(
                "no-entry",
                format!("没有第 {seq} 号分录；请核对编号"),
                format!("there is no entry {seq}; check the number"),
            )));
        };
        if self.is_reversed(seq)?.is_some() {
            return Ok(Err(Refusal::new(
                "reversed",
                format!("第 {seq} 号分录已经冲销过"),
                format!("entry {seq} has already been reversed"),
            )));
        }
        Ok(Ok(old))
    }
}

impl Drop for Posting<'_> {
    fn drop(&mut self) {
        if self.open {
            // When even this fails, the engine rolls back by itself as the connection ends.
            let _ = self.db.script("ROLLBACK");
        }
    }
}

fn out_of_range() -> Refusal {
    Refusal::new("too-large", "金额没有可记录的相反数", "the amount has no negative")
}

fn conflict(draft: &Draft, seq: u64) -> Refusal {
    let (kind, ext, amount) = (kind_name(draft.kind), &draft.ext, draft.amount);
    Refusal::new(
        "conflict",
        format!(
            "{kind} {ext}（{amount}）与已有第 {seq} 号分录编号相同而内容不同，又没有更新时间；请核对，或用 --replace 以新行为准"
        ),
        format!(
            "{ext} ({amount}) has the id of entry {seq} but other content and no newer time; check, or use --replace"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Book, Place};
    use base::Amount;
    use std::time::Duration;

    fn store(name: &str) -> (Store, std::path::PathBuf) {
        let folder = std::env::temp_dir().join(format!("mingzhang-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let book = Book { code: "990101000".to_owned(), name: "试".to_owned() };
        let mut store = Store::create(&Place::Sqlite(folder.join("book.db")), &book).unwrap();
        let mut posting = store.begin(&Header::default(), &Controls::default()).unwrap();
        let mut unit = Draft::new(Kind::Record, Date::constant(2023, 1, 1), 2023, "");
        (unit.topic, unit.key) = ("单位".to_owned(), "1".to_owned());
        unit.payload = serde_json::to_string(&ledger::Unit::default()).unwrap();
        posting.post(unit).unwrap();
        posting.commit().unwrap();
        (store, folder)
    }

    fn income() -> Draft {
        let mut draft = Draft::new(Kind::Income, Date::constant(2023, 1, 2), 2023, "1");
        draft.amount = Amount::fen(1);
        draft.purpose = "拨款".repeat(200);
        draft
    }

    #[test]
    fn a_full_disk_takes_the_whole_batch_back_and_nothing_may_follow() {
        let (mut store, folder) = store("full");
        let head = store.head().unwrap();
        // As full as a disk can be: the file may not grow.
        store.db.script("PRAGMA max_page_count = 40").unwrap();
        let mut posting = store.begin(&Header::default(), &Controls::default()).unwrap();
        let full = (0..1000).find_map(|_| posting.post(income()).err());
        assert_eq!(full, Some(StoreError::Full));
        assert_eq!(posting.post(income()), Err(StoreError::Spoiled));
        assert_eq!(posting.commit(), Err(StoreError::Spoiled));
        store.db.script("PRAGMA max_page_count = 100000").unwrap();
        assert_eq!(store.head().unwrap(), head);
        store.verify(&mut |_, _| {}).unwrap();
        let mut posting = store.begin(&Header::default(), &Controls::default()).unwrap();
        posting.post(income()).unwrap();
        assert_eq!(posting.commit().unwrap().posted, 1);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_book_that_another_writes_is_busy_and_may_still_be_read() {
        let (mut store, folder) = store("busy");
        let mut other = Store::open(store.place()).unwrap();
        let Db::Sqlite(connection) = &other.db else { return };
        connection.busy_timeout(Duration::from_millis(50)).unwrap();
        let mut posting = store.begin(&Header::default(), &Controls::default()).unwrap();
        posting.post(income()).unwrap();
        let said = other.begin(&Header::default(), &Controls::default()).map(|_| ());
        assert_eq!(said, Err(StoreError::Busy));
        assert_eq!(other.verify(&mut |_, _| {}).unwrap().entries, 2);
        posting.commit().unwrap();
        let posting = other.begin(&Header::default(), &Controls::default()).unwrap();
        assert_eq!(posting.commit().unwrap().batch, 0);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
