//! What a handler has at hand: who asks, in which language, the ledger and the register, and how a page is
//! made of it.

use crate::parts::shell;
use crate::state::State;
use crate::trouble::{Reply, Trouble};
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

    /// Writes to the ledger: that it is tried and what became of it stand in the log, and pages shown from
    /// now on know it.
    ///
    /// # Errors
    /// What the work says.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        action: &str,
        object: &str,
        work: impl FnOnce(&mut Desk) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Trouble> {
        self.log(action, object, "asked").await?;
        let done = self.state.desks.with(self.visitor.name(), work).await;
        let note = match &done {
            Ok(_) => "done".to_owned(),
            Err(fault) => format!("refused: {fault}"),
        };
        self.log(action, object, &note).await?;
        self.state.look().await?;
        Ok(done?)
    }

    async fn log(&self, action: &str, object: &str, note: &str) -> Result<(), Fault> {
        let who = self.visitor.who();
        let (action, object, note) = (action.to_owned(), object.to_owned(), note.to_owned());
        self.state.house(move |house| house.log_note(&who, &action, &object, &note)).await
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

    /// A page that depends only on its address, on who may see how much, and on the ledger: worked out once
    /// for each state of the ledger.
    ///
    /// # Errors
    /// What the work says.
    pub(crate) async fn view(
        &self,
        work: impl FnOnce(&Cx, &mut Desk) -> Result<(String, Markup), Fault> + Send + 'static,
    ) -> Reply {
        let (title, body) = self.kept(work).await?;
        Ok(self.page(&title, body))
    }

    /// The same of a part of a page; the rest of it may depend on the person.
    ///
    /// # Errors
    /// What the work says.
    pub(crate) async fn kept(
        &self,
        work: impl FnOnce(&Cx, &mut Desk) -> Result<(String, Markup), Fault> + Send + 'static,
    ) -> Result<(String, Markup), Trouble> {
        let key = self.key();
        if let Some(kept) = self.state.views.part(&key) {
            return Ok(kept);
        }
        let cx = self.clone();
        let (title, body) = self.desk(move |desk| work(&cx, desk)).await?;
        self.state.views.put_part(key, &title, &body);
        Ok((title, body))
    }

    /// What a view depends on.
    fn key(&self) -> String {
        let (visitor, state) = (&self.visitor, &self.state);
        format!(
            "{} {} {} {:?} {:?} {} {}",
            self.uri.path_and_query().map_or("/", |p| p.as_str()),
            self.lang().say("zh", "en"),
            visitor.role().id(),
            visitor.reach(),
            visitor.scopes,
            state.mark(),
            app::desk::today(),
        )
    }

    /// Refuses a unit the visitor's rights do not reach.
    ///
    /// # Errors
    /// When it is out of reach: told like one that does not exist, so that nothing is learnt of it.
    pub(crate) fn must_reach(
        &self,
        region: &str,
        department: &str,
        unit: &str,
    ) -> Result<(), Trouble> {
        match self.visitor.account.is_some()
            && self.visitor.reach().covers_unit(region, department, unit)
        {
            true => Ok(()),
            false => Err(Trouble::NotFound),
        }
    }

    /// Refuses who has not a right that only a part of a page asks for.
    ///
    /// # Errors
    /// When it is not given.
    pub(crate) fn must(&self, right: Right) -> Result<(), Trouble> {
        if self.may(right) { Ok(()) } else { Err(Trouble::Forbidden) }
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
