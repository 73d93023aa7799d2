//! A page as a picture, and where on it a text stands: for people who want to see the paper itself.
//!
//! A page is drawn only after the reader has been through it to the end: what is too much to be read is too
//! much to be drawn.
#![allow(clippy::float_arithmetic)] // page geometry, never money

use super::glyphs::{Glyph, Seen, Sheet, Turn};
use super::lines;
use crate::{Limits, Unreadable};
use base::text::is_blank;
use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pixels of the longer side of a picture.
const LONGEST: f32 = 1600.0;

/// How much larger than on paper a page is drawn at most.
const ZOOM: f32 = 2.0;

/// Lines of a cell below its first that are looked through.
const BELOW: u32 = 6;

/// A text that is to be found: the line it begins on, as in [`base::Spot`], and its characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Line on the page.
    pub line: u32,
    /// What is printed there.
    pub text: String,
}

/// A rectangle, in tenths of a point from the upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Left.
    pub x: u32,
    /// Top.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// A page and what was found on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Framed {
    /// Width of the page, in tenths of a point.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Where each text stands, in the order they were asked for; nothing for one that was not found.
    pub frames: Vec<Option<Frame>>,
}

/// Finds texts on a page (from 1), in the order they are printed: each is another place.
///
/// # Errors
/// When the file cannot be read or has no such page.
pub fn frames(bytes: &[u8], page: u32, wanted: &[Printed]) -> Result<Framed, Unreadable> {
    let (sheet, _) = sheet(&opened(bytes)?, page)?;
    let (width, height) = (tenths(sheet.width), tenths(sheet.height));
    let lines = numbered(sheet);
    let mut page = Lines { lines, taken: BTreeSet::new() };
    let frames = wanted.iter().map(|one| page.find(one).map(|glyphs| frame(&glyphs))).collect();
    Ok(Framed { width, height, frames })
}

/// A page (from 1) as a PNG.
///
/// # Errors
/// When the file cannot be read, has no such page, or the page is too much to be drawn.
pub fn picture(bytes: &[u8], page: u32) -> Result<Vec<u8>, Unreadable> {
    let pdf = opened(bytes)?;
    let (_, whole) = sheet(&pdf, page)?;
    let failed =
        || Unreadable::Damaged("pdf", "本页无法绘制 / the page cannot be drawn".to_owned());
    if !whole {
        return Err(failed());
    }
    let number = usize::try_from(page).unwrap_or(usize::MAX).saturating_sub(1);
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        let source = pdf.pages().get(number)?;
        let (width, height) = source.render_dimensions();
        let scale = (LONGEST / width.max(height).max(1.0)).min(ZOOM);
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let pixels = render(
            source,
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &RenderSettings::default(),
            &settings,
        );
        pixels.into_png().ok()
    }));
    drawn.ok().flatten().ok_or_else(failed)
}

fn opened(bytes: &[u8]) -> Result<Pdf, Unreadable> {
    super::bomb::refuse(bytes, &Limits::default())?;
    super::open(bytes)
}

/// What a page draws, and whether it was gone through to the end.
fn sheet(pdf: &Pdf, page: u32) -> Result<(Sheet, bool), Unreadable> {
    let number = usize::try_from(page).unwrap_or(usize::MAX).checked_sub(1);
    let source = number.and_then(|n| pdf.pages().get(n));
    let source =
        source.ok_or_else(|| Unreadable::Damaged("pdf", "没有这一页 / no such page".to_owned()))?;
    let cache = InterpreterCache::new();
    let (sheet, end) = super::interpret(pdf, source, &cache, Limits::default().chars);
    Ok((sheet, end == super::End::Done))
}

/// The glyphs of each line, left to right, as the reader counts lines. A page whose text runs sideways is not
/// looked into.
fn numbered(sheet: Sheet) -> BTreeMap<u32, Vec<Glyph>> {
    let mut glyphs: Vec<Glyph> = sheet.glyphs;
    let straight = glyphs.iter().filter(|g| g.turn == Turn::None).count();
    if straight.saturating_mul(3) < glyphs.len() {
        return BTreeMap::new();
    }
    glyphs.retain(|g| g.seen == Seen::Yes && g.turn != Turn::Askew);
    lines::number(&mut glyphs);
    let mut lines: BTreeMap<u32, Vec<Glyph>> = BTreeMap::new();
    for glyph in glyphs.into_iter().filter(|g| !is_blank(g.c) && g.turn == Turn::None) {
        lines.entry(glyph.line).or_default().push(glyph);
    }
    for line in lines.values_mut() {
        line.sort_by(|a, b| a.x.total_cmp(&b.x));
        lines::drop_overprint(line);
    }
    lines
}

