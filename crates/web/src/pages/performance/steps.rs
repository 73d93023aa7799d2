//! Steps with a form: withdrawn, approved, sent back with comments on single boxes.

use super::{Asked, Named, form_at, form_done, reached, role};
use crate::cx::Cx;
use crate::guard::Posted;
use crate::parts::form::token;
use crate::trouble::{Reply, Trouble};
use app::desk::cycle::{Action, Form, Goal, Role, Standing, Step, Turn, advance, turn};
use axum::extract::{Path, Query};
use maud::{Markup, html};

/// Whether somebody in this role may take a step now.
pub(super) fn may(standing: &Standing, role: Role, action: Action) -> bool {
    let step = Step {
        actor: String::new(),
        role,
        at: String::new(),
        action,
        // That a reason must be given is said where it is missing.
        comment: "?".to_owned(),
        field: String::new(),
    };
    advance(standing.state, &step, true).is_ok()
}

/// What a line of the log is about.
pub(super) fn object(goal: &Goal, form: Form) -> String {
    let month = form.month().map_or(String::new(), |m| format!(" {m}"));
    format!("{} {} {} {}{month}", goal.unit, goal.year, goal.code, form.id())
}

/// Takes a step in the visitor's role.
pub(super) async fn turned(
    cx: &Cx,
    goal: &Goal,
    form: Form,
    action: Action,
    comment: String,
    cells: Vec<(String, String)>,
) -> Result<(), Trouble> {
    let role = role(cx).ok_or(Trouble::Forbidden)?;
    let one = Turn { goal: goal.clone(), form, action, role, comment, cells };
    let name = match action {
        Action::Submit => "performance.submit",
        Action::Approve => "performance.approve",
        Action::SendBack => "performance.send-back",
        _ => "performance.withdraw",
    };
    cx.write(name, &object(goal, form), move |desk| turn(desk, &one)).await?;
    Ok(())
}

/// The unit takes back what it handed in.
pub(super) async fn withdraw(
    cx: Cx,
    Path(named): Path<Named>,
    Query(asked): Query<Asked>,
    _posted: Posted,
) -> Reply {
    let (goal, form) = (named.goal()?, named.form(&asked.month)?);
    reached(&cx, &goal).await?;
    turned(&cx, &goal, form, Action::Withdraw, String::new(), Vec::new()).await?;
    Ok(cx.go(&form_done(&goal, form, "step")))
}

/// A reviewer's step.
pub(super) async fn review(
    cx: Cx,
    Path(named): Path<Named>,
    Query(asked): Query<Asked>,
    posted: Posted,
) -> Reply {
    let (goal, form) = (named.goal()?, named.form(&asked.month)?);
    reached(&cx, &goal).await?;
    let action = match posted.one("do") {
        "approve" => Action::Approve,
        "send-back" => Action::SendBack,
        "withdraw" => Action::Withdraw,
        _ => return Err(Trouble::NotFound),
    };
    let mut cells = Vec::new();
    for name in posted.0.keys() {
        let Some(row) = name.strip_prefix("c:") else { continue };
        let text = posted.one(name);
        if !text.is_empty() {
            let part = posted.one(&format!("b:{row}"));
            let field = if part.is_empty() || part == row {
                row.to_owned()
            } else {
                format!("{row}.{part}")
            };
            cells.push((field, text.to_owned()));
        }
    }
    turned(&cx, &goal, form, action, posted.one("comment").to_owned(), cells).await?;
    Ok(cx.go(&form_done(&goal, form, "step")))
}

/// Address of the steps of a form.
fn to(goal: &Goal, form: Form, step: &str) -> String {
    let at = form_at(goal, form);
    match at.split_once('?') {
        Some((path, query)) => format!("{path}/{step}?{query}"),
        None => format!("{at}/{step}"),
    }
}

/// The tables with a place for comments, and what a reviewer may do.
pub(super) fn review_form(cx: &Cx, standing: &Standing, tables: &Markup) -> Markup {
    let (goal, form) = (&standing.goal, standing.form);
    let can = |action| role(cx).is_some_and(|role| may(standing, role, action));
    html! {
        form method="post" action=(to(goal, form, "review")) {
            (token(cx))
            (tables)
            section.card {
                h2 { (cx.t("performance.review")) }
                div.field {
                    label for="f-comment" { (cx.t("performance.opinion")) }
                    p.help id="comment-help" { (cx.t("performance.opinion_help")) }
                    textarea #f-comment name="comment" rows="3" aria-describedby="comment-help" {}
                }
                div.bar-actions {
                    @if can(Action::Approve) { button.primary name="do" value="approve" { (cx.t("performance.approve")) } }
                    @if can(Action::SendBack) { button name="do" value="send-back" { (cx.t("performance.send_back")) } }
                    @if can(Action::Withdraw) { button name="do" value="withdraw" { (cx.t("performance.withdraw")) } }
                }
            }
        }
    }
}

/// The button that takes back one's own last step.
pub(super) fn withdraw_form(cx: &Cx, standing: &Standing) -> Markup {
    let (goal, form) = (&standing.goal, standing.form);
    let role = role(cx).filter(|role| may(standing, *role, Action::Withdraw));
    let step = if role == Some(Role::Head) { "withdraw" } else { "review" };
    html! {
        @if role.is_some() {
            form method="post" action=(to(goal, form, step)) {
                (token(cx))
                button name="do" value="withdraw" { (cx.t("performance.withdraw")) }
            }
        }
    }
}
