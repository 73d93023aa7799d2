//! Cases of a rule: rows of its views and what must come of them, run on a real database.

use super::{Level, Outcome, Override, Rule, Settings};
use crate::views::{Column, Params, Scope, View};
use crate::words::Words;
use base::{Date, Decimal};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{Store, StoreError, Value};

/// What must come of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// Nothing fires, and at least one row holds.
    Pass,
    /// At least one row fires.
    Fail,
    /// No row is looked at.
    Skip,
}

type Row = BTreeMap<String, toml::Value>;

/// A case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// What must come of it.
    pub expect: Expect,
    /// The most urgent level, of a case that fails.
    pub level: Option<Level>,
    /// The day as of which is judged.
    #[serde(default = "june")]
    pub day: String,
    /// 预算年度
    #[serde(default = "year")]
    pub year: i32,
    /// The day the budget was approved.
    pub approved: Option<String>,
    /// Rows of the rule's view.
    pub rows: Vec<Row>,
    /// Rows of other views.
    #[serde(default)]
    pub views: BTreeMap<String, Vec<Row>>,
    /// Thresholds with other values.
    #[serde(default)]
    pub set: BTreeMap<String, Decimal>,
}

fn june() -> String {
    "2023-06-30".to_owned()
}

fn year() -> i32 {
    2023
}

/// The region of cases.
const BOOK: &str = "990101000";

/// Why a case did not come out.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The engine does not take the rule's SQL.
    #[error(
        "规则 {rule} 的 SQL 无法执行：{why}；请改正 {rule}.toml (the SQL of rule {rule} does not run: {why}; correct its file)"
    )]
    Sql {
        /// Id of the rule.
        rule: String,
        /// What the engine says.
        why: StoreError,
    },
    /// Something else came of it.
    #[error(
        "规则 {rule}，例“{case}”：应为 {wanted}，实为 {found} (rule {rule}, case “{case}”: {wanted} was expected, {found} came)"
    )]
    Other {
        /// Id of the rule.
        rule: String,
        /// Name of the case.
        case: String,
        /// What was expected.
        wanted: String,
        /// What came.
        found: String,
    },
}

impl Case {
    /// What a rule file may not get wrong about a case.
    pub(super) fn check(&self, rule: &Rule, views: &BTreeMap<String, View>) -> Result<(), String> {
        let inside = |what: String| format!("例“{}”：{what}", self.name);
        if self.name.trim().is_empty() {
            return Err("例子缺少 name (a case has no name)".into());
        }
        if (self.expect == Expect::Fail) != self.level.is_some() {
            return Err(inside("fail 要有 level，其他不能有 (only fail has a level)".into()));
        }
        let days = [Some(&self.day), self.approved.as_ref()];
        if days.into_iter().flatten().any(|day| day.parse::<Date>().is_err()) {
            return Err(inside("日期应为 2023-06-30 (a day is written 2023-06-30)".into()));
        }
        let own = [(&rule.from, &self.rows)];
        for (name, rows) in own.into_iter().chain(&self.views) {
            let view = views.get(name).filter(|_| rule.needs_views().contains(&name.as_str()));
            let view = view
                .ok_or_else(|| inside(format!("规则不用视图“{name}” (view {name} is not used)")))?;
            rows.iter()
                .try_for_each(|row| row_values(view, row, self.year).map(drop))
                .map_err(inside)?;
        }
        for (name, value) in &self.set {
            let new = self.other(rule, name, *value);
            rule.accept(&new).map_err(|words| inside(words.to_string()))?;
        }
        Ok(())
    }

    fn other(&self, rule: &Rule, name: &str, value: Decimal) -> Override {
        Override {
            rule: rule.id.clone(),
            name: name.to_owned(),
            value: Some(value),
            reason: self.name.clone(),
            ..Override::default()
        }
    }

    fn params(&self) -> Params {
        let day = |text: &str| text.parse::<Date>().ok();
        Params {
            book: BOOK.to_owned(),
            year: self.year,
            day: day(&self.day).unwrap_or(Date::ZERO),
            last: 0,
            past: false,
            approved: self.approved.as_deref().and_then(day),
        }
    }

    /// Its rows as text, each with the view it belongs to.
    pub fn lines<'a>(&'a self, rule: &'a Rule) -> Vec<(&'a str, String)> {
        let own = self.rows.iter().map(|row| (rule.from.as_str(), row));
        let others = self.views.iter();
        let others =
            others.flat_map(|(view, rows)| rows.iter().map(move |row| (view.as_str(), row)));
        own.chain(others).map(|(view, row)| (view, shown(row))).collect()
    }

    fn wanted(&self) -> String {
        match (self.expect, self.level) {
            (Expect::Pass, _) => "pass".to_owned(),
            (Expect::Skip, _) => "skip".to_owned(),
            (Expect::Fail, level) => format!("fail {}", level.map_or("", Level::name)),
        }
    }
}

