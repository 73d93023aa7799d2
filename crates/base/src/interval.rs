//! Closed intervals of decimals: what a printed figure really says (value ± half a unit of its last
//! digit). Relations are judged on intervals, as XBRL Calculations 1.1 does, so no tolerance is needed.

use rust_decimal::Decimal;

/// All values between `lo` and `hi`, both included. `lo <= hi` always holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The smallest value meant.
    pub lo: Decimal,
    /// The largest value meant.
    pub hi: Decimal,
}

impl Interval {
    /// The interval that holds exactly one value.
    pub fn exact(value: Decimal) -> Self {
        Interval { lo: value, hi: value }
    }

    /// `value` ± `half`.
    pub fn around(value: Decimal, half: Decimal) -> Option<Self> {
        Some(Interval { lo: value.checked_sub(half)?, hi: value.checked_add(half)? })
    }

    /// Whether some value lies in both.
    pub fn meets(&self, other: &Interval) -> bool {
        self.lo <= other.hi && other.lo <= self.hi
    }

    /// Half the width.
    pub fn slack(&self) -> Option<Decimal> {
        self.hi.checked_sub(self.lo)?.checked_div(Decimal::TWO)
    }

    /// Sum of two intervals. `None` on overflow, as for all operations here.
    pub fn add(&self, o: &Interval) -> Option<Interval> {
        Some(Interval { lo: self.lo.checked_add(o.lo)?, hi: self.hi.checked_add(o.hi)? })
    }

    /// Difference of two intervals.
    pub fn sub(&self, o: &Interval) -> Option<Interval> {
        Some(Interval { lo: self.lo.checked_sub(o.hi)?, hi: self.hi.checked_sub(o.lo)? })
    }

    /// Product of two intervals.
    pub fn mul(&self, o: &Interval) -> Option<Interval> {
        Self::hull([
            self.lo.checked_mul(o.lo)?,
            self.lo.checked_mul(o.hi)?,
            self.hi.checked_mul(o.lo)?,
            self.hi.checked_mul(o.hi)?,
        ])
    }

    /// Quotient of two intervals; `None` when the divisor may be zero.
    pub fn div(&self, o: &Interval) -> Option<Interval> {
        if o.lo <= Decimal::ZERO && o.hi >= Decimal::ZERO {
            return None;
        }
        Self::hull([
            self.lo.checked_div(o.lo)?,
            self.lo.checked_div(o.hi)?,
            self.hi.checked_div(o.lo)?,
            self.hi.checked_div(o.hi)?,
        ])
    }

    /// The interval mirrored at zero.
    pub fn neg(&self) -> Interval {
        Interval { lo: -self.hi, hi: -self.lo }
    }

    fn hull(values: [Decimal; 4]) -> Option<Interval> {
        let lo = values.iter().min()?;
        let hi = values.iter().max()?;
        Some(Interval { lo: *lo, hi: *hi })
    }
}
