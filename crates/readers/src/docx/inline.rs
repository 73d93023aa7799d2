//! The inside of a paragraph: runs, fields, changes, symbols, and the text boxes anchored in it.

use super::body::Walker;
use super::xml::{Id, Tree};

/// What a paragraph shows.
#[derive(Default)]
pub(super) struct Inline {
    /// The text, cut at line and page breaks.
    pub(super) lines: Vec<String>,
    /// Text formatted as hidden.
    pub(super) hidden: String,
    /// Contents of text boxes anchored here.
    pub(super) boxes: Vec<Id>,
}

impl Inline {
    fn push(&mut self, text: &str, hidden: bool) {
        if hidden {
            self.hidden.push_str(text);
            return;
        }
        match self.lines.last_mut() {
            Some(line) => line.push_str(text),
            None => self.lines.push(text.to_owned()),
        }
    }

    fn end_line(&mut self) {
        if self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.push(String::new());
    }
}

impl Walker<'_, '_> {
    /// Collects what the children of `id` show. Tracked changes are read as accepted: what was
    /// inserted or moved here counts, what was deleted or moved away does not.
    pub(super) fn inline(&mut self, id: Id, out: &mut Inline, hidden: bool) {
        let tree = self.tree;
        for child in tree.children(id) {
            match tree.name(child) {
                "r" => {
                    let hidden = hidden || self.run_hidden(child);
                    self.run(child, out, hidden);
                }
                "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "del" | "moveFrom" | "rt" | "#" => {}
                "AlternateContent" => {
                    if let Some(branch) = alternative(tree, child) {
                        self.inline(branch, out, hidden);
                    }
                }
                // Hyperlinks, fields, insertions, content controls, formulas: their content shows.
                _ => self.inline(child, out, hidden),
            }
        }
    }

    fn run_hidden(&self, id: Id) -> bool {
        let Some(look) = self.tree.child(id, "rPr") else {
            return false;
        };
        let style = self.tree.val(look, "rStyle");
        match self.tree.child(look, "vanish") {
            Some(_) => self.tree.on(look, "vanish"),
            None => style.is_some_and(|s| self.styles.look(Some(&s)).vanish),
        }
    }

    fn run(&mut self, id: Id, out: &mut Inline, hidden: bool) {
        let tree = self.tree;
        for child in tree.children(id) {
            // Between the beginning of a field and its separator stands its instruction.
            let shown = self.fields.iter().all(|result| *result);
            match tree.name(child) {
                "fldChar" => self.field(child),
                "t" if shown => out.push(&tree.text(child), hidden),
                "tab" | "ptab" if shown => out.push(" ", hidden),
                "br" | "cr" if shown && !hidden => out.end_line(),
                "noBreakHyphen" if shown => out.push("-", hidden),
                "sym" if shown => out.push(&symbol(tree, child), hidden),
                "ruby" if shown => self.inline(child, out, hidden),
                "drawing" | "pict" | "object" => boxes(tree, child, &mut out.boxes),
                "AlternateContent" => {
                    if let Some(branch) = alternative(tree, child) {
                        self.run(branch, out, hidden);
                    }
                }
                name @ ("footnoteReference" | "endnoteReference" | "commentReference") => {
                    let kind = name.strip_suffix("Reference").unwrap_or(name).to_owned();
                    let note = tree.attr(child, "id").unwrap_or_default();
                    self.notes.insert((kind, note), self.line);
                }
                _ => {}
            }
        }
    }

    fn field(&mut self, id: Id) {
        match self.tree.attr(id, "fldCharType").as_deref() {
            Some("begin") => self.fields.push(false),
            Some("separate") => {
                if let Some(last) = self.fields.last_mut() {
                    *last = true;
                }
            }
            Some("end") => {
                self.fields.pop();
            }
            _ => {}
        }
    }
}

/// The branch of an `AlternateContent` to read: the choice when it shows anything, else the fallback.
/// Both hold the same content, so reading both would double every figure in a text box.
pub(super) fn alternative(tree: &Tree, id: Id) -> Option<Id> {
    let choice = tree.child(id, "Choice").filter(|c| shows(tree, *c));
    choice.or_else(|| tree.child(id, "Fallback"))
}

fn shows(tree: &Tree, id: Id) -> bool {
    let shown = |name| matches!(name, "t" | "txbxContent" | "sym");
    tree.children(id).any(|c| shown(tree.name(c)) || shows(tree, c))
}

/// Text boxes below `id`, not those inside other text boxes.
pub(super) fn boxes(tree: &Tree, id: Id, out: &mut Vec<Id>) {
    for child in tree.children(id) {
        match tree.name(child) {
            "txbxContent" => out.push(child),
            "AlternateContent" => {
                if let Some(branch) = alternative(tree, child) {
                    boxes(tree, branch, out);
                }
            }
            _ => boxes(tree, child, out),
        }
    }
}

/// The character a symbol font shows; boxes and ticks of forms are what reports use.
fn symbol(tree: &Tree, id: Id) -> String {
    let font = tree.attr(id, "font").unwrap_or_default();
    let code = tree.attr(id, "char").and_then(|c| u32::from_str_radix(&c, 16).ok()).unwrap_or(0);
    let low = code & 0xff;
    let known = match (font.as_str(), low) {
        ("Wingdings", 0xfe) | ("Wingdings 2", 0x52 | 0x54) => Some('☑'),
        ("Wingdings", 0xfd) | ("Wingdings 2", 0x51 | 0x53) => Some('☒'),
        ("Wingdings", 0xfc) | ("Wingdings 2", 0x50) => Some('√'),
        ("Wingdings", 0xfb) | ("Wingdings 2", 0x4f) => Some('×'),
        ("Wingdings", 0x6f | 0x70 | 0x71 | 0x72 | 0xa8) | ("Wingdings 2", 0x2a | 0x30 | 0xa3) => {
            Some('□')
        }
        ("Wingdings", 0x6e) => Some('■'),
        ("Wingdings", 0x6c) => Some('●'),
        ("Symbol", 0xb3) => Some('≥'),
        ("Symbol", 0xa3) => Some('≤'),
        ("Symbol", 0xb4) => Some('×'),
        ("Symbol", 0xb1) => Some('±'),
        _ => char::from_u32(code).filter(|c| !c.is_control()),
    };
    known.map(String::from).unwrap_or_default()
}
