//! The province before it is posted: clean but for what is planted, and payments as they should be.

use super::budget::{Size, build, settle};
use super::pay::{self, Pay};
use super::payees::{Payee, suppliers};
use super::plant::Plants;
use super::world::World;
use super::{LAST, judge};
use std::collections::BTreeMap;

const SIZES: [(usize, u64, i32); 3] = [(60, 11_000, 3), (120, 90_000, 2), (300, 600_000, 3)];

fn size(payments: u64, years: i32) -> Size {
    Size { payments, first: LAST - years + 1, last: LAST }
}

#[test]
fn the_base_trips_no_rule_on_budgets_and_payments() {
    for (units, payments, years) in SIZES {
        let (world, size) = (World::new(units, 7).unwrap(), size(payments, years));
        for (at, year) in (0..units).flat_map(|at| (size.first..=size.last).map(move |y| (at, y))) {
            let mut made = build(&world, size, at, year).unwrap();
            settle(&mut made);
            let found = judge::judge(&world, &made);
            assert!(found.is_empty(), "{found:?}");
        }
    }
}

#[test]
fn payments_use_up_the_budget_and_stay_small() {
    for (units, payments, years) in SIZES {
        let (world, size) = (World::new(units, 7).unwrap(), size(payments, years));
        let (plants, all) = (Plants::new(&world, size), suppliers(&world, payments));
        let (mut month, mut count) = (Vec::new(), 0);
        for (at, year) in (0..units).flat_map(|at| (size.first..=size.last).map(move |y| (at, y))) {
            let made = plants.year(&world, size, at, year).unwrap();
            let mut paid = vec![0_i64; made.lines.len()];
            for m in 0..12 {
                pay::month(&world, &made, all, m, &mut month);
                count += month.len() as u64;
                small(&month, m);
                for one in &month {
                    paid[one.line] += one.amount;
                }
            }
            for (line, paid) in made.lines.iter().zip(paid) {
                let due = if line.counts == [0; 12] { 0 } else { line.target() };
                assert_eq!(paid, due, "{}", line.id);
            }
        }
        assert!(
            count >= payments && count < payments + payments / 50 + 500,
            "{count} of {payments}"
        );
    }
}

/// Nothing that a rule on single payments would find, but for what is planted.
fn small(month: &[Pay], m: usize) {
    let mut by_payee: BTreeMap<Payee, (usize, i64)> = BTreeMap::new();
    for pay in month {
        assert!(pay.amount != 0 && pay.amount < 100_000_000, "{pay:?}");
        assert!(m < 11 || pay.day < 20 || pay.amount <= 1_000_000, "{pay:?}");
        let person = matches!(pay.payee, Payee::Person(_));
        assert!(!person || pay.amount < 1_000_000, "{pay:?}");
        let of = by_payee.entry(pay.payee).or_default();
        *of = (of.0 + 1, of.1 + pay.amount);
    }
    for (payee, (count, sum)) in by_payee {
        assert!(count < 2 || sum <= 0 || sum % 1_000_000 != 0, "{payee:?} {sum}");
    }
}
