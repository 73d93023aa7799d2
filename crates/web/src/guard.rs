//! Stands before every address: who asks, whether that is allowed, whether a form is genuine; and sets the
//! headers that tell browsers what pages of ours never do.

mod forms;
mod headers;
mod pace;
mod slots;

pub(crate) use forms::{Posted, Uploaded};
pub(crate) use pace::Pace;
pub(crate) use slots::Slots;

use crate::config::Config;
use crate::cx::Cx;
use crate::state::State;
use crate::trouble::Trouble;
use crate::visitor::Visitor;
use access::Right;
use app::Fault;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use report::Lang;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

/// The cookie of a session, and those of what a visitor without an account has chosen.
pub(crate) const SESSION: &str = "mz";
pub(crate) const LANG: &str = "mz-lang";

/// Seconds after which it may be tried again when too many bring something.
const AGAIN: u64 = 5;

/// The middleware.
pub(crate) async fn guard(
    Shared(state): Shared<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let since = Instant::now();
    let (mut parts, body) = request.into_parts();
    let visitor = match visitor(&state, &parts).await {
        Ok(visitor) => visitor,
        Err(fault) => {
            parts.extensions.insert(Arc::new(nobody(&state.config)));
            let cx = Cx::of(&parts, &state);
            let mut response = Trouble::Away(fault).answer(&cx);
            headers::set(&mut response, &state.config);
            return response;
        }
    };
    parts.extensions.insert(Arc::new(visitor));
    let cx = Cx::of(&parts, &state);
    let asked = (parts.method.clone(), parts.extensions.get::<MatchedPath>().cloned());
    // A body may come slowly: it is waited for in a place of its own.
    let brings = !matches!(parts.method, Method::GET | Method::HEAD);
    let slot = if brings { state.slots.enter(&cx.visitor.address) } else { None };
    let mut response = match admitted(&cx, &parts) {
        Err(trouble) => trouble.answer(&cx),
        Ok(()) if brings && slot.is_none() => Trouble::TooMany(AGAIN).answer(&cx),
        Ok(()) => answer(&cx, Request::from_parts(parts, body), next).await,
    };
    headers::set(&mut response, &state.config);
    state.counts.count(&asked, response.status(), since.elapsed());
    tracing::info!(
        method = %asked.0,
        path = asked.1.as_ref().map_or("-", |p| p.as_str()),
        status = response.status().as_u16(),
        micros = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX),
        actor = cx.visitor.name(),
        address = cx.visitor.address,
        "request"
    );
    response
}

async fn answer(cx: &Cx, request: Request<Body>, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(trouble) = response.extensions().get::<Arc<Trouble>>() {
        return trouble.answer(cx);
    }
    if response.status() != StatusCode::METHOD_NOT_ALLOWED {
        return response;
    }
    let allowed = response.headers().get(header::ALLOW).cloned();
    let mut told = Trouble::Method.answer(cx);
    if let Some(allowed) = allowed {
        told.headers_mut().insert(header::ALLOW, allowed);
    }
    told
}

/// Whether the visitor may ask this.
fn admitted(cx: &Cx, parts: &Parts) -> Result<(), Trouble> {
    let path = parts.extensions.get::<MatchedPath>().ok_or(Trouble::NotFound)?;
    let method = if parts.method == Method::HEAD { Method::GET } else { parts.method.clone() };
    let open = path.as_str().starts_with("/assets/") || crate::ops::OPEN.contains(&path.as_str());
    if open {
        return Ok(());
    }
    let right = cx.state.table.iter().find(|((m, p), _)| *m == method && *p == path.as_str());
    let Some((_, right)) = right else {
        // Known, but not asked this way: the router says which ways there are.
        let known = cx.state.table.keys().any(|(_, p)| *p == path.as_str());
        return if known { Ok(()) } else { Err(Trouble::NotFound) };
    };
    if cx.visitor.scopes.is_some() && cx.visitor.account.is_none() {
        return Err(Trouble::LogIn);
    }
    if !cx.may(*right) {
        let nobody = cx.visitor.account.is_none();
        return Err(if nobody { Trouble::LogIn } else { Trouble::Forbidden });
    }
    let account = cx.visitor.account.as_ref();
    let must_change = account.is_some_and(|a| a.must_change) && *right != Right::OwnAccount;
    if must_change && !matches!(right, Right::Published) {
        return Err(Trouble::Forbidden);
    }
    match method == Method::GET || cx.visitor.scopes.is_some() || same_origin(&parts.headers) {
        true => Ok(()),
        false => Err(Trouble::Forged),
    }
}

/// Whether a form was sent from a page of ours: browsers say where it stood.
fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let host = text("host").unwrap_or_default();
    match text("origin") {
        Some(origin) => origin.split_once("://").is_some_and(|(_, h)| h == host),
        // Older browsers and programs say nothing; the token of the form is asked for in any case.
        None => true,
    }
}

async fn visitor(state: &State, parts: &Parts) -> Result<Visitor, Fault> {
    let mut visitor = nobody(&state.config);
    visitor.address = address(&state.config, parts);
    visitor.lang = lang(&parts.headers);
    let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    if let Some(secret) = bearer.and_then(|b| b.strip_prefix("Bearer ")) {
        visitor.scopes = Some(Vec::new());
        if let Some((account, scopes)) = state.bearer(secret.trim()).await? {
            (visitor.account, visitor.scopes) = (Some(account), Some(scopes));
        }
        return Ok(visitor);
    }
    if let Some(secret) = cookie(&parts.headers, SESSION)
        && let Some(session) = state.session(secret).await?
    {
        visitor.csrf = session.csrf;
        visitor.session = Some(secret.to_owned());
        if cookie(&parts.headers, LANG).is_none()
            && let Some(lang) = &session.account.lang
        {
            visitor.lang = Lang::from_locale(lang);
        }
        visitor.account = Some(session.account);
    }
    Ok(visitor)
}

/// A visitor of whom nothing is known.
pub(crate) fn nobody(config: &Config) -> Visitor {
    Visitor {
        account: None,
        scopes: None,
        csrf: String::new(),
        session: None,
        address: String::new(),
        lang: Lang::Zh,
        open_check: config.open_check,
    }
}

fn address(config: &Config, parts: &Parts) -> String {
    let forwarded = parts.headers.get("x-forwarded-for").and_then(|v| v.to_str().ok());
    // The proxy of ours appends the address it saw; what stands before it anybody may have written.
    let last = forwarded.and_then(|f| f.rsplit(',').next()).map(str::trim);
    if let (true, Some(last)) = (config.behind_proxy, last) {
        return last.chars().take(64).collect();
    }
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map(|ConnectInfo(peer)| peer.ip().to_string()).unwrap_or_default()
}

/// The language: chosen, else Chinese.
fn lang(headers: &HeaderMap) -> Lang {
    cookie(headers, LANG).map(Lang::from_locale).unwrap_or_default()
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut pairs = all.flat_map(|v| v.split(';')).filter_map(|p| p.trim().split_once('='));
    pairs.find(|(n, _)| *n == name).map(|(_, value)| value)
}
