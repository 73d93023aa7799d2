//! Dated events: approval, confirmation, publication, transfers and meetings of every county, and what each
//! department and unit does after them.

use super::plant::Plants;
use super::record::{Of, after, day, record};
use super::truth::Truth;
use super::world::{County, Unit, World};
use base::Date;
use ledger::Draft;
use serde_json::json;

/// One event of a fiscal year.
pub(super) struct Event {
    key: String,
    sort: &'static str,
    unit: String,
    year: i32,
    pub(super) day: Date,
    refers: String,
    due: Option<Date>,
    complex: bool,
    project: String,
    note: &'static str,
}

impl Event {
    /// What sort of event it is.
    pub(super) fn sort(&self) -> &'static str {
        self.sort
    }

    /// The event as a record.
    pub(super) fn draft(&self) -> Draft {
        let mut payload = json!({
            "sort": self.sort, "day": self.day.to_string(), "title": self.sort, "ref": self.refers,
        });
        if let Some(map) = payload.as_object_mut() {
            let mut add = |name: &str, value: String| {
                if !value.is_empty() {
                    map.insert(name.to_owned(), value.into());
                }
            };
            add("due", self.due.map_or(String::new(), |d| d.to_string()));
            add("complex", if self.complex { "是" } else { "" }.to_owned());
            add("project", self.project.clone());
            add("note", self.note.to_owned());
        }
        let of = Of { year: self.year, unit: &self.unit };
        record(of, self.day, "事项", &self.key, &payload)
    }
}

/// Events of one government or unit in one fiscal year, in the making.
pub(super) struct Events<'a> {
    unit: &'a str,
    /// What keys of it begin with.
    code: String,
    year: i32,
    pub(super) all: Vec<Event>,
    pub(super) truths: Vec<Truth>,
}

impl<'a> Events<'a> {
    pub(super) fn new(unit: &'a str, code: &str, year: i32) -> Events<'a> {
        Events { unit, code: code.to_owned(), year, all: Vec::new(), truths: Vec::new() }
    }

    /// Adds an event; gives its key.
    pub(super) fn add(&mut self, sort: &'static str, on: Date, refers: &str) -> String {
        let key = format!("{sort}{}-{}-{}", self.year, self.code, self.all.len() + 1);
        self.all.push(Event {
            key: key.clone(),
            sort,
            unit: self.unit.to_owned(),
            year: self.year,
            day: on,
            refers: refers.to_owned(),
            due: None,
            complex: false,
            project: String::new(),
            note: "",
        });
        key
    }

    /// An assessment of a project that is new.
    pub(super) fn assessed(&mut self, project: &str) {
        let on = day(self.year - 1, 11, 20);
        self.add("事前评估", on, "");
        if let Some(event) = self.all.last_mut() {
            (event.project, event.note) = (project.to_owned(), "通过");
        }
    }

    fn found(&mut self, rule: &'static str, kind: &str, key: &str, level: &'static str) {
        let object = format!("{kind}|{key}");
        self.truths.push(Truth::new(rule, self.year, object, level, ""));
    }
}

/// What a government does in the course of a year; `planted` gives the number of the object of a rule.
pub(super) fn government(
    events: &mut Events<'_>,
    approved: Date,
    last: i32,
    planted: &dyn Fn(&str) -> Option<usize>,
) {
    let y = events.year;
    let sent = if planted("W07").is_some() { 25 } else { 42 };
    let draft = events.add("预算草案送审", after(approved, -sent), "");
    events.add("人代会会议", approved, &draft);
    if planted("W07").is_some() {
        events.found("W07", "预算草案送审", &draft, "橙");
    }
    let approval = events.add("预算批准", approved, "");
    let open = if planted("W23").is_some() { 27 } else { 12 };
    events.add("政府预算公开", after(approved, open), &approval);
    if planted("W23").is_some() {
        events.found("W23", "政府预算公开", &approval, "橙");
    }
    for (rule, sort, usual, late) in
        [("W19", "一般性转移支付下达", 18, 36), ("W20", "专项转移支付下达", 40, 70)]
    {
        let days = if planted(rule).is_some() { late } else { usual };
        let key = events.add(sort, after(approved, days), &approval);
        events.add("抄送人大", after(approved, days + 3), &key);
        if planted(rule).is_some() {
            events.found(rule, sort, &key, "橙");
        }
    }
    let accounts = events.add("决算批准", day(y + 1, 8, 20), "");
    events.add("政府决算公开", day(y + 1, 8, 31), &accounts);
    let plan =
        events.add("调整方案送审", day(y, if planted("W46").is_some() { 7 } else { 6 }, 10), "");
    events.add("常委会会议", day(y, 7, 28), &plan);
    if planted("W46").is_some() {
        events.found("W46", "调整方案送审", &plan, "橙");
    }
    audit(events, last, planted("W99"));
    supervision(events, planted);
}

/// The audit report and what came of it, within six months.
fn audit(events: &mut Events<'_>, last: i32, planted: Option<usize>) {
    let y = events.year;
    let report = events.add("审计工作报告", day(y, 6, 25), "");
    match planted {
        None => drop(events.add("审计整改报告", day(y, 12, 5), &report)),
        // Of the last year it is still awaited.
        Some(n) if n.is_multiple_of(2) || y == last => {
            events.found("W99", "审计整改", &report, "红")
        }
        Some(_) => {
            events.add("审计整改报告", day(y + 1, 1, 15), &report);
            events.found("W99", "审计整改", &report, "橙");
        }
    }
}

/// Suggestions, promises, filings and opinions: each answered in time, or as planted late or never.
fn supervision(events: &mut Events<'_>, planted: &dyn Fn(&str) -> Option<usize>) {
    let y = events.year;
    for n in 0..3 {
        let key = events.add("建议交办", day(y, 3, 8 + n), "");
        let complex = n == 2;
        if let Some(event) = events.all.last_mut() {
            event.complex = complex;
        }
        let odd = planted("W97").filter(|_| n == 0);
        let (month, on) = match (odd, complex) {
            (None, false) => (5, 20),
            (None, true) => (8, 10),
            (Some(_), _) => (6, 28),
        };
        match odd {
            Some(n) if n.is_multiple_of(2) => events.found("W97", "建议办理", &key, "红"),
            _ => drop(events.add("建议答复", day(y, month, on), &key)),
        }
        if odd.is_some_and(|n| !n.is_multiple_of(2)) {
            events.found("W97", "建议办理", &key, "橙");
        }
    }
    let promise = events.add("建议承诺", day(y, 7, 1), "");
    if let Some(event) = events.all.last_mut() {
        event.due = Some(day(y, 11, 30));
    }
    match planted("W98") {
        None => drop(events.add("承诺落实", day(y, 11, 15), &promise)),
        Some(n) if n.is_multiple_of(2) => events.found("W98", "承诺落实", &promise, "红"),
        Some(_) => {
            events.add("承诺落实", day(y, 12, 20), &promise);
            events.found("W98", "承诺落实", &promise, "黄");
        }
    }
    filing(events, planted("W100"));
    let opinion = events.add("审议意见交办", day(y, 8, 5), "");
    match planted("W101") {
        None => drop(events.add("研究处理报告", day(y, 10, 20), &opinion)),
        Some(n) if n.is_multiple_of(2) => events.found("W101", "审议意见办理", &opinion, "红"),
        Some(_) => {
            events.add("研究处理报告", day(y, 11, 20), &opinion);
            events.found("W101", "审议意见办理", &opinion, "黄");
        }
    }
    events.add("国资报告", day(y, 10, 28), "");
    events.add("债务报告", day(y, 10, 28), "");
}

/// A normative document: filed within 30 days of its publication, reviewed within three months.
fn filing(events: &mut Events<'_>, planted: Option<usize>) {
    let y = events.year;
    let published = events.add("规范性文件公布", day(y, 4, 10), "");
    let late = planted.map(|n| n % 2);
    let filed =
        events.add("规范性文件报备", day(y, if late == Some(0) { 5 } else { 4 }, 28), &published);
    let reviewed = if late == Some(1) { day(y, 9, 15) } else { day(y, 6, 30) };
    events.add("规范性文件审查", reviewed, &filed);
    match late {
        Some(0) => events.found("W100", "文件报备", &published, "黄"),
        Some(_) => events.found("W100", "文件审查", &filed, "黄"),
        None => {}
    }
}

/// The first day a county's congress approves a budget; the province's own is the earliest.
pub(super) fn approved(year: i32, county: Option<usize>) -> Date {
    day(year, 1, county.map_or(18, |n| 18 + i8::try_from(n % 7).unwrap_or(0)))
}

/// Events of a county's government.
pub(super) fn county<'a>(
    world: &'a World,
    plants: &Plants,
    (at, county): (usize, &County),
    year: i32,
    last: i32,
) -> Events<'a> {
    let unit = world.units.get(county.units.0).map_or("", |u| u.code.as_str());
    let mut events = Events::new(unit, &county.code, year);
    let planted = |rule: &str| plants.county(at, year, rule);
    government(&mut events, approved(year, Some(at)), last, &planted);
    events
}

