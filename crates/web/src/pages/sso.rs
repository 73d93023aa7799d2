//! Logging in by the office: to its issuer, and back with what it says.

use crate::cx::Cx;
use crate::guard::SESSION;
use crate::pages::sign::{agent, body, set};
use crate::routes::Pages;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::house::{LogIn, LogInRefused};
use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// Log-ins that one address may begin in a minute.
const TRIES: u32 = 30;

/// The cookie that binds a log-in to the browser that began it.
const BOUND: &str = "mz-sso";

pub(crate) fn pages() -> Pages {
    Pages::default().get("/sso", Right::Published, begin).get("/sso/back", Right::Published, back)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    back: String,
    state: String,
    code: String,
    error: String,
}

/// Where the issuer sends the browser back to.
fn redirect(cx: &Cx) -> String {
    let config = &cx.state.config;
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let base = config.public_url.clone().unwrap_or_else(|| format!("{scheme}://{}", config.listen));
    format!("{base}/sso/back")
}

async fn begin(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    let oidc = cx.state.config.oidc.clone().ok_or(Trouble::NotFound)?;
    let who = format!("sso {}", cx.visitor.address);
    cx.state.pace.try_once(&who, TRIES, Duration::from_secs(60)).map_err(Trouble::TooMany)?;
    let (state, redirect) = (Arc::clone(&cx.state), redirect(&cx));
    let begun = tokio::task::spawn_blocking(move || {
        state.sso.begin(&state.agent, &oidc, &redirect, &asked.back)
    });
    let begun = begun.await.map_err(|_| Trouble::Fault(crate::pool::broke_down()))?;
    match begun {
        Ok((bound, to)) => {
            let to = HeaderValue::from_str(&to).map_err(|_| Trouble::NotFound)?;
            let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
            set(&mut response, BOUND, &bound, cx.state.config.tls.is_some(), Some(600));
            Ok(response)
        }
        Err(fault) => refused(&cx, &cx.fill("sso.refused", &[cx.say(&fault.zh, &fault.en)])),
    }
}

/// The log-in page, with why it did not work.
fn refused(cx: &Cx, why: &str) -> Reply {
    let body = body(cx, "", "", false, Some(why));
    Ok(cx.page_with(StatusCode::UNAUTHORIZED, cx.t("sign.title"), body))
}

async fn back(cx: Cx, headers: HeaderMap, Query(asked): Query<Asked>) -> Reply {
    let oidc = cx.state.config.oidc.clone().ok_or(Trouble::NotFound)?;
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let bound = cookies.flat_map(|c| c.split(';')).find_map(|c| {
        let (name, value) = c.trim().split_once('=')?;
        (name == BOUND && !value.is_empty()).then(|| value.to_owned())
    });
    let begun = cx.state.sso.take(&asked.state).filter(|_| bound.as_deref() == Some(&asked.state));
    let Some(begun) = begun else { return refused(&cx, cx.t("sso.stale")) };
    if !asked.error.is_empty() {
        let error: String = asked.error.chars().take(100).collect();
        return refused(&cx, &cx.fill("sso.refused", &[&error]));
    }
    let (state, redirect, to) = (Arc::clone(&cx.state), redirect(&cx), begun.back.clone());
    let issuer = oidc.issuer.clone();
    let asked =
        tokio::task::spawn_blocking(move || begun.who(&state.agent, &oidc, &redirect, &asked.code));
    let who = asked.await.map_err(|_| Trouble::Fault(crate::pool::broke_down()))?;
    let name = match who {
        Ok(name) => name,
        Err(fault) => {
            tracing::warn!(error = %fault, "a log-in of the office did not pass");
            return refused(&cx, &cx.fill("sso.refused", &[cx.say(&fault.zh, &fault.en)]));
        }
    };
    let login = LogIn {
        name: name.clone(),
        address: cx.visitor.address.clone(),
        agent: agent(&headers),
        vouched: issuer,
        ..LogIn::default()
    };
    match cx.house(move |house| house.log_in(login)).await? {
        Ok(logged_in) => {
            let mut response = cx.go(if to.is_empty() { "/" } else { &to });
            let secure = cx.state.config.tls.is_some();
            set(&mut response, SESSION, &logged_in.token, secure, None);
            set(&mut response, BOUND, "", secure, Some(0));
            Ok(response)
        }
        Err(LogInRefused::Wrong | LogInRefused::NeedsCode) => {
            refused(&cx, &cx.fill("sso.unknown", &[&name]))
        }
        Err(other) => {
            let (zh, en) = other.words();
            refused(&cx, cx.say(&zh, &en))
        }
    }
}
