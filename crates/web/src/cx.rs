//! What a handler has at hand: who asks, in which language, the ledger and the register, and how a page is
//! made of it.

use crate::parts::shell;
use crate::state::State;
use crate::trouble::Trouble;
use crate::visitor::Visitor;
use crate::words;
use access::Right;
use app::Fault;
use app::desk::Desk;
use app::house::House;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use report::Lang;
use std::convert::Infallible;
use std::sync::Arc;

/// What a handler has at hand. Cheap to copy, so that work on another thread may have it too.
#[derive(Clone)]
pub(crate) struct Cx {
    pub(crate) state: Arc<State>,
    pub(crate) visitor: Arc<Visitor>,
    pub(crate) uri: Uri,
    /// A script asks for a part of a page only.
    pub(crate) partial: bool,
}

impl Cx {
    /// A word of the screens in the visitor's language.
    pub(crate) fn t(&self, key: &'static str) -> &'static str {
        words::word(self.lang(), key)
    }

    /// A word with values filled in.
    pub(crate) fn fill(&self, key: &'static str, with: &[&str]) -> String {
        words::filled(self.lang(), key, with)
    }

    /// One of two texts that come with data.
    pub(crate) fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang().say(zh, en)
    }

    /// The visitor's language.
    pub(crate) fn lang(&self) -> Lang {
        self.visitor.lang
    }

    /// Whether the visitor has a right.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.visitor.may(right)
    }

    /// Reads the ledger.
    ///
    /// # Errors
    /// What the work says.
    pub(crate) async fn desk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Desk) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Trouble> {
        Ok(self.state.desks.with(self.visitor.name(), work).await?)
    }

    /// Works with the register of accounts.
    ///
    /// # Errors
    /// What the work says.
    pub(crate) async fn house<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut House) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Trouble> {
        Ok(self.state.house(work).await?)
    }

    /// A page with its frame.
    pub(crate) fn page(&self, title: &str, body: Markup) -> Response {
        self.page_with(StatusCode::OK, title, body)
    }

    /// The same with another status.
    pub(crate) fn page_with(&self, status: StatusCode, title: &str, body: Markup) -> Response {
        let text = match self.partial {
            true => body.into_string(),
            false => shell::shell(self, title, &body).into_string(),
        };
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (status, kind, text).into_response()
    }

    /// Sends the browser on, after something was done.
    pub(crate) fn go(&self, to: &str) -> Response {
        // Only addresses of our own: nobody is sent elsewhere.
        let own = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\');
        let to = HeaderValue::from_str(if own { to } else { "/" });
        let to = to.unwrap_or(HeaderValue::from_static("/"));
        (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
    }
}

impl FromRequestParts<Arc<State>> for Cx {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Cx, Infallible> {
        Ok(Cx::of(parts, state))
    }
}

impl Cx {
    /// What stands with a request, as the guard has put it there.
    pub(crate) fn of(parts: &Parts, state: &Arc<State>) -> Cx {
        let visitor = parts.extensions.get::<Arc<Visitor>>().map(Arc::clone);
        Cx {
            state: Arc::clone(state),
            visitor: visitor.unwrap_or_else(|| Arc::new(crate::guard::nobody(&state.config))),
            uri: parts.uri.clone(),
            partial: parts.headers.contains_key("x-partial"),
        }
    }
}
