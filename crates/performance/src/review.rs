//! Review of targets before they are approved: weights, measurability, direction, copies.

use crate::model::{Evaluation, Indicator, Operator, Target};
use crate::policy::Policy;
use crate::score::Words;
use base::Decimal;
use std::collections::BTreeSet;

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
    /// Stable code, e.g. `weights`.
    pub code: &'static str,
    /// How strict.
    pub strictness: Strictness,
    /// `指标N`, `板块:产出指标`, `年度目标`, …
    pub field: String,
    /// What, and what to do.
    pub words: Words,
}

/// Texts that share this share of their character pairs (Jaccard) are copies of each other.
const COPIED: (u32, u32) = (9, 10);
/// Shorter texts are alike by chance.
const COPY_LENGTH: usize = 16;

/// Reviews a goal; `others` are the goals of other projects and of the year before.
pub fn review(evaluation: &Evaluation, policy: &Policy, others: &[&Evaluation]) -> Vec<Remark> {
    let mut found = weights(evaluation, policy);
    found.extend(kinds(evaluation, policy));
    for (n, indicator) in evaluation.indicators.iter().enumerate() {
        found.extend(target(n + 1, indicator));
    }
    found.extend(twins(evaluation));
    found.extend(copies(evaluation, others));
    if evaluation.goal.trim().is_empty() {
        found.push(must("goal", "年度目标", "没有写年度目标", "there is no yearly goal"));
    }
    found
}

