//! 结转账龄: of what was carried over, the year it comes from. Money is used first in, first out: payments and
//! returns of a project take the oldest of what it carried first. Lines (指标) of earlier years that have
//! something left stand beside it.

use super::ground::{Ground, Who, month_end};
use super::shown::{Cell, LeftOut, Table, Unit};
use super::{AnalysisError, Found, Made, Ratio, say};
use crate::Words;
use base::Amount;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{StoreError, Value};

/// Years that are looked back at most.
const BACK: i32 = 5;

/// What is left of what was carried over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CarryOver {
    /// 年初结转 of the year.
    pub opening: Amount,
    /// What is still left of it.
    pub left: Amount,
    /// By the year it comes from, the oldest first.
    pub origins: Vec<Origin>,
    /// By unit, most of the old money first.
    pub units: Vec<Aged>,
    /// Projects that were looked at.
    pub projects: usize,
    /// Lines of earlier years with something left, by the year of the line.
    pub lines: Vec<OldLines>,
}

/// What comes from one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The year it was budgeted in.
    pub year: i32,
    /// It may be older: the ledger does not go further back.
    pub or_before: bool,
    /// Carried into the wanted year.
    pub opening: Amount,
    /// Left of it.
    pub left: Amount,
    /// Of all that is left.
    pub share: Option<Ratio>,
}

/// What a unit has left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Aged {
    /// The unit.
    pub who: Who,
    /// 年初结转
    pub opening: Amount,
    /// Left of it.
    pub left: Amount,
    /// Left of money two years old and older, which the law wants handed back.
    pub old: Amount,
}

/// Lines of an earlier year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OldLines {
    /// Year of the lines.
    pub year: i32,
    /// How many have something left.
    pub lines: usize,
    /// What is left.
    pub left: Amount,
}

/// Sums of a project and year: opening, used (paid and handed back).
type Flow = (i64, i64);
/// Flows of a project by year.
type Flows = BTreeMap<i32, Flow>;
/// Layers by the year they come from.
type Layers = BTreeMap<i32, i64>;

pub(super) fn made(ground: &mut Ground<'_>) -> Result<Made, AnalysisError> {
    let year = ground.wanted.year;
    let wanted: BTreeSet<(String, String)> = ground.units()?.into_iter().collect();
    let books: BTreeSet<String> = wanted.iter().map(|(book, _)| book.clone()).collect();
    let mut all = CarryOver::default();
    let mut origins: BTreeMap<i32, (i64, i64)> = BTreeMap::new();
    let mut units: BTreeMap<(String, String), Aged> = BTreeMap::new();
    let mut lines: BTreeMap<i32, (usize, i64)> = BTreeMap::new();
    let mut earliest = year;
    for book in &books {
        let first = ground.years_before(book)?.first().copied().unwrap_or(i64::from(year));
        let first = i32::try_from(first).unwrap_or(year).max(year - BACK);
        earliest = earliest.min(first);
        for ((unit, _), flows) in flows(ground, book, first)? {
            let place = (book.clone(), unit);
            if !wanted.contains(&place) {
                continue;
            }
            all.projects += 1;
            let (opened, left) = aged(&flows, first, year);
            let who = ground.unit(&place.0, &place.1);
            let aged = units.entry(place).or_insert_with(|| Aged { who, ..Aged::default() });
            for (origin, fen) in &opened {
                origins.entry(*origin).or_default().0 += fen;
                add(&mut aged.opening, *fen);
            }
            for (origin, fen) in &left {
                origins.entry(*origin).or_default().1 += fen;
                add(&mut aged.left, *fen);
                if *origin <= year - 2 {
                    add(&mut aged.old, *fen);
                }
            }
        }
        old_lines(ground, book, &wanted, &mut lines)?;
    }
    if origins.is_empty() && lines.is_empty() {
        return Err(nothing(year));
    }
    let left: i64 = origins.values().map(|(_, left)| *left).sum();
    all.left = Amount::fen(left);
    all.opening = Amount::fen(origins.values().map(|(opening, _)| *opening).sum());
    all.origins = origins
        .into_iter()
        .map(|(origin, (opening, of))| Origin {
            year: origin,
            or_before: origin < earliest,
            opening: Amount::fen(opening),
            left: Amount::fen(of),
            share: Ratio::of(of.into(), left.into()),
        })
        .collect();
    all.units = units.into_values().collect();
    all.units.sort_by(|a, b| (b.old, b.left, &a.who).cmp(&(a.old, a.left, &b.who)));
    all.lines = lines
        .into_iter()
        .map(|(year, (lines, left))| OldLines { year, lines, left: Amount::fen(left) })
        .collect();
    Ok(laid_out(ground, all, earliest))
}

