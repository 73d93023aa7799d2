//! Workbooks of official documents: a sheet for each form, set and printed as on paper, and sheets for the
//! text between them, in reading order.

use super::number::number;
use super::{column_number, row_number, sheet_name};
use crate::layout::{Place, code_columns, row};
use document::paper::{self, Fit, Heading, Kind, Sheet, Side, Sides};
use document::{Block, Break, Cell, Document, Grid, Paragraph, Role, Table};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::collections::HashSet;

const SONG: &str = "宋体";
const HEI: &str = "黑体";
const KAI: &str = "楷体";
const FANG: &str = "仿宋";
/// Type of the text, in half points.
const BODY: u32 = 28;
/// A row can be no higher, in points.
const HIGHEST: u32 = 400;

/// A sheet of the workbook: a form with what belongs to it, or text.
struct Page<'a> {
    sheet: &'a Sheet<'a>,
    above: Vec<&'a Paragraph>,
    table: Option<&'a Table>,
    below: Vec<&'a Paragraph>,
    /// It begins with the cover.
    covered: bool,
}

pub(super) fn write(
    book: &mut Workbook,
    document: &Document,
    names: &mut HashSet<String>,
) -> Result<(), XlsxError> {
    // Columns are as wide as their digits in the usual font of a Chinese Excel.
    book.set_default_format(&Format::new().set_font_name(SONG).set_font_size(11), 18, 72)?;
    let sheets = paper::sheets(document);
    for page in pages(&sheets) {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(Some(&page.name()), names))?;
        set_paper(sheet, page.sheet);
        match page.table {
            Some(table) => form(sheet, &page, table)?,
            None => text(sheet, &page)?,
        }
    }
    Ok(())
}

/// Cuts the document: what stands right above a table and its notes go with it, the rest is text.
fn pages<'a>(sheets: &'a [Sheet<'a>]) -> Vec<Page<'a>> {
    let mut pages: Vec<Page<'a>> = Vec::new();
    let mut pending: Vec<&Paragraph> = Vec::new();
    let mut before = None;
    for sheet in sheets {
        // Text goes on over pages of one kind, but not the forms' headings.
        for block in &sheet.blocks {
            match block {
                Block::Paragraph(p) => {
                    let notes = pages.last_mut().filter(|_| pending.is_empty());
                    match notes.filter(|page| p.role == Role::Note && page.table.is_some()) {
                        Some(page) => page.below.push(p),
                        None => pending.push(p),
                    }
                }
                Block::Table(table) => {
                    let own = |p: &&&Paragraph| {
                        matches!(p.role, Role::TableTitle | Role::TableMark | Role::TableMeta)
                    };
                    let mut at = pending.len() - pending.iter().rev().take_while(own).count();
                    // The heading of a part, or 附件1, is no sheet of its own.
                    let head = |p: &&Paragraph| p.level.is_some() || p.text.chars().count() <= 12;
                    if sheet.kind == Kind::Form {
                        at -= pending[..at].iter().rev().take(2).take_while(|p| head(p)).count();
                    }
                    let above = pending.split_off(at);
                    flush(&mut pages, &mut pending, before.unwrap_or(sheet));
                    pages.push(Page {
                        sheet,
                        above,
                        table: Some(table),
                        below: Vec::new(),
                        covered: false,
                    });
                }
            }
        }
        before = Some(sheet);
    }
    if let Some(last) = before {
        flush(&mut pages, &mut pending, last);
    }
    pages
}

fn flush<'a>(pages: &mut Vec<Page<'a>>, pending: &mut Vec<&'a Paragraph>, sheet: &'a Sheet<'a>) {
    if !pending.is_empty() {
        let above = std::mem::take(pending);
        let covered = pages.is_empty() && above.iter().any(|p| p.role == Role::Contents);
        pages.push(Page { sheet, above, table: None, below: Vec::new(), covered });
    }
}

impl Page<'_> {
    fn name(&self) -> String {
        let of = |role: Role| self.above.iter().find(|p| p.role == role);
        match self.table {
            Some(table) => {
                let title = of(Role::TableTitle).map(|p| p.text.clone());
                table.caption.clone().or(title).unwrap_or_default()
            }
            None if of(Role::Contents).is_some() => "封面目录".to_owned(),
            None => "正文".to_owned(),
        }
    }
}

/// A4 as the page lies, its margins, one page wide, numbered below.
fn set_paper(sheet: &mut Worksheet, page: &Sheet<'_>) {
    let edge = page.margins();
    let inches = |twips: u32| ratio(twips, 1440);
    sheet.set_paper_size(9);
    if page.flipped {
        sheet.set_landscape();
    } else {
        sheet.set_portrait();
    }
    let (below, footer) = (inches(edge.bottom), inches(edge.bottom / 2));
    sheet.set_margins(inches(edge.left), inches(edge.right), inches(edge.top), below, 0.3, footer);
    sheet.set_print_center_horizontally(true);
    sheet.set_footer("&C&14— &P —");
    sheet.set_screen_gridlines(false);
}

