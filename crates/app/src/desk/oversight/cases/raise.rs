//! What an evaluation found becomes cases: new ones, graver ones, those whose condition has ceased; one batch.

use super::load::{Which, keys, load};
use super::{CASE, ID, STEP, controls, draft};
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::oversight::case::{
    Case, CaseNow, Change, Hit, Looked, Told, Version, base_key, id, key, merge,
};
use base::Date;
use ledger::Draft;
use report::Lang;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{Outcome, Store};

/// What became of an evaluation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Raised {
    /// What was recorded: why, and the id of the case; in order of the ids.
    pub cases: Vec<(Change, String)>,
    /// Causes that fire and need no record: known, false alarms, closed.
    pub silent: usize,
    /// Batch they were posted with; 0 for none.
    pub batch: u64,
}

impl Raised {
    /// How many were recorded for a reason.
    pub fn count(&self, change: Change) -> usize {
        self.cases.iter().filter(|(why, _)| *why == change).count()
    }
}

/// How often the work is done again when another program was quicker.
const TRIES: usize = 8;

/// Records what an evaluation of a day found. `looked` says what it looked at: a case there that does not
/// fire any more is marked 条件已消除.
///
/// # Errors
/// When the engine fails, or others keep writing the same cases.
pub fn raise(desk: &mut Desk, hits: &[Hit], looked: &Looked, day: Date) -> Result<Raised, Fault> {
    let (book, refresh) = (desk.store.book().code.clone(), desk.handling().refresh_days);
    let mut by: BTreeMap<String, Vec<Hit>> = BTreeMap::new();
    for hit in named(desk, hits)? {
        sound(&hit)?;
        by.entry(base_key(&hit, &book)).or_default().push(hit);
    }
    let days = Days { judged: day, today: today() };
    for _ in 0..TRIES {
        let plan = desk.store.at_once(|store| Ok(plan(store, days, &by, looked, refresh)))??;
        if let Some(raised) = post(desk, day, plan)? {
            return Ok(raised);
        }
    }
    Err(store::StoreError::Busy.into())
}

/// The day as of which was judged, and the one on which that is recorded.
#[derive(Clone, Copy)]
struct Days {
    judged: Date,
    today: Date,
}

