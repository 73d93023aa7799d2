//! View `investments`: government investment projects with what was estimated, approved and spent.

use super::Scope;
use super::cell::{maybe, text};
use super::records::{Fields, Units, Years, standing};
use crate::desk::Desk;
use crate::fault::Fault;
use store::Answer;

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let units = Units::of(desk, scope)?;
    let mut rows = Vec::new();
    for kept in standing(desk, "投资项目", Years::Of(scope.year), scope)? {
        let f = Fields::of(&kept.payload);
        // The budget that counts is the one approved last.
        let limit = f.int("revised").or(f.int("approved"));
        let spent = f.int("final").or(f.int("done"));
        let mut row = units.about(scope.year, &kept.unit);
        row.extend([text(&kept.key), text(f.text("name"))]);
        row.extend(["estimate", "approved", "revised", "done", "final"].map(|n| maybe(f.int(n))));
        row.extend([maybe(limit), maybe(spent)]);
        rows.push(row);
    }
    Ok(rows)
}
