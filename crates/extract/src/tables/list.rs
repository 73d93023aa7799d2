//! A label column and figure columns, possibly in sections with their own header rows.

use super::coded::{add_unknown, figure_columns, is_order, repeats};
use super::emit::{Out, Row, kind};
use super::header::{Head, is_index_row};
use super::sheet::{Line, Sheet};
use facts::{Kind, RecordId};
use forms::{Form, header_key, label_key, row_for};
use std::collections::BTreeMap;

/// Reads the table.
pub(crate) fn read(sheet: &Sheet, head: &Head, form: &Form, out: &mut Out<'_>) -> Vec<String> {
    let mut head = head.clone();
    // a section title above the header row hides the header; look for the row with a column's header
    if figure_columns(&form.columns, &head, 0..sheet.width, None).is_empty() {
        let named = |l: &Line| {
            l.met().iter().any(|(_, s)| {
                let key = [header_key(&s.key)];
                forms::column_for(&form.columns, &key, None).is_some()
            })
        };
        if let Some(at) = sheet.lines.iter().position(named) {
            head = super::header::head(sheet, at, &form.rows);
        }
    }
    let mut columns = figure_columns(&form.columns, &head, 0..sheet.width, None);
    add_unknown(&mut columns, sheet, &head, 0..sheet.width);
    let first = columns.iter().map(|(c, _)| *c).min().unwrap_or(sheet.width);
    let leading: Vec<usize> =
        (0..first).filter(|c| head.paths.get(*c).is_none_or(|p| !is_order(p))).collect();
    let order = (0..first).find(|c| head.paths.get(*c).is_some_and(|p| is_order(p)));
    let mut seen: BTreeMap<String, RecordId> = BTreeMap::new();
    let body = sheet.lines.get(head.body..).unwrap_or_default();
    for (i, line) in body.iter().enumerate() {
        let next = body.get(i + 1);
        if line.is_blank() || is_index_row(line) || repeats(line, &head) || section(line, next) {
            continue;
        }
        if chapter(line) && !known(line, form) {
            continue;
        }
        let label = leading.iter().map(|c| line.key(*c)).find(|k| !k.is_empty() && !number(k));
        let Some(label) = label.map(str::to_owned) else {
            super::coded::stray(line, &columns, out);
            continue;
        };
        let at = leading.iter().find(|c| line.key(**c) == label).copied().unwrap_or_default();
        let rule = row_for(&form.rows, &label, None, |k| seen.contains_key(k));
        let name = label_key(&label);
        let key = rule.map_or(name.as_str(), |r| r.key.as_str());
        let parent = rule.and_then(|r| r.parent.as_deref()).and_then(|p| seen.get(p)).copied();
        let kind = rule.map_or(Kind::Plain, |r| kind(r.kind));
        let plain = forms::strip_number(&label).to_owned();
        let record = out.record(
            Row { form: &form.id, key, label: &plain, kind, code: None, parent },
            line,
            at,
        );
        seen.entry(key.to_owned()).or_insert(record);
        if let Some(at) = order.filter(|c| !line.key(*c).is_empty() && number(line.key(*c))) {
            out.text(record, "行次", "行次", line, at);
        }
        for (at, column) in &columns {
            let mut column = column.clone();
            if let Some(unit) = rule.and_then(|r| r.unit.clone()) {
                column.unit = Some(unit);
            }
            out.bind(record, &column, line, *at);
        }
    }
    columns.into_iter().map(|(_, c)| c.name).collect()
}

fn number(key: &str) -> bool {
    key.bytes().all(|b| b.is_ascii_digit())
}

/// A row that only names a section, or repeats 项目|行次|统计数.
fn section(line: &Line, next: Option<&Line>) -> bool {
    let heads = |l: &Line| l.met().iter().any(|(_, s)| s.key == "项目") && l.met().len() <= 4;
    let met = line.met();
    let wide = met.len() == 1 && line.squares.iter().all(|s| s.key == met[0].1.key);
    wide || heads(line) || (chapter(line) && next.is_some_and(heads))
}

/// A numbered label alone in its row: 三、国有资产占用情况.
fn chapter(line: &Line) -> bool {
    let numbered =
        |k: &str| k.starts_with(|c| "一二三四五六七八九十".contains(c)) && k.contains('、');
    line.alone().is_some_and(|s| numbered(&s.key))
}

fn known(line: &Line, form: &Form) -> bool {
    line.alone().is_some_and(|s| row_for(&form.rows, &s.key, None, |_| false).is_some())
}
