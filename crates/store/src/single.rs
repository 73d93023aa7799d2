//! One entry of any book, by its number.

use crate::db::In;
use crate::error::StoreError;
use crate::query::broken;
use crate::row::{self, COLUMNS};
use crate::{Store, Value};
use ledger::{Entry, HEADER};

/// An entry with what the journal says around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Single {
    /// The entry.
    pub entry: Entry,
    /// The entry that took it back.
    pub reversed_by: Option<u64>,
    /// JSON of the first entry of its batch: who posted it, when, from what.
    pub header: String,
}

impl Store {
    /// An entry of a book by its number; `None` where there is none.
    ///
    /// # Errors
    /// When the engine fails, or the row holds what was never written (run `verify`).
    pub fn single(&mut self, book: &str, seq: u64) -> Result<Option<Single>, StoreError> {
        let number = i64::try_from(seq).unwrap_or(i64::MAX);
        let mut found = None;
        self.steady(|store| {
            found = None;
            let sql = format!("SELECT {COLUMNS} FROM entry WHERE book = ?1 AND seq = ?2");
            store.snapshot(|store| {
                store.db.each(&sql, &[In::Text(book), In::Int(number)], &mut |row| {
                    found = Some(row::entry(&row).ok_or_else(|| broken(seq))?);
                    Ok(())
                })
            })
        })?;
        let Some(entry) = found else { return Ok(None) };
        let back = "SELECT MIN(seq) FROM entry WHERE book = ?1 AND reverses = ?2 AND reverses <> 0";
        let back = self.ask(back, &[book.into(), number.into()])?;
        let reversed_by = back.first().and_then(|r| r.first()?.int());
        let sql = "SELECT payload FROM entry WHERE book = ?1 AND topic = ?2 AND item = ?3 \
             AND topic <> '' ORDER BY seq LIMIT 1";
        let values = [Value::from(book), HEADER.into(), entry.batch.to_string().into()];
        let header = self.ask(sql, &values)?;
        let header = header.first().and_then(|r| r.first()).map(|v| v.text().to_owned());
        Ok(Some(Single {
            entry,
            reversed_by: reversed_by.and_then(|n| u64::try_from(n).ok()),
            header: header.unwrap_or_default(),
        }))
    }
}
