//! Rows of the views that no SQL over the rollups can give: they come from the records of the journal. One
//! file a view; the columns, in the order of the rows, are those of `crates/oversight/views/NAME.toml`.
//!
//! **Invariant:** a row says what was known on the day of the scope and nothing later, so that a rule can be
//! tried on a past day. What was not said is no value, never nothing.

mod assets;
mod cell;
mod codes;
mod contracts;
mod debts;
mod disclosures;
mod establishments;
mod evaluations;
mod events;
mod finals;
mod findings;
mod goals;
mod government;
mod grades;
mod indicators;
mod investments;
mod pairs;
mod purchasing;
mod records;
mod registers;
mod scored;
mod texts;
mod transfers;

pub(in crate::desk::oversight) use finals::PARTS;
pub(crate) use pairs::Params;
pub(in crate::desk::oversight) use records::recorded;
pub(in crate::desk::oversight) use texts::texts;

use crate::desk::Desk;
use crate::fault::Fault;
use base::Date;
use std::collections::BTreeSet;
use store::Answer;

/// Which rows are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// 预算年度
    pub year: i32,
    /// The day on which it is asked.
    pub day: Date,
    /// Complete months of the year that have passed on that day, 0 to 12.
    pub months: u32,
    /// Units whose rows are wanted; all when `None`. Rows of no unit always come.
    pub units: Option<BTreeSet<String>>,
    /// Units with the projects whose goals and self-evaluations are wanted; all of the units' when
    /// `None`. Those of whole units always come.
    pub keys: Option<BTreeSet<(String, String)>>,
}

impl Scope {
    /// Whether the rows of a unit are wanted.
    fn wants(&self, unit: &str) -> bool {
        unit.is_empty() || self.units.as_ref().is_none_or(|units| units.contains(unit))
    }
}

type Supplier = fn(&mut Desk, &Scope) -> Result<Vec<Answer>, Fault>;

/// View and who gives its rows.
const SUPPLIERS: &[(&str, Supplier)] = &[
    ("assets", assets::rows),
    ("codes", codes::rows),
    ("contracts", contracts::rows),
    ("debts", debts::rows),
    ("disclosures", disclosures::rows),
    ("establishments", establishments::rows),
    ("evaluations", evaluations::rows),
    ("events", events::rows),
    ("finals", finals::rows),
    ("findings", findings::rows),
    ("goals", goals::rows),
    ("government", government::rows),
    ("grades", grades::rows),
    ("indicators", indicators::rows),
    ("investments", investments::rows),
    ("procurement", purchasing::procurement),
    ("purchases", purchasing::purchases),
    ("registers", registers::rows),
    ("suppliers", purchasing::suppliers),
    ("transfers", transfers::rows),
];

/// The views whose rows are given here.
pub fn views() -> impl Iterator<Item = &'static str> {
    SUPPLIERS.iter().map(|(view, _)| *view)
}

/// The rows of a view, in the order of its columns.
///
/// # Errors
/// When there is no such view here, or the engine fails.
pub fn rows(desk: &mut Desk, view: &str, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    match SUPPLIERS.iter().find(|(name, _)| *name == view) {
        Some((_, supplier)) => supplier(desk, scope),
        None => Err(Fault::new(
            format!("没有视图“{view}”的数据来源；请核对视图文件的 source"),
            format!("nobody gives the rows of the view “{view}”; check the source of its file"),
        )),
    }
}
