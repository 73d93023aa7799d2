//! Records and stated values that stand, with their days, and the names of units.

use super::{Scope, cell};
use crate::desk::Desk;
use crate::fault::Fault;
use base::Date;
use std::collections::{BTreeMap, BTreeSet};
use store::{Answer, Value};

/// A record that stands.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// Number of the entry.
    pub(super) seq: i64,
    /// Day of the entry.
    pub(super) day: Date,
    /// 单位编码; empty for the government.
    pub(super) unit: String,
    /// 预算年度
    pub(super) year: i32,
    /// Which one within the topic.
    pub(super) key: String,
    /// Its JSON.
    pub(super) payload: String,
}

/// Entries that stand, of the book `?1`.
const STANDING: &str = "book = ?1 AND reverses = 0 AND NOT EXISTS (SELECT 1 FROM entry r \
     WHERE r.book = entry.book AND r.reverses = entry.seq AND r.reverses <> 0)";

/// Which years a question is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Years {
    /// One.
    Of(i32),
    /// One and all after it.
    From(i32),
    /// All.
    All,
}

/// All versions of the records of a topic that stand, in order, of the units of the scope and of none. Where a
/// scope names units the answer is theirs alone, so that it costs what they have.
pub(super) fn history(
    desk: &mut Desk,
    topic: &str,
    years: Years,
    scope: &Scope,
) -> Result<Vec<Kept>, Fault> {
    let (year, sign) = match years {
        Years::Of(year) => (year, " AND year = ?3"),
        Years::From(year) => (year, " AND year >= ?3"),
        Years::All => (0, " AND year >= ?3"),
    };
    let book = desk.store.book().code.clone();
    let mut values = vec![Value::Text(book), topic.into(), i64::from(year).into()];
    let only = only(scope, &mut values);
    // The sign keeps SQLite from walking the whole book in this order instead of the index.
    let sql = format!(
        "SELECT seq, day, unit, year, item, payload FROM entry WHERE {STANDING} \
         AND topic = ?2 AND topic <> '' AND kind = '记录'{sign}{only} ORDER BY +seq"
    );
    let rows = desk.store.ask(&sql, &values)?;
    Ok(rows.iter().filter_map(kept).filter(|k| scope.wants(&k.unit)).collect())
}

/// Above so many units a question names none of them and the rows are sorted out afterwards.
const NAMED: usize = 2000;

/// The condition that leaves out other units, its values added to those of the question.
fn only(scope: &Scope, values: &mut Vec<Value>) -> String {
    let Some(units) = scope.units.as_ref().filter(|u| u.len() <= NAMED) else {
        return String::new();
    };
    let first = values.len() + 1;
    values.push("".into());
    values.extend(units.iter().map(|u| u.as_str().into()));
    let slots: Vec<String> = (first..=values.len()).map(|n| format!("?{n}")).collect();
    format!(" AND unit IN ({})", slots.join(", "))
}

fn kept(row: &Answer) -> Option<Kept> {
    let [seq, day, unit, year, key, payload] = row.as_slice() else { return None };
    Some(Kept {
        seq: seq.int()?,
        day: day.text().parse().ok()?,
        unit: unit.text().to_owned(),
        year: i32::try_from(year.int()?).ok()?,
        key: key.text().to_owned(),
        payload: payload.text().to_owned(),
    })
}

/// The records of a topic that hold: the latest of each unit, year and key, known on the day of the scope.
pub(super) fn standing(
    desk: &mut Desk,
    topic: &str,
    years: Years,
    scope: &Scope,
) -> Result<Vec<Kept>, Fault> {
    let mut latest = BTreeMap::new();
    for kept in history(desk, topic, years, scope)? {
        if kept.day <= scope.day {
            latest.insert((kept.unit.clone(), kept.year, kept.key.clone()), kept);
        }
    }
    Ok(latest.into_values().collect())
}

/// Keys and days of the records of a topic, a unit and a year that stand, whenever they were made.
pub(in crate::desk::oversight) fn recorded(
    desk: &mut Desk,
    topic: &str,
    unit: &str,
    year: i32,
) -> Result<BTreeMap<String, Date>, Fault> {
    let units = Some(BTreeSet::from([unit.to_owned()]));
    let scope = Scope { year, day: Date::MAX, months: 12, units, keys: None };
    let all = history(desk, topic, Years::Of(year), &scope)?;
    Ok(all.into_iter().filter(|k| k.unit == unit).map(|k| (k.key, k.day)).collect())
}

