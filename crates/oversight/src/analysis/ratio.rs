//! A quotient that is kept as its two parts and divided once, where it is shown.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::cmp::Ordering;

/// A part of a whole; the whole is above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// Numerator.
    pub part: i128,
    /// Denominator.
    pub whole: i128,
}

impl Ratio {
    /// Nothing of one.
    pub const ZERO: Ratio = Ratio { part: 0, whole: 1 };

    /// `None` where there is nothing to divide by.
    pub fn of(part: i128, whole: i128) -> Option<Ratio> {
        (whole > 0).then_some(Ratio { part, whole })
    }

    /// Of amounts.
    pub fn money(part: base::Amount, whole: base::Amount) -> Option<Ratio> {
        Ratio::of(part.as_fen().into(), whole.as_fen().into())
    }

    /// The exact difference; `None` beyond what numbers hold.
    pub fn minus(self, other: Ratio) -> Option<Ratio> {
        let (a, b) = (self.least(), other.least());
        let part = a.part.checked_mul(b.whole)?.checked_sub(b.part.checked_mul(a.whole)?)?;
        Some(Ratio { part, whole: a.whole.checked_mul(b.whole)? }.least())
    }

    /// The nearest whole number to `by` times the quotient, halves away from zero.
    pub fn times(self, by: i128) -> i128 {
        let one = self.least();
        let (mut part, mut whole) = (one.part.unsigned_abs(), one.whole.unsigned_abs());
        let by = by.unsigned_abs();
        // Beyond what a product holds, digits that nobody prints are dropped from both.
        while part.checked_mul(by).is_none() && whole > 1 {
            (part, whole) = (part / 2, whole / 2);
        }
        let all = part.saturating_mul(by);
        let nearest = all / whole + u128::from(all % whole >= whole - all % whole);
        let nearest = i128::try_from(nearest).unwrap_or(i128::MAX);
        if one.part < 0 { -nearest } else { nearest }
    }

    /// In hundredths with two decimals: percent.
    pub fn percent(self) -> String {
        hundredths(self.times(10_000))
    }

    /// With two decimals.
    pub fn plain(self) -> String {
        hundredths(self.times(100))
    }

    /// The same quotient in least terms.
    fn least(self) -> Ratio {
        let common = common(self.part.unsigned_abs(), self.whole.unsigned_abs());
        match i128::try_from(common) {
            Ok(common) if common > 1 => {
                Ratio { part: self.part / common, whole: self.whole / common }
            }
            _ => self,
        }
    }

    /// The quotient without its sign.
    pub fn abs(self) -> Ratio {
        Ratio { part: self.part.saturating_abs(), ..self }
    }
}

fn common(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A number of hundredths with two decimals.
pub(crate) fn hundredths(n: i128) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let n = n.unsigned_abs();
    format!("{sign}{}.{:02}", n / 100, n % 100)
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        let (a, b) = (self.least(), other.least());
        match (a.part.checked_mul(b.whole), b.part.checked_mul(a.whole)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => a.times(1_000_000_000).cmp(&b.times(1_000_000_000)),
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Ratio", 3)?;
        // As texts: programs that read JSON lose digits of large numbers.
        fields.serialize_field("part", &self.part.to_string())?;
        fields.serialize_field("whole", &self.whole.to_string())?;
        fields.serialize_field("value", &self.decimal())?;
        fields.end()
    }
}

impl Ratio {
    /// With six decimals.
    fn decimal(self) -> String {
        let n = self.times(1_000_000);
        let (sign, n) = (if n < 0 { "-" } else { "" }, n.unsigned_abs());
        format!("{sign}{}.{:06}", n / 1_000_000, n % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(part: i128, whole: i128) -> Ratio {
        Ratio::of(part, whole).unwrap()
    }

    #[test]
    fn a_quotient_is_rounded_once_and_halves_away_from_zero() {
        for (part, whole, expect) in [
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (-2, 3, "-66.67"),
            (1, 20_000, "0.01"),
            (-1, 20_000, "-0.01"),
            (1, 20_001, "0.00"),
            (0, 7, "0.00"),
            (7, 1, "700.00"),
        ] {
            assert_eq!(of(part, whole).percent(), expect, "{part}/{whole}");
        }
        assert_eq!(Ratio::of(1, 0), None);
        assert_eq!(of(5, 2).plain(), "2.50");
    }

    #[test]
    fn differences_and_order_are_exact() {
        assert_eq!(of(1, 2).minus(of(1, 3)), Some(of(1, 6)));
        assert_eq!(of(2, 4).minus(of(1, 2)).map(|r| r.part), Some(0));
        assert!(of(1, 3) < of(334, 1000) && of(-1, 3) < of(1, 1_000_000));
        let large = 10_i128.pow(36);
        assert!(of(large, large - 1) > of(1, 1));
        assert_eq!(of(large, 3 * large).percent(), "33.33");
        // Beyond what a product holds nothing wraps.
        assert_eq!(of(large + 1, large).times(10_000), 10_000);
    }
}
