//! Totals of scores and weights, and grades.

use super::{HUNDRED, Sheet, evaluated, number, pairs, tables};
use crate::checks::{Hit, Result};
use crate::fill::operand;
use crate::rule::Rule;
use base::{Decimal, decimal};
use facts::{Fact, FactSet, RecordId};
use forms::Catalogue;

/// Weight of the execution of the budget where none is printed.
const EXECUTION: Decimal = Decimal::TEN;

/// Sums of an evaluation.
struct Sums {
    /// Sum of the indicators' weights and scores.
    weights: Decimal,
    scores: Decimal,
    /// Points of the execution rate, and how far rounding may move them.
    execution: Option<(Decimal, Decimal)>,
    /// Weight of the execution.
    reserved: Decimal,
    /// Whether the points of the execution are computed: nothing is printed to tell how they are given.
    computed: bool,
    /// Whether an indicator with a weight has no score.
    open: bool,
}

fn sums(sheet: &Sheet<'_>) -> Option<Sums> {
    let rows = sheet.rows();
    if rows.is_empty() {
        return None;
    }
    let mut sums = Sums {
        weights: Decimal::ZERO,
        scores: Decimal::ZERO,
        execution: None,
        reserved: Decimal::ZERO,
        computed: false,
        open: false,
    };
    for row in &rows {
        sums.weights =
            sums.weights.checked_add(row.weight.map_or(Decimal::ZERO, |f| f.figure.value))?;
        sums.scores =
            sums.scores.checked_add(row.score.map_or(Decimal::ZERO, |f| f.figure.value))?;
        sums.open |= row.weight.is_some() && row.score.is_none();
    }
    let printed = sheet.fund("得分").map(|f| (f.figure.value, Decimal::ZERO));
    let weight = sheet.fund("分值").map(|f| f.figure.value);
    let inside = sums.weights == HUNDRED && rows.iter().any(|r| r.name().contains("执行率"));
    if inside || (printed.is_none() && weight.is_none() && sums.weights >= HUNDRED) {
        // All points belong to the indicators: the form does not score the execution, or as one of them.
        sums.execution = Some((Decimal::ZERO, Decimal::ZERO));
        return Some(sums);
    }
    sums.reserved = super::funds::weight_of(sheet, EXECUTION).unwrap_or(EXECUTION);
    sums.computed = printed.is_none();
    sums.execution = printed.or_else(|| {
        let share = sheet.rate()?.min(HUNDRED).checked_mul(sums.reserved)?;
        Some((share.checked_div(HUNDRED)?, decimal::ulp(2)?))
    });
    Some(sums)
}

/// Printed total minus the sum of the scores; zero within rounding, `None` when it cannot be said.
pub(crate) fn gap(sheet: &Sheet<'_>) -> Option<Decimal> {
    let (sums, total) = (sums(sheet)?, sheet.total()?);
    let (points, slack) = sums.execution?;
    let gap = total.figure.value.checked_sub(sums.scores.checked_add(points)?)?;
    let half = total.figure.interval().hi.checked_sub(total.figure.value)?;
    let slack = if slack.is_zero() { slack } else { slack.checked_add(half)? };
    let over = total.figure.value.checked_sub(sums.scores)?;
    if sums.computed && over >= Decimal::ZERO && over <= sums.reserved {
        return Some(Decimal::ZERO);
    }
    Some(if gap.abs() <= slack { Decimal::ZERO } else { gap })
}

/// Weight that the indicators lack to the full weight.
fn short(sheet: &Sheet<'_>) -> Option<Decimal> {
    let printed = sheet.of("自评.总分").find_map(|(id, _)| sheet.set.fact(id, "分值"));
    let full = printed.map_or(HUNDRED, |(_, f)| f.figure.value);
    let sums = sums(sheet)?;
    let known = sums.execution.is_some() || sheet.fund("分值").is_some();
    // Nothing is printed of the points of the execution: the rest up to 100 may be theirs.
    if sums.computed && sheet.fund("分值").is_none() && sums.weights < full {
        return None;
    }
    let reserved = if known { sums.reserved } else { Decimal::ZERO };
    full.checked_sub(sums.weights.checked_add(reserved)?)
}