/// A share for the one place where the format asks for a binary number: made from digits, not reckoned.
fn ratio(part: u32, whole: u32) -> f64 {
    let decimals = u64::from(part % whole) * 1000 / u64::from(whole);
    format!("{}.{decimals:03}", part / whole).parse().unwrap_or_default()
}

/// A format for text of this font; sizes in half points.
fn font(name: &str, size: u32) -> Format {
    Format::new()
        .set_num_format("@")
        .set_font_name(name)
        .set_font_size(ratio(size, 2))
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
}

fn aligned(format: Format, side: Side) -> Format {
    format.set_align(match side {
        Side::Left => FormatAlign::Left,
        Side::Centre => FormatAlign::Center,
        Side::Right => FormatAlign::Right,
    })
}

/// How a paragraph is printed: format, type, height of a line in twentieths of a point.
fn look(p: &Paragraph, room: u32) -> (Format, u32, u32) {
    let of = |name: &str, size: u32, pitch: u32, side: Side| {
        (aligned(font(name, size), side), size, pitch)
    };
    let bold = |(format, size, pitch): (Format, u32, u32)| (format.set_bold(), size, pitch);
    match p.role {
        Role::Title => bold(of(SONG, paper::title(&p.text, 44, 36, room), 760, Side::Centre)),
        Role::Subtitle => of(KAI, 32, 560, Side::Centre),
        Role::Contents if p.text.starts_with('　') => of(FANG, BODY, 430, Side::Left),
        Role::Contents => of(HEI, BODY, 430, Side::Left),
        Role::TableTitle => bold(of(SONG, paper::title(&p.text, 32, 24, room), 560, Side::Centre)),
        Role::TableMark => of(FANG, 21, 320, Side::Right),
        Role::TableMeta => of(FANG, 21, 340, paper::meta(&p.text)),
        Role::Note => of(FANG, 18, 250, Side::Left),
        Role::Signature | Role::Number => of(FANG, BODY, 500, Side::Right),
        Role::Addressee => of(FANG, BODY, 500, Side::Left),
        Role::Letterhead => {
            let size = paper::title(&p.text, 60, 32, room);
            let (format, size, pitch) = bold(of(SONG, size, 900, Side::Centre));
            (format.set_font_color(rust_xlsxwriter::Color::Red), size, pitch)
        }
        Role::Body => match paper::heading(p) {
            Some(Heading::Part) => bold(of(SONG, 36, 720, Side::Centre)),
            Some(Heading::First) => of(HEI, BODY, 520, Side::Left),
            Some(Heading::Second) => of(KAI, BODY, 500, Side::Left),
            Some(Heading::Third) => bold(of(FANG, BODY, 500, Side::Left)),
            None if p.centred => of(FANG, BODY, 500, Side::Centre),
            None => of(FANG, BODY, 480, Side::Left),
        },
    }
}

/// A paragraph over the whole width; gives nothing but the row.
fn line(
    sheet: &mut Worksheet,
    at: usize,
    widths: &[u32],
    p: &Paragraph,
    room: u32,
) -> Result<(), XlsxError> {
    let (format, size, pitch) = look(p, room);
    let at = row_number(at)?;
    let last = column_number(widths.len().saturating_sub(1))?;
    let text = spread(&p.text, room);
    match last {
        0 => sheet.write_string_with_format(at, 0, &text, &format)?,
        _ => sheet.merge_range(at, 0, at, last, &text, &format)?,
    };
    // A sheet's program may break lines sooner than paper does.
    let lines = paper::lines(&text, size, room.saturating_sub(size * 10));
    sheet.set_row_height(at, (lines * pitch / 20).min(HIGHEST))?;
    Ok(())
}

/// The parts of a line left, in the middle and right of one cell: blanks between them. Cells of their own
/// would make the line a row of the table when it is read again.
fn spread(text: &str, room: u32) -> String {
    let parts: Vec<&str> = text.split('\t').collect();
    let gaps = u32::try_from(parts.len()).unwrap_or(1).saturating_sub(1);
    let (Some(first), Some(end)) = (parts.first(), parts.last()) else { return String::new() };
    if gaps == 0 {
        return text.to_owned();
    }
    let blank = 210;
    let wide = |t: &str| paper::length(t, 21);
    let all: u32 = parts.iter().map(|t| wide(t)).sum();
    let free = room.saturating_sub(all + 2 * blank) / blank;
    // The middle stands in the middle, if it can.
    let left = match gaps {
        2 => {
            let half = (room / 2).saturating_sub(wide(first) + (all - wide(first) - wide(end)) / 2);
            (half / blank).clamp(1, free.max(2) - 1)
        }
        _ => free / gaps,
    };
    let mut out = String::new();
    for (n, part) in parts.iter().enumerate() {
        let blanks = match n {
            0 => 0,
            1 => left,
            _ => (free.saturating_sub(left) / (gaps - 1).max(1)).max(1),
        };
        out.extend(std::iter::repeat_n('　', blanks.max(u32::from(n > 0)) as usize));
        out.push_str(part);
    }
    out
}