/// Runs a case on a database: its rows become the views, the rule runs over them. The tables it makes
/// are temporary. Gives the messages of what fires.
///
/// # Errors
/// When the SQL does not run, or something else comes of it.
pub fn try_case(
    store: &mut Store,
    views: &BTreeMap<String, View>,
    rule: &Rule,
    case: &Case,
) -> Result<Vec<Words>, CaseError> {
    let (found, messages) = outcomes(store, views, rule, case)
        .map_err(|why| CaseError::Sql { rule: rule.id.clone(), why })?;
    let worst =
        found.keys().find_map(|o| if let Outcome::Fires(level) = o { Some(*level) } else { None });
    let found = match worst {
        Some(level) => format!("fail {}", level.name()),
        None if found.contains_key(&Outcome::Holds) => "pass".to_owned(),
        None => "skip".to_owned(),
    };
    let wanted = case.wanted();
    if found == wanted {
        return Ok(messages);
    }
    Err(CaseError::Other { rule: rule.id.clone(), case: case.name.clone(), wanted, found })
}

/// The outcomes of a case's rows, counted, and the messages of those that fire.
fn outcomes(
    store: &mut Store,
    views: &BTreeMap<String, View>,
    rule: &Rule,
    case: &Case,
) -> Result<(BTreeMap<Outcome, i64>, Vec<Words>), StoreError> {
    let params = case.params();
    for name in rule.needs_views() {
        let Some(view) = views.get(name) else { continue };
        store.scratch(&view.create())?;
        let none = Vec::new();
        let rows =
            if name == rule.from { &case.rows } else { case.views.get(name).unwrap_or(&none) };
        let rows: Vec<Vec<Value>> =
            rows.iter().filter_map(|row| row_values(view, row, case.year).ok()).collect();
        store.scratch_rows(&view.table(), &view.names(), &rows)?;
    }
    let overrides = case.set.iter().map(|(name, value)| case.other(rule, name, *value)).collect();
    let settings = Settings { overrides, ..Settings::default() };
    let tuned = settings.tuned(rule, BOOK, case.year, params.day);
    let table = |name: &str| {
        let view = views.get(name);
        view.map_or_else(|| name.to_owned(), |v| v.source(Scope::Touched, &params))
    };
    let rows = store.ask(&rule.counts_sql(&params, &tuned, &table), &[])?;
    let mut counts = BTreeMap::new();
    for row in &rows {
        let number = |n: usize| row.get(n).and_then(Value::int).unwrap_or(0);
        *counts.entry(Outcome::of(number(0))).or_insert(0) += number(1);
    }
    let fired = store.ask(&rule.fires_sql(&params, &tuned, &table), &[])?;
    let messages = fired.iter().map(|row| rule.message(&rule.fired(row).shown, &tuned)).collect();
    Ok((counts, messages))
}

fn shown(row: &Row) -> String {
    let one = |(name, value): (&String, &toml::Value)| match value {
        toml::Value::String(text) => format!("{name}={text}"),
        toml::Value::Boolean(yes) => format!("{name}={yes}"),
        other => format!("{name}={}", other.as_integer().unwrap_or_default()),
    };
    row.iter().map(one).collect::<Vec<_>>().join("，")
}

/// A row of a case in the order of the view's columns: what is not given is '' or 0, NULL where the
/// column allows it.
fn row_values(view: &View, row: &Row, year: i32) -> Result<Vec<Value>, String> {
    if let Some(name) = row.keys().find(|name| view.column(name).is_none()) {
        return Err(format!("视图 {} 没有栏“{name}” (view {0} has no column {name})", view.name));
    }
    let one = |column: &Column| match row.get(&column.name) {
        Some(value) => of_toml(column, value),
        None if column.name == "book" => Ok(Value::from(BOOK)),
        None if column.name == "year" => Ok(Value::Int(i64::from(year))),
        None if column.optional => Ok(Value::Null),
        None if column.kind.is_text() => Ok(Value::from("")),
        None => Ok(Value::Int(0)),
    };
    view.columns.iter().map(one).collect()
}

fn of_toml(column: &Column, value: &toml::Value) -> Result<Value, String> {
    let wrong = || format!("栏“{0}”的值不对 (column {0}: not its kind of value)", column.name);
    match (column.kind.is_text(), value) {
        (true, toml::Value::String(text)) => Ok(Value::from(text.as_str())),
        (false, toml::Value::Integer(n)) => Ok(Value::Int(*n)),
        (false, toml::Value::Boolean(yes)) => Ok(Value::Int(i64::from(*yes))),
        _ => Err(wrong()),
    }
}
