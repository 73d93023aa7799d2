//! From the cells of a sheet to tables: what every spreadsheet format has in common.

use crate::Limits;
use base::{Problem, Spot};
use document::{Aside, Block, Cell, Document, Paragraph, Row, Table};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One sheet as a format reader hands it over. Rows and columns count from 0.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// Place in the workbook, from 1.
    pub(crate) number: u32,
    pub(crate) hidden: bool,
    /// Displayed texts by row and column.
    pub(crate) cells: BTreeMap<(u32, u32), String>,
    /// Cells whose formula failed.
    pub(crate) errors: BTreeSet<(u32, u32)>,
    pub(crate) merges: Vec<Merge>,
    pub(crate) hidden_rows: BTreeSet<u32>,
    pub(crate) hidden_columns: bool,
    pub(crate) pictures: bool,
    /// Cells beyond the limit were left out.
    pub(crate) cut: bool,
    /// The rest of the sheet could not be read.
    pub(crate) damaged: bool,
}

/// A merged rectangle, all edges included.
#[derive(Clone, Copy)]
pub(crate) struct Merge {
    pub(crate) top: u32,
    pub(crate) left: u32,
    pub(crate) bottom: u32,
    pub(crate) right: u32,
}

impl Sheet {
    /// Keeps a text; one of blanks only counts as no text.
    pub(crate) fn put(&mut self, row: u32, column: u32, text: &str) {
        if !text.chars().all(base::text::is_blank) {
            self.cells.insert((row, column), text.replace("\r\n", "\n").replace('\r', "\n"));
        }
    }

    fn spot(&self, row: u32) -> Spot {
        Spot::page(self.number, row.saturating_add(1))
    }

    fn place(&self, row: u32, column: u32) -> String {
        format!("{}!{}{}", self.name, letters(column), u64::from(row) + 1)
    }
}

