//! 同类比较: units of the same functional section (款) and kind, what they paid per head, and how far each
//! lies from the median of its group, in median deviations.

use super::ground::{Ground, Who};
use super::robust::Centre;
use super::shown::{Cell, LeftOut, Table, Unit};
use super::{AnalysisError, Found, Made, Ratio, say};
use crate::Words;
use crate::pivot::{Cell as Figure, Dim, Filter, Measure};
use base::Amount;
use serde::Serialize;
use std::collections::BTreeMap;

/// Smallest group that is compared.
const LEAST: usize = 5;

/// Units against their peers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Peers {
    /// Units that were compared, the furthest from their median first.
    pub units: Vec<Peer>,
    /// How many were compared.
    pub compared: usize,
    /// In how many groups.
    pub groups: usize,
    /// How many there are in the scope.
    pub all: usize,
    /// Smallest group that is compared.
    pub least: usize,
}

/// One unit among its peers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Peer {
    /// The unit.
    pub who: Who,
    /// 款 of most of what it paid, and its name.
    pub section: Who,
    /// Kind of unit.
    pub unit_kind: Who,
    /// Units in its group.
    pub group: usize,
    /// 登记 人员.实有数
    pub heads: i64,
    /// Paid per head, rounded to the 分.
    pub per_head: Amount,
    /// The median of its group.
    pub median: Amount,
    /// How many median deviations it lies from it; `None` where half of the group is the same.
    pub distance: Option<Ratio>,
    /// 公用经费 per head; `None` where no project is of that kind.
    pub public_per_head: Option<Amount>,
    /// The median of its group.
    pub public_median: Option<Amount>,
    /// How many median deviations it lies from it.
    pub public_distance: Option<Ratio>,
}

/// A unit that can be compared.
struct Able {
    who: Who,
    heads: i64,
    per_head: i64,
    public: Option<i64>,
}

/// What puts a unit in a group: 款, kind.
type Group = (String, String);

/// Why units are not compared.
struct Why {
    heads: LeftOut,
    section: LeftOut,
    few: LeftOut,
    same: LeftOut,
    public: LeftOut,
}

pub(super) fn made(ground: &mut Ground<'_>) -> Result<Made, AnalysisError> {
    let least = ground.least(LEAST);
    let mut why = Why {
        heads: LeftOut::new(
            "没有登记实有人数，算不出人均",
            "no staff registered, so there is no figure per head",
        ),
        section: LeftOut::new(
            "没有功能科目，归不到同类",
            "no functional subject, so it has no peers",
        ),
        few: LeftOut::new("", ""),
        same: LeftOut::new(
            "一半以上的同类数值相同，离差为零，未排远近",
            "half of the group is the same, so no distance is told",
        ),
        public: LeftOut::new(
            "没有公用经费类项目，公用经费未比较",
            "no project of the kind 公用经费, which was not compared",
        ),
    };
    why.few.why = Words::new(
        format!("同类不足{least}个，未比较"),
        format!("fewer than {least} of the same kind; not compared"),
    );
    let (groups, all) = groups(ground, &mut why)?;
    let mut units = Vec::new();
    let mut counted = 0;
    for ((section, kind), members) in groups {
        if members.len() < least {
            members.iter().for_each(|m| why.few.add(&*m.who.name));
            continue;
        }
        counted += 1;
        let section = ground.who(Dim::Section, &[section]);
        let kind = ground.who(Dim::UnitKind, &[kind]);
        units.extend(compared(members, &section, &kind, least, &mut why));
    }
    let weight = |p: &Peer| p.distance.map(Ratio::abs).max(p.public_distance.map(Ratio::abs));
    units.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.who.cmp(&b.who)));
    let compared = units.len();
    let finding = finding(&units, counted, all);
    let more = ground.cut(&mut units);
    let mut table = table(&units);
    table.more = more;
    let notes = vec![
        Words::new(
            format!(
                "同类=支出最多的功能款相同、单位性质相同，至少{least}个；距中位数的倍数=（人均−中位数）÷离差中位数（MAD）"
            ),
            format!(
                "peers: same largest functional section and kind of unit, {least} at least; distance = (per head − median) ÷ median absolute deviation (MAD)"
            ),
        ),
        Words::new(
            format!("范围内{all}个单位，比较了{compared}个，分{counted}组"),
            format!("{all} units in scope, {compared} compared in {counted} groups"),
        ),
    ];
    let found = Found::Peers(Peers { units, compared, groups: counted, all, least });
    let left_out = vec![why.few, why.heads, why.section, why.same, why.public];
    Ok(Made { found, finding, tables: vec![table], notes, left_out })
}

