//! A tree of column headers over one row of figures (“三公”经费): items across, 预算数 and 决算数 as
//! two large groups or under each item. The same form printed with its items down the page is read as
//! a list.

use super::coded::repeats;
use super::emit::{Column, Out, Row, kind};
use super::header::{Head, is_index_row};
use super::list;
use super::sheet::{Line, Sheet};
use facts::RecordId;
use forms::{Form, RowRule, column_for, row_for};
use std::collections::BTreeMap;

/// Reads the table.
pub(crate) fn read(
    sheet: &Sheet,
    from: usize,
    head: &Head,
    form: &Form,
    out: &mut Out<'_>,
) -> Vec<String> {
    if items_down(sheet, from, form) {
        return list::read(sheet, head, form, out);
    }
    // labels like 公务接待费 are headers here, so the header is read without the form's rows
    let head = super::header::head(sheet, from, &[]);
    let cells: Vec<(usize, &RowRule, Column)> =
        (0..sheet.width).filter_map(|at| cell(&head, form, at)).collect();
    let body = sheet.lines.get(head.body..).unwrap_or_default();
    let empty = Line::default();
    let data =
        body.iter().find(|l| !l.is_blank() && !is_index_row(l) && !repeats(l, &head) && figures(l));
    let blank = body.iter().find(|l| !is_index_row(l) && l.alone().is_none());
    let last = sheet.lines.last().unwrap_or(&empty);
    let (line, exists) = match (data, blank) {
        (Some(line), _) => (line, true),
        (None, Some(line)) => (line, true),
        // a form without its row of figures: nothing was filled in
        (None, None) => (last, false),
    };
    write(&cells, line, exists, form, out);
    let mut names: Vec<String> = Vec::new();
    for (_, _, column) in cells {
        if !names.contains(&column.name) {
            names.push(column.name);
        }
    }
    names
}

fn figures(line: &Line) -> bool {
    use super::cell::{Reading, read};
    line.met().iter().any(|(_, s)| matches!(read(&s.text), Reading::Figure(..)))
}

fn write(
    cells: &[(usize, &RowRule, Column)],
    line: &Line,
    exists: bool,
    form: &Form,
    out: &mut Out<'_>,
) {
    let mut seen: BTreeMap<&str, RecordId> = BTreeMap::new();
    for rule in &form.rows {
        let own: Vec<_> = cells.iter().filter(|(_, r, _)| r.key == rule.key).collect();
        let Some((first, ..)) = own.first() else {
            continue;
        };
        let label = rule.key.as_str();
        let parent = rule.parent.as_deref().and_then(|p| seen.get(p)).copied();
        let row =
            Row { form: &form.id, key: label, label, kind: kind(rule.kind), code: None, parent };
        let record = out.record(row, line, *first);
        seen.insert(label, record);
        for (at, _, column) in own {
            match exists {
                true => out.bind(record, column, line, *at),
                false => out.blank(record, column, line, *at),
            }
        }
    }
}

/// Item and column of one grid column, by its path of headers.
fn cell<'a>(head: &Head, form: &'a Form, at: usize) -> Option<(usize, &'a RowRule, Column)> {
    let path = head.paths.get(at)?;
    let named = |text: &String| row_for(&form.rows, text, None, |_| false);
    let is_column = |text: &String| column_for(&form.columns, std::slice::from_ref(text), None);
    let last_column = path.iter().rev().find_map(is_column);
    let column = last_column.or_else(|| (form.columns.len() == 1).then(|| &form.columns[0]))?;
    let labels: Vec<&String> =
        path.iter().filter(|p| is_column(p).is_none() || named(p).is_some()).collect();
    let deepest = labels.iter().rev().find(|p| !matches!(p.as_str(), "小计"))?;
    let rule = named(deepest)?;
    let header = head.printed.get(at).cloned().unwrap_or_default();
    let column = Column { name: column.name.clone(), header, unit: column.unit.clone() };
    // a spanning header repeated over grid columns is one cell
    let again = at > 0 && head.paths.get(at - 1) == Some(path);
    (!again).then_some((at, rule, column))
}

/// Whether at least three rows begin with an item of the form.
fn items_down(sheet: &Sheet, from: usize, form: &Form) -> bool {
    let first = |l: &Line| {
        let met = l.met();
        let label = met.iter().find(|(_, s)| !s.key.bytes().all(|b| b.is_ascii_digit()));
        label.is_some_and(|(c, s)| *c < 3 && row_for(&form.rows, &s.key, None, |_| false).is_some())
    };
    sheet.lines.get(from..).unwrap_or_default().iter().filter(|l| first(l)).count() >= 3
}
