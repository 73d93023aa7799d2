//! Prints a document as the reports are printed: indented paragraphs of about forty characters a line,
//! ruled tables that break over pages wherever the page ends, page numbers at the foot.

use crate::paper::{LONG, Page, SHORT, file, width};
use base::Figure;
use document::{Block, Cell, Document, Grid, Paragraph, Table};

/// How the font's bytes name characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cmap {
    /// `GBK-EUC-H`: the bytes of GBK.
    Gbk,
    /// `UniGB-UCS2-H`: two bytes of Unicode.
    Unicode,
}

/// Blank edges of the paper: left and right, top, and foot with the page number.
const SIDE: i32 = 7_500;
const TOP: i32 = 7_200;
const FOOT: i32 = 7_200;
/// Type sizes of body text and tables; blank inside a cell.
const BODY: i32 = 1_100;
const SMALL: i32 = 900;
const PAD: i32 = 250;

/// Prints a document as a PDF file. The same document always gives the same bytes.
pub fn pdf(document: &Document, cmap: Cmap) -> Vec<u8> {
    let mut printer = Printer { cmap, pages: vec![Page::new(false)], y: TOP };
    for block in &document.blocks {
        match block {
            Block::Paragraph(p) => printer.paragraph(p),
            Block::Table(t) => printer.table(t),
        }
    }
    printer.number_pages();
    file(cmap, &printer.pages)
}

struct Printer {
    cmap: Cmap,
    pages: Vec<Page>,
    /// Where the next thing goes on the last page, from the top.
    y: i32,
}

