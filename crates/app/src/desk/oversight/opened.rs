//! What a figure is made of: the kinds of its entries with sums and numbers, the same broken down once more,
//! and the entries themselves, page by page.
//!
//! **Invariant:** the parts add up to the figure, and so do all pages of its entries. Held by
//! `crates/app/tests/opened.rs`.

use super::asked::{Figure, MeasureHead, View, figure, head, view};
use super::query::{Query, measure, read};
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::pivot::{Base, Cell, Dim, Measure, Question, ask, entries, parts};
use ledger::kind_name;
use report::Lang;
use report::chart::grouped;
use store::Value;

/// Rows of a breakdown that are shown; the rest stands in one row.
const ROWS: usize = 15;

/// A figure that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its measure.
    pub measure: MeasureHead,
    /// The figure itself.
    pub figure: Figure,
    /// Kinds of its entries.
    pub parts: Vec<Part>,
    /// Entries of all kinds together.
    pub count: i64,
    /// The last entry that counts, of the node's own book.
    pub seq: u64,
    /// Books asked.
    pub books: Vec<String>,
    /// Books that did not answer.
    pub missing: Vec<String>,
    /// What else it can be broken down by: ids.
    pub finer: Vec<&'static str>,
    /// Where the figure comes from, and what it divides.
    pub notes: Vec<String>,
    /// The measure is made of last year's payments too: they open by this one.
    pub also: Option<&'static str>,
}

/// The entries of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// 支付, 年初预算, …
    pub kind: String,
    /// Their sum, in 分.
    pub fen: i128,
    /// The same, printed.
    pub text: String,
    /// How many.
    pub count: i64,
}

/// An entry behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Node.
    pub book: String,
    /// Number.
    pub seq: i64,
    /// Day of the event.
    pub day: String,
    /// Kind.
    pub kind: String,
    /// 单位编码
    pub unit: String,
    /// 项目编码
    pub project: String,
    /// Function, economic class.
    pub codes: (String, String),
    /// 分
    pub fen: i64,
    /// 元, printed.
    pub text: String,
    /// 收款人
    pub payee: String,
    /// 用途
    pub purpose: String,
    /// File and row it came from.
    pub source: (String, i64),
}

/// Opens a figure: a question of filters alone, and one measure.
///
/// # Errors
/// When a name is not known or the question cannot be answered.
pub fn opened(desk: &mut Desk, query: &Query, lang: Lang) -> Result<Opened, Fault> {
    let (asked, of) = alone(query)?;
    let answer = ask(&mut desk.store, &asked)?;
    let cell = answer.total.cells.first().copied().unwrap_or(Cell::None);
    let (question, made_of) = made_of(&asked, of);
    let all = parts(&mut desk.store, &question, made_of)?;
    let part = |(base, fen, count): &(Base, i128, i64)| Part {
        kind: kind_name(base.kind()).to_owned(),
        fen: *fen,
        text: figure(Cell::Money(*fen), Measure::Paid.shape()).text,
        count: *count,
    };
    Ok(Opened {
        measure: head(of, lang),
        figure: figure(cell, of.shape()),
        parts: all.iter().map(part).collect(),
        count: all.iter().map(|(_, _, n)| n).sum(),
        notes: report::pivot::notes(&answer, lang),
        seq: answer.seq,
        books: answer.books,
        missing: answer.missing.iter().map(|m| m.book.name.clone()).collect(),
        finer: finer(&asked),
        also: matches!(of, Measure::Change | Measure::ChangeRate).then_some(Measure::LastPaid.en()),
    })
}

/// The question without sides, and its one measure.
fn alone(query: &Query) -> Result<(Question, Measure), Fault> {
    let of = query.measures.first().map_or(Ok(Measure::Paid), |m| measure(m))?;
    let plain = Query {
        rows: Vec::new(),
        columns: Vec::new(),
        measures: vec![of.en().to_owned()],
        sort: None,
        top: None,
        ..query.clone()
    };
    Ok((read(&plain)?, of))
}

