//! 异常值: payments that stand out among those of the same unit and economic subject, and months that stand
//! out among those of the same unit, by the modified z-score. Payments are read one unit at a time by an
//! index; amounts of payments are compared by their logarithms, as they are skewed to the right.

use super::ground::{Ground, Who};
use super::robust::{Centre, log2};
use super::shown::{Cell, LeftOut, Table, Unit};
use super::{AnalysisError, Found, Made, Ratio, say};
use crate::Words;
use crate::pivot::{Dim, Measure};
use base::Amount;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{Store, StoreError, Value};

/// Smallest sample of payments.
const LEAST: usize = 10;
/// Smallest sample of months.
const MONTHS: usize = 12;
/// In a group of nearly equal amounts any other stands far out by the score; one that is less than so many
/// times the usual is of no interest all the same.
const TIMES: i64 = 2;

/// What stands out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Outliers {
    /// Payments far above the usual, most money above it first.
    pub payments: Vec<Payment>,
    /// How many there are.
    pub found: usize,
    /// Payments that were compared.
    pub compared: usize,
    /// In how many groups of unit and economic subject.
    pub groups: usize,
    /// Months that stand out, most money from the usual first.
    pub months: Vec<Month>,
    /// How many there are.
    pub found_months: usize,
    /// Units whose months were compared.
    pub compared_units: usize,
    /// Smallest sample of payments.
    pub least: usize,
}

/// A payment that stands out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// Number of the entry.
    pub seq: i64,
    /// The unit.
    pub who: Who,
    /// Economic subject.
    pub subject: Who,
    /// `2023-05-01`
    pub day: String,
    /// To whom.
    pub payee: String,
    /// How much.
    pub amount: Amount,
    /// The usual one: the median of its group.
    pub median: Amount,
    /// Payments in its group.
    pub sample: usize,
    /// Modified z-score of the logarithm.
    pub score: Ratio,
}

/// A month that stands out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Month {
    /// The unit.
    pub who: Who,
    /// 202312
    pub month: i64,
    /// Paid in it.
    pub paid: Amount,
    /// The usual month.
    pub median: Amount,
    /// Months in the sample.
    pub sample: usize,
    /// Modified z-score.
    pub score: Ratio,
}

struct Why {
    few: LeftOut,
    negative: LeftOut,
    no_subject: LeftOut,
    same: LeftOut,
    short: LeftOut,
}

/// How many payments an analysis within a scope reads: to say beforehand how long it takes.
///
/// # Errors
/// When the store fails.
pub fn payments(store: &mut Store, wanted: &super::Wanted) -> Result<i64, AnalysisError> {
    let ground = Ground::new(store, wanted, &())?;
    let question = ground.question(wanted.year, &[], &[Measure::Payments]);
    let answer = crate::pivot::ask(store, &question)?;
    Ok(match answer.total.cells.first() {
        Some(crate::pivot::Cell::Count(n)) => *n,
        _ => 0,
    })
}

pub(super) fn made(ground: &mut Ground<'_>) -> Result<Made, AnalysisError> {
    let least = ground.least(LEAST);
    let mut why = Why {
        few: LeftOut::new("", ""),
        negative: LeftOut::new(
            "笔退回或零额支付，没有比较",
            "refunds and payments of nothing; not compared",
        ),
        no_subject: LeftOut::new(
            "笔没有经济科目的支付，没有比较",
            "payments without an economic subject; not compared",
        ),
        same: LeftOut::new(
            "组的金额全部相同，没有可比的离散",
            "groups have the same amount throughout",
        ),
        short: LeftOut::new("", ""),
    };
    why.few.why = Words::new(
        format!("组（单位×经济科目）的支付不足{least}笔，没有比较"),
        format!("groups of unit and subject have fewer than {least} payments; not compared"),
    );
    why.short.why = Words::new(
        format!("个单位有支付的月份不足{MONTHS}个（含上年），各月没有比较"),
        format!(
            "units have payments in fewer than {MONTHS} months, the year before included; months not compared"
        ),
    );
    let mut all = Outliers { least, ..Outliers::default() };
    for (book, unit) in ground.units()? {
        unit_payments(ground, &book, &unit, &mut all, &mut why)?;
    }
    months(ground, &mut all, &mut why)?;
    // What is furthest from the usual in money comes first.
    let over = |amount: Amount, median: Amount| amount.as_fen().abs_diff(median.as_fen());
    all.payments.sort_by(|a, b| {
        over(b.amount, b.median).cmp(&over(a.amount, a.median)).then(a.seq.cmp(&b.seq))
    });
    all.months.sort_by(|a, b| {
        let size = |m: &Month| over(m.paid, m.median);
        size(b).cmp(&size(a)).then_with(|| (&a.who, a.month).cmp(&(&b.who, b.month)))
    });
    (all.found, all.found_months) = (all.payments.len(), all.months.len());
    let finding = finding(&all);
    let more = [ground.cut(&mut all.payments), ground.cut(&mut all.months)];
    let mut tables = vec![payment_table(&all.payments), month_table(&all.months)];
    for (table, more) in tables.iter_mut().zip(more) {
        table.more = more;
    }
    let notes = vec![
        Words::new(
            "修正Z值=0.6745×（值−中位数）÷离差中位数（Iglewicz与Hoaglin，1993），绝对值超过3.5的列出；支付按金额的对数比较，只列达到中位数2倍以上的；各月只列与中位数相差一半以上的；一半以上相同时用平均离差；按与中位数相差的金额排列",
            "modified z-score = 0.6745 × (value − median) ÷ MAD (Iglewicz and Hoaglin 1993), listed above 3.5; payments by the logarithm of their amount, at twice the median or more; months half the median away or more; the mean deviation where half is the same; ordered by the money above the median",
        ),
        Words::new(
            format!(
                "比较了{}笔支付，分{}组；比较了{}个单位的各月",
                all.compared, all.groups, all.compared_units
            ),
            format!(
                "{} payments in {} groups and the months of {} units were compared",
                all.compared, all.groups, all.compared_units
            ),
        ),
    ];
    let left_out = vec![why.few, why.negative, why.no_subject, why.same, why.short];
    Ok(Made { found: Found::Outliers(all), finding, tables, notes, left_out })
}

