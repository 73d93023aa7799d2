//! 执行进度: what was paid by the end of each month, against the budget as it stood, the calendar and the
//! year before; and the parts that are furthest behind.

use super::ground::{Ground, Who};
use super::shown::{Cell, LeftOut, Table, Unit};
use super::{AnalysisError, Found, Made, Ratio, say};
use crate::Words;
use crate::pivot::{Dim, Measure};
use base::Amount;
use serde::Serialize;

/// The year so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Curve {
    /// Month by month.
    pub points: Vec<Point>,
    /// Parts, the furthest behind first.
    pub parts: Vec<Part>,
    /// Parts that could be compared.
    pub compared: usize,
    /// Of them those behind the calendar.
    pub behind: usize,
}

/// The end of one month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Point {
    /// 1 to 12
    pub month: u32,
    /// Paid in the month.
    pub paid: Amount,
    /// Paid by its end.
    pub cumulative: Amount,
    /// 全年预算 as it stood then.
    pub budget: Amount,
    /// Cumulative ÷ budget.
    pub rate: Option<Ratio>,
    /// Rate less the share of the year that has passed.
    pub gap: Option<Ratio>,
    /// Paid by the end of the same month of the year before; `None` where nothing is known of it.
    pub last_cumulative: Option<Amount>,
    /// Its rate.
    pub last_rate: Option<Ratio>,
    /// Rate less that of the year before.
    pub ahead: Option<Ratio>,
}

/// A part of the whole by the end of the last month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Which.
    pub who: Who,
    /// Paid.
    pub paid: Amount,
    /// 全年预算
    pub budget: Amount,
    /// Paid ÷ budget.
    pub rate: Ratio,
    /// Rate less the share of the year that has passed.
    pub gap: Ratio,
    /// The rate of the year before.
    pub last_rate: Option<Ratio>,
}

/// How parts may be cut.
const BY: [Dim; 7] = [
    Dim::Department,
    Dim::Unit,
    Dim::Region,
    Dim::UnitKind,
    Dim::Fund,
    Dim::Class,
    Dim::ProjectKind,
];
/// What is added up.
const SUMS: [Measure; 3] = [Measure::Paid, Measure::Initial, Measure::Adjusted];

/// Sums of months: paid, budget.
type Months = [(Amount, Amount); 12];

pub(super) fn made(ground: &mut Ground<'_>) -> Result<Made, AnalysisError> {
    let (year, month) = (ground.wanted.year, ground.wanted.month.clamp(1, 12));
    let this = months(ground, year)?.ok_or_else(|| nothing(year))?;
    let last = months(ground, year - 1)?;
    let points = points(&this, last.as_ref(), month);
    let by = ground.by(&BY, "执行进度")?;
    let mut no_budget = LeftOut::new("没有预算，算不出执行率", "no budget, so there is no rate");
    let mut parts = parts(ground, by, &mut no_budget)?;
    let compared = parts.len();
    let behind = parts.iter().filter(|p| p.gap < Ratio::ZERO).count();
    let mut no_last =
        LeftOut::new("上年没有数据，未与上年比较", "nothing is known of the year before");
    if last.is_none() {
        no_last.add((year - 1).to_string());
    }
    let finding = finding(&points, &parts, month);
    let tables = vec![curve_table(&points), parts_table(by, &parts)];
    let mut tables = tables;
    let more = ground.cut(&mut parts);
    if let Some(table) = tables.last_mut() {
        table.rows.truncate(parts.len());
        table.more = more;
    }
    let notes = vec![
        Words::new(
            "执行率=累计支付÷当时的全年预算（年初预算加调整）；时间进度=已过月数÷12；差距为执行率减时间进度",
            "rate = paid so far ÷ current budget as it stood; calendar = months passed ÷ 12; gap = rate − calendar",
        ),
        Words::new(
            format!("比较了{compared}个，其中{behind}个慢于时间进度"),
            format!("{compared} were compared, {behind} of them are behind the calendar"),
        ),
    ];
    let found = Found::Curve(Curve { points, parts, compared, behind });
    Ok(Made { found, finding, tables, notes, left_out: vec![no_budget, no_last] })
}

