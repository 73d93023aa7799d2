//! Glyphs → lines. Glyphs belong to one line when they share a baseline: glyph tops differ wherever
//! digits are set in another font, baselines do not.
#![allow(clippy::float_arithmetic)] // page geometry, never money

use super::glyphs::{Glyph, Turn};
use base::text::is_blank;

/// A stretch of text without a wide gap.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its text, no blanks at either end.
    pub text: String,
    /// Blanks between the piece before and this one, as printed or as wide as the gap.
    pub lead: String,
    /// Left end of the ink.
    pub x0: f64,
    /// Right end.
    pub x1: f64,
    /// Gap to the piece before, in points.
    pub gap: f64,
    /// Whether the gap was typed as blanks (else the text was placed apart).
    pub typed: bool,
}

/// One line of text.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its pieces from left to right, at least one.
    pub pieces: Vec<Piece>,
    /// Left end of the ink.
    pub x0: f64,
    /// Right end.
    pub x1: f64,
    /// Baseline.
    pub y: f64,
    /// Most common font size.
    pub size: f64,
    /// Ordinal on the page.
    pub number: u32,
    /// Whether the line runs as the page does.
    pub upright: bool,
}

impl Line {
    /// The whole text of the line.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for (i, piece) in self.pieces.iter().enumerate() {
            if i > 0 {
                out.push_str(&piece.lead);
            }
            out.push_str(&piece.text);
        }
        out
    }
}

/// How far two baselines of one line may lie apart.
fn tolerance(size: f64) -> f64 {
    (size * 0.3).clamp(2.0, 8.0)
}

/// Counts the text lines of a page and tells each glyph its own.
pub(super) fn number(glyphs: &mut [Glyph]) {
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut line = 0;
    let mut anchor = f64::NEG_INFINITY;
    for glyph in glyphs.iter_mut() {
        if is_blank(glyph.c) {
            glyph.line = line.max(1);
            continue;
        }
        if glyph.y - anchor > tolerance(glyph.size) {
            line += 1;
            anchor = glyph.y;
        }
        glyph.line = line;
    }
}

/// Groups glyphs into lines, from top to bottom. Text turned against the page comes last, by direction.
pub(super) fn build(glyphs: &[Glyph]) -> Vec<Line> {
    let mut out = Vec::new();
    for turn in [Turn::None, Turn::Down, Turn::Over, Turn::Up] {
        let mut own: Vec<Glyph> = glyphs.iter().filter(|g| g.turn == turn).copied().collect();
        own.sort_by(|a, b| a.frame().1.total_cmp(&b.frame().1));
        let mut row: Vec<Glyph> = Vec::new();
        let mut anchor = f64::NEG_INFINITY;
        for glyph in own {
            let across = glyph.frame().1;
            if !row.is_empty() && across - anchor > tolerance(glyph.size) {
                finish(&mut row, &mut out);
            }
            if row.is_empty() {
                anchor = across;
            }
            row.push(glyph);
        }
        finish(&mut row, &mut out);
    }
    out
}

/// Makes a line of the glyphs of one baseline.
fn finish(row: &mut Vec<Glyph>, out: &mut Vec<Line>) {
    let mut glyphs = std::mem::take(row);
    glyphs.sort_by(|a, b| a.frame().0.total_cmp(&b.frame().0));
    drop_overprint(&mut glyphs);
    let inked: Vec<&Glyph> = glyphs.iter().filter(|g| !is_blank(g.c)).collect();
    let Some(first) = inked.first() else { return };
    let size = common_size(&inked);
    let number = inked.iter().map(|g| g.line).min().unwrap_or(0);
    let upright = first.turn == Turn::None;
    let pieces = pieces(&glyphs, size);
    let (Some(a), Some(b)) = (pieces.first(), pieces.last()) else { return };
    let (mut x0, mut x1) = (a.x0, b.x1);
    if !upright {
        x0 = inked.iter().map(|g| g.x).fold(f64::INFINITY, f64::min);
        x1 = inked.iter().map(|g| g.x).fold(f64::NEG_INFINITY, f64::max);
    }
    // the lowest of several baselines would be a stray comma, so take the middle one
    let mut ys: Vec<f64> = inked.iter().map(|g| g.y).collect();
    ys.sort_by(f64::total_cmp);
    let y = ys.get(ys.len() / 2).copied().unwrap_or(first.y);
    out.push(Line { pieces, x0, x1, y, size, number, upright });
}

