//! The ledger on disk: SQLite (one file, embedded) and PostgreSQL (by URL) through one face, with the
//! same SQL text.
//!
//! **Invariant:** a batch is one transaction: all of it is there or nothing. Nothing is ever updated or
//! deleted in the journal. No file is parsed and nothing is spoken over HTTP here; no clock is read.

mod ask;
mod backup;
mod balance;
mod card;
mod cluster;
mod db;
mod department;
mod error;
mod journal;
mod node;
mod posting;
mod query;
mod receive;
pub mod register;
mod rollup;
mod row;
mod single;
mod url;
mod verify;

pub use ask::{Answer, Value};
pub use backup::restore;
pub use cluster::Missing;
pub use db::Place;
pub use error::StoreError;
pub use ledger::AsOf;
pub use node::{Node, State, Way};
pub use posting::{Header, Outcome, Posting, Receipt, WARNINGS};
pub use query::{Dim, Filter, Step};
pub use receive::Receiving;
pub use rollup::{Rollup, rollups};
pub use single::Single;
pub use verify::Verified;

use cluster::Layout;
use db::{Db, at, number};

/// What made the tables, version by version; applied where it is missing.
const MIGRATIONS: [&str; 3] = [
    include_str!("../migrations/0001.sql"),
    include_str!("../migrations/0002.sql"),
    include_str!("../migrations/0003.sql"),
];

/// What only SQLite must be told.
const SQLITE: &str = include_str!("../migrations/sqlite.sql");

/// Version of the tables this program makes and reads.
const VERSION: i64 = MIGRATIONS.len() as i64;

/// The version since which a ledger may hold books that were received.
const RECEIVES: i64 = 3;

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
    /// The node's own book.
    own: Book,
    /// The book that is asked.
    book: Book,
    place: Place,
    /// A transaction is open in which questions are answered.
    reading: bool,
    /// All nodes are asked, not only this one.
    cluster: Option<cluster::Cluster>,
}

impl Store {
    /// Makes a ledger: all of it, or nothing is left at the place.
    ///
    /// # Errors
    /// When something is already there, or the place cannot be written.
    pub fn create(place: &Place, book: &Book) -> Result<Store, StoreError> {
        let mut store = Self::begin_create(place, book)?;
        if let Err(error) = store.db.script("COMMIT") {
            let Store { db, .. } = store;
            drop(db);
            backup::discard(place);
            return Err(error);
        }
        Ok(store)
    }

    /// The same, still open: what follows becomes part of the making.
    fn begin_create(place: &Place, book: &Book) -> Result<Store, StoreError> {
        if let Place::Sqlite(path) = place
            && path.exists()
        {
            return Err(StoreError::Exists(place.shown()));
        }
        let mut db = Db::connect(place, true).inspect_err(|_| {
            // A full disk may have left an empty file, which would look like a ledger.
            if let Place::Sqlite(path) = place
                && path.metadata().is_ok_and(|m| m.len() == 0)
            {
                backup::discard(place);
            }
        })?;
        let made = Self::tables(&mut db, place, book);
        if let Err(error) = made {
            drop(db);
            // Another program that was quicker keeps what it made.
            if !matches!(error, StoreError::Exists(_) | StoreError::Busy) {
                backup::discard(place);
            }
            return Err(error);
        }
        let own = book.clone();
        Ok(Store {
            db,
            own,
            book: book.clone(),
            place: place.clone(),
            reading: false,
            cluster: None,
        })
    }

    fn tables(db: &mut Db, place: &Place, book: &Book) -> Result<(), StoreError> {
        db.begin_writing()?;
        if version(db)?.is_some() {
            return Err(StoreError::Exists(place.shown()));
        }
        db.script("CREATE TABLE mingzhang_schema (version BIGINT NOT NULL)")?;
        db.run("INSERT INTO mingzhang_schema (version) VALUES (?1)", &[0_i64.into()])?;
        migrate(db, 0)?;
        let genesis = ledger::genesis(&book.code);
        db.run(
            "INSERT INTO book (code, name, seq, batch, hash) VALUES (?1, ?2, 0, 0, ?3)",
            &[(&book.code).into(), (&book.name).into(), (&genesis).into()],
        )?;
        Ok(())
    }

    /// Opens a ledger, and brings its tables to the present version.
    ///
    /// # Errors
    /// When there is none, a newer version made it, or it is something else, which is left untouched.
    pub fn open(place: &Place) -> Result<Store, StoreError> {
        if let Place::Sqlite(path) = place
            && !path.exists()
        {
            return Err(StoreError::Missing(place.shown()));
        }
        let foreign = || StoreError::Foreign(place.shown());
        let named = |e| match e {
            StoreError::Foreign(_) => foreign(),
            other => other,
        };
        let mut db = Db::connect(place, false).map_err(named)?;
        let Some(found) = version(&mut db).map_err(named)? else {
            return Err(match place {
                Place::Sqlite(_) => foreign(),
                Place::Postgres(_) => StoreError::Missing(place.shown()),
            });
        };
        if found > VERSION {
            return Err(StoreError::Newer { found, known: VERSION });
        }
        let nobody = Book { code: String::new(), name: String::new() };
        let (own, book, place) = (nobody.clone(), nobody, place.clone());
        let mut store = Store { db, own, book, place, reading: false, cluster: None };
        // Before books were received there was one.
        if found < RECEIVES {
            store.book = store.books()?.into_iter().next().ok_or_else(foreign)?;
        }
        if found < VERSION {
            store.db.begin_writing()?;
            // Until it is committed nothing has changed; a connection that is dropped takes it back.
            store.bring_up(found)?;
            store.db.script("COMMIT")?;
        }
        let received: Vec<String> = store
            .nodes()?
            .into_iter()
            .filter(|n| n.way == Way::Received)
            .map(|n| n.book.code)
            .collect();
        let own = store.books()?.into_iter().find(|b| !received.contains(&b.code));
        store.own = own.ok_or_else(foreign)?;
        store.book = store.own.clone();
        if let Place::Postgres(url) = &store.place
            && url::Url::parse(url).schema == url::CLUSTER
        {
            store.join()?;
        }
        Ok(store)
    }

