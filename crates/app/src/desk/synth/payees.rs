//! Whom payments go to: suppliers with a skew like Zipf's (each doubling of the rank is as likely as the one
//! before), persons that nobody is, and the accounts that wages, dues and bills go through.

use super::chance::Chance;
use super::world::{Eco, Payee as Sort, Unit, World};

/// A payee that has no name yet: names are made where the entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Payee {
    /// Supplier by rank, 0 the largest.
    Supplier(usize),
    /// Person.
    Person(usize),
    /// The account that goes with an economic subject of the words; another one of it when set.
    Account(usize, bool),
}

/// How many suppliers there are for so many payments; all that have a name at most.
pub(super) fn suppliers(world: &World, payments: u64) -> usize {
    let p = &world.words.payee;
    let named = p.one.len() * p.two.len() * p.trade.len();
    usize::try_from(payments / 200).unwrap_or(named).clamp(500, named.max(500))
}

/// Suppliers that a unit buys from again and again.
const USUAL: usize = 48;

/// A rank below `all`: each doubling as likely as the one before.
fn rank(all: usize, chance: &mut Chance) -> usize {
    let octaves = usize::try_from(all.max(2).ilog2()).unwrap_or(1) + 1;
    let octave = chance.below(octaves);
    ((1 << octave) - 1 + chance.below(1 << octave)) % all.max(1)
}

/// Draws a payee for a payment of a subject. A unit buys from a few of its own, half of them at home in its
/// county, and now and then from anybody.
pub(super) fn draw(eco: &Eco, at: usize, unit: &Unit, all: usize, chance: &mut Chance) -> Payee {
    match eco.payee {
        Sort::Supplier if chance.below(10) < 7 => {
            let n = rank(USUAL, chance);
            let mut own = Chance::of(&[11, unit.before, n as u64]);
            let home = if own.once_in(2) { 0 } else { (unit.county + 1) * 379 };
            Payee::Supplier((rank(all, &mut own) + home) % all.max(1))
        }
        Sort::Supplier => Payee::Supplier(rank(all, chance)),
        Sort::Person => Payee::Person(chance.below(320)),
        _ => Payee::Account(at, false),
    }
}

/// Another payee of the same sort.
pub(super) fn other(payee: Payee, all: usize) -> Payee {
    match payee {
        Payee::Supplier(n) => Payee::Supplier((n + 1) % all.max(1)),
        Payee::Person(n) => Payee::Person((n + 1) % 320),
        Payee::Account(n, other) => Payee::Account(n, !other),
    }
}

/// The name of a payee of a unit.
pub(super) fn name(payee: Payee, world: &World, unit: &Unit) -> String {
    let words = &world.words.payee;
    let one = |all: &[String], n: usize| all.get(n % all.len().max(1)).cloned().unwrap_or_default();
    let county = || world.county_of(unit).map_or("", |c| c.name.as_str());
    match payee {
        Payee::Supplier(n) => {
            let (ones, twos) = (words.one.len().max(1), words.two.len().max(1));
            // Neighbours in rank are no namesakes, and no two ranks have one name.
            let (rest, last) = (n / ones, n / ones / twos);
            let (a, b) = ((n * 7 + rest * 11) % ones, (rest * 5 + last) % twos);
            one(&words.one, a)
                + &one(&words.two, b)
                + &one(&words.trade, last + b * 3 + a)
                + "有限公司"
        }
        Payee::Person(n) => {
            one(&words.surname, n / words.given.len().max(1)) + "某" + &one(&words.given, n)
        }
        Payee::Account(at, second) => {
            let eco = world.words.eco.get(at);
            let name = eco.map_or("", |e| e.name.as_str());
            let end = if second { "（二）" } else { "" };
            match eco.map(|e| e.payee) {
                Some(Sort::Staff) => format!("{}工资统发户{end}", county()),
                Some(Sort::Insure | Sort::Utility) => format!("{}{name}{end}", county()),
                _ => format!("{name}{end}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_supplier_has_a_name_of_its_own() {
        let world = World::new(60, 1).unwrap();
        let all = suppliers(&world, 10_000_000);
        let unit = &world.units[0];
        let names: BTreeSet<String> =
            (0..all).map(|n| name(Payee::Supplier(n), &world, unit)).collect();
        assert_eq!(names.len(), all);
        assert!(all > 49_000);
    }

    #[test]
    fn few_suppliers_get_much_and_many_get_little() {
        let world = World::new(60, 1).unwrap();
        let eco = world.words.eco.iter().position(|e| e.payee == Sort::Supplier).unwrap();
        let mut chance = Chance::of(&[1]);
        let mut drawn = vec![0; 10_000];
        for _ in 0..100_000 {
            let unit = &world.units[chance.below(60)];
            let got = draw(&world.words.eco[eco], eco, unit, 10_000, &mut chance);
            if let Payee::Supplier(n) = got {
                drawn[n] += 1;
            }
        }
        drawn.sort_by_key(|n| std::cmp::Reverse(*n));
        assert!(drawn[..100].iter().sum::<i32>() > 30_000);
        assert!(drawn.iter().filter(|n| **n > 0).count() > 6_000);
    }
}
