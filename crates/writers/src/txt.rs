//! Plain text as Word exports it: a paragraph is a line; a cell is a line that begins with a tab, goes on
//! over the lines after it, and a blank line ends the row.

use crate::WriteError;
use crate::layout::{Place, row};
use document::{Block, Document, Grid, Table};

pub(crate) fn write(document: &Document) -> Result<Vec<u8>, WriteError> {
    let mut out = String::new();
    for block in &document.blocks {
        match block {
            // A tab at the start would make a cell of the paragraph.
            Block::Paragraph(p) => {
                out.push_str(
                    &p.text.replace('\n', " ").trim_start_matches('\t').replace('\t', " "),
                );
                out.push('\n');
            }
            Block::Table(table) => write_table(&mut out, table),
        }
    }
    Ok(out.into_bytes())
}

fn write_table(out: &mut String, table: &Table) {
    let grid = Grid::new(table);
    for at in 0..grid.height() {
        for place in row(&grid, at) {
            let text = match place {
                Place::Begins { cell, .. } => cell.text.as_str(),
                _ => "",
            };
            write_cell(out, text);
        }
        out.push('\n');
    }
}

/// Blank lines inside a cell would end the row, tabs would begin a cell: neither carries meaning.
fn write_cell(out: &mut String, text: &str) {
    let lines = text.lines().map(|l| l.trim_start_matches('\t').replace('\t', " "));
    let lines: Vec<String> = lines.filter(|l| !l.chars().all(base::text::is_blank)).collect();
    out.push('\t');
    out.push_str(&lines.join("\n"));
    out.push('\n');
}
