//! Views: what the SQL of warning rules stands on. One row an object, documented column by column.
//!
//! A view is a temporary table, made before rules run: from the roll-ups by its own SQL, or from rows
//! the caller supplies. Rules never see the tables of the store, so those may change.

mod fill;
mod load;

pub use fill::{PARAMETERS, Params, day_no};
pub(crate) use load::{check_column, plain};

use crate::words::Words;
use serde::Deserialize;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A text; `''` for none.
    Text,
    /// A day, `2023-05-01`; `''` for none.
    Day,
    /// 分.
    Money,
    /// A whole number.
    Count,
    /// 0 or 1.
    Flag,
}

impl Kind {
    /// Whether its values are texts.
    pub fn is_text(self) -> bool {
        matches!(self, Kind::Text | Kind::Day)
    }

    /// The type in a table, as [`store::Store::scratch`] takes it.
    pub fn sql(self) -> &'static str {
        if self.is_text() { "{text}" } else { "BIGINT" }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name in SQL.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// What it means, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// It may be NULL: not stated, which is not zero.
    #[serde(default)]
    pub optional: bool,
}

/// Which touched objects are looked up when a view is made again after a batch. The caller fills the
/// table of that name with the objects of the year at hand; an entry of a year before touches them too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Touch {
    /// `touched_unit (book, year, unit)`
    Unit,
    /// `touched_project (book, year, unit, project)`
    Project,
    /// `touched_line (book, line)`
    Line,
    /// `touched_payee (book, year, unit, payee)`
    Payee,
    /// `touched_entry (book, seq)`
    Entry,
    /// None: small enough to be made as a whole.
    All,
}

impl Touch {
    /// The table of touched objects and its columns; `None` for [`Touch::All`].
    pub fn table(self) -> Option<(&'static str, &'static [&'static str])> {
        Some(match self {
            Touch::Unit => ("touched_unit", &["book", "year", "unit"]),
            Touch::Project => ("touched_project", &["book", "year", "unit", "project"]),
            Touch::Line => ("touched_line", &["book", "line"]),
            Touch::Payee => ("touched_payee", &["book", "year", "unit", "payee"]),
            Touch::Entry => ("touched_entry", &["book", "seq"]),
            Touch::All => return None,
        })
    }
}

/// How much of a view is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All objects.
    Full,
    /// Those in the touched tables.
    Touched,
}

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its name: that of its file.
    pub name: String,
    /// What a row is.
    pub title: Words,
    /// Where the figures come from and what to know about them.
    pub about: Words,
    /// The columns that name the object, besides book and year.
    pub grain: Vec<String>,
    /// All columns in their order.
    pub columns: Vec<Column>,
    /// What is looked up after a batch.
    pub touch: Touch,
    /// Kinds of entries, and topics of registers and records, that change it.
    pub watch: Vec<String>,
    /// Too large for a table: rules read it as a question of its own in a full run.
    pub inline: bool,
    /// It counts only what had happened by the day of judgement; else it is the ledger as of now.
    pub dated: bool,
    /// The question that makes it; `None` when the caller supplies its rows.
    pub(crate) sql: Option<String>,
}

impl View {
    /// Whether the caller supplies its rows.
    pub fn is_given(&self) -> bool {
        self.sql.is_none()
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// Names of all columns in their order.
    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.name.as_str()).collect()
    }

    /// The temporary table it is made as. The prefix keeps it from hiding a table of the store.
    pub fn table(&self) -> String {
        format!("v_{}", self.name)
    }

    /// Makes the table, empty, for [`store::Store::scratch`]. An older one is dropped.
    pub fn create(&self) -> String {
        let columns: Vec<String> =
            self.columns.iter().map(|c| format!("{} {}", c.name, c.kind.sql())).collect();
        let table = self.table();
        format!(
            "DROP TABLE IF EXISTS {table};\nCREATE TEMP TABLE {table} ({});",
            columns.join(", ")
        )
    }

    /// The question that gives its rows, the columns in their order, parameters put in. `None` when the
    /// caller supplies them.
    pub fn sql(&self, scope: Scope, params: &Params) -> Option<String> {
        self.sql.as_deref().map(|sql| fill::view(sql, self.touch, scope, params))
    }

    /// The statement that fills the table.
    pub fn insert(&self, scope: Scope, params: &Params) -> Option<String> {
        let sql = self.sql(scope, params)?;
        Some(format!("INSERT INTO {} ({})\n{sql}", self.table(), self.names().join(", ")))
    }

    /// What rules read it from: its table, or in a full run of a view too large for one its question.
    pub fn source(&self, scope: Scope, params: &Params) -> String {
        match (self.inline && scope == Scope::Full, self.sql(scope, params)) {
            (true, Some(sql)) => format!("({sql})"),
            _ => self.table(),
        }
    }
}
