//! One page: what it draws is split into tables and lines of running text, in reading order.
#![allow(clippy::float_arithmetic)] // page geometry, never money

use super::glyphs::{Glyph, Seen, Sheet, Turn};
use super::lattice;
use super::lines::{self, Line};
use super::tables::{self, Piece};
use base::Spot;
use document::Aside;

/// One thing on a page.
#[derive(Debug)]
pub(super) enum Item {
    /// A line of running text.
    Line(Line),
    /// A table or the part of one on this page.
    Table(Piece),
}

/// A page in reading order.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Number from 1.
    pub number: u32,
    /// Width as shown, or as the text runs where the whole page is turned.
    pub width: f64,
    /// Height likewise.
    pub height: f64,
    /// Lines and tables by height.
    pub items: Vec<Item>,
    /// Text that is not on the page for a reader of the paper.
    pub asides: Vec<Aside>,
    /// Visible characters.
    pub visible: usize,
    /// Characters beyond the page or cut away.
    pub unseen: usize,
    /// More lines or cells than allowed; the rest was not read as tables.
    pub cut: bool,
}

/// Splits a page. `cells` bounds the cells of its tables.
pub(super) fn arrange(mut sheet: Sheet, number: u32, cells: usize) -> Page {
    upright(&mut sheet);
    let mut page = Page { number, width: sheet.width, height: sheet.height, ..Page::default() };
    set_apart(&mut sheet, &mut page);
    lines::number(&mut sheet.glyphs);
    page.visible = sheet.glyphs.len();
    let (lattices, cut) = lattice::lattices(&sheet.rules, cells);
    page.cut = cut || sheet.cut;
    let mut inside: Vec<Vec<(usize, Glyph)>> = vec![Vec::new(); lattices.len()];
    let mut outside = Vec::new();
    for glyph in sheet.glyphs {
        let (x, y) = glyph.centre();
        let hit =
            lattices.iter().enumerate().rev().find_map(|(i, l)| l.slot_at(x, y).map(|s| (i, s)));
        match hit.and_then(|(i, slot)| inside.get_mut(i).map(|bucket| (bucket, slot))) {
            Some((bucket, slot)) => bucket.push((slot, glyph)),
            None => outside.push(glyph),
        }
    }
    let flow = lines::build(&outside);
    let mut tables = Vec::new();
    for (lattice, own) in lattices.iter().zip(&inside) {
        let top = lattice.ys.first().copied().unwrap_or(0.0);
        let before = flow.iter().filter(|l| l.y < top).map(|l| l.number).max().unwrap_or(0);
        tables.push(tables::fill(lattice, own, number, before + 1));
    }
    page.items = order(flow, tables, number);
    page
}

/// Turns a page whose text runs sideways, so that everything after may take lines as horizontal.
fn upright(sheet: &mut Sheet) {
    let count =
        |t: Turn| sheet.glyphs.iter().filter(|g| g.turn == t && g.seen == Seen::Yes).count();
    let upright = count(Turn::None);
    let Some((turn, most)) = [Turn::Down, Turn::Over, Turn::Up]
        .map(|t| (t, count(t)))
        .into_iter()
        .max_by_key(|(_, n)| *n)
    else {
        return;
    };
    if most <= upright.saturating_mul(2) {
        return;
    }
    let (w, h) = (sheet.width, sheet.height);
    let map = |x: f64, y: f64| match turn {
        Turn::Down => (y, w - x),
        Turn::Over => (w - x, h - y),
        _ => (h - y, x),
    };
    for glyph in &mut sheet.glyphs {
        (glyph.x, glyph.y) = map(glyph.x, glyph.y);
        glyph.turn = turned(glyph.turn, turn);
    }
    for rule in &mut sheet.rules {
        let ends = if rule.horizontal {
            [map(rule.from, rule.at), map(rule.to, rule.at)]
        } else {
            [map(rule.at, rule.from), map(rule.at, rule.to)]
        };
        let [(x0, y0), (x1, y1)] = ends;
        rule.horizontal = (x0 - x1).abs() >= (y0 - y1).abs();
        (rule.at, rule.from, rule.to) = if rule.horizontal {
            (y0, x0.min(x1), x0.max(x1))
        } else {
            (x0, y0.min(y1), y0.max(y1))
        };
    }
    if turn != Turn::Over {
        (sheet.width, sheet.height) = (h, w);
    }
}

