//! The answer to a pivot question for a screen: names and printed figures, and for each figure the place that
//! opens it.

use super::names::Names;
use super::query::{Query, read};
use super::within::Within;
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::pivot::{
    Answer, Cell, DIMS, Dim, Filter, Group, MEASURES, Measure, Question, Shape, ask,
};
use report::Lang;
use report::chart::grouped;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Dimensions down the side.
    pub sides: Vec<Word>,
    /// What each column is of; empty when nothing goes across.
    pub columns: Vec<Vec<Key>>,
    /// Measures, together in each column.
    pub measures: Vec<MeasureHead>,
    /// Position of the measure that orders the rows, where it is shown.
    pub order: Option<usize>,
    /// The rows.
    pub rows: Vec<Line>,
    /// What is beyond the first rows, as one row.
    pub rest: Option<Line>,
    /// Everything.
    pub total: Line,
    /// Where the figures come from, what ratios divide, what is missing.
    pub notes: Vec<String>,
    /// The rollup it was answered from; nothing for the journal.
    pub rollup: Option<String>,
    /// The last entry that counts, of the node's own book.
    pub seq: u64,
    /// Books asked.
    pub books: Vec<String>,
    /// Books that did not answer.
    pub missing: Vec<String>,
    /// The states of the ledger side by side stand in the last key of each column.
    pub states: bool,
}

/// A name of the language of questions: its id, and how it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As questions have it.
    pub id: &'static str,
    /// As people call it.
    pub name: &'static str,
}

/// A measure at the head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureHead {
    /// Which.
    pub word: Word,
    /// What it counts in: 元, %, 百分点; empty for counts.
    pub unit: &'static str,
    /// 元, so that a chart knows.
    pub money: bool,
    /// Percent, so that a chart knows.
    pub percent: bool,
}

/// A value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Id of the dimension; empty for a state of the ledger.
    pub dim: &'static str,
    /// The value; empty for what says nothing.
    pub code: String,
    /// Code and name, as shown.
    pub shown: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its keys; none for the rest and the total.
    pub keys: Vec<Key>,
    /// A figure for each column and measure, measures together.
    pub figures: Vec<Figure>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// As printed, with separators; empty where there is none.
    pub text: String,
    /// 分 or a count, exact.
    pub whole: Option<i128>,
    /// Numerator and denominator of a ratio.
    pub ratio: Option<(i128, i128)>,
}

impl View {
    /// The measure that a chart shows: the one that orders the rows, else the first.
    pub fn drawn(&self) -> Option<&MeasureHead> {
        self.measures.get(self.order.unwrap_or(0))
    }
}

/// Every dimension.
pub fn dims(lang: Lang) -> Vec<Word> {
    DIMS.iter().map(|(_, zh, en)| Word { id: en, name: lang.say(zh, en) }).collect()
}

/// Every measure.
pub fn measures(lang: Lang) -> Vec<Word> {
    MEASURES.iter().map(|(_, zh, en)| Word { id: en, name: lang.say(zh, en) }).collect()
}

/// Whether a question names payees, which only those may who see single entries.
///
/// # Errors
/// When a name is not known.
pub fn names_payees(query: &Query) -> Result<bool, Fault> {
    let q = read(query)?;
    let mut dims = q.rows.iter().chain(&q.columns).chain(q.filters.iter().map(|f| &f.dim));
    Ok(dims.any(|d| *d == Dim::Payee))
}

/// What a question is limited to, in words: each dimension with its values. How far the account reaches is no
/// condition of the question.
///
/// # Errors
/// When a name is not known or the store fails.
pub fn conditions(
    desk: &mut Desk,
    query: &Query,
    lang: Lang,
) -> Result<Vec<(String, String)>, Fault> {
    let filters = read(&Query { within: Within::default(), ..query.clone() })?.filters;
    let names = Names::of_filters(desk, &filters)?;
    let one = |f: &Filter| {
        let values: Vec<String> =
            f.values.iter().map(|v| label(f.dim, v, names.of_key(f.dim, v), lang)).collect();
        let values = values.join(lang.say("、", ", "));
        let said = match f.not {
            true => format!("{}{values}", lang.say("除外：", "all but ")),
            false => values,
        };
        (lang.say(f.dim.zh(), f.dim.en()).to_owned(), said)
    };
    Ok(filters.iter().map(one).collect())
}

