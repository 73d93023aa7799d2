//! Mid-year double monitoring (双监控): target progress and execution progress against the calendar,
//! what the year will come to, and what must be explained or put right.

use crate::model::{Evaluation, Indicator, Operator, Target, Value};
use crate::policy::Policy;
use crate::rules::{in_range, meets};
use crate::score::{Colour, Missing, Words};
use base::{Amount, Decimal, decimal};
use std::collections::BTreeMap;

/// What the unit expects for the whole year (全年预计完成), given beside the values so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// By place of the indicator, counted from 0.
    pub indicators: BTreeMap<usize, Value>,
    /// 全年预计执行
    pub executed: Option<Amount>,
}

/// One monitored line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Watched {
    /// Name of the indicator, or 预算执行.
    pub name: String,
    /// 红, 黄, 绿, 蓝; `None` when nothing was reported.
    pub colour: Option<Colour>,
    /// Progress in percent of what the calendar asks for; `None` for judgements and ranges.
    pub progress: Option<Decimal>,
    /// What the year comes to when it goes on like this: in the unit of the target, for execution in 元.
    pub forecast: Option<Decimal>,
    /// Whether the target will be reached: as the unit expects, else by the forecast.
    pub on_course: Option<bool>,
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
    /// What must still be written: values, reasons, the measures of a rectification.
    pub missing: Vec<Missing>,
}

/// Monitors a project at the end of `month`, 1–12. The evaluation carries the values and the execution
/// so far.
pub fn monitor(evaluation: &Evaluation, month: u32, policy: &Policy) -> Monitored {
    monitor_expecting(evaluation, month, &Expected::default(), policy)
}

/// As [`monitor`], with what the unit expects for the whole year.
pub fn monitor_expecting(
    evaluation: &Evaluation,
    month: u32,
    expected: &Expected,
    policy: &Policy,
) -> Monitored {
    let asked = month;
    let month = month.clamp(1, 12);
    let execution = execution(evaluation, month, expected, policy);
    let one = |(n, i): (usize, &Indicator)| {
        let mut watched = indicator(i, month, policy);
        if let Some(value) = expected.indicators.get(&n) {
            watched.on_course = Some(reaches(value, i.due()));
        }
        watched
    };
    let indicators: Vec<Watched> = evaluation.indicators.iter().enumerate().map(one).collect();
    let colour = indicators.iter().chain([&execution]).filter_map(|w| w.colour).min();
    let rectify = colour == Some(Colour::Red);
    let mut missing = Vec::new();
    if asked != month {
        missing.push(Missing::new(
            "月份",
            format!("月份应为 1 至 12，{asked} 按 {month} 月计算"),
            format!("months go from 1 to 12; {asked} was taken as {month}"),
        ));
    }
    missing.extend(unexplained(evaluation, &execution, &indicators, rectify));
    Monitored { month, execution, indicators, colour, rectify, missing }
}

/// Progress in percent of the calendar: actual ÷ (target ÷ 12 × month) × 100, without rounding on the way.
fn progress(actual: Decimal, target: Decimal, month: u32) -> Option<Decimal> {
    let due = target.checked_mul(month.into())?;
    actual.checked_mul(Decimal::from(1200))?.checked_div(due)
}

/// The year at this pace.
fn pace(actual: Decimal, month: u32) -> Option<Decimal> {
    actual.checked_mul(Decimal::from(12))?.checked_div(month.into())
}

fn reaches(value: &Value, target: &Target) -> bool {
    match (value, target.number) {
        (Value::Number(a), Some(t)) => meets(*a, target.operator, t),
        (judged, _) => *judged == Value::Reached,
    }
}

fn execution(evaluation: &Evaluation, month: u32, expected: &Expected, policy: &Policy) -> Watched {
    let name = "预算执行".to_owned();
    let none = |zh: &str, en: &str| Watched {
        name: name.clone(),
        why: Words::new(zh, en),
        ..Watched::default()
    };
    let Some(money) = evaluation.money() else {
        return none("金额超出可计算范围", "amounts beyond what can be computed");
    };
    let (budget, spent) = (money.current, money.executed);
    if budget <= Amount::ZERO {
        return none("没有全年预算，不监控执行进度", "there is no budget to monitor");
    }
    let Some(v) = progress(spent.yuan(), budget.yuan(), month) else {
        return none("金额超出可计算范围", "amounts beyond what can be computed");
    };
    let m = &policy.monitoring;
    let colour = match v {
        v if v < m.red => Colour::Red,
        v if v < m.yellow => Colour::Yellow,
        _ => Colour::Green,
    };
    let p = decimal::fixed(v, 2);
    let forecast = pace(spent.yuan(), month);
    let year = expected.executed.map(Amount::yuan).or(forecast);
    Watched {
        colour: Some(colour),
        progress: Some(v),
        forecast,
        on_course: year.map(|y| y >= budget.yuan()),
        why: Words::new(
            format!("已执行 {spent}，全年预算 {budget}，为序时进度的 {p}%"),
            format!("spent {spent} of {budget}: {p}% of the calendar"),
        ),
        name,
    }
}

