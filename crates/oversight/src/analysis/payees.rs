//! 收款人: how much of what a unit paid goes to its largest payees (shares of the first 1, 5, 10 and the
//! Herfindahl index), which payees are new to it, and which payees many units share. One unit at a time, so
//! that memory does not grow with the ledger.

use super::ground::{Ground, Who};
use super::shown::{Cell, LeftOut, Table, Unit};
use super::{AnalysisError, Found, Made, Ratio, say};
use crate::Words;
use base::Amount;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{StoreError, Value};

/// Fewest payees of a unit whose concentration says anything.
const LEAST: usize = 5;
/// A payee is common when so many units pay it.
const COMMON: usize = 3;

/// Payees of the units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Payees {
    /// By unit, the most concentrated first.
    pub units: Vec<Concentration>,
    /// Units that were compared.
    pub compared: usize,
    /// Payees of many units, those of most units first.
    pub common: Vec<Common>,
    /// How many payees are paid by at least [`Payees::common_from`] units.
    pub shared: usize,
    /// From how many units on a payee is called common.
    pub common_from: usize,
    /// Different payees.
    pub payees: usize,
    /// All that was paid to a payee that is named.
    pub paid: Amount,
}

/// The payees of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Concentration {
    /// The unit.
    pub who: Who,
    /// Paid to payees that are named and not the unit itself.
    pub paid: Amount,
    /// How many.
    pub payees: usize,
    /// The largest one.
    pub largest: String,
    /// Its share.
    pub first: Ratio,
    /// Share of the five largest.
    pub five: Ratio,
    /// Share of the ten largest.
    pub ten: Ratio,
    /// Herfindahl index: the sum of the squared shares, 1 for a single payee.
    pub herfindahl: Option<Ratio>,
    /// Payees that no earlier year of the unit has; `None` where there is no earlier year.
    pub new: Option<usize>,
    /// Their share of what was paid.
    pub new_share: Option<Ratio>,
}

/// A payee of several units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Common {
    /// Its name.
    pub payee: String,
    /// Units that paid it.
    pub units: usize,
    /// What they paid.
    pub paid: Amount,
    /// Of all that was paid to a payee.
    pub share: Option<Ratio>,
}

struct Why {
    few: LeftOut,
    unnamed: LeftOut,
    own: LeftOut,
    back: LeftOut,
    first_year: LeftOut,
}

pub(super) fn made(ground: &mut Ground<'_>) -> Result<Made, AnalysisError> {
    let least = ground.least(LEAST);
    let mut why = Why {
        few: LeftOut::new("", ""),
        unnamed: LeftOut::new(
            "个单位有未写收款人的支付，这部分没有计入",
            "units have payments that name no payee; these are not counted",
        ),
        own: LeftOut::new(
            "个单位有付给本单位账户的支付（如工资），这部分没有计入",
            "units paid into an account of their own, as for wages; not counted",
        ),
        back: LeftOut::new(
            "个收款人净额不为正（退回多于支付），没有计入",
            "payees got less than they gave back; not counted",
        ),
        first_year: LeftOut::new(
            "个单位没有更早年度的支付，分不出新收款人",
            "units have no earlier year, so no payee is known to be new",
        ),
    };
    why.few.why = Words::new(
        format!("个单位的收款人不足{least}个，集中度未比较"),
        format!("units have fewer than {least} payees; their concentration was not compared"),
    );
    let mut units = Vec::new();
    let mut shared: HashMap<String, (usize, i64)> = HashMap::new();
    let mut before: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (book, unit) in ground.units()? {
        if !before.contains_key(&book) {
            let years = ground.years_before(&book)?;
            before.insert(book.clone(), years);
        }
        let years = before.get(&book).map(Vec::as_slice).unwrap_or_default();
        let paid = paid(ground, &book, &unit, &mut why)?;
        for (payee, fen) in &paid {
            let slot = shared.entry(payee.clone()).or_default();
            *slot = (slot.0 + 1, slot.1.saturating_add(*fen));
        }
        if paid.len() < least {
            if !paid.is_empty() {
                why.few.add(ground.unit(&book, &unit).name);
            }
            continue;
        }
        let known = known(ground, &book, &unit, years)?;
        if known.is_none() {
            why.first_year.add(ground.unit(&book, &unit).name);
        }
        units.extend(concentration(ground.unit(&book, &unit), paid, known.as_ref()));
    }
    units.sort_by(|a, b| b.herfindahl.cmp(&a.herfindahl).then_with(|| a.who.cmp(&b.who)));
    Ok(laid_out(ground, units, shared, why))
}

