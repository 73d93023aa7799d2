//! What is recorded of a day's hits: a new case, one that has grown worse or changed, one whose condition no
//! longer holds, or nothing. The same cause does not alarm twice while it is handled.

use super::model::{Case, CaseNow, Hit, Level, Sighting};
use super::steps::named;
use super::timeline::days;
use base::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

named! {
    /// Why a version of a case was recorded.
    Change {
        New = "新增", "new";
        Risen = "升级", "level raised";
        Returned = "条件复现", "condition returned";
        Merged = "并入", "another rule merged in";
        Renewed = "更新", "figures renewed";
        Ceased = "条件已消除", "condition ceased";
    }
}

/// What an evaluation looked at: only there can a condition have ceased.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// 预算年度
    pub year: i32,
    /// Rules that were evaluated.
    pub rules: BTreeSet<String>,
    /// Cause and object of the rows that were looked at; `None` when all were.
    pub objects: Option<BTreeSet<(String, String)>>,
    /// Rules that saw all rows although others saw some.
    pub whole: BTreeSet<String>,
    /// Cause and object of rows that could not be judged, or are on the white list: nothing has ceased there.
    pub blind: BTreeSet<(String, String)>,
    /// Rules that are switched off or no longer there: what they saw once binds nobody.
    pub off: BTreeSet<String>,
}

impl Looked {
    /// Whether the evaluation saw all that the case stands on.
    pub fn at(&self, case: &Case) -> bool {
        let hit = case.hit();
        let place = (hit.cause.clone(), hit.object.clone());
        let here = self.objects.as_ref().is_none_or(|set| set.contains(&place));
        let saw = |rule: &String| self.rules.contains(rule) && (here || self.whole.contains(rule));
        let mut on =
            case.sightings().map(|s| &s.hit.rule).filter(|r| !self.off.contains(*r)).peekable();
        hit.year == self.year && !self.blind.contains(&place) && on.peek().is_some() && on.all(saw)
    }
}

/// Entries that a case lists of a hit; the rest is counted.
const ENTRIES: usize = 200;

/// What is to be recorded of the hits of one cause on one object, `None` for nothing.
///
/// `known` is the latest case of this cause and object, `looked` whether the evaluation saw all that it
/// stands on, `named` gives key and id of an occurrence.
///
/// - While a case is open, its hits go into it: a higher level raises it, another rule is merged in,
///   figures are renewed every `refresh` days.
/// - A false alarm, and a case that was void, stays silent for the year unless the level rises.
/// - A closed case alarms again only when its condition had ceased in between or the level is higher.
/// - A case whose condition no longer holds is marked, not closed.
/// - A day before the last one recorded of a case changes nothing of it: that was seen already.
pub fn merge(
    known: Option<&CaseNow>,
    hits: &[Hit],
    looked: bool,
    day: Date,
    refresh: u32,
    named: &mut dyn FnMut(u32) -> (String, String),
) -> Option<Case> {
    let hits = &one_a_rule(hits);
    let Some(now) = known else { return (!hits.is_empty()).then(|| fresh(None, hits, day, named)) };
    if day < now.case.last {
        return None;
    }
    let Some(level) = highest(hits) else {
        let heeded = now.state.is_open() || now.state.is_settled();
        let ends = looked && heeded && now.case.ceased.is_none();
        return ends.then(|| Case {
            ceased: Some(day),
            last: day,
            change: Change::Ceased,
            ..now.case.clone()
        });
    };
    if now.state.is_open() {
        return grown(&now.case, hits, day, refresh);
    }
    let higher = level > now.case.level;
    let again = now.state.is_settled() && now.case.ceased.is_some();
    (higher || again).then(|| fresh(Some(now), hits, day, named))
}

/// The gravest hit of each rule, by the rules' ids.
fn one_a_rule(hits: &[Hit]) -> Vec<Hit> {
    let mut hits = hits.to_vec();
    hits.sort_by(|a, b| a.rule.cmp(&b.rule).then(b.level.cmp(&a.level)));
    hits.dedup_by(|a, b| a.rule == b.rule);
    hits
}

/// A case that begins.
fn fresh(
    before: Option<&CaseNow>,
    hits: &[Hit],
    day: Date,
    named: &mut dyn FnMut(u32) -> (String, String),
) -> Case {
    let occurrence = before.map_or(1, |b| b.case.occurrence.saturating_add(1));
    let offence =
        before.map_or(1, |b| b.case.offence.saturating_add(u32::from(b.state.is_settled())));
    let (key, id) = named(occurrence);
    let mut all: Vec<Sighting> = hits.iter().map(|hit| seen(hit, None, day)).collect();
    let main = all.remove(gravest(&all, ""));
    Case {
        id,
        key,
        occurrence,
        offence,
        follows: before.map_or_else(String::new, |b| b.case.id.clone()),
        level: main.hit.level,
        risen: day,
        main,
        also: all,
        first: day,
        last: day,
        ceased: None,
        change: Change::New,
    }
}

/// The next version of an open case, `None` when there is nothing to say.
fn grown(case: &Case, hits: &[Hit], day: Date, refresh: u32) -> Option<Case> {
    let mut all: Vec<Sighting> = Vec::new();
    for hit in hits {
        all.push(seen(hit, case.sightings().find(|s| s.hit.rule == hit.rule), day));
    }
    let merged = all.iter().any(|s| s.times == 1);
    let changed = all
        .iter()
        .any(|new| case.sightings().any(|old| old.hit.rule == new.hit.rule && old.hit != new.hit));
    let main = all.remove(gravest(&all, &case.main.hit.rule));
    // Rules that do not fire today stay on record with what they showed last.
    let quiet = case.sightings().filter(|s| hits.iter().all(|h| h.rule != s.hit.rule));
    all.extend(quiet.cloned());
    let level = case.level.max(main.hit.level);
    let change = match () {
        () if level > case.level => Change::Risen,
        () if case.ceased.is_some() => Change::Returned,
        () if merged => Change::Merged,
        () if changed && days(case.last, day) >= refresh => Change::Renewed,
        () => return None,
    };
    Some(Case {
        level,
        risen: if level > case.level { day } else { case.risen },
        main,
        also: all,
        last: day,
        ceased: None,
        change,
        ..case.clone()
    })
}

fn seen(hit: &Hit, before: Option<&Sighting>, day: Date) -> Sighting {
    let mut hit = hit.clone();
    let more = hit.entries.len().saturating_sub(ENTRIES);
    hit.entries.truncate(ENTRIES);
    hit.more = hit.more.saturating_add(u64::try_from(more).unwrap_or(u64::MAX));
    let times = before.map_or(0, |b| b.times).saturating_add(1);
    Sighting { hit, first: before.map_or(day, |b| b.first), last: day, times }
}

/// Place of the hit that stands for the case: the highest level, of equals the rule that stood for it
/// before, then the lowest id.
fn gravest(all: &[Sighting], before: &str) -> usize {
    let rank =
        |s: &Sighting| (s.hit.level, s.hit.rule == before, std::cmp::Reverse(s.hit.rule.clone()));
    (0..all.len()).max_by_key(|at| all.get(*at).map(rank)).unwrap_or(0)
}

/// The highest level of some hits.
fn highest(hits: &[Hit]) -> Option<Level> {
    hits.iter().map(|h| h.level).max()
}
