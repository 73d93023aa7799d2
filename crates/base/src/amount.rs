//! Money: a whole number of 分. Never a float, never a bare integer where another meaning is possible.

use crate::decimal;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of money in 分 (hundredths of a 元), positive or negative.
///
/// Arithmetic is checked: what would leave [`Amount::LIMIT`] gives `None`, never a wrapped value.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);
    /// The largest amount that is taken from outside, in 分: 10 万亿元. Beyond it lies a typing error.
    pub const LIMIT: i64 = 1_000_000_000_000_000;

    /// An amount from 分.
    pub const fn fen(fen: i64) -> Amount {
        Amount(fen)
    }

    /// The amount in 分.
    pub const fn as_fen(self) -> i64 {
        self.0
    }

    /// An amount from 元; `None` when it is not a whole number of 分 or beyond [`Amount::LIMIT`].
    pub fn from_yuan(yuan: Decimal) -> Option<Amount> {
        let fen = yuan.checked_mul(Decimal::ONE_HUNDRED)?;
        let fen = (fen.normalize().scale() == 0).then(|| fen.to_i64()).flatten()?;
        (fen.unsigned_abs() <= Self::LIMIT.unsigned_abs()).then_some(Amount(fen))
    }

    /// An amount from 万元; `None` as with [`Amount::from_yuan`].
    pub fn from_wan(wan: Decimal) -> Option<Amount> {
        Self::from_yuan(wan.checked_mul(Decimal::from(10_000))?)
    }

    /// The exact value in 元.
    pub fn yuan(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The exact value in 万元.
    pub fn wan(self) -> Decimal {
        Decimal::new(self.0, 6)
    }

    /// As a form in 万元 prints it: two decimals, half away from zero, no separators.
    pub fn wan_text(self) -> String {
        decimal::fixed(self.wan(), 2)
    }

    /// As a form in 元 prints it.
    pub fn yuan_text(self) -> String {
        decimal::fixed(self.yuan(), 2)
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Sum; `None` beyond the range.
    pub fn plus(self, other: Amount) -> Option<Amount> {
        self.0.checked_add(other.0).map(Amount)
    }

    /// Difference; `None` beyond the range.
    pub fn minus(self, other: Amount) -> Option<Amount> {
        self.0.checked_sub(other.0).map(Amount)
    }

    /// The amount with the other sign; `None` beyond the range.
    pub fn negated(self) -> Option<Amount> {
        self.0.checked_neg().map(Amount)
    }

    /// The sum of many; `None` beyond the range.
    pub fn total(all: impl IntoIterator<Item = Amount>) -> Option<Amount> {
        all.into_iter().try_fold(Amount::ZERO, Amount::plus)
    }
}

impl fmt::Display for Amount {
    /// In 元 with two decimals, for messages.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}元", self.yuan_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> Option<i64> {
        Amount::from_yuan(text.parse().unwrap()).map(Amount::as_fen)
    }

    #[test]
    fn an_amount_is_a_whole_number_of_fen() {
        assert_eq!(yuan("12.34"), Some(1234));
        assert_eq!(yuan("-0.01"), Some(-1));
        assert_eq!(yuan("12.340"), Some(1234));
        assert_eq!(yuan("12.345"), None);
        assert_eq!(yuan("10000000000000"), Some(Amount::LIMIT));
        assert_eq!(yuan("10000000000000.01"), None);
        assert_eq!(Amount::from_wan("1673.48".parse().unwrap()), Some(Amount(1_673_480_000)));
    }

    #[test]
    fn printing_rounds_half_away_from_zero() {
        assert_eq!(Amount(1_673_485_000).wan_text(), "1673.49");
        assert_eq!(Amount(-5_000).wan_text(), "-0.01");
        assert_eq!(Amount(-4_999).wan_text(), "0.00");
        assert_eq!(Amount(7).yuan_text(), "0.07");
    }

    #[test]
    fn sums_never_wrap() {
        assert_eq!(Amount(i64::MAX).plus(Amount(1)), None);
        assert_eq!(Amount::total([Amount(1), Amount(2)]), Some(Amount(3)));
    }
}