fn nothing(year: i32) -> AnalysisError {
    AnalysisError::Nothing(
        format!("这个范围在{year}年没有预算和支付；请核对年度和筛选条件"),
        format!(
            "there is no budget and no payment in {year} within this scope; check year and filters"
        ),
    )
}

/// Sums of each month; what was posted before or after the year counts with its first or last month.
fn months(ground: &mut Ground<'_>, year: i32) -> Result<Option<Months>, AnalysisError> {
    let mut question = ground.question(year, &[Dim::Month], &SUMS);
    question.as_of.day = None;
    let answer = ground.ask(&question)?;
    if answer.rows.is_empty() {
        return Ok(None);
    }
    let mut all = [(Amount::ZERO, Amount::ZERO); 12];
    for group in &answer.rows {
        let month: i64 = group.key.first().and_then(|k| k.parse().ok()).unwrap_or(0);
        let within = (month - i64::from(year) * 100).clamp(1, 12);
        let of = |n: usize| group.cells.get(n).and_then(|c| super::ground::amount(*c));
        let slot = usize::try_from(within - 1).ok().and_then(|n| all.get_mut(n));
        if let Some((paid, budget)) = slot {
            add(paid, of(0));
            add(budget, of(1));
            add(budget, of(2));
        }
    }
    Ok(Some(all))
}

fn add(sum: &mut Amount, more: Option<Amount>) {
    *sum = sum.plus(more.unwrap_or_default()).unwrap_or(*sum);
}

fn points(this: &Months, last: Option<&Months>, month: u32) -> Vec<Point> {
    let mut points = Vec::new();
    let (mut paid, mut budget) = (Amount::ZERO, Amount::ZERO);
    let (mut last_paid, mut last_budget) = (Amount::ZERO, Amount::ZERO);
    for (n, (of_month, more)) in (1..=month).zip(this) {
        add(&mut paid, Some(*of_month));
        add(&mut budget, Some(*more));
        let before = last.and_then(|l| l.get(usize::try_from(n).ok()?.checked_sub(1)?));
        if let Some((of_month, more)) = before {
            add(&mut last_paid, Some(*of_month));
            add(&mut last_budget, Some(*more));
        }
        let rate = Ratio::money(paid, budget);
        let last_rate = before.and_then(|_| Ratio::money(last_paid, last_budget));
        points.push(Point {
            month: n,
            paid: *of_month,
            cumulative: paid,
            budget,
            rate,
            gap: rate.and_then(|r| r.minus(calendar(n))),
            last_cumulative: before.map(|_| last_paid),
            last_rate,
            ahead: rate.zip(last_rate).and_then(|(a, b)| a.minus(b)),
        });
    }
    points
}

fn calendar(month: u32) -> Ratio {
    Ratio { part: i128::from(month), whole: 12 }
}

fn parts(
    ground: &mut Ground<'_>,
    by: Dim,
    no_budget: &mut LeftOut,
) -> Result<Vec<Part>, AnalysisError> {
    let year = ground.wanted.year;
    let grain = ground.grain(by);
    let measures = [Measure::Paid, Measure::Current];
    let this = ground.sums(year, &grain, &measures)?;
    let last = ground.sums(year - 1, &grain, &measures)?;
    let mut parts = Vec::new();
    for (key, sums) in &this {
        let [paid, budget] = two(sums);
        let who = ground.who(by, key);
        let rate = Ratio::money(paid.unwrap_or_default(), budget.unwrap_or_default());
        let gap = rate.and_then(|r| r.minus(calendar(ground.wanted.month)));
        let (Some(rate), Some(gap)) = (rate, gap) else {
            no_budget.add(who.name);
            continue;
        };
        let before = last.get(key).map(|sums| two(sums));
        parts.push(Part {
            who,
            paid: paid.unwrap_or_default(),
            budget: budget.unwrap_or_default(),
            rate,
            gap,
            last_rate: before.and_then(|[p, b]| Ratio::money(p.unwrap_or_default(), b?)),
        });
    }
    parts.sort_by(|a, b| (a.gap, &a.who).cmp(&(b.gap, &b.who)));
    Ok(parts)
}

/// The first two sums.
fn two(sums: &[Option<Amount>]) -> [Option<Amount>; 2] {
    [sums.first().copied().flatten(), sums.get(1).copied().flatten()]
}

