//! Scoring policies: how points are given, which form is filled, which thresholds colour the year.
//! One policy is one file in `policies/`.

use base::Decimal;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::BTreeMap;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../policies");

/// Why a policy file could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct PolicyError {
    /// The file.
    pub file: String,
    /// What is wrong in it, as the reader of the format says it.
    pub what: String,
}

/// One policy.
#[derive(Debug, Clone, Deserialize)]
pub struct Policy {
    /// Its id, the name that an evaluation carries.
    pub id: String,
    /// What it is, for lists.
    pub title: String,
    /// Law or paper it rests on; says so where a value is only practice.
    pub basis: Vec<String>,
    /// Whether it scores a whole department.
    #[serde(default)]
    pub whole: bool,
    /// First year it holds for.
    pub from: i32,
    /// Last year, when it has been replaced.
    pub to: Option<i32>,
    /// Points for budget execution.
    pub execution: Execution,
    /// Weights of the first-level blocks.
    pub blocks: Vec<Block>,
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
    /// Steps of the whole-department measures.
    #[serde(default)]
    pub measures: Vec<Measure>,
}

/// Points for budget execution (预算执行).
#[derive(Debug, Clone, Deserialize)]
pub struct Execution {
    /// 分值, usually 10.
    pub weight: Decimal,
}

/// A first-level block of indicators.
#[derive(Debug, Clone, Deserialize)]
pub struct Block {
    /// 一级指标, e.g. 产出指标.
    pub name: String,
    /// Sum of weights in it; absent where the policy leaves it to the unit.
    pub weight: Option<Decimal>,
    /// 二级指标 that belong to it.
    pub kinds: Vec<String>,
    /// 二级指标 that must have at least one indicator.
    #[serde(default)]
    pub required: Vec<String>,
}

/// The shares of the weight that a qualitative judgement may be given.
#[derive(Debug, Clone, Deserialize)]
pub struct Bands {
    /// 达成: at least this share, at most the whole weight.
    pub reached: Decimal,
    /// 部分达成: at least this share, less than `reached`.
    pub partly: Decimal,
    /// Shares given without a person (浙江); `None` where a person decides.
    pub automatic: Option<Automatic>,
}

/// Shares of the weight given by rule.
#[derive(Debug, Clone, Deserialize)]
pub struct Automatic {
    /// 达成
    pub reached: Decimal,
    /// 部分达成
    pub partly: Decimal,
    /// 未达成
    pub missed: Decimal,
}

/// A grade and the least score for it.
#[derive(Debug, Clone, Deserialize)]
pub struct Grade {
    /// 优, 良, 中, 差.
    pub name: String,
    /// Points out of a hundred.
    pub from: Decimal,
}

/// How numbers are scored.
#[derive(Debug, Clone, Deserialize)]
pub struct Rules {
    /// Decimals of a score.
    pub decimals: u32,
    /// Whether a missed target gives points in proportion; else all or nothing.
    pub proportional: bool,
    /// A reverse indicator has no points left at this multiple of its target.
    pub reverse_limit: Decimal,
}

/// Colours of the mid-year monitoring (双监控), in percent of what the calendar asks for.
#[derive(Debug, Clone, Deserialize)]
pub struct Monitoring {
    /// Below: 红.
    pub red: Decimal,
    /// Below: 黄; from here 绿.
    pub yellow: Decimal,
    /// From here 蓝 (for indicators only).
    pub blue: Decimal,
    /// 二级指标 that are not measured against the calendar: in range 绿, else 红.
    #[serde(default)]
    pub in_range: Vec<String>,
}

/// Alarms of the self-evaluation.
#[derive(Debug, Clone, Deserialize)]
pub struct Alarms {
    /// 红: score share less execution rate, as a share of the score share, above this.
    pub inflated: Decimal,
    /// 黄: unspent share of the budget above this.
    pub unspent: Decimal,
    /// A reason is needed when actual and target differ by more than this share.
    pub deviation: Decimal,
}

/// A measure of the whole department with its steps (B.5).
#[derive(Debug, Clone, Deserialize)]
pub struct Measure {
    /// Name, e.g. 在职人员控制率.
    pub name: String,
    /// Points.
    pub weight: Decimal,
    /// Formula in words.
    pub formula: String,
    /// Full points up to (or, with `short`, down to) this percentage.
    pub full: Decimal,
    /// Whether falling short is what costs points.
    #[serde(default)]
    pub short: bool,
    /// Each so many percentage points beyond …
    pub every: Option<Decimal>,
    /// … cost so many points.
    pub costs: Option<Decimal>,
    /// Steps instead: up to this percentage so many points, in order.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// One step of a measure.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    /// Up to this percentage.
    pub to: Decimal,
    /// So many points.
    pub points: Decimal,
}

impl Policy {
    /// The grade of a score out of a hundred.
    pub fn grade(&self, score: Decimal) -> Option<&str> {
        self.grades.iter().find(|g| score >= g.from).map(|g| g.name.as_str())
    }

    /// The block an indicator belongs to, by its first-level name.
    pub fn block(&self, level1: &str) -> Option<&Block> {
        let plain = |s: &str| s.trim_end_matches("指标").to_owned();
        self.blocks.iter().find(|b| plain(&b.name) == plain(level1))
    }
}

/// All policies by id.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    all: BTreeMap<String, Policy>,
}

impl Policies {
    /// The files that come with the program, as path and text.
    pub fn embedded_files() -> Vec<(String, String)> {
        let text = |f: &include_dir::File<'_>| {
            let path = format!("policies/{}", f.path().to_string_lossy());
            f.contents_utf8().map(|t| (path, t.to_owned()))
        };
        let files = EMBEDDED.files().filter_map(text);
        files.filter(|(path, _)| path.ends_with(".toml")).collect()
    }

    /// Policies from files (path, text).
    ///
    /// # Errors
    /// Names the file that is not valid; two files must not have the same id.
    pub fn from_files(files: &[(String, String)]) -> Result<Policies, PolicyError> {
        let mut all = BTreeMap::new();
        for (file, text) in files {
            let wrong = |what: String| PolicyError { file: file.clone(), what };
            let policy: Policy = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
            let id = policy.id.clone();
            if all.insert(id.clone(), policy).is_some() {
                return Err(wrong(format!("id {id} stands in two files")));
            }
        }
        Ok(Policies { all })
    }

    /// The policy with this id.
    pub fn get(&self, id: &str) -> Option<&Policy> {
        self.all.get(id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.all.values()
    }
}
