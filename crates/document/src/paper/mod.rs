//! How an official document lies on paper (GB/T 9704): sheets of one orientation, their margins, and type
//! that lets a table fit. Every writer that has pages asks here, so that Word and PDF agree.
//!
//! Lengths are in twentieths of a point, sizes of type in half points, as office files have them.

mod chart;
mod fit;
mod line;
mod number;

pub use chart::{Anchor, Drawing, Series, Shade, Shape, Stroke, draw, series};
pub use fit::{Fit, fit};
pub use line::{length, lines, title};
pub use number::{anchors, pages};

use crate::model::{Block, Break, Document, Paragraph, Role, Table};

/// Twentieths of a point in a millimetre, times 100.
const MILLIMETRE: u32 = 5_669;
/// Type of a signature, in half points.
const SIGNED: u32 = 32;
/// A4, the narrow and the long side.
const PAPER: (u32, u32) = (11_906, 16_838);

/// What a run of pages holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing but the titles of the document; it has no page number.
    Cover,
    /// Text, with tables in it or not.
    Text,
    /// A form that begins the page: it may use more of the paper.
    Form,
}

/// Pages that follow each other and lie alike.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// What it holds.
    pub kind: Kind,
    /// Whether it lies on its side.
    pub flipped: bool,
    /// What stands on it.
    pub blocks: Vec<&'a Block>,
}

/// Distances from the edges of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Margins {
    /// Above.
    pub top: u32,
    /// Below.
    pub bottom: u32,
    /// On the left.
    pub left: u32,
    /// On the right.
    pub right: u32,
}

/// Where a cell's text stands between its left and right edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Names and sentences.
    Left,
    /// Heads, codes, counts, sums' labels.
    Centre,
    /// Amounts.
    Right,
}

/// What kind of heading a paragraph is, by its number as the standard has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// 第一部分, or without a number: in the middle of the line.
    Part,
    /// 一、
    First,
    /// （一）
    Second,
    /// 1. and below.
    Third,
}

/// The kind of a paragraph with a level; `None` for any other.
pub fn heading(p: &Paragraph) -> Option<Heading> {
    let level = p.level.filter(|_| p.role == Role::Body)?;
    let text = base::text::squash(&p.text);
    let number = |c: char| "一二三四五六七八九十".contains(c);
    let rest = text.trim_start_matches(number);
    let inner = text.strip_prefix('(').map(|t| t.trim_start_matches(number));
    Some(match level {
        _ if rest.len() < text.len() && rest.starts_with('、') => Heading::First,
        _ if inner.is_some_and(|t| t.starts_with(')')) => Heading::Second,
        _ if text.starts_with(|c: char| c.is_ascii_digit()) => Heading::Third,
        1 => Heading::Part,
        2 => Heading::First,
        3 => Heading::Second,
        _ => Heading::Third,
    })
}

/// Whether anyone laid the document out: else it is plain text, read from somewhere.
pub fn is_laid_out(document: &Document) -> bool {
    document.blocks.iter().any(|b| match b {
        Block::Paragraph(p) => p.role != Role::Body || p.before != Break::None,
        Block::Table(t) => t.chart.is_some() || t.head > 0 && !t.widths.is_empty(),
    })
}

/// Where a signature stands: its distance from the right edge, and whether it is the first of its lines.
/// Lines that sign together stand in the middle of the longest, which is two characters from the edge.
pub fn signature(blocks: &[&Block], at: usize) -> (u32, bool) {
    let signed = |b: &&&Block| matches!(b, Block::Paragraph(p) if p.role == Role::Signature);
    let before = blocks.get(..at).unwrap_or_default().iter().rev().take_while(signed).count();
    let after = blocks.get(at..).unwrap_or_default().iter().take_while(signed).count();
    let wide = |b: &&Block| match b {
        Block::Paragraph(p) => length(&p.text, SIGNED),
        Block::Table(_) => 0,
    };
    let lines = blocks.get(at - before..at + after).unwrap_or_default();
    let longest = lines.iter().map(wide).max().unwrap_or(0);
    let own = blocks.get(at).map_or(0, wide);
    (2 * SIGNED * 10 + (longest - own.min(longest)) / 2, before == 0)
}

