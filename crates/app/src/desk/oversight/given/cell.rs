//! Values of a row: texts, numbers, days, and what was not said.

use base::{Date, Decimal};
use store::Value;

/// A text.
pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A number.
pub(super) fn int(n: i64) -> Value {
    Value::Int(n)
}

/// A number, where there is one.
pub(super) fn maybe(n: Option<i64>) -> Value {
    n.map_or(Value::Null, Value::Int)
}

/// How many there are.
pub(super) fn count(n: usize) -> Value {
    Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// 1 or 0.
pub(super) fn flag(yes: bool) -> Value {
    Value::Int(i64::from(yes))
}

/// 1 or 0, where it was said.
pub(super) fn said(yes: Option<bool>) -> Value {
    maybe(yes.map(i64::from))
}

/// `2023-05-01`; empty where there is no day.
pub(super) fn day(day: Option<Date>) -> Value {
    Value::Text(day.map_or(String::new(), |d| d.to_string()))
}

/// Days since 1970-01-01.
pub(super) fn day_no(day: Date) -> i64 {
    let zero = Date::constant(1970, 1, 1);
    zero.until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// The same, where there is a day.
pub(super) fn no(day: Option<Date>) -> Value {
    maybe(day.map(day_no))
}

/// Month and day as one number: two marks lie more than N calendar months apart when they differ by more
/// than N × 32. From 31 August, six months end on 28 February, and 1 March is late.
pub(super) fn month_mark(day: Date) -> i64 {
    let months = i64::from(day.year()) * 12 + i64::from(day.month()) - 1;
    months * 32 + i64::from(day.day())
}

/// The mark of a day, where there is one.
pub(super) fn mark(day: Option<Date>) -> Value {
    maybe(day.map(month_mark))
}

/// A decimal in hundredths: points, percent as basis points. `None` beyond what a number holds.
pub(super) fn hundredths(value: Decimal) -> Option<i64> {
    let scaled = value.checked_mul(Decimal::ONE_HUNDRED)?;
    base::decimal::round(scaled, 0).to_string().parse().ok()
}

/// Part of a whole in basis points, cut off; `None` where the whole is nothing.
pub(super) fn basis_points(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    i64::try_from(i128::from(part) * 10_000 / i128::from(whole)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_of_months_ends_on_the_same_day_or_the_last_of_the_month() {
        let late = |from: &str, to: &str, months: i64| {
            let mark = |text: &str| month_mark(text.parse().unwrap());
            mark(to) - mark(from) > months * 32
        };
        for (from, to, months, expect) in [
            ("2023-03-15", "2023-06-15", 3, false),
            ("2023-03-15", "2023-06-16", 3, true),
            ("2023-08-31", "2024-02-29", 6, false),
            ("2023-08-31", "2024-03-01", 6, true),
            ("2023-11-30", "2023-12-31", 1, true),
            ("2023-01-31", "2023-02-28", 1, false),
            ("2023-12-01", "2024-01-01", 1, false),
        ] {
            assert_eq!(late(from, to, months), expect, "{from} {to} {months}");
        }
        assert_eq!(day_no("1970-01-02".parse().unwrap()), 1);
        assert_eq!(day_no("2023-05-01".parse().unwrap()), 19_478);
    }

    #[test]
    fn shares_are_cut_off_and_never_of_nothing() {
        assert_eq!(basis_points(1, 3), Some(3_333));
        assert_eq!(basis_points(1, 0), None);
        assert_eq!(basis_points(-1, 2), Some(-5_000));
        assert_eq!(basis_points(i64::MAX, 1), None);
        assert_eq!(hundredths(Decimal::new(12_345, 3)), Some(1_235));
    }
}
