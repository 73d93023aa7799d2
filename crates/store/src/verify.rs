//! The proof: the chain is recomputed from the first entry, and every projection from the journal.

use crate::balance::{self, Standing};
use crate::db::{Line, at, number};
use crate::error::StoreError;
use crate::rollup;
use crate::row::{self, COLUMNS, LOOKUPS};
use crate::{Head, Store};
use ledger::{Entry, HEADER, content, digest, link_known, on_line, short};
use std::collections::{BTreeMap, BTreeSet};

/// What was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Entries.
    pub entries: u64,
    /// Batches.
    pub batches: u64,
    /// Budget lines whose balance equals the re-computation.
    pub lines: u64,
    /// Hash of the last entry.
    pub hash: [u8; 32],
}

/// Entries between two words of progress.
const STRIDE: u64 = 5000;
/// Balances read at a time.
const PAGE: usize = 5000;

impl Store {
    /// Recomputes everything; `progress` is told how many entries of how many are done.
    ///
    /// # Errors
    /// [`StoreError::Tampered`] names the first entry, or the line, that is not as it was written.
    pub fn verify(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<Verified, StoreError> {
        self.snapshot(|store| {
            let head = store.head()?;
            let book = store.book.code.clone();
            let mut proof = Proof::new(&book);
            let sql = format!("SELECT {COLUMNS} FROM entry WHERE book = ?1 ORDER BY seq");
            store.db.each(&sql, &[(&book).into()], &mut |row| {
                proof.next(&row)?;
                if proof.end.seq.is_multiple_of(STRIDE) {
                    progress(proof.end.seq, head.seq);
                }
                Ok(())
            })?;
            progress(proof.end.seq, head.seq);
            if proof.end != head {
                return Err(cut(proof.end.seq, head.seq));
            }
            let lines = proof.balances.len() as u64;
            store.same_balances(proof.balances)?;
            // The cards first: a rollup stands on them.
            if let Some(place) = store.prove_cards()? {
                return Err(rolled(&place));
            }
            if let Some(place) = rollup::prove(&mut store.db, &book)? {
                return Err(rolled(&place));
            }
            Ok(Verified { entries: head.seq, batches: head.batch, lines, hash: head.hash })
        })
    }

    /// [`Store::verify`] of every book.
    pub(crate) fn verify_all(&mut self) -> Result<(), StoreError> {
        let asked = self.book.clone();
        let proved = self.books()?.into_iter().try_for_each(|book| {
            self.book = book;
            self.verify(&mut |_, _| {}).map(|_| ())
        });
        self.book = asked;
        proved
    }

    fn same_balances(&mut self, mut due: BTreeMap<String, Standing>) -> Result<(), StoreError> {
        let mut last = String::new();
        loop {
            let rows = balance::page(&mut self.db, &self.book.code, &last, PAGE)?;
            for row in &rows {
                let line = at(row, 0).text();
                let has = balance::read(row).ok_or_else(|| projection(line))?;
                if due.remove(line) != Some(has) {
                    return Err(projection(line));
                }
                line.clone_into(&mut last);
            }
            if rows.len() < PAGE {
                break;
            }
        }
        match due.keys().next() {
            Some(line) => Err(projection(line)),
            None => Ok(()),
        }
    }
}

/// The journal so far, recomputed.
struct Proof {
    end: Head,
    balances: BTreeMap<String, Standing>,
    reversed: BTreeSet<u64>,
}

impl Proof {
    fn new(book: &str) -> Proof {
        let end = Head { seq: 0, batch: 0, hash: ledger::genesis(book) };
        Proof { end, balances: BTreeMap::new(), reversed: BTreeSet::new() }
    }

