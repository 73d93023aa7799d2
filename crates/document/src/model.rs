//! The parts of a document.

use base::{Decimal, Spot};

/// What was on the paper, in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Short name of the source format: `txt`, `docx`, `xlsx`, `pdf`, `html` …
    pub format: String,
    /// Paragraphs and tables in reading order.
    pub blocks: Vec<Block>,
    /// Text kept apart: headers and footers, invisible text, text outside the page, comments.
    pub asides: Vec<Aside>,
    /// Number of pages (PDF) or sheets.
    pub pages: Option<u32>,
}

/// One element of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text; a heading is a paragraph with a level or one that reads like a heading.
    Paragraph(Paragraph),
    /// A table; one that goes on over pages is one table.
    Table(Table),
}

/// A paragraph, its line breaks joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// The whole text. Blanks are kept as printed, line ends are not.
    pub text: String,
    /// Heading level where the source says so (1 = highest).
    pub level: Option<u8>,
    /// Where each piece of the text stands, by first character; the first mark has offset 0.
    pub marks: Vec<Mark>,
    /// Whether the source centres the paragraph (titles of tables and parts often are).
    pub centred: bool,
    /// What the paragraph is on an official document; readers leave it at [`Role::Body`].
    pub role: Role,
    /// Whether it begins a new page.
    pub before: Break,
}

/// What a paragraph is, for writers that lay out official documents (GB/T 9704).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Running text, or a heading where `level` says so.
    #[default]
    Body,
    /// Title of the document.
    Title,
    /// Line below the title, or on the cover.
    Subtitle,
    /// Entry of the table of contents; `level` is the depth.
    Contents,
    /// Title of a table.
    TableTitle,
    /// 公开01表: mark of the form, above the table on the right.
    TableMark,
    /// 部门名称 … 金额单位 line; parts are separated by a tab, the last stands on the right.
    TableMeta,
    /// 注：below a table.
    Note,
    /// Who signs and when, on the right.
    Signature,
    /// 发文机关标志 of a letter: who sends it, red above a red double line.
    Letterhead,
    /// 发文字号 of a letter, on the right below that line.
    Number,
    /// 主送机关: who it is for, from the left edge.
    Addressee,
}

/// Where a new page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Break {
    /// Nowhere.
    #[default]
    None,
    /// A new page as the one before.
    Page,
    /// A new upright page.
    Portrait,
    /// A new page on its side, for wide tables.
    Landscape,
}

/// From this character on the text stands at this place (until the next mark).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Offset in `char`s.
    pub offset: usize,
    /// Page and line.
    pub spot: Spot,
}

/// A table of rows and cells. Spans are kept; see [`crate::Grid`] for the rectangular view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Rows from top to bottom.
    pub rows: Vec<Row>,
    /// Whether the columns are certain: true for ruled or native tables, false where a text export
    /// may have shifted cells.
    pub firm: bool,
    /// Name of the sheet or the caption the source gives, if any.
    pub caption: Option<String>,
    /// Rows at the top that are repeated on every page; readers leave it at 0.
    pub head: usize,
    /// Relative widths of the columns; empty where the writer decides.
    pub widths: Vec<u32>,
    /// Columns that hold the labels of a form: they stand in the middle, what is beside them on the left.
    /// Empty where the writer decides.
    pub labels: Vec<usize>,
    /// How it is drawn where a picture can be; the table itself elsewhere.
    pub chart: Option<Chart>,
}

/// A picture of a table: its first column are labels, each other column a series of numbers that the head
/// names. What is no number is a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// What is drawn.
    pub kind: ChartKind,
    /// What the numbers count in, as written behind them: `%`, `万元`.
    pub unit: String,
    /// A value to compare with, and what it is called.
    pub mark: Option<(String, Decimal)>,
}

/// What is drawn of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// A bar to the right for each number, labels on the left.
    Bars,
    /// A line for each series, labels below.
    Lines,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Cells from left to right; positions covered by a span from above are not listed.
    pub cells: Vec<Cell>,
    /// Where the row stands.
    pub spot: Spot,
    /// Hidden in the source (spreadsheets): read, marked, never summed as if visible.
    pub hidden: bool,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text as displayed, lines joined with `\n`.
    pub text: String,
    /// Column of its left edge, from 0.
    pub column: usize,
    /// Columns covered, at least 1.
    pub colspan: usize,
    /// Rows covered, at least 1.
    pub rowspan: usize,
    /// Where the cell stands; the row's place where the format has no finer one.
    pub spot: Spot,
}

/// Text that is not content, kept apart and reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// `header`, `footer`, `outside-page`, `invisible`, `hidden-sheet`, `hidden-row`, `comment`, `text-box`.
    pub kind: &'static str,
    /// The text.
    pub text: String,
    /// Where.
    pub spot: Spot,
}

impl Paragraph {
    /// A paragraph that stands at one place.
    pub fn new(text: impl Into<String>, spot: Spot) -> Self {
        Paragraph {
            text: text.into(),
            level: None,
            marks: vec![Mark { offset: 0, spot }],
            ..Paragraph::default()
        }
    }

    /// A paragraph of an official document.
    pub fn of(role: Role, text: impl Into<String>) -> Self {
        let centred =
            matches!(role, Role::Title | Role::Subtitle | Role::TableTitle | Role::Letterhead);
        Paragraph { role, centred, ..Paragraph::new(text, Spot::default()) }
    }

    /// A heading.
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Paragraph { level: Some(level), ..Paragraph::new(text, Spot::default()) }
    }

    /// The same on a new page.
    #[must_use]
    pub fn after(self, before: Break) -> Self {
        Paragraph { before, ..self }
    }

    /// The place of the character at `offset` (in `char`s).
    pub fn spot_at(&self, offset: usize) -> Spot {
        let mark = self.marks.iter().rev().find(|m| m.offset <= offset).or(self.marks.first());
        mark.map(|m| m.spot.clone()).unwrap_or_default()
    }

    /// Appends more text that stands at `spot`.
    pub fn push(&mut self, text: &str, spot: Spot) {
        let offset = self.text.chars().count();
        self.marks.push(Mark { offset, spot });
        self.text.push_str(text);
    }
}

impl Cell {
    /// A one-by-one cell.
    pub fn new(text: impl Into<String>, column: usize, spot: Spot) -> Self {
        Cell { text: text.into(), column, colspan: 1, rowspan: 1, spot }
    }
}

impl Table {
    /// Number of columns.
    pub fn width(&self) -> usize {
        self.rows.iter().flat_map(|r| &r.cells).map(|c| c.column + c.colspan).max().unwrap_or(0)
    }
}
