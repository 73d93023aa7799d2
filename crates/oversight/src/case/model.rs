//! What a case is: the hits of warning rules that have one cause and one object, handled together.

use super::day;
use super::merge::Change;
use super::steps::{Action, Amounts, Refused, State, Step};
use crate::words::Words;
use base::{Amount, Date};
use serde::{Deserialize, Serialize};

/// How grave a warning is; red is the gravest.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Level {
    /// 蓝
    #[default]
    #[serde(rename = "蓝")]
    Blue,
    /// 黄
    #[serde(rename = "黄")]
    Yellow,
    /// 橙
    #[serde(rename = "橙")]
    Orange,
    /// 红
    #[serde(rename = "红")]
    Red,
}

impl Level {
    /// All of them, the gravest first.
    pub const ALL: [Level; 4] = [Level::Red, Level::Orange, Level::Yellow, Level::Blue];

    /// Its Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Level::Blue => "蓝",
            Level::Yellow => "黄",
            Level::Orange => "橙",
            Level::Red => "红",
        }
    }

    /// Its English name.
    pub fn en(self) -> &'static str {
        match self {
            Level::Blue => "blue",
            Level::Yellow => "yellow",
            Level::Orange => "orange",
            Level::Red => "red",
        }
    }

    /// Reads either name; 红色 too.
    pub fn parse(text: &str) -> Option<Level> {
        let text = text.trim().trim_end_matches("色预警").trim_end_matches('色');
        Level::ALL.into_iter().find(|l| l.zh() == text || l.en() == text)
    }
}

/// A figure that a warning shows, as it is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Column of the view.
    pub name: String,
    /// What it is called, Chinese.
    pub zh: String,
    /// What it is called, English.
    #[serde(default)]
    pub en: String,
    /// The value with its unit: 12.34万元.
    pub value: String,
}

/// A threshold as it was when the rule was evaluated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// Its name in the rule.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub title: Words,
    /// The value with its unit: 8%.
    pub value: String,
    /// 法定, 通行 or 默认 (law, practice, default), and where it was set otherwise.
    #[serde(default)]
    pub kind: String,
    /// What it rests on.
    #[serde(default)]
    pub basis: String,
}

impl Threshold {
    /// What it is in words; its name where a record of old has none.
    pub fn called(&self, english: bool) -> &str {
        match if english { &self.title.en } else { &self.title.zh } {
            none if none.is_empty() => &self.name,
            words => words,
        }
    }
}

/// One rule that fires on one object on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hit {
    /// Id of the rule.
    pub rule: String,
    /// Its title.
    pub title: Words,
    /// 监控主题
    pub theme: String,
    /// Rules of one cause on one object make one case.
    pub cause: String,
    /// How grave it is now.
    pub level: Level,
    /// 预算年度
    pub year: i32,
    /// Node whose ledger it was found in; empty for the node's own.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub book: String,
    /// 区划
    pub region: String,
    /// 单位编码; empty where it is about the whole government.
    pub unit: String,
    /// 单位名称
    pub unit_name: String,
    /// 主管部门编码
    pub department: String,
    /// 主管部门名称
    pub department_name: String,
    /// Grain values joined by `|`.
    pub object: String,
    /// What the object is called: name of the project, the payee …; empty where the unit is the object.
    pub object_name: String,
    /// The money at stake, by which warnings of one level are ranked.
    pub amount: Option<Amount>,
    /// What it shows.
    pub figures: Vec<Figure>,
    /// What is wrong.
    pub message: Words,
    /// 预警目的
    pub purpose: Words,
    /// 预警标准
    pub standard: Words,
    /// 预警依据
    pub basis: Vec<String>,
    /// What to do.
    pub advice: Words,
    /// Thresholds in force.
    pub thresholds: Vec<Threshold>,
    /// Numbers of the entries it stands on.
    pub entries: Vec<u64>,
    /// How many more there are than are listed.
    #[serde(skip_serializing_if = "none")]
    pub more: u64,
}

fn none(n: &u64) -> bool {
    *n == 0
}

/// A hit, and when it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// As it was seen last.
    #[serde(flatten)]
    pub hit: Hit,
    /// First day.
    #[serde(with = "day")]
    pub first: Date,
    /// Last day that was recorded.
    #[serde(with = "day")]
    pub last: Date,
    /// How often it was recorded.
    pub times: u32,
}

