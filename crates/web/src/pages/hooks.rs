//! Addresses of programs that are told of events: each account's own.

use crate::cx::Cx;
use crate::guard::Posted;
use crate::parts::form::{Line, line, refusal, token};
use crate::parts::table::{empty, scroll};
use crate::routes::Pages;
use crate::tell;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::house::{Delivery, EVENTS, Hook, hook_id, moment};
use axum::http::StatusCode;
use maud::{Markup, html};
use std::time::Duration;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/hooks", Right::HookManage, page)
        .post("/hooks", Right::HookManage, make)
        .post("/hooks/try", Right::HookManage, try_out)
        .post("/hooks/drop", Right::HookManage, drop_one)
}

/// Addresses that one account may try in a minute.
const TRIES: u32 = 10;

/// What is said above the list.
enum Said {
    Nothing,
    Refused(String),
    Done(String),
    Secret(String),
}

async fn page(cx: Cx) -> Reply {
    show(&cx, StatusCode::OK, &Said::Nothing).await
}

async fn show(cx: &Cx, status: StatusCode, said: &Said) -> Reply {
    let owner = cx.visitor.name();
    let all = cx
        .house(move |house| {
            let hooks = house.hooks_of(&owner)?;
            let with = |hook: Hook| {
                let told = house.delivery(&hook_id(&hook.id))?.unwrap_or_default();
                Ok((hook, told))
            };
            hooks.into_iter().map(with).collect::<Result<Vec<_>, app::Fault>>()
        })
        .await?;
    let body = html! {
        ol.trail { li { a href="/api" { (cx.t("nav.api")) } } li { (cx.t("tell.hooks")) } }
        h1 { (cx.t("tell.hooks")) }
        p.lead { (cx.t("tell.hooks_lead")) }
        @match said {
            Said::Nothing => {},
            Said::Refused(text) => (refusal(Some(text))),
            Said::Done(text) => p.said role="status" { (text) },
            Said::Secret(secret) => div.said role="status" { p { (cx.t("tell.secret")) } p { code.secret { (secret) } } },
        }
        @if all.is_empty() { (empty(cx.t("tell.hooks_none"), cx.t("tell.hooks_none_do"))) }
        @else { (scroll(cx.t("tell.hooks"), &table(cx, &all))) }
        (form(cx))
    };
    Ok(cx.page_with(status, cx.t("tell.hooks"), body))
}

fn table(cx: &Cx, all: &[(Hook, Delivery)]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("tell.url")) }
                th scope="col" { (cx.t("tell.events")) }
                th scope="col" { (cx.t("tell.standing")) }
                th scope="col" { span.unseen { (cx.t("tell.drop")) } }
            } }
            tbody { @for (hook, told) in all { tr {
                th.long scope="row" { (hook.url) }
                td.long { (names(cx, hook)) }
                td.long { (standing(cx, told)) }
                td {
                    form.inline method="post" action="/hooks/try" {
                        (token(cx))
                        button.plain name="id" value=(hook.id) { (cx.t("tell.try")) span.unseen { " " (hook.url) } }
                    }
                    form.inline method="post" action="/hooks/drop" {
                        (token(cx))
                        button.plain name="id" value=(hook.id) { (cx.t("tell.drop")) span.unseen { " " (hook.url) } }
                    }
                }
            } } }
        }
    }
}

fn names(cx: &Cx, hook: &Hook) -> String {
    let chosen = EVENTS.iter().filter(|(id, ..)| hook.events.iter().any(|e| e == id));
    chosen.map(|(_, zh, en)| cx.say(zh, en)).collect::<Vec<_>>().join(cx.say("、", ", "))
}

fn standing(cx: &Cx, told: &Delivery) -> Markup {
    html! {
        @if !told.error.is_empty() {
            span.chip.red { (cx.fill("tell.failing", &[&told.failures.to_string(), &told.error])) }
        } @else if told.told.is_empty() { (cx.t("tell.never")) }
        @else { (cx.fill("tell.told_at", &[&moment(&told.told)])) }
    }
}

fn form(cx: &Cx) -> Markup {
    html! {
        form.card method="post" action="/hooks" {
            (token(cx))
            div.stack {
                (line(&Line { name: "url", label: cx.t("tell.url"), help: cx.t("tell.url_help"), kind: "url", required: true, ..Line::default() }))
            }
            fieldset.choices {
                legend { (cx.t("tell.events")) }
                @for (id, zh, en) in EVENTS {
                    label { input type="checkbox" name=(id) checked; (cx.say(zh, en)) }
                }
            }
            button.primary { (cx.t("tell.add")) }
        }
    }
}

async fn make(cx: Cx, posted: Posted) -> Reply {
    let (who, url) = (cx.visitor.who(), posted.one("url").to_owned());
    let events: Vec<String> = EVENTS
        .iter()
        .filter(|(id, ..)| posted.one(id) == "on")
        .map(|(id, ..)| (*id).to_owned())
        .collect();
    let begin = tell::from_now(&cx.state);
    let made = cx
        .house(move |house| {
            let hook = house.make_hook(&who, &url, &events)?;
            house.note_delivery(&hook_id(&hook.id), &begin)?;
            Ok(hook)
        })
        .await;
    match made {
        Ok(hook) => show(&cx, StatusCode::OK, &Said::Secret(hook.secret)).await,
        Err(Trouble::Fault(f)) => {
            let said = Said::Refused(cx.say(&f.zh, &f.en).to_owned());
            show(&cx, StatusCode::UNPROCESSABLE_ENTITY, &said).await
        }
        Err(other) => Err(other),
    }
}

async fn try_out(cx: Cx, posted: Posted) -> Reply {
    let who = format!("hook {}", cx.visitor.name());
    cx.state.pace.try_once(&who, TRIES, Duration::from_secs(60)).map_err(Trouble::TooMany)?;
    let (owner, id) = (cx.visitor.name(), posted.one("id").to_owned());
    let all = cx.house(move |house| house.hooks_of(&owner)).await?;
    let hook = all.into_iter().find(|h| h.id == id).ok_or(Trouble::NotFound)?;
    let said = match tell::try_out(&cx.state, &hook).await {
        Ok(()) => Said::Done(cx.t("tell.tried").to_owned()),
        Err(why) => Said::Refused(cx.fill("tell.try_failed", &[&why])),
    };
    show(&cx, StatusCode::OK, &said).await
}

async fn drop_one(cx: Cx, posted: Posted) -> Reply {
    let (who, id) = (cx.visitor.who(), posted.one("id").to_owned());
    cx.house(move |house| house.drop_hook(&who, &id)).await?;
    Ok(cx.go("/hooks"))
}
