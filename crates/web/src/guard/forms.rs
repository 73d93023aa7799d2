//! Forms as they arrive: read only when they carry the token of the visitor's session.

use crate::cx::Cx;
use crate::state::State;
use crate::trouble::Trouble;
use app::Fault;
use axum::Form;
use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of the token's field, and of the header in its place.
const TOKEN: &str = "_csrf";
const HEADER: &str = "x-csrf";

/// A form: its fields in the order of their names, each with all its values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Posted(pub(crate) BTreeMap<String, Vec<String>>);

impl Posted {
    /// The value of a field, without spaces around it; empty when it is not there.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.0.get(name).and_then(|v| v.first()).map_or("", |v| v.trim())
    }

    /// The value of a field as it was typed.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.get(name).and_then(|v| v.first()).map_or("", String::as_str)
    }

    fn of(pairs: Vec<(String, String)>) -> Posted {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            all.entry(name).or_default().push(value);
        }
        Posted(all)
    }
}

impl FromRequest<Arc<State>> for Posted {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &Arc<State>) -> Result<Posted, Trouble> {
        let (parts, body) = request.into_parts();
        let cx = Cx::of(&parts, state);
        let header = parts.headers.get(HEADER).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let request = Request::from_parts(parts, body);
        let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, state)
            .await
            .map_err(|e| refused(&cx, e.status(), &e.body_text()))?;
        let posted = Posted::of(pairs);
        genuine(&cx, header.as_deref().unwrap_or(posted.one(TOKEN)))?;
        Ok(posted)
    }
}

/// A form with files: fields, and the files one after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uploaded {
    pub(crate) fields: Posted,
    /// Field, name of the file, its bytes.
    pub(crate) files: Vec<(String, String, Bytes)>,
}

impl FromRequest<Arc<State>> for Uploaded {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &Arc<State>) -> Result<Uploaded, Trouble> {
        let (parts, body) = request.into_parts();
        let cx = Cx::of(&parts, state);
        let header = parts.headers.get(HEADER).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let request = Request::from_parts(parts, body);
        let mut form = Multipart::from_request(request, state)
            .await
            .map_err(|e| refused(&cx, e.status(), &e.body_text()))?;
        // The token stands before the files: nothing of a forged form is kept.
        let mut known = cx.visitor.scopes.is_some() || cx.visitor.account.is_none();
        if let Some(header) = header {
            genuine(&cx, &header)?;
            known = true;
        }
        let mut uploaded = Uploaded::default();
        while let Some(field) =
            form.next_field().await.map_err(|e| refused(&cx, e.status(), &e.body_text()))?
        {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(plain_name) {
                None => {
                    let text = text(&cx, field).await?;
                    if name == TOKEN {
                        genuine(&cx, &text)?;
                        known = true;
                    }
                    uploaded.fields.0.entry(name).or_default().push(text);
                }
                Some(_) if !known => return Err(Trouble::Forged),
                Some(file) => {
                    let bytes = field.bytes().await;
                    let bytes = bytes.map_err(|e| refused(&cx, e.status(), &e.body_text()))?;
                    if !(file.is_empty() && bytes.is_empty()) {
                        uploaded.files.push((name, file, bytes));
                    }
                }
            }
        }
        if known { Ok(uploaded) } else { Err(Trouble::Forged) }
    }
}

async fn text(cx: &Cx, field: Field<'_>) -> Result<String, Trouble> {
    field.text().await.map_err(|e| refused(cx, e.status(), &e.body_text()))
}

/// The last part of a name, whatever folders somebody has put before it.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn genuine(cx: &Cx, token: &str) -> Result<(), Trouble> {
    // Who has no session has nothing that a forged form could use; a token is not sent by browsers.
    let free = cx.visitor.account.is_none() || cx.visitor.scopes.is_some();
    match free || (!token.is_empty() && access::same(token, &cx.visitor.csrf)) {
        true => Ok(()),
        false => Err(Trouble::Forged),
    }
}

fn refused(cx: &Cx, status: StatusCode, why: &str) -> Trouble {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Trouble::TooLarge(cx.state.config.largest),
        _ => Trouble::Malformed(Fault::new(
            format!("无法读取提交的内容：{why}"),
            format!("what was sent cannot be read: {why}"),
        )),
    }
}
