//! Decimal helpers that never panic: every operation that can overflow returns `None`.

use rust_decimal::{Decimal, RoundingStrategy};

/// Ten to the power of minus `places`, e.g. `ulp(2)` = 0.01. `None` beyond 28 places.
pub fn ulp(places: u32) -> Option<Decimal> {
    (places <= 28).then(|| Decimal::new(1, places))
}

/// Rounds half away from zero (四舍五入), the rule of all official forms.
pub fn round(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// The value with exactly `places` decimals, as a form would print it (no thousands separators).
pub fn fixed(value: Decimal, places: u32) -> String {
    let mut rounded = round(value, places);
    rounded.rescale(places);
    if rounded.is_zero() {
        rounded.set_sign_positive(true);
    }
    rounded.to_string()
}