fn indicator(indicator: &Indicator, month: u32, policy: &Policy) -> Watched {
    let target = indicator.due();
    let name = indicator.name.clone();
    let say = |zh: &str, en: &str| Watched {
        name: name.clone(),
        why: Words::new(zh, en),
        ..Watched::default()
    };
    match (&indicator.actual, target.number) {
        (None, _) => say("尚未填报完成值", "nothing reported yet"),
        (Some(Value::Number(a)), Some(t)) => {
            let reverse = matches!(target.operator, Operator::LessThan | Operator::AtMost);
            if reverse || t <= Decimal::ZERO || ranged(&indicator.level2, policy) {
                return in_or_out(name, *a, target);
            }
            paced(name, *a, t, month, policy, target)
        }
        (Some(Value::Number(_)), None) => {
            say("指标值是定性的，完成值却是数字", "a number for a qualitative target")
        }
        (Some(judged), _) => {
            let (colour, zh, en) = match judged {
                Value::Reached => (Colour::Green, "达成", "reached"),
                Value::Partly => (Colour::Yellow, "部分达成", "partly reached"),
                Value::Missed | Value::Number(_) => (Colour::Red, "未达成", "missed"),
            };
            Watched { colour: Some(colour), ..say(zh, en) }
        }
    }
}

/// Whether a kind is judged by its range and not by the calendar (山西: 质量, 时效, 成本).
fn ranged(level2: &str, policy: &Policy) -> bool {
    let kind = policy.kind(level2).unwrap_or(level2);
    policy.monitoring.in_range.iter().any(|k| k == kind)
}

fn in_or_out(name: String, actual: Decimal, target: &Target) -> Watched {
    let ok = in_range(actual, target);
    let (a, goal) = (actual.normalize(), target.text());
    let (zh, en) = if ok { ("在范围内", "in range") } else { ("超出范围", "out of range") };
    Watched {
        name,
        colour: Some(if ok { Colour::Green } else { Colour::Red }),
        why: Words::new(
            format!("目标 {goal}，已完成 {a}：{zh}"),
            format!("target {goal}, so far {a}: {en}"),
        ),
        ..Watched::default()
    }
}

fn paced(
    name: String,
    actual: Decimal,
    goal: Decimal,
    month: u32,
    policy: &Policy,
    target: &Target,
) -> Watched {
    let Some(v) = progress(actual, goal, month) else {
        let why = Words::new("数值超出可计算范围", "beyond what can be computed");
        return Watched { name, why, ..Watched::default() };
    };
    let m = &policy.monitoring;
    let colour = match v {
        v if v < m.red => Colour::Red,
        v if v < m.yellow => Colour::Yellow,
        v if v < m.blue => Colour::Green,
        _ => Colour::Blue,
    };
    let forecast = pace(actual, month);
    let (p, goal_text, a) = (decimal::fixed(v, 2), target.text(), actual.normalize());
    Watched {
        name,
        colour: Some(colour),
        progress: Some(v),
        on_course: forecast.map(|f| meets(f, target.operator, goal)),
        forecast,
        why: Words::new(
            format!("目标 {goal_text}，已完成 {a}，为序时进度的 {p}%"),
            format!("target {goal_text}, so far {a}: {p}% of the calendar"),
        ),
    }
}

/// Reasons for whatever is not green, values that were not reported, and the rectification of a red one.
fn unexplained(
    evaluation: &Evaluation,
    execution: &Watched,
    indicators: &[Watched],
    rectify: bool,
) -> Vec<Missing> {
    let mut found = Vec::new();
    let odd = |w: &Watched| w.colour.is_some_and(|c| c != Colour::Green);
    for (n, (i, w)) in evaluation.indicators.iter().zip(indicators).enumerate() {
        let (at, name) = (n + 1, &i.name);
        if w.colour.is_none() {
            let (zh, en) =
                (format!("指标“{name}”：{}", w.why.zh), format!("“{name}”: {}", w.why.en));
            found.push(Missing::new(format!("指标{at}.实际完成值"), zh, en));
        } else if odd(w) && i.reason.trim().is_empty() {
            let colour = w.colour.map_or("", Colour::zh);
            found.push(Missing::new(
                format!("指标{at}.偏差原因"),
                format!("指标“{name}”为{colour}，须写偏差原因"),
                format!("“{name}” is not green: give the reason"),
            ));
        }
    }
    if odd(execution) && evaluation.funds_reason.trim().is_empty() {
        found.push(Missing::new(
            "资金.偏差原因",
            "预算执行落后于序时进度，须写原因",
            "spending is behind the calendar: give the reason",
        ));
    }
    let measures = evaluation.analysis.texts.get("整改措施");
    if rectify && measures.is_none_or(|t| t.trim().is_empty()) {
        found.push(Missing::new(
            "整改措施",
            "监控结果为红，须写整改措施和期限",
            "the result is red: write what will be put right, and by when",
        ));
    }
    found
}

/// A whole department by the policy's matrix (安徽、合肥): execution in time or not × target reached or
/// not. `None` where the policy has no matrix.
pub fn department(on_time: bool, reached: bool, policy: &Policy) -> Option<Colour> {
    let cells = &policy.monitoring.matrix;
    cells.iter().find(|c| c.on_time == on_time && c.reached == reached).map(|c| c.colour)
}
