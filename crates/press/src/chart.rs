//! A drawing of a table as data for the template.

use document::paper::{Anchor, Drawing, Shade, Shape, Stroke};
use serde_json::{Value, json};

pub(crate) fn json(drawing: &Drawing) -> Value {
    let shapes: Vec<Value> = drawing.shapes.iter().map(shape).collect();
    json!({
        "role": "chart", "width": drawing.width, "height": drawing.height, "words": drawing.words,
        "shapes": shapes,
    })
}

fn shape(shape: &Shape) -> Value {
    match shape {
        Shape::Box(x, y, width, height, shade) => {
            let shade = match shade {
                Shade::Dark => "dark",
                Shade::Light => "light",
                Shade::Faint => "faint",
            };
            json!({ "what": "box", "x": x, "y": y, "width": width, "height": height, "shade": shade })
        }
        Shape::Line(points, stroke) => {
            let stroke = match stroke {
                Stroke::Main => "main",
                Stroke::Dashed => "dashed",
                Stroke::Dotted => "dotted",
                Stroke::Rule => "rule",
            };
            json!({ "what": "line", "points": points, "stroke": stroke })
        }
        Shape::Text { x, y, anchor, size, text } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            json!({ "what": "text", "x": x, "y": y, "anchor": anchor, "size": size, "text": text })
        }
    }
}
