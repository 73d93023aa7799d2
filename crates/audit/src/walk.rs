//! Which rows, columns and tables a rule is applied to.

use crate::rule::{Each, For, Rule};
use crate::world::{Context, Index, matches_key};
use facts::{FactSet, Record, RecordId};
use std::collections::{BTreeMap, BTreeSet};

/// Every context a rule is to be judged in, in reading order.
pub(crate) fn contexts(rule: &Rule, set: &FactSet, index: &Index) -> Vec<Context> {
    let scope = &rule.scope;
    if !scope.document.is_empty() && !scope.document.contains(&set.profile.kind) {
        return Vec::new();
    }
    match scope.each {
        Each::Once => vec![Context::default()],
        Each::Row => rows(scope, set, index).into_iter().map(|r| at_row(set, r)).collect(),
        Each::Level => rows(scope, set, index)
            .into_iter()
            .filter(|r| !index.children(*r).is_empty())
            .flat_map(|r| level(set, index, r))
            .collect(),
        Each::Table => tables(scope, set)
            .into_iter()
            .map(|t| Context { table: Some(t), ..Context::default() })
            .collect(),
        Each::Column => {
            tables(scope, set).into_iter().flat_map(|t| columns(set, index, t)).collect()
        }
        Each::Code => codes(scope, set, index),
    }
}

fn at_row(set: &FactSet, record: RecordId) -> Context {
    Context { record: Some(record), table: set.records[record.0].table, ..Context::default() }
}

fn rows(scope: &For, set: &FactSet, index: &Index) -> Vec<RecordId> {
    let mut rows: Vec<RecordId> = scope.form.iter().flat_map(|f| index.form(f)).copied().collect();
    rows.sort();
    rows.retain(|r| fits(scope, set, &set.records[r.0]));
    rows
}

fn fits(scope: &For, set: &FactSet, record: &Record) -> bool {
    let table = record.table.and_then(|t| set.tables.get(t));
    (scope.key.is_empty() || scope.key.iter().any(|k| matches_key(k, &record.key)))
        && (scope.scope.is_empty() || scope.scope.contains(&record.scope))
        && (scope.table.is_empty() || table.is_some_and(|t| scope.table.contains(&t.form)))
}

fn tables(scope: &For, set: &FactSet) -> Vec<usize> {
    let wanted = |form: &String| scope.form.contains(form) || scope.table.contains(form);
    (0..set.tables.len()).filter(|t| wanted(&set.tables[*t].form)).collect()
}

fn level(set: &FactSet, index: &Index, record: RecordId) -> Vec<Context> {
    let parts = index.children(record).iter();
    let mut columns: BTreeSet<&String> =
        parts.flat_map(|c| set.records[c.0].slots.keys()).collect();
    columns.extend(set.records[record.0].slots.keys());
    if set.records[record.0].table.is_some() {
        columns.retain(|c| !is_rate(c));
    }
    let context = at_row(set, record);
    columns.into_iter().map(|c| Context { column: Some(c.clone()), ..context.clone() }).collect()
}

/// A column of rates (`增减%`, `完成率`, `占比`): its figures never add up.
fn is_rate(column: &str) -> bool {
    let last = column.rsplit('/').next().unwrap_or(column);
    last.contains(['%', '％', '率'])
        || ["比例", "比重", "占比", "幅度", "增幅"].iter().any(|w| last.contains(w))
}

fn columns(set: &FactSet, index: &Index, table: usize) -> Vec<Context> {
    let slots = index.table(table).iter().flat_map(|r| set.records[r.0].slots.keys());
    let columns: BTreeSet<&String> = slots.filter(|c| !is_rate(c)).collect();
    let context = Context { table: Some(table), ..Context::default() };
    columns.into_iter().map(|c| Context { column: Some(c.clone()), ..context.clone() }).collect()
}

/// Rows of two forms that share a key: first table of each form against the first of the other.
fn codes(scope: &For, set: &FactSet, index: &Index) -> Vec<Context> {
    let first = |form: &str| -> BTreeMap<&str, RecordId> {
        let records = index.form(form);
        let table = records.first().map(|r| set.records[r.0].table);
        let mut rows: BTreeMap<&str, Vec<RecordId>> = BTreeMap::new();
        for id in records.iter().filter(|r| Some(set.records[r.0].table) == table) {
            rows.entry(join_key(&set.records[id.0])).or_default().push(*id);
        }
        // A code that stands in several rows (one for each unit) has no one row to compare with.
        let one = |ids: &Vec<RecordId>| ids.iter().all(|id| same_figures(set, ids[0], *id));
        rows.into_iter().filter(|(_, ids)| one(ids)).map(|(key, ids)| (key, ids[0])).collect()
    };
    let Some(form) = scope.form.first() else { return Vec::new() };
    let (left, right) = (first(form), first(&scope.with));
    let mut shared: Vec<Context> = left
        .iter()
        .filter(|(_, r)| fits(scope, set, &set.records[r.0]))
        .filter_map(|(key, l)| right.get(key).map(|r| (l, r)))
        .map(|(l, r)| Context { record: Some(*l), other: Some(*r), ..Context::default() })
        .collect();
    shared.sort_by_key(|c| c.record);
    shared
}

/// Whether two rows print the same figures, as a row repeated on the next page does.
fn same_figures(set: &FactSet, a: RecordId, b: RecordId) -> bool {
    let columns = set.records[a.0].slots.keys().chain(set.records[b.0].slots.keys());
    let value = |id: RecordId, column: &str| set.fact(id, column).map(|(_, f)| f.figure.value);
    a == b || columns.into_iter().all(|c| value(a, c) == value(b, c))
}

fn join_key(record: &Record) -> &str {
    record.code.as_deref().unwrap_or(&record.key)
}
