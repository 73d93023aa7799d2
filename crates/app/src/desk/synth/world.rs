//! The made-up province: its words (`world.toml`), counties and units, and how large each unit is.

use super::chance::{Chance, SKEW};
use crate::fault::Fault;
use serde::Deserialize;

const WORDS: &str = include_str!("world.toml");

/// Units of a county at most before there is another county, and counties at most.
const COUNTY: usize = 30;
const COUNTIES: usize = 100;

/// The words of the world.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) place: Place,
    pub(super) office: Vec<Office>,
    pub(super) sub: Vec<Sub>,
    pub(super) more: More,
    pub(super) project: Names,
    pub(super) eco: Vec<Eco>,
    pub(super) payee: Payees,
}

/// The province and what its counties are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    pub(super) code: String,
    pub(super) name: String,
    first: Vec<String>,
    second: Vec<String>,
}

/// A department of every county, and what it does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Office {
    pub(super) name: String,
    pub(super) run: String,
    pub(super) manage: String,
    pub(super) work: Vec<String>,
    pub(super) tasks: Vec<String>,
}

/// A unit below a department.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sub {
    name: String,
    of: usize,
    run: String,
}

/// Units of a county that has more than the lists name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct More {
    names: Vec<String>,
    of: Vec<usize>,
    run: Vec<String>,
}

/// Names of projects.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) run: Vec<String>,
    pub(super) task: Vec<String>,
}

/// Whom payments of a subject go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Payee {
    /// The account wages are paid through.
    Staff,
    /// Social insurance and housing fund of the county.
    Insure,
    /// Water, power, telephone of the county.
    Utility,
    /// One account of the whole province.
    Fixed,
    /// A person.
    Person,
    /// A supplier.
    Supplier,
}

/// Sorts of projects, as the budget system names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) enum Nature {
    #[serde(rename = "人员类")]
    Staff,
    #[serde(rename = "公用经费")]
    Office,
    #[serde(rename = "其他运转类")]
    Running,
    #[serde(rename = "特定目标类")]
    Task,
}

impl Nature {
    /// 项目类别
    pub(super) const fn name(self) -> &'static str {
        match self {
            Nature::Staff => "人员类",
            Nature::Office => "公用经费",
            Nature::Running => "其他运转类",
            Nature::Task => "特定目标类",
        }
    }

    /// Whether it is 基本支出.
    pub(super) const fn is_basic(self) -> bool {
        matches!(self, Nature::Staff | Nature::Office)
    }
}

/// An economic subject under a sort of projects, and what payments of it look like.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Eco {
    pub(super) code: String,
    pub(super) nature: Nature,
    /// From which density of payments on the subject is told apart.
    pub(super) level: usize,
    /// 元 of an average payment.
    pub(super) mean: i64,
    pub(super) share: usize,
    pub(super) payee: Payee,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) func: String,
    pub(super) purposes: Vec<String>,
}

/// What payees are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payees {
    pub(super) one: Vec<String>,
    pub(super) two: Vec<String>,
    pub(super) trade: Vec<String>,
    pub(super) surname: Vec<String>,
    pub(super) given: Vec<String>,
}

/// A county.
#[derive(Debug)]
pub(super) struct County {
    /// 区划, nine digits.
    pub(super) code: String,
    pub(super) name: String,
    /// Its units, from and to.
    pub(super) units: (usize, usize),
}

/// A unit.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) code: String,
    pub(super) name: String,
    /// The department: code of its own unit, and name.
    pub(super) department: String,
    pub(super) department_name: String,
    pub(super) county: usize,
    pub(super) office: usize,
    /// The department itself, not a unit below it.
    pub(super) head: bool,
    /// Functional code of what keeps it running.
    pub(super) run: String,
    /// How many payments it makes, against others.
    pub(super) weight: u64,
    /// Sum of the weights before it.
    pub(super) before: u64,
}

/// The province.
pub(super) struct World {
    pub(super) words: Words,
    pub(super) counties: Vec<County>,
    pub(super) units: Vec<Unit>,
    /// Sum of all weights.
    pub(super) weight: u64,
    pub(super) seed: u64,
}

impl World {
    /// A province of so many units.
    ///
    /// # Errors
    /// None that a build of ours would have: a test makes one.
    pub(super) fn new(units: usize, seed: u64) -> Result<World, Fault> {
        let words: Words = toml::from_str(WORDS).map_err(|e| {
            Fault::new(format!("生成账簿的词表有误：{e}"), format!("the words of synth: {e}"))
        })?;
        let n = units.div_ceil(COUNTY).clamp(1, COUNTIES);
        let mut world =
            World { words, counties: Vec::with_capacity(n), units: Vec::new(), weight: 0, seed };
        for at in 0..n {
            let upto = |at: usize| units * at / n;
            world.county(at, upto(at + 1) - upto(at));
        }
        Ok(world)
    }