/// Column number to letters: 0 → A, 27 → AB.
fn letters(column: u32) -> String {
    let mut left = u64::from(column) + 1;
    let mut out = Vec::new();
    while left > 0 {
        out.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    out.iter().rev().collect()
}

/// Collects the sheets of one workbook.
pub(crate) struct Builder<'a> {
    document: Document,
    problems: Vec<Problem>,
    limits: &'a Limits,
    cells: usize,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(format: &str, limits: &'a Limits) -> Self {
        let document = Document { format: format.to_owned(), ..Document::default() };
        Builder { document, problems: Vec::new(), limits, cells: 0 }
    }

    pub(crate) fn finish(mut self, sheets: u32) -> (Document, Vec<Problem>) {
        self.document.pages = Some(sheets);
        (self.document, self.problems)
    }

    pub(crate) fn problem(&mut self, code: &'static str, spot: Spot, zh: String, en: String) {
        // A million failed formulas say no more than ten thousand.
        if self.problems.len() < 10_000 {
            self.problems.push(Problem::new(code, spot, zh, en));
        }
    }

    /// Cells that may still be read.
    pub(crate) fn left(&self) -> usize {
        self.limits.cells.saturating_sub(self.cells)
    }

    pub(crate) fn sheet(&mut self, mut sheet: Sheet) {
        sheet.merges.retain(|m| m.top <= m.bottom && m.left <= m.right);
        sheet.merges.sort_by_key(|m| (m.top, m.left));
        self.remarks(&sheet);
        if sheet.cut {
            self.over_limit(&sheet, 0);
        }
        if sheet.hidden {
            self.aside(&sheet);
            return;
        }
        for (top, bottom) in blocks(&sheet) {
            if let Some(table) = self.table(&sheet, top, bottom) {
                self.document.blocks.extend(parted(table));
            }
        }
    }

    /// What a reader of the paper should know about the sheet as a whole.
    fn remarks(&mut self, sheet: &Sheet) {
        let spot = Spot { page: Some(sheet.number), line: None };
        let name = &sheet.name;
        if sheet.hidden {
            let zh = format!("工作表“{name}”是隐藏的，内容未参与核对");
            self.problem("sheet-hidden", spot.clone(), zh, format!("sheet “{name}” is hidden"));
        }
        if sheet.cells.is_empty() && sheet.pictures {
            let zh = format!("工作表“{name}”只有图片或图表，没有可读的文字；请提供原表");
            let en =
                format!("sheet “{name}” holds pictures or charts only; provide the table itself");
            self.problem("sheet-no-text", spot.clone(), zh, en);
        }
        if sheet.hidden_columns && !sheet.cells.is_empty() {
            let zh = format!("工作表“{name}”有隐藏的列，已一并读取");
            let en = format!("sheet “{name}” has hidden columns; they were read as well");
            self.problem("column-hidden", spot, zh, en);
        }
        if sheet.damaged {
            let row = sheet.cells.keys().next_back().map_or(0, |(row, _)| *row);
            let zh = format!("工作表“{name}”在此行之后已损坏，其余部分未读取");
            let en = format!("sheet “{name}” is damaged after this row; the rest was not read");
            self.problem("sheet-damaged", sheet.spot(row), zh, en);
        }
        for (row, column) in &sheet.errors {
            let place = sheet.place(*row, *column);
            let text = sheet.cells.get(&(*row, *column)).cloned().unwrap_or_default();
            let zh = format!("{place} 的公式出错（{text}），该单元格没有数值");
            let en = format!("the formula at {place} failed ({text})");
            self.problem("cell-error", sheet.spot(*row), zh, en);
        }
    }

    fn over_limit(&mut self, sheet: &Sheet, row: u32) {
        let name = &sheet.name;
        let zh = format!("工作表“{name}”超过行数或单元格数上限，其余部分未读取");
        let en =
            format!("sheet “{name}” is over the limit of rows or cells; the rest was not read");
        self.problem("over-limit", sheet.spot(row), zh, en);
    }

    fn aside(&mut self, sheet: &Sheet) {
        let mut lines: Vec<String> = Vec::new();
        let mut last = None;
        for ((row, _), text) in &sheet.cells {
            match lines.last_mut().filter(|_| last == Some(*row)) {
                Some(line) => {
                    line.push('\t');
                    line.push_str(text);
                }
                None => lines.push(text.clone()),
            }
            last = Some(*row);
        }
        self.cells += sheet.cells.len();
        let spot = Spot { page: Some(sheet.number), line: None };
        self.document.asides.push(Aside { kind: "hidden-sheet", text: lines.join("\n"), spot });
    }

    /// The rows `top..=bottom` with every column up to the last that holds text.
    fn table(&mut self, sheet: &Sheet, top: u32, bottom: u32) -> Option<Table> {
        let texts = || sheet.cells.range((top, 0)..=(bottom, u32::MAX));
        let right = texts().map(|((_, column), _)| *column).max()?;
        let mut spans = Spans::new(sheet, top, bottom, right);
        let mut table = Table {
            rows: Vec::new(),
            firm: true,
            caption: Some(sheet.name.clone()),
            ..Table::default()
        };
        for row in top..=bottom {
            if table.rows.len() >= self.limits.rows || self.cells >= self.limits.cells {
                self.over_limit(sheet, row);
                break;
            }
            let cells = self.row(sheet, row, &mut spans);
            self.cells = self.cells.saturating_add(spans.width());
            let hidden = sheet.hidden_rows.contains(&row);
            table.rows.push(Row { cells, spot: sheet.spot(row), hidden });
        }
        Some(table)
    }

    fn row(&mut self, sheet: &Sheet, row: u32, spans: &mut Spans) -> Vec<Cell> {
        let mut cells = Vec::new();
        for column in 0..=spans.right {
            let text = sheet.cells.get(&(row, column));
            if spans.covered(row, column) {
                if let Some(text) = text {
                    let place = sheet.place(row, column);
                    let zh = format!("{place} 被合并单元格遮住的内容“{text}”未读取");
                    let en = format!("{place}: “{text}” lies under a merged cell and was not read");
                    self.problem("cell-covered", sheet.spot(row), zh, en);
                }
                continue;
            }
            let (rowspan, colspan) = spans.open(row, column);
            let text = text.cloned().unwrap_or_default();
            let mut cell = Cell::new(text, column as usize, sheet.spot(row));
            (cell.rowspan, cell.colspan) = (rowspan, colspan);
            cells.push(cell);
        }
        cells
    }
}

