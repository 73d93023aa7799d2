//! From groups that are wanted to SQL: which rollup is the smallest that covers them, and the text.

use super::dim::{Base, Dim};
use super::{Filter, PivotError};
use ledger::{AsOf, kind_name};
use std::collections::BTreeSet;
use store::{Rollup, Value, rollups};

/// Groups of sums that are wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    pub(crate) keys: Vec<Dim>,
    pub(crate) bases: Vec<Base>,
    pub(crate) filters: Vec<Filter>,
    pub(crate) as_of: AsOf,
    /// The books that are asked; never none.
    pub(crate) books: Vec<String>,
    /// Always from the journal.
    pub(crate) detail: bool,
    /// The units that the filters on cards leave, when they are few.
    pub(crate) units: Option<Vec<String>>,
    /// Ordered by the sum of these, largest first when true, and so many.
    pub(crate) top: Option<(Vec<Base>, bool, usize)>,
}

/// A text with its values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sql {
    pub(crate) text: String,
    pub(crate) values: Vec<Value>,
}

impl Sql {
    pub(crate) fn slot(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    pub(crate) fn slots(&mut self, values: impl IntoIterator<Item = Value>) -> String {
        let all: Vec<String> = values.into_iter().map(|v| self.slot(v)).collect();
        all.join(", ")
    }
}

/// The journal itself, where no rollup will do.
pub(crate) const DETAIL: &str = "entry";

/// The rollup that knows 类 instead of the whole code of a function.
const MONTHS: &str = "by_month";

/// Rollups from the smallest to the largest, as a province has them.
const SMALLEST_FIRST: [&str; 10] = [
    MONTHS,
    "by_unit_year",
    "by_code",
    "by_unit",
    "by_func",
    "by_eco",
    "by_supplier",
    "by_project",
    "by_payee",
    "by_subject",
];

impl Groups {
    /// The smallest rollup that covers the question; `None` when only the journal does.
    fn rollup(&self) -> Option<Rollup> {
        if self.detail || self.as_of.seq.is_some() {
            return None;
        }
        let mut needed: BTreeSet<&str> = self.keys.iter().map(|d| d.column()).collect();
        needed.extend(self.filters.iter().map(|f| f.dim.column()));
        if self.units.is_some() {
            needed.insert("unit");
        }
        if let Some(day) = self.as_of.day {
            // A month that has ended is a row of its own; within a month only the journal knows days.
            if day != day.last_of_month() {
                return None;
            }
            needed.insert("month");
        }
        needed.remove("year");
        needed.remove("book");
        let all = rollups();
        let dims = self.keys.iter().copied().chain(self.filters.iter().map(|f| f.dim));
        let classes = dims.filter(|d| d.column() == "func").all(|d| d == Dim::Class);
        let fits = |r: &&Rollup| {
            needed.iter().all(|c| r.by.contains(c) || *c == "func" && classes && r.table == MONTHS)
                && (!r.payments || self.bases.iter().all(|b| *b == Base::Paid))
        };
        let named = |name: &str| all.iter().find(|r| r.table == name);
        SMALLEST_FIRST.iter().filter_map(|name| named(name)).find(fits).cloned()
    }

    /// The text, and the table it asks.
    pub(crate) fn sql(&self) -> Result<(Sql, &'static str), PivotError> {
        let table = self.rollup().map_or(DETAIL, |r| r.table);
        let mut sql = Sql::default();
        let cards = self.keys.iter().copied().chain(self.filters.iter().map(|f| f.dim));
        let (mut by_unit, mut by_project) = (false, false);
        for dim in cards {
            by_unit |= dim.on_unit_card();
            by_project |= dim == Dim::ProjectKind;
        }
        let source = self.source(table, &mut sql)?;
        // Over several books each adds up its own first: where they stand on nodes of their own, the nodes do.
        if by_unit || by_project || self.books.len() > 1 {
            self.joined(&source, by_unit, by_project, &mut sql)?;
        } else {
            self.plain(&source, &mut sql);
        }
        if table == MONTHS {
            sql.text = sql.text.replace("r.func", "r.class");
        }
        Ok((sql, table))
    }

