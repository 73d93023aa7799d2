//! What stands beside a form while it is typed: scores by the rule, what is missing, what contradicts the ledger.

use super::boxes::{Filled, Typed, Unread, fill};
use super::standing::Standing;
use super::{Form, Goal};
use crate::desk::Desk;
use crate::desk::evidence::Shown;
use crate::desk::official::no_policy;
use crate::desk::performance::{evaluations, spent_until};
use crate::fault::Fault;
use ::performance::{
    Evaluation, Missing, Monitored, Policy, Remark, Scored, Strictness, monitor, review, score,
};
use base::Decimal;

/// A form with what was typed, and what is to be said of it.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The evaluation with what was typed.
    pub evaluation: Evaluation,
    /// Boxes that cannot be read.
    pub unread: Vec<Unread>,
    /// Scores by the rule; for a self-evaluation.
    pub scored: Option<Scored>,
    /// Progress against the calendar; for a monitoring.
    pub monitored: Option<Monitored>,
    /// What the review of targets finds, or the ledger contradicts.
    pub remarks: Vec<Remark>,
    /// What must still be written.
    pub missing: Vec<Missing>,
    /// Points of the first-level blocks as the policy has them, and the sum of weights that is asked for.
    pub points: Decimal,
    /// First-level indicators with their second-level kinds.
    pub kinds: Vec<(String, Vec<String>)>,
    /// Policies that hold for the year: id and title.
    pub policies: Vec<(String, String)>,
}

impl Checked {
    /// Whether it can be handed in.
    pub fn complete(&self) -> bool {
        let must = |r: &Remark| r.strictness == Strictness::Must;
        // What the ledger contradicts is for the reviewer to judge, as on the command line.
        let blocks = self.scored.is_none() && self.remarks.iter().any(must);
        self.unread.is_empty() && self.missing.is_empty() && !blocks
    }

    /// Sum of the weights.
    pub fn weights(&self) -> Option<Decimal> {
        let add = |sum: Decimal, i: &::performance::Indicator| sum.checked_add(i.weight);
        self.evaluation.indicators.iter().try_fold(Decimal::ZERO, add)
    }
}

/// Checks a form with what was typed.
///
/// # Errors
/// When the store fails, or there is no such policy.
pub fn check(desk: &mut Desk, standing: &Standing, typed: &Typed) -> Result<Checked, Fault> {
    let (goal, form) = (&standing.goal, standing.form);
    let mut e = standing.entered.clone();
    let Filled { unread, rows } = fill(&mut e, form, typed, &standing.ledger);
    let policies = std::sync::Arc::clone(&desk.policies);
    let policy = policies.get(&e.policy).ok_or_else(|| no_policy(&e))?;
    let mut checked = Checked {
        evaluation: e,
        unread,
        scored: None,
        monitored: None,
        remarks: Vec::new(),
        missing: Vec::new(),
        points: policy.indicator_points(),
        kinds: policy.blocks.iter().map(|b| (b.name.clone(), b.kinds.clone())).collect(),
        policies: Vec::new(),
    };
    let (whole, year) = (checked.evaluation.whole, goal.year);
    let fit = policies.iter().filter(|p| p.whole == whole && p.holds(year));
    checked.policies = fit.map(|p| (p.id.clone(), p.title.clone())).collect();
    match form {
        Form::Targets => {
            let others = others(desk, goal)?;
            let others: Vec<&Evaluation> = others.iter().collect();
            checked.remarks = review(&checked.evaluation, policy, &others);
            checked.missing = unset(&checked.evaluation);
            // They are told by the rows that were typed, some of which may be empty.
            for remark in &mut checked.remarks {
                remark.field = renumbered(&remark.field, &rows);
            }
            for missing in &mut checked.missing {
                missing.field = renumbered(&missing.field, &rows);
            }
        }
        Form::Monitoring(month) => {
            spent_until(desk, &goal.unit, goal.year, month, &mut checked.evaluation)?;
            let monitored = monitor(&checked.evaluation, month, policy);
            checked.missing = unwatched(&checked.evaluation);
            checked.missing.extend(monitored.missing.clone());
            checked.monitored = Some(monitored);
        }
        Form::SelfEvaluation => scored(desk, goal, &mut checked, policy)?,
    }
    Ok(checked)
}

