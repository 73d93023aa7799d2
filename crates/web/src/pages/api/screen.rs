//! The page for those who join other systems: tokens, the description, and every address to try.

use super::endpoints::{ENDPOINTS, Endpoint};
use crate::assets::address;
use crate::cx::Cx;
use crate::parts::form::{Line, line, refusal, token};
use crate::parts::table::{empty, scroll};
use crate::trouble::Reply;
use access::{Right, Rights};
use app::house::{ApiToken, moment};
use axum::http::StatusCode;
use maud::{Markup, html};

pub(super) async fn page(cx: Cx) -> Reply {
    show(&cx, StatusCode::OK, None, None).await
}

/// The page, with what was refused, or with a new token's secret.
pub(super) async fn show(
    cx: &Cx,
    status: StatusCode,
    refused: Option<&str>,
    secret: Option<&str>,
) -> Reply {
    let name = cx.visitor.name();
    let tokens = cx.house(move |house| house.tokens_of(&name)).await?;
    let body = html! {
        h1 { (cx.t("nav.api")) }
        p.lead { (cx.t("api.lead")) " " a href="/api/v1/openapi.json" { "OpenAPI 3.1" } }
        @if cx.may(Right::HookManage) { p { a href="/hooks" { (cx.t("tell.hooks")) } } }
        (refusal(refused))
        @if let Some(secret) = secret {
            div.said role="status" { p { (cx.t("api.secret")) } p { code.secret { (secret) } } }
        }
        (list(cx, &tokens))
        (form(cx))
        h2 { (cx.t("api.addresses")) }
        p { (cx.t("api.try_note")) }
        @for endpoint in ENDPOINTS { (one(cx, endpoint)) }
        script src=(address("try.js")) defer {}
    };
    Ok(cx.page_with(status, cx.t("nav.api"), body))
}

fn list(cx: &Cx, tokens: &[ApiToken]) -> Markup {
    let rights = |t: &ApiToken| {
        let names = t.scopes.iter().map(|r| cx.say(r.zh(), r.en()));
        names.collect::<Vec<_>>().join(cx.say("、", ", "))
    };
    html! {
        h2 { (cx.t("api.tokens")) }
        @if tokens.is_empty() { (empty(cx.t("api.none"), cx.t("api.none_do"))) }
        @else {
            (scroll(cx.t("api.tokens"), &html! {
                table {
                    thead { tr {
                        th scope="col" { (cx.t("api.label")) }
                        th scope="col" { (cx.t("api.scopes")) }
                        th scope="col" { (cx.t("api.expires")) }
                        th scope="col" { (cx.t("api.seen")) }
                        th scope="col" { span.unseen { (cx.t("api.drop")) } }
                    } }
                    tbody { @for t in tokens { tr {
                        th scope="row" { (t.label) }
                        td.long { (rights(t)) }
                        td { (moment(&t.expires)) }
                        td { (t.seen.as_deref().map_or_else(|| "–".to_owned(), moment)) }
                        td { form method="post" action="/api/tokens/drop" {
                            (token(cx))
                            button.plain name="id" value=(t.id) { (cx.t("api.drop")) " " (t.label) }
                        } }
                    } } }
                }
            }))
        }
    }
}

fn form(cx: &Cx) -> Markup {
    let role = cx.visitor.role();
    let rights = Rights::embedded();
    let offered = Right::ALL.iter().filter(|r| rights.may(role, **r) && r.fits_token());
    html! {
        details.card {
            summary { (cx.t("api.new")) }
            form method="post" action="/api/tokens" {
                (token(cx))
                div.stack {
                    (line(&Line { name: "label", label: cx.t("api.label"), help: cx.t("api.label_help"), required: true, ..Line::default() }))
                    (line(&Line { name: "days", label: cx.t("api.days"), kind: "number", value: "90", required: true, ..Line::default() }))
                }
                fieldset.choices {
                    legend { (cx.t("api.scopes")) }
                    @for right in offered {
                        label { input type="checkbox" name=(right.id()); (cx.say(right.zh(), right.en())) }
                    }
                }
                button.primary { (cx.t("api.make")) }
            }
        }
    }
}

/// An address with its parameters as fields; what comes back is shown below.
fn one(cx: &Cx, e: &Endpoint) -> Markup {
    let id = e.path.replace(['/', '{', '}'], "-");
    html! {
        details.card {
            summary {
                code { (e.method.to_uppercase()) " " (e.path) } " "
                (cx.say(e.tells.0, e.tells.1))
            }
            p.minor { (cx.t("api.right")) " " (cx.say(e.right.zh(), e.right.en())) }
            @if e.method == "get" {
                form method="get" action=[(!e.path.contains('{')).then_some(e.path)] data-try=(e.path) {
                    div.columns {
                        @for p in e.params {
                            div.field {
                                label for={ "f" (id) "-" (p.name) } { (p.name) }
                                p.help { (cx.say(p.tells.0, p.tells.1)) }
                                input id={ "f" (id) "-" (p.name) } name=(p.name) data-in=(p.place) autocomplete="off";
                            }
                        }
                    }
                    button { (cx.t("api.try")) }
                    @if !e.example.is_empty() {
                        " " a href=(e.example) { (cx.t("api.example")) }
                    }
                    pre hidden tabindex="0" {}
                }
            } @else {
                p { (cx.t("api.by_hand")) }
                pre tabindex="0" { "curl -H 'Authorization: Bearer TOKEN' --data-binary @FILE " (e.path) "?name=FILE" }
            }
        }
    }
}
