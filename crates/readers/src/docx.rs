//! Word documents (.docx, .docm, and .wps with OOXML inside). Read part by part from the package;
//! macros, links and embedded objects are never followed.

mod body;
mod inline;
mod numbering;
mod styles;
#[cfg(test)]
mod tests;
mod xml;

use crate::budget::Budget;
use crate::package::{self, Package};
use crate::{Limits, Reading, Unreadable, encoding};
use base::{Problem, Spot};
use body::Walker;
use document::{Aside, Block, Document};
use numbering::Numbering;
use std::collections::HashMap;
use styles::Styles;
use xml::Tree;

/// XML elements that one level of nesting as a reader sees it takes at most: a text box in a cell is
/// about 16 elements deep in its paragraph.
const ELEMENTS: usize = 6;

/// A docx package, a cut one, or any Office file with a password (which could be Word).
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    if package::is_encrypted_office(bytes) {
        return true;
    }
    if !package::is_zip(bytes) {
        return false;
    }
    match Package::open(bytes, &Limits::default()) {
        Ok(package) => main_part(&package).is_some(),
        // The directory is lost with the end of the file; the names before each part are not.
        Err(_) => bytes.windows(5).any(|w| w == b"word/"),
    }
}

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let package = Package::open(bytes, limits).map_err(|e| match e {
        Unreadable::Damaged(_, why) => Unreadable::Damaged("docx", why),
        other => other,
    })?;
    let missing =
        || Unreadable::Damaged("docx", "缺少 word/document.xml / no word/document.xml".to_owned());
    let main = main_part(&package).ok_or_else(missing)?;
    let body = package.read(&main)?.ok_or_else(missing)?;
    let mut reader = Parts { package, limits, budget: Budget::new(limits) };
    let tree = reader.parse(&main, &body);
    drop(body);
    let styles = reader.part("word/styles.xml").map(|t| Styles::read(&t)).unwrap_or_default();
    let numbering = reader.part("word/numbering.xml");
    let numbering = numbering.map(|t| Numbering::read(&t, &styles)).unwrap_or_default();
    let mut document = Document { format: "docx".to_owned(), ..Document::default() };
    let root = tree.child(tree.root(), "body").unwrap_or(tree.root());
    let asides = &mut document.asides;
    let mut walker = Walker::new(&tree, &styles, numbering, &mut reader.budget, asides);
    walker.blocks(root, &mut document.blocks);
    let notes = walker.notes;
    if document.blocks.is_empty() {
        if let Some(why) = tree.broken {
            return Err(Unreadable::Damaged("docx", why));
        }
        reader.budget.problems.push(Problem::new(
            "docx-no-text",
            Spot::default(),
            "文件中没有文字（可能只有图片）；请提供可复制文字的版本",
            "no text in the file (perhaps only pictures); provide a version with real text",
        ));
    }
    reader.notes(&styles, &notes, &mut document.asides);
    reader.margins(&styles, &mut document.asides);
    Ok((document, reader.budget.problems))
}

/// The main part, as the package's relations name it.
fn main_part(package: &Package) -> Option<String> {
    const USUAL: &str = "word/document.xml";
    if package.has(USUAL) {
        return Some(USUAL.to_owned());
    }
    let found = package.names().iter().find(|n| {
        let file = n.strip_prefix("word/").unwrap_or_default();
        file.starts_with("document") && file.ends_with(".xml") && !file.contains('/')
    });
    found.cloned()
}

struct Parts<'a, 'b> {
    package: Package<'a>,
    limits: &'b Limits,
    budget: Budget<'b>,
}

impl Parts<'_, '_> {
    fn parse(&mut self, name: &str, bytes: &[u8]) -> Tree {
        let text = encoding::decode(bytes, None);
        let tree = Tree::parse(&text, self.limits.depth.saturating_mul(ELEMENTS));
        if let Some(why) = &tree.broken {
            self.damaged(name, why);
        }
        if tree.too_deep {
            self.budget.depth(usize::MAX, &Spot::default());
        }
        tree
    }

    /// A further part; what is wrong with it is a problem, not the end.
    fn part(&mut self, name: &str) -> Option<Tree> {
        match self.package.read(name) {
            Ok(bytes) => bytes.map(|b| self.parse(name, &b)),
            Err(error) => {
                self.damaged(name, &error.to_string());
                None
            }
        }
    }

    fn damaged(&mut self, name: &str, why: &str) {
        self.budget.problems.push(Problem::new(
            "docx-damaged",
            Spot::default(),
            format!("{name} 已损坏，其后内容未读：{why}"),
            format!("{name} is damaged, the rest of it was not read: {why}"),
        ));
    }

    /// Footnotes, endnotes and comments, placed where the text refers to them.
    fn notes(
        &mut self,
        styles: &Styles,
        places: &HashMap<(String, String), u32>,
        asides: &mut Vec<Aside>,
    ) {
        for kind in ["footnote", "endnote", "comment"] {
            let Some(tree) = self.part(&format!("word/{kind}s.xml")) else {
                continue;
            };
            for note in tree.children(tree.root()).filter(|n| tree.name(*n) == kind) {
                if tree.attr(note, "type").is_some_and(|t| t != "normal") {
                    continue;
                }
                let id = tree.attr(note, "id").unwrap_or_default();
                let line = places.get(&(kind.to_owned(), id)).copied();
                let text = flat(&tree, note, styles, &mut self.budget);
                if !text.is_empty() {
                    asides.push(Aside { kind, text, spot: Spot { page: None, line } });
                }
            }
        }
    }

    /// Headers and footers, each text once.
    fn margins(&mut self, styles: &Styles, asides: &mut Vec<Aside>) {
        let mut names: Vec<String> = self.package.names().to_vec();
        names.sort();
        for (kind, prefix) in [("header", "word/header"), ("footer", "word/footer")] {
            for name in names.iter().filter(|n| n.starts_with(prefix) && n.ends_with(".xml")) {
                let Some(tree) = self.part(name) else {
                    continue;
                };
                let text = flat(&tree, tree.root(), styles, &mut self.budget);
                if !text.is_empty() && !asides.iter().any(|a| a.kind == kind && a.text == text) {
                    asides.push(Aside { kind, text, spot: Spot::default() });
                }
            }
        }
    }
}

/// The text below a node in one line.
fn flat(tree: &Tree, id: xml::Id, styles: &Styles, budget: &mut Budget) -> String {
    let mut blocks = Vec::new();
    let mut hidden = Vec::new();
    Walker::new(tree, styles, Numbering::default(), budget, &mut hidden).blocks(id, &mut blocks);
    let mut texts = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(p) => texts.push(p.text),
            Block::Table(t) => {
                texts.extend(t.rows.into_iter().flat_map(|r| r.cells).map(|c| c.text));
            }
        }
    }
    texts.retain(|t| !t.is_empty());
    texts.join(" ").replace('\n', " ")
}
