//! 文字雷同: texts of self-evaluations that are near copies of one of another unit or another year, with the
//! passage they share. Forms of speech that many units use are left out and listed.

use super::ground::{Ground, Who};
use super::inflation::within;
use super::shown::{Cell, LeftOut, Table, Unit};
use super::winnow::{Noise, Text, alike};
use super::{AnalysisError, Found, Made, Ratio, say};
use crate::Words;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A text of a self-evaluation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopiedText {
    /// Node.
    pub book: String,
    /// 单位编码
    pub unit: String,
    /// 年度
    pub year: i32,
    /// What it is about: name of the project or of the unit.
    pub about: String,
    /// Which box.
    pub field: String,
    /// The text.
    pub text: String,
}

/// Where a text stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The unit.
    pub who: Who,
    /// 年度
    pub year: i32,
    /// What it is about.
    pub about: String,
    /// Which box.
    pub field: String,
}

/// Two texts of which one is a near copy of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The one of the wanted year.
    pub here: Place,
    /// The other one.
    pub there: Place,
    /// How much of the shorter one is shared.
    pub share: Ratio,
    /// The longest shared passage.
    pub passage: String,
    /// Its length in characters that count.
    pub length: usize,
}

/// Texts that were used twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Copied {
    /// Near copies, the largest share first.
    pub pairs: Vec<Pair>,
    /// How many there are.
    pub found: usize,
    /// Of them between two units.
    pub between_units: usize,
    /// Of them between two years of one unit.
    pub between_years: usize,
    /// Texts that were compared.
    pub compared: usize,
    /// Units whose texts they are.
    pub units: usize,
    /// Forms of speech: a passage, and how many units use it.
    pub speech: Vec<(String, usize)>,
}

pub(super) fn made(ground: &Ground<'_>, given: &[CopiedText]) -> Result<Made, AnalysisError> {
    let year = ground.wanted.year;
    let here = |t: &CopiedText| t.year == year && within(ground, &t.book, &t.unit);
    if !given.iter().any(here) {
        return Err(AnalysisError::Nothing(
            format!("这个范围在{year}年没有自评文字；请先录入或导入"),
            format!(
                "there are no texts of self-evaluations of {year} within this scope; enter or import them first"
            ),
        ));
    }
    let texts: Vec<Text> = given
        .iter()
        .map(|t| Text { author: format!("{}|{}", t.book, t.unit), text: t.text.clone() })
        .collect();
    let source = |t: &CopiedText| (t.book.clone(), t.unit.clone(), t.year);
    let may = |a: usize, b: usize| match (given.get(a), given.get(b)) {
        (Some(a), Some(b)) => (here(a) || here(b)) && source(a) != source(b),
        _ => false,
    };
    let likeness = alike(&texts, &Noise::default(), &may);
    let mut all =
        Copied { compared: likeness.compared, speech: likeness.speech, ..Copied::default() };
    all.units = given.iter().map(|t| (&t.book, &t.unit)).collect::<BTreeSet<_>>().len();
    for one in likeness.pairs {
        let (Some(a), Some(b)) = (given.get(one.texts.0), given.get(one.texts.1)) else { continue };
        let (first, second) = if here(a) { (a, b) } else { (b, a) };
        let same = (&a.book, &a.unit) == (&b.book, &b.unit);
        all.between_years += usize::from(same);
        all.between_units += usize::from(!same);
        all.pairs.push(Pair {
            here: place(ground, first),
            there: place(ground, second),
            share: one.share,
            passage: one.passage,
            length: one.length,
        });
    }
    all.found = all.pairs.len();
    Ok(laid_out(ground, all, likeness.short, likeness.plain))
}

fn place(ground: &Ground<'_>, text: &CopiedText) -> Place {
    Place {
        who: ground.unit(&text.book, &text.unit),
        year: text.year,
        about: text.about.clone(),
        field: text.field.clone(),
    }
}