/// Whether running text and a table, its title or a note meet here: they stand a little apart.
pub fn meets(blocks: &[&Block], at: usize) -> bool {
    let text = |p: &Paragraph| p.role == Role::Body && p.level.is_none();
    match (at.checked_sub(1).and_then(|n| blocks.get(n)), blocks.get(at)) {
        (Some(Block::Table(_)), Some(Block::Paragraph(p))) => text(p) || p.role == Role::TableTitle,
        (Some(Block::Paragraph(before)), Some(Block::Paragraph(p))) => {
            text(before) && matches!(p.role, Role::TableTitle | Role::Note)
        }
        (Some(Block::Paragraph(before)), Some(Block::Table(_))) => text(before),
        _ => false,
    }
}

/// The document cut where new pages begin.
pub fn sheets(document: &Document) -> Vec<Sheet<'_>> {
    let mut sheets: Vec<Sheet<'_>> = Vec::new();
    let mut flipped = false;
    for block in &document.blocks {
        let before = match block {
            Block::Paragraph(p) => p.before,
            Block::Table(_) => Break::None,
        };
        match before {
            Break::None | Break::Page => {}
            Break::Portrait => flipped = false,
            Break::Landscape => flipped = true,
        }
        if before != Break::None || sheets.is_empty() {
            sheets.push(Sheet { kind: Kind::Text, flipped, blocks: Vec::new() });
        }
        if let Some(sheet) = sheets.last_mut() {
            sheet.blocks.push(block);
        }
    }
    let many = sheets.len() > 1;
    for (at, sheet) in sheets.iter_mut().enumerate() {
        sheet.kind = match () {
            () if at == 0 && many && is_cover(&sheet.blocks) => Kind::Cover,
            () if is_form(&sheet.blocks) => Kind::Form,
            () => Kind::Text,
        };
    }
    sheets
}

fn is_cover(blocks: &[&Block]) -> bool {
    blocks
        .iter()
        .all(|b| matches!(b, Block::Paragraph(p) if matches!(p.role, Role::Title | Role::Subtitle)))
}

/// A titled table and no running text beside marks such as 附件1.
fn is_form(blocks: &[&Block]) -> bool {
    let text = |p: &Paragraph| {
        p.role == Role::Body && p.level.is_none() && p.text.chars().count() > 12
            || matches!(p.role, Role::Title | Role::Contents | Role::Signature | Role::Addressee)
    };
    let titled = |b: &&Block| matches!(b, Block::Paragraph(p) if p.role == Role::TableTitle);
    blocks.iter().any(titled) && !blocks.iter().any(|b| matches!(b, Block::Paragraph(p) if text(p)))
}

impl Sheet<'_> {
    /// Width and height of the paper as it lies.
    pub fn paper(&self) -> (u32, u32) {
        if self.flipped { (PAPER.1, PAPER.0) } else { PAPER }
    }

    /// Its margins: those of the standard for text; forms may come closer to the edge.
    pub fn margins(&self) -> Margins {
        let of = |top: u32, bottom: u32, left: u32, right: u32| {
            let all = [top, bottom, left, right].map(|mm| mm * MILLIMETRE / 100);
            let [top, bottom, left, right] = all;
            Margins { top, bottom, left, right }
        };
        match (self.kind, self.flipped) {
            (Kind::Form, false) => of(25, 22, 20, 20),
            (_, true) => of(24, 20, 20, 20),
            _ => of(37, 35, 28, 26),
        }
    }

    /// Width and height of what can be printed on.
    pub fn room(&self) -> (u32, u32) {
        let ((width, height), edge) = (self.paper(), self.margins());
        (width - edge.left - edge.right, height - edge.top - edge.bottom)
    }

    /// Type and columns of a table on it.
    pub fn fit(&self, table: &Table) -> Fit {
        let (width, height) = self.room();
        let tables = self.blocks.iter().filter(|b| matches!(b, Block::Table(_))).count();
        let beside: u32 = self
            .blocks
            .iter()
            .map(|b| match b {
                Block::Paragraph(p) => number::height(p, width),
                Block::Table(_) => 0,
            })
            .sum();
        // A form of one table wants to stand on one page with its title and its notes.
        let left = match self.kind == Kind::Form && tables == 1 {
            true => height.saturating_sub(beside + 300),
            false => height / 4 * 3,
        };
        fit(table, width, left)
    }
}

