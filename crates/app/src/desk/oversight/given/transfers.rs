//! View `transfers`: transfer payments received, allotted, granted and paid.

use super::Scope;
use super::cell::{day, day_no, int, maybe, no, text};
use super::records::{Fields, Units, Years, standing};
use crate::desk::Desk;
use crate::fault::Fault;
use store::Answer;

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let units = Units::of(desk, scope)?;
    let mut rows = Vec::new();
    for kept in standing(desk, "转移支付", Years::Of(scope.year), scope)? {
        let f = Fields::of(&kept.payload);
        // What happened later was not known on the day.
        let on = |name: &str| f.day(name).filter(|d| *d <= scope.day);
        let mut row = units.head(scope.year);
        row.extend([
            text(&kept.key),
            text(f.text("sort")),
            text(f.text("name")),
            text(f.text("doc")),
            text(f.text("to")),
            text(f.text("project")),
            maybe(f.int("amount")),
        ]);
        for name in ["received", "issued", "granted"] {
            row.extend([day(on(name)), no(on(name))]);
        }
        row.extend([maybe(f.int("paid")), int(day_no(scope.day))]);
        rows.push(row);
    }
    Ok(rows)
}