fn must(
    code: &'static str,
    field: impl Into<String>,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Remark {
    Remark { code, strictness: Strictness::Must, field: field.into(), words: Words::new(zh, en) }
}

fn ask(
    code: &'static str,
    field: impl Into<String>,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Remark {
    Remark { strictness: Strictness::Ask, ..must(code, field, zh, en) }
}

fn weights(evaluation: &Evaluation, policy: &Policy) -> Vec<Remark> {
    let mut found = Vec::new();
    let sum = |of: &dyn Fn(&Indicator) -> bool| {
        let mut all = evaluation.indicators.iter().filter(|i| of(i));
        all.try_fold(Decimal::ZERO, |sum, i| sum.checked_add(i.weight))
    };
    let full = Decimal::ONE_HUNDRED - policy.execution.weight;
    match sum(&|_| true) {
        Some(total) if total == full => {}
        total => {
            let total = total.map_or_else(|| "?".to_owned(), |t| t.normalize().to_string());
            let full = full.normalize();
            found.push(must(
                "weights",
                "分值",
                format!("指标分值合计 {total}，应为 {full}；请调整分值"),
                format!("weights sum to {total}, must be {full}"),
            ));
        }
    }
    for block in &policy.blocks {
        let Some(due) = block.weight else { continue };
        let of = |i: &Indicator| policy.block(&i.level1).is_some_and(|b| b.name == block.name);
        let Some(has) = sum(&of).filter(|h| *h != due) else { continue };
        let (has, due, name) = (has.normalize(), due.normalize(), &block.name);
        found.push(ask(
            "block",
            format!("板块:{name}"),
            format!("{name}分值合计 {has}，通行为 {due}"),
            format!("{name} sums to {has}, usual is {due}"),
        ));
    }
    for (n, i) in evaluation.indicators.iter().enumerate() {
        if i.weight <= Decimal::ZERO {
            let name = &i.name;
            found.push(must(
                "zero-weight",
                format!("指标{}", n + 1),
                format!("指标“{name}”没有分值"),
                format!("indicator “{name}” has no weight"),
            ));
        }
    }
    found
}

fn kinds(evaluation: &Evaluation, policy: &Policy) -> Vec<Remark> {
    let mut found = Vec::new();
    for block in &policy.blocks {
        for kind in &block.required {
            if !evaluation.indicators.iter().any(|i| i.level2 == *kind) {
                found.push(must(
                    "kind",
                    format!("板块:{}", block.name),
                    format!("缺少{kind}"),
                    format!("{kind} is missing"),
                ));
            }
        }
    }
    for (n, i) in evaluation.indicators.iter().enumerate() {
        if policy.block(&i.level1).is_none() {
            found.push(ask(
                "level",
                format!("指标{}", n + 1),
                format!("一级指标“{}”不在表样之内", i.level1),
                format!("first level “{}” is not in the form", i.level1),
            ));
        }
    }
    found
}

/// What one target says of itself.
fn target(n: usize, indicator: &Indicator) -> Vec<Remark> {
    let field = format!("指标{n}");
    let mut found = Vec::new();
    let target = indicator.adjusted.as_ref().unwrap_or(&indicator.target);
    let name = &indicator.name;
    if target.number.is_none() && vague(target) {
        found.push(must(
            "unmeasurable",
            &field,
            format!("指标“{name}”的指标值没有写明，无法衡量"),
            format!("the target of “{name}” cannot be measured"),
        ));
    }
    if name.trim() == indicator.level2 || name.trim().is_empty() {
        found.push(must(
            "unnamed",
            &field,
            format!("三级指标名称就是“{name}”，请写出具体指标"),
            format!("the indicator is only called “{name}”"),
        ));
    }
    let cost = indicator.level2.contains("成本");
    let reverse = matches!(target.operator, Operator::AtMost | Operator::LessThan);
    let counted = target.number.is_some();
    if cost && counted && !reverse {
        found.push(ask(
            "cost-direction",
            &field,
            format!("成本指标“{name}”通常用“≤”"),
            format!("cost indicator “{name}” is usually ≤"),
        ));
    }
    let money = matches!(target.unit.as_str(), "元" | "万" | "万元");
    if indicator.level2 == "数量指标" && reverse && !money {
        found.push(ask(
            "output-direction",
            &field,
            format!("数量指标“{name}”用“≤”，什么都不做也算完成"),
            format!("output “{name}” with ≤: doing nothing reaches it"),
        ));
    }
    if indicator.level2 == "数量指标" && money {
        found.push(ask(
            "cost-as-quantity",
            &field,
            format!("“{name}”是成本，不是数量"),
            format!("“{name}” is a cost, not a quantity"),
        ));
    }
    found
}

/// Words that set no target at all.
fn vague(target: &Target) -> bool {
    let words = target.words.trim();
    words.is_empty() || matches!(words, "无" | "未填报" | "/" | "-" | "—")
}

/// The same indicator twice in one goal.
fn twins(evaluation: &Evaluation) -> Vec<Remark> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (n, i) in evaluation.indicators.iter().enumerate() {
        if !seen.insert(i.name.trim()) {
            found.push(ask(
                "twin",
                format!("指标{}", n + 1),
                format!("指标“{}”重复", i.name),
                format!("indicator “{}” stands twice", i.name),
            ));
        }
    }
    found
}

/// Goals whose words were taken from another.
fn copies(evaluation: &Evaluation, others: &[&Evaluation]) -> Vec<Remark> {
    let mine = pairs(&evaluation.goal);
    let long = evaluation.goal.chars().count() >= COPY_LENGTH;
    let mut found = Vec::new();
    for other in
        others.iter().filter(|o| long && (o.code != evaluation.code || o.year != evaluation.year))
    {
        let theirs = pairs(&other.goal);
        let common = mine.intersection(&theirs).count() as u64;
        let all = mine.union(&theirs).count() as u64;
        if all > 0 && common * u64::from(COPIED.1) >= all * u64::from(COPIED.0) {
            let (name, year) = (&other.name, other.year);
            found.push(ask(
                "copied",
                "年度目标",
                format!("年度目标与“{name}”（{year}年）几乎相同"),
                format!("the goal is nearly that of “{name}” ({year})"),
            ));
        }
    }
    found
}

fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let plain: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    plain.iter().zip(plain.iter().skip(1)).map(|(a, b)| (*a, *b)).collect()
}
