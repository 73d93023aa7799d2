//! A document as pieces for a page: what is a heading, a text, a table, a chart. The words and figures are those
//! of the paper, so that the page and the files say the same.

use document::{Block, Document, Paragraph, Role, Table};
use report::chart::{Picture, of_table};

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The title of the document.
    Title(String),
    /// A heading; 1 is the highest.
    Heading(u8, String),
    /// A text.
    Text(String),
    /// A text that stands in the middle, as what is below a title.
    Middle(String),
    /// A text on the right, as who signs.
    Right(String),
    /// Small print.
    Note(String),
    /// A table.
    Table(Vec<SheetRow>),
    /// A chart, and its figures as a table.
    Chart(Box<Picture>, Vec<SheetRow>),
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// A head that stands above columns.
    pub head: bool,
    /// Its cells.
    pub cells: Vec<SheetCell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetCell {
    /// Its text.
    pub text: String,
    /// Columns it covers.
    pub across: usize,
    /// Rows it covers.
    pub down: usize,
    /// A figure.
    pub figure: bool,
}

/// The pieces of a document, in reading order.
pub fn pieces(document: &Document) -> Vec<Piece> {
    let one = |block: &Block| match block {
        Block::Paragraph(p) => paragraph(p),
        Block::Table(t) => Some(match of_table(t) {
            Some(picture) => Piece::Chart(Box::new(picture), rows(t)),
            None => Piece::Table(rows(t)),
        }),
    };
    document.blocks.iter().filter_map(one).collect()
}

fn paragraph(p: &Paragraph) -> Option<Piece> {
    let text = p.text.trim_matches(|c: char| c.is_whitespace() || c == '　').to_owned();
    if text.is_empty() {
        return None;
    }
    Some(match (p.role, p.level) {
        (Role::Title | Role::Letterhead, _) => Piece::Title(text),
        (Role::Subtitle, _) => Piece::Middle(text),
        (Role::TableTitle, _) => Piece::Heading(3, text),
        (Role::TableMark | Role::Number | Role::Signature, _) => Piece::Right(text),
        (Role::Note | Role::TableMeta | Role::Contents, _) => Piece::Note(text.replace('\t', "　")),
        (Role::Body | Role::Addressee, Some(level)) => Piece::Heading(level.clamp(2, 4), text),
        (Role::Body | Role::Addressee, None) if p.centred => Piece::Middle(text),
        (Role::Body | Role::Addressee, None) => Piece::Text(text),
    })
}

fn rows(table: &Table) -> Vec<SheetRow> {
    // Tables of a report have a head of one row even where it is not repeated.
    let heads = table.head.max(usize::from(table.chart.is_some()));
    let cell = |c: &document::Cell| SheetCell {
        text: c.text.clone(),
        across: c.colspan.max(1),
        down: c.rowspan.max(1),
        figure: is_figure(&c.text),
    };
    let shown = table.rows.iter().filter(|r| !r.hidden).enumerate();
    shown
        .map(|(n, r)| SheetRow { head: n < heads, cells: r.cells.iter().map(cell).collect() })
        .collect()
}

/// Whether a text is a printed number.
fn is_figure(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '%' | '+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_from_texts() {
        for text in ["1,234.56", "-5", "33.33%", " 7 "] {
            assert!(is_figure(text), "{text}");
        }
        for text in ["", "-", "2024年", "3月", "—"] {
            assert!(!is_figure(text), "{text}");
        }
    }
}
