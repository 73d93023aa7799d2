//! Cases from their records: one, some, or all of a year; filtered and ranked.

use super::{CASE, ID, STEP, settings::case_settings};
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::oversight::case::{
    Brief, CaseNow, Handling, Level, Queue, Recorded, Role, Settings, State, Step, Totals, Version,
    brief, queue, ranked,
};
use base::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{Store, StoreError, Value};

/// Which cases. Empty means all.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// 预算年度
    pub year: Option<i32>,
    /// Beginning of the unit's code.
    pub unit: String,
    /// Beginning of the region's code.
    pub region: String,
    /// Id of the rule.
    pub rule: String,
    /// This level only.
    pub level: Option<Level>,
    /// This state only.
    pub state: Option<State>,
    /// Waiting for this role only.
    pub role: Option<Role>,
    /// Only those that wait for somebody.
    pub open: bool,
    /// Only those that wait too long.
    pub overdue: bool,
    /// Only those of this officer.
    pub officer: Option<String>,
    /// As of this day; today without one.
    pub on: Option<Date>,
}

/// What a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The cases, the gravest first.
    pub cases: Vec<Brief>,
    /// How many.
    pub totals: Totals,
    /// What each officer has this week and what waits; of the one asked for alone where one was.
    pub queue: Queue,
}

/// Which records are read.
pub(super) enum Which<'a> {
    Year(Option<i32>),
    Keys(&'a [String]),
}

/// Keys asked for at a time.
const KEYS: usize = 200;

/// Every case that passes, in order of their ids.
///
/// # Errors
/// When the engine fails or a record cannot be read.
pub fn cases(desk: &mut Desk, filter: &CaseFilter) -> Result<Vec<CaseNow>, Fault> {
    let all = load(&mut desk.store, &Which::Year(filter.year))?;
    let settings = case_settings(desk)?;
    Ok(passing(all, filter, &settings, desk.handling()))
}

/// The cases of these keys, by key.
///
/// # Errors
/// When the engine fails or a record cannot be read.
pub(in crate::desk) fn cases_by_key(
    desk: &mut Desk,
    keys: &[String],
) -> Result<BTreeMap<String, CaseNow>, Fault> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    let all = load(&mut desk.store, &Which::Keys(&keys))?;
    Ok(all.into_iter().map(|now| (now.case.key.clone(), now)).collect())
}

fn passing(
    mut all: Vec<CaseNow>,
    filter: &CaseFilter,
    settings: &Settings,
    handling: &Handling,
) -> Vec<CaseNow> {
    let on = filter.on.unwrap_or_else(today);
    all.retain(|now| {
        let (case, hit) = (&now.case, now.case.hit());
        filter.year.is_none_or(|year| hit.year == year)
            && hit.unit.starts_with(&filter.unit)
            && hit.region.starts_with(&filter.region)
            && (filter.rule.is_empty() || case.sightings().any(|s| s.hit.rule == filter.rule))
            && filter.level.is_none_or(|level| case.level == level)
            && filter.state.is_none_or(|state| now.state == state)
            && (!filter.open || now.state.is_open())
            && filter.officer.as_ref().is_none_or(|name| settings.officer(hit) == name)
    });
    if filter.overdue || filter.role.is_some() {
        all.retain(|now| {
            let brief = brief(now, handling, on);
            let waits = |role| brief.awaited.as_ref().is_some_and(|a| a.roles.contains(&role));
            (!filter.overdue || brief.overdue > 0) && filter.role.is_none_or(waits)
        });
    }
    all
}

