//! View `debts`: government debts one by one: what is still owed, when it is due, and how much of it was used.

use super::Scope;
use super::cell::{day, day_no, int, maybe, month_mark, no, text};
use super::records::{Fields, Kept, Units, Years, history};
use crate::desk::Desk;
use crate::fault::Fault;
use std::collections::BTreeMap;
use store::Answer;

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    // Rules hold a debt against all of them, and they are few: no unit is left out.
    let scope = &Scope { units: None, ..scope.clone() };
    let units = Units::of(desk, scope)?;
    // A debt lives for years and is reported again and again: the latest report of each holds.
    let mut latest: BTreeMap<String, Kept> = BTreeMap::new();
    for kept in history(desk, "债务", Years::All, scope)? {
        if kept.day > scope.day || kept.year > scope.year {
            continue;
        }
        let newer =
            latest.get(&kept.key).is_none_or(|old| (old.day, old.seq) < (kept.day, kept.seq));
        if newer {
            latest.insert(kept.key.clone(), kept);
        }
    }
    let mut rows = Vec::new();
    for kept in latest.values() {
        let f = Fields::of(&kept.payload);
        let (start, due) = (f.day("start"), f.day("due"));
        let mut row = units.about(scope.year, &kept.unit);
        row.extend([
            text(&kept.key),
            text(f.text("name")),
            text(f.text("sort")),
            text(f.text("project")),
            maybe(f.int("issued")),
            maybe(f.int("balance")),
            maybe(f.int("used")),
            day(Some(kept.day)),
            int(day_no(kept.day)),
            day(start),
            no(start),
            maybe(start.map(month_mark)),
            day(due),
            no(due),
            maybe(due.map(|d| i64::from(d.year()))),
            int(day_no(scope.day)),
            int(month_mark(scope.day)),
        ]);
        rows.push(row);
    }
    Ok(rows)
}
