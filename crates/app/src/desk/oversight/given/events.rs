//! View `events`: what began and what ended it, or how long it has been open. From the records 事项, and 公开
//! where a document was published from the ledger.

use super::Scope;
use super::cell::{count, day, day_no, flag, int, mark, maybe, month_mark, no, text};
use super::pairs::{Link, Pair};
use super::records::{Fields, Units, Years, standing};
use crate::desk::Desk;
use crate::fault::Fault;
use base::Date;
use std::collections::{BTreeMap, BTreeSet};
use store::Answer;

/// One dated event.
#[derive(Debug, Clone, Default)]
pub(super) struct Event {
    pub(super) key: String,
    pub(super) sort: String,
    pub(super) day: Date,
    pub(super) unit: String,
    pub(super) year: i32,
    pub(super) title: String,
    pub(super) doc: String,
    pub(super) amount: Option<i64>,
    pub(super) refers: String,
    pub(super) project: String,
    pub(super) due: Option<Date>,
    pub(super) complex: bool,
    pub(super) note: String,
}

/// A start with its end, or without one yet; a single event is both.
#[derive(Debug, Clone)]
pub(super) struct Paired {
    pub(super) kind: String,
    pub(super) start: Event,
    pub(super) end: Option<Event>,
    single: bool,
    many: bool,
}

/// What `publish` calls a document, and the sort of event that its publication is.
const PUBLISHED: [(&str, &str); 1] = [("final-accounts", "决算公开")];

/// Events of the year of the scope and later ones, known on its day.
pub(super) fn events(desk: &mut Desk, scope: &Scope) -> Result<Vec<Event>, Fault> {
    let mut all = Vec::new();
    for kept in standing(desk, "事项", Years::From(scope.year), scope)? {
        let f = Fields::of(&kept.payload);
        let event = Event {
            sort: f.text("sort").to_owned(),
            day: f.day("day").unwrap_or(kept.day),
            title: f.text("title").to_owned(),
            doc: f.text("doc").to_owned(),
            amount: f.int("amount"),
            refers: f.text("ref").to_owned(),
            project: f.text("project").to_owned(),
            due: f.day("due"),
            complex: f.flag("complex").unwrap_or(false),
            note: f.text("note").to_owned(),
            key: kept.key,
            unit: kept.unit,
            year: kept.year,
        };
        if event.day <= scope.day {
            all.push(event);
        }
    }
    for kept in standing(desk, "公开", Years::From(scope.year), scope)? {
        let Some((_, sort)) = PUBLISHED.iter().find(|(key, _)| *key == kept.key) else { continue };
        all.push(Event {
            key: format!("公开-{}-{}-{}", kept.unit, kept.year, kept.key),
            sort: (*sort).to_owned(),
            day: kept.day,
            unit: kept.unit,
            year: kept.year,
            ..Event::default()
        });
    }
    all.sort_by(|a, b| (a.day, &a.key).cmp(&(b.day, &b.key)));
    Ok(all)
}

/// Events by what they are looked up by.
struct Found<'e> {
    by_ref: BTreeMap<&'e str, Vec<&'e Event>>,
    loose: BTreeMap<(&'e str, i32), Vec<&'e Event>>,
}

impl<'e> Found<'e> {
    fn of(all: &'e [Event]) -> Found<'e> {
        let mut found = Found { by_ref: BTreeMap::new(), loose: BTreeMap::new() };
        for event in all {
            match event.refers.as_str() {
                "" => found.loose.entry((&event.sort, event.year)).or_default().push(event),
                refers => found.by_ref.entry(refers).or_default().push(event),
            }
        }
        found
    }

    /// The ends of a start, the earliest first.
    fn ends(&self, start: &Event, pair: &Pair, units: &Units) -> Vec<&'e Event> {
        let named = self.by_ref.get(start.key.as_str()).into_iter().flatten();
        let named = named.filter(|e| pair.end.contains(&e.sort)).copied();
        let loose = pair.end.iter().filter_map(|sort| self.loose.get(&(sort.as_str(), start.year)));
        let loose = loose.flatten().copied().filter(|e| {
            e.day >= start.day
                && match pair.link {
                    Link::Year => true,
                    Link::Unit => e.unit == start.unit,
                    Link::Department => units.department(&e.unit) == units.department(&start.unit),
                    Link::Number => false,
                }
        });
        let mut ends: Vec<&Event> = named.chain(loose).collect();
        ends.sort_by(|a, b| (a.day, &a.key).cmp(&(b.day, &b.key)));
        ends
    }
}