/// What is handled: one cause on one object. Each recorded version says why it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// `YJ-2023-3fa2b1`; a later occurrence has its number behind it.
    pub id: String,
    /// [`key`](super::key()): the key of its records.
    pub key: String,
    /// How many times there has been a case of this cause and object.
    pub occurrence: u32,
    /// The same without those that were false alarms or void: 2 is the first repeat.
    pub offence: u32,
    /// Id of the case before it; empty for none.
    #[serde(default)]
    pub follows: String,
    /// Highest level of this occurrence.
    pub level: Level,
    /// Day on which that level was reached.
    #[serde(with = "day")]
    pub risen: Date,
    /// The gravest hit.
    pub main: Sighting,
    /// Other rules of the same cause.
    #[serde(default)]
    pub also: Vec<Sighting>,
    /// First day.
    #[serde(with = "day")]
    pub first: Date,
    /// Last day that was recorded.
    #[serde(with = "day")]
    pub last: Date,
    /// Day since when the condition no longer holds.
    #[serde(default, with = "day::maybe")]
    pub ceased: Option<Date>,
    /// Why this version was recorded.
    pub change: Change,
}

impl Case {
    /// The hit that stands for the case.
    pub fn hit(&self) -> &Hit {
        &self.main.hit
    }

    /// All its sightings, the gravest first.
    pub fn sightings(&self) -> impl Iterator<Item = &Sighting> {
        std::iter::once(&self.main).chain(&self.also)
    }

    /// The object as people call it.
    pub fn called(&self) -> &str {
        let hit = self.hit();
        [&hit.object_name, &hit.unit_name, &hit.unit, &hit.object]
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or("", String::as_str)
    }

    /// Whether it repeats an offence that was once closed.
    pub fn is_repeat(&self) -> bool {
        self.offence > 1
    }
}

/// Days in China on which a case and its level were recorded. Where a past day was judged they are later
/// than `first` and `risen`: nobody verifies in time what he has not been told yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Of its first version.
    #[serde(with = "day")]
    pub first: Date,
    /// Of the version that reached its level.
    #[serde(with = "day")]
    pub risen: Date,
}

/// A version of a case as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The case.
    #[serde(flatten)]
    pub case: Case,
    /// When it was recorded; versions from before this was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

/// A step and the number of its entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Number of the entry.
    pub seq: u64,
    /// The step.
    #[serde(flatten)]
    pub step: Step,
}

/// A case as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseNow {
    /// Its latest version.
    pub case: Case,
    /// Number of that version's entry.
    pub seq: u64,
    /// When it was recorded; none where that is not known.
    pub told: Option<Told>,
    /// Its steps in order.
    pub steps: Vec<Recorded>,
    /// Where they lead.
    pub state: State,
    /// A step that was not possible: the record was taken back in part, or tampered with.
    pub broken: Option<Refused>,
}

impl CaseNow {
    /// Adds up the steps of a case. When it was recorded is for the caller to say, where it is known.
    pub fn new(case: Case, seq: u64, steps: Vec<Recorded>) -> CaseNow {
        let (standing, broken) = super::steps::replay(steps.iter().map(|r| &r.step));
        CaseNow { case, seq, told: None, steps, state: standing.state, broken }
    }

    /// The steps that count: neither withdrawn nor a withdrawal, in order.
    pub fn standing(&self) -> Vec<&Recorded> {
        let (standing, _) = super::steps::replay(self.steps.iter().map(|r| &r.step));
        standing.taken.iter().filter_map(|at| self.steps.get(*at)).collect()
    }

    /// The last step that counts and is of a kind.
    pub fn last(&self, action: Action) -> Option<&Recorded> {
        self.standing().into_iter().rev().find(|r| r.step.action == action)
    }

    /// The money put right: what the last answer says that says anything of money. A later answer that is
    /// silent about it takes nothing back.
    pub fn amounts(&self) -> Amounts {
        let answers = self.standing().into_iter().rev().map(|r| &r.step);
        let mut answers = answers.filter(|s| s.action == Action::Answer);
        answers.find(|s| !s.amounts.is_none()).map(|s| s.amounts).unwrap_or_default()
    }

    /// Number of the last entry of its steps, 0 while there are none.
    pub fn last_step(&self) -> u64 {
        self.steps.last().map_or(0, |r| r.seq)
    }
}
