//! A light tree of an XML part, kept in one arena: building and dropping it never recurses, so deeply
//! nested input cannot exhaust the stack. Document types and external entities are not followed.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::collections::HashMap;
use std::ops::Range;

/// Most nodes of one part: a bound on memory, far above any real document.
const NODES: usize = 20_000_000;

/// Index of a node; 0 is a nameless root above the root element.
pub(super) type Id = usize;

/// Local names (without prefix), attributes as written, texts, in document order.
pub(super) struct Tree {
    nodes: Vec<Node>,
    names: Vec<String>,
    pool: String,
    /// Why the part could not be read to its end.
    pub(super) broken: Option<String>,
    /// Whether elements nested deeper than allowed were left out.
    pub(super) too_deep: bool,
}

struct Node {
    name: usize,
    /// Attributes of an element, characters of a text.
    range: Range<usize>,
    first: Id,
    last: Id,
    next: Id,
}

/// Name of text nodes; no element can be called so.
const TEXT: &str = "#";

impl Tree {
    /// Parses `xml`; elements more than `depth` deep are left out.
    pub(super) fn parse(xml: &str, depth: usize) -> Tree {
        let mut tree = Tree {
            nodes: Vec::new(),
            names: vec![String::new(), TEXT.to_owned()],
            pool: String::new(),
            broken: None,
            too_deep: false,
        };
        tree.nodes.push(Node { name: 0, range: 0..0, first: 0, last: 0, next: 0 });
        let mut reader = Reader::from_str(xml);
        let mut builder = Builder { open: vec![0], known: HashMap::new(), beyond: 0, depth };
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(event) => builder.take(&mut tree, event),
                Err(error) => {
                    tree.broken = Some(error.to_string());
                    break;
                }
            }
            if tree.nodes.len() > NODES {
                tree.broken = Some(format!("> {NODES} nodes"));
                break;
            }
        }
        if builder.open.len() > 1 && tree.broken.is_none() {
            tree.broken = Some("unexpected end".to_owned());
        }
        tree
    }

    /// Local name of an element.
    pub(super) fn name(&self, id: Id) -> &str {
        self.nodes.get(id).and_then(|n| self.names.get(n.name)).map_or("", String::as_str)
    }

    /// Children in order, texts among them.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let first = self.nodes.get(id).map_or(0, |n| n.first);
        let next = |id: &Id| self.nodes.get(*id).map(|n| n.next).filter(|n| *n != 0);
        std::iter::successors((first != 0).then_some(first), next)
    }

    /// The first child of this name.
    pub(super) fn child(&self, id: Id, name: &str) -> Option<Id> {
        self.children(id).find(|c| self.name(*c) == name)
    }

    /// The child at the end of a path of names.
    pub(super) fn at(&self, id: Id, path: &[&str]) -> Option<Id> {
        path.iter().try_fold(id, |at, name| self.child(at, name))
    }

    /// The root element.
    pub(super) fn root(&self) -> Id {
        self.children(0).find(|c| self.name(*c) != TEXT).unwrap_or(0)
    }

    /// An attribute by its local name.
    pub(super) fn attr(&self, id: Id, name: &str) -> Option<String> {
        let node = self.nodes.get(id)?;
        if self.name(id) == TEXT {
            return None;
        }
        let raw = self.pool.get(node.range.clone())?;
        let start = BytesStart::from_content(raw, 0);
        let mut attributes = start.attributes();
        let mut all = attributes.with_checks(false).flatten();
        let found = all.find(|a| a.key.local_name().into_inner() == name)?;
        let plain = quick_xml::escape::unescape(&found.value).map(|v| v.into_owned());
        Some(plain.unwrap_or_else(|_| found.value.into_owned()))
    }

    /// The `val` attribute of the child `name`.
    pub(super) fn val(&self, id: Id, name: &str) -> Option<String> {
        self.attr(self.child(id, name)?, "val")
    }

    /// Whether the switch `name` is on: present and not `0`, `false` or `off`.
    pub(super) fn on(&self, id: Id, name: &str) -> bool {
        let off = |v: String| matches!(v.as_str(), "0" | "false" | "off" | "none");
        self.child(id, name).is_some_and(|c| !self.attr(c, "val").is_some_and(off))
    }

    /// The characters directly in an element.
    pub(super) fn text(&self, id: Id) -> String {
        let texts = self.children(id).filter(|c| self.name(*c) == TEXT);
        texts.filter_map(|c| self.pool.get(self.nodes.get(c)?.range.clone())).collect()
    }
}

struct Builder {
    open: Vec<Id>,
    known: HashMap<String, usize>,
    /// Open elements beyond the allowed depth.
    beyond: usize,
    depth: usize,
}

impl Builder {
    fn take(&mut self, tree: &mut Tree, event: Event) {
        match event {
            Event::Start(start) => {
                if self.beyond > 0 || self.open.len() > self.depth {
                    self.beyond += 1;
                    tree.too_deep = true;
                    return;
                }
                let id = self.element(tree, &start);
                self.open.push(id);
            }
            Event::Empty(start) if self.beyond == 0 => {
                self.element(tree, &start);
            }
            Event::End(_) if self.beyond > 0 => self.beyond -= 1,
            Event::End(_) if self.open.len() > 1 => {
                self.open.pop();
            }
            Event::Text(text) => self.text(tree, &text.xml10_content()),
            Event::CData(text) => self.text(tree, &text.xml10_content()),
            Event::GeneralRef(entity) => self.entity(tree, &entity),
            _ => {}
        }
    }

    fn element(&mut self, tree: &mut Tree, start: &BytesStart) -> Id {
        let local = start.local_name();
        let name = match self.known.get(local.into_inner()) {
            Some(name) => *name,
            None => {
                tree.names.push(local.into_inner().to_owned());
                self.known.insert(local.into_inner().to_owned(), tree.names.len() - 1);
                tree.names.len() - 1
            }
        };
        let from = tree.pool.len();
        tree.pool.push_str(start.attributes_raw());
        self.add(tree, name, from)
    }

    fn text(&mut self, tree: &mut Tree, text: &str) {
        // Indentation between elements is no content; blanks within a text element are.
        let inside = self.open.last().is_some_and(|p| matches!(tree.name(*p), "t" | "delText"));
        if self.beyond > 0 || (!inside && text.trim().is_empty()) {
            return;
        }
        let from = tree.pool.len();
        tree.pool.push_str(text);
        self.add(tree, 1, from);
    }

    fn entity(&mut self, tree: &mut Tree, entity: &BytesRef) {
        match entity.resolve_char_ref() {
            Ok(Some(c)) => self.text(tree, c.encode_utf8(&mut [0; 4])),
            _ => {
                if let Some(text) = resolve_predefined_entity(entity) {
                    self.text(tree, text);
                }
            }
        }
    }

    fn add(&mut self, tree: &mut Tree, name: usize, from: usize) -> Id {
        let id = tree.nodes.len();
        tree.nodes.push(Node { name, range: from..tree.pool.len(), first: 0, last: 0, next: 0 });
        let parent = self.open.last().copied().unwrap_or(0);
        let last = tree.nodes.get(parent).map_or(0, |p| p.last);
        match tree.nodes.get_mut(last) {
            Some(before) if last != 0 => before.next = id,
            _ => {
                if let Some(parent) = tree.nodes.get_mut(parent) {
                    parent.first = id;
                }
            }
        }
        if let Some(parent) = tree.nodes.get_mut(parent) {
            parent.last = id;
        }
        id
    }
}