/// Answers a question.
///
/// # Errors
/// When a name is not known (the known ones are listed) or the question cannot be answered.
pub fn asked(desk: &mut Desk, query: &Query, lang: Lang) -> Result<View, Fault> {
    let question = read(query)?;
    let answer = ask(&mut desk.store, &question)?;
    view(desk, &answer, lang)
}

pub(super) fn view(desk: &mut Desk, answer: &Answer, lang: Lang) -> Result<View, Fault> {
    let names = Names::of(desk, answer)?;
    let q = &answer.question;
    let word = |d: &Dim| Word { id: d.en(), name: lang.say(d.zh(), d.en()) };
    let column = |keys: &Vec<String>| {
        let mut all: Vec<Key> =
            q.columns.iter().zip(keys).map(|(d, k)| key(&names, *d, k, lang)).collect();
        // Of several states the last part of the key is the label.
        all.extend(keys.get(q.columns.len()).map(|label| Key {
            dim: "",
            code: label.clone(),
            shown: label.clone(),
        }));
        all
    };
    Ok(View {
        sides: q.rows.iter().map(word).collect(),
        columns: answer.columns.iter().map(column).collect(),
        measures: q.measures.iter().map(|m| head(*m, lang)).collect(),
        order: q.sort.and_then(|(by, _)| q.measures.iter().position(|m| *m == by)),
        rows: answer.rows.iter().map(|g| line(g, q, &names, lang)).collect(),
        rest: answer.rest.as_ref().map(|g| line(g, q, &names, lang)),
        total: line(&answer.total, q, &names, lang),
        notes: report::pivot::notes(answer, lang),
        rollup: answer.rollup.clone(),
        seq: answer.seq,
        books: answer.books.clone(),
        missing: answer.missing.iter().map(|m| m.book.name.clone()).collect(),
        states: !q.vintages.is_empty(),
    })
}

/// A measure as the head of a column has it.
pub(super) fn head(measure: Measure, lang: Lang) -> MeasureHead {
    let shape = measure.shape();
    let unit = match shape {
        Shape::Money | Shape::MoneyPerHead => lang.say("元", "yuan"),
        Shape::Count => "",
        Shape::Percent if measure == Measure::Progress => lang.say("百分点", "points"),
        Shape::Percent => "%",
    };
    MeasureHead {
        word: Word { id: measure.en(), name: lang.say(measure.zh(), measure.en()) },
        unit,
        money: shape == Shape::Money,
        percent: shape == Shape::Percent,
    }
}

fn line(group: &Group, q: &Question, names: &Names<'_>, lang: Lang) -> Line {
    let keys = q.rows.iter().zip(&group.key).map(|(d, k)| key(names, *d, k, lang)).collect();
    let cells = group.cells.iter().zip(q.measures.iter().cycle());
    Line { keys, figures: cells.map(|(cell, measure)| figure(*cell, measure.shape())).collect() }
}

/// A cell as it is printed.
pub(super) fn figure(cell: Cell, shape: Shape) -> Figure {
    let (whole, ratio) = match cell {
        Cell::None => (None, None),
        Cell::Money(fen) => (Some(fen), None),
        Cell::Count(n) => (Some(i128::from(n)), None),
        Cell::Ratio(part, of) => (None, Some((part, of))),
    };
    Figure { text: grouped(&cell.shown(shape).unwrap_or_default()), whole, ratio }
}

/// A value with its name.
pub(super) fn key(names: &Names<'_>, dim: Dim, code: &str, lang: Lang) -> Key {
    let name = names.of_key(dim, code);
    Key { dim: dim.en(), code: code.to_owned(), shown: label(dim, code, name, lang) }
}

/// Code and name; `（未填）` for what says nothing.
pub(super) fn label(dim: Dim, code: &str, name: Option<String>, lang: Lang) -> String {
    match (dim, name) {
        _ if code.is_empty() => lang.say("（未填）", "(none)").to_owned(),
        (Dim::Month, _) if code.len() == 6 && code.is_ascii() => {
            format!("{}-{}", &code[..4], &code[4..])
        }
        (_, Some(name)) if name != code && !name.is_empty() => format!("{code} {name}"),
        _ => code.to_owned(),
    }
}
