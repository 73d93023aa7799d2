//! What stands on the budget lines, as rows: kept up with every batch, by the change only.

use crate::db::{Db, In, Line, Val, at};
use crate::error::StoreError;
use base::Amount;
use ledger::Balance;

const COLUMNS: &str = "line, initial, adjusted, allotted, planned, paid, known, released";

/// The balance of a line; `None` when it has no entries.
pub(crate) fn load(db: &mut Db, book: &str, line: &str) -> Result<Option<Balance>, StoreError> {
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
) -> Result<Vec<Line>, StoreError> {
    // The empty text sorts first and is no line.
    let sql = format!(
        "SELECT {COLUMNS} FROM balance WHERE book = ?1 AND line > ?2 ORDER BY line LIMIT {most}"
    );
    db.query(&sql, &[book.into(), last.into()])
}

/// Reads a row; `None` when a value is none that was written.
pub(crate) fn read(row: &[Val]) -> Option<Balance> {
    let amount = |column: usize| Amount::fen(at(row, column).int());
    let released = match at(row, 7).text() {
        "" => None,
        day => Some(day.parse().ok()?),
    };
    Some(Balance {
        initial: amount(1),
        adjusted: amount(2),
        allotted: amount(3),
        planned: amount(4),
        paid: amount(5),
        known: at(row, 6).int() != 0,
        released,
    })
}

/// Writes the balance of a line.
pub(crate) fn save(db: &mut Db, book: &str, line: &str, b: &Balance) -> Result<(), StoreError> {
    let sql = "INSERT INTO balance (book, line, initial, adjusted, allotted, planned, paid, known, \
         released) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
         ON CONFLICT (book, line) DO UPDATE SET initial = excluded.initial, \
         adjusted = excluded.adjusted, allotted = excluded.allotted, planned = excluded.planned, \
         paid = excluded.paid, known = excluded.known, released = excluded.released";
    let fen = |a: Amount| In::Int(a.as_fen());
    let released = b.released.map(|day| day.to_string()).unwrap_or_default();
    db.run(
        sql,
        &[
            book.into(),
            line.into(),
            fen(b.initial),
            fen(b.adjusted),
            fen(b.allotted),
            fen(b.planned),
            fen(b.paid),
            In::Int(b.known.into()),
            (&released).into(),
        ],
    )?;
    Ok(())
}