/// The key of a government's approval, from its place among the events of [`government`].
fn approval(year: i32, code: &str) -> String {
    format!("预算批准{year}-{code}-3")
}

/// Days of a unit's own pace, the same every year.
fn pace(unit: &Unit, most: u64) -> i64 {
    i64::try_from(unit.before % most).unwrap_or(0)
}

/// Confirmation and publication of a unit's budget, and of a department's final accounts. A department whose
/// budget is confirmed late hands it on late.
pub(super) fn unit<'a>(
    world: &World,
    unit: &'a Unit,
    year: i32,
    confirmed_late: bool,
    marked: &dyn Fn(&str) -> bool,
) -> Events<'a> {
    let mut events = Events::new(&unit.code, &unit.code, year);
    let county = world.county_of(unit).map_or("", |c| c.code.as_str());
    let approved = approved(year, Some(unit.county));
    let days = if confirmed_late { 26 } else { 8 + i64::try_from(unit.office % 8).unwrap_or(0) };
    let confirmed = after(approved, days);
    let department = format!("财政批复{year}-{}-1", unit.department);
    if unit.head {
        let key = events.add("财政批复", confirmed, &approval(year, county));
        if marked("W17") {
            events.found("W17", "财政批复", &key, "橙");
        }
        match marked("W22") {
            true => events.found("W22", "财政批复", &key, "黄"),
            false => drop(events.add("抄送人大", after(confirmed, 2), &key)),
        }
        events.add("部门预算公开", after(confirmed, 9 + pace(unit, 9)), &key);
    }
    let given = after(confirmed, if marked("W18") { 19 } else { 4 + pace(unit, 9) });
    let key = events.add("部门批复", given, &department);
    if marked("W18") {
        events.found("W18", "部门批复", &key, "橙");
    }
    events.add(
        "单位预算公开",
        after(given, if marked("W24") { 27 } else { 8 + pace(unit, 10) }),
        &key,
    );
    if marked("W24") {
        events.found("W24", "单位预算公开", &key, "橙");
    }
    if unit.head && unit.before.is_multiple_of(4) {
        let key = events.add("决算批复", day(year + 1, 9, 5), "");
        events.add("部门决算公开", day(year + 1, 9, 16), &key);
    }
    events
}
