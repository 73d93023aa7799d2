//! A case in one line: what lists, the web and the statistics need of it.

use super::day;
use super::limits::Handling;
use super::model::{CaseNow, Level};
use super::queue::rank;
use super::steps::State;
use super::timeline::{Awaited, awaited};
use crate::words::Words;
use base::{Amount, Date};
use serde::Serialize;

/// A case in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Brief {
    /// Its id.
    pub id: String,
    /// Highest level.
    pub level: Level,
    /// Where it stands.
    pub state: State,
    /// 预算年度
    pub year: i32,
    /// Rule that stands for it.
    pub rule: String,
    /// What the rule is called.
    pub title: Words,
    /// 区划
    pub region: String,
    /// 单位编码
    pub unit: String,
    /// 单位名称
    pub unit_name: String,
    /// What the object is called.
    pub object: String,
    /// What is wrong.
    pub message: Words,
    /// Money at stake.
    pub amount: Option<Amount>,
    /// First day.
    #[serde(with = "day")]
    pub first: Date,
    /// Day since when the condition no longer holds.
    #[serde(with = "day::maybe")]
    pub ceased: Option<Date>,
    /// Which offence it is; 2 is the first repeat.
    pub offence: u32,
    /// What it waits for.
    pub awaited: Option<Awaited>,
    /// Days by which that is overdue.
    pub overdue: u32,
    /// Number of the last entry of its steps: who acts on what he sees gives it back.
    pub after: u64,
}

/// How many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// All.
    pub cases: usize,
    /// Those that wait for somebody.
    pub open: usize,
    /// Those that wait longer than they may.
    pub overdue: usize,
    /// Open ones by level, the gravest first.
    pub levels: Vec<(Level, usize)>,
}

/// A case in one line, as of a day.
pub fn brief(now: &CaseNow, handling: &Handling, today: Date) -> Brief {
    let (case, hit) = (&now.case, now.case.hit());
    let awaited = awaited(now, handling);
    Brief {
        id: case.id.clone(),
        level: case.level,
        state: now.state,
        year: hit.year,
        rule: hit.rule.clone(),
        title: hit.title.clone(),
        region: hit.region.clone(),
        unit: hit.unit.clone(),
        unit_name: hit.unit_name.clone(),
        object: case.called().to_owned(),
        message: hit.message.clone(),
        amount: hit.amount,
        first: case.first,
        ceased: case.ceased,
        offence: case.offence,
        overdue: awaited.as_ref().map_or(0, |a| a.overdue(today)),
        awaited,
        after: now.last_step(),
    }
}

/// Cases the gravest first, then by money, then by age.
pub fn ranked(cases: &mut [CaseNow]) {
    cases.sort_by_cached_key(|now| rank(&now.case));
}

impl Totals {
    /// Counts.
    pub fn of(all: &[Brief]) -> Totals {
        let open: Vec<&Brief> = all.iter().filter(|b| b.state.is_open()).collect();
        let at = |level| open.iter().filter(|b| b.level == level).count();
        Totals {
            cases: all.len(),
            open: open.len(),
            overdue: all.iter().filter(|b| b.overdue > 0).count(),
            levels: Level::ALL.iter().map(|l| (*l, at(*l))).collect(),
        }
    }
}