    fn county(&mut self, at: usize, units: usize) {
        let place = &self.words.place;
        let one =
            |all: &[String], n: usize| all.get(n % all.len().max(1)).cloned().unwrap_or_default();
        let (row, column) = (at / place.second.len().max(1), at % place.second.len().max(1));
        let name = one(&place.first, row) + &one(&place.second, column) + "县";
        let prefix =
            format!("{}{:02}{:02}", place.code.get(..2).unwrap_or("99"), row + 1, column + 1);
        let first = self.units.len();
        let mut below = vec![1_usize; self.words.office.len()];
        let mut chance = Chance::of(&[self.seed, 1, at as u64]);
        for n in 0..units {
            let (office, of, run) = self.words.unit(n);
            let number = below.get_mut(of).map_or(1, |b| {
                *b += 1;
                *b - 1
            });
            let (head, full) = (number == 1, format!("{name}{office}"));
            let owner = self.words.office.get(of).map_or("", |o| o.name.as_str());
            // Departments and hospitals are large, stations small; a few are very large.
            let skew = chance.pick(&SKEW).copied().unwrap_or(1000).clamp(450, 3600);
            let weight = u64::try_from(skew).unwrap_or(1000);
            self.units.push(Unit {
                code: format!("{prefix}{:03}{number:03}", 101 + of),
                department: format!("{prefix}{:03}001", 101 + of),
                department_name: format!("{name}{owner}"),
                name: full,
                county: at,
                office: of,
                head,
                run,
                weight,
                before: self.weight,
            });
            self.weight += weight;
        }
        let units = (first, self.units.len());
        self.counties.push(County { code: format!("{prefix}000"), name, units });
    }

    /// The words of a unit's department.
    pub(super) fn office(&self, unit: &Unit) -> Option<&Office> {
        self.words.office.get(unit.office)
    }

    /// The county of a unit.
    pub(super) fn county_of(&self, unit: &Unit) -> Option<&County> {
        self.counties.get(unit.county)
    }

    /// The department's own unit.
    pub(super) fn head(&self, unit: &Unit) -> Option<usize> {
        let (from, to) = self.county_of(unit)?.units;
        (from..to).find(|n| self.units.get(*n).is_some_and(|u| u.code == unit.department))
    }

    /// How many of all payments are a unit's: the running sum, so that all together are all.
    pub(super) fn quota(&self, unit: &Unit, payments: u64) -> usize {
        let upto = |weight: u64| {
            u128::from(payments) * u128::from(weight) / u128::from(self.weight.max(1))
        };
        usize::try_from(upto(unit.before + unit.weight) - upto(unit.before)).unwrap_or(0)
    }
}

impl Words {
    /// Name, office and functional code of the unit at a place of a county: after two offices comes a unit
    /// below one of them, so that a small county has both; then the units that are numbered.
    fn unit(&self, n: usize) -> (String, usize, String) {
        let below = n / 3;
        let listed = match n % 3 {
            2 => self.sub.get(below).map(|s| (s.name.clone(), s.of, s.run.clone())),
            _ => self.office.get(n - below).map(|o| (o.name.clone(), n - below, o.run.clone())),
        };
        let more = || {
            let at = n.saturating_sub(self.office.len() + self.sub.len());
            let sorts = self.more.names.len().max(1);
            let (sort, number) = (at % sorts, at / sorts + 2);
            let name = self.more.names.get(sort).map_or("", String::as_str);
            let of = self.more.of.get(sort).copied().unwrap_or(0);
            (format!("第{number}{name}"), of, self.more.run.get(sort).cloned().unwrap_or_default())
        };
        listed.unwrap_or_else(more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_province_has_counties_departments_and_units_below_them() {
        let world = World::new(3_100, 1).unwrap();
        assert_eq!((world.counties.len(), world.units.len()), (100, 3_100));
        let codes: BTreeSet<&str> = world.units.iter().map(|u| u.code.as_str()).collect();
        let names: BTreeSet<&str> = world.units.iter().map(|u| u.name.as_str()).collect();
        assert_eq!((codes.len(), names.len()), (3_100, 3_100));
        // The department's own unit comes before those below it.
        for unit in &world.units {
            assert!(codes.contains(unit.department.as_str()), "{}", unit.code);
            assert_eq!(unit.head, unit.code == unit.department, "{}", unit.code);
        }
        let payments: usize = world.units.iter().map(|u| world.quota(u, 1_000_003)).sum();
        assert_eq!(payments, 1_000_003);
    }

    #[test]
    fn the_words_trip_no_rule_by_themselves() {
        const BANNED: [&str; 16] = [
            "宾馆",
            "酒店",
            "培训中心",
            "招待所",
            "餐饮",
            "财政所",
            "协会",
            "学会",
            "工会委员会",
            "待分配",
            "代编",
            "预留",
            "结转",
            "奖金",
            "补贴款",
            "救灾",
        ];
        let world = World::new(60, 1).unwrap();
        let words = &world.words;
        let names =
            words.eco.iter().map(|e| &e.name).chain(&words.payee.trade).chain(&words.project.task);
        for name in
            names.chain(&words.project.run).chain(words.office.iter().flat_map(|o| &o.tasks))
        {
            assert!(!BANNED.iter().any(|b| name.contains(b)), "{name}");
        }
    }
}
