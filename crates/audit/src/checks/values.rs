//! Figures of records, as checks compare them: in 元 where they are amounts, with what their print means.

use super::result::Hit;
use crate::fill::operand;
use base::{Decimal, Interval};
use facts::{Fact, FactId, FactSet, Record, Slot};

/// The figure in a column of a record.
pub(super) fn figure<'a>(
    set: &'a FactSet,
    record: &Record,
    column: &str,
) -> Option<(FactId, &'a Fact)> {
    match record.slots.get(column)? {
        Slot::Figure(id) => set.facts.get(id.0).map(|f| (*id, f)),
        Slot::Blank(_) => None,
    }
}

/// A text of a record, empty when there is none.
pub(super) fn text<'a>(record: &'a Record, column: &str) -> &'a str {
    record.texts.get(column).map_or("", |t| t.text.as_str())
}

/// What the print means, amounts in 元; zero is exact.
pub(super) fn interval(fact: &Fact) -> Option<Interval> {
    let factor = fact.unit.yuan().unwrap_or(Decimal::ONE);
    let printed = if fact.unit.is_exact() || fact.figure.value.is_zero() {
        Interval::exact(fact.figure.value)
    } else {
        fact.figure.interval_at(fact.group_decimals)
    };
    Some(Interval { lo: printed.lo.checked_mul(factor)?, hi: printed.hi.checked_mul(factor)? })
}

/// Whether both are amounts, or both carry the same unit.
pub(super) fn comparable(a: &Fact, b: &Fact) -> bool {
    a.unit == b.unit || (a.unit.is_amount() && b.unit.is_amount())
}

/// The figure with its unit.
pub(super) fn print(fact: &Fact) -> String {
    format!("{}{}", fact.figure.print(), fact.unit.label())
}

/// Name of a record in a message.
pub(super) fn name(record: &Record) -> String {
    if record.label.is_empty() { record.key.clone() } else { record.label.clone() }
}

/// A hit at a place that rests on some figures.
pub(super) fn resting(mut hit: Hit, facts: &[(FactId, &Fact)], set: &FactSet) -> Hit {
    hit.operands = facts.iter().map(|(_, f)| operand(f, set)).collect();
    hit.unsure = facts.iter().any(|(_, f)| !f.sure);
    hit
}

/// The place of a text of a record, else of the record.
pub(super) fn spot<'a>(record: &'a Record, column: &str) -> &'a facts::Place {
    record.texts.get(column).map_or(&record.place, |t| &t.place)
}
