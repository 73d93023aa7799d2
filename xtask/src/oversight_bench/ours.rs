//! The twelve questions put to our own ledger: from the rollups, and the same from the journal.

use anyhow::{Context, Result};
use ledger::AsOf;
use oversight::pivot::{Answer, Cell, Dim, Filter, Measure, Question, ask};
use std::collections::BTreeMap;
use store::Store;

/// What the questions are about.
#[derive(Debug, Clone)]
pub struct Focus {
    /// The year; those before it are compared with.
    pub year: i16,
    /// A department.
    pub department: String,
    /// One of its units.
    pub unit: String,
}

/// Rows of an answer as texts: keys, then sums in 分; empty where there is none.
pub type Rows = Vec<Vec<String>>;

fn only(dim: Dim, values: &[&str]) -> Filter {
    Filter { dim, values: values.iter().map(|v| (*v).to_owned()).collect(), not: false }
}

fn of(focus: &Focus, rows: &[Dim], columns: &[Dim], measures: &[Measure]) -> Question {
    Question {
        rows: rows.to_vec(),
        columns: columns.to_vec(),
        measures: measures.to_vec(),
        filters: vec![only(Dim::Year, &[&focus.year.to_string()])],
        ..Question::default()
    }
}

fn with(question: Question, filter: Filter) -> Question {
    let mut question = question;
    question.filters.push(filter);
    question
}

fn top(question: Question, by: Measure) -> Question {
    Question { sort: Some((by, true)), top: Some(20), ..question }
}

/// 三公: economic items of trips abroad, receptions, cars and their buying.
pub const THREE: [&str; 5] = ["30212", "30217", "30231", "30913", "31013"];

/// The question of a name; Q10 has two parts.
fn question(name: &str, focus: &Focus) -> Option<Vec<Question>> {
    use Dim::{Class, Department, EcoClass, Month, Payee, Project, Region, Unit, Year};
    use Measure::{Balance, Current, LastPaid, Paid};
    let of =
        |rows: &[Dim], columns: &[Dim], measures: &[Measure]| of(focus, rows, columns, measures);
    let department = || only(Department, &[&focus.department]);
    let unit = || only(Unit, &[&focus.unit]);
    let years: Vec<String> = (focus.year - 2..=focus.year).map(|y| y.to_string()).collect();
    let years = Filter { dim: Year, values: years, not: false };
    let september = base::Date::new(focus.year, 9, 30).ok();
    Some(match name {
        "Q1" => vec![of(&[Month], &[], &[Paid])],
        "Q2" => vec![of(&[Department], &[], &[Current, Paid])],
        "Q3" => vec![Question {
            as_of: AsOf { seq: None, day: september },
            ..of(&[Region], &[], &[Current, Paid])
        }],
        "Q4" => vec![of(&[Class], &[], &[Current, Paid])],
        "Q5" => vec![of(&[EcoClass, Month], &[], &[Paid])],
        "Q6" => vec![with(of(&[Unit, Month], &[], &[Paid]), department())],
        "Q7" => vec![with(of(&[Project], &[], &[Current, Paid, Balance]), unit())],
        "Q8" => vec![top(of(&[Payee], &[], &[Paid]), Paid)],
        "Q9" => vec![top(with(of(&[Payee], &[], &[Paid]), unit()), Paid)],
        "Q10" => vec![
            of(&[Department], &[], &[Paid]),
            with(of(&[Department], &[], &[Paid]), only(Month, &[&format!("{}12", focus.year)])),
        ],
        "Q11" => vec![Question { filters: vec![years], ..of(&[Class, Year], &[], &[Paid]) }],
        "Q12" => vec![with(of(&[Department], &[], &[Paid, LastPaid]), only(Dim::EcoItem, &THREE))],
        _ => return None,
    })
}

/// Answers one of the twelve; names the table it was answered from.
///
/// # Errors
/// When there is no such question, or the store fails.
pub fn answer(
    store: &mut Store,
    name: &str,
    focus: &Focus,
    detail: bool,
) -> Result<(Rows, String)> {
    let questions = question(name, focus).with_context(|| format!("no question {name}"))?;
    let mut answers = Vec::new();
    for question in questions {
        answers.push(ask(store, &Question { detail, ..question })?);
    }
    let table = answers.first().and_then(|a| a.rollup.clone()).unwrap_or("entry".to_owned());
    let rows = match answers.as_slice() {
        [whole, part] => share(whole, part),
        all => all.iter().flat_map(rows).collect(),
    };
    Ok((rows, table))
}

fn rows(answer: &Answer) -> Rows {
    let one = |cell: &Cell| match cell {
        Cell::Money(fen) => fen.to_string(),
        Cell::Count(n) => n.to_string(),
        _ => String::new(),
    };
    let groups = answer.rows.iter();
    groups.map(|g| g.key.iter().cloned().chain(g.cells.iter().map(one)).collect()).collect()
}

/// The twenty departments that pay most of their year in its last month: department, December, year.
fn share(whole: &Answer, part: &Answer) -> Rows {
    let money = |answer: &Answer| -> BTreeMap<String, i128> {
        let pair = |row: Vec<String>| {
            let [key, sum] = <[String; 2]>::try_from(row).ok()?;
            Some((key, sum.parse().ok()?))
        };
        rows(answer).into_iter().filter_map(pair).collect()
    };
    let (whole, part) = (money(whole), money(part));
    let mut all: Vec<(String, i128, i128)> = whole
        .into_iter()
        .filter(|(_, sum)| *sum > 0)
        .map(|(key, sum)| (key.clone(), part.get(&key).copied().unwrap_or(0), sum))
        .collect();
    all.sort_by(|a, b| (b.1 * a.2).cmp(&(a.1 * b.2)).then_with(|| a.0.cmp(&b.0)));
    let row =
        |(key, part, whole): (String, i128, i128)| vec![key, part.to_string(), whole.to_string()];
    all.into_iter().take(20).map(row).collect()
}
