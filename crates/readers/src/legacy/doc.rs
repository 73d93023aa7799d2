//! Word 97–2003 documents (.doc, .wps by WPS). `office_oxide` reads the file; this module turns its
//! paragraphs and tables into ours.

use super::container::guarded;
use crate::{Limits, Reading, Unreadable};
use base::{Problem, Spot};
use document::{Aside, Block, Cell, Document, Paragraph, Row, Table};
use office_oxide::doc::DocError;
use office_oxide::format::DocumentFormat;
use office_oxide::ir::{self, Element};
use office_oxide::{Document as Office, OfficeError};
use std::io::Cursor;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let owned = Cursor::new(bytes.to_vec());
    // Guarded: the library is young and the format is all offsets. A file it cannot read may still be
    // one that an office program reads, so it is not called damaged.
    let opened = guarded(|| Office::from_reader(owned, DocumentFormat::Doc).map(|d| d.to_ir()));
    let content = match opened {
        Some(Ok(content)) => content,
        Some(Err(OfficeError::Doc(DocError::Encrypted))) => {
            return Err(Unreadable::Encrypted("doc"));
        }
        _ => return Err(Unreadable::NeedsConverter("doc")),
    };
    let mut walk = Walk { limits: limits.clone(), ..Walk::default() };
    walk.document.format = "doc".to_owned();
    walk.styled = content.sections.iter().any(|s| s.elements.iter().skip(1).any(is_styled));
    for (at, section) in content.sections.iter().enumerate() {
        walk.section(section, at == 0);
    }
    if walk.chars == 0 {
        return Err(Unreadable::NeedsConverter("doc"));
    }
    if walk.cut {
        walk.problem(
            "over-limit",
            "超过上限，其余部分未读取",
            "over a limit; the rest was not read",
        );
    }
    if walk.numbered {
        let zh = "段落的自动编号（如“一、”）未读取";
        walk.problem("list-numbers", zh, "automatic paragraph numbers were not read");
    }
    if content.metadata.text_truncated {
        walk.problem("doc-truncated", "文件不完整，部分内容未读取", "the file is incomplete");
    }
    Ok((walk.document, walk.problems))
}

#[derive(Default)]
struct Walk {
    limits: Limits,
    document: Document,
    problems: Vec<Problem>,
    line: u32,
    chars: usize,
    cells: usize,
    cut: bool,
    /// Some heading is one by its style, not by the library's guess.
    styled: bool,
    /// Some list is numbered by Word, so its numbers are not in the text.
    numbered: bool,
}

/// Whether a heading is more than a guess. The library takes lines without small letters for headings,
/// which would make one of every line that is only a number.
fn is_styled(element: &Element) -> bool {
    matches!(element, Element::Heading(h) if ir::inline_to_text(&h.content)
        .chars()
        .any(|c| c.is_alphabetic() && !c.is_uppercase()))
}

impl Walk {
    fn problem(&mut self, code: &'static str, zh: &str, en: &str) {
        self.problems.push(Problem::new(code, Spot::line(self.line.max(1)), zh, en));
    }

    fn section(&mut self, section: &ir::Section, first: bool) {
        let running = [
            ("header", &section.header),
            ("header", &section.first_page_header),
            ("header", &section.even_page_header),
            ("footer", &section.footer),
            ("footer", &section.first_page_footer),
            ("footer", &section.even_page_footer),
        ];
        for (kind, part) in running {
            if let Some(part) = part {
                self.aside(kind, &part.content);
            }
        }
        for (at, element) in section.elements.iter().enumerate() {
            // The library also guesses that a short first line is a heading. Only the title of a
            // document that has headings is believed.
            match element {
                Element::Heading(h)
                    if !is_styled(element) || (at == 0 && !(first && self.styled)) =>
                {
                    self.paragraph(&h.content, None, false);
                }
                _ => self.element(element, 0),
            }
        }
    }

    fn element(&mut self, element: &Element, depth: usize) {
        self.cut |= self.chars > self.limits.chars || self.cells > self.limits.cells;
        if self.cut || depth > self.limits.depth {
            self.cut = true;
            return;
        }
        match element {
            Element::Heading(h) => {
                let centred = h.alignment == Some(ir::ParagraphAlignment::Center);
                self.paragraph(&h.content, Some(h.level.clamp(1, 9)), centred);
            }
            Element::Paragraph(p) => {
                let level = p.outline_level.map(|l| l.saturating_add(1).clamp(1, 9));
                let centred = p.alignment == Some(ir::ParagraphAlignment::Center);
                self.paragraph(&p.content, level, centred);
            }
            Element::Table(table) => self.table(table),
            Element::List(list) => self.list(list, depth + 1),
            Element::TextBox(text) => self.aside("text-box", &text.content),
            Element::Footnote(note) | Element::Endnote(note) => {
                self.aside("footnote", &note.content);
            }
            Element::CodeBlock(block) => {
                let lines = vec![ir::InlineContent::Text(ir::TextSpan::plain(&block.content))];
                self.paragraph(&lines, None, false);
            }
            _ => {}
        }
    }

