//! Rules over the ledger: all of it, or only what a batch has touched. A rule or view that fails is set
//! aside with the reason; nothing else stops.

mod hits;
mod tables;
mod touched;

use super::given;
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::case::{Hit, Looked};
use ::oversight::rule::{Level, Outcome, Rule, Settings, Sweep, Tuned};
use ::oversight::views::{Params, Scope};
use ::oversight::{Catalogue, Words};
use base::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use store::Filter;

/// What is to be evaluated.
#[derive(Debug, Clone)]
pub struct Run {
    /// 预算年度
    pub year: i32,
    /// The day as of which is judged.
    pub day: Date,
    /// Ids of the rules; all that are switched on when empty. A rule that is named runs also when it is
    /// switched off: that is how it is tried.
    pub rules: Vec<String>,
    /// Only what entries after this number touch; everything when `None`.
    pub since: Option<u64>,
    /// Settings in place of those of the ledger, to try them.
    pub settings: Option<Settings>,
}

/// How the rows of a rule came out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows it warns of, by level.
    pub fires: BTreeMap<Level, i64>,
    /// Rows on the white list.
    pub exempt: i64,
    /// Rows in order.
    pub holds: i64,
    /// Rows it could not be applied to.
    pub not_applied: i64,
}

impl Tally {
    /// Rows it warns of.
    pub fn fired(&self) -> i64 {
        self.fires.values().sum()
    }

    fn add(&mut self, outcome: Outcome, count: i64) {
        match outcome {
            Outcome::Fires(level) => *self.fires.entry(level).or_default() += count,
            Outcome::Exempt(_) => self.exempt += count,
            Outcome::Holds => self.holds += count,
            Outcome::NotApplied => self.not_applied += count,
        }
    }
}

/// A rule or view that could not be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Id of the rule, or name of the view.
    pub what: String,
    /// Why.
    pub words: Words,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Evaluated {
    /// What fires.
    pub hits: Vec<Hit>,
    /// What was looked at: only there can a condition have ceased.
    pub looked: Looked,
    /// Outcomes by rule; a rule that was not due is not among them.
    pub tallies: BTreeMap<String, Tally>,
    /// What could not be evaluated.
    pub failures: Vec<Failure>,
    /// Settings that no longer fit.
    pub left_out: Vec<Words>,
    /// The last entry that was seen.
    pub last: u64,
    /// Rules that were run.
    pub ran: usize,
    /// How long each step, view and rule took.
    pub times: Vec<(String, Duration)>,
}

/// A rule as it is set here.
pub(super) struct Due<'a> {
    pub(super) rule: &'a Rule,
    pub(super) tuned: Tuned,
}

/// Evaluates.
///
/// # Errors
/// When a rule that is named does not exist, or the ledger cannot be read.
pub fn evaluate(desk: &mut Desk, run: &Run) -> Result<Evaluated, Fault> {
    let begun = Instant::now();
    let catalogue = desk.warnings.clone();
    named(&catalogue, &run.rules)?;
    let settings = match &run.settings {
        Some(settings) => settings.clone(),
        None => super::settings::rules(desk)?,
    };
    let book = desk.store.book().code.clone();
    let params = Params {
        book: book.clone(),
        year: run.year,
        day: run.day,
        last: desk.store.head()?.seq,
        approved: approved(desk, run.year, run.day)?,
        past: false,
    };
    let params = Params { past: is_past(desk, &params)?, ..params };
    let mut done = Evaluated { last: params.last, ..Evaluated::default() };
    done.looked.year = run.year;
    let mut due = Vec::new();
    for rule in catalogue.rules.values() {
        let tuned = settings.tuned(rule, &book, run.year, run.day);
        done.left_out.extend(tuned.left_out.iter().cloned());
        let wanted = match run.rules.is_empty() {
            true => tuned.on,
            false => run.rules.contains(&rule.id),
        };
        if !tuned.on {
            done.looked.off.insert(rule.id.clone());
        }
        if wanted {
            due.push(Due { rule, tuned });
        }
    }
    done.times.push(("settings".to_owned(), begun.elapsed()));
    match run.since {
        None => tables::pass(desk, &catalogue, &due, &params, Scope::Full, None, &mut done)?,
        Some(since) => {
            done.looked.objects = Some(BTreeSet::new());
            let begun = Instant::now();
            let touched = touched::Touched::of(desk, since, run.year)?;
            let (narrow, whole) = touched.split(&catalogue, due);
            if !narrow.is_empty() {
                touched.tables(desk)?;
                done.times.push(("what was touched".to_owned(), begun.elapsed()));
                let some = Some((touched.units.clone(), touched.keys.clone()));
                tables::pass(desk, &catalogue, &narrow, &params, Scope::Touched, some, &mut done)?;
            }
            if !whole.is_empty() {
                done.looked.whole = whole.iter().map(|d| d.rule.id.clone()).collect();
                tables::pass(desk, &catalogue, &whole, &params, Scope::Full, None, &mut done)?;
            }
        }
    }
    done.hits.sort_by(|a, b| (&a.rule, &a.object).cmp(&(&b.rule, &b.object)));
    Ok(done)
}

