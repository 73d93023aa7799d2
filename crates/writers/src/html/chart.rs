//! A drawing of a table as SVG in the page; its texts can be read and found, and its words are told to
//! programs that read aloud.

use super::escape;
use document::paper::{Anchor, Drawing, Shade, Shape, Stroke};

pub(super) fn svg(out: &mut String, drawing: &Drawing) {
    let (width, height) = (points(drawing.width), points(drawing.height));
    out.push_str(&format!(
        "<figure class=\"chart\"><svg role=\"img\" viewBox=\"0 0 {width} {height}\"><title>"
    ));
    escape(out, &drawing.words);
    out.push_str("</title>");
    for shape in &drawing.shapes {
        self::shape(out, shape);
    }
    out.push_str("</svg></figure>\n");
}

/// Twentieths of a point as points.
fn points(n: u32) -> String {
    match n % 20 {
        0 => (n / 20).to_string(),
        rest => format!("{}.{:02}", n / 20, rest * 5),
    }
}

fn shape(out: &mut String, shape: &Shape) {
    match shape {
        Shape::Box(x, y, width, height, shade) => {
            let fill = match shade {
                Shade::Dark => "#1f3a5f",
                Shade::Light => "#a9bdd6",
                Shade::Faint => "#bfbfbf",
            };
            let [x, y, width, height] = [x, y, width, height].map(|n| points(*n));
            out.push_str(&format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"
            ));
        }
        Shape::Line(all, stroke) => {
            let look = match stroke {
                Stroke::Main => "stroke=\"#1f3a5f\" stroke-width=\"2\" stroke-linejoin=\"round\"",
                Stroke::Dashed => {
                    "stroke=\"#5b7ca6\" stroke-width=\"1.2\" stroke-dasharray=\"4 3\""
                }
                Stroke::Dotted => {
                    "stroke=\"#6b6b6b\" stroke-width=\"1.1\" stroke-dasharray=\"1 2.5\""
                }
                Stroke::Rule => "stroke=\"#bfbfbf\" stroke-width=\"0.5\"",
            };
            let all: Vec<String> =
                all.iter().map(|(x, y)| format!("{},{}", points(*x), points(*y))).collect();
            out.push_str(&format!("<polyline points=\"{}\" fill=\"none\" {look}/>", all.join(" ")));
        }
        Shape::Text { x, y, anchor, size, text } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            // Half points; a third of the type below the middle is the line that letters stand on.
            let (x, y, size) = (points(*x), points(y + size * 7 / 2), points(size * 10));
            out.push_str(&format!(
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\">"
            ));
            escape(out, text);
            out.push_str("</text>");
        }
    }
}