/// Lines merged over the whole width above and below a table are running text: titles, units, notes,
/// and the sentences of a report kept in a workbook.
fn parted(mut table: Table) -> Vec<Block> {
    let width = table.width();
    let prose = |row: &Row| {
        let [cell] = row.cells.as_slice() else { return false };
        cell.colspan >= width && cell.rowspan == 1 && !row.hidden
    };
    let mut first = table.rows.iter().position(|r| !prose(r)).unwrap_or(table.rows.len());
    // 一、 of a form that goes on with 二、 inside is its first section, not a line above it.
    let begins = |row: Option<&Row>, number: &str| {
        let text = row.and_then(|r| r.cells.first()).map_or("", |c| c.text.trim_start());
        text.starts_with(number)
    };
    let goes_on = table.rows.iter().skip(first).any(|r| prose(r) && begins(Some(r), "二、"));
    if goes_on && begins(first.checked_sub(1).and_then(|at| table.rows.get(at)), "一、") {
        first -= 1;
    }
    let body = table.rows.split_off(first);
    let above = std::mem::replace(&mut table.rows, body);
    let end = table.rows.iter().rposition(|r| !prose(r)).map_or(0, |last| last + 1);
    let below = table.rows.split_off(end);
    let paragraph = |row: Row| {
        let text = row.cells.into_iter().next().map(|c| c.text).unwrap_or_default();
        let filled = !text.chars().all(base::text::is_blank);
        filled.then(|| Block::Paragraph(Paragraph::new(text.replace('\n', ""), row.spot)))
    };
    let mut blocks: Vec<Block> = above.into_iter().filter_map(paragraph).collect();
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    blocks.extend(below.into_iter().filter_map(paragraph));
    blocks
}

/// The merged rectangles of a block while its rows are walked from top to bottom.
struct Spans {
    anchors: HashMap<(u32, u32), Merge>,
    /// For each column, the first row that no rectangle opened so far covers.
    free: Vec<u32>,
    bottom: u32,
    right: u32,
}

impl Spans {
    fn new(sheet: &Sheet, top: u32, bottom: u32, text_right: u32) -> Self {
        let inside = sheet.merges.iter().filter(|m| m.top >= top && m.top <= bottom);
        let mut anchors = HashMap::new();
        let mut right = text_right;
        for merge in inside {
            anchors.entry((merge.top, merge.left)).or_insert(*merge);
            // A title may be merged a little further than the last column; not a whole sheet wide.
            let titled = sheet.cells.contains_key(&(merge.top, merge.left));
            if titled && merge.right <= text_right.saturating_add(64) {
                right = right.max(merge.right);
            }
        }
        Spans { anchors, free: vec![0; right as usize + 1], bottom, right }
    }

    fn width(&self) -> usize {
        self.free.len()
    }

    fn covered(&self, row: u32, column: u32) -> bool {
        self.free.get(column as usize).is_some_and(|free| *free > row)
    }

    /// Opens the rectangle that begins here; rows and columns it covers, cut to the block and to columns
    /// that are still free.
    fn open(&mut self, row: u32, column: u32) -> (usize, usize) {
        let Some(merge) = self.anchors.get(&(row, column)) else {
            return (1, 1);
        };
        let bottom = merge.bottom.min(self.bottom);
        let right = merge.right.min(self.right);
        let mut colspan = 0;
        for free in self.free.iter_mut().take(right as usize + 1).skip(column as usize) {
            if *free > row {
                break;
            }
            *free = bottom.saturating_add(1);
            colspan += 1;
        }
        ((bottom - row) as usize + 1, colspan.max(1))
    }
}

/// Where the tables of a sheet begin and end: two or more blank rows part them, unless a merged cell
/// with text reaches over the gap.
fn blocks(sheet: &Sheet) -> Vec<(u32, u32)> {
    let mut merges =
        sheet.merges.iter().filter(|m| sheet.cells.contains_key(&(m.top, m.left))).peekable();
    let mut blocks: Vec<(u32, u32)> = Vec::new();
    let mut reach = 0;
    for (row, _) in sheet.cells.keys() {
        while let Some(merge) = merges.next_if(|m| m.top < *row) {
            reach = reach.max(merge.bottom);
        }
        match blocks.last_mut() {
            Some((_, bottom)) if row.saturating_sub((*bottom).max(reach)) <= 2 => *bottom = *row,
            _ => blocks.push((*row, *row)),
        }
    }
    blocks
}
