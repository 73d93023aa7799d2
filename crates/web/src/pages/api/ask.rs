//! What a program asks, checked against the table: what is not in it is refused, not passed over.

use super::endpoints::{Endpoint, Kind, of};
use crate::cx::Cx;
use crate::state::State;
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::desk::oversight::{dims, measures};
use axum::body::Bytes;
use axum::extract::{FromRequestParts, MatchedPath, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The parameters of a request that pass.
pub(super) struct Ask {
    pairs: Vec<(String, String)>,
    /// Headers of the request.
    pub(super) headers: HeaderMap,
}

impl Ask {
    /// The value of a parameter.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// All values of a parameter.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        let found = self.pairs.iter().filter(|(n, _)| n == name);
        found.map(|(_, v)| v.clone()).collect()
    }

    /// Fixes the state of the ledger that is asked, unless one is asked for.
    pub(super) fn fix(&mut self, name: &str, value: u64) {
        if self.one(name).is_none() {
            self.pairs.push((name.to_owned(), value.to_string()));
        }
    }

    /// A number within its bounds.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.one(name)?.parse().ok()
    }
}

impl FromRequestParts<Arc<State>> for Ask {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<State>) -> Result<Ask, Trouble> {
        let path = parts.extensions.get::<MatchedPath>().ok_or(Trouble::NotFound)?;
        let endpoint = of(parts.method.as_str(), path.as_str()).ok_or(Trouble::NotFound)?;
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let Query(pairs) = pairs.map_err(|e| {
            malformed(format!("网址无法读取：{e}"), format!("the address cannot be read: {e}"))
        })?;
        check(endpoint, &pairs)?;
        Ok(Ask { pairs, headers: parts.headers.clone() })
    }
}

fn check(endpoint: &Endpoint, pairs: &[(String, String)]) -> Result<(), Trouble> {
    for (n, (name, value)) in pairs.iter().enumerate() {
        let mut known = endpoint.params.iter().filter(|p| p.place == "query");
        let Some(param) = known.find(|p| p.name == name) else {
            return Err(malformed(
                format!("没有参数“{name}”；见 /api/v1/openapi.json"),
                format!("there is no parameter “{name}”; see /api/v1/openapi.json"),
            ));
        };
        let again = pairs.iter().take(n).any(|(before, _)| before == name);
        if again && !param.kind.several() {
            return Err(malformed(
                format!("参数“{name}”只能给一次"),
                format!("the parameter “{name}” is given once"),
            ));
        }
        if !fits(param.kind, value) {
            return Err(malformed(
                format!("参数“{name}”的值“{value}”不合要求；见 /api/v1/openapi.json"),
                format!("“{value}” is no value of “{name}”; see /api/v1/openapi.json"),
            ));
        }
    }
    Ok(())
}

fn fits(kind: Kind, value: &str) -> bool {
    match kind {
        Kind::Text => plain(value),
        Kind::Dims => is_dim(value),
        Kind::Measure | Kind::Measures => is_measure(value),
        Kind::Sort => is_measure(value.strip_prefix('+').unwrap_or(value)),
        Kind::Where => value.split_once('=').is_some_and(|(dim, values)| {
            is_dim(dim.strip_suffix('!').unwrap_or(dim)) && plain(values)
        }),
        Kind::AsOf => as_of(value),
        Kind::OneOf(values) => values.contains(&value),
        Kind::Number(least, most) => {
            let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
            digits && value.parse::<u32>().is_ok_and(|n| (least..=most).contains(&n))
        }
        Kind::Cursor => cursor(value).is_some(),
    }
}

/// A text that begins with something and has no control characters.
fn plain(value: &str) -> bool {
    value.chars().next().is_some_and(|c| !c.is_whitespace())
        && !value.chars().any(|c| c < ' ' || c == '\u{7f}')
}

fn is_dim(id: &str) -> bool {
    dims(report::Lang::En).iter().any(|d| d.id == id)
}

fn is_measure(id: &str) -> bool {
    measures(report::Lang::En).iter().any(|m| m.id == id)
}

/// An entry number or a day.
fn as_of(value: &str) -> bool {
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    match value.split('-').collect::<Vec<_>>().as_slice() {
        [entry] => (1..=18).contains(&entry.len()) && digits(entry),
        [year, month, day] => {
            (year.len(), month.len(), day.len()) == (4, 2, 2)
                && [year, month, day].iter().all(|t| digits(t))
        }
        _ => false,
    }
}

/// A cursor: the state it belongs to, and the book and number of the last entry before it.
pub(super) fn cursor(text: &str) -> Option<(u64, (String, i64))> {
    let mut parts = text.splitn(3, '-');
    let (as_of, book, seq) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |t: &str| !t.is_empty() && t.len() <= 18 && t.bytes().all(|b| b.is_ascii_digit());
    if ![as_of, book, seq].into_iter().all(digits) {
        return None;
    }
    Some((as_of.parse().ok()?, (book.to_owned(), seq.parse().ok()?)))
}

fn malformed(zh: String, en: String) -> Trouble {
    Trouble::Malformed(Fault::new(zh, en))
}

/// A value as JSON, with a tag by which the same answer need not be sent twice.
pub(super) fn json<T: Serialize>(headers: &HeaderMap, value: &T) -> Reply {
    let text = serde_json::to_vec(value).map_err(|e| Fault::new(e.to_string(), e.to_string()))?;
    tagged(headers, "application/json", Bytes::from(text))
}

/// Bytes with their tag.
pub(super) fn tagged(headers: &HeaderMap, kind: &'static str, bytes: Bytes) -> Reply {
    let hash = Sha256::digest(&bytes);
    let hex: String = hash.iter().take(12).map(|b| format!("{b:02x}")).collect();
    let tag = format!("\"{hex}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let same = known.is_some_and(|k| k.split(',').any(|t| t.trim() == tag));
    let mut response = match same {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// The language that is asked for, else the visitor's.
pub(super) fn lang(cx: &Cx, ask: &Ask) -> report::Lang {
    ask.one("lang").map_or(cx.lang(), report::Lang::from_locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_in_the_table_is_refused() {
        let endpoint = of("GET", "/api/v1/entries").unwrap();
        let asked = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> =
                pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            check(endpoint, &pairs).is_ok()
        };
        assert!(asked(&[("where", "year=2024"), ("where", "unit=1"), ("limit", "5")]));
        assert!(asked(&[("after", "38474-140900000-12")]));
        for wrong in [
            [("limit", "0")],
            [("limit", "5.0")],
            [("limit", "")],
            [("after", "12")],
            [("after", "1-2-x")],
            [("unknown", "1")],
            [("where", " ")],
        ] {
            assert!(!asked(&wrong), "{wrong:?}");
        }
        assert!(!asked(&[("limit", "1"), ("limit", "2")]));
    }
}
