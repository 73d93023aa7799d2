//! Goals of projects, and self-evaluations of some of them at the end of the year.

use super::budget::{Project, Size, UnitYear};
use super::judge;
use super::record::{Of, day, record};
use super::truth::Truth;
use super::world::World;
use ::performance::{Evaluation, Funding, Indicator, Operator, Policies, Target, Value, score};
use base::{Amount, Decimal};
use ledger::Draft;

const POLICY: &str = "国家2020";

/// One in so many units evaluates its projects.
const EVALUATES: usize = 5;

/// Level 1, level 2, name, whether less is better, target, unit, weight.
type Row = (&'static str, &'static str, &'static str, bool, i64, &'static str, i64);

const ROWS: [Row; 6] = [
    ("产出指标", "数量指标", "完成任务数量", false, 40, "项", 20),
    ("产出指标", "质量指标", "验收合格率", false, 95, "%", 10),
    ("产出指标", "时效指标", "完成时限", true, 12, "个月", 10),
    ("产出指标", "成本指标", "单位成本", true, 200, "元", 10),
    ("效益指标", "社会效益指标", "服务覆盖人次", false, 500, "人次", 30),
    ("满意度指标", "服务对象满意度指标", "服务对象满意度", false, 90, "%", 10),
];

/// Numbers of the indicators that something is planted in, from 0.
const QUANTITY: usize = 0;
const TIME: usize = 2;
const COST: usize = 3;

/// Whether a project must have a goal: it has a budget and is no 基本支出.
fn wants(year: &UnitYear, n: usize, project: &Project) -> bool {
    !project.nature.is_basic() && year.lines.iter().any(|l| l.project == n && l.current() > 0)
}

/// The goals of a unit's projects, as entered at the beginning of the year.
pub(super) fn goals(
    world: &World,
    size: Size,
    year: &UnitYear,
    out: &mut dyn FnMut(Draft),
) -> Vec<Truth> {
    let mut truths = Vec::new();
    let Some(unit) = world.units.get(year.at) else { return truths };
    let marked = year.lasting(size);
    for (n, project) in year.projects.iter().enumerate().filter(|(n, p)| wants(year, *n, p)) {
        let planted = marked == Some(n);
        let object = || format!("{}|{}", unit.code, project.code);
        if planted && year.mark("W11").is_some() {
            truths.push(Truth::new("W11", year.year, object(), "橙", ""));
            continue;
        }
        let mut goal = goal(world, year, n, project);
        if planted && year.mark("W96").is_some() {
            if let Some(i) = goal.indicators.get_mut(QUANTITY) {
                i.weight = Decimal::from(25);
            }
            truths.push(Truth::new("W96", year.year, object(), "橙", ""));
        }
        out(draft(&goal, year, &unit.code, 1));
    }
    truths
}

fn draft(e: &Evaluation, year: &UnitYear, unit: &str, month: usize) -> Draft {
    let of = Of { year: year.year, unit };
    let payload = serde_json::to_value(e).unwrap_or_default();
    record(of, day(year.year, month, if month == 1 { 30 } else { 31 }), "绩效", &e.code, &payload)
}

fn goal(world: &World, year: &UnitYear, n: usize, project: &Project) -> Evaluation {
    let own = |l: &&super::budget::Line| l.project == n;
    let initial: i64 = year.lines.iter().filter(own).map(|l| l.initial).sum();
    let unit = world.units.get(year.at);
    let text =
        |of: fn(&super::world::Unit) -> &String| unit.map_or(String::new(), |u| of(u).clone());
    Evaluation {
        code: project.code.clone(),
        name: project.name.clone(),
        whole: false,
        year: year.year,
        department: text(|u| &u.department_name),
        unit: text(|u| &u.name),
        policy: POLICY.to_owned(),
        funds: vec![Funding {
            source: "一般公共预算".to_owned(),
            declared: None,
            initial: Amount::fen(initial),
            current: Amount::fen(initial),
            executed: Amount::ZERO,
        }],
        goal: format!("完成{}年度任务，服务对象满意。", project.name),
        done: String::new(),
        indicators: ROWS.iter().map(indicator).collect(),
        reported_execution: None,
        reported_total: None,
        reported_grade: String::new(),
        funds_reason: String::new(),
        analysis: ::performance::Analysis::default(),
    }
}

fn indicator((one, two, name, less, target, unit, weight): &Row) -> Indicator {
    let operator = if *less { Operator::AtMost } else { Operator::AtLeast };
    Indicator {
        level1: (*one).to_owned(),
        level2: (*two).to_owned(),
        name: (*name).to_owned(),
        target: Target {
            operator,
            number: Some(Decimal::from(*target)),
            unit: (*unit).to_owned(),
            words: String::new(),
        },
        adjusted: None,
        direction: ::performance::Direction::default(),
        weight: Decimal::from(*weight),
        standard: String::new(),
        evidence: None,
        actual: None,
        reported: None,
        reason: String::new(),
    }
}

/// Rules that something is planted for in a self-evaluation.
const PLANTED: [&str; 5] = ["W91", "W92", "W93", "W94", "W95"];

