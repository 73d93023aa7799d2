//! Two-sided tables: income on the left, expenditure on the right.

use super::Names;
use super::cell::{Reading, read as read_cell};
use super::coded::{Columns, add_unknown, figure_columns, is_order, repeats, stray};
use super::emit::{Column, Out, Row, kind};
use super::header::{Head, is_index_row};
use super::sheet::{Line, Sheet};
use facts::{Kind, RecordId};
use forms::{Form, label_key, row_for};
use std::collections::BTreeMap;

struct Side {
    name: String,
    label: usize,
    columns: Columns,
    seen: BTreeMap<String, RecordId>,
}

/// Reads the table.
pub(crate) fn read(
    sheet: &Sheet,
    head: &Head,
    form: &Form,
    names: &Names<'_>,
    out: &mut Out<'_>,
) -> Vec<String> {
    let mut sides = sides(sheet, head, form);
    for line in &sheet.lines[head.body..] {
        if line.is_blank() || is_index_row(line) || repeats(line, head) {
            continue;
        }
        for side in &mut sides {
            row(line, side, form, names, out);
        }
    }
    let mut columns: Vec<String> = Vec::new();
    for (_, column) in sides.into_iter().flat_map(|s| s.columns) {
        if !columns.contains(&column.name) {
            columns.push(column.name);
        }
    }
    columns
}

fn sides(sheet: &Sheet, head: &Head, form: &Form) -> Vec<Side> {
    let labels: Vec<usize> = (0..sheet.width).filter(|c| holds_labels(sheet, head, *c)).collect();
    let mut sides = Vec::new();
    for (i, &label) in labels.iter().enumerate() {
        let end = labels.get(i + 1).copied().unwrap_or(sheet.width);
        let said = head
            .paths
            .get(label)
            .into_iter()
            .flatten()
            .find_map(|p| ["收入", "支出"].into_iter().find(|s| p.contains(s)));
        let name = said.unwrap_or(if i == 0 { "收入" } else { "支出" });
        let mut columns = figure_columns(&form.columns, head, label + 1..end, Some(name));
        if columns.is_empty() {
            columns = only_column(head, form, label + 1..end, name);
        }
        add_unknown(&mut columns, sheet, head, label + 1..end);
        sides.push(Side { name: name.to_owned(), label, columns, seen: BTreeMap::new() });
    }
    sides
}

/// The single figure column of a side whose header says nothing we know.
fn only_column(head: &Head, form: &Form, range: std::ops::Range<usize>, side: &str) -> Columns {
    let own = |c: &&forms::Column| c.side.as_deref().is_none_or(|s| s == side);
    let Some(column) = form.columns.iter().find(own) else {
        return Vec::new();
    };
    let mut free = range.filter(|c| head.paths.get(*c).is_none_or(|p| !is_order(p)));
    let column = Column { name: column.name.clone(), header: String::new(), unit: None };
    free.next_back().map(|at| (at, column)).into_iter().collect()
}

/// A column of labels: mostly words in the body.
fn holds_labels(sheet: &Sheet, head: &Head, column: usize) -> bool {
    if head.paths.get(column).is_some_and(|p| is_order(p)) {
        return false;
    }
    let mut words = 0;
    let mut figures = 0;
    for line in sheet.lines.get(head.body..).unwrap_or_default() {
        let Some(square) = line.squares.get(column).filter(|s| s.head && s.own_row) else {
            continue;
        };
        match read_cell(&square.text) {
            Reading::Words => words += 1,
            Reading::Figure(..) => figures += 1,
            Reading::Blank => {}
        }
    }
    words > figures && words >= 2
}

fn row(line: &Line, side: &mut Side, form: &Form, names: &Names<'_>, out: &mut Out<'_>) {
    let label = line.key(side.label).to_owned();
    if label.is_empty() {
        if line.squares.get(side.label).is_some_and(|s| s.left == side.label) {
            stray(line, &side.columns, out);
        }
        return;
    }
    let rule = row_for(&form.rows, &label, Some(&side.name), |k| side.seen.contains_key(k));
    let name = label_key(&label);
    let code = match rule {
        Some(_) => None,
        None => names.class(form.codes.as_deref().unwrap_or_default(), &name),
    };
    let key = rule.map_or(name.as_str(), |r| r.key.as_str());
    let kind = match (rule, &code) {
        (Some(rule), _) => kind(rule.kind),
        (None, Some(_)) => Kind::Class,
        _ => Kind::Plain,
    };
    let parent = rule.and_then(|r| r.parent.as_deref()).and_then(|p| side.seen.get(p)).copied();
    let unnumbered = forms::strip_number(&label).to_owned();
    let row = Row { form: &form.id, key, label: &unnumbered, kind, code, parent };
    let record = out.record(row, line, side.label);
    side.seen.insert(key.to_owned(), record);
    for (at, column) in &side.columns {
        out.bind(record, column, line, *at);
    }
    let name = side.name.clone();
    out.text_of(record, "侧", "", line, side.label, &name);
}
