//! Web pages: what a browser would show, without running or loading anything.

mod guard;
mod table;
#[cfg(test)]
mod tests;
mod walk;

use crate::budget::Budget;
use crate::{Limits, Reading, Unreadable, encoding};
use base::{Problem, Spot};
use scraper::{Html, Node};
use walk::Walk;

/// Bytes looked at to recognise a page and its encoding.
const HEAD: usize = 4096;
/// Open elements that one level of nesting as a reader sees it takes.
const ELEMENTS: usize = 4;

/// Text that begins like a page or a piece of one.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    if !encoding::is_text(bytes) {
        return false;
    }
    let head = encoding::decode(head(bytes), None).to_ascii_lowercase();
    let tag = |name: &str| {
        head.match_indices(name).any(|(at, _)| {
            let next = head.get(at + name.len()..).and_then(|t| t.chars().next());
            next.is_some_and(|c| c == '>' || c == '/' || c.is_ascii_whitespace())
        })
    };
    if head.contains("<!doctype html") || tag("<html") || tag("<body") {
        return true;
    }
    // Other XML (spreadsheets saved as XML have <Table> too) is no page.
    let begins = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let piece = begins.starts_with('<') || head.contains("</");
    let shown = ["<table", "<p", "<div", "<h1", "<h2", "<h3"].iter().any(|name| tag(name));
    piece && shown && !begins.starts_with("<?xml")
}

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let page = encoding::decode(bytes, charset(bytes).as_deref());
    if page.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let mut budget = Budget::new(limits);
    budget.problems = encoding::losses(&page);
    let (page, cut) = guard::flatten(&page, limits.depth.saturating_mul(ELEMENTS));
    if cut {
        budget.depth(usize::MAX, &Spot::default());
    }
    let html = Html::parse_document(&page);
    let mut walk = Walk::new(&mut budget);
    visit(&html, &mut walk);
    let document = walk.finish();
    if document.blocks.is_empty() {
        budget.problems.push(Problem::new(
            "html-no-text",
            Spot::default(),
            "网页中没有可见文字（可能由脚本载入）；请在浏览器中另存后重试",
            "no visible text on the page (perhaps loaded by scripts); save it from a browser and retry",
        ));
    }
    Ok((document, budget.problems))
}

/// Tells the walk every opening tag, text and closing tag in order, without recursion.
fn visit(html: &Html, walk: &mut Walk) {
    let root = html.tree.root();
    let mut at = root.first_child();
    while let Some(node) = at {
        match node.value() {
            Node::Element(element) => walk.open(element),
            Node::Text(text) => walk.text(text),
            _ => {}
        }
        let mut here = node;
        at = here.first_child();
        while at.is_none() {
            if let Node::Element(element) = here.value() {
                walk.close(element);
            }
            at = here.next_sibling();
            let Some(parent) = here.parent().filter(|p| *p != root) else {
                break;
            };
            if at.is_none() {
                here = parent;
            }
        }
    }
}

fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..bytes.len().min(HEAD)).unwrap_or_default()
}

/// The encoding named in `<meta charset=…>` or `<meta … content="…; charset=…">`.
fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head(bytes)).to_ascii_lowercase();
    let (_, after) = head.split_once("charset")?;
    let value = after.trim_start().strip_prefix('=')?;
    let value = value.trim_start_matches([' ', '"', '\'']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c)))?;
    value.get(..end).map(str::to_owned)
}
