//! Workbooks of Excel 2007 and later (.xlsx, newer .et). The cells come from `calamine`; what it does not
//! tell (hidden rows and columns, pictures) is read from the sheet's own part.

use super::build::{Merge, Sheet};
use super::{code, number};
use crate::Limits;
use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;

/// A character of prose costs as much as this many in cells.
const PROSE: usize = 8;

/// What the sheet's own part says beside its cells.
#[derive(Default)]
struct Extras {
    hidden_rows: BTreeSet<u32>,
    hidden_columns: bool,
    merges: Vec<Merge>,
    pictures: bool,
}

/// Names, order and visibility of the sheets.
pub(super) fn names(book: &Xlsx<Cursor<&[u8]>>) -> Vec<(String, bool)> {
    let sheets = book.sheets_metadata();
    sheets.iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect()
}

/// Reads the cells of one sheet, at most `budget` of them. `None` when its part cannot be read at all.
pub(super) fn sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    budget: usize,
    limits: &Limits,
) -> Option<Sheet> {
    let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
    let from_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(name).ok()?;
    let mut chars = 0usize;
    loop {
        if sheet.cells.len() >= budget || chars > limits.chars.saturating_mul(PROSE) {
            sheet.cut = true;
            break;
        }
        let (cell, style) = match cells.next_cell_with_style_id() {
            Ok(Some(found)) => found,
            Ok(None) => break,
            Err(_) => {
                sheet.damaged = true;
                break;
            }
        };
        let (row, column) = cell.get_position();
        let format = cells.styles().get(style).and_then(|s| s.number_format.as_ref());
        let code = format.map_or("General", |f| match f.format_id {
            // The library gives built-in currencies in dollars and misses the Chinese dates.
            Some(id) if id < 60 && foreign(&f.format_code) => code::built_in(id),
            _ => f.format_code.as_str(),
        });
        let text = text(cell.get_value(), code, from_1904);
        chars = chars.saturating_add(text.len());
        if matches!(cell.get_value(), DataRef::Error(_)) {
            sheet.errors.insert((row, column));
        }
        sheet.put(row, column, &text);
    }
    Some(sheet)
}

fn foreign(code: &str) -> bool {
    code.eq_ignore_ascii_case("general") || code.contains('$')
}

fn text(value: &DataRef<'_>, code: &str, from_1904: bool) -> String {
    let number = |value: f64| match number::exact(value) {
        Some(exact) => number::display(exact, code, from_1904),
        None => value.to_string(),
    };
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Float(value) => number(*value),
        DataRef::Int(value) => number::display((*value).into(), code, from_1904),
        DataRef::DateTime(value) => number(value.as_f64()),
        other => super::plain(&calamine::Data::from(other.clone())),
    }
}

/// Where the part of each sheet lies in the package, by the sheet's name.
pub(super) fn parts(package: &mut crate::legacy::Package<'_>) -> HashMap<String, String> {
    let mut targets = HashMap::new();
    let relations = package.text("xl/_rels/workbook.xml.rels", 1 << 20).unwrap_or_default();
    each(&relations, |tag, _| {
        if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
            let target = target.replace('\\', "/");
            let absolute = target.strip_prefix('/').map(str::to_owned);
            targets.insert(id, absolute.unwrap_or(format!("xl/{target}")));
        }
    });
    let workbook = package.text("xl/workbook.xml", 8 << 20).unwrap_or_default();
    let mut parts = HashMap::new();
    each(&workbook, |tag, _| {
        if tag.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
            && let Some(target) = targets.get(&id)
        {
            parts.insert(name, target.clone());
        }
    });
    parts
}

/// Adds to a sheet what stands in its part beside the cells.
pub(super) fn extras(package: &mut crate::legacy::Package<'_>, part: &str, sheet: &mut Sheet) {
    let xml = package.text(part, u64::MAX).unwrap_or_default();
    let mut extras = Extras::default();
    each(&xml, |tag, row| extras.note(tag, row));
    sheet.hidden_rows = extras.hidden_rows;
    sheet.hidden_columns = extras.hidden_columns;
    sheet.merges = extras.merges;
    sheet.pictures = extras.pictures;
}

impl Extras {
    fn note(&mut self, tag: &BytesStart<'_>, row: u32) {
        match tag.local_name().as_ref() {
            "row" if truth(tag, "hidden") => {
                self.hidden_rows.insert(row);
            }
            "col" if truth(tag, "hidden") => self.hidden_columns = true,
            "mergeCell" => {
                let range = attribute(tag, "ref").and_then(|r| rectangle(&r));
                self.merges.extend(range);
            }
            "drawing" | "picture" => self.pictures = true,
            _ => {}
        }
    }
}

fn truth(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|v| v == "1" || v == "true")
}

/// Calls `work` for every element with the number of the row it stands in (from 0).
fn each(xml: &str, mut work: impl FnMut(&BytesStart<'_>, u32)) {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut next = 0;
    loop {
        let event = reader.read_event();
        let (Ok(Event::Start(tag)) | Ok(Event::Empty(tag))) = &event else {
            match event {
                Ok(Event::Eof) | Err(_) => return,
                _ => continue,
            }
        };
        let mut row = next;
        if tag.local_name().as_ref() == "row" {
            let said = attribute(tag, "r").and_then(|r| r.parse::<u32>().ok());
            row = said.map_or(next, |r| r.saturating_sub(1));
            next = row.saturating_add(1);
        }
        work(tag, row);
    }
}

/// An attribute by its local name (`r:id` is found as `id`), entities resolved.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// `B2:D5` as a rectangle.
fn rectangle(range: &str) -> Option<Merge> {
    let (from, to) = range.split_once(':')?;
    let (top, left) = position(from)?;
    let (bottom, right) = position(to)?;
    Some(Merge { top, left, bottom, right })
}

fn position(cell: &str) -> Option<(u32, u32)> {
    let cell = cell.replace('$', "");
    let split = cell.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = cell.split_at(split);
    let mut column = 0u32;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|v| *v < 26)?;
        column = column.checked_mul(26)?.checked_add(u32::from(value) + 1)?;
    }
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}
