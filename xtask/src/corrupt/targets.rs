//! The figures of a document that can be changed: amounts and rates, bound to a fact or not.

use base::{Figure, Spot, Unit};
use document::{Block, Document, Grid};
use facts::FactSet;
use std::collections::BTreeSet;

/// What kind of figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In a cell of a table.
    Cell = 0,
    /// An amount in a sentence.
    Amount = 1,
    /// A percentage in a sentence.
    Percent = 2,
}

/// One figure.
#[derive(Clone, Debug)]
pub struct Target {
    pub kind: Kind,
    pub block: usize,
    pub cell: Option<(usize, usize)>,
    /// First character of the figure in its paragraph or cell.
    pub start: usize,
    /// The figure as printed.
    pub text: String,
    /// Whether the extractor made a fact of it.
    pub bound: bool,
    pub spot: Spot,
    /// Row and column, or the subject.
    pub about: String,
}

/// Block, cell, first character.
type Position = (usize, Option<(usize, usize)>, usize);

/// Every amount and percentage of the document, in reading order.
pub fn all(document: &Document, facts: &FactSet) -> Vec<Target> {
    let mut found = bound(document, facts);
    let taken: BTreeSet<Position> = found.iter().map(|t| (t.block, t.cell, t.start)).collect();
    let free = |t: &Target| !taken.contains(&(t.block, t.cell, t.start));
    found.extend(paragraphs(document).into_iter().filter(free));
    found.extend(cells(document, facts).into_iter().filter(free));
    found.sort_by_key(|t| (t.block, t.cell, t.start));
    found.dedup_by_key(|t| (t.block, t.cell, t.start));
    found
}

fn bound(document: &Document, facts: &FactSet) -> Vec<Target> {
    let mut found = Vec::new();
    for fact in &facts.facts {
        let money = fact.unit.is_amount();
        if !money && fact.unit != Unit::Percent {
            continue;
        }
        let place = &fact.place;
        let Some(text) = text_at(document, place.block, place.cell) else { continue };
        let Some((start, text)) = locate(&text, place.span, &fact.figure) else { continue };
        let kind = match (place.cell, money) {
            (Some(_), _) => Kind::Cell,
            (None, true) => Kind::Amount,
            (None, false) => Kind::Percent,
        };
        found.push(Target {
            kind,
            block: place.block,
            cell: place.cell,
            start,
            text,
            bound: true,
            spot: place.spot.clone(),
            about: format!("{} {} {}", place.table, place.row, place.column),
        });
    }
    found
}

/// The text of a paragraph or of the cell at a place of the grid.
fn text_at(document: &Document, block: usize, cell: Option<(usize, usize)>) -> Option<Vec<char>> {
    match (document.blocks.get(block)?, cell) {
        (Block::Paragraph(p), None) => Some(p.text.chars().collect()),
        (Block::Table(t), Some((row, column))) => {
            Some(Grid::new(t).at(row, column)?.text.chars().collect())
        }
        _ => None,
    }
}

/// The run of digits that reads as the figure, inside the span first, else anywhere.
fn locate(text: &[char], span: (usize, usize), figure: &Figure) -> Option<(usize, String)> {
    let runs = runs(text);
    let reads = |r: &&(usize, String)| {
        Figure::parse(&r.1).is_some_and(|f| f.value.abs() == figure.value.abs())
    };
    let inside = |r: &&(usize, String)| r.0 >= span.0 && r.0 < span.1.max(span.0 + 1);
    let hit = runs.iter().find(|r| inside(r) && reads(r)).or_else(|| runs.iter().find(reads));
    hit.cloned()
}

/// Runs of ASCII digits with their points and commas.
fn runs(text: &[char]) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let inner = |i: usize| {
            matches!(text[i], '.' | ',') && text.get(i + 1).is_some_and(char::is_ascii_digit)
        };
        let end = (at..text.len())
            .find(|i| !text[*i].is_ascii_digit() && !inner(*i))
            .unwrap_or(text.len());
        found.push((at, text[at..end].iter().collect()));
        at = end;
    }
    found
}

/// Amounts and rates of the sentences, whether or not they were understood.
fn paragraphs(document: &Document) -> Vec<Target> {
    let mut found = Vec::new();
    for (block, one) in document.blocks.iter().enumerate() {
        let Block::Paragraph(p) = one else { continue };
        let chars: Vec<char> = p.text.chars().collect();
        for token in base::scan(&p.text) {
            let kind = match token.unit {
                Unit::Percent => Kind::Percent,
                ref u if u.is_amount() => Kind::Amount,
                _ => continue,
            };
            let text: String =
                chars.get(token.start..token.end).unwrap_or_default().iter().collect();
            let digits = text.trim_start_matches(['-', '−']);
            if digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
                found.push(Target {
                    kind,
                    block,
                    cell: None,
                    start: token.end - digits.chars().count(),
                    text: digits.to_owned(),
                    bound: false,
                    spot: p.spot_at(token.start),
                    about: around(&chars, token.start),
                });
            }
        }
    }
    found
}

fn around(chars: &[char], at: usize) -> String {
    chars
        .get(at.saturating_sub(16)..(at + 12).min(chars.len()))
        .unwrap_or_default()
        .iter()
        .collect()
}

/// Figures with decimals in recognised tables that became no fact. Whole numbers there may be line
/// numbers, codes or counts and are left out.
fn cells(document: &Document, facts: &FactSet) -> Vec<Target> {
    let mut found = Vec::new();
    for table in facts.tables.iter().filter(|t| !t.form.is_empty()) {
        let Some(Block::Table(paper)) = document.blocks.get(table.block) else { continue };
        for (row, line) in paper.rows.iter().enumerate() {
            for cell in &line.cells {
                let text = cell.text.trim();
                if Figure::parse(text).is_none_or(|f| f.decimals == 0) || !text.is_ascii() {
                    continue;
                }
                let lead = cell.text.chars().take_while(|c| !c.is_ascii_digit()).count();
                found.push(Target {
                    kind: Kind::Cell,
                    block: table.block,
                    cell: Some((row, cell.column)),
                    start: lead,
                    text: text.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned(),
                    bound: false,
                    spot: cell.spot.clone(),
                    about: table.title.clone(),
                });
            }
        }
    }
    found
}
