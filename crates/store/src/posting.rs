//! A batch being posted: one transaction that holds the book until it is committed or dropped.

use crate::db::{Db, Val};
use crate::error::StoreError;
use crate::row::{self, COLUMNS, int};
use crate::{Head, Store};
use base::{Amount, Date};
use ledger::{
    Balance, Controls, Draft, Entry, Kind, Refusal, Source, check, content, kind_name, line_of,
    link, on_line, short,
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
    db: &'a mut Db,
    book: String,
    insert: String,
    head: Head,
    header: Header,
    controls: Controls,
    balances: HashMap<String, (Balance, bool)>,
    units: HashSet<String>,
    projects: HashSet<String>,
    transfers: HashMap<String, i128>,
    pending: Vec<Entry>,
    pending_ids: HashSet<i64>,
    warnings: Vec<(u64, Refusal)>,
    receipt: Receipt,
    open: bool,
}

/// Rows sent to PostgreSQL at a time; SQLite gets each at once.
const ROWS: usize = 200;

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
        let code = self.book.code.clone();
        if self.db.is_postgres() {
            self.db.script("BEGIN; SET LOCAL lock_timeout = '120s'")?;
            let lock = "SELECT pg_advisory_xact_lock(?1)";
            self.db.query(lock, &[Val::Int(short(code.as_bytes()))])?;
        } else {
            self.db.script("BEGIN IMMEDIATE")?;
        }
        let begun = self.begun();
        if begun.is_err() {
            let _ = self.db.script("ROLLBACK");
        }
        let (head, units, projects) = begun?;
        let slots: Vec<String> = (1..=row::WIDTH + 1).map(|n| format!("?{n}")).collect();
        let mut posting = Posting {
            insert: format!("INSERT INTO entry (book, {COLUMNS}) VALUES ({})", slots.join(", ")),
            db: &mut self.db,
            book: code,
            receipt: Receipt { batch: head.batch + 1, first: head.seq + 1, ..Receipt::default() },
            head,
            header: header.clone(),
            controls: *controls,
            balances: HashMap::new(),
            units,
            projects,
            transfers: HashMap::new(),
            pending: Vec::new(),
            pending_ids: HashSet::new(),
            warnings: Vec::new(),
            open: true,
        };
        posting.head.batch += 1;
        posting.announce()?;
        Ok(posting)
    }

    /// The end of the chain, and the units and projects that are known.
    fn begun(&mut self) -> Result<(Head, HashSet<String>, HashSet<String>), StoreError> {
        Ok((self.head()?, self.named("单位")?, self.named("项目")?))
    }

    fn named(&mut self, topic: &str) -> Result<HashSet<String>, StoreError> {
        let sql = "SELECT DISTINCT item FROM entry WHERE book = ?1 AND topic = ?2";
        let rows = self.db.query(sql, &[(&self.book.code).into(), topic.into()])?;
        Ok(rows.iter().filter_map(|r| r.first()).map(|v| v.text().to_owned()).collect())
    }
}

