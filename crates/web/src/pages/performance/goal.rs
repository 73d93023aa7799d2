//! A goal with its forms, its papers, its steps, and what became of each value.

use super::file::{FORMATS, name};
use super::{Named, at, form_at, form_name, reached, state_chip};
use crate::cx::Cx;
use crate::parts::table::{empty, scroll};
use crate::trouble::{Reply, Trouble};
use app::desk::cycle::{Changed, Form, Goal, Standing, history, standing};
use axum::extract::{Path, Query};
use maud::{Markup, html};
use serde::Deserialize;

/// Changes on a page.
const PAGE: usize = 100;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    seen: usize,
}

pub(super) async fn page(cx: Cx, Path(named): Path<Named>, Query(asked): Query<Asked>) -> Reply {
    let goal = named.goal()?;
    reached(&cx, &goal).await?;
    let of = goal.clone();
    let found = cx
        .desk(move |desk| {
            let Some(targets) = standing(desk, &of, Form::Targets)? else { return Ok(None) };
            let scored = standing(desk, &of, Form::SelfEvaluation)?;
            Ok(Some((targets, scored, history(desk, &of)?)))
        })
        .await?;
    let (targets, scored, changes) = found.ok_or(Trouble::NotFound)?;
    let title = targets.entered.name.clone();
    let body = html! {
        ol.trail { li { a href={ "/performance?year=" (goal.year) } { (cx.t("nav.performance")) " " (goal.year) } } }
        h1 { (title) }
        p.lead { (targets.unit_name) " · " (goal.year) }
        (forms(&cx, &goal, &targets, scored.as_ref()))
        (taken(&cx, &targets, scored.as_ref()))
        (changed(&cx, &goal, &changes, asked.seen))
    };
    Ok(cx.page(&title, body))
}

fn forms(cx: &Cx, goal: &Goal, targets: &Standing, scored: Option<&Standing>) -> Markup {
    let one = |form: Form, standing: &Standing| {
        html! {
            section.card {
                h2 { a href=(form_at(goal, form)) { (form_name(cx, form)) } }
                p { (state_chip(cx, (standing.state, standing.sent_back().is_some()))) }
                @if standing.seq > 0 { p { (files(cx, goal, form)) } }
            }
        }
    };
    html! {
        div.columns {
            (one(Form::Targets, targets))
            @if let Some(scored) = scored {
                section.card {
                    h2 { (cx.t("performance.monitorings")) }
                    ul.months {
                        @for month in 1..=12 { li { a href=(form_at(goal, Form::Monitoring(month))) { (cx.fill("performance.month", &[&month.to_string()])) } } }
                    }
                }
                (one(Form::SelfEvaluation, scored))
            }
        }
        @if scored.is_none() { (empty(cx.t("performance.no_goal"), cx.t("performance.no_goal_do"))) }
    }
}

/// The paper of a form in each format.
pub(super) fn files(cx: &Cx, goal: &Goal, form: Form) -> Markup {
    html! {
        (cx.t("performance.download")) " "
        @for format in FORMATS {
            a.button href={ (at(goal)) "/file/" (name(form, format)) }
                aria-label={ (form_name(cx, form)) " " (format) } { (format) } " "
        }
    }
}

fn taken(cx: &Cx, targets: &Standing, scored: Option<&Standing>) -> Markup {
    let all: Vec<(&Standing, &app::desk::cycle::Taken)> = std::iter::once(targets)
        .chain(scored)
        .flat_map(|s| s.steps.iter().map(move |t| (s, t)))
        .collect();
    html! {
        @if !all.is_empty() {
            section.card {
                h2 { (cx.t("performance.steps")) }
                ol.steps {
                    @for (s, t) in &all {
                        li {
                            strong { (form_name(cx, s.form)) " " (action(cx, t.step.action)) } " "
                            (t.step.actor) " " small { (t.step.at) " · " (cx.fill("performance.entry", &[&t.seq.to_string()])) }
                            @if !t.step.comment.is_empty() { p { (t.step.comment) } }
                        }
                    }
                }
            }
        }
    }
}

fn action(cx: &Cx, action: app::desk::cycle::Action) -> &'static str {
    use app::desk::cycle::Action;
    cx.t(match action {
        Action::Fill => "performance.did_fill",
        Action::Submit => "performance.did_submit",
        Action::Approve => "performance.did_approve",
        Action::SendBack => "performance.did_send_back",
        Action::Withdraw => "performance.did_withdraw",
        Action::Publish => "performance.did_publish",
    })
}

fn changed(cx: &Cx, goal: &Goal, all: &[Changed], seen: usize) -> Markup {
    let shown: Vec<&Changed> = all.iter().skip(seen).take(PAGE).collect();
    let last = seen + shown.len();
    html! {
        h2 #history { (cx.t("performance.history")) }
        @if shown.is_empty() { (empty(cx.t("performance.no_history"), cx.t("performance.no_history_do"))) }
        @else {
            (scroll(cx.t("performance.history"), &html! {
                table {
                    thead { tr {
                        th.n scope="col" { (cx.t("performance.entry_number")) }
                        th scope="col" { (cx.t("performance.when")) }
                        th scope="col" { (cx.t("performance.who")) }
                        th scope="col" { (cx.t("performance.box")) }
                        th scope="col" { (cx.t("performance.old")) }
                        th scope="col" { (cx.t("performance.new")) }
                    } }
                    tbody { @for c in &shown { tr {
                        td.n { (c.seq) } td { (c.at) } td { (c.by) }
                        th scope="row" { (c.field) } td.long { (c.old) } td.long { (c.new) }
                    } } }
                }
            }))
            p.pager {
                (cx.fill("performance.of", &[&(seen + 1).to_string(), &last.to_string(), &all.len().to_string()]))
                @if last < all.len() { " " a.button href={ (at(goal)) "?seen=" (last) "#history" } { (cx.t("performance.next")) } }
            }
        }
    }
}
