//! 预决算差异: the budget as approved, as adjusted, and what came of it, by unit or project, with the rate by
//! which the outcome differs.

use super::ground::{Ground, Sums, Who};
use super::shown::{Cell, LeftOut, Table, Unit};
use super::{AnalysisError, Found, Made, Ratio, say};
use crate::Words;
use crate::pivot::{Dim, Measure};
use base::Amount;
use ledger::kind_name;
use serde::Serialize;
use std::collections::BTreeSet;
use store::Value;

/// Budgets and outcomes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Deviations {
    /// All together.
    pub total: Option<Deviation>,
    /// Parts, the largest differences first.
    pub parts: Vec<Deviation>,
    /// Parts that were compared.
    pub compared: usize,
    /// Of them those that differ by more than a tenth from the initial budget.
    pub more_than_tenth: usize,
}

/// A budget and its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deviation {
    /// Whose.
    pub who: Who,
    /// The unit of a project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Who>,
    /// 年初预算
    pub initial: Amount,
    /// 预算调整
    pub adjusted: Amount,
    /// 全年预算
    pub current: Amount,
    /// 决算（支付）
    pub paid: Amount,
    /// Adjusted ÷ initial.
    pub adjustment: Option<Ratio>,
    /// 预决算差异率: (paid − initial) ÷ initial.
    pub deviation: Option<Ratio>,
    /// (paid − current) ÷ current.
    pub from_current: Option<Ratio>,
}

const BY: [Dim; 6] =
    [Dim::Department, Dim::Unit, Dim::Project, Dim::Region, Dim::Class, Dim::ProjectKind];
const SUMS: [Measure; 3] = [Measure::Initial, Measure::Adjusted, Measure::Paid];

pub(super) fn made(ground: &mut Ground<'_>) -> Result<Made, AnalysisError> {
    let (year, month) = (ground.wanted.year, ground.wanted.month);
    let by = ground.by(&BY, "预决算差异")?;
    let mut unplanned =
        LeftOut::new("年初没有预算，差异率无法计算", "no initial budget, so there is no rate");
    let sums = match by {
        Dim::Project => projects(ground)?,
        _ => {
            let grain = ground.grain(by);
            ground.sums(year, &grain, &SUMS)?
        }
    };
    let total = deviation(Who::default(), &ground.total(year, &SUMS)?);
    let mut parts = Vec::new();
    for (key, sums) in &sums {
        let who = ground.who(by, key);
        let one = deviation(who, sums);
        match one.deviation {
            None => unplanned.add(&*one.who.name),
            Some(_) => parts.push((key, one)),
        }
    }
    let compared = parts.len();
    let tenth = Ratio { part: 1, whole: 10 };
    let is_large = |d: &Deviation| d.deviation.is_some_and(|r| r.abs() > tenth);
    let more_than_tenth = parts.iter().filter(|(_, d)| is_large(d)).count();
    let weight =
        |d: &Deviation| (d.deviation.map(Ratio::abs), d.paid.as_fen().abs_diff(d.initial.as_fen()));
    parts.sort_by(|(_, a), (_, b)| weight(b).cmp(&weight(a)).then_with(|| a.who.cmp(&b.who)));
    let more = ground.cut(&mut parts);
    let mut listed = Vec::new();
    for (key, mut one) in parts {
        if let (Dim::Project, [book, unit, code]) = (by, key.as_slice()) {
            one.who = ground.project(book, code)?;
            one.unit = Some(ground.unit(book, unit));
        }
        listed.push(one);
    }
    let finding = finding(&total, &listed, month);
    let mut table = table(by, &listed);
    table.more = more;
    let notes = vec![Words::new(
        format!(
            "预决算差异率=（支付−年初预算）÷年初预算；调整率=预算调整÷年初预算；比较了{compared}个，差异超过10%的{more_than_tenth}个"
        ),
        format!(
            "deviation = (paid − initial) ÷ initial; adjustment = adjustments ÷ initial; {compared} compared, {more_than_tenth} differ by more than 10%"
        ),
    )];
    let found = Found::Deviations(Deviations {
        total: Some(total),
        parts: listed,
        compared,
        more_than_tenth,
    });
    Ok(Made { found, finding, tables: vec![table], notes, left_out: vec![unplanned] })
}

fn deviation(who: Who, sums: &[Option<Amount>]) -> Deviation {
    let of = |n: usize| sums.get(n).copied().flatten().unwrap_or_default();
    let (initial, adjusted, paid) = (of(0), of(1), of(2));
    let current = initial.plus(adjusted).unwrap_or(initial);
    let rate = |base: Amount| {
        Ratio::of(i128::from(paid.as_fen()) - i128::from(base.as_fen()), base.as_fen().into())
    };
    Deviation {
        who,
        unit: None,
        initial,
        adjusted,
        current,
        paid,
        adjustment: Ratio::money(adjusted, initial),
        deviation: rate(initial),
        from_current: rate(current),
    }
}