/// A payment as it is read.
struct Read {
    seq: i64,
    day: String,
    payee: String,
    fen: i64,
    log: i64,
}

/// Payments of a unit that stand, by economic subject.
fn read(
    ground: &mut Ground<'_>,
    book: &str,
    unit: &str,
    why: &mut Why,
) -> Result<BTreeMap<String, Vec<Read>>, StoreError> {
    let until = ground.until(ground.wanted.year).map_or("9999".to_owned(), |d| d.to_string());
    let sql = "SELECT e.seq, e.eco, e.day, e.payee, e.amount FROM entry e WHERE e.book = ?1 \
         AND e.unit = ?2 AND e.year = ?3 AND e.kind = '支付' AND e.day <= ?4 AND e.reverses = 0 \
         AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.book = e.book AND r.reverses = e.seq \
         AND r.reverses <> 0)";
    let values =
        [Value::from(book), unit.into(), i64::from(ground.wanted.year).into(), until.into()];
    let mut groups: BTreeMap<String, Vec<Read>> = BTreeMap::new();
    ground.store.ask_each(sql, &values, &mut |row| {
        let [
            Value::Int(seq),
            Value::Text(eco),
            Value::Text(day),
            Value::Text(payee),
            Value::Int(fen),
        ] = row.as_slice()
        else {
            return Ok(());
        };
        match (eco.as_str(), log2(*fen)) {
            ("", _) => why.no_subject.count += 1,
            (_, None) => why.negative.count += 1,
            (_, Some(log)) => groups.entry(eco.clone()).or_default().push(Read {
                seq: *seq,
                day: day.clone(),
                payee: payee.clone(),
                fen: *fen,
                log,
            }),
        }
        Ok(())
    })?;
    Ok(groups)
}

fn unit_payments(
    ground: &mut Ground<'_>,
    book: &str,
    unit: &str,
    all: &mut Outliers,
    why: &mut Why,
) -> Result<(), StoreError> {
    let who = ground.unit(book, unit);
    for (eco, group) in read(ground, book, unit, why)? {
        let subject = ground.who(Dim::EcoItem, &[eco]);
        if group.len() < all.least {
            why.few.add(format!("{} {}", who.name, subject.name));
            continue;
        }
        let (Some(logs), Some(amounts)) =
            (Centre::of(group.iter().map(|p| p.log)), Centre::of(group.iter().map(|p| p.fen)))
        else {
            continue;
        };
        (all.compared, all.groups) = (all.compared + group.len(), all.groups + 1);
        if logs.score(0).is_none() {
            why.same.add(format!("{} {}", who.name, subject.name));
            continue;
        }
        for one in group {
            let Some(score) = logs.score(one.log).filter(|s| *s > Ratio::ZERO) else { continue };
            let matters = one.fen >= amounts.median().saturating_mul(TIMES);
            if matters && logs.is_outlier(one.log) {
                all.payments.push(Payment {
                    seq: one.seq,
                    who: who.clone(),
                    subject: subject.clone(),
                    day: one.day,
                    payee: one.payee,
                    amount: Amount::fen(one.fen),
                    median: Amount::fen(amounts.median()),
                    sample: logs.size,
                    score,
                });
            }
        }
    }
    Ok(())
}