/// Units by group, and how many there are in all.
fn groups(
    ground: &mut Ground<'_>,
    why: &mut Why,
) -> Result<(BTreeMap<Group, Vec<Able>>, usize), AnalysisError> {
    let year = ground.wanted.year;
    let section = sections(ground)?;
    let question =
        ground.question(year, &[Dim::Book, Dim::Unit], &[Measure::Paid, Measure::PerHead]);
    let answer = ground.ask(&question)?;
    let public = public(ground)?;
    let mut groups: BTreeMap<Group, Vec<Able>> = BTreeMap::new();
    let mut all = 0;
    for unit in &answer.rows {
        let [book, code] = unit.key.as_slice() else { continue };
        let Some(Figure::Money(_)) = unit.cells.first() else { continue };
        all += 1;
        let who = ground.unit(book, code);
        let Some(Figure::Ratio(paid, heads)) = unit.cells.get(1) else {
            why.heads.add(who.name);
            continue;
        };
        let Some(section) = section.get(&unit.key).filter(|s| !s.is_empty()) else {
            why.section.add(who.name);
            continue;
        };
        let own = (book.clone(), code.clone());
        let kind = ground.cards.get(&own).map(|c| c.kind.clone()).unwrap_or_default();
        let per = |amount: i128| i64::try_from(Ratio { part: amount, whole: *heads }.times(1)).ok();
        let (Some(per_head), Ok(heads)) = (per(*paid), i64::try_from(*heads)) else { continue };
        let public = public.get(&unit.key).and_then(|fen| per(*fen));
        if public.is_none() {
            why.public.add(&*who.name);
        }
        let able = Able { who, heads, per_head, public };
        groups.entry((section.clone(), kind)).or_default().push(able);
    }
    Ok((groups, all))
}

/// The 款 in which each unit paid most; the first by code where two are the same.
fn sections(ground: &mut Ground<'_>) -> Result<BTreeMap<Vec<String>, String>, AnalysisError> {
    let rows = [Dim::Book, Dim::Unit, Dim::Section];
    let mut largest: BTreeMap<Vec<String>, (Amount, String)> = BTreeMap::new();
    for (mut key, sums) in ground.sums(ground.wanted.year, &rows, &[Measure::Paid])? {
        let (Some(section), Some(paid)) = (key.pop(), sums.first().copied().flatten()) else {
            continue;
        };
        match largest.get(&key) {
            Some((most, _)) if *most >= paid => {}
            _ => {
                largest.insert(key, (paid, section));
            }
        }
    }
    Ok(largest.into_iter().map(|(key, (_, section))| (key, section)).collect())
}

/// What each unit paid for projects of the kind 公用经费, in 分.
fn public(ground: &mut Ground<'_>) -> Result<BTreeMap<Vec<String>, i128>, AnalysisError> {
    let rows = [Dim::Book, Dim::Unit];
    let mut question = ground.question(ground.wanted.year, &rows, &[Measure::Paid]);
    let kind = vec!["公用经费".to_owned()];
    question.filters.push(Filter { dim: Dim::ProjectKind, values: kind, not: false });
    let answer = ground.ask(&question)?;
    let paid = answer.rows.into_iter().filter_map(|g| match g.cells.first() {
        Some(Figure::Money(fen)) => Some((g.key, *fen)),
        _ => None,
    });
    Ok(paid.collect())
}

