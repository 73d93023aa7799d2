//! 自评虚高: the score a unit reported of itself against the score that its policy gives, recomputed from
//! targets, results and the ledger. Where a person must judge, the most the policy allows counts, so that
//! nobody is called too high without need.

use super::ground::{Ground, Who};
use super::shown::{Cell, LeftOut, Table, Unit};
use super::{AnalysisError, Found, Made, Ratio};
use crate::Words;
use crate::pivot::{Dim, Filter};
use serde::Serialize;
use std::collections::BTreeMap;

/// A self-evaluation. Points are hundredths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evaluated {
    /// Node.
    pub book: String,
    /// 单位编码
    pub unit: String,
    /// 项目编码; the unit's code for a whole department.
    pub project: String,
    /// What it is called.
    pub name: String,
    /// As reported.
    pub said: Option<i64>,
    /// Least and most that the policy allows; `None` where it cannot be told.
    pub due: Option<(i64, i64)>,
}

/// Reported against recomputed scores.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Inflation {
    /// By unit, the most inflated first.
    pub units: Vec<Inflated>,
    /// Self-evaluations that were compared.
    pub compared: usize,
    /// Of them those reported above what the policy allows.
    pub above: usize,
    /// All self-evaluations in the scope.
    pub all: usize,
    /// Sum of the reported points of those compared, in hundredths.
    pub said: i64,
    /// Sum of the most the policy allows.
    pub due: i64,
}

/// The self-evaluations of a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Inflated {
    /// The unit.
    pub who: Who,
    /// How many were compared.
    pub compared: usize,
    /// Of them those above what the policy allows.
    pub above: usize,
    /// Sum of the reported points, in hundredths.
    pub said: i64,
    /// Sum of the most the policy allows.
    pub due: i64,
    /// The largest excess of one, in hundredths.
    pub most: i64,
    /// Which that is.
    pub most_name: String,
}

impl Inflated {
    /// Mean excess a self-evaluation, in hundredths; those within what is allowed count nothing.
    pub fn mean(&self) -> Option<Ratio> {
        Ratio::of(i128::from(self.said - self.due), i128::try_from(self.compared).ok()?)
    }
}

pub(super) fn made(ground: &mut Ground<'_>, given: &[Evaluated]) -> Result<Made, AnalysisError> {
    let mut unsaid = LeftOut::new(
        "份自评没有上报总分，没有比较",
        "self-evaluations report no total; not compared",
    );
    let mut undue = LeftOut::new(
        "份自评复算不出总分（有应填未填或办法不明），没有比较",
        "self-evaluations cannot be recomputed, as boxes are empty or the policy is unknown; not compared",
    );
    let mut units: BTreeMap<(String, String), Inflated> = BTreeMap::new();
    let mut all = Inflation::default();
    for one in given.iter().filter(|e| within(ground, &e.book, &e.unit)) {
        all.all += 1;
        let (Some(said), Some((_, most))) = (one.said, one.due) else {
            let why = if one.said.is_none() { &mut unsaid } else { &mut undue };
            why.add(&*one.name);
            continue;
        };
        // Within the bounds a person decides, and what was reported may be right.
        let due = most.min(said);
        let who = ground.unit(&one.book, &one.unit);
        let unit = units
            .entry((one.book.clone(), one.unit.clone()))
            .or_insert_with(|| Inflated { who, ..Inflated::default() });
        unit.compared += 1;
        unit.above += usize::from(said > most);
        unit.said += said;
        unit.due += due;
        if said - due > unit.most {
            unit.most = said - due;
            unit.most_name.clone_from(&one.name);
        }
    }
    if all.all == 0 {
        let year = ground.wanted.year;
        return Err(AnalysisError::Nothing(
            format!("这个范围在{year}年没有绩效自评；请先录入或导入"),
            format!(
                "there is no self-evaluation of {year} within this scope; enter or import them first"
            ),
        ));
    }
    all.units = units.into_values().collect();
    all.units.sort_by(|a, b| b.mean().cmp(&a.mean()).then_with(|| a.who.cmp(&b.who)));
    all.compared = all.units.iter().map(|u| u.compared).sum();
    all.above = all.units.iter().map(|u| u.above).sum();
    all.said = all.units.iter().map(|u| u.said).sum();
    all.due = all.units.iter().map(|u| u.due).sum();
    let finding = finding(&all);
    let more = ground.cut(&mut all.units);
    let mut table = table(&all.units);
    table.more = more;
    let (n, compared) = (all.all, all.compared);
    let notes = vec![Words::new(
        format!(
            "虚高=上报总分超过按办法复算（人评部分取上限）的部分；共{n}份自评，比较了{compared}份"
        ),
        format!(
            "inflation = what was reported above the recomputed total, at the upper bound where a person judges; {compared} of {n} self-evaluations compared"
        ),
    )];
    let found = Found::Inflation(all);
    Ok(Made { found, finding, tables: vec![table], notes, left_out: vec![unsaid, undue] })
}

