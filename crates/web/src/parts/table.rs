//! Tables that line up and scroll by themselves, and what stands in place of an empty one.

use maud::{Markup, html};

/// A table within a region that can be scrolled with the keyboard.
pub(crate) fn scroll(name: &str, table: &Markup) -> Markup {
    html! { div.scroll role="region" tabindex="0" aria-label=(name) { (table) } }
}

/// Nothing there yet: what it is, and what to do.
pub(crate) fn empty(what: &str, todo: &str) -> Markup {
    html! { div.empty { p.lead { (what) } p { (todo) } } }
}

/// A short mark with a colour and, always, a word.
pub(crate) fn chip(class: &str, text: &str) -> Markup {
    html! { span class={ "chip " (class) } { (text) } }
}

/// A figure with its name.
pub(crate) fn tile(name: &str, value: &str, note: &str, href: Option<&str>) -> Markup {
    let inside = html! {
        span.name { (name) }
        strong.value { (value) }
        @if !note.is_empty() { span.note { (note) } }
    };
    html! {
        @match href {
            Some(href) => a.tile href=(href) { (inside) },
            None => div.tile { (inside) },
        }
    }
}
