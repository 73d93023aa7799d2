//! Evaluation as it is run day by day: what was evaluated last is remembered, so that after a batch only
//! what it touches is looked at again.

use super::evaluate::{Evaluated, Run, evaluate};
use crate::desk::moves::record;
use crate::desk::{Desk, today};
use crate::fault::Fault;
use base::Date;
use ledger::{Draft, Kind};
use serde::{Deserialize, Serialize};
use store::Filter;

/// What is wanted.
#[derive(Debug, Clone, Default)]
pub struct Warn {
    /// 预算年度; that of the day when not given.
    pub year: Option<i32>,
    /// The day as of which is judged; today (in China) when not given, and no later one but in a dry run.
    pub day: Option<String>,
    /// Rules; all that are switched on when empty.
    pub rules: Vec<String>,
    /// Everything again, whatever was evaluated before.
    pub full: bool,
    /// Nothing is recorded.
    pub dry: bool,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Warned {
    /// Year and day.
    pub year: i32,
    /// The day as of which was judged.
    pub day: Date,
    /// The entry after which was looked; `None` when at all.
    pub since: Option<u64>,
    /// Outcomes.
    pub evaluated: Evaluated,
    /// What became of the cases; `None` when nothing was recorded.
    pub raised: Option<super::cases::Raised>,
}

/// The last evaluation of a year: topic `预警运行`, key the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Last {
    day: String,
    last: u64,
    /// Of the catalogue of rules.
    rules: String,
}

/// Topic of the records of evaluations.
const TOPIC: &str = "预警运行";

/// Evaluates, and records what was found.
///
/// # Errors
/// When a rule is not known, the clock has gone back, or the ledger cannot be read or written.
pub fn warn(desk: &mut Desk, wanted: &Warn) -> Result<Warned, Fault> {
    let today = today();
    let day = match &wanted.day {
        None => today,
        Some(text) => text.parse().map_err(|_| {
            Fault::new(
                format!("日期“{text}”无法识别；写作 2023-06-30"),
                format!("“{text}” is no day; write it as 2023-06-30"),
            )
        })?,
    };
    if day > today && !wanted.dry {
        return Err(Fault::new(
            format!("--day {day} 晚于今天（{today}），不能登记预警；试看结果请加 --dry-run"),
            format!(
                "--day {day} is after today ({today}): nothing is recorded of a day to come; add --dry-run to have a look"
            ),
        ));
    }
    let year = wanted.year.unwrap_or(i32::from(day.year()));
    let before = last(desk, year)?;
    if wanted.day.is_none()
        && let Some(then) = before.as_ref().and_then(|l| l.day.parse::<Date>().ok())
        && day < then
    {
        return Err(Fault::new(
            format!("本机日期 {day} 早于上次评估的日期 {then}；请校准时钟，或用 --day 指定日期"),
            format!(
                "this machine says {day}, but the last evaluation was of {then}; set the clock, or give --day"
            ),
        ));
    }
    let since = before
        .filter(|_| !wanted.full && wanted.rules.is_empty())
        .filter(|l| l.day == day.to_string() && l.rules == desk.rules_hash)
        .filter(|l| !super::settings::changed(desk, l.last))
        .map(|l| l.last);
    let run = Run { year, day, rules: wanted.rules.clone(), since, settings: None };
    let evaluated = evaluate(desk, &run)?;
    let mut warned = Warned { year, day, since, evaluated, raised: None };
    if !wanted.dry {
        let (hits, looked) = (&warned.evaluated.hits, &warned.evaluated.looked);
        warned.raised = Some(super::cases::raise(desk, hits, looked, day)?);
        if wanted.rules.is_empty() && warned.evaluated.failures.is_empty() {
            remember(desk, year, day, warned.evaluated.last)?;
        }
    }
    Ok(warned)
}

fn last(desk: &mut Desk, year: i32) -> Result<Option<Last>, Fault> {
    let filter = Filter { key: Some(year.to_string()), ..Filter::default() };
    let steps = desk.store.history(TOPIC, &filter)?;
    Ok(steps.last().and_then(|s| serde_json::from_str(&s.payload).ok()))
}

fn remember(desk: &mut Desk, year: i32, day: Date, last: u64) -> Result<(), Fault> {
    let mut draft = Draft::new(Kind::Record, today(), year, "");
    draft.topic = TOPIC.to_owned();
    draft.key = year.to_string();
    let rules = desk.rules_hash.clone();
    draft.payload =
        serde_json::to_string(&Last { day: day.to_string(), last, rules }).unwrap_or_default();
    record(desk, vec![draft], "warn").map(|_| ())
}
