//! What a page draws, without any reading of it: glyphs with their place, ruling lines, whether there
//! are images. The interpreter calls us back for everything drawn; nothing is rendered or decoded.
//!
//! Coordinates are points from the upper left corner of the page as it is shown (turned pages included).
#![allow(clippy::float_arithmetic)] // page geometry, never money

use super::shapes::{Rule, rules_of};
use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};
use std::time::{Duration, Instant};

/// Whether a reader of the paper sees the glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// On the page.
    Yes,
    /// Beyond the page box.
    Outside,
    /// Drawn invisibly, or cut away by a clip.
    Hidden,
}

/// Which way the text runs on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Left to right, as usual.
    None,
    /// Downwards: the page was turned clockwise.
    Down,
    /// Upside down.
    Over,
    /// Upwards.
    Up,
    /// Askew: watermarks and stamps.
    Askew,
}

/// One character on the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// The character.
    pub c: char,
    /// Left end of its advance.
    pub x: f64,
    /// Baseline.
    pub y: f64,
    /// Advance, never negative.
    pub width: f64,
    /// Font size on the page.
    pub size: f64,
    /// Whether it can be seen.
    pub seen: Seen,
    /// Direction.
    pub turn: Turn,
    /// Ordinal of its text line on the page, from 1; 0 until counted.
    pub line: u32,
}

impl Glyph {
    /// The middle of the ink, good enough to tell the cell it stands in.
    pub(super) fn centre(&self) -> (f64, f64) {
        let (half, rise) = (self.width / 2.0, self.size * 0.36);
        match self.turn {
            Turn::None | Turn::Askew => (self.x + half, self.y - rise),
            Turn::Down => (self.x + rise, self.y + half),
            Turn::Over => (self.x - half, self.y + rise),
            Turn::Up => (self.x - rise, self.y - half),
        }
    }

    /// Position along the text and across it (growing from line to line), whichever way it runs.
    pub(super) fn frame(&self) -> (f64, f64) {
        match self.turn {
            Turn::None | Turn::Askew => (self.x, self.y),
            Turn::Down => (self.y, -self.x),
            Turn::Over => (-self.x, -self.y),
            Turn::Up => (-self.y, self.x),
        }
    }
}

/// Everything one page draws.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Width of the page as shown.
    pub width: f64,
    /// Height of the page as shown.
    pub height: f64,
    /// Glyphs in drawing order.
    pub glyphs: Vec<Glyph>,
    /// Ruling lines, already cut to the page and the clip.
    pub rules: Vec<Rule>,
    /// Images drawn.
    pub images: usize,
    /// Shapes drawn that are no lines: letters turned into outlines look like this.
    pub shapes: usize,
    /// Glyphs whose character nobody knows.
    pub unknown: usize,
    /// The page drew more than it may; the rest was not read.
    pub cut: bool,
}

/// How much one page may draw before it is cut: far beyond any report, short of minutes.
const EVENTS: usize = 4_000_000;
/// Path elements looked at per page for ruling lines; maps and logos have millions of curves.
const ELEMENTS: usize = 400_000;

/// Clips (each nested form sets one) on one page. Forms within forms multiply without drawing anything.
const CLIPS: usize = 100_000;
/// A page that takes longer is stopped at the next clip; honest pages take milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// Carried by the unwinding that stops the interpreter; it has no other way to be stopped.
pub(super) struct Stop;

/// Collects one page.
pub(super) struct Collector {
    pub sheet: Sheet,
    clips: Vec<Rect>,
    page: Rect,
    events: usize,
    elements: usize,
    pushed: usize,
    since: Instant,
    max_glyphs: usize,
    filled: Option<(usize, u64)>,
}

impl Collector {
    /// A collector for a page of this size that keeps at most `max_glyphs` characters.
    pub(super) fn new(width: f64, height: f64, max_glyphs: usize) -> Self {
        Collector {
            sheet: Sheet { width, height, ..Sheet::default() },
            clips: Vec::new(),
            page: Rect::new(0.0, 0.0, width, height),
            events: 0,
            elements: 0,
            pushed: 0,
            since: Instant::now(),
            max_glyphs,
            filled: None,
        }
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(Rect::new(-1e9, -1e9, 1e9, 1e9))
    }

    /// Counts one call; a hostile page that draws without end is stopped here.
    fn tick(&mut self) {
        self.events += 1;
        if self.events > EVENTS {
            self.stop();
        }
    }

    fn stop(&mut self) {
        self.sheet.cut = true;
        std::panic::resume_unwind(Box::new(Stop));
    }

    fn narrow_clip(&mut self, rect: Rect) {
        let clip = self.clip();
        let x0 = rect.x0.max(clip.x0);
        let y0 = rect.y0.max(clip.y0);
        // an empty intersection stays empty: kurbo would make it a point that tolerances could hit
        self.clips.push(Rect { x0, y0, x1: rect.x1.min(clip.x1), y1: rect.y1.min(clip.y1) });
    }

    fn add(&mut self, text: BfString, at: Place, invisible: bool) {
        match text {
            BfString::Char(c) => self.add_char(c, &at, invisible),
            BfString::String(s) => {
                // a ligature: its letters share the advance
                let n = s.chars().count().max(1) as f64;
                for (i, c) in s.chars().enumerate() {
                    let x = at.x + at.width * i as f64 / n;
                    self.add_char(c, &Place { x, width: at.width / n, ..at }, invisible);
                }
            }
        }
    }

