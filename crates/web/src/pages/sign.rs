//! Logging in and out, and the language of the pages.

use crate::cx::Cx;
use crate::guard::{LANG, Posted, SESSION};
use crate::parts::form::{Line, line, refusal, token};
use crate::routes::Pages;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::house::{LogIn, LogInRefused};
use axum::extract::Query;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use std::time::Duration;

/// Log-ins that one address may try in a minute, right or wrong: an office shares one.
const TRIES: u32 = 30;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/log-in", Right::Published, form)
        .post("/log-in", Right::Published, log_in)
        .post("/log-out", Right::Published, log_out)
        .post("/language", Right::Published, language)
}

#[derive(Debug, Default, Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

async fn form(cx: Cx, Query(back): Query<Back>) -> Response {
    cx.page(cx.t("sign.title"), body(&cx, &back.back, "", false, None))
}

pub(super) fn body(cx: &Cx, back: &str, name: &str, code: bool, refused: Option<&str>) -> Markup {
    html! {
        section.narrow {
            h1 { (cx.t("sign.title")) }
            (refusal(refused))
            form.stack method="post" action="/log-in" {
                (token(cx))
                input type="hidden" name="back" value=(back);
                (line(&Line { name: "name", label: cx.t("sign.name"), value: name, required: true, complete: "username", ..Line::default() }))
                (line(&Line { name: "password", label: cx.t("sign.password"), kind: "password", required: true, complete: "current-password", ..Line::default() }))
                @if code {
                    (line(&Line { name: "code", label: cx.t("sign.code"), help: cx.t("sign.code_help"), required: true, complete: "one-time-code", ..Line::default() }))
                }
                button.primary { (cx.t("sign.go")) }
            }
            @if cx.state.config.oidc.is_some() {
                p { a.button href={ "/sso?back=" (crate::parts::url(back)) } { (cx.t("sso.go")) } }
            }
            @if !cx.state.config.demo.is_empty() { (demo(cx)) }
        }
    }
}

/// The accounts of the demonstration, which exist nowhere else.
fn demo(cx: &Cx) -> Markup {
    html! {
        section.demo {
            h2 { (cx.t("sign.demo")) }
            p { (cx.t("sign.demo_note")) }
            table {
                thead { tr {
                    th scope="col" { (cx.t("sign.name")) }
                    th scope="col" { (cx.t("sign.password")) }
                    th scope="col" { (cx.t("sign.who")) }
                } }
                tbody {
                    @for account in &cx.state.config.demo {
                        tr {
                            td { code { (account.name) } }
                            td { code { (account.password) } }
                            td { (cx.say(&account.shown.0, &account.shown.1)) }
                        }
                    }
                }
            }
        }
    }
}

async fn log_in(cx: Cx, headers: axum::http::HeaderMap, posted: Posted) -> Reply {
    let address = cx.visitor.address.clone();
    let wait = cx.state.pace.try_once(&address, TRIES, Duration::from_secs(60));
    wait.map_err(Trouble::TooMany)?;
    let agent = agent(&headers);
    let code = posted.one("code").to_owned();
    let name = posted.one("name").to_owned();
    let login = LogIn {
        name: name.clone(),
        password: posted.raw("password").to_owned(),
        code: (!code.is_empty()).then_some(code),
        address,
        agent,
        ..LogIn::default()
    };
    let back = posted.one("back").to_owned();
    match cx.house(move |house| house.log_in(login)).await? {
        Ok(logged_in) => {
            let mut response = cx.go(if back.is_empty() { "/" } else { &back });
            let secure = cx.state.config.tls.is_some();
            set(&mut response, SESSION, &logged_in.token, secure, None);
            Ok(response)
        }
        Err(refused) => {
            let needs_code = matches!(refused, LogInRefused::NeedsCode);
            let (zh, en) = refused.words();
            let said = cx.say(&zh, &en);
            let body = body(&cx, &back, &name, needs_code, Some(said));
            let status = StatusCode::UNAUTHORIZED;
            Ok(cx.page_with(status, cx.t("sign.title"), body))
        }
    }
}

/// What a browser calls itself.
pub(super) fn agent(headers: &axum::http::HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok());
    agent.unwrap_or_default().chars().take(200).collect()
}

async fn log_out(cx: Cx, _posted: Posted) -> Reply {
    if let Some(secret) = cx.visitor.session.clone() {
        let who = cx.visitor.who();
        cx.house(move |house| house.log_out(&who, &secret)).await?;
        cx.state.forget_sessions();
    }
    let mut response = cx.go("/");
    set(&mut response, SESSION, "", cx.state.config.tls.is_some(), Some(0));
    Ok(response)
}

async fn language(cx: Cx, posted: Posted) -> Reply {
    let lang = if posted.one("lang").starts_with("en") { "en" } else { "zh" };
    let mut response = cx.go(posted.one("back"));
    set(&mut response, LANG, lang, cx.state.config.tls.is_some(), Some(31_536_000));
    Ok(response)
}

/// Sets a cookie that no script can read and no other site sends.
pub(super) fn set(
    response: &mut Response,
    name: &str,
    value: &str,
    secure: bool,
    age: Option<u32>,
) {
    let secure = if secure { "; Secure" } else { "" };
    let age = age.map(|a| format!("; Max-Age={a}")).unwrap_or_default();
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
