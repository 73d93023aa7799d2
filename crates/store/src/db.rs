//! Two engines, one face: SQL text with `?1` placeholders, integers, texts and bytes.

use crate::error::StoreError;
use crate::url::{CLUSTER, Url, ident};
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{IsNull, ToSql as PgSql, Type, private::BytesMut, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where a ledger is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file.
    Sqlite(PathBuf),
    /// A connection URL.
    Postgres(String),
}

impl Place {
    /// `postgres://…` or `postgresql://…` is a server, anything else a file.
    pub fn parse(text: &str) -> Place {
        match text.starts_with("postgres://") || text.starts_with("postgresql://") {
            true => Place::Postgres(text.to_owned()),
            false => Place::Sqlite(PathBuf::from(text)),
        }
    }

    /// As shown in messages; a password is not.
    pub fn shown(&self) -> String {
        match self {
            Place::Sqlite(path) => path.display().to_string(),
            Place::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
                // Parameters may hold a password too.
                let rest = rest.split('?').next().unwrap_or_default();
                let host = rest.rsplit('@').next().unwrap_or_default();
                format!("{scheme}://{host}")
            }
        }
    }
}

/// A value that goes in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum In<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Blob(&'a [u8]),
}

/// A value that comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Val {
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
    Null,
}

/// A row that comes out.
pub(crate) type Line = Vec<Val>;

/// A value of a row; nothing where there is none.
pub(crate) fn at(row: &[Val], column: usize) -> &Val {
    row.get(column).unwrap_or(&Val::Null)
}

/// A number of entries, batches and the like.
pub(crate) fn number(row: &[Val], column: usize) -> u64 {
    u64::try_from(at(row, column).int()).unwrap_or(0)
}

impl Val {
    pub(crate) fn int(&self) -> i64 {
        if let Val::Int(n) = self { *n } else { 0 }
    }

    pub(crate) fn text(&self) -> &str {
        if let Val::Text(t) = self { t } else { "" }
    }

    /// The same value, going in again.
    pub(crate) fn back(&self) -> In<'_> {
        match self {
            Val::Int(n) => In::Int(*n),
            Val::Text(text) => In::Text(text),
            Val::Blob(bytes) => In::Blob(bytes),
            Val::Null => In::Text(""),
        }
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        let Val::Blob(bytes) = self else { return [0; 32] };
        bytes.as_slice().try_into().unwrap_or([0; 32])
    }
}

impl<'a> From<&'a str> for In<'a> {
    fn from(text: &'a str) -> In<'a> {
        In::Text(text)
    }
}

impl<'a> From<&'a String> for In<'a> {
    fn from(text: &'a String) -> In<'a> {
        In::Text(text)
    }
}

impl<'a> From<&'a [u8; 32]> for In<'a> {
    fn from(hash: &'a [u8; 32]) -> In<'a> {
        In::Blob(hash)
    }
}

impl From<i64> for In<'_> {
    fn from(n: i64) -> Self {
        In::Int(n)
    }
}

impl From<u64> for In<'_> {
    /// Numbers of entries stay far below the limit.
    fn from(n: u64) -> Self {
        In::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

/// A connection to either engine.
pub(crate) enum Db {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Server>),
}

/// A connection to a server, and the statements it has prepared.
pub(crate) struct Server {
    client: postgres::Client,
    statements: HashMap<String, postgres::Statement>,
    /// How a column of text is declared: always in the order of bytes.
    text: &'static str,
}

/// What a server says instead of an answer.
pub(crate) struct Said {
    /// SQLSTATE; empty when the server said nothing.
    pub(crate) code: String,
    pub(crate) text: String,
}

/// Statements that a server keeps prepared for us at most.
const STATEMENTS: usize = 64;

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(60);

impl Db {
    pub(crate) fn connect(place: &Place, create: bool) -> Result<Db, StoreError> {
        let shown = |why: String| StoreError::Unreachable { place: place.shown(), why };
        match place {
            Place::Sqlite(path) => sqlite(path, create).map_err(|e| match e {
                StoreError::Engine(why) => shown(why),
                other => other,
            }),
            Place::Postgres(url) => {
                let url = Url::parse(url);
                // TODO-security: connections to a server on another machine need TLS.
                let client = postgres::Client::connect(&url.plain, postgres::NoTls);
                let mut client = client.map_err(|e| shown(crate::error::deepest(&e)))?;
                if !matches!(url.schema.as_str(), "" | CLUSTER) {
                    client.batch_execute(&format!("SET search_path TO {}", ident(&url.schema)))?;
                }
                let text = text_type(&mut client)?;
                Ok(Db::Postgres(Box::new(Server { client, statements: HashMap::new(), text })))
            }
        }
    }

