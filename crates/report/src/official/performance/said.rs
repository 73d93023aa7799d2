//! Sentences of the performance papers, made from figures and from the reasons that were written. What
//! neither gives is left to a person.

use super::print::{percent, points, rate, wan};
use super::sheet::Scores;
use base::{Amount, Decimal};
use performance::{Evaluation, Indicator, Scored};

/// A text of the analysis: as written; else what figures and reasons say; `None` where only a person can.
pub(super) fn analysis(
    e: &Evaluation,
    scored: &Scored,
    scores: Scores,
    name: &str,
) -> Option<String> {
    let written = e.analysis.texts.get(name).map(|t| t.trim()).filter(|t| !t.is_empty());
    if let Some(text) = written {
        return Some(text.to_owned());
    }
    let none = || Some("无".to_owned());
    match name {
        "项目实施和预算执行情况" => execution(e).map(|t| t + "。"),
        "产出情况" => Some(block(e, scored, scores, &["成本", "产出"])),
        "效益情况" => Some(block(e, scored, scores, &["效益"])),
        "满意度情况" => Some(satisfaction(e)),
        "主要经验做法" => none(),
        _ if perfect(e, scored, scores) => none(),
        "存在的主要问题" => problems(e, scored, scores),
        _ => None,
    }
}

/// The money of all sources: budget and spending of the year.
pub(super) fn money(e: &Evaluation) -> Option<(Amount, Amount)> {
    let sum = |of: fn(&performance::Funding) -> Amount| Amount::total(e.funds.iter().map(of));
    Some((sum(|f| f.current)?, sum(|f| f.executed)?))
}

/// Budget, spending and rate of the year, without a full stop; `None` where a sum cannot be computed.
pub(super) fn execution(e: &Evaluation) -> Option<String> {
    let (budget, spent) = money(e)?;
    let text = format!("全年预算数{}，全年执行数{}", wan(budget), wan(spent));
    Some(match percent(spent, budget) {
        Some(p) => format!("{text}，执行率{}", rate(p)),
        None => text,
    })
}

/// How the indicators of some first levels did.
fn block(e: &Evaluation, scored: &Scored, scores: Scores, levels: &[&str]) -> String {
    let mut parts = Vec::new();
    let mut names: Vec<&str> = e.indicators.iter().map(|i| i.level1.as_str()).collect();
    names.dedup();
    for name in names.iter().filter(|n| levels.iter().any(|l| n.starts_with(l))) {
        let own: Vec<_> = e
            .indicators
            .iter()
            .zip(&scored.indicators)
            .filter(|(i, _)| i.level1 == **name)
            .collect();
        let (count, weight) = (own.len(), own.iter().map(|(i, _)| i.weight).sum::<Decimal>());
        let given =
            own.iter().try_fold(Decimal::ZERO, |sum, (_, s)| sum.checked_add(scores.of(s)?));
        let full = own.iter().filter(|(i, s)| scores.of(s) == Some(i.weight)).count();
        let points =
            given.map_or(String::new(), |g| format!("，得{}分，{full}项得满分", points(g)));
        parts.push(format!("设{name}{count}项，分值共{}分{points}", self::points(weight)));
    }
    match parts.is_empty() {
        true => format!("没有设置{}指标。", levels.last().copied().unwrap_or_default()),
        false => parts.join("；") + "。",
    }
}

/// Whether an indicator measures satisfaction.
fn satisfies(i: &Indicator) -> bool {
    i.level1.contains("满意度") || i.level2.contains("满意度")
}

fn satisfaction(e: &Evaluation) -> String {
    let one = |i: &Indicator| {
        let unit = &i.adjusted.as_ref().unwrap_or(&i.target).unit;
        let value = i.actual.as_ref()?.text(unit);
        Some(format!("“{}”实际完成值为{value}", i.name))
    };
    let all: Vec<String> = e.indicators.iter().filter(|i| satisfies(i)).filter_map(one).collect();
    match all.is_empty() {
        true => "没有设置满意度指标。".to_owned(),
        false => all.join("；") + "。",
    }
}

/// Whether nothing was lost: every indicator has its full weight and the budget was spent.
pub(super) fn perfect(e: &Evaluation, scored: &Scored, scores: Scores) -> bool {
    let full =
        e.indicators.iter().zip(&scored.indicators).all(|(i, s)| scores.of(s) == Some(i.weight));
    full && scored.rate.is_some_and(|r| r == Decimal::ONE_HUNDRED)
}

/// What fell short, with the reasons that were written; `None` where one is still to be written.
pub(super) fn problems(e: &Evaluation, scored: &Scored, scores: Scores) -> Option<String> {
    let mut parts = Vec::new();
    if scored.rate.is_none_or(|r| r != Decimal::ONE_HUNDRED) {
        let reason = reason_of(&e.funds_reason)?;
        parts.push(match scored.rate {
            Some(r) => format!("预算执行率为{}，原因：{reason}", rate(r)),
            None => format!("预算执行情况：{reason}"),
        });
    }
    for (i, s) in e.indicators.iter().zip(&scored.indicators) {
        let given = scores.of(s)?;
        if given >= i.weight {
            continue;
        }
        let reason = reason_of(&i.reason)?;
        let (given, weight) = (points(given), points(i.weight));
        parts.push(format!("“{}”分值{weight}分，得{given}分，原因：{reason}", i.name));
    }
    (!parts.is_empty()).then(|| parts.join("；") + "。")
}

/// A reason inside a sentence: without the full stop at its end.
fn reason_of(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches(['。', '；', ';', '，', ',', '.']);
    (!text.is_empty()).then_some(text)
}

/// The result: points of execution and indicators, total and grade; `None` while something has no score.
pub(super) fn result(e: &Evaluation, scored: &Scored, scores: Scores) -> Option<String> {
    let total = scores.total(scored)?;
    let execution = scores.of(&scored.execution)?;
    let indicators = scored
        .indicators
        .iter()
        .try_fold(Decimal::ZERO, |sum, s| sum.checked_add(scores.of(s)?))?;
    let grade = scores.grade(scored);
    let grade = if grade.is_empty() { String::new() } else { format!("，属于“{grade}”") };
    Some(format!(
        "预算执行情况得分{}分，指标完成情况得分{}分；{}绩效自评总得分{}分{grade}。",
        points(execution),
        points(indicators),
        e.name,
        points(total),
    ))
}

/// How far the unit's own total lies from what the rules give; nothing where it does not.
pub(super) fn inflated(scored: &Scored, scores: Scores) -> Option<String> {
    let difference = scored.difference.filter(|_| scores.beside(scored))?;
    let reported = points(scored.reported_total?);
    Some(match difference.cmp(&Decimal::ZERO) {
        std::cmp::Ordering::Greater => {
            format!("单位自评上报{reported}分，自评虚高{}分。", points(difference))
        }
        std::cmp::Ordering::Less => {
            format!("单位自评上报{reported}分，自评偏低{}分。", points(-difference))
        }
        std::cmp::Ordering::Equal => {
            format!("单位自评上报{reported}分，合计相同，个别指标的得分不同。")
        }
    })
}
