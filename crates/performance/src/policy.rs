//! A policy: how points are given, which form is filled, which thresholds colour the year. One policy is
//! one file in `policies/`; its keys are described in `policies/README.md`.

use crate::score::Colour;
use crate::wire;
use base::Decimal;
use base::text::squash;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One policy.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its id, the name that an evaluation carries and the name of its file.
    pub id: String,
    /// What it is, for lists.
    pub title: String,
    /// Where it holds: 全国, or names of regions.
    pub regions: Vec<String>,
    /// Whether it scores a whole department.
    #[serde(default)]
    pub whole: bool,
    /// First year it holds for.
    pub from: i32,
    /// Last year, when it has been replaced.
    pub to: Option<i32>,
    /// How well its values are sourced.
    pub status: Status,
    /// Law or paper it rests on.
    pub basis: Vec<String>,
    /// What is practice, default or not published; empty when every value has its paper.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Points for budget execution.
    pub execution: Execution,
    /// First-level blocks.
    pub blocks: Vec<Block>,
    /// Other names of second-level kinds, e.g. 可持续发展指标 for 可持续影响指标.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
    /// Bands of a qualitative judgement.
    pub bands: Bands,
    /// Grades, best first.
    pub grades: Vec<Grade>,
    /// How numbers are scored.
    pub scoring: Rules,
    /// Colours of the mid-year monitoring.
    pub monitoring: Monitoring,
    /// Alarms of the self-evaluation.
    pub alarms: Alarms,
    /// What the review of targets looks for.
    pub review: Reviewing,
    /// Columns of the form.
    pub form: Form,
    /// Steps of the whole-department measures.
    #[serde(default)]
    pub measures: Vec<Measure>,
}

/// How well the values of a policy are sourced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Status {
    /// Every value stands in a published paper.
    #[serde(rename = "有据")]
    Sourced,
    /// As offices do it; the paper itself was not at hand.
    #[serde(rename = "通行")]
    Practice,
    /// Some values are defaults to be replaced by the local paper.
    #[serde(rename = "暂定")]
    Provisional,
}

/// Points for budget execution (预算执行).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Execution {
    /// 分值, usually 10.
    #[serde(deserialize_with = "wire::decimal")]
    pub weight: Decimal,
    /// Decimals of its points, 四舍五入.
    pub decimals: u32,
}

/// A first-level block of indicators.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// 一级指标, e.g. 产出指标.
    pub name: String,
    /// Usual sum of weights in it; absent where the policy leaves it to the unit.
    #[serde(default, deserialize_with = "wire::decimal_maybe")]
    pub weight: Option<Decimal>,
    /// Whether that sum is required and not only usual.
    #[serde(default)]
    pub fixed: bool,
    /// 二级指标 that belong to it.
    pub kinds: Vec<String>,
    /// 二级指标 that must have at least one indicator.
    #[serde(default)]
    pub required: Vec<String>,
}

/// The shares of the weight that a qualitative judgement may be given.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// 达成: at least this share, at most the whole weight.
    #[serde(deserialize_with = "wire::decimal")]
    pub reached: Decimal,
    /// 部分达成: at least this share, less than `reached`.
    #[serde(deserialize_with = "wire::decimal")]
    pub partly: Decimal,
    /// Shares given without a person (浙江); `None` where a person decides.
    pub automatic: Option<Automatic>,
}

/// Shares of the weight given by rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Automatic {
    /// 达成
    #[serde(deserialize_with = "wire::decimal")]
    pub reached: Decimal,
    /// 部分达成
    #[serde(deserialize_with = "wire::decimal")]
    pub partly: Decimal,
    /// 未达成
    #[serde(deserialize_with = "wire::decimal")]
    pub missed: Decimal,
}

/// A grade and the least score for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// 优, 良, 中, 差.
    pub name: String,
    /// Points out of a hundred.
    #[serde(deserialize_with = "wire::decimal")]
    pub from: Decimal,
}

/// What a missed number earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Missed {
    /// A share of the points.
    #[serde(rename = "按比例")]
    Share,
    /// Nothing.
    #[serde(rename = "不得分")]
    Nothing,
}

/// How numbers are scored.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Decimals of a score, 四舍五入.
    pub decimals: u32,
    /// 正向 and 等于 short of the target: 按比例 is actual ÷ target × weight.
    pub short: Missed,
    /// 反向 beyond the target: 按比例 falls from the weight at the target to nothing at `reverse_limit`.
    pub over: Missed,
    /// A reverse indicator has no points left at this multiple of its target; 2 in the national formula.
    #[serde(deserialize_with = "wire::decimal")]
    pub reverse_limit: Decimal,
}

/// Colours of the mid-year monitoring (双监控), in percent of what the calendar asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Monitoring {
    /// Below: 红.
    #[serde(deserialize_with = "wire::decimal")]
    pub red: Decimal,
    /// Below: 黄; from here 绿.
    #[serde(deserialize_with = "wire::decimal")]
    pub yellow: Decimal,
    /// From here 蓝 (for indicators only).
    #[serde(deserialize_with = "wire::decimal")]
    pub blue: Decimal,
    /// 二级指标 that are not measured against the calendar: in range 绿, else 红.
    #[serde(default)]
    pub in_range: Vec<String>,
    /// Colours of a whole department (安徽、合肥): 进度 in time or not × 目标 reached or not.
    #[serde(default)]
    pub matrix: Vec<Crossing>,
}

