//! Free questions in SQL, for those who add things up in their own way: one text for both engines,
//! nothing but temporary tables can be written.

use crate::Store;
use crate::db::{In, Line, Val};
use crate::error::StoreError;

/// A value that goes into a question or comes out of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// There is none.
    Null,
    /// A whole number: 分, a count, a flag.
    Int(i64),
    /// A text.
    Text(String),
}

impl Value {
    /// The number; `None` for anything else.
    pub fn int(&self) -> Option<i64> {
        if let Value::Int(n) = self { Some(*n) } else { None }
    }

    /// The text; empty for anything else.
    pub fn text(&self) -> &str {
        if let Value::Text(t) = self { t } else { "" }
    }

    fn going_in(&self) -> In<'_> {
        match self {
            Value::Null => In::Null,
            Value::Int(n) => In::Int(*n),
            Value::Text(t) => In::Text(t),
        }
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::Int(n)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

/// A row of an answer.
pub type Answer = Vec<Value>;

fn coming_out(row: Line) -> Answer {
    let out = |value| match value {
        Val::Int(n) => Value::Int(n),
        Val::Text(t) => Value::Text(t),
        Val::Blob(_) | Val::Null => Value::Null,
    };
    row.into_iter().map(out).collect()
}

/// Rows of a temporary table that are written at a time.
const ROWS: usize = 200;

impl Store {
    /// The answer to one SELECT, with `?1` for the first value. Sums must be cast to `BIGINT`.
    ///
    /// # Errors
    /// When the engine fails or does not understand the text.
    pub fn ask(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Answer>, StoreError> {
        let values: Vec<In<'_>> = values.iter().map(Value::going_in).collect();
        // A server refuses to write in the transaction of a snapshot; a file is asked beforehand.
        self.db.must_only_read(sql)?;
        self.steady(|store| {
            let mut all = Vec::new();
            store.snapshot(|store| {
                store.db.each(sql, &values, &mut |row| {
                    all.push(coming_out(row));
                    Ok(())
                })
            })?;
            Ok(all)
        })
    }

    /// The same, one row after the other; memory stays the same whatever their number. Over all nodes they
    /// are held until the last has come: one may be lost, and then the question is asked again.
    ///
    /// # Errors
    /// The same, and what the one who takes them says.
    pub fn ask_each(
        &mut self,
        sql: &str,
        values: &[Value],
        take: &mut dyn FnMut(Answer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if self.is_cluster() {
            return self.ask(sql, values)?.into_iter().try_for_each(take);
        }
        let values: Vec<In<'_>> = values.iter().map(Value::going_in).collect();
        self.db.must_only_read(sql)?;
        self.snapshot(|store| store.db.each(sql, &values, &mut |row| take(coming_out(row))))
    }

    /// What stops the statement that is running, from another thread; it then ends as
    /// [`StoreError::Stopped`].
    pub fn stopper(&self) -> Box<dyn Fn() + Send> {
        self.db.stopper()
    }

    /// Makes, fills, indexes or drops temporary tables; `{text}` is the type of texts.
    ///
    /// # Errors
    /// When a statement is about anything else, or the engine fails.
    pub fn scratch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.db.script(sql)
    }

    /// Fills a temporary table.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn scratch_rows(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Answer],
    ) -> Result<(), StoreError> {
        let width = columns.len().max(1);
        for chunk in rows.chunks(ROWS) {
            let row = |n: usize| {
                let slots: Vec<String> =
                    (1..=width).map(|c| format!("?{}", n * width + c)).collect();
                format!("({})", slots.join(", "))
            };
            let slots: Vec<String> = (0..chunk.len()).map(row).collect();
            let sql =
                format!("INSERT INTO {table} ({}) VALUES {}", columns.join(", "), slots.join(", "));
            let values: Vec<In<'_>> = chunk.iter().flatten().map(Value::going_in).collect();
            self.db.run(&sql, &values)?;
        }
        Ok(())
    }

    /// Answers several questions from one and the same state, whatever others post meanwhile.
    /// Temporary tables must be made before. Over all nodes the work is done again when one was lost.
    ///
    /// # Errors
    /// When the engine fails, or what the work says.
    pub fn at_once<T>(
        &mut self,
        mut work: impl FnMut(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.steady(|store| store.snapshot(&mut work))
    }
}