    fn add_char(&mut self, c: char, at: &Place, invisible: bool) {
        if self.sheet.glyphs.len() >= self.max_glyphs {
            self.sheet.cut = true;
            return;
        }
        if c.is_control() {
            return;
        }
        let mut glyph = Glyph {
            c,
            x: at.x,
            y: at.y,
            width: at.width,
            size: at.size,
            seen: Seen::Yes,
            turn: at.turn,
            line: 0,
        };
        let (cx, cy) = glyph.centre();
        let inside = |r: Rect, slack: f64| {
            cx >= r.x0 - slack && cx <= r.x1 + slack && cy >= r.y0 - slack && cy <= r.y1 + slack
        };
        glyph.seen = if !inside(self.page, 0.5) {
            Seen::Outside
        } else if invisible || !inside(self.clip(), 1.0) {
            Seen::Hidden
        } else {
            Seen::Yes
        };
        self.sheet.glyphs.push(glyph);
    }
}

/// Where a glyph stands, worked out from its matrix.
#[derive(Clone, Copy)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
    size: f64,
    turn: Turn,
}

/// Reads position, size and direction from the matrix that draws the glyph (1000 units to the em).
fn place(matrix: Affine, advance: f64, vertical: bool) -> Option<Place> {
    let [a, b, c, d, e, f] = matrix.as_coeffs();
    if ![a, b, c, d, e, f].iter().all(|v| v.is_finite() && v.abs() < 1e7) {
        return None;
    }
    let size = c.hypot(d) * 1000.0;
    let along = a.hypot(b) * 1000.0;
    // a substituted font is stretched to the widths of the missing one, never by more than it says
    let em = if along > size * 1.6 { size } else { along };
    let turn = if b.abs() < a.abs() * 0.1 {
        if a < 0.0 && d > 0.0 { Turn::Over } else { Turn::None }
    } else if a.abs() < b.abs() * 0.1 {
        if b > 0.0 { Turn::Down } else { Turn::Up }
    } else {
        Turn::Askew
    };
    let width = if vertical { size } else { (advance / 1000.0 * em).clamp(0.0, size * 4.0) };
    (size > 0.1).then_some(Place { x: e, y: f, width, size, turn })
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.tick();
        let elements = path.elements().len();
        self.elements = self.elements.saturating_add(elements);
        if self.elements > ELEMENTS || unseen(&props.paint) {
            return;
        }
        let clip = self.clip();
        let bounds = Rect {
            x0: clip.x0.max(0.0),
            y0: clip.y0.max(0.0),
            x1: clip.x1.min(self.page.x1),
            y1: clip.y1.min(self.page.y1),
        };
        let before = self.sheet.rules.len();
        rules_of(path, props.transform, mode, bounds, &mut self.sheet.rules);
        if self.sheet.rules.len() == before {
            self.sheet.shapes += 1;
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.tick();
        self.pushed += 1;
        if self.pushed > CLIPS || self.since.elapsed() > PATIENCE {
            self.stop();
        }
        self.narrow_clip(clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.tick();
        self.narrow_clip(*rect);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.tick();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.tick();
        let stroke = matches!(mode, DrawMode::Stroke(_));
        let print = fingerprint(run, props.transform);
        if stroke && self.filled == Some(print) {
            return; // the outline of text that was just filled
        }
        self.filled = (!stroke).then_some(print);
        let invisible = matches!(mode, DrawMode::Invisible);
        let vertical =
            matches!(run.writing_mode(), hayro_interpret::hayro_cmap::WritingMode::Vertical);
        self.events = self.events.saturating_add(run.glyphs().len());
        for glyph in run.glyphs() {
            let advance = match &**glyph {
                Drawn::Outline(g) => g.advance_width(),
                Drawn::Type3(g) => g.advance_width(),
            };
            let matrix = props.transform * glyph.transform();
            let Some(at) = place(matrix, f64::from(advance.unwrap_or(500.0)), vertical) else {
                continue;
            };
            match glyph.as_unicode() {
                Some(text) => self.add(text, at, invisible),
                None => {
                    self.sheet.unknown += 1;
                    self.add_char('\u{fffd}', &at, invisible);
                }
            }
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.tick();
        self.sheet.images += 1;
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}
}

/// Two runs with the same print draw the same glyphs in the same place.
fn fingerprint(run: &GlyphRun<'_, '_>, transform: Affine) -> (usize, u64) {
    let mut sum = 0u64;
    for glyph in run.glyphs() {
        let at: Point = transform * glyph.transform() * Point::ZERO;
        sum = sum
            .rotate_left(7)
            .wrapping_add(at.x.to_bits() ^ at.y.to_bits().rotate_left(32))
            .wrapping_add(u64::from(glyph.char_code()));
    }
    (run.glyphs().len(), sum)
}

/// White or fully transparent paint draws no line anyone sees.
fn unseen(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, a] = color.to_rgba().to_rgba8();
            a == 0 || (r > 250 && g > 250 && b > 250)
        }
        Paint::Pattern(_) => false,
    }
}
