//! Do the weights make a hundred, in the whole and a block, and is every kind there that must be?

use super::Remark;
use crate::model::{Evaluation, Indicator};
use crate::policy::{Block, Policy, plain};
use base::Decimal;

/// Sums of weights: all indicators, each block, no indicator without weight.
pub fn weights(evaluation: &Evaluation, policy: &Policy) -> Vec<Remark> {
    let mut found = Vec::new();
    if evaluation.indicators.is_empty() {
        found.push(Remark::must(
            "no-indicators",
            "指标",
            ("没有三级指标，目标无从衡量".to_owned(), "there are no indicators".to_owned()),
            ("按表样设置三级指标；没有绩效目标的不安排预算", "set indicators; no goal, no budget"),
        ));
        return found;
    }
    let full = policy.indicator_points();
    let total = sum(evaluation, |_| true);
    let earning = evaluation.indicators.iter().any(|i| i.weight > Decimal::ZERO);
    if !earning {
        found.push(Remark::must(
            "zero-tree",
            "分值",
            (
                "全部指标都没有分值，指标体系不能计分".to_owned(),
                "no indicator has any weight: nothing can be scored".to_owned(),
            ),
            ("按重要程度给每个指标分配分值", "give every indicator a weight"),
        ));
    } else if total != Some(full) {
        let (has, due) = (shown(total), full.normalize());
        found.push(Remark::must(
            "weights",
            "分值",
            (
                format!("指标分值合计 {has}，应为 {due}"),
                format!("weights sum to {has}, must be {due}"),
            ),
            ("调整分值，使合计与办法一致", "adjust the weights to the policy's total"),
        ));
    }
    found.extend(policy.blocks.iter().filter_map(|b| block(evaluation, policy, b)));
    for (n, i) in evaluation.indicators.iter().enumerate().filter(|_| earning) {
        if i.weight <= Decimal::ZERO {
            let name = &i.name;
            found.push(Remark::must(
                "zero-weight",
                format!("指标{}.分值", n + 1),
                (
                    format!("指标“{name}”的分值不大于零"),
                    format!("indicator “{name}” has no weight"),
                ),
                ("给它分值，或删去该指标", "give it a weight, or leave it out"),
            ));
        }
    }
    found
}

fn block(evaluation: &Evaluation, policy: &Policy, block: &Block) -> Option<Remark> {
    let due = block.weight?;
    let has = sum(evaluation, |i| policy.block(&i.level1).is_some_and(|b| b.name == block.name));
    if has == Some(due) {
        return None;
    }
    let (has, due, name) = (shown(has), due.normalize(), &block.name);
    let field = format!("板块:{name}");
    Some(match block.fixed {
        true => Remark::must(
            "block",
            field,
            (format!("{name}分值合计 {has}，应为 {due}"), format!("{name}: {has}, must be {due}")),
            ("调整该部分各指标的分值", "adjust the weights of this block"),
        ),
        false => Remark::ask(
            "block",
            field,
            (
                format!("{name}分值合计 {has}，通行为 {due}"),
                format!("{name}: {has}, usual is {due}"),
            ),
            ("确认是否另有规定", "confirm that another rule applies"),
        ),
    })
}

fn sum(evaluation: &Evaluation, of: impl Fn(&Indicator) -> bool) -> Option<Decimal> {
    let mut all = evaluation.indicators.iter().filter(|i| of(i));
    all.try_fold(Decimal::ZERO, |sum, i| sum.checked_add(i.weight))
}

fn shown(sum: Option<Decimal>) -> String {
    sum.map_or_else(|| "？".to_owned(), |s| s.normalize().to_string())
}

/// Kinds that must be there, and levels the form does not have.
pub fn kinds(evaluation: &Evaluation, policy: &Policy) -> Vec<Remark> {
    let mut found = Vec::new();
    for block in policy.blocks.iter().filter(|_| !evaluation.indicators.is_empty()) {
        for kind in &block.required {
            let mut kinds = evaluation.indicators.iter().filter_map(|i| policy.kind(&i.level2));
            if !kinds.any(|k| k == kind) {
                found.push(Remark::must(
                    "kind",
                    format!("板块:{}", block.name),
                    (format!("缺少{kind}"), format!("{kind} is missing")),
                    ("至少设一个该类指标", "set at least one indicator of this kind"),
                ));
            }
        }
    }
    for (n, i) in evaluation.indicators.iter().enumerate() {
        let field = |part: &str| format!("指标{}.{part}", n + 1);
        let Some(block) = policy.block(&i.level1) else {
            found.push(Remark::ask(
                "level",
                field("一级指标"),
                (
                    format!("一级指标“{}”不在表样之内", i.level1),
                    format!("first level “{}” is not in the form", i.level1),
                ),
                ("按表样填写一级指标", "use the first levels of the form"),
            ));
            continue;
        };
        if !policy.kind(&i.level2).is_some_and(|k| block.kinds.iter().any(|b| b == k)) {
            let (one, two) = (&i.level1, &i.level2);
            found.push(Remark::ask(
                "level",
                field("二级指标"),
                (
                    format!("“{two}”不是{}指标之下的二级指标", plain(one)),
                    format!("“{two}” is no kind of {one}"),
                ),
                ("按表样填写二级指标", "use the kinds of the form"),
            ));
        }
    }
    found
}
