//! Tables of subject codes: 科目代码|科目名称|figures, the code in one column or in 类|款|项.

use super::emit::{Column, Out, Row};
use super::header::{Head, is_index_row, is_total};
use super::sheet::{Line, Sheet};
use facts::{Kind, RecordId};
use forms::{Form, column_for};
use std::collections::BTreeMap;

/// The figure columns of a table: position and meaning.
pub(crate) type Columns = Vec<(usize, Column)>;

/// Finds the figure columns by their headers; of two with the same meaning the first counts.
pub(crate) fn figure_columns(
    columns: &[forms::Column],
    head: &Head,
    range: std::ops::Range<usize>,
    side: Option<&str>,
) -> Columns {
    let mut found: Columns = Vec::new();
    let mut last: Option<(Vec<String>, usize)> = None;
    for at in range {
        let Some(path) = head.paths.get(at).filter(|p| !p.is_empty()) else {
            continue;
        };
        if is_order(path) {
            continue;
        }
        let Some(column) = column_for(columns, path, side).filter(|c| !c.text) else {
            continue;
        };
        // the same header spread over two grid columns is one column
        let spread = last.as_ref().is_some_and(|(p, c)| p == path && c + 1 == at);
        last = Some((path.clone(), at));
        if spread || found.iter().any(|(_, c)| c.name == column.name) {
            continue;
        }
        let header = head.printed.get(at).cloned().unwrap_or_default();
        let column = Column { name: column.name.clone(), header, unit: column.unit.clone() };
        found.push((at, column));
    }
    found
}

/// No published form has more columns.
pub(crate) const MOST: usize = 200;

/// Adds the columns of figures right of the first known one that the form does not know, or knows
/// twice: they keep their own header as name, so that no figure is lost.
pub(crate) fn add_unknown(
    columns: &mut Columns,
    sheet: &Sheet,
    head: &Head,
    range: std::ops::Range<usize>,
) {
    let Some(first) = columns.iter().map(|(c, _)| *c).min() else {
        return;
    };
    for at in range {
        let known = |c: usize| columns.iter().any(|(k, _)| *k == c);
        let path = head.paths.get(at).cloned().unwrap_or_default();
        let spread = at > 0 && head.paths.get(at - 1) == Some(&path);
        if at < first || known(at) || path.is_empty() || spread || is_order(&path) {
            continue;
        }
        let name = path.join("/");
        let taken = columns.iter().any(|(_, c)| c.name == name);
        if taken || columns.len() > MOST || !holds_figures(sheet, head, at) {
            continue;
        }
        let header = head.printed.get(at).cloned().unwrap_or_default();
        columns.push((at, Column { name, header, unit: None }));
    }
}

/// Whether a column's body holds figures of its own and no words.
fn holds_figures(sheet: &Sheet, head: &Head, at: usize) -> bool {
    use super::cell::{Reading, read};
    let mut figures = 0;
    for line in sheet.lines.get(head.body..).unwrap_or_default() {
        let Some(square) = line.squares.get(at).filter(|s| s.left == at && s.own_row) else {
            continue;
        };
        match read(&square.text) {
            Reading::Figure(..) => figures += 1,
            Reading::Words if !repeats(line, head) => return false,
            _ => {}
        }
    }
    figures > 0
}

/// Whether a column only numbers the rows.
pub(crate) fn is_order(path: &[String]) -> bool {
    path.last().is_some_and(|l| matches!(l.as_str(), "行次" | "序号" | "行号" | "栏次" | "排序"))
}

/// Code and name printed in the leading cells of a row.
#[derive(Default)]
pub(crate) struct Subject {
    pub code: String,
    pub name: String,
    pub at: usize,
}

/// Joins the digits of the leading cells to a code (201|06|01 → 2010601) and the words to a name.
/// `above` holds the last digits of each column, for tables that print 类 and 款 once only.
pub(crate) fn subject(
    line: &Line,
    leading: &[usize],
    above: &mut BTreeMap<usize, String>,
) -> Subject {
    let mut subject = Subject::default();
    let mut first = None;
    let last_digits = leading.iter().rev().find(|c| split(line.key(**c)).0.len() == 2).copied();
    for &column in leading {
        let Some(square) = line.squares.get(column) else { continue };
        if square.left != column && leading.contains(&square.left) {
            continue;
        }
        let (digits, words) = match square.key.as_str() {
            // the last header row (类|款|项) shares its row with the total
            "类" | "款" | "项" | "类款项" => ("", ""),
            // an amount whose cell reaches into the label's
            key if base::Figure::parse(key).is_some_and(|f| f.decimals > 0) => ("", ""),
            key => split(key),
        };
        if digits.is_empty() && words.is_empty() {
            let before = last_digits.is_some_and(|l| column < l);
            if let Some(kept) = above.get(&column).filter(|_| before) {
                subject.code.push_str(kept);
            }
            continue;
        }
        first.get_or_insert(column);
        if !digits.is_empty() {
            above.retain(|c, _| *c < column);
            above.insert(column, digits.to_owned());
            subject.code.push_str(digits);
        }
        subject.name.push_str(words);
    }
    subject.at = first.unwrap_or_default();
    subject
}