    /// Every book of the ledger, in the order of their codes.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn books(&mut self) -> Result<Vec<Book>, StoreError> {
        let rows = self.db.query("SELECT code, name FROM book ORDER BY code", &[])?;
        let text = |row: &db::Line, column| at(row, column).text().to_owned();
        Ok(rows.iter().map(|row| Book { code: text(row, 0), name: text(row, 1) }).collect())
    }

    /// Turns to another book: what is asked and proved from now on is its.
    ///
    /// # Errors
    /// When there is no such book.
    pub fn turn_to(&mut self, code: &str) -> Result<(), StoreError> {
        let found = self.books()?.into_iter().find(|b| b.code == code);
        self.book = found.ok_or_else(|| StoreError::NoBook(code.to_owned()))?;
        Ok(())
    }

    /// The node's own book.
    pub fn own(&self) -> &Book {
        &self.own
    }

    /// Brings the tables of an older version to the present one, and fills what is new in them.
    fn bring_up(&mut self, found: i64) -> Result<(), StoreError> {
        // Another program may have been quicker.
        let found = version(&mut self.db)?.unwrap_or(found);
        if found >= VERSION {
            return Ok(());
        }
        // A table that is a partition gets no columns.
        let laid = match self.db.is_postgres() {
            true => Layout::find(&mut self.db)?,
            false => None,
        };
        if let Some(layout) = &laid {
            layout.lift(&mut self.db)?;
        }
        migrate(&mut self.db, found)?;
        if laid.is_some() {
            let nodes = node::load(&mut self.db)?;
            Layout::due(&mut self.db)?.lay(&mut self.db, &nodes)?;
        }
        if found < 2 {
            let book = self.book.code.clone();
            self.reading = true;
            let filled = self.fill_cards().and_then(|()| self.fill_lines());
            self.reading = false;
            filled?;
            rollup::fill(&mut self.db, &book)?;
        }
        Ok(())
    }

    /// The book that is asked: the node's own, unless one has turned to another.
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
        self.head_by("SELECT seq, batch, hash FROM book WHERE code = ?1")
    }

    fn head_by(&mut self, sql: &str) -> Result<Head, StoreError> {
        let book = self.book.code.clone();
        self.head_of(sql, &book)
    }

    fn head_of(&mut self, sql: &str, book: &str) -> Result<Head, StoreError> {
        let rows = self.db.query(sql, &[book.into()])?;
        let row = rows.first().ok_or_else(|| StoreError::Foreign(self.place.shown()))?;
        Ok(Head { seq: number(row, 0), batch: number(row, 1), hash: at(row, 2).hash() })
    }

    /// The hash of an entry, and of the empty book for 0; `None` where there is no such entry.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn hash_at(&mut self, seq: u64) -> Result<Option<[u8; 32]>, StoreError> {
        hash_at(&mut self.db, &self.book.code, seq)
    }

    /// Answers several questions from one and the same state, whatever others post meanwhile.
    fn snapshot<T>(
        &mut self,
        work: impl FnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.reading {
            return work(self);
        }
        self.db.begin_reading()?;
        self.reading = true;
        let done = work(self);
        self.reading = false;
        // Nothing was written; when the connection is gone, so is the transaction.
        let ended = self.db.script("ROLLBACK");
        let value = done?;
        ended?;
        Ok(value)
    }
}

fn hash_at(db: &mut Db, book: &str, seq: u64) -> Result<Option<[u8; 32]>, StoreError> {
    if seq == 0 {
        return Ok(Some(ledger::genesis(book)));
    }
    let sql = "SELECT hash FROM entry WHERE book = ?1 AND seq = ?2";
    let rows = db.query(sql, &[book.into(), seq.into()])?;
    Ok(rows.first().map(|row| at(row, 0).hash()))
}

/// The version of the tables; `None` where there are none of ours.
fn version(db: &mut Db) -> Result<Option<i64>, StoreError> {
    let sql = match db.is_postgres() {
        true => {
            "SELECT COUNT(*) FROM information_schema.tables \
             WHERE table_name = 'mingzhang_schema' AND table_schema = current_schema()"
        }
        false => "SELECT COUNT(*) FROM sqlite_master WHERE name = 'mingzhang_schema'",
    };
    let rows = db.query(sql, &[])?;
    if rows.first().is_none_or(|row| at(row, 0).int() == 0) {
        return Ok(None);
    }
    let rows = db.query("SELECT version FROM mingzhang_schema", &[])?;
    Ok(rows.first().map(|row| at(row, 0).int()))
}

/// Applies what is missing after a version, within the caller's transaction.
fn migrate(db: &mut Db, from: i64) -> Result<(), StoreError> {
    let done = usize::try_from(from).unwrap_or(0);
    for sql in MIGRATIONS.iter().skip(done) {
        db.script(sql)?;
    }
    if !db.is_postgres() {
        db.script(SQLITE)?;
    }
    db.run("UPDATE mingzhang_schema SET version = ?1", &[VERSION.into()])?;
    Ok(())
}
