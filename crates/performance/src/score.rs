//! Scores by the policy's formulas: what an indicator earns, what the execution of the budget earns, the
//! total, the grade, and how far the reported score lies above it (自评虚高).

use crate::model::{Evaluation, Indicator, Operator, Target, Value};
use crate::policy::Policy;
use base::{Amount, Decimal, decimal};

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// A sentence.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Words {
        Words { zh: zh.into(), en: en.into() }
    }
}

/// What one line of the form earns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scoring {
    /// 分值
    pub weight: Decimal,
    /// 得分 as reported.
    pub reported: Option<Decimal>,
    /// 得分 by the formula; where a person decides, the reported score if it is allowed. `None` where
    /// it cannot be computed: missing is not zero.
    pub score: Option<Decimal>,
    /// Lowest and highest score allowed where a person decides; the upper end is excluded when
    /// `open` is set.
    pub range: Option<(Decimal, Decimal)>,
    /// Whether the upper end of `range` is excluded.
    pub open: bool,
    /// Whether the reported score is what the rule gives or allows.
    pub within: Option<bool>,
    /// How the score came about, with its numbers.
    pub why: Words,
}

/// How grave an alarm is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colour {
    /// 红
    Red,
    /// 黄
    Yellow,
    /// 绿
    Green,
    /// 蓝
    Blue,
}

impl Colour {
    /// Its Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Colour::Red => "红",
            Colour::Yellow => "黄",
            Colour::Green => "绿",
            Colour::Blue => "蓝",
        }
    }
}

/// Something a reviewer must look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// 红 or 黄.
    pub colour: Colour,
    /// What, with its numbers.
    pub words: Words,
}

/// What must be written before the evaluation can go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Which box: `指标N.实际完成值`, `指标N.偏差原因`, `资金.偏差原因`, …
    pub field: String,
    /// What and why.
    pub words: Words,
}

/// A scored evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scored {
    /// One a line, in the order of the evaluation.
    pub indicators: Vec<Scoring>,
    /// 预算执行
    pub execution: Scoring,
    /// 执行率 in percent, exact; `None` when the budget is zero.
    pub rate: Option<Decimal>,
    /// 总分 as reported.
    pub reported_total: Option<Decimal>,
    /// 总分 by the formulas; `None` while a line has no score.
    pub total: Option<Decimal>,
    /// 等级 of `total`.
    pub grade: Option<String>,
    /// 等级 as reported.
    pub reported_grade: String,
    /// 自评虚高: reported total less recomputed total.
    pub difference: Option<Decimal>,
    /// Red and yellow alarms.
    pub alarms: Vec<Alarm>,
    /// What must still be written.
    pub missing: Vec<Missing>,
}

/// Scores an evaluation by a policy.
pub fn score(evaluation: &Evaluation, policy: &Policy) -> Scored {
    let indicators: Vec<Scoring> =
        evaluation.indicators.iter().map(|i| indicator(i, policy)).collect();
    let (execution, rate) = execution(evaluation, policy);
    let total = indicators
        .iter()
        .map(|s| s.score)
        .chain([execution.score])
        .try_fold(Decimal::ZERO, |sum, s| sum.checked_add(s?));
    let reported_total = evaluation.reported_total;
    let mut scored = Scored {
        grade: total.and_then(|t| policy.grade(t)).map(str::to_owned),
        difference: total.zip(reported_total).and_then(|(t, r)| r.checked_sub(t)),
        reported_grade: evaluation.reported_grade.clone(),
        indicators,
        execution,
        rate,
        reported_total,
        total,
        alarms: Vec::new(),
        missing: Vec::new(),
    };
    scored.alarms = alarms(evaluation, &scored, policy);
    scored.missing = missing(evaluation, &scored, policy);
    scored
}

/// What one indicator earns.
pub fn indicator(indicator: &Indicator, policy: &Policy) -> Scoring {
    let weight = indicator.weight;
    let base = Scoring { weight, reported: indicator.reported, ..Scoring::default() };
    let target = indicator.adjusted.as_ref().unwrap_or(&indicator.target);
    match (&indicator.actual, target.operator, target.number) {
        (None, ..) => Scoring {
            why: Words::new("没有实际完成值，不能计分", "no actual value, so no score"),
            ..base
        },
        (Some(Value::Number(actual)), operator, Some(goal))
            if operator != Operator::Qualitative =>
        {
            let given = by_number(*actual, operator, goal, weight, policy);
            numeric(base, given, *actual, target, goal)
        }
        (Some(Value::Number(_)), ..) => Scoring {
            why: Words::new(
                "目标是定性的，实际完成值却是数字；请改为达成、部分达成或未达成",
                "the target is qualitative but the actual value is a number",
            ),
            ..base
        },
        (Some(judged), ..) => qualitative(base, judged, policy),
    }
}

