//! Workbooks of Excel 97–2003 (.xls, older .et). The values come from `calamine`; number formats, hidden
//! rows and the size of each sheet are read from the records themselves.

use super::build::{Builder, Merge, Sheet};
use super::{code, number};
use crate::legacy::{guarded, stream};
use crate::{Limits, Reading, Unreadable};
use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};
use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;

/// `calamine` lays a sheet out as a full rectangle; larger ones than this are refused before it does.
const LARGEST: u64 = 32 << 20;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let records = stream(bytes, "Workbook").or_else(|| stream(bytes, "Book"));
    let book = Book::scan(&records.unwrap_or_default());
    if book.area() > LARGEST {
        return Err(Unreadable::TooLarge(
            "工作表的行数乘列数过大 / sheets of too many rows times columns".to_owned(),
        ));
    }
    let opened = guarded(|| Xls::new(Cursor::new(bytes)));
    let mut xls = match opened {
        Some(Ok(xls)) => xls,
        Some(Err(XlsError::Password)) => return Err(Unreadable::Encrypted("xls")),
        Some(Err(error)) => return Err(Unreadable::Damaged("xls", error.to_string())),
        None => return Err(Unreadable::Damaged("xls", "无法解析 / cannot be parsed".to_owned())),
    };
    let mut builder = Builder::new("xls", limits);
    let sheets = xls.sheets_metadata().to_vec();
    for (at, info) in sheets.iter().enumerate() {
        let number = at as u32 + 1;
        if !matches!(info.typ, SheetType::WorkSheet | SheetType::MacroSheet) {
            continue;
        }
        let Ok(range) = xls.worksheet_range(&info.name) else {
            super::unread(&mut builder, number, &info.name);
            continue;
        };
        let empty = Part::default();
        let part = book.parts.get(at).unwrap_or(&empty);
        let mut sheet = Sheet { name: info.name.clone(), number, ..Sheet::default() };
        sheet.hidden = info.visible != SheetVisible::Visible;
        let merges = xls.merge_cells_by_sheet_name(&info.name).unwrap_or_default();
        sheet.merges = merges.iter().map(merge).collect();
        sheet.hidden_rows = part.hidden_rows.clone();
        (sheet.hidden_columns, sheet.pictures) = (part.hidden_columns, part.pictures);
        fill(&mut sheet, &range, |at| book.code(part, at), xls.has_1904_epoch(), builder.left());
        builder.sheet(sheet);
    }
    Ok(builder.finish(sheets.len() as u32))
}

fn merge(d: &calamine::Dimensions) -> Merge {
    Merge { top: d.start.0, left: d.start.1, bottom: d.end.0, right: d.end.1 }
}

fn fill<'a>(
    sheet: &mut Sheet,
    range: &calamine::Range<Data>,
    code: impl Fn((u32, u32)) -> &'a str,
    from_1904: bool,
    budget: usize,
) {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        if sheet.cells.len() >= budget {
            sheet.cut = true;
            return;
        }
        let at = (top.saturating_add(row as u32), left.saturating_add(column as u32));
        let float = match value {
            Data::Float(value) => Some(*value),
            Data::DateTime(value) => Some(value.as_f64()),
            _ => None,
        };
        let text = match (float.and_then(number::exact), value) {
            (Some(exact), _) => number::display(exact, code(at), from_1904),
            (None, Data::Int(value)) => number::display((*value).into(), code(at), from_1904),
            (None, other) => super::plain(other),
        };
        if matches!(value, Data::Error(_)) {
            sheet.errors.insert(at);
        }
        sheet.put(at.0, at.1, &text);
    }
}

/// What the records of a workbook say beside the values.
#[derive(Default)]
struct Book {
    /// Format codes by number.
    codes: HashMap<u16, String>,
    /// Format number of each cell style.
    styles: Vec<u16>,
    parts: Vec<Part>,
}

/// The same for one sheet.
#[derive(Default)]
struct Part {
    styles: HashMap<(u32, u32), u16>,
    hidden_rows: BTreeSet<u32>,
    hidden_columns: bool,
    pictures: bool,
    last: (u32, u32),
    /// Cells that the sheet says it has room for.
    declared: u64,
}

impl Book {
    fn scan(bytes: &[u8]) -> Book {
        let mut book = Book::default();
        let mut starts = Vec::new();
        let mut wide = true;
        for (kind, data) in (Records { bytes, at: 0 }) {
            match kind {
                0x0809 => wide = word(data, 0) == Some(0x0600),
                0x041e => book.format(data, wide),
                0x00e0 => book.styles.push(word(data, 2).unwrap_or(0)),
                0x0085 => starts.push(double(data, 0).unwrap_or(u32::MAX) as usize),
                0x000a => break,
                _ => {}
            }
        }
        book.parts = starts.iter().map(|at| Part::scan(bytes, *at)).collect();
        book
    }

