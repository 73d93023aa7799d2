//! Backup while running, and restore: of a file by the engine's own means, of a server as a journal.

use crate::db::{Db, Place, Val};
use crate::error::StoreError;
use crate::row;
use crate::{Book, Filter, Store};
use ledger::{Balance, on_line};
use std::collections::BTreeMap;
use std::path::Path;

impl Store {
    /// Copies the ledger into a new SQLite file while others go on reading and writing. A ledger on a
    /// server is copied entry by entry, hashes and all, so that the copy can be opened and verified
    /// on any machine.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn backup(&mut self, to: &Path) -> Result<(), StoreError> {
        let place = Place::Sqlite(to.to_owned());
        if to.exists() {
            return Err(StoreError::Exists(place.shown()));
        }
        match &self.db {
            Db::Sqlite(connection) => {
                connection.backup("main", to, None::<fn(rusqlite::backup::Progress)>)?;
                Ok(())
            }
            Db::Postgres(_) => copy(self, &place),
        }
    }
}

/// Restores a backup to a place where there is no ledger yet, and verifies it.
///
/// # Errors
/// When there is something already, or the backup does not verify.
pub fn restore(from: &Path, to: &Place) -> Result<Store, StoreError> {
    let mut source = Store::open(&Place::Sqlite(from.to_owned()))?;
    source.verify(&mut |_, _| {})?;
    match to {
        Place::Sqlite(path) => source.backup(path)?,
        Place::Postgres(_) => copy(&mut source, to)?,
    }
    let mut store = Store::open(to)?;
    store.verify(&mut |_, _| {})?;
    Ok(store)
}

/// Copies the journal as it is and recomputes what is derived from it, in one transaction.
fn copy(source: &mut Store, to: &Place) -> Result<(), StoreError> {
    let head = source.head()?;
    let book: Book = source.book().clone();
    let mut target = Store::create(to, &book)?;
    let mut balances: BTreeMap<String, Balance> = BTreeMap::new();
    target.db.script("BEGIN")?;
    let slots: Vec<String> = (1..=row::WIDTH + 1).map(|n| format!("?{n}")).collect();
    let insert =
        format!("INSERT INTO entry (book, {}) VALUES ({})", row::COLUMNS, slots.join(", "));
    let mut failed = None;
    source.entries(&Filter::default(), &mut |entry| {
        if failed.is_some() || entry.seq > head.seq {
            return;
        }
        if on_line(entry.draft.kind) {
            let slot = balances.entry(entry.draft.line.clone()).or_default();
            *slot = slot.after(entry.draft.kind, entry.draft.amount).unwrap_or(*slot);
        }
        failed = target.db.run(&insert, &row::values(&book.code, &entry)).err();
    })?;
    if let Some(error) = failed {
        let _ = target.db.script("ROLLBACK");
        return Err(error);
    }
    for (line, b) in &balances {
        let amounts = [b.initial, b.adjusted, b.allotted, b.planned, b.paid];
        let mut values: Vec<Val> = vec![(&book.code).into(), line.into()];
        values.extend(amounts.map(|a| Val::Int(a.as_fen())));
        values.push(Val::Int(b.known.into()));
        let sql = "INSERT INTO balance (book, line, initial, adjusted, allotted, planned, paid, known) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        target.db.run(sql, &values)?;
    }
    target.db.run(
        "UPDATE book SET seq = ?1, batch = ?2, hash = ?3 WHERE code = ?4",
        &[
            row::int(head.seq),
            row::int(head.batch),
            Val::Blob(head.hash.to_vec()),
            (&book.code).into(),
        ],
    )?;
    target.db.script("COMMIT")
}
