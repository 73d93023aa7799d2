//! The batches of the ledger, the form that sends a file, and a batch taken back.

use super::reached;
use crate::cx::Cx;
use crate::guard::Posted;
use crate::parts::form::{Line, choice, line, refusal, token};
use crate::parts::table::{chip, empty, scroll};
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::desk::reverse_batch;
use app::desk::upload::{Batch, batches};
use axum::extract::Query;
use axum::http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;

/// Batches on a page.
const PAGE: u32 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: String,
    done: String,
}

pub(super) async fn page(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    show(&cx, &asked, StatusCode::OK, None).await
}

async fn show(cx: &Cx, asked: &Asked, status: StatusCode, why: Option<&str>) -> Reply {
    reached(cx).await?;
    let before = asked.before.parse().ok();
    let (found, mappings) =
        cx.desk(move |desk| Ok((batches(desk, before, PAGE)?, desk.mappings()))).await?;
    let last = found.last().map(|b| b.number).filter(|n| *n > 1);
    let body = html! {
        h1 { (cx.t("nav.imports")) }
        p.lead { (cx.t("imports.lead")) }
        (refusal(why))
        @if asked.done == "undo" { p.said role="status" { (cx.t("imports.undone")) } }
        (form(cx, &mappings))
        h2 { (cx.t("imports.batches")) }
        @if found.is_empty() { (empty(cx.t("imports.none"), cx.t("imports.none_do"))) }
        @else {
            (scroll(cx.t("imports.batches"), &table(cx, &found)))
            @if let Some(last) = last {
                p.pager { a.button href={ "/imports?before=" (last) } { (cx.t("imports.earlier")) } }
            }
        }
    };
    Ok(cx.page_with(status, cx.t("nav.imports"), body))
}

fn form(cx: &Cx, mappings: &[(String, String)]) -> Markup {
    html! {
        form.drop.no-print method="post" action="/imports" enctype="multipart/form-data" {
            (token(cx))
            label for="f-file" { (cx.t("imports.file")) }
            input #f-file type="file" name="file" accept=".csv,.xlsx,.xls,.txt" required;
            p.minor { (cx.t("imports.formats")) }
            (how(cx, mappings, "", None, ""))
            button.primary { (cx.t("imports.look")) }
            p data-busy role="status" hidden { (cx.t("imports.busy")) }
        }
    }
}

/// How a file is read: its mapping, and what stands in where rows say nothing.
pub(super) fn how(
    cx: &Cx,
    mappings: &[(String, String)],
    mapping: &str,
    year: Option<i32>,
    day: &str,
) -> Markup {
    let mut options = vec![(String::new(), cx.t("imports.best").to_owned())];
    options.extend(mappings.iter().map(|(id, title)| (id.clone(), format!("{id} · {title}"))));
    let year = year.map_or_else(String::new, |y| y.to_string());
    html! {
        div.inline {
            (choice("mapping", cx.t("imports.mapping"), &options, mapping))
            (line(&Line { name: "year", label: cx.t("imports.year"), value: &year, kind: "number", ..Line::default() }))
            (line(&Line { name: "day", label: cx.t("imports.day"), value: day, kind: "date", ..Line::default() }))
        }
    }
}

fn table(cx: &Cx, found: &[Batch]) -> Markup {
    html! {
        table {
            thead { tr {
                th.n scope="col" { (cx.t("imports.batch")) }
                th scope="col" { (cx.t("imports.source")) }
                th scope="col" { (cx.t("imports.when")) }
                th scope="col" { (cx.t("imports.who")) }
                th.n scope="col" { (cx.t("imports.entries")) }
                th scope="col" { (cx.t("imports.undo")) }
            } }
            tbody { @for b in found { tr {
                td.n { (b.number) }
                th.long scope="row" {
                    @if b.sha256.is_empty() { (b.source) } @else { a href={ "/imports/" (b.sha256) } { (b.source) } }
                    @if !b.reason.is_empty() { p.minor { (b.reason) } }
                }
                td { (b.at) }
                td { (b.by) }
                td.n { (b.entries) }
                td { (undoing(cx, b)) }
            } } }
        }
    }
}

fn undoing(cx: &Cx, b: &Batch) -> Markup {
    html! {
        @if b.entries > 0 && b.reversed == b.entries { (chip("", cx.t("imports.taken_back"))) }
        @else if b.reversed > 0 { (chip("yellow", &cx.fill("imports.partly_back", &[&b.reversed.to_string()]))) }
        @else if !b.sha256.is_empty() && b.entries > 0 {
            details {
                summary { (cx.t("imports.undo")) span.unseen { " " (b.number) } }
                form method="post" action="/imports/undo" {
                    (token(cx))
                    input type="hidden" name="batch" value=(b.number);
                    label for={ "f-reason-" (b.number) } { (cx.t("imports.reason")) }
                    input id={ "f-reason-" (b.number) } name="reason" required autocomplete="off";
                    button { (cx.t("imports.undo_do")) }
                }
            }
        }
    }
}

pub(super) async fn undo(cx: Cx, posted: Posted) -> Reply {
    reached(&cx).await?;
    let batch: u64 = posted.one("batch").parse().map_err(|_| Trouble::NotFound)?;
    let reason = posted.one("reason").to_owned();
    if reason.is_empty() {
        let why = cx.t("imports.no_reason");
        return show(&cx, &Asked::default(), StatusCode::UNPROCESSABLE_ENTITY, Some(why)).await;
    }
    let done = cx
        .write("import.undo", &batch.to_string(), move |desk| {
            // Only what came from a file is taken back here; other batches have ways of their own.
            let found = batches(desk, batch.checked_add(1), 1)?;
            match found.iter().any(|b| b.number == batch && !b.sha256.is_empty()) {
                true => reverse_batch(desk, batch, &reason).map(|_| ()),
                false => Err(Fault::new(
                    format!("第 {batch} 批不是导入的文件，不能在这里撤销"),
                    format!("batch {batch} is no imported file and is not undone here"),
                )),
            }
        })
        .await;
    match done {
        Ok(()) => Ok(cx.go("/imports?done=undo")),
        Err(Trouble::Fault(why)) => {
            let why = cx.say(&why.zh, &why.en).to_owned();
            show(&cx, &Asked::default(), StatusCode::UNPROCESSABLE_ENTITY, Some(&why)).await
        }
        Err(other) => Err(other),
    }
}
