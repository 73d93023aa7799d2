//! View `registers`: stated values as they are, of units and of the government (no unit).

use super::Scope;
use super::cell::{day, day_no, int, text};
use super::records::{Units, stated};
use crate::desk::Desk;
use crate::fault::Fault;
use store::Answer;

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let all = stated(desk, scope)?;
    let units = Units::of(desk, scope)?;
    let row = |s: &super::records::Stated| {
        let mut row = units.about(scope.year, &s.unit);
        row.extend([
            text(&s.topic),
            text(&s.item),
            int(s.amount),
            day(Some(s.day)),
            int(day_no(s.day)),
        ]);
        row
    };
    Ok(all.iter().map(row).collect())
}
