//! The goals and self-evaluations within a reach: where each stands, what it scores, what is missing.

use super::Form;
use crate::desk::Desk;
use crate::desk::evidence::Shown;
use crate::fault::Fault;
use ::performance::{Action, Colour, Evaluation, State, Step, score, state};
use access::Reach;
use base::Decimal;
use ledger::Nature;
use std::collections::{BTreeMap, BTreeSet};
use store::{AsOf, Filter};

/// One goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 单位编码 and its name.
    pub unit: (String, String),
    /// 项目编码 and its name.
    pub project: (String, String),
    /// 部门整体支出
    pub whole: bool,
    /// Where the goal stands, and whether it was sent back.
    pub targets: (State, bool),
    /// Where the self-evaluation stands, and whether it was sent back.
    pub evaluation: (State, bool),
    /// 执行率 in percent.
    pub rate: Option<Decimal>,
    /// 总分 by the rule.
    pub total: Option<Decimal>,
    /// 总分 as reported.
    pub reported: Option<Decimal>,
    /// 等级 by the rule.
    pub grade: Option<String>,
    /// Red and yellow alarms.
    pub alarms: [usize; 2],
    /// Boxes to be filled.
    pub missing: usize,
    /// The record cannot be read or its policy does not exist; why.
    pub trouble: Option<(String, String)>,
}

/// A project with money in the year and no goal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Without {
    /// 单位编码 and its name.
    pub unit: (String, String),
    /// 项目编码 and its name.
    pub project: (String, String),
}

/// What stands in a year within a reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The year.
    pub year: i32,
    /// Years that have goals within the reach, the latest first.
    pub years: Vec<i32>,
    /// The goals, by unit and project.
    pub lines: Vec<Line>,
    /// Projects without a goal.
    pub without: Vec<Without>,
}

/// Code of a goal, and what was entered or why it cannot be read.
type Entered = (String, Result<Evaluation, String>);

/// Where forms stand, by unit and project, and whether they were sent back.
type Stands = BTreeMap<(String, String), (State, bool)>;

/// The goals of a year within a reach; of the latest year that has any where none is named.
///
/// # Errors
/// When the store fails.
pub fn listing(desk: &mut Desk, reach: &Reach, year: Option<i32>) -> Result<Listing, Fault> {
    let units = reached(desk, reach)?;
    let years = years(desk, &units)?;
    let year = year.or(years.first().copied()).unwrap_or_default();
    let filter = Filter { year: Some(year), ..Filter::default() };
    let mut by_unit: BTreeMap<String, Vec<Entered>> = BTreeMap::new();
    for step in desk.store.records("绩效", &filter)? {
        if units.contains_key(&step.unit) {
            let e = serde_json::from_str(&step.payload).map_err(|e| e.to_string());
            by_unit.entry(step.unit).or_default().push((step.key, e));
        }
    }
    let goals = stands(desk, Form::Targets, &filter)?;
    let evaluations = stands(desk, Form::SelfEvaluation, &filter)?;
    let mut lines = Vec::new();
    for (unit, all) in &by_unit {
        let shown =
            Shown::for_all(desk, unit, year, all.iter().filter_map(|(_, e)| e.as_ref().ok()))?;
        let name = units.get(unit).cloned().unwrap_or_default();
        for (code, e) in all {
            let key = (unit.clone(), code.clone());
            let at = |m: &Stands| m.get(&key).copied().unwrap_or_default();
            let mut line = Line {
                unit: (unit.clone(), name.clone()),
                project: (code.clone(), code.clone()),
                whole: false,
                targets: at(&goals),
                evaluation: at(&evaluations),
                rate: None,
                total: None,
                reported: None,
                grade: None,
                alarms: [0; 2],
                missing: 0,
                trouble: None,
            };
            match e {
                Ok(e) => scored(desk, &shown, e, &mut line),
                Err(why) => line.trouble = Some((why.clone(), why.clone())),
            }
            lines.push(line);
        }
    }
    let without = without(desk, year, &units, &lines)?;
    Ok(Listing { year, years, lines, without })
}

