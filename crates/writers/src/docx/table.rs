//! Tables of Word documents: ruled, heads repeated on every page, figures on the right.

use super::run;
use crate::layout::{Place, row};
use document::paper::{Fit, Side, Sides};
use document::{Cell, Grid, Table};

/// A table, set as `fit` says.
pub(super) fn xml(table: &Table, fit: &Fit) -> String {
    let grid = Grid::new(table);
    let sides = Sides::new(table);
    let all: u32 = fit.widths.iter().sum();
    let rules: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(|s| format!("<w:{s} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"))
        .concat();
    let columns: String = fit.widths.iter().map(|w| format!("<w:gridCol w:w=\"{w}\"/>")).collect();
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{all}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:top w:w=\"{pad}\" w:type=\"dxa\"/><w:left w:w=\"{side}\" w:type=\"dxa\"/><w:bottom w:w=\"{pad}\" w:type=\"dxa\"/><w:right w:w=\"{side}\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>",
        pad = fit.pad,
        side = fit.side,
    );
    for at in 0..grid.height() {
        let height = fit.heights.get(at).copied().unwrap_or(0);
        let head = if at < table.head { "<w:tblHeader/>" } else { "" };
        // A row with more text than half a page may go over it.
        let whole = if height < 6_000 { "<w:cantSplit/>" } else { "" };
        let least = fit.pitch + 2 * fit.pad;
        out.push_str(&format!(
            "<w:tr><w:trPr>{whole}<w:trHeight w:val=\"{least}\" w:hRule=\"atLeast\"/>{head}</w:trPr>"
        ));
        // What stands below the table is not left alone on the next page.
        let keep = at + 2 >= grid.height() && at >= table.head;
        cells(&mut out, &sides, &grid, at, fit, keep);
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    out
}

fn cells(out: &mut String, sides: &Sides<'_>, grid: &Grid<'_>, at: usize, fit: &Fit, keep: bool) {
    for (column, place) in row(grid, at).into_iter().enumerate() {
        let (columns, merge, cell) = match place {
            Place::Begins { cell, rows, columns } => {
                let merge = if rows > 1 { "<w:vMerge w:val=\"restart\"/>" } else { "" };
                (columns, merge, Some(cell))
            }
            Place::GoesOn { columns } => (columns, "<w:vMerge w:val=\"continue\"/>", None),
            Place::Empty => (1, "", None),
            Place::Covered => continue,
        };
        let width: u32 = fit.widths.iter().skip(column).take(columns).sum();
        let span = match columns {
            0 | 1 => String::new(),
            _ => format!("<w:gridSpan w:val=\"{columns}\"/>"),
        };
        out.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}{merge}<w:vAlign w:val=\"center\"/></w:tcPr>"
        ));
        match cell {
            Some(cell) => text(out, sides.of(at, cell), cell, fit, keep),
            None => out.push_str(&paragraph("", Side::Left, fit, keep)),
        }
        out.push_str("</w:tc>");
    }
}

fn text(out: &mut String, side: Side, cell: &Cell, fit: &Fit, keep: bool) {
    for line in cell.text.split('\n') {
        out.push_str(&paragraph(line, side, fit, keep));
    }
}

fn paragraph(text: &str, side: Side, fit: &Fit, keep: bool) -> String {
    let side = match side {
        Side::Left => "left",
        Side::Centre => "center",
        Side::Right => "right",
    };
    let keep = if keep { "<w:keepNext/>" } else { "" };
    let (size, pitch) = (fit.size, fit.pitch);
    let look = format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"TableText\"/>{keep}<w:spacing w:line=\"{pitch}\" w:lineRule=\"exact\"/><w:jc w:val=\"{side}\"/><w:rPr>{look}</w:rPr></w:pPr>{}</w:p>",
        run(text, &look)
    )
}
