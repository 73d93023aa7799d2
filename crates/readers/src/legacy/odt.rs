//! OpenDocument texts (.odt).

use super::container::Package;
use super::odf::{self, Piece};
use crate::{Limits, Reading, Unreadable};
use base::{Problem, Spot};
use document::{Block, Cell, Document, Paragraph, Row, Table};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let mut package = Package::open(bytes).ok_or(Unreadable::Unknown)?;
    package.guard(bytes.len(), limits)?;
    let content = odf::content(&mut package, "odt", limits)?;
    let mut document = Document { format: "odt".to_owned(), ..Document::default() };
    document.asides = content.asides;
    // The format has no lines; paragraphs and rows are counted so that a place can be named.
    let mut line = 0;
    for piece in content.pieces {
        match piece {
            Piece::Paragraph { text, level, centred } => {
                // Authors press Shift+Enter between sentences: a line break parts paragraphs.
                for text in text.split('\n').filter(|t| !t.chars().all(base::text::is_blank)) {
                    line += 1;
                    let paragraph = Paragraph::new(text, Spot::line(line));
                    let paragraph = Paragraph { level, centred, ..paragraph };
                    document.blocks.push(Block::Paragraph(paragraph));
                }
            }
            Piece::Table(piece) => {
                document.blocks.push(Block::Table(table(piece, &mut line, limits)));
            }
        }
    }
    let mut problems = Vec::new();
    if content.cut {
        let zh = "超过上限或内容损坏，其余部分未读取";
        let en = "over a limit or damaged; the rest was not read";
        problems.push(Problem::new("over-limit", Spot::line(line.max(1)), zh, en));
    }
    if content.numbered {
        let zh = "段落的自动编号（如“一、”）未读取";
        let en = "automatic paragraph numbers were not read";
        problems.push(Problem::new("list-numbers", Spot::line(line.max(1)), zh, en));
    }
    Ok((document, problems))
}

fn table(piece: odf::Table, line: &mut u32, limits: &Limits) -> Table {
    let mut rows = Vec::new();
    let mut left = limits.cells;
    for row in piece.rows {
        // A few bytes can repeat a wide row many times; what is repeated counts as read.
        let wide = row.cells.iter().map(|c| c.repeat.min(1000) as usize).sum::<usize>().max(1);
        let most = (left / wide).min(limits.rows.saturating_sub(rows.len())).min(1000);
        let repeat = row.repeat.min(most as u32);
        left -= wide * repeat as usize;
        for _ in 0..repeat {
            *line += 1;
            let spot = Spot::line(*line);
            let cells = row.cells.iter().flat_map(|cell| repeated(cell, &spot)).collect();
            rows.push(Row { cells, spot, hidden: row.hidden });
        }
    }
    let caption = (!piece.name.is_empty()).then_some(piece.name);
    Table { rows, firm: true, caption, ..Table::default() }
}

fn repeated<'a>(cell: &'a odf::Cell, spot: &'a Spot) -> impl Iterator<Item = Cell> + 'a {
    (0..cell.repeat.min(1000)).map(|at| Cell {
        text: cell.text.clone(),
        column: cell.column.saturating_add(at) as usize,
        colspan: cell.colspan as usize,
        rowspan: cell.rowspan as usize,
        spot: spot.clone(),
    })
}
