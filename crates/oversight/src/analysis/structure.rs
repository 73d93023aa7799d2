//! 支出结构: shares of what was paid by functional and economic class, and how they moved on the same months
//! of the year before.

use super::ground::{Ground, Who};
use super::shown::{Cell, LeftOut, Table, Unit};
use super::{AnalysisError, Found, Made, Ratio, say};
use crate::Words;
use crate::pivot::{Dim, Measure};
use base::Amount;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Shares of what was paid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Structure {
    /// By 功能分类 类, those that moved most first.
    pub functional: Vec<Share>,
    /// By 部门经济分类 类.
    pub economic: Vec<Share>,
    /// All that was paid.
    pub total: Amount,
    /// In the same months of the year before.
    pub last_total: Option<Amount>,
}

/// One class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Its code and name; the empty code is what names no class.
    pub who: Who,
    /// Paid.
    pub paid: Amount,
    /// Of all that was paid.
    pub share: Ratio,
    /// Paid a year before, under the code of this year.
    pub last_paid: Option<Amount>,
    /// Its share then; zero where the year before is known and nothing was paid.
    pub last_share: Option<Ratio>,
    /// How much the share moved.
    pub shift: Option<Ratio>,
}

pub(super) fn made(ground: &mut Ground<'_>) -> Result<Made, AnalysisError> {
    let year = ground.wanted.year;
    let total = ground.total(year, &[Measure::Paid])?.first().copied().flatten();
    let total = total.filter(|t| t.as_fen() > 0).ok_or_else(|| {
        AnalysisError::Nothing(
            format!("这个范围在{year}年没有支付；请核对年度和筛选条件"),
            format!("nothing was paid in {year} within this scope; check year and filters"),
        )
    })?;
    let last_total = ground.total(year - 1, &[Measure::Paid])?.first().copied().flatten();
    let last_total = last_total.filter(|t| t.as_fen() > 0);
    let functional = shares(ground, Dim::Item, Dim::Class, total, last_total)?;
    let economic = shares(ground, Dim::EcoItem, Dim::EcoClass, total, last_total)?;
    let mut none = LeftOut::new(
        "上年同期没有支付，份额的变化未比较",
        "nothing was paid a year before, so no shift is told",
    );
    if last_total.is_none() {
        none.add((year - 1).to_string());
    }
    let finding = finding(&functional, ground.wanted.month);
    let tables = vec![
        table(("按功能分类", "By function"), Dim::Class, &functional),
        table(("按经济分类", "By economic class"), Dim::EcoClass, &economic),
    ];
    let mut notes = vec![Words::new(
        "份额=本类支付÷全部支付，与上年相同的月份比较；上年的科目按今年的编码归类；按变化大小排列",
        "share = paid in the class ÷ all paid, against the same months of the year before under this year's codes; ordered by shift",
    )];
    if let Some(share) = economic.iter().find(|s| s.who.code.is_empty() && !s.paid.is_zero()) {
        let size = say::percent(share.share);
        notes.push(Words::new(
            format!("没有经济分类的支付占{size}"),
            format!("{size} was paid without an economic class"),
        ));
    }
    let found = Found::Structure(Structure { functional, economic, total, last_total });
    Ok(Made { found, finding, tables, notes, left_out: vec![none] })
}

/// Shares by class. Codes of the year before are carried over as a whole, then cut to their class.
fn shares(
    ground: &mut Ground<'_>,
    item: Dim,
    class: Dim,
    total: Amount,
    last_total: Option<Amount>,
) -> Result<Vec<Share>, AnalysisError> {
    let year = ground.wanted.year;
    let this = classes(ground, year, item)?;
    let last = match last_total {
        Some(_) => classes(ground, year - 1, item)?,
        None => BTreeMap::new(),
    };
    let codes: BTreeSet<&String> = this.keys().chain(last.keys()).collect();
    let mut shares = Vec::new();
    for code in codes {
        let paid = this.get(code).copied().unwrap_or_default();
        let last_paid = last_total.map(|_| last.get(code).copied().unwrap_or_default());
        let Some(share) = Ratio::money(paid, total) else { continue };
        let last_share = last_paid.zip(last_total).and_then(|(p, t)| Ratio::money(p, t));
        shares.push(Share {
            who: ground.who(class, std::slice::from_ref(code)),
            paid,
            share,
            last_paid,
            last_share,
            shift: last_share.and_then(|last| share.minus(last)),
        });
    }
    let weight = |s: &Share| s.shift.map(Ratio::abs);
    shares.sort_by(|a, b| {
        (weight(b), b.share).cmp(&(weight(a), a.share)).then_with(|| a.who.cmp(&b.who))
    });
    Ok(shares)
}

fn classes(
    ground: &mut Ground<'_>,
    year: i32,
    item: Dim,
) -> Result<BTreeMap<String, Amount>, AnalysisError> {
    let to = ground.wanted.year;
    let mut classes: BTreeMap<String, Amount> = BTreeMap::new();
    for (key, sums) in ground.sums(year, &[item], &[Measure::Paid])? {
        let (Some(code), Some(paid)) = (key.first(), sums.first().copied().flatten()) else {
            continue;
        };
        let code =
            if year == to { code.clone() } else { ground.names.carried(item, year, to, code) };
        let sum = classes.entry(code.chars().take(3).collect()).or_default();
        *sum = sum.plus(paid).unwrap_or(*sum);
    }
    Ok(classes)
}

fn finding(shares: &[Share], month: u32) -> Words {
    let end = say::month_end(month);
    let largest = shares.iter().max_by_key(|s| s.share);
    let (mut zh, mut en) = match largest {
        Some(s) => {
            let (name, share) = (&s.who.name, say::percent(s.share));
            (
                format!("到{}，支出中份额最大的是{name}，占{share}", end.zh),
                format!("by {} the largest share of spending is {name} with {share}", end.en),
            )
        }
        None => (String::new(), String::new()),
    };
    let moved = |up: bool| {
        let fits = |s: &&Share| {
            s.shift.is_some_and(|d| if up { d > Ratio::ZERO } else { d < Ratio::ZERO })
        };
        shares.iter().find(fits).and_then(|s| Some((&s.who.name, say::points(s.shift?))))
    };
    if let Some((name, size)) = moved(true) {
        zh += &format!("；上升最多的是{name}，升{}", size.zh);
        en += &format!("; {name} rose most, by {}", size.en);
    }
    if let Some((name, size)) = moved(false) {
        zh += &format!("，下降最多的是{name}，降{}", size.zh);
        en += &format!(", {name} fell most, by {}", size.en);
    }
    Words { zh, en }
}

fn table(title: (&str, &str), by: Dim, shares: &[Share]) -> Table {
    let mut table = Table::new(
        title,
        &[
            (by.zh(), by.en(), Unit::None),
            ("名称", "name", Unit::None),
            ("支付", "paid", Unit::Yuan),
            ("份额", "share", Unit::Percent),
            ("上年同期支付", "a year before", Unit::Yuan),
            ("上年同期份额", "its share", Unit::Percent),
            ("变化", "shift", Unit::Points),
        ],
    );
    table.rows = shares
        .iter()
        .map(|s| {
            vec![
                Cell::Text(s.who.code.clone()),
                Cell::Text(s.who.name.clone()),
                Cell::Money(s.paid),
                Cell::Percent(s.share),
                Cell::money(s.last_paid),
                Cell::percent(s.last_share),
                Cell::percent(s.shift),
            ]
        })
        .collect();
    table
}
