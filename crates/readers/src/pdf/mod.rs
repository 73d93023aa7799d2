//! PDF with digital text: the page's glyphs and ruling lines become lines, tables and paragraphs.
//!
//! The way of a page: [`glyphs`] collects what is drawn, [`page`] splits it into tables ([`lattice`],
//! [`tables`]) and lines ([`lines`]); over all pages [`margin`] takes headers away and [`flow`] joins
//! lines into paragraphs. A page that fails is a problem with its number, never a lost file.

mod bomb;
mod flow;
mod glyphs;
mod lattice;
mod lines;
mod margin;
mod page;
mod picture;
mod shapes;
mod tables;
#[cfg(test)]
mod tests;

use crate::{Limits, Reading, Unreadable};
use base::{Problem, Spot};
use document::{Block, Document};
use hayro_interpret::hayro_syntax::page::Page as Source;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::util::TransformExt;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use page::{Item, Page};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use picture::{Frame, Framed, Printed, frames, picture};

pub(crate) fn sniff(bytes: &[u8]) -> bool {
    bytes.get(..bytes.len().min(1024)).is_some_and(|head| head.windows(5).any(|w| w == b"%PDF-"))
}

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    bomb::refuse(bytes, limits)?;
    let pdf = open(bytes)?;
    let mut problems = Vec::new();
    if cut_off(bytes) {
        problems.push(Problem::new(
            "pdf-cut-off",
            Spot::default(),
            "文件末尾缺失，可能只下载了一部分，后面的页没有读到；请重新获取该文件",
            "the end of the file is missing, so pages may be missing too; get the file again",
        ));
    }
    let count = pdf.pages().len();
    let mut pages = collect(&pdf, limits, &mut problems);
    margin::set_apart(&mut pages);
    let mut document = assemble(pages, limits, &mut problems);
    document.pages = Some(u32::try_from(count).unwrap_or(u32::MAX));
    Ok((document, problems))
}

/// Whether the file ends before its table of objects: a download that broke off.
fn cut_off(bytes: &[u8]) -> bool {
    let last = |what: &[u8]| memchr::memmem::rfind(bytes, what);
    last(b"endobj").is_some_and(|end| last(b"startxref").is_none_or(|start| start < end))
}

/// Opens the file. The parser has never panicked on our damaged samples; should it, that is a damaged
/// file and not the end of the program.
fn open(bytes: &[u8]) -> Result<Pdf, Unreadable> {
    let damaged = |what: &str| Unreadable::Damaged("pdf", what.to_owned());
    let owned = bytes.to_vec();
    match catch_unwind(AssertUnwindSafe(|| Pdf::new(owned))) {
        Ok(Ok(pdf)) if pdf.pages().is_empty() => Err(damaged("没有页面 / no pages")),
        Ok(Ok(pdf)) => Ok(pdf),
        Ok(Err(LoadPdfError::Decryption(DecryptionError::InvalidEncryption))) => {
            Err(damaged("加密信息无效 / invalid encryption"))
        }
        Ok(Err(LoadPdfError::Decryption(_))) => Err(Unreadable::Encrypted("pdf")),
        Ok(Err(LoadPdfError::Invalid)) => Err(damaged("无法解析 / cannot be parsed")),
        Err(_) => Err(damaged("解析中断 / the parser failed")),
    }
}

/// Reads every page up to the limits.
fn collect(pdf: &Pdf, limits: &Limits, problems: &mut Vec<Problem>) -> Vec<Page> {
    let mut out = Vec::new();
    let mut cache = InterpreterCache::new();
    let (mut chars, mut cells) = (limits.chars, limits.cells);
    let mut unpacked = 0_u64;
    for (i, source) in pdf.pages().iter().enumerate() {
        let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
        if number > limits.pages || chars == 0 || unpacked > limits.unpacked {
            problems.push(over(number, limits, chars, unpacked));
            break;
        }
        let (sheet, end) = interpret(pdf, source, &cache, chars);
        if end != End::Done {
            // a cache left half-filled by the unwinding is not used again
            cache = InterpreterCache::new();
        }
        // The library keeps the unpacked content of every page it has drawn.
        unpacked += source.page_stream().map_or(0, |s| s.len() as u64);
        let failed = end == End::Failed;
        if failed {
            problems.push(page_failed(number));
        }
        chars = chars.saturating_sub(sheet.glyphs.len());
        let (images, shapes, rules, unknown) =
            (sheet.images, sheet.shapes, sheet.rules.len(), sheet.unknown);
        let page = page::arrange(sheet, number, cells);
        cells = cells.saturating_sub(cell_count(&page));
        if !failed {
            look(&page, Drawn { images, shapes, rules, unknown }, problems);
        }
        out.push(page);
    }
    out
}

fn cell_count(page: &Page) -> usize {
    let rows = page.items.iter().flat_map(|item| match item {
        Item::Table(t) => t.rows.as_slice(),
        Item::Line(_) => &[],
    });
    rows.map(|r| r.cells.len()).sum()
}

/// How the interpretation of a page ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// To the last operator.
    Done,
    /// Stopped by us, for it drew too much.
    Stopped,
    /// Broken off inside the library.
    Failed,
}

