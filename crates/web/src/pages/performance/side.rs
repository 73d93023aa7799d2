//! The column beside a form: score and grade, what is missing, what was remarked.

use super::rows::{Sheet, colour, number};
use super::values::word;
use crate::parts::table::chip;
use app::desk::cycle::{Colour, Strictness};
use base::decimal;
use maud::{Markup, html};

/// The column; renewed by itself while the form is typed.
pub(super) fn side(s: &Sheet<'_>) -> Markup {
    let (cx, c) = (s.cx, s.checked);
    html! {
        aside.card.side #side data-part aria-label=(cx.t("performance.result")) {
            h2 { (cx.t("performance.result")) }
            @if let Some(scored) = &c.scored {
                dl.facts {
                    dt { (cx.t("performance.by_rule")) } dd { strong { (number(scored.total)) } }
                    dt { (cx.t("performance.reported")) } dd { (number(scored.reported_total)) }
                    dt { (cx.t("performance.difference")) } dd { (number(scored.difference)) }
                    dt { (cx.t("performance.grade")) } dd { (scored.grade.as_deref().unwrap_or("–")) }
                    dt { (cx.t("performance.rate")) }
                    dd { @match scored.rate { Some(r) => { (decimal::fixed(r, 2)) "%" }, None => "–" } }
                }
                @for alarm in &scored.alarms {
                    p { (chip(colour(alarm.colour), cx.t(word(alarm.colour)))) " " (cx.say(&alarm.words.zh, &alarm.words.en)) }
                }
            } @else if let Some(m) = &c.monitored {
                p { @match m.colour {
                    Some(c) => (chip(colour(c), cx.t(word(c)))),
                    None => (chip("", cx.t("performance.no_colour"))),
                } }
                @if m.colour == Some(Colour::Red) { p { (cx.t("performance.rectify")) } }
            } @else {
                dl.facts {
                    dt { (cx.t("performance.weights")) } dd { strong { (number(c.weights())) } " / " (c.points.normalize()) }
                }
            }
            (todo(s))
        }
    }
}

/// What is still to be done, each with a way to its box.
fn todo(s: &Sheet<'_>) -> Markup {
    let (cx, c) = (s.cx, s.checked);
    let all = c.unread.len() + c.missing.len() + c.remarks.len();
    html! {
        h3 { (cx.t("performance.todo")) " (" (all) ")" }
        @if all == 0 { p { (chip("good", cx.t("performance.complete"))) } }
        ul {
            @for u in &c.unread { li { a href={ "#f-" (u.field) } { (u.field) } " " (cx.say(&u.words.zh, &u.words.en)) } }
            @for m in &c.missing { li { a href={ "#f-" (m.field) } { (m.field) } " " (cx.say(&m.words.zh, &m.words.en)) } }
            @for r in &c.remarks {
                li {
                    @if r.strictness == Strictness::Must { (chip("red", cx.t("performance.must"))) } @else { (chip("", cx.t("performance.ask"))) }
                    " " a href={ "#f-" (r.field) } { (r.field) } " " (cx.say(&r.words.zh, &r.words.en))
                }
            }
        }
    }
}
