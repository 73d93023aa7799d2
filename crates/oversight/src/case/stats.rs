//! How well warnings are handled: time by step, precision, what is overdue, who offends again, how content
//! the congress was.

use super::brief::Brief;
use super::limits::{Handling, Task};
use super::model::{CaseNow, Level};
use super::steps::{Action, Grade, State};
use super::timeline::{Leg, timeline};
use base::{Amount, Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// How long a task took, in working days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskTime {
    /// Which.
    pub task: Task,
    /// How often it was done.
    pub done: usize,
    /// Days of all together; the mean is this by `done`.
    pub days: u64,
    /// The middle one.
    pub median: u32,
    /// The longest.
    pub longest: u32,
    /// How often later than it should have been.
    pub late: usize,
    /// How many wait for it now, and how many of them too long.
    pub waiting: usize,
    /// See `waiting`.
    pub overdue: usize,
}

/// Counts of cases that have something in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Rule, region, unit or month.
    pub key: String,
    /// What it is called; empty where the key says it.
    pub name: String,
    /// All cases.
    pub cases: usize,
    /// Found to be right.
    pub confirmed: usize,
    /// Found to be false.
    pub dismissed: usize,
    /// 已销号 and 已归档.
    pub settled: usize,
    /// Overdue now.
    pub overdue: usize,
    /// Repeats of an offence that was once closed.
    pub repeats: usize,
}

/// The statistics of a set of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// All.
    pub cases: usize,
    /// By state, in order.
    pub states: Vec<(State, usize)>,
    /// By level, the gravest first.
    pub levels: Vec<(Level, usize)>,
    /// Verified: confirmed or false.
    pub verified: usize,
    /// Found to be right; precision is this by `verified`.
    pub confirmed: usize,
    /// Found to be false.
    pub dismissed: usize,
    /// Declared void.
    pub voided: usize,
    /// Overdue now.
    pub overdue: usize,
    /// Steps that were late.
    pub late: usize,
    /// Repeats of an offence that was once closed.
    pub repeats: usize,
    /// Cases whose condition no longer holds.
    pub ceased: usize,
    /// Grades that were given, those that led back too.
    pub grades: Vec<(Grade, usize)>,
    /// Money put right: 退回, 调账, 其他.
    pub amounts: [Amount; 3],
    /// By task.
    pub tasks: Vec<TaskTime>,
    /// By rule.
    pub rules: Vec<Group>,
    /// By region.
    pub regions: Vec<Group>,
    /// By unit.
    pub units: Vec<Group>,
    /// By month of the first day.
    pub months: Vec<Group>,
}

/// The statistics of cases, as of a day.
pub fn statistics(cases: &[CaseNow], handling: &Handling, today: Date) -> Statistics {
    let all: Vec<One<'_>> = cases.iter().map(|now| One::new(now, handling, today)).collect();
    let count = |is: &dyn Fn(&One<'_>) -> bool| all.iter().filter(|one| is(one)).count();
    let of = |action| count(&|one: &One<'_>| one.took(action));
    let (confirmed, dismissed) = (of(Action::Confirm), of(Action::Dismiss));
    let given = |grade| {
        let steps = cases.iter().flat_map(CaseNow::standing);
        steps.filter(|r| r.step.grade == Some(grade)).count()
    };
    Statistics {
        cases: cases.len(),
        states: State::ALL.iter().map(|s| (*s, count(&|one| one.now.state == *s))).collect(),
        levels: Level::ALL.iter().map(|l| (*l, count(&|one| one.now.case.level == *l))).collect(),
        verified: confirmed + dismissed,
        confirmed,
        dismissed,
        voided: count(&|one| one.now.state == State::Voided),
        overdue: count(&|one| one.brief.overdue > 0),
        late: all.iter().flat_map(|one| &one.legs).filter(|leg| leg.late() > 0).count(),
        repeats: count(&|one| one.now.case.is_repeat()),
        ceased: count(&|one| one.now.case.ceased.is_some()),
        grades: Grade::ALL.iter().map(|g| (*g, given(*g))).collect(),
        amounts: amounts(cases),
        tasks: Task::ALL.iter().map(|task| time(*task, &all)).collect(),
        rules: groups(&all, |one| (one.brief.rule.clone(), one.brief.title.zh.clone())),
        regions: groups(&all, |one| (one.brief.region.clone(), String::new())),
        units: groups(&all, |one| (one.brief.unit.clone(), one.brief.unit_name.clone())),
        months: groups(&all, |one| {
            let first = one.brief.first;
            (format!("{:04}-{:02}", first.year(), first.month()), String::new())
        }),
    }
}

/// A case with what is computed of it.
struct One<'a> {
    now: &'a CaseNow,
    brief: Brief,
    legs: Vec<Leg>,
    actions: Vec<Action>,
}

impl<'a> One<'a> {
    fn new(now: &'a CaseNow, handling: &Handling, today: Date) -> One<'a> {
        let actions = now.standing().iter().map(|r| r.step.action).collect();
        let brief = super::brief::brief(now, handling, today);
        One { now, brief, legs: timeline(now, handling), actions }
    }

    fn took(&self, action: Action) -> bool {
        self.actions.contains(&action)
    }
}

fn time(task: Task, all: &[One<'_>]) -> TaskTime {
    let legs = all.iter().flat_map(|one| &one.legs).filter(|leg| leg.task == task);
    let mut took: Vec<u32> = legs.clone().map(|leg| leg.took).collect();
    took.sort_unstable();
    let waits = |one: &&One<'_>| one.brief.awaited.as_ref().is_some_and(|a| a.task == task);
    TaskTime {
        task,
        done: took.len(),
        days: took.iter().map(|n| u64::from(*n)).sum(),
        median: took.get(took.len() / 2).copied().unwrap_or(0),
        longest: took.last().copied().unwrap_or(0),
        late: legs.filter(|leg| leg.late() > 0).count(),
        waiting: all.iter().filter(waits).count(),
        overdue: all.iter().filter(waits).filter(|one| one.brief.overdue > 0).count(),
    }
}

/// The money put right in all cases.
fn amounts(cases: &[CaseNow]) -> [Amount; 3] {
    let mut sums = [Amount::ZERO; 3];
    for a in cases.iter().map(CaseNow::amounts) {
        for (sum, one) in sums.iter_mut().zip([a.refunded, a.rebooked, a.other]) {
            // Beyond all money there is: the sum stays at what it was.
            *sum = sum.plus(one).unwrap_or(*sum);
        }
    }
    sums
}

fn groups(all: &[One<'_>], by: impl Fn(&One<'_>) -> (String, String)) -> Vec<Group> {
    let mut found: BTreeMap<String, Group> = BTreeMap::new();
    for one in all {
        let (key, name) = by(one);
        let group = found.entry(key.clone()).or_insert_with(|| Group { key, ..Group::default() });
        if !name.is_empty() {
            group.name = name;
        }
        group.cases += 1;
        group.confirmed += usize::from(one.took(Action::Confirm));
        group.dismissed += usize::from(one.took(Action::Dismiss));
        group.settled += usize::from(one.now.state.is_settled());
        group.overdue += usize::from(one.brief.overdue > 0);
        group.repeats += usize::from(one.now.case.is_repeat());
    }
    found.into_values().collect()
}
