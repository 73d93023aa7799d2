//! The paper as it is drawn: its paragraphs and tables with each figure marked. Long papers are shown in parts;
//! nothing of them is left out.

use super::marks::{Mark, Marks, Span, Standing, Target};
use base::{Figure, Spot};
use document::{Block, Cell, Grid, Table};
use report::Lang;
use std::collections::BTreeSet;

/// Lines of text and rows of tables in a part.
const PART: usize = 600;

/// Characters of a line, about.
const LINE: usize = 60;

/// A part of the paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Which part, from 0.
    pub part: usize,
    /// How many parts there are.
    pub parts: usize,
    /// What stands in it, in reading order.
    pub drawn: Vec<Drawn>,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Here a page or a sheet begins: its name, and its number where the page can be drawn.
    Page(String, Option<u32>),
    /// A heading of this level.
    Heading(u8, Vec<Piece>),
    /// A paragraph, and whether it is centred.
    Text(bool, Vec<Piece>),
    /// A table, or some rows of it.
    Table(String, Vec<Vec<DrawnCell>>),
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnCell {
    /// What stands in it.
    pub pieces: Vec<Piece>,
    /// Rows and columns it covers.
    pub size: (usize, usize),
    /// Whether it heads its column or its row.
    pub head: Head,
    /// Whether it is a figure.
    pub number: bool,
}

/// What a cell heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// Nothing.
    None,
    /// Its column.
    Column,
    /// Its row.
    Row,
}

/// Characters, marked or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// How it is marked.
    pub marked: Option<Marked>,
}

/// How characters are marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Anchor.
    pub id: String,
    /// The figure; none where a finding points at words.
    pub figure: Option<usize>,
    /// How the figure stands.
    pub standing: Option<Standing>,
    /// Numbers of the findings that blame it, from 0.
    pub findings: Vec<usize>,
    /// Whether it belongs to what was asked for.
    pub lit: bool,
}

/// What is lit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lit {
    /// Nothing.
    #[default]
    None,
    /// A finding with all figures of its relation.
    Finding(usize),
    /// A figure with all it is related to.
    Figure(usize),
}

/// Rows `from..to` of a block; a paragraph is one row.
type Rows = (usize, usize, usize);

