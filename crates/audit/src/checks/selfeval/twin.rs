//! A report and the form of the same project: two tellings of one evaluation.

use super::{Row, Sheet, evaluated, size};
use crate::checks::similar::{bare, likeness, names};
use crate::checks::{Hit, Result};
use crate::fill::operand;
use crate::rule::Rule;
use base::Unit;
use facts::{Fact, FactSet, TextSlot};
use forms::Catalogue;

/// Reports with the form of their project: `(form, report)`.
fn twins<'a, 's>(sheets: &'s [Sheet<'a>], endings: &[&str]) -> Vec<(&'s Sheet<'a>, &'s Sheet<'a>)> {
    let forms = || sheets.iter().filter(|s| !s.report && !s.project.is_empty());
    let reports = sheets.iter().filter(|s| s.report && !s.project.is_empty());
    reports
        .filter_map(|report| {
            let best = forms().max_by_key(|f| names(&f.project, &report.project, endings))?;
            (names(&best.project, &report.project, endings) >= 90).then_some((best, report))
        })
        .collect()
}

/// Indicators of both, matched by their names, then by class and order; `None` for what only one has.
type Pairs<'a> = Vec<(Option<Row<'a>>, Option<Row<'a>>)>;

fn matched<'a>(form: &Sheet<'a>, report: &Sheet<'a>, limit: usize) -> Pairs<'a> {
    let left = form.rows();
    let mut right: Vec<Option<Row<'a>>> = report.rows().into_iter().map(Some).collect();
    let mut out: Pairs<'a> = Vec::new();
    let mut open = Vec::new();
    for row in left {
        let score = |r: &Row<'_>| {
            let (a, b) = (bare(row.name()), bare(r.name()));
            let part =
                a.chars().count().min(b.chars().count()) >= 4 && (a.contains(&b) || b.contains(&a));
            if part { likeness(&a, &b).max(90) } else { likeness(&a, &b) }
        };
        let best = right
            .iter()
            .enumerate()
            .filter_map(|(i, r)| r.as_ref().map(|r| (score(r), std::cmp::Reverse(i))))
            .max()
            .filter(|(s, _)| *s >= limit);
        match best {
            Some((_, std::cmp::Reverse(i))) => out.push((Some(row), right[i].take())),
            None => open.push(row),
        }
    }
    for row in open {
        let same = |r: &Row<'_>| {
            r.text("二级指标") == row.text("二级指标")
                && r.marks() == row.marks()
                && row.marks().is_some()
        };
        let at = right.iter().position(|r| r.as_ref().is_some_and(same));
        let other = at.and_then(|i| right[i].take());
        out.push((Some(row), other));
    }
    out.extend(right.into_iter().flatten().map(|r| (None, Some(r))));
    out
}

fn differ(a: &Fact, b: &Fact) -> bool {
    let bare_unit = |u: &Unit| matches!(u, Unit::None | Unit::Score);
    if a.unit == b.unit || bare_unit(&a.unit) || bare_unit(&b.unit) || !a.unit.is_amount() {
        return a.figure.value != b.figure.value;
    }
    match (super::own_range(a), super::own_range(b)) {
        (Some(x), Some(y)) => !x.meets(&y),
        _ => a.figure.value != b.figure.value,
    }
}

/// `twin-figures`: target, actual value, weight or score of an indicator differ; one finding an indicator.
pub(crate) fn figures(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (endings, limit) = (rule.list("endings"), size(rule, "likeness"));
    let mut result = Result::default();
    let sheets = evaluated(set);
    for (form, report) in twins(&sheets, &endings) {
        for (left, right) in matched(form, report, limit) {
            let (Some(left), Some(right)) = (left, right) else { continue };
            let columns = [
                ("指标值", left.target, right.target),
                ("实际完成值", left.actual, right.actual),
                ("分值", left.weight, right.weight),
                ("得分", left.score, right.score),
            ];
            let wrong: Vec<(&str, &Fact, &Fact)> = columns
                .iter()
                .filter_map(|(c, a, b)| Some((*c, (*a)?, (*b)?)))
                .filter(|(_, a, b)| differ(a, b))
                .collect();
            let list: Vec<String> = wrong
                .iter()
                .map(|(c, a, b)| format!("{c}自评表{}、报告{}", super::shown(a), super::shown(b)))
                .collect();
            result.judge(wrong.first().map(|(_, a, b)| {
                let mut hit = form.hit(&b.place).stated(super::shown(b)).expected(super::shown(a));
                hit.unsure |= !report.sure() || wrong.iter().any(|(_, a, b)| !a.sure || !b.sure);
                hit.places.extend(wrong.iter().map(|(_, a, _)| a.place.clone()));
                hit.operands =
                    wrong.iter().flat_map(|(_, a, b)| [operand(a, set), operand(b, set)]).collect();
                hit.with("indicator", left.name()).with("list", list.join("；"))
            }));
        }
    }
    result
}

