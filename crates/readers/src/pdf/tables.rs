//! Tables: lattices filled with text, columns found by alignment, tables joined over pages.
#![allow(clippy::float_arithmetic)] // page geometry, never money

use super::glyphs::Glyph;
use super::lattice::Lattice;
use super::lines::{self, Line};
use base::{Figure, Spot};
use document::{Cell, Row, Table};

/// A table on one page, its column borders kept so that the next page can go on with it.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Column borders, ascending; one more than columns.
    pub xs: Vec<f64>,
    /// Upper end.
    pub top: f64,
    /// Rows with cells by column.
    pub rows: Vec<Row>,
    /// Ruled, so the columns are certain.
    pub firm: bool,
}

/// Fills a lattice with the glyphs that stand in it. A table without any text is still a table:
/// empty forms are published too.
pub(super) fn fill(
    lattice: &Lattice,
    glyphs: &[(usize, Glyph)],
    page: u32,
    first_line: u32,
) -> Piece {
    let mut by_slot: Vec<Vec<Glyph>> = vec![Vec::new(); lattice.slots.len()];
    for (slot, glyph) in glyphs {
        if let Some(bucket) = by_slot.get_mut(*slot) {
            bucket.push(*glyph);
        }
    }
    let height = lattice.ys.len().saturating_sub(1);
    let mut rows: Vec<Row> = vec![Row::default(); height];
    let mut line = first_line;
    let mut order: Vec<usize> = (0..lattice.slots.len()).collect();
    order.sort_by_key(|i| lattice.slots.get(*i).map(|s| (s.row, s.column)));
    for i in order {
        let (Some(slot), Some(own)) = (lattice.slots.get(i), by_slot.get(i)) else { continue };
        let (text, number) = cell_text(own);
        let Some(row) = rows.get_mut(slot.row) else { continue };
        row.cells.push(Cell {
            text,
            column: slot.column,
            colspan: slot.columns,
            rowspan: slot.rows,
            spot: Spot { page: Some(page), line: number },
        });
    }
    for row in &mut rows {
        let own = row.cells.iter().filter_map(|c| c.spot.line).min();
        line = own.unwrap_or(line);
        row.spot = Spot::page(page, line);
        for cell in &mut row.cells {
            cell.spot.line = cell.spot.line.or(Some(line));
        }
    }
    let top = lattice.ys.first().copied().unwrap_or(0.0);
    Piece { xs: lattice.xs.clone(), top, rows, firm: true }
}

/// The lines of one cell and the first of their ordinals.
fn cell_text(glyphs: &[Glyph]) -> (String, Option<u32>) {
    let lines = lines::build(glyphs);
    let number = lines.iter().map(|l| l.number).min();
    let text: Vec<String> = lines.iter().map(Line::text).collect();
    (text.join("\n"), number)
}

/// Finds a table without lines at the start of `lines`: three or more rows of numbers whose columns
/// stand under each other. Gives the table and how many lines it takes.
pub(super) fn aligned(lines: &[&Line], page: u32) -> Option<(Piece, usize)> {
    let mut count = 0;
    while lines.get(count).is_some_and(|l| l.pieces.len() >= 2 && l.upright && near(lines, count)) {
        count += 1;
    }
    let block = lines.get(..count)?;
    let data: Vec<&Line> =
        block.iter().copied().filter(|l| l.pieces.iter().any(|p| is_number(&p.text))).collect();
    if data.len() < 3 || contents(&data) {
        return None;
    }
    let columns = columns(&data)?;
    let rows = block.iter().map(|l| row_of(l, &columns, page)).collect();
    let xs = borders(&columns);
    let top = block.first().map_or(0.0, |l| l.y - l.size);
    Some((Piece { xs, top, rows, firm: false }, count))
}

/// Rows of one table follow each other closely.
fn near(lines: &[&Line], at: usize) -> bool {
    let (Some(before), Some(here)) = (at.checked_sub(1).and_then(|i| lines.get(i)), lines.get(at))
    else {
        return true;
    };
    here.y - before.y < before.size.max(here.size) * 4.0
}

fn is_number(text: &str) -> bool {
    let text = text.trim_end_matches(['%', '％']);
    Figure::parse(text).is_some()
}

