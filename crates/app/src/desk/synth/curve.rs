//! How a year's money and payments fall on its months: slow at first, a rush before half-year and before the
//! year ends, wages evenly.

use super::chance::share;

/// The course of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Curve {
    /// Wages and office expenses.
    Basic,
    /// What keeps an office running.
    Running,
    /// Tasks: nothing before the budget is approved, a peak in December.
    Task,
    /// Planted: what is basic nearly all in December.
    LateBasic,
    /// Planted: much in December, yet less than would be told of a project.
    LateTask,
    /// Planted: more than half in December.
    Rush,
    /// Planted: between two fifths and a half in December.
    Crowd,
}

/// Paid by the end of each month, in ten-thousandths of the year.
const fn upto(curve: Curve) -> [i64; 12] {
    match curve {
        Curve::Basic => [820, 1640, 2460, 3290, 4120, 4960, 5790, 6620, 7450, 8280, 9110, 10_000],
        Curve::Running => [0, 700, 1700, 2500, 3300, 4300, 5100, 5900, 6800, 7600, 8700, 10_000],
        Curve::Task => [0, 250, 800, 1450, 2150, 3250, 3950, 4700, 5700, 6550, 7850, 10_000],
        Curve::LateBasic => [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 10_000],
        Curve::LateTask => [0, 250, 800, 1400, 2000, 3000, 3600, 4200, 4900, 5500, 6300, 10_000],
        Curve::Rush => [0, 100, 300, 500, 800, 1200, 1500, 1900, 2400, 2900, 3500, 10_000],
        Curve::Crowd => [0, 150, 500, 900, 1400, 2100, 2700, 3300, 4000, 4700, 5500, 10_000],
    }
}

/// How many payments fall on each month.
const fn weights(curve: Curve) -> [usize; 12] {
    match curve {
        Curve::Basic | Curve::LateBasic => [8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 10],
        Curve::Running => [0, 8, 9, 8, 8, 10, 8, 8, 9, 8, 11, 13],
        _ => [0, 3, 7, 7, 8, 10, 7, 7, 9, 8, 13, 21],
    }
}

const DECEMBER: usize = 11;
const NOVEMBER: usize = 10;
/// December holds the rest of the year only where there was a payment in this month or later before it:
/// otherwise few payments would look like a rush.
const AUTUMN: usize = 9;

/// Lays payments over the months; `phase` moves them, below 10,000.
pub(super) fn spread(payments: usize, curve: Curve, phase: usize) -> [usize; 12] {
    let weights = weights(curve);
    let all: usize = weights.iter().sum();
    let mut counts = [0; 12];
    let (mut sum, mut before) = (0, phase / 10_000);
    for (count, weight) in counts.iter_mut().zip(weights) {
        sum += weight;
        let upto = (payments * sum * 10_000 + phase * all) / (all * 10_000);
        *count = upto - before;
        before = upto;
    }
    counts
}

/// The same payments so that December alone does not look like a rush, unless that is planted.
pub(super) fn normal(mut counts: [usize; 12], curve: Curve) -> [usize; 12] {
    if !matches!(curve, Curve::Basic | Curve::Running | Curve::Task) {
        return counts;
    }
    let autumn = counts[AUTUMN..DECEMBER].iter().any(|n| *n > 0);
    if counts[DECEMBER] > 0 && !autumn {
        counts[NOVEMBER] += counts[DECEMBER];
        counts[DECEMBER] = 0;
    }
    counts
}

/// Money of each month: what the curve says up to the next month with a payment; the last one has the rest.
pub(super) fn money(target: i64, curve: Curve, counts: &[usize; 12]) -> [i64; 12] {
    let upto = upto(curve);
    let last = counts.iter().rposition(|n| *n > 0);
    let mut months = [0; 12];
    let mut before = 0;
    for (month, (slot, count)) in months.iter_mut().zip(counts).enumerate() {
        if *count == 0 {
            continue;
        }
        let part = if Some(month) == last { 10_000 } else { upto.get(month).copied().unwrap_or(0) };
        let sum = share(target, part, 10_000);
        *slot = sum - before;
        before = sum;
    }
    months
}

/// What is planned by the end of a month, in ten-thousandths: payments never run ahead of it but in sparse
/// lines, which are paid off early.
pub(super) fn planned(curve: Curve, month: usize) -> i64 {
    if month >= DECEMBER { 10_000 } else { upto(curve).get(month).copied().unwrap_or(10_000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_payments_and_all_money_fall_on_some_month() {
        for payments in [0, 1, 2, 3, 7, 12, 100] {
            for phase in [0, 5_000, 9_999] {
                let counts = normal(spread(payments, Curve::Task, phase), Curve::Task);
                assert_eq!(counts.iter().sum::<usize>(), payments, "{counts:?}");
                let months = money(1_234_567, Curve::Task, &counts);
                let all = if payments == 0 { 0 } else { 1_234_567 };
                assert_eq!(months.iter().sum::<i64>(), all, "{months:?}");
                assert!(months[DECEMBER] * 10 < 4 * 1_234_567, "{counts:?} {months:?}");
            }
        }
    }
}
