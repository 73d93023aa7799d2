//! What the narrative says of all evaluations together: how many, how much money, how many of each grade.

use super::totals::{grade_of, graded};
use super::{Sheet, money, money_range, pairs, tables};
use crate::checks::{Hit, Result};
use crate::fill::operand;
use crate::rule::Rule;
use base::{Decimal, Interval, decimal};
use facts::{Fact, FactSet, RecordId};
use forms::Catalogue;

/// Tables of projects, one a project.
fn projects(set: &FactSet) -> Vec<Sheet<'_>> {
    tables(set).into_iter().filter(|s| !s.whole && s.of("自评.指标").next().is_some()).collect()
}

/// Grades counted in the narrative, printed ones against those of the tables (`by` = 分数 or 等级).
pub(crate) fn counts(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let grades = pairs(rule, "grades");
    let mut result = Result::default();
    let said: Vec<(RecordId, &str, &Fact)> = set
        .of_form("自评结果")
        .filter_map(|(id, r)| Some((id, r.key.as_str(), set.fact(id, "数量")?.1)))
        .filter(|(_, key, _)| grades.iter().any(|(g, _)| g == key))
        .collect();
    let sheets = graded(set);
    if said.is_empty() || sheets.is_empty() {
        return result;
    }
    let all: Option<Decimal> =
        said.iter().try_fold(Decimal::ZERO, |a, s| a.checked_add(s.2.figure.value));
    if all != Some(Decimal::from(sheets.len())) {
        result
            .skipped
            .push("各等级项目数之和与自评表张数不等 / counts do not cover the tables".into());
        return result;
    }
    let by_score = rule.text("by") == "分数";
    let of = |sheet: &Sheet<'_>| -> Option<String> {
        if by_score {
            let score = sheet.total()?.figure.value;
            return grade_of(score, &grades).map(str::to_owned);
        }
        sheet.grade().map(|g| g.text.clone())
    };
    let found: Vec<Option<String>> = sheets.iter().map(of).collect();
    if found.iter().any(Option::is_none) {
        result.skipped.push("有自评表缺总分或等级 / a table has no score or grade".into());
        return result;
    }
    let count = |g: &str| found.iter().flatten().filter(|f| f.starts_with(g)).count();
    let told = |g: &str| said.iter().find(|s| s.1 == g).map_or(Decimal::ZERO, |s| s.2.figure.value);
    let wrong = grades.iter().any(|(g, _)| Decimal::from(count(g)) != told(g));
    let list = |value: &dyn Fn(&str) -> String| {
        grades.iter().map(|(g, _)| format!("{g}{}", value(g))).collect::<Vec<_>>().join("、")
    };
    result.judge(wrong.then(|| {
        let first = said.iter().find(|s| told(s.1) != Decimal::from(count(s.1)));
        let place = first.map_or(&said[0].2.place, |s| &s.2.place);
        let mut hit = Hit::at(place);
        hit.operands = said.iter().map(|s| operand(s.2, set)).collect();
        hit.stated(list(&|g| told(g).normalize().to_string()))
            .expected(list(&|g| count(g).to_string()))
    }));
    result.facts.extend(said.iter().filter_map(|s| set.fact(s.0, "数量")).map(|(id, _)| id));
    result
}

/// Statements about the projects evaluated: keys of the rule, with a count.
fn statements<'a>(rule: &Rule, set: &'a FactSet) -> Vec<(RecordId, &'a Fact)> {
    let keys = rule.list("keys");
    set.of_form("叙述")
        .filter(|(_, r)| keys.contains(&r.key.as_str()))
        .filter_map(|(id, _)| set.fact(id, "数量").map(|(_, f)| (id, f)))
        .collect()
}

/// `project-count`: as many tables as projects said to have been evaluated.
pub(crate) fn number(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let tables = projects(set).len();
    let said = statements(rule, set);
    // A document may publish some of the tables only; more tables than projects, or nearly all, must agree.
    let Some((_, fact)) = said.first().filter(|_| tables > 1) else { return result };
    let wrong = fact.figure.value != Decimal::from(tables);
    result.judge(wrong.then(|| {
        let mut hit = Hit::at(&fact.place).stated(super::shown(fact)).expected(tables.to_string());
        hit.operands.push(operand(fact, set));
        hit
    }));
    result.facts.extend(set.fact(fact.record, "数量").map(|(id, _)| id));
    result
}

/// `project-money`: the execution of all tables is the amount said, when the number of projects agrees.
pub(crate) fn amount(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let sheets = projects(set);
    let said = statements(rule, set);
    let Some((id, fact)) = said.iter().find_map(|(id, count)| {
        let columns = ["本期", "决算", "全年预算", "年初预算", "预算"];
        let amount =
            columns.iter().find_map(|c| set.fact(*id, c)).filter(|(_, f)| f.unit.is_amount());
        let agrees = count.figure.value == Decimal::from(sheets.len());
        amount.filter(|_| agrees && sheets.len() > 1)
    }) else {
        return result;
    };
    let sum = |column: &str| -> Option<(Decimal, Interval)> {
        let mut total = (Decimal::ZERO, Interval::exact(Decimal::ZERO));
        for sheet in &sheets {
            let f = sheet.fund(column)?;
            total.0 = total.0.checked_add(money(f)?)?;
            total.1 = total.1.add(&money_range(f)?)?;
        }
        Some(total)
    };
    let Some(printed) = money_range(fact) else { return result };
    let sums: Vec<(Decimal, Interval)> =
        ["全年执行数", "全年预算数", "年初预算数"].iter().filter_map(|c| sum(c)).collect();
    let Some((done, _)) = sums.first().copied() else {
        result.skipped.push("有自评表缺全年执行数 / a table has no execution".into());
        return result;
    };
    let holds = sums.iter().any(|(_, range)| range.meets(&printed));
    let in_unit = fact.unit.yuan().and_then(|u| done.checked_div(u)).unwrap_or_default();
    result.judge((!holds).then(|| {
        let mut hit = Hit::at(&fact.place).stated(super::shown(fact));
        hit.unsure = sheets.iter().any(|s| !s.sure());
        hit.operands =
            sheets.iter().filter_map(|s| s.fund("全年执行数")).map(|f| operand(f, set)).collect();
        hit.expected(format!("{}{}", decimal::round(in_unit, 4).normalize(), fact.unit.label()))
    }));
    result.facts.push(id);
    result
}
