//! Two people, or two windows, on one form: both values side by side, and a choice for each.

use super::kept::Kept;
use super::{form_at, form_name};
use crate::cx::Cx;
use crate::parts::form::token;
use crate::parts::table::scroll;
use app::desk::cycle::{Form, Goal, Typed};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// What stands there now, and how a choice is sent: with the entry or version that was seen.
pub(super) struct Theirs {
    pub(super) typed: Typed,
    pub(super) base: u64,
    pub(super) version: u64,
    /// What is done with the choice: `save` or `check`.
    pub(super) doing: &'static str,
}

/// The page.
pub(super) fn page(cx: &Cx, goal: &Goal, form: Form, theirs: &Theirs, mine: &Kept) -> Response {
    let names: BTreeSet<&String> = theirs.typed.keys().chain(mine.typed.keys()).collect();
    let text = |t: &Typed, name: &String| t.get(name).cloned().unwrap_or_default();
    let (mut same, mut differing) = (Vec::new(), Vec::new());
    for name in names {
        let (a, b) = (text(&theirs.typed, name), text(&mine.typed, name));
        // A box that this form does not show is not in dispute.
        let typed = mine.typed.contains_key(name);
        match !typed || a.trim() == b.trim() {
            true => same.push((name.clone(), if typed { b } else { a })),
            false => differing.push((name.clone(), a, b)),
        }
    }
    let body = html! {
        h1 { (cx.t("performance.conflict")) }
        p.lead { (cx.t("performance.conflict_how")) }
        form method="post" action=(form_at(goal, form)) {
            (token(cx))
            input type="hidden" name="base" value=(theirs.base);
            input type="hidden" name="version" value=(theirs.version);
            @for (name, value) in &same { input type="hidden" name=(name) value=(value); }
            @if differing.is_empty() { p { (cx.t("performance.conflict_none")) } }
            @else { (scroll(cx.t("performance.conflict"), &table(cx, &differing))) }
            div.bar-actions {
                button.primary name="do" value=(theirs.doing) { (cx.t("performance.conflict_do")) }
                a.button href=(form_at(goal, form)) { (cx.t("performance.conflict_leave")) }
            }
        }
    };
    let title = format!("{} · {}", cx.t("performance.conflict"), form_name(cx, form));
    cx.page_with(StatusCode::CONFLICT, &title, body)
}

fn table(cx: &Cx, differing: &[(String, String, String)]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("performance.box")) }
                th scope="col" { (cx.t("performance.theirs")) }
                th scope="col" { (cx.t("performance.mine")) }
            } }
            tbody {
                @for (name, theirs, mine) in differing {
                    tr {
                        th scope="row" { (name) }
                        td.long { label { input type="radio" name=(name) value=(theirs); (shown(theirs)) } }
                        td.long { label { input type="radio" name=(name) value=(mine) checked; (shown(mine)) } }
                    }
                }
            }
        }
    }
}

fn shown(text: &str) -> &str {
    if text.trim().is_empty() { "–" } else { text }
}
