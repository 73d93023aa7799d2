//! The ledger at a glance, for a first page: execution by department against the calendar, the warnings that
//! wait, and how self-evaluations were scored; all of it within a reach.

use super::analyse::Analyse;
use super::analysis_view::{AnalysisView, analysis_view};
use super::asked::{View, asked};
use super::cases::{CaseFilter, Narrow, cases_found};
use super::choices::years;
use super::query::Query;
use super::within::Within;
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::case::{Brief, Role, Totals};
use access::Reach;
use report::Lang;

/// What is to be seen.
#[derive(Debug, Clone)]
pub struct GlanceWanted {
    /// How far the account reaches.
    pub reach: Reach,
    /// The same, as conditions on questions.
    pub within: Within,
    /// Warnings are shown.
    pub cases: bool,
    /// Scores are shown.
    pub scores: bool,
    /// Only the warnings that wait for this role.
    pub role: Option<Role>,
}

/// The ledger at a glance.
#[derive(Debug, Clone)]
pub struct Glance {
    /// 预算年度, the latest with figures; nothing in an empty ledger.
    pub year: Option<i32>,
    /// Budget, payments, 执行率 and 进度差 by department, the slowest first.
    pub money: Option<View>,
    /// Warnings that are open, the gravest first.
    pub cases: Vec<Brief>,
    /// How many there are.
    pub totals: Totals,
    /// How far scores were inflated; a reason where that cannot be told.
    pub scores: Option<Result<AnalysisView, Fault>>,
}

/// Looks at the ledger.
///
/// # Errors
/// When the engine fails.
pub fn glance(desk: &mut Desk, wanted: &GlanceWanted, lang: Lang) -> Result<Glance, Fault> {
    let all: Vec<i32> =
        years(desk, &wanted.within)?.iter().filter_map(|y| y.parse().ok()).collect();
    let year = all.first().copied();
    let money = match year {
        Some(year) => Some(money(desk, &wanted.within, year, lang)?),
        None => None,
    };
    let cases = if wanted.cases { waiting(desk, wanted)? } else { Vec::new() };
    let scores =
        if wanted.scores { latest_scores(desk, &wanted.within, &all, lang)? } else { None };
    Ok(Glance { year, money, totals: Totals::of(&cases), cases, scores })
}

fn money(desk: &mut Desk, within: &Within, year: i32, lang: Lang) -> Result<View, Fault> {
    let owned = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect();
    let query = Query {
        rows: owned(&["department"]),
        measures: owned(&["current", "paid", "rate", "progress"]),
        sort: Some("+rate".to_owned()),
        only: vec![("year".to_owned(), vec![year.to_string()])],
        within: within.clone(),
        ..Query::default()
    };
    asked(desk, &query, lang)
}

fn waiting(desk: &mut Desk, wanted: &GlanceWanted) -> Result<Vec<Brief>, Fault> {
    let filter = CaseFilter { open: true, role: wanted.role, ..CaseFilter::default() };
    let narrow =
        Narrow { reach: wanted.reach.clone(), department: String::new(), text: String::new() };
    Ok(cases_found(desk, &filter, &narrow)?.cases)
}

/// Scores of the latest year that has any: self-evaluations come after the year they are of.
fn latest_scores(
    desk: &mut Desk,
    within: &Within,
    years: &[i32],
    lang: Lang,
) -> Result<Option<Result<AnalysisView, Fault>>, Fault> {
    let mut none = None;
    for year in years {
        match scores(desk, within, *year, lang)? {
            Ok(view) => return Ok(Some(Ok(view))),
            Err(fault) => none = none.or(Some(Err(fault))),
        }
    }
    Ok(none)
}

/// A year without self-evaluations is a reason, not a failure of the page.
fn scores(
    desk: &mut Desk,
    within: &Within,
    year: i32,
    lang: Lang,
) -> Result<Result<AnalysisView, Fault>, Fault> {
    let asked = Analyse {
        kind: "score-inflation".to_owned(),
        year,
        top: 5,
        within: within.clone(),
        ..Analyse::default()
    };
    match analysis_view(desk, &asked, lang) {
        Ok(view) => Ok(Ok(view)),
        Err(fault) if desk.alive() => Ok(Err(fault)),
        Err(fault) => Err(fault),
    }
}
