//! The ledger on disk: SQLite (one file, embedded) and PostgreSQL (by URL) through one face, with the
//! same SQL text.
//!
//! **Invariant:** a batch is one transaction: all of it is there or nothing. Nothing is ever updated or
//! deleted in the journal. No file is parsed and nothing is spoken over HTTP here; no clock is read.

mod backup;
mod db;
mod error;
mod posting;
mod query;
mod row;
mod verify;

pub use backup::restore;
pub use db::Place;
pub use error::StoreError;
pub use posting::{Header, Outcome, Posting, Receipt};
pub use query::{AsOf, Dim, Filter, Step};
pub use verify::Verified;

use db::{Db, Val};

/// Version of the tables this program makes and reads.
const VERSION: i64 = 1;

/// A node's book: the first column of every key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// 区划 of the node, nine digits.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The end of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Number of the last entry.
    pub seq: u64,
    /// Number of the last batch.
    pub batch: u64,
    /// Hash of the last entry.
    pub hash: [u8; 32],
}

/// An open ledger.
pub struct Store {
    db: Db,
    book: Book,
    place: Place,
}

impl Store {
    /// Makes a ledger.
    ///
    /// # Errors
    /// When something is already there, or the place cannot be written.
    pub fn create(place: &Place, book: &Book) -> Result<Store, StoreError> {
        if let Place::Sqlite(path) = place
            && path.exists()
        {
            return Err(StoreError::Exists(place.shown()));
        }
        let mut db = Db::connect(place, true)?;
        if !Self::fresh(&mut db)? {
            return Err(StoreError::Exists(place.shown()));
        }
        db.script("BEGIN")?;
        let made = Self::tables(&mut db, book);
        match made {
            Ok(()) => db.script("COMMIT")?,
            Err(e) => {
                let _ = db.script("ROLLBACK");
                return Err(e);
            }
        }
        Ok(Store { db, book: book.clone(), place: place.clone() })
    }

    /// Opens a ledger.
    ///
    /// # Errors
    /// When there is none, a newer version made it, or it is something else.
    pub fn open(place: &Place) -> Result<Store, StoreError> {
        if let Place::Sqlite(path) = place
            && !path.exists()
        {
            return Err(StoreError::Missing(place.shown()));
        }
        let foreign = |e| match e {
            StoreError::Foreign(_) => StoreError::Foreign(place.shown()),
            other => other,
        };
        let mut db = Db::connect(place, false).map_err(foreign)?;
        if Self::fresh(&mut db).map_err(foreign)? {
            return Err(match place {
                Place::Sqlite(_) => StoreError::Foreign(place.shown()),
                Place::Postgres(_) => StoreError::Missing(place.shown()),
            });
        }
        let version = db.query("SELECT version FROM mingzhang_schema", &[])?;
        let found = version.first().and_then(|r| r.first()).map_or(0, Val::int);
        if found > VERSION {
            return Err(StoreError::Newer { found, known: VERSION });
        }
        let books = db.query("SELECT code, name FROM book ORDER BY code", &[])?;
        let book = books.first().filter(|r| r.len() == 2);
        let book = book.ok_or_else(|| StoreError::Foreign(place.shown()))?;
        let text = |at: usize| book.get(at).map(|v| v.text().to_owned()).unwrap_or_default();
        let book = Book { code: text(0), name: text(1) };
        Ok(Store { db, book, place: place.clone() })
    }

    /// Whose book it is.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The end of the chain.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn head(&mut self) -> Result<Head, StoreError> {
        let sql = "SELECT seq, batch, hash FROM book WHERE code = ?1";
        let rows = self.db.query(sql, &[(&self.book.code).into()])?;
        let row = rows.first().ok_or_else(|| StoreError::Foreign(self.place.shown()))?;
        let int = |at: usize| row.get(at).and_then(|v| u64::try_from(v.int()).ok()).unwrap_or(0);
        let hash = row.get(2).map(Val::hash).unwrap_or_default();
        Ok(Head { seq: int(0), batch: int(1), hash })
    }

    /// Whether the database has none of our tables.
    fn fresh(db: &mut Db) -> Result<bool, StoreError> {
        let sql = match db.is_postgres() {
            true => {
                "SELECT COUNT(*) FROM information_schema.tables \
                 WHERE table_name = 'mingzhang_schema' AND table_schema = current_schema()"
            }
            false => "SELECT COUNT(*) FROM sqlite_master WHERE name = 'mingzhang_schema'",
        };
        let rows = db.query(sql, &[])?;
        Ok(rows.first().and_then(|r| r.first()).is_none_or(|v| v.int() == 0))
    }

    fn tables(db: &mut Db, book: &Book) -> Result<(), StoreError> {
        db.script("CREATE TABLE mingzhang_schema (version BIGINT NOT NULL)")?;
        db.script(include_str!("../migrations/0001.sql"))?;
        db.run("INSERT INTO mingzhang_schema (version) VALUES (?1)", &[Val::Int(VERSION)])?;
        let genesis = ledger::genesis(&book.code);
        db.run(
            "INSERT INTO book (code, name, seq, batch, hash) VALUES (?1, ?2, 0, 0, ?3)",
            &[(&book.code).into(), (&book.name).into(), Val::Blob(genesis.to_vec())],
        )?;
        Ok(())
    }
}