/// Sums of every project of the scope, one row after the other: there may be more than a pivot shows.
fn projects(ground: &mut Ground<'_>) -> Result<Sums, AnalysisError> {
    let wanted: BTreeSet<(String, String)> = ground.units()?.into_iter().collect();
    let books: BTreeSet<String> = wanted.iter().map(|(book, _)| book.clone()).collect();
    let last = ground
        .until(ground.wanted.year)
        .map_or(i64::MAX, |d| i64::from(d.year()) * 100 + i64::from(d.month()));
    let sql = "SELECT unit, project, kind, CAST(SUM(amount) AS BIGINT) FROM by_project \
         WHERE book = ?1 AND year = ?2 AND kind IN ('年初预算', '预算调整', '支付') \
         AND month <= ?3 GROUP BY unit, project, kind";
    let place = |kind: &str| {
        SUMS.iter().position(|m| m.bases().iter().any(|b| kind_name(b.kind()) == kind))
    };
    let mut all = Sums::new();
    for book in books {
        let values = [Value::from(&*book), i64::from(ground.wanted.year).into(), last.into()];
        ground.store.ask_each(sql, &values, &mut |row| {
            let [Value::Text(unit), Value::Text(project), Value::Text(kind), Value::Int(fen)] =
                row.as_slice()
            else {
                return Ok(());
            };
            if project.is_empty() || !wanted.contains(&(book.clone(), unit.clone())) {
                return Ok(());
            }
            let key = vec![book.clone(), unit.clone(), project.clone()];
            let sums = all.entry(key).or_insert_with(|| vec![None; SUMS.len()]);
            if let Some(slot) = place(kind).and_then(|n| sums.get_mut(n)) {
                *slot = Some(Amount::fen(*fen));
            }
            Ok(())
        })?;
    }
    Ok(all)
}

fn finding(total: &Deviation, parts: &[Deviation], month: u32) -> Words {
    let end = say::month_end(month);
    let (initial, current, paid) =
        (say::money(total.initial), say::money(total.current), say::money(total.paid));
    let mut zh =
        format!("年初预算{}，调整后{}，到{}支付{}", initial.zh, current.zh, end.zh, paid.zh);
    let mut en = format!(
        "the budget was {}, {} after adjustments, and {} was paid by {}",
        initial.en, current.en, paid.en, end.en
    );
    match total.deviation {
        Some(rate) => {
            let rate = say::percent(rate);
            zh += &format!("，预决算差异率{rate}");
            en += &format!(", {rate} off the initial budget");
        }
        None => {
            zh += "，年初没有预算，差异率无法计算";
            en += "; without an initial budget there is no rate";
        }
    }
    if let Some((name, rate)) = parts.first().and_then(|p| Some((&p.who.name, p.deviation?))) {
        let rate = say::percent(rate);
        zh += &format!("；差异最大的是{name}（{rate}）");
        en += &format!("; furthest off is {name} ({rate})");
    }
    Words { zh, en }
}

fn table(by: Dim, parts: &[Deviation]) -> Table {
    let projects = by == Dim::Project;
    let mut columns = vec![(by.zh(), by.en(), Unit::None), ("名称", "name", Unit::None)];
    if projects {
        columns.push(("单位", "unit", Unit::None));
    }
    columns.extend([
        ("年初预算", "initial", Unit::Yuan),
        ("预算调整", "adjusted", Unit::Yuan),
        ("全年预算", "current", Unit::Yuan),
        ("支付", "paid", Unit::Yuan),
        ("调整率", "adjustment", Unit::Percent),
        ("预决算差异率", "deviation", Unit::Percent),
        ("与全年预算差异率", "from current", Unit::Percent),
    ]);
    let mut table = Table::new(("预算与决算", "Budget and outcome"), &columns);
    table.rows = parts
        .iter()
        .map(|p| {
            let mut row = vec![Cell::Text(p.who.code.clone()), Cell::Text(p.who.name.clone())];
            if projects {
                row.push(Cell::Text(p.unit.as_ref().map_or(String::new(), |u| u.name.clone())));
            }
            row.extend([
                Cell::Money(p.initial),
                Cell::Money(p.adjusted),
                Cell::Money(p.current),
                Cell::Money(p.paid),
                Cell::percent(p.adjustment),
                Cell::percent(p.deviation),
                Cell::percent(p.from_current),
            ]);
            row
        })
        .collect();
    table
}
