//! View `findings`: what the audit of a published document found, one row a finding (records 审计发现).

use super::Scope;
use super::cell::{maybe, text};
use super::records::{Fields, Units, Years, standing};
use crate::desk::Desk;
use crate::fault::Fault;
use store::Answer;

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let units = Units::of(desk, scope)?;
    let mut rows = Vec::new();
    for kept in standing(desk, "审计发现", Years::Of(scope.year), scope)? {
        let f = Fields::of(&kept.payload);
        let mut row = units.about(scope.year, &kept.unit);
        row.push(text(f.text("document")));
        row.push(text(&kept.key));
        for name in ["rule", "reach", "severity", "title", "message", "stated", "expected"] {
            row.push(text(f.text(name)));
        }
        row.extend([maybe(f.int("difference")), maybe(f.int("page")), text(f.text("file"))]);
        rows.push(row);
    }
    Ok(rows)
}
