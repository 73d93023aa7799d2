//! The document's own paragraphs and tables, with the marks of the findings.

use super::escape::escape;
use super::marks::Marks;
use crate::lang::Lang;
use base::Figure;
use document::{Block, Cell, Document, Grid, Table};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Tables longer than this leave out rows far from any mark.
const LONG: usize = 400;
/// Rows kept around each mark of a long table, and at its head.
const NEAR: usize = 12;

/// The whole body.
pub(super) fn paper(document: &Document, marks: &Marks, lang: Lang) -> String {
    let mut out = String::new();
    let mut page = None;
    for (block, element) in document.blocks.iter().enumerate() {
        let spot = match element {
            Block::Paragraph(p) => p.spot_at(0),
            Block::Table(t) => t.rows.first().map(|r| r.spot.clone()).unwrap_or_default(),
        };
        if spot.page.is_some() && spot.page != page {
            page = spot.page;
            let place = base::Spot { page, line: None };
            let label = lang.spot(&place, &document.format);
            let _ = writeln!(out, "<p class=\"page\"><span>{}</span></p>", escape(&label));
        }
        match element {
            Block::Paragraph(p) => {
                let (tag, class) = match (p.level, p.centred) {
                    (Some(1), _) => ("h4", ""),
                    (Some(2), _) => ("h5", ""),
                    (Some(_), _) => ("h6", ""),
                    (None, true) => ("p", " class=\"centred\""),
                    (None, false) if numbered(&p.text) => ("p", " class=\"numbered\""),
                    (None, false) => ("p", ""),
                };
                let text = marks.render((block, None), &p.text);
                let _ = writeln!(out, "<{tag}{class}>{text}</{tag}>");
            }
            Block::Table(table) => out.push_str(&self::table(table, block, marks, lang)),
        }
    }
    out
}

/// Whether a short paragraph begins with a number of sections and so reads like a heading.
fn numbered(text: &str) -> bool {
    let text = base::text::squash(text);
    let numeral = |t: &str| base::text::ordinal(t).is_some();
    let part = text.strip_prefix('第').and_then(|t| t.split_once("部分"));
    let first = text.split_once('、').is_some_and(|(n, _)| numeral(n));
    let second = text.strip_prefix('(').and_then(|t| t.split_once(')'));
    let begins = first || [part, second].into_iter().flatten().any(|(n, _)| numeral(n));
    begins && text.chars().count() <= 40 && !text.ends_with(['。', ';', ',', ':'])
}

fn table(table: &Table, block: usize, marks: &Marks, lang: Lang) -> String {
    let grid = Grid::new(table);
    let heads = head_rows(table);
    let kept = kept(table, block, marks);
    let name = table.caption.clone().unwrap_or_else(|| lang.say("表格", "Table").to_owned());
    let mut out = format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\"><table>\n",
        escape(&name)
    );
    if let Some(caption) = &table.caption {
        let _ = writeln!(out, "<caption>{}</caption>", escape(caption));
    }
    let mut skipped = 0;
    for row in 0..grid.height() {
        match row {
            0 if heads > 0 => out.push_str("<thead>\n"),
            r if r == heads => {
                out.push_str(if heads > 0 { "</thead><tbody>\n" } else { "<tbody>\n" })
            }
            _ => {}
        }
        if kept.as_ref().is_some_and(|k| !k.contains(&row)) {
            skipped += 1;
            continue;
        }
        left_out(&mut out, &mut skipped, grid.width(), lang);
        table_row(&mut out, table, &grid, row, (block, heads), marks);
    }
    left_out(&mut out, &mut skipped, grid.width(), lang);
    out.push_str(if heads == grid.height() && heads > 0 { "</thead>" } else { "</tbody>" });
    out + "</table></div>\n"
}

fn left_out(out: &mut String, skipped: &mut usize, width: usize, lang: Lang) {
    if *skipped > 0 {
        let text = match lang {
            Lang::Zh => format!("…… 此处略去没有标记的 {skipped} 行 ……"),
            Lang::En => format!("… {skipped} rows without marks left out …"),
        };
        let _ = writeln!(out, "<tr class=\"cut\"><td colspan=\"{width}\">{text}</td></tr>");
        *skipped = 0;
    }
}

