//! 三年对比: budgets and payments of three years, through the same month of each.

use super::ground::{Ground, Sums, Who};
use super::shown::{Cell, LeftOut, Table, Unit};
use super::{AnalysisError, Found, Made, Ratio, say};
use crate::Words;
use crate::pivot::{Dim, Measure};
use base::Amount;
use serde::Serialize;
use std::collections::BTreeSet;

/// How many years.
const YEARS: i32 = 3;

/// Three years.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Series {
    /// The years, the first one first.
    pub years: Vec<i32>,
    /// All together.
    pub total: Option<Track>,
    /// The parts of which every year is known, together: only they can be compared over the years.
    pub comparable: Option<Track>,
    /// How many these are.
    pub known: usize,
    /// By part, the largest change first.
    pub parts: Vec<Track>,
}

/// The years of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Track {
    /// Which.
    pub who: Who,
    /// A year each; what the ledger has nothing of is `None`.
    pub years: Vec<Option<Year>>,
    /// Paid in each year less the year before, ÷ the year before.
    pub changes: Vec<Option<Ratio>>,
    /// From the first to the last year.
    pub change: Option<Ratio>,
}

/// One year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Year {
    /// 年初预算
    pub initial: Amount,
    /// 全年预算
    pub current: Amount,
    /// Paid.
    pub paid: Amount,
    /// Paid ÷ current.
    pub rate: Option<Ratio>,
}

const BY: [Dim; 9] = [
    Dim::Department,
    Dim::Unit,
    Dim::Region,
    Dim::UnitKind,
    Dim::Fund,
    Dim::Class,
    Dim::Section,
    Dim::EcoClass,
    Dim::ProjectKind,
];
const SUMS: [Measure; 3] = [Measure::Initial, Measure::Current, Measure::Paid];

pub(super) fn made(ground: &mut Ground<'_>) -> Result<Made, AnalysisError> {
    let year = ground.wanted.year;
    let years: Vec<i32> = (year - YEARS + 1..=year).collect();
    let by = ground.by(&BY, "三年对比")?;
    let grain = ground.grain(by);
    let mut sums = Vec::new();
    let mut totals = Vec::new();
    for year in &years {
        sums.push(by_year(ground, *year, by, &grain)?);
        totals.push(known(&ground.total(*year, &SUMS)?));
    }
    let mut missing =
        LeftOut::new("年没有数据，未作对比", "years of which nothing is known; not compared");
    for (year, total) in years.iter().zip(&totals) {
        if total.is_none() {
            missing.add(year.to_string());
        }
    }
    let keys: BTreeSet<&Vec<String>> = sums.iter().flat_map(Sums::keys).collect();
    let mut parts: Vec<Track> = keys
        .into_iter()
        .map(|key| {
            let own = sums.iter().map(|s| s.get(key).and_then(|v| known(v))).collect();
            track(ground.who(by, key), own)
        })
        .collect();
    let moved = |t: &Track| {
        let paid = |y: Option<&Option<Year>>| y.copied().flatten().map_or(0, |y| y.paid.as_fen());
        paid(t.years.last()).abs_diff(paid(t.years.first()))
    };
    parts.sort_by(|a, b| moved(b).cmp(&moved(a)).then_with(|| a.who.cmp(&b.who)));
    let mut partly = LeftOut::new(
        "个部分不是三年都有数据，未计入增减",
        "parts of which not every year is known; not in the change",
    );
    let whole = |t: &&Track| t.years.iter().all(Option::is_some);
    parts.iter().filter(|t| !whole(t)).for_each(|t| partly.add(&*t.who.name));
    let (comparable, known) = (comparable(parts.iter().filter(whole)), parts.len() - partly.count);
    let total = track(Who::default(), totals);
    let finding = finding(&total, &comparable, known, &years, ground.wanted.month);
    let more = ground.cut(&mut parts);
    let mut tables = vec![total_table(&years, &total), table(by, &years, &parts)];
    if let Some(last) = tables.last_mut() {
        last.more = more;
    }
    let end = say::month_end(ground.wanted.month);
    let notes = vec![Words::new(
        format!("各年都算到{}；科目按今年的编码归类；按变动金额从大到小排列", end.zh),
        format!(
            "each year through {}; subjects under this year's codes; ordered by the change in yuan",
            end.en
        ),
    )];
    let (total, comparable) = (Some(total), Some(comparable));
    let found = Found::Series(Series { years, total, comparable, known, parts });
    Ok(Made { found, finding, tables, notes, left_out: vec![missing, partly] })
}

/// Sums of a year; codes of subjects are those of the wanted year.
fn by_year(
    ground: &mut Ground<'_>,
    year: i32,
    by: Dim,
    grain: &[Dim],
) -> Result<Sums, AnalysisError> {
    let (item, digits) = match by {
        Dim::Class => (Dim::Item, 3),
        Dim::Section => (Dim::Item, 5),
        Dim::EcoClass => (Dim::EcoItem, 3),
        _ => return ground.sums(year, grain, &SUMS),
    };
    let to = ground.wanted.year;
    let mut all = Sums::new();
    for (key, sums) in ground.sums(year, &[item], &SUMS)? {
        let Some(code) = key.first() else { continue };
        let code =
            if year == to { code.clone() } else { ground.names.carried(item, year, to, code) };
        let slots = all
            .entry(vec![code.chars().take(digits).collect()])
            .or_insert_with(|| vec![None; SUMS.len()]);
        for (slot, more) in slots.iter_mut().zip(sums) {
            *slot = match (*slot, more) {
                (Some(a), Some(b)) => a.plus(b),
                (a, b) => a.or(b),
            };
        }
    }
    Ok(all)
}

