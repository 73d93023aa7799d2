//! The exact 分 behind rounded figures: a published table gives 万元 with two decimals, whose parts need
//! not add up to its totals. Every figure is moved inside its own rounding, as little as possible, until
//! all totals hold.

/// A figure as printed, in 分: what amounts are rounded to it, 四舍五入.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) value: i64,
    pub(super) low: i64,
    pub(super) high: i64,
}

impl Printed {
    /// A figure printed in steps of so many 分.
    pub(super) fn new(value: i64, step: i64) -> Printed {
        // Half a step is rounded away from zero, so it belongs to the figure on one side only.
        let (half, less) = (step / 2, (step / 2 - 1).max(0));
        let (below, above) = match value.signum() {
            1 => (half, less),
            -1 => (less, half),
            _ => (less, less),
        };
        Printed { value, low: value.saturating_sub(below), high: value.saturating_add(above) }
    }

    /// An exact amount.
    pub(super) fn exact(value: i64) -> Printed {
        Printed { value, low: value, high: value }
    }

    /// The difference of two figures.
    pub(super) fn minus(self, other: Printed) -> Printed {
        Printed {
            value: self.value.saturating_sub(other.value),
            low: self.low.saturating_sub(other.high),
            high: self.high.saturating_sub(other.low),
        }
    }

    /// The sum of two figures.
    pub(super) fn plus(self, other: Printed) -> Printed {
        Printed {
            value: self.value.saturating_add(other.value),
            low: self.low.saturating_add(other.low),
            high: self.high.saturating_add(other.high),
        }
    }

    /// Whether the amount may be nothing.
    pub(super) fn may_be_zero(self) -> bool {
        self.low <= 0 && self.high >= 0
    }
}

/// What some figures add up to. A term is the index of a figure and its sign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) terms: Vec<(usize, i64)>,
    pub(super) total: Printed,
    /// What a person calls it.
    pub(super) name: String,
}

/// Rounds for each depth a total is aimed at inside its rounding: totals that pull against each other
/// settle fastest when none is met at its very edge, and meet at the edge where nothing else is left.
const ROUNDS: usize = 1_000;
const DEPTHS: [i64; 5] = [2, 4, 16, 256, i64::MAX];

/// Amounts inside the rounding of `figures`, and the indices of the sums that no such amounts can meet.
pub(super) fn reconcile(figures: &[Printed], sums: &[Sum]) -> (Vec<i64>, Vec<usize>) {
    let mut exact: Vec<i64> = figures.iter().map(|f| f.value).collect();
    for depth in DEPTHS {
        for round in 0..ROUNDS {
            let mut moved = false;
            for sum in sums {
                moved |= meet(&mut exact, figures, sum, (depth, round));
            }
            if !moved {
                break;
            }
        }
    }
    let unmet = |(at, sum): (usize, &Sum)| (gap(&exact, sum, 0) != 0).then_some(at);
    let unmet = sums.iter().enumerate().filter_map(unmet).collect();
    (exact, unmet)
}

/// How much the terms must grow to reach the nearest amount that rounds to the total and lies `inside` its
/// edge.
fn gap(exact: &[i64], sum: &Sum, inside: i64) -> i64 {
    let now = sum.terms.iter().fold(0_i128, |all, (at, sign)| {
        all + i128::from(exact.get(*at).copied().unwrap_or(0)) * i128::from(*sign)
    });
    let low = i128::from(sum.total.low) + i128::from(inside);
    let high = i128::from(sum.total.high) - i128::from(inside);
    let gap = if now < low { low - now } else { (high - now).min(0) };
    i64::try_from(gap).unwrap_or(i64::MAX)
}