impl Posting<'_> {
    /// The first entry of the batch says who, when and from where.
    fn announce(&mut self) -> Result<(), StoreError> {
        let h = &self.header;
        let day = h.at.get(..10).and_then(|d| d.parse::<Date>().ok());
        let day = day.unwrap_or(Date::constant(1970, 1, 1));
        let mut draft = Draft::new(Kind::Record, day, i32::from(day.year()), "");
        draft.topic = "批次".to_owned();
        draft.key = self.head.batch.to_string();
        draft.payload = json!({
            "actor": h.actor, "at": h.at, "source": h.source, "sha256": h.sha256, "reason": h.reason,
        })
        .to_string();
        self.append(draft)?;
        Ok(())
    }

    /// Posts a draft.
    ///
    /// # Errors
    /// When the engine fails; the batch is then lost as a whole. What is wrong with the draft itself
    /// is an [`Outcome::Refused`].
    pub fn post(&mut self, mut draft: Draft) -> Result<Outcome, StoreError> {
        if on_line(draft.kind) && draft.line.is_empty() {
            draft.line = line_of(&draft);
        }
        let outcome = self.post_one(draft)?;
        self.count(&outcome);
        Ok(outcome)
    }

    fn post_one(&mut self, draft: Draft) -> Result<Outcome, StoreError> {
        if draft.ext.is_empty() {
            return self.enter(draft);
        }
        let Some(known) = self.by_ext(&draft.ext)? else {
            return self.enter(draft);
        };
        let same = known.content == content(&draft);
        if known.reversed {
            // Deleted at the source: only a newer version brings it back.
            return match draft.stamp > known.stamp || self.header.replace {
                true => self.enter(draft),
                false => Ok(Outcome::Stale(known.seq)),
            };
        }
        if same {
            return Ok(Outcome::Same(known.seq));
        }
        let newer = !draft.stamp.is_empty() && draft.stamp > known.stamp;
        if !newer && !self.header.replace {
            let older = !draft.stamp.is_empty() && draft.stamp < known.stamp;
            return Ok(match older {
                true => Outcome::Stale(known.seq),
                false => Outcome::Refused(conflict(&draft, known.seq)),
            });
        }
        let (day, source) = (draft.day, draft.source.clone());
        // Taken back first, so that the new version is judged as if the old one had never been.
        let old = self.load(known.seq)?;
        let Some(old) = old else { return Ok(Outcome::Stale(known.seq)) };
        let line_before = self.balance(&old.draft.line)?;
        let back = self.enter(reversal(&old, day, "来源更新", source))?;
        if let Outcome::Refused(_) = back {
            return Ok(back);
        }
        match self.enter(draft)? {
            Outcome::Posted(new) => Ok(Outcome::Replaced { old: known.seq, new }),
            other => {
                self.undo(&old, line_before)?;
                Ok(other)
            }
        }
    }

    /// Takes back the reversal just appended when its replacement was refused.
    fn undo(&mut self, old: &Entry, before: Balance) -> Result<(), StoreError> {
        self.flush()?;
        if let Some(sum) = self.transfers.get_mut(&old.draft.topic) {
            *sum += i128::from(old.draft.amount.as_fen());
        }
        let last = self.head.seq;
        let sql = "DELETE FROM entry WHERE book = ?1 AND seq = ?2";
        // Nothing of an open batch is history yet.
        self.db.run(sql, &[(&self.book).into(), int(last)])?;
        self.head.seq = last - 1;
        self.head.hash = match self.load(self.head.seq)? {
            Some(entry) => entry.hash,
            None => ledger::genesis(&self.book),
        };
        if on_line(old.draft.kind) {
            self.balances.insert(old.draft.line.clone(), (before, true));
        }
        Ok(())
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
        let known = self.by_ext(ext)?;
        let outcome = match known {
            None => Outcome::Stale(0),
            Some(k) if k.reversed || (!stamp.is_empty() && stamp < k.stamp.as_str()) => {
                Outcome::Stale(k.seq)
            }
            Some(k) => match self.load(k.seq)? {
                None => Outcome::Stale(k.seq),
                Some(old) => self.entered(reversal(&old, day, "来源删除", source), k.seq)?,
            },
        };
        self.count(&outcome);
        Ok(outcome)
    }

    /// Takes back an entry by number: a correction.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn reverse(&mut self, seq: u64, day: Date, reason: &str) -> Result<Outcome, StoreError> {
        let outcome = match self.load(seq)? {
            None => Outcome::Refused(Refusal::new(
                "no-entry",
                format!("没有第 {seq} 号分录"),
                format!("there is no entry {seq}"),
            )),
            Some(old) if old.draft.reverses.is_some() || old.draft.topic == "批次" => {
                Outcome::Refused(Refusal::new(
                    "not-reversible",
                    format!("第 {seq} 号是冲销或批次说明，不能再冲销"),
                    format!("entry {seq} is itself a reversal or a header"),
                ))
            }
            Some(_) if self.is_reversed(seq)? => Outcome::Refused(Refusal::new(
                "reversed",
                format!("第 {seq} 号分录已经冲销过"),
                format!("entry {seq} has already been reversed"),
            )),
            Some(old) => {
                let source = Source { file: self.header.source.clone(), ..Source::default() };
                self.entered(reversal(&old, day, reason, source), seq)?
            }
        };
        self.count(&outcome);
        Ok(outcome)
    }

    fn entered(&mut self, draft: Draft, old: u64) -> Result<Outcome, StoreError> {
        Ok(match self.enter(draft)? {
            Outcome::Posted(_) => Outcome::Deleted(old),
            other => other,
        })
    }

    /// What is odd about entries that were taken, with their numbers.
    pub fn warnings(&self) -> &[(u64, Refusal)] {
        &self.warnings
    }

    /// Makes the batch part of the journal. A batch with nothing new leaves no trace.
    ///
    /// # Errors
    /// When a transfer does not net to zero or the engine fails; nothing is then written.
    pub fn commit(mut self) -> Result<Receipt, StoreError> {
        let mut open: Vec<&String> =
            self.transfers.iter().filter(|(_, sum)| **sum != 0).map(|(id, _)| id).collect();
        open.sort();
        if let Some(id) = open.first() {
            return Err(StoreError::Transfer((*id).clone()));
        }
        let mut receipt = self.receipt.clone();
        if self.head.seq < receipt.first + 1 {
            return Ok(Receipt { batch: 0, first: 0, ..receipt });
        }
        self.flush()?;
        self.settle()?;
        let head = self.head;
        self.db.run(
            "UPDATE book SET seq = ?1, batch = ?2, hash = ?3 WHERE code = ?4",
            &[int(head.seq), int(head.batch), Val::Blob(head.hash.to_vec()), (&self.book).into()],
        )?;
        self.db.script("COMMIT")?;
        self.open = false;
        receipt.last = head.seq;
        receipt.hash = head.hash;
        Ok(receipt)
    }

    /// Writes the balances that changed.
    fn settle(&mut self) -> Result<(), StoreError> {
        let sql = "INSERT INTO balance (book, line, initial, adjusted, allotted, planned, paid, known) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
             ON CONFLICT (book, line) DO UPDATE SET initial = excluded.initial, \
             adjusted = excluded.adjusted, allotted = excluded.allotted, \
             planned = excluded.planned, paid = excluded.paid, known = excluded.known";
        for (line, (b, dirty)) in &self.balances {
            if !dirty {
                continue;
            }
            let amounts = [b.initial, b.adjusted, b.allotted, b.planned, b.paid];
            let mut values: Vec<Val> = vec![(&self.book).into(), line.into()];
            values.extend(amounts.map(|a| Val::Int(a.as_fen())));
            values.push(Val::Int(b.known.into()));
            self.db.run(sql, &values)?;
        }
        Ok(())
    }

    /// Checks a draft and appends it.
    fn enter(&mut self, draft: Draft) -> Result<Outcome, StoreError> {
        if let Some(refusal) = self.stranger(&draft) {
            return Ok(Outcome::Refused(refusal));
        }
        let line = on_line(draft.kind).then(|| draft.line.clone());
        let before = match &line {
            Some(line) => self.balance(line)?,
            None => Balance::default(),
        };
        let (after, odd) = match check(&draft, before, &self.controls) {
            Ok(judged) => judged,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        if draft.kind == Kind::Adjust && !draft.topic.is_empty() {
            let sum = self.transfers.entry(draft.topic.clone()).or_default();
            *sum += i128::from(draft.amount.as_fen());
        }
        if draft.kind == Kind::Record {
            match draft.topic.as_str() {
                "单位" => drop(self.units.insert(draft.key.clone())),
                "项目" => drop(self.projects.insert(draft.key.clone())),
                _ => {}
            }
        }
        let seq = self.append(draft)?;
        if let Some(line) = line {
            self.balances.insert(line, (after, true));
        }
        self.warnings.extend(odd.into_iter().map(|o| (seq, o)));
        Ok(Outcome::Posted(seq))
    }

    /// A unit or project that nobody has entered.
    fn stranger(&self, d: &Draft) -> Option<Refusal> {
        let texts =
            [&d.unit, &d.payee, &d.purpose, &d.doc, &d.contract, &d.ext, &d.payload, &d.reason];
        if texts.iter().any(|t| t.contains('\0')) {
            return Some(Refusal::new("nul", "文字中有空字符", "a text holds a NUL character"));
        }
        if d.kind == Kind::Record && matches!(d.topic.as_str(), "单位" | "项目" | "批次") {
            return None;
        }
        if !d.unit.is_empty() && !self.units.contains(&d.unit) {
            let unit = &d.unit;
            return Some(Refusal::new(
                "unknown-unit",
                format!("单位 {unit} 还没有登记；请先导入单位"),
                format!("unit {unit} is not known; import units first"),
            ));
        }
        let money = !matches!(d.kind, Kind::Register | Kind::Record);
        if money && !d.project.is_empty() && !self.projects.contains(&d.project) {
            let project = &d.project;
            return Some(Refusal::new(
                "unknown-project",
                format!("项目 {project} 还没有登记；请先导入项目"),
                format!("project {project} is not known; import projects first"),
            ));
        }
        None
    }

    fn append(&mut self, draft: Draft) -> Result<u64, StoreError> {
        let seq = self.head.seq + 1;
        let mut entry = Entry { seq, batch: self.head.batch, draft, hash: [0; 32] };
        entry.hash = link(&self.head.hash, &entry);
        self.head.seq = seq;
        self.head.hash = entry.hash;
        if self.db.is_postgres() {
            if !entry.draft.ext.is_empty() {
                self.pending_ids.insert(short(entry.draft.ext.as_bytes()));
            }
            self.pending.push(entry);
            if self.pending.len() >= ROWS {
                self.flush()?;
            }
        } else {
            self.db.run(&self.insert, &row::values(&self.book, &entry))?;
        }
        Ok(seq)
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let width = row::WIDTH + 1;
        let mut sql = format!("INSERT INTO entry (book, {COLUMNS}) VALUES ");
        let mut values = Vec::with_capacity(self.pending.len() * width);
        for (n, entry) in self.pending.iter().enumerate() {
            let slots: Vec<String> = (1..=width).map(|c| format!("?{}", n * width + c)).collect();
            sql.push_str(if n > 0 { ", (" } else { "(" });
            sql.push_str(&slots.join(", "));
            sql.push(')');
            values.extend(row::values(&self.book, entry));
        }
        self.db.run(&sql, &values)?;
        self.pending.clear();
        self.pending_ids.clear();
        Ok(())
    }

    fn balance(&mut self, line: &str) -> Result<Balance, StoreError> {
        if let Some((balance, _)) = self.balances.get(line) {
            return Ok(*balance);
        }
        let balance = load_balance(self.db, &self.book, line)?.unwrap_or_default();
        self.balances.insert(line.to_owned(), (balance, false));
        Ok(balance)
    }

    /// The last entry with this id.
    fn by_ext(&mut self, ext: &str) -> Result<Option<Known>, StoreError> {
        let id = short(ext.as_bytes());
        if self.pending_ids.contains(&id) {
            self.flush()?;
        }
        let sql = "SELECT seq, stamp, content, ext FROM entry \
             WHERE book = ?1 AND ext_hash = ?2 AND ext <> '' ORDER BY seq DESC";
        let rows = self.db.query(sql, &[(&self.book).into(), Val::Int(id)])?;
        let hit = rows.iter().find(|r| r.get(3).is_some_and(|v| v.text() == ext));
        let Some(hit) = hit else { return Ok(None) };
        let seq = hit.first().and_then(|v| u64::try_from(v.int()).ok()).unwrap_or(0);
        let stamp = hit.get(1).map(|v| v.text().to_owned()).unwrap_or_default();
        let content = hit.get(2).map_or(0, Val::int);
        Ok(Some(Known { seq, stamp, content, reversed: self.is_reversed(seq)? }))
    }

    fn is_reversed(&mut self, seq: u64) -> Result<bool, StoreError> {
        if self.pending.iter().any(|e| e.draft.reverses == Some(seq)) {
            return Ok(true);
        }
        let sql = "SELECT 1 FROM entry WHERE book = ?1 AND reverses = ?2 AND reverses <> 0";
        let rows = self.db.query(sql, &[(&self.book).into(), int(seq)])?;
        Ok(!rows.is_empty())
    }

    fn load(&mut self, seq: u64) -> Result<Option<Entry>, StoreError> {
        if let Some(entry) = self.pending.iter().find(|e| e.seq == seq) {
            return Ok(Some(entry.clone()));
        }
        let sql = format!("SELECT {COLUMNS} FROM entry WHERE book = ?1 AND seq = ?2");
        let rows = self.db.query(&sql, &[(&self.book).into(), int(seq)])?;
        Ok(rows.first().and_then(|r| row::entry(r)))
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
}

impl Drop for Posting<'_> {
    fn drop(&mut self) {
        if self.open {
            let _ = self.db.script("ROLLBACK");
        }
    }
}

