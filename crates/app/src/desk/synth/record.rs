//! Drafts of records and registers.

use base::{Amount, Date};
use ledger::{Draft, Kind};

/// A day; the last of the month where the day is beyond it.
pub(super) fn day(year: i32, month: usize, day: i8) -> Date {
    let month = i8::try_from(month).unwrap_or(1).clamp(1, 12);
    let first = Date::new(i16::try_from(year).unwrap_or(2025), month, 1);
    let first = first.unwrap_or(Date::constant(2025, 1, 1));
    let last = first.days_in_month();
    Date::new(first.year(), month, day.clamp(1, last)).unwrap_or(first)
}

/// The day so many days after another.
pub(super) fn after(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

/// Which fiscal year and unit a record is about; no unit is the government itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) year: i32,
    pub(super) unit: &'a str,
}

/// A record.
pub(super) fn record(
    of: Of<'_>,
    on: Date,
    topic: &str,
    key: &str,
    payload: &serde_json::Value,
) -> Draft {
    let mut draft = Draft::new(Kind::Record, on, of.year, of.unit);
    topic.clone_into(&mut draft.topic);
    key.clone_into(&mut draft.key);
    draft.payload = payload.to_string();
    draft
}

/// A stated value; 分 where it is counted in 元.
pub(super) fn register(of: Of<'_>, on: Date, topic: &str, item: &str, value: i64) -> Draft {
    let mut draft = Draft::new(Kind::Register, on, of.year, of.unit);
    topic.clone_into(&mut draft.topic);
    item.clone_into(&mut draft.key);
    draft.amount = Amount::fen(value);
    draft
}
