//! The power fails: what is on the disk at that moment, and what a torn write makes of it.

use crate::chance::Chance;
use std::path::{Path, PathBuf};

/// Length of the header of a write-ahead log, and of that of a frame (SQLite file format, section 4).
const HEAD: usize = 32;
const FRAME: usize = 24;

/// What was done to the copy.
#[derive(Debug, Clone, Copy, Default)]
pub struct Damage {
    /// Frames of the open transaction that had reached the log.
    pub unacknowledged: usize,
    /// The open transaction's part of the log was cut.
    pub cut: bool,
    /// It was overwritten at random places.
    pub garbled: bool,
    /// Pages of the database were torn as if a checkpoint was under way.
    pub torn_pages: usize,
}

/// Copies the files of a ledger as the disk has them now to another folder, and damages in the copy
/// what no commit has promised.
pub fn fail(path: &Path, to: &Path, chance: &mut Chance) -> (PathBuf, Damage) {
    std::fs::create_dir_all(to).unwrap();
    let copy = to.join("book.db");
    std::fs::copy(path, &copy).unwrap();
    let log = wal(path);
    let mut damage = Damage::default();
    if let Ok(mut bytes) = std::fs::read(&log) {
        let (page, end, pages) = committed(&bytes);
        damage.unacknowledged =
            frames(&bytes, page).count() - (end - HEAD.min(end)) / (page + FRAME);
        tear(&mut bytes, end, chance, &mut damage);
        if chance.below(3) == 0 {
            damage.torn_pages = tear_pages(&copy, page, &pages, chance);
        }
        std::fs::write(wal(&copy), bytes).unwrap();
    }
    (copy, damage)
}

fn wal(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_be_bytes(b.try_into().unwrap()))
}

/// The frames of the log's present generation: offset, page, and whether it ends a transaction.
fn frames(bytes: &[u8], page: usize) -> impl Iterator<Item = (usize, u32, bool)> + '_ {
    let salt = bytes.get(16..24).unwrap_or_default();
    (0..)
        .map(move |n| HEAD + n * (FRAME + page))
        .take_while(move |at| {
            page > 0 && at + FRAME + page <= bytes.len() && bytes.get(at + 8..at + 16) == Some(salt)
        })
        .map(move |at| (at, number(bytes, at), number(bytes, at + 4) != 0))
}

/// Page size, the end of the last committed frame, and the pages that committed frames hold.
fn committed(bytes: &[u8]) -> (usize, usize, Vec<u32>) {
    let page = number(bytes, 8) as usize;
    let all: Vec<_> = frames(bytes, page).collect();
    let kept = all.iter().rposition(|(_, _, commit)| *commit).map_or(0, |n| n + 1);
    let end = all.get(..kept).and_then(|k| k.last()).map_or(HEAD, |(at, ..)| at + FRAME + page);
    (page, end.min(bytes.len()), all.iter().take(kept).map(|(_, page, _)| *page).collect())
}

/// Cuts or overwrites what comes after the last commit.
fn tear(bytes: &mut Vec<u8>, end: usize, chance: &mut Chance, damage: &mut Damage) {
    let tail = bytes.len().saturating_sub(end);
    if tail == 0 {
        return;
    }
    if chance.below(2) == 0 {
        damage.cut = true;
        bytes.truncate(end + chance.below(tail));
    }
    let tail = bytes.len() - end;
    if tail > 0 && chance.below(2) == 0 {
        damage.garbled = true;
        for _ in 0..1 + chance.below(8) {
            let from = end + chance.below(tail);
            let length = (1 + chance.below(600)).min(bytes.len() - from);
            let fill = [0, 0xff, chance.below(256) as u8][chance.below(3)];
            bytes[from..from + length].fill(fill);
        }
    }
}

/// A checkpoint copies pages from the log into the database; the log is kept until all have arrived, so
/// any page that the log holds may be half written.
fn tear_pages(copy: &Path, page: usize, pages: &[u32], chance: &mut Chance) -> usize {
    let mut bytes = std::fs::read(copy).unwrap();
    let mut torn = 0;
    for _ in 0..chance.below(6) {
        let Some(number) = pages.get(chance.below(pages.len())) else { break };
        let from = (*number as usize - 1) * page;
        bytes.resize(bytes.len().max(from + page), 0);
        let at = chance.below(page);
        let end = at + chance.below(page - at);
        bytes[from..from + page][at..end].fill(chance.below(256) as u8);
        torn += 1;
    }
    std::fs::write(copy, bytes).unwrap();
    torn
}
