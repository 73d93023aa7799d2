//! View `goals`: the goals of projects and whole departments: how many indicators they have, and what these
//! weigh.

use super::Scope;
use super::cell::{count, flag, hundredths, maybe, text};
use super::records::Units;
use super::scored::{cases, is_whole};
use crate::desk::Desk;
use crate::fault::Fault;
use base::{Amount, Decimal};
use store::Answer;

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let all = cases(desk, scope.year, scope)?;
    let units = Units::of(desk, scope)?;
    let mut rows = Vec::new();
    for case in &all {
        let e = case.evaluation.as_ref();
        let named = e.map(|e| e.indicators.iter().filter(|i| !i.name.trim().is_empty()).count());
        let weight = e.and_then(|e| {
            let mut weights = e.indicators.iter().map(|i| i.weight);
            weights.try_fold(Decimal::ZERO, |sum, w| sum.checked_add(w))
        });
        let due = case.policy(desk).map(::performance::Policy::indicator_points);
        let budget = |of: fn(&::performance::Funding) -> Amount| {
            e.and_then(|e| Amount::total(e.funds.iter().map(of))).map(Amount::as_fen)
        };
        let mut row = units.about(scope.year, &case.unit);
        row.extend([
            text(&case.code),
            text(case.name()),
            flag(is_whole(case)),
            text(e.map_or("", |e| &e.policy)),
            text(case.state.zh()),
            maybe(budget(|f| f.initial)),
            maybe(budget(|f| f.current)),
            named.map_or(store::Value::Null, count),
            maybe(weight.and_then(hundredths)),
            maybe(due.and_then(hundredths)),
        ]);
        rows.push(row);
    }
    Ok(rows)
}