fn numeric(
    base: Scoring,
    given: Option<Decimal>,
    actual: Decimal,
    target: &Target,
    goal: Decimal,
) -> Scoring {
    let Some(score) = given else {
        let why = Words::new("数值超出可计算范围", "the numbers are beyond what can be computed");
        return Scoring { why, ..base };
    };
    let (sign, unit, weight) = (sign(target.operator), &target.unit, base.weight.normalize());
    let (a, t, s) = (actual.normalize(), goal.normalize(), score.normalize());
    Scoring {
        score: Some(score),
        within: base.reported.map(|r| r == score),
        why: Words::new(
            format!("目标 {sign}{t}{unit}，实际 {a}{unit}，分值 {weight}，得 {s}"),
            format!("target {sign}{t}{unit}, actual {a}{unit}, weight {weight}: {s}"),
        ),
        ..base
    }
}

/// The sign of an operator; nothing for a qualitative one.
pub fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::AtLeast => "≥",
        Operator::MoreThan => ">",
        Operator::Equal => "=",
        Operator::LessThan => "<",
        Operator::AtMost => "≤",
        Operator::Qualitative => "",
    }
}

/// The score of a number; `None` when it cannot be computed.
fn by_number(
    actual: Decimal,
    operator: Operator,
    target: Decimal,
    weight: Decimal,
    policy: &Policy,
) -> Option<Decimal> {
    let rules = &policy.scoring;
    let met = meets(actual, operator, target);
    if met {
        return Some(weight);
    }
    if !rules.proportional || target <= Decimal::ZERO {
        // 等于 with a target of nothing: anything above it earns nothing; and no share of nothing.
        return Some(Decimal::ZERO);
    }
    let share = match operator {
        Operator::AtMost | Operator::LessThan => {
            if actual >= target.checked_mul(rules.reverse_limit)? {
                Decimal::ZERO
            } else {
                Decimal::ONE.checked_sub(actual.checked_sub(target)?.checked_div(target)?)?
            }
        }
        _ => actual.checked_div(target)?.max(Decimal::ZERO),
    };
    Some(decimal::round(share.checked_mul(weight)?, rules.decimals))
}

/// Whether an actual value meets its target. 等于 is met from above as the forms use it, except at zero.
pub fn meets(actual: Decimal, operator: Operator, target: Decimal) -> bool {
    match operator {
        Operator::AtLeast | Operator::MoreThan => actual >= target,
        Operator::Equal if target.is_zero() => actual <= Decimal::ZERO,
        Operator::Equal => actual >= target,
        Operator::LessThan | Operator::AtMost => actual <= target,
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
        _ => (Decimal::ZERO, share(bands.partly), true, "未达成年度指标且效果较差"),
    };
    let (l, h) = (low.normalize(), high.normalize());
    let end = if open { ")" } else { "]" };
    let why = Words::new(
        format!("{name}：应在 [{l}, {h}{end}"),
        format!("{name}: must lie in [{l}, {h}{end}"),
    );
    if let Some(automatic) = &bands.automatic {
        let given = match judged {
            Value::Reached => automatic.reached,
            Value::Partly => automatic.partly,
            _ => automatic.missed,
        };
        let score = decimal::round(share(given), policy.scoring.decimals);
        let within = base.reported.map(|r| r == score);
        return Scoring { score: Some(score), within, why, ..base };
    }
    let allowed = |r: Decimal| r >= low && if open { r < high } else { r <= high };
    let within = base.reported.map(allowed);
    Scoring {
        score: base.reported.filter(|r| allowed(*r)),
        range: Some((low, high)),
        open,
        within,
        why,
        ..base
    }
}

/// Points for execution: executed ÷ full-year budget × weight; the rate in percent.
fn execution(evaluation: &Evaluation, policy: &Policy) -> (Scoring, Option<Decimal>) {
    let weight = policy.execution.weight;
    let base = Scoring { weight, reported: evaluation.reported_execution, ..Scoring::default() };
    let sum = |of: fn(&crate::Funding) -> Amount| Amount::total(evaluation.funds.iter().map(of));
    let (Some(current), Some(executed)) = (sum(|f| f.current), sum(|f| f.executed)) else {
        return (base, None);
    };
    let share = (!current.is_zero()).then(|| executed.yuan().checked_div(current.yuan())).flatten();
    let Some(share) = share else {
        let why = Words::new(
            "全年预算数为零，执行率不适用，不计分",
            "the full-year budget is zero: no rate, no score",
        );
        return (Scoring { why, ..base }, None);
    };
    // More than the whole budget earns no more than the whole weight.
    let points =
        decimal::round(share * weight, policy.scoring.decimals).clamp(Decimal::ZERO, weight);
    let rate = share * Decimal::ONE_HUNDRED;
    let (r, p) = (decimal::fixed(rate, 2), points.normalize());
    let why = Words::new(
        format!("全年执行 {executed} ÷ 全年预算 {current} = {r}%，得 {p}"),
        format!("executed {executed} of {current} = {r}%: {p}"),
    );
    let within = base.reported.map(|r| r == points);
    (Scoring { score: Some(points), within, why, ..base }, Some(rate))
}

