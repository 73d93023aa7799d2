//! The entries a figure is made of.

use super::answer::{books, named_units, units_with};
use super::plan::{Sql, condition};
use super::{Dim, Filter, Measure, PivotError, Question};
use ledger::kind_name;
use store::{Store, Value};

/// One page of the entries of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What they say: book, number, day, year, kind, unit, project, fund, function, economic class, amount in
    /// 分, payee, purpose, document number, file, row.
    pub entries: Vec<Vec<Value>>,
    /// All of them, also those on other pages.
    pub count: i64,
    /// Their sum by kind, in 分.
    pub sums: Vec<(String, i64)>,
}

/// Columns of [`Opened::entries`].
pub const COLUMNS: &str = "r.book, r.seq, r.day, r.year, r.kind, r.unit, r.project, r.fund, r.func, \
     r.eco, r.amount, r.payee, r.purpose, r.doc, r.file, r.src_row";

/// Opens a figure: `place` is the key of its row and of its column. Of the year before when the measure
/// looks back is not part of it. Pages go by number: entries after `after`, at most `most`.
///
/// # Errors
/// When a value cannot be one of its dimension, or the store fails.
pub fn drill(
    store: &mut Store,
    question: &Question,
    place: &[(Dim, String)],
    measure: Measure,
    after: Option<(String, i64)>,
    most: usize,
) -> Result<Opened, PivotError> {
    let (text, sql) = behind(store, question, place, measure, None)?;
    let sums = format!(
        "SELECT r.kind, CAST(SUM(r.amount) AS BIGINT), COUNT(*) {text} GROUP BY r.kind ORDER BY r.kind"
    );
    let mut opened = Opened { entries: Vec::new(), count: 0, sums: Vec::new() };
    for row in store.ask(&sums, &sql.values)? {
        if let [Value::Text(kind), Value::Int(sum), Value::Int(count)] = row.as_slice() {
            opened.sums.push((kind.clone(), *sum));
            opened.count += count;
        }
    }
    opened.entries = page(store, text, sql, after, most)?;
    Ok(opened)
}

/// One page of the entries that a question of filters alone counts, without their sums: those come from
/// [`parts`](super::parts), which need not walk through the journal.
///
/// # Errors
/// When a value cannot be one of its dimension, or the store fails.
pub fn entries(
    store: &mut Store,
    question: &Question,
    measure: Measure,
    after: Option<(String, i64)>,
    most: usize,
) -> Result<Vec<Vec<Value>>, PivotError> {
    let units = units_with(store, question, measure)?;
    let (text, sql) = behind(store, question, &[], measure, units)?;
    page(store, text, sql, after, most)
}

/// `FROM … WHERE …` of the entries of a figure; of these units only, where they are known.
fn behind(
    store: &mut Store,
    question: &Question,
    place: &[(Dim, String)],
    measure: Measure,
    units: Option<Vec<String>>,
) -> Result<(String, Sql), PivotError> {
    let mut filters = question.filters.clone();
    for (dim, value) in place {
        filters.push(Filter { dim: *dim, values: vec![value.clone()], not: false });
    }
    let mut sql = Sql::default();
    let asked = books(store, &filters)?;
    let slots = sql.slots(asked.iter().map(|b| b.as_str().into()));
    let mut text = format!(
        "FROM entry r LEFT JOIN unit_card u ON u.book = r.book AND u.code = r.unit \
         LEFT JOIN project_card p ON p.book = r.book AND p.code = r.project \
         WHERE r.book IN ({slots})"
    );
    let named = match units {
        Some(units) => Some(units),
        None => named_units(store, &filters)?,
    };
    if let Some(units) = named {
        let units = sql.slots(units.into_iter().map(Value::Text));
        text += &format!(" AND r.unit IN ({units})");
    }
    for filter in filters.iter().filter(|f| f.dim != Dim::Book) {
        let month = "CAST(SUBSTR(r.day, 1, 4) || SUBSTR(r.day, 6, 2) AS BIGINT)";
        let over = if filter.dim == Dim::Month { month } else { filter.dim.over() };
        text += &condition(filter, over, "", &mut sql)?;
    }
    let kinds: Vec<String> =
        measure.bases().iter().map(|b| format!("'{}'", kind_name(b.kind()))).collect();
    text += &format!(" AND r.kind IN ({})", kinds.join(", "));
    if let Some(seq) = question.as_of.seq {
        text += &format!(" AND r.seq <= {}", sql.slot(i64::try_from(seq).unwrap_or(i64::MAX)));
    }
    if let Some(day) = question.as_of.day {
        text += &format!(" AND r.day <= {}", sql.slot(day.to_string()));
    }
    Ok((text, sql))
}

fn page(
    store: &mut Store,
    mut text: String,
    mut sql: Sql,
    after: Option<(String, i64)>,
    most: usize,
) -> Result<Vec<Vec<Value>>, PivotError> {
    if let Some((book, seq)) = after {
        let (book, seq) = (sql.slot(book), sql.slot(seq));
        text += &format!(" AND (r.book, r.seq) > ({book}, {seq})");
    }
    let page = format!("SELECT {COLUMNS} {text} ORDER BY r.book, r.seq LIMIT {most}");
    Ok(store.ask(&page, &sql.values)?)
}