/// What is known of an id of a source system.
struct Known {
    seq: u64,
    stamp: String,
    content: i64,
    reversed: bool,
}

/// The entry that takes another back.
fn reversal(old: &Entry, day: Date, reason: &str, source: Source) -> Draft {
    let mut draft = old.draft.clone();
    let stated = matches!(draft.kind, Kind::Register | Kind::Record);
    draft.amount = match stated {
        true => Amount::ZERO,
        false => draft.amount.negated().unwrap_or_default(),
    };
    if draft.kind == Kind::Record {
        draft.payload = "null".to_owned();
    }
    draft.ext = String::new();
    draft.stamp = String::new();
    draft.reverses = Some(old.seq);
    draft.reason = reason.to_owned();
    draft.day = day;
    draft.source = source;
    draft
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

pub(crate) fn load_balance(
    db: &mut Db,
    book: &str,
    line: &str,
) -> Result<Option<Balance>, StoreError> {
    let sql = "SELECT initial, adjusted, allotted, planned, paid, known FROM balance \
         WHERE book = ?1 AND line = ?2";
    let rows = db.query(sql, &[book.into(), line.into()])?;
    Ok(rows.first().map(|r| {
        let amount = |at: usize| Amount::fen(r.get(at).map_or(0, Val::int));
        Balance {
            initial: amount(0),
            adjusted: amount(1),
            allotted: amount(2),
            planned: amount(3),
            paid: amount(4),
            known: r.get(5).is_some_and(|v| v.int() != 0),
        }
    }))
}