fn nothing(year: i32) -> AnalysisError {
    AnalysisError::Nothing(
        format!("这个范围在{year}年没有年初结转，也没有以前年度的指标；请先导入"),
        format!(
            "nothing was carried into {year} within this scope, and no line is of an earlier year; import them first"
        ),
    )
}

fn add(sum: &mut Amount, fen: i64) {
    *sum = sum.plus(Amount::fen(fen)).unwrap_or(*sum);
}

fn laid_out(ground: &Ground<'_>, mut all: CarryOver, earliest: i32) -> Made {
    let year = ground.wanted.year;
    let finding = finding(&all, year, ground.wanted.month);
    let mut unknown = LeftOut::new(
        "个项目的账簿不够早，最早一层可能更老",
        "projects: the ledger does not go back far enough; the oldest layer may be older",
    );
    unknown.count = if all.origins.iter().any(|o| o.or_before) { all.projects } else { 0 };
    let more = ground.cut(&mut all.units);
    let mut tables = vec![origins(&all.origins), units(&all.units), lines(&all.lines)];
    if let Some(table) = tables.get_mut(1) {
        table.more = more;
    }
    if all.lines.is_empty() {
        tables.truncate(2);
    }
    let n = all.projects;
    let notes = vec![
        Words::new(
            format!(
                "先进先出：支付和收回先抵最早的结转；看了{n}个有年初结转的项目，账簿从{earliest}年算起；上年没有结转过来的部分算上年的"
            ),
            format!(
                "first in, first out: payments and returns take the oldest money first; {n} projects with an opening were looked at, from {earliest} on; what no earlier opening explains comes from the year before"
            ),
        ),
        Words::new(
            "以前年度指标的余额=该指标的全年预算减支付，按账簿现状",
            "left of lines of earlier years = their current budget less payments, as the ledger stands",
        ),
    ];
    let found = Found::CarryOver(all);
    Made { found, finding, tables, notes, left_out: vec![unknown] }
}

/// Flows of the projects that something was carried into the wanted year for.
fn flows(
    ground: &mut Ground<'_>,
    book: &str,
    first: i32,
) -> Result<BTreeMap<(String, String), Flows>, StoreError> {
    let year = ground.wanted.year;
    let sql = "SELECT r.unit, r.project, r.year, r.kind, CAST(SUM(r.amount) AS BIGINT) FROM \
         (SELECT DISTINCT unit, project FROM by_project WHERE book = ?1 AND year = ?2 \
         AND kind = '年初结转') t CROSS JOIN by_project r WHERE r.book = ?1 AND r.unit = t.unit \
         AND r.project = t.project AND r.year >= ?3 AND r.year <= ?2 \
         AND r.kind IN ('年初结转', '支付', '收回') AND (r.year < ?2 OR r.month <= ?4) \
         GROUP BY r.unit, r.project, r.year, r.kind";
    let last = month_end(year, ground.wanted.month)
        .map_or(i64::MAX, |d| i64::from(d.year()) * 100 + i64::from(d.month()));
    let values = [Value::from(book), i64::from(year).into(), i64::from(first).into(), last.into()];
    let mut all: BTreeMap<(String, String), Flows> = BTreeMap::new();
    for row in ground.store.ask(sql, &values)? {
        let [unit, project, of, kind, fen] = row.as_slice() else { continue };
        let (Some(of), Some(fen)) = (of.int().and_then(|y| i32::try_from(y).ok()), fen.int())
        else {
            continue;
        };
        let place = (unit.text().to_owned(), project.text().to_owned());
        let flow = all.entry(place).or_default().entry(of).or_default();
        match kind.text() {
            "年初结转" => flow.0 += fen,
            _ => flow.1 += fen,
        }
    }
    Ok(all)
}