impl Marks<'_> {
    /// A part of the paper; without a number the one with what is lit.
    pub fn sheet(&self, part: Option<usize>, lit: Lit, lang: Lang) -> Sheet {
        let parts = self.parts();
        let asked = part.or_else(|| self.first_lit(lit).map(|t| part_of(&parts, t)));
        let part = asked.unwrap_or(0).min(parts.len().saturating_sub(1));
        let lit = self.lit(lit);
        let mut drawn = Vec::new();
        let mut page = None;
        for (block, from, to) in parts.get(part).map(Vec::as_slice).unwrap_or_default() {
            let Some(element) = self.content.document.blocks.get(*block) else { continue };
            let spot = match element {
                Block::Paragraph(p) => p.spot_at(0),
                Block::Table(t) => t.rows.get(*from).map(|r| r.spot.clone()).unwrap_or_default(),
            };
            if spot.page.is_some() && spot.page != page {
                page = spot.page;
                let begins = Spot { page, line: None };
                let number = page.filter(|_| self.is_printed());
                drawn.push(Drawn::Page(lang.spot(&begins, &self.content.document.format), number));
            }
            drawn.push(match element {
                Block::Paragraph(p) => {
                    let pieces = self.pieces((*block, None), &p.text, &lit);
                    match p.level {
                        Some(level) => Drawn::Heading(level, pieces),
                        None => Drawn::Text(p.centred, pieces),
                    }
                }
                Block::Table(t) => {
                    let name = t.caption.clone().unwrap_or_default();
                    Drawn::Table(name, self.rows((*block, *from, *to), t, &lit))
                }
            });
        }
        Sheet { part, parts: parts.len().max(1), drawn }
    }

    /// Part and anchor where a finding's culprit stands.
    pub fn finding_anchor(&self, finding: usize) -> Option<String> {
        let (target, span) = self.finding_at(finding).first().copied()?;
        Some(self.anchor(target, span))
    }

    pub(super) fn first_lit(&self, lit: Lit) -> Option<Target> {
        match lit {
            Lit::None => None,
            Lit::Finding(n) => self.finding_at(n).first().map(|(t, _)| *t),
            Lit::Figure(n) => self.fact_at(n).map(|(t, _)| t),
        }
    }

    /// Marks that are lit.
    pub(super) fn lit(&self, lit: Lit) -> BTreeSet<(Target, Span)> {
        match lit {
            Lit::None => BTreeSet::new(),
            Lit::Finding(n) => {
                let all = self.finding_at(n).iter();
                all.filter_map(|(t, s)| s.map(|s| (*t, s))).collect()
            }
            Lit::Figure(n) => {
                let others = self.relations(n).flat_map(|(_, r)| r.facts.iter().map(|f| f.0));
                others.chain([n]).filter_map(|f| self.fact_at(f)).collect()
            }
        }
    }

    fn parts(&self) -> Vec<Vec<Rows>> {
        let mut parts: Vec<Vec<Rows>> = Vec::new();
        let (mut now, mut used) = (Vec::new(), 0);
        for (block, element) in self.content.document.blocks.iter().enumerate() {
            let (mut from, all) = match element {
                Block::Paragraph(_) => (0, 1),
                Block::Table(t) => (0, t.rows.len()),
            };
            while from < all {
                if used >= PART {
                    parts.push(std::mem::take(&mut now));
                    used = 0;
                }
                let to = all.min(from + (PART - used).max(1));
                used += match element {
                    Block::Paragraph(p) => 1 + p.text.chars().count() / LINE,
                    Block::Table(_) => to - from,
                };
                now.push((block, from, to));
                from = to;
            }
        }
        if !now.is_empty() {
            parts.push(now);
        }
        parts
    }

    fn rows(
        &self,
        (block, from, to): Rows,
        table: &Table,
        lit: &BTreeSet<(Target, Span)>,
    ) -> Vec<Vec<DrawnCell>> {
        let Some(grid) = self.grids.get(&block) else { return Vec::new() };
        let heads = head_rows(table);
        (from..to)
            .map(|row| {
                let begins = |column: &usize| match grid.origin(row, *column) {
                    // A cell that reaches down from the part before is drawn again at the top.
                    Some((r, c)) => c == *column && (r == row || (row == from && r < from)),
                    None => true,
                };
                let columns = (0..grid.width()).filter(begins);
                columns.map(|c| self.cell(grid, block, (row, c, to), row < heads, lit)).collect()
            })
            .collect()
    }

    fn cell(
        &self,
        grid: &Grid<'_>,
        block: usize,
        (row, column, to): (usize, usize, usize),
        head: bool,
        lit: &BTreeSet<(Target, Span)>,
    ) -> DrawnCell {
        let (Some(cell), Some(origin)) = (grid.at(row, column), grid.origin(row, column)) else {
            return DrawnCell { pieces: vec![], size: (1, 1), head: Head::None, number: false };
        };
        let same = |r: usize, c: usize| grid.origin(r, c) == Some(origin);
        let rows = (row..to).take_while(|r| same(*r, column)).count().max(1);
        let columns = (column..grid.width()).take_while(|c| same(row, *c)).count().max(1);
        let number = is_figure(cell);
        let label = cell.column == 0 && !number && !cell.text.trim().is_empty();
        let head = match (head, label) {
            (true, _) if !cell.text.trim().is_empty() => Head::Column,
            (false, true) => Head::Row,
            _ => Head::None,
        };
        let pieces = self.pieces((block, Some(origin)), &cell.text, lit);
        DrawnCell { pieces, size: (rows, columns), head, number }
    }

    fn pieces(&self, target: Target, text: &str, lit: &BTreeSet<(Target, Span)>) -> Vec<Piece> {
        let chars: Vec<char> = text.chars().collect();
        let cut = |a: usize, b: usize| -> String {
            chars.iter().skip(a).take(b.saturating_sub(a)).collect()
        };
        let mut out = Vec::new();
        if let Some(wide) = self.wide.get(&target) {
            let id = self.anchor(target, None);
            let findings = wide.iter().copied().collect();
            let marked = Marked { id, figure: None, standing: None, findings, lit: false };
            out.push(Piece { text: String::new(), marked: Some(marked) });
        }
        let mut at = 0;
        for (span, mark) in self.by_target.get(&target).into_iter().flatten() {
            let (start, end) = (span.0.max(at), span.1);
            if start >= end {
                continue;
            }
            if start > at {
                out.push(Piece { text: cut(at, start), marked: None });
            }
            let marked = self.marked(target, *span, mark, lit);
            out.push(Piece { text: cut(start, end), marked: Some(marked) });
            at = end;
        }
        if at < chars.len() {
            out.push(Piece { text: cut(at, chars.len()), marked: None });
        }
        out
    }

    pub(super) fn marked(
        &self,
        target: Target,
        span: Span,
        mark: &Mark,
        lit: &BTreeSet<(Target, Span)>,
    ) -> Marked {
        Marked {
            id: self.anchor(target, Some(span)),
            figure: mark.facts.first().copied(),
            standing: self.standing_of(mark),
            findings: mark.blamed.iter().copied().collect(),
            lit: lit.contains(&(target, span)),
        }
    }
}

fn part_of(parts: &[Vec<Rows>], (block, cell): Target) -> usize {
    let row = cell.map_or(0, |(row, _)| row);
    let holds = |r: &Rows| r.0 == block && (r.1..r.2).contains(&row);
    parts.iter().position(|part| part.iter().any(holds)).unwrap_or(0)
}

/// A plain whole number at the left edge is a code or an ordinal, not a figure.
fn is_figure(cell: &Cell) -> bool {
    let number = Figure::parse(cell.text.trim());
    number.is_some_and(|f| cell.column > 0 || f.decimals > 0 || f.grouped)
}

/// Leading rows without a figure are the head; a line that numbers the columns belongs to it.
fn head_rows(table: &Table) -> usize {
    let is_head = |row: &document::Row| {
        let figures = row.cells.iter().filter_map(|c| Figure::parse(c.text.trim()));
        let figures: Vec<Figure> = figures.collect();
        let counts =
            |(i, f): (usize, &Figure)| f.decimals == 0 && f.value == base::Decimal::from(i + 1);
        figures.is_empty() || (figures.len() > 1 && figures.iter().enumerate().all(counts))
    };
    let heads = table.rows.iter().take_while(|r| is_head(r)).count();
    if heads == table.rows.len() { usize::from(heads > 1) } else { heads.min(6) }
}
