//! Items: whatever has a kind, an id and a version; and files by their hash.

use super::Register;
use super::chain::{Said, item_sum, sum};
use super::log::{Mark, Who, append};
use crate::db::{Db, In, Line as Row, Val, at, number};
use crate::error::StoreError;

/// Kinds that come and go without a line of the log each time: where somebody is logged in, what is being
/// typed, when a token was last used, how far somebody was told of events. The log does not prove them.
pub const PASSING: [&str; 4] = ["session", "draft", "seen", "delivery"];

/// Columns of an item, in the order of [`read`].
const COLUMNS: &str = "kind, id, version, owner, unit, at, body";

/// What stands after every id that begins with a text: the last character there is.
const LAST: char = '\u{10FFFF}';

/// An item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: String,
    /// Its id within the kind.
    pub id: String,
    /// 1 when it is made, one more with every change.
    pub version: u64,
    /// Whose it is; empty for nobody's.
    pub owner: String,
    /// The unit it concerns; empty for none.
    pub unit: String,
    /// When it was last changed (RFC 3339, UTC).
    pub at: String,
    /// JSON.
    pub body: String,
}

/// Which items of a kind are listed, in the order of their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// Only this owner's.
    pub owner: Option<String>,
    /// Only this unit's.
    pub unit: Option<String>,
    /// Only ids that begin so.
    pub prefix: String,
    /// Only ids after this one: the last of the page before.
    pub after: String,
    /// So many at most; 0 for all.
    pub limit: usize,
}

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Makes or replaces an item.
    Put {
        /// What it is.
        kind: String,
        /// Its id.
        id: String,
        /// The version that is replaced: 0 for one that must be new, nothing for whatever is there.
        expected: Option<u64>,
        /// Whose it is.
        owner: String,
        /// The unit it concerns.
        unit: String,
        /// JSON.
        body: String,
    },
    /// Removes an item.
    Drop {
        /// What it is.
        kind: String,
        /// Its id.
        id: String,
        /// The version that must be there; nothing for whatever is there, also nothing at all.
        expected: Option<u64>,
    },
    /// Keeps a file; one that is kept already stays.
    Blob {
        /// Its hash, by which it is found again.
        hash: String,
        /// The file.
        bytes: Vec<u8>,
    },
}

impl Change {
    /// What it changes.
    pub(super) fn object(&self) -> (&str, &str) {
        match self {
            Change::Put { kind, id, .. } | Change::Drop { kind, id, .. } => (kind, id),
            Change::Blob { hash, .. } => (BLOB, hash),
        }
    }

    fn is_passing(&self) -> bool {
        PASSING.contains(&self.object().0)
    }
}

/// The kind under which the log names files.
pub(super) const BLOB: &str = "blob";

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The line of the log.
    pub seq: u64,
    /// The version of each item now, in the order of the changes; 0 for what was removed, and for files.
    pub versions: Vec<u64>,
}

impl Register {
    /// An item.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn get(&mut self, kind: &str, id: &str) -> Result<Option<Item>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM item WHERE kind = ?1 AND id = ?2");
        self.ask(|db| Ok(db.query(&sql, &[kind.into(), id.into()])?.first().map(|row| read(row))))
    }

    /// The items of a kind, in the order of their ids.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn list(&mut self, kind: &str, scan: &Scan) -> Result<Vec<Item>, StoreError> {
        let mut sql = format!("SELECT {COLUMNS} FROM item WHERE kind = ?1");
        let mut values: Vec<In<'_>> = vec![kind.into()];
        let end = format!("{}{LAST}", scan.prefix);
        let conditions = [
            ("owner =", scan.owner.as_deref()),
            ("unit =", scan.unit.as_deref()),
            ("id >=", Some(scan.prefix.as_str()).filter(|p| !p.is_empty())),
            ("id <", Some(end.as_str()).filter(|_| !scan.prefix.is_empty())),
            ("id >", Some(scan.after.as_str()).filter(|a| !a.is_empty())),
        ];
        for (condition, value) in conditions {
            if let Some(value) = value {
                values.push(value.into());
                sql.push_str(&format!(" AND {condition} ?{}", values.len()));
            }
        }
        values.push(most(scan.limit));
        sql.push_str(&format!(" ORDER BY id LIMIT ?{}", values.len()));
        self.ask(|db| Ok(db.query(&sql, &values)?.iter().map(|row| read(row)).collect()))
    }

    /// A file by its hash.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn blob(&mut self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.ask(|db| bytes(db, hash))
    }

    /// Applies changes and adds the line of the log that tells of them: all or nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] names the first item whose version is not the expected one.
    pub fn put(
        &mut self,
        who: &Who,
        action: &str,
        note: &str,
        changes: &[Change],
    ) -> Result<Written, StoreError> {
        self.transact(Db::begin_writing, |db| {
            let (versions, marks) = apply(db, &who.at, changes)?;
            let first = changes.iter().find(|c| !c.is_passing()).or(changes.first());
            let (kind, object) = first.map(Change::object).unwrap_or_default();
            let digest = match marks.is_empty() {
                true => String::new(),
                false => serde_json::to_string(&marks).unwrap_or_default(),
            };
            let said = Said { who, action, kind, object, digest: &digest, note };
            let seq = append(db, &said)?;
            Ok(Written { seq, versions })
        })
    }

    /// Applies changes of passing kinds ([`PASSING`]) without a line of the log; gives the version of each.
    ///
    /// # Errors
    /// When a kind is not a passing one, or a version is not the expected one; nothing is changed then.
    pub fn quiet(&mut self, at: &str, changes: &[Change]) -> Result<Vec<u64>, StoreError> {
        if let Some(loud) = changes.iter().find(|c| !c.is_passing()) {
            return Err(StoreError::MustLog(loud.object().0.to_owned()));
        }
        self.transact(Db::begin_writing, |db| Ok(apply(db, at, changes)?.0))
    }
}

