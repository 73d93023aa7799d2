//! The chart of an answer: bars, lines, a treemap, streams or a heat map, as its sides allow.

use super::super::asked::{Figure as Given, Key, Line, View};
use report::chart::{Drawing, Field, Figure, Node, Picture, Point, Series, Stream, Unit};
use std::collections::BTreeMap;

/// Kinds of drawings: id, Chinese, English.
pub const DRAWINGS: [(&str, &str, &str); 7] = [
    ("auto", "自动", "automatic"),
    ("bars", "条形图", "bars"),
    ("lines", "折线图", "lines"),
    ("tree", "矩形树图（结构）", "treemap (structure)"),
    ("flow", "流向图", "streams"),
    ("heat", "热力图", "heat map"),
    ("none", "不画图", "none"),
];

/// Bars that can be told apart.
const BARS: usize = 40;

/// Series that can be told apart.
const SERIES: usize = 8;

/// Gives the address of the figure at a row and a column.
pub type Href<'a> = &'a dyn Fn(&[&Key]) -> String;

/// The chart of an answer; `None` where its sides allow none of the kind. What is drawn is the measure that
/// orders the rows, or else the first one.
pub fn picture(view: &View, kind: &str, href: Href<'_>) -> Option<Picture> {
    let measure = view.drawn()?;
    let unit = match (measure.money, measure.percent) {
        (true, _) => Unit::Yuan,
        (_, true) => Unit::Percent,
        _ if measure.unit.is_empty() => Unit::Count,
        _ => Unit::Yuan,
    };
    if view.rows.is_empty() || kind == "none" {
        return None;
    }
    let by_time = view.sides.first().is_some_and(|s| matches!(s.id, "month" | "year"));
    let (sides, across) = (view.sides.len(), view.columns.first().map_or(0, Vec::len));
    let kind = match kind {
        "auto" if sides == 1 && by_time => "lines",
        "auto" if sides == 1 && across == 1 && view.columns.len() > SERIES => "heat",
        "auto" if sides == 1 => "bars",
        "auto" => return None,
        other => other,
    };
    match kind {
        "bars" if sides == 1 => Some(along(view, unit, href, false)),
        "lines" if sides == 1 => Some(along(view, unit, href, true)),
        "tree" if sides >= 1 && across == 0 && measure.money => tree(view, href),
        "flow" if sides >= 2 && across == 0 && measure.money => flow(view, href),
        "heat" if sides == 1 && across == 1 => Some(heat(view, unit, href)),
        _ => None,
    }
}

/// A figure as charts have it: hundredths for what is printed with decimals of its own.
fn drawn(figure: &Given) -> Figure {
    match (figure.whole, figure.ratio) {
        (Some(whole), _) => Figure::Whole(whole),
        (_, Some(_)) => {
            let plain: String = figure.text.chars().filter(|c| *c != ',' && *c != '.').collect();
            plain.parse().map_or(Figure::None, Figure::Hundredths)
        }
        _ => Figure::None,
    }
}

/// Money a head is printed in 元; its hundredths are 分.
fn of_unit(figure: Figure, unit: &Unit) -> Figure {
    match (figure, unit) {
        (Figure::Hundredths(n), Unit::Yuan) => Figure::Whole(n),
        (figure, _) => figure,
    }
}

/// The figure that is drawn in a column.
fn at<'a>(view: &View, line: &'a Line, column: usize) -> Option<&'a Given> {
    line.figures.get(column * view.measures.len().max(1) + view.order.unwrap_or(0))
}

fn keys<'a>(line: &'a Line, column: &'a [Key]) -> Vec<&'a Key> {
    line.keys.iter().chain(column).collect()
}

fn named(keys: &[Key]) -> String {
    keys.iter().map(|k| k.shown.as_str()).collect::<Vec<_>>().join(" ")
}

fn along(view: &View, unit: Unit, href: Href<'_>, as_lines: bool) -> Picture {
    let most = if as_lines { usize::MAX } else { BARS };
    let rows: Vec<&Line> = view.rows.iter().take(most).collect();
    let series: Vec<Series> = view
        .columns
        .iter()
        .take(SERIES)
        .enumerate()
        .map(|(n, column)| Series {
            name: match column.is_empty() {
                true => view.drawn().map_or("", |m| m.word.name).to_owned(),
                false => named(column),
            },
            points: rows
                .iter()
                .map(|line| Point {
                    figure: at(view, line, n).map_or(Figure::None, |f| of_unit(drawn(f), &unit)),
                    href: href(&keys(line, column)),
                })
                .collect(),
            faint: false,
        })
        .collect();
    let labels: Vec<String> = rows.iter().map(|line| named(&line.keys)).collect();
    let left_out = (view.rows.len() - rows.len()) + (view.columns.len() - series.len());
    let drawing = match as_lines {
        true => Drawing::Lines { labels, series },
        false => Drawing::Bars { labels, series },
    };
    Picture { drawing, unit, left_out }
}

