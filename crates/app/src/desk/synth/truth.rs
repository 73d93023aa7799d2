//! What is planted: for every rule the objects that it must find, named as the grain of its view names them,
//! and why a rule finds an object that another rule was planted for.

use crate::fault::Fault;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// One planted object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Truth {
    /// Id of the rule.
    pub(super) rule: &'static str,
    /// 预算年度 in which it is found.
    pub(super) year: i32,
    /// The values of the view's grain, joined by `|`.
    pub(super) object: String,
    /// 红, 橙, 黄, 蓝
    pub(super) level: &'static str,
    /// Empty where it is planted for this rule.
    pub(super) reason: String,
}

impl Truth {
    pub(super) fn new(
        rule: &'static str,
        year: i32,
        object: impl Into<String>,
        level: &'static str,
        reason: impl Into<String>,
    ) -> Truth {
        Truth { rule, year, object: object.into(), level, reason: reason.into() }
    }
}

/// What the file says of the ledger beside the objects.
pub(super) struct About<'a> {
    pub(super) book: &'a str,
    pub(super) seed: u64,
    pub(super) units: usize,
    pub(super) payments: u64,
    pub(super) years: (i32, i32),
    pub(super) day: String,
    pub(super) head: String,
}

/// Rules whose objects are only found with another catalogue, and what it must have.
const CONDITIONS: &[(&str, &str)] = &[(
    "W04",
    "needs complete code lists (--catalog): with the built-in ones the rule is not applied",
)];

/// The file as JSON: rule → objects in order; every rule of `rules` is there, also without an object.
pub(super) fn text(about: &About<'_>, mut truths: Vec<Truth>, rules: &[&str]) -> String {
    truths.sort();
    truths.dedup();
    let mut by_rule: BTreeMap<&str, Vec<serde_json::Value>> =
        rules.iter().map(|r| (*r, Vec::new())).collect();
    for t in &truths {
        by_rule.entry(t.rule).or_default().push(json!({
            "year": t.year, "object": t.object, "level": t.level, "reason": t.reason,
        }));
    }
    let runs: Vec<_> = (about.years.0..=about.years.1)
        .map(|year| json!({ "year": year, "day": about.day }))
        .collect();
    let conditions: BTreeMap<_, _> = CONDITIONS.iter().copied().collect();
    let whole = json!({
        "book": about.book,
        "seed": about.seed,
        "units": about.units,
        "payments": about.payments,
        "head": about.head,
        "runs": runs,
        "conditions": conditions,
        "rules": by_rule,
    });
    serde_json::to_string_pretty(&whole).unwrap_or_default()
}

/// Writes the file.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Fault> {
    crate::save(path, text.as_bytes())
}

/// Planted objects without those that only follow, and how many rules they are of.
pub(super) fn count(truths: &[Truth]) -> (usize, usize) {
    let own = || truths.iter().filter(|t| t.reason.is_empty());
    let rules: std::collections::BTreeSet<&str> = own().map(|t| t.rule).collect();
    (own().count(), rules.len())
}
