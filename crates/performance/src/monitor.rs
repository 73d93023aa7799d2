//! Mid-year double monitoring (双监控): target progress and execution progress against the calendar.

use crate::model::{Evaluation, Indicator, Operator, Value};
use crate::policy::Policy;
use crate::score::{Colour, Words, meets};
use base::{Amount, Decimal, decimal};

/// One monitored line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Name of the indicator, or 预算执行.
    pub name: String,
    /// 红, 黄, 绿, 蓝; `None` when nothing was reported.
    pub colour: Option<Colour>,
    /// Progress in percent of what the calendar asks for; `None` for judgements and ranges.
    pub progress: Option<Decimal>,
    /// How it came about.
    pub why: Words,
}

/// A monitored project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitored {
    /// Month, 1–12.
    pub month: u32,
    /// Execution of the budget.
    pub execution: Watched,
    /// One a line, in the order of the evaluation.
    pub indicators: Vec<Watched>,
    /// The worst colour; `None` when nothing was reported.
    pub colour: Option<Colour>,
    /// Whether a notice of rectification (整改) is due.
    pub rectify: bool,
}

/// Monitors a project at the end of `month` (1–12; other values are taken as the nearest).
pub fn monitor(evaluation: &Evaluation, month: u32, policy: &Policy) -> Monitored {
    let month = month.clamp(1, 12);
    let execution = execution(evaluation, month, policy);
    let indicators: Vec<Watched> =
        evaluation.indicators.iter().map(|i| indicator(i, month, policy)).collect();
    let all = indicators.iter().chain([&execution]);
    let colour = all.filter_map(|w| w.colour).min();
    Monitored { month, rectify: colour == Some(Colour::Red), colour, execution, indicators }
}

fn elapsed(month: u32) -> Decimal {
    Decimal::from(month) / Decimal::from(12)
}

fn execution(evaluation: &Evaluation, month: u32, policy: &Policy) -> Watched {
    let sum = |of: fn(&crate::Funding) -> Amount| Amount::total(evaluation.funds.iter().map(of));
    let none = |zh: &str, en: &str| Watched {
        name: "预算执行".to_owned(),
        colour: None,
        progress: None,
        why: Words::new(zh, en),
    };
    let (Some(budget), Some(spent)) = (sum(|f| f.current), sum(|f| f.executed)) else {
        return none("金额超出可计算范围", "amounts beyond what can be computed");
    };
    let Some(share) =
        (!budget.is_zero()).then(|| spent.yuan().checked_div(budget.yuan())).flatten()
    else {
        return none("全年预算数为零，不监控执行进度", "the budget is zero: not monitored");
    };
    let v = share / elapsed(month) * Decimal::ONE_HUNDRED;
    let m = &policy.monitoring;
    let colour = if v < m.red {
        Colour::Red
    } else if v < m.yellow {
        Colour::Yellow
    } else {
        Colour::Green
    };
    let p = decimal::fixed(v, 2);
    Watched {
        name: "预算执行".to_owned(),
        colour: Some(colour),
        progress: Some(v),
        why: Words::new(
            format!("已执行 {spent}，全年预算 {budget}，为序时进度的 {p}%"),
            format!("spent {spent} of {budget}: {p}% of the calendar"),
        ),
    }
}

fn indicator(indicator: &Indicator, month: u32, policy: &Policy) -> Watched {
    let target = indicator.adjusted.as_ref().unwrap_or(&indicator.target);
    let watched = |colour, progress, zh: String, en: String| Watched {
        name: indicator.name.clone(),
        colour,
        progress,
        why: Words::new(zh, en),
    };
    let in_range = policy.monitoring.in_range.contains(&indicator.level2);
    match (&indicator.actual, target.number) {
        (None, _) => {
            watched(None, None, "尚未填报完成值".to_owned(), "nothing reported yet".to_owned())
        }
        (Some(Value::Number(a)), Some(t)) => {
            let reverse = matches!(target.operator, Operator::LessThan | Operator::AtMost);
            if reverse || in_range || t <= Decimal::ZERO {
                let ok = meets(*a, target.operator, t);
                let colour = if ok { Colour::Green } else { Colour::Red };
                let (a, goal) = (a.normalize(), target.text());
                return watched(
                    Some(colour),
                    None,
                    format!(
                        "目标 {goal}，已完成 {a}：{}",
                        if ok { "在范围内" } else { "超出范围" }
                    ),
                    format!("target {goal}, so far {a}: {}", if ok { "in range" } else { "out" }),
                );
            }
            let Some(v) = a
                .checked_div(t)
                .and_then(|s| s.checked_div(elapsed(month)))
                .and_then(|s| s.checked_mul(Decimal::ONE_HUNDRED))
            else {
                let (zh, en) = ("数值超出可计算范围", "beyond what can be computed");
                return watched(None, None, zh.to_owned(), en.to_owned());
            };
            let (p, goal, a) = (decimal::fixed(v, 2), target.text(), a.normalize());
            watched(
                Some(shade(v, policy)),
                Some(v),
                format!("目标 {goal}，已完成 {a}，为序时进度的 {p}%"),
                format!("target {goal}, so far {a}: {p}% of the calendar"),
            )
        }
        (Some(Value::Number(_)), None) => watched(
            None,
            None,
            "目标是定性的，完成值却是数字".to_owned(),
            "a number for a qualitative target".to_owned(),
        ),
        (Some(judged), _) => {
            let (colour, zh, en) = match judged {
                Value::Reached => (Colour::Green, "达成", "reached"),
                Value::Partly => (Colour::Yellow, "部分达成", "partly reached"),
                _ => (Colour::Red, "未达成", "missed"),
            };
            watched(Some(colour), None, zh.to_owned(), en.to_owned())
        }
    }
}

fn shade(v: Decimal, policy: &Policy) -> Colour {
    let m = &policy.monitoring;
    if v < m.red {
        Colour::Red
    } else if v < m.yellow {
        Colour::Yellow
    } else if v < m.blue {
        Colour::Green
    } else {
        Colour::Blue
    }
}

/// 合肥 and 安徽 for whole departments: progress in time or not × target reached or not.
pub fn department(on_time: bool, reached: bool) -> Colour {
    match (on_time, reached) {
        (true, true) => Colour::Green,
        (false, false) => Colour::Red,
        _ => Colour::Yellow,
    }
}
