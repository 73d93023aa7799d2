//! Which characters of which paragraph or cell the findings point at.

use super::escape::escape;
use crate::audited::Content;
use crate::working::own_places;
use audit::Severity;
use document::{Block, Grid};
use facts::Place;
use std::collections::{BTreeMap, BTreeSet};

/// One pointer from a finding into the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pointer {
    /// Characters of the paragraph or cell.
    span: (usize, usize),
    /// Severity of the finding; `None` for a figure that is only compared with.
    severity: Option<Severity>,
    /// Number of the finding in its document.
    finding: usize,
    /// Id of the mark in the page.
    id: String,
}

/// Longer than this a mark is of a passage, not of a figure or a name.
const WIDE: usize = 40;

/// Where a pointer leads: block and, in tables, the origin of the cell.
type Target = (usize, Option<(usize, usize)>);

/// All marks of one document.
#[derive(Debug, Default)]
pub(super) struct Marks {
    by_target: BTreeMap<Target, Vec<Pointer>>,
    ids: BTreeMap<(usize, Part), String>,
    prefix: String,
}

/// Part of a finding that points somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The n-th place.
    Place(usize),
    /// The n-th operand.
    Operand(usize),
}

impl Marks {
    /// The marks of the document whose anchors begin with `prefix`.
    pub(super) fn new(content: &Content, prefix: &str) -> Marks {
        let mut marks = Marks { prefix: prefix.to_owned(), ..Marks::default() };
        for (i, finding) in content.audit.findings.iter().enumerate() {
            let mut seen = BTreeMap::new();
            let own = own_places(finding);
            for (k, place) in finding.places.iter().enumerate() {
                // The culprit stands out; what it is only compared with does not.
                let severity = own.contains(&k).then_some(finding.severity);
                marks.point(content, place, severity, (i + 1, Part::Place(k)), &mut seen);
            }
            for (k, operand) in finding.operands.iter().enumerate() {
                marks.point(content, &operand.place, None, (i + 1, Part::Operand(k)), &mut seen);
            }
        }
        for pointers in marks.by_target.values_mut() {
            pointers.sort_by_key(|p| (p.span, p.finding));
        }
        marks
    }

    fn point(
        &mut self,
        content: &Content,
        place: &Place,
        severity: Option<Severity>,
        (finding, part): (usize, Part),
        seen: &mut BTreeMap<(Target, (usize, usize)), String>,
    ) {
        let Some((target, span)) = locate(content, place) else { return };
        // An operand that is also a place of the same finding is marked once.
        if let Some(id) = seen.get(&(target, span)) {
            self.ids.insert((finding, part), id.clone());
            return;
        }
        let id = format!("{}m{finding}-{}", self.prefix, seen.len() + 1);
        seen.insert((target, span), id.clone());
        self.ids.insert((finding, part), id.clone());
        let pointer = Pointer { span, severity, finding, id };
        self.by_target.entry(target).or_default().push(pointer);
    }

    /// Anchor of a part of a finding, if the paper has it.
    pub(super) fn id(&self, finding: usize, part: Part) -> Option<&str> {
        self.ids.get(&(finding, part)).map(String::as_str)
    }

    /// Rows of a table that hold a mark.
    pub(super) fn rows(&self, block: usize) -> BTreeSet<usize> {
        let targets = self.by_target.keys().filter(|(b, _)| *b == block);
        targets.filter_map(|(_, cell)| cell.map(|(row, _)| row)).collect()
    }

    /// The worst severity of the marks in a cell.
    pub(super) fn worst(&self, target: Target) -> Option<Severity> {
        self.by_target.get(&target)?.iter().filter_map(|p| p.severity).min()
    }

    /// The text of a paragraph or cell as HTML with its marks.
    pub(super) fn render(&self, target: Target, text: &str) -> String {
        let Some(pointers) = self.by_target.get(&target) else { return escape(text) };
        let chars: Vec<char> = text.chars().collect();
        let piece = |a: usize, b: usize| {
            let (a, b) = (a.min(chars.len()), b.min(chars.len()));
            escape(&chars[a..b.max(a)].iter().collect::<String>())
        };
        // A pointer at a whole passage that holds finer ones is a number before the text, or it would
        // swallow them.
        let wide = |p: &&Pointer| {
            pointers
                .iter()
                .any(|q| q.span != p.span && p.span.0 <= q.span.0 && q.span.1 <= p.span.1)
                && p.span.1 - p.span.0 > WIDE
        };
        let (wide, fine): (Vec<&Pointer>, Vec<&Pointer>) = pointers.iter().partition(wide);
        let wide: Vec<Pointer> = wide.into_iter().cloned().collect();
        let fine: Vec<Pointer> = fine.into_iter().cloned().collect();
        let mut out = if wide.is_empty() { String::new() } else { self.mark(&wide, "") };
        let mut at = 0;
        let mut rest = fine.as_slice();
        while let Some((first, _)) = rest.split_first() {
            // Pointers that overlap share one mark with several numbers.
            let (start, mut end) = first.span;
            let mut n = 0;
            while rest.get(n).is_some_and(|p| n == 0 || p.span.0 < end) {
                end = end.max(rest[n].span.1);
                n += 1;
            }
            out.push_str(&piece(at, start.max(at)));
            out.push_str(&self.mark(&rest[..n], &piece(start.max(at), end)));
            at = end;
            rest = &rest[n..];
        }
        out + &piece(at, chars.len())
    }

    fn mark(&self, pointers: &[Pointer], inner: &str) -> String {
        let class = pointers.iter().filter_map(|p| p.severity).min().map_or("with", Severity::id);
        let badges: String = pointers
            .iter()
            .enumerate()
            .map(|(i, p)| {
                // The mark itself carries the first id, the numbers carry the others.
                let id = if i == 0 { String::new() } else { format!(" id=\"{}\"", p.id) };
                format!("<a class=\"no\"{id} href=\"#{}f{n}\">{n}</a>", self.prefix, n = p.finding)
            })
            .collect();
        let id = pointers.first().map_or("", |p| p.id.as_str());
        format!("<mark id=\"{id}\" class=\"{class}\">{inner}{badges}</mark>")
    }
}

/// Resolves a place to existing characters; an empty or impossible span means the whole cell, or
/// the sentence around it.
fn locate(content: &Content, place: &Place) -> Option<(Target, (usize, usize))> {
    match (content.document.blocks.get(place.block)?, place.cell) {
        (Block::Table(table), Some((row, column))) => {
            let origin = Grid::new(table).origin(row, column)?;
            let cell = table.rows.get(origin.0)?.cells.iter().find(|c| c.column == origin.1)?;
            let all = cell.text.chars().count();
            let span = if valid(place.span, all) { place.span } else { (0, all) };
            Some(((place.block, Some(origin)), span))
        }
        (Block::Paragraph(paragraph), None) => {
            let all = paragraph.text.chars().count();
            if valid(place.span, all) {
                return Some(((place.block, None), place.span));
            }
            let sentence = paragraph.text.find(&place.text).filter(|_| !place.text.is_empty());
            let start = sentence.map(|at| paragraph.text[..at].chars().count());
            let span = start.map_or((0, all), |s| (s, s + place.text.chars().count()));
            (all > 0).then_some(((place.block, None), span))
        }
        _ => None,
    }
}

fn valid(span: (usize, usize), all: usize) -> bool {
    span.0 < span.1 && span.1 <= all
}