fn finding(points: &[Point], parts: &[Part], month: u32) -> Words {
    let end = say::month_end(month);
    let Some(point) = points.last() else { return Words::default() };
    let paid = say::money(point.cumulative);
    let (Some(rate), Some(gap)) = (point.rate, point.gap) else {
        return Words::new(
            format!("到{}，已支付{}；没有预算，算不出执行率", end.zh, paid.zh),
            format!("by {} {} was paid; without a budget there is no rate", end.en, paid.en),
        );
    };
    let pace = pace(gap, ("比时间进度", "the calendar"));
    let mut zh =
        format!("到{}，已支付{}，占全年预算的{}，{}", end.zh, paid.zh, say::percent(rate), pace.zh);
    let mut en = format!(
        "by {} {} was paid, {} of the budget, {}",
        end.en,
        paid.en,
        say::percent(rate),
        pace.en
    );
    match point.ahead {
        Some(ahead) => {
            let pace = self::pace(ahead, ("比上年同期", "the year before"));
            zh += &format!("，{}", pace.zh);
            en += &format!(", {}", pace.en);
        }
        None => {
            zh += "，上年同期没有可比的数";
            en += ", with nothing of the year before to compare";
        }
    }
    if let Some(slowest) = parts.first().filter(|p| parts.len() > 1 && p.gap < Ratio::ZERO) {
        let (name, rate) = (&slowest.who.name, say::percent(slowest.rate));
        zh += &format!("；最慢的是{name}，执行率{rate}");
        en += &format!("; furthest behind is {name} with {rate}");
    }
    Words { zh, en }
}

/// How a rate compares: 比时间进度慢9.70个百分点.
fn pace(gap: Ratio, (zh, en): (&str, &str)) -> Words {
    let size = say::points(gap);
    match gap.times(10_000) {
        0 => {
            Words::new(format!("与{}持平", zh.trim_start_matches('比')), format!("level with {en}"))
        }
        n if n < 0 => Words::new(format!("{zh}慢{}", size.zh), format!("{} behind {en}", size.en)),
        _ => Words::new(format!("{zh}快{}", size.zh), format!("{} ahead of {en}", size.en)),
    }
}

fn curve_table(points: &[Point]) -> Table {
    let mut table = Table::new(
        ("各月执行", "Month by month"),
        &[
            ("月份", "month", Unit::None),
            ("当月支付", "paid in the month", Unit::Yuan),
            ("累计支付", "paid so far", Unit::Yuan),
            ("全年预算", "budget", Unit::Yuan),
            ("执行率", "rate", Unit::Percent),
            ("时间进度", "calendar", Unit::Percent),
            ("差距", "gap", Unit::Points),
            ("上年同期累计", "a year before", Unit::Yuan),
            ("上年同期执行率", "its rate", Unit::Percent),
            ("比上年同期", "on the year before", Unit::Points),
        ],
    );
    table.rows = points
        .iter()
        .map(|p| {
            vec![
                Cell::Count(i64::from(p.month)),
                Cell::Money(p.paid),
                Cell::Money(p.cumulative),
                Cell::Money(p.budget),
                Cell::percent(p.rate),
                Cell::Percent(calendar(p.month)),
                Cell::percent(p.gap),
                Cell::money(p.last_cumulative),
                Cell::percent(p.last_rate),
                Cell::percent(p.ahead),
            ]
        })
        .collect();
    table
}

fn parts_table(by: Dim, parts: &[Part]) -> Table {
    let mut table = Table::new(
        ("各部分执行（从慢到快）", "Parts, the furthest behind first"),
        &[
            (by.zh(), by.en(), Unit::None),
            ("名称", "name", Unit::None),
            ("全年预算", "budget", Unit::Yuan),
            ("累计支付", "paid so far", Unit::Yuan),
            ("执行率", "rate", Unit::Percent),
            ("差距", "gap", Unit::Points),
            ("上年同期执行率", "rate a year before", Unit::Percent),
        ],
    );
    table.rows = parts
        .iter()
        .map(|p| {
            vec![
                Cell::Text(p.who.code.clone()),
                Cell::Text(p.who.name.clone()),
                Cell::Money(p.budget),
                Cell::Money(p.paid),
                Cell::Percent(p.rate),
                Cell::Percent(p.gap),
                Cell::percent(p.last_rate),
            ]
        })
        .collect();
    table
}
