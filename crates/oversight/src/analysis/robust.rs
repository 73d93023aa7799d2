//! The middle of a sample and the distance from it, by the median and the median absolute deviation, in
//! whole numbers. Modified z-score: B. Iglewicz and D. Hoaglin, How to Detect and Handle Outliers, 1993.

use super::ratio::Ratio;
use serde::Serialize;

/// Beyond this modified z-score a value is an outlier (Iglewicz and Hoaglin), in tenths.
pub const THRESHOLD_TENTHS: i128 = 35;

/// The middle of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Centre {
    /// Size of the sample.
    pub size: usize,
    /// Twice the median: a whole number also where the median lies between two.
    pub twice_median: i128,
    /// Four times the median of the distances from the median.
    pub four_mad: i128,
    /// Twice the sum of the distances from the median.
    twice_sum: i128,
}

/// Twice the median of numbers in order.
fn twice_median(sorted: &[i128]) -> Option<i128> {
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    let lower = if sorted.len() % 2 == 1 { upper } else { *sorted.get(half.checked_sub(1)?)? };
    lower.checked_add(upper)
}

impl Centre {
    /// `None` for no values.
    pub fn of(values: impl IntoIterator<Item = i64>) -> Option<Centre> {
        let mut all: Vec<i128> = values.into_iter().map(i128::from).collect();
        all.sort_unstable();
        let middle = twice_median(&all)?;
        let mut away: Vec<i128> = all.iter().map(|x| (2 * x - middle).abs()).collect();
        away.sort_unstable();
        let four_mad = twice_median(&away)?;
        let twice_sum = away.iter().sum();
        Some(Centre { size: all.len(), twice_median: middle, four_mad, twice_sum })
    }

    /// The median as a whole number, halves away from zero.
    pub fn median(&self) -> i64 {
        let half = Ratio { part: self.twice_median, whole: 2 }.times(1);
        i64::try_from(half).unwrap_or(i64::MAX)
    }

    /// How many median deviations a value lies from the median; `None` where half of the sample is the
    /// same.
    pub fn distance(&self, value: i64) -> Option<Ratio> {
        Ratio::of(2 * (2 * i128::from(value) - self.twice_median), self.four_mad)
    }

    /// The modified z-score: 0.6745 times the distance. Where half of the sample is the same, the mean
    /// deviation takes the place of the median one, with the factor 1.253314 that makes them comparable.
    /// `None` where all are the same.
    pub fn score(&self, value: i64) -> Option<Ratio> {
        let away = 2 * i128::from(value) - self.twice_median;
        match self.four_mad {
            0 => {
                let size = i128::try_from(self.size).ok()?;
                let part = away.checked_mul(size)?.checked_mul(1_000_000)?;
                Ratio::of(part, self.twice_sum.checked_mul(1_253_314)?)
            }
            mad => Ratio::of(away.checked_mul(2 * 6_745)?, mad.checked_mul(10_000)?),
        }
    }

    /// Whether a value is an outlier.
    pub fn is_outlier(&self, value: i64) -> bool {
        let limit = Ratio { part: THRESHOLD_TENTHS, whole: 10 };
        self.score(value).is_some_and(|score| score.abs() > limit)
    }
}

/// Bits of the fraction of [`log2`].
const BITS: u32 = 16;

/// The binary logarithm of an amount above zero, in 65536ths, by repeated squaring: the same on every
/// machine. Amounts of payments are skewed to the right; their logarithms lie evenly about the middle, as
/// the score presumes.
pub fn log2(amount: i64) -> Option<i64> {
    let amount = u64::try_from(amount).ok().filter(|a| *a > 0)?;
    let whole = amount.ilog2();
    // Between 1 and 2, with 62 bits behind the point.
    let mut rest = u128::from(amount) << (62_u32.checked_sub(whole)?);
    let mut fraction = 0_i64;
    for _ in 0..BITS {
        rest = (rest * rest) >> 62;
        fraction <<= 1;
        if rest >= 1 << 63 {
            fraction |= 1;
            rest >>= 1;
        }
    }
    Some((i64::from(whole) << BITS) | fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_textbook() {
        // Median 4, deviations 2 2 1 0 0 1 2 3 96 → MAD 2; 100 scores 0.6745 × 96 ÷ 2 = 32.38.
        let centre = Centre::of([2, 2, 3, 4, 4, 5, 6, 7, 100]).unwrap();
        assert_eq!((centre.size, centre.median(), centre.four_mad), (9, 4, 8));
        assert_eq!(centre.score(100).map(Ratio::plain).as_deref(), Some("32.38"));
        assert_eq!(centre.distance(7).map(Ratio::plain).as_deref(), Some("1.50"));
        assert!(centre.is_outlier(100) && !centre.is_outlier(7) && !centre.is_outlier(2));
    }

    #[test]
    fn an_even_sample_has_its_median_between_two() {
        // 1 2 5 8: median 3.5, deviations 2.5 1.5 1.5 4.5 → MAD 2.
        let centre = Centre::of([8, 1, 5, 2]).unwrap();
        assert_eq!((centre.twice_median, centre.four_mad, centre.median()), (7, 8, 4));
        assert_eq!(centre.distance(8).map(Ratio::plain).as_deref(), Some("2.25"));
    }

    #[test]
    fn where_half_is_the_same_the_mean_deviation_counts() {
        // Nine times 10 and once 20: mean deviation 1, score 10 ÷ 1.253314 = 7.98.
        let centre = Centre::of([10, 10, 10, 10, 10, 10, 10, 10, 10, 20]).unwrap();
        assert_eq!(centre.distance(20), None);
        assert_eq!(centre.score(20).map(Ratio::plain).as_deref(), Some("7.98"));
        let same = Centre::of([3, 3, 3]).unwrap();
        assert_eq!(same.score(3), None);
        assert!(!same.is_outlier(3));
        assert_eq!(Centre::of([]), None);
    }

    #[test]
    fn logarithms_are_exact_at_powers_and_near_between() {
        assert_eq!(log2(1), Some(0));
        assert_eq!(log2(1024), Some(10 << 16));
        assert_eq!(log2(1 << 62), Some(62 << 16));
        // log2 3 = 1.584962…
        assert_eq!(log2(3), Some(103_872));
        assert_eq!((log2(0), log2(-5)), (None, None));
        let steps: Vec<i64> = (1..2000).filter_map(log2).collect();
        assert!(steps.windows(2).all(|w| w[0] < w[1]));
    }
}
