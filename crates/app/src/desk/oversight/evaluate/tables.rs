//! One pass: the views that the rules need are made as temporary tables, then every rule is asked.

use super::{Due, Evaluated, Failure, Objects, Tally, hits, scope, sweep, touched};
use crate::desk::Desk;
use crate::desk::oversight::given;
use crate::desk::oversight::patience::within;
use crate::fault::Fault;
use ::oversight::rule::Outcome;
use ::oversight::views::{Params, Scope, View};
use ::oversight::{Catalogue, Words};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use store::StoreError;

/// How long one rule may take; a view, which all its rules share, ten times as long.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs rules over the whole ledger, or over what was touched.
pub(super) fn pass(
    desk: &mut Desk,
    catalogue: &Catalogue,
    due: &[Due<'_>],
    params: &Params,
    breadth: Scope,
    some: Option<Objects>,
    done: &mut Evaluated,
) -> Result<(), Fault> {
    let names: BTreeSet<&str> = due.iter().flat_map(|d| d.rule.needs_views()).collect();
    let mut lost: BTreeMap<&str, Words> = BTreeMap::new();
    for name in &names {
        let Some(view) = catalogue.views.get(*name) else { continue };
        let begun = Instant::now();
        let made =
            within(desk, LIMIT * 10, |desk| fill(desk, view, due, params, breadth, &some, done));
        done.times.push((format!("view {name}"), begun.elapsed()));
        if let Err(fault) = made {
            let words = Words::new(fault.zh, fault.en);
            done.failures.push(Failure { what: format!("view {name}"), words: words.clone() });
            lost.insert(name, words);
        }
    }
    let source = |name: &str| match catalogue.views.get(name) {
        Some(view) => view.table(),
        None => format!("v_{name}"),
    };
    for one in due {
        if one.rule.needs_views().iter().any(|v| lost.contains_key(v)) {
            continue;
        }
        let begun = Instant::now();
        let asked =
            within(desk, LIMIT, |desk| ask(desk, one, params, breadth, &source, catalogue, done));
        done.times.push((one.rule.id.clone(), begun.elapsed()));
        match asked {
            Ok(()) => done.ran += 1,
            Err(error) => {
                let fault = Fault::from(error);
                let words = Words::new(fault.zh, fault.en);
                done.failures.push(Failure { what: one.rule.id.clone(), words });
                done.looked.rules.remove(&one.rule.id);
                done.looked.whole.remove(&one.rule.id);
            }
        }
    }
    Ok(())
}

/// Makes and fills the table of a view.
fn fill(
    desk: &mut Desk,
    view: &View,
    due: &[Due<'_>],
    params: &Params,
    breadth: Scope,
    some: &Option<Objects>,
    done: &mut Evaluated,
) -> Result<(), Fault> {
    desk.store.scratch(&view.create())?;
    if view.is_given() {
        let rows = given::rows(desk, &view.name, &scope(params, some))?;
        desk.store.scratch_rows(&view.table(), &view.names(), &rows)?;
        return Ok(());
    }
    if view.inline && breadth == Scope::Full {
        return swept(desk, view, due, params, done);
    }
    if let Some(sql) = view.insert(breadth, params) {
        desk.store.scratch(&sql)?;
    }
    Ok(())
}

/// A view too large for a table: one pass over it works out every rule; only what one of them found
/// becomes the table.
fn swept(
    desk: &mut Desk,
    view: &View,
    due: &[Due<'_>],
    params: &Params,
    done: &mut Evaluated,
) -> Result<(), Fault> {
    let here: Vec<&Due<'_>> = due.iter().filter(|d| d.rule.from == view.name).collect();
    let mut sweep = sweep(&here);
    let Some(sql) = sweep.sql(params, &view.source(Scope::Full, params)) else { return Ok(()) };
    desk.store.ask_each(&sql, &[], &mut |row| {
        sweep.take(&row);
        Ok(())
    })?;
    for (rule, counts) in sweep.counts() {
        let tally = done.tallies.entry(rule.to_owned()).or_default();
        // What fires is counted as it is read.
        let kept = counts.into_iter().filter(|(outcome, _)| !outcome.is_found());
        kept.for_each(|(outcome, n)| tally.add(outcome, n));
    }
    touched::entries(desk, &params.book, sweep.found())?;
    if let Some(sql) = view.insert(Scope::Touched, params) {
        desk.store.scratch(&sql)?;
    }
    Ok(())
}

/// What fires for one rule, and how its rows came out.
fn ask(
    desk: &mut Desk,
    one: &Due<'_>,
    params: &Params,
    breadth: Scope,
    source: &dyn Fn(&str) -> String,
    catalogue: &Catalogue,
    done: &mut Evaluated,
) -> Result<(), StoreError> {
    let rule = one.rule;
    let inline = catalogue.views.get(&rule.from).is_some_and(|v| v.inline);
    let mut tally = done.tallies.remove(&rule.id).unwrap_or_default();
    let found = match breadth {
        Scope::Touched => each(desk, one, params, source, inline, &mut tally, done)?,
        // Of a view too large for a table only what was found is there, and the rest is counted.
        Scope::Full if inline && one.sweeps() => true,
        Scope::Full => {
            counted(desk, one, params, source, &mut tally)?;
            if let Some(sql) = rule.blind_sql(params, &one.tuned, source) {
                for row in desk.store.ask(&sql, &[])? {
                    done.looked.blind.insert((rule.cause.clone(), hits::object(&row)));
                }
            }
            true
        }
    };
    let rows = match found {
        true => desk.store.ask(&rule.fires_sql(params, &one.tuned, source), &[])?,
        false => Vec::new(),
    };
    for row in rows {
        let fired = rule.fired(&row);
        tally.add(fired.outcome, 1);
        if let Outcome::Exempt(_) = fired.outcome {
            done.looked.blind.insert((rule.cause.clone(), fired.object.clone()));
        }
        if let Outcome::Fires(level) = fired.outcome {
            done.hits.push(hits::hit(one, level, fired, params));
        }
    }
    done.tallies.insert(rule.id.clone(), tally);
    done.looked.rules.insert(rule.id.clone());
    Ok(())
}

/// Counts the rows by outcome. What fires is counted as it is read.
fn counted(
    desk: &mut Desk,
    one: &Due<'_>,
    params: &Params,
    source: &dyn Fn(&str) -> String,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    for row in desk.store.ask(&one.rule.counts_sql(params, &one.tuned, source), &[])? {
        if let [code, n] = row.as_slice() {
            let outcome = Outcome::of(code.int().unwrap_or(-1));
            if !outcome.is_found() {
                tally.add(outcome, n.int().unwrap_or(0));
            }
        }
    }
    Ok(())
}

/// Goes through the touched rows, which are few: counts them and notes where was looked. Says whether
/// anything was found.
fn each(
    desk: &mut Desk,
    one: &Due<'_>,
    params: &Params,
    source: &dyn Fn(&str) -> String,
    inline: bool,
    tally: &mut Tally,
    done: &mut Evaluated,
) -> Result<bool, StoreError> {
    let rule = one.rule;
    let mut found = false;
    let mut objects: Vec<String> = Vec::new();
    for row in desk.store.ask(&rule.rows_sql(params, &one.tuned, source), &[])? {
        let [code, blind, grain @ ..] = row.as_slice() else { continue };
        let outcome = Outcome::of(code.int().unwrap_or(-1));
        match outcome.is_found() {
            true => found = true,
            false => tally.add(outcome, 1),
        }
        let object = hits::object(grain);
        if blind.int() == Some(1) {
            done.looked.blind.insert((rule.cause.clone(), object.clone()));
        }
        objects.push(object);
    }
    if inline && one.sweeps() {
        // A payment that was taken back is no row any more; its warning has ceased all the same.
        let rows = desk.store.ask("SELECT seq FROM touched_entry", &[])?;
        objects.extend(rows.iter().map(|row| hits::object(row)));
    }
    if let Some(looked) = &mut done.looked.objects {
        looked.extend(objects.into_iter().map(|object| (rule.cause.clone(), object)));
    }
    Ok(found)
}
