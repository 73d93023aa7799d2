//! How wide and high the cells of a sheet must be to show their texts.

use base::text::width;
use document::{Grid, Table};

/// Narrowest and widest column, in digits.
const WIDTHS: (usize, usize) = (7, 46);
/// Points of one line, and the most a row of a sheet can have.
const LINE: u32 = 16;
const HIGHEST: u32 = 400;

/// Width of each column, in digits.
pub(crate) fn columns(table: &Table) -> Vec<u32> {
    let mut widths = vec![WIDTHS.0; Grid::new(table).width()];
    let cells = table.rows.iter().flat_map(|r| &r.cells).filter(|c| c.colspan <= 1);
    for cell in cells {
        let widest = cell.text.lines().map(width).max().unwrap_or(0) + 2;
        if let Some(slot) = widths.get_mut(cell.column) {
            *slot = widest.clamp(*slot, WIDTHS.1);
        }
    }
    widths.into_iter().map(|w| u32::try_from(w).unwrap_or(u32::MAX)).collect()
}

/// Height of a row in points; `None` where one line is enough.
pub(crate) fn height(table: &Table, row: usize, widths: &[u32]) -> Option<u32> {
    let cells = table.rows.get(row)?.cells.iter().filter(|c| c.rowspan <= 1);
    let lines = cells.map(|cell| {
        let covered = widths.iter().skip(cell.column).take(cell.colspan.max(1));
        let room = covered.sum::<u32>().max(1) as usize;
        cell.text.lines().map(|l| (width(l) + 1).div_ceil(room).max(1)).sum::<usize>()
    });
    let lines = u32::try_from(lines.max()?).unwrap_or(u32::MAX);
    (lines > 1).then(|| lines.saturating_mul(LINE).min(HIGHEST))
}

/// Whether the first row names every column in words: a list that is scrolled and filtered.
pub(crate) fn is_list(table: &Table) -> bool {
    let width = Grid::new(table).width();
    let Some(head) = table.rows.first().filter(|r| width > 2 && r.cells.len() == width) else {
        return false;
    };
    head.cells.iter().all(|c| {
        let named = !c.text.trim().is_empty() && base::Figure::parse(c.text.trim()).is_none();
        named && c.colspan <= 1 && c.rowspan <= 1
    })
}