fn table_row(
    out: &mut String,
    table: &Table,
    grid: &Grid<'_>,
    row: usize,
    (block, heads): (usize, usize),
    marks: &Marks,
) {
    let hidden = table.rows.get(row).is_some_and(|r| r.hidden);
    out.push_str(if hidden { "<tr class=\"hidden-row\">" } else { "<tr>" });
    for column in 0..grid.width() {
        match (grid.at(row, column), grid.origin(row, column)) {
            (Some(cell), Some(origin)) if origin == (row, column) => {
                let span = extent(grid, origin);
                let text = marks.render((block, Some(origin)), &cell.text);
                let worst = marks.worst((block, Some(origin))).map(audit::Severity::id);
                table_cell(out, cell, &text, (span, row < heads, worst));
            }
            (None, _) => out.push_str("<td></td>"),
            _ => {}
        }
    }
    out.push_str("</tr>\n");
}

type Shape = ((usize, usize), bool, Option<&'static str>);

fn table_cell(out: &mut String, cell: &Cell, text: &str, (span, head, worst): Shape) {
    // A plain whole number at the left edge is a code or an ordinal, not a figure.
    let number = Figure::parse(cell.text.trim());
    let figure = number.is_some_and(|f| cell.column > 0 || f.decimals > 0 || f.grouped);
    let label = cell.column == 0 && !figure && !cell.text.trim().is_empty();
    let (tag, scope) = match (head, label) {
        (true, _) if span.1 > 1 => ("th", " scope=\"colgroup\""),
        (true, _) => ("th", " scope=\"col\""),
        (false, true) => ("th", " scope=\"row\""),
        _ => ("td", ""),
    };
    let rows = if span.0 > 1 { format!(" rowspan=\"{}\"", span.0) } else { String::new() };
    let columns = if span.1 > 1 { format!(" colspan=\"{}\"", span.1) } else { String::new() };
    let classes =
        [figure.then_some("n"), worst, (cell.text.chars().count() > 24).then_some("long")];
    let classes: Vec<&str> = classes.into_iter().flatten().collect();
    let class = match classes.is_empty() {
        true => String::new(),
        false => format!(" class=\"{}\"", classes.join(" ")),
    };
    let _ = write!(out, "<{tag}{scope}{rows}{columns}{class}>{text}</{tag}>");
}

/// Rows and columns a cell really covers: spans may have been cut.
fn extent(grid: &Grid<'_>, origin: (usize, usize)) -> (usize, usize) {
    let same = |r: usize, c: usize| grid.origin(r, c) == Some(origin);
    let rows = (origin.0..grid.height()).take_while(|r| same(*r, origin.1)).count();
    let columns = (origin.1..grid.width()).take_while(|c| same(origin.0, *c)).count();
    (rows.max(1), columns.max(1))
}

/// Leading rows without a figure are the head; a line that numbers the columns belongs to it.
fn head_rows(table: &Table) -> usize {
    let is_head = |row: &document::Row| {
        let figures = row.cells.iter().filter_map(|c| Figure::parse(c.text.trim()));
        let figures: Vec<Figure> = figures.collect();
        let counts =
            |(i, f): (usize, &Figure)| f.decimals == 0 && f.value == base::Decimal::from(i + 1);
        figures.is_empty() || (figures.len() > 1 && figures.iter().enumerate().all(counts))
    };
    let heads = table.rows.iter().take_while(|r| is_head(r)).count();
    if heads == table.rows.len() { usize::from(heads > 1) } else { heads.min(6) }
}

/// Rows to show of a long table; `None` when all are shown.
fn kept(table: &Table, block: usize, marks: &Marks) -> Option<BTreeSet<usize>> {
    if table.rows.len() <= LONG {
        return None;
    }
    let near = |row: usize| row.saturating_sub(NEAR)..(row + NEAR + 1);
    let marked = marks.rows(block);
    Some((0..NEAR * 2).chain(marked.into_iter().flat_map(near)).collect())
}