/// An item from its columns.
pub(super) fn read(row: &[Val]) -> Item {
    let text = |column| at(row, column).text().to_owned();
    Item {
        kind: text(0),
        id: text(1),
        version: number(row, 2),
        owner: text(3),
        unit: text(4),
        at: text(5),
        body: text(6),
    }
}

/// The columns that [`read`] takes.
pub(super) const fn columns() -> &'static str {
    COLUMNS
}

/// A limit; all where there is none.
pub(super) fn most(limit: usize) -> In<'static> {
    In::Int(match limit {
        0 => i64::MAX,
        some => i64::try_from(some).unwrap_or(i64::MAX),
    })
}

/// Applies changes; gives their versions, and what the log remembers of those it proves.
fn apply(db: &mut Db, at: &str, changes: &[Change]) -> Result<(Vec<u64>, Vec<Mark>), StoreError> {
    let (mut versions, mut marks) = (Vec::new(), Vec::new());
    for change in changes {
        let (kind, id) = change.object();
        let (version, sum) = match change {
            Change::Put { expected, owner, unit, body, .. } => {
                let item = Item {
                    kind: kind.to_owned(),
                    id: id.to_owned(),
                    version: 0,
                    owner: owner.clone(),
                    unit: unit.clone(),
                    at: at.to_owned(),
                    body: body.clone(),
                };
                let item = save(db, item, *expected)?;
                (item.version, item_sum(&item))
            }
            Change::Drop { expected, .. } => {
                remove(db, kind, id, *expected)?;
                (0, String::new())
            }
            Change::Blob { hash, bytes } => (0, keep(db, hash, bytes)?),
        };
        versions.push(version);
        if !change.is_passing() {
            marks.push((kind.to_owned(), id.to_owned(), version, sum));
        }
    }
    Ok((versions, marks))
}

fn save(db: &mut Db, mut item: Item, expected: Option<u64>) -> Result<Item, StoreError> {
    let texts = [&item.kind, &item.id, &item.owner, &item.unit, &item.at, &item.body];
    if texts.iter().any(|text| text.contains('\0')) {
        return Err(StoreError::Nul);
    }
    let mut values: Vec<In<'_>> = texts.into_iter().map(In::from).collect();
    let new = "INSERT INTO item (kind, id, version, owner, unit, at, body) \
         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6) ON CONFLICT (kind, id)";
    let sql = match expected {
        Some(0) => format!("{new} DO NOTHING RETURNING version"),
        Some(version) => {
            values.push(version.into());
            "UPDATE item SET version = version + 1, owner = ?3, unit = ?4, at = ?5, body = ?6 \
             WHERE kind = ?1 AND id = ?2 AND version = ?7 RETURNING version"
                .to_owned()
        }
        None => format!(
            "{new} DO UPDATE SET version = item.version + 1, owner = excluded.owner, \
             unit = excluded.unit, at = excluded.at, body = excluded.body RETURNING version"
        ),
    };
    let rows: Vec<Row> = db.query(&sql, &values)?;
    let version = rows.first().map(|row| number(row, 0));
    item.version = version.ok_or_else(|| conflict(&item.kind, &item.id))?;
    Ok(item)
}

fn remove(db: &mut Db, kind: &str, id: &str, expected: Option<u64>) -> Result<(), StoreError> {
    let sql = "DELETE FROM item WHERE kind = ?1 AND id = ?2";
    let gone = match expected {
        None => return db.run(sql, &[kind.into(), id.into()]).map(|_| ()),
        Some(version) => {
            let sql = format!("{sql} AND version = ?3");
            db.run(&sql, &[kind.into(), id.into(), version.into()])?
        }
    };
    if gone == 0 { Err(conflict(kind, id)) } else { Ok(()) }
}

/// Keeps a file; gives the sum that the log remembers.
fn keep(db: &mut Db, hash: &str, new: &[u8]) -> Result<String, StoreError> {
    let sql = "INSERT INTO blob (hash, bytes) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING";
    let kept = db.run(sql, &[hash.into(), In::Blob(new)])?;
    // Another file under the same hash is none of ours, or the one that is kept was changed.
    if kept == 0 && bytes(db, hash)?.as_deref() != Some(new) {
        return Err(conflict(BLOB, hash));
    }
    Ok(sum(new))
}

fn bytes(db: &mut Db, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let rows = db.query("SELECT bytes FROM blob WHERE hash = ?1", &[hash.into()])?;
    Ok(rows.into_iter().next().and_then(|row| match row.into_iter().next() {
        Some(Val::Blob(bytes)) => Some(bytes),
        _ => None,
    }))
}

fn conflict(kind: &str, id: &str) -> StoreError {
    StoreError::Conflict { kind: kind.to_owned(), id: id.to_owned() }
}
