//! The goals within reach: what is to be done stands first.

use super::{at, form_at, role, state_chip};
use crate::cx::Cx;
use crate::parts::form::choice;
use crate::parts::table::{chip, empty, scroll};
use crate::trouble::Reply;
use access::Right;
use app::desk::cycle::{Form, Goal, Line, Listing, Role, State, listing};
use axum::extract::Query;
use base::decimal;
use maud::{Markup, html};
use serde::Deserialize;
use std::cmp::Reverse;

/// Goals on a page.
const PAGE: usize = 100;

/// Which goals.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    year: String,
    unit: String,
    seen: usize,
    without: usize,
}

pub(super) async fn page(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    let reach = cx.visitor.reach();
    cx.view(move |cx, desk| {
        let found = listing(desk, &reach, asked.year.trim().parse().ok())?;
        Ok((cx.t("nav.performance").to_owned(), body(cx, &asked, found)))
    })
    .await
}

fn body(cx: &Cx, asked: &Asked, mut found: Listing) -> Markup {
    let all = found.lines.len();
    let unit = asked.unit.trim();
    let passes = |code: &str, name: &str| unit.is_empty() || code == unit || name.contains(unit);
    found.lines.retain(|l| passes(&l.unit.0, &l.unit.1));
    found.without.retain(|w| passes(&w.unit.0, &w.unit.1));
    let mine = role(cx);
    found.lines.sort_by_key(|l| order(l, mine));
    let shown: Vec<&Line> = found.lines.iter().skip(asked.seen).take(PAGE).collect();
    html! {
        h1 { (cx.t("nav.performance")) }
        p.lead { (cx.t("performance.lead")) }
        (filters(cx, asked, &found))
        @if all == 0 { (empty(cx.t("performance.none"), cx.t("performance.none_do"))) }
        @else if shown.is_empty() { (empty(cx.t("performance.not_found"), cx.t("performance.not_found_do"))) }
        @else {
            (scroll(cx.t("nav.performance"), &table(cx, found.year, &shown)))
            (pager(cx, asked, &found, shown.len()))
        }
        @if cx.may(Right::PerformanceFill) && !found.without.is_empty() { (without(cx, asked, &found)) }
    }
}

/// Whether a form of the goal waits for a role: to be filled, or to be reviewed.
pub(in crate::pages) fn waits(l: &Line, role: Role) -> bool {
    let own = |s: (State, bool)| match role {
        Role::Head | Role::Clerk => s.0 == State::Draft,
        Role::Department => s.0 == State::Submitted,
        Role::Finance => s.0 == State::DepartmentReviewed,
    };
    own(l.targets) && l.targets.1 || own(l.evaluation)
}

/// What waits for the visitor first; then what is worst.
pub(in crate::pages) fn order(l: &Line, role: Option<Role>) -> impl Ord + use<> {
    let back = l.targets.1 || l.evaluation.1;
    let waits = role.is_some_and(|role| waits(l, role));
    let [red, yellow] = l.alarms;
    let key = (l.unit.0.clone(), l.project.0.clone());
    let worst = (Reverse(red), Reverse(yellow), Reverse(l.missing), l.total, key);
    (Reverse(l.trouble.is_some()), Reverse(back && waits), Reverse(waits), worst)
}

fn filters(cx: &Cx, asked: &Asked, found: &Listing) -> Markup {
    let mut years: Vec<(String, String)> =
        found.years.iter().map(|y| (y.to_string(), y.to_string())).collect();
    if !found.years.contains(&found.year) && found.year > 0 {
        years.insert(0, (found.year.to_string(), found.year.to_string()));
    }
    html! {
        @if !years.is_empty() {
            form.inline.card.no-print method="get" action="/performance" {
                (choice("year", cx.t("performance.year"), &years, &found.year.to_string()))
                (crate::parts::form::line(&crate::parts::form::Line {
                    name: "unit", label: cx.t("performance.find_unit"), value: asked.unit.trim(), kind: "search",
                    ..crate::parts::form::Line::default()
                }))
                button { (cx.t("performance.show")) }
            }
        }
    }
}

