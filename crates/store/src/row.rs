//! An entry as a row of the table, and back.

use crate::db::Val;
use base::{Amount, Date};
use ledger::{Draft, Entry, Kind, Source, content, kind_name, kind_of, short};

/// Columns of `entry` in the order of [`values`] and [`entry`], without `book`.
pub(crate) const COLUMNS: &str = "seq, batch, kind, day, year, unit, line, project, fund, func, eco, \
     gov_eco, amount, payee, purpose, doc, contract, method, topic, item, payload, ext, ext_hash, \
     content, stamp, file, sheet, src_row, reverses, reason, hash";

/// Number of those columns.
pub(crate) const WIDTH: usize = 31;

/// A number as the tables hold it; numbers of entries stay far below the limit.
pub(crate) fn int(n: u64) -> Val {
    Val::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

pub(crate) fn values(book: &str, e: &Entry) -> Vec<Val> {
    let d = &e.draft;
    vec![
        book.into(),
        int(e.seq),
        int(e.batch),
        kind_name(d.kind).into(),
        Val::Text(d.day.to_string()),
        Val::Int(d.year.into()),
        (&d.unit).into(),
        (&d.line).into(),
        (&d.project).into(),
        (&d.fund).into(),
        (&d.func).into(),
        (&d.eco).into(),
        (&d.gov_eco).into(),
        Val::Int(d.amount.as_fen()),
        (&d.payee).into(),
        (&d.purpose).into(),
        (&d.doc).into(),
        (&d.contract).into(),
        (&d.method).into(),
        (&d.topic).into(),
        (&d.key).into(),
        (&d.payload).into(),
        (&d.ext).into(),
        Val::Int(short(d.ext.as_bytes())),
        Val::Int(content(d)),
        (&d.stamp).into(),
        (&d.source.file).into(),
        (&d.source.sheet).into(),
        Val::Int(d.source.row.into()),
        int(d.reverses.unwrap_or(0)),
        (&d.reason).into(),
        Val::Blob(e.hash.to_vec()),
    ]
}

/// Reads a row of [`COLUMNS`]; `None` when a value is none that was written.
pub(crate) fn entry(row: &[Val]) -> Option<Entry> {
    if row.len() < WIDTH {
        return None;
    }
    let number = |at: usize| u64::try_from(row.get(at).map_or(0, Val::int)).ok();
    let text = |at: usize| row.get(at).map(|v| v.text().to_owned()).unwrap_or_default();
    let kind: Kind = kind_of(&text(2))?;
    let day: Date = text(3).parse().ok()?;
    let reverses = number(28)?;
    let draft = Draft {
        kind,
        day,
        year: i32::try_from(row.get(4)?.int()).ok()?,
        unit: text(5),
        line: text(6),
        project: text(7),
        fund: text(8),
        func: text(9),
        eco: text(10),
        gov_eco: text(11),
        amount: Amount::fen(row.get(12)?.int()),
        payee: text(13),
        purpose: text(14),
        doc: text(15),
        contract: text(16),
        method: text(17),
        topic: text(18),
        key: text(19),
        payload: text(20),
        ext: text(21),
        stamp: text(24),
        source: Source {
            file: text(25),
            sheet: text(26),
            row: u32::try_from(row.get(27)?.int()).ok()?,
        },
        reverses: (reverses != 0).then_some(reverses),
        reason: text(29),
    };
    Some(Entry { seq: number(0)?, batch: number(1)?, draft, hash: row.get(30)?.hash() })
}
