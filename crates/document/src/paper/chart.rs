//! A table as a picture of lines, boxes and texts, for every format that can draw them. Told apart by light
//! and dash, not by colour, so that a copy in grey says the same.

use super::line::length;
use crate::model::{Chart, ChartKind, Table};
use base::Decimal;

/// A picture. Lengths are in twentieths of a point from its upper left corner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// What is drawn, in order.
    pub shapes: Vec<Shape>,
    /// The same in words, for those who cannot see it.
    pub words: String,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A filled box: left, top, width, height.
    Box(u32, u32, u32, u32, Shade),
    /// A line through points.
    Line(Vec<(u32, u32)>, Stroke),
    /// A text; its middle stands at the height.
    Text {
        /// Where, left to right.
        x: u32,
        /// Where, top to bottom.
        y: u32,
        /// Which end of it stands there.
        anchor: Anchor,
        /// Type, in half points.
        size: u32,
        /// What it says.
        text: String,
    },
}

/// How dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// What is looked at first.
    Dark,
    /// What it is compared with.
    Light,
    /// Rules.
    Faint,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// What is looked at first: thick.
    Main,
    /// What it is compared with: dashed.
    Dashed,
    /// A third: dotted.
    Dotted,
    /// A rule, thin.
    Rule,
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// One series of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// A number for each label, and how the table prints it.
    pub values: Vec<Option<(Decimal, String)>>,
}

/// Type of the texts, in half points.
const SIZE: u32 = 19;
/// Height of a line of text.
const LINE: u32 = 260;
/// Height of a bar, and from one group of bars to the next.
const BAR: u32 = 210;
const GAP: u32 = 130;
/// Height of the field of lines.
const FIELD: u32 = 2_600;

/// The labels and the series of a table.
pub fn series(table: &Table) -> (Vec<String>, Vec<Series>) {
    let text = |row: usize, column: usize| {
        let cells = table.rows.get(row).map(|r| r.cells.as_slice()).unwrap_or_default();
        let cell = cells.iter().find(|c| c.column == column);
        cell.map(|c| c.text.trim().to_owned()).unwrap_or_default()
    };
    let body: Vec<usize> = (table.head.max(1)..table.rows.len()).collect();
    let labels = body.iter().map(|row| text(*row, 0)).collect();
    let value = |printed: String| {
        let plain: String = printed.chars().filter(|c| !",%".contains(*c)).collect();
        plain.parse().ok().map(|value| (value, printed))
    };
    let one = |column: usize| Series {
        name: text(0, column),
        values: body.iter().map(|row| value(text(*row, column))).collect(),
    };
    (labels, (1..table.width()).map(one).collect())
}

/// Draws a table that has a chart; `None` for one that has none, or nothing to draw.
pub fn draw(table: &Table, width: u32) -> Option<Drawing> {
    let chart = table.chart.as_ref()?;
    let (labels, series) = series(table);
    let numbers = series.iter().flat_map(|s| s.values.iter().flatten()).map(|(n, _)| *n);
    let most = numbers.chain(chart.mark.iter().map(|m| m.1)).max()?;
    if labels.is_empty() || most <= Decimal::ZERO {
        return None;
    }
    let scale = Scale::new(most);
    let mut drawing = match chart.kind {
        ChartKind::Bars => bars(chart, &labels, &series, width, &scale),
        ChartKind::Lines => lines(chart, &labels, &series, width, &scale),
    };
    drawing.words = words(chart, &labels, &series);
    Some(drawing)
}

/// From nothing to a round number above the largest.
struct Scale {
    top: Decimal,
    step: Decimal,
}

impl Scale {
    /// At most five steps of 1, 2 or 5 times a power of ten.
    fn new(most: Decimal) -> Scale {
        let mut step = Decimal::new(1, 4);
        let five = Decimal::from(5);
        // Times 2, 2.5, 2 and so on: 1 2 5 10 20 50 …
        for factor in [Decimal::TWO, Decimal::new(25, 1), Decimal::TWO].into_iter().cycle().take(60)
        {
            let reached = step.checked_mul(five).is_none_or(|reach| reach >= most);
            if reached {
                break;
            }
            step = step.checked_mul(factor).unwrap_or(step);
        }
        let steps = most.checked_div(step).map_or(Decimal::ONE, |n| n.ceil());
        Scale { top: steps.checked_mul(step).unwrap_or(most), step }
    }

