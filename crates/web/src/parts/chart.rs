//! Charts: drawn by the library where scripts run; the same figures stand as a table for everybody.

use crate::cx::Cx;
use maud::{Markup, html};
use serde_json::Value;

/// A chart and its figures.
pub(crate) struct Chart<'a> {
    /// Title, also the name read out.
    pub(crate) title: &'a str,
    /// Option of ECharts as JSON, made of whole numbers and texts.
    pub(crate) option: &'a Value,
    /// The table with the same figures; empty where the page shows them anyway.
    pub(crate) table: Markup,
    /// Height in pixels.
    pub(crate) height: u32,
}

/// The figure.
pub(crate) fn chart(cx: &Cx, chart: &Chart<'_>) -> Markup {
    html! {
        figure.chart {
            figcaption { (chart.title) }
            div.canvas data-chart=(chart.option) data-name=(chart.title)
                style={ "height:" (chart.height) "px" } hidden {}
            div.exports hidden {
                button type="button" data-export="svg" { "SVG" }
                button type="button" data-export="png" { "PNG" }
            }
            @if !chart.table.0.is_empty() {
                details.figures open {
                    summary { (cx.t("chart.figures")) }
                    (chart.table)
                }
            }
        }
    }
}