    /// What stops the statement that is running, from another thread.
    pub(crate) fn stopper(&self) -> Box<dyn Fn() + Send> {
        match self {
            Db::Sqlite(c) => {
                let handle = c.get_interrupt_handle();
                Box::new(move || handle.interrupt())
            }
            Db::Postgres(s) => {
                let token = s.client.cancel_token();
                // A server that cannot be reached has nothing left to stop.
                Box::new(move || drop(token.cancel_query(postgres::NoTls)))
            }
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Db::Postgres(_))
    }

    /// Whether the connection to a server has ended.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(self, Db::Postgres(s) if s.client.is_closed())
    }

    /// A question to a server whose failure is of interest; a file has nothing to say.
    pub(crate) fn ask_server(&mut self, sql: &str) -> Result<Vec<Line>, Said> {
        let Db::Postgres(s) = self else { return Ok(Vec::new()) };
        let rows = s.client.query(sql, &[]).map_err(|error| {
            let said = error.as_db_error();
            let text = match said {
                // The detail says why; its second line is advice of a general kind.
                Some(e) => {
                    e.detail().unwrap_or(e.message()).lines().next().unwrap_or_default().to_owned()
                }
                None => crate::error::deepest(&error),
            };
            Said { code: error.code().map(|c| c.code().to_owned()).unwrap_or_default(), text }
        })?;
        Ok(rows.iter().map(from_postgres).collect())
    }

    /// Begins a transaction in which every question is answered from one state.
    pub(crate) fn begin_reading(&mut self) -> Result<(), StoreError> {
        self.script(match self {
            Db::Sqlite(_) => "BEGIN",
            Db::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        })
    }

    /// Begins a transaction that writes. On a server it excludes others only when it locks the book.
    pub(crate) fn begin_writing(&mut self) -> Result<(), StoreError> {
        let patience = PATIENCE.as_secs();
        match self {
            Db::Sqlite(_) => self.script("BEGIN IMMEDIATE"),
            Db::Postgres(_) => {
                self.script(&format!("BEGIN; SET LOCAL lock_timeout = '{patience}s'"))
            }
        }
    }

    /// Runs statements without parameters, types spelt for the engine.
    pub(crate) fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Db::Sqlite(c) => Ok(c.execute_batch(&spell(sql, "TEXT", "BLOB", " WITHOUT ROWID"))?),
            Db::Postgres(s) => {
                let sql = spell(sql, s.text, "BYTEA", "");
                Ok(s.client.batch_execute(&sql)?)
            }
        }
    }

    pub(crate) fn run(&mut self, sql: &str, values: &[In<'_>]) -> Result<u64, StoreError> {
        match self {
            Db::Sqlite(c) => {
                let mut statement = c.prepare_cached(sql)?;
                Ok(statement.execute(rusqlite::params_from_iter(values))? as u64)
            }
            Db::Postgres(s) => {
                let statement = s.prepared(sql)?;
                Ok(s.client.execute(&statement, &dynamic(values))?)
            }
        }
    }

    /// Refuses a statement that would write; a server is left to refuse it itself.
    pub(crate) fn must_only_read(&mut self, sql: &str) -> Result<(), StoreError> {
        let Db::Sqlite(c) = self else { return Ok(()) };
        match c.prepare_cached(sql)?.readonly() {
            true => Ok(()),
            false => Err(StoreError::NotAQuestion),
        }
    }

    pub(crate) fn query(&mut self, sql: &str, values: &[In<'_>]) -> Result<Vec<Line>, StoreError> {
        let mut all = Vec::new();
        self.each(sql, values, &mut |row| {
            all.push(row);
            Ok(())
        })?;
        Ok(all)
    }

    /// Hands out one row after the other, so that memory stays the same whatever their number.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        values: &[In<'_>],
        take: &mut dyn FnMut(Line) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Db::Sqlite(c) => {
                let mut statement = c.prepare_cached(sql)?;
                let width = statement.column_count();
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                while let Some(row) = rows.next()? {
                    let mut one = Vec::with_capacity(width);
                    for column in 0..width {
                        one.push(from_sqlite(row.get_ref(column)?));
                    }
                    take(one)?;
                }
            }
            Db::Postgres(s) => {
                let statement = s.prepared(sql)?;
                let mut rows = s.client.query_raw(&statement, dynamic(values))?;
                while let Some(row) = rows.next()? {
                    take(from_postgres(&row))?;
                }
            }
        }
        Ok(())
    }
}

