//! Spreadsheets: .xlsx, .xls, .et, .ods. Each sheet becomes a table (several where blank rows part them)
//! whose cells read as they are displayed, not as they are stored.

mod build;
mod code;
mod date;
mod number;
mod ods;
mod xls;
mod xlsx;

use crate::legacy::{Compound, Package, compound, guarded};
use crate::{Limits, Reading, Unreadable};
use base::Spot;
use build::Builder;
use calamine::{Data, Reader, Xlsx, XlsxError};
use std::io::Cursor;

pub(crate) fn sniff_xlsx(bytes: &[u8]) -> bool {
    Package::open(bytes).is_some_and(|p| p.has("xl/workbook.xml") || p.has("xl/workbook.bin"))
}

pub(crate) fn read_xlsx(bytes: &[u8], limits: &Limits) -> Reading {
    let mut package = Package::open(bytes).ok_or(Unreadable::Unknown)?;
    package.guard(bytes.len(), limits)?;
    if package.has("xl/workbook.bin") {
        return Err(Unreadable::NeedsConverter("xlsb"));
    }
    let opened = guarded(|| Xlsx::new(Cursor::new(bytes)));
    let mut book = match opened {
        Some(Ok(book)) => book,
        Some(Err(XlsxError::Password)) => return Err(Unreadable::Encrypted("xlsx")),
        Some(Err(error)) => return Err(Unreadable::Damaged("xlsx", error.to_string())),
        None => return Err(Unreadable::Damaged("xlsx", "无法解析 / cannot be parsed".to_owned())),
    };
    let mut builder = Builder::new("xlsx", limits);
    let names = xlsx::names(&book);
    let parts = xlsx::parts(&mut package);
    for (at, (name, hidden)) in names.iter().enumerate() {
        let number = at as u32 + 1;
        let budget = builder.left();
        let read = guarded(|| xlsx::sheet(&mut book, name, budget, limits)).flatten();
        // A chart sheet has no cells; any other part that cannot be read is reported.
        let part = parts.get(name).map(String::as_str).unwrap_or_default();
        let Some(mut sheet) = read else {
            if !part.contains("chartsheets/") {
                unread(&mut builder, number, name);
            }
            continue;
        };
        (sheet.number, sheet.hidden) = (number, *hidden);
        xlsx::extras(&mut package, part, &mut sheet);
        builder.sheet(sheet);
    }
    Ok(builder.finish(names.len() as u32))
}

fn unread(builder: &mut Builder<'_>, number: u32, name: &str) {
    let spot = Spot { page: Some(number), line: None };
    let zh = format!("工作表“{name}”无法读取");
    builder.problem("sheet-damaged", spot, zh, format!("sheet “{name}” cannot be read"));
}

pub(crate) fn sniff_xls(bytes: &[u8]) -> bool {
    matches!(compound(bytes), Some(Compound::Workbook | Compound::Encrypted))
}

pub(crate) fn read_xls(bytes: &[u8], limits: &Limits) -> Reading {
    if compound(bytes) == Some(Compound::Encrypted) {
        // Word and Excel files look alike behind a password.
        return Err(Unreadable::Encrypted("Office"));
    }
    xls::read(bytes, limits)
}

pub(crate) fn sniff_ods(bytes: &[u8]) -> bool {
    Package::open(bytes).is_some_and(|mut p| p.is("application/vnd.oasis.opendocument.spreadsheet"))
}

pub(crate) fn read_ods(bytes: &[u8], limits: &Limits) -> Reading {
    ods::read(bytes, limits)
}

/// Values that no number format touches.
fn plain(value: &Data) -> String {
    match value {
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
