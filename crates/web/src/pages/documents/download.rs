//! The result as a file, and the file that was sent.

use super::opened::{Opened, bytes, open};
use crate::cx::Cx;
use crate::pages::query::download;
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::check::{Marks, paper, title};
use axum::extract::Path;
use report::Engine;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Formats that are offered.
pub(super) const FORMATS: [&str; 4] = ["docx", "xlsx", "html", "json"];

pub(super) async fn docx(cx: Cx, Path(id): Path<String>) -> Reply {
    made(&cx, &id, "docx", DOCX, |cx, opened| {
        let content = opened.audited.content.as_ref();
        let told = content.map(|c| Marks::new(c).findings(cx.lang())).unwrap_or_default();
        let document = paper(&opened.audited, &told, &opened.decisions, cx.lang());
        app::desk::bytes(&document, "docx", &title(&opened.audited))
    })
    .await
}

pub(super) async fn xlsx(cx: Cx, Path(id): Path<String>) -> Reply {
    made(&cx, &id, "xlsx", XLSX, |cx, opened| {
        app::workbook(&[(*opened.audited).clone()], cx.lang())
    })
    .await
}

pub(super) async fn html(cx: Cx, Path(id): Path<String>) -> Reply {
    made(&cx, &id, "html", "text/html; charset=utf-8", |cx, opened| {
        let all = [(*opened.audited).clone()];
        Ok(report::html(&all, &engine(opened), cx.lang()).into_bytes())
    })
    .await
}

pub(super) async fn json(cx: Cx, Path(id): Path<String>) -> Reply {
    made(&cx, &id, "json", "application/json", |cx, opened| {
        let all = [(*opened.audited).clone()];
        let text = report::json(&all, &engine(opened), cx.lang());
        Ok(text.map_err(|e| Fault::new(e.to_string(), e.to_string()))?.into_bytes())
    })
    .await
}

/// The file as it was sent.
pub(super) async fn file(cx: Cx, Path(id): Path<String>) -> Reply {
    let opened = open(&cx, &id).await?;
    let bytes = bytes(&cx, &opened).await?.as_ref().clone();
    Ok(download(&opened.audited.path, "application/octet-stream", bytes))
}

fn engine(opened: &Opened) -> Engine {
    let rules = opened.knowledge.rulebook.hash.clone();
    Engine { version: app::VERSION.to_owned(), rules }
}

async fn made(
    cx: &Cx,
    id: &str,
    format: &'static str,
    kind: &'static str,
    make: impl FnOnce(&Cx, &Opened) -> Result<Vec<u8>, Fault> + Send + 'static,
) -> Reply {
    let opened = open(cx, id).await?;
    let name = format!("{}-{}.{format}", title(&opened.audited), cx.t("documents.file_name"));
    let copy = cx.clone();
    let work = tokio::task::spawn_blocking(move || make(&copy, &opened));
    let bytes = work.await.map_err(|_| Trouble::Fault(crate::pool::broke_down()))??;
    Ok(download(&name, kind, bytes))
}
