//! Day numbers of spreadsheets as dates people write: 45657 is 2024-12-31.

use super::code::Section;
use base::Decimal;
use base::decimal;

/// The date, the time of day, or both, as the format shows them. `None` outside 1900–9999.
pub(super) fn display(value: Decimal, section: &Section, from_1904: bool) -> Option<String> {
    if value.is_sign_negative() {
        return None;
    }
    let day = i64::try_from(value.trunc()).ok()?;
    let seconds = decimal::round(value.fract().checked_mul(Decimal::from(86_400))?, 0);
    let seconds = i64::try_from(seconds).ok()?;
    let (day, seconds) = (day + seconds / 86_400, seconds % 86_400);
    let date = civil(day, from_1904)?;
    let clock = format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    Some(match (section.day, section.clock) {
        (true, true) => format!("{date} {clock}"),
        (false, true) => format!("{clock}:{:02}", seconds % 60),
        _ => date,
    })
}

/// Day number to year, month and day (Howard Hinnant's algorithm, whole numbers only).
fn civil(day: i64, from_1904: bool) -> Option<String> {
    // Day 60 is the 29 February 1900 that never was; days before it count from one day later.
    let epoch = match (from_1904, day) {
        (true, _) => 24_107,
        (false, ..60) => 25_568,
        (false, _) => 25_569,
    };
    let shifted = day.checked_sub(epoch)?.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (1899..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{date:02}"))
}
