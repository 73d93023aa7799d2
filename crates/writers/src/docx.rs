//! Word documents: headings with outline levels, tables with merged cells, 宋体 for Chinese text.

use crate::WriteError;
use crate::layout::{Place, clean, row};
use document::{Block, Document, Grid, Table};
use docx_rs::{
    AlignmentType, Docx, Paragraph, Run, RunFonts, Style, StyleType, TableCell, TableRow,
    VMergeType,
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
    let mut rows = Vec::new();
    for at in 0..grid.height() {
        let mut cells = Vec::new();
        for place in row(&grid, at) {
            match place {
                Place::Begins { cell, rows, columns } => {
                    let mut made = TableCell::new().grid_span(columns);
                    for line in cell.text.split('\n') {
                        made = made.add_paragraph(ids.paragraph(line));
                    }
                    let merge = VMergeType::Restart;
                    cells.push(if rows > 1 { made.vertical_merge(merge) } else { made });
                }
                Place::GoesOn { columns } => {
                    let made = TableCell::new().grid_span(columns);
                    let made = made.vertical_merge(VMergeType::Continue);
                    cells.push(made.add_paragraph(ids.paragraph("")));
                }
                Place::Empty => cells.push(TableCell::new().add_paragraph(ids.paragraph(""))),
                Place::Covered => {}
            }
        }
        rows.push(TableRow::new(cells));
    }
    // 9,000 twentieths of a point are the width of the text on A4.
    let width = 9_000 / grid.width().max(1);
    docx_rs::Table::new(rows).set_grid(vec![width.max(1); grid.width()])
}