fn pager(cx: &Cx, asked: &Asked, found: &Listing, shown: usize) -> Markup {
    let (last, all) = (asked.seen + shown, found.lines.len());
    let unit = crate::parts::url(asked.unit.trim());
    html! {
        p.pager {
            (cx.fill("performance.of", &[&(asked.seen + 1).to_string(), &last.to_string(), &all.to_string()]))
            @if last < all {
                " " a.button href={ "/performance?year=" (found.year) "&unit=" (unit) "&seen=" (last) } { (cx.t("performance.next")) }
            }
        }
    }
}

fn table(cx: &Cx, year: i32, shown: &[&Line]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("performance.project")) }
                th scope="col" { (cx.t("performance.unit")) }
                th scope="col" { (cx.t("performance.targets")) }
                th scope="col" { (cx.t("performance.self_evaluation")) }
                th.n scope="col" { (cx.t("performance.rate")) }
                th.n scope="col" { (cx.t("performance.reported")) }
                th.n scope="col" { (cx.t("performance.by_rule")) }
                th scope="col" { (cx.t("performance.grade")) }
                th scope="col" { (cx.t("performance.alarms")) }
                th.n scope="col" { (cx.t("performance.missing")) }
            } }
            tbody { @for l in shown { (line(cx, year, l)) } }
        }
    }
}

fn line(cx: &Cx, year: i32, l: &Line) -> Markup {
    let goal = Goal { unit: l.unit.0.clone(), year, code: l.project.0.clone() };
    let number = |d: Option<base::Decimal>| match d {
        Some(d) => d.normalize().to_string(),
        None => "–".to_owned(),
    };
    let [red, yellow] = l.alarms;
    html! {
        tr {
            th.long scope="row" {
                a href=(at(&goal)) { (l.project.1) }
                @if l.whole { " " (chip("", cx.t("performance.whole"))) }
                @if let Some((zh, en)) = &l.trouble { p.minor { (cx.say(zh, en)) } }
            }
            td.long { (l.unit.1) }
            td { a href=(form_at(&goal, Form::Targets)) { (state_chip(cx, l.targets)) } }
            td { a href=(form_at(&goal, Form::SelfEvaluation)) { (state_chip(cx, l.evaluation)) } }
            td.n { @match l.rate { Some(r) => { (decimal::fixed(r, 2)) "%" }, None => "–" } }
            td.n { (number(l.reported)) }
            td.n { (number(l.total)) }
            td { (l.grade.as_deref().unwrap_or("–")) }
            td {
                @if red > 0 { (chip("red", &cx.fill("performance.red", &[&red.to_string()]))) " " }
                @if yellow > 0 { (chip("yellow", &cx.fill("performance.yellow", &[&yellow.to_string()]))) }
            }
            td.n { (l.missing) }
        }
    }
}

/// Projects that have money and no goal yet.
fn without(cx: &Cx, asked: &Asked, found: &Listing) -> Markup {
    let shown = found.without.iter().skip(asked.without).take(PAGE);
    let (all, last) = (found.without.len(), (asked.without + PAGE).min(found.without.len()));
    html! {
        section.card aria-labelledby="without" {
            h2 #without { (cx.t("performance.without")) }
            p { (cx.fill("performance.without_how", &[&all.to_string()])) }
            ul.goals {
                @for w in shown {
                    @let goal = Goal { unit: w.unit.0.clone(), year: found.year, code: w.project.0.clone() };
                    li { a href=(form_at(&goal, Form::Targets)) { (w.project.1) } " " small { (w.unit.1) } }
                }
            }
            @if last < all {
                a.button href={ "/performance?year=" (found.year) "&without=" (last) } { (cx.t("performance.next")) }
            }
        }
    }
}
