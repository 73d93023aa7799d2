//! The row of funds: budget, execution, rate and what the rate earns.

use super::{HUNDRED, Sheet, any, evaluated, money, money_range, number, tables};
use crate::checks::Result;
use crate::fill::operand;
use crate::rule::Rule;
use base::{Decimal, Interval, decimal};
use facts::{Fact, FactSet};
use forms::Catalogue;

/// Whether the remainder, the rate or its points, and the total break at once: then the page was misread
/// rather than miscalculated.
pub(crate) fn garbled(sheet: &Sheet<'_>) -> bool {
    let value = |c: &str| sheet.fund(c).and_then(money);
    let (plan, done, left) = (value("全年预算数"), value("全年执行数"), value("资金结余"));
    let (Some(plan), Some(done), Some(left)) = (plan, done, left) else { return false };
    let far_rate = sheet.fund("执行率").is_some_and(|r| {
        let real = done.checked_mul(HUNDRED).and_then(|d| d.checked_div(plan));
        real.and_then(|x| x.checked_sub(r.figure.value)).is_some_and(|x| x.abs() > Decimal::ONE)
    });
    let far_score = sheet.fund("执行率").zip(sheet.fund("得分")).is_some_and(|(r, s)| {
        let weight = sheet.fund("分值").map_or(Decimal::TEN, |f| f.figure.value);
        earned(r, weight).is_some_and(|e| !e.meets(&s.figure.interval()))
    });
    plan.checked_sub(done) != Some(left)
        && (far_rate || far_score)
        && super::totals::gap(sheet).is_some_and(|g| !g.is_zero())
}

/// `remainder`: what is left is the budget less the execution, in every row of the funds.
pub(crate) fn remainder(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let mut told = Vec::new();
        for (id, _) in sheet.of("自评.资金") {
            let facts = ["资金结余", "全年预算数", "全年执行数"].map(|c| set.fact(id, c));
            let [Some((a, left)), Some((b, plan)), Some((c, done))] = facts else { continue };
            let ranges = [left, plan, done].map(money_range);
            let [Some(printed), Some(p), Some(d)] = ranges else { continue };
            let Some(real) = p.sub(&d) else { continue };
            let key = (left.figure.value, plan.figure.value, done.figure.value);
            let wrong = !printed.meets(&real);
            result.facts.extend([a, b, c]);
            if wrong && told.contains(&key) {
                continue;
            }
            told.push(key);
            let value = money(plan).zip(money(done)).and_then(|(p, d)| p.checked_sub(d));
            let in_unit = value.zip(left.unit.yuan()).and_then(|(v, u)| v.checked_div(u));
            let expected = in_unit.unwrap_or_default().normalize();
            result.judge(wrong.then(|| {
                let mut hit = sheet.hit(&left.place).stated(super::shown(left));
                hit.unsure |= [left, plan, done].iter().any(|f| !f.sure);
                hit.operands = [left, plan, done].iter().map(|f| operand(f, set)).collect();
                hit.expected(format!("{expected}{}", left.unit.label()))
            }));
        }
    }
    result
}

/// Points the printed rate earns of `weight`, as far as the print of the rate says.
fn earned(rate: &Fact, weight: Decimal) -> Option<Interval> {
    let range = rate.figure.interval();
    let part = |r: Decimal| r.min(HUNDRED).checked_mul(weight)?.checked_div(HUNDRED);
    Some(Interval { lo: part(range.lo)?, hi: part(range.hi.max(range.lo))? })
}

/// Weight of the execution: as printed, else the usual one or what the indicators leave of 100, whichever
/// the rate and its points belong to; `None` when that cannot be told.
pub(crate) fn weight_of(sheet: &Sheet<'_>, usual: Decimal) -> Option<Decimal> {
    if let Some(printed) = sheet.fund("分值") {
        return Some(printed.figure.value);
    }
    let weights: Vec<Decimal> =
        sheet.rows().iter().filter_map(|r| r.weight).map(|f| f.figure.value).collect();
    let sum = weights.iter().try_fold(Decimal::ZERO, |a, w| a.checked_add(*w))?;
    let rest = HUNDRED.checked_sub(sum)?;
    if weights.is_empty() || rest == usual {
        return Some(usual);
    }
    let (rate, score) = (sheet.fund("执行率")?, sheet.fund("得分")?);
    [usual, rest].into_iter().find(|weight| {
        let fair = earned(rate, *weight).filter(|_| *weight > Decimal::ZERO);
        fair.is_some_and(|fair| fair.meets(&score.figure.interval()))
    })
}

/// `execution-score`: points of the execution rate, `side` = 低 (fewer than earned) or 高 (more). `rates` =
/// 满 or 未满: only rates of 100 % (no way of scoring takes points from them), or only those below.
pub(crate) fn score(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let Some(usual) = number(rule, "weight") else { return result };
    for sheet in evaluated(set) {
        let (Some(score), Some(rate)) = (sheet.fund("得分"), sheet.fund("执行率")) else {
            continue;
        };
        let Some(weight) = weight_of(&sheet, usual) else { continue };
        let whole = rate.figure.value >= HUNDRED;
        if matches!((rule.text("rates"), whole), ("满", false) | ("未满", true)) {
            continue;
        }
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