fn laid_out(
    ground: &Ground<'_>,
    mut units: Vec<Concentration>,
    shared: HashMap<String, (usize, i64)>,
    why: Why,
) -> Made {
    let total = shared.values().map(|(_, fen)| *fen).fold(0, i64::saturating_add);
    let (compared, payees) = (units.len(), shared.len());
    let mut common: Vec<Common> = shared
        .into_iter()
        .filter(|(_, (units, _))| *units >= COMMON)
        .map(|(payee, (units, fen))| Common {
            payee,
            units,
            paid: Amount::fen(fen),
            share: Ratio::of(fen.into(), total.into()),
        })
        .collect();
    common.sort_by(|a, b| (b.units, b.paid, &a.payee).cmp(&(a.units, a.paid, &b.payee)));
    let shared = common.len();
    let finding = finding(&units, &common, payees);
    let (more, more_common) = (ground.cut(&mut units), ground.cut(&mut common));
    let mut tables = vec![table(&units), common_table(&common)];
    for (table, more) in tables.iter_mut().zip([more, more_common]) {
        table.more = more;
    }
    let notes = vec![Words::new(
        format!(
            "份额=付给该收款人的÷付给全部具名收款人的；赫芬达尔指数=各份额平方之和，以万分之一计，10000为只有一个收款人；比较了{compared}个单位、{payees}个收款人；{COMMON}个以上单位付过的算共同收款人"
        ),
        format!(
            "share = paid to the payee ÷ paid to all named payees; Herfindahl index = sum of squared shares in ten-thousandths, 10000 for a single payee; {compared} units and {payees} payees; a payee of {COMMON} or more units is common"
        ),
    )];
    let paid = Amount::fen(total);
    let found = Payees { units, compared, common, shared, common_from: COMMON, payees, paid };
    let left_out = vec![why.few, why.unnamed, why.own, why.back, why.first_year];
    Made { found: Found::Payees(found), finding, tables, notes, left_out }
}

/// What a unit paid to each payee that counts.
fn paid(
    ground: &mut Ground<'_>,
    book: &str,
    unit: &str,
    why: &mut Why,
) -> Result<Vec<(String, i64)>, StoreError> {
    let (year, last) = (i64::from(ground.wanted.year), months(ground));
    let sql = "SELECT payee, CAST(SUM(amount) AS BIGINT) FROM by_payee WHERE book = ?1 \
         AND year = ?2 AND unit = ?3 AND month <= ?4 GROUP BY payee ORDER BY payee";
    let values = [Value::from(book), year.into(), unit.into(), last.into()];
    let who = ground.unit(book, unit);
    let mut all = Vec::new();
    for row in ground.store.ask(sql, &values)? {
        let [Value::Text(payee), Value::Int(fen)] = row.as_slice() else { continue };
        match payee.as_str() {
            "" if *fen == 0 => {}
            "" => why.unnamed.add(&*who.name),
            own if own == who.name => why.own.add(&*who.name),
            _ if *fen <= 0 => why.back.add(&**payee),
            _ => all.push((payee.clone(), *fen)),
        }
    }
    Ok(all)
}

/// The last month that counts, as rollups have it; all for a whole year.
fn months(ground: &Ground<'_>) -> i64 {
    match ground.wanted.month {
        12.. => i64::MAX,
        month => i64::from(ground.wanted.year) * 100 + i64::from(month),
    }
}

/// Payees of a unit in earlier years; `None` where it has none.
fn known(
    ground: &mut Ground<'_>,
    book: &str,
    unit: &str,
    years: &[i64],
) -> Result<Option<BTreeSet<String>>, StoreError> {
    let sql = "SELECT DISTINCT payee FROM by_payee WHERE book = ?1 AND year = ?2 AND unit = ?3";
    let mut all = BTreeSet::new();
    for year in years {
        let rows = ground.store.ask(sql, &[Value::from(book), (*year).into(), unit.into()])?;
        all.extend(rows.iter().filter_map(|r| r.first()).map(|v| v.text().to_owned()));
    }
    Ok((!all.is_empty()).then_some(all))
}

