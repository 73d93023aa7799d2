//! The same ledger in plain memory: what each operation must answer, and what must then stand.

use ledger::Kind;
use std::collections::BTreeMap;

/// What stands on a line, added up by hand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    pub initial: i64,
    pub adjusted: i64,
    pub allotted: i64,
    pub planned: i64,
    pub paid: i64,
    pub known: bool,
}

impl Sums {
    pub fn add(&mut self, kind: Kind, fen: i64) {
        match kind {
            Kind::Initial => self.initial += fen,
            Kind::Adjust => self.adjusted += fen,
            Kind::Allot => self.allotted += fen,
            Kind::Plan => self.planned += fen,
            _ => self.paid += fen,
        }
        self.known |= matches!(kind, Kind::Initial | Kind::Adjust | Kind::Allot);
    }
}

/// A posted entry that stands on a line.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub seq: u64,
    pub kind: Kind,
    pub line: usize,
    pub fen: i64,
    pub reversed: bool,
    pub is_reversal: bool,
    /// The other leg of a transfer.
    pub mate: Option<usize>,
}

/// The last version of a source's row.
#[derive(Debug, Clone, Copy)]
pub struct Id {
    pub row: usize,
    pub stamp: u32,
    pub day: u32,
}

/// What an operation must answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    Posted,
    Same,
    Replaced,
    Deleted,
    Stale,
    Refused(&'static str),
}

/// Everything that was posted by one writer, with the means to forget an open batch.
#[derive(Default)]
pub struct Model {
    pub lines: Vec<Sums>,
    pub rows: Vec<Row>,
    pub ids: BTreeMap<u32, Id>,
    before: Before,
}

/// The state at the beginning of the open batch.
#[derive(Default)]
struct Before {
    lines: Vec<Sums>,
    rows: usize,
    reversed: Vec<usize>,
    ids: Vec<(u32, Option<Id>)>,
}

impl Model {
    pub fn new(lines: usize) -> Model {
        Model { lines: vec![Sums::default(); lines], ..Model::default() }
    }

    pub fn begin(&mut self) {
        let (lines, rows) = (self.lines.clone(), self.rows.len());
        self.before = Before { lines, rows, ..Before::default() };
    }

    /// Forgets the open batch.
    pub fn forget(&mut self) {
        let before = std::mem::take(&mut self.before);
        self.lines = before.lines;
        for row in before.reversed {
            self.rows[row].reversed = false;
        }
        self.rows.truncate(before.rows);
        for (id, old) in before.ids.into_iter().rev() {
            match old {
                Some(old) => self.ids.insert(id, old),
                None => self.ids.remove(&id),
            };
        }
    }

    /// What posting an amount must answer, by the controls as a clerk would state them.
    pub fn judge(&self, kind: Kind, line: usize, fen: i64) -> Expect {
        self.judge_on(self.lines[line], kind, fen)
    }

    fn judge_on(&self, on: Sums, kind: Kind, fen: i64) -> Expect {
        const LIMIT: i64 = 1_000_000_000_000_000;
        let current = on.initial + on.adjusted + fen;
        match kind {
            _ if fen.abs() > LIMIT => Expect::Refused("too-large"),
            Kind::Initial if fen < 0 => Expect::Refused("negative-budget"),
            Kind::Initial | Kind::Adjust if current < 0 && fen < 0 => {
                Expect::Refused("negative-budget")
            }
            Kind::Pay if !on.known => Expect::Refused("no-line"),
            Kind::Pay if fen > 0 && on.paid + fen > on.allotted => {
                Expect::Refused("above-allotment")
            }
            _ => Expect::Posted,
        }
    }

    /// Notes a posted amount; gives its row.
    pub fn posted(&mut self, seq: u64, kind: Kind, line: usize, fen: i64) -> usize {
        self.lines[line].add(kind, fen);
        let row = Row { seq, kind, line, fen, reversed: false, is_reversal: false, mate: None };
        self.rows.push(row);
        self.rows.len() - 1
    }

    /// Notes that a row was taken back by entry `seq`.
    pub fn taken_back(&mut self, row: usize, seq: u64) {
        let old = self.rows[row];
        self.rows[row].reversed = true;
        self.before.reversed.push(row);
        let back = self.posted(seq, old.kind, old.line, -old.fen);
        self.rows[back].is_reversal = true;
    }

    pub fn name(&mut self, id: u32, last: Id) {
        let old = self.ids.insert(id, last);
        self.before.ids.push((id, old));
    }

    pub fn judge_reversal(&self, row: usize) -> Expect {
        let row = self.rows[row];
        match (row.is_reversal, row.reversed) {
            (true, _) => Expect::Refused("not-reversible"),
            (_, true) => Expect::Refused("reversed"),
            _ => Expect::Deleted,
        }
    }

    /// What posting a version of a source's row must answer. `stamp` 0: the source gives none.
    pub fn judge_version(&self, id: u32, line: usize, fen: i64, stamp: u32, day: u32) -> Expect {
        let Some(known) = self.ids.get(&id) else { return self.judge(Kind::Pay, line, fen) };
        let old = self.rows[known.row];
        if old.reversed {
            return match stamp > known.stamp {
                true => self.judge(Kind::Pay, line, fen),
                false => Expect::Stale,
            };
        }
        if old.fen == fen && old.line == line && known.day == day {
            return Expect::Same;
        }
        match (stamp, stamp.cmp(&known.stamp)) {
            (0, _) | (_, std::cmp::Ordering::Equal) => Expect::Refused("conflict"),
            (_, std::cmp::Ordering::Less) => Expect::Stale,
            (_, std::cmp::Ordering::Greater) => {
                let mut on = self.lines[line];
                if old.line == line {
                    on.add(Kind::Pay, -old.fen);
                }
                match self.judge_on(on, Kind::Pay, fen) {
                    Expect::Posted => Expect::Replaced,
                    other => other,
                }
            }
        }
    }
}
