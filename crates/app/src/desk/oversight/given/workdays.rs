//! Working days between two days.

use base::Date;

/// Working days after `from` up to and with `to`; 0 where it is no later.
// TODO-design: weekends only; holidays and make-up days follow when the calendar of working days that the
// handling of warnings has is asked here as well.
pub(super) fn between(from: Date, to: Date) -> i64 {
    let days = super::cell::day_no(to) - super::cell::day_no(from);
    if days <= 0 {
        return 0;
    }
    let first = i64::from(from.weekday().to_monday_zero_offset());
    // Whole weeks have five each; the rest is walked.
    let rest = (1..=days % 7).filter(|n| (first + n) % 7 < 5).count();
    days / 7 * 5 + i64::try_from(rest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_do_not_count() {
        // 2023-05-05 is a Friday.
        for (from, to, expect) in [
            ("2023-05-05", "2023-05-05", 0),
            ("2023-05-05", "2023-05-07", 0),
            ("2023-05-05", "2023-05-08", 1),
            ("2023-05-05", "2023-05-12", 5),
            ("2023-05-06", "2023-05-09", 2),
            ("2023-05-08", "2023-05-05", 0),
            ("2023-05-03", "2023-05-18", 11),
        ] {
            let got = between(from.parse().unwrap(), to.parse().unwrap());
            assert_eq!(got, expect, "{from} {to}");
        }
    }
}