/// The lines of a page, and which of their glyphs are framed already.
struct Lines {
    lines: BTreeMap<u32, Vec<Glyph>>,
    /// Line, and index of the first glyph.
    taken: BTreeSet<(u32, usize)>,
}

impl Lines {
    /// The glyphs of a text that nothing before has taken: in its line, broken over its end, or in a line
    /// below, for a figure in a cell of several lines may stand below the cell's first.
    fn find(&mut self, one: &Printed) -> Option<Vec<Glyph>> {
        let below = one.line + 1..=one.line.saturating_add(BELOW);
        self.whole(one.line, &one.text)
            .or_else(|| self.broken(one.line, &one.text))
            .or_else(|| below.clone().find_map(|line| self.whole(line, &one.text)))
            .or_else(|| below.clone().find_map(|line| self.broken(line, &one.text)))
    }

    fn whole(&mut self, line: u32, text: &str) -> Option<Vec<Glyph>> {
        let glyphs = self.lines.get(&line)?;
        let mut places = places(glyphs, text);
        let at = places.find(|at| !self.taken.contains(&(line, *at)))?;
        let found = glyphs.get(at..at + length(text)).map(<[Glyph]>::to_vec);
        self.taken.insert((line, at));
        found
    }

    /// What is printed over the end of a line and the beginning of the next: the larger part of it.
    fn broken(&mut self, line: u32, text: &str) -> Option<Vec<Glyph>> {
        let first = self.lines.get(&line)?;
        let both = [first.as_slice(), self.lines.get(&(line + 1))?.as_slice()].concat();
        let (from, size) = (first.len(), length(text));
        let over = |at: &usize| *at < from && *at + size > from;
        let at = places(&both, text).find(|at| over(at) && !self.taken.contains(&(line, *at)))?;
        self.taken.insert((line, at));
        let (own, next) = (both.get(at..from)?, both.get(from..at + size)?);
        Some(if own.len() >= next.len() { own } else { next }.to_vec())
    }
}

/// Characters of a text that leave ink.
fn length(text: &str) -> usize {
    text.chars().filter(|c| !is_blank(*c)).count()
}

/// Where a text stands by itself in a line: not as a part of a longer number.
fn places<'a>(line: &'a [Glyph], text: &str) -> impl Iterator<Item = usize> + use<'a> {
    let wanted: Vec<char> = text.chars().filter(|c| !is_blank(*c)).collect();
    let part =
        |c: Option<&Glyph>| c.is_some_and(|g| g.c.is_ascii_digit() || matches!(g.c, '.' | ','));
    let close = |a: Option<&Glyph>, b: Option<&Glyph>| match (a, b) {
        (Some(a), Some(b)) => b.x - (a.x + a.width) < a.size * 0.5,
        _ => false,
    };
    let ends = if wanted.is_empty() { 0 } else { (line.len() + 1).saturating_sub(wanted.len()) };
    (0..ends).filter(move |at| {
        let size = wanted.len();
        let same = line.iter().skip(*at).map(|g| g.c).take(size).eq(wanted.iter().copied());
        let (first, last) = (line.get(*at), line.get(*at + size - 1));
        let before = at.checked_sub(1).and_then(|i| line.get(i));
        let after = line.get(*at + size);
        same && !(part(before) && close(before, first)) && !(part(after) && close(last, after))
    })
}

fn frame(glyphs: &[Glyph]) -> Frame {
    let left = glyphs.iter().map(|g| g.x).fold(f64::INFINITY, f64::min);
    let right = glyphs.iter().map(|g| g.x + g.width).fold(f64::NEG_INFINITY, f64::max);
    let top = glyphs.iter().map(|g| g.y - g.size * 0.9).fold(f64::INFINITY, f64::min);
    let bottom = glyphs.iter().map(|g| g.y + g.size * 0.2).fold(f64::NEG_INFINITY, f64::max);
    Frame {
        x: tenths(left),
        y: tenths(top),
        width: tenths(right - left),
        height: tenths(bottom - top),
    }
}

fn tenths(points: f64) -> u32 {
    // Saturates: a page is never so large.
    (points * 10.0).round() as u32
}
