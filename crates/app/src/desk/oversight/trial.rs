//! Back-test: a rule, or a rule with another threshold, is run over past months before it is switched on,
//! to see how often it would have fired, where, and on what share of what it looked at.

use super::evaluate::{Evaluated, Run, evaluate};
use super::settings;
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::case::Hit;
use ::oversight::rule::{AlertBudget, Override};
use base::{Date, Decimal};
use std::collections::{BTreeMap, BTreeSet};

/// A trial.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Id of the rule.
    pub rule: String,
    /// Fiscal year to try it on.
    pub year: i32,
    /// Thresholds to try: name and value.
    pub values: Vec<(String, Decimal)>,
}

/// One month end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// Its day.
    pub day: Date,
    /// Objects that would have been warned of, by level name.
    pub fires: BTreeMap<&'static str, i64>,
    /// Of them those that were not warned of at the month end before.
    pub fresh: usize,
    /// Objects in order.
    pub holds: i64,
    /// Objects it could not be applied to.
    pub not_applied: i64,
}

/// What a trial found.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    /// Month by month.
    pub months: Vec<Month>,
    /// Units it would have warned.
    pub units: BTreeSet<String>,
    /// Units of the ledger that have entries in the year.
    pub of: usize,
    /// New warnings of the month with most of them, a week.
    pub weekly: usize,
    /// What the officers can take a week, where that is set.
    pub budget: Option<AlertBudget>,
    /// The hits at the last month end.
    pub hits: Vec<Hit>,
    /// What could not be evaluated, in both languages.
    pub failures: Vec<(String, ::oversight::Words)>,
    /// The rule stands on balances as they are now, which month ends do not change.
    pub undated: bool,
}

/// Tries a rule.
///
/// # Errors
/// When there is no such rule, a value does not fit, or the ledger cannot be read.
pub fn trial(desk: &mut Desk, wanted: &Wanted, progress: &dyn Fn(u64)) -> Result<Trial, Fault> {
    let mut settings = settings::rules(desk)?;
    for (name, value) in &wanted.values {
        settings.overrides.push(Override {
            rule: wanted.rule.clone(),
            name: name.clone(),
            value: Some(*value),
            reason: "试算".to_owned(),
            ..Override::default()
        });
    }
    settings.check(&desk.warnings).map_err(|w| Fault::new(w.zh, w.en))?;
    let rule = desk.warnings.rule(&wanted.rule);
    let undated = rule.is_some_and(|rule| !rule.is_dated(&desk.warnings.views));
    let mut trial = Trial {
        budget: settings.budget,
        of: units(desk, wanted.year)?,
        undated,
        ..Trial::default()
    };
    let mut before: BTreeSet<String> = BTreeSet::new();
    for month in 1..=12 {
        let Ok(first) = Date::new(i16::try_from(wanted.year).unwrap_or(2000), month, 1) else {
            continue;
        };
        let day = first.last_of_month();
        let run = Run {
            year: wanted.year,
            day,
            rules: vec![wanted.rule.clone()],
            since: None,
            settings: Some(settings.clone()),
        };
        let done = evaluate(desk, &run)?;
        let now: BTreeSet<String> = done.hits.iter().map(|h| h.object.clone()).collect();
        let fresh = now.difference(&before).count();
        trial.months.push(of_month(day, &done, &wanted.rule, fresh));
        // A month has a little more than four weeks; what is new comes at its end at worst.
        trial.weekly = trial.weekly.max(fresh);
        trial.units.extend(done.hits.iter().map(|h| h.unit.clone()).filter(|u| !u.is_empty()));
        trial.failures = done.failures.iter().map(|f| (f.what.clone(), f.words.clone())).collect();
        trial.hits = done.hits;
        before = now;
        progress(u64::try_from(month).unwrap_or(0));
    }
    Ok(trial)
}

fn of_month(day: Date, done: &Evaluated, rule: &str, fresh: usize) -> Month {
    let tally = done.tallies.get(rule).cloned().unwrap_or_default();
    Month {
        day,
        fires: tally.fires.iter().map(|(level, n)| (level.name(), *n)).collect(),
        fresh,
        holds: tally.holds,
        not_applied: tally.not_applied,
    }
}

/// Units that have entries in a year.
fn units(desk: &mut Desk, year: i32) -> Result<usize, Fault> {
    let book = desk.store.book().code.clone();
    let sql = "SELECT COUNT(DISTINCT unit) FROM by_unit WHERE book = ?1 AND year = ?2";
    let rows = desk.store.ask(sql, &[book.into(), i64::from(year).into()])?;
    let count = rows.first().and_then(|r| r.first()).and_then(store::Value::int).unwrap_or(0);
    Ok(usize::try_from(count).unwrap_or(0))
}
