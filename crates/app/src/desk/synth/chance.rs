//! Seeded chance in whole numbers: the same parts give the same run on any machine, and every month can be
//! made by itself without the ones before it.

/// SplitMix64.
pub(super) struct Chance(u64);

impl Chance {
    /// A run that the parts decide: the seed, and what it is for.
    pub(super) fn of(parts: &[u64]) -> Chance {
        let mut chance = Chance(0x6d69_6e67_7a68_616e);
        for part in parts {
            chance.0 ^= part.wrapping_mul(0xff51_afd7_ed55_8ccd);
            chance.next();
        }
        chance
    }

    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 when `end` is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = end.max(1) as u64;
        // The upper half of a product is as good as a remainder and costs less.
        usize::try_from((u128::from(self.next()) * u128::from(end)) >> 64).unwrap_or(0)
    }

    /// The same as money or share.
    pub(super) fn fen(&mut self, end: i64) -> i64 {
        i64::try_from(self.below(usize::try_from(end).unwrap_or(0))).unwrap_or(0)
    }

    /// Once in so many.
    pub(super) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }
}

/// Quantiles of a log-normal law (σ = 1), in thousandths of its median: what amounts look like.
pub(super) const SKEW: [i64; 32] = [
    116, 184, 233, 276, 316, 354, 391, 428, 466, 505, 545, 587, 631, 678, 728, 782, 1279, 1373,
    1475, 1585, 1704, 1835, 1980, 2146, 2336, 2557, 2825, 3165, 3623, 4292, 5435, 8620,
];

/// The same, nearer to each other (σ = 0.4): prices of one thing.
pub(super) const MILD: [i64; 16] =
    [475, 590, 668, 734, 795, 855, 916, 981, 1051, 1130, 1219, 1321, 1447, 1604, 1750, 1900];

/// Splits a whole by weights so that the parts add up to it to the last 分: part `n` of the running sum.
pub(super) fn share(whole: i64, upto: i64, all: i64) -> i64 {
    if all <= 0 {
        return 0;
    }
    let part = i128::from(whole) * i128::from(upto) / i128::from(all);
    i64::try_from(part).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_give_the_same_run_and_others_another() {
        let run = |parts: &[u64]| {
            let mut chance = Chance::of(parts);
            [chance.next(), chance.next(), chance.next()]
        };
        assert_eq!(run(&[1, 2]), run(&[1, 2]));
        assert_ne!(run(&[1, 2]), run(&[2, 1]));
        let mut chance = Chance::of(&[7]);
        let mut seen = [false; 5];
        for _ in 0..200 {
            seen[chance.below(5)] = true;
        }
        assert_eq!((seen, chance.below(0)), ([true; 5], 0));
    }

    #[test]
    fn shares_add_up() {
        let cuts = [0, 3, 9, 10];
        let parts = cuts.windows(2).map(|w| share(1001, w[1], 10) - share(1001, w[0], 10));
        assert_eq!(parts.sum::<i64>(), 1001);
    }
}
