//! Paper: tables with merged cells built row by row, and what is still to be written.

use base::Spot;
use document::{Block, Break, Cell, Document, Paragraph, Role, Row, Table};
use performance::{Missing, Words};

/// A document and what a person must still write before it may be published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The document; boxes that wait for a person show （待填写）.
    pub document: Document,
    /// What must be written.
    pub missing: Vec<Missing>,
}

impl Written {
    pub(crate) fn new() -> Written {
        Written {
            document: Document { format: "official".to_owned(), ..Document::default() },
            missing: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, paragraph: Paragraph) {
        self.document.blocks.push(Block::Paragraph(paragraph));
    }

    pub(crate) fn text(&mut self, text: impl Into<String>) {
        self.push(Paragraph::of(Role::Body, text));
    }

    pub(crate) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.push(Paragraph::heading(level, text));
    }

    /// Title, mark, unit line and table, as the official forms stand on a page.
    pub(crate) fn form(&mut self, form: Form) {
        self.push(Paragraph::of(Role::TableTitle, form.title).after(form.before));
        if !form.mark.is_empty() {
            self.push(Paragraph::of(Role::TableMark, form.mark));
        }
        for meta in form.meta {
            self.push(Paragraph::of(Role::TableMeta, meta));
        }
        self.document.blocks.push(Block::Table(form.table));
        for note in form.notes {
            self.push(Paragraph::of(Role::Note, note));
        }
    }

    /// Asks for a text; gives what is printed in its place.
    pub(crate) fn ask(&mut self, field: &str, zh: &str, en: &str) -> String {
        if !self.missing.iter().any(|m| m.field == field) {
            self.missing.push(Missing { field: field.to_owned(), words: Words::new(zh, en) });
        }
        format!("（待填写：{field}）")
    }
}

/// One official form.
pub(crate) struct Form {
    pub(crate) title: String,
    pub(crate) mark: String,
    pub(crate) meta: Vec<String>,
    pub(crate) table: Table,
    pub(crate) notes: Vec<String>,
    pub(crate) before: Break,
}

/// Builds a table row by row; a cell goes to the next free column.
pub(crate) struct Rows {
    rows: Vec<Row>,
    /// For each column, how many more rows a cell from above covers.
    covered: Vec<usize>,
    head: usize,
    widths: Vec<u32>,
    labels: Vec<usize>,
}

/// A cell to be placed: text, columns, rows.
pub(crate) struct Box(pub(crate) String, pub(crate) usize, pub(crate) usize);

/// A plain cell.
pub(crate) fn cell(text: impl Into<String>) -> Box {
    Box(text.into(), 1, 1)
}

/// A cell over several columns and rows.
pub(crate) fn wide(text: impl Into<String>, columns: usize, rows: usize) -> Box {
    Box(text.into(), columns, rows)
}

impl Rows {
    /// A table with these relative column widths.
    pub(crate) fn new(widths: &[u32]) -> Rows {
        let covered = vec![0; widths.len()];
        Rows { rows: Vec::new(), covered, head: 0, widths: widths.to_vec(), labels: Vec::new() }
    }

    /// A form: labels in these columns, what is filled in beside them.
    pub(crate) fn form(widths: &[u32], labels: &[usize]) -> Rows {
        Rows { labels: labels.to_vec(), ..Rows::new(widths) }
    }

    /// A row of the head, repeated on every page.
    pub(crate) fn head(&mut self, cells: Vec<Box>) {
        self.row(cells);
        self.head = self.rows.len();
    }

    pub(crate) fn row(&mut self, cells: Vec<Box>) {
        let mut placed = Vec::new();
        let mut column = 0;
        let before = self.covered.clone();
        for slot in &mut self.covered {
            *slot = slot.saturating_sub(1);
        }
        for Box(text, columns, rows) in cells {
            while before.get(column).is_some_and(|c| *c > 0) {
                column += 1;
            }
            for slot in self.covered.iter_mut().skip(column).take(columns) {
                *slot = rows.saturating_sub(1);
            }
            let made = Cell::new(text, column, Spot::default());
            placed.push(Cell { colspan: columns, rowspan: rows, ..made });
            column += columns;
        }
        self.rows.push(Row { cells: placed, ..Row::default() });
    }

    pub(crate) fn table(self) -> Table {
        Table {
            rows: self.rows,
            firm: true,
            head: self.head,
            widths: self.widths,
            labels: self.labels,
            ..Table::default()
        }
    }
}