/// What has an area or a breadth: amounts above zero.
fn above_zero(view: &View) -> (Vec<(&Line, i128)>, usize) {
    let fen = |line: &Line| at(view, line, 0).and_then(|f| f.whole).unwrap_or(0);
    let all: Vec<(&Line, i128)> = view.rows.iter().map(|l| (l, fen(l))).collect();
    let drawn: Vec<(&Line, i128)> = all.iter().filter(|(_, fen)| *fen > 0).copied().collect();
    let left_out = all.len() - drawn.len();
    (drawn, left_out)
}

fn tree(view: &View, href: Href<'_>) -> Option<Picture> {
    let (lines, left_out) = above_zero(view);
    let lines: Vec<(Vec<&Key>, i128)> =
        lines.into_iter().map(|(l, fen)| (l.keys.iter().collect(), fen)).collect();
    let nodes = branches(&lines, 0, href);
    let drawing = Drawing::Tree(nodes);
    (!lines.is_empty()).then_some(Picture { drawing, unit: Unit::Yuan, left_out })
}

/// Parts by the key at a depth, the largest first.
fn branches(lines: &[(Vec<&Key>, i128)], depth: usize, href: Href<'_>) -> Vec<Node> {
    let mut groups: BTreeMap<&str, Vec<(Vec<&Key>, i128)>> = BTreeMap::new();
    for (keys, fen) in lines {
        if let Some(key) = keys.get(depth) {
            groups.entry(&key.code).or_default().push((keys.clone(), *fen));
        }
    }
    let node = |(_, own): (&str, Vec<(Vec<&Key>, i128)>)| -> Option<Node> {
        let first = own.first()?.0.clone();
        Some(Node {
            name: first.get(depth)?.shown.clone(),
            fen: own.iter().map(|(_, fen)| fen).sum(),
            href: href(first.get(..=depth)?),
            parts: branches(&own, depth + 1, href),
        })
    };
    let mut nodes: Vec<Node> = groups.into_iter().filter_map(node).collect();
    nodes.sort_by(|a, b| b.fen.cmp(&a.fen).then_with(|| a.name.cmp(&b.name)));
    nodes
}

fn flow(view: &View, href: Href<'_>) -> Option<Picture> {
    let (lines, left_out) = above_zero(view);
    // The same name may stand at two sides; a node is a side and a code.
    let mut places: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let mut nodes: Vec<String> = Vec::new();
    let mut sums: BTreeMap<(usize, usize), (i128, Vec<&Key>)> = BTreeMap::new();
    for (line, fen) in &lines {
        let mut ends = Vec::new();
        for (side, key) in line.keys.iter().enumerate() {
            let next = nodes.len();
            let place = *places.entry((side, key.code.as_str())).or_insert(next);
            if place == next {
                let name = match nodes.contains(&key.shown) {
                    // A node of the library is known by its name alone.
                    true => format!("{}\u{200b}{side}", key.shown),
                    false => key.shown.clone(),
                };
                nodes.push(name);
            }
            ends.push((place, key));
        }
        for pair in ends.windows(2) {
            if let [(from, a), (to, b)] = pair {
                sums.entry((*from, *to)).or_insert_with(|| (0, vec![*a, *b])).0 += fen;
            }
        }
    }
    let stream = |((from, to), (fen, keys)): ((usize, usize), (i128, Vec<&Key>))| Stream {
        from,
        to,
        fen,
        href: href(&keys),
    };
    let streams = sums.into_iter().map(stream).collect();
    let drawing = Drawing::Flow { nodes, streams };
    (!lines.is_empty()).then_some(Picture { drawing, unit: Unit::Yuan, left_out })
}

fn heat(view: &View, unit: Unit, href: Href<'_>) -> Picture {
    let rows: Vec<&Line> = view.rows.iter().take(BARS).collect();
    let mut fields = Vec::new();
    for (down, line) in rows.iter().enumerate() {
        for (across, column) in view.columns.iter().enumerate() {
            let Some(figure) = at(view, line, across) else { continue };
            fields.push(Field {
                across,
                down,
                figure: of_unit(drawn(figure), &unit),
                said: format!("{} · {}  {}", named(&line.keys), named(column), figure.text),
                href: href(&keys(line, column)),
            });
        }
    }
    Picture {
        drawing: Drawing::Heat {
            across: view.columns.iter().map(|c| named(c)).collect(),
            down: rows.iter().map(|line| named(&line.keys)).collect(),
            fields,
        },
        unit,
        left_out: view.rows.len() - rows.len(),
    }
}
