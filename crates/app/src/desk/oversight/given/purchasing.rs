//! Views over the contracts of a unit: `purchases` by category, `suppliers` by supplier, `procurement` of the
//! whole unit.

use super::Scope;
use super::cell::{basis_points, count, int, maybe, text};
use super::contracts::{Contract, contracts};
use super::records::Units;
use crate::desk::Desk;
use crate::fault::Fault;
use std::collections::BTreeMap;
use store::{Answer, Value};

/// Up to these amounts, in 分, purchases are as a rule reserved for small and medium enterprises: works, and
/// goods and services.
const SMALL: (i64, i64) = (400_000_000, 200_000_000);

/// The one method that no dividing of a purchase can evade.
const OPEN: &str = "公开招标";

fn sum<'a>(of: impl Iterator<Item = &'a Contract>) -> i64 {
    of.map(|c| c.amount).fold(0, i64::saturating_add)
}

/// Contracts by unit and by something else of them.
fn grouped(
    desk: &mut Desk,
    scope: &Scope,
    by: fn(&Contract) -> &str,
) -> Result<BTreeMap<(String, String), Vec<Contract>>, Fault> {
    let mut all: BTreeMap<_, Vec<Contract>> = BTreeMap::new();
    for c in contracts(desk, scope)? {
        all.entry((c.unit.clone(), by(&c).to_owned())).or_default().push(c);
    }
    Ok(all)
}

pub(super) fn purchases(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let all = grouped(desk, scope, |c| &c.category)?;
    let units = Units::of(desk, scope)?;
    let mut rows = Vec::new();
    for ((unit, category), own) in all.iter().filter(|((_, category), _)| !category.is_empty()) {
        let evading = || own.iter().filter(|c| c.method != OPEN);
        let mut row = units.about(scope.year, unit);
        row.extend([
            text(category),
            text(own.first().map_or("", |c| &c.sort)),
            count(own.len()),
            int(sum(own.iter())),
            count(evading().count()),
            int(sum(evading())),
            int(evading().map(|c| c.amount).max().unwrap_or(0)),
        ]);
        rows.push(row);
    }
    Ok(rows)
}

pub(super) fn suppliers(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let all = grouped(desk, scope, |c| &c.supplier)?;
    let mut whole: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
    for ((unit, _), own) in &all {
        let of = whole.entry(unit).or_default();
        *of = (of.0 + own.len(), of.1.saturating_add(sum(own.iter())));
    }
    let units = Units::of(desk, scope)?;
    let mut rows = Vec::new();
    for ((unit, supplier), own) in all.iter().filter(|((_, supplier), _)| !supplier.is_empty()) {
        let (contracts, total) = whole.get(unit.as_str()).copied().unwrap_or_default();
        let projects: std::collections::BTreeSet<&str> =
            own.iter().map(|c| c.project.as_str()).filter(|p| !p.is_empty()).collect();
        let mut row = units.about(scope.year, unit);
        row.extend([
            text(supplier),
            count(own.len()),
            count(projects.len()),
            count(own.iter().filter(|c| c.method != OPEN).count()),
            int(sum(own.iter())),
            count(contracts),
            int(total),
            maybe(basis_points(sum(own.iter()), total)),
        ]);
        rows.push(row);
    }
    Ok(rows)
}

pub(super) fn procurement(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let all = grouped(desk, scope, |_| "")?;
    let units = Units::of(desk, scope)?;
    let row = |((unit, _), own): (&(String, String), &Vec<Contract>)| {
        let mut row = units.about(scope.year, unit);
        row.extend([count(own.len()), int(sum(own.iter()))]);
        row.extend(shares(own));
        row
    };
    Ok(all.iter().map(row).collect())
}

/// What of small and of larger purchases went to small and medium enterprises; contracts that do not say what
/// their supplier is are left out, and counted.
fn shares(own: &[Contract]) -> Vec<Value> {
    let is_small = |c: &Contract| match c.sort.as_str() {
        "工程" => c.amount <= SMALL.0,
        _ => c.amount <= SMALL.1,
    };
    let told =
        |small: bool| own.iter().filter(move |c| c.is_sme().is_some() && is_small(c) == small);
    let sme = |small: bool| told(small).filter(|c| c.is_sme() == Some(true));
    let micro = |small: bool| told(small).filter(|c| c.is_micro() == Some(true));
    let untold = own.iter().filter(|c| c.is_sme().is_none()).count();
    vec![
        int(sum(told(true))),
        int(sum(sme(true))),
        int(sum(told(false))),
        int(sum(sme(false))),
        int(sum(micro(false))),
        count(untold),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_purchases_are_told_from_large_ones_by_their_sort() {
        let of = |amount: i64, sort: &str, size: &str| Contract {
            amount,
            sort: sort.to_owned(),
            size: size.to_owned(),
            ..Contract::default()
        };
        let own = [
            of(300_000_000, "工程", "否"),
            of(200_000_000, "货物", "小型"),
            of(300_000_000, "货物", "中型"),
            of(500_000_000, "服务", "微型"),
            of(1, "服务", ""),
        ];
        let numbers: Vec<Option<i64>> = shares(&own).iter().map(Value::int).collect();
        let expect = [500_000_000, 200_000_000, 800_000_000, 800_000_000, 500_000_000, 1];
        assert_eq!(numbers, expect.map(Some));
    }
}
