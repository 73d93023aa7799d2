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
use document::{Block, Document};

pub use limits::Limits;
pub use pdf::{Frame, Framed, Printed, frames, picture};

/// What a reader gives: the document and everything it could not read, each with its place.
pub type Reading = Result<(Document, Vec<Problem>), Unreadable>;

/// Why a file could not be read at all. A reason in words is given as `中文 / English`, a technical one as
/// it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// No bytes, or only blanks.
    Empty,
    /// No reader recognises the content.
    Unknown,
    /// A zip archive that is no office document.
    Archive,
    /// Protected by a password.
    Encrypted(&'static str),
    /// Damaged beyond reading, and how.
    Damaged(&'static str, String),
    /// Larger than a stated limit.
    TooLarge(String),
    /// Only an installed LibreOffice can read it. The field is the usual ending of such files.
    NeedsConverter(&'static str),
}

impl Unreadable {
    /// Stable code of the problem.
    pub fn code(&self) -> &'static str {
        match self {
            Unreadable::Empty => "empty",
            Unreadable::Unknown => "unknown-format",
            Unreadable::Archive => "archive",
            Unreadable::Encrypted(_) => "encrypted",
            Unreadable::Damaged(..) => "damaged",
            Unreadable::TooLarge(_) => "too-large",
            Unreadable::NeedsConverter(_) => "needs-converter",
        }
    }

    /// What and what to do, in Chinese and in English.
    pub fn words(&self) -> (String, String) {
        const KINDS: &str = "pdf, docx, doc, wps, xlsx, xls, et, ods, odt, rtf, html, txt";
        match self {
            Unreadable::Empty => (
                "文件为空；请重新获取该文件".to_owned(),
                "the file is empty; get it again".to_owned(),
            ),
            Unreadable::Unknown => (
                format!("无法识别的文件内容，可能已损坏；支持 {}", KINDS.replace(", ", "、")),
                format!("content not recognised, perhaps damaged; supported are {KINDS}"),
            ),
            Unreadable::Archive => (
                "这是压缩包，不是文档；请解压后审核其中的文件".to_owned(),
                "this is an archive, not a document; unpack it and audit the files in it"
                    .to_owned(),
            ),
            Unreadable::Encrypted(kind) => (
                format!("{kind} 文件有密码保护；请去除密码后重试"),
                format!("the {kind} file is password-protected; remove the password and retry"),
            ),
            Unreadable::Damaged(kind, why) => {
                let (zh, en) = both(why);
                (
                    format!(
                        "{kind} 文件已损坏或不完整（{zh}）；请重新获取，或用办公软件打开后另存"
                    ),
                    format!(
                        "the {kind} file is damaged or incomplete ({en}); get it again, or open it in an office program and save it anew"
                    ),
                )
            }
            Unreadable::TooLarge(what) => {
                let (zh, en) = both(what);
                (
                    format!("超过上限：{zh}；请拆分文件"),
                    format!("over the limit: {en}; split the file"),
                )
            }
            Unreadable::NeedsConverter(ending) => (
                format!("读取 .{ending} 需要安装 LibreOffice；请安装，或另存为 docx、xlsx 后重试"),
                format!(
                    "reading .{ending} needs LibreOffice; install it, or save the file as docx or xlsx"
                ),
            ),
        }
    }
}

/// The two languages of a reason.
fn both(reason: &str) -> (&str, &str) {
    reason.split_once(" / ").unwrap_or((reason, reason))
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (zh, en) = self.words();
        write!(f, "{zh} / {en}")
    }
}

impl std::error::Error for Unreadable {}

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
    let Some(reader) = READERS.iter().find(|r| (r.sniff)(bytes)) else {
        return Err(stranger(bytes, limits));
    };
    let (mut document, mut problems) = (reader.read)(bytes, limits)?;
    bound_area(&mut document, limits, &mut problems);
    Ok((document, problems))
}

/// Why no reader takes the file.
fn stranger(bytes: &[u8], limits: &Limits) -> Unreadable {
    if !package::is_zip(bytes) {
        return Unreadable::Unknown;
    }
    package::Package::open(bytes, limits).err().unwrap_or(Unreadable::Archive)
}

/// Whoever works on a table sees it as a rectangle, which costs its height times its width however few
/// cells it has; tables beyond the limit are cut.
fn bound_area(document: &mut Document, limits: &Limits, problems: &mut Vec<Problem>) {
    let mut left = limits.cells;
    for block in &mut document.blocks {
        let Block::Table(table) = block else { continue };
        let width = table.width().max(1);
        let rows = left / width;
        if table.rows.len() > rows {
            let spot = table.rows.get(rows).map(|r| r.spot.clone()).unwrap_or_default();
            table.rows.truncate(rows);
            let limit = limits.cells;
            problems.push(Problem::new(
                "limit-cells",
                spot,
                format!("各表行数乘列数之和超过上限（{limit}），其后的行未读；请拆分文件"),
                format!("tables of more than {limit} rows times columns: the rest was not read; split the file"),
            ));
        }
        left -= table.rows.len() * width;
    }
}