/// Text in the order of bytes, as SQLite has it. Where that is the order of the whole database it is not
/// said again: a constant of another than the database's order is not sent to a node (postgres_fdw), and
/// what stands must not be mixed with the other way of saying it.
fn text_type(client: &mut postgres::Client) -> Result<&'static str, StoreError> {
    let sql = "SELECT COALESCE((SELECT attcollation = (SELECT oid FROM pg_collation \
             WHERE collname = 'default') FROM pg_attribute WHERE attname = 'code' \
             AND attrelid = to_regclass(quote_ident(current_schema()) || '.book')), \
         'B' < 'a' AND 'a' < 'é' AND 'é' < '一')";
    let plain = client.query_one(sql, &[])?.try_get(0)?;
    Ok(if plain { "TEXT" } else { "TEXT COLLATE \"C\"" })
}

impl Server {
    fn prepared(&mut self, sql: &str) -> Result<postgres::Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        let statement = self.client.prepare(&sql.replace('?', "$"))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn sqlite(path: &Path, create: bool) -> Result<Db, StoreError> {
    use rusqlite::OpenFlags as Flags;
    let mut flags = Flags::SQLITE_OPEN_READ_WRITE | Flags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= Flags::SQLITE_OPEN_CREATE;
    }
    let connection = rusqlite::Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Pages are read where they lie in the memory of the system: those kept by a connection are void as
    // soon as another one writes. What is acknowledged is on the disk. The mode of the file itself is set when it is made: a file
    // that turns out to be something else is not touched.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; \
         PRAGMA wal_autocheckpoint = 4000; PRAGMA mmap_size = 68719476736;",
    )?;
    if create {
        connection.execute_batch("PRAGMA journal_mode = WAL")?;
    }
    Ok(Db::Sqlite(connection))
}

fn spell(sql: &str, text: &str, blob: &str, keyed: &str) -> String {
    sql.replace("{text}", text).replace("{blob}", blob).replace("{keyed}", keyed)
}

impl rusqlite::ToSql for In<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            In::Null => ValueRef::Null,
            In::Int(n) => ValueRef::Integer(*n),
            In::Text(t) => ValueRef::Text(t.as_bytes()),
            In::Blob(b) => ValueRef::Blob(b),
        }))
    }
}

fn from_sqlite(value: ValueRef<'_>) -> Val {
    match value {
        ValueRef::Integer(n) => Val::Int(n),
        ValueRef::Text(t) => Val::Text(String::from_utf8_lossy(t).into_owned()),
        ValueRef::Blob(b) => Val::Blob(b.to_vec()),
        ValueRef::Null | ValueRef::Real(_) => Val::Null,
    }
}

fn dynamic<'a>(values: &'a [In<'a>]) -> Vec<&'a (dyn PgSql + Sync)> {
    values.iter().map(|v| v as &(dyn PgSql + Sync)).collect()
}

impl PgSql for In<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            In::Null => Ok(IsNull::Yes),
            In::Int(n) => n.to_sql(ty, out),
            In::Text(t) => t.to_sql(ty, out),
            In::Blob(b) => b.to_sql(ty, out),
        }
    }

    /// Every column is a text, a number of eight bytes, or bytes; the tables are our own.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn from_postgres(row: &postgres::Row) -> Line {
    let one = |(at, column): (usize, &postgres::Column)| match *column.type_() {
        Type::BYTEA => row.try_get(at).map_or(Val::Null, Val::Blob),
        Type::INT8 => row.try_get(at).map_or(Val::Null, Val::Int),
        Type::INT4 => row.try_get::<_, i32>(at).map_or(Val::Null, |n| Val::Int(n.into())),
        _ => row.try_get(at).map_or(Val::Null, Val::Text),
    };
    row.columns().iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let cases = [
            ("postgres://u:secret@h:5432/db", "postgres://h:5432/db"),
            ("postgresql://h/db?user=u&password=secret", "postgresql://h/db"),
            ("postgresql://u:se@cret@h/db", "postgresql://h/db"),
            ("data/账簿.db", "data/账簿.db"),
        ];
        for (text, shown) in cases {
            assert_eq!(Place::parse(text).shown(), shown);
        }
    }
}