/// The self-evaluations of a unit at the end of the year.
pub(super) fn evaluations(
    world: &World,
    size: Size,
    year: &UnitYear,
    changed: bool,
    policies: &Policies,
    out: &mut dyn FnMut(Draft),
) -> Vec<Truth> {
    let mut truths = Vec::new();
    let (Some(unit), Some(policy)) = (world.units.get(year.at), policies.get(POLICY)) else {
        return truths;
    };
    let usual = year.at.is_multiple_of(EVALUATES) && !changed;
    let marked = year.lasting(size);
    for (n, project) in year.projects.iter().enumerate().filter(|(n, p)| wants(year, *n, p)) {
        let planted = marked == Some(n);
        // What has no goal, or one that does not add up, is left as it is.
        if planted && (year.mark("W11").is_some() || year.mark("W96").is_some()) {
            continue;
        }
        let mark = PLANTED.iter().find(|r| planted && year.mark(r).is_some()).copied();
        let graded = planted && year.mark("W15").is_some();
        if !usual && mark.is_none() && !graded {
            continue;
        }
        let mut e = goal(world, year, n, project);
        if graded {
            // Graded by a person, without points.
            "差".clone_into(&mut e.reported_grade);
            let object = format!("{}|{}", unit.code, project.code);
            truths.push(Truth::new("W15", year.year + 1, object, "橙", ""));
            out(draft(&e, year, &unit.code, 12));
            continue;
        }
        fill(&mut e, year, n);
        let number = mark.and_then(|r| year.mark(r)).unwrap_or(0);
        if let Some(rule) = mark {
            actual(&mut e, rule, number);
        }
        let scored = score(&e, policy);
        for (i, s) in e.indicators.iter_mut().zip(&scored.indicators) {
            i.reported = s.score;
        }
        e.reported_execution = scored.execution.score;
        e.reported_total = scored.total;
        e.reported_grade = scored.grade.unwrap_or_default();
        if let Some(rule) = mark {
            truths.push(said(&mut e, rule, number, (unit.code.as_str(), year.year)));
        }
        out(draft(&e, year, &unit.code, 12));
    }
    truths
}

/// What was done, a little better than was to be reached, and all money paid.
fn fill(e: &mut Evaluation, year: &UnitYear, project: usize) {
    let (current, paid) = judge::project(year, project);
    if let Some(fund) = e.funds.first_mut() {
        (fund.current, fund.executed) = (Amount::fen(current), Amount::fen(paid));
    }
    "年度任务全部完成。".clone_into(&mut e.done);
    for (i, row) in e.indicators.iter_mut().zip(&ROWS) {
        let reached = if row.3 { row.4 } else { row.4 + row.4 / 20 };
        i.actual = Some(Value::Number(Decimal::from(reached)));
    }
}

fn set(e: &mut Evaluation, n: usize, percent: i64, reason: &str) {
    let target = ROWS.get(n).map_or(0, |r| r.4);
    if let Some(i) = e.indicators.get_mut(n) {
        i.actual = Some(Value::Number(Decimal::from(target * percent / 100)));
        reason.clone_into(&mut i.reason);
    }
}

const REASON: &str = "受天气影响，部分任务推迟到下年完成";

/// What is planted in what was done.
fn actual(e: &mut Evaluation, rule: &str, n: usize) {
    match (rule, n % 3) {
        ("W91", n) => set(e, QUANTITY, [70, 50, 150].get(n).copied().unwrap_or(70), REASON),
        ("W92", 0) => set(e, TIME, 125, REASON),
        ("W92", _) => set(e, COST, 110, REASON),
        ("W93", n) if n != 0 => set(e, QUANTITY, 90, REASON),
        ("W95", _) => set(e, QUANTITY, 90, ""),
        _ => {}
    }
}

/// What is planted in what was reported, and what must be found.
fn said(e: &mut Evaluation, rule: &'static str, n: usize, (unit, year): (&str, i32)) -> Truth {
    let code = e.code.clone();
    let object = format!("{unit}|{code}");
    let more = |fund: Option<&mut Funding>, tenths: i64| {
        if let Some(fund) = fund {
            let fen = fund.current.as_fen() / 10 * tenths;
            fund.current = Amount::fen(fen);
        }
    };
    let (object, level) = match (rule, n % 3) {
        ("W91", n) => {
            let level = ["黄", "红", "蓝"].get(n).copied().unwrap_or("黄");
            (format!("{object}|{}", QUANTITY + 1), level)
        }
        ("W92", 0) => (format!("{object}|{}", TIME + 1), "红"),
        ("W92", _) => (format!("{object}|{}", COST + 1), "红"),
        // More budget is said than there is, so that less of it was carried out.
        ("W93", 0) => {
            more(e.funds.first_mut(), 11);
            (object, "红")
        }
        ("W93", _) => {
            e.reported_total = Some(Decimal::from(100));
            (object, "橙")
        }
        ("W94", _) => {
            more(e.funds.first_mut(), 13);
            for i in &mut e.indicators {
                i.reported = None;
            }
            (object, "黄")
        }
        _ => (format!("{object}|{}", QUANTITY + 1), "黄"),
    };
    Truth::new(rule, year, object, level, "")
}