impl Printer {
    fn page(&mut self) -> &mut Page {
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// Lower edge of the printed area.
    fn floor(&mut self) -> i32 {
        self.page().height() - FOOT
    }

    fn turn(&mut self, wide: bool) {
        self.pages.push(Page::new(wide));
        self.y = TOP;
    }

    /// Makes sure the page lies as asked; an empty page is turned, a used one is followed by another.
    fn lay(&mut self, wide: bool) {
        if self.page().wide != wide {
            if self.y == TOP {
                *self.page() = Page::new(wide);
            } else {
                self.turn(wide);
            }
        }
    }

    fn paragraph(&mut self, p: &Paragraph) {
        self.lay(false);
        let size = match p.level {
            Some(1) => 1_600,
            Some(2) => 1_400,
            Some(_) => 1_200,
            None => BODY,
        };
        let room = SHORT - 2 * SIDE;
        let indent = if p.level.is_some() || p.centred { 0 } else { 2 * size };
        for (at, line) in wrap(&p.text, size, room, indent).iter().enumerate() {
            if self.y + size * 8 / 5 > self.floor() {
                self.turn(false);
            }
            let free = room - measure(line, size);
            let x = match (p.centred, at) {
                (true, _) => SIDE + free / 2,
                (false, 0) => SIDE + indent,
                (false, _) => SIDE,
            };
            let (cmap, y) = (self.cmap, self.y + size);
            self.page().write(cmap, x, y, size, line);
            self.y += size * 8 / 5;
        }
    }

    fn table(&mut self, table: &Table) {
        let grid = Grid::new(table);
        if grid.width() == 0 {
            return;
        }
        let wide = grid.width() > 8;
        self.lay(wide);
        let room = if wide { LONG } else { SHORT } - 2 * SIDE;
        let layout = Layout::new(table, &grid, room);
        let mut from = 0;
        while from < grid.height() {
            let mut to = from;
            let mut y = self.y;
            while to < grid.height() && y + layout.heights[to] <= self.floor() {
                y += layout.heights[to];
                to += 1;
            }
            // A row higher than a page is printed over its foot; nothing is ever left out.
            if to == from && self.y == TOP {
                to += 1;
            }
            self.rows(&grid, &layout, from, to);
            from = to;
            if from < grid.height() {
                self.turn(wide);
            }
        }
        self.y += SMALL;
    }

    /// The rows `from..to` on this page. A cell that reaches over the page's end is ruled on both pages
    /// and its text stands on the first.
    fn rows(&mut self, grid: &Grid<'_>, layout: &Layout, from: usize, to: usize) {
        for row in from..to {
            let bottom = self.y + layout.heights[row];
            for column in 0..grid.width() {
                let origin = grid.origin(row, column).unwrap_or((row, column));
                if origin.1 != column || (origin.0 != row && row != from) {
                    continue;
                }
                let (rows, columns) = extent(grid, row, column);
                let end = (row + rows).min(to);
                let height: i32 = layout.heights[row..end].iter().sum();
                let (left, right) = (layout.edges[column], layout.edges[column + columns]);
                let y = self.y;
                self.page().frame(left, y, right, y + height);
                if let Some(cell) = grid.at(row, column).filter(|_| origin.0 == row) {
                    self.cell(cell, left, right, y, y + height);
                }
            }
            self.y = bottom;
        }
    }

    fn cell(&mut self, cell: &Cell, left: i32, right: i32, top: i32, bottom: i32) {
        let lines = cell_lines(cell, right - left);
        let free = bottom - top - lines.len() as i32 * SMALL * 6 / 5;
        let number = Figure::parse(cell.text.trim_end_matches('%')).is_some();
        let mut y = top + free.max(0) / 2;
        for line in &lines {
            let x = match number {
                true => right - PAD - measure(line, SMALL),
                false => left + PAD,
            };
            let cmap = self.cmap;
            self.page().write(cmap, x, y + SMALL, SMALL, line);
            y += SMALL * 6 / 5;
        }
    }

    fn number_pages(&mut self) {
        let cmap = self.cmap;
        for (at, page) in self.pages.iter_mut().enumerate() {
            let text = format!("- {} -", at + 1);
            let x = (page.width() - measure(&text, SMALL)) / 2;
            let y = page.height() - FOOT / 2;
            page.write(cmap, x, y, SMALL, &text);
        }
    }
}

/// Column edges and row heights.
struct Layout {
    edges: Vec<i32>,
    heights: Vec<i32>,
}

impl Layout {
    fn new(table: &Table, grid: &Grid<'_>, room: i32) -> Layout {
        let mut wishes = vec![3_000; grid.width()];
        let cells = table.rows.iter().flat_map(|r| &r.cells);
        for cell in cells.filter(|c| c.colspan == 1) {
            let widest = cell.text.lines().map(|l| measure(l, SMALL)).max().unwrap_or(0);
            if let Some(wish) = wishes.get_mut(cell.column) {
                *wish = (*wish).max(widest.min(12_000) + 3 * PAD);
            }
        }
        let total = wishes.iter().map(|w| i64::from(*w)).sum::<i64>().max(1);
        let mut edges = vec![SIDE];
        let mut sum = 0;
        for wish in &wishes {
            sum += i64::from(*wish);
            edges.push(SIDE + (i64::from(room) * sum / total) as i32);
        }
        let mut heights = vec![SMALL * 2; grid.height()];
        for row in 0..grid.height() {
            for column in 0..grid.width() {
                let Some(cell) = grid.at(row, column) else { continue };
                if grid.origin(row, column) != Some((row, column)) {
                    continue;
                }
                let (rows, columns) = extent(grid, row, column);
                let lines = cell_lines(cell, edges[column + columns] - edges[column]).len() as i32;
                let share = (lines * SMALL * 6 / 5 + 2 * PAD) / rows as i32 + 1;
                for height in &mut heights[row..row + rows] {
                    *height = (*height).max(share);
                }
            }
        }
        Layout { edges, heights }
    }
}

/// Rows and columns from here on that the same cell covers.
fn extent(grid: &Grid<'_>, row: usize, column: usize) -> (usize, usize) {
    let Some(origin) = grid.origin(row, column) else { return (1, 1) };
    let same = |r: usize, c: usize| grid.origin(r, c) == Some(origin);
    let rows = (row..grid.height()).take_while(|r| same(*r, column)).count();
    let columns = (column..grid.width()).take_while(|c| same(row, *c)).count();
    (rows.max(1), columns.max(1))
}

fn cell_lines(cell: &Cell, room: i32) -> Vec<String> {
    cell.text.lines().flat_map(|line| wrap(line, SMALL, room - 2 * PAD, 0)).collect()
}

fn measure(text: &str, size: i32) -> i32 {
    text.chars().map(|c| width(c) * size / 1000).sum()
}

/// Breaks a text into lines. Numbers and Latin words are kept whole where they fit on a line.
fn wrap(text: &str, size: i32, room: i32, indent: i32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut left = room - indent;
    for word in words(text) {
        let need = measure(&word, size);
        if need <= left {
            left -= need;
            lines.last_mut().into_iter().for_each(|l| l.push_str(&word));
            continue;
        }
        if need <= room {
            left = room - need;
            lines.push(word);
            continue;
        }
        for c in word.chars() {
            let need = width(c) * size / 1000;
            if need > left {
                lines.push(String::new());
                left = room;
            }
            left -= need;
            lines.last_mut().into_iter().for_each(|l| l.push(c));
        }
    }
    lines
}

/// Chinese characters one by one, runs of other printable ASCII together.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        let joins = c.is_ascii_graphic();
        match words.last_mut().filter(|_| open && joins) {
            Some(word) => word.push(c),
            None => words.push(c.to_string()),
        }
        open = joins;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Spot;
    use document::Row;

