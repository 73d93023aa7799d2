//! Small builders for the tests of this crate.
// Each test binary uses its own part, and a test may stop at the first thing that is not as it should be.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use base::{Amount, Decimal};
use performance::{
    Evaluation, Funding, Indicator, Policies, Policy, Scoring, Target, Value, indicator,
};

/// A decimal.
pub fn d(text: &str) -> Decimal {
    text.trim().parse().unwrap_or_else(|_| panic!("not a number: {text}"))
}

/// An embedded policy.
pub fn policy(id: &str) -> Policy {
    Policies::embedded().unwrap().get(id).unwrap_or_else(|| panic!("no policy {id}")).clone()
}

/// An indicator of a kind; `actual` is empty, a number or a judgement.
pub fn line(level2: &str, target: &str, actual: &str, weight: &str) -> Indicator {
    let target = Target::parse(target);
    let level1 = match level2 {
        "数量指标" | "质量指标" | "时效指标" | "成本指标" => "产出指标",
        "服务对象满意度指标" => "满意度指标",
        _ => "效益指标",
    };
    Indicator {
        level1: level1.to_owned(),
        level2: level2.to_owned(),
        name: "甲".to_owned(),
        direction: target.direction(),
        target,
        adjusted: None,
        weight: d(weight),
        standard: String::new(),
        evidence: None,
        actual: value(actual),
        reported: None,
        reason: String::new(),
    }
}

/// A value; empty is none.
pub fn value(text: &str) -> Option<Value> {
    let known = || Value::parse(text).unwrap_or_else(|| panic!("not a value: {text}"));
    (!text.trim().is_empty()).then(known)
}

/// What the policy gives one indicator.
pub fn scored(level2: &str, target: &str, actual: &str, weight: &str, policy: &Policy) -> Scoring {
    indicator(&line(level2, target, actual, weight), policy)
}

/// An evaluation with one source of money, in 万元.
pub fn evaluation(policy: &str, initial: &str, current: &str, executed: &str) -> Evaluation {
    let wan = |t: &str| Amount::from_wan(d(t)).unwrap();
    Evaluation {
        code: "X1".to_owned(),
        name: "测试项目".to_owned(),
        whole: false,
        year: 2023,
        department: "某部门".to_owned(),
        unit: "某单位".to_owned(),
        policy: policy.to_owned(),
        funds: vec![Funding {
            source: "财政资金".to_owned(),
            declared: None,
            initial: wan(initial),
            current: wan(current),
            executed: wan(executed),
        }],
        goal: "完成全年任务".to_owned(),
        done: String::new(),
        indicators: Vec::new(),
        reported_execution: None,
        reported_total: None,
        reported_grade: String::new(),
        funds_reason: String::new(),
        analysis: performance::Analysis::default(),
    }
}

/// Number or dash.
pub fn show(value: Option<Decimal>) -> String {
    value.map_or_else(|| "—".to_owned(), |v| v.normalize().to_string())
}

/// A score, or the range a person may give: `[9, 12)`.
pub fn given(s: &Scoring) -> String {
    match (s.score, s.range) {
        (_, Some((low, high))) if s.score.is_none() || s.within == Some(true) => {
            let end = if s.open { ")" } else { "]" };
            format!("[{}, {}{end}", low.normalize(), high.normalize())
        }
        (score, _) => show(score),
    }
}