    /// The rows that count: `FROM … WHERE …` over `r`.
    fn source(&self, table: &'static str, sql: &mut Sql) -> Result<String, PivotError> {
        let books = sql.slots(self.books.iter().map(|b| b.as_str().into()));
        let one = self.books.len() == 1;
        let books = if one { format!("r.book = {books}") } else { format!("r.book IN ({books})") };
        let from = match table {
            DETAIL => self.journal(sql),
            _ => format!("{table} r"),
        };
        let mut text = format!("FROM {from} WHERE {books}");
        // Years first: they are the next column of every key.
        let (years, rest): (Vec<&Filter>, Vec<&Filter>) =
            self.filters.iter().partition(|f| f.dim == Dim::Year);
        for filter in years.into_iter().chain(rest) {
            if filter.dim.on_unit_card() || filter.dim == Dim::ProjectKind {
                continue;
            }
            text +=
                &condition(filter, filter.dim.over(), &format!("r.{}", filter.dim.column()), sql)?;
        }
        if let Some(units) = &self.units {
            let slots = sql.slots(units.iter().map(|u| u.as_str().into()));
            text += &format!(" AND r.unit IN ({slots})");
        }
        if let (Some(day), true) = (self.as_of.day, table != DETAIL) {
            let month = i64::from(day.year()) * 100 + i64::from(day.month());
            text += &format!(" AND r.month <= {}", sql.slot(month));
        }
        let kinds: Vec<String> =
            self.bases.iter().map(|b| format!("'{}'", kind_name(b.kind()))).collect();
        text += &format!(" AND r.kind IN ({})", kinds.join(", "));
        Ok(text)
    }

    /// The journal as a rollup of single entries.
    fn journal(&self, sql: &mut Sql) -> String {
        let mut past = String::new();
        if let Some(seq) = self.as_of.seq {
            let slot = sql.slot(i64::try_from(seq).unwrap_or(i64::MAX));
            past += &format!(" AND seq <= {slot}");
        }
        if let Some(day) = self.as_of.day {
            past += &format!(" AND day <= {}", sql.slot(day.to_string()));
        }
        format!(
            "(SELECT book, year, unit, project, fund, func, eco, payee, kind, amount, 1 AS entries, \
             CAST(SUBSTR(day, 1, 4) || SUBSTR(day, 6, 2) AS BIGINT) AS month \
             FROM entry WHERE kind NOT IN ('登记', '记录'){past}) r"
        )
    }

    /// Sums of each base, and how many entries.
    fn sums(&self) -> String {
        let one = |(n, base): (usize, &Base)| {
            let kind = kind_name(base.kind());
            format!(
                "SUM(CASE WHEN r.kind = '{kind}' THEN r.amount END) AS s{n}, \
                 SUM(CASE WHEN r.kind = '{kind}' THEN r.entries END) AS n{n}"
            )
        };
        let all: Vec<String> = self.bases.iter().enumerate().map(one).collect();
        all.join(", ")
    }

    /// The same sums, added up again and cast.
    fn cast(&self, of: impl Fn(usize, char) -> String) -> String {
        let one =
            |n: usize| format!("CAST({} AS BIGINT), CAST({} AS BIGINT)", of(n, 's'), of(n, 'n'));
        let all: Vec<String> = (0..self.bases.len()).map(one).collect();
        all.join(", ")
    }

    fn plain(&self, source: &str, sql: &mut Sql) {
        let keys: Vec<&str> = self.keys.iter().map(|d| d.over()).collect();
        let sums = self.cast(|n, what| {
            let kind = self.bases.get(n).map_or("", |b| kind_name(b.kind()));
            let column = if what == 's' { "amount" } else { "entries" };
            format!("SUM(CASE WHEN r.kind = '{kind}' THEN r.{column} END)")
        });
        let list = keys.iter().map(|k| format!("{k}, ")).collect::<String>();
        sql.text = format!("SELECT {list}{sums} {source}");
        if !keys.is_empty() {
            sql.text += &format!(" GROUP BY {}", keys.join(", "));
        }
        self.ordered(sql);
    }

