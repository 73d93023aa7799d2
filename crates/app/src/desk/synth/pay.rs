//! The payments of a unit in a month: amounts skewed like prices are, adding up to what the curve of each line
//! says, to the last 分.

use super::budget::{Line, UnitYear};
use super::chance::{Chance, MILD, SKEW, share};
use super::curve;
use super::payees::{self, Payee};
use super::world::{Eco, Payee as Sort, Unit, World};

/// A regular payment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pay {
    pub(super) line: usize,
    pub(super) day: i8,
    /// 分; negative for a refund.
    pub(super) amount: i64,
    pub(super) payee: Payee,
    pub(super) purpose: usize,
    /// Number of the unit's contract of the year it is paid on.
    pub(super) contract: Option<usize>,
    /// It is paid twice by mistake, and the second one is reversed.
    pub(super) twice: bool,
}

/// No regular payment reaches this: 95 万元, and 9,900 元 to a person.
const LARGE: i64 = 95_000_000;
const TO_A_PERSON: i64 = 990_000;
/// From 20 December on only small payments are made: 1 万元.
const LATE: (i8, i64) = (20, 1_000_000);
/// A payment is at least 1 元.
const LEAST: i64 = 100;

/// Once in so many payments one is made twice by mistake, once in so many lines and months there is a refund.
const TWICE: usize = 6_000;
const REFUND: usize = 60;

/// The regular payments of a month (from 0), in the order of their days.
pub(super) fn month(
    world: &World,
    year: &UnitYear,
    suppliers: usize,
    month: usize,
    out: &mut Vec<Pay>,
) {
    out.clear();
    let Some(unit) = world.units.get(year.at) else { return };
    let y = u64::try_from(year.year).unwrap_or(0);
    for (n, line) in year.lines.iter().enumerate() {
        let count = line.counts.get(month).copied().unwrap_or(0);
        let Some(eco) = world.words.eco.get(line.eco).filter(|_| count > 0) else { continue };
        let money = curve::money(line.target(), line.curve, &line.counts);
        let money = money.get(month).copied().unwrap_or(0);
        let mut chance = Chance::of(&[world.seed, 5, year.at as u64, y, n as u64, month as u64]);
        cell(eco, (n, line), (unit, suppliers), (month, count, money), &mut chance, out);
    }
    out.sort_by_key(|p| p.day);
    apart(out, suppliers);
}

/// Payments of a line in a month.
fn cell(
    eco: &Eco,
    (n, line): (usize, &Line),
    (unit, suppliers): (&Unit, usize),
    (month, count, money): (usize, usize, i64),
    chance: &mut Chance,
    out: &mut Vec<Pay>,
) {
    let first = out.len();
    for _ in 0..count {
        out.push(Pay {
            line: n,
            day: 0,
            amount: 0,
            payee: payees::draw(eco, line.eco, unit, suppliers, chance),
            purpose: chance.below(eco.purposes.len()),
            contract: None,
            twice: month < 9 && chance.once_in(TWICE),
        });
    }
    let Some(own) = out.get_mut(first..) else { return };
    let limit = if eco.payee == Sort::Person { TO_A_PERSON } else { LARGE };
    split(own, money, limit, eco.payee != Sort::Supplier, chance);
    if count > 3 && month < 11 && eco.payee == Sort::Supplier && chance.once_in(REFUND) {
        refund(own);
    }
    for pay in own {
        pay.day = day(eco, month, pay.amount, chance);
    }
}

/// Amounts that add up to the money: skewed, or milder where one would be too large, or all alike.
fn split(own: &mut [Pay], money: i64, limit: i64, even: bool, chance: &mut Chance) {
    let count = i64::try_from(own.len()).unwrap_or(1);
    let rest = (money - LEAST * count).max(0);
    let tables: [&[i64]; 3] = if even { [&MILD, &MILD, &[1]] } else { [&SKEW, &MILD, &[1]] };
    for table in tables {
        let mut all = 0;
        for pay in own.iter_mut() {
            all += chance.pick(table).copied().unwrap_or(1);
            pay.amount = all;
        }
        let (mut before, mut largest) = (0, 0);
        for pay in own.iter_mut() {
            let upto = share(rest, pay.amount, all);
            pay.amount = upto - before + LEAST.min(money / count);
            before = upto;
            largest = largest.max(pay.amount);
        }
        // What the least amounts and the division leave goes to the first.
        let sum: i64 = own.iter().map(|p| p.amount).sum();
        if let Some(pay) = own.first_mut() {
            pay.amount += money - sum;
        }
        if largest <= limit {
            return;
        }
    }
}

/// The last payment was too much: a part of the first comes back.
fn refund(own: &mut [Pay]) {
    let [first, .., last] = own else { return };
    let back = last.amount + first.amount / 8;
    if first.amount + back > LARGE {
        return;
    }
    first.amount += back;
    last.amount -= back;
    last.payee = first.payee;
    last.twice = false;
    first.twice = false;
}

/// Wages come at the beginning of the month; nothing large after 20 December; nothing of a task before its
/// release in the middle of February.
fn day(eco: &Eco, month: usize, amount: i64, chance: &mut Chance) -> i8 {
    let (from, to) = match (month, eco.payee) {
        (_, Sort::Staff) => (8, 12),
        (_, Sort::Insure) => (10, 16),
        (0, _) => (8, 28),
        (1, _) => (16, 28),
        (11, _) if amount > LATE.1 => (1, LATE.0 - 1),
        (11, _) => (1, 31),
        _ => (1, 28),
    };
    from + i8::try_from(chance.below(usize::try_from(to - from + 1).unwrap_or(1))).unwrap_or(0)
}

/// Several payments to one payee in a month that together make a round sum of 10,000 元 would look arranged:
/// the last of them goes to another.
fn apart(out: &mut [Pay], suppliers: usize) {
    let mut order: Vec<usize> = (0..out.len()).collect();
    order.sort_by_key(|n| out.get(*n).map(|p| p.payee));
    let mut at = 0;
    while at < order.len() {
        let payee = |n: usize| order.get(n).and_then(|n| out.get(*n)).map(|p| p.payee);
        let mut end = at + 1;
        while end < order.len() && payee(end) == payee(at) {
            end += 1;
        }
        let own = order.get(at..end).unwrap_or_default();
        let sum: i64 = own.iter().filter_map(|n| out.get(*n)).map(|p| p.amount).sum();
        if own.len() > 1
            && sum % 1_000_000 == 0
            && let Some(last) = own.last().and_then(|n| out.get_mut(*n))
        {
            last.payee = payees::other(last.payee, suppliers);
        }
        at = end;
    }
}