    fn format(&mut self, data: &[u8], wide: bool) {
        let Some(id) = word(data, 0) else { return };
        let code = match (wide, data.get(4)) {
            (true, Some(1)) => {
                let units = data.get(5..).unwrap_or_default().chunks_exact(2);
                let units: Vec<u16> = units.map(|u| u16::from_le_bytes([u[0], u[1]])).collect();
                String::from_utf16_lossy(&units)
            }
            (true, _) => data.get(5..).unwrap_or_default().iter().map(|b| char::from(*b)).collect(),
            (false, _) => {
                let bytes = data.get(3..).unwrap_or_default();
                encoding_rs::GBK.decode_without_bom_handling(bytes).0.into_owned()
            }
        };
        self.codes.insert(id, code);
    }

    fn code(&self, part: &Part, at: (u32, u32)) -> &str {
        let style = part.styles.get(&at).copied().unwrap_or(0);
        let id = self.styles.get(usize::from(style)).copied().unwrap_or(0);
        self.codes.get(&id).map_or(code::built_in(u32::from(id)), String::as_str)
    }

    fn area(&self) -> u64 {
        let one = |p: &Part| (u64::from(p.last.0) + 1) * (u64::from(p.last.1) + 1);
        self.parts.iter().map(|p| one(p).max(p.declared)).fold(0, u64::saturating_add)
    }
}

impl Part {
    fn scan(bytes: &[u8], start: usize) -> Part {
        let mut part = Part::default();
        let mut depth = 0_usize;
        // As `calamine` walks: what is noted here guards what it allocates.
        for (kind, data) in (Records { bytes, at: start }) {
            match kind {
                0x0809 => depth += 1,
                0x000a if depth <= 1 => break,
                0x000a => depth -= 1,
                // Charts lie inside as streams of their own; their numbers are not cells.
                _ if depth <= 1 => part.note(kind, data),
                _ => {}
            }
        }
        part
    }

    fn note(&mut self, kind: u16, data: &[u8]) {
        match kind {
            // ROW: bit 5 of the options is fDyZero, a row of no height.
            0x0208 if word(data, 12).unwrap_or(0) & 0x20 != 0 => {
                self.hidden_rows.insert(u32::from(word(data, 0).unwrap_or(0)));
            }
            // DIMENSIONS: first row, row after the last, the same for columns; the rows in two or four bytes.
            0x0200 => {
                let row = |at| {
                    if data.len() == 10 {
                        word(data, at / 2).map(u32::from)
                    } else {
                        double(data, at)
                    }
                };
                let right = word(data, if data.len() == 10 { 6 } else { 10 });
                if let (Some(top), Some(bottom @ 1..), Some(right @ 1..)) = (row(0), row(4), right)
                {
                    // The library makes room for as much; it subtracts without looking.
                    let rows = u64::from(bottom.wrapping_sub(top));
                    self.declared = self.declared.max(rows * u64::from(right));
                }
            }
            // COLINFO: bit 0 of the options.
            0x007d if word(data, 8).unwrap_or(0) & 1 != 0 => self.hidden_columns = true,
            // OBJ: its first part names the kind of object, 8 is a picture, 5 a chart.
            0x005d if matches!(word(data, 4), Some(5 | 8)) => self.pictures = true,
            // FORMULA, NUMBER, LABEL, BOOLERR, RK, LABELSST, RSTRING.
            0x0006 | 0x0203 | 0x0204 | 0x0205 | 0x027e | 0x00fd | 0x00d6 => {
                if let (Some(row), Some(column), Some(style)) =
                    (word(data, 0), word(data, 2), word(data, 4))
                {
                    self.style(row, column, style);
                }
            }
            // MULRK: row, first column, then a style and a packed number each, then the last column.
            0x00bd => {
                let (row, first) = (word(data, 0).unwrap_or(0), word(data, 2).unwrap_or(0));
                let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                for (at, cell) in cells.chunks_exact(6).enumerate() {
                    let column = first.saturating_add(at as u16);
                    self.style(row, column, word(cell, 0).unwrap_or(0));
                }
            }
            _ => {}
        }
    }

    fn style(&mut self, row: u16, column: u16, style: u16) {
        let (row, column) = (u32::from(row), u32::from(column));
        self.last = (self.last.0.max(row), self.last.1.max(column));
        self.styles.insert((row, column), style);
    }
}

/// Records of a BIFF stream: kind, length, data. Ends where the stream breaks off.
struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.bytes.get(self.at..)?;
        let (kind, size) = (word(rest, 0)?, usize::from(word(rest, 2)?));
        let data = rest.get(4..4 + size)?;
        self.at += 4 + size;
        Some((kind, data))
    }
}

fn word(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*data.get(at)?, *data.get(at + 1)?]))
}

fn double(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(word(data, at)?) | u32::from(word(data, at + 2)?) << 16)
}
