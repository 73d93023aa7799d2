//! The register: what the web application keeps of people and their work, beside the ledger's journal.
//!
//! It is a place apart (a file `<ledger>.house`, a schema of its own on a server): an import may hold the one
//! writer of a SQLite file for many seconds, and logging in must not wait for it.
//!
//! **Invariant:** a change of an item and the line of the log that tells of it are one transaction. Only what
//! comes and goes by itself ([`PASSING`]) changes without a line. No clock is read here.

mod chain;
mod item;
mod log;
mod prove;

pub use item::{Change, Item, PASSING, Scan, Written};
pub use log::{Line, LogHead, Search, Who};
pub use prove::Proved;

use crate::db::{Db, Place, at};
use crate::error::StoreError;
use crate::url::ident;

/// What made the tables, version by version.
const MIGRATIONS: [&str; 1] = [include_str!("../../migrations/house-0001.sql")];

/// Version of the tables this program makes and reads.
const VERSION: i64 = MIGRATIONS.len() as i64;

/// The schema where the ledger has none of its own; else its name goes before.
const SCHEMA: &str = "house";

/// Two programs that make the tables at once wait for each other at this number.
const LOCK: &str = "SELECT pg_advisory_xact_lock(5927341016)";

/// An open register.
pub struct Register {
    /// Nothing after the connection was lost, until the next call opens a new one.
    db: Option<Db>,
    place: Place,
}

impl Register {
    /// Opens the register that belongs to a ledger, and makes it when there is none.
    ///
    /// # Errors
    /// When something else is at its place, a newer version made it, or the place cannot be written.
    pub fn open(ledger: &Place) -> Result<Register, StoreError> {
        let place = beside(ledger);
        let db = Some(connect(&place)?);
        Ok(Register { db, place })
    }

    /// Another connection to the same register.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub fn again(&self) -> Result<Register, StoreError> {
        let db = Some(connect(&self.place)?);
        Ok(Register { db, place: self.place.clone() })
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The connection; a new one when the old one is gone.
    fn live(&mut self) -> Result<&mut Db, StoreError> {
        if self.db.as_ref().is_none_or(Db::is_gone) {
            self.db = None;
            self.db = Some(connect(&self.place)?);
        }
        self.db.as_mut().ok_or(StoreError::Lost)
    }

    /// Asks something; once more over a new connection when the old one turns out to be gone.
    fn ask<T>(
        &mut self,
        question: impl Fn(&mut Db) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match question(self.live()?) {
            Err(StoreError::Lost) => {
                self.db = None;
                question(self.live()?)
            }
            other => other,
        }
    }

    /// Does everything of `work` or nothing, within a transaction that `begin` begins.
    fn transact<T>(
        &mut self,
        begin: fn(&mut Db) -> Result<(), StoreError>,
        work: impl FnOnce(&mut Db) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // Nothing was done before it has begun, so that this much may be tried again.
        self.ask(begin)?;
        let db = self.db.as_mut().ok_or(StoreError::Lost)?;
        let done = work(db).and_then(|value| db.script("COMMIT").map(|()| value));
        if done.is_err() && db.script("ROLLBACK").is_err() {
            // A connection that is dropped takes back what was not committed.
            self.db = None;
        }
        done
    }
}

/// The register's place, from the ledger's.
fn beside(ledger: &Place) -> Place {
    match ledger {
        Place::Sqlite(path) => {
            let mut name = path.as_os_str().to_owned();
            name.push(".house");
            Place::Sqlite(name.into())
        }
        // The same database; which schema is asked of the server.
        Place::Postgres(url) => Place::Postgres(url.clone()),
    }
}

