//! Figures as the forms and the sentences print them: exact values, rounded once.

use super::layout::{Funds, Money};
use base::{Amount, Decimal, decimal};

/// What stands in a box that a person must still fill.
pub(super) const PENDING: &str = "（待填写）";
/// What stands where a person must still give a score.
pub(super) const UNSCORED: &str = "（待评定）";
/// What stands where nothing applies.
pub(super) const NONE: &str = "——";

/// An amount in the unit and with the decimals of a form.
pub(super) fn amount(amount: Amount, funds: &Funds) -> String {
    let value = match funds.unit {
        Money::Wan => amount.wan(),
        Money::Yuan => amount.yuan(),
    };
    let text = match funds.trim {
        true => decimal::round(value, funds.decimals).normalize().to_string(),
        false => decimal::fixed(value, funds.decimals),
    };
    if funds.grouped { grouped(&text) } else { text }
}

/// An amount in a sentence, with its unit: 43.59万元; what would round to nothing stands in 元.
pub(super) fn wan(amount: Amount) -> String {
    let lost = !amount.is_zero() && decimal::round(amount.wan(), 2).is_zero();
    if lost { format!("{}元", amount.yuan_text()) } else { format!("{}万元", amount.wan_text()) }
}

/// A share in percent, exact; `None` of nothing.
pub(super) fn percent(part: Amount, whole: Amount) -> Option<Decimal> {
    let share = (!whole.is_zero()).then(|| part.yuan().checked_div(whole.yuan())).flatten()?;
    share.checked_mul(Decimal::ONE_HUNDRED)
}

/// A rate in a sentence: 72.65%.
pub(super) fn rate(percent: Decimal) -> String {
    format!("{}%", decimal::fixed(percent, 2))
}

/// Points, without zeros at the end.
pub(super) fn points(value: Decimal) -> String {
    value.normalize().to_string()
}

/// Thousands separated.
fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |d| ("-", d));
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(w, r)| (w, Some(r)));
    let mut out = String::from(sign);
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact_and_rounded_once() {
        let (part, whole) = (Amount::fen(43_588_000), Amount::fen(60_000_000));
        assert_eq!(percent(part, whole).map(rate).as_deref(), Some("72.65%"));
        assert_eq!(percent(part, Amount::ZERO), None);
    }

    #[test]
    fn thousands_are_separated() {
        for (text, want) in [
            ("465079.62", "465,079.62"),
            ("500000", "500,000"),
            ("-1000.5", "-1,000.5"),
            ("12", "12"),
        ] {
            assert_eq!(grouped(text), want);
        }
    }
}
