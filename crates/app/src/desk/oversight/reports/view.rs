//! A report for a screen, and as a file, as far as an account reaches.

use super::super::within::{Within, reaches_department, reaches_everything};
use super::{REPORTS, ReportWanted, report};
use crate::desk::sheet::{Piece, pieces};
use crate::desk::{Desk, official};
use crate::fault::Fault;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportView {
    /// How its files are called, without an ending.
    pub name: String,
    /// What it says.
    pub pieces: Vec<Piece>,
    /// What a person must still write: which box, what in Chinese and English.
    pub missing: Vec<(String, String, String)>,
}

/// Formats that a report can be saved in, with their content types.
pub const REPORT_FORMATS: [(&str, &str); 4] = [
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pdf", "application/pdf"),
    ("html", "text/html; charset=utf-8"),
];

/// Whether an account may see a report: one of a department where it reaches all of the department, any other
/// where it reaches all of the ledger.
///
/// # Errors
/// When the store fails.
pub fn may_see(desk: &mut Desk, within: &Within, wanted: &ReportWanted) -> Result<bool, Fault> {
    let of_department = REPORTS
        .iter()
        .any(|(name, zh)| *name == "department" && (*name == wanted.kind || *zh == wanted.kind));
    match of_department {
        true => reaches_department(desk, within, &wanted.department),
        false => reaches_everything(desk, within),
    }
}

/// A report for a screen.
///
/// # Errors
/// When there is no such report or period, or nothing was posted that it could stand on.
pub fn report_view(desk: &mut Desk, wanted: &ReportWanted) -> Result<ReportView, Fault> {
    let (written, name) = report(desk, wanted)?;
    let missing = written.missing.into_iter().map(|m| (m.field, m.words.zh, m.words.en));
    Ok(ReportView { name, pieces: pieces(&written.document), missing: missing.collect() })
}

/// A report as a file: its name and bytes.
///
/// # Errors
/// The same, and when there is no such format.
pub fn report_file(
    desk: &mut Desk,
    wanted: &ReportWanted,
    format: &str,
) -> Result<(String, Vec<u8>), Fault> {
    let (written, name) = report(desk, wanted)?;
    let bytes = official::bytes(&written.document, format, &name)?;
    Ok((format!("{name}.{format}"), bytes))
}