fn text(sheet: &mut Worksheet, page: &Page<'_>) -> Result<(), XlsxError> {
    // Narrower than the paper: where the fonts are not here, columns come out wider.
    let room = page.sheet.room().0 / 8 * 7;
    sheet.set_column_width_pixels(0, pixels(room))?;
    let mut breaks = Vec::new();
    for (at, p) in page.above.iter().enumerate() {
        line(sheet, at, &[room], p, room)?;
        if at == 0 && p.role == Role::Title && page.covered {
            let format = look(p, room).0.set_align(FormatAlign::Bottom);
            sheet.write_string_with_format(0, 0, &p.text, &format)?;
            sheet.set_row_height(0, 220)?;
        }
        if at > 0 && p.before != Break::None {
            breaks.push(row_number(at)?);
        }
    }
    sheet.set_page_breaks(&breaks)?;
    Ok(())
}

/// Twentieths of a point on a screen of 96 dots an inch.
fn pixels(twips: u32) -> u32 {
    twips / 15
}

fn form(sheet: &mut Worksheet, page: &Page<'_>, table: &Table) -> Result<(), XlsxError> {
    let fit = page.sheet.fit(table);
    let room: u32 = fit.widths.iter().sum();
    sheet.set_print_fit_to_pages(1, 0);
    let grid = Grid::new(table);
    for (column, width) in fit.widths.iter().enumerate() {
        sheet.set_column_width_pixels(column_number(column)?, pixels(*width))?;
    }
    for (at, p) in page.above.iter().enumerate() {
        line(sheet, at, &fit.widths, p, room)?;
    }
    let top = page.above.len();
    let looks = Looks { fit: &fit, sides: Sides::new(table), codes: code_columns(table, &grid) };
    for at in 0..grid.height() {
        let height = fit.heights.get(at).copied().unwrap_or(0) + 20;
        sheet.set_row_height(row_number(top + at)?, (height / 20).min(HIGHEST))?;
        cells(sheet, &grid, (top, at), &looks, at < table.head)?;
        if table.rows.get(at).is_some_and(|r| r.hidden) {
            sheet.set_row_hidden(row_number(top + at)?)?;
        }
    }
    for (at, p) in page.below.iter().enumerate() {
        line(sheet, top + grid.height() + at, &fit.widths, p, room)?;
    }
    if table.head > 0 && table.head < grid.height() {
        let (first, end) = (row_number(top)?, row_number(top + table.head)?);
        sheet.set_repeat_rows(first, end - 1)?;
        sheet.set_freeze_panes(end, 0)?;
    }
    Ok(())
}

/// What a cell's look depends on.
struct Looks<'a> {
    fit: &'a Fit,
    sides: Sides<'a>,
    codes: Vec<bool>,
}

fn cells(
    sheet: &mut Worksheet,
    grid: &Grid<'_>,
    (top, at): (usize, usize),
    looks: &Looks<'_>,
    head: bool,
) -> Result<(), XlsxError> {
    let here = row_number(top + at)?;
    let ruled = font(FANG, looks.fit.size).set_border(FormatBorder::Thin);
    for (column, place) in row(grid, at).into_iter().enumerate() {
        let code = looks.codes.get(column).copied().unwrap_or(false);
        let first = column_number(column)?;
        match place {
            Place::Begins { cell, rows, columns } => {
                let format = aligned(ruled.clone(), looks.sides.of(at, cell));
                if rows > 1 || columns > 1 {
                    let bottom = row_number(top + at + rows - 1)?;
                    let right = column_number(column + columns - 1)?;
                    sheet.merge_range(here, first, bottom, right, "", &format)?;
                }
                write_cell(sheet, (here, first), cell, code || head, format)?;
            }
            Place::Empty => {
                sheet.write_blank(here, first, &ruled)?;
            }
            Place::GoesOn { .. } | Place::Covered => {}
        }
    }
    Ok(())
}

/// A figure as a number that shows as printed, everything else as text, never a formula.
fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    text: bool,
    format: Format,
) -> Result<(), XlsxError> {
    match number(&cell.text).filter(|_| !text) {
        Some((value, shown)) => {
            sheet.write_number_with_format(row, column, value, &format.set_num_format(shown))?;
        }
        None if cell.text.is_empty() => {
            sheet.write_blank(row, column, &format)?;
        }
        None => {
            sheet.write_string_with_format(row, column, &cell.text, &format)?;
        }
    }
    Ok(())
}