/// The opening of a year by origin, and what is left of it.
fn aged(flows: &Flows, first: i32, year: i32) -> (Layers, Layers) {
    let mut layers = Layers::new();
    let mut opened = Layers::new();
    for at in first..=year {
        let (opening, used) = flows.get(&at).copied().unwrap_or_default();
        // More than was opened with is gone: the oldest is taken for it.
        let carried: i64 = layers.values().sum();
        take(&mut layers, carried - opening.max(0));
        let carried: i64 = layers.values().sum();
        if opening > carried {
            // Before the first year nothing is known: its opening comes from before it.
            *layers.entry(at - 1).or_default() += opening - carried;
        }
        opened = layers.clone();
        take(&mut layers, used);
    }
    (opened, layers)
}

/// Takes an amount from the oldest layers.
fn take(layers: &mut Layers, mut amount: i64) {
    for left in layers.values_mut() {
        let taken = amount.clamp(0, *left);
        *left -= taken;
        amount -= taken;
    }
    layers.retain(|_, left| *left > 0);
}

fn old_lines(
    ground: &mut Ground<'_>,
    book: &str,
    wanted: &BTreeSet<(String, String)>,
    lines: &mut BTreeMap<i32, (usize, i64)>,
) -> Result<(), StoreError> {
    let sql = "SELECT year, unit, COUNT(*), CAST(SUM(initial + adjusted - paid) AS BIGINT) \
         FROM balance WHERE book = ?1 AND year < ?2 AND year > 0 AND initial + adjusted > paid \
         GROUP BY year, unit";
    let values = [Value::from(book), i64::from(ground.wanted.year).into()];
    for row in ground.store.ask(sql, &values)? {
        let [Value::Int(year), Value::Text(unit), Value::Int(count), Value::Int(fen)] =
            row.as_slice()
        else {
            continue;
        };
        if wanted.contains(&(book.to_owned(), unit.clone())) {
            let slot = lines.entry(i32::try_from(*year).unwrap_or(0)).or_default();
            slot.0 += usize::try_from(*count).unwrap_or(0);
            slot.1 += fen;
        }
    }
    Ok(())
}

fn finding(all: &CarryOver, year: i32, month: u32) -> Words {
    if all.projects == 0 {
        let left = all.lines.iter().map(|l| l.left.as_fen()).fold(0, i64::saturating_add);
        let left = say::money(Amount::fen(left));
        return Words::new(
            format!("账簿中没有{year}年的年初结转，账龄未分析；以前年度的指标还有余额{}", left.zh),
            format!(
                "the ledger has no opening of {year}, so no age is told; {} is left of lines of earlier years",
                left.en
            ),
        );
    }
    let (end, left, opening) =
        (say::month_end(month), say::money(all.left), say::money(all.opening));
    let mut zh = format!("年初结转{}，到{}还剩{}", opening.zh, end.zh, left.zh);
    let mut en = format!("of {} carried over {} is left by {}", opening.en, left.en, end.en);
    let old: i64 = all.origins.iter().filter(|o| o.year <= year - 2).map(|o| o.left.as_fen()).sum();
    let old_said = say::money(Amount::fen(old));
    match Ratio::of(old.into(), all.left.as_fen().into()) {
        Some(share) if old > 0 => {
            let share = say::percent(share);
            zh += &format!(
                "，其中结转两年以上的{}（占{share}），依预算法第四十二条应作为结余资金管理",
                old_said.zh
            );
            en += &format!(
                ", of it {} ({share}) is two years old or older and by art. 42 of the Budget Law counts as surplus",
                old_said.en
            );
        }
        _ => {
            zh += "，没有两年以上的";
            en += ", none of it two years old";
        }
    }
    Words { zh, en }
}

