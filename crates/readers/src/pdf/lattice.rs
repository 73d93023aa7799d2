//! Ruling lines → lattices: the columns, rows and merged cells of ruled tables.
#![allow(clippy::float_arithmetic)] // page geometry, never money

use super::shapes::Rule;

/// Lines nearer than this are one line (double rules, thick borders drawn in two strokes).
const NEAR: f64 = 3.0;
/// How far two lines may miss each other and still touch.
const TOUCH: f64 = 2.5;
/// Pairs of lines compared on one page; drawings beyond that are no tables.
const PAIRS: usize = 4_000_000;

/// Tables kept of one page; each glyph is looked up in all of them.
const TABLES: usize = 300;

/// One cell of a lattice, in elementary rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub row: usize,
    pub column: usize,
    pub rows: usize,
    pub columns: usize,
}

/// A ruled table without its text.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    /// Column borders, ascending.
    pub xs: Vec<f64>,
    /// Row borders, ascending.
    pub ys: Vec<f64>,
    /// Cells by row and column of their upper left corner.
    pub slots: Vec<Slot>,
    /// Slot of each elementary cell, row by row.
    pub owner: Vec<usize>,
}

impl Lattice {
    /// The slot that holds the point, if it lies within the table.
    pub(super) fn slot_at(&self, x: f64, y: f64) -> Option<usize> {
        let column = bin(&self.xs, x)?;
        let row = bin(&self.ys, y)?;
        self.owner.get(row * self.xs.len().saturating_sub(1) + column).copied()
    }
}

fn bin(borders: &[f64], v: f64) -> Option<usize> {
    let after = borders.partition_point(|b| *b <= v);
    (after > 0 && after < borders.len()).then(|| after - 1)
}

/// All lattices of a page, from top to bottom. `budget` bounds their elementary cells together.
pub(super) fn lattices(rules: &[Rule], budget: usize) -> (Vec<Lattice>, bool) {
    let horizontal = merge(rules.iter().filter(|r| r.horizontal));
    let vertical = merge(rules.iter().filter(|r| !r.horizontal));
    if horizontal.len().saturating_mul(vertical.len()) > PAIRS {
        return (Vec::new(), true);
    }
    let mut left = budget;
    let mut cut = false;
    let mut out = Vec::new();
    for (hs, vs) in components(&horizontal, &vertical) {
        let (xs, ys) = borders(&hs, &vs);
        let cells = xs.len().saturating_sub(1).saturating_mul(ys.len().saturating_sub(1));
        if cells < 2 {
            continue; // a frame around text is no table
        }
        if cells > left {
            cut = true;
            continue;
        }
        left -= cells;
        out.push(cells_of(xs, ys, &hs, &vs));
    }
    out.retain(|l: &Lattice| l.slots.len() > 1);
    out.sort_by(|a, b| {
        first(&a.ys).total_cmp(&first(&b.ys)).then(first(&a.xs).total_cmp(&first(&b.xs)))
    });
    cut |= out.len() > TABLES;
    out.truncate(TABLES);
    (out, cut)
}

fn first(v: &[f64]) -> f64 {
    v.first().copied().unwrap_or(0.0)
}

/// Joins collinear pieces that touch or overlap.
fn merge<'a>(rules: impl Iterator<Item = &'a Rule>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = rules.copied().collect();
    rules.sort_by(|a, b| a.at.total_cmp(&b.at));
    // snap positions that differ by a hair, so that pieces of one line sort side by side
    let mut anchor = f64::NEG_INFINITY;
    for rule in &mut rules {
        if rule.at - anchor > 1.0 {
            anchor = rule.at;
        }
        rule.at = anchor;
    }
    rules.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut out: Vec<Rule> = Vec::new();
    for rule in rules {
        match out.last_mut() {
            Some(last) if last.at == rule.at && rule.from - last.to <= TOUCH => {
                last.to = last.to.max(rule.to)
            }
            _ => out.push(rule),
        }
    }
    out.retain(|r| r.to - r.from > 3.0);
    out
}