/// The direction as seen after the page was turned so that `by` became upright.
fn turned(turn: Turn, by: Turn) -> Turn {
    let quarter = |t| match t {
        Turn::None => Some(0),
        Turn::Down => Some(1),
        Turn::Over => Some(2),
        Turn::Up => Some(3),
        Turn::Askew => None,
    };
    match (quarter(turn), quarter(by)) {
        (Some(a), Some(b)) => match (a + 4 - b) % 4 {
            0 => Turn::None,
            1 => Turn::Down,
            2 => Turn::Over,
            _ => Turn::Up,
        },
        _ => Turn::Askew,
    }
}

/// Moves text that a reader of the paper does not see, and watermarks, to the asides.
fn set_apart(sheet: &mut Sheet, page: &mut Page) {
    let all = std::mem::take(&mut sheet.glyphs);
    let mut apart: [Vec<Glyph>; 3] = Default::default();
    for mut glyph in all {
        let bucket = match (glyph.seen, glyph.turn) {
            (Seen::Outside, _) => 0,
            (Seen::Hidden, _) => 1,
            (Seen::Yes, Turn::Askew) => 2,
            (Seen::Yes, _) => {
                sheet.glyphs.push(glyph);
                continue;
            }
        };
        if bucket < 2 && !base::text::is_blank(glyph.c) {
            page.unseen += 1;
        }
        if glyph.turn == Turn::Askew {
            glyph.turn = Turn::None;
        }
        if let Some(list) = apart.get_mut(bucket) {
            list.push(glyph);
        }
    }
    for (kind, glyphs) in ["outside-page", "invisible", "text-box"].into_iter().zip(&apart) {
        let texts: Vec<String> = if kind == "text-box" {
            // each letter of slanting text has a baseline of its own; drawing order reads right
            let text: String = glyphs.iter().map(|g| g.c).collect();
            Some(text).filter(|t| !t.trim().is_empty()).into_iter().collect()
        } else {
            lines::build(glyphs).iter().map(Line::text).collect()
        };
        let spot = Spot { page: Some(page.number), line: None };
        page.asides.extend(texts.into_iter().map(|text| Aside { kind, text, spot: spot.clone() }));
    }
}

/// Lines looked at for one table without ruling lines, so that a page of odd lines costs no square.
const LOOSE_ROWS: usize = 400;

/// Puts lines and tables in order of height; finds tables without ruling lines on the way.
fn order(flow: Vec<Line>, ruled: Vec<Piece>, number: u32) -> Vec<Item> {
    let mut items: Vec<(f64, Item)> = ruled.into_iter().map(|t| (t.top, Item::Table(t))).collect();
    let tops: Vec<f64> = items.iter().map(|(y, _)| *y).collect();
    let refs: Vec<&Line> = flow.iter().collect();
    let mut at = 0;
    while let Some(line) = refs.get(at) {
        let y = line.y - line.size * 0.8;
        // an unruled table ends where a ruled one begins
        let end = tops.iter().filter(|t| **t > y).copied().fold(f64::INFINITY, f64::min);
        let stop =
            refs.iter().skip(at).take(LOOSE_ROWS).take_while(|l| l.y < end && l.upright).count();
        let found = if line.pieces.len() >= 2 {
            refs.get(at..at + stop).and_then(|block| tables::aligned(block, number))
        } else {
            None
        };
        match found {
            Some((piece, n)) => {
                items.push((y, Item::Table(piece)));
                at += n.max(1);
            }
            None => {
                items.push((y, Item::Line((*line).clone())));
                at += 1;
            }
        }
    }
    items.sort_by(|a, b| a.0.total_cmp(&b.0));
    items.into_iter().map(|(_, item)| item).collect()
}