/// The sums of parts, year by year.
fn comparable<'a>(parts: impl Iterator<Item = &'a Track>) -> Track {
    let mut sums: Vec<Option<Year>> = Vec::new();
    for part in parts {
        sums.resize(part.years.len(), None);
        for (sum, one) in sums.iter_mut().zip(&part.years) {
            *sum = match (*sum, *one) {
                (Some(a), Some(b)) => a.plus(b),
                (a, b) => a.or(b),
            };
        }
    }
    track(Who::default(), sums)
}

impl Year {
    fn plus(self, other: Year) -> Option<Year> {
        let paid = self.paid.plus(other.paid)?;
        let current = self.current.plus(other.current)?;
        let initial = self.initial.plus(other.initial)?;
        Some(Year { initial, current, paid, rate: Ratio::money(paid, current) })
    }
}

/// A year that has any entries.
fn known(sums: &[Option<Amount>]) -> Option<Year> {
    if sums.iter().all(Option::is_none) {
        return None;
    }
    let of = |n: usize| sums.get(n).copied().flatten().unwrap_or_default();
    let (initial, current, paid) = (of(0), of(1), of(2));
    Some(Year { initial, current, paid, rate: Ratio::money(paid, current) })
}

fn track(who: Who, years: Vec<Option<Year>>) -> Track {
    let change = |from: Option<Year>, to: Option<Year>| {
        let (from, to) = (from?.paid.as_fen(), to?.paid.as_fen());
        Ratio::of(i128::from(to) - i128::from(from), from.into())
    };
    let first = years.first().copied().flatten();
    let last = years.last().copied().flatten();
    let changes = years.windows(2).map(|w| match w {
        [from, to] => change(*from, *to),
        _ => None,
    });
    Track { who, changes: changes.collect(), change: change(first, last), years }
}

fn finding(total: &Track, comparable: &Track, known: usize, years: &[i32], month: u32) -> Words {
    let end = say::month_end(month);
    let said: Vec<(Words, i32)> = total
        .years
        .iter()
        .zip(years)
        .filter_map(|(y, year)| Some((say::money((*y)?.paid), *year)))
        .collect();
    let zh: Vec<String> = said.iter().map(|(m, y)| format!("{y}年{}", m.zh)).collect();
    let en: Vec<String> = said.iter().map(|(m, y)| format!("{} in {y}", m.en)).collect();
    let mut zh = format!("各年到{}的支付：{}", end.zh, zh.join("，"));
    let mut en = format!("paid through {}: {}", end.en, en.join(", "));
    match comparable.change {
        Some(change) => {
            let size = say::percent(change.abs());
            let (up, grew) =
                if change < Ratio::ZERO { ("减少", "fell") } else { ("增加", "grew") };
            zh += &format!("；{YEARS}年都有数的{known}个部分合计{up}{size}");
            en += &format!("; the {known} parts known in all years {grew} by {size}");
        }
        None => {
            zh += &format!("；没有{YEARS}年都有数的部分，未算增减");
            en += "; no part is known in all years, so no change is told";
        }
    }
    Words { zh, en }
}

fn total_table(years: &[i32], total: &Track) -> Table {
    let mut table = Table::new(
        ("合计", "All together"),
        &[
            ("年度", "year", Unit::None),
            ("年初预算", "initial", Unit::Yuan),
            ("全年预算", "current", Unit::Yuan),
            ("支付", "paid", Unit::Yuan),
            ("执行率", "rate", Unit::Percent),
            ("支付比上年", "change", Unit::Percent),
        ],
    );
    let changes = std::iter::once(None).chain(total.changes.iter().copied());
    for ((year, known), change) in years.iter().zip(&total.years).zip(changes) {
        let of = |get: fn(&Year) -> Amount| Cell::money(known.as_ref().map(get));
        table.rows.push(vec![
            Cell::Count((*year).into()),
            of(|y| y.initial),
            of(|y| y.current),
            of(|y| y.paid),
            Cell::percent(known.and_then(|y| y.rate)),
            Cell::percent(change),
        ]);
    }
    table
}

fn table(by: Dim, years: &[i32], parts: &[Track]) -> Table {
    let mut table = Table::new(
        ("各部分的支付", "Paid by part"),
        &[(by.zh(), by.en(), Unit::None), ("名称", "name", Unit::None)],
    );
    for year in years {
        table.columns.push(super::Column {
            name: Words::new(format!("{year}年支付"), format!("paid in {year}")),
            unit: Unit::Yuan,
        });
    }
    table
        .columns
        .push(super::Column {
            name: Words::new("首尾变化", "first to last"), unit: Unit::Percent
        });
    table.rows = parts
        .iter()
        .map(|p| {
            let mut row = vec![Cell::Text(p.who.code.clone()), Cell::Text(p.who.name.clone())];
            row.extend(p.years.iter().map(|y| Cell::money(y.map(|y| y.paid))));
            row.push(Cell::percent(p.change));
            row
        })
        .collect();
    table
}