    /// A line break inside a paragraph parts two paragraphs: authors press Shift+Enter between sentences.
    fn paragraph(&mut self, content: &[ir::InlineContent], level: Option<u8>, centred: bool) {
        let text = ir::inline_to_text(content);
        for piece in text.split(['\n', '\r', '\u{b}']) {
            if piece.chars().all(base::text::is_blank) {
                continue;
            }
            self.line += 1;
            self.chars = self.chars.saturating_add(piece.len());
            let paragraph = Paragraph::new(piece, Spot::line(self.line));
            let paragraph = Paragraph { level, centred, ..paragraph };
            self.document.blocks.push(Block::Paragraph(paragraph));
        }
    }

    /// The items of a list are read as paragraphs; numbers Word gives them are not told by the library.
    fn list(&mut self, list: &ir::List, depth: usize) {
        if depth > self.limits.depth {
            self.cut = true;
            return;
        }
        self.numbered |= list.ordered;
        for item in &list.items {
            for element in &item.content {
                self.element(element, depth + 1);
            }
            if let Some(nested) = &item.nested {
                self.list(nested, depth + 1);
            }
        }
    }

    fn aside(&mut self, kind: &'static str, content: &[Element]) {
        let text = texts(content, self.limits.depth);
        if !text.chars().all(base::text::is_blank) {
            let spot = Spot::line(self.line.max(1));
            self.document.asides.push(Aside { kind, text, spot });
        }
    }

    fn table(&mut self, table: &ir::Table) {
        let mut rows = Vec::new();
        // For each column, the first row that no cell from above covers.
        let mut free: Vec<usize> = Vec::new();
        for (at, row) in table.rows.iter().enumerate() {
            if rows.len() >= self.limits.rows || self.cells > self.limits.cells {
                self.cut = true;
                break;
            }
            self.line += 1;
            let spot = Spot::line(self.line);
            let mut cells = Vec::new();
            let mut column = 0;
            for cell in &row.cells {
                while free.get(column).is_some_and(|f| *f > at) {
                    column += 1;
                }
                let colspan = (cell.col_span as usize).clamp(1, 512);
                let rowspan = (cell.row_span as usize).clamp(1, table.rows.len() - at);
                if free.len() < column + colspan {
                    free.resize(column + colspan, 0);
                }
                free.iter_mut().skip(column).take(colspan).for_each(|f| *f = at + rowspan);
                let text = texts(&cell.content, self.limits.depth);
                self.chars = self.chars.saturating_add(text.len());
                self.cells += colspan;
                cells.push(Cell { text, column, colspan, rowspan, spot: spot.clone() });
                column += colspan;
            }
            rows.push(Row { cells, spot, hidden: false });
        }
        let caption = table.caption.clone();
        self.document.blocks.push(Block::Table(Table {
            rows,
            firm: true,
            caption,
            ..Table::default()
        }));
    }
}

/// All text of some elements, one line a paragraph.
fn texts(elements: &[Element], depth: usize) -> String {
    let mut lines = Vec::new();
    for element in elements {
        let line = match element {
            Element::Heading(h) => ir::inline_to_text(&h.content),
            Element::Paragraph(p) => ir::inline_to_text(&p.content),
            Element::TextBox(b) if depth > 0 => texts(&b.content, depth - 1),
            Element::List(list) if depth > 0 => {
                let items: Vec<String> =
                    list.items.iter().map(|i| texts(&i.content, depth - 1)).collect();
                items.join("\n")
            }
            Element::Table(table) if depth > 0 => {
                let cells = table.rows.iter().flat_map(|r| &r.cells);
                let texts: Vec<String> = cells.map(|c| texts(&c.content, depth - 1)).collect();
                texts.join("\n")
            }
            _ => continue,
        };
        lines.push(line.replace('\u{b}', "\n"));
    }
    lines.join("\n").trim_end_matches('\n').to_owned()
}
