//! Tables of no known form: rows and columns under their own names, so that generic rules still run.

use super::cell::{Reading, read as read_cell};
use super::coded::{MOST, is_order};
use super::emit::{Column, Out, Row};
use super::header::{Head, is_index_row, is_total};
use super::sheet::Sheet;
use base::text::squash;
use facts::Kind;

/// Reads the table; gives the columns that hold figures.
pub(crate) fn read(sheet: &Sheet, head: &Head, out: &mut Out<'_>) -> Vec<String> {
    let body: Vec<_> =
        sheet.lines[head.body..].iter().filter(|l| !l.is_blank() && !is_index_row(l)).collect();
    let holds = |c: usize| {
        let figure = |l: &&&super::sheet::Line| {
            l.squares
                .get(c)
                .is_some_and(|s| s.left == c && matches!(read_cell(&s.text), Reading::Figure(..)))
        };
        body.iter().filter(figure).count()
    };
    let mut columns: Vec<(usize, Column)> = Vec::new();
    for at in 0..sheet.width {
        let path = head.paths.get(at).cloned().unwrap_or_default();
        let name = squash(&path.join("/"));
        let known = columns.iter().any(|(_, c)| c.name == name);
        if columns.len() > MOST || name.is_empty() || known || is_order(&path) || holds(at) == 0 {
            continue;
        }
        let header = head.printed.get(at).cloned().unwrap_or_default();
        columns.push((at, Column { name, header, unit: None }));
    }
    let Some(first) = columns.iter().map(|(c, _)| *c).min() else {
        return Vec::new();
    };
    for line in body {
        let label = (0..first).find(|c| {
            line.squares.get(*c).is_some_and(|s| matches!(read_cell(&s.text), Reading::Words))
        });
        let Some(at) = label else { continue };
        let label = line.key(at).to_owned();
        let kind = if is_total(&label) { Kind::Total } else { Kind::Plain };
        let key = if is_total(&label) { "合计" } else { label.as_str() };
        let record = out.record(
            Row { form: "表", key, label: &label, kind, code: None, parent: None },
            line,
            at,
        );
        for (at, column) in &columns {
            let text = line.squares.get(*at).map_or("", |s| s.text.as_str());
            if !matches!(read_cell(text), Reading::Words) {
                out.bind(record, column, line, *at);
            }
        }
    }
    columns.into_iter().map(|(_, c)| c.name).collect()
}
