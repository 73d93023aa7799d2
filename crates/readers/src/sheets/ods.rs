//! OpenDocument spreadsheets. They keep the displayed text of every cell beside its value, so it is read
//! as it is shown, with merged cells and hidden rows, which no library here tells.

use super::build::{Builder, Merge, Sheet};
use crate::legacy::{Package, odf};
use crate::{Limits, Reading, Unreadable};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let mut package = Package::open(bytes).ok_or(Unreadable::Unknown)?;
    package.guard(bytes.len(), limits)?;
    let content = odf::content(&mut package, "ods", limits)?;
    let mut builder = Builder::new("ods", limits);
    let mut number = 0;
    for piece in content.pieces {
        if let odf::Piece::Table(table) = piece {
            number += 1;
            let budget = builder.left();
            builder.sheet(sheet(table, number, budget));
        }
    }
    if content.cut {
        let spot = base::Spot { page: Some(number), line: None };
        let zh = "超过上限或内容损坏，其余部分未读取".to_owned();
        builder.problem(
            "over-limit",
            spot,
            zh,
            "over a limit or damaged; the rest was not read".to_owned(),
        );
    }
    Ok(builder.finish(number))
}

fn sheet(table: odf::Table, number: u32, budget: usize) -> Sheet {
    let mut sheet = Sheet { name: table.name, number, hidden: table.hidden, ..Sheet::default() };
    (sheet.hidden_columns, sheet.pictures) = (table.hidden_columns, table.pictures);
    let mut top = 0u32;
    for row in table.rows {
        // Blank rows are only counted: a sheet ends with one row repeated a million times.
        let blank = row.cells.iter().all(|c| c.text.is_empty());
        let rows = if blank { 0 } else { row.repeat };
        for at in (0..rows).map(|r| top.saturating_add(r)) {
            if sheet.cells.len() >= budget {
                sheet.cut = true;
                return sheet;
            }
            for cell in &row.cells {
                place(&mut sheet, at, cell);
            }
            if row.hidden {
                sheet.hidden_rows.insert(at);
            }
        }
        top = top.saturating_add(row.repeat);
    }
    sheet
}

fn place(sheet: &mut Sheet, row: u32, cell: &odf::Cell) {
    if cell.text.is_empty() {
        return;
    }
    for column in cell.column..cell.column.saturating_add(cell.repeat) {
        sheet.put(row, column, &cell.text);
        if cell.error {
            sheet.errors.insert((row, column));
        }
    }
    if cell.colspan > 1 || cell.rowspan > 1 {
        sheet.merges.push(Merge {
            top: row,
            left: cell.column,
            bottom: row.saturating_add(cell.rowspan - 1),
            right: cell.column.saturating_add(cell.colspan - 1),
        });
    }
}