fn concentration(
    who: Who,
    mut paid: Vec<(String, i64)>,
    known: Option<&BTreeSet<String>>,
) -> Option<Concentration> {
    paid.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    let total: i128 = paid.iter().map(|(_, fen)| i128::from(*fen)).sum();
    let share = |n: usize| {
        let part = paid.iter().take(n).map(|(_, fen)| i128::from(*fen)).sum();
        Ratio::of(part, total)
    };
    let squares = paid.iter().try_fold(0_i128, |sum, (_, fen)| {
        sum.checked_add(i128::from(*fen).checked_mul(i128::from(*fen))?)
    });
    let herfindahl = squares.zip(total.checked_mul(total)).and_then(|(s, t)| Ratio::of(s, t));
    let fresh = known.map(|known| paid.iter().filter(|(p, _)| !known.contains(p)));
    let new_paid = fresh.clone().map(|f| f.map(|(_, fen)| i128::from(*fen)).sum());
    Some(Concentration {
        who,
        paid: Amount::fen(i64::try_from(total).ok()?),
        payees: paid.len(),
        largest: paid.first()?.0.clone(),
        first: share(1)?,
        five: share(5)?,
        ten: share(10)?,
        herfindahl,
        new: fresh.map(Iterator::count),
        new_share: new_paid.and_then(|part| Ratio::of(part, total)),
    })
}

fn finding(units: &[Concentration], common: &[Common], payees: usize) -> Words {
    let (mut zh, mut en) = match units.first() {
        None => (
            "没有单位的收款人够数，集中度未比较".to_owned(),
            "no unit has enough payees; concentration was not compared".to_owned(),
        ),
        Some(top) => {
            let (n, name, payee) = (units.len(), &top.who.name, &top.largest);
            let share = say::percent(top.first);
            (
                format!("比较了{n}个单位，最集中的是{name}，{share}付给{payee}"),
                format!(
                    "{n} units were compared; most concentrated is {name} with {share} to {payee}"
                ),
            )
        }
    };
    match common.first() {
        Some(most) => {
            let (payee, units, paid) = (&most.payee, most.units, say::money(most.paid));
            zh += &format!("；{payee}有{units}个单位付款，共{}", paid.zh);
            en += &format!("; {payee} is paid by {units} units, {} in all", paid.en);
        }
        None => {
            zh += &format!("；{payees}个收款人中没有{COMMON}个以上单位共同的");
            en += &format!("; none of {payees} payees is shared by {COMMON} units");
        }
    }
    Words { zh, en }
}

fn table(units: &[Concentration]) -> Table {
    let mut table = Table::new(
        ("收款人集中度", "Concentration of payees"),
        &[
            ("单位", "unit", Unit::None),
            ("名称", "name", Unit::None),
            ("支付", "paid", Unit::Yuan),
            ("收款人数", "payees", Unit::None),
            ("最大收款人", "largest payee", Unit::None),
            ("前1名份额", "first", Unit::Percent),
            ("前5名份额", "first five", Unit::Percent),
            ("前10名份额", "first ten", Unit::Percent),
            ("赫芬达尔指数", "Herfindahl index", Unit::TenThousandths),
            ("新收款人数", "new payees", Unit::None),
            ("新收款人份额", "their share", Unit::Percent),
        ],
    );
    table.rows = units
        .iter()
        .map(|u| {
            vec![
                Cell::Text(u.who.code.clone()),
                Cell::Text(u.who.name.clone()),
                Cell::Money(u.paid),
                Cell::count(u.payees),
                Cell::Text(u.largest.clone()),
                Cell::Percent(u.first),
                Cell::Percent(u.five),
                Cell::Percent(u.ten),
                u.herfindahl.map_or(Cell::None, |h| {
                    Cell::Count(i64::try_from(h.times(10_000)).unwrap_or(i64::MAX))
                }),
                u.new.map_or(Cell::None, Cell::count),
                Cell::percent(u.new_share),
            ]
        })
        .collect();
    table
}

fn common_table(common: &[Common]) -> Table {
    let mut table = Table::new(
        ("多个单位共同的收款人", "Payees of many units"),
        &[
            ("收款人", "payee", Unit::None),
            ("单位数", "units", Unit::None),
            ("支付", "paid", Unit::Yuan),
            ("份额", "share", Unit::Percent),
        ],
    );
    let row = |c: &Common| {
        vec![
            Cell::Text(c.payee.clone()),
            Cell::count(c.units),
            Cell::Money(c.paid),
            Cell::percent(c.share),
        ]
    };
    table.rows = common.iter().map(row).collect();
    table
}
