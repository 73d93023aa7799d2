//! View `codes`: the code lists of the year, and which codes have none below them.

use super::Scope;
use super::cell::{flag, text};
use super::records::Units;
use crate::desk::Desk;
use crate::fault::Fault;
use std::collections::BTreeMap;
use store::Answer;

/// Kinds of lists that entries carry codes of.
const LISTS: [&str; 3] = ["功能分类", "部门经济分类", "政府经济分类"];

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let head = Units::of(desk, scope)?.head(scope.year);
    let codes = &desk.knowledge.catalogue.codes;
    let mut rows = Vec::new();
    for list in LISTS {
        let complete = codes.is_complete(list, scope.year);
        let here = |l: &&forms::CodeList| {
            l.kind == list && l.from <= scope.year && l.to.is_none_or(|to| scope.year <= to)
        };
        let of_year = codes.lists.iter().filter(here).flat_map(|l| l.names.keys());
        let names: BTreeMap<&String, &str> =
            of_year.filter_map(|code| Some((code, codes.name(list, scope.year, code)?))).collect();
        let names: Vec<(&String, &str)> = names.into_iter().collect();
        for (n, (code, name)) in names.iter().enumerate() {
            // In order, a code that this one begins stands right after it.
            let below = names.get(n + 1).is_some_and(|(next, _)| next.starts_with(code.as_str()));
            let mut row = head.clone();
            row.extend([text(list), text(code), text(name), flag(!below), flag(complete)]);
            rows.push(row);
        }
    }
    Ok(rows)
}