fn compared(
    members: Vec<Able>,
    section: &Who,
    kind: &Who,
    least: usize,
    why: &mut Why,
) -> Vec<Peer> {
    let size = members.len();
    let Some(centre) = Centre::of(members.iter().map(|m| m.per_head)) else { return Vec::new() };
    let public: Vec<i64> = members.iter().filter_map(|m| m.public).collect();
    // 公用经费 is compared among those that have it.
    let public = if public.len() < least { None } else { Centre::of(public) };
    if centre.four_mad == 0 {
        members.iter().for_each(|m| why.same.add(&*m.who.name));
    }
    let peer = |m: Able| Peer {
        heads: m.heads,
        per_head: Amount::fen(m.per_head),
        median: Amount::fen(centre.median()),
        distance: centre.distance(m.per_head),
        public_per_head: m.public.map(Amount::fen),
        public_median: public.map(|c| Amount::fen(c.median())),
        public_distance: public.zip(m.public).and_then(|(c, own)| c.distance(own)),
        who: m.who,
        section: section.clone(),
        unit_kind: kind.clone(),
        group: size,
    };
    members.into_iter().map(peer).collect()
}

fn finding(units: &[Peer], groups: usize, all: usize) -> Words {
    if units.is_empty() {
        return Words::new(
            format!("{all}个单位中没有一组同类够数，未作比较"),
            format!("none of the {all} units has enough peers; nothing was compared"),
        );
    }
    let n = units.len();
    let (mut zh, mut en) = (
        format!("{n}个单位在{groups}组同类中比较人均支出"),
        format!("{n} units were compared per head in {groups} groups of peers"),
    );
    let above = units.iter().filter(|p| p.distance.is_some_and(|d| d > Ratio::ZERO));
    if let Some(top) = above.max_by_key(|p| p.distance) {
        let (name, per_head, median) =
            (&top.who.name, say::money(top.per_head), say::money(top.median));
        let times = top.distance.map(Ratio::plain).unwrap_or_default();
        zh += &format!(
            "，高出最多的是{name}：人均{}，同类中位数{}，相距{times}倍离差",
            per_head.zh, median.zh
        );
        en += &format!(
            "; furthest above is {name} with {} a head, the median is {}, {times} deviations away",
            per_head.en, median.en
        );
    }
    Words { zh, en }
}

fn table(units: &[Peer]) -> Table {
    let mut table = Table::new(
        ("与同类单位比较", "Units and their peers"),
        &[
            ("单位", "unit", Unit::None),
            ("名称", "name", Unit::None),
            ("同类", "peers", Unit::None),
            ("同类单位数", "peers in number", Unit::None),
            ("实有人数", "staff", Unit::None),
            ("人均支出", "per head", Unit::Yuan),
            ("同类中位数", "median", Unit::Yuan),
            ("距中位数", "from the median", Unit::Deviations),
            ("人均公用经费", "公用经费 per head", Unit::Yuan),
            ("同类中位数（公用）", "median (公用)", Unit::Yuan),
            ("距中位数（公用）", "from the median (公用)", Unit::Deviations),
        ],
    );
    table.rows = units
        .iter()
        .map(|p| {
            vec![
                Cell::Text(p.who.code.clone()),
                Cell::Text(p.who.name.clone()),
                Cell::Text(format!("{} {}", p.section.name, p.unit_kind.name)),
                Cell::count(p.group),
                Cell::Count(p.heads),
                Cell::Money(p.per_head),
                Cell::Money(p.median),
                Cell::plain(p.distance),
                Cell::money(p.public_per_head),
                Cell::money(p.public_median),
                Cell::plain(p.public_distance),
            ]
        })
        .collect();
    table
}