/// What is to be posted, and what it was concluded from.
struct Plan {
    cases: Vec<Version>,
    silent: usize,
    /// Last entries of what was read: topic, key, number.
    read: Vec<(&'static str, String, u64)>,
}

fn plan(
    store: &mut Store,
    days: Days,
    by: &BTreeMap<String, Vec<Hit>>,
    looked: &Looked,
    refresh: u32,
) -> Result<Plan, Fault> {
    let known = known(store, by, looked)?;
    let mut plan = Plan { cases: Vec::new(), silent: 0, read: Vec::new() };
    let mut fresh: BTreeSet<String> = BTreeSet::new();
    let bases: BTreeSet<&String> = by.keys().chain(known.keys()).collect();
    for base in bases {
        let (now, found) = (known.get(base), by.get(base).map_or(&[][..], Vec::as_slice));
        let seen = now.is_some_and(|now| looked.at(&now.case));
        let year = found.first().or(now.map(|n| n.case.hit())).map_or(looked.year, |h| h.year);
        let taken = match now.is_none() && !found.is_empty() {
            true => others(store, base, year, &fresh)?,
            false => BTreeSet::new(),
        };
        let mut named = |n: u32| {
            let own = now.map(|now| succeeding(&now.case, n));
            (key(base, n), own.unwrap_or_else(|| id(base, year, n, |id| taken.contains(id))))
        };
        let Some(case) = merge(now, found, seen, days.judged, refresh, &mut named) else {
            plan.silent += usize::from(!found.is_empty());
            continue;
        };
        if case.change == Change::New {
            fresh.insert(case.id.clone());
            plan.depends(store, ID, &case.id)?;
            plan.depends(store, CASE, &case.key)?;
        }
        if let Some(now) = now {
            plan.depends(store, CASE, &now.case.key)?;
            plan.depends(store, STEP, &now.case.key)?;
        }
        let told = told(now, &case, days.today);
        plan.cases.push(Version { case, told });
    }
    Ok(plan)
}

/// When a case and its level were recorded: today for what is new in this version.
fn told(now: Option<&CaseNow>, case: &Case, today: Date) -> Option<Told> {
    let before = now.and_then(|now| now.told);
    match case.change {
        Change::New => Some(Told { first: today, risen: today }),
        Change::Risen => Some(Told { first: before.map_or(case.first, |t| t.first), risen: today }),
        _ => before,
    }
}

impl Plan {
    /// Keeps the last entry of what was read: when it is another as the plan is carried out, the plan
    /// was made from what no longer holds.
    fn depends(&mut self, store: &mut Store, topic: &'static str, key: &str) -> Result<(), Fault> {
        let last = store.last_of(topic, key)?;
        self.read.push((topic, key.to_owned(), last));
        Ok(())
    }
}

/// The id of a later occurrence: that of the first, with its number.
fn succeeding(case: &Case, n: u32) -> String {
    let first = match case.occurrence {
        0 | 1 => case.id.as_str(),
        of => case.id.strip_suffix(&format!("-{of}")).unwrap_or(&case.id),
    };
    format!("{first}-{n}")
}

/// Ids near the one a new case would have that belong to others.
fn others(
    store: &mut Store,
    base: &str,
    year: i32,
    fresh: &BTreeSet<String>,
) -> Result<BTreeSet<String>, Fault> {
    let mut taken = BTreeSet::new();
    loop {
        let next = id(base, year, 1, |id| taken.contains(id));
        if !fresh.contains(&next) && store.last_of(ID, &next)? == 0 || taken.contains(&next) {
            return Ok(taken);
        }
        taken.insert(next);
    }
}

/// The hits with the names of units and departments, as they are registered, where they do not have them.
fn named(desk: &mut Desk, hits: &[Hit]) -> Result<Vec<Hit>, Fault> {
    let lacks = |h: &&Hit| h.department_name.is_empty() || h.unit_name.is_empty();
    let units: BTreeSet<&str> = hits.iter().filter(lacks).map(|h| h.unit.as_str()).collect();
    let units: Vec<&str> = units.into_iter().filter(|u| !u.is_empty()).collect();
    let mut known: BTreeMap<String, [String; 3]> = BTreeMap::new();
    for some in units.chunks(FEW) {
        let slots: Vec<String> = (2..some.len() + 2).map(|n| format!("?{n}")).collect();
        let sql = format!(
            "SELECT code, name, department, department_name FROM unit_card \
             WHERE book = ?1 AND code IN ({})",
            slots.join(", ")
        );
        let book = store::Value::Text(desk.store.book().code.clone());
        let values: Vec<store::Value> =
            std::iter::once(book).chain(some.iter().map(|u| (*u).into())).collect();
        for row in desk.store.ask(&sql, &values)? {
            let mut row = row.iter().map(|v| v.text().to_owned());
            let code = row.next().unwrap_or_default();
            let mut next = || row.next().unwrap_or_default();
            known.insert(code, [next(), next(), next()]);
        }
    }
    let fill = |slot: &mut String, text: &String| {
        if slot.is_empty() {
            slot.clone_from(text);
        }
    };
    let one = |hit: &Hit| {
        let mut hit = hit.clone();
        if let Some([name, department, department_name]) = known.get(&hit.unit) {
            fill(&mut hit.unit_name, name);
            fill(&mut hit.department, department);
            fill(&mut hit.department_name, department_name);
        }
        hit
    };
    Ok(hits.iter().map(one).collect())
}

/// A hit without what its key is made of would fall together with others.
fn sound(hit: &Hit) -> Result<(), Fault> {
    let rule = &hit.rule;
    let lacks = hit.cause.trim().is_empty() || hit.object.is_empty() || rule.is_empty();
    match lacks || hit.cause.contains(['#', '|']) {
        false => Ok(()),
        true => Err(Fault::new(
            format!(
                "规则“{rule}”的预警没有原因或对象，或原因中有 # 或 |；请核对规则文件的 cause 和视图的 grain"
            ),
            format!(
                "a warning of rule “{rule}” has no cause or object, or its cause holds # or |; check cause and grain"
            ),
        )),
    }
}

/// Keys that are looked up one by one; of more it is quicker to ask which there are.
const FEW: usize = 500;

/// The latest occurrence of each cause and object that fires or was looked at.
fn known(
    store: &mut Store,
    by: &BTreeMap<String, Vec<Hit>>,
    looked: &Looked,
) -> Result<BTreeMap<String, CaseNow>, Fault> {
    let book = &store.book().code.clone();
    let mut latest: BTreeMap<String, CaseNow> = BTreeMap::new();
    let mut keep = |all: Vec<CaseNow>| {
        for now in all {
            let base = base_key(now.case.hit(), book);
            let older = latest.get(&base).is_none_or(|l| l.case.occurrence < now.case.occurrence);
            if older {
                latest.insert(base, now);
            }
        }
    };
    let years: BTreeSet<i32> = by.values().flatten().map(|h| h.year).chain([looked.year]).collect();
    let Some(objects) = looked.objects.as_ref().filter(|_| looked.whole.is_empty()) else {
        for year in years {
            keep(load(store, &Which::Year(Some(year)))?);
        }
        return Ok(latest);
    };
    // Few are asked for by their keys, so that the work is that of the batch, not of the ledger.
    let year = looked.year;
    let touched = objects.iter().map(|(cause, object)| format!("{cause}|{year}|{object}"));
    let mut bases: BTreeSet<String> = touched.chain(by.keys().cloned()).collect();
    if bases.len() > FEW {
        let there = keys(store)?;
        bases.retain(|base| there.contains(base));
    }
    let mut wanted: Vec<String> = bases.into_iter().collect();
    for occurrence in 2.. {
        let found = load(store, &Which::Keys(&wanted))?;
        let next = |now: &CaseNow| key(&base_key(now.case.hit(), book), occurrence);
        wanted = found.iter().map(next).collect();
        keep(found);
        if wanted.is_empty() {
            break;
        }
    }
    Ok(latest)
}

/// Posts what was planned; `None` when somebody else has written one of the cases meanwhile.
fn post(desk: &mut Desk, day: Date, plan: Plan) -> Result<Option<Raised>, Fault> {
    let mut drafts: Vec<Draft> = Vec::new();
    for version in &plan.cases {
        let (case, hit) = (&version.case, version.case.hit());
        let of = (hit.year, hit.unit.as_str());
        drafts.push(draft(CASE, &case.key, day, of, version)?);
        if case.change == Change::New {
            drafts.push(draft(ID, &case.id, day, of, &case.key)?);
        }
    }
    let cases = plan.cases.iter().map(|v| (v.case.change, v.case.id.clone())).collect();
    let mut raised = Raised { cases, silent: plan.silent, batch: 0 };
    raised.cases.sort_by(|a, b| a.1.cmp(&b.1));
    if drafts.is_empty() {
        return Ok(Some(raised));
    }
    let header = desk.header("warn", "", "");
    let mut posting = desk.store.begin(&header, &controls())?;
    for (topic, key, seq) in &plan.read {
        if posting.last_of(topic, key)? != *seq {
            return Ok(None);
        }
    }
    for draft in drafts {
        if let Outcome::Refused(refusal) = posting.post(draft)? {
            return Err(Fault::new(refusal.zh, refusal.en));
        }
    }
    raised.batch = posting.commit()?.batch;
    Ok(Some(raised))
}

/// What became of an evaluation, in a few lines.
pub(crate) fn raised_text(raised: &Raised, lang: Lang) -> String {
    let counts: Vec<String> = Change::ALL
        .iter()
        .map(|change| (change, raised.count(*change)))
        .filter(|(_, n)| *n > 0)
        .map(|(change, n)| format!("{} {n}", lang.say(change.zh(), change.en())))
        .collect();
    let silent = raised.silent;
    let counts = match (counts.is_empty(), lang) {
        (true, Lang::Zh) => "没有变化".to_owned(),
        (true, Lang::En) => "nothing new".to_owned(),
        (false, _) => counts.join(lang.say("，", ", ")),
    };
    match lang {
        Lang::Zh => format!(
            "处置：{counts}；另有 {silent} 件在办、误报或已销号，不重复预警。用 case list 查看\n"
        ),
        Lang::En => format!(
            "cases: {counts}; {silent} more are being handled, false alarms or closed and do not alarm again. See case list\n"
        ),
    }
}
