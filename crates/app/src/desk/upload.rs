//! Import of a file that was sent: looked at before, taken as one batch, what was rejected mended in place.

use super::Desk;
use super::import::{Batched, ImportOptions, Imported, Source, batch, context, heading, opened};
use crate::fault::Fault;
use intake::{Read, Rejected, Rows};
use ledger::{Draft, HEADER, kind_name};
use serde::{Deserialize, Serialize};
use std::io::Cursor;
use std::sync::Arc;

/// Entries shown of a file before it is taken.
const SHOWN: usize = 10;

/// A row that cannot be taken as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Sheet; empty for CSV.
    pub sheet: String,
    /// Row.
    pub row: u32,
    /// Heading of the column; empty where the whole row is meant.
    pub column: String,
    /// Why, Chinese.
    pub zh: String,
    /// Why, English.
    pub en: String,
    /// The cells as they stand.
    pub cells: Vec<String>,
}

/// What a file says, before it is taken.
#[derive(Debug, Clone, Default)]
pub struct Looked {
    /// Name of the mapping.
    pub title: String,
    /// Each heading, and what it fills.
    pub columns: Vec<(String, Option<String>)>,
    /// The first entries as the ledger would take them: field and value.
    pub entries: Vec<Vec<(&'static str, String)>>,
    /// What became of the rows.
    pub took: Took,
}

/// What became of the rows of a file.
#[derive(Debug, Clone, Default)]
pub struct Took {
    /// Counts and the batch.
    pub imported: Imported,
    /// The headings.
    pub head: Vec<String>,
    /// Every row that was not taken.
    pub rejected: Vec<Quarantined>,
}

impl Took {
    /// Rows that are in the ledger now: all but totals, those rejected and those that were there already.
    pub fn taken(&self) -> u64 {
        let i = &self.imported;
        let others = i.totals + i.quarantined + self.same();
        i.rows.saturating_sub(others)
    }

    /// Rows that were there already, or of which a newer version is.
    pub fn same(&self) -> u64 {
        self.imported.receipt.same + self.imported.receipt.stale
    }
}

impl From<Batched> for Took {
    fn from(done: Batched) -> Took {
        let Batched { imported, head, rejected } = done;
        let one = |r: Rejected| Quarantined {
            sheet: r.sheet,
            row: r.row,
            column: r.column,
            zh: r.zh,
            en: r.en,
            cells: r.cells.iter().map(str::to_owned).collect(),
        };
        Took { imported, head, rejected: rejected.into_iter().map(one).collect() }
    }
}

/// Looks at a file: nothing is written.
///
/// # Errors
/// When it cannot be read or no mapping fits.
pub fn look(
    desk: &mut Desk,
    name: &str,
    bytes: &Arc<[u8]>,
    options: &ImportOptions,
    progress: &dyn Fn(u64),
) -> Result<Looked, Fault> {
    let mappings = desk.mappings.clone();
    let context = context(desk, name, options)?;
    let mut reader = opened(rows(name, bytes)?, &mappings, &options.mapping, context, name)?;
    let mapping = reader.mapping();
    let places = mapping.place(&reader.head).unwrap_or_default();
    let head = heading(&reader.head);
    let fills = |at: usize| {
        let n = places.iter().position(|p| *p == Some(at))?;
        mapping.columns.get(n)?.heads.first().cloned()
    };
    let columns = head.iter().enumerate().map(|(at, h)| (h.clone(), fills(at))).collect();
    let mut entries = Vec::new();
    while entries.len() < SHOWN {
        match reader.next() {
            Some(Read::Taken(taken)) => {
                entries.extend(taken.drafts.last().map(|d| fields(d.draft())));
            }
            Some(Read::Rejected(_) | Read::Total(_)) => {}
            Some(Read::Broken(_)) | None => break,
        }
    }
    let title = mapping.title.clone();
    drop(reader);
    let dry = ImportOptions { dry_run: true, ..options.clone() };
    let took = run(desk, name, bytes, &dry, progress)?;
    Ok(Looked { title, columns, entries, took })
}

/// Takes a file as one batch; the rows that were rejected come back, and nobody else has them.
///
/// # Errors
/// When it cannot be read, no mapping fits, or the journal refuses the batch as a whole.
pub fn take(
    desk: &mut Desk,
    name: &str,
    bytes: &Arc<[u8]>,
    options: &ImportOptions,
    progress: &dyn Fn(u64),
) -> Result<Took, Fault> {
    run(desk, name, bytes, &ImportOptions { dry_run: false, ..options.clone() }, progress)
}

fn run(
    desk: &mut Desk,
    name: &str,
    bytes: &Arc<[u8]>,
    options: &ImportOptions,
    progress: &dyn Fn(u64),
) -> Result<Took, Fault> {
    let sha256 = crate::stages::sha256(bytes);
    let source = Source { name, shown: name, sha256: &sha256 };
    let rows = rows(name, bytes)?;
    Ok(batch(desk, rows, &source, options, progress, &mut |_, _| Ok(()))?.into())
}

fn rows(name: &str, bytes: &Arc<[u8]>) -> Result<Rows, Fault> {
    Rows::open(Cursor::new(Arc::clone(bytes))).map_err(|p| Fault::at(name, &p))
}

/// The fields of an entry that are filled.
fn fields(d: &Draft) -> Vec<(&'static str, String)> {
    let all = [
        ("类型", kind_name(d.kind).to_owned()),
        ("日期", d.day.to_string()),
        ("年度", d.year.to_string()),
        ("单位", d.unit.clone()),
        ("项目", d.project.clone()),
        ("资金性质", d.fund.clone()),
        ("功能科目", d.func.clone()),
        ("经济科目", d.eco.clone()),
        ("金额（元）", d.amount.yuan_text()),
        ("收款人", d.payee.clone()),
        ("用途", d.purpose.clone()),
        ("主题", d.topic.clone()),
        ("键", d.key.clone()),
    ];
    all.into_iter().filter(|(_, v)| !v.is_empty()).collect()
}

/// Rows with their headings as CSV, so that mended rows are read as the file was.
pub fn as_csv(head: &[String], rows: &[Vec<String>]) -> Vec<u8> {
    let cell = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(cell).collect();
        cells.join(",") + "\r\n"
    };
    let body: String = rows.iter().map(|r| line(r)).collect();
    (line(head) + &body).into_bytes()
}