fn origins(all: &[Origin]) -> Table {
    let mut table = Table::new(
        ("按来源年度", "By the year it comes from"),
        &[
            ("来源年度", "year of origin", Unit::None),
            ("年初结转", "carried over", Unit::Yuan),
            ("还剩", "left", Unit::Yuan),
            ("份额", "share", Unit::Percent),
        ],
    );
    let row = |o: &Origin| {
        let year = match o.or_before {
            true => Cell::Words(Words::new(
                format!("{}及以前", o.year),
                format!("{} or before", o.year),
            )),
            false => Cell::Count(o.year.into()),
        };
        vec![year, Cell::Money(o.opening), Cell::Money(o.left), Cell::percent(o.share)]
    };
    table.rows = all.iter().map(row).collect();
    table
}

fn units(all: &[Aged]) -> Table {
    let mut table = Table::new(
        ("按单位（两年以上多的在前）", "By unit, most old money first"),
        &[
            ("单位", "unit", Unit::None),
            ("名称", "name", Unit::None),
            ("年初结转", "carried over", Unit::Yuan),
            ("还剩", "left", Unit::Yuan),
            ("其中两年以上", "two years or older", Unit::Yuan),
        ],
    );
    let row = |a: &Aged| {
        vec![
            Cell::Text(a.who.code.clone()),
            Cell::Text(a.who.name.clone()),
            Cell::Money(a.opening),
            Cell::Money(a.left),
            Cell::Money(a.old),
        ]
    };
    table.rows = all.iter().map(row).collect();
    table
}

fn lines(all: &[OldLines]) -> Table {
    let mut table = Table::new(
        ("以前年度指标的余额", "Left of lines of earlier years"),
        &[
            ("指标年度", "year of the lines", Unit::None),
            ("指标数", "lines", Unit::None),
            ("余额", "left", Unit::Yuan),
        ],
    );
    let row =
        |l: &OldLines| vec![Cell::Count(l.year.into()), Cell::count(l.lines), Cell::Money(l.left)];
    table.rows = all.iter().map(row).collect();
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(flows: &[(i32, i64, i64)], opened: &[(i32, i64)], left: &[(i32, i64)]) {
        let flows: Flows = flows.iter().map(|(y, o, u)| (*y, (*o, *u))).collect();
        let layers = |all: &[(i32, i64)]| all.iter().copied().collect::<Layers>();
        assert_eq!(aged(&flows, 2021, 2023), (layers(opened), layers(left)), "{flows:?}");
    }

    #[test]
    fn the_oldest_money_goes_first() {
        // 100 came into 2021, 30 were used, 70 went on; 50 more came from 2021.
        check(
            &[(2021, 100, 30), (2022, 120, 20), (2023, 100, 10)],
            &[(2020, 50), (2021, 50)],
            &[(2020, 40), (2021, 50)],
        );
        // What the year before used up is gone; the opening is all new.
        check(&[(2022, 100, 150), (2023, 80, 0)], &[(2022, 80)], &[(2022, 80)]);
        // Less was carried on than was left: the oldest is gone.
        check(
            &[(2021, 100, 0), (2022, 150, 0), (2023, 60, 0)],
            &[(2020, 10), (2021, 50)],
            &[(2020, 10), (2021, 50)],
        );
        check(&[(2023, 60, 100)], &[(2022, 60)], &[]);
        // A refund leaves everything as it was.
        check(&[(2023, 60, -10)], &[(2022, 60)], &[(2022, 60)]);
    }
}
