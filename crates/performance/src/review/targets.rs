//! What a single target says of itself: whether it can be measured, whether its direction makes sense,
//! whether it stands twice.

use super::Remark;
use super::copies::overlap;
use crate::model::{Direction, Evaluation, Indicator, Operator, Target};
use crate::policy::{Policy, plain};
use crate::wire::money;
use base::text::squash;
use base::{Decimal, scan};
use std::collections::BTreeMap;

/// Remarks on one indicator; `n` counts from 1.
pub fn target(n: usize, indicator: &Indicator, policy: &Policy) -> Vec<Remark> {
    let target = indicator.due();
    let mut found = Vec::from_iter(measurable(n, indicator, target, policy));
    found.extend(named(n, indicator, policy));
    found.extend(directed(n, indicator, target));
    found
}

fn measurable(n: usize, indicator: &Indicator, target: &Target, policy: &Policy) -> Option<Remark> {
    let name = &indicator.name;
    let field = format!("指标{n}.指标值");
    if target.is_blank() {
        return Some(Remark::must(
            "no-target",
            field,
            (format!("指标“{name}”没有指标值"), format!("“{name}” has no target")),
            ("写明数字，或可判断的定性要求", "give a number, or words that can be judged"),
        ));
    }
    let explained = !indicator.standard.trim().is_empty();
    if target.number.is_none() && !explained && !judged(&target.words, policy) {
        let words = &target.words;
        return Some(Remark::must(
            "unmeasurable",
            field,
            (
                format!("指标“{name}”的指标值“{words}”无法衡量"),
                format!("the target “{words}” of “{name}” cannot be measured"),
            ),
            (
                "改为数字，或写明评分标准，或用可判断的定性用语",
                "give a number, a standard, or words that can be judged",
            ),
        ));
    }
    let rated = ["率", "比", "度", "占", "%"].iter().any(|w| name.contains(w));
    if target.unit == "%" && !explained && !rated {
        return Some(Remark::ask(
            "undefined-rate",
            field,
            (
                format!("指标“{name}”以百分比衡量，但没有说明是什么占什么的比例"),
                format!("“{name}” is a percentage of nothing that is named"),
            ),
            ("写明分子、分母和数据来源", "say what is divided by what, and where it is taken from"),
        ));
    }
    None
}

/// Whether words can be judged: a word of the policy, or a time.
fn judged(words: &str, policy: &Policy) -> bool {
    let plain = squash(words);
    let time = plain.chars().any(|c| c.is_ascii_digit()) && plain.contains(['年', '月', '日']);
    time || policy.review.words.iter().any(|w| plain.contains(w.as_str()))
}

/// Names that only repeat the kind.
fn named(n: usize, indicator: &Indicator, policy: &Policy) -> Option<Remark> {
    let name = plain(&indicator.name);
    let known = policy.kind(&indicator.name).is_some() || policy.block(&indicator.name).is_some();
    if !(known || name.is_empty() || name == plain(&indicator.level2)) {
        return None;
    }
    let said = &indicator.name;
    Some(Remark::must(
        "unnamed",
        format!("指标{n}.三级指标"),
        (
            format!("三级指标的名称只是“{said}”，没有说衡量什么"),
            format!("the indicator is only called “{said}”"),
        ),
        ("写出具体衡量的事项", "say what is measured"),
    ))
}