fn connect(place: &Place) -> Result<Db, StoreError> {
    let named = |error| match error {
        StoreError::Foreign(_) => StoreError::Foreign(place.shown()),
        other => other,
    };
    // A file of no length is one that was not made to the end.
    let fresh = matches!(place, Place::Sqlite(p) if p.metadata().map_or(true, |m| m.len() == 0));
    let mut db = Db::connect(place, fresh).map_err(named)?;
    let schema = schema(&mut db)?;
    if let Some(schema) = &schema {
        db.script(&format!("SET search_path TO {}", ident(schema)))?;
    }
    match version(&mut db).map_err(named)? {
        Some(VERSION) => {}
        Some(found) if found > VERSION => {
            return Err(StoreError::Newer { found, known: VERSION });
        }
        _ => {
            db.begin_writing()?;
            // Until it is committed nothing has changed; a connection that is dropped takes it back.
            make(&mut db, place, schema.as_deref())?;
            db.script("COMMIT")?;
        }
    }
    Ok(db)
}

/// The register's schema on a server; a file has none.
fn schema(db: &mut Db) -> Result<Option<String>, StoreError> {
    if !db.is_postgres() {
        return Ok(None);
    }
    let rows = db.query("SELECT CAST(current_schema() AS TEXT)", &[])?;
    let ledger = rows.first().map(|row| at(row, 0).text().to_owned()).unwrap_or_default();
    Ok(Some(match ledger.as_str() {
        "" | "public" => format!("mingzhang_{SCHEMA}"),
        ledger => format!("{ledger}_{SCHEMA}"),
    }))
}

/// Makes the tables, or brings them to the present version.
fn make(db: &mut Db, place: &Place, schema: Option<&str>) -> Result<(), StoreError> {
    if let Some(schema) = schema {
        db.query(LOCK, &[])?;
        // Asked first: where an administrator has made it, ours need not be allowed to.
        let sql = "SELECT COUNT(*) FROM pg_namespace WHERE nspname = ?1";
        if db.query(sql, &[schema.into()])?.first().is_none_or(|row| at(row, 0).int() == 0) {
            let made = db.script(&format!("CREATE SCHEMA {}", ident(schema)));
            made.map_err(|e| not_made(e, place, schema))?;
        }
    }
    // Another program may have been quicker.
    let found = version(db)?;
    if found.is_none() && tables(db)? > 0 {
        return Err(StoreError::Foreign(place.shown()));
    }
    let done = usize::try_from(found.unwrap_or(0)).unwrap_or(0);
    for sql in MIGRATIONS.iter().skip(done) {
        db.script(sql)?;
    }
    match found {
        Some(_) => db.run("UPDATE mingzhang_house SET version = ?1", &[VERSION.into()])?,
        None => {
            let sql = "INSERT INTO mingzhang_house (version, seq, hash) VALUES (?1, 0, ?2)";
            db.run(sql, &[VERSION.into(), (&chain::genesis()).into()])?
        }
    };
    Ok(())
}

/// Where the account may not make schemas, who may must do it once.
fn not_made(error: StoreError, place: &Place, schema: &str) -> StoreError {
    let sql = format!("CREATE SCHEMA {} AUTHORIZATION …", ident(schema));
    match error {
        StoreError::ReadOnly => StoreError::Unreachable {
            place: place.shown(),
            why: format!("须由数据库管理员执行一次 an administrator must run once: {sql}"),
        },
        other => other,
    }
}

/// The version of the tables; `None` where there are none of ours.
fn version(db: &mut Db) -> Result<Option<i64>, StoreError> {
    let sql = match db.is_postgres() {
        true => {
            "SELECT COUNT(*) FROM information_schema.tables \
             WHERE table_name = 'mingzhang_house' AND table_schema = current_schema()"
        }
        false => "SELECT COUNT(*) FROM sqlite_master WHERE name = 'mingzhang_house'",
    };
    if db.query(sql, &[])?.first().is_none_or(|row| at(row, 0).int() == 0) {
        return Ok(None);
    }
    let rows = db.query("SELECT version FROM mingzhang_house", &[])?;
    Ok(rows.first().map(|row| at(row, 0).int()))
}

/// How many tables there are, whosever.
fn tables(db: &mut Db) -> Result<i64, StoreError> {
    let sql = match db.is_postgres() {
        true => {
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()"
        }
        false => "SELECT COUNT(*) FROM sqlite_master",
    };
    Ok(db.query(sql, &[])?.first().map_or(0, |row| at(row, 0).int()))
}
