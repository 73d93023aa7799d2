//! An entry as a row of the table, and back.

use crate::db::{In, Val, at};
use base::{Amount, Date};
use ledger::{Draft, Entry, Source, kind_name, kind_of};

/// Columns of `entry` in the order of [`Row::values`] and [`entry`], without `book`.
pub(crate) const COLUMNS: &str = "seq, batch, kind, day, year, unit, line, project, fund, func, eco, \
     gov_eco, amount, payee, purpose, doc, contract, method, topic, item, payload, ext, ext_hash, \
     content, stamp, file, sheet, src_row, reverses, reason, hash";

/// Number of those columns.
const WIDTH: usize = 31;

/// Where `ext_hash` and `content` stand among them.
pub(crate) const LOOKUPS: [usize; 2] = [22, 23];

/// Inserts so many rows at once.
pub(crate) fn insert(rows: usize) -> String {
    let width = WIDTH + 1;
    let row = |n: usize| {
        let slots: Vec<String> = (1..=width).map(|c| format!("?{}", n * width + c)).collect();
        format!("({})", slots.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT INTO entry (book, {COLUMNS}) VALUES {}", rows.join(", "))
}

/// An entry on its way into the table.
pub(crate) struct Row {
    pub(crate) entry: Entry,
    /// Number of its id in the source system, 0 without one.
    pub(crate) ext: i64,
    content: i64,
    day: String,
}

impl Row {
    pub(crate) fn new(entry: Entry, ext: i64, content: i64) -> Row {
        Row { day: entry.draft.day.to_string(), entry, ext, content }
    }

    pub(crate) fn values<'a>(&'a self, book: &'a str) -> [In<'a>; WIDTH + 1] {
        let d = &self.entry.draft;
        [
            book.into(),
            self.entry.seq.into(),
            self.entry.batch.into(),
            kind_name(d.kind).into(),
            (&self.day).into(),
            i64::from(d.year).into(),
            (&d.unit).into(),
            (&d.line).into(),
            (&d.project).into(),
            (&d.fund).into(),
            (&d.func).into(),
            (&d.eco).into(),
            (&d.gov_eco).into(),
            d.amount.as_fen().into(),
            (&d.payee).into(),
            (&d.purpose).into(),
            (&d.doc).into(),
            (&d.contract).into(),
            (&d.method).into(),
            (&d.topic).into(),
            (&d.key).into(),
            (&d.payload).into(),
            (&d.ext).into(),
            self.ext.into(),
            self.content.into(),
            (&d.stamp).into(),
            (&d.source.file).into(),
            (&d.source.sheet).into(),
            i64::from(d.source.row).into(),
            d.reverses.unwrap_or(0).into(),
            (&d.reason).into(),
            (&self.entry.hash).into(),
        ]
    }
}

/// Reads a row of [`COLUMNS`]; `None` when a value is none that was written.
pub(crate) fn entry(row: &[Val]) -> Option<Entry> {
    let text = |column: usize| match at(row, column) {
        Val::Text(text) => Some(text.clone()),
        _ => None,
    };
    let int = |column: usize| match at(row, column) {
        Val::Int(n) => Some(*n),
        _ => None,
    };
    let day: Date = text(3)?.parse().ok()?;
    let reverses = u64::try_from(int(28)?).ok()?;
    let draft = Draft {
        kind: kind_of(&text(2)?)?,
        day,
        year: i32::try_from(int(4)?).ok()?,
        unit: text(5)?,
        line: text(6)?,
        project: text(7)?,
        fund: text(8)?,
        func: text(9)?,
        eco: text(10)?,
        gov_eco: text(11)?,
        amount: Amount::fen(int(12)?),
        payee: text(13)?,
        purpose: text(14)?,
        doc: text(15)?,
        contract: text(16)?,
        method: text(17)?,
        topic: text(18)?,
        key: text(19)?,
        payload: text(20)?,
        ext: text(21)?,
        stamp: text(24)?,
        source: Source { file: text(25)?, sheet: text(26)?, row: u32::try_from(int(27)?).ok()? },
        reverses: (reverses != 0).then_some(reverses),
        reason: text(29)?,
    };
    let (seq, batch) = (u64::try_from(int(0)?).ok()?, u64::try_from(int(1)?).ok()?);
    Some(Entry { seq, batch, draft, hash: at(row, 30).hash() })
}
