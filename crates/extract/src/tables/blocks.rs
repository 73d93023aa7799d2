//! Groups of 科目代码|科目名称|金额 repeated side by side.

use super::cell::{Reading, read as read_cell};
use super::coded::{is_order, kind_of, parent_of, repeats, subject};
use super::emit::{Column, Out, Row, kind};
use super::header::{Head, is_index_row, is_total};
use super::sheet::{Line, Sheet};
use facts::{Kind, RecordId};
use forms::{Form, column_for, row_for};
use std::collections::BTreeMap;

struct Group {
    leading: Vec<usize>,
    amount: usize,
    column: Column,
    above: BTreeMap<usize, String>,
}

/// Reads the table. All groups are read row by row, so that parents are found by code.
pub(crate) fn read(sheet: &Sheet, head: &Head, form: &Form, out: &mut Out<'_>) -> Vec<String> {
    let mut groups = groups(sheet, head, form);
    let mut seen = BTreeMap::new();
    let lines: Vec<&Line> = sheet.lines[head.body..].iter().collect();
    // column by column: the classes of one group may go on in the next
    for at in 0..groups.len() {
        for line in &lines {
            if !(line.is_blank() || is_index_row(line) || repeats(line, head)) {
                entry(line, &mut groups, at, form, &mut seen, out);
            }
        }
    }
    groups.first().map(|g| g.column.name.clone()).into_iter().collect()
}

fn groups(sheet: &Sheet, head: &Head, form: &Form) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut leading = Vec::new();
    for at in 0..sheet.width {
        let empty = Vec::new();
        let path = head.paths.get(at).unwrap_or(&empty);
        if is_order(path) {
            continue;
        }
        let column =
            path.last().and_then(|l| column_for(&form.columns, std::slice::from_ref(l), None));
        let Some(column) = column else {
            leading.push(at);
            continue;
        };
        if leading.is_empty() {
            continue;
        }
        let header = head.printed.get(at).cloned().unwrap_or_default();
        let column = Column { name: column.name.clone(), header, unit: column.unit.clone() };
        let leading = std::mem::take(&mut leading);
        groups.push(Group { leading, amount: at, column, above: BTreeMap::new() });
    }
    groups
}

fn entry(
    line: &Line,
    groups: &mut [Group],
    at: usize,
    form: &Form,
    seen: &mut BTreeMap<String, RecordId>,
    out: &mut Out<'_>,
) {
    let limit = groups.get(at + 1).map_or(line.squares.len(), |g| g.leading[0]);
    let amounts: Vec<usize> = groups.iter().map(|g| g.amount).collect();
    let group = &mut groups[at];
    let found = subject(line, &group.leading, &mut group.above);
    if found.code.is_empty() && found.name.is_empty() {
        return;
    }
    let rule = row_for(&form.rows, &found.name, None, |_| false).filter(|_| found.code.is_empty());
    let total = found.code.is_empty() && is_total(&found.name);
    let key = match (rule, total, found.code.is_empty()) {
        (Some(rule), ..) => rule.key.as_str(),
        (_, true, _) => "合计",
        (_, _, true) => found.name.as_str(),
        _ => found.code.as_str(),
    };
    let kind = match (rule, total) {
        (Some(rule), _) => kind(rule.kind),
        (_, true) => Kind::Total,
        _ => kind_of(&found.code),
    };
    // a label that spans from an earlier group belongs to that group
    let starts = line.squares.get(group.leading[0]).map_or(group.leading[0], |s| s.left);
    if starts < group.leading[0] && !found.name.is_empty() && found.code.is_empty() {
        return;
    }
    let row = Row {
        form: &form.id,
        key,
        label: &found.name,
        kind,
        code: (!found.code.is_empty()).then(|| found.code.clone()),
        parent: parent_of(&found.code, seen),
    };
    let record = out.record(row, line, found.at);
    if !found.code.is_empty() {
        seen.insert(found.code.clone(), record);
    }
    let sum = matches!(kind, Kind::Subtotal | Kind::Total);
    let cell = if sum { amount_right_of(line, found.at, &amounts) } else { None };
    let own = group.amount.min(limit.max(group.amount));
    out.bind(record, &group.column.clone(), line, cell.unwrap_or(own));
}

/// The amount of a subtotal stands at the right of its (often wide) label, before the next label.
fn amount_right_of(line: &Line, label: usize, amounts: &[usize]) -> Option<usize> {
    let start = line.squares.get(label)?.left;
    let mut fallback = None;
    for (at, square) in line.squares.iter().enumerate().skip(label + 1) {
        if square.left == start || square.left != at {
            continue;
        }
        match read_cell(&square.text) {
            Reading::Figure(..) => return Some(at),
            Reading::Words => break,
            Reading::Blank if amounts.contains(&at) => {
                fallback.get_or_insert(at);
            }
            Reading::Blank => {}
        }
    }
    fallback
}
