//! What can be chosen in a question: years, departments, units and codes with their names. From cards and the
//! small rollups, so that it costs the same whatever the number of payments.

use super::analyse::CodeNames;
use super::asked::label;
use super::within::Within;
use crate::desk::Desk;
use crate::fault::Fault;
use ::oversight::analysis::Names as _;
use ::oversight::pivot::{Dim, Measure, Question, ask};
use report::Lang;
use std::collections::BTreeMap;

/// Code and shown text.
pub type Choice = (String, String);

/// What can be chosen. A list that is too long to choose from is empty and `units_of` says how long it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Fiscal years, the latest first.
    pub years: Vec<String>,
    /// Regions of units.
    pub regions: Vec<Choice>,
    /// Departments.
    pub departments: Vec<Choice>,
    /// Units: of the chosen departments, or all where they are few.
    pub units: Vec<Choice>,
    /// How many units there are to choose from.
    pub unit_count: usize,
    /// Kinds of units.
    pub unit_kinds: Vec<Choice>,
    /// 资金性质
    pub funds: Vec<Choice>,
    /// 功能分类 类
    pub classes: Vec<Choice>,
    /// 部门经济分类 类
    pub eco_classes: Vec<Choice>,
    /// 项目类别
    pub project_kinds: Vec<Choice>,
}

/// Units that can be chosen from a list.
const FEW: usize = 300;

/// The choices of an account; units of these departments, where some are chosen.
///
/// # Errors
/// When the store fails.
pub fn choices(
    desk: &mut Desk,
    within: &Within,
    departments: &[String],
    lang: Lang,
) -> Result<Choices, Fault> {
    let mut all = Choices { years: years(desk, within)?, ..Choices::default() };
    let year = all.years.first().and_then(|y| y.parse().ok()).unwrap_or(2024);
    cards(desk, within, departments, lang, year, &mut all)?;
    let column = |desk: &mut Desk, sql: &str| -> Result<Vec<String>, Fault> {
        let rows = desk.store.ask(sql, &[])?;
        Ok(rows.iter().filter_map(|r| r.first()).map(|v| v.text().to_owned()).collect())
    };
    let funds = column(desk, "SELECT DISTINCT fund FROM by_month ORDER BY fund")?;
    let classes = column(desk, "SELECT DISTINCT class FROM by_month ORDER BY class")?;
    let kinds =
        column(desk, "SELECT DISTINCT kind FROM project_card WHERE kind <> '' ORDER BY kind")?;
    let lists = &desk.knowledge.catalogue.codes.lists;
    let economic = lists.iter().filter(|l| l.kind == "部门经济分类").flat_map(|l| l.names.keys());
    let economic: BTreeMap<String, ()> =
        economic.filter(|c| c.len() == 3).map(|c| (c.clone(), ())).collect();
    let names = CodeNames(&desk.knowledge.catalogue.codes);
    let coded = |dim: Dim, codes: Vec<String>| -> Vec<Choice> {
        let codes = codes.into_iter().filter(|c| !c.is_empty());
        codes.map(|c| (c.clone(), label(dim, &c, names.name(dim, year, &c), lang))).collect()
    };
    all.funds = coded(Dim::Fund, funds);
    all.classes = coded(Dim::Class, classes);
    all.eco_classes = coded(Dim::EcoClass, economic.into_keys().collect());
    all.project_kinds = kinds.into_iter().map(|k| (k.clone(), k)).collect();
    Ok(all)
}

/// Fiscal years that have figures within a reach, the latest first; where none has, those of the ledger.
///
/// # Errors
/// When the store fails.
pub fn years(desk: &mut Desk, within: &Within) -> Result<Vec<String>, Fault> {
    if !within.is_all() {
        let question = Question {
            rows: vec![Dim::Year],
            measures: vec![Measure::Current, Measure::Paid],
            filters: within.filters().to_vec(),
            ..Question::default()
        };
        let answer = ask(&mut desk.store, &question)?;
        let mut years: Vec<String> =
            answer.rows.into_iter().filter_map(|g| g.key.into_iter().next()).collect();
        if !years.is_empty() {
            years.sort_by(|a, b| b.cmp(a));
            return Ok(years);
        }
    }
    let sql = "SELECT DISTINCT year FROM by_month ORDER BY year DESC";
    let rows = desk.store.ask(sql, &[])?;
    Ok(rows.iter().filter_map(|r| r.first()?.int()).map(|y| y.to_string()).collect())
}

/// Fiscal years in which a department has figures, the latest first.
///
/// # Errors
/// When the store fails.
pub fn department_years(desk: &mut Desk, department: &str) -> Result<Vec<i32>, Fault> {
    let sql = "SELECT DISTINCT year FROM by_department_year WHERE department = ?1 \
         ORDER BY year DESC";
    let rows = desk.store.ask(sql, &[department.into()])?;
    let years = rows.iter().filter_map(|r| r.first()?.int());
    Ok(years.filter_map(|y| i32::try_from(y).ok()).collect())
}

/// Departments of an account, with their names.
///
/// # Errors
/// When the store fails.
pub fn departments(desk: &mut Desk, within: &Within, lang: Lang) -> Result<Vec<Choice>, Fault> {
    let mut all = Choices::default();
    cards(desk, within, &[], lang, 2024, &mut all)?;
    Ok(all.departments)
}

/// What stands on the cards of units, as far as the account reaches.
fn cards(
    desk: &mut Desk,
    within: &Within,
    chosen: &[String],
    lang: Lang,
    year: i32,
    all: &mut Choices,
) -> Result<(), Fault> {
    let sql = "SELECT book, code, name, department, department_name, kind, region FROM unit_card \
         ORDER BY book, code";
    let (mut departments, mut units) = (BTreeMap::new(), BTreeMap::new());
    let (mut kinds, mut regions) = (BTreeMap::new(), BTreeMap::new());
    let names = desk.knowledge.clone();
    let names = CodeNames(&names.catalogue.codes);
    for row in desk.store.ask(sql, &[])? {
        let texts: Vec<&str> = row.iter().map(store::Value::text).collect();
        let [book, code, name, department, department_name, kind, region] = texts.as_slice() else {
            continue;
        };
        let region = if region.is_empty() { book } else { region };
        if !within.covers(region, department, code) {
            continue;
        }
        let shown = |dim, code: &str, name: &str| label(dim, code, Some(name.to_owned()), lang);
        if !department.is_empty() {
            departments.insert(
                (*department).to_owned(),
                shown(Dim::Department, department, department_name),
            );
        }
        if chosen.is_empty() || chosen.iter().any(|c| c == department) {
            units.insert((*code).to_owned(), shown(Dim::Unit, code, name));
        }
        if !kind.is_empty() {
            kinds.insert((*kind).to_owned(), (*kind).to_owned());
        }
        let place = names.name(Dim::Region, year, region);
        regions.insert((*region).to_owned(), label(Dim::Region, region, place, lang));
    }
    all.departments = departments.into_iter().collect();
    all.unit_count = units.len();
    all.units = if units.len() <= FEW { units.into_iter().collect() } else { Vec::new() };
    all.unit_kinds = kinds.into_iter().collect();
    all.regions = regions.into_iter().collect();
    Ok(())
}
