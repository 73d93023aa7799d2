//! A table of a page while it is being read: its rows, the columns still covered from above, and the
//! open cell with its blocks.

use crate::budget::{Budget, COLUMNS};
use base::Spot;
use document::{Block, Cell, Document, Row, Table};

/// Most rows a cell may cover; the rectangular view cuts it at the table's end.
const ROWS: usize = 65_534;

/// One open table.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) table: Table,
    /// For each column, in how many further rows it is covered from above.
    covered: Vec<usize>,
    /// First column of the row that no cell has been put in.
    column: usize,
    cell: Option<(Cell, Vec<Block>)>,
    /// Blocks of the only cell, while there is only one.
    only: Option<Vec<Block>>,
    nested: Vec<Block>,
    cells: usize,
    /// The row is beyond the limits.
    full: bool,
}

impl Frame {
    /// Where blocks go while a cell is open.
    pub(super) fn sink(&mut self) -> Option<&mut Vec<Block>> {
        self.cell.as_mut().map(|(_, blocks)| blocks)
    }

    /// Begins a row.
    pub(super) fn open_row(&mut self, spot: Spot, budget: &mut Budget) {
        self.close_cell(budget);
        self.full = !budget.row(self.table.rows.len(), &spot);
        if self.full {
            return;
        }
        if !self.table.rows.is_empty() {
            self.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        }
        self.column = 0;
        self.table.rows.push(Row { spot, ..Row::default() });
    }

    /// Begins a cell.
    pub(super) fn open_cell(&mut self, rowspan: usize, colspan: usize, budget: &mut Budget) {
        self.close_cell(budget);
        while self.covered.get(self.column).is_some_and(|rows| *rows > 0) {
            self.column += 1;
        }
        let spot = self.table.rows.last().map(|r| r.spot.clone()).unwrap_or_default();
        let mut cell = Cell::new("", self.column, spot);
        cell.colspan = colspan.clamp(1, COLUMNS).min(COLUMNS.saturating_sub(self.column).max(1));
        cell.rowspan = rowspan.clamp(1, ROWS);
        self.cell = Some((cell, Vec::new()));
    }

    /// Ends the open cell, if any.
    pub(super) fn close_cell(&mut self, budget: &mut Budget) {
        let Some((mut cell, blocks)) = self.cell.take() else {
            return;
        };
        let fits = !self.full && budget.column(cell.column, &cell.spot) && budget.cell(&cell.spot);
        let Some(row) = self.table.rows.last_mut().filter(|_| fits) else {
            return;
        };
        let end = cell.column + cell.colspan;
        if self.covered.len() < end {
            self.covered.resize(end, 0);
        }
        for rows in self.covered.iter_mut().skip(cell.column).take(cell.colspan) {
            *rows = (*rows).max(cell.rowspan);
        }
        self.column = end;
        self.cells += 1;
        if let Some(only) = self.only.take() {
            self.nested.extend(only.into_iter().filter(|b| matches!(b, Block::Table(_))));
        }
        let lines = blocks.iter().filter_map(|b| match b {
            Block::Paragraph(p) => Some(p.text.as_str()),
            Block::Table(_) => None,
        });
        cell.text = lines.collect::<Vec<_>>().join("\n");
        row.cells.push(cell);
        if self.cells == 1 {
            self.only = Some(blocks);
        } else {
            self.nested.extend(blocks.into_iter().filter(|b| matches!(b, Block::Table(_))));
        }
    }

    /// The finished table and the tables nested in it. A table of one cell only lays the page out: its
    /// content counts, not the frame.
    pub(super) fn blocks(mut self) -> Vec<Block> {
        if let Some(only) = self.only.take() {
            return only;
        }
        self.table.rows.retain(|r| !r.cells.is_empty());
        if self.table.rows.is_empty() {
            return self.nested;
        }
        self.table.firm = true;
        let mut out = vec![Block::Table(self.table)];
        out.append(&mut self.nested);
        out
    }
}

/// Numbers paragraphs and rows in the order of the page, now that it is known which of them remain.
pub(super) fn number(document: &mut Document) {
    let mut serials = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(p) => serials.extend(p.spot_at(0).line),
            Block::Table(t) => serials.extend(t.rows.iter().filter_map(|r| r.spot.line)),
        }
    }
    serials.sort_unstable();
    let renumber = |spot: &mut Spot| {
        let before = spot.line.map_or(0, |line| serials.partition_point(|s| *s <= line));
        spot.line = Some(u32::try_from(before.max(1)).unwrap_or(u32::MAX));
    };
    for block in &mut document.blocks {
        match block {
            Block::Paragraph(p) => p.marks.iter_mut().for_each(|m| renumber(&mut m.spot)),
            Block::Table(t) => {
                for row in &mut t.rows {
                    renumber(&mut row.spot);
                    row.cells.iter_mut().for_each(|c| renumber(&mut c.spot));
                }
            }
        }
    }
    document.asides.iter_mut().for_each(|a| renumber(&mut a.spot));
}
