//! Plain text: exports of Word files and of PDF files. Line ends, blank lines and tabs are all that is
//! left of the layout; [`table`] rebuilds the tables from them, this module the paragraphs.

mod lines;
mod table;
#[cfg(test)]
mod tests;

use crate::budget::Budget;
use crate::{Limits, Reading, Unreadable, encoding};
use base::Spot;
use base::text::{is_blank, squash};
use document::{Aside, Block, Document, Paragraph, Table};
use lines::{Line, begins_anew, length, listed, titled};
use table::Dialect;

/// Shortest line that can have been cut by a page or line end, in visible characters.
const FULL: usize = 26;
/// The same for a line that states an amount of money: narrow columns are cut early.
const STATED: usize = 18;
/// Most lines joined to one paragraph: bounds the work on hostile files.
const PIECES: usize = 200;

pub(crate) fn sniff(bytes: &[u8]) -> bool {
    encoding::is_text(bytes)
}

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let text = encoding::decode(bytes, None);
    if text.chars().all(is_blank) {
        return Err(Unreadable::Empty);
    }
    let mut budget = Budget::new(limits);
    budget.problems = encoding::losses(&text);
    let mut document = Document { format: "txt".to_owned(), ..Document::default() };
    let lines = lines(&text, &mut document.asides, &mut budget);
    read_lines(&lines, &mut document, &mut budget);
    Ok((document, budget.problems))
}

/// Splits the text into lines, takes conversion marks, drawn rules and page numbers out.
fn lines(text: &str, asides: &mut Vec<Aside>, budget: &mut Budget) -> Vec<Line> {
    // Old Macintosh files end their lines with a carriage return alone.
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut lines = Vec::new();
    for (at, raw) in text.split(end).enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        if !budget.chars(raw.chars().count(), &Spot::line(number)) {
            break;
        }
        let text = unmark(raw.trim_start_matches(['\u{c}', '\u{feff}']), number, asides);
        let mut line = Line { number, blank: lines::blank(&text), text };
        let kind = match () {
            () if table::drawn(&line) => Some("rule"),
            () if lines::page_number(&line.text) => Some("footer"),
            () => None,
        };
        if let Some(kind) = kind {
            asides.push(Aside { kind, text: line.text.trim().to_owned(), spot: line.spot() });
            line.text.clear();
            line.blank = true;
        }
        lines.push(line);
    }
    lines
}

/// Takes `[bookmark: …]`, which a converter left in the text, out of the line.
fn unmark(raw: &str, number: u32, asides: &mut Vec<Aside>) -> String {
    const MARK: &str = "[bookmark:";
    let mut out = String::new();
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once(MARK) {
        let Some((name, behind)) = after.split_once(']') else {
            break;
        };
        out.push_str(before);
        asides.push(Aside {
            kind: "bookmark",
            text: name.trim().to_owned(),
            spot: Spot::line(number),
        });
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn read_lines(lines: &[Line], document: &mut Document, budget: &mut Budget) {
    let mut at = 0;
    let mut in_contents = false;
    while let Some(line) = lines.get(at) {
        if line.blank {
            at += 1;
            continue;
        }
        if !line.tabbed() {
            in_contents = matches!(squash(&line.text).as_str(), "目录" | "目次");
            let (paragraph, next) = paragraph(lines, at);
            document.blocks.push(Block::Paragraph(paragraph));
            at = next;
            continue;
        }
        if let Some(end) = table::contents(lines, at, in_contents) {
            for entry in lines.get(at..end).unwrap_or_default() {
                let text = entry.prose().replace('\t', " ");
                document.blocks.push(Block::Paragraph(Paragraph::new(text, entry.spot())));
            }
            in_contents = true;
            at = end;
            continue;
        }
        in_contents = false;
        let dialect = table::dialect(lines, at);
        let (table, next) = table::read(lines, at, dialect, budget);
        place(table, dialect, &mut document.blocks);
        at = next.max(at + 1);
    }
}

fn place(table: Table, dialect: Dialect, blocks: &mut Vec<Block>) {
    if !table::no_table(&table, dialect) {
        blocks.push(Block::Table(table));
        return;
    }
    let mut prose = |text: &str, spot: &Spot| {
        let text = text.replace('\n', "");
        let text = text.trim_matches(is_blank);
        if !text.is_empty() {
            blocks.push(Block::Paragraph(Paragraph::new(text, spot.clone())));
        }
    };
    for row in &table.rows {
        if dialect == Dialect::Cells {
            row.cells.iter().for_each(|c| prose(&c.text, &c.spot));
            continue;
        }
        let texts: Vec<&str> = row.cells.iter().map(|c| c.text.as_str()).collect();
        prose(&texts.join(" "), &row.spot);
    }
}

/// The paragraph that begins at `start`, with the lines that a page or line end cut off from it.
fn paragraph(lines: &[Line], start: usize) -> (Paragraph, usize) {
    let first = &lines[start];
    let mut paragraph = Paragraph::new(first.prose(), first.spot());
    let mut last = first;
    let mut at = start + 1;
    for _ in 0..PIECES {
        // At most one blank line stands between the two pieces; a page number counts as blank.
        let Some(next) = (at..lines.len().min(at + 4)).find(|i| !lines[*i].blank) else {
            break;
        };
        if !cut(last, &lines[next]) {
            break;
        }
        let piece = &lines[next];
        let letters = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        if letters(paragraph.text.chars().last()) && letters(piece.prose().chars().next()) {
            paragraph.text.push(' ');
        }
        paragraph.push(piece.prose(), piece.spot());
        last = piece;
        at = next + 1;
    }
    (paragraph, at)
}

/// Whether the sentence of `line` goes on in `next`: a full line of running text that ends without the
/// end of a sentence, before a line that begins nothing new.
fn cut(line: &Line, next: &Line) -> bool {
    let text = line.prose();
    let ends = |c: char| "。；：！？;:!?”’）)】》….".contains(c);
    // （一）坚持党的领导，把握方向: a heading of two clauses, not a cut sentence.
    // A line that states amounts is no heading, and a sentence even where it is short.
    let states = text.contains("元") && text.chars().any(|c| c.is_ascii_digit());
    let heading = !states && listed(text) && length(text) < 40 && !text.contains(['。', '；']);
    let running = !heading && (text.contains(['，', '。', '；', '、', ',']) || length(text) >= 40);
    length(text) >= if states { STATED } else { FULL }
        && running
        && !text.ends_with(ends)
        && !titled(text)
        && !next.tabbed()
        && !begins_anew(&next.text)
        && !titled(&next.text)
}
