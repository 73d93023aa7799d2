//! Who asks, analyses, what was published, and the audit of a file, for programs.

use super::ask::{Ask, json, lang, tagged};
use crate::cx::Cx;
use crate::pages::query::reached;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::Fault;
use app::desk::oversight::{self, Analyse, AnalyseFormat, analysed, analysis_names, years};
use axum::body::Bytes;
use axum::extract::Path;
use report::Engine;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// How long one document may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Rows of an analysis that are listed; what it counts is of all.
const ROWS: usize = 1000;

pub(super) async fn me(cx: Cx, ask: Ask) -> Reply {
    let account = cx.visitor.account.clone().ok_or(Trouble::LogIn)?;
    let rights: Vec<&str> = Right::ALL.iter().filter(|r| cx.may(**r)).map(|r| r.id()).collect();
    json(
        &ask.headers,
        &json!({
            "name": account.name,
            "role": account.role.id(),
            "rights": rights,
            "reach": {
                "everything": account.reach.is_all(),
                "regions": account.reach.regions,
                "departments": account.reach.departments,
                "units": account.reach.units,
            },
        }),
    )
}

pub(super) async fn analyses(cx: Cx, ask: Ask) -> Reply {
    let all = analysis_names(lang(&cx, &ask));
    let shown = all.iter().filter(|a| !a.detail || cx.may(Right::LedgerDetail));
    let list: Vec<Value> =
        shown.map(|a| json!({ "id": a.id, "name": a.name, "tells": a.tells })).collect();
    json(&ask.headers, &list)
}

pub(super) async fn analysis(cx: Cx, Path(id): Path<String>, ask: Ask) -> Reply {
    let all = analysis_names(cx.lang());
    let found = all.iter().find(|a| a.id == id).ok_or(Trouble::NotFound)?;
    if found.detail {
        cx.must(Right::LedgerDetail)?;
    }
    let (copy, headers) = (cx.clone(), ask.headers.clone());
    let bytes = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            let latest = years(desk, &within)?.first().and_then(|y| y.parse().ok());
            let year = ask.number("year").and_then(|y| i32::try_from(y).ok());
            let asked = Analyse {
                kind: id,
                year: year.or(latest).unwrap_or_else(oversight::this_year),
                month: ask.number("month"),
                units: ask.all("unit"),
                departments: ask.all("department"),
                top: ROWS,
                within,
                ..Analyse::default()
            };
            analysed(desk, &asked, AnalyseFormat::Json, copy.lang())
        })
        .await?;
    tagged(&headers, "application/json", Bytes::from(bytes))
}

pub(super) async fn published(cx: Cx, ask: Ask) -> Reply {
    let all = cx.desk(app::desk::published).await?;
    let list: Vec<Value> = all
        .iter()
        .map(|p| {
            let files = p.files.iter().map(|f| {
                let address = format!("/published/file/{}", f.sha256);
                json!({ "name": f.name, "sha256": f.sha256, "address": address })
            });
            json!({
                "entry": p.seq,
                "kind": p.kind,
                "title": p.title,
                "unit": p.unit,
                "unit_name": p.unit_name,
                "year": p.year,
                "month": p.month,
                "files": files.collect::<Vec<_>>(),
            })
        })
        .collect();
    json(&ask.headers, &list)
}

pub(super) async fn audit(cx: Cx, ask: Ask, body: Bytes) -> Reply {
    if body.is_empty() {
        let none = Fault::new(
            "请求正文是空的，应为要审核的文件",
            "the body is empty; it should be the file",
        );
        return Err(Trouble::Malformed(none));
    }
    if cx.visitor.account.is_none() {
        let who = format!("check {}", cx.visitor.address);
        let wait = cx.state.pace.try_once(&who, 30, Duration::from_secs(60));
        wait.map_err(Trouble::TooMany)?;
    }
    let name = ask.one("name").unwrap_or("-").to_owned();
    let knowledge = cx.desk(|desk| Ok(Arc::clone(desk.knowledge()))).await?;
    let rules = knowledge.rulebook.hash.clone();
    let work = move || app::audit_bytes(&name, body.to_vec(), &knowledge, LIMIT);
    let audited = tokio::task::spawn_blocking(work).await;
    let audited = audited.map_err(|_| Trouble::Fault(crate::pool::broke_down()))?;
    let engine = Engine { version: app::VERSION.to_owned(), rules };
    let text = report::json(&[audited], &engine, cx.lang());
    let text = text.map_err(|e| app::Fault::new(e.to_string(), e.to_string()))?;
    tagged(&ask.headers, "application/json", Bytes::from(text))
}
