//! Ruling lines out of drawn paths: strokes, thin filled rectangles, frames.
#![allow(clippy::float_arithmetic)] // page geometry, never money

use hayro_interpret::DrawMode;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};

/// A horizontal or vertical line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    /// Whether it runs from left to right.
    pub horizontal: bool,
    /// y of a horizontal, x of a vertical line.
    pub at: f64,
    /// Its lower end along the other axis.
    pub from: f64,
    /// Its upper end.
    pub to: f64,
}

/// A filled shape thinner than this is a line, not an area.
const THIN: f64 = 3.0;
/// Shorter strokes are dots of dashed lines or parts of drawings; they count only when merged.
const SHORT: f64 = 0.8;

/// Adds the ruling lines of one path, cut to `bounds`.
pub(super) fn rules_of(
    path: &BezPath,
    matrix: Affine,
    mode: &DrawMode,
    bounds: Rect,
    out: &mut Vec<Rule>,
) {
    match mode {
        DrawMode::Stroke(_) | DrawMode::FillAndStroke(..) => stroked(path, matrix, bounds, out),
        DrawMode::Fill(_) => filled(path, matrix, bounds, out),
        DrawMode::Invisible => {}
    }
}

fn stroked(path: &BezPath, matrix: Affine, bounds: Rect, out: &mut Vec<Rule>) {
    let (mut start, mut last) = (Point::ZERO, Point::ZERO);
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(p) => {
                start = matrix * p;
                last = start;
            }
            PathEl::LineTo(p) => {
                let next = matrix * p;
                segment(last, next, bounds, out);
                last = next;
            }
            PathEl::ClosePath => {
                segment(last, start, bounds, out);
                last = start;
            }
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = matrix * p,
        }
    }
}

fn segment(a: Point, b: Point, bounds: Rect, out: &mut Vec<Rule>) {
    let (dx, dy) = ((a.x - b.x).abs(), (a.y - b.y).abs());
    if dx >= SHORT && dy < 0.6 {
        let rule =
            Rule { horizontal: true, at: (a.y + b.y) / 2.0, from: a.x.min(b.x), to: a.x.max(b.x) };
        push(rule, bounds, out);
    } else if dy >= SHORT && dx < 0.6 {
        let rule =
            Rule { horizontal: false, at: (a.x + b.x) / 2.0, from: a.y.min(b.y), to: a.y.max(b.y) };
        push(rule, bounds, out);
    }
}

/// Each sub-path that is a thin box is a line along its middle.
fn filled(path: &BezPath, matrix: Affine, bounds: Rect, out: &mut Vec<Rule>) {
    let mut shape: Option<Rect> = None;
    let mut curved = false;
    for element in path.elements() {
        let p = match *element {
            PathEl::MoveTo(p) => {
                thin(shape.take(), curved, bounds, out);
                curved = false;
                matrix * p
            }
            PathEl::LineTo(p) => matrix * p,
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
                curved = true;
                matrix * p
            }
            PathEl::ClosePath => continue,
        };
        let point = Rect { x0: p.x, y0: p.y, x1: p.x, y1: p.y };
        shape = Some(shape.map_or(point, |s| s.union(point)));
    }
    thin(shape, curved, bounds, out);
}

fn thin(shape: Option<Rect>, curved: bool, bounds: Rect, out: &mut Vec<Rule>) {
    let Some(r) = shape else { return };
    if curved {
        return;
    }
    let (w, h) = (r.x1 - r.x0, r.y1 - r.y0);
    if h <= THIN && w > h && w >= SHORT {
        push(Rule { horizontal: true, at: (r.y0 + r.y1) / 2.0, from: r.x0, to: r.x1 }, bounds, out);
    }
    if w <= THIN && h > w && h >= SHORT {
        push(
            Rule { horizontal: false, at: (r.x0 + r.x1) / 2.0, from: r.y0, to: r.y1 },
            bounds,
            out,
        );
    }
}

/// Keeps the part of the rule inside the bounds; a line on the very edge of a clip is still drawn.
fn push(mut rule: Rule, bounds: Rect, out: &mut Vec<Rule>) {
    let (across, along) = if rule.horizontal {
        ((bounds.y0, bounds.y1), (bounds.x0, bounds.x1))
    } else {
        ((bounds.x0, bounds.x1), (bounds.y0, bounds.y1))
    };
    if !(rule.at >= across.0 - 1.5 && rule.at <= across.1 + 1.5) {
        return;
    }
    rule.from = rule.from.max(along.0);
    rule.to = rule.to.min(along.1);
    if rule.to - rule.from >= SHORT {
        out.push(rule);
    }
}
