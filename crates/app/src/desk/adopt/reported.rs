//! What stands in a record, as plain values.

use base::Decimal;
use facts::{FactSet, Record, Slot};

/// The figure of a column.
pub(super) fn figure(set: &FactSet, record: &Record, column: &str) -> Option<Decimal> {
    let Some(Slot::Figure(id)) = record.slots.get(column) else { return None };
    set.facts.get(id.0).map(|f| f.figure.value)
}

/// The amount of a column in 分, rounded where it is printed finer.
pub(super) fn amount(set: &FactSet, record: &Record, column: &str) -> Option<i64> {
    let Some(Slot::Figure(id)) = record.slots.get(column) else { return None };
    let fact = set.facts.get(id.0)?;
    let yuan = fact.figure.value.checked_mul(fact.unit.yuan()?)?;
    base::decimal::round(yuan.checked_mul(Decimal::ONE_HUNDRED)?, 0).to_string().parse().ok()
}

/// The text of a column; empty where there is none.
pub(super) fn text(record: &Record, column: &str) -> String {
    record.texts.get(column).map_or(String::new(), |t| t.text.trim().to_owned())
}
