//! Backup while running, and restore: of a file by the engine's own means, of a server entry by entry.
//! What is made stands under another name until it is complete, so that nothing half-made is left.

use crate::balance::{self, Standing};
use crate::db::{Db, Place};
use crate::error::StoreError;
use crate::node::{self, Way};
use crate::rollup;
use crate::row::{self, Row};
use crate::{Filter, Store};
use ledger::{content, digest, on_line, short};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

impl Store {
    /// Copies the ledger into a new SQLite file while others go on reading and writing. A ledger on a
    /// server is copied entry by entry, hashes and all, so that the copy can be opened and verified
    /// on any machine.
    ///
    /// # Errors
    /// When the file exists or cannot be written; nothing is then left of it.
    pub fn backup(&mut self, to: &Path) -> Result<(), StoreError> {
        fresh(&Place::Sqlite(to.to_owned()))?;
        let part = part(to);
        discard(&Place::Sqlite(part.clone()));
        let made = match &self.db {
            Db::Sqlite(connection) => pages(connection, &part),
            Db::Postgres(_) => self.snapshot(|source| copy(source, &Place::Sqlite(part.clone()))),
        };
        finish(made, &part, to)
    }
}

/// Restores a backup to a place where there is no ledger yet, and verifies it.
///
/// # Errors
/// When there is something already, or the backup does not verify; nothing is then left there.
pub fn restore(from: &Path, to: &Place) -> Result<Store, StoreError> {
    fresh(to)?;
    let mut source = Store::open(&Place::Sqlite(from.to_owned()))?;
    match to {
        Place::Sqlite(path) => {
            let part = part(path);
            let place = Place::Sqlite(part.clone());
            discard(&place);
            let made = source.backup(&part).and_then(|()| Store::open(&place)?.verify_all());
            finish(made, &part, path)?;
        }
        Place::Postgres(_) => source.snapshot(|source| {
            source.verify_all()?;
            copy(source, to)
        })?,
    }
    Store::open(to)
}

fn fresh(place: &Place) -> Result<(), StoreError> {
    match place {
        Place::Sqlite(path) if path.exists() => Err(StoreError::Exists(place.shown())),
        _ => Ok(()),
    }
}

/// The name under which a file is made.
fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Gives the finished file its name, or removes what was made of it.
fn finish(made: Result<(), StoreError>, part: &Path, to: &Path) -> Result<(), StoreError> {
    let place = Place::Sqlite(to.to_owned());
    let done = made.and_then(|()| fresh(&place)).and_then(|()| {
        std::fs::rename(part, to)
            .map_err(|e| StoreError::Unreachable { place: place.shown(), why: e.to_string() })
    });
    if done.is_err() {
        discard(&Place::Sqlite(part.to_owned()));
    }
    done
}

/// Removes a file that was being made. A server removes what is not committed by itself.
pub(crate) fn discard(place: &Place) {
    let Place::Sqlite(path) = place else { return };
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        // What is not there needs no removing, and what cannot be removed is told by the first failure.
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

/// All pages of one state in one step: a writer is neither held up nor can it make us begin again.
fn pages(source: &rusqlite::Connection, to: &Path) -> Result<(), StoreError> {
    let mut target = rusqlite::Connection::open(to)?;
    let done = rusqlite::backup::Backup::new(source, &mut target)?.step(-1)?;
    match done {
        rusqlite::backup::StepResult::Done => Ok(()),
        _ => Err(StoreError::Busy),
    }
}

/// Copies every book as it is, recomputes what is derived from it, and verifies the copy before it
/// counts, in one transaction. Books that are read over the network are not here to be copied.
fn copy(source: &mut Store, to: &Place) -> Result<(), StoreError> {
    let mut target = Store::begin_create(to, source.own())?;
    let done = fill_all(source, &mut target);
    if done.is_err() {
        let _ = target.db.script("ROLLBACK");
        drop(target);
        discard(to);
    }
    done
}

fn fill_all(source: &mut Store, target: &mut Store) -> Result<(), StoreError> {
    let asked = source.book().clone();
    let filled = source.books()?.into_iter().try_for_each(|book| {
        if book != *target.own() {
            let sql = "INSERT INTO book (code, name, seq, batch, hash) VALUES (?1, ?2, 0, 0, ?3)";
            let hash = ledger::genesis(&book.code);
            target.db.run(sql, &[(&book.code).into(), (&book.name).into(), (&hash).into()])?;
        }
        target.book = book.clone();
        source.book = book;
        fill(source, target)
    });
    source.book = asked;
    filled?;
    target.book = target.own.clone();
    for node in source.nodes()?.iter().filter(|n| n.way != Way::Mounted) {
        node::save(&mut target.db, node)?;
    }
    target.db.script("COMMIT")
}

fn fill(source: &mut Store, target: &mut Store) -> Result<(), StoreError> {
    let head = source.head()?;
    let book = source.book().code.clone();
    let insert = row::insert(1);
    let mut balances: BTreeMap<String, Standing> = BTreeMap::new();
    source.each(&Filter::default(), &mut |entry| {
        let draft = &entry.draft;
        if on_line(draft.kind) {
            // What cannot be is found by the verification below.
            let _ = balances.entry(draft.line.clone()).or_default().take(draft);
        }
        let ext = if draft.ext.is_empty() { 0 } else { short(&draft.ext) };
        let content = content(&digest(draft));
        target.db.run(&insert, &Row::new(entry, ext, content).values(&book))?;
        Ok(())
    })?;
    for (line, standing) in &balances {
        balance::save(&mut target.db, &book, line, standing)?;
    }
    target.set_head(&head)?;
    target.fill_cards()?;
    rollup::fill(&mut target.db, &book)?;
    // The transaction is open: the copy is judged in it.
    target.reading = true;
    let proved = target.verify(&mut |_, _| {});
    target.reading = false;
    proved.map(|_| ())
}
