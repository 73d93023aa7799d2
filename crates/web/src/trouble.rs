//! What goes wrong with a request, and the one table of what is answered then.

use crate::cx::Cx;
use app::Fault;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use std::sync::Arc;

/// What a handler returns.
pub(crate) type Reply = Result<Response, Trouble>;

/// Why there is no page.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// There is no such thing, or it is out of the visitor's reach.
    NotFound,
    /// The visitor may not.
    Forbidden,
    /// The visitor must log in first.
    LogIn,
    /// The form is not of this session, or came from elsewhere.
    Forged,
    /// The address is not asked this way.
    Method,
    /// Too often.
    TooMany(u64),
    /// Too large.
    TooLarge(usize),
    /// The address or the form cannot be understood.
    Malformed(Fault),
    /// The program could not do it, and why.
    Fault(Fault),
    /// The database cannot be reached.
    Away(Fault),
}

impl Trouble {
    /// Status, key of the title and of the advice.
    fn line(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Trouble::NotFound => {
                (StatusCode::NOT_FOUND, "trouble.not_found", "trouble.not_found_do")
            }
            Trouble::Forbidden => {
                (StatusCode::FORBIDDEN, "trouble.forbidden", "trouble.forbidden_do")
            }
            Trouble::LogIn => (StatusCode::UNAUTHORIZED, "trouble.log_in", "trouble.log_in_do"),
            Trouble::Forged => (StatusCode::FORBIDDEN, "trouble.forged", "trouble.forged_do"),
            Trouble::Method => {
                (StatusCode::METHOD_NOT_ALLOWED, "trouble.method", "trouble.malformed_do")
            }
            Trouble::TooMany(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "trouble.too_many", "trouble.too_many_do")
            }
            Trouble::TooLarge(_) => {
                (StatusCode::PAYLOAD_TOO_LARGE, "trouble.too_large", "trouble.too_large_do")
            }
            Trouble::Malformed(_) => {
                (StatusCode::BAD_REQUEST, "trouble.malformed", "trouble.malformed_do")
            }
            Trouble::Fault(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "trouble.fault", "trouble.fault_do")
            }
            Trouble::Away(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, "trouble.away", "trouble.away_do")
            }
        }
    }

    fn detail(&self, cx: &Cx) -> Option<String> {
        match self {
            Trouble::Malformed(f) | Trouble::Fault(f) | Trouble::Away(f) => {
                Some(cx.say(&f.zh, &f.en).to_owned())
            }
            Trouble::TooLarge(most) => {
                Some(cx.fill("trouble.at_most", &[&(most >> 20).to_string()]))
            }
            _ => None,
        }
    }

    /// The page, or `application/problem+json` (RFC 9457) for programs.
    pub(crate) fn answer(&self, cx: &Cx) -> Response {
        let (status, title, advice) = self.line();
        let mut response = match cx.uri.path().starts_with("/api/") {
            true => self.problem(cx, status, title),
            false => self.page(cx, status, (title, advice)),
        };
        if let Some(wait) = self.wait() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response
    }

    /// Seconds after which it may be tried again.
    fn wait(&self) -> Option<u64> {
        match self {
            Trouble::TooMany(wait) => Some(*wait),
            Trouble::Away(_) => Some(5),
            _ => None,
        }
    }

    fn problem(&self, cx: &Cx, status: StatusCode, title: &'static str) -> Response {
        let body = serde_json::json!({
            "type": "about:blank",
            "status": status.as_u16(),
            "title": cx.t(title),
            "detail": self.detail(cx),
        });
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, Json(body)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }

    fn page(
        &self,
        cx: &Cx,
        status: StatusCode,
        (title, advice): (&'static str, &'static str),
    ) -> Response {
        let detail = self.detail(cx);
        let body = html! {
            section.notice-page {
                h1 { (cx.t(title)) }
                @if let Some(detail) = detail { p.lead { (detail) } }
                p { (cx.t(advice)) }
                p { a.button href="/" { (cx.t("trouble.home")) } }
            }
        };
        cx.page_with(status, cx.t(title), body)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Trouble {
        Trouble::Fault(fault)
    }
}

impl IntoResponse for Trouble {
    /// Bare: the guard, which knows the visitor's language, makes the page of it.
    fn into_response(self) -> Response {
        let (status, _, _) = self.line();
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