/// The same in lines, ranked, with the week's work of the officers.
///
/// # Errors
/// The same.
pub fn list_cases(desk: &mut Desk, filter: &CaseFilter) -> Result<Listed, Fault> {
    let on = filter.on.unwrap_or_else(today);
    let settings = case_settings(desk)?;
    if let Some(name) = filter.officer.as_ref().filter(|n| !n.is_empty())
        && !settings.officers.iter().any(|o| o.name == **name)
    {
        let names: Vec<&str> = settings.officers.iter().map(|o| o.name.as_str()).collect();
        let names = if names.is_empty() { "—".to_owned() } else { names.join("、") };
        return Err(Fault::new(
            format!("处置设置中没有人员“{name}”；现有：{names}。用 case settings 文件.toml 设置"),
            format!(
                "there is no officer “{name}” in the settings; there are: {names}. Set them with case settings FILE.toml"
            ),
        ));
    }
    // The week's work is shared among all cases of all years, whatever is shown of them.
    let all = load(&mut desk.store, &Which::Year(None))?;
    let mut work = queue(&all, &settings, on);
    if let Some(name) = &filter.officer {
        work.shares.retain(|share| share.officer == *name);
    }
    let mut all = passing(all, filter, &settings, desk.handling());
    ranked(&mut all);
    let cases: Vec<Brief> = all.iter().map(|now| brief(now, desk.handling(), on)).collect();
    Ok(Listed { totals: Totals::of(&cases), cases, queue: work })
}

/// A case by its id, however it is written: `YJ-2023-3fa2b1`.
///
/// # Errors
/// When there is none.
pub fn case(desk: &mut Desk, id: &str) -> Result<CaseNow, Fault> {
    Ok(seen(desk, id)?.0)
}

/// Whether there is a case of this id.
pub(super) fn is_known(desk: &mut Desk, id: &str) -> Result<bool, Fault> {
    Ok(find(&mut desk.store, &plain(id))?.is_some())
}

/// An id as it is recorded, however it is written.
fn plain(id: &str) -> String {
    let written = id.trim().to_lowercase();
    format!("YJ-{}", written.strip_prefix("yj-").unwrap_or(&written))
}

/// A case, and the number of the last entry of its steps, as they were at one moment.
pub(super) fn seen(desk: &mut Desk, id: &str) -> Result<(CaseNow, u64), Fault> {
    let unknown = || {
        Fault::new(
            format!("没有预警 {id}；用 case list 查看编号"),
            format!("there is no case {id}; case list shows the ids"),
        )
    };
    let written = plain(id);
    desk.store.at_once(|store| {
        let Some(key) = find(store, &written)? else { return Ok(Err(unknown())) };
        let last = store.last_of(STEP, &key)?;
        let read = load(store, &Which::Keys(&[key]));
        Ok(read.and_then(|all| all.into_iter().next().map(|now| (now, last)).ok_or_else(unknown)))
    })?
}

/// The key of a case by its id.
fn find(store: &mut Store, id: &str) -> Result<Option<String>, StoreError> {
    let filter = store::Filter { key: Some(id.to_owned()), ..store::Filter::default() };
    let steps = store.history(ID, &filter)?;
    let key = steps.last().and_then(|s| serde_json::from_str::<String>(&s.payload).ok());
    Ok(key)
}

/// The latest version of each case with its steps, in order of their ids.
pub(super) fn load(store: &mut Store, which: &Which<'_>) -> Result<Vec<CaseNow>, Fault> {
    let (versions, steps) =
        store.at_once(|store| Ok((latest(store, which)?, rows(store, which, STEP)?)))?;
    let mut of: BTreeMap<String, Vec<Recorded>> = BTreeMap::new();
    for (key, seq, payload) in steps {
        let step: Step = read(&payload, seq, STEP)?;
        of.entry(key).or_default().push(Recorded { seq, step });
    }
    let mut all = Vec::new();
    for (key, (seq, payload)) in versions {
        let Version { case, told } = read(&payload, seq, CASE)?;
        let steps = of.remove(&key).unwrap_or_default();
        all.push(CaseNow { told, ..CaseNow::new(case, seq, steps) });
    }
    all.sort_by(|a, b| a.case.id.cmp(&b.case.id));
    Ok(all)
}

fn read<T: serde::de::DeserializeOwned>(payload: &str, seq: u64, topic: &str) -> Result<T, Fault> {
    serde_json::from_str(payload).map_err(|e| {
        Fault::new(
            format!("{topic}记录（第 {seq} 号分录）无法识别：{e}；可用 reverse --entry {seq} 冲销"),
            format!("the record {seq} of {topic} cannot be read: {e}; reverse --entry {seq} takes it back"),
        )
    })
}

