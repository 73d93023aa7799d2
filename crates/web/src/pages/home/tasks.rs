//! Performance forms that wait for the visitor: what was sent back first, then the worst; and projects that have
//! money and no target yet.

use crate::cx::Cx;
use crate::pages::performance::{form_at, order, role, state_chip, waits};
use crate::parts::table::{chip, empty, scroll};
use app::desk::cycle::{Form, Goal, Line, Listing};
use maud::{Markup, html};

/// Forms that are listed.
const SHOWN: usize = 10;

pub(super) fn tasks(cx: &Cx, found: &Listing) -> Markup {
    let Some(mine) = role(cx) else { return html! {} };
    let mut waiting: Vec<&Line> = found.lines.iter().filter(|l| waits(l, mine)).collect();
    waiting.sort_by_key(|l| order(l, Some(mine)));
    let (all, shown) = (waiting.len().to_string(), SHOWN.to_string());
    html! {
        section.card {
            h2 { (cx.fill("home.forms", &[&found.year.to_string()])) }
            @if waiting.is_empty() { (empty(cx.t("home.forms_none"), cx.t("home.forms_do"))) }
            @else {
                (scroll(cx.t("nav.performance"), &table(cx, found.year, &waiting)))
                @if waiting.len() > SHOWN { p { a href="/performance" { (cx.fill("home.shown_of", &[&shown, &all])) } } }
            }
            @if !found.without.is_empty() {
                p { a href={ "/performance?year=" (found.year) "#without" } { (cx.fill("home.without", &[&found.without.len().to_string()])) } }
            }
        }
    }
}

fn table(cx: &Cx, year: i32, waiting: &[&Line]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("performance.project")) }
                th scope="col" { (cx.t("performance.unit")) }
                th scope="col" { (cx.t("performance.self_evaluation")) }
                th.n scope="col" { (cx.t("performance.by_rule")) }
                th scope="col" { (cx.t("performance.alarms")) }
                th.n scope="col" { (cx.t("performance.missing")) }
            } }
            tbody { @for l in waiting.iter().take(SHOWN) { (line(cx, year, l)) } }
        }
    }
}

fn line(cx: &Cx, year: i32, l: &Line) -> Markup {
    let goal = Goal { unit: l.unit.0.clone(), year, code: l.project.0.clone() };
    // What was sent back as a target is mended as a target.
    let (form, state) = match l.targets.1 {
        true => (Form::Targets, l.targets),
        false => (Form::SelfEvaluation, l.evaluation),
    };
    let [red, yellow] = l.alarms;
    html! {
        tr {
            th.long scope="row" { a href=(form_at(&goal, form)) { (l.project.1) } }
            td.long { (l.unit.1) }
            td { (state_chip(cx, state)) }
            td.n { @match l.total { Some(t) => (t.normalize()), None => "–" } }
            td {
                @if red > 0 { (chip("red", &cx.fill("performance.red", &[&red.to_string()]))) " " }
                @if yellow > 0 { (chip("yellow", &cx.fill("performance.yellow", &[&yellow.to_string()]))) }
            }
            td.n { (l.missing) }
        }
    }
}
