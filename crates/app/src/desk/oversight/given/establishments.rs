//! View `establishments`: what a unit may have (编制数) and what it has (实有数), from pairs of registers named
//! `X.编制数` and `X.实有数`.

use super::Scope;
use super::cell::{maybe, text};
use super::records::{Units, stated};
use crate::desk::Desk;
use crate::fault::Fault;
use std::collections::BTreeMap;
use store::Answer;

/// Registers that say what there is under a name of their own.
const ACTUAL: [(&str, &str); 1] = [("公务用车保有量", "公务用车")];

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let mut all: BTreeMap<(String, String), [Option<i64>; 2]> = BTreeMap::new();
    for s in stated(desk, scope)?.into_iter().filter(|s| !s.unit.is_empty()) {
        let named = ACTUAL.iter().find(|(topic, _)| *topic == s.topic).map(|(_, item)| *item);
        let part = |end: &str| s.topic.strip_suffix(end);
        let (item, n, firm) = match (part(".编制数"), part(".实有数"), named) {
            (Some(item), ..) => (item, 0, true),
            (_, Some(item), _) => (item, 1, true),
            (.., Some(item)) => (item, 1, false),
            _ => continue,
        };
        let slot = &mut all.entry((s.unit.clone(), item.to_owned())).or_default()[n];
        // The pair's own name counts before any other.
        if firm || slot.is_none() {
            *slot = Some(s.amount);
        }
    }
    let units = Units::of(desk, scope)?;
    let row = |((unit, item), [approved, actual]): (&(String, String), &[Option<i64>; 2])| {
        let mut row = units.about(scope.year, unit);
        row.extend([text(item), maybe(*approved), maybe(*actual)]);
        row
    };
    Ok(all.iter().map(row).collect())
}
