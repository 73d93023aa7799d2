//! A chart as an option of ECharts: JSON of whole numbers and texts. Formatters are named (`@yuan`, `@short`,
//! `@percent`), the script of the pages knows them.

use super::{Dot, Drawing, Field, Figure, Node, Picture, Point, Series, Stream, Unit};
use serde_json::{Value, json};

/// Colours that are told apart by people who see few; the first is that of the pages.
const COLOURS: [&str; 8] =
    ["#9c2f2a", "#2f6690", "#b7791f", "#3d7a57", "#6b4c8a", "#55616e", "#c1666b", "#4aa0a8"];

/// The option.
pub fn option(picture: &Picture) -> Value {
    let unit = &picture.unit;
    let mut option = match &picture.drawing {
        Drawing::Bars { labels, series } => bars(labels, series, unit),
        Drawing::Lines { labels, series } => lines(labels, series, unit),
        Drawing::Tree(nodes) => tree(nodes),
        Drawing::Flow { nodes, streams } => flow(nodes, streams),
        Drawing::Heat { across, down, fields } => heat(across, down, fields, unit),
        Drawing::Dots { along, up, dots } => scatter(along, up, dots),
    };
    if let Some(all) = option.as_object_mut() {
        all.insert("color".to_owned(), json!(COLOURS));
    }
    option
}

impl Picture {
    /// Height in pixels at which its labels do not touch.
    pub fn height(&self) -> u32 {
        let rows = |n: usize, each: u32| u32::try_from(n).unwrap_or(u32::MAX).saturating_mul(each);
        match &self.drawing {
            Drawing::Bars { labels, series } => {
                rows(labels.len(), 16 + 12 * rows(series.len(), 1)).clamp(160, 2400) + 90
            }
            Drawing::Heat { down, .. } => rows(down.len(), 26).clamp(140, 2400) + 130,
            Drawing::Flow { nodes, .. } => rows(nodes.len(), 22).clamp(360, 1400),
            _ => 420,
        }
    }
}

/// A figure as JSON: a whole number, or the text of a decimal.
fn number(figure: Figure) -> Value {
    let whole = |n: i128| i64::try_from(n).map_or_else(|_| json!(n.to_string()), |n| json!(n));
    match figure {
        Figure::None => Value::Null,
        Figure::Whole(n) => whole(n),
        Figure::Hundredths(n) => json!(super::hundredths(n)),
    }
}

fn data(points: &[Point]) -> Vec<Value> {
    let one = |p: &Point| match p.href.is_empty() {
        true => number(p.figure),
        false => json!({ "value": number(p.figure), "href": p.href }),
    };
    points.iter().map(one).collect()
}

/// Formatters of an axis and of what is told of a figure.
fn formats(unit: &Unit) -> (Value, Value) {
    match unit {
        Unit::Yuan => (json!("@short"), json!("@yuan")),
        Unit::Percent => (json!("@percent"), json!("@percent")),
        Unit::Count => (Value::Null, Value::Null),
        Unit::Other(text) => (json!(format!("{{value}}{text}")), Value::Null),
    }
}

fn axis(unit: &Unit) -> Value {
    let mut axis = json!({ "type": "value" });
    let (format, _) = formats(unit);
    if let (Some(all), false) = (axis.as_object_mut(), format.is_null()) {
        all.insert("axisLabel".to_owned(), json!({ "formatter": format }));
    }
    axis
}

fn tooltip(unit: &Unit) -> Value {
    let mut tooltip = json!({ "trigger": "axis", "axisPointer": { "type": "shadow" } });
    let (_, format) = formats(unit);
    if let (Some(all), false) = (tooltip.as_object_mut(), format.is_null()) {
        all.insert("valueFormatter".to_owned(), format);
    }
    tooltip
}

fn bars(labels: &[String], series: &[Series], unit: &Unit) -> Value {
    // What is only compared with is a line across the bars.
    let one = |s: &Series| match s.faint {
        true => json!({
            "type": "line", "name": s.name, "data": data(&s.points), "symbol": "none",
            "lineStyle": { "type": "dashed", "width": 2 },
        }),
        false => json!({
            "type": "bar", "name": s.name, "data": data(&s.points), "barMaxWidth": 22,
        }),
    };
    json!({
        "tooltip": tooltip(unit),
        "legend": legend(series),
        "grid": { "left": 8, "right": 40, "top": 40, "bottom": 8, "containLabel": true },
        "xAxis": axis(unit),
        "yAxis": {
            "type": "category", "inverse": true, "data": labels,
            "axisLabel": { "width": 220, "overflow": "truncate" },
        },
        "series": series.iter().map(one).collect::<Vec<_>>(),
    })
}

fn lines(labels: &[String], series: &[Series], unit: &Unit) -> Value {
    let one = |s: &Series| {
        let line = match s.faint {
            true => json!({ "type": "dashed", "width": 2 }),
            false => json!({ "width": 3 }),
        };
        json!({
            "type": "line", "name": s.name, "data": data(&s.points), "lineStyle": line,
            "symbolSize": 7, "connectNulls": false,
        })
    };
    json!({
        "tooltip": tooltip(unit),
        "legend": legend(series),
        "grid": { "left": 8, "right": 24, "top": 40, "bottom": 8, "containLabel": true },
        "xAxis": { "type": "category", "data": labels },
        "yAxis": axis(unit),
        "series": series.iter().map(one).collect::<Vec<_>>(),
    })
}

