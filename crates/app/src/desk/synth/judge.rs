//! What the rules on budgets and payments must find in a unit's year at its end, worked out from the year as
//! it was planned and not from the ledger: the ledger's answer is held against it.

use super::budget::{Line, UnitYear};
use super::curve;
use super::truth::Truth;
use super::world::World;
use std::collections::BTreeMap;

/// Budget and payments of something.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    initial: i64,
    current: i64,
    raised: i64,
    cut: i64,
    paid: i64,
    december: i64,
    planned: i64,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.initial += other.initial;
        self.current += other.current;
        self.raised += other.raised;
        self.cut += other.cut;
        self.paid += other.paid;
        self.december += other.december;
        self.planned += other.planned;
    }

    /// Paid less than so many ten-thousandths of the budget.
    fn below(&self, rate: i64) -> bool {
        part(self.paid, 10_000) < part(self.current, rate)
    }
}

fn part(fen: i64, rate: i64) -> i128 {
    i128::from(fen) * i128::from(rate)
}

/// The level of the first condition that holds.
fn level(steps: &[(&'static str, bool)]) -> Option<&'static str> {
    steps.iter().find(|(_, holds)| *holds).map(|(level, _)| *level)
}

/// A line and what is paid of it, planted payments too.
fn line(year: &UnitYear, n: usize) -> Sum {
    let Some(line) = year.lines.get(n) else { return Sum::default() };
    let months = curve::money(line.target(), line.curve, &line.counts);
    let own = year.extras.iter().filter(|e| e.line == n && e.stray.is_empty());
    let (mut paid, mut december) =
        (months.iter().sum::<i64>(), months.last().copied().unwrap_or(0));
    for extra in own {
        paid += extra.amount;
        december += if extra.month == 11 { extra.amount } else { 0 };
    }
    let changes = || line.changes.iter().map(|c| c.amount);
    let planned = year.projects.get(line.project).is_some_and(|p| p.planned);
    Sum {
        initial: line.initial,
        current: line.current(),
        raised: changes().filter(|c| *c > 0).sum(),
        cut: -changes().filter(|c| *c < 0).sum::<i64>(),
        paid,
        december,
        planned: if planned { line.plan(11) } else { 0 },
    }
}

/// Budget and payments of a project.
pub(super) fn project(year: &UnitYear, project: usize) -> (i64, i64) {
    let mut whole = Sum::default();
    let own = year.lines.iter().enumerate().filter(|(_, l)| l.project == project);
    own.for_each(|(n, _)| whole.add(line(year, n)));
    (whole.current, whole.paid)
}

/// Budget and payments of one fund, by functional code.
pub(super) fn by_func(year: &UnitYear, fund: &str) -> BTreeMap<String, (i64, i64)> {
    let mut all = BTreeMap::new();
    let own = |l: &Line| year.projects.get(l.project).is_some_and(|p| p.fund == fund);
    for (n, l) in year.lines.iter().enumerate().filter(|(_, l)| own(l)) {
        let sum = line(year, n);
        let of: &mut (i64, i64) = all.entry(l.func.clone()).or_default();
        (of.0, of.1) = (of.0 + sum.current, of.1 + sum.paid);
    }
    all
}

/// What the rules must find, with no reason yet.
pub(super) fn judge(world: &World, year: &UnitYear) -> Vec<Truth> {
    let unit = world.units.get(year.at).map_or("", |u| u.code.as_str());
    let mut found = Vec::new();
    let mut add = |rule, object: String, level: Option<&'static str>| {
        found.extend(level.map(|level| Truth::new(rule, year.year, object, level, "")));
    };
    let mut whole = Sum::default();
    let mut projects = vec![(Sum::default(), false); year.projects.len()];
    for (n, l) in year.lines.iter().enumerate() {
        let sum = line(year, n);
        add("W30", l.id.clone(), level(&[("黄", sum.current > 0 && sum.paid == 0)]));
        add("W36", l.id.clone(), level(&[("红", sum.paid > sum.current)]));
        let added = l.initial == 0 && sum.current > 0 && sum.below(5_000);
        add("W41", l.id.clone(), level(&[("黄", added)]));
        whole.add(sum);
        if let Some((project, has)) = projects.get_mut(l.project) {
            project.add(sum);
            *has = true;
        }
    }
    for extra in year.extras.iter().filter(|e| !e.stray.is_empty()) {
        whole.paid += extra.amount;
        if let Some((project, _)) =
            year.lines.get(extra.line).and_then(|l| projects.get_mut(l.project))
        {
            project.paid += extra.amount;
        }
    }
    for ((sum, _), project) in projects.iter().zip(&year.projects).filter(|((_, has), _)| *has) {
        let object = || format!("{unit}|{}", project.code);
        let late = |share: i64| sum.paid > 0 && part(sum.december, 10_000) >= part(sum.paid, share);
        if !project.nature.is_basic() {
            let slow = |rate| sum.current > 0 && sum.below(rate);
            add("W28", object(), level(&[("红", slow(6_000)), ("黄", slow(8_000))]));
            add("W32", object(), level(&[("橙", late(5_000)), ("黄", late(4_000))]));
        }
        let odd = sum.current > 0
            && (sum.below(8_000) || part(sum.paid, 10_000) > part(sum.current, 12_000));
        add("W38", object(), level(&[("橙", sum.current > 0 && sum.below(5_000)), ("黄", odd)]));
        add("W37", object(), level(&[("橙", sum.planned > 0 && sum.paid > sum.planned)]));
    }
    unit_rules(unit, &whole, &mut add);
    subjects(year, unit, &mut add);
    found
}

type Add<'a> = &'a mut dyn FnMut(&'static str, String, Option<&'static str>);

/// The rules on a unit as a whole.
fn unit_rules(unit: &str, sum: &Sum, add: Add<'_>) {
    let any = sum.current > 0;
    let gap = part(sum.current, 10_000) - part(sum.paid, 10_000) > part(sum.current, 800);
    let steps = [("红", any && gap), ("黄", any && sum.paid < sum.current)];
    add("W27", unit.to_owned(), level(&steps));
    add("W29", unit.to_owned(), level(&[("黄", any && sum.below(8_300))]));
    let half = |fen: i64| part(fen, 2) > i128::from(sum.paid);
    let rush = sum.paid > 0 && half(sum.december) && !half(sum.paid - sum.december);
    add(
        "W31",
        unit.to_owned(),
        level(&[("红", rush && part(sum.december, 2) != i128::from(sum.paid))]),
    );
    let moved =
        |rate| sum.initial > 0 && part(sum.raised + sum.cut, 10_000) > part(sum.initial, rate);
    add("W39", unit.to_owned(), level(&[("红", moved(3_000)), ("黄", moved(1_000))]));
    let net =
        |rate| sum.initial > 0 && part(sum.raised - sum.cut, 10_000) > part(sum.initial, rate);
    let steps = [("红", net(3_000)), ("黄", net(2_000)), ("蓝", net(1_000))];
    add("W40", unit.to_owned(), level(&steps));
}

/// The rules on economic subjects of a unit.
fn subjects(year: &UnitYear, unit: &str, add: Add<'_>) {
    let of = |codes: &[&str]| {
        let (mut budget, mut paid) = (0, 0);
        for (n, line) in year.lines.iter().enumerate() {
            let own: i64 = year
                .extras
                .iter()
                .filter(|e| e.line == n && !e.eco.is_empty())
                .map(|e| e.amount)
                .sum();
            if codes.contains(&line.eco_code.as_str()) {
                budget += line.current();
                paid += self::line(year, n).paid - own;
            }
        }
        let extras = year.extras.iter().filter(|e| codes.contains(&e.eco.as_str()));
        (budget, paid + extras.map(|e| e.amount).sum::<i64>())
    };
    let (budget, paid) = of(&["30212", "30217", "30231", "30913", "31013"]);
    // Without a line of its own there is no budget to hold it against.
    add("W55", unit.to_owned(), level(&[("红", budget != 0 && paid > budget)]));
    let above = |code: &str| {
        let (budget, paid) = of(&[code]);
        budget > 0 && paid > budget
    };
    add("W57", unit.to_owned(), level(&[("橙", above("30228") || above("30229"))]));
}
