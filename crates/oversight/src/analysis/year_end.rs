//! 年末支出: what share of the year was paid in December, by part, against the year before.

use super::ground::{Ground, Sums, Who, month_end};
use super::shown::{Cell, LeftOut, Table, Unit};
use super::{AnalysisError, Found, Made, Ratio, say};
use crate::Words;
use crate::pivot::{Dim, Measure};
use base::Amount;
use serde::Serialize;

/// December of the year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct YearEnd {
    /// All together.
    pub total: Option<Rush>,
    /// By part, the largest share first.
    pub parts: Vec<Rush>,
    /// Parts that were compared.
    pub compared: usize,
    /// Of them those that paid more than half of the year in December.
    pub more_than_half: usize,
    /// Whether December is over; else shares are those of the year before only.
    pub is_over: bool,
}

/// A part's December.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rush {
    /// Which.
    pub who: Who,
    /// Paid in the year.
    pub paid: Amount,
    /// Of it in December, and what was posted to the year later.
    pub december: Amount,
    /// December ÷ year; `None` before December is over.
    pub share: Option<Ratio>,
    /// The share of the year before.
    pub last_share: Option<Ratio>,
    /// Share less that of the year before.
    pub shift: Option<Ratio>,
}

const BY: [Dim; 6] =
    [Dim::Department, Dim::Unit, Dim::Region, Dim::UnitKind, Dim::Class, Dim::ProjectKind];

/// What is paid in a year, and until the end of November.
type Halves = (Sums, Sums);

pub(super) fn made(ground: &mut Ground<'_>) -> Result<Made, AnalysisError> {
    let (year, is_over) = (ground.wanted.year, ground.wanted.month >= 12);
    let by = ground.by(&BY, "年末支出")?;
    let grain = ground.grain(by);
    let this = halves(ground, year, &grain)?;
    let last = halves(ground, year - 1, &grain)?;
    let mut nothing =
        LeftOut::new("当年没有支付，算不出份额", "nothing was paid, so there is no share");
    let mut parts = Vec::new();
    for key in this.0.keys() {
        let rush = rush(key, ground.who(by, key), &this, &last, is_over);
        match Ratio::money(Amount::ZERO, rush.paid) {
            None => nothing.add(rush.who.name),
            Some(_) => parts.push(rush),
        }
    }
    parts.sort_by(|a, b| {
        (b.share, b.last_share).cmp(&(a.share, a.last_share)).then_with(|| a.who.cmp(&b.who))
    });
    let all = (halves(ground, year, &[])?, halves(ground, year - 1, &[])?);
    let total = rush(&[], Who::default(), &all.0, &all.1, is_over);
    let half = Ratio { part: 1, whole: 2 };
    let compared = if is_over { parts.len() } else { 0 };
    let more_than_half = parts.iter().filter(|p| p.share.is_some_and(|s| s > half)).count();
    let mut early = LeftOut::new(
        "12月还没有到，当年份额未计算",
        "December is not over, so there is no share of this year",
    );
    if !is_over {
        parts.iter().for_each(|p| early.add(&*p.who.name));
    }
    let mut no_last = LeftOut::new(
        "上年没有支付，未与上年比较",
        "nothing was paid the year before; not compared with it",
    );
    parts.iter().filter(|p| p.last_share.is_none()).for_each(|p| no_last.add(&*p.who.name));
    let finding = finding(&total, &parts, more_than_half);
    let more = ground.cut(&mut parts);
    let mut table = table(by, &parts);
    table.more = more;
    let notes = vec![Words::new(
        format!(
            "12月份额=12月（含以后补记入本年的）支付÷全年支付；比较了{compared}个，超过一半的{more_than_half}个"
        ),
        format!(
            "share = paid in December (and posted to the year later) ÷ paid in the year; {compared} compared, {more_than_half} above one half"
        ),
    )];
    let found =
        Found::YearEnd(YearEnd { total: Some(total), parts, compared, more_than_half, is_over });
    Ok(Made { found, finding, tables: vec![table], notes, left_out: vec![early, nothing, no_last] })
}