/// Lines that cross or touch each other, directly or through others.
fn components(hs: &[Rule], vs: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut parent: Vec<usize> = (0..hs.len() + vs.len()).collect();
    for (i, h) in hs.iter().enumerate() {
        for (k, v) in vs.iter().enumerate() {
            let meets = h.at >= v.from - TOUCH
                && h.at <= v.to + TOUCH
                && v.at >= h.from - TOUCH
                && v.at <= h.to + TOUCH;
            if meets {
                let (a, b) = (root(&mut parent, i), root(&mut parent, hs.len() + k));
                if let Some(p) = parent.get_mut(a) {
                    *p = b;
                }
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, (Vec<Rule>, Vec<Rule>)> = Default::default();
    for (i, h) in hs.iter().enumerate() {
        groups.entry(root(&mut parent, i)).or_default().0.push(*h);
    }
    for (k, v) in vs.iter().enumerate() {
        groups.entry(root(&mut parent, hs.len() + k)).or_default().1.push(*v);
    }
    groups.into_values().filter(|(h, v)| h.len() > 1 && !v.is_empty()).collect()
}

fn root(parent: &mut [usize], mut i: usize) -> usize {
    while let Some(&p) = parent.get(i) {
        if p == i {
            break;
        }
        let grand = parent.get(p).copied().unwrap_or(p);
        if let Some(slot) = parent.get_mut(i) {
            *slot = grand;
        }
        i = grand;
    }
    i
}

/// Column and row borders: the lines themselves, and the ends of the crossing lines where a side is open.
fn borders(hs: &[Rule], vs: &[Rule]) -> (Vec<f64>, Vec<f64>) {
    let mut xs: Vec<f64> = vs.iter().map(|v| v.at).collect();
    let mut ys: Vec<f64> = hs.iter().map(|h| h.at).collect();
    open_sides(&mut xs, hs);
    open_sides(&mut ys, vs);
    (cluster(xs), cluster(ys))
}

/// Tables without outer side lines end where most of their crossing lines end.
fn open_sides(at: &mut Vec<f64>, crossing: &[Rule]) {
    let lo = at.iter().copied().fold(f64::INFINITY, f64::min);
    let hi = at.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let start = crossing.iter().map(|r| r.from).fold(f64::INFINITY, f64::min);
    let end = crossing.iter().map(|r| r.to).fold(f64::NEG_INFINITY, f64::max);
    let enough = |f: &dyn Fn(&Rule) -> bool| crossing.iter().filter(|r| f(r)).count() >= 2;
    if lo - start > 8.0 && enough(&|r| r.from - start < 4.0) {
        at.push(start);
    }
    if end - hi > 8.0 && enough(&|r| end - r.to < 4.0) {
        at.push(end);
    }
}

fn cluster(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let mut out: Vec<f64> = Vec::new();
    for v in values {
        match out.last() {
            Some(last) if v - last <= NEAR => {}
            _ => out.push(v),
        }
    }
    out
}

/// Which elementary cells have a line on their left and on their top; cells without one grow together.
fn cells_of(xs: Vec<f64>, ys: Vec<f64>, hs: &[Rule], vs: &[Rule]) -> Lattice {
    let (columns, rows) = (xs.len() - 1, ys.len() - 1);
    let left = marks(vs, &xs, &ys);
    let top = marks(hs, &ys, &xs);
    let has_left = |r: usize, c: usize| left.get(c * rows + r).copied().unwrap_or(true);
    let has_top = |r: usize, c: usize| top.get(r * columns + c).copied().unwrap_or(true);
    const FREE: usize = usize::MAX;
    let mut owner = vec![FREE; columns * rows];
    let mut slots = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let free =
                |owner: &[usize], r: usize, c: usize| owner.get(r * columns + c) == Some(&FREE);
            if !free(&owner, row, column) {
                continue;
            }
            let mut w = 1;
            while column + w < columns
                && !has_left(row, column + w)
                && free(&owner, row, column + w)
            {
                w += 1;
            }
            let mut h = 1;
            while row + h < rows
                && (column..column + w).all(|c| !has_top(row + h, c) && free(&owner, row + h, c))
                && (column + 1..column + w).all(|c| !has_left(row + h, c))
            {
                h += 1;
            }
            for r in row..row + h {
                for c in column..column + w {
                    if let Some(o) = owner.get_mut(r * columns + c) {
                        *o = slots.len();
                    }
                }
            }
            slots.push(Slot { row, column, rows: h, columns: w });
        }
    }
    Lattice { xs, ys, slots, owner }
}

/// For each border of `across` and each gap of `along`: does a line run there?
fn marks(rules: &[Rule], across: &[f64], along: &[f64]) -> Vec<bool> {
    let gaps = along.len() - 1;
    let mut out = vec![false; across.len() * gaps];
    for rule in rules {
        let k = across.partition_point(|b| *b <= rule.at).saturating_sub(1);
        for gap in 0..gaps {
            let (Some(a), Some(b)) = (along.get(gap), along.get(gap + 1)) else { continue };
            let middle = (a + b) / 2.0;
            if rule.from <= middle
                && middle <= rule.to
                && let Some(m) = out.get_mut(k * gaps + gap)
            {
                *m = true;
            }
        }
    }
    out
}
