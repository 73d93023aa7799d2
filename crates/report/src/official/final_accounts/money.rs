//! Amounts as the tables and the sentences print them.

use base::{Amount, decimal};

/// In a table: blank for nothing, else 万元 with separators.
pub(super) fn shown(amount: Amount) -> String {
    if amount.is_zero() { String::new() } else { wan(amount) }
}

/// In 万元, two decimals, with separators.
pub(super) fn wan(amount: Amount) -> String {
    let text = decimal::fixed(amount.wan(), 2);
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |d| ("-", d));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{rest}")
}

/// In a sentence: 0 for nothing, as such sentences are written; what would round to nothing stands in 元.
pub(crate) fn said(amount: Amount) -> String {
    let rounded = decimal::round(amount.wan(), 2);
    match (amount.is_zero(), rounded.is_zero()) {
        (true, _) => "0万元".to_owned(),
        (false, true) => format!("{}元", amount.yuan_text()),
        (false, false) => format!("{}万元", wan(amount)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        for (fen, text) in
            [(1_683_734_500, "1,683.73"), (-123_456_789_000, "-123,456.79"), (99_000, "0.10")]
        {
            assert_eq!(wan(Amount::fen(fen)), text);
        }
        assert_eq!(shown(Amount::ZERO), "");
        assert_eq!(said(Amount::ZERO), "0万元");
        assert_eq!(said(Amount::fen(-4_999)), "-49.99元");
        assert_eq!(said(Amount::fen(5_000)), "0.01万元");
    }
}