fn laid_out(ground: &Ground<'_>, mut all: Copied, short: usize, plain: usize) -> Made {
    let noise = Noise::default();
    let mut too_short = LeftOut::new("", "");
    too_short.why = Words::new(
        format!("段文字不足{}字，没有比较", noise.shortest),
        format!("texts are shorter than {} characters; not compared", noise.shortest),
    );
    too_short.count = short;
    let mut only_speech = LeftOut::new(
        "段文字几乎全是各单位通用的套话，没有比较",
        "texts consist of forms of speech that many units use; not compared",
    );
    only_speech.count = plain;
    let finding = finding(&all);
    let more = ground.cut(&mut all.pairs);
    let mut tables = vec![table(&all.pairs), speech_table(&all.speech)];
    if let Some(table) = tables.first_mut() {
        table.more = more;
    }
    if all.speech.is_empty() {
        tables.truncate(1);
    }
    let (piece, window) = (noise.piece, noise.window);
    let notes = vec![
        Words::new(
            format!(
                "指纹法（Winnowing，Schleimer等2003）：{piece}字一段、窗口{window}，数字和标点不计；共有指纹占较短一篇的{}%以上、且有{}字以上连续相同的列出",
                noise.percent, noise.passage
            ),
            format!(
                "winnowing (Schleimer et al. 2003) with pieces of {piece} and windows of {window}, figures and punctuation aside; listed when {}% of the shorter one's fingerprints and a passage of {} characters are shared",
                noise.percent, noise.passage
            ),
        ),
        Words::new(
            format!(
                "比较了{}个单位的{}段文字；同一单位同一年内的不互相比较；超过{}个（且超过{}%）单位都有的段落视为套话，不算雷同",
                all.units, all.compared, noise.authors, noise.authors_percent
            ),
            format!(
                "{} texts of {} units were compared, not those of one unit and year with each other; what more than {} units (and {}%) have is a form of speech and no copy",
                all.compared, all.units, noise.authors, noise.authors_percent
            ),
        ),
    ];
    Made {
        found: Found::Copied(all),
        finding,
        tables,
        notes,
        left_out: vec![too_short, only_speech],
    }
}

fn finding(all: &Copied) -> Words {
    let (n, found) = (all.compared, all.found);
    if n == 0 {
        return Words::new("可比的文字不够，没有比较", "there is not enough text to compare");
    }
    if found == 0 {
        return Words::new(
            format!("比较了{n}段自评文字，没有发现与其他单位或往年雷同的"),
            format!("of {n} texts of self-evaluations none is like one of another unit or year"),
        );
    }
    let (units, years) = (all.between_units, all.between_years);
    let mut zh =
        format!("比较了{n}段自评文字，发现雷同{found}对：单位之间{units}对，同一单位跨年{years}对");
    let mut en = format!(
        "of {n} texts {found} pairs are alike: {units} between units, {years} between years of one unit"
    );
    let mut often: BTreeMap<&Who, usize> = BTreeMap::new();
    for pair in &all.pairs {
        *often.entry(&pair.here.who).or_default() += 1;
    }
    if let Some((who, count)) = often.iter().max_by_key(|(who, n)| (**n, std::cmp::Reverse(*who))) {
        zh += &format!("；最多的是{}（{count}对）", who.name);
        en += &format!("; most of all {} ({count})", who.name);
    }
    if let Some(first) = all.pairs.first() {
        let share = say::percent(first.share);
        zh += &format!("，最像的一对相同{share}");
        en += &format!("; the closest pair shares {share}");
    }
    Words { zh, en }
}

fn table(pairs: &[Pair]) -> Table {
    let mut table = Table::new(
        ("雷同的文字", "Texts that are alike"),
        &[
            ("单位", "unit", Unit::None),
            ("年度", "year", Unit::None),
            ("项目", "project", Unit::None),
            ("栏目", "box", Unit::None),
            ("对方单位", "other unit", Unit::None),
            ("对方年度", "its year", Unit::None),
            ("对方项目", "its project", Unit::None),
            ("对方栏目", "its box", Unit::None),
            ("相同", "shared", Unit::Percent),
            ("相同的段落", "passage", Unit::None),
        ],
    );
    let place = |p: &Place| {
        [
            Cell::Text(p.who.name.clone()),
            Cell::Count(p.year.into()),
            Cell::Text(p.about.clone()),
            Cell::Text(p.field.clone()),
        ]
    };
    table.rows = pairs
        .iter()
        .map(|p| {
            let mut row: Vec<Cell> = place(&p.here).into();
            row.extend(place(&p.there));
            row.extend([Cell::Percent(p.share), Cell::Text(p.passage.clone())]);
            row
        })
        .collect();
    table
}

fn speech_table(speech: &[(String, usize)]) -> Table {
    let mut table = Table::new(
        ("各单位通用的套话（不算雷同）", "Forms of speech, which are no copies"),
        &[("段落", "passage", Unit::None), ("单位数", "units", Unit::None)],
    );
    let row = |(text, n): &(String, usize)| vec![Cell::Text(text.clone()), Cell::count(*n)];
    table.rows = speech.iter().map(row).collect();
    table
}
