//! Which characters of which paragraph or cell are a figure, how that figure stands, and which findings point
//! there.

use audit::{Finding, Outcome, Severity};
use document::{Block, Grid};
use facts::{FactId, Place};
use report::Content;
use std::collections::{BTreeMap, BTreeSet};

/// Block and, in tables, row and column where the cell begins.
pub(super) type Target = (usize, Option<(usize, usize)>);

/// Characters of a paragraph or a cell.
pub(super) type Span = (usize, usize);

/// A passage that goes so many characters beyond a figure is not the figure.
const BEYOND: usize = 16;

/// How a figure stands. The worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A finding blames it.
    Flagged(Severity),
    /// A relation it is part of does not hold; another figure is blamed, or it is not known which.
    Involved,
    /// Relations hold it, and all of them hold.
    Held,
    /// Nothing holds it: it was not checked.
    Free,
}

/// Characters that are a figure, or that a finding points at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Facts read there; none where a finding points at words.
    pub(super) facts: Vec<usize>,
    /// Findings that blame it.
    pub(super) blamed: BTreeSet<usize>,
    /// Findings that compare with it.
    pub(super) compared: BTreeSet<usize>,
}

/// All marks of a document.
pub struct Marks<'a> {
    pub(super) content: &'a Content,
    pub(super) by_target: BTreeMap<Target, BTreeMap<Span, Mark>>,
    /// Findings that point at a whole passage with figures in it.
    pub(super) wide: BTreeMap<Target, BTreeSet<usize>>,
    pub(super) grids: BTreeMap<usize, Grid<'a>>,
    of_fact: BTreeMap<usize, (Target, Span)>,
    of_finding: BTreeMap<usize, Vec<(Target, Option<Span>)>>,
    standing: Vec<Standing>,
    /// Relations that use a fact.
    uses: BTreeMap<usize, Vec<usize>>,
}

