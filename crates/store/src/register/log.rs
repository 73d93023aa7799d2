//! The log of who did what: lines are only added, each chained to the one before.

use super::Register;
use super::chain::{Said, hex};
use super::item::most;
use crate::db::{Db, In, Val, at, number};
use crate::error::StoreError;

/// Columns of a line, in the order of [`read`].
pub(super) const COLUMNS: &str =
    "seq, at, actor, role, address, action, kind, object, digest, note, hash";

/// What the log remembers of a changed item: kind, id, version (0 when it was removed) and SM3.
pub(super) type Mark = (String, String, u64, String);

/// Who acts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// Name of the account; empty for the public.
    pub actor: String,
    /// Role it acts in.
    pub role: String,
    /// Address the request came from.
    pub address: String,
    /// When (RFC 3339, UTC).
    pub at: String,
}

/// A line of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub seq: u64,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Name of the account.
    pub actor: String,
    /// Role it acted in.
    pub role: String,
    /// Address the request came from.
    pub address: String,
    /// What was done.
    pub action: String,
    /// Kind of what it was done to.
    pub kind: String,
    /// Id of what it was done to.
    pub object: String,
    /// What each changed item was then: JSON lists of kind, id, version and SM3; empty when none was.
    pub digest: String,
    /// More words.
    pub note: String,
    /// Its hash, hexadecimal.
    pub hash: String,
}

/// Which lines are looked for, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Only of this account.
    pub actor: Option<String>,
    /// Only this action.
    pub action: Option<String>,
    /// Only about this object.
    pub object: Option<String>,
    /// Not before this moment (RFC 3339, UTC).
    pub from: Option<String>,
    /// Before this moment.
    pub to: Option<String>,
    /// Only lines before this one: the last of the page before.
    pub before: Option<u64>,
    /// So many at most; 0 for all.
    pub limit: usize,
}

/// The end of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// Number of the last line.
    pub seq: u64,
    /// Its hash, hexadecimal.
    pub hash: String,
}

impl Register {
    /// Adds a line about something that is not an item of the register.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn note_only(
        &mut self,
        who: &Who,
        action: &str,
        object: &str,
        note: &str,
    ) -> Result<u64, StoreError> {
        let said = Said { who, action, kind: "", object, digest: "", note };
        self.transact(Db::begin_writing, |db| append(db, &said))
    }

    /// Lines of the log, the latest first.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn log(&mut self, search: &Search) -> Result<Vec<Line>, StoreError> {
        let mut sql = format!("SELECT {COLUMNS} FROM log WHERE seq > 0");
        let mut values: Vec<In<'_>> = Vec::new();
        let conditions = [
            ("actor =", &search.actor),
            ("action =", &search.action),
            ("object =", &search.object),
            ("at >=", &search.from),
            ("at <", &search.to),
        ];
        for (condition, value) in conditions {
            if let Some(value) = value {
                values.push(value.into());
                sql.push_str(&format!(" AND {condition} ?{}", values.len()));
            }
        }
        if let Some(before) = search.before {
            values.push(before.into());
            sql.push_str(&format!(" AND seq < ?{}", values.len()));
        }
        values.push(most(search.limit));
        sql.push_str(&format!(" ORDER BY seq DESC LIMIT ?{}", values.len()));
        self.ask(|db| Ok(db.query(&sql, &values)?.iter().map(|row| read(row)).collect()))
    }

    /// The end of the log.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn head(&mut self) -> Result<LogHead, StoreError> {
        let (seq, hash) = self.ask(|db| head(db, ""))?;
        Ok(LogHead { seq, hash: hex(&hash) })
    }
}

/// Number and hash of the last line.
pub(super) fn head(db: &mut Db, locking: &str) -> Result<(u64, [u8; 32]), StoreError> {
    let rows = db.query(&format!("SELECT seq, hash FROM mingzhang_house{locking}"), &[])?;
    let row = rows.first().ok_or(StoreError::Damaged)?;
    Ok((number(row, 0), at(row, 1).hash()))
}

/// Adds a line within the caller's transaction; gives its number.
pub(super) fn append(db: &mut Db, said: &Said<'_>) -> Result<u64, StoreError> {
    if said.texts().iter().any(|text| text.contains('\0')) {
        return Err(StoreError::Nul);
    }
    // On a server others wait here until the line is committed; a file has one writer anyway.
    let locking = if db.is_postgres() { " FOR UPDATE" } else { "" };
    let (last, before) = head(db, locking)?;
    let seq = last + 1;
    let hash = said.link(&before, seq);
    let mut values: Vec<In<'_>> = vec![seq.into()];
    values.extend(said.texts().map(In::from));
    values.push((&hash).into());
    let sql = format!(
        "INSERT INTO log ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
    );
    db.run(&sql, &values)?;
    let sql = "UPDATE mingzhang_house SET seq = ?1, hash = ?2";
    db.run(sql, &[seq.into(), (&hash).into()])?;
    Ok(seq)
}

/// A line from its columns.
pub(super) fn read(row: &[Val]) -> Line {
    let text = |column| at(row, column).text().to_owned();
    Line {
        seq: number(row, 0),
        at: text(1),
        actor: text(2),
        role: text(3),
        address: text(4),
        action: text(5),
        kind: text(6),
        object: text(7),
        digest: text(8),
        note: text(9),
        hash: hex(&at(row, 10).hash()),
    }
}
