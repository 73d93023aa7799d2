//! Back-test: a rule, or a rule with another threshold, is run over past months before it is switched on,
//! to see how often it would have fired, where, and on what share of what it looked at.

use super::cases::case_settings;
use super::evaluate::{Evaluated, Run, evaluate};
use super::settings;
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::case::Hit;
use ::oversight::rule::{Override, Settings};
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
    /// New warnings of the month with most of them.
    pub most: usize,
    /// Warnings that all officers take a week (预警预算), where that is set.
    pub capacity: Option<u32>,
    /// Officers that are set; 0 where nobody is named.
    pub officers: usize,
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
    put(&mut settings, wanted);
    settings.check(&desk.warnings).map_err(|w| Fault::new(w.zh, w.en))?;
    let rule = desk.warnings.rule(&wanted.rule);
    let undated = rule.is_some_and(|rule| !rule.is_dated(&desk.warnings.views));
    let handling = case_settings(desk)?;
    let mut trial = Trial {
        capacity: handling.capacity(),
        officers: handling.officers.len(),
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
        trial.most = trial.most.max(fresh);
        trial.units.extend(done.hits.iter().map(|h| h.unit.clone()).filter(|u| !u.is_empty()));
        trial.failures = done.failures.iter().map(|f| (f.what.clone(), f.words.clone())).collect();
        trial.hits = done.hits;
        before = now;
        progress(u64::try_from(month).unwrap_or(0));
    }
    Ok(trial)
}

/// Puts the values that are tried in place of all that is set for them, also for a region or some years:
/// what is nearer would count otherwise.
fn put(settings: &mut Settings, wanted: &Wanted) {
    for (name, value) in &wanted.values {
        settings.overrides.retain(|o| o.rule != wanted.rule || o.name != *name);
        settings.overrides.push(Override {
            rule: wanted.rule.clone(),
            name: name.clone(),
            value: Some(*value),
            reason: "试算".to_owned(),
            ..Override::default()
        });
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use ::oversight::Catalogue;

    #[test]
    fn what_is_tried_counts_whatever_a_region_has_set() {
        let set = |rule: &str, name: &str, region: &str| Override {
            rule: rule.to_owned(),
            name: name.to_owned(),
            value: Some(Decimal::from(3)),
            region: region.to_owned(),
            reason: "本区".to_owned(),
            ..Override::default()
        };
        let overrides = vec![set("W27", "behind", "430702000"), set("W28", "behind", "430702000")];
        let mut settings = Settings { overrides, ..Settings::default() };
        let values = vec![("behind".to_owned(), Decimal::from(5))];
        put(&mut settings, &Wanted { rule: "W27".to_owned(), year: 2023, values });
        let catalogue = Catalogue::embedded().unwrap();
        let rule = catalogue.rule("W27").unwrap();
        let tuned = settings.tuned(rule, "430702000", 2023, Date::constant(2023, 6, 30));
        assert_eq!(tuned.values["behind"], Decimal::from(5));
        assert!(settings.overrides.iter().any(|o| o.rule == "W28"));
    }
}
