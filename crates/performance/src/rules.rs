//! The formulas one line at a time: 正向, 等于, 反向, 定性, and budget execution. The shares, limits and
//! decimals are the policy's; only the shape of the formulas is here.

use crate::model::{Direction, Evaluation, Indicator, Operator, Target, Value};
use crate::policy::{Missed, Policy};
use crate::score::{Scoring, Words};
use crate::whole;
use crate::wire::money;
use base::{Decimal, decimal};

/// What one indicator earns; against the adjusted target where there is one.
pub fn indicator(indicator: &Indicator, policy: &Policy) -> Scoring {
    let weight = indicator.weight;
    let base = Scoring { weight, reported: indicator.reported, ..Scoring::default() };
    let target = indicator.due();
    if weight < Decimal::ZERO {
        return unscored(base, "分值小于零，不能计分", "the weight is negative: no score");
    }
    let Some(actual) = &indicator.actual else {
        return unscored(base, "没有实际完成值，不能计分", "no actual value, so no score");
    };
    match (actual, target.number) {
        (Value::Number(a), _) if policy.measure(&indicator.name).is_some() => {
            measured(base, indicator, *a, policy)
        }
        (Value::Number(a), Some(t)) if target.operator != Operator::Qualitative => {
            numeric(base, indicator, *a, t, policy)
        }
        (Value::Number(_), _) => unscored(
            base,
            "指标值是定性的，实际完成值却是数字；请改为达成、部分达成或未达成",
            "the target is qualitative but the actual value is a number",
        ),
        (_, None) if target.is_blank() => Scoring {
            within: base.reported.map(|r| r.is_zero()),
            ..unscored(
                base,
                "没有指标值，无从判断是否达成，不能计分",
                "there is no target, so nothing can be reached: no score",
            )
        },
        (judged, number) => {
            let mut scoring = qualitative(base, judged, policy);
            if number.is_some() {
                scoring.why.zh.push_str("；指标值是数字，应填实际数值");
                scoring.why.en.push_str("; the target is a number, give the actual number");
            }
            scoring
        }
    }
}

fn unscored(base: Scoring, zh: &str, en: &str) -> Scoring {
    Scoring { why: Words::new(zh, en), ..base }
}

/// A whole-department measure that stands as an indicator is scored by its own steps.
fn measured(base: Scoring, indicator: &Indicator, actual: Decimal, policy: &Policy) -> Scoring {
    let Some(measure) = policy.measure(&indicator.name) else { return base };
    let given = whole::points(measure, indicator.weight, Some(actual));
    let within = base.reported.zip(given.score).map(|(r, s)| r == s);
    Scoring { score: given.score, why: given.why, within, ..base }
}

fn numeric(
    base: Scoring,
    indicator: &Indicator,
    actual: Decimal,
    goal: Decimal,
    policy: &Policy,
) -> Scoring {
    let target = indicator.due();
    let weight = base.weight;
    let (a, w) = (actual.normalize(), weight.normalize());
    let zh = format!("目标 {}，实际 {a}{}，分值 {w}", target.text(), target.unit);
    let en = format!("target {}, actual {a}{}, weight {w}", target.text(), target.unit);
    match by_number(actual, target.operator, goal, weight, policy) {
        Points::Given(score) => {
            let s = score.normalize();
            let why = Words::new(format!("{zh}，得 {s}"), format!("{en}: {s}"));
            let scoring = Scoring {
                score: Some(score),
                within: base.reported.map(|r| r == score),
                why,
                ..base
            };
            unspent_cost(scoring, indicator, actual, goal)
        }
        Points::Person => {
            let why = Words::new(
                format!("{zh}；目标不大于零而未达到，公式不适用，由人在 [0, {w}) 内评定"),
                format!("{en}; the formula does not fit a target below zero: a person decides"),
            );
            by_person(Scoring { why, ..base }, (Decimal::ZERO, weight), true)
        }
        Points::Beyond => unscored(
            base,
            "数值超出可计算范围，请核对",
            "the numbers are beyond what can be computed; check them",
        ),
    }
}

