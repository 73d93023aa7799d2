//! Word documents: headings with outline levels, tables with merged cells, 宋体 for Chinese text.

use crate::WriteError;
use crate::layout::{Place, clean, row};
use document::{Block, Document, Grid, Table};
use docx_rs::{
    AlignmentType, Docx, Paragraph, Run, RunFonts, Style, StyleType, TableCell, TableCellMargins,
    TableLayoutType, TableRow, VMergeType, WidthType,
};
use std::io::Cursor;

/// Sizes are in half points, as the format has it.
const BODY: usize = 24;

pub(crate) fn write(document: &Document) -> Result<Vec<u8>, WriteError> {
    let fonts =
        RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("宋体");
    let mut docx = Docx::new().default_fonts(fonts).default_size(BODY);
    for level in 1..=9 {
        docx = docx.add_style(heading(level));
    }
    let mut ids = Ids(0);
    for block in &document.blocks {
        docx = match block {
            Block::Paragraph(p) => {
                let mut paragraph = ids.paragraph(&p.text);
                if let Some(level) = p.level.map(|l| l.clamp(1, 9)) {
                    paragraph = paragraph.style(&format!("Heading{level}"));
                }
                if p.centred {
                    paragraph = paragraph.align(AlignmentType::Center);
                }
                docx.add_paragraph(paragraph)
            }
            Block::Table(t) => docx.add_table(table(t, &mut ids)),
        };
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|e| WriteError::Refused("docx", e.to_string()))?;
    Ok(bytes.into_inner())
}

fn heading(level: usize) -> Style {
    Style::new(format!("Heading{level}"), StyleType::Paragraph)
        .name(format!("heading {level}"))
        .outline_lvl(level - 1)
        .size(BODY + 2 * 6usize.saturating_sub(level))
        .bold()
}

/// Paragraph numbers: the library counts them per process, which would make the bytes differ.
struct Ids(u32);

impl Ids {
    /// A paragraph in a table.
    fn sized(&mut self, text: &str, size: usize) -> Paragraph {
        self.0 += 1;
        let paragraph = Paragraph::new().id(format!("{:08x}", self.0));
        match text.is_empty() {
            true => paragraph,
            false => paragraph.add_run(Run::new().size(size).add_text(clean(text))),
        }
    }

    fn paragraph(&mut self, text: &str) -> Paragraph {
        self.0 += 1;
        let paragraph = Paragraph::new().id(format!("{:08x}", self.0));
        if text.is_empty() {
            paragraph
        } else {
            paragraph.add_run(Run::new().add_text(clean(text)))
        }
    }
}

fn table(table: &Table, ids: &mut Ids) -> docx_rs::Table {
    let grid = Grid::new(table);
    let widths = widths(table, grid.width());
    let size = size(grid.width());
    let mut rows = Vec::new();
    for at in 0..grid.height() {
        let mut cells = Vec::new();
        let mut column = 0;
        let mut wide = |columns: usize| {
            let width: usize = widths.iter().skip(column).take(columns).sum();
            column += columns;
            width
        };
        for place in row(&grid, at) {
            match place {
                Place::Begins { cell, rows, columns } => {
                    let made = TableCell::new().grid_span(columns);
                    let mut made = made.width(wide(columns), WidthType::Dxa);
                    for line in cell.text.split('\n') {
                        let text = ids.sized(line, size);
                        let amount =
                            base::Figure::parse(line.trim()).is_some() && line.contains('.');
                        let side = if amount { AlignmentType::Right } else { AlignmentType::Left };
                        made = made.add_paragraph(text.align(side));
                    }
                    let merge = VMergeType::Restart;
                    cells.push(if rows > 1 { made.vertical_merge(merge) } else { made });
                }
                Place::GoesOn { columns } => {
                    let made = TableCell::new().grid_span(columns);
                    let made = made.width(wide(columns), WidthType::Dxa);
                    let made = made.vertical_merge(VMergeType::Continue);
                    cells.push(made.add_paragraph(ids.paragraph("")));
                }
                Place::Empty => {
                    let made = TableCell::new().width(wide(1), WidthType::Dxa);
                    cells.push(made.add_paragraph(ids.paragraph("")));
                }
                Place::Covered => {}
            }
        }
        rows.push(TableRow::new(cells));
    }
    // Narrow margins leave the room of narrow columns to their figures.
    let margins = TableCellMargins::new().margin(20, 40, 20, 40);
    docx_rs::Table::new(rows).layout(TableLayoutType::Fixed).margins(margins).set_grid(widths)
}

/// Type of a table in half points: smaller the more columns must fit beside each other.
fn size(columns: usize) -> usize {
    match columns {
        0..=4 => 21,
        5..=6 => 18,
        7..=9 => 15,
        _ => 11,
    }
}

/// Width of each column in twentieths of a point: 9,000 of them are the width of the text on A4. The
/// document says how wide the columns are to each other, else they share alike.
fn widths(table: &Table, columns: usize) -> Vec<usize> {
    const TEXT: usize = 9_000;
    let given: Vec<usize> = table.widths.iter().map(|w| *w as usize).collect();
    let all: usize = given.iter().sum();
    match given.len() == columns && all > 0 {
        true => given.iter().map(|w| (w * TEXT / all).max(1)).collect(),
        false => vec![(TEXT / columns.max(1)).max(1); columns],
    }
}