fn directed(n: usize, indicator: &Indicator, target: &Target) -> Vec<Remark> {
    let name = &indicator.name;
    let field = || format!("指标{n}.指标值");
    let mut found = Vec::new();
    let mut ask = |code, zh: String, en: String, advice| {
        found.push(Remark::ask(code, field(), (zh, en), advice));
    };
    let (Some(number), goal) = (target.number, target.text()) else { return found };
    let kind = plain(&indicator.level2);
    let cost = kind.contains("成本") || plain(&indicator.level1) == "成本";
    let is_money = money(&target.unit).is_some();
    let reverse = indicator.toward() == Direction::Reverse;
    let exact = target.operator == Operator::Equal;
    if cost && !matches!(target.operator, Operator::AtMost | Operator::LessThan) {
        ask(
            "cost-direction",
            format!("成本指标“{name}”为“{goal}”，节约反而不达标"),
            format!("cost “{name}” is “{goal}”: saving would miss it"),
            ("成本指标用“≤”", "use ≤ for a cost"),
        );
    }
    if kind == "数量" && is_money {
        ask(
            "cost-as-quantity",
            format!("“{name}”（{goal}）是成本，不是数量"),
            format!("“{name}” ({goal}) is a cost, not a quantity"),
            ("移到成本指标，数量指标写完成的工作量", "move it to the costs; count work instead"),
        );
    } else if kind == "数量" && reverse {
        ask(
            "output-direction",
            format!("数量指标“{name}”为“{goal}”，什么都不做也算完成"),
            format!("output “{name}” is “{goal}”: doing nothing reaches it"),
            ("数量指标用“≥”或“=”", "use ≥ or = for an output"),
        );
    }
    let below = target.unit == "%" && number < Decimal::ONE_HUNDRED && number > Decimal::ZERO;
    if exact && !cost && (below || is_money) {
        ask(
            "equal",
            format!("指标“{name}”为“{goal}”，做得更好也不等于目标"),
            format!("“{name}” is “{goal}”: doing better would not equal it"),
            ("改用“≥”或“≤”", "use ≥ or ≤"),
        );
    }
    found
}

/// The same indicator twice in one goal: by its name, or the same count under two headings.
pub fn twins(evaluation: &Evaluation) -> Vec<Remark> {
    let mut found = Vec::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for (n, i) in evaluation.indicators.iter().enumerate() {
        let name = squash(&i.name);
        let first = names.get(&name).copied();
        let same = first.or_else(|| {
            let before = evaluation.indicators.iter().take(n);
            before.enumerate().find(|(_, b)| same_count(b, i)).map(|(m, _)| m)
        });
        names.entry(name).or_insert(n);
        let Some(m) = same else { continue };
        let other = evaluation.indicators.get(m).map_or("", |b| b.name.as_str());
        let said = &i.name;
        found.push(Remark::ask(
            "twin",
            format!("指标{}.三级指标", n + 1),
            (
                format!("指标“{said}”与“{other}”衡量的是同一件事，重复计分"),
                format!("“{said}” and “{other}” measure the same thing twice"),
            ),
            ("合并，或改为衡量不同方面", "merge them, or measure something else"),
        ));
    }
    found
}

/// The same number of the same things, under names that share half of their character pairs.
fn same_count(a: &Indicator, b: &Indicator) -> bool {
    let (x, y) = (a.due(), b.due());
    let counted = x.unit != "%" && !x.unit.is_empty() && money(&x.unit).is_none();
    let equal = x.number.is_some() && x.number == y.number && x.unit == y.unit;
    counted && equal && overlap(&a.name, &b.name)
}

/// The numbers of counted things in a text, with their measure words; 四次 as well as 4次.
pub fn counts(text: &str) -> Vec<(Decimal, String)> {
    let mut found: Vec<(Decimal, String)> = scan(text)
        .into_iter()
        .filter(|t| matches!(t.unit, base::Unit::Count(_)))
        .map(|t| (t.figure.value, t.unit.label().to_owned()))
        .collect();
    found.extend(spelled(text));
    found
}

/// Counts in Chinese numerals. Only from two on: 一次, 一项 are mostly not counts.
fn spelled(text: &str) -> Vec<(Decimal, String)> {
    const NUMERALS: &str = "一二两三四五六七八九十";
    const THINGS: &str = "次场期部件份册名人";
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut run = String::new();
    for c in chars {
        if NUMERALS.contains(c) {
            run.push(if c == '两' { '二' } else { c });
            continue;
        }
        if let Some(n) = base::text::ordinal(&run).filter(|n| *n > 1)
            && THINGS.contains(c)
        {
            found.push((n.into(), c.to_string()));
        }
        run.clear();
    }
    found
}