/// Runs the interpreter over one page. It is third-party code working on hostile bytes and offers no way
/// to be stopped, so unwinding is caught here: whatever was collected until then is kept.
fn interpret<'a>(
    pdf: &'a Pdf,
    source: &Source<'a>,
    cache: &InterpreterCache<'a>,
    chars: usize,
) -> (glyphs::Sheet, End) {
    let (width, height) = source.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let mut collector = glyphs::Collector::new(width, height, chars);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let area = Rect::new(0.0, 0.0, width, height);
        let matrix = source.initial_transform(true).to_kurbo();
        let mut context =
            Context::new(matrix, area, cache, pdf.xref(), InterpreterSettings::default());
        interpret_page(source, &mut context, &mut collector);
    }));
    let end = match outcome {
        Ok(()) => End::Done,
        Err(cause) if cause.is::<glyphs::Stop>() => End::Stopped,
        Err(_) => End::Failed,
    };
    (collector.sheet, end)
}

/// What was drawn besides text.
struct Drawn {
    images: usize,
    shapes: usize,
    rules: usize,
    unknown: usize,
}

/// Says what a page lacks.
fn look(page: &Page, drawn: Drawn, problems: &mut Vec<Problem>) {
    let spot = Spot { page: Some(page.number), line: None };
    if page.visible == 0 && (drawn.images > 0 || drawn.shapes > 20) {
        problems.push(Problem::new(
            "pdf-no-text",
            spot.clone(),
            "本页只有图像，没有文字；请先做文字识别（OCR），或索取电子原件",
            "this page is an image without text; run OCR first or ask for the digital original",
        ));
    } else if page.visible == 0 && drawn.rules == 0 && page.unseen == 0 && !page.cut {
        problems.push(Problem::new(
            "pdf-blank-page",
            spot.clone(),
            "本页空白；如不应为空，请核对原件",
            "this page is blank; compare with the original if it should not be",
        ));
    }
    if page.unseen > 0 {
        let k = page.unseen;
        problems.push(Problem::new(
            "pdf-hidden-text",
            spot.clone(),
            format!("本页有{k}个字符在版面之外、被裁切或不可见，未作为正文；发布前请清除"),
            format!("this page holds {k} characters outside the page, clipped or invisible; kept apart, remove them before publishing"),
        ));
    }
    if drawn.unknown > 0 {
        let k = drawn.unknown;
        problems.push(Problem::new(
            "pdf-unknown-characters",
            spot.clone(),
            format!("本页有{k}个字形没有字符编码，以“\u{fffd}”代替；请索取电子原件"),
            format!("{k} glyphs of this page have no character; shown as U+FFFD, ask for the digital original"),
        ));
    }
    if page.cut {
        problems.push(Problem::new(
            "pdf-page-cut",
            spot,
            "本页内容超过上限，只读取了一部分；请拆分文件后重试",
            "this page draws more than the limit; only a part was read, split the file and retry",
        ));
    }
}

fn page_failed(n: u32) -> Problem {
    Problem::new(
        "pdf-page-failed",
        Spot { page: Some(n), line: None },
        "本页无法完整读取，可能已损坏；请重新导出该文件",
        "this page could not be read completely and may be damaged; export the file again",
    )
}

fn over(n: u32, limits: &Limits, chars: usize, unpacked: u64) -> Problem {
    let (zh, en) = if chars == 0 {
        (format!("{}个字符", limits.chars), format!("{} characters", limits.chars))
    } else if unpacked > limits.unpacked {
        let size = limits.unpacked >> 20;
        (format!("解压后{size}MB"), format!("{size} MB unpacked"))
    } else {
        (format!("{}页", limits.pages), format!("{} pages", limits.pages))
    };
    Problem::new(
        "pdf-over-limit",
        Spot { page: Some(n), line: None },
        format!("文件超过上限{zh}，从第{n}页起未读取；请拆分文件"),
        format!("over the limit of {en}; not read from page {n} on, split the file"),
    )
}

/// Joins the pages into one document: tables over page breaks, lines into paragraphs.
fn assemble(pages: Vec<Page>, limits: &Limits, problems: &mut Vec<Problem>) -> Document {
    let mut document = Document { format: "pdf".to_owned(), ..Document::default() };
    let margins = flow::margins(&pages);
    let mut flow = flow::Flow::default();
    let mut open: Option<(tables::Piece, u32)> = None;
    for (page, m) in pages.into_iter().zip(margins) {
        document.asides.extend(page.asides);
        for (i, item) in page.items.into_iter().enumerate() {
            match item {
                Item::Line(line) => {
                    close(&mut open, &mut document, limits, problems);
                    flow.line(&line, page.number, m);
                }
                Item::Table(piece) => match open.as_mut() {
                    Some((table, last))
                        if i == 0
                            && *last + 1 == page.number
                            && tables::continues(table, &piece) =>
                    {
                        tables::join(table, piece);
                        *last = page.number;
                    }
                    _ => {
                        document.blocks.extend(flow.finish().into_iter().map(Block::Paragraph));
                        close(&mut open, &mut document, limits, problems);
                        open = Some((piece, page.number));
                    }
                },
            }
        }
    }
    document.blocks.extend(flow.finish().into_iter().map(Block::Paragraph));
    close(&mut open, &mut document, limits, problems);
    document
}

/// Puts the table that was still open for the next page into the document.
fn close(
    open: &mut Option<(tables::Piece, u32)>,
    document: &mut Document,
    limits: &Limits,
    problems: &mut Vec<Problem>,
) {
    let Some((piece, page)) = open.take() else { return };
    let mut table = tables::table_of(piece);
    if table.rows.len() > limits.rows {
        table.rows.truncate(limits.rows);
        problems.push(Problem::new(
            "pdf-over-limit",
            Spot { page: Some(page), line: None },
            format!("表格超过上限{}行，其余未读取；请拆分文件", limits.rows),
            format!(
                "a table has more than {} rows; the rest was not read, split the file",
                limits.rows
            ),
        ));
    }
    document.blocks.push(Block::Table(table));
}