fn named(catalogue: &Catalogue, ids: &[String]) -> Result<(), Fault> {
    match ids.iter().find(|id| catalogue.rule(id).is_none()) {
        None => Ok(()),
        Some(id) => Err(Fault::new(
            format!("没有预警规则“{id}”；用 warn rules 查看全部规则"),
            format!("there is no warning rule {id}; `warn rules` lists them"),
        )),
    }
}

/// Whether the ledger holds budgets or payments of later months than that of the day.
fn is_past(desk: &mut Desk, params: &Params) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM by_month WHERE book = ?1 AND year BETWEEN ?2 - 1 AND ?2 AND month > ?3 \
         AND kind IN ('年初预算', '预算调整', '支付') LIMIT 1";
    let sql = sql.replace("?2", "CAST(?2 AS BIGINT)").replace("?3", "CAST(?3 AS BIGINT)");
    let year = i64::from(params.year);
    let values = [params.book.as_str().into(), year.into(), params.month_no().into()];
    Ok(!desk.store.ask(&sql, &values)?.is_empty())
}

/// The day the congress approved the year's budget, as far as it was known on the day.
fn approved(desk: &mut Desk, year: i32, day: Date) -> Result<Option<Date>, Fault> {
    // An event of the government itself.
    let filter = Filter { unit: Some(String::new()), year: Some(year), ..Filter::default() };
    let mut first: Option<Date> = None;
    for step in desk.store.records("事项", &filter)? {
        let Ok(event) = serde_json::from_str::<serde_json::Value>(&step.payload) else { continue };
        let text = |name: &str| event.get(name).and_then(|v| v.as_str()).unwrap_or_default();
        if text("sort") == "预算批准"
            && let Ok(on) = text("day").parse::<Date>()
            && on <= day
        {
            first = Some(first.map_or(on, |f| f.min(on)));
        }
    }
    Ok(first)
}

impl Due<'_> {
    /// Whether all its conditions can be worked out in one pass over a view too large for a table.
    pub(super) fn sweeps(&self) -> bool {
        self.rule.sql.is_none()
    }
}

/// Rules that can be swept over one view.
pub(super) fn sweep<'a>(due: &'a [&'a Due<'a>]) -> Sweep<'a> {
    Sweep::new(due.iter().filter(|d| d.sweeps()).map(|d| (d.rule, &d.tuned)))
}

/// Units, and units with their projects.
pub(super) type Objects = (BTreeSet<String>, BTreeSet<(String, String)>);

/// What a pass knows of the units whose given rows are wanted.
pub(super) fn scope(params: &Params, some: &Option<Objects>) -> given::Scope {
    let (units, keys) = some.clone().unzip();
    given::Scope {
        year: params.year,
        day: params.day,
        months: u32::try_from(params.months()).unwrap_or(0),
        units,
        keys,
    }
}