/// The question and the measure whose entries a figure is made of: last year's payments are payments of the
/// year before.
fn made_of(question: &Question, of: Measure) -> (Question, Measure) {
    match of {
        Measure::LastPaid => {
            let paid = Question { measures: vec![Measure::Paid], ..question.year_before() };
            (paid, Measure::Paid)
        }
        other => (question.clone(), other),
    }
}

/// Dimensions that may still tell parts apart, the most telling first.
fn finer(question: &Question) -> Vec<&'static str> {
    const ORDER: [Dim; 12] = [
        Dim::Year,
        Dim::Department,
        Dim::Unit,
        Dim::Class,
        Dim::Section,
        Dim::Item,
        Dim::EcoClass,
        Dim::EcoItem,
        Dim::Month,
        Dim::Project,
        Dim::Fund,
        Dim::Payee,
    ];
    let fixed =
        |dim: Dim| question.filters.iter().any(|f| f.dim == dim && !f.not && f.values.len() == 1);
    // What lies above something that is fixed is fixed with it.
    let above = |dim: Dim| match dim {
        Dim::Department => fixed(Dim::Unit),
        Dim::Class => fixed(Dim::Section) || fixed(Dim::Item),
        Dim::Section => fixed(Dim::Item) || !fixed(Dim::Class),
        Dim::Item => !(fixed(Dim::Class) || fixed(Dim::Section)),
        Dim::EcoClass => fixed(Dim::EcoItem),
        Dim::EcoItem => !fixed(Dim::EcoClass),
        Dim::Unit => !fixed(Dim::Department),
        _ => false,
    };
    ORDER.into_iter().filter(|d| !fixed(*d) && !above(*d)).map(Dim::en).collect()
}

/// The figure broken down by one more dimension, the largest parts first.
///
/// # Errors
/// When a name is not known or the question cannot be answered.
pub fn broken_down(desk: &mut Desk, query: &Query, by: &str, lang: Lang) -> Result<View, Fault> {
    let (question, of) = alone(query)?;
    let by = super::query::dim(by)?;
    let by_time = matches!(by, Dim::Month | Dim::Year);
    let finer = Question {
        rows: vec![by],
        sort: (!by_time).then_some((of, true)),
        top: (!by_time).then_some(ROWS),
        ..question
    };
    let answer = ask(&mut desk.store, &finer)?;
    view(desk, &answer, lang)
}

/// One page of the entries of a figure: those after `after`, at most `most`.
///
/// # Errors
/// When a name is not known or the store fails.
pub fn entries_behind(
    desk: &mut Desk,
    query: &Query,
    after: Option<(String, i64)>,
    most: usize,
) -> Result<Vec<Behind>, Fault> {
    let (question, of) = alone(query)?;
    let (question, of) = made_of(&question, of);
    let rows = entries(&mut desk.store, &question, of, after, most)?;
    Ok(rows.iter().filter_map(|row| behind(row)).collect())
}

fn behind(row: &[Value]) -> Option<Behind> {
    let [book, seq, day, _, kind, unit, project, _, func, eco, fen, payee, purpose, _, file, line] =
        row
    else {
        return None;
    };
    let text = |v: &Value| v.text().to_owned();
    let fen = fen.int()?;
    Some(Behind {
        book: text(book),
        seq: seq.int()?,
        day: text(day),
        kind: text(kind),
        unit: text(unit),
        project: text(project),
        codes: (text(func), text(eco)),
        fen,
        text: grouped(&base::Amount::fen(fen).yuan_text()),
        payee: text(payee),
        purpose: text(purpose),
        source: (text(file), line.int().unwrap_or(0)),
    })
}

/// Whether a figure is a sum of its entries, rather than a difference, a count or a ratio of such sums.
pub fn is_sum(id: &str) -> bool {
    Measure::parse(id).is_some_and(|m| {
        matches!(
            m,
            Measure::Initial
                | Measure::Adjusted
                | Measure::Current
                | Measure::Allotted
                | Measure::Planned
                | Measure::Paid
                | Measure::Income
                | Measure::Opening
                | Measure::Surplus
                | Measure::Distributed
                | Measure::Recalled
        )
    })
}