    /// How much of a length a number takes; nothing for one below zero.
    fn of(&self, value: Decimal, length: u32) -> u32 {
        let share = value.max(Decimal::ZERO).checked_mul(Decimal::from(length));
        let at = share.and_then(|s| s.checked_div(self.top)).unwrap_or_default();
        u32::try_from(base::decimal::round(at, 0)).unwrap_or(length).min(length)
    }

    fn ticks(&self) -> impl Iterator<Item = Decimal> + '_ {
        let tick = |n: u32| self.step.checked_mul(Decimal::from(n));
        (0..=5).filter_map(tick).filter(|t| *t <= self.top)
    }
}

fn text(x: u32, y: u32, anchor: Anchor, text: impl Into<String>) -> Shape {
    Shape::Text { x, y, anchor, size: SIZE, text: text.into() }
}

/// A label that fits, its end left out where it does not.
fn fitting(label: &str, room: u32) -> String {
    if length(label, SIZE) <= room {
        return label.to_owned();
    }
    let mut kept = String::new();
    for c in label.chars() {
        kept.push(c);
        if length(&kept, SIZE) + length("…", SIZE) > room {
            kept.pop();
            break;
        }
    }
    kept + "…"
}

fn bars(chart: &Chart, labels: &[String], series: &[Series], width: u32, scale: &Scale) -> Drawing {
    let wide = labels.iter().map(|l| length(l, SIZE)).max().unwrap_or(0);
    let left = wide.min(width * 2 / 5) + 120;
    let printed = series.iter().flat_map(|s| s.values.iter().flatten());
    let right =
        printed.map(|(_, t)| length(&format!("{t}{}", chart.unit), SIZE)).max().unwrap_or(0) + 160;
    let room = width.saturating_sub(left + right).max(400);
    let mut shapes = Vec::new();
    let mut y = 60;
    if series.len() > 1 {
        shapes.extend(legend(series, &[Shade::Dark, Shade::Light], left, y));
        y += LINE;
    }
    if let Some((name, value)) = &chart.mark {
        let x = left + scale.of(*value, room);
        let said = format!("{name} {}{}", base::decimal::fixed(*value, 2), chart.unit);
        shapes.push(text(x, y + LINE / 2, Anchor::Middle, said));
        y += LINE;
    }
    let (top, bars) = (y, u32::try_from(series.len().clamp(1, 2)).unwrap_or(1));
    for (at, label) in labels.iter().enumerate() {
        let middle = y + BAR * bars / 2;
        shapes.push(text(left - 100, middle, Anchor::End, fitting(label, left - 120)));
        for (one, shade) in series.iter().zip([Shade::Dark, Shade::Light]) {
            if let Some(Some((value, printed))) = one.values.get(at) {
                let long = scale.of(*value, room);
                shapes.push(Shape::Box(left, y, long.max(8), BAR - 20, shade));
                let said = format!("{printed}{}", chart.unit);
                // Where a line crosses the bars the numbers stand in a column of their own.
                shapes.push(match chart.mark {
                    Some(_) => text(width, y + BAR / 2, Anchor::End, said),
                    None => text(left + long + 60, y + BAR / 2, Anchor::Start, said),
                });
            }
            y += BAR;
        }
        y += GAP;
    }
    let foot = y - GAP / 2;
    shapes.push(Shape::Line(vec![(left, top.saturating_sub(40)), (left, foot)], Stroke::Rule));
    if let Some((_, value)) = &chart.mark {
        let x = left + scale.of(*value, room);
        shapes.push(Shape::Line(vec![(x, top.saturating_sub(20)), (x, foot)], Stroke::Dashed));
    }
    Drawing { width, height: foot + 60, shapes, words: String::new() }
}

