//! The rollups of departments, regions and kinds of units: they stand on the cards of units, so they also
//! change when one of them moves.

use crate::db::{Db, at};
use crate::error::StoreError;
use crate::rollup::{Column, GRAINS, Grain};
use std::collections::HashMap;

/// 区划, 主管部门 and 单位性质 of a unit, as the rollup has them.
pub(crate) type Group = [String; 3];

/// Groups of units, as their cards stand.
#[derive(Default)]
pub(crate) struct Groups {
    found: HashMap<String, Group>,
    all: bool,
}

/// Units asked for one by one; of more than these all cards are read.
const SINGLE: usize = 50;

/// What the cards say; the region of a unit whose card names none is that of the book.
const GROUP: &str = "SELECT code, COALESCE(NULLIF(region, ''), book), department, kind FROM unit_card \
     WHERE book = ?1";

impl Groups {
    pub(crate) fn of(&mut self, db: &mut Db, book: &str, unit: &str) -> Result<&Group, StoreError> {
        if !self.found.contains_key(unit) {
            if !self.all && self.found.len() >= SINGLE {
                self.all = true;
                for row in db.query(GROUP, &[book.into()])? {
                    let [code, group @ ..] = [0, 1, 2, 3].map(|n| at(&row, n).text().to_owned());
                    self.found.insert(code, group);
                }
            }
            if !self.found.contains_key(unit) {
                let group = group(db, book, unit)?;
                self.found.insert(unit.to_owned(), group);
            }
        }
        Ok(&self.found[unit])
    }
}

/// The group of one unit; one without a card belongs to the book and to nobody else.
pub(crate) fn group(db: &mut Db, book: &str, unit: &str) -> Result<Group, StoreError> {
    let rows = db.query(&format!("{GROUP} AND code = ?2"), &[book.into(), unit.into()])?;
    Ok(match rows.first() {
        Some(row) => [1, 2, 3].map(|n| at(row, n).text().to_owned()),
        None => [book.to_owned(), String::new(), String::new()],
    })
}

/// Takes what a unit has from the group it was in to the one it is in.
pub(crate) fn moved(
    db: &mut Db,
    book: &str,
    unit: &str,
    from: &Group,
    to: &Group,
) -> Result<(), StoreError> {
    for grain in GRAINS.iter().filter(|g| g.on_cards()) {
        for (sign, group) in [("-", from), ("", to)] {
            let (sql, values) = moving(grain, sign, group);
            let values: Vec<&str> = [book, unit].into_iter().chain(values).collect();
            db.run(&sql, &values.into_iter().map(Into::into).collect::<Vec<_>>())?;
        }
    }
    Ok(())
}

/// Removes the groups that everything has left.
pub(crate) fn clear(db: &mut Db, book: &str) -> Result<(), StoreError> {
    for grain in GRAINS.iter().filter(|g| g.on_cards()) {
        let sql = format!("DELETE FROM {} WHERE book = ?1 AND entries = 0", grain.table);
        db.run(&sql, &[book.into()])?;
    }
    Ok(())
}

/// Adds the sums of a unit to a group, or takes them away. The years go by name: the key of the units has
/// them before the unit.
fn moving<'a>(grain: &Grain, sign: &str, group: &'a Group) -> (String, Vec<&'a str>) {
    let [region, department, unit_kind] = group;
    let mut values: Vec<&str> = Vec::new();
    let mut key = Vec::new();
    for column in grain.by {
        let value = match column {
            Column::Region => region,
            Column::Department => department,
            Column::UnitKind => unit_kind,
            other => {
                key.push(format!("r.{}", other.name()));
                continue;
            }
        };
        values.push(value);
        key.push(format!("?{}", values.len() + 2));
    }
    let numbers: Vec<String> = (2..=key.len() + 2).map(|n| n.to_string()).collect();
    let sql = format!(
        "INSERT INTO {} (book, year, {}, amount, entries) \
         SELECT r.book, r.year, {}, CAST({sign}SUM(r.amount) AS BIGINT), \
         CAST({sign}SUM(r.entries) AS BIGINT) FROM by_unit r WHERE r.book = ?1 AND r.unit = ?2 \
         AND r.year IN (SELECT year FROM by_month WHERE book = ?1) GROUP BY 1, {}{}",
        grain.table,
        grain.columns(),
        key.join(", "),
        numbers.join(", "),
        grain.adding()
    );
    (sql, values)
}