fn legend(series: &[Series]) -> Value {
    json!({ "show": series.len() > 1, "type": "scroll", "top": 0 })
}

fn tree(nodes: &[Node]) -> Value {
    json!({
        "tooltip": { "formatter": "@yuan" },
        "series": [{
            "type": "treemap", "roam": false, "nodeClick": false,
            "breadcrumb": { "show": false },
            "left": 0, "right": 0, "top": 0, "bottom": 0,
            "label": { "formatter": "@short" },
            "levels": [
                { "itemStyle": { "gapWidth": 4 } },
                {
                    "itemStyle": { "gapWidth": 1, "borderWidth": 2, "borderColor": "#3a4048" },
                    "upperLabel": { "show": true, "height": 22, "color": "#fff" },
                },
            ],
            "data": nodes.iter().map(branch).collect::<Vec<_>>(),
        }],
    })
}

fn branch(node: &Node) -> Value {
    let parts: Vec<Value> = node.parts.iter().map(branch).collect();
    json!({
        "name": node.name, "value": number(Figure::Whole(node.fen)), "href": node.href,
        "children": parts,
    })
}

fn flow(nodes: &[String], streams: &[Stream]) -> Value {
    let name = |at: usize| nodes.get(at).cloned().unwrap_or_default();
    let link = |s: &Stream| {
        json!({
            "source": name(s.from), "target": name(s.to), "value": number(Figure::Whole(s.fen)),
            "href": s.href,
        })
    };
    json!({
        "tooltip": { "trigger": "item", "formatter": "@yuan" },
        "series": [{
            "type": "sankey", "left": 8, "right": 190, "top": 8, "bottom": 8, "nodeGap": 10,
            "emphasis": { "focus": "adjacency" },
            "label": { "width": 180, "overflow": "truncate" },
            "lineStyle": { "color": "gradient", "opacity": 0.4 },
            "data": nodes.iter().map(|n| json!({ "name": n })).collect::<Vec<_>>(),
            "links": streams.iter().map(link).collect::<Vec<_>>(),
        }],
    })
}

fn heat(across: &[String], down: &[String], fields: &[Field], unit: &Unit) -> Value {
    let whole = |f: &Field| match f.figure {
        Figure::None => None,
        Figure::Whole(n) | Figure::Hundredths(n) => Some(n),
    };
    let (low, high) =
        (fields.iter().filter_map(whole).min(), fields.iter().filter_map(whole).max());
    let end = |n: Option<i128>, else_: i128| {
        let n = n.unwrap_or(else_);
        number(match unit {
            Unit::Percent => Figure::Hundredths(n),
            _ => Figure::Whole(n),
        })
    };
    let one = |f: &Field| json!({ "name": f.said, "value": [f.across, f.down, number(f.figure)], "href": f.href });
    let drawn = fields.iter().filter(|f| f.figure != Figure::None);
    let mut colours = json!({
        "min": end(low.map(|l| l.min(0)), 0), "max": end(high, 1), "calculable": true,
        "orient": "horizontal", "left": "center", "bottom": 0,
        "inRange": { "color": ["#fbf1e4", "#e9a77c", "#9c2f2a", "#4d1210"] },
    });
    let (format, _) = formats(unit);
    if let (Some(all), false) = (colours.as_object_mut(), format.is_null()) {
        all.insert("formatter".to_owned(), format);
    }
    json!({
        "tooltip": { "formatter": "{b}" },
        "grid": { "left": 8, "right": 16, "top": 8, "bottom": 60, "containLabel": true },
        "xAxis": { "type": "category", "data": across },
        "yAxis": {
            "type": "category", "inverse": true, "data": down,
            "axisLabel": { "width": 220, "overflow": "truncate" },
        },
        "visualMap": colours,
        "series": [{ "type": "heatmap", "data": drawn.map(one).collect::<Vec<_>>() }],
    })
}

fn scatter(along: &str, up: &str, dots: &[Dot]) -> Value {
    let one = |d: &Dot| {
        let value = [number(Figure::Whole(d.along)), number(Figure::Whole(d.up))];
        json!({ "name": d.said, "value": value })
    };
    json!({
        "tooltip": { "formatter": "{b}" },
        "grid": { "left": 8, "right": 60, "top": 40, "bottom": 8, "containLabel": true },
        "xAxis": { "type": "value", "name": along, "scale": true },
        "yAxis": { "type": "value", "name": up, "axisLabel": { "formatter": "@short" } },
        "series": [{
            "type": "scatter", "symbolSize": 12, "data": dots.iter().map(one).collect::<Vec<_>>(),
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stay_exact() {
        let point = |figure| Point { figure, href: String::new() };
        let picture = Picture {
            drawing: Drawing::Lines {
                labels: vec!["1月".to_owned()],
                series: vec![Series {
                    name: "支付".to_owned(),
                    points: vec![
                        point(Figure::Whole(9_007_199_254_740_993)),
                        point(Figure::Hundredths(-705)),
                        point(Figure::None),
                    ],
                    faint: false,
                }],
            },
            unit: Unit::Yuan,
            left_out: 0,
        };
        let text = option(&picture).to_string();
        assert!(text.contains("\"data\":[9007199254740993,\"-7.05\",null]"), "{text}");
        assert!(text.contains("\"valueFormatter\":\"@yuan\""), "{text}");
    }
}