/// One field of the matrix for whole departments.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crossing {
    /// Whether execution is in time.
    pub on_time: bool,
    /// Whether the target is reached.
    pub reached: bool,
    /// The colour.
    pub colour: Colour,
}

/// Alarms of the self-evaluation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// 红: score share less execution rate, as a share of the score share, above this.
    #[serde(deserialize_with = "wire::decimal")]
    pub inflated: Decimal,
    /// 黄: unspent share of the budget above this.
    #[serde(deserialize_with = "wire::decimal")]
    pub unspent: Decimal,
    /// A reason is needed when actual and target differ by more than this share.
    #[serde(deserialize_with = "wire::decimal")]
    pub deviation: Decimal,
}

/// What the review of targets looks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviewing {
    /// Texts that share this share of their shingles (Jaccard) are near-duplicates.
    #[serde(deserialize_with = "wire::decimal")]
    pub copied: Decimal,
    /// Length of a shingle in characters, 1–3.
    pub shingle: usize,
    /// Texts of fewer characters are alike by chance and not compared.
    pub length: usize,
    /// A budget that changed by more than this share asks for adjusted targets.
    #[serde(deserialize_with = "wire::decimal")]
    pub budget_change: Decimal,
    /// Words a qualitative target can be judged by.
    pub words: Vec<String>,
}

/// Columns of the form, in printed order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Of the funds block.
    pub funds: Vec<String>,
    /// Of the indicator block, after the three levels.
    pub indicators: Vec<String>,
}

/// A measure of the whole department with its steps.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Name, e.g. 在职人员控制率.
    pub name: String,
    /// Points.
    #[serde(deserialize_with = "wire::decimal")]
    pub weight: Decimal,
    /// Formula in words.
    pub formula: String,
    /// Full points up to (or, with `short`, down to) this percentage.
    #[serde(deserialize_with = "wire::decimal")]
    pub full: Decimal,
    /// Whether falling short is what costs points.
    #[serde(default)]
    pub short: bool,
    /// Each so many percentage points beyond …
    #[serde(default, deserialize_with = "wire::decimal_maybe")]
    pub every: Option<Decimal>,
    /// … cost so many points.
    #[serde(default, deserialize_with = "wire::decimal_maybe")]
    pub costs: Option<Decimal>,
    /// What a part of a step costs.
    #[serde(default)]
    pub part: Part,
    /// Steps instead: up to this percentage so many points, in order; beyond the last, nothing.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// What a part of a step costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Part {
    /// Nothing: only whole steps count.
    #[default]
    #[serde(rename = "不计")]
    Nothing,
    /// As much as a whole step.
    #[serde(rename = "按一步")]
    Whole,
    /// Its share.
    #[serde(rename = "按比例")]
    Share,
}

/// One step of a measure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Up to this percentage.
    #[serde(deserialize_with = "wire::decimal")]
    pub to: Decimal,
    /// So many points.
    #[serde(deserialize_with = "wire::decimal")]
    pub points: Decimal,
}

impl Policy {
    /// The grade of a score out of a hundred.
    pub fn grade(&self, score: Decimal) -> Option<&str> {
        self.grades.iter().find(|g| score >= g.from).map(|g| g.name.as_str())
    }

    /// Points for the indicators: a hundred less those for execution.
    pub fn indicator_points(&self) -> Decimal {
        Decimal::ONE_HUNDRED.checked_sub(self.execution.weight).unwrap_or_default()
    }

    /// The block an indicator belongs to, by its first-level name.
    pub fn block(&self, level1: &str) -> Option<&Block> {
        self.blocks.iter().find(|b| plain(&b.name) == plain(level1))
    }

    /// The official name of a second-level kind, through its other names; `None` for a kind that the
    /// policy does not know.
    pub fn kind(&self, level2: &str) -> Option<&str> {
        let wanted = plain(level2);
        let alias = self.aliases.iter().find(|(name, _)| plain(name) == wanted);
        let wanted = alias.map_or(wanted, |(_, official)| plain(official));
        let mut kinds = self.blocks.iter().flat_map(|b| &b.kinds);
        kinds.find(|k| plain(k) == wanted).map(String::as_str)
    }

    /// The measure of this name.
    pub fn measure(&self, name: &str) -> Option<&Measure> {
        self.measures.iter().find(|m| squash(&m.name) == squash(name))
    }

    /// Whether it holds in a year.
    pub fn holds(&self, year: i32) -> bool {
        self.from <= year && self.to.is_none_or(|to| year <= to)
    }
}

/// A level's name for comparison: “产出指标 (50分)” and “产出” are the same.
pub(crate) fn plain(name: &str) -> String {
    let squashed = squash(name);
    let head = squashed.split('(').next().unwrap_or_default();
    head.trim_end_matches("指标").to_owned()
}