/// Both texts say something and not the same; clipped texts (one begins with the other) are the same.
fn reworded(a: &str, b: &str) -> bool {
    let (a, b) = (bare(a), bare(b));
    let shorter = a.chars().count().min(b.chars().count());
    a != b && !(shorter >= 4 && (a.starts_with(&b) || b.starts_with(&a)))
}

/// `twin-wording`: name, class or reason of an indicator differ.
pub(crate) fn wording(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (endings, empty) = (rule.list("endings"), rule.list("empty"));
    let limit = size(rule, "likeness");
    let mut result = Result::default();
    let sheets = evaluated(set);
    for (form, report) in twins(&sheets, &endings) {
        for (left, right) in matched(form, report, limit) {
            let (Some(left), Some(right)) = (left, right) else { continue };
            let text = |r: &Row<'_>, c: &str| {
                let text = r.text(c).to_owned();
                if empty.contains(&text.as_str()) { String::new() } else { text }
            };
            let column = ["三级指标", "二级指标", "偏差原因"].into_iter().find(|c| {
                let (a, b) = (text(&left, c), text(&right, c));
                let both = !a.is_empty() && !b.is_empty();
                (both || *c == "偏差原因") && reworded(&a, &b)
            });
            result.judge(column.map(|c| {
                let slot = |r: &Row<'_>| {
                    r.record.texts.get(c).map_or(r.record.place.clone(), |t| t.place.clone())
                };
                let (a, b) = (text(&left, c), text(&right, c));
                let hit = Hit::at(&slot(&right)).and(&slot(&left)).stated(b).expected(a);
                hit.with("project", form.name()).with("indicator", left.name()).with("part", c)
            }));
        }
    }
    result
}

/// `twin-missing`: an indicator that only one of both has.
pub(crate) fn missing(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (endings, limit) = (rule.list("endings"), size(rule, "likeness"));
    let mut result = Result::default();
    let sheets = evaluated(set);
    for (form, report) in twins(&sheets, &endings) {
        if form.rows().is_empty() || report.rows().is_empty() {
            continue;
        }
        for pair in matched(form, report, limit) {
            let (only, in_form) = match pair {
                (Some(row), None) => (Some(row), true),
                (None, Some(row)) => (Some(row), false),
                _ => (None, false),
            };
            let (has, lacks) =
                if in_form { ("自评表", "分析报告") } else { ("分析报告", "自评表") };
            result.judge(only.map(|row| {
                let hit = form.hit(&row.record.place).stated(row.name());
                hit.with("indicator", row.name()).with("has", has).with("lacks", lacks)
            }));
        }
    }
    result
}

/// `twin-texts`: the same box says different things.
pub(crate) fn texts(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (endings, empty) = (rule.list("endings"), rule.list("empty"));
    let mut result = Result::default();
    let sheets = evaluated(set);
    for (form, report) in twins(&sheets, &endings) {
        for (key, left) in form.boxes() {
            let other: Option<&TextSlot> = report.text(key);
            let Some(right) = other else { continue };
            let void = |t: &str| bare(t).is_empty() || empty.contains(&bare(t).as_str());
            let wrong = match (void(&left.text), void(&right.text)) {
                (true, true) => false,
                (false, false) => reworded(&left.text, &right.text),
                _ => true,
            };
            result.judge(wrong.then(|| {
                let hit = Hit::at(&right.place).and(&left.place).stated(right.text.clone());
                hit.expected(left.text.clone()).with("project", form.name()).with("box", key)
            }));
        }
    }
    result
}