/// Starts of the year of the scope with their ends, and single events.
pub(super) fn paired(desk: &Desk, all: &[Event], units: &Units, year: i32) -> Vec<Paired> {
    let found = Found::of(all);
    let mut rows = Vec::new();
    for pair in &desk.params.pairs {
        let own = |e: &&Event| e.year == year && pair.start.contains(&e.sort);
        // Where ends of this sort are on file for nobody, they are not kept here: nothing follows from their
        // absence. A single event of the year, or one that is handed over by number, is missed all the same.
        let each = pair.many || matches!(pair.link, Link::Unit | Link::Department);
        let kept = !each || all.iter().any(|e| e.year == year && pair.end.contains(&e.sort));
        let mut taken = BTreeSet::new();
        for start in all.iter().filter(own) {
            let mut ends = found.ends(start, pair, units);
            // An end that names nothing belongs to the first start it fits.
            ends.retain(|e| !e.refers.is_empty() || !taken.contains(e.key.as_str()));
            if !pair.many {
                ends.truncate(1);
            }
            taken.extend(ends.iter().map(|e| e.key.as_str()));
            let row = |end: Option<&Event>| Paired {
                kind: pair.kind.clone(),
                start: start.clone(),
                end: end.cloned(),
                single: false,
                many: pair.many,
            };
            match ends.is_empty() {
                true if kept => rows.push(row(None)),
                true => {}
                false => rows.extend(ends.into_iter().map(|e| row(Some(e)))),
            }
        }
    }
    for event in all.iter().filter(|e| e.year == year && desk.params.is_single(&e.sort)) {
        rows.push(Paired {
            kind: event.sort.clone(),
            start: event.clone(),
            end: Some(event.clone()),
            single: true,
            many: false,
        });
    }
    rows
}

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    // An end may be of another unit than its start, so all are looked at before some are left out.
    let whole = Scope { units: None, ..scope.clone() };
    let all = events(desk, &whole)?;
    let units = Units::of(desk, &whole)?;
    let copied: BTreeSet<&str> =
        all.iter().filter(|e| e.sort == "抄送人大").map(|e| e.refers.as_str()).collect();
    let rows = paired(desk, &all, &units, scope.year);
    let wanted = rows.iter().filter(|p| scope.wants(&p.object().unit));
    Ok(wanted.map(|p| p.row(&units, scope, &copied)).collect())
}

impl Paired {
    /// The event that the row is about: of many ends each is one, else the start.
    fn object(&self) -> &Event {
        match &self.end {
            Some(end) if self.many => end,
            _ => &self.start,
        }
    }

    fn row(&self, units: &Units, scope: &Scope, copied: &BTreeSet<&str>) -> Answer {
        let (start, object) = (&self.start, self.object());
        let end = self.end.as_ref();
        let or = |own: &str, other: &str| match own {
            "" => text(other),
            own => text(own),
        };
        let mut row = units.about(scope.year, &object.unit);
        let was_copied = [Some(object), Some(start), end]
            .iter()
            .flatten()
            .any(|e| !e.key.is_empty() && copied.contains(e.key.as_str()));
        row.extend([
            text(&self.kind),
            text(&object.key),
            or(&object.title, &start.title),
            text(&object.refers),
            or(&object.project, &start.project),
            or(&object.doc, &start.doc),
            maybe(object.amount.or(start.amount)),
            text(&start.sort),
            day(Some(start.day)),
            int(day_no(start.day)),
            int(month_mark(start.day)),
            text(end.map_or("", |e| &e.sort)),
            day(end.map(|e| e.day)),
            no(end.map(|e| e.day)),
            mark(end.map(|e| e.day)),
            int(day_no(scope.day)),
            int(month_mark(scope.day)),
            day(start.due),
            no(start.due),
            flag(end.is_some()),
            flag(self.single),
            flag(start.complex),
            flag(was_copied),
            or(&object.note, &start.note),
        ]);
        row
    }
}

/// How many single events of a sort there are.
pub(super) fn how_many(all: &[Event], year: i32, sort: &str) -> store::Value {
    count(all.iter().filter(|e| e.year == year && e.sort == sort).count())
}