/// A table of contents is no table of figures: its only numbers are page numbers at the end.
fn contents(lines: &[&Line]) -> bool {
    let mut last = 0u32;
    lines.iter().all(|l| {
        let numbers: Vec<&str> =
            l.pieces.iter().map(|p| p.text.as_str()).filter(|t| is_number(t)).collect();
        let page = match numbers.as_slice() {
            [one] => one.parse::<u32>().ok(),
            _ => None,
        };
        let grows = page.is_some_and(|p| p >= last && p < 2000);
        last = page.unwrap_or(last);
        grows && l.pieces.last().is_some_and(|p| is_number(&p.text))
    })
}

/// Column intervals: pieces of all rows that overlap belong to one column.
fn columns(rows: &[&Line]) -> Option<Vec<(f64, f64)>> {
    let mut spans: Vec<(f64, f64)> =
        rows.iter().flat_map(|l| l.pieces.iter().map(|p| (p.x0, p.x1))).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<(f64, f64)> = Vec::new();
    for (x0, x1) in spans {
        match out.last_mut() {
            Some(last) if x0 < last.1 + 2.0 => last.1 = last.1.max(x1),
            _ => out.push((x0, x1)),
        }
    }
    // ragged prose with wide blanks gives columns that most rows do not have
    let full = rows.iter().filter(|l| l.pieces.len() * 2 > out.len()).count();
    (out.len() >= 2 && full * 2 > rows.len()).then_some(out)
}

fn row_of(line: &Line, columns: &[(f64, f64)], page: u32) -> Row {
    let spot = Spot::page(page, line.number);
    let mut cells: Vec<Cell> = Vec::new();
    let mut next = 0;
    for piece in &line.pieces {
        let from = columns.iter().position(|c| c.1 + 1.0 >= piece.x0).unwrap_or(columns.len() - 1);
        let to = columns.iter().rposition(|c| c.0 - 1.0 <= piece.x1).unwrap_or(from).max(from);
        match cells.last_mut() {
            Some(cell) if from < next => {
                cell.text.push_str(&piece.lead);
                cell.text.push_str(&piece.text);
                cell.colspan = cell.colspan.max(to + 1 - cell.column);
                next = cell.column + cell.colspan;
            }
            _ => {
                for column in next..from {
                    cells.push(Cell::new("", column, spot.clone()));
                }
                let mut cell = Cell::new(piece.text.clone(), from, spot.clone());
                cell.colspan = to + 1 - from;
                next = to + 1;
                cells.push(cell);
            }
        }
    }
    for column in next..columns.len() {
        cells.push(Cell::new("", column, spot.clone()));
    }
    Row { cells, spot, hidden: false }
}

fn borders(columns: &[(f64, f64)]) -> Vec<f64> {
    let mut xs: Vec<f64> = columns.first().map(|c| c.0).into_iter().collect();
    for pair in columns.windows(2) {
        if let [a, b] = pair {
            xs.push((a.1 + b.0) / 2.0);
        }
    }
    xs.extend(columns.last().map(|c| c.1));
    xs
}

/// How far column borders of one table may differ from page to page.
const SAME: f64 = 3.0;

/// Whether `next`, the first thing on its page, goes on with `table`, the last thing on the page before.
pub(super) fn continues(table: &Piece, next: &Piece) -> bool {
    if table.firm != next.firm || titled(next) {
        return false;
    }
    let (Some(a0), Some(a1), Some(b0), Some(b1)) =
        (table.xs.first(), table.xs.last(), next.xs.first(), next.xs.last())
    else {
        return false;
    };
    if (a0 - b0).abs() > SAME || (a1 - b1).abs() > SAME {
        return false;
    }
    let inside = |a: &[f64], b: &[f64]| a.iter().all(|x| b.iter().any(|y| (x - y).abs() <= SAME));
    inside(&next.xs, &table.xs) || inside(&table.xs, &next.xs)
}

/// A first row that spans the table and is called 表 opens another table.
fn titled(piece: &Piece) -> bool {
    let Some(row) = piece.rows.first() else { return false };
    match row.cells.as_slice() {
        [only] => {
            let text = base::text::squash(&only.text);
            only.colspan + 1 >= piece.xs.len() && text.ends_with('表')
        }
        _ => false,
    }
}