    fn sample() -> Document {
        let mut title = Paragraph::new("某某中心2024年度部门决算公开说明", Spot::line(1));
        (title.level, title.centred) = (Some(1), true);
        let text = "本年收入总计1,388.92万元，其中财政拨款收入1,200.00万元，占86.40%；其他收入188.92万元。".repeat(4);
        let mut head = Cell::new("项目", 0, Spot::default());
        head.rowspan = 2;
        let mut wide = Cell::new("决算数（万元）", 1, Spot::default());
        wide.colspan = 2;
        let plain = |texts: &[&str], first: usize| Row {
            cells: (texts.iter().enumerate())
                .map(|(i, t)| Cell::new(*t, first + i, Spot::default()))
                .collect(),
            ..Row::default()
        };
        let mut rows =
            vec![Row { cells: vec![head, wide], ..Row::default() }, plain(&["本年", "上年"], 1)];
        for n in 0..40 {
            rows.push(plain(&[&format!("第{n}项：一般公共服务支出"), "1,388.92", "-0.01"], 0));
        }
        let table = Table { rows, firm: true, caption: None, ..Table::default() };
        let broad = Table {
            rows: vec![
                plain(&["一", "二", "三", "四", "五", "六", "七", "八", "九"], 0);
                2
            ],
            ..table.clone()
        };
        Document {
            blocks: vec![
                Block::Paragraph(title),
                Block::Paragraph(Paragraph::new(text, Spot::line(2))),
                Block::Table(table),
                Block::Table(broad),
                Block::Paragraph(Paragraph::new("无其他说明。", Spot::line(9))),
            ],
            ..Document::default()
        }
    }

    #[test]
    fn the_same_document_gives_the_same_file() {
        for cmap in [Cmap::Gbk, Cmap::Unicode] {
            let bytes = pdf(&sample(), cmap);
            assert_eq!(bytes, pdf(&sample(), cmap));
            assert!(bytes.starts_with(b"%PDF-") && bytes.ends_with(b"%%EOF\n"));
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(text.matches("/Type /Page /").count(), 4);
        }
    }

    /// Paragraph texts and the cells of every table, without places.
    fn words(document: &Document) -> Vec<String> {
        let mut words = Vec::new();
        for block in &document.blocks {
            match block {
                Block::Paragraph(p) => words.push(p.text.clone()),
                Block::Table(t) => {
                    let cells = t.rows.iter().flat_map(|r| &r.cells);
                    words.extend(cells.map(|c| format!("{}⟨{}×{}⟩", c.text, c.rowspan, c.colspan)));
                }
            }
        }
        words
    }

    #[test]
    fn prints_read_back_whole() {
        for cmap in [Cmap::Gbk, Cmap::Unicode] {
            let (document, _) =
                readers::read(&pdf(&sample(), cmap), &readers::Limits::default()).unwrap();
            assert_eq!(words(&document), words(&sample()), "{cmap:?}");
        }
    }

    #[test]
    fn numbers_are_not_broken_over_lines() {
        let lines = wrap("收入为1,388.92万元", SMALL, SMALL * 5, 0);
        assert_eq!(lines, ["收入为", "1,388.92万", "元"]);
    }
}