/// Weight missing and points missing are the same: one row with full marks is not there.
fn row_missing(sheet: &Sheet<'_>) -> Option<Decimal> {
    let gap = gap(sheet).filter(|g| *g > Decimal::ZERO)?;
    (short(sheet) == Some(gap)).then_some(gap)
}

/// `score-total`: the total is the sum of the scores and the points of the execution.
pub(crate) fn total(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let Some(total) = sheet.total() else { continue };
        if row_missing(&sheet).is_some() {
            continue;
        }
        let (Some(sums), Some(gap)) = (sums(&sheet), gap(&sheet)) else {
            result
                .skipped
                .push(format!("{}：缺执行率得分 / no points of the execution", sheet.name()));
            continue;
        };
        let points = sums.execution.map_or(Decimal::ZERO, |e| e.0);
        let expected =
            decimal::round(sums.scores.checked_add(points).unwrap_or_default(), 2).normalize();
        result.judge((!gap.is_zero()).then(|| {
            let mut hit =
                sheet.hit(&total.place).stated(total.figure.print()).expected(expected.to_string());
            hit.unsure |= !total.sure || sums.open;
            hit.operands.push(operand(total, set));
            hit.operands
                .extend(sheet.rows().iter().filter_map(|r| r.score).map(|f| operand(f, set)));
            hit.with("scores", sums.scores.normalize().to_string())
                .with("points", decimal::round(points, 2).normalize().to_string())
                .with("difference", gap.normalize().to_string())
        }));
        let own = sheet.rows().into_iter().filter_map(|r| set.fact(r.id, "得分"));
        result.facts.extend(own.map(|(id, _)| id));
        result.facts.extend(set.fact(total.record, "总分").map(|(id, _)| id));
    }
    result
}

/// `row-missing`: weights and scores lack the same number.
pub(crate) fn lacking(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let (Some(total), Some(_)) = (sheet.total(), gap(&sheet)) else { continue };
        result.judge(row_missing(&sheet).map(|gap| {
            let hit = sheet.hit(&total.place).stated(total.figure.print());
            hit.with("gap", gap.normalize().to_string())
        }));
    }
    result
}

/// `weight-total`: the weights add up to 100, or to the total printed.
pub(crate) fn weights(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let rows = sheet.rows();
        let known = !rows.is_empty() && rows.iter().all(|r| r.weight.is_some());
        let Some(short) = short(&sheet).filter(|_| known) else { continue };
        if row_missing(&sheet).is_some() {
            continue;
        }
        let place =
            rows.first().and_then(|r| r.weight).map_or(sheet.place.clone(), |f| f.place.clone());
        let sum = sums(&sheet).map_or(Decimal::ZERO, |s| s.weights);
        let needed = sum.checked_add(short).unwrap_or_default();
        result.judge((!short.is_zero()).then(|| {
            let hit = sheet.hit(&place).stated(sum.normalize().to_string());
            hit.expected(needed.normalize().to_string())
                .with("difference", (-short).normalize().to_string())
        }));
        let own = rows.iter().filter_map(|r| set.fact(r.id, "分值"));
        result.facts.extend(own.map(|(id, _)| id));
    }
    result
}