fn halves(ground: &mut Ground<'_>, year: i32, grain: &[Dim]) -> Result<Halves, AnalysisError> {
    let mut question = ground.question(year, grain, &[Measure::Paid]);
    let mut all = Vec::new();
    for day in [None, month_end(year, 11)] {
        question.as_of.day = day;
        let answer = ground.ask(&question)?;
        let one = |g: &crate::pivot::Group| {
            let sums = g.cells.iter().map(|c| super::ground::amount(*c)).collect();
            (g.key.clone(), sums)
        };
        all.push(answer.rows.iter().map(one).collect::<Sums>());
    }
    let before = all.pop().unwrap_or_default();
    Ok((all.pop().unwrap_or_default(), before))
}

fn rush(key: &[String], who: Who, this: &Halves, last: &Halves, is_over: bool) -> Rush {
    let of = |sums: &Sums| sums.get(key).and_then(|s| s.first().copied().flatten());
    let december = |(all, before): &Halves| -> Option<(Amount, Amount)> {
        let all = of(all)?;
        Some((all, all.minus(of(before).unwrap_or_default())?))
    };
    let (paid, own) = december(this).unwrap_or_default();
    let share = Ratio::money(own, paid).filter(|_| is_over);
    let last_share = december(last).and_then(|(all, own)| Ratio::money(own, all));
    let shift = share.zip(last_share).and_then(|(a, b)| a.minus(b));
    Rush { who, paid, december: own, share, last_share, shift }
}

fn finding(total: &Rush, parts: &[Rush], more_than_half: usize) -> Words {
    let last = total.last_share.map(say::percent);
    let Some(share) = total.share else {
        let (zh, en) = match last {
            Some(last) => {
                (format!("；上年12月支付占全年的{last}"), format!("; a year before it was {last}"))
            }
            None => Default::default(),
        };
        return Words::new(
            format!("12月还没有到，当年的年末份额未计算{zh}"),
            format!("December is not over, so its share is not told{en}"),
        );
    };
    let share = say::percent(share);
    let (mut zh, mut en) =
        (format!("12月支付占全年的{share}"), format!("{share} of the year was paid in December"));
    match last {
        Some(last) => {
            zh += &format!("（上年{last}）");
            en += &format!(" ({last} a year before)");
        }
        None => {
            zh += "（上年没有可比的数）";
            en += " (nothing of the year before to compare)";
        }
    }
    zh += &format!("，超过一半的有{more_than_half}个");
    en += &format!("; {more_than_half} paid more than half of their year then");
    if let Some((first, share)) = parts.first().and_then(|p| Some((&p.who.name, p.share?))) {
        let share = say::percent(share);
        zh += &format!("，最高的是{first}（{share}）");
        en += &format!(", most of all {first} ({share})");
    }
    Words { zh, en }
}

fn table(by: Dim, parts: &[Rush]) -> Table {
    let mut table = Table::new(
        ("12月支付的份额", "Share of December"),
        &[
            (by.zh(), by.en(), Unit::None),
            ("名称", "name", Unit::None),
            ("全年支付", "paid in the year", Unit::Yuan),
            ("12月支付", "in December", Unit::Yuan),
            ("12月份额", "share", Unit::Percent),
            ("上年12月份额", "a year before", Unit::Percent),
            ("变化", "shift", Unit::Points),
        ],
    );
    table.rows = parts
        .iter()
        .map(|p| {
            vec![
                Cell::Text(p.who.code.clone()),
                Cell::Text(p.who.name.clone()),
                Cell::Money(p.paid),
                Cell::Money(p.december),
                Cell::percent(p.share),
                Cell::percent(p.last_share),
                Cell::percent(p.shift),
            ]
        })
        .collect();
    table
}
