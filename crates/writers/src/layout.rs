//! Tables laid out position by position, the way formats without row spans of ours need them.

use document::{Cell, Grid, Table};

/// What stands at one position of a table.
pub(crate) enum Place<'a> {
    /// A cell begins here; rows and columns it really covers.
    Begins { cell: &'a Cell, rows: usize, columns: usize },
    /// A cell from above goes on here, in its first column; columns it covers.
    GoesOn { columns: usize },
    /// Covered by a cell that begins further left.
    Covered,
    /// Nothing was given for this position.
    Empty,
}

/// The positions of one row.
pub(crate) fn row<'a>(grid: &Grid<'a>, row: usize) -> Vec<Place<'a>> {
    (0..grid.width()).map(|column| place(grid, row, column)).collect()
}

fn place<'a>(grid: &Grid<'a>, row: usize, column: usize) -> Place<'a> {
    let (Some(cell), Some(origin)) = (grid.at(row, column), grid.origin(row, column)) else {
        return Place::Empty;
    };
    let run = |at: usize| {
        (column..grid.width()).take_while(|c| grid.origin(at, *c) == Some(origin)).count()
    };
    let columns = run(row);
    if origin == (row, column) {
        // Overlapping spans may leave a ragged shape; only the rectangle is kept.
        let rows = (row..grid.height()).take_while(|r| run(*r) == columns).count();
        return Place::Begins { cell, rows, columns };
    }
    let fresh = column == 0 || grid.origin(row, column - 1) != Some(origin);
    match fresh {
        true if origin.0 < row => Place::GoesOn { columns },
        _ => Place::Covered,
    }
}

/// Columns that hold codes (功能分类科目编码, 类/款/项), by their headings: codes are never amounts.
pub(crate) fn code_columns(table: &Table, grid: &Grid<'_>) -> Vec<bool> {
    let heading = |row: usize, column: usize| {
        let cell =
            grid.at(row, column).filter(|c| c.colspan < grid.width() || grid.width() == 1)?;
        let text = base::text::squash(&cell.text);
        let exact = matches!(text.as_str(), "类" | "款" | "项");
        Some(exact || text.contains("编码") || text.contains("代码"))
    };
    let rows = table.rows.len().min(6);
    (0..grid.width())
        .map(|column| (0..rows).any(|row| heading(row, column).unwrap_or(false)))
        .collect()
}

/// Text without the control characters that XML forbids.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| {
            matches!(c, '\t' | '\n') || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        })
        .collect()
}
