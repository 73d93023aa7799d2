//! All policies: the files that come with the program and those a region adds, checked when loaded so
//! that a slip in a file is named there and not met in a score.

use crate::policy::{Measure, Policy};
use crate::whole::BaseFigures;
use base::Decimal;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../policies");

/// Why a policy file could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct PolicyError {
    /// The file.
    pub file: String,
    /// What is wrong in it, in Chinese and English.
    pub what: String,
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

    /// The policies that come with the program.
    ///
    /// # Errors
    /// None that a build of ours would have: a test loads them.
    pub fn embedded() -> Result<Policies, PolicyError> {
        Policies::from_files(&Policies::embedded_files())
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
            sound(&policy).map_err(|what| wrong(what.to_owned()))?;
            let id = policy.id.clone();
            if all.insert(id.clone(), policy).is_some() {
                return Err(wrong(format!("编号“{id}”在两个文件里出现 (id stands in two files)")));
            }
        }
        Ok(Policies { all })
    }

    /// The policy with this id.
    pub fn get(&self, id: &str) -> Option<&Policy> {
        self.all.get(id)
    }

    /// The policies for a region, year and reach, the region's own before the national ones.
    pub fn fitting(&self, region: &str, year: i32, whole: bool) -> Vec<&Policy> {
        let here = |p: &&Policy| p.regions.iter().any(|r| r == region);
        let anywhere = |p: &&Policy| p.regions.iter().any(|r| r == "全国");
        let usable = || self.all.values().filter(|p| p.holds(year) && p.whole == whole);
        let national = usable().filter(|p| anywhere(p) && !here(p));
        usable().filter(here).chain(national).collect()
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.all.values()
    }
}

/// What no policy may get wrong.
fn sound(policy: &Policy) -> Result<(), &'static str> {
    let rising = |a: Decimal, b: Decimal| a < b;
    let m = &policy.monitoring;
    let blocks: Vec<Decimal> = policy.blocks.iter().filter_map(|b| b.weight).collect();
    let sum = blocks.iter().try_fold(Decimal::ZERO, |sum, w| sum.checked_add(*w));
    let full = policy.indicator_points();
    let checks = [
        (policy.basis.is_empty(), "缺少依据 basis (no basis)"),
        (policy.to.is_some_and(|to| to < policy.from), "截止年度早于起始年度 (to is before from)"),
        (
            policy.execution.weight < Decimal::ZERO || full < Decimal::ZERO,
            "预算执行分值应在 0 到 100 之间 (execution weight out of range)",
        ),
        (
            blocks.len() == policy.blocks.len() && sum != Some(full),
            "各一级指标分值与预算执行分值之和应为 100 (blocks and execution must make 100)",
        ),
        (
            policy.blocks.iter().any(|b| b.required.iter().any(|k| !b.kinds.contains(k))),
            "必设的二级指标不在该一级指标之下 (a required kind is not in its block)",
        ),
        (
            policy.aliases.values().any(|k| policy.kind(k) != Some(k.as_str())),
            "别名指向的二级指标不存在 (an alias names an unknown kind)",
        ),
        (
            !policy.grades.is_sorted_by(|a, b| a.from > b.from)
                || policy.grades.last().is_none_or(|g| !g.from.is_zero()),
            "等次应由高到低，最低一等从 0 分起 (grades must fall to 0)",
        ),
        (
            !rising(policy.bands.partly, policy.bands.reached)
                || policy.bands.reached > Decimal::ONE,
            "定性区间应为 0 < 部分达成 < 达成 ≤ 1 (bands must rise to at most 1)",
        ),
        (
            policy.scoring.decimals > 6 || policy.execution.decimals > 6,
            "得分小数位数不应超过 6 (too many decimals)",
        ),
        (
            policy.scoring.reverse_limit <= Decimal::ONE,
            "反向指标归零倍数应大于 1 (reverse_limit must exceed 1)",
        ),
        (
            !rising(m.red, m.yellow) || !rising(m.yellow, m.blue),
            "监控阈值应为 红 < 黄 < 蓝 (thresholds must rise)",
        ),
        (
            !(1..=3).contains(&policy.review.shingle) || policy.review.copied <= Decimal::ZERO,
            "查重字长应为 1 至 3，阈值应大于 0 (shingle 1–3, threshold above 0)",
        ),
        (
            !policy.measures.iter().all(measurable),
            "整体指标应写明扣分步长或分档，且名称须可由基础数据计算 (a measure needs steps and a known name)",
        ),
    ];
    match checks.iter().find(|(wrong, _)| *wrong) {
        Some((_, what)) => Err(what),
        None => Ok(()),
    }
}

/// Whether a measure has one way of losing points, and base figures it is computed from.
fn measurable(m: &Measure) -> bool {
    let each = m.every.is_some_and(|e| e > Decimal::ZERO) && m.costs.is_some();
    let none = m.every.is_none() && m.costs.is_none();
    let ladder = m.steps.is_sorted_by(|a, b| a.to < b.to) && !m.steps.is_empty();
    ((each && m.steps.is_empty()) || (none && ladder)) && BaseFigures::knows(&m.name)
}
