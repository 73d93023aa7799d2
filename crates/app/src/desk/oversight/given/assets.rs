//! View `assets`: what each unit added to its fixed assets. Where no asset is on file for a year nothing is
//! known and there are no rows; where some are, a unit without any added none.

use super::Scope;
use super::cell::{count, int};
use super::records::{Fields, Units, Years, standing};
use crate::desk::Desk;
use crate::fault::Fault;
use std::collections::BTreeMap;
use store::Answer;

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let whole = Scope { units: None, ..scope.clone() };
    let mut added: BTreeMap<String, (usize, i64)> = BTreeMap::new();
    for kept in standing(desk, "资产", Years::Of(scope.year), &whole)? {
        let amount = Fields::of(&kept.payload).int("amount").unwrap_or(0);
        let of = added.entry(kept.unit).or_default();
        *of = (of.0 + 1, of.1.saturating_add(amount));
    }
    if added.is_empty() {
        return Ok(Vec::new());
    }
    let units = Units::of(desk, scope)?;
    let row = |unit: &String| {
        let (cards, amount) = added.get(unit).copied().unwrap_or_default();
        let mut row = units.about(scope.year, unit);
        row.extend([count(cards), int(amount)]);
        row
    };
    Ok(units.codes().filter(|u| scope.wants(u)).map(row).collect())
}
