//! Two engines, one face: SQL text with `?1` placeholders, integers, texts and bytes.

use crate::error::StoreError;
use postgres::types::{ToSql as PgSql, Type};
use rusqlite::types::ValueRef;
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
            Place::Postgres(url) => match (url.find("://"), url.rfind('@')) {
                (Some(a), Some(b)) if a + 3 < b => {
                    format!("{}…{}", url.get(..a + 3).unwrap_or(""), url.get(b..).unwrap_or(""))
                }
                _ => url.clone(),
            },
        }
    }
}

/// A value in or out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Val {
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
    Null,
}

impl Val {
    pub(crate) fn int(&self) -> i64 {
        if let Val::Int(n) = self { *n } else { 0 }
    }

    pub(crate) fn text(&self) -> &str {
        if let Val::Text(t) = self { t } else { "" }
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        let mut hash = [0; 32];
        if let Val::Blob(bytes) = self
            && bytes.len() == 32
        {
            hash.copy_from_slice(bytes);
        }
        hash
    }
}

impl From<&str> for Val {
    fn from(text: &str) -> Val {
        Val::Text(text.to_owned())
    }
}

impl From<&String> for Val {
    fn from(text: &String) -> Val {
        Val::Text(text.clone())
    }
}

impl From<i64> for Val {
    fn from(n: i64) -> Val {
        Val::Int(n)
    }
}

/// A connection to either engine.
pub(crate) enum Db {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>),
}

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(120);

impl Db {
    pub(crate) fn connect(place: &Place, create: bool) -> Result<Db, StoreError> {
        match place {
            Place::Sqlite(path) => sqlite(path, create),
            Place::Postgres(url) => {
                // TODO-security: connections to a server on another machine need TLS.
                let client = postgres::Client::connect(url, postgres::NoTls)?;
                Ok(Db::Postgres(Box::new(client)))
            }
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Db::Postgres(_))
    }

    /// Runs statements without parameters, types spelt for the engine.
    pub(crate) fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Db::Sqlite(c) => {
                let sql = spell(sql, "TEXT", "BLOB", " WITHOUT ROWID");
                Ok(c.execute_batch(&sql)?)
            }
            Db::Postgres(c) => {
                let sql = spell(sql, "TEXT COLLATE \"C\"", "BYTEA", "");
                Ok(c.batch_execute(&sql)?)
            }
        }
    }

    pub(crate) fn run(&mut self, sql: &str, values: &[Val]) -> Result<u64, StoreError> {
        match self {
            Db::Sqlite(c) => {
                let mut statement = c.prepare_cached(sql)?;
                let values = rusqlite::params_from_iter(values.iter());
                Ok(statement.execute(values)? as u64)
            }
            Db::Postgres(c) => {
                let sql = dollars(sql);
                let values = pg(values);
                let refs: Vec<&(dyn PgSql + Sync)> = values.iter().map(AsRef::as_ref).collect();
                Ok(c.execute(sql.as_str(), &refs)?)
            }
        }
    }

    pub(crate) fn query(&mut self, sql: &str, values: &[Val]) -> Result<Vec<Vec<Val>>, StoreError> {
        match self {
            Db::Sqlite(c) => {
                let mut statement = c.prepare_cached(sql)?;
                let width = statement.column_count();
                let mut rows = statement.query(rusqlite::params_from_iter(values.iter()))?;
                let mut all = Vec::new();
                while let Some(row) = rows.next()? {
                    let mut one = Vec::with_capacity(width);
                    for at in 0..width {
                        one.push(from_sqlite(row.get_ref(at)?));
                    }
                    all.push(one);
                }
                Ok(all)
            }
            Db::Postgres(c) => {
                let sql = dollars(sql);
                let values = pg(values);
                let refs: Vec<&(dyn PgSql + Sync)> = values.iter().map(AsRef::as_ref).collect();
                let rows = c.query(sql.as_str(), &refs)?;
                Ok(rows.iter().map(from_postgres).collect())
            }
        }
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
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; \
         PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000;",
    )?;
    Ok(Db::Sqlite(connection))
}

fn spell(sql: &str, text: &str, blob: &str, keyed: &str) -> String {
    sql.replace("{text}", text).replace("{blob}", blob).replace("{keyed}", keyed)
}

/// `?1` → `$1`.
fn dollars(sql: &str) -> String {
    sql.replace('?', "$")
}

impl rusqlite::ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::ToSqlOutput::Borrowed;
        Ok(Borrowed(match self {
            Val::Int(n) => ValueRef::Integer(*n),
            Val::Text(t) => ValueRef::Text(t.as_bytes()),
            Val::Blob(b) => ValueRef::Blob(b),
            Val::Null => ValueRef::Null,
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

fn pg(values: &[Val]) -> Vec<Box<dyn PgSql + Sync + '_>> {
    values.iter().map(pg_value).collect()
}

fn pg_value(value: &Val) -> Box<dyn PgSql + Sync + '_> {
    match value {
        Val::Int(n) => Box::new(*n),
        // A NUL cannot stand in a PostgreSQL text.
        Val::Text(t) if t.contains('\0') => Box::new(t.replace('\0', "\u{fffd}")),
        Val::Text(t) => Box::new(t.as_str()),
        Val::Blob(b) => Box::new(b.as_slice()),
        Val::Null => Box::new(None::<i64>),
    }
}

fn from_postgres(row: &postgres::Row) -> Vec<Val> {
    let one = |(at, column): (usize, &postgres::Column)| match *column.type_() {
        Type::BYTEA => row.try_get(at).map_or(Val::Null, Val::Blob),
        Type::INT8 => row.try_get(at).map_or(Val::Null, Val::Int),
        Type::INT4 => row.try_get::<_, i32>(at).map_or(Val::Null, |n| Val::Int(n.into())),
        _ => row.try_get(at).map_or(Val::Null, Val::Text),
    };
    row.columns().iter().enumerate().map(one).collect()
}