/// Splits a cell like `310资本性支出` or `302` into digits and words.
fn split(key: &str) -> (&str, &str) {
    let rest = key.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &key[..key.len() - rest.len()];
    let ordinal = rest.starts_with(['、', '.', ')', '年', ',']);
    match digits.len() {
        2 | 3 | 5 | 7 if !ordinal => (digits, rest),
        _ => ("", key),
    }
}

/// Role of a row by the length of its code.
pub(crate) fn kind_of(code: &str) -> Kind {
    match code.len() {
        3 => Kind::Class,
        5 => Kind::Section,
        7 => Kind::Item,
        _ => Kind::Plain,
    }
}

/// The record of the next higher code.
pub(crate) fn parent_of(code: &str, seen: &BTreeMap<String, RecordId>) -> Option<RecordId> {
    let length = code.len().checked_sub(2)?;
    seen.get(code.get(..length)?).copied()
}

/// Reads the table.
pub(crate) fn read(sheet: &Sheet, head: &Head, form: &Form, out: &mut Out<'_>) -> Vec<String> {
    let mut columns = figure_columns(&form.columns, head, 0..sheet.width, None);
    add_unknown(&mut columns, sheet, head, 0..sheet.width);
    let first = columns.iter().map(|(c, _)| *c).min().unwrap_or(sheet.width);
    let leading: Vec<usize> =
        (0..first).filter(|c| head.paths.get(*c).is_none_or(|p| !is_order(p))).collect();
    let mut above = BTreeMap::new();
    let mut seen = BTreeMap::new();
    for line in &sheet.lines[head.body..] {
        if line.is_blank() || is_index_row(line) || repeats(line, head) {
            continue;
        }
        let subject = subject(line, &leading, &mut above);
        if subject.code.is_empty() && subject.name.is_empty() {
            stray(line, &columns, out);
            continue;
        }
        let total = subject.code.is_empty() && is_total(&subject.name);
        let key = match (total, subject.code.is_empty()) {
            (true, _) => "合计",
            (_, true) => subject.name.as_str(),
            _ => subject.code.as_str(),
        };
        let row = Row {
            form: &form.id,
            key,
            label: &subject.name,
            kind: if total { Kind::Total } else { kind_of(&subject.code) },
            code: (!subject.code.is_empty()).then(|| subject.code.clone()),
            parent: parent_of(&subject.code, &seen),
        };
        let record = out.record(row, line, subject.at);
        if !subject.code.is_empty() {
            seen.insert(subject.code.clone(), record);
        }
        for (at, column) in &columns {
            out.bind(record, column, line, *at);
        }
    }
    columns.into_iter().map(|(_, c)| c.name).collect()
}

/// Whether the row repeats a row of the header, as on the next page.
pub(crate) fn repeats(line: &Line, head: &Head) -> bool {
    let keys: Vec<&str> = line.squares.iter().map(|s| s.key.as_str()).collect();
    head.rows.iter().any(|r| r.len() == keys.len() && r.iter().zip(&keys).all(|(a, b)| a == b))
}

/// A row with figures and no label: said, never lost.
pub(crate) fn stray(line: &Line, columns: &Columns, out: &mut Out<'_>) {
    use super::cell::{Reading, read};
    let figures = columns.iter().any(|(at, _)| {
        line.squares.get(*at).is_some_and(|s| matches!(read(&s.text), Reading::Figure(..)))
    });
    if !figures {
        return;
    }
    let text = line.text();
    let title = &out.title;
    let zh = format!("《{title}》有一行数字没有项目名称：{text}；未读入，请核对原文");
    let en = format!("a row of “{title}” has figures but no label: {text}; not read");
    out.problems.push(base::Problem::new("row-without-label", line.spot.clone(), zh, en));
}