/// Spreads the gap of a sum evenly over the figures that can still move; whether any did.
fn meet(exact: &mut [i64], figures: &[Printed], sum: &Sum, (depth, round): (i64, usize)) -> bool {
    if gap(exact, sum, 0) == 0 {
        return false;
    }
    let mut left = gap(exact, sum, (sum.total.high - sum.total.low) / 2 / depth);
    let mut moved = false;
    while left != 0 {
        let room = |at: usize, way: i64, exact: &[i64]| {
            let (Some(f), Some(x)) = (figures.get(at), exact.get(at)) else { return 0 };
            if way > 0 { f.high - x } else { x - f.low }
        };
        let open = |zero: bool| -> Vec<(usize, i64)> {
            let own = |(at, sign): &(usize, i64)| {
                let is_zero = figures.get(*at).is_some_and(|f| f.value == 0);
                is_zero <= zero && room(*at, left.signum() * sign, exact) > 0
            };
            sum.terms.iter().copied().filter(own).collect()
        };
        // What is printed as nothing stays nothing while moving other figures may be enough.
        let zero = round >= ROUNDS / 2 || open(false).is_empty();
        let mut open = open(zero);
        // The last few 分 fall on other figures each round, or two totals could hand them to and fro.
        let turn = round.checked_rem(open.len()).unwrap_or(0);
        open.rotate_left(turn);
        let Ok(count) = i64::try_from(open.len()) else { return moved };
        if count == 0 {
            return moved;
        }
        let share = (left.abs() / count).max(1);
        for (at, sign) in open {
            if left == 0 {
                break;
            }
            let step = share.min(left.abs()).min(room(at, left.signum() * sign, exact));
            if let Some(x) = exact.get_mut(at) {
                *x += step * left.signum() * sign;
            }
            left -= step * left.signum();
            moved |= step > 0;
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wan(hundredths: i64) -> Printed {
        Printed::new(hundredths * 10_000, 10_000)
    }

    fn sum(terms: &[usize], total: i64) -> Sum {
        let terms = terms.iter().map(|t| (*t, 1)).collect();
        Sum { terms, total: wan(total), name: String::new() }
    }

    #[test]
    fn parts_move_inside_their_rounding() {
        // 33.33 + 33.33 + 33.33 is printed beside 100.00.
        let (exact, unmet) = reconcile(&[wan(3333); 3], &[sum(&[0, 1, 2], 10_000)]);
        assert!(unmet.is_empty());
        assert!(exact.iter().sum::<i64>() >= 100_000_000 - 4_999);
        assert!(exact.iter().all(|x| (x - 33_330_000).abs() <= 4_999), "{exact:?}");
    }

    #[test]
    fn a_wrong_total_is_named() {
        let (exact, unmet) = reconcile(&[wan(100), wan(200)], &[sum(&[0, 1], 310)]);
        assert_eq!(unmet, [0]);
        assert!(exact.iter().zip([1_000_000, 2_000_000]).all(|(x, v)| (x - v).abs() <= 4_999));
    }

    #[test]
    fn what_adds_up_stays_as_printed() {
        let (exact, unmet) = reconcile(&[wan(100), wan(200)], &[sum(&[0, 1], 300)]);
        assert_eq!((exact, unmet), (vec![1_000_000, 2_000_000], vec![]));
    }

    proptest::proptest! {
        /// Rounded figures that come from real amounts always have a solution, and it is found.
        #[test]
        fn real_amounts_are_found(cells in proptest::collection::vec(0_i64..100_000_000, 2..40)) {
            let round = |fen: i64| wan((fen + 5_000) / 10_000);
            let width = 4;
            let figures: Vec<Printed> = cells.iter().map(|c| round(*c)).collect();
            let mut sums = Vec::new();
            let mut all = |terms: Vec<usize>| {
                let total = terms.iter().filter_map(|t| cells.get(*t)).sum();
                let terms = terms.into_iter().map(|t| (t, 1)).collect();
                sums.push(Sum { terms, total: round(total), name: String::new() });
            };
            all((0..cells.len()).collect());
            for column in 0..width {
                all((column..cells.len()).step_by(width).collect());
            }
            for row in (0..cells.len()).step_by(width) {
                all((row..cells.len().min(row + width)).collect());
            }
            let (exact, unmet) = reconcile(&figures, &sums);
            proptest::prop_assert!(unmet.is_empty(), "{unmet:?}");
            for (x, f) in exact.iter().zip(&figures) {
                proptest::prop_assert!((f.low..=f.high).contains(x));
            }
        }
    }
}
