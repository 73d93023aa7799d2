//! What has happened in the ledger since an entry, for programs and people that asked to be told: warnings that
//! were raised, steps taken with them, papers published.

use super::oversight::{CASE_ID, CASE_STEP, cases_by_key};
use super::published::published;
use super::{Desk, official::PUBLISHED};
use crate::fault::Fault;
use ::oversight::case::CaseNow;
use access::Reach;
use std::collections::BTreeMap;

/// Entries that are looked through at a time.
const WINDOW: u64 = 100_000;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// A warning was raised.
    Raised,
    /// A step was taken with a warning.
    Step,
    /// A paper was published.
    Published,
}

impl Happening {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Happening::Raised => "warning.raised",
            Happening::Step => "warning.step",
            Happening::Published => "paper.published",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub what: Happening,
    /// The entry that records it.
    pub entry: u64,
    /// Id of the warning, or kind of the paper.
    pub id: String,
    /// 预算年度
    pub year: i32,
    /// 部门编码
    pub department: String,
    /// 单位编码
    pub unit: String,
    /// 单位名称
    pub unit_name: String,
    /// Chinese and English.
    pub title: (String, String),
    /// Level of the warning: id.
    pub level: &'static str,
    /// Where the warning stands: Chinese and English.
    pub state: (&'static str, &'static str),
    /// The step: Chinese and English.
    pub action: (&'static str, &'static str),
    /// Address of its page on this server.
    pub address: String,
}

/// What happened, and where to look on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Happened {
    /// In the order of their entries.
    pub events: Vec<Event>,
    /// The last entry that was looked at.
    pub until: u64,
    /// Whether there are entries after it.
    pub more: bool,
}

/// What happened within a reach after an entry of the node's own book.
///
/// # Errors
/// When the store fails.
pub fn happened(desk: &mut Desk, reach: &Reach, after: u64) -> Result<Happened, Fault> {
    let (head, _) = desk.state()?;
    let until = head.min(after.saturating_add(WINDOW));
    if until <= after {
        return Ok(Happened { until: after, ..Happened::default() });
    }
    let found = records(desk, after, until)?;
    let keys: Vec<String> =
        found.iter().filter(|r| r.topic != PUBLISHED).map(Record::case).collect();
    let cases: BTreeMap<String, CaseNow> = cases_by_key(desk, &keys)?;
    let papers = match found.iter().any(|r| r.topic == PUBLISHED) {
        true => published(desk)?,
        false => Vec::new(),
    };
    let mut events = Vec::new();
    for record in &found {
        if record.topic == PUBLISHED {
            let paper = papers.iter().find(|p| p.seq == record.seq);
            events.extend(paper.map(|p| of_paper(desk, p)).transpose()?);
        } else if let Some(now) = cases.get(&record.case()) {
            events.extend(of_case(record, now, reach));
        }
    }
    Ok(Happened { events, until, more: until < head })
}

/// A record that tells of something.
struct Record {
    seq: u64,
    topic: String,
    key: String,
    payload: String,
}

impl Record {
    /// The key of the case it is about.
    fn case(&self) -> String {
        match self.topic == CASE_ID {
            true => serde_json::from_str(&self.payload).unwrap_or_default(),
            false => self.key.clone(),
        }
    }
}

fn records(desk: &mut Desk, after: u64, until: u64) -> Result<Vec<Record>, Fault> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let sql = "SELECT seq, topic, item, payload FROM entry WHERE book = ?1 AND seq > ?2 AND seq <= ?3 \
         AND kind = '记录' AND reverses = 0 AND topic IN (?4, ?5, ?6) ORDER BY seq";
    let book = desk.own().0;
    let given = [
        book.into(),
        number(after).into(),
        number(until).into(),
        CASE_ID.into(),
        CASE_STEP.into(),
        PUBLISHED.into(),
    ];
    let rows = desk.store.ask(sql, &given)?;
    let read = |row: &Vec<store::Value>| match row.as_slice() {
        [seq, topic, key, payload] => Some(Record {
            seq: seq.int().and_then(|n| u64::try_from(n).ok())?,
            topic: topic.text().to_owned(),
            key: key.text().to_owned(),
            payload: payload.text().to_owned(),
        }),
        _ => None,
    };
    Ok(rows.iter().filter_map(read).collect())
}

fn of_case(record: &Record, now: &CaseNow, reach: &Reach) -> Option<Event> {
    let hit = now.case.hit();
    if !reach.covers_unit(&hit.region, &hit.department, &hit.unit) {
        return None;
    }
    let step = now.steps.iter().find(|s| s.seq == record.seq);
    let what = if record.topic == CASE_ID { Happening::Raised } else { Happening::Step };
    Some(Event {
        what,
        entry: record.seq,
        id: now.case.id.clone(),
        year: hit.year,
        department: hit.department.clone(),
        unit: hit.unit.clone(),
        unit_name: hit.unit_name.clone(),
        title: (hit.title.zh.clone(), hit.title.en.clone()),
        level: now.case.level.en(),
        state: (now.state.zh(), now.state.en()),
        action: step.map_or(("", ""), |s| (s.step.action.zh(), s.step.action.en())),
        address: format!("/warnings/{}", now.case.id),
    })
}

/// What was published is for everybody.
fn of_paper(desk: &mut Desk, paper: &super::Published) -> Result<Event, Fault> {
    let place = super::oversight::unit_place(desk, &paper.unit)?;
    Ok(Event {
        what: Happening::Published,
        entry: paper.seq,
        id: paper.kind.clone(),
        year: paper.year,
        department: place.map(|[_, department]| department).unwrap_or_default(),
        unit: paper.unit.clone(),
        unit_name: paper.unit_name.clone(),
        title: (paper.title.clone(), paper.title.clone()),
        level: "",
        state: ("", ""),
        action: ("", ""),
        address: format!("/published?find={}&year={}", paper.unit, paper.year),
    })
}