/// Where a line above a table stands when it has one part: its year in the middle, its unit on the right.
pub fn meta(text: &str) -> Side {
    match () {
        () if text.contains('\t') => Side::Left,
        () if ["金额单位:", "单位:"].iter().any(|w| base::text::squash(text).starts_with(w)) => {
            Side::Right
        }
        () => Side::Centre,
    }
}

/// Where the texts of a table's cells stand.
pub struct Sides<'a> {
    table: &'a Table,
    /// Columns of figures with decimals: there whole numbers are amounts too.
    decimals: Vec<bool>,
    /// Rows below the head that name the columns anew.
    naming: Vec<bool>,
}

impl<'a> Sides<'a> {
    /// Looks through a table.
    pub fn new(table: &'a Table) -> Self {
        // Decimals, numbers, other texts of each column.
        let mut counts = vec![(0usize, 0usize, 0usize); table.width()];
        let body = table.rows.iter().skip(table.head).flat_map(|r| &r.cells);
        for cell in body.filter(|c| c.colspan <= 1 && c.text.chars().count() > 1) {
            if let Some((decimals, numbers, others)) = counts.get_mut(cell.column) {
                let number = is_number(&cell.text);
                *decimals += usize::from(number && cell.text.contains('.'));
                *numbers += usize::from(number);
                *others += usize::from(!number);
            }
        }
        let decimals = counts.iter().map(|(d, n, others)| *d > 0 && n >= others).collect();
        let names = |row: &crate::model::Row| {
            let named = |t: &str| !is_number(t) && !is_value(&base::text::squash(t));
            let short = |t: &str| !t.is_empty() && t.chars().count() <= 12 && named(t);
            row.cells.len() >= 4 && row.cells.iter().all(|c| short(c.text.trim()))
        };
        let naming = table.rows.iter().map(names).collect();
        Sides { table, decimals, naming }
    }

    /// Where the text of a cell in this row stands.
    pub fn of(&self, row: usize, cell: &crate::model::Cell) -> Side {
        let plain = base::text::squash(&cell.text);
        let label =
            ["合计", "总计", "小计", "总分", "项目", "行次", "统计数", "—", "——", "-", "--", "无"];
        let amounts = self.decimals.get(cell.column).copied().unwrap_or(false);
        let amount = is_number(&plain) && plain.contains('.') && !plain.ends_with('%');
        match () {
            () if row < self.table.head || label.contains(&plain.as_str()) => Side::Centre,
            () if !self.table.labels.is_empty() => {
                match (cell.colspan <= 1 && self.table.labels.contains(&cell.column), amount) {
                    (true, _) => Side::Centre,
                    (false, true) => Side::Right,
                    (false, false) => Side::Left,
                }
            }
            () if self.naming.get(row).copied().unwrap_or(false) => Side::Centre,
            () if is_number(&plain)
                && !plain.ends_with('%')
                && (amounts || plain.contains('.')) =>
            {
                Side::Right
            }
            () if is_number(&plain) || is_value(&plain) || plain.chars().count() == 1 => {
                Side::Centre
            }
            () if cell.rowspan > 1 && plain.chars().count() <= 12 => Side::Centre,
            () => Side::Left,
        }
    }
}

/// Whether a text is a value with its unit or sign: 4人, ≥100份, 6.25分; not a numbered label.
fn is_value(text: &str) -> bool {
    let bare = text.trim_start_matches(['≥', '≤', '>', '<', '=', '-']);
    let rest = bare.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
    let number = bare.strip_suffix(rest).unwrap_or_default();
    let labelled = number.ends_with('.') || rest.starts_with(['、', '．', '.', '年', '-']);
    !number.is_empty() && !labelled && rest.chars().count() <= 4
}

fn is_number(text: &str) -> bool {
    base::Figure::parse(base::text::squash(text).trim_end_matches('%')).is_some()
}

#[cfg(test)]
mod tests;
