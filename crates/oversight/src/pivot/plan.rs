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

/// Rollups from the smallest to the largest, as a province has them.
const SMALLEST_FIRST: [&str; 13] = [
    "by_month",
    "by_region",
    "by_department_year",
    "by_unit_year",
    "by_code",
    "by_department",
    "by_unit",
    "by_func",
    "by_eco",
    "by_supplier",
    "by_project",
    "by_payee",
    "by_subject",
];

/// What is asked: a rollup, or the journal.
struct Table {
    name: &'static str,
    by: Vec<&'static str>,
}

impl Table {
    fn has(&self, column: &str) -> bool {
        self.by.contains(&column)
    }

    /// The column of its own that it has for a dimension, as `r.…`.
    fn own(&self, dim: Dim) -> Option<&'static str> {
        dim.own().filter(|own| self.has(&own[2..]))
    }

    /// A dimension over its columns and the cards.
    fn over(&self, dim: Dim) -> &'static str {
        self.own(dim).unwrap_or_else(|| dim.over())
    }

    /// The column that a dimension is made of.
    fn column(&self, dim: Dim) -> String {
        self.own(dim).map_or_else(|| format!("r.{}", dim.column()), str::to_owned)
    }

    /// Whether a dimension is read from the card of the unit or the project.
    fn by_card(&self, dim: Dim) -> bool {
        self.own(dim).is_none() && (dim.on_unit_card() || dim == Dim::ProjectKind)
    }
}

/// Rollups in which a unit has one row or a few of what is asked.
const FEW_ROWS: [&str; 3] = ["by_eco", "by_func", "by_unit_year"];

impl Groups {
    fn dims(&self) -> impl Iterator<Item = Dim> {
        self.keys.iter().copied().chain(self.filters.iter().map(|f| f.dim))
    }

    /// The smallest rollup that covers the question; the journal where none does.
    fn table(&self) -> Table {
        let journal = Table { name: DETAIL, by: Vec::new() };
        // A month that has ended is a row of its own; within a month only the journal knows days.
        let within = self.as_of.day.is_some_and(|day| day != day.last_of_month());
        if self.detail || self.as_of.seq.is_some() || within {
            return journal;
        }
        let all = rollups();
        let fits = |r: &Rollup| {
            let table = Table { name: r.table, by: r.by.clone() };
            let has = |d: Dim| {
                matches!(d, Dim::Year | Dim::Book)
                    || table.own(d).is_some()
                    || table.has(d.column())
            };
            let covers = self.dims().all(has)
                && (self.as_of.day.is_none() || table.has("month"))
                && (!r.payments || self.bases.iter().all(|b| *b == Base::Paid));
            covers.then_some(table)
        };
        let named = |name: &&str| all.iter().find(|r| r.table == *name);
        SMALLEST_FIRST.iter().filter_map(named).find_map(fits).unwrap_or(journal)
    }

    /// The text, and the table it asks.
    pub(crate) fn sql(&self) -> Result<(Sql, &'static str), PivotError> {
        let table = self.table();
        let mut sql = Sql::default();
        let by_card = self.dims().any(|d| table.by_card(d));
        // Where a unit has few rows it is no use to add them up before the cards are looked at.
        let direct = by_card && self.books.len() == 1 && FEW_ROWS.contains(&table.name);
        let source = self.source(&table, direct, &mut sql)?;
        // Over several books each adds up its own first: where they stand on nodes of their own, the nodes do.
        if !direct && by_card || self.books.len() > 1 {
            self.joined(&table, &source, &mut sql)?;
        } else {
            self.plain(&table, &source, &mut sql);
        }
        Ok((sql, table.name))
    }

    /// The cards that the question asks for, beside `r`.
    fn cards(&self, table: &Table) -> String {
        let mut text = String::new();
        if self.dims().any(|d| d.on_unit_card() && table.by_card(d)) {
            text += " LEFT JOIN unit_card u ON u.book = r.book AND u.code = r.unit";
        }
        if self.dims().any(|d| d == Dim::ProjectKind && table.by_card(d)) {
            text += " LEFT JOIN project_card p ON p.book = r.book AND p.code = r.project";
        }
        text
    }

    /// The rows that count, with their cards where these are wanted at once: `FROM … WHERE …` over `r`.
    fn source(&self, table: &Table, cards: bool, sql: &mut Sql) -> Result<String, PivotError> {
        let books = sql.slots(self.books.iter().map(|b| b.as_str().into()));
        let one = self.books.len() == 1;
        let books = if one { format!("r.book = {books}") } else { format!("r.book IN ({books})") };
        let from = match table.name {
            DETAIL => self.journal(sql),
            name => format!("{name} r"),
        };
        let joined = if cards { self.cards(table) } else { String::new() };
        let mut text = format!("FROM {from}{joined} WHERE {books}");
        // Years first: they are the next column of every key.
        let (years, rest): (Vec<&Filter>, Vec<&Filter>) =
            self.filters.iter().partition(|f| f.dim == Dim::Year);
        for filter in years.into_iter().chain(rest) {
            if table.by_card(filter.dim) {
                if cards {
                    text += &condition(filter, filter.dim.over(), "", sql)?;
                }
                continue;
            }
            let (over, column) = (table.over(filter.dim), table.column(filter.dim));
            text += &condition(filter, over, &column, sql)?;
        }
        let by_unit = table.name == DETAIL || table.has("unit");
        if let (Some(units), true) = (&self.units, by_unit) {
            let slots = sql.slots(units.iter().map(|u| u.as_str().into()));
            text += &format!(" AND r.unit IN ({slots})");
        }
        if let (Some(day), true) = (self.as_of.day, table.name != DETAIL) {
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

    fn plain(&self, table: &Table, source: &str, sql: &mut Sql) {
        let keys: Vec<&str> = self.keys.iter().map(|d| table.over(*d)).collect();
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
    fn joined(&self, table: &Table, source: &str, sql: &mut Sql) -> Result<(), PivotError> {
        let carded = |d: &Dim| table.by_card(*d);
        let mut inner: BTreeSet<String> = self.keys.iter().map(|d| table.column(*d)).collect();
        inner.extend(self.dims().filter(carded).map(|d| table.column(d)));
        // In the order of the keys of the rollups, so that groups come without sorting.
        const ORDER: [&str; 12] = [
            "r.year",
            "r.region",
            "r.department",
            "r.unit_kind",
            "r.class",
            "r.func",
            "r.eco",
            "r.unit",
            "r.project",
            "r.fund",
            "r.payee",
            "r.month",
        ];
        let columns: Vec<&str> = ORDER.into_iter().filter(|c| inner.contains(*c)).collect();
        let columns = match columns.as_slice() {
            [] => "r.book".to_owned(),
            columns => format!("r.book, {}", columns.join(", ")),
        };
        let mut text = format!("SELECT {columns}, {} {source} GROUP BY {columns}", self.sums());
        text = format!("FROM ({text}) r{}", self.cards(table));
        let mut place = " WHERE 1 = 1".to_owned();
        for filter in &self.filters {
            if table.by_card(filter.dim) {
                place += &condition(filter, filter.dim.over(), "", sql)?;
            }
        }
        // Above the sums only cards and what was grouped by are there; a column of its own keeps its name.
        let keys: Vec<&str> = self.keys.iter().map(|d| table.over(*d)).collect();
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
