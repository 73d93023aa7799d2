//! What stands on the budget lines, as rows: kept up with every batch, by the change only.

use crate::db::{self, Db, In, Val, at};
use crate::error::StoreError;
use crate::{Filter, Store};
use base::Amount;
use ledger::{Balance, Draft, Line, on_line};
use std::collections::BTreeMap;

const COLUMNS: &str = "line, initial, adjusted, allotted, planned, paid, known, released, unit, year, \
     project, fund, func, eco";

/// A budget line: what stands on it, and whose it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) balance: Balance,
    pub(crate) line: Line,
}

impl Standing {
    /// The line after an entry; what is beyond the range was refused before.
    pub(crate) fn take(&mut self, draft: &Draft) -> Option<()> {
        self.balance = self.balance.after(draft)?;
        if !self.line.knows(draft) {
            self.line.learn(draft);
        }
        Some(())
    }
}

/// A line as it stands; `None` when it has no entries.
pub(crate) fn load(db: &mut Db, book: &str, line: &str) -> Result<Option<Standing>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM balance WHERE book = ?1 AND line = ?2");
    let rows = db.query(&sql, &[book.into(), line.into()])?;
    Ok(rows.first().and_then(|row| read(row)))
}

/// The lines after `last`, in order, at most so many.
pub(crate) fn page(
    db: &mut Db,
    book: &str,
    last: &str,
    most: usize,
) -> Result<Vec<db::Line>, StoreError> {
    // The empty text sorts first and is no line.
    let sql = format!(
        "SELECT {COLUMNS} FROM balance WHERE book = ?1 AND line > ?2 ORDER BY line LIMIT {most}"
    );
    db.query(&sql, &[book.into(), last.into()])
}

/// Reads a row; `None` when a value is none that was written.
pub(crate) fn read(row: &[Val]) -> Option<Standing> {
    let amount = |column: usize| Amount::fen(at(row, column).int());
    let released = match at(row, 7).text() {
        "" => None,
        day => Some(day.parse().ok()?),
    };
    let text = |column: usize| at(row, column).text().to_owned();
    let balance = Balance {
        initial: amount(1),
        adjusted: amount(2),
        allotted: amount(3),
        planned: amount(4),
        paid: amount(5),
        known: at(row, 6).int() != 0,
        released,
    };
    let line = Line {
        unit: text(8),
        year: i32::try_from(at(row, 9).int()).ok()?,
        project: text(10),
        fund: text(11),
        func: text(12),
        eco: text(13),
    };
    Some(Standing { balance, line })
}

/// Writes a line as it stands.
pub(crate) fn save(db: &mut Db, book: &str, key: &str, s: &Standing) -> Result<(), StoreError> {
    let sql = "INSERT INTO balance (book, line, initial, adjusted, allotted, planned, paid, known, \
         released, unit, year, project, fund, func, eco) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
         ON CONFLICT (book, line) DO UPDATE SET initial = excluded.initial, \
         adjusted = excluded.adjusted, allotted = excluded.allotted, planned = excluded.planned, \
         paid = excluded.paid, known = excluded.known, released = excluded.released, \
         unit = excluded.unit, year = excluded.year, project = excluded.project, \
         fund = excluded.fund, func = excluded.func, eco = excluded.eco";
    let fen = |a: Amount| In::Int(a.as_fen());
    let (b, line) = (&s.balance, &s.line);
    let released = b.released.map(|day| day.to_string()).unwrap_or_default();
    db.run(
        sql,
        &[
            book.into(),
            key.into(),
            fen(b.initial),
            fen(b.adjusted),
            fen(b.allotted),
            fen(b.planned),
            fen(b.paid),
            In::Int(b.known.into()),
            (&released).into(),
            (&line.unit).into(),
            i64::from(line.year).into(),
            (&line.project).into(),
            (&line.fund).into(),
            (&line.func).into(),
            (&line.eco).into(),
        ],
    )?;
    Ok(())
}

impl Store {
    /// Fills in whose the lines are, from the journal.
    pub(crate) fn fill_lines(&mut self) -> Result<(), StoreError> {
        let mut lines: BTreeMap<String, Standing> = BTreeMap::new();
        self.each(&Filter::default(), &mut |entry| {
            if on_line(entry.draft.kind) {
                let standing = lines.entry(entry.draft.line.clone()).or_default();
                // What cannot be was refused when it was posted; `verify` would tell.
                let _ = standing.take(&entry.draft);
            }
            Ok(())
        })?;
        let book = self.book.code.clone();
        for (line, standing) in &lines {
            save(&mut self.db, &book, line, standing)?;
        }
        Ok(())
    }
}