/// `block-total`: points printed in a heading (产出指标(50分)) are the sum of its indicators' weights.
pub(crate) fn blocks(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let rows = sheet.rows();
        let blocks: Vec<(RecordId, &facts::Record)> = sheet.of("自评.板块").collect();
        let headed = |name: &str| blocks.iter().any(|(_, b)| b.key == name);
        for (id, block) in &blocks {
            let Some((fact, printed)) = set.fact(*id, "分值") else { continue };
            let inside = rows.iter().filter(|r| {
                let named =
                    [r.text("二级指标"), r.text("一级指标")].into_iter().find(|n| headed(n));
                // A row whose own class has no heading stands under the heading before it.
                let above = blocks.iter().rfind(|(b, _)| *b < r.id).map(|(_, b)| b.key.as_str());
                named.or(above) == Some(block.key.as_str())
            });
            let weights: Vec<Decimal> =
                inside.filter_map(|r| r.weight).map(|f| f.figure.value).collect();
            if weights.is_empty() {
                continue;
            }
            let sum: Option<Decimal> =
                weights.iter().try_fold(Decimal::ZERO, |a, b| a.checked_add(*b));
            let wrong = sum.filter(|s| *s != printed.figure.value);
            result.facts.push(fact);
            result.judge(wrong.map(|sum| {
                let hit = sheet.hit(&printed.place).stated(printed.figure.print());
                hit.expected(sum.normalize().to_string()).with("block", block.key.clone())
            }));
        }
    }
    result
}

/// The grade of a score by the thresholds of the rule, best first.
pub(crate) fn grade_of<'r>(score: Decimal, grades: &[(&'r str, &'r str)]) -> Option<&'r str> {
    grades
        .iter()
        .find(|(_, from)| from.parse::<Decimal>().is_ok_and(|f| score >= f))
        .map(|(g, _)| *g)
}

/// `grade`: the grade printed beside a score is the one its points belong to.
///
/// Thresholds differ by place (良 from 80 or 75, 优 from 90 or 85): `bands` are rows `[grade, from, below]`
/// of what any of them allows. `side` = 界外: outside them; 界内: inside, but not by `grades`.
pub(crate) fn grade(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let grades = pairs(rule, "grades");
    let (bands, outside) = (crate::checks::prose::rows(rule, "bands"), rule.text("side") == "界外");
    let allowed = |grade: &str, score: Decimal| {
        let bound = |b: &str| b.parse::<Decimal>().ok();
        bands.iter().any(|band| match band.as_slice() {
            [g, from, below] => {
                *g == grade
                    && bound(from).is_some_and(|f| score >= f)
                    && bound(below).is_some_and(|b| score < b)
            }
            _ => false,
        })
    };
    let full = number(rule, "full").unwrap_or(HUNDRED);
    let mut result = Result::default();
    let mut judge = |score: &Fact, printed: &facts::TextSlot, hit: &dyn Fn() -> Hit| {
        let printed_grade = printed.text.trim().trim_matches(['“', '”', '"']);
        let known = grades.iter().find(|(g, _)| printed_grade.starts_with(g));
        let (Some((stated, _)), Some(fair)) = (known, grade_of(score.figure.value, &grades)) else {
            return;
        };
        // A form may print all grades, to have one ticked.
        let choice = grades.iter().filter(|(g, _)| printed_grade.contains(g)).count() > 1;
        if score.figure.value > full || choice {
            return;
        }
        let apart = *stated != fair && allowed(stated, score.figure.value) != outside;
        result.judge(apart.then(|| {
            let mut hit = hit().and(&score.place).stated(printed.text.clone()).expected(fair);
            hit.unsure |= !score.sure;
            hit.operands.push(operand(score, set));
            hit.with("score", score.figure.print())
        }));
    };
    for sheet in evaluated(set) {
        if let (Some(score), Some(printed)) = (sheet.total(), sheet.grade()) {
            // The grade contradicts its score whatever else is misread, unless the score itself is in doubt.
            judge(score, printed, &|| Hit { unsure: false, ..sheet.hit(&printed.place) });
        }
    }
    for (id, record) in set.of_form("自评得分") {
        let score = set.fact(id, "总分").map(|(_, f)| f);
        if let (Some(score), Some(printed)) = (score, record.texts.get("等级")) {
            judge(score, printed, &|| Hit::at(&printed.place).with("project", record.key.clone()));
        }
    }
    result
}

/// Scores and printed grades of the project tables, for the checks on how many there are of each.
pub(crate) fn graded(set: &FactSet) -> Vec<Sheet<'_>> {
    tables(set)
        .into_iter()
        .filter(|s| !s.whole && (s.total().is_some() || s.grade().is_some()))
        .collect()
}