fn lines(
    chart: &Chart,
    labels: &[String],
    series: &[Series],
    width: u32,
    scale: &Scale,
) -> Drawing {
    let ticks: Vec<(Decimal, String)> =
        scale.ticks().map(|t| (t, format!("{}{}", t.normalize(), chart.unit))).collect();
    let left = ticks.iter().map(|(_, t)| length(t, SIZE)).max().unwrap_or(0) + 120;
    let ends = series.iter().filter_map(|s| s.values.iter().rev().flatten().next());
    let right =
        ends.map(|(_, t)| length(t, SIZE)).max().unwrap_or(0) + length(&chart.unit, SIZE) + 160;
    let room = width.saturating_sub(left + right).max(600);
    let top = LINE + 140;
    let foot = top + FIELD;
    let mut shapes = Vec::new();
    for (value, said) in &ticks {
        let y = foot - scale.of(*value, FIELD);
        shapes.push(Shape::Line(vec![(left, y), (left + room, y)], Stroke::Rule));
        shapes.push(text(left - 80, y, Anchor::End, said.as_str()));
    }
    let count = u32::try_from(labels.len()).unwrap_or(1);
    let place = |at: usize| {
        let at = u32::try_from(at).unwrap_or(0);
        left + room * (2 * at + 1) / (2 * count.max(1))
    };
    for (at, label) in labels.iter().enumerate() {
        shapes.push(text(place(at), foot + LINE / 2 + 60, Anchor::Middle, label.as_str()));
    }
    let strokes = [Stroke::Main, Stroke::Dashed, Stroke::Dotted];
    let mut x = left;
    // The first series lies above the others.
    let all: Vec<(&Series, Stroke)> = series.iter().zip(strokes).collect();
    for (one, stroke) in &all {
        shapes.push(Shape::Line(vec![(x, LINE / 2), (x + 440, LINE / 2)], *stroke));
        shapes.push(text(x + 520, LINE / 2, Anchor::Start, one.name.as_str()));
        x += 520 + length(&one.name, SIZE) + 360;
    }
    for (one, stroke) in all.into_iter().rev() {
        let points = one.values.iter().enumerate().map(|(at, value)| {
            value.as_ref().map(|(v, _)| (place(at), foot - scale.of(*v, FIELD)))
        });
        for run in runs(points) {
            shapes.push(Shape::Line(run, stroke));
        }
    }
    shapes.extend(last_values(chart, series, &place, |v| foot - scale.of(v, FIELD)));
    Drawing { width, height: foot + LINE + 100, shapes, words: String::new() }
}

/// The last number of each series beside its line, as far as they do not cover each other.
fn last_values(
    chart: &Chart,
    series: &[Series],
    place: &dyn Fn(usize) -> u32,
    height: impl Fn(Decimal) -> u32,
) -> Vec<Shape> {
    let mut taken: Vec<u32> = Vec::new();
    let mut shapes = Vec::new();
    for one in series {
        let last = one.values.iter().enumerate().rev().find_map(|(at, v)| Some((at, v.as_ref()?)));
        let Some((at, (value, printed))) = last else { continue };
        let y = height(*value);
        if taken.iter().all(|t| t.abs_diff(y) >= LINE - 40) {
            taken.push(y);
            shapes.push(text(
                place(at) + 120,
                y,
                Anchor::Start,
                format!("{printed}{}", chart.unit),
            ));
        }
    }
    shapes
}

