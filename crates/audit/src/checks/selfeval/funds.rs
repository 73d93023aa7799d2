//! The row of funds: budget, execution, rate and what the rate earns.

use super::{HUNDRED, Sheet, any, evaluated, money, number, tables};
use crate::checks::Result;
use crate::fill::operand;
use crate::rule::Rule;
use base::{Decimal, Interval, decimal};
use facts::{Fact, FactSet};
use forms::Catalogue;

/// Whether most of the relations of the funds break at once and the total with them: then the page was
/// misread rather than miscalculated.
pub(crate) fn garbled(sheet: &Sheet<'_>) -> bool {
    let value = |c: &str| sheet.fund(c).and_then(money);
    let (plan, done, left) = (value("全年预算数"), value("全年执行数"), value("资金结余"));
    let (rate, score) = (sheet.fund("执行率"), sheet.fund("得分"));
    let mut broken = 0;
    if let (Some(p), Some(d), Some(l)) = (plan, done, left) {
        broken += usize::from(p.checked_sub(d) != Some(l));
    }
    if let (Some(p), Some(d), Some(r)) = (plan, done, rate) {
        let real = d.checked_mul(HUNDRED).and_then(|d| d.checked_div(p));
        let far = real
            .and_then(|x| x.checked_sub(r.figure.value))
            .is_some_and(|x| x.abs() > Decimal::ONE);
        broken += usize::from(far);
    }
    if let (Some(r), Some(s)) = (rate, score) {
        let far = earned(r, Decimal::TEN).is_some_and(|e| !e.meets(&s.figure.interval()));
        broken += usize::from(far);
    }
    broken >= 2 && super::totals::gap(sheet).is_some_and(|g| !g.is_zero())
}

/// Points the printed rate earns of `weight`, as far as the print of the rate says.
fn earned(rate: &Fact, weight: Decimal) -> Option<Interval> {
    let range = rate.figure.interval();
    let part = |r: Decimal| r.min(HUNDRED).checked_mul(weight)?.checked_div(HUNDRED);
    Some(Interval { lo: part(range.lo)?, hi: part(range.hi.max(range.lo))? })
}

/// `execution-score`: points of the execution rate, `side` = 低 (fewer than earned) or 高 (more).
pub(crate) fn score(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let Some(usual) = number(rule, "weight") else { return result };
    for sheet in evaluated(set) {
        let (Some(score), Some(rate)) = (sheet.fund("得分"), sheet.fund("执行率")) else {
            continue;
        };
        let weight = sheet.fund("分值").map_or(usual, |f| f.figure.value);
        let zero = sheet.fund("全年预算数").is_some_and(|f| f.figure.value.is_zero());
        let Some(fair) = earned(rate, weight).filter(|_| !zero) else { continue };
        let printed = score.figure.interval();
        let wrong = match rule.text("side") {
            "低" => printed.hi < fair.lo,
            _ => printed.lo > fair.hi,
        };
        let exact =
            rate.figure.value.min(HUNDRED).checked_mul(weight).and_then(|v| v.checked_div(HUNDRED));
        let expected = decimal::round(exact.unwrap_or_default(), 2).normalize().to_string();
        result.judge(wrong.then(|| {
            let mut hit = sheet.hit(&score.place).and(&rate.place).stated(score.figure.print());
            hit.unsure |= !score.sure || !rate.sure;
            hit.operands = vec![operand(score, set), operand(rate, set)];
            hit.with("rate", super::shown(rate))
                .with("weight", weight.normalize().to_string())
                .expected(expected)
        }));
        let ids = [score, rate].map(|f| set.fact(f.record, &f.column).map(|(id, _)| id));
        result.facts.extend(ids.into_iter().flatten());
    }
    result
}

/// `zero-budget-rate`: a rate over a budget of zero says nothing.
pub(crate) fn undefined(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let (Some(plan), Some(rate)) = (sheet.fund("全年预算数"), sheet.fund("执行率"))
        else {
            continue;
        };
        let zero = plan.figure.value.is_zero();
        result.judge(zero.then(|| {
            let mut hit = sheet.hit(&rate.place).and(&plan.place).stated(super::shown(rate));
            hit.operands = vec![operand(plan, set), operand(rate, set)];
            hit
        }));
    }
    result
}

/// `budget-changed`: the budget of the year differs from the opening budget and nothing says why.
pub(crate) fn changed(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let words = rule.list("words");
    let mut result = Result::default();
    for sheet in tables(set) {
        let (Some(first), Some(last)) = (sheet.fund("年初预算数"), sheet.fund("全年预算数"))
        else {
            continue;
        };
        let same = money(first) == money(last);
        let said = sheet.boxes().iter().any(|(_, t)| any(&t.text, &words))
            || sheet.records.iter().any(|r| any(set.text(*r, "偏差原因"), &words))
            || (sheet.whole
                && set.of_form("段落").any(|(id, _)| any(set.text(id, "内容"), &words)));
        let (from, to) = (super::shown(first), super::shown(last));
        result.judge((!same && !said).then(|| {
            let mut hit = sheet.hit(&last.place).and(&first.place).stated(to);
            hit.unsure |= !first.sure || !last.sure;
            hit.operands = vec![operand(first, set), operand(last, set)];
            hit.with("initial", from)
        }));
    }
    result
}