fn alarms(evaluation: &Evaluation, scored: &Scored, policy: &Policy) -> Vec<Alarm> {
    let mut found = Vec::new();
    let hundred = Decimal::ONE_HUNDRED;
    let points = scored
        .indicators
        .iter()
        .try_fold(Decimal::ZERO, |sum, s| sum.checked_add(s.reported.or(s.score)?));
    let full: Decimal = scored.indicators.iter().map(|s| s.weight).sum();
    if let (Some(points), Some(rate)) = (points, scored.rate)
        && points > Decimal::ZERO
        && full > Decimal::ZERO
    {
        let share = points / full;
        let over = (share - rate / hundred) / share;
        if over > policy.alarms.inflated {
            let over = decimal::fixed(over * hundred, 2);
            found.push(Alarm {
                colour: Colour::Red,
                words: Words::new(
                    format!("指标得分率高于预算执行率 {over}%，得分与资金执行不相称"),
                    format!("indicator points exceed the execution rate by {over}%"),
                ),
            });
        }
    }
    let unspent = scored.rate.map(|r| Decimal::ONE - r / hundred);
    if evaluation.funds.is_empty() {
        return found;
    }
    if unspent.is_none_or(|u| u > policy.alarms.unspent) {
        let words = match unspent {
            None => Words::new("全年预算数为零", "the full-year budget is zero"),
            Some(u) => {
                let u = decimal::fixed(u * hundred, 2);
                Words::new(
                    format!("预算有 {u}% 未执行"),
                    format!("{u}% of the budget was not spent"),
                )
            }
        };
        found.push(Alarm { colour: Colour::Yellow, words });
    }
    found
}

/// The boxes that must be filled before the evaluation goes on.
fn missing(evaluation: &Evaluation, scored: &Scored, policy: &Policy) -> Vec<Missing> {
    let mut found = Vec::new();
    for (n, (i, s)) in evaluation.indicators.iter().zip(&scored.indicators).enumerate() {
        let (at, name) = (n + 1, &i.name);
        if i.actual.is_none() {
            found.push(Missing {
                field: format!("指标{at}.实际完成值"),
                words: Words::new(
                    format!("指标“{name}”没有填实际完成值"),
                    format!("indicator “{name}” has no actual value"),
                ),
            });
        } else if s.range.is_some() && s.score.is_none() {
            let range = &s.why;
            found.push(Missing {
                field: format!("指标{at}.得分"),
                words: Words::new(
                    format!("指标“{name}”的得分须由人评定，{}", range.zh),
                    format!("indicator “{name}” needs a score given by a person: {}", range.en),
                ),
            });
        }
        if needs_reason(i, s, policy) && i.reason.trim().is_empty() {
            found.push(Missing {
                field: format!("指标{at}.偏差原因"),
                words: Words::new(
                    format!("指标“{name}”未得满分或偏差较大，须写偏差原因及改进措施"),
                    format!("indicator “{name}” lost points or deviates: give the reason"),
                ),
            });
        }
    }
    let short = scored.rate.is_some_and(|r| r < Decimal::ONE_HUNDRED);
    if short && evaluation.funds_reason.trim().is_empty() {
        found.push(Missing {
            field: "资金.偏差原因".to_owned(),
            words: Words::new(
                "预算执行率不足 100%，须写偏差原因及改进措施",
                "the budget was not spent in full: give the reason",
            ),
        });
    }
    found
}

/// Whether the form asks for a reason: points lost, or far from the target.
pub fn needs_reason(indicator: &Indicator, scoring: &Scoring, policy: &Policy) -> bool {
    let lost = scoring.score.or(scoring.reported).is_some_and(|s| s < scoring.weight);
    let target = indicator.adjusted.as_ref().unwrap_or(&indicator.target);
    let far = match (&indicator.actual, target.number) {
        (Some(Value::Number(a)), Some(t)) if !t.is_zero() => {
            let off = a.checked_sub(t).and_then(|d| d.abs().checked_div(t.abs()));
            off.is_none_or(|o| o > policy.alarms.deviation)
        }
        _ => false,
    };
    lost || far
}