/// Stretches without gaps, of two points at least.
fn runs(points: impl Iterator<Item = Option<(u32, u32)>>) -> Vec<Vec<(u32, u32)>> {
    let mut runs = vec![Vec::new()];
    for point in points {
        match (point, runs.last_mut()) {
            (Some(point), Some(run)) => run.push(point),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}

fn legend(series: &[Series], shades: &[Shade], left: u32, y: u32) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut x = left;
    for (one, shade) in series.iter().zip(shades) {
        shapes.push(Shape::Box(x, y + 30, 300, 150, *shade));
        shapes.push(text(x + 380, y + 105, Anchor::Start, one.name.as_str()));
        x += 380 + length(&one.name, SIZE) + 360;
    }
    shapes
}

fn words(chart: &Chart, labels: &[String], series: &[Series]) -> String {
    let mut all = Vec::new();
    for one in series {
        let values = labels.iter().zip(&one.values).filter_map(|(label, value)| {
            let (_, printed) = value.as_ref()?;
            Some(format!("{label} {printed}{}", chart.unit))
        });
        all.push(format!("{}：{}", one.name, values.collect::<Vec<_>>().join("，")));
    }
    if let Some((name, value)) = &chart.mark {
        all.push(format!("{name}：{}{}", value.normalize(), chart.unit));
    }
    all.join("；")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cell, Row};
    use base::Spot;

    fn table(rows: &[&[&str]], kind: ChartKind) -> Table {
        let row = |texts: &&[&str]| Row {
            cells: texts
                .iter()
                .enumerate()
                .map(|(n, t)| Cell::new(*t, n, Spot::default()))
                .collect(),
            ..Row::default()
        };
        let mark = Some(("时间进度".to_owned(), Decimal::from(75)));
        let chart = Some(Chart { kind, unit: "%".to_owned(), mark });
        Table { rows: rows.iter().map(row).collect(), head: 1, chart, ..Table::default() }
    }

    #[test]
    fn a_bar_is_as_long_as_its_number() {
        let table = table(
            &[&["部门", "执行率"], &["甲", "40.00"], &["乙", "80.00"], &["丙", ""]],
            ChartKind::Bars,
        );
        let drawing = draw(&table, 8_000).unwrap();
        let bars: Vec<u32> = drawing
            .shapes
            .iter()
            .filter_map(|s| if let Shape::Box(_, _, long, ..) = s { Some(*long) } else { None })
            .collect();
        assert_eq!(bars.len(), 2);
        assert!((bars[1]).abs_diff(2 * bars[0]) <= 1, "{bars:?}");
        assert_eq!(drawing.words, "执行率：甲 40.00%，乙 80.00%；时间进度：75%");
        assert!(drawing.shapes.iter().all(|s| inside(s, &drawing)), "{drawing:?}");
    }

    #[test]
    fn lines_break_where_nothing_is_known() {
        let rows: &[&[&str]] = &[
            &["月份", "今年", "去年"],
            &["1月", "5", "6"],
            &["2月", "12", "—"],
            &["3月", "20.5", "22"],
            &["4月", "", "30"],
        ];
        let drawing = draw(&table(rows, ChartKind::Lines), 8_000).unwrap();
        let runs = |wanted: Stroke| {
            let long = |s: &&Shape| matches!(s, Shape::Line(p, stroke) if *stroke == wanted && p.len() > 1);
            drawing.shapes.iter().filter(long).count()
        };
        // A stroke each in the legend; last year's line has a gap and one lone point before it.
        assert_eq!((runs(Stroke::Main), runs(Stroke::Dashed)), (2, 2));
        assert!(drawing.shapes.iter().all(|s| inside(s, &drawing)), "{drawing:?}");
    }

    fn inside(shape: &Shape, d: &Drawing) -> bool {
        match shape {
            Shape::Box(x, y, w, h, _) => x + w <= d.width && y + h <= d.height,
            Shape::Line(points, _) => points.iter().all(|(x, y)| *x <= d.width && *y <= d.height),
            Shape::Text { x, y, anchor, size, text } => {
                let long = length(text, *size);
                let (from, to) = match anchor {
                    Anchor::Start => (*x, x + long),
                    Anchor::Middle => (x.saturating_sub(long / 2), x + long / 2),
                    Anchor::End => (x.checked_sub(long).unwrap_or(u32::MAX), *x),
                };
                from <= to && to <= d.width && *y <= d.height
            }
        }
    }

    #[test]
    fn scales_end_at_round_numbers() {
        for (most, top, step) in [
            ("97.5", "100", "20"),
            ("3", "3", "1"),
            ("0.07", "0.08", "0.02"),
            ("12345", "15000", "5000"),
        ] {
            let scale = Scale::new(most.parse().unwrap());
            let (top, step): (Decimal, Decimal) = (top.parse().unwrap(), step.parse().unwrap());
            assert_eq!((scale.top, scale.step), (top, step), "{most}");
            assert!(scale.ticks().count() <= 6);
        }
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let none = table(&[&["部门", "执行率"]], ChartKind::Bars);
        assert_eq!(draw(&none, 8_000), None);
        let plain = Table { chart: None, ..none };
        assert_eq!(draw(&plain, 8_000), None);
    }
}
