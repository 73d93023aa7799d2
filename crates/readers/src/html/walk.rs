//! The parsed page → blocks, by one walk over its opening and closing tags (no recursion). Every text
//! goes to the innermost open cell, else to the document.

use super::table::Frame;
use crate::budget::Budget;
use base::Spot;
use base::text::is_blank;
use document::{Aside, Block, Document, Paragraph};
use scraper::node::Element;

/// Elements that show no text of the page.
const SILENT: &[&str] = &[
    "script", "style", "nav", "head", "noscript", "template", "iframe", "svg", "select", "button",
    "textarea", "canvas", "audio", "video", "map", "datalist",
];
/// Elements that stay in their line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "meter", "nobr", "o:p", "output", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "st1", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr", "input",
];

/// Builds the document while the page is walked.
pub(super) struct Walk<'a, 'b> {
    budget: &'a mut Budget<'b>,
    document: Document,
    tables: Vec<Frame>,
    text: String,
    level: Option<u8>,
    centred: usize,
    pre: usize,
    /// Open elements below a silent one, itself included.
    silent: usize,
    /// Open elements below a hidden one, itself included, and their text.
    hidden: (usize, String),
    /// Tables nested too deep, read as plain text.
    flat: usize,
    serial: u32,
}

impl<'a, 'b> Walk<'a, 'b> {
    /// An empty document.
    pub(super) fn new(budget: &'a mut Budget<'b>) -> Self {
        Walk {
            budget,
            document: Document { format: "html".to_owned(), ..Document::default() },
            tables: Vec::new(),
            text: String::new(),
            level: None,
            centred: 0,
            pre: 0,
            silent: 0,
            hidden: (0, String::new()),
            flat: 0,
            serial: 0,
        }
    }

    /// The document, once the page is walked.
    pub(super) fn finish(mut self) -> Document {
        self.flush();
        while !self.tables.is_empty() {
            self.close_table();
        }
        super::table::number(&mut self.document);
        self.document
    }

    fn next_spot(&mut self) -> Spot {
        self.serial = self.serial.saturating_add(1);
        Spot::line(self.serial)
    }

