//! Bytes → `Document`, one module a format, one line each in [`READERS`]. The format is decided by
//! content, never by the file's name.
//!
//! **Invariant:** no disk, no network, no process: bytes come in, a document and its problems go out.
//! Nothing here panics, whatever the bytes. No macro, link or external entity is ever followed.

mod budget;
mod docx;
mod encoding;
mod html;
mod legacy;
mod limits;
mod package;
mod pdf;
mod sheets;
mod txt;

use base::Problem;
use document::Document;

pub use limits::Limits;

/// What a reader gives: the document and everything it could not read, each with its place.
pub type Reading = Result<(Document, Vec<Problem>), Unreadable>;

/// Why a file could not be read at all. The messages say what and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No bytes, or only blanks.
    #[error("文件为空 / the file is empty")]
    Empty,
    /// No reader recognises the content.
    #[error(
        "无法识别的文件内容；支持 txt、docx、doc、xlsx、xls、ods、pdf、html / content not recognised"
    )]
    Unknown,
    /// Protected by a password.
    #[error(
        "{0} 文件有密码保护；请去除密码后重试 / the file is password-protected; remove the password and retry"
    )]
    Encrypted(&'static str),
    /// Damaged beyond reading.
    #[error("{0} 文件已损坏：{1} / the file is damaged")]
    Damaged(&'static str, String),
    /// Larger than a stated limit.
    #[error("超过上限：{0} / over the limit: {0}")]
    TooLarge(String),
    /// Only an installed LibreOffice can read it. The field is the usual ending of such files.
    #[error("读取 .{0} 需要安装 LibreOffice / reading .{0} needs LibreOffice installed")]
    NeedsConverter(&'static str),
}

/// One format.
pub struct Reader {
    /// Short name, as in [`Document::format`].
    pub format: &'static str,
    /// Whether the bytes look like this format.
    pub sniff: fn(&[u8]) -> bool,
    /// Reads them.
    pub read: fn(&[u8], &Limits) -> Reading,
}

/// Every format, most specific first; the first whose `sniff` answers reads the file.
pub const READERS: &[Reader] = &[
    Reader { format: "pdf", sniff: pdf::sniff, read: pdf::read },
    Reader { format: "docx", sniff: docx::sniff, read: docx::read },
    Reader { format: "xlsx", sniff: sheets::sniff_xlsx, read: sheets::read_xlsx },
    Reader { format: "ods", sniff: sheets::sniff_ods, read: sheets::read_ods },
    Reader { format: "odt", sniff: legacy::sniff_odt, read: legacy::read_odt },
    Reader { format: "xls", sniff: sheets::sniff_xls, read: sheets::read_xls },
    Reader { format: "doc", sniff: legacy::sniff_doc, read: legacy::read_doc },
    Reader { format: "rtf", sniff: legacy::sniff_rtf, read: legacy::read_rtf },
    Reader { format: "html", sniff: html::sniff, read: html::read },
    Reader { format: "txt", sniff: txt::sniff, read: txt::read },
];

/// Reads any supported file.
///
/// # Errors
/// [`Unreadable`] when nothing at all could be read; everything less is a [`Problem`] beside the document.
pub fn read(bytes: &[u8], limits: &Limits) -> Reading {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    if bytes.len() as u64 > limits.bytes {
        return Err(Unreadable::TooLarge(format!("{} MB", limits.bytes >> 20)));
    }
    let reader = READERS.iter().find(|r| (r.sniff)(bytes)).ok_or(Unreadable::Unknown)?;
    (reader.read)(bytes, limits)
}
