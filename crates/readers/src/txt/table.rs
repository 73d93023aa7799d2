//! Tables in text exports. Exports of Word files write one cell a line (it begins with a tab; a blank
//! line ends the row); exports of PDF files write one row a line (cells separated by tabs). Which of
//! the two a region is, its own lines decide.

use super::lines::{Line, begins_anew, length, listed, titled};
use crate::budget::Budget;
use base::text::{is_blank, squash};
use document::{Cell, Row, Table};

/// Lines looked at to decide the dialect of a region: enough for a majority, bounded for hostile files.
const WINDOW: usize = 200;
/// Longest line that may still be a piece of a cell after a blank line, e.g. `(50分)`.
const PIECE: usize = 8;

/// How a region writes its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// One cell a line.
    Cells,
    /// One row a line.
    Rows,
}

/// The dialect of the region that begins at line `start`: by majority of its tabbed lines.
pub(super) fn dialect(lines: &[Line], start: usize) -> Dialect {
    let mut cells = 0_usize;
    let mut rows = 0_usize;
    let mut gap = false;
    for line in lines.iter().skip(start).take(WINDOW) {
        if line.tabbed() {
            let single = line.opens_cell() && line.text.matches('\t').count() <= 2;
            let lone = single && line.text.trim_end_matches('\t').matches('\t').count() <= 1;
            cells += usize::from(lone || (single && line.text == "\t"));
            rows += usize::from(!lone && line.text != "\t");
            gap = false;
        } else if line.blank {
            gap = true;
        } else if gap {
            break;
        }
    }
    if cells > rows { Dialect::Cells } else { Dialect::Rows }
}

/// A table and the index of the first line after it.
pub(super) type Found = (Table, usize);

/// Reads one table from `start`.
pub(super) fn read(lines: &[Line], start: usize, dialect: Dialect, budget: &mut Budget) -> Found {
    match dialect {
        Dialect::Cells => read_cells(lines, start, budget),
        Dialect::Rows => read_rows(lines, start, budget),
    }
}

/// What follows the blank lines that begin at some line.
enum Next {
    /// The cell goes on at this line.
    Piece(usize),
    /// The row goes on at this line: the blank lines were part of its last cell.
    SameRow(usize),
    /// A new row begins at this line.
    Row(usize),
    /// The table is over.
    End,
}

fn read_cells(lines: &[Line], start: usize, budget: &mut Budget) -> Found {
    let mut table = Table::default();
    let mut row = Row::default();
    let mut frayed = false;
    let mut at = start;
    while let Some(line) = lines.get(at) {
        if line.blank {
            match after_blank(lines, at, &table, &row, frayed) {
                Next::Piece(next) => {
                    frayed = true;
                    at = next;
                    append(&mut row, &lines[at]);
                }
                Next::SameRow(next) => {
                    at = next;
                    continue;
                }
                Next::Row(next) => {
                    frayed = false;
                    finish(&mut table, &mut row, budget);
                    at = next;
                    continue;
                }
                Next::End => break,
            }
        } else if line.opens_cell() {
            if budget.cell(&line.spot()) {
                let text = line.text.strip_prefix('\t').unwrap_or_default().replace('\t', " ");
                let column = row.cells.len();
                if column == 0 {
                    row.spot = line.spot();
                }
                row.cells.push(Cell::new(text, column, line.spot()));
            }
        } else {
            append(&mut row, line);
        }
        at += 1;
    }
    finish(&mut table, &mut row, budget);
    (table, at)
}

fn append(row: &mut Row, line: &Line) {
    if let Some(cell) = row.cells.last_mut() {
        cell.text.push('\n');
        cell.text.push_str(&line.text.replace('\t', " "));
    }
}

fn finish(table: &mut Table, row: &mut Row, budget: &mut Budget) {
    let done = std::mem::take(row);
    if !done.cells.is_empty() && budget.row(table.rows.len(), &done.spot) {
        table.rows.push(done);
    }
}

/// A cell may hold blank lines of its own (`产出指标`, blank, `(50分)`). A short unlabelled line between
/// two cells goes on with the cell while the row is still shorter than the rows above; after such a
/// frayed cell the row goes on when the two pieces together are exactly as wide as a row above.
fn after_blank(lines: &[Line], at: usize, table: &Table, row: &Row, frayed: bool) -> Next {
    let Some(next) = (at..lines.len()).find(|i| !lines[*i].blank) else {
        return Next::End;
    };
    let gap = next - at;
    let widest = table.rows.iter().rev().take(12).map(|r| r.cells.len()).max().unwrap_or(0);
    if lines[next].opens_cell() {
        let rest = lines[next..].iter().take(64).take_while(|l| !l.blank);
        let ahead = rest.filter(|l| l.opens_cell()).count();
        let completes = row.cells.len() + ahead == widest;
        return match gap {
            _ if (frayed || gap == 2) && completes => Next::SameRow(next),
            1 | 2 => Next::Row(next),
            _ => Next::End,
        };
    }
    let after = lines[next..].iter().take(4).find(|l| !l.blank && !is_piece(l));
    let goes_on = is_piece(&lines[next])
        && after.is_some_and(Line::opens_cell)
        && (row.cells.len() < widest || widest == 0);
    if goes_on { Next::Piece(next) } else { Next::End }
}

