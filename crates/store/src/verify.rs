//! The proof: the chain is recomputed from the first entry, and every projection from the journal.

use crate::Store;
use crate::db::Val;
use crate::error::StoreError;
use crate::row::{self, COLUMNS, int};
use ledger::{Balance, link, on_line};
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

const PAGE: u64 = 5000;

impl Store {
    /// Recomputes everything; `progress` is told how many entries of how many are done.
    ///
    /// # Errors
    /// [`StoreError::Tampered`] names the first entry, or the line, that is not as it was written.
    pub fn verify(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<Verified, StoreError> {
        let head = self.head()?;
        let mut hash = ledger::genesis(&self.book.code);
        let mut balances: BTreeMap<String, Balance> = BTreeMap::new();
        let mut reversed = BTreeSet::new();
        let (mut seq, mut batch) = (0, 0);
        loop {
            let sql = format!(
                "SELECT {COLUMNS} FROM entry WHERE book = ?1 AND seq > ?2 ORDER BY seq LIMIT {PAGE}"
            );
            let rows = self.db.query(&sql, &[(&self.book.code).into(), int(seq)])?;
            for row in &rows {
                let at = row.first().map_or(0, Val::int);
                let entry = row::entry(row).filter(|e| e.seq == seq + 1);
                let entry = entry.ok_or_else(|| out_of_order(seq + 1, at))?;
                hash = link(&hash, &entry);
                let numbers = entry.batch == batch || entry.batch == batch + 1;
                if hash != entry.hash || !numbers {
                    return Err(changed(entry.seq, entry.batch));
                }
                (seq, batch) = (entry.seq, entry.batch);
                if let Some(old) = entry.draft.reverses
                    && (old >= seq || !reversed.insert(old))
                {
                    return Err(changed(seq, batch));
                }
                if on_line(entry.draft.kind) {
                    let slot = balances.entry(entry.draft.line.clone()).or_default();
                    let after = slot.after(entry.draft.kind, entry.draft.amount);
                    *slot = after.ok_or_else(|| changed(seq, batch))?;
                }
            }
            progress(seq, head.seq);
            if (rows.len() as u64) < PAGE {
                break;
            }
        }
        if seq != head.seq || hash != head.hash || batch != head.batch {
            return Err(cut(seq, head.seq));
        }
        let lines = balances.len() as u64;
        self.same_balances(balances)?;
        Ok(Verified { entries: seq, batches: batch, lines, hash })
    }

    fn same_balances(&mut self, mut due: BTreeMap<String, Balance>) -> Result<(), StoreError> {
        let sql = "SELECT line, initial, adjusted, allotted, planned, paid, known FROM balance \
             WHERE book = ?1 ORDER BY line";
        let rows = self.db.query(sql, &[(&self.book.code).into()])?;
        for row in &rows {
            let line = row.first().map(Val::text).unwrap_or_default();
            let fen = |at: usize| row.get(at).map_or(0, Val::int);
            let has = [fen(1), fen(2), fen(3), fen(4), fen(5)];
            let known = fen(6) != 0;
            // A line that was only looked at stands with nothing on it.
            let b = due.remove(line).unwrap_or_default();
            let must = [b.initial, b.adjusted, b.allotted, b.planned, b.paid].map(|a| a.as_fen());
            if has != must || known != b.known {
                return Err(projection(line));
            }
        }
        match due.keys().next() {
            Some(line) => Err(projection(line)),
            None => Ok(()),
        }
    }
}

fn changed(seq: u64, batch: u64) -> StoreError {
    StoreError::Tampered(format!(
        "第 {seq} 号分录（第 {batch} 批）与其校验值不符，是第一处被改动的地方；请从备份恢复 / \
         entry {seq} (batch {batch}) does not match its hash: the first place that was tampered with; restore a backup"
    ))
}

fn out_of_order(due: u64, found: i64) -> StoreError {
    StoreError::Tampered(format!(
        "应为第 {due} 号分录，却是第 {found} 号：分录被删除、插入或无法识别；请从备份恢复 / \
         entry {due} was due, {found} was found: an entry was removed, inserted or damaged; restore a backup"
    ))
}

fn cut(found: u64, due: u64) -> StoreError {
    StoreError::Tampered(format!(
        "账簿应有 {due} 号分录，只到第 {found} 号，或末尾被改动；请从备份恢复 / \
         the journal should end at entry {due} but ends at {found}, or its end was changed; restore a backup"
    ))
}

fn projection(line: &str) -> StoreError {
    StoreError::Tampered(format!(
        "指标“{line}”的余额与分录合计不符；请从备份恢复 / the balance of line “{line}” is not the sum of its entries; restore a backup"
    ))
}
