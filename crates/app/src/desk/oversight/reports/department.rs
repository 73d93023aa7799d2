//! What the page of a department is made from.

use super::{Period, analysis, with_warnings};
use crate::desk::Desk;
use crate::desk::oversight::given;
use crate::fault::Fault;
use ::oversight::analysis::Kind;
use ::oversight::pivot::{Cell, Dim, Filter, Measure, Question, ask};
use base::Amount;
use ledger::AsOf;
use report::official::Written;
use report::oversight::{DepartmentPage, Graded, department_page};
use std::collections::{BTreeMap, BTreeSet};
use store::Value;

/// Projects that the page shows.
const PROJECTS: usize = 5;

/// The name of the department, and its page.
pub(super) fn page(
    desk: &mut Desk,
    period: &Period,
    department: &str,
) -> Result<(String, Written), Fault> {
    let units = units(desk, department)?;
    let name = units.values().find(|n| !n.is_empty()).cloned();
    let name = name.unwrap_or_else(|| department.to_owned());
    let filters =
        [Filter { dim: Dim::Department, values: vec![department.to_owned()], not: false }];
    let curve = analysis(desk, Kind::ExecutionCurve, period, &filters, Some(Dim::Unit))?;
    let structure = analysis(desk, Kind::Structure, period, &filters, None).ok();
    let all = projects(desk, period, &filters)?;
    let codes: BTreeSet<String> = units.keys().cloned().collect();
    let graded = graded(desk, period, &codes)?;
    let duty = duty(desk, period.year, &codes)?;
    let made = with_warnings(desk, period, department, |w| {
        department_page(&DepartmentPage {
            name: name.clone(),
            year: period.year,
            month: period.month,
            to: period.last_day,
            units: codes.len(),
            duty,
            curve: &curve,
            structure: structure.as_ref(),
            project_count: all.len(),
            projects: all.into_iter().take(PROJECTS).collect(),
            warned: w.clone(),
            graded,
        })
    })?;
    Ok((name, made))
}

/// Units of a department, each with the department's name.
fn units(desk: &mut Desk, department: &str) -> Result<BTreeMap<String, String>, Fault> {
    let sql = "SELECT code, department_name FROM unit_card WHERE department = ?1 ORDER BY code";
    let rows = desk.store.ask(sql, &[department.into()])?;
    let units: BTreeMap<String, String> = rows
        .iter()
        .filter_map(|r| Some((r.first()?.text().to_owned(), r.get(1)?.text().to_owned())))
        .collect();
    match (units.is_empty(), department.is_empty()) {
        (false, false) => Ok(units),
        (_, true) => Err(Fault::new(
            "请用 --department 指定主管部门编码；可用 query --by 部门 查看",
            "name a department with --department; query --by department lists them",
        )),
        (true, _) => Err(Fault::new(
            format!("没有主管部门“{department}”的单位；可用 query --by 部门 查看"),
            format!("no unit belongs to department {department}; query --by department lists them"),
        )),
    }
}

/// Projects by what was paid for them, the largest first; what keeps an office running is none.
fn projects(
    desk: &mut Desk,
    period: &Period,
    filters: &[Filter],
) -> Result<Vec<(String, Amount)>, Fault> {
    let mut filters = filters.to_vec();
    filters.push(Filter { dim: Dim::Year, values: vec![period.year.to_string()], not: false });
    let basic = ["人员类", "公用经费", "基本支出"].map(str::to_owned).into();
    filters.push(Filter { dim: Dim::ProjectKind, values: basic, not: true });
    filters.push(Filter { dim: Dim::Project, values: vec![String::new()], not: true });
    let question = Question {
        rows: vec![Dim::Book, Dim::Project],
        measures: vec![Measure::Paid],
        filters,
        as_of: AsOf { seq: None, day: (period.month < 12).then_some(period.last_day) },
        ..Question::default()
    };
    let answer = ask(&mut desk.store, &question)?;
    let mut all = Vec::new();
    for group in answer.rows {
        let ([book, code], Some(Cell::Money(fen))) = (group.key.as_slice(), group.cells.first())
        else {
            continue;
        };
        if let Some(fen) = i64::try_from(*fen).ok().filter(|fen| *fen > 0) {
            all.push((Amount::fen(fen), book.clone(), code.clone()));
        }
    }
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
    let sql = "SELECT name FROM project_card WHERE book = ?1 AND code = ?2";
    let mut named = Vec::new();
    for (n, (paid, book, code)) in all.into_iter().enumerate() {
        let mut name = code.clone();
        // Only those that are shown need their names.
        if n < PROJECTS {
            let rows = desk.store.ask(sql, &[book.into(), code.into()])?;
            if let Some(found) =
                rows.first().and_then(|r| r.first()).filter(|v| !v.text().is_empty())
            {
                found.text().clone_into(&mut name);
            }
        }
        named.push((name, paid));
    }
    Ok(named)
}

/// 职责 as entered for the year, or the latest year before.
fn duty(desk: &mut Desk, year: i32, units: &BTreeSet<String>) -> Result<String, Fault> {
    let filter = store::Filter { key: Some("职责".to_owned()), ..store::Filter::default() };
    let own = desk.store.records("文字", &filter)?;
    let own = own.into_iter().filter(|s| s.year <= year && units.contains(&s.unit));
    // The first unit by code is the office itself.
    let best = own.min_by_key(|s| (s.unit.clone(), -s.year));
    Ok(best.and_then(|s| serde_json::from_str::<String>(&s.payload).ok()).unwrap_or_default())
}

/// Grades of the year, of the whole department and of projects.
fn graded(
    desk: &mut Desk,
    period: &Period,
    units: &BTreeSet<String>,
) -> Result<Vec<Graded>, Fault> {
    let scope = given::Scope {
        year: period.year,
        day: base::Date::MAX,
        months: 12,
        units: Some(units.clone()),
        keys: None,
    };
    let rows = given::rows(desk, "evaluations", &scope)?;
    let warnings = desk.warnings.clone();
    let columns = warnings.views.get("evaluations").map(|v| v.names()).unwrap_or_default();
    let of = |row: &[Value], name: &str| {
        let at = columns.iter().position(|c| *c == name);
        at.and_then(|n| row.get(n)).cloned().unwrap_or(Value::Null)
    };
    let one = |row: &Vec<Value>| {
        let said = of(row, "grade_said").text().to_owned();
        let due = of(row, "grade_due").text().to_owned();
        let whole = of(row, "whole").int() == Some(1);
        match said.is_empty() {
            true => Graded { whole, grade: due, recomputed: true },
            false => Graded { whole, grade: said, recomputed: false },
        }
    };
    // A whole department that nobody has graded says nothing.
    let graded = rows.iter().map(one).filter(|g| !g.whole || !g.grade.is_empty());
    Ok(graded.collect())
}