fn is_piece(line: &Line) -> bool {
    !line.tabbed()
        && (1..=PIECE).contains(&length(&line.text))
        && (!begins_anew(&line.text) || line.text.trim_end().ends_with("分)"))
        && !titled(&line.text)
}

fn read_rows(lines: &[Line], start: usize, budget: &mut Budget) -> Found {
    let mut table = Table::default();
    let mut width = 0_usize;
    let mut at = start;
    while let Some(line) = lines.get(at) {
        if line.blank {
            let next = lines.get(at + 1).filter(|l| l.tabbed());
            if next.is_none_or(|l| l.cells().len().abs_diff(width) > 2) {
                break;
            }
        } else if line.tabbed() || caught(lines, at) {
            push_row(&mut table, line, budget);
            width = width.max(line.cells().len());
        } else {
            break;
        }
        at += 1;
    }
    (table, at)
}

/// A short line without tabs directly between two rows is a row of one cell (a sub-heading).
fn caught(lines: &[Line], at: usize) -> bool {
    let rows = |i: Option<usize>| i.and_then(|i| lines.get(i)).is_some_and(Line::tabbed);
    let line = &lines[at];
    rows(at.checked_sub(1))
        && rows(at.checked_add(1))
        && length(&line.text) < 40
        && !titled(&line.text)
}

fn push_row(table: &mut Table, line: &Line, budget: &mut Budget) {
    if !budget.row(table.rows.len(), &line.spot()) {
        return;
    }
    let mut row = Row { spot: line.spot(), ..Row::default() };
    for (column, text) in line.cells().into_iter().enumerate() {
        if budget.cell(&line.spot()) {
            row.cells.push(Cell::new(text, column, line.spot()));
        }
    }
    table.rows.push(row);
}

/// Cells of dashes only: the line below a header that a converter drew; no row.
pub(super) fn drawn(line: &Line) -> bool {
    let cells = line.cells();
    let dashes = |cell: &&str| {
        let bare = cell.trim().trim_matches(':');
        bare.len() >= 2 && bare.bytes().all(|b| b == b'-')
    };
    cells.len() >= 2 && cells.iter().all(dashes)
}

/// Whether the lines from `start` are a table of contents: two cells, the second a page number, under
/// 目录, with leaders, or with headings and page numbers that never fall. Gives the line after it.
pub(super) fn contents(lines: &[Line], start: usize, titled: bool) -> Option<usize> {
    let mut at = start;
    let mut leaders = 0_usize;
    let mut headings = 0_usize;
    let mut last = 0_u32;
    let mut rising = true;
    while let Some((entry, page)) = lines.get(at).and_then(entry) {
        leaders +=
            usize::from(entry.ends_with("..") || entry.ends_with('…') || entry.ends_with("··"));
        headings += usize::from(begins_anew(&entry));
        rising &= page >= last;
        last = page;
        at += 1;
    }
    let count = at - start;
    // A row that is no entry directly below means a table whose first rows only look like entries.
    if count == 0 || lines.get(at).is_some_and(Line::tabbed) {
        return None;
    }
    let sure = titled || leaders * 2 > count || (count >= 3 && headings == count && rising);
    sure.then_some(at)
}

fn entry(line: &Line) -> Option<(String, u32)> {
    let (head, page) = line.text.rsplit_once('\t')?;
    let head = head.trim();
    if head.is_empty() || head.contains('\t') {
        return None;
    }
    let page = squash(page);
    let page = page.trim_matches(['-', '(', ')']);
    (page.len() <= 3).then_some(())?;
    Some((head.to_owned(), page.parse().ok()?))
}

/// Whether the region is no table at all: indented prose (rows of one cell, or one row of sentences and
/// headings), or a lone line of labels without any figure.
pub(super) fn no_table(table: &Table, dialect: Dialect) -> bool {
    let single = table.rows.iter().all(|r| r.cells.len() <= 1);
    let mut cells = table.rows.iter().flat_map(|r| &r.cells);
    let lone = table.rows.len() == 1
        && match dialect {
            Dialect::Rows => cells.all(|c| base::Figure::parse(&c.text).is_none()),
            Dialect::Cells => cells.all(|c| sentence(&c.text)),
        };
    single || lone
}

fn sentence(text: &str) -> bool {
    let bare = text.trim_matches(is_blank);
    listed(bare) || bare.ends_with(['。', '；', '：', ':'])
}