impl<'a> Marks<'a> {
    /// The marks of a document.
    pub fn new(content: &'a Content) -> Marks<'a> {
        let tables = content.document.blocks.iter().enumerate();
        let grids = tables.filter_map(|(i, b)| match b {
            Block::Table(t) => Some((i, Grid::new(t))),
            Block::Paragraph(_) => None,
        });
        let mut uses: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (n, relation) in content.audit.relations.iter().enumerate() {
            for fact in &relation.facts {
                uses.entry(fact.0).or_default().push(n);
            }
        }
        let mut marks = Marks {
            content,
            by_target: BTreeMap::new(),
            wide: BTreeMap::new(),
            grids: grids.collect(),
            of_fact: BTreeMap::new(),
            of_finding: BTreeMap::new(),
            standing: Vec::new(),
            uses,
        };
        marks.figures();
        for (n, finding) in content.audit.findings.iter().enumerate() {
            marks.finding(n, finding);
        }
        marks.standing = (0..content.facts.facts.len()).map(|n| marks.judge(n)).collect();
        marks
    }

    fn figures(&mut self) {
        for (n, fact) in self.content.facts.facts.iter().enumerate() {
            let Some((target, span)) = self.locate(&fact.place) else { continue };
            let marks = self.by_target.entry(target).or_default();
            // A figure that was read twice (in its row, and in a sentence about it) is one mark.
            let over = overlapping(marks, span).first().copied().unwrap_or(span);
            marks.entry(over).or_default().facts.push(n);
            self.of_fact.insert(n, (target, over));
        }
    }

    fn finding(&mut self, n: usize, finding: &Finding) {
        let own = own_places(finding);
        let places = finding.places.iter().enumerate().map(|(k, p)| (own.contains(&k), p));
        let operands = finding.operands.iter().map(|o| (false, &o.place));
        for (blamed, place) in places.chain(operands) {
            let Some((target, span)) = self.locate(place) else { continue };
            let marks = self.by_target.entry(target).or_default();
            let over = overlapping(marks, span);
            let at = match over.as_slice() {
                [] => Some(span),
                [one] if span.1 - span.0 <= one.1 - one.0 + BEYOND => Some(*one),
                _ => None,
            };
            match at {
                Some(at) => {
                    let mark = marks.entry(at).or_default();
                    if blamed {
                        mark.blamed.insert(n)
                    } else {
                        mark.compared.insert(n)
                    };
                }
                None => {
                    self.wide.entry(target).or_default().insert(n);
                }
            }
            let list = self.of_finding.entry(n).or_default();
            if !list.contains(&(target, at)) {
                list.push((target, at));
            }
        }
    }

    fn judge(&self, fact: usize) -> Standing {
        let mark = self.of_fact.get(&fact).and_then(|(t, s)| self.by_target.get(t)?.get(s));
        let findings = &self.content.audit.findings;
        let severities = mark.iter().flat_map(|m| &m.blamed).filter_map(|n| findings.get(*n));
        if let Some(worst) = severities.map(|f| f.severity).min() {
            return Standing::Flagged(worst);
        }
        let outcomes: Vec<Outcome> = self.relations(fact).map(|(_, r)| r.outcome).collect();
        let compared = mark.is_some_and(|m| !m.compared.is_empty());
        if compared || outcomes.contains(&Outcome::Broken) {
            return Standing::Involved;
        }
        let held = outcomes.iter().any(|o| matches!(o, Outcome::Holds | Outcome::Tail));
        match held || self.content.audit.pinned.contains(&FactId(fact)) {
            true => Standing::Held,
            false => Standing::Free,
        }
    }

    /// How a figure stands; nothing for one that does not exist.
    pub fn standing(&self, fact: usize) -> Option<Standing> {
        self.standing.get(fact).copied()
    }

    /// How what stands in a mark stands: the worst of it.
    pub(super) fn standing_of(&self, mark: &Mark) -> Option<Standing> {
        mark.facts.iter().filter_map(|f| self.standing(*f)).min()
    }

    /// Relations that use a figure, with their number.
    pub(super) fn relations(
        &self,
        fact: usize,
    ) -> impl Iterator<Item = (usize, &'a audit::Relation)> + '_ {
        let list = self.uses.get(&fact).map(Vec::as_slice).unwrap_or_default();
        let content = self.content;
        list.iter().filter_map(move |n| Some((*n, content.audit.relations.get(*n)?)))
    }

    /// Where a figure stands.
    pub(super) fn fact_at(&self, fact: usize) -> Option<(Target, Span)> {
        self.of_fact.get(&fact).copied()
    }

    /// Where a finding points: the culprit first. Without a span it is a whole passage.
    pub(super) fn finding_at(&self, finding: usize) -> &[(Target, Option<Span>)] {
        self.of_finding.get(&finding).map(Vec::as_slice).unwrap_or_default()
    }

    /// Findings that blame or compare with a figure.
    pub(super) fn findings_of(&self, fact: usize) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let mark = self.of_fact.get(&fact).and_then(|(t, s)| self.by_target.get(t)?.get(s));
        mark.map(|m| (m.blamed.clone(), m.compared.clone())).unwrap_or_default()
    }

    /// The figure at a place of a finding.
    pub(super) fn figure_at(&self, place: &Place) -> Option<usize> {
        let (target, span) = self.locate(place)?;
        let marks = self.by_target.get(&target)?;
        let over = overlapping(marks, span);
        let [one] = over.as_slice() else { return None };
        marks.get(one)?.facts.first().copied()
    }

    /// Anchor of a mark in the page.
    pub(super) fn anchor(&self, target: Target, span: Option<Span>) -> String {
        let mark = span.and_then(|s| self.by_target.get(&target)?.get(&s));
        if let Some(fact) = mark.and_then(|m| m.facts.first()) {
            return format!("f{fact}");
        }
        let (block, cell) = target;
        let (row, column) = cell.unwrap_or_default();
        let start = span.map_or(0, |s| s.0);
        format!("p{block}-{row}-{column}-{start}")
    }

    /// A place as characters that exist; an empty or impossible span means the whole cell or paragraph.
    fn locate(&self, place: &Place) -> Option<(Target, Span)> {
        match (self.content.document.blocks.get(place.block)?, place.cell) {
            (Block::Table(_), Some((row, column))) => {
                let grid = self.grids.get(&place.block)?;
                let origin = grid.origin(row, column)?;
                let all = grid.at(row, column)?.text.chars().count();
                Some(((place.block, Some(origin)), within(place.span, all)))
            }
            (Block::Paragraph(paragraph), None) => {
                let all = paragraph.text.chars().count();
                Some(((place.block, None), within(place.span, all)))
            }
            _ => None,
        }
    }
}

/// The culprit and what no operand shows: these are blamed, the others are what it is compared with.
fn own_places(finding: &Finding) -> Vec<usize> {
    let same = |a: &Place, b: &Place| (a.block, a.cell, a.span) == (b.block, b.cell, b.span);
    let shown = |place: &Place| finding.operands.iter().any(|o| same(&o.place, place));
    let places = finding.places.iter().enumerate();
    places.filter(|(i, p)| *i == 0 || !shown(p)).map(|(i, _)| i).collect()
}

fn within(span: Span, all: usize) -> Span {
    if span.0 < span.1 && span.1 <= all { span } else { (0, all) }
}

/// Marks that share a character with a span.
fn overlapping(marks: &BTreeMap<Span, Mark>, span: Span) -> Vec<Span> {
    let before_end = marks.range(..(span.1, 0)).map(|(s, _)| *s);
    before_end.filter(|s| s.1 > span.0).collect()
}
