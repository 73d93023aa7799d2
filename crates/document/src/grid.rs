//! The rectangular view of a table: which cell covers position (row, column).

use crate::model::{Cell, Table};

/// A table with its spans laid out. Spans that would overlap an earlier cell or leave the table are cut.
pub struct Grid<'a> {
    cells: Vec<Vec<Option<&'a Cell>>>,
    origin: Vec<Vec<Option<(usize, usize)>>>,
}

impl<'a> Grid<'a> {
    /// Lays out the spans of `table`.
    pub fn new(table: &'a Table) -> Self {
        let (height, width) = (table.rows.len(), table.width());
        let mut grid = Grid {
            cells: vec![vec![None; width]; height],
            origin: vec![vec![None; width]; height],
        };
        for (r, row) in table.rows.iter().enumerate() {
            for cell in &row.cells {
                grid.place(r, cell);
            }
        }
        grid
    }

    fn place(&mut self, row: usize, cell: &'a Cell) {
        let (height, width) = (self.height(), self.width());
        for r in row..(row + cell.rowspan.max(1)).min(height) {
            for c in cell.column..(cell.column + cell.colspan.max(1)).min(width) {
                if self.cells[r][c].is_none() {
                    self.cells[r][c] = Some(cell);
                    self.origin[r][c] = Some((row, cell.column));
                }
            }
        }
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.cells.len()
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.cells.first().map_or(0, Vec::len)
    }

    /// The cell that covers the position, if any.
    pub fn at(&self, row: usize, column: usize) -> Option<&'a Cell> {
        *self.cells.get(row)?.get(column)?
    }

    /// Row and column where the cell that covers the position begins.
    pub fn origin(&self, row: usize, column: usize) -> Option<(usize, usize)> {
        *self.origin.get(row)?.get(column)?
    }

    /// The covering cell's text, empty where there is none.
    pub fn text(&self, row: usize, column: usize) -> &'a str {
        self.at(row, column).map_or("", |c| c.text.as_str())
    }
}
