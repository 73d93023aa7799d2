//! What stands beside the scores: red and yellow alarms, and the boxes that figures cannot fill.

use crate::model::{Evaluation, Indicator, Value};
use crate::policy::Policy;
use crate::score::{Alarm, Colour, Missing, Scored, Scoring, Words};
use base::{Decimal, decimal};

/// The alarms of a self-evaluation (W93, W94).
pub fn alarms(evaluation: &Evaluation, scored: &Scored, policy: &Policy) -> Vec<Alarm> {
    let mut found = Vec::new();
    found.extend(inflated(scored, policy));
    found.extend(unspent(evaluation, policy));
    found
}

/// 红: (S/90 − 执行率) ÷ (S/90) above the threshold; S is the reported points of the indicators, and
/// the recomputed ones where a line has none.
fn inflated(scored: &Scored, policy: &Policy) -> Option<Alarm> {
    let reported = |sum: Decimal, s: &Scoring| sum.checked_add(s.reported.or(s.score)?);
    let points = scored.indicators.iter().try_fold(Decimal::ZERO, reported)?;
    let share = points.checked_div(policy.indicator_points())?;
    let spent = scored.rate?.checked_div(Decimal::ONE_HUNDRED)?;
    let over = share.checked_sub(spent)?.checked_div(share)?;
    if share <= Decimal::ZERO || over <= policy.alarms.inflated {
        return None;
    }
    let percent = |d: Decimal| decimal::fixed(d.saturating_mul(Decimal::ONE_HUNDRED), 2);
    let (s, p, r, o) = (points.normalize(), percent(share), percent(spent), percent(over));
    let words = Words::new(
        format!("指标得 {s} 分，得分率 {p}%，预算执行率 {r}%，高出 {o}%：得分与资金执行不相称"),
        format!("indicators earn {s} ({p}%) at an execution rate of {r}%: {o}% too high"),
    );
    Some(Alarm { colour: Colour::Red, words })
}

/// 黄: no budget, or too much of it unspent.
fn unspent(evaluation: &Evaluation, policy: &Policy) -> Option<Alarm> {
    let money = evaluation.money().filter(|_| !evaluation.funds.is_empty())?;
    let words = if money.current.is_zero() {
        Words::new("全年预算数为零", "the full-year budget is zero")
    } else {
        let left = money.current.minus(money.executed)?.yuan();
        let share = left.checked_div(money.current.yuan())?;
        if share <= policy.alarms.unspent {
            return None;
        }
        let p = decimal::fixed(share.checked_mul(Decimal::ONE_HUNDRED)?, 2);
        Words::new(format!("预算有 {p}% 未执行"), format!("{p}% of the budget was not spent"))
    };
    Some(Alarm { colour: Colour::Yellow, words })
}

/// The boxes that must be filled before the evaluation goes on.
pub fn missing(evaluation: &Evaluation, scored: &Scored, policy: &Policy) -> Vec<Missing> {
    let mut found = Vec::new();
    if evaluation.indicators.is_empty() {
        found.push(Missing::new("指标", "没有三级指标", "there are no indicators"));
    }
    for (n, (i, s)) in evaluation.indicators.iter().zip(&scored.indicators).enumerate() {
        found.extend(of_indicator(n + 1, i, s, policy));
    }
    found.extend(of_funds(evaluation, scored));
    found
}

fn of_indicator(at: usize, i: &Indicator, s: &Scoring, policy: &Policy) -> Vec<Missing> {
    let name = &i.name;
    let target = i.due();
    let number = matches!(i.actual, Some(Value::Number(_)));
    let mut found = Vec::new();
    let mut push = |box_: &str, zh: String, en: String| {
        found.push(Missing::new(format!("指标{at}.{box_}"), zh, en));
    };
    if target.is_blank() {
        push(
            "指标值",
            format!("指标“{name}”没有填指标值"),
            format!("indicator “{name}” has no target"),
        );
    }
    if i.actual.is_none() {
        push(
            "实际完成值",
            format!("指标“{name}”没有填实际完成值"),
            format!("indicator “{name}” has no actual value"),
        );
    } else if number != target.number.is_some() && !target.is_blank() {
        push(
            "实际完成值",
            format!(
                "指标“{name}”的实际完成值应与指标值一样是{}",
                if number { "定性判断" } else { "数字" }
            ),
            format!(
                "the actual value of “{name}” must be a {} like its target",
                if number { "judgement" } else { "number" }
            ),
        );
    } else if s.range.is_some() && s.score.is_none() {
        push(
            "得分",
            format!("指标“{name}”的得分须由人评定，{}", s.why.zh),
            format!("indicator “{name}” needs a score given by a person: {}", s.why.en),
        );
    }
    if needs_reason(i, s, policy) && i.reason.trim().is_empty() {
        push(
            "偏差原因",
            format!("指标“{name}”未得满分或偏差较大，须写偏差原因及改进措施"),
            format!("indicator “{name}” lost points or deviates: give the reason"),
        );
    }
    found
}

fn of_funds(evaluation: &Evaluation, scored: &Scored) -> Vec<Missing> {
    let mut found = Vec::new();
    if evaluation.funds.is_empty() {
        found.push(Missing::new("资金", "没有填资金安排", "there are no funds"));
    } else if scored.execution.score.is_none() {
        let why = &scored.execution.why;
        found.push(Missing::new(
            "预算执行.得分",
            format!("预算执行得分须由人评定：{}", why.zh),
            format!("a person must give the points for execution: {}", why.en),
        ));
    }
    let off = scored.rate.is_some_and(|r| r != Decimal::ONE_HUNDRED);
    if off && evaluation.funds_reason.trim().is_empty() {
        found.push(Missing::new(
            "资金.偏差原因",
            "预算执行率不是 100%，须写偏差原因及改进措施",
            "the budget was not spent exactly: give the reason",
        ));
    }
    found
}

/// Whether the form asks for a reason (W95): points lost, by the rule or as reported, or far from the
/// target.
pub fn needs_reason(indicator: &Indicator, scoring: &Scoring, policy: &Policy) -> bool {
    let less = |s: Option<Decimal>| s.is_some_and(|s| s < scoring.weight);
    let far = match (&indicator.actual, indicator.due().number) {
        (Some(Value::Number(a)), Some(t)) if t.is_zero() => !a.is_zero(),
        (Some(Value::Number(a)), Some(t)) => {
            let off = a.checked_sub(t).and_then(|d| d.abs().checked_div(t.abs()));
            off.is_none_or(|o| o > policy.alarms.deviation)
        }
        _ => false,
    };
    less(scoring.score) || less(scoring.reported) || far
}
