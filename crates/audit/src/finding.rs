//! What an audit gives back.

use base::Problem;
use facts::{FactId, Place};
use std::collections::BTreeSet;

/// How serious a finding is. Errors come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document contradicts itself or a hard rule of its form.
    Error,
    /// A reviewer must ask (疑点).
    Warning,
    /// Wording, layout, tail differences.
    Notice,
}

impl Severity {
    /// `error`, `warning`, `notice`: as in the JSON contract.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "notice",
        }
    }
}

/// A text in Chinese and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A value that a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operand {
    /// What it is: row and column, or the subject of the sentence.
    pub label: String,
    /// The value as printed, with its unit.
    pub value: String,
    /// Where it stands.
    pub place: Place,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable across runs on the same document: made of rule, place labels and stated value.
    pub key: String,
    /// Id of the rule.
    pub rule: String,
    /// Title of the rule.
    pub title: Words,
    /// How serious.
    pub severity: Severity,
    /// Law, form or paper the rule rests on.
    pub basis: Vec<String>,
    /// What is wrong, in whole sentences.
    pub message: Words,
    /// What to do about it.
    pub advice: Words,
    /// The figure or text as printed, if one is to blame.
    pub stated: Option<String>,
    /// What it should be, where that follows.
    pub expected: Option<String>,
    /// Stated minus expected, for figures.
    pub difference: Option<String>,
    /// Places, the culprit's first.
    pub places: Vec<Place>,
    /// The values the judgement rests on.
    pub operands: Vec<Operand>,
    /// Other relations that the same figure breaks, in words.
    pub also: Vec<Words>,
}

/// Outcome of one relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Printed values agree exactly.
    Holds,
    /// Rounding alone explains the difference.
    Tail,
    /// Does not hold.
    Broken,
    /// An operand is missing.
    NotApplied,
}

/// One check that was made, for `trace`, coverage and counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Id of the rule.
    pub rule: String,
    /// Title of the rule.
    pub title: Words,
    /// What happened.
    pub outcome: Outcome,
    /// Figures it uses; the stated one first.
    pub facts: Vec<FactId>,
    /// Left and right side as computed, with their slack: `1709.73 (±0.010)`.
    pub sides: Option<(String, String)>,
    /// How far the sides may lie apart by rounding alone.
    pub slack: Option<String>,
    /// Why it was not applied.
    pub reason: String,
}

/// Counts of outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// Agree exactly.
    pub holds: usize,
    /// Differ by rounding.
    pub tail: usize,
    /// Do not hold.
    pub broken: usize,
    /// Not applied.
    pub not_applied: usize,
}

/// The result of auditing one fact set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Findings: errors first, then by place.
    pub findings: Vec<Finding>,
    /// Every relation judged.
    pub relations: Vec<Relation>,
    /// Counts of outcomes.
    pub checks: Checks,
    /// Amounts held by at least one relation that was judged.
    pub pinned: BTreeSet<FactId>,
    /// Rules that could not run.
    pub problems: Vec<Problem>,
}
