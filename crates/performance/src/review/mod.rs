//! Review of targets before they are approved: weights, kinds, single targets, the goal's own numbers,
//! copies. A remark says what, where, and what to do.

mod copies;
mod goal;
mod targets;
mod weights;

use crate::model::Evaluation;
use crate::policy::Policy;
use crate::score::Words;

/// How strict a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strictness {
    /// Must be mended before approval.
    Must,
    /// The reviewer asks.
    Ask,
}

/// One remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Stable code, e.g. `weights`; all are listed in `policies/README.md`.
    pub code: &'static str,
    /// How strict.
    pub strictness: Strictness,
    /// `指标N.指标值`, `板块:产出指标`, `年度目标`, …
    pub field: String,
    /// What.
    pub words: Words,
    /// What to do.
    pub advice: Words,
}

impl Remark {
    /// Something that must be mended; each pair is Chinese and English.
    fn must(
        code: &'static str,
        field: impl Into<String>,
        (zh, en): (String, String),
        (do_zh, do_en): (&str, &str),
    ) -> Remark {
        let words = Words::new(zh, en);
        let advice = Words::new(do_zh, do_en);
        Remark { code, strictness: Strictness::Must, field: field.into(), words, advice }
    }

    /// Something the reviewer asks.
    fn ask(
        code: &'static str,
        field: impl Into<String>,
        words: (String, String),
        advice: (&str, &str),
    ) -> Remark {
        Remark { strictness: Strictness::Ask, ..Remark::must(code, field, words, advice) }
    }
}

/// Reviews a goal; `others` are the evaluations of other projects and of the years before.
pub fn review(evaluation: &Evaluation, policy: &Policy, others: &[&Evaluation]) -> Vec<Remark> {
    let mut found = fit(evaluation, policy);
    found.extend(weights::weights(evaluation, policy));
    found.extend(weights::kinds(evaluation, policy));
    for (n, indicator) in evaluation.indicators.iter().enumerate() {
        found.extend(targets::target(n + 1, indicator, policy));
    }
    found.extend(targets::twins(evaluation));
    found.extend(goal::goal(evaluation, policy));
    found.extend(goal::lowered(evaluation, others));
    found.extend(goal::poor_before(evaluation, policy, others));
    found.extend(copies::copies(evaluation, policy, others));
    found
}

/// Whether the policy is one for this year and reach.
fn fit(evaluation: &Evaluation, policy: &Policy) -> Vec<Remark> {
    let (id, year) = (&policy.id, evaluation.year);
    let mut found = Vec::new();
    if !policy.holds(year) {
        found.push(Remark::must(
            "policy-year",
            "办法",
            (
                format!("办法“{id}”不适用于 {year} 年"),
                format!("policy {id} does not hold in {year}"),
            ),
            ("改用该年度有效的办法", "use the policy in force that year"),
        ));
    }
    if policy.whole != evaluation.whole {
        let (zh, en) = match policy.whole {
            true => ("部门整体支出", "whole departments"),
            false => ("项目支出", "projects"),
        };
        found.push(Remark::must(
            "policy-reach",
            "办法",
            (format!("办法“{id}”用于{zh}"), format!("policy {id} is for {en}")),
            ("改用相应的办法，或更正“整体”一项", "use a fitting policy, or correct `whole`"),
        ));
    }
    found
}
