//! Excel workbooks: one sheet a table, the paragraphs before it above it. Numbers are numbers with a
//! format that shows them as they were printed; everything else is text, never a formula. Documents that
//! somebody laid out are set as they are on paper, see [`official`].

mod number;
mod official;

use crate::WriteError;
use crate::layout::{Place, code_columns, row};
use crate::shape;
use document::{Block, Document, Grid, Table, paper};
use number::number;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use std::collections::HashSet;

pub(crate) fn write(document: &Document) -> Result<Vec<u8>, WriteError> {
    build(document).map_err(|e| WriteError::Refused("xlsx", e.to_string()))
}

fn build(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The library would put today's date into the file.
    let born = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&born));
    let mut names = HashSet::new();
    if paper::is_laid_out(document) {
        official::write(&mut book, document, &mut names)?;
        return book.save_to_buffer();
    }
    let mut above: Vec<&str> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(p) => above.push(&p.text),
            Block::Table(table) => {
                let name = sheet_name(table.caption.as_deref(), &mut names);
                let sheet = book.add_worksheet().set_name(name)?;
                write_sheet(sheet, &std::mem::take(&mut above), table)?;
            }
        }
    }
    if !above.is_empty() || names.is_empty() {
        let sheet = book.add_worksheet().set_name(sheet_name(Some("正文"), &mut names))?;
        for (at, text) in above.iter().enumerate() {
            sheet.write_string(row_number(at)?, 0, *text)?;
        }
    }
    book.save_to_buffer()
}

fn row_number(at: usize) -> Result<u32, XlsxError> {
    u32::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)
}

/// A name Excel takes: no `[]:*?/\`, at most 31 characters, not used yet.
fn sheet_name(caption: Option<&str>, used: &mut HashSet<String>) -> String {
    let plain: String = caption
        .unwrap_or_default()
        .chars()
        .filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control())
        .take(25)
        .collect();
    let plain = plain.trim().trim_matches('\'').to_owned();
    let base = if plain.is_empty() { format!("表{}", used.len() + 1) } else { plain };
    let mut name = base.clone();
    let mut copy = 2;
    while !used.insert(name.to_lowercase()) {
        name = format!("{base}_{copy}");
        copy += 1;
    }
    name
}

fn write_sheet(sheet: &mut Worksheet, above: &[&str], table: &Table) -> Result<(), XlsxError> {
    let grid = Grid::new(table);
    let codes = code_columns(table, &grid);
    let last = column_number(grid.width().saturating_sub(1))?;
    let title = Format::new();
    for (at, text) in above.iter().enumerate() {
        let at = row_number(at)?;
        if last > 0 {
            sheet.merge_range(at, 0, at, last, text, &title)?;
        } else {
            sheet.write_string(at, 0, *text)?;
        }
    }
    for (offset, source) in table.rows.iter().enumerate() {
        let at = row_number(above.len() + offset)?;
        for (column, place) in row(&grid, offset).into_iter().enumerate() {
            let Place::Begins { cell, rows, columns } = place else { continue };
            let code = codes.get(column).copied().unwrap_or(false);
            let column = column_number(column)?;
            if rows > 1 || columns > 1 {
                let bottom = row_number(above.len() + offset + rows - 1)?;
                let right = column_number(usize::from(column) + columns - 1)?;
                let centre = Format::new().set_align(FormatAlign::VerticalCenter);
                sheet.merge_range(at, column, bottom, right, "", &centre)?;
            }
            write_cell(sheet, at, column, &cell.text, code)?;
        }
        if source.hidden {
            sheet.set_row_hidden(at)?;
        }
    }
    set_shape(sheet, row_number(above.len())?, table)
}

/// Widths, heights, and for lists a head that stays in sight.
fn set_shape(sheet: &mut Worksheet, top: u32, table: &Table) -> Result<(), XlsxError> {
    let widths = shape::columns(table);
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(column_number(column)?, *width)?;
    }
    for row in 0..table.rows.len() {
        if let Some(points) = shape::height(table, row, &widths) {
            sheet.set_row_height(top + row_number(row)?, points)?;
        }
    }
    if shape::is_list(table) {
        let bold = Format::new().set_num_format("@").set_bold().set_text_wrap();
        for cell in table.rows.iter().take(1).flat_map(|r| &r.cells) {
            sheet.write_string_with_format(top, column_number(cell.column)?, &cell.text, &bold)?;
        }
        sheet.set_freeze_panes(top + 1, 0)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
    }
    Ok(())
}

fn column_number(at: usize) -> Result<u16, XlsxError> {
    u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    code: bool,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    match number(text).filter(|_| !code) {
        Some((value, format)) => {
            let shown = Format::new().set_num_format(format).set_align(FormatAlign::Top);
            sheet.write_number_with_format(row, column, value, &shown)?;
        }
        // Always a string record: a text that begins with = + - @ is shown, never calculated.
        None => {
            let wrapped =
                Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
            sheet.write_string_with_format(row, column, text, &wrapped)?;
        }
    }
    Ok(())
}
