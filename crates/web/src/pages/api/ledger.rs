//! The ledger for programs: choices, questions, what a figure is made of, its entries.

use super::ask::{Ask, cursor, json, lang};
use super::endpoints::PAGE;
use crate::cx::Cx;
use crate::pages::query::reached;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::{
    self, Behind, Choice, Query, QueryFormat, Within, entries_behind, names_payees, opened,
};
use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Value, json};

/// Entries fetched at a time for a stream.
const BLOCK: usize = 2000;

pub(super) async fn choices(cx: Cx, ask: Ask) -> Reply {
    let (copy, lang) = (cx.clone(), lang(&cx, &ask));
    let all = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            oversight::choices(desk, &within, &[], lang)
        })
        .await?;
    let list = |choices: &[Choice]| -> Vec<Value> {
        choices.iter().map(|(code, name)| json!({ "code": code, "name": name })).collect()
    };
    json(
        &ask.headers,
        &json!({
            "years": all.years,
            "regions": list(&all.regions),
            "departments": list(&all.departments),
            "units": list(&all.units),
            "unit_count": all.unit_count,
            "funds": list(&all.funds),
            "classes": list(&all.classes),
            "economic_classes": list(&all.eco_classes),
        }),
    )
}

/// The question that is asked, within the visitor's reach.
fn question(ask: &Ask, within: Within) -> Query {
    let or_paid = |show: Vec<String>| if show.is_empty() { vec!["paid".to_owned()] } else { show };
    Query {
        rows: ask.all("rows"),
        columns: ask.all("columns"),
        measures: or_paid(ask.all("show")),
        filters: ask.all("where"),
        sort: ask.one("sort").map(str::to_owned),
        top: ask.number("top").map(|n| n as usize),
        as_of: ask.all("as_of"),
        within,
        ..Query::default()
    }
}

/// Payees are seen by those who may see single entries.
fn may_name(cx: &Cx, ask: &Ask) -> Result<(), Trouble> {
    match names_payees(&question(ask, Within::default())).unwrap_or(false) {
        true => cx.must(Right::LedgerDetail),
        false => Ok(()),
    }
}

pub(super) async fn query(cx: Cx, ask: Ask) -> Reply {
    may_name(&cx, &ask)?;
    let (copy, headers) = (cx.clone(), ask.headers.clone());
    let done = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            oversight::query(desk, &question(&ask, within), QueryFormat::Json, copy.lang())
        })
        .await?;
    super::ask::tagged(&headers, "application/json", Bytes::from(done.bytes))
}

pub(super) async fn open(cx: Cx, ask: Ask) -> Reply {
    may_name(&cx, &ask)?;
    let (copy, headers) = (cx.clone(), ask.headers.clone());
    let done = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            opened(desk, &question(&ask, within), copy.lang())
        })
        .await?;
    let parts: Vec<Value> = done
        .parts
        .iter()
        .map(|p| json!({ "kind": p.kind, "fen": p.fen.to_string(), "count": p.count }))
        .collect();
    let whole = done.figure.whole.map(|w| w.to_string());
    let ratio = done.figure.ratio.map(|(n, d)| json!([n.to_string(), d.to_string()]));
    json(
        &headers,
        &json!({
            "as_of": done.seq,
            "books": done.books,
            "missing": done.missing,
            "figure": { "shown": done.figure.text, "whole": whole, "ratio": ratio },
            "parts": parts,
            "count": done.count,
        }),
    )
}

pub(super) async fn entries(cx: Cx, mut ask: Ask) -> Reply {
    let streamed = ask.headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    let streamed = streamed.is_some_and(|a| a.contains("application/x-ndjson"));
    let limit = ask.number("limit").unwrap_or(100).min(PAGE) as usize;
    let after = ask.one("after").and_then(cursor);
    // A cursor stays on the state it began with, whatever is posted meanwhile.
    let as_of = match &after {
        Some((as_of, _)) => *as_of,
        None => cx.state.head(),
    };
    ask.fix("as_of", as_of);
    let after = after.map(|(_, place)| place);
    if streamed {
        return Ok(stream(cx, ask, after));
    }
    let (copy, headers) = (cx.clone(), ask.headers.clone());
    let found = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            entries_behind(desk, &question(&ask, within), after, limit + 1)
        })
        .await?;
    let more = found.len() > limit;
    let page: Vec<Value> = found.iter().take(limit).map(entry).collect();
    let next = found.get(limit.saturating_sub(1)).filter(|_| more);
    let next = next.map(|e| format!("{as_of}-{}-{}", e.book, e.seq));
    json(&headers, &json!({ "as_of": as_of, "entries": page, "next": next }))
}

fn entry(e: &Behind) -> Value {
    json!({
        "book": e.book,
        "entry": e.seq,
        "day": e.day,
        "kind": e.kind,
        "unit": e.unit,
        "project": e.project,
        "function": e.codes.0,
        "economic": e.codes.1,
        "fen": e.fen.to_string(),
        "payee": e.payee,
        "purpose": e.purpose,
        "file": e.source.0,
        "row": e.source.1,
    })
}

/// All entries, a line each, as they are read: memory stays the same whatever their number, and a reader
/// that is slow makes the reading wait, without keeping the ledger from others. A stream that cannot go on
/// breaks off, so that it does not look complete.
fn stream(cx: Cx, ask: Ask, mut after: Option<(String, i64)>) -> axum::response::Response {
    let (send, receive) = tokio::sync::mpsc::channel::<std::io::Result<Bytes>>(2);
    let ask = std::sync::Arc::new(ask);
    tokio::spawn(async move {
        loop {
            let (copy, ask, from) = (cx.clone(), std::sync::Arc::clone(&ask), after.clone());
            let found = cx.desk(move |desk| block(&copy, desk, &ask, from)).await;
            let Ok(found) = found else {
                let broken = std::io::Error::other("the ledger could not be read on");
                let _ = send.send(Err(broken)).await;
                return;
            };
            let lines: String = found.iter().map(|e| format!("{}\n", entry(e))).collect();
            after = found.last().map(|e| (e.book.clone(), e.seq));
            if send.send(Ok(Bytes::from(lines))).await.is_err() || found.len() < BLOCK {
                return;
            }
        }
    });
    let body = Body::from_stream(Receiving(receive));
    ([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response()
}

fn block(
    cx: &Cx,
    desk: &mut Desk,
    ask: &Ask,
    after: Option<(String, i64)>,
) -> Result<Vec<Behind>, Fault> {
    let within = reached(cx, desk)?;
    entries_behind(desk, &question(ask, within), after, BLOCK)
}

/// What is received, as a stream.
struct Receiving<T>(tokio::sync::mpsc::Receiver<T>);

impl<T> futures_core::Stream for Receiving<T> {
    type Item = T;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<T>> {
        self.0.poll_recv(cx)
    }
}