/// Whether a unit lies within the scope, as far as its card tells.
pub(super) fn within(ground: &Ground<'_>, book: &str, unit: &str) -> bool {
    let card = ground.cards.get(&(book.to_owned(), unit.to_owned()));
    let fits = |f: &Filter| {
        let own = match f.dim {
            Dim::Book => book,
            Dim::Unit => unit,
            Dim::Department => card.map_or("", |c| c.department.as_str()),
            Dim::UnitKind => card.map_or("", |c| c.kind.as_str()),
            Dim::Region => {
                card.map(|c| c.region.as_str()).filter(|r| !r.is_empty()).unwrap_or(book)
            }
            _ => return true,
        };
        f.values.iter().any(|v| v == own) != f.not
    };
    ground.wanted.filters.iter().all(fits)
}

fn finding(all: &Inflation) -> Words {
    let (n, above) = (all.compared, all.above);
    let mean = |sum: i64, of: usize| Ratio::of(sum.into(), i128::try_from(of).ok()?).map(points);
    let Some(said) = mean(all.said, n) else {
        return Words::new(
            format!("{}份自评都没有可比的分数，没有比较", all.all),
            format!("none of the {} self-evaluations has scores to compare", all.all),
        );
    };
    let (mut zh, mut en) = match mean(all.said - all.due, above) {
        None => (
            format!("{n}份自评平均报{said}分，没有高于办法所允许的"),
            format!(
                "{n} self-evaluations report {said} points on average, none above what the policy allows"
            ),
        ),
        Some(excess) => (
            format!(
                "{n}份自评平均报{said}分，其中{above}份高于办法所允许的，这几份平均虚高{excess}分"
            ),
            format!(
                "{n} self-evaluations report {said} points on average; {above} are above what the policy allows, by {excess} each on average"
            ),
        ),
    };
    if let Some(top) = all.units.first().filter(|u| u.above > 0) {
        let (name, mean) = (&top.who.name, top.mean().map(points).unwrap_or_default());
        zh += &format!("；虚高最多的是{name}，平均{mean}分");
        en += &format!("; most inflated is {name} with {mean} on average");
    }
    Words { zh, en }
}

/// Hundredths of points with two decimals.
fn points(hundredths: Ratio) -> String {
    super::ratio::hundredths(hundredths.times(1))
}

fn table(units: &[Inflated]) -> Table {
    let mut table = Table::new(
        ("各单位自评与复算", "Reported and recomputed by unit"),
        &[
            ("单位", "unit", Unit::None),
            ("名称", "name", Unit::None),
            ("比较份数", "compared", Unit::None),
            ("其中虚高", "above", Unit::None),
            ("上报平均", "reported", Unit::Score),
            ("复算平均", "recomputed", Unit::Score),
            ("平均虚高", "mean excess", Unit::Score),
            ("虚高最多", "largest excess", Unit::Score),
            ("所在项目", "of which project", Unit::None),
        ],
    );
    table.rows = units
        .iter()
        .map(|u| {
            let count = i128::try_from(u.compared).unwrap_or(0);
            let mean = |sum: i64| match Ratio::of(sum.into(), count) {
                Some(ratio) => Cell::Score(i64::try_from(ratio.times(1)).unwrap_or(0)),
                None => Cell::None,
            };
            vec![
                Cell::Text(u.who.code.clone()),
                Cell::Text(u.who.name.clone()),
                Cell::count(u.compared),
                Cell::count(u.above),
                mean(u.said),
                mean(u.due),
                mean(u.said - u.due),
                Cell::Score(u.most),
                Cell::Text(u.most_name.clone()),
            ]
        })
        .collect();
    table
}
