//! View `grades`: the grades of the year before, on which this year's budget should rest.

use super::Scope;
use super::cell::{hundredths, maybe, text};
use super::records::Units;
use super::scored::cases;
use crate::desk::Desk;
use crate::fault::Fault;
use ::performance::score;
use store::Answer;

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let all = cases(desk, scope.year - 1, scope)?;
    let units = Units::of(desk, scope)?;
    let mut rows = Vec::new();
    for case in all.iter().filter(|c| c.evaluation.as_ref().is_some_and(|e| !e.whole)) {
        let Some((e, policy)) = case.evaluation.as_ref().zip(case.policy(desk)) else { continue };
        let scored = score(e, policy);
        let mut row = units.about(scope.year, &case.unit);
        row.extend([
            text(&case.code),
            text(&e.name),
            text(scored.reported_grade.trim_end_matches(['秀', '好', '等'])),
            text(scored.grade.as_deref().unwrap_or_default()),
            maybe(scored.reported_total.and_then(hundredths)),
            maybe(scored.total.and_then(hundredths)),
        ]);
        rows.push(row);
    }
    Ok(rows)
}
