//! The yearly goal against its indicators, the budget against the targets, this year against the last.

use super::Remark;
use super::targets::counts;
use crate::model::{Direction, Evaluation, Indicator, Value};
use crate::policy::Policy;
use crate::score::score;
use base::text::squash;
use base::{Amount, Decimal};

/// Remarks on the goal, the money and what no indicator carries.
pub fn goal(evaluation: &Evaluation, policy: &Policy) -> Vec<Remark> {
    let mut found = Vec::new();
    if evaluation.goal.trim().is_empty() {
        found.push(Remark::must(
            "goal",
            "年度目标",
            ("没有写年度目标".to_owned(), "there is no yearly goal".to_owned()),
            ("写明本年要完成什么、达到什么效果", "say what will be done and achieved"),
        ));
    }
    found.extend(carried("年度目标", &evaluation.goal, evaluation));
    found.extend(carried("实际完成情况", &evaluation.done, evaluation));
    found.extend(budget_changed(evaluation, policy));
    found.extend(cost_above_budget(evaluation));
    found
}

/// Counts in a text that no indicator carries: “培训4次” without an indicator of 4次.
fn carried(field: &str, text: &str, evaluation: &Evaluation) -> Vec<Remark> {
    let carries = |i: &Indicator, number: Decimal| {
        let actual = matches!(i.actual, Some(Value::Number(a)) if a == number);
        let target = [Some(&i.target), i.adjusted.as_ref()];
        actual || target.into_iter().flatten().any(|t| t.number == Some(number))
    };
    let mut found: Vec<Remark> = Vec::new();
    for (number, unit) in counts(text) {
        if evaluation.indicators.iter().any(|i| carries(i, number)) {
            continue;
        }
        let n = number.normalize();
        found.push(Remark::ask(
            "uncarried",
            field,
            (
                format!("{field}写了“{n}{unit}”，没有指标与之对应"),
                format!("{field} says {n}{unit}, but no indicator carries it"),
            ),
            ("为这项任务设数量指标", "set an indicator for it"),
        ));
    }
    found.dedup();
    found
}

fn budget_changed(evaluation: &Evaluation, policy: &Policy) -> Option<Remark> {
    let money = evaluation.money()?;
    let change = money.current.minus(money.initial)?.yuan().abs();
    let limit = money.initial.yuan().abs().checked_mul(policy.review.budget_change)?;
    let adjusted = |i: &Indicator| i.adjusted.as_ref().is_some_and(|a| a.text() != i.target.text());
    if change <= limit || evaluation.indicators.iter().any(adjusted) {
        return None;
    }
    let (before, after) = (money.initial, money.current);
    Some(Remark::ask(
        "not-adjusted",
        "调整后指标值",
        (
            format!("预算由 {before} 调整为 {after}，指标值一个也没有调整"),
            format!("the budget went from {before} to {after}, no target was adjusted"),
        ),
        ("按调整后的预算同步调整指标值，或说明理由", "adjust the targets too, or say why not"),
    ))
}

/// A ceiling above the whole budget is none.
fn cost_above_budget(evaluation: &Evaluation) -> Vec<Remark> {
    let budget = evaluation.money().map(|m| m.current.yuan()).filter(|b| *b > Decimal::ZERO);
    let Some(budget) = budget else { return Vec::new() };
    let mut found = Vec::new();
    for (n, i) in evaluation.indicators.iter().enumerate() {
        let target = i.due();
        let yuan = crate::wire::money(&target.unit)
            .zip(target.number)
            .and_then(|(one, number)| one.checked_mul(number));
        if !i.level2.contains("成本") || yuan.is_none_or(|y| y <= budget) {
            continue;
        }
        let (name, goal) = (&i.name, target.text());
        found.push(Remark::ask(
            "cost-above-budget",
            format!("指标{}.指标值", n + 1),
            (
                format!("成本指标“{name}”（{goal}）高于全年预算，不起约束作用"),
                format!("cost “{name}” ({goal}) lies above the whole budget"),
            ),
            ("按预算核定成本上限", "set the ceiling by the budget"),
        ));
    }
    found
}

/// This project's evaluations of the year before.
fn before<'a>(evaluation: &Evaluation, others: &[&'a Evaluation]) -> Vec<&'a Evaluation> {
    let same = |o: &&&Evaluation| {
        let project = o.code == evaluation.code || squash(&o.name) == squash(&evaluation.name);
        project && o.year.checked_add(1) == Some(evaluation.year)
    };
    others.iter().filter(same).copied().collect()
}

/// Money again for what was graded lowest the year before (W15).
pub fn poor_before(
    evaluation: &Evaluation,
    policy: &Policy,
    others: &[&Evaluation],
) -> Vec<Remark> {
    let Some(worst) = policy.grades.last().map(|g| &g.name) else { return Vec::new() };
    let Some(money) = evaluation.money().filter(|m| m.current > Amount::ZERO) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for last in before(evaluation, others) {
        let by_rule = || score(last, policy).grade;
        let reported = Some(last.reported_grade.clone()).filter(|g| !g.trim().is_empty());
        let Some(grade) = reported.or_else(by_rule).filter(|g| g == worst) else { continue };
        let (year, now) = (last.year, money.current);
        let then = last.money().map_or_else(|| "？".to_owned(), |m| m.current.to_string());
        found.push(Remark::ask(
            "poor-before",
            "资金",
            (
                format!("{year} 年评价等次为“{grade}”（预算 {then}），本年仍安排 {now}"),
                format!("graded {grade} in {year} with {then}, budgeted again with {now}"),
            ),
            (
                "取消、暂停或压减，或说明整改情况",
                "drop, suspend or cut it, or show what was put right",
            ),
        ));
    }
    found
}

/// Targets below what was reached the year before, by the name of the indicator.
pub fn lowered(evaluation: &Evaluation, others: &[&Evaluation]) -> Vec<Remark> {
    let mut found = Vec::new();
    for last in before(evaluation, others) {
        for (n, i) in evaluation.indicators.iter().enumerate() {
            let had = last.indicators.iter().find(|b| squash(&b.name) == squash(&i.name));
            let Some(old) = had.filter(|b| b.due().unit == i.due().unit) else { continue };
            let (Some(Value::Number(had)), Some(goal)) = (&old.actual, i.due().number) else {
                continue;
            };
            let worse = match i.toward() {
                Direction::Positive => goal < *had,
                Direction::Reverse => goal > *had,
            };
            if !worse {
                continue;
            }
            let (name, goal, had) = (&i.name, i.due().text(), had.normalize());
            found.push(Remark::ask(
                "lowered",
                format!("指标{}.指标值", n + 1),
                (
                    format!("指标“{name}”为“{goal}”，要求低于上年已完成的 {had}"),
                    format!("“{name}” is “{goal}”, less than last year's {had}"),
                ),
                ("按上年实际重新核定，或说明理由", "set it by last year's result, or say why"),
            ));
        }
    }
    found
}