/// The name of a box with the number of its typed row in place of that of its indicator.
fn renumbered(field: &str, rows: &[usize]) -> String {
    let moved = || {
        let (number, part) = field.strip_prefix("指标")?.split_once('.')?;
        let row = rows.get(number.parse::<usize>().ok()?.checked_sub(1)?)?;
        Some(format!("指标{row}.{part}"))
    };
    moved().unwrap_or_else(|| field.to_owned())
}

fn scored(
    desk: &mut Desk,
    goal: &Goal,
    checked: &mut Checked,
    policy: &Policy,
) -> Result<(), Fault> {
    let e = &mut checked.evaluation;
    checked.remarks = Shown::of(desk, &goal.unit, goal.year)?.apply(e);
    total(e, policy);
    let scored = score(e, policy);
    checked.missing.clone_from(&scored.missing);
    checked.scored = Some(scored);
    Ok(())
}

/// 总分 and 等级 as reported are the sum of the reported lines, not typed; nothing while a line is not given.
pub(super) fn total(e: &mut Evaluation, policy: &Policy) {
    let lines = e.indicators.iter().map(|i| i.reported);
    let sum = lines
        .chain([e.reported_execution])
        .try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line?));
    e.reported_total = sum;
    e.reported_grade = sum.and_then(|s| policy.grade(s)).unwrap_or_default().to_owned();
}

/// The other evaluations of the unit, of this year and the one before.
fn others(desk: &mut Desk, goal: &Goal) -> Result<Vec<Evaluation>, Fault> {
    let mut all = evaluations(desk, &goal.unit, goal.year)?;
    all.retain(|e| e.code != goal.code);
    all.extend(evaluations(desk, &goal.unit, goal.year - 1)?);
    Ok(all)
}

/// Boxes of a goal that must be filled.
fn unset(e: &Evaluation) -> Vec<Missing> {
    let mut found = Vec::new();
    if e.goal.trim().is_empty() {
        found.push(Missing::new(
            "年度目标",
            "没有写年度目标",
            "the goal of the year is not written",
        ));
    }
    if e.indicators.is_empty() {
        found.push(Missing::new("指标", "没有三级指标", "there are no indicators"));
    }
    for (n, i) in (1..).zip(&e.indicators) {
        let mut blank = |name: &str, text: &str, zh: &str, en: &str| {
            if text.trim().is_empty() {
                found.push(Missing::new(format!("指标{n}.{name}"), zh, en));
            }
        };
        blank("一级指标", &i.level1, "没有选一级指标", "no first-level indicator");
        blank("二级指标", &i.level2, "没有选二级指标", "no second-level indicator");
        blank("三级指标", &i.name, "没有写三级指标", "no third-level indicator");
        blank("指标值", &i.due().text(), "没有填指标值", "no target");
    }
    found
}

/// Values up to the month that nobody has given.
fn unwatched(e: &Evaluation) -> Vec<Missing> {
    let empty = |(n, i): (usize, &::performance::Indicator)| {
        i.actual.is_none().then(|| {
            Missing::new(
                format!("指标{n}.实际完成值"),
                format!("指标“{}”没有填截至当月的完成值", i.name),
                format!("indicator “{}” has no value up to the month", i.name),
            )
        })
    };
    (1..).zip(&e.indicators).filter_map(empty).collect()
}

/// Fills the scores that nobody has given with what the rule gives; what a person decides stays open.
pub fn by_rule(typed: &mut Typed, checked: &Checked) {
    let Some(scored) = &checked.scored else { return };
    let mut put = |name: String, line: &::performance::Scoring| {
        let blank = typed.get(&name).is_none_or(|t| t.trim().is_empty());
        if let Some(score) = line.score.filter(|_| blank && line.range.is_none()) {
            typed.insert(name, score.normalize().to_string());
        }
    };
    put("预算执行.得分".to_owned(), &scored.execution);
    for (n, line) in (1..).zip(&scored.indicators) {
        put(format!("指标{n}.得分"), line);
    }
}
