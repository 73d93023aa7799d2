//! The same thing said twice: two rates for one change, two amounts for one quantity, an amount that is
//! a table's figure in the wrong unit.

use super::result::{Hit, Result};
use super::values::{comparable, figure, interval, name, print, resting, text};
use crate::rule::Rule;
use base::{Decimal, Unit};
use facts::{Fact, FactId, FactSet, Record};
use forms::Catalogue;
use std::collections::{BTreeMap, BTreeSet};

type Printed<'a> = (FactId, &'a Fact);

/// `two-rates`: statements with the same amounts of two periods carry the same rate of change.
pub(super) fn two_rates(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let mut seen: BTreeMap<Vec<Decimal>, Printed<'_>> = BTreeMap::new();
    let mut told: BTreeMap<Vec<Decimal>, usize> = BTreeMap::new();
    for record in set.records.iter().filter(|r| r.form == "叙述") {
        let Some(rate) = figure(set, record, "增减率") else { continue };
        let now = figure(set, record, "本期").or(figure(set, record, "决算"));
        let parts = [now, figure(set, record, "上期"), figure(set, record, "增减额")];
        let values: Vec<Decimal> = parts
            .iter()
            .flatten()
            .filter_map(|p| p.1.figure.value.checked_mul(p.1.unit.yuan()?))
            .map(|v| v.normalize())
            .collect();
        if values.len() < 2 || values.iter().any(Decimal::is_zero) {
            continue;
        }
        match seen.get(&values) {
            None => {
                seen.insert(values, rate);
            }
            Some(other) => {
                let (a, b) = (&rate.1.figure, &other.1.figure);
                let same = if a.decimals == b.decimals {
                    a.value == b.value
                } else {
                    a.interval().meets(&b.interval())
                };
                let hit = (!same).then(|| differ(set, record, rate, *other));
                result.facts.extend([rate.0, other.0]);
                match (hit, told.get(&values)) {
                    (Some(_), Some(first)) => result.hits[*first].places.push(rate.1.place.clone()),
                    (hit, _) => {
                        if hit.is_some() {
                            told.insert(values, result.hits.len());
                        }
                        result.judge(hit);
                    }
                }
            }
        }
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有重复出现的增减率 / no change is told twice".to_owned());
    }
    result
}

fn differ(set: &FactSet, record: &Record, one: Printed<'_>, other: Printed<'_>) -> Hit {
    let hit = Hit::at(&one.1.place)
        .and(&other.1.place)
        .with("name", name(record))
        .stated(print(one.1))
        .expected(print(other.1));
    resting(hit, &[one, other], set)
}

/// `two-amounts`: a quantity that means the same wherever it is said (`keys`, and codes of `code`
/// digits in the sections `code_scopes`) is printed with one amount.
pub(super) fn two_amounts(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let (keys, skip) = (rule.list("keys"), rule.list("skip"));
    let (codes, scopes) = (rule.list("code"), rule.list("code_scopes"));
    let year = set.profile.year.map(|y| y.to_string()).unwrap_or_default();
    let mut seen: BTreeMap<(&str, &str), Printed<'_>> = BTreeMap::new();
    for record in set.records.iter().filter(|r| r.form == "叙述") {
        let said = text(record, "年份");
        let scope = record.scope.as_str();
        let coded = record.code.as_ref().is_some_and(|c| {
            codes.contains(&c.len().to_string().as_str()) && scopes.contains(&scope)
        });
        let wanted = (keys.contains(&record.key.as_str()) || coded) && !skip.contains(&scope);
        if !wanted || !(said.is_empty() || said == year) {
            continue;
        }
        for (measure, columns) in MEASURES {
            let Some(now) = columns.iter().find_map(|c| figure(set, record, c)) else { continue };
            if !now.1.unit.is_amount() {
                continue;
            }
            match seen.get(&(record.key.as_str(), *measure)) {
                None => {
                    seen.insert((record.key.as_str(), *measure), now);
                }
                Some(other) => {
                    let meet =
                        interval(now.1).zip(interval(other.1)).is_none_or(|(a, b)| a.meets(&b));
                    let hit = (!meet && comparable(now.1, other.1))
                        .then(|| differ(set, record, now, *other));
                    result.facts.extend([now.0, other.0]);
                    result.judge(hit);
                }
            }
        }
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有重复出现的金额 / no amount is told twice".to_owned());
    }
    result
}

const MEASURES: &[(&str, &[&str])] = &[
    ("发生额", &["本期", "决算"]),
    ("年初预算", &["年初预算"]),
    ("全年预算", &["全年预算"]),
    ("上期", &["上期"]),
];

/// `wrong-unit`: an amount of the narrative that no table prints, while the same digits stand in a
/// table in another unit (元 for 万元). Only figures of at least `digits` significant digits.
pub(super) fn wrong_unit(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let digits = super::prose::number(rule, "digits").unwrap_or(5);
    let amounts = |table: bool| {
        let of = move |f: &&Fact| {
            set.records.get(f.record.0).is_some_and(|r| r.table.is_some() == table)
        };
        set.facts.iter().filter(of).filter(|f| f.unit.is_amount() && !f.figure.value.is_zero())
    };
    let mut printed: BTreeMap<Decimal, &Fact> = BTreeMap::new();
    let mut yuan = BTreeSet::new();
    for fact in amounts(true) {
        printed.entry(fact.figure.value.abs().normalize()).or_insert(fact);
        if let Some(range) = interval(fact) {
            yuan.insert((range.lo.abs(), range.hi.abs()));
        }
    }
    for fact in amounts(false) {
        let value = fact.figure.value.abs().normalize();
        let Some(range) = interval(fact).filter(|_| significant(value) >= digits) else { continue };
        let known = yuan.iter().any(|(lo, hi)| {
            let (a, b) = (range.lo.abs().min(range.hi.abs()), range.lo.abs().max(range.hi.abs()));
            a <= *hi.max(lo) && *lo.min(hi) <= b
        });
        let twin = printed.get(&value).filter(|t| swapped(&t.unit, &fact.unit));
        let hit = twin.filter(|_| !known).map(|t| {
            let id = FactId(set.facts.iter().position(|f| std::ptr::eq(f, fact)).unwrap_or(0));
            let hit = Hit::at(&fact.place).and(&t.place).stated(print(fact)).expected(print(t));
            resting(hit, &[(id, fact)], set)
        });
        result.judge(hit);
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("叙述中没有可核对的金额 / no amounts in the narrative".to_owned());
    }
    result
}

fn swapped(a: &Unit, b: &Unit) -> bool {
    matches!((a, b), (Unit::Yuan, Unit::WanYuan) | (Unit::WanYuan, Unit::Yuan))
}

fn significant(value: Decimal) -> i64 {
    let digits = value.mantissa().to_string();
    digits.trim_start_matches('-').trim_end_matches('0').len() as i64
}
