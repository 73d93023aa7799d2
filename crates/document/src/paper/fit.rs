//! Type and column widths of a table: as large as lets it stand on its page, figures never broken.

use super::line::{lines, stretch};
use crate::grid::Grid;
use crate::model::Table;

/// How a table is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Type, in half points.
    pub size: u32,
    /// From one line to the next.
    pub pitch: u32,
    /// Left and right of a cell's text.
    pub side: u32,
    /// Above and below it.
    pub pad: u32,
    /// Width of each column; together the width of the table.
    pub widths: Vec<u32>,
    /// Height of each row.
    pub heights: Vec<u32>,
}

/// Type that is tried, largest first.
const SIZES: [u32; 9] = [24, 22, 21, 20, 19, 18, 17, 16, 15];
/// Smallest type when a table goes over pages anyway, and when its columns would not fit else.
const OVER: u32 = 18;
const LEAST: u32 = 12;
/// A rule between rows.
const RULE: u32 = 12;

/// Sets a table into a width and, where it can, a height.
pub fn fit(table: &Table, width: u32, height: u32) -> Fit {
    let columns = Grid::new(table).width().max(1);
    let largest = if columns <= 5 { 24 } else { 21 };
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    // A list that goes over pages anyway is not tried in every type.
    let long = rows.saturating_mul(200) > height;
    let sizes = SIZES.into_iter().filter(|s| *s <= largest && !long);
    for close in sizes.filter_map(|size| set(table, columns, width, size)) {
        let total = close.heights.iter().sum::<u32>();
        // What is left of the page goes between the rows.
        let least = if close.size > 18 { 30 } else { 12 };
        let pad = height.checked_sub(total).map(|left| (left / (2 * rows.max(1))).min(80));
        if let Some(pad) = pad.filter(|p| *p >= least) {
            return close.padded(pad);
        }
    }
    let over = (LEAST..=OVER).rev().find_map(|size| set(table, columns, width, size));
    let close = over.unwrap_or_else(|| made(table, share(&wanted(table, columns), width), LEAST));
    close.padded(40)
}

impl Fit {
    fn padded(mut self, pad: u32) -> Fit {
        self.pad = pad;
        self.heights.iter_mut().for_each(|h| *h += 2 * pad);
        self
    }
}

/// The table in this type, or `None` where a figure would have to be broken.
fn set(table: &Table, columns: usize, width: u32, size: u32) -> Option<Fit> {
    let needs = needs(table, columns, size);
    if needs.iter().sum::<u32>() > width {
        return None;
    }
    let mut widths = share(&wanted(table, columns), width);
    // Columns that are too narrow take from those that have more than they need.
    let lack: u32 = widths.iter().zip(&needs).map(|(w, n)| n.saturating_sub(*w)).sum();
    let spare: u32 = widths.iter().zip(&needs).map(|(w, n)| w.saturating_sub(*n)).sum();
    for (slot, need) in widths.iter_mut().zip(&needs) {
        if *slot < *need {
            *slot = *need;
        } else if let Some(given) = (lack * (*slot - need)).checked_div(spare) {
            *slot -= given;
        }
    }
    Some(made(table, widths, size))
}

fn made(table: &Table, widths: Vec<u32>, size: u32) -> Fit {
    let pitch = size * 12;
    let edge = edge(size);
    let mut heights = vec![pitch + RULE; table.rows.len()];
    let tall = |cell: &crate::model::Cell| {
        let covered = widths.iter().skip(cell.column).take(cell.colspan.max(1)).sum::<u32>();
        lines(&cell.text, size, covered.saturating_sub(2 * edge)) * pitch + RULE
    };
    for (at, row) in table.rows.iter().enumerate() {
        for cell in row.cells.iter().filter(|c| c.rowspan <= 1) {
            if let Some(slot) = heights.get_mut(at) {
                *slot = (*slot).max(tall(cell));
            }
        }
    }
    // What a cell over several rows lacks, its last row gives.
    for (at, row) in table.rows.iter().enumerate() {
        for cell in row.cells.iter().filter(|c| c.rowspan > 1) {
            let end = (at + cell.rowspan).min(heights.len());
            let has: u32 = heights.iter().take(end).skip(at).sum();
            if let Some(slot) = heights.get_mut(end.saturating_sub(1)) {
                *slot += tall(cell).saturating_sub(has);
            }
        }
    }
    Fit { size, pitch, side: edge, pad: 0, widths, heights }
}

/// Room left and right of a text.
fn edge(size: u32) -> u32 {
    if size >= 18 { 80 } else { 40 }
}

/// Relative widths: given, else by what stands in the columns.
fn wanted(table: &Table, columns: usize) -> Vec<u32> {
    if table.widths.len() == columns && table.widths.iter().any(|w| *w > 0) {
        return table.widths.iter().map(|w| (*w).max(1)).collect();
    }
    let mut widths = vec![4u32; columns];
    for cell in table.rows.iter().flat_map(|r| &r.cells).filter(|c| c.colspan <= 1) {
        if let Some(slot) = widths.get_mut(cell.column) {
            let wide = cell.text.lines().map(base::text::width).max().unwrap_or(0).clamp(4, 40);
            *slot = (*slot).max(u32::try_from(wide).unwrap_or(40));
        }
    }
    widths
}

/// The width shared out; what rounding leaves goes to the last column.
fn share(wanted: &[u32], width: u32) -> Vec<u32> {
    let all = wanted.iter().map(|w| u64::from(*w)).sum::<u64>().max(1);
    let part = |w: &u32| u32::try_from(u64::from(*w) * u64::from(width) / all).unwrap_or(width);
    let mut widths: Vec<u32> = wanted.iter().map(part).collect();
    let used: u32 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += width.saturating_sub(used);
    }
    widths
}

/// The width below which a figure, or a head of two characters, would be broken.
fn needs(table: &Table, columns: usize, size: u32) -> Vec<u32> {
    let mut needs = vec![size * 10 + 2 * edge(size); columns];
    for cell in table.rows.iter().flat_map(|r| &r.cells).filter(|c| c.colspan <= 1) {
        let short = base::text::width(&cell.text) <= 6 && !cell.text.contains('\n');
        let least = match short {
            true => super::line::length(&cell.text, size) * 11 / 10,
            false => stretch(&cell.text, size),
        };
        if let Some(slot) = needs.get_mut(cell.column) {
            *slot = (*slot).max(least + 2 * edge(size) + 20);
        }
    }
    needs
}