/// A cost of nothing meets every ceiling, also when the work was not done: the formula gives full
/// points, but the unit may claim less.
fn unspent_cost(
    scoring: Scoring,
    indicator: &Indicator,
    actual: Decimal,
    goal: Decimal,
) -> Scoring {
    let named = indicator.level2.contains("成本") || indicator.level1.contains("成本");
    let cost = named || money(&indicator.due().unit).is_some();
    let nothing = actual.is_zero() && goal > Decimal::ZERO;
    if !(cost && nothing && indicator.toward() == Direction::Reverse) {
        return scoring;
    }
    let range = (Decimal::ZERO, scoring.weight);
    let claimed = scoring.reported.filter(|r| *r >= range.0 && *r <= range.1);
    let mut why = scoring.why;
    why.zh.push_str("；成本为零，若因任务没有实施，可以少得");
    why.en.push_str("; no cost at all: less may be claimed where the work was not done");
    Scoring {
        score: claimed.or(scoring.score),
        within: scoring.reported.map(|_| claimed.is_some()),
        range: Some(range),
        why,
        ..scoring
    }
}

/// A score that a person gives within a range.
fn by_person(base: Scoring, range: (Decimal, Decimal), open: bool) -> Scoring {
    let (low, high) = range;
    let allowed = |r: Decimal| r >= low && if open { r < high } else { r <= high };
    Scoring {
        score: base.reported.filter(|r| allowed(*r)),
        within: base.reported.map(allowed),
        range: Some(range),
        open,
        ..base
    }
}

/// What a number earns.
enum Points {
    /// So many points.
    Given(Decimal),
    /// The published formula does not fit; a person decides.
    Person,
    /// The numbers are too large to compute with.
    Beyond,
}

fn by_number(
    actual: Decimal,
    operator: Operator,
    target: Decimal,
    weight: Decimal,
    policy: &Policy,
) -> Points {
    let rules = &policy.scoring;
    let none = Points::Given(Decimal::ZERO);
    if meets(actual, operator, target) {
        return Points::Given(weight);
    }
    let reverse = matches!(operator, Operator::AtMost | Operator::LessThan);
    let missed = if reverse { rules.over } else { rules.short };
    if missed == Missed::Nothing {
        return none;
    }
    if target.is_zero() && (reverse || operator == Operator::Equal) {
        return none;
    }
    if target <= Decimal::ZERO {
        return Points::Person;
    }
    let share = match reverse {
        true => over(actual, target, weight, rules.reverse_limit),
        false => short(actual, target, weight),
    };
    share.map_or(Points::Beyond, |p| Points::Given(decimal::round(p, rules.decimals)))
}

/// actual ÷ target × weight, never below nothing.
fn short(actual: Decimal, target: Decimal, weight: Decimal) -> Option<Decimal> {
    Some(actual.checked_mul(weight)?.checked_div(target)?.max(Decimal::ZERO))
}

/// (1 − (actual − target) ÷ target) × weight in the national formula, where the limit is twice the
/// target; in general the weight at the target falls evenly to nothing at the limit.
fn over(actual: Decimal, target: Decimal, weight: Decimal, limit: Decimal) -> Option<Decimal> {
    let end = target.checked_mul(limit)?;
    if actual >= end {
        return Some(Decimal::ZERO);
    }
    let left = end.checked_sub(actual)?.checked_mul(weight)?;
    left.checked_div(end.checked_sub(target)?)
}

/// Whether an actual value earns full points: `≥` and `>` alike, `≤` and `<` alike, and 等于 from above
/// except at zero, as the published formulas have it.
pub fn meets(actual: Decimal, operator: Operator, target: Decimal) -> bool {
    match operator {
        Operator::AtLeast | Operator::MoreThan => actual >= target,
        Operator::Equal if target.is_zero() => actual <= Decimal::ZERO,
        Operator::Equal => actual >= target,
        Operator::LessThan | Operator::AtMost => actual <= target,
        Operator::Qualitative => false,
    }
}

