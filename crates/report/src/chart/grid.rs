//! The figures of a chart as a table, for everybody whom a picture does not reach.

use super::{Drawing, Figure, Node, Picture, Series, Unit};
use crate::lang::Lang;

/// Heads and rows; what stands first to the left, figures to the right.
pub fn grid(picture: &Picture, lang: Lang) -> Vec<Vec<String>> {
    let unit = &picture.unit;
    let yuan = lang.say("金额（元）", "amount (yuan)").to_owned();
    match &picture.drawing {
        Drawing::Bars { labels, series } | Drawing::Lines { labels, series } => {
            along(labels, series, unit, lang)
        }
        Drawing::Tree(nodes) => {
            let mut rows = vec![vec![lang.say("部分", "part").to_owned(), yuan]];
            nodes.iter().for_each(|n| branch(n, "", &mut rows));
            rows
        }
        Drawing::Flow { nodes, streams } => {
            let name = |at: usize| nodes.get(at).cloned().unwrap_or_default();
            let mut rows = vec![vec![
                lang.say("从", "from").to_owned(),
                lang.say("到", "to").to_owned(),
                yuan,
            ]];
            let row = |s: &super::Stream| {
                vec![name(s.from), name(s.to), Figure::Whole(s.fen).text(&Unit::Yuan)]
            };
            rows.extend(streams.iter().map(row));
            rows
        }
        Drawing::Heat { across, down, fields } => {
            let mut head = vec![of_unit("", unit, lang)];
            head.extend(across.iter().cloned());
            let width = head.len();
            let mut rows: Vec<Vec<String>> = down
                .iter()
                .map(|name| {
                    let mut row = vec![name.clone()];
                    row.resize(width, String::new());
                    row
                })
                .collect();
            for f in fields {
                if let Some(cell) = rows.get_mut(f.down).and_then(|r| r.get_mut(f.across + 1)) {
                    *cell = f.figure.text(unit);
                }
            }
            rows.insert(0, head);
            rows
        }
        Drawing::Dots { along, up, dots } => {
            let mut rows = vec![vec![String::new(), along.clone(), of_unit(up, unit, lang)]];
            rows.extend(dots.iter().map(|d| {
                vec![
                    d.said.clone(),
                    Figure::Whole(d.along).text(&Unit::Count),
                    Figure::Whole(d.up).text(unit),
                ]
            }));
            rows
        }
    }
}

fn along(labels: &[String], series: &[Series], unit: &Unit, lang: Lang) -> Vec<Vec<String>> {
    let mut head = vec![String::new()];
    head.extend(series.iter().map(|s| of_unit(&s.name, unit, lang)));
    let mut rows = vec![head];
    for (n, label) in labels.iter().enumerate() {
        let mut row = vec![label.clone()];
        row.extend(
            series.iter().map(|s| s.points.get(n).map_or(String::new(), |p| p.figure.text(unit))),
        );
        rows.push(row);
    }
    rows
}

fn branch(node: &Node, above: &str, rows: &mut Vec<Vec<String>>) {
    let name = match above {
        "" => node.name.clone(),
        above => format!("{above} › {}", node.name),
    };
    rows.push(vec![name.clone(), Figure::Whole(node.fen).text(&Unit::Yuan)]);
    node.parts.iter().for_each(|part| branch(part, &name, rows));
}

/// A name with what its figures count in.
fn of_unit(name: &str, unit: &Unit, lang: Lang) -> String {
    let unit = match unit {
        Unit::Yuan => lang.say("元", "yuan"),
        Unit::Percent => "%",
        Unit::Count => return name.to_owned(),
        Unit::Other(text) => text,
    };
    match name {
        "" => unit.to_owned(),
        name => format!("{name}({unit})"),
    }
}