/// Bold text is often faked by drawing it twice, a hair apart.
pub(super) fn drop_overprint(glyphs: &mut Vec<Glyph>) {
    glyphs.dedup_by(|b, a| {
        let near = (b.frame().0 - a.frame().0).abs() < a.size * 0.12
            && (b.frame().1 - a.frame().1).abs() < 1.0;
        near && a.c == b.c && (a.width > a.size * 0.2 || is_blank(a.c))
    });
}

fn common_size(glyphs: &[&Glyph]) -> f64 {
    let mut sizes: Vec<f64> = glyphs.iter().map(|g| g.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(10.0)
}

/// Whether the character is as wide as an em: Chinese, or full-width punctuation.
pub(super) fn wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

/// Gap before each inked glyph, and the blanks typed there.
struct Gap {
    glyph: Glyph,
    width: f64,
    typed: String,
}

fn gaps(glyphs: &[Glyph]) -> Vec<Gap> {
    let mut out: Vec<Gap> = Vec::new();
    let mut typed = String::new();
    let mut right: Option<f64> = None;
    for glyph in glyphs {
        if is_blank(glyph.c) {
            typed.push(if glyph.c == '\u{a0}' { ' ' } else { glyph.c });
            continue;
        }
        let along = glyph.frame().0;
        let width = right.map_or(0.0, |r| along - r);
        out.push(Gap { glyph: *glyph, width, typed: std::mem::take(&mut typed) });
        right = Some(right.map_or(along + glyph.width, |r| r.max(along + glyph.width)));
    }
    out
}

/// Splits a line at gaps wider than an em and writes blanks where the print shows them.
fn pieces(glyphs: &[Glyph], size: f64) -> Vec<Piece> {
    let gaps = gaps(glyphs);
    let mut out: Vec<Piece> = Vec::new();
    for (i, gap) in gaps.iter().enumerate() {
        let x0 = gap.glyph.frame().0;
        let x1 = x0 + gap.glyph.width;
        let spaced = letter_spacing(&gaps, i, size);
        let typed = !gap.typed.is_empty() && (gap.width > size * 0.1 || !is_spare(&gaps, i));
        if i == 0 || (gap.width > size && !spaced) {
            let lead = if typed { gap.typed.clone() } else { blanks(gap.width, size) };
            out.push(Piece { text: gap.glyph.c.to_string(), lead, x0, x1, gap: gap.width, typed });
            continue;
        }
        let Some(piece) = out.last_mut() else { continue };
        if typed && !spaced {
            piece.text.push_str(&gap.typed);
        } else if gap.width > size * blank_from(&gaps, i) && !spaced {
            piece.text.push(' ');
        }
        piece.text.push(gap.glyph.c);
        piece.x1 = piece.x1.max(x1);
    }
    out
}

/// Gaps of this many ems are blanks: Chinese glyphs fill their em exactly, Latin ones do not.
fn blank_from(gaps: &[Gap], i: usize) -> f64 {
    let full = |k: usize| {
        gaps.get(k).is_some_and(|g| wide(g.glyph.c) && g.glyph.width > g.glyph.size * 0.9)
    };
    if full(i) && i.checked_sub(1).is_some_and(full) { 0.2 } else { 0.3 }
}

/// A blank typed where the print shows no gap (it lies under a glyph) says nothing.
fn is_spare(gaps: &[Gap], i: usize) -> bool {
    gaps.get(i).is_some_and(|g| g.width <= 0.0)
}

/// Whether the gap before glyph `i` only spaces letters out: the gap beside it is as wide, and one of
/// the two letters is Chinese (“因 公 出 国” justified in a narrow cell).
fn letter_spacing(gaps: &[Gap], i: usize, size: f64) -> bool {
    let Some(here) = gaps.get(i) else { return false };
    let Some(before) = i.checked_sub(1).and_then(|k| gaps.get(k)) else { return false };
    if here.width > size * 3.0 || !(wide(here.glyph.c) || wide(before.glyph.c)) {
        return false;
    }
    let alike = |g: Option<&Gap>| {
        g.is_some_and(|g| g.width > size * 0.15 && (g.width - here.width).abs() < size * 0.2)
    };
    let previous = if i >= 2 { gaps.get(i - 1) } else { None };
    alike(previous) || alike(gaps.get(i + 1))
}

/// As many blanks as the gap is ems wide, at least one.
fn blanks(gap: f64, size: f64) -> String {
    let n = (gap / size.max(1.0)).clamp(1.0, 12.0) as usize;
    " ".repeat(n)
}