/// A batch of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Its number.
    pub number: u64,
    /// Name of the file, or the command.
    pub source: String,
    /// SHA-256 of the file; empty for a batch that came from none.
    pub sha256: String,
    /// Account.
    pub by: String,
    /// When, UTC.
    pub at: String,
    /// Why, where it was told.
    pub reason: String,
    /// Entries besides its header.
    pub entries: u64,
    /// Those of them that were taken back since.
    pub reversed: u64,
}

/// The latest batches of the node's own book, before a number where one is given.
///
/// # Errors
/// When the store fails.
pub fn batches(desk: &mut Desk, before: Option<u64>, limit: u32) -> Result<Vec<Batch>, Fault> {
    let book = desk.store.own().code.clone();
    let before = before.and_then(|b| i64::try_from(b).ok()).unwrap_or(i64::MAX);
    let sql = "SELECT batch, payload FROM entry WHERE book = ?1 AND kind = '记录' AND topic = ?2 \
         AND batch < ?3 ORDER BY seq DESC LIMIT ?4";
    let values = [book.clone().into(), HEADER.into(), before.into(), i64::from(limit).into()];
    let mut all = Vec::new();
    for row in desk.store.ask(sql, &values)? {
        let [number, payload] = row.as_slice() else { continue };
        let header: serde_json::Value = serde_json::from_str(payload.text()).unwrap_or_default();
        let said =
            |key: &str| header.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        let number = number.int().unwrap_or(0);
        let sql = "SELECT COUNT(*), COUNT(r.seq) FROM entry e LEFT JOIN entry r \
             ON r.book = e.book AND r.reverses = e.seq AND r.reverses <> 0 \
             WHERE e.book = ?1 AND e.batch = ?2 AND e.topic <> ?3";
        let counts = desk.store.ask(sql, &[book.clone().into(), number.into(), HEADER.into()])?;
        let count = |at: usize| {
            let n = counts.first().and_then(|r| r.get(at)).and_then(|v| v.int()).unwrap_or(0);
            u64::try_from(n).unwrap_or(0)
        };
        all.push(Batch {
            number: u64::try_from(number).unwrap_or(0),
            source: said("source"),
            sha256: said("sha256"),
            by: said("actor"),
            at: said("at"),
            reason: said("reason"),
            entries: count(0),
            reversed: count(1),
        });
    }
    Ok(all)
}