/// The keys of all cases: the index knows them without a look at the records.
pub(super) fn keys(store: &mut Store) -> Result<BTreeSet<String>, StoreError> {
    let sql = "SELECT item FROM entry WHERE book = ?1 AND topic = ?2 AND topic <> '' GROUP BY item";
    let values = [Value::Text(store.book().code.clone()), CASE.into()];
    let mut all = BTreeSet::new();
    store.ask_each(sql, &values, &mut |row| {
        all.extend(row.first().map(|key| key.text().to_owned()));
        Ok(())
    })?;
    Ok(all)
}

/// Rows of a topic that stand: key, number, payload; in order of their numbers.
type Rows = Vec<(String, u64, String)>;

const STANDING: &str = "kind = '记录' AND reverses = 0 AND NOT EXISTS (SELECT 1 FROM entry r \
     WHERE r.book = entry.book AND r.reverses = entry.seq AND r.reverses <> 0)";

fn rows(store: &mut Store, which: &Which<'_>, topic: &str) -> Result<Rows, StoreError> {
    let mut all = Rows::new();
    let mut ask = |store: &mut Store, more: &str, mut values: Vec<Value>| {
        values.splice(0..0, [Value::Text(store.book().code.clone()), topic.into()]);
        // The sign keeps SQLite from walking the whole book in this order instead of the index.
        let sql = format!(
            "SELECT item, seq, payload FROM entry WHERE book = ?1 AND topic = ?2 AND topic <> '' \
             AND {STANDING}{more} ORDER BY +seq"
        );
        store.ask_each(&sql, &values, &mut |row| {
            if let [key, Value::Int(seq), payload] = row.as_slice() {
                let seq = u64::try_from(*seq).unwrap_or(0);
                all.push((key.text().to_owned(), seq, payload.text().to_owned()));
            }
            Ok(())
        })
    };
    match which {
        Which::Year(None) => ask(store, "", Vec::new())?,
        Which::Year(Some(year)) => {
            ask(store, " AND year = ?3", vec![Value::Int(i64::from(*year))])?;
        }
        Which::Keys(keys) => {
            for some in keys.chunks(KEYS) {
                let slots: Vec<String> = (3..some.len() + 3).map(|n| format!("?{n}")).collect();
                let values = some.iter().map(|k| Value::Text(k.clone())).collect();
                ask(store, &format!(" AND item IN ({})", slots.join(", ")), values)?;
            }
        }
    }
    Ok(all)
}

/// The latest version of each case; only that one is carried over, however many there are.
fn latest(
    store: &mut Store,
    which: &Which<'_>,
) -> Result<BTreeMap<String, (u64, String)>, StoreError> {
    let Which::Year(year) = which else {
        let all = rows(store, which, CASE)?;
        return Ok(all.into_iter().map(|(key, seq, payload)| (key, (seq, payload))).collect());
    };
    let of_year = if year.is_some() { " AND year = ?3" } else { "" };
    let sql = format!(
        "SELECT entry.item, entry.seq, entry.payload FROM entry JOIN (SELECT MAX(seq + 0) AS last FROM entry \
         WHERE book = ?1 AND topic = ?2 AND topic <> '' AND {STANDING}{of_year} GROUP BY item) l \
         ON entry.seq = l.last WHERE entry.book = ?1"
    );
    let mut values = vec![Value::Text(store.book().code.clone()), CASE.into()];
    values.extend(year.map(|y| Value::Int(i64::from(y))));
    let mut all = BTreeMap::new();
    store.ask_each(&sql, &values, &mut |row| {
        if let [key, Value::Int(seq), payload] = row.as_slice() {
            let seq = u64::try_from(*seq).unwrap_or(0);
            all.insert(key.text().to_owned(), (seq, payload.text().to_owned()));
        }
        Ok(())
    })?;
    Ok(all)
}