    fn next(&mut self, row: &Line) -> Result<(), StoreError> {
        let due = self.end.seq + 1;
        if number(row, 0) != due {
            return Err(out_of_order(due, number(row, 0)));
        }
        let entry = row::entry(row).ok_or_else(|| {
            let (zh, en) = ("有内容无法识别", "a value cannot be read");
            changed(due, number(row, 1), zh, en)
        })?;
        let said = digest(&entry.draft);
        let hash = link_known(&self.end.hash, &entry, &said);
        self.same(row, &entry, &said, &hash)?;
        self.end = Head { seq: entry.seq, batch: entry.batch, hash };
        let wrong = || {
            let (zh, en) = ("与前面的分录矛盾", "it contradicts the entries before it");
            changed(entry.seq, entry.batch, zh, en)
        };
        if let Some(old) = entry.draft.reverses
            && (old >= entry.seq || !self.reversed.insert(old))
        {
            return Err(wrong());
        }
        if on_line(entry.draft.kind) {
            match self.balances.get_mut(&entry.draft.line) {
                Some(standing) => standing.take(&entry.draft).ok_or_else(wrong)?,
                None => {
                    let mut standing = Standing::default();
                    standing.take(&entry.draft).ok_or_else(wrong)?;
                    self.balances.insert(entry.draft.line, standing);
                }
            }
        }
        Ok(())
    }

    /// Compares an entry with its hash. What it says of the world has a number of its own, so that it
    /// can be told which half was changed.
    fn same(
        &self,
        row: &Line,
        entry: &Entry,
        said: &[u8; 32],
        hash: &[u8; 32],
    ) -> Result<(), StoreError> {
        let d = &entry.draft;
        let [ext, kept] = LOOKUPS.map(|column| at(row, column).int());
        let lookup = if d.ext.is_empty() { 0 } else { short(&d.ext) };
        let opens = d.topic == HEADER;
        let batch = self.end.batch + u64::from(opens);
        let (zh, en) = if *hash != entry.hash && content(said) != kept {
            (
                "业务内容（金额、日期、编码、文字等）被改动",
                "what it says was changed (amount, day, codes, texts)",
            )
        } else if *hash != entry.hash {
            ("来源、原因、批次或校验值被改动", "its source, reason, batch or hash was changed")
        } else if content(said) != kept || lookup != ext {
            ("检索用的编号被改动", "its lookup numbers were changed")
        } else if entry.batch != batch {
            ("批次编号不连续", "its batch does not follow the one before")
        } else {
            return Ok(());
        };
        Err(changed(entry.seq, entry.batch, zh, en))
    }
}

fn changed(seq: u64, batch: u64, zh: &str, en: &str) -> StoreError {
    StoreError::Tampered(format!(
        "第 {seq} 号分录（第 {batch} 批）是第一处与链不符的地方：{zh}；请从备份恢复 / \
         entry {seq} (batch {batch}) is the first that does not fit the chain: {en}; restore a backup"
    ))
}

fn out_of_order(due: u64, found: u64) -> StoreError {
    StoreError::Tampered(format!(
        "应为第 {due} 号分录，却是第 {found} 号：分录被删除、插入或调换；请从备份恢复 / \
         entry {due} was due, {found} was found: an entry was removed, inserted or moved; restore a backup"
    ))
}

fn cut(found: u64, due: u64) -> StoreError {
    StoreError::Tampered(format!(
        "账簿应到第 {due} 号分录，实到第 {found} 号：末尾被删去、添加或改动；请从备份恢复 / \
         the journal should end at entry {due} but ends at {found}: its end was cut, added to or changed; restore a backup"
    ))
}

fn projection(line: &str) -> StoreError {
    StoreError::Tampered(format!(
        "指标“{line}”的余额与分录合计不符；请从备份恢复 / the balance of line “{line}” is not the sum of its entries; restore a backup"
    ))
}

fn rolled(place: &str) -> StoreError {
    StoreError::Tampered(format!(
        "汇总表 {place} 与分录合计不符；请从备份恢复 / the rollup {place} is not the sum of its entries; restore a backup"
    ))
}