/// A stated value.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub(super) unit: String,
    pub(super) topic: String,
    /// 元 for money.
    pub(super) item: String,
    pub(super) amount: i64,
    pub(super) day: Date,
}

/// The stated values of a year that hold on the day of the scope: of each the latest by day, then by number.
pub(super) fn stated(desk: &mut Desk, scope: &Scope) -> Result<Vec<Stated>, Fault> {
    let book = desk.store.book().code.clone();
    let mut values =
        vec![Value::Text(book), i64::from(scope.year).into(), scope.day.to_string().into()];
    let only = only(scope, &mut values);
    let sql = format!(
        "SELECT unit, topic, item, amount, day FROM entry WHERE {STANDING} \
         AND topic > '' AND topic <> '' AND kind = '登记' AND year = ?2 AND day <= ?3{only} \
         ORDER BY day, +seq"
    );
    let mut latest = BTreeMap::new();
    for row in desk.store.ask(&sql, &values)? {
        let [unit, topic, item, amount, day] = row.as_slice() else { continue };
        let (Some(amount), Ok(day)) = (amount.int(), day.text().parse()) else { continue };
        if !scope.wants(unit.text()) {
            continue;
        }
        let [unit, topic, item] = [unit, topic, item].map(|v| v.text().to_owned());
        let key = (unit.clone(), topic.clone());
        latest.insert(key, Stated { unit, topic, item, amount, day });
    }
    Ok(latest.into_values().collect())
}

/// The fields of a record's payload.
pub(super) struct Fields(serde_json::Value);

impl Fields {
    pub(super) fn of(payload: &str) -> Fields {
        Fields(serde_json::from_str(payload).unwrap_or_default())
    }

    /// A text; empty where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(|v| v.as_str()).map_or("", str::trim)
    }

    /// A number: an amount in 分, a count.
    pub(super) fn int(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(serde_json::Value::as_i64)
    }

    /// A day.
    pub(super) fn day(&self, name: &str) -> Option<Date> {
        self.text(name).parse().ok()
    }

    /// Yes or no, as people write it; `None` where nothing was said.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name) {
            "" => None,
            "否" | "0" | "2" | "不" | "无" | "N" | "n" | "false" => Some(false),
            _ => Some(true),
        }
    }

    /// A list within.
    pub(super) fn list(&self, name: &str) -> Vec<Fields> {
        let all = self.0.get(name).and_then(|v| v.as_array()).cloned().unwrap_or_default();
        all.into_iter().map(Fields).collect()
    }
}

/// What a row says of its unit.
#[derive(Debug, Clone, Default)]
struct Card {
    name: String,
    department: String,
    region: String,
}

/// Units by code.
pub(super) struct Units {
    book: String,
    all: BTreeMap<String, Card>,
}

impl Units {
    /// Those of the scope.
    pub(super) fn of(desk: &mut Desk, scope: &Scope) -> Result<Units, Fault> {
        let book = desk.store.book().code.clone();
        let mut values = vec![Value::Text(book.clone())];
        let only = only(scope, &mut values).replace("unit IN", "code IN");
        let sql =
            format!("SELECT code, name, department, region FROM unit_card WHERE book = ?1{only}");
        let mut all = BTreeMap::new();
        for row in desk.store.ask(&sql, &values)? {
            let [code, name, department, region] = row.as_slice() else { continue };
            let [code, name, department, region] =
                [code, name, department, region].map(|v| v.text().to_owned());
            all.insert(code, Card { name, department, region });
        }
        Ok(Units { book, all })
    }

    /// 主管部门 of a unit; the unit's own code where none is known.
    pub(super) fn department<'a>(&'a self, unit: &'a str) -> &'a str {
        match self.all.get(unit) {
            Some(card) if !card.department.is_empty() => &card.department,
            _ => unit,
        }
    }

    /// Codes of all of them.
    pub(super) fn codes(&self) -> impl Iterator<Item = &String> {
        self.all.keys()
    }

    /// The first columns of every row: book and year.
    pub(super) fn head(&self, year: i32) -> Answer {
        vec![cell::text(&self.book), cell::int(year.into())]
    }

    /// The first columns of a row about a unit: book, year, unit, unit_name, department, region.
    pub(super) fn about(&self, year: i32, unit: &str) -> Answer {
        let mut row = self.head(year);
        let none = Card::default();
        let card = self.all.get(unit).unwrap_or(&none);
        let region = if card.region.is_empty() { &self.book } else { &card.region };
        row.extend([unit, &card.name, &card.department, region].map(cell::text));
        row
    }
}
