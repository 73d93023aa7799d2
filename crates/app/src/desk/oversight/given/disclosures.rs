//! View `disclosures`: the documents a unit has published or should have, with their days and what their audit
//! said (records 公开文件, and the pairs of 事项 that end in a publication).

use super::Scope;
use super::cell::{day, day_no, flag, int, maybe, no, text};
use super::events::{Paired, events, paired};
use super::records::{Fields, Kept, Units, Years, standing};
use crate::desk::Desk;
use crate::fault::Fault;
use std::collections::BTreeMap;
use store::{Answer, Value};

/// What is known of one document of one unit.
#[derive(Default)]
struct Known {
    pair: Option<Paired>,
    audited: Option<Kept>,
}

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let whole = Scope { units: None, ..scope.clone() };
    let units = Units::of(desk, &whole)?;
    let all = events(desk, &whole)?;
    let mut known: BTreeMap<(String, String), Known> = BTreeMap::new();
    for pair in paired(desk, &all, &units, scope.year) {
        let Some(document) = pair.kind.strip_suffix("公开").map(str::to_owned) else { continue };
        let unit = pair.start.unit.clone();
        if scope.wants(&unit) {
            known.entry((unit, document)).or_default().pair = Some(pair);
        }
    }
    for kept in standing(desk, "公开文件", Years::Of(scope.year), scope)? {
        let key = (kept.unit.clone(), kept.key.clone());
        known.entry(key).or_default().audited = Some(kept);
    }
    let row = |((unit, document), k): (&(String, String), &Known)| {
        let mut row = units.about(scope.year, unit);
        row.push(text(document));
        row.extend(k.cells(scope));
        row
    };
    Ok(known.iter().map(row).collect())
}

impl Known {
    fn cells(&self, scope: &Scope) -> Vec<Value> {
        let approved = self.pair.as_ref().map(|p| p.start.day);
        let published = self.pair.as_ref().and_then(|p| p.end.as_ref()).map(|e| e.day);
        let f = self.audited.as_ref().map(|kept| Fields::of(&kept.payload));
        let said = |name: &str| text(f.as_ref().map_or("", |f| f.text(name)));
        let number = |name: &str| maybe(f.as_ref().and_then(|f| f.int(name)));
        vec![
            day(approved),
            no(approved),
            day(published),
            no(published),
            int(day_no(scope.day)),
            flag(self.audited.is_some()),
            said("file"),
            said("sha256"),
            number("error"),
            number("warning"),
            number("notice"),
            number("missing"),
            number("holds"),
            number("broken"),
            number("pinned"),
            number("free"),
        ]
    }
}