/// Whether an actual value lies in the range a target writes, taken literally (W92).
pub fn in_range(actual: Decimal, target: &Target) -> bool {
    let Some(goal) = target.number else { return false };
    match target.operator {
        Operator::AtLeast => actual >= goal,
        Operator::MoreThan => actual > goal,
        Operator::Equal => actual == goal,
        Operator::LessThan => actual < goal,
        Operator::AtMost => actual <= goal,
        Operator::Qualitative => false,
    }
}

fn qualitative(base: Scoring, judged: &Value, policy: &Policy) -> Scoring {
    let bands = &policy.bands;
    let weight = base.weight;
    let share = |s: Decimal| s.checked_mul(weight).unwrap_or(weight);
    let (low, high, open, name) = match judged {
        Value::Reached => (share(bands.reached), weight, false, "达成年度指标"),
        Value::Partly => {
            (share(bands.partly), share(bands.reached), true, "部分达成年度指标并具有一定效果")
        }
        Value::Missed | Value::Number(_) => {
            (Decimal::ZERO, share(bands.partly), true, "未达成年度指标且效果较差")
        }
    };
    if let Some(automatic) = &bands.automatic {
        let given = match judged {
            Value::Reached => automatic.reached,
            Value::Partly => automatic.partly,
            Value::Missed | Value::Number(_) => automatic.missed,
        };
        let score = decimal::round(share(given), policy.scoring.decimals);
        let (w, g, s) = (weight.normalize(), given.normalize(), score.normalize());
        let why = Words::new(
            format!("{name}：{w} × {g} = {s}"),
            format!("{name}: {w} × {g} = {s}, given by rule"),
        );
        let within = base.reported.map(|r| r == score);
        return Scoring { score: Some(score), within, why, ..base };
    }
    let (l, h) = (low.normalize(), high.normalize());
    let end = if open { ")" } else { "]" };
    let why = Words::new(
        format!("{name}：应在 [{l}, {h}{end}"),
        format!("{name}: must lie in [{l}, {h}{end}"),
    );
    by_person(Scoring { why, ..base }, (low, high), open)
}

/// Points for execution: executed ÷ full-year budget × weight; the rate in percent.
pub fn execution(evaluation: &Evaluation, policy: &Policy) -> (Scoring, Option<Decimal>) {
    let weight = policy.execution.weight;
    let base = Scoring { weight, reported: evaluation.reported_execution, ..Scoring::default() };
    let Some(money) = evaluation.money() else {
        let (zh, en) = ("资金合计超出可计算范围，请核对", "the sum of the money is out of range");
        return (unscored(base, zh, en), None);
    };
    let (current, executed) = (money.current, money.executed);
    let (budget, spent) = (current.yuan(), executed.yuan());
    let computed = (budget > Decimal::ZERO)
        .then(|| short(spent, budget, weight).zip(short(spent, budget, Decimal::ONE_HUNDRED)))
        .flatten();
    let Some((points, rate)) = computed else {
        let w = weight.normalize();
        let why = Words::new(
            format!("全年预算数为 {current}，执行率不适用，由人在 [0, {w}] 内评定"),
            format!("the full-year budget is {current}: no rate, a person decides"),
        );
        return (by_person(Scoring { why, ..base }, (Decimal::ZERO, weight), false), None);
    };
    // More than the whole budget earns no more than the whole weight.
    let points = decimal::round(points, policy.execution.decimals).min(weight);
    let (r, p) = (decimal::fixed(rate, 2), points.normalize());
    let why = Words::new(
        format!("全年执行 {executed} ÷ 全年预算 {current} = {r}%，得 {p}"),
        format!("executed {executed} of {current} = {r}%: {p}"),
    );
    let within = base.reported.map(|r| r == points);
    (Scoring { score: Some(points), within, why, ..base }, Some(rate))
}
