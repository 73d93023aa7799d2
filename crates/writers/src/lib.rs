//! `Document` → bytes, one module a format, one line each in [`WRITERS`]. The sample reports, the mended
//! copies and the round-trip tests are written here.
//!
//! **Invariant:** no disk, no network, no process, no clock: the same document gives the same bytes.
//! Asides (text kept apart from the content) are not written.

mod docx;
mod html;
mod layout;
mod shape;
mod txt;
mod xlsx;

use document::Document;

/// Why a document could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The format cannot hold it, e.g. more than 1,048,576 rows in a sheet.
    #[error("写 {0} 失败：{1} / writing {0} failed: {1}")]
    Refused(&'static str, String),
}

/// One format.
pub struct Writer {
    /// Short name, as in [`Document::format`] and as the usual file ending.
    pub format: &'static str,
    /// Writes a document.
    pub write: fn(&Document) -> Result<Vec<u8>, WriteError>,
}

/// Every format.
pub const WRITERS: &[Writer] = &[
    Writer { format: "txt", write: txt::write },
    Writer { format: "html", write: html::write },
    Writer { format: "docx", write: docx::write },
    Writer { format: "xlsx", write: xlsx::write },
];

/// The writer of a format, by its name.
pub fn writer(format: &str) -> Option<&'static Writer> {
    WRITERS.iter().find(|w| w.format == format)
}

#[cfg(test)]
mod tests;
