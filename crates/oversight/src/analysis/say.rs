//! Figures in sentences, in both languages.

use super::ratio::{Ratio, hundredths};
use crate::Words;
use base::Amount;

/// An amount in the unit a reader takes in at a glance: 1.23亿元, 45.60万元, 789.00元.
pub fn money(amount: Amount) -> Words {
    let fen = i128::from(amount.as_fen());
    let of = |fen_of_unit: i128| hundredths(Ratio { part: fen, whole: fen_of_unit }.times(100));
    let (zh, en) = match fen.unsigned_abs() {
        10_000_000_000.. => (of(10_000_000_000) + "亿元", of(100_000_000) + " million yuan"),
        1_000_000.. => (of(1_000_000) + "万元", of(100) + " yuan"),
        _ => (of(100) + "元", of(100) + " yuan"),
    };
    Words { zh, en }
}

/// Percent with two decimals: `65.30%`.
pub fn percent(ratio: Ratio) -> String {
    ratio.percent() + "%"
}

/// The size of a difference of two shares in percentage points, without its sign.
pub fn points(difference: Ratio) -> Words {
    let size = difference.abs().percent();
    Words { zh: format!("{size}个百分点"), en: format!("{size} points") }
}

/// The end of a month: `9月底`.
pub fn month_end(month: u32) -> Words {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let at = usize::try_from(month).unwrap_or(0).saturating_sub(1);
    let name = NAMES.get(at).copied().unwrap_or("December");
    Words { zh: format!("{month}月底"), en: format!("the end of {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_said_in_the_unit_that_fits() {
        for (fen, zh, en) in [
            (78_900, "789.00元", "789.00 yuan"),
            (-456_000_000, "-456.00万元", "-4560000.00 yuan"),
            (12_345_678_900, "1.23亿元", "123.46 million yuan"),
            (999_999, "9999.99元", "9999.99 yuan"),
            (1_000_000, "1.00万元", "10000.00 yuan"),
        ] {
            let said = money(Amount::fen(fen));
            assert_eq!((said.zh.as_str(), said.en.as_str()), (zh, en));
        }
        assert_eq!(points(Ratio { part: -97, whole: 1000 }).zh, "9.70个百分点");
    }
}
