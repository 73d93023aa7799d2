//! Fields of forms: label, help and refusal tied to the field, so that a screen reader tells all three.

use crate::cx::Cx;
use maud::{Markup, html};

/// The token that shows a form to be ours.
pub(crate) fn token(cx: &Cx) -> Markup {
    html! { input type="hidden" name="_csrf" value=(cx.visitor.csrf); }
}

/// A line of text.
pub(crate) struct Line<'a> {
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) value: &'a str,
    /// What is to be filled in, below the label; empty for none.
    pub(crate) help: &'a str,
    /// `text`, `password`, `date`, `number`, `email`, `search`.
    pub(crate) kind: &'a str,
    pub(crate) required: bool,
    /// What a browser may fill in: `username`, `current-password`, …
    pub(crate) complete: &'a str,
}

impl Default for Line<'_> {
    fn default() -> Self {
        Line {
            name: "",
            label: "",
            value: "",
            help: "",
            kind: "text",
            required: false,
            complete: "off",
        }
    }
}

/// The field with its label.
pub(crate) fn line(l: &Line<'_>) -> Markup {
    let id = format!("f-{}", l.name);
    let help = format!("{id}-help");
    let described = (!l.help.is_empty()).then_some(help.as_str());
    html! {
        div.field {
            label for=(id) { (l.label) @if l.required { span.must aria-hidden="true" { " *" } } }
            @if !l.help.is_empty() { p.help id=(help) { (l.help) } }
            input id=(id) name=(l.name) type=(l.kind) value=(l.value) required[l.required]
                autocomplete=(l.complete) aria-describedby=[described];
        }
    }
}

/// One of several: value and text of each.
pub(crate) fn choice(
    name: &str,
    label: &str,
    options: &[(String, String)],
    chosen: &str,
) -> Markup {
    let id = format!("f-{name}");
    html! {
        div.field {
            label for=(id) { (label) }
            select id=(id) name=(name) {
                @for (value, text) in options {
                    option value=(value) selected[value == chosen] { (text) }
                }
            }
        }
    }
}

/// What went wrong with a form, above it, and read out at once.
pub(crate) fn refusal(text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { div.refusal role="alert" { (text) } } }
}