    /// First by what the rows have, then by what stands on the cards.
    fn joined(
        &self,
        source: &str,
        by_unit: bool,
        by_project: bool,
        sql: &mut Sql,
    ) -> Result<(), PivotError> {
        let mut inner: BTreeSet<&str> = self.keys.iter().map(|d| d.column()).collect();
        inner.remove("book");
        if by_unit {
            inner.insert("unit");
        }
        if by_project {
            inner.insert("project");
        }
        // In the order of the keys of the rollups, so that groups come without sorting.
        const ORDER: [&str; 8] =
            ["year", "func", "eco", "unit", "project", "fund", "payee", "month"];
        let columns: Vec<String> =
            ORDER.into_iter().filter(|c| inner.contains(c)).map(|c| format!("r.{c}")).collect();
        let columns = match columns.as_slice() {
            [] => "r.book".to_owned(),
            columns => format!("r.book, {}", columns.join(", ")),
        };
        let mut text = format!("SELECT {columns}, {} {source} GROUP BY {columns}", self.sums());
        text = format!("FROM ({text}) r");
        if by_unit {
            text += " LEFT JOIN unit_card u ON u.book = r.book AND u.code = r.unit";
        }
        if by_project {
            text += " LEFT JOIN project_card p ON p.book = r.book AND p.code = r.project";
        }
        let mut place = " WHERE 1 = 1".to_owned();
        for filter in &self.filters {
            if filter.dim.on_unit_card() || filter.dim == Dim::ProjectKind {
                place += &condition(filter, filter.dim.over(), "", sql)?;
            }
        }
        let keys: Vec<&str> = self.keys.iter().map(|d| d.over()).collect();
        let list = keys.iter().map(|k| format!("{k}, ")).collect::<String>();
        let sums = self.cast(|n, what| format!("SUM(r.{what}{n})"));
        sql.text = format!("SELECT {list}{sums} {text}{place}");
        if !keys.is_empty() {
            sql.text += &format!(" GROUP BY {}", keys.join(", "));
        }
        self.ordered(sql);
        Ok(())
    }

    fn ordered(&self, sql: &mut Sql) {
        let Some((bases, largest, most)) = &self.top else { return };
        let first = self.keys.len();
        let place = |base: &Base| self.bases.iter().position(|b| b == base).unwrap_or(0);
        // Columns of an aggregate are named by their number only when they stand alone.
        let sums: Vec<String> = match bases.as_slice() {
            [one] => vec![(first + 2 * place(one) + 1).to_string()],
            _ => Vec::new(),
        };
        let direction = if *largest { " DESC" } else { "" };
        let empty = match (sums.first(), *largest) {
            (Some(_), true) => " NULLS LAST",
            _ => "",
        };
        let keys: Vec<String> = (1..=first).map(|n| n.to_string()).collect();
        if let Some(sum) = sums.first() {
            sql.text +=
                &format!(" ORDER BY {sum}{direction}{empty}, {} LIMIT {most}", keys.join(", "));
        }
    }
}

/// ` AND …` of a filter; `column` is the column of a key that finds the values by their beginning.
pub(crate) fn condition(
    filter: &Filter,
    over: &str,
    column: &str,
    sql: &mut Sql,
) -> Result<String, PivotError> {
    let value = |text: &String| -> Result<Value, PivotError> {
        match filter.dim.is_number() {
            true => text
                .parse::<i64>()
                .map(Value::Int)
                .map_err(|_| PivotError::NotNumber(filter.dim.zh(), text.clone())),
            false => Ok(text.as_str().into()),
        }
    };
    let values = filter.values.iter().map(value).collect::<Result<Vec<Value>, _>>()?;
    let mut text = String::new();
    if let ([one], false, true, false) =
        (filter.values.as_slice(), filter.not, filter.dim.is_prefix(), column.is_empty())
        && !one.is_empty()
    {
        // Codes are digits; every code that begins so lies between.
        let (from, to) = (sql.slot(one.as_str()), sql.slot(format!("{one}~")));
        text += &format!(" AND {column} >= {from} AND {column} < {to}");
    }
    let not = if filter.not { "NOT " } else { "" };
    match values.as_slice() {
        [] => text += if filter.not { "" } else { " AND 1 = 0" },
        [one] if !filter.not => text += &format!(" AND {over} = {}", sql.slot(one.clone())),
        _ => text += &format!(" AND {over} {not}IN ({})", sql.slots(values)),
    }
    Ok(text)
}