/// Appends the page `next` to the table: columns brought together, a repeated header dropped.
pub(super) fn join(table: &mut Piece, mut next: Piece) {
    let mut xs = table.xs.clone();
    for x in &next.xs {
        if !xs.iter().any(|y| (x - y).abs() <= SAME) {
            xs.push(*x);
        }
    }
    xs.sort_by(f64::total_cmp);
    if xs.len() != table.xs.len() {
        remap(table, &xs);
    }
    remap(&mut next, &xs);
    let repeated = repeated_header(&table.rows, &next.rows);
    let mut rest: Vec<Row> = next.rows.into_iter().skip(repeated).collect();
    // a row torn by the page break leaves an empty strip on the next page
    if rest.first().is_some_and(|r| r.cells.iter().all(|c| c.text.is_empty() && c.rowspan == 1)) {
        rest.remove(0);
    }
    if let (Some(last), Some(first)) = (table.rows.last(), rest.first())
        && torn(last, first, table.rows.len() <= 3 && !figured(last))
    {
        let first = rest.remove(0);
        mend(table.rows.last_mut(), first);
    }
    table.rows.extend(rest);
}

/// Whether the page break runs through a row: what stands first on the next page are ends of cells
/// that had begun before it. Bodies are judged strictly (fewer cells, each under a wrapped one), for a
/// short row of its own must never be swallowed; a header torn in two shows in most of its cells.
fn torn(last: &Row, first: &Row, header: bool) -> bool {
    let filled = |r: &Row| r.cells.iter().filter(|c| !c.text.trim().is_empty()).count();
    let ends = filled(first);
    if ends == 0 || figured(first) || (!header && ends >= filled(last)) {
        return false;
    }
    let parts = first.cells.iter().filter(|c| !c.text.trim().is_empty());
    let mut begun = parts.map(|c| {
        let above = last.cells.iter().find(|l| l.column == c.column && l.colspan == c.colspan);
        let above = above.map(|l| l.text.trim()).filter(|t| !t.is_empty());
        let text = base::text::squash(&c.text);
        let short = text.chars().count() <= 8 && !text.contains(['、', '(', '。', ';', '：', ':']);
        above.is_some_and(|a| short && (header || a.contains('\n')))
    });
    begun.all(|b| b) && (!header || ends >= 2)
}

fn figured(row: &Row) -> bool {
    row.cells.iter().any(|c| c.text.chars().any(|c| c.is_ascii_digit()))
}

/// Puts the ends of torn cells back to their beginnings.
fn mend(last: Option<&mut Row>, ends: Row) {
    let Some(last) = last else { return };
    for end in ends.cells {
        if let Some(cell) = last.cells.iter_mut().find(|c| c.column == end.column) {
            if !end.text.trim().is_empty() {
                cell.text.push('\n');
                cell.text.push_str(&end.text);
            }
            cell.rowspan = cell.rowspan.max(end.rowspan);
        }
    }
}

/// Moves the cells to the columns of `xs`, of which the piece's own borders are a part.
fn remap(piece: &mut Piece, xs: &[f64]) {
    let place = |k: usize| {
        let x = piece.xs.get(k).copied().unwrap_or(f64::INFINITY);
        xs.iter().position(|y| (x - y).abs() <= SAME).unwrap_or(xs.len().saturating_sub(1))
    };
    let map: Vec<usize> = (0..piece.xs.len()).map(place).collect();
    for cell in piece.rows.iter_mut().flat_map(|r| r.cells.iter_mut()) {
        let from = map.get(cell.column).copied().unwrap_or(cell.column);
        let to = map.get(cell.column + cell.colspan).copied().unwrap_or(from + cell.colspan);
        cell.column = from;
        cell.colspan = to.saturating_sub(from).max(1);
    }
    piece.xs = xs.to_vec();
}

/// How many rows at the start of the next page repeat the rows the table begins with.
fn repeated_header(table: &[Row], next: &[Row]) -> usize {
    let same = |a: &Row, b: &Row| {
        a.cells.len() == b.cells.len()
            && a.cells.iter().zip(&b.cells).all(|(x, y)| {
                x.column == y.column && base::text::squash(&x.text) == base::text::squash(&y.text)
            })
    };
    let mut n = table.iter().zip(next).take_while(|(a, b)| same(a, b)).count();
    let blank = |rows: &[Row]| rows.iter().all(|r| r.cells.iter().all(|c| c.text.is_empty()));
    if next.get(..n).is_none_or(blank) {
        return 0;
    }
    // never cut through a cell that reaches further down
    while n > 0 && crossing(next, n) {
        n -= 1;
    }
    n
}

fn crossing(rows: &[Row], n: usize) -> bool {
    rows.iter().take(n).enumerate().any(|(i, r)| r.cells.iter().any(|c| i + c.rowspan > n))
}

/// The finished table.
pub(super) fn table_of(piece: Piece) -> Table {
    Table { rows: piece.rows, firm: piece.firm, caption: None, ..Table::default() }
}
