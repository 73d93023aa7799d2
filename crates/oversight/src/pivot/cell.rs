//! One figure of an answer, exact, and how it is printed.

use super::measure::Shape;
use base::Decimal;

/// A figure. A ratio is kept as its two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// No entries, or nothing to divide by.
    None,
    /// 分
    Money(i128),
    /// A count.
    Count(i64),
    /// Numerator and denominator; the denominator is above zero.
    Ratio(i128, i128),
}

impl Cell {
    /// A ratio, where there is something to divide by.
    pub(crate) fn ratio(part: Option<i128>, whole: Option<i128>) -> Cell {
        match (part, whole) {
            (Some(part), Some(whole)) if whole > 0 => Cell::Ratio(part, whole),
            _ => Cell::None,
        }
    }

    /// 元 with two decimals, a count, or % with two decimals; rounded half away from zero, once.
    pub fn shown(self, shape: Shape) -> Option<String> {
        Some(match (self, shape) {
            (Cell::None, _) => return None,
            (Cell::Count(n), _) => n.to_string(),
            (Cell::Money(fen), _) => hundredths(fen),
            (Cell::Ratio(part, whole), Shape::MoneyPerHead) => hundredths(rounded(part, whole)?),
            (Cell::Ratio(part, whole), _) => hundredths(rounded(part.checked_mul(10_000)?, whole)?),
        })
    }

    /// For sorting: what has no figure comes last, ratios by their value.
    pub(crate) fn order(self, other: Cell) -> std::cmp::Ordering {
        let weight = |cell: Cell| -> Option<Decimal> {
            match cell {
                Cell::None => None,
                Cell::Money(n) => Decimal::try_from_i128_with_scale(n, 0).ok(),
                Cell::Count(n) => Some(n.into()),
                Cell::Ratio(part, whole) => {
                    let part = Decimal::try_from_i128_with_scale(part, 0).ok()?;
                    part.checked_div(Decimal::try_from_i128_with_scale(whole, 0).ok()?)
                }
            }
        };
        weight(self).cmp(&weight(other))
    }
}

/// The nearest whole number to a quotient, halves away from zero.
fn rounded(part: i128, whole: i128) -> Option<i128> {
    if whole <= 0 {
        return None;
    }
    let (magnitude, sign) = (part.checked_abs()?, if part < 0 { -1 } else { 1 });
    let twice = magnitude.checked_mul(2)?.checked_add(whole)?;
    Some(sign * twice.checked_div(whole.checked_mul(2)?)?)
}

/// A number of hundredths with two decimals.
fn hundredths(n: i128) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let n = n.unsigned_abs();
    format!("{sign}{}.{:02}", n / 100, n % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_once_and_away_from_zero() {
        let cases = [
            (Cell::Money(-5), Shape::Money, Some("-0.05")),
            (Cell::Money(123_456), Shape::Money, Some("1234.56")),
            (Cell::Ratio(1, 3), Shape::Percent, Some("33.33")),
            (Cell::Ratio(2, 3), Shape::Percent, Some("66.67")),
            (Cell::Ratio(1, 80_000), Shape::Percent, Some("0.00")),
            (Cell::Ratio(1, 20_000), Shape::Percent, Some("0.01")),
            (Cell::Ratio(-1, 20_000), Shape::Percent, Some("-0.01")),
            (Cell::Ratio(1001, 2), Shape::MoneyPerHead, Some("5.01")),
            (Cell::ratio(Some(1), Some(0)), Shape::Percent, None),
            (Cell::ratio(None, Some(1)), Shape::Percent, None),
            (Cell::Count(7), Shape::Count, Some("7")),
        ];
        for (cell, shape, expect) in cases {
            assert_eq!(cell.shown(shape).as_deref(), expect, "{cell:?}");
        }
    }
}