/// Months of this year and the one before, by unit; those of this year that stand out are kept.
fn months(ground: &mut Ground<'_>, all: &mut Outliers, why: &mut Why) -> Result<(), AnalysisError> {
    let year = ground.wanted.year;
    let mut by_unit: BTreeMap<(String, String), BTreeMap<i64, i64>> = BTreeMap::new();
    for of in [year - 1, year] {
        let mut question =
            ground.question(of, &[Dim::Book, Dim::Unit, Dim::Month], &[Measure::Paid]);
        if of < year {
            question.as_of.day = None;
        }
        let answer = ground.ask(&question)?;
        for group in answer.rows {
            let ([book, unit, month], Some(crate::pivot::Cell::Money(fen))) =
                (group.key.as_slice(), group.cells.first())
            else {
                continue;
            };
            let (Ok(month), Ok(fen)) = (month.parse::<i64>(), i64::try_from(*fen)) else {
                continue;
            };
            // What was posted before or after the year counts with its first or last month.
            let first = i64::from(of) * 100;
            let month = month.clamp(first + 1, first + 12);
            let months = by_unit.entry((book.clone(), unit.clone())).or_default();
            *months.entry(month).or_default() += fen;
        }
    }
    for ((book, unit), months) in by_unit {
        if !months.keys().any(|m| *m > i64::from(year) * 100) {
            continue;
        }
        let who = ground.unit(&book, &unit);
        if months.len() < MONTHS {
            why.short.add(who.name);
            continue;
        }
        let Some(centre) = Centre::of(months.values().copied()) else { continue };
        all.compared_units += 1;
        for (month, fen) in months.range(i64::from(year) * 100..) {
            let away = fen.saturating_sub(centre.median()).saturating_abs();
            let matters = away.saturating_mul(TIMES) >= centre.median().saturating_abs();
            let Some(score) = centre.score(*fen).filter(|_| matters && centre.is_outlier(*fen))
            else {
                continue;
            };
            all.months.push(Month {
                who: who.clone(),
                month: *month,
                paid: Amount::fen(*fen),
                median: Amount::fen(centre.median()),
                sample: centre.size,
                score,
            });
        }
    }
    Ok(())
}

fn finding(all: &Outliers) -> Words {
    let (n, found, units, months) = (all.compared, all.found, all.compared_units, all.found_months);
    let mut zh = match n {
        0 => "支付的样本不够，没有比较".to_owned(),
        _ => format!("比较了{n}笔支付，{found}笔明显偏大"),
    };
    let mut en = match n {
        0 => "samples of payments are too small; none were compared".to_owned(),
        _ => format!("of {n} payments {found} are far above the usual"),
    };
    if let Some(top) = all.payments.first() {
        let (name, subject) = (&top.who.name, &top.subject.name);
        let (amount, median) = (say::money(top.amount), say::money(top.median));
        zh += &format!("，最突出的是{name}的{subject}一笔{}（同类中位数{}）", amount.zh, median.zh);
        en += &format!(
            ", most of all one of {} by {name} for {subject} (the median is {})",
            amount.en, median.en
        );
    }
    match units {
        0 => {
            zh += "；各月的样本不够，没有比较";
            en += "; too few months to compare";
        }
        _ => {
            zh += &format!("；{units}个单位中有{months}个月的支付明显异于平常");
            en += &format!("; {months} months of {units} units are unlike the others");
        }
    }
    Words { zh, en }
}

fn payment_table(payments: &[Payment]) -> Table {
    let mut table = Table::new(
        ("明显偏大的支付", "Payments far above the usual"),
        &[
            ("分录", "entry", Unit::None),
            ("日期", "day", Unit::None),
            ("单位", "unit", Unit::None),
            ("经济科目", "economic subject", Unit::None),
            ("收款人", "payee", Unit::None),
            ("金额", "amount", Unit::Yuan),
            ("同类中位数", "median", Unit::Yuan),
            ("同类笔数", "sample", Unit::None),
            ("修正Z值", "score", Unit::None),
        ],
    );
    table.rows = payments
        .iter()
        .map(|p| {
            vec![
                Cell::Count(p.seq),
                Cell::Text(p.day.clone()),
                Cell::Text(p.who.name.clone()),
                Cell::Text(p.subject.name.clone()),
                Cell::Text(p.payee.clone()),
                Cell::Money(p.amount),
                Cell::Money(p.median),
                Cell::count(p.sample),
                Cell::Plain(p.score),
            ]
        })
        .collect();
    table
}

fn month_table(months: &[Month]) -> Table {
    let mut table = Table::new(
        ("明显异于平常的月份", "Months unlike the others"),
        &[
            ("单位", "unit", Unit::None),
            ("名称", "name", Unit::None),
            ("月份", "month", Unit::None),
            ("支付", "paid", Unit::Yuan),
            ("各月中位数", "median", Unit::Yuan),
            ("月数", "sample", Unit::None),
            ("修正Z值", "score", Unit::None),
        ],
    );
    table.rows = months
        .iter()
        .map(|m| {
            vec![
                Cell::Text(m.who.code.clone()),
                Cell::Text(m.who.name.clone()),
                Cell::Text(format!("{}-{:02}", m.month / 100, m.month % 100)),
                Cell::Money(m.paid),
                Cell::Money(m.median),
                Cell::count(m.sample),
                Cell::Plain(m.score),
            ]
        })
        .collect();
    table
}
