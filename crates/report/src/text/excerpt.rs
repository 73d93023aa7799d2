//! The row or sentence around a figure, cut to the width of a terminal, with the figure's position.

use base::text::width;
use document::{Block, Document, Grid, Table};
use facts::Place;

/// One line of text and the columns of it to underline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) line: String,
    /// Columns before the marked part, on a terminal.
    pub(crate) before: usize,
    /// Columns the marked part takes; 0 when nothing is marked.
    pub(crate) marked: usize,
}

/// The surroundings of a place: from the document where it has them, else from the place's own text.
/// `stated` helps to find the figure in the latter.
pub(crate) fn excerpt(
    document: &Document,
    place: &Place,
    stated: Option<&str>,
    max: usize,
) -> Option<Excerpt> {
    let (chars, mark) = from_document(document, place).unwrap_or_else(|| from_text(place, stated));
    if chars.iter().all(|c| c.is_whitespace()) {
        return None;
    }
    Some(cut(&chars, mark, max))
}

fn from_document(document: &Document, place: &Place) -> Option<(Vec<char>, (usize, usize))> {
    match (document.blocks.get(place.block)?, place.cell) {
        (Block::Table(table), Some(cell)) => row(table, cell, place.span),
        (Block::Paragraph(paragraph), None) => {
            let chars = clean(&paragraph.text);
            let (start, end) = place.span;
            (start < end && end <= chars.len()).then_some((chars, (start, end)))
        }
        _ => None,
    }
}

/// The cells of a row side by side, with labels that reach down from rows above.
fn row(
    table: &Table,
    at: (usize, usize),
    span: (usize, usize),
) -> Option<(Vec<char>, (usize, usize))> {
    let grid = Grid::new(table);
    let target = grid.origin(at.0, at.1)?;
    let mut chars: Vec<char> = Vec::new();
    let mut mark = (0, 0);
    let mut last = None;
    for column in 0..grid.width() {
        let origin = grid.origin(at.0, column);
        if origin == last || origin.is_none() {
            continue;
        }
        last = origin;
        let text = clean(grid.text(at.0, column));
        if origin != Some(target) && text.iter().all(|c| c.is_whitespace()) {
            continue;
        }
        if !chars.is_empty() {
            chars.extend([' ', ' ']);
        }
        if origin == Some(target) {
            let whole = trimmed(&text);
            let (start, end) = if span.0 < span.1 && span.1 <= text.len() { span } else { whole };
            mark = (chars.len() + start, chars.len() + end);
        }
        chars.extend(text);
    }
    Some((chars, mark))
}

fn from_text(place: &Place, stated: Option<&str>) -> (Vec<char>, (usize, usize)) {
    let chars = clean(&place.text);
    let needle: Vec<char> = stated.map(clean).unwrap_or_default();
    let hit = (!needle.is_empty())
        .then(|| chars.windows(needle.len()).position(|w| w == needle.as_slice()))
        .flatten();
    let mark = hit.map_or((0, 0), |at| (at, at + needle.len()));
    (chars, mark)
}

fn trimmed(chars: &[char]) -> (usize, usize) {
    let start = chars.iter().position(|c| !c.is_whitespace()).unwrap_or(0);
    let end = chars.iter().rposition(|c| !c.is_whitespace()).map_or(start, |p| p + 1);
    (start, end)
}

/// Control characters become blanks: a document must never steer the terminal.
pub(crate) fn clean(text: &str) -> Vec<char> {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn columns(chars: &[char]) -> usize {
    width(&chars.iter().collect::<String>())
}

/// A window of at most `max` columns around the mark.
fn cut(chars: &[char], mark: (usize, usize), max: usize) -> Excerpt {
    let (mut from, mut to) = mark;
    let room = max.saturating_sub(2);
    while to > from && columns(&chars[from..to]) > room {
        to -= 1;
    }
    let marked_end = to;
    let mut used = columns(&chars[from..to]);
    let (mut left, mut right) = (true, true);
    // Grow one character to each side in turn, so the figure stays in the middle of the window.
    while left || right {
        left = left && from > 0 && grow(chars[from - 1], &mut used, room);
        from -= usize::from(left);
        right = right && to < chars.len() && grow(chars[to], &mut used, room);
        to += usize::from(right);
    }
    let mut line = String::new();
    if from > 0 {
        line.push('…');
    }
    let lead: String = chars[from..mark.0.max(from)].iter().collect();
    line.push_str(&lead);
    let before = width(&line);
    let body: String = chars[mark.0.max(from)..to].iter().collect();
    line.push_str(&body);
    if to < chars.len() {
        line.push('…');
    }
    let line = line.trim_end().to_owned();
    Excerpt { line, before, marked: columns(&chars[mark.0..marked_end]) }
}

fn grow(c: char, used: &mut usize, room: usize) -> bool {
    let w = columns(&[c]);
    let fits = *used + w <= room;
    if fits {
        *used += w;
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Spot;
    use document::{Cell, Paragraph, Row};

    fn show(e: &Excerpt) -> String {
        format!("{}\n{}{}", e.line, " ".repeat(e.before), "^".repeat(e.marked))
    }

    #[test]
    fn a_long_sentence_is_cut_around_its_figure() {
        let text =
            "一二三四五六七八九十".repeat(8) + "1,709.73" + &"甲乙丙丁戊己庚辛壬癸".repeat(8);
        let place = Place { span: (80, 88), ..Place::default() };
        let document = Document {
            blocks: vec![Block::Paragraph(Paragraph::new(text, Spot::line(1)))],
            ..Document::default()
        };
        let got = excerpt(&document, &place, None, 30).unwrap();
        assert_eq!(show(&got), "…六七八九十1,709.73甲乙丙丁戊…\n           ^^^^^^^^");
        assert!(width(&got.line) <= 30);
    }

    #[test]
    fn a_row_shows_its_cells_and_marks_one() {
        let cells = ["合计", "1,709.73", "", "500.00"].iter().enumerate();
        let cells = cells.map(|(i, t)| Cell::new(*t, i, Spot::line(3))).collect();
        let table = Table {
            rows: vec![Row { cells, ..Row::default() }],
            firm: true,
            caption: None,
            ..Table::default()
        };
        let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
        let place = Place { cell: Some((0, 1)), ..Place::default() };
        let got = excerpt(&document, &place, None, 70).unwrap();
        assert_eq!(show(&got), "合计  1,709.73  500.00\n      ^^^^^^^^");
    }

    #[test]
    fn escape_sequences_never_reach_the_terminal() {
        assert_eq!(clean("a\u{1b}[31m\n").iter().collect::<String>(), "a [31m ");
    }
}
