//! Accounts: made, disabled, given a new invitation. A password is never seen by anybody but its owner.

use super::state;
use crate::cx::Cx;
use crate::guard::Posted;
use crate::parts::form::{Line, choice, line, refusal, token};
use crate::parts::table::scroll;
use crate::trouble::{Reply, Trouble};
use access::{Account, Role};
use app::house::NewAccount;
use axum::extract::Path;
use axum::http::StatusCode;
use maud::{Markup, html};

pub(super) async fn list(cx: Cx) -> Reply {
    show(&cx, StatusCode::OK, None, None).await
}

async fn show(cx: &Cx, status: StatusCode, refused: Option<&str>, said: Option<Markup>) -> Reply {
    let accounts = cx.house(|house| house.accounts()).await?;
    let body = html! {
        h1 { (cx.t("admin.accounts")) }
        p.lead { (cx.t("admin.accounts_lead")) }
        (refusal(refused))
        @if let Some(said) = said { div.said role="status" { (said) } }
        (scroll(cx.t("admin.accounts"), &table(cx, &accounts)))
        (form(cx))
    };
    Ok(cx.page_with(status, cx.t("admin.accounts"), body))
}

fn table(cx: &Cx, accounts: &[Account]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("sign.name")) }
                th scope="col" { (cx.t("first.shown")) }
                th scope="col" { (cx.t("sign.who")) }
                th scope="col" { (cx.t("admin.state")) }
                th scope="col" { (cx.t("admin.seen")) }
                th scope="col" { (cx.t("admin.actions")) }
            } }
            tbody {
                @for account in accounts {
                    tr {
                        th scope="row" { (account.name) }
                        td { (account.shown) }
                        td { (cx.say(account.role.zh(), account.role.en())) }
                        td { (state(cx, account)) }
                        td { (account.seen.as_deref().map_or_else(|| "–".to_owned(), app::house::moment)) }
                        td { (actions(cx, account)) }
                    }
                }
            }
        }
    }
}

fn actions(cx: &Cx, account: &Account) -> Markup {
    let own = account.name == cx.visitor.name();
    let to = |what: &str| format!("/accounts/{}/{what}", account.name);
    let about = |word: &'static str| format!("{} {}", cx.t(word), account.name);
    html! {
        @if !own {
            form.inline method="post" action=(to("reset")) {
                (token(cx))
                button.plain aria-label=(about("admin.reset")) { (cx.t("admin.reset")) }
            }
            @if account.active {
                form.inline method="post" action=(to("disable")) {
                    (token(cx))
                    button.plain aria-label=(about("admin.disable")) { (cx.t("admin.disable")) }
                }
            } @else {
                form.inline method="post" action=(to("enable")) {
                    (token(cx))
                    button.plain aria-label=(about("admin.enable")) { (cx.t("admin.enable")) }
                }
            }
        }
    }
}

fn form(cx: &Cx) -> Markup {
    let roles = Role::ALL.iter().filter(|r| **r != Role::Public);
    let roles: Vec<(String, String)> =
        roles.map(|r| (r.id().to_owned(), cx.say(r.zh(), r.en()).to_owned())).collect();
    html! {
        section.card {
            h2 { (cx.t("admin.new")) }
            p { (cx.t("admin.new_note")) }
            form.stack method="post" action="/accounts" {
                (token(cx))
                (line(&Line { name: "name", label: cx.t("sign.name"), help: cx.t("first.name_help"), required: true, ..Line::default() }))
                (line(&Line { name: "shown", label: cx.t("first.shown"), required: true, ..Line::default() }))
                (choice("role", cx.t("sign.who"), &roles, "clerk"))
                button.primary { (cx.t("admin.make")) }
            }
        }
    }
}

pub(super) async fn make(cx: Cx, posted: Posted) -> Reply {
    let role = Role::parse(posted.one("role")).unwrap_or(Role::Clerk);
    let new = NewAccount {
        name: posted.one("name").to_owned(),
        shown: posted.one("shown").to_owned(),
        role,
    };
    let who = cx.visitor.who();
    let done = cx.house(move |house| house.create_account(&who, new)).await;
    let done = done.map(|(account, link)| (account.name, link));
    invited(&cx, done).await
}

pub(super) async fn reset(cx: Cx, Path(name): Path<String>, _posted: Posted) -> Reply {
    let (who, of) = (cx.visitor.who(), name.clone());
    let done = cx.house(move |house| house.reset(&who, &of)).await;
    invited(&cx, done.map(|link| (name, link))).await
}

/// The link, shown once.
async fn invited(cx: &Cx, done: Result<(String, String), Trouble>) -> Reply {
    cx.state.forget_sessions();
    match done {
        Ok((name, token)) => {
            let said = html! {
                p { (cx.fill("admin.link", &[&name])) }
                p { code.secret { "/invited/" (token) } }
            };
            show(cx, StatusCode::OK, None, Some(said)).await
        }
        Err(trouble) => refused(cx, trouble).await,
    }
}

async fn refused(cx: &Cx, trouble: Trouble) -> Reply {
    match trouble {
        Trouble::Fault(f) => {
            let said = cx.say(&f.zh, &f.en);
            show(cx, StatusCode::UNPROCESSABLE_ENTITY, Some(said), None).await
        }
        other => Err(other),
    }
}

pub(super) async fn disable(cx: Cx, Path(name): Path<String>, _posted: Posted) -> Reply {
    let who = cx.visitor.who();
    let done = cx.house(move |house| house.disable(&who, &name)).await;
    after(&cx, done).await
}

pub(super) async fn enable(cx: Cx, Path(name): Path<String>, _posted: Posted) -> Reply {
    let who = cx.visitor.who();
    let done = cx.house(move |house| house.enable(&who, &name)).await;
    after(&cx, done).await
}

async fn after<T>(cx: &Cx, done: Result<T, Trouble>) -> Reply {
    cx.state.forget_sessions();
    match done {
        Ok(_) => Ok(cx.go("/accounts")),
        Err(trouble) => refused(cx, trouble).await,
    }
}