    /// An opening tag.
    pub(super) fn open(&mut self, element: &Element) {
        let name = element.name();
        if self.silent > 0 || SILENT.contains(&name) {
            self.silent += 1;
            return;
        }
        if self.hidden.0 > 0 || hidden(element) {
            self.hidden.0 += 1;
            return;
        }
        match name {
            "br" => return self.flush_line(),
            _ if INLINE.contains(&name) => return,
            _ => self.flush(),
        }
        self.centred += usize::from(centred(element));
        self.pre += usize::from(name == "pre");
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.level = name.get(1..).and_then(|n| n.parse().ok());
            }
            "table" => self.open_table(),
            "tr" if self.flat == 0 => {
                let spot = self.next_spot();
                if let Some(frame) = self.tables.last_mut() {
                    frame.open_row(spot, self.budget);
                }
            }
            "td" | "th" if self.flat == 0 => {
                let span = |name| element.attr(name).and_then(|v| v.trim().parse().ok());
                if let Some(frame) = self.tables.last_mut() {
                    frame.open_cell(
                        span("rowspan").unwrap_or(1),
                        span("colspan").unwrap_or(1),
                        self.budget,
                    );
                }
            }
            _ => {}
        }
    }

    /// A closing tag.
    pub(super) fn close(&mut self, element: &Element) {
        let name = element.name();
        if self.silent > 0 {
            self.silent -= 1;
            return;
        }
        if self.hidden.0 > 0 {
            self.hidden.0 -= 1;
            if self.hidden.0 == 0 {
                self.end_hidden();
            }
            return;
        }
        if name == "br" || INLINE.contains(&name) {
            return;
        }
        if name == "caption" && self.flat == 0 {
            let text = std::mem::take(&mut self.text).trim_matches(is_blank).to_owned();
            if let Some(frame) = self.tables.last_mut().filter(|_| !text.is_empty()) {
                frame.table.caption = Some(text);
            }
        }
        self.flush();
        self.centred -= usize::from(centred(element)).min(self.centred);
        self.pre -= usize::from(name == "pre").min(self.pre);
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.level = None,
            "table" if self.flat > 0 => self.flat -= 1,
            "table" => self.close_table(),
            "td" | "th" if self.flat == 0 => {
                if let Some(frame) = self.tables.last_mut() {
                    frame.close_cell(self.budget);
                }
            }
            _ => {}
        }
    }

    /// A piece of text.
    pub(super) fn text(&mut self, text: &str) {
        if self.silent > 0 {
            return;
        }
        if self.hidden.0 > 0 {
            self.hidden.1.push_str(text);
            return;
        }
        if !self.budget.chars(text.chars().count(), &Spot::line(self.serial)) {
            return;
        }
        if self.pre > 0 {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.flush_line();
                }
                self.text.push_str(line.trim_end_matches('\r'));
            }
            return;
        }
        collapse(&mut self.text, text);
    }

    fn end_hidden(&mut self) {
        let mut text = String::new();
        collapse(&mut text, &std::mem::take(&mut self.hidden.1));
        let text = text.trim_matches(is_blank).to_owned();
        if !text.is_empty() {
            let spot = Spot::line(self.serial.max(1));
            self.document.asides.push(Aside { kind: "invisible", text, spot });
        }
    }

    fn flush_line(&mut self) {
        let level = self.level;
        self.flush();
        self.level = level;
    }

    /// Ends the paragraph that is being collected.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_matches(is_blank);
        if text.is_empty() {
            return;
        }
        let mut paragraph = Paragraph::new(text, self.next_spot());
        paragraph.level = self.level;
        paragraph.centred = self.centred > 0;
        self.push(Block::Paragraph(paragraph));
    }

    fn push(&mut self, block: Block) {
        match self.tables.last_mut().and_then(Frame::sink) {
            Some(sink) => sink.push(block),
            // Text between the cells of a table is shown before the table.
            None => match self.tables.iter_mut().rev().find_map(Frame::sink) {
                Some(sink) => sink.push(block),
                None => self.document.blocks.push(block),
            },
        }
    }

    fn open_table(&mut self) {
        let spot = Spot::line(self.serial.max(1));
        if self.flat > 0 || !self.budget.depth(self.tables.len() + 1, &spot) {
            self.flat += 1;
            return;
        }
        self.tables.push(Frame::default());
    }

    fn close_table(&mut self) {
        let Some(mut frame) = self.tables.pop() else {
            return;
        };
        frame.close_cell(self.budget);
        for block in frame.blocks() {
            self.push(block);
        }
    }
}

fn hidden(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    element.attr("hidden").is_some()
        || ["display:none", "visibility:hidden", "mso-hide:all"].iter().any(|s| style.contains(s))
}

fn centred(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    element.name() == "center"
        || element.attr("align").is_some_and(|a| a.eq_ignore_ascii_case("center"))
        || style.contains("text-align:center")
}

/// Appends text as a browser shows it: blanks of the source become one, and a line end between two
/// Chinese characters none.
fn collapse(out: &mut String, text: &str) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii_whitespace() {
            out.push(c);
            continue;
        }
        let mut line_end = c == '\n' || c == '\r';
        while let Some(next) = chars.next_if(char::is_ascii_whitespace) {
            line_end |= next == '\n' || next == '\r';
        }
        let before = out.chars().last();
        let chinese = wide(before) && wide(chars.peek().copied());
        if before.is_some_and(|b| b != ' ') && !(line_end && chinese) {
            out.push(' ');
        }
    }
}

/// Whether the character takes two columns, as Chinese ones do.
fn wide(c: Option<char>) -> bool {
    c.is_some_and(|c| base::text::width(c.encode_utf8(&mut [0; 4])) == 2)
}
