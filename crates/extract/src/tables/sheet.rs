//! A table as the layouts read it: a full rectangle of cells, pieces that a page break tore apart put
//! together again, each cell with its place in the document.

use base::Spot;
use base::text::squash;
use document::{Grid, Table};

/// Bytes of a row's text after which it is cut: it is evidence for people, kept with every figure.
const LONG: usize = 2000;

/// One position of the rectangle.
#[derive(Clone, Debug, Default)]
pub(crate) struct Square {
    /// The covering cell's text as displayed.
    pub text: String,
    /// The same without blanks, half-width.
    pub key: String,
    /// Whether the cell begins here (its upper left corner).
    pub head: bool,
    /// Whether the cell begins in this row.
    pub own_row: bool,
    /// Column where the cell begins.
    pub left: usize,
}

/// One row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Squares from left to right, as many as the sheet is wide.
    pub squares: Vec<Square>,
    /// Where it stands.
    pub spot: Spot,
    /// Block it comes from.
    pub block: usize,
    /// Row within that block's table.
    pub row: usize,
}

/// A cell as met when walking a row: position and text.
pub(crate) type Met<'a> = (usize, &'a Square);

/// One logical table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// Rows from top to bottom.
    pub lines: Vec<Line>,
    /// Columns.
    pub width: usize,
    /// Whether columns are certain.
    pub firm: bool,
    /// Caption or sheet name.
    pub caption: Option<String>,
    /// Block of its first row.
    pub block: usize,
}

impl Line {
    /// Cells that begin in this row and hold text, from left to right.
    pub fn met(&self) -> Vec<Met<'_>> {
        let here = |(_, s): &(usize, &Square)| s.head && s.own_row && !s.key.is_empty();
        self.squares.iter().enumerate().filter(here).collect()
    }

    /// Text of a square without blanks; empty outside the table.
    pub fn key(&self, column: usize) -> &str {
        self.squares.get(column).map_or("", |s| s.key.as_str())
    }

    /// Where the cell stands that covers most of the columns `from..to`; of equals the one that begins
    /// there, then the first.
    pub fn under(&self, from: usize, to: usize) -> usize {
        let to = to.min(self.squares.len());
        let mut best = ((0, false), from);
        let mut at = from;
        while at < to {
            let left = self.squares[at].left;
            let covered = self.squares[at..to].iter().take_while(|s| s.left == left).count();
            let rank = (covered, left >= from);
            if rank > best.0 {
                best = (rank, at);
            }
            at += covered.max(1);
        }
        best.1
    }

    /// The row's texts, for people; long rows are cut.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (column, square) in self.squares.iter().enumerate() {
            if square.left != column || square.key.is_empty() {
                continue;
            }
            if out.len() > LONG {
                out.push_str(" …");
                break;
            }
            if !out.is_empty() {
                out.push_str(" | ");
            }
            out.push_str(one_line(&square.text).trim());
        }
        out
    }

    /// The only text of a row that has no other.
    pub fn alone(&self) -> Option<&Square> {
        match self.met().as_slice() {
            [(_, one)] => Some(one),
            _ => None,
        }
    }

    /// Whether nothing is printed in the row.
    pub fn is_blank(&self) -> bool {
        self.squares.iter().all(|s| s.key.is_empty())
    }
}

/// The text on one line.
pub(crate) fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], "").replace('\t', " ")
}

impl Sheet {
    /// Lays out a table. Hidden rows are left out; their number is the second value.
    pub fn new(table: &Table, block: usize) -> (Sheet, usize) {
        let grid = Grid::new(table);
        let width = grid.width();
        let mut lines = Vec::new();
        let mut hidden = 0;
        for (r, row) in table.rows.iter().enumerate() {
            if row.hidden {
                hidden += 1;
                continue;
            }
            let squares = (0..width).map(|c| square(&grid, r, c)).collect();
            lines.push(Line { squares, spot: row.spot.clone(), block, row: r });
        }
        let caption = table.caption.clone();
        (Sheet { lines, width, firm: table.firm, caption, block }, hidden)
    }

    /// Appends the rows of a piece that goes on after a page break.
    pub fn append(&mut self, other: Sheet) {
        self.width = self.width.max(other.width);
        self.lines.extend(other.lines);
        for line in &mut self.lines {
            let from = line.squares.len();
            line.squares.extend((from..self.width).map(|left| Square {
                left,
                head: true,
                own_row: true,
                ..Square::default()
            }));
        }
    }

    /// A sheet of some of the rows.
    pub fn slice(&self, from: usize, to: usize) -> Sheet {
        let lines = self.lines.get(from..to).unwrap_or_default().to_vec();
        let block = lines.first().map_or(self.block, |l| l.block);
        Sheet { lines, block, caption: self.caption.clone(), ..*self }
    }
}

fn square(grid: &Grid<'_>, row: usize, column: usize) -> Square {
    let text = grid.text(row, column);
    let origin = grid.origin(row, column).unwrap_or((row, column));
    Square {
        text: text.to_owned(),
        key: squash(text),
        head: origin == (row, column) || (origin.1 == column && origin.0 != row),
        own_row: origin.0 == row,
        left: origin.1,
    }
}
