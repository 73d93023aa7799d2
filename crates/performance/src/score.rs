//! Scores by the policy's formulas: what an indicator earns, what the execution of the budget earns, the
//! total, the grade, and how far the reported score lies above it (自评虚高).

use crate::completeness::{alarms, missing};
use crate::model::{Evaluation, Operator};
use crate::policy::Policy;
use crate::rules;
use base::Decimal;
use serde::Deserialize;

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

/// Colours of alarms and of the monitoring, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Colour {
    /// 红
    #[serde(rename = "红")]
    Red,
    /// 黄
    #[serde(rename = "黄")]
    Yellow,
    /// 绿
    #[serde(rename = "绿")]
    Green,
    /// 蓝
    #[serde(rename = "蓝")]
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

impl Missing {
    /// A box that must be filled.
    pub fn new(field: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Missing {
        Missing { field: field.into(), words: Words::new(zh, en) }
    }
}

/// A scored evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scored {
    /// One a line, in the order of the evaluation.
    pub indicators: Vec<Scoring>,
    /// 预算执行
    pub execution: Scoring,
    /// 执行率 in percent, exact; `None` when there is no budget.
    pub rate: Option<Decimal>,
    /// 总分 as reported.
    pub reported_total: Option<Decimal>,
    /// 总分 by the formulas; `None` while a line has no score.
    pub total: Option<Decimal>,
    /// Lowest and highest 总分 that the rules allow; both are `total` where nothing is left to a person.
    /// `None` while a line cannot be scored at all.
    pub bounds: Option<(Decimal, Decimal)>,
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
        evaluation.indicators.iter().map(|i| rules::indicator(i, policy)).collect();
    let (execution, rate) = rules::execution(evaluation, policy);
    let lines = indicators.iter().map(|s| s.score).chain([execution.score]);
    let total = match indicators.is_empty() {
        true => None,
        false => lines.into_iter().try_fold(Decimal::ZERO, |sum, s| sum.checked_add(s?)),
    };
    let bounds = bounds(&indicators, &execution);
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
        bounds,
        alarms: Vec::new(),
        missing: Vec::new(),
    };
    scored.alarms = alarms(evaluation, &scored, policy);
    scored.missing = missing(evaluation, &scored, policy);
    scored
}

fn bounds(indicators: &[Scoring], execution: &Scoring) -> Option<(Decimal, Decimal)> {
    let one = |s: &Scoring| s.score.map(|s| (s, s)).or(s.range);
    let add = |(low, high): (Decimal, Decimal), s: &Scoring| {
        let (l, h) = one(s)?;
        Some((low.checked_add(l)?, high.checked_add(h)?))
    };
    let lines = indicators.iter().chain([execution]);
    let all = lines.into_iter().try_fold((Decimal::ZERO, Decimal::ZERO), add);
    all.filter(|_| !indicators.is_empty())
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
