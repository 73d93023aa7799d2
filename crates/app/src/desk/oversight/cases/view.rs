//! Plain views of cases for the two faces: filters from words, one case whole, statistics, JSON.

use super::act::date;
use super::load::{CaseFilter, case, cases};
use super::proof::{Kept, kept};
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::oversight::case::{
    Awaited, CaseNow, Leg, Level, Role, State, Statistics, awaited, statistics, timeline,
};
use base::Date;
use serde::{Serialize, Serializer};
use std::path::Path;

/// A filter as people write it; empty texts mean all.
#[derive(Debug, Clone, Copy, Default)]
pub struct CaseWords<'a> {
    /// 预算年度
    pub year: Option<i32>,
    /// Beginning of the unit's code.
    pub unit: &'a str,
    /// Beginning of the region's code.
    pub region: &'a str,
    /// Id of the rule.
    pub rule: &'a str,
    /// Level.
    pub level: &'a str,
    /// State.
    pub state: &'a str,
    /// Whom it waits for.
    pub role: &'a str,
    /// As of this day.
    pub on: &'a str,
    /// Officer.
    pub officer: Option<&'a str>,
    /// Only those that wait for somebody.
    pub open: bool,
    /// Only those that wait too long.
    pub overdue: bool,
}

/// Reads a filter.
///
/// # Errors
/// Names the word that is not known, and those that are.
pub fn case_filter(words: &CaseWords<'_>) -> Result<CaseFilter, Fault> {
    let known = |text: &str, found: bool, names: Vec<(&str, &str)>| match found || text.is_empty() {
        true => Ok(()),
        false => {
            let zh: Vec<&str> = names.iter().map(|(zh, _)| *zh).collect();
            let en: Vec<&str> = names.iter().map(|(_, en)| *en).collect();
            Err(Fault::new(
                format!("不认识“{text}”；可用的有：{}", zh.join("、")),
                format!("“{text}” is not known; there are: {}", en.join(", ")),
            ))
        }
    };
    let level = Level::parse(words.level);
    let levels = Level::ALL.iter().map(|l| (l.zh(), l.en())).collect();
    known(words.level, level.is_some(), levels)?;
    let state = State::parse(words.state);
    known(words.state, state.is_some(), State::ALL.iter().map(|s| (s.zh(), s.en())).collect())?;
    let role = Role::parse(words.role);
    known(words.role, role.is_some(), Role::ALL.iter().map(|r| (r.zh(), r.en())).collect())?;
    Ok(CaseFilter {
        year: words.year,
        unit: words.unit.to_owned(),
        region: words.region.to_owned(),
        rule: words.rule.to_owned(),
        level,
        state,
        role,
        open: words.open,
        overdue: words.overdue,
        officer: words.officer.map(str::to_owned),
        on: if words.on.is_empty() { None } else { Some(date(words.on)?) },
    })
}

/// Everything on record of a case.
#[derive(Debug, Clone, Serialize)]
pub struct CaseView {
    /// The case: version, steps, state.
    #[serde(serialize_with = "plain")]
    pub now: CaseNow,
    /// What it waits for.
    pub awaited: Option<Awaited>,
    /// Days by which that is overdue.
    pub overdue: u32,
    /// The steps that were waited for and done, with their deadlines.
    pub legs: Vec<Leg>,
    /// Files.
    pub files: Vec<Kept>,
    /// Number of the last entry of its steps: who acts on what he sees gives it back.
    pub after: u64,
}

fn plain<S: Serializer>(now: &CaseNow, to: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Plain<'a> {
        case: &'a ::oversight::case::Case,
        seq: u64,
        state: State,
        steps: &'a [::oversight::case::Recorded],
        broken: Option<&'a str>,
    }
    let broken = now.broken.as_ref().map(|b| b.words.zh.as_str());
    Plain { case: &now.case, seq: now.seq, state: now.state, steps: &now.steps, broken }
        .serialize(to)
}

/// A case with all that is computed of it.
///
/// # Errors
/// When there is no such case.
pub fn case_view(
    desk: &mut Desk,
    id: &str,
    on: Option<Date>,
    evidence: Option<&Path>,
) -> Result<CaseView, Fault> {
    let now = case(desk, id)?;
    let awaited = awaited(&now, desk.handling());
    let overdue = awaited.as_ref().map_or(0, |a| a.overdue(on.unwrap_or_else(today)));
    let legs = timeline(&now, desk.handling());
    let files = kept(desk, &now, evidence)?;
    Ok(CaseView { awaited, overdue, legs, files, after: now.last_step(), now })
}

/// The statistics of the cases that pass.
///
/// # Errors
/// When the engine fails.
pub fn case_statistics(desk: &mut Desk, filter: &CaseFilter) -> Result<Statistics, Fault> {
    let all = cases(desk, filter)?;
    Ok(statistics(&all, desk.handling(), filter.on.unwrap_or_else(today)))
}

/// A view as JSON, for other programs.
///
/// # Errors
/// None that a view of ours would have.
pub fn to_json<T: Serialize>(view: &T) -> Result<String, Fault> {
    let text = serde_json::to_string_pretty(view);
    text.map(|t| t + "\n").map_err(|e| Fault::new(e.to_string(), e.to_string()))
}
