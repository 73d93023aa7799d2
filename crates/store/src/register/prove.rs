//! The proof of the log: the chain is recomputed from the first line, and every item that stands must be what
//! the last line about it says.

use super::Register;
use super::chain::{genesis, hex, item_sum, link, sum};
use super::item::{self, BLOB, PASSING};
use super::log::{self, Line, Mark, head};
use crate::db::{Db, Val, at};
use crate::error::StoreError;
use std::collections::BTreeMap;

/// What was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// Lines of the log.
    pub lines: u64,
    /// Items and files that are what the log says.
    pub items: u64,
    /// Hash of the last line, hexadecimal.
    pub hash: String,
}

/// What the log says of items: by kind and id, the line that said it last, the version and the sum.
type Due = BTreeMap<(String, String), (u64, u64, String)>;

impl Register {
    /// Recomputes everything; without `with_files` only the hash of each file is looked for, for there may be
    /// many gigabytes of them.
    ///
    /// # Errors
    /// [`StoreError::Tampered`] names the first line, or the item, that is not as it was written.
    pub fn verify(&mut self, with_files: bool) -> Result<Proved, StoreError> {
        self.transact(Db::begin_reading, |db| {
            let (last, hash) = head(db, "")?;
            let (lines, end, due) = walk(db)?;
            if (lines, end) != (last, hash) {
                return Err(cut(lines, last));
            }
            let items = due.len() as u64;
            same_items(db, due, with_files)?;
            Ok(Proved { lines, items, hash: hex(&end) })
        })
    }
}

/// The chain from its first line; how many there are, the hash of the last, and what they say of items.
fn walk(db: &mut Db) -> Result<(u64, [u8; 32], Due), StoreError> {
    let (mut seq, mut before, mut due) = (0, genesis(), Due::new());
    let sql = format!("SELECT {} FROM log ORDER BY seq", log::COLUMNS);
    db.each(&sql, &[], &mut |row| {
        let line = log::read(&row);
        if line.seq != seq + 1 {
            return Err(out_of_order(seq + 1, line.seq));
        }
        let hash = link(&before, &line);
        if hash != at(&row, 10).hash() {
            return Err(changed(&line));
        }
        remember(&line, &mut due)?;
        (seq, before) = (line.seq, hash);
        Ok(())
    })?;
    Ok((seq, before, due))
}

fn remember(line: &Line, due: &mut Due) -> Result<(), StoreError> {
    if line.digest.is_empty() {
        return Ok(());
    }
    let marks: Vec<Mark> = serde_json::from_str(&line.digest).map_err(|_| changed(line))?;
    for (kind, id, version, sum) in marks {
        match sum.is_empty() {
            true => drop(due.remove(&(kind, id))),
            false => drop(due.insert((kind, id), (line.seq, version, sum))),
        }
    }
    Ok(())
}

/// Compares what stands with what is due.
fn same_items(db: &mut Db, mut due: Due, with_files: bool) -> Result<(), StoreError> {
    let sql = format!("SELECT {} FROM item ORDER BY kind, id", item::columns());
    db.each(&sql, &[], &mut |row| {
        let item = item::read(&row);
        if PASSING.contains(&item.kind.as_str()) {
            return Ok(());
        }
        let (seq, version, sum) = told(&mut due, &item.kind, &item.id)?;
        match version == item.version && sum == item_sum(&item) {
            true => Ok(()),
            false => Err(unlike(seq, &item.kind, &item.id)),
        }
    })?;
    let bytes = if with_files { ", bytes" } else { "" };
    db.each(&format!("SELECT hash{bytes} FROM blob ORDER BY hash"), &[], &mut |row| {
        let hash = at(&row, 0).text();
        let (seq, _, due) = told(&mut due, BLOB, hash)?;
        match at(&row, 1) {
            Val::Blob(bytes) if sum(bytes) != due => Err(unlike(seq, BLOB, hash)),
            _ => Ok(()),
        }
    })?;
    match due.into_iter().next() {
        Some(((kind, id), (seq, ..))) => Err(unlike(seq, &kind, &id)),
        None => Ok(()),
    }
}

/// What the log says of an item.
fn told(due: &mut Due, kind: &str, id: &str) -> Result<(u64, u64, String), StoreError> {
    due.remove(&(kind.to_owned(), id.to_owned())).ok_or_else(|| unknown(kind, id))
}

fn changed(line: &Line) -> StoreError {
    let (seq, at) = (line.seq, &line.at);
    StoreError::Tampered(format!(
        "安全日志第 {seq} 行（{at}）是第一处与链不符的地方：内容或校验值被改动；请保全现场，并与备份比对 / \
         line {seq} of the security log ({at}) is the first that does not fit the chain: its content or hash was changed; \
         keep everything as it is and compare with a backup"
    ))
}

fn out_of_order(due: u64, found: u64) -> StoreError {
    StoreError::Tampered(format!(
        "安全日志应为第 {due} 行，却是第 {found} 行：有行被删除、插入或调换；请保全现场，并与备份比对 / \
         line {due} of the security log was due, {found} was found: a line was removed, inserted or moved; \
         keep everything as it is and compare with a backup"
    ))
}

fn cut(found: u64, due: u64) -> StoreError {
    StoreError::Tampered(format!(
        "安全日志应到第 {due} 行，实到第 {found} 行：末尾被删去、添加或改动；请保全现场，并与备份比对 / \
         the security log should end at line {due} but ends at {found}: its end was cut, added to or changed; \
         keep everything as it is and compare with a backup"
    ))
}

fn unlike(seq: u64, kind: &str, id: &str) -> StoreError {
    StoreError::Tampered(format!(
        "{kind} {id} 与安全日志第 {seq} 行记下的不同：绕过程序被改动或删除；请保全现场，并与备份比对 / \
         {kind} {id} is not what line {seq} of the security log says: it was changed or removed behind the program's back; \
         keep everything as it is and compare with a backup"
    ))
}

fn unknown(kind: &str, id: &str) -> StoreError {
    StoreError::Tampered(format!(
        "{kind} {id} 在安全日志中没有来历：绕过程序被添加；请保全现场，并与备份比对 / \
         no line of the security log tells of {kind} {id}: it was added behind the program's back; \
         keep everything as it is and compare with a backup"
    ))
}
