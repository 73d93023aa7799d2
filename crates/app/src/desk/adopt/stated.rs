//! Values that a book states and nobody adds up from payments: 三公, procurement, running costs, vehicles,
//! devices, counts.

use super::book::{printed, told};
use super::reconcile::{Printed, Sum, reconcile};
use base::{Problem, Spot};
use facts::{FactSet, Record, Slot};
use ledger::UnitKind;
use std::collections::BTreeMap;

/// A stated value under its name: unit of count, value, table and place.
pub(super) type Stated = BTreeMap<String, (&'static str, i64, String, Spot)>;

/// Totals of stated amounts: form, row, column, the names that go into it.
const TOTALS: [(&str, &str, &str, &str, &[&str]); 5] = [
    ("决算公开信息统计表", "政府采购合计", "统计数", "政府采购", &["货物", "工程", "服务"]),
    ("三公经费支出决算表", "合计", "预算数", "三公预算", &PARTS),
    ("三公经费支出决算表", "合计", "决算数", "三公决算", &PARTS),
    ("三公经费支出决算表", "公务用车购置及运行维护费", "预算数", "三公预算", &CARS),
    ("三公经费支出决算表", "公务用车购置及运行维护费", "决算数", "三公决算", &CARS),
];
const PARTS: [&str; 4] = ["因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费"];
const CARS: [&str; 2] = ["公务用车购置费", "公务用车运行维护费"];

/// The stated values of a book, amounts exact inside their rounding.
pub(super) fn stated(set: &FactSet) -> (Stated, Vec<Problem>) {
    let mut all = Stated::new();
    let mut money: BTreeMap<String, Printed> = BTreeMap::new();
    for record in &set.records {
        for (name, unit, column) in names(record) {
            let Some(Slot::Figure(id)) = record.slots.get(column) else { continue };
            let Some(fact) = set.facts.get(id.0) else { continue };
            let value = match unit {
                "元" => printed(set, record, column).map(|(p, _)| {
                    money.entry(name.clone()).or_insert(p);
                    p.value
                }),
                _ => fact.figure.value.to_string().parse().ok(),
            };
            if let Some(value) = value {
                let place = &fact.place;
                all.entry(name).or_insert((unit, value, place.table.clone(), place.spot.clone()));
            }
        }
    }
    let problems = settle(set, &mut all, &money);
    (all, problems)
}

/// What kind of body the unit is: the one whose row of 机关运行经费 is filled; a book that leaves both empty
/// is that of an institution.
pub(super) fn unit_kind(set: &FactSet) -> UnitKind {
    let row = |key: &str| {
        let own = |r: &&Record| r.form == "决算公开信息统计表" && r.key == key;
        let record = set.records.iter().find(own)?;
        Some(record.slots.values().any(|s| matches!(s, Slot::Figure(_))))
    };
    match (row("行政单位"), row("参照公务员法管理事业单位")) {
        (_, Some(true)) => UnitKind::CivilServiceLike,
        (Some(false), Some(false)) => UnitKind::Institution,
        _ => UnitKind::Administrative,
    }
}

/// Moves amounts inside their rounding until the printed totals hold; where none can, they stay as printed.
fn settle(set: &FactSet, all: &mut Stated, money: &BTreeMap<String, Printed>) -> Vec<Problem> {
    let names: Vec<&String> = money.keys().collect();
    let figures: Vec<Printed> = money.values().copied().collect();
    let mut sums = Vec::new();
    for (form, key, column, family, parts) in TOTALS {
        let own = set.records.iter().find(|r| r.form == form && r.key == key);
        let Some((total, _)) = own.and_then(|r| printed(set, r, column)) else { continue };
        let at = |part: &&str| names.iter().position(|n| **n == format!("{family}.{part}"));
        let terms: Vec<(usize, i64)> = parts.iter().filter_map(at).map(|i| (i, 1)).collect();
        if !terms.is_empty() {
            sums.push(Sum { terms, total, name: format!("{form}“{key}”的{column}") });
        }
    }
    let (exact, unmet) = reconcile(&figures, &sums);
    let wrong = unmet.iter().filter_map(|at| sums.get(*at)).map(|s| {
        let name = &s.name;
        told(
            format!("{name}与其各项之和不符，各项按印出的数登记"),
            format!("{name} differs from its parts; these are stated as printed"),
        )
    });
    let wrong: Vec<Problem> = wrong.collect();
    if unmet.is_empty() {
        for (name, fen) in names.into_iter().zip(exact) {
            if let Some((_, value, ..)) = all.get_mut(name) {
                *value = fen;
            }
        }
    }
    wrong
}

/// What a record states: names, units and columns.
fn names(record: &Record) -> Vec<(String, &'static str, &'static str)> {
    const COUNTS: [&str; 6] =
        ["出国团组", "出国人次", "购置公务用车", "公务用车保有量", "接待批次", "接待人次"];
    let key = record.key.as_str();
    let wide = key.replace('(', "（").replace(')', "）");
    match record.form.as_str() {
        "三公经费支出决算表" if PARTS.contains(&wide.as_str()) => vec![
            (format!("三公预算.{wide}"), "元", "预算数"),
            (format!("三公决算.{wide}"), "元", "决算数"),
        ],
        "决算公开信息统计表" => match key {
            "货物" | "工程" | "服务" => vec![(format!("政府采购.{key}"), "元", "统计数")],
            "机关运行经费" => vec![(key.to_owned(), "元", "统计数")],
            k if k.starts_with("单价100万元") => {
                vec![("单价100万元以上设备".to_owned(), "台（套）", "统计数")]
            }
            k if k.ends_with("用车") => {
                let number = |c: char| c.is_ascii_digit() || ".．、".contains(c);
                let kind = k.trim_start_matches(number);
                vec![(format!("车辆.{kind}"), "辆", "统计数")]
            }
            _ => Vec::new(),
        },
        "叙述" if COUNTS.contains(&key) => vec![(key.to_owned(), "个", "数量")],
        _ => Vec::new(),
    }
}