fn scored(desk: &Desk, shown: &Shown, e: &Evaluation, line: &mut Line) {
    let mut e = e.clone();
    shown.apply(&mut e);
    line.project.1.clone_from(&e.name);
    line.whole = e.whole;
    let Some(policy) = desk.policies.get(&e.policy) else {
        let why = crate::desk::official::no_policy(&e);
        line.trouble = Some((why.zh, why.en));
        return;
    };
    let scored = score(&e, policy);
    let red = scored.alarms.iter().filter(|a| a.colour == Colour::Red).count();
    line.rate = scored.rate;
    line.total = scored.total;
    line.reported = scored.reported_total;
    line.grade = scored.grade;
    line.alarms = [red, scored.alarms.len() - red];
    line.missing = scored.missing.len();
}

/// Units of the node's own book within a reach: code and name.
fn reached(desk: &mut Desk, reach: &Reach) -> Result<BTreeMap<String, String>, Fault> {
    let book = desk.store.own().code.clone();
    let sql = "SELECT code, name, COALESCE(NULLIF(region, ''), book), department FROM unit_card \
         WHERE book = ?1 ORDER BY code";
    let rows = desk.store.ask(sql, &[book.into()])?;
    let read = |row: &Vec<store::Value>| match row.as_slice() {
        [code, name, region, department] => reach
            .covers_unit(region.text(), department.text(), code.text())
            .then(|| (code.text().to_owned(), name.text().to_owned())),
        _ => None,
    };
    Ok(rows.iter().filter_map(read).collect())
}

/// Years that have goals of these units, the latest first.
fn years(desk: &mut Desk, units: &BTreeMap<String, String>) -> Result<Vec<i32>, Fault> {
    let book = desk.store.own().code.clone();
    let sql = "SELECT DISTINCT year, unit FROM entry WHERE book = ?1 AND kind = '记录' \
         AND topic = '绩效' ORDER BY year, unit";
    let rows = desk.store.ask(sql, &[book.into()])?;
    let read = |row: &Vec<store::Value>| match row.as_slice() {
        [year, unit] if units.contains_key(unit.text()) => {
            year.int().and_then(|y| i32::try_from(y).ok())
        }
        _ => None,
    };
    let years: BTreeSet<i32> = rows.iter().filter_map(read).collect();
    Ok(years.into_iter().rev().collect())
}

/// Where the forms of a year stand, by unit and project.
fn stands(desk: &mut Desk, form: Form, filter: &Filter) -> Result<Stands, Fault> {
    let mut steps: BTreeMap<(String, String), Vec<Step>> = BTreeMap::new();
    for kept in desk.store.history(form.steps(), filter)? {
        if let Ok(step) = serde_json::from_str(&kept.payload) {
            steps.entry((kept.unit, kept.key)).or_default().push(step);
        }
    }
    let stand = |steps: &Vec<Step>| {
        let back = steps.last().is_some_and(|s| s.action == Action::SendBack);
        (state(steps), back)
    };
    Ok(steps.iter().map(|(key, steps)| (key.clone(), stand(steps))).collect())
}

/// Projects of these units with a budget in the year and no goal.
fn without(
    desk: &mut Desk,
    year: i32,
    units: &BTreeMap<String, String>,
    lines: &[Line],
) -> Result<Vec<Without>, Fault> {
    let known: BTreeSet<(&str, &str)> =
        lines.iter().map(|l| (l.unit.0.as_str(), l.project.0.as_str())).collect();
    let book = desk.store.own().code.clone();
    let sql = "SELECT DISTINCT unit, project FROM by_project WHERE book = ?1 AND year = ?2 \
         AND kind IN ('年初预算', '预算调整') ORDER BY unit, project";
    let projects = desk.store.projects(AsOf::default())?;
    let mut all = Vec::new();
    for row in desk.store.ask(sql, &[book.into(), i64::from(year).into()])? {
        let [unit, code] = row.as_slice() else { continue };
        let (unit, code) = (unit.text(), code.text());
        let (Some(name), Some(project)) = (units.get(unit), projects.get(code)) else { continue };
        if project.nature() == Nature::Project && !known.contains(&(unit, code)) {
            all.push(Without {
                unit: (unit.to_owned(), name.clone()),
                project: (code.to_owned(), project.name.clone()),
            });
        }
    }
    Ok(all)
}
