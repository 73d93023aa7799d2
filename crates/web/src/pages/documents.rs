//! Reports that are checked: dropped, judged, and what was found. Nothing of them is kept.

use crate::cx::Cx;
use crate::guard::Uploaded;
use crate::parts::form::token;
use crate::parts::table::{chip, scroll};
use crate::routes::Pages;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::Fault;
use axum::response::Response;
use maud::{Markup, html};
use report::{Audited, Verdict};
use std::time::Duration;

/// Uploads of one address in a minute, where nobody has logged in.
const TRIES: u32 = 30;

/// How long one document may take.
const LIMIT: Duration = Duration::from_secs(60);

pub(crate) fn pages() -> Pages {
    Pages::default().get("/documents", Right::DocumentCheck, form).post(
        "/documents",
        Right::DocumentCheck,
        check,
    )
}

async fn form(cx: Cx) -> Response {
    let body = html! {
        h1 { (cx.t("nav.documents")) }
        p.lead { (cx.t("documents.lead")) }
        (upload(&cx))
    };
    cx.page(cx.t("nav.documents"), body)
}

/// The form, also for the first page.
pub(super) fn upload(cx: &Cx) -> Markup {
    html! {
        form.drop method="post" action="/documents" enctype="multipart/form-data" {
            (token(cx))
            label for="f-files" { (cx.t("documents.files")) }
            input #f-files type="file" name="files" multiple required;
            p.minor { (cx.t("documents.formats")) }
            button.primary { (cx.t("documents.go")) }
            p data-busy role="status" hidden { (cx.t("documents.busy")) }
        }
    }
}

async fn check(cx: Cx, uploaded: Uploaded) -> Reply {
    if cx.visitor.account.is_none() {
        let who = format!("check {}", cx.visitor.address);
        let wait = cx.state.pace.try_once(&who, TRIES, Duration::from_secs(60));
        wait.map_err(Trouble::TooMany)?;
    }
    if uploaded.files.is_empty() {
        let none = Fault::new("没有选择文件", "no file was chosen");
        return Err(Trouble::Malformed(none));
    }
    let knowledge = cx.desk(|desk| Ok(desk.knowledge().clone())).await?;
    let mut all = Vec::new();
    for (_, name, bytes) in uploaded.files {
        let knowledge = knowledge.clone();
        let work = move || app::audit_bytes(&name, bytes.to_vec(), &knowledge, LIMIT);
        let audited = tokio::task::spawn_blocking(work).await;
        all.push(audited.map_err(|_| Trouble::Fault(crate::pool::broke_down()))?);
    }
    let body = html! {
        h1 { (cx.t("documents.result")) }
        @for one in &all { (result(&cx, one)) }
        h2 { (cx.t("documents.more")) }
        (upload(&cx))
    };
    Ok(cx.page(cx.t("documents.result"), body))
}

fn result(cx: &Cx, one: &Audited) -> Markup {
    let figures = one.figures();
    let (class, word) = match one.verdict() {
        Verdict::Clean if figures.amounts == 0 => ("unchecked", "documents.unchecked"),
        Verdict::Clean => ("clean", "documents.clean"),
        Verdict::Findings => ("findings", "documents.found"),
        Verdict::Unreadable => ("unreadable", "documents.unreadable"),
    };
    let amounts = [figures.amounts, figures.pinned, figures.free].map(|n| n.to_string());
    let [all, pinned, free] = &amounts;
    html! {
        section.card {
            h2 { (one.path) " " (chip(class, cx.t(word))) }
            @if one.content.is_some() {
                p.minor { (cx.fill("documents.coverage", &[all, pinned, free, &figures.coverage()])) }
            }
            @for problem in &one.problems { p.note { (cx.lang().problem(problem)) } }
            @if one.content.as_ref().is_some_and(|c| !c.audit.findings.is_empty()) {
                (scroll(&one.path, &findings(cx, one)))
            }
        }
    }
}

fn findings(cx: &Cx, one: &Audited) -> Markup {
    let list = one.content.as_ref().map(|c| c.audit.findings.as_slice()).unwrap_or_default();
    let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("documents.severity")) }
                th scope="col" { (cx.t("documents.what")) }
                th.n scope="col" { (cx.t("documents.stated")) }
                th.n scope="col" { (cx.t("documents.expected")) }
                th scope="col" { (cx.t("documents.place")) }
            } }
            tbody {
                @for finding in list {
                    tr {
                        td { (chip(finding.severity.id(), cx.lang().severity(finding.severity))) }
                        td.long {
                            strong { (cx.lang().pick(&finding.title)) } " " small { (finding.rule) }
                            p { (cx.lang().pick(&finding.message)) }
                            p.minor { (finding.basis.join(cx.say("；", "; "))) }
                        }
                        td.n { (or(&finding.stated)) }
                        td.n { (or(&finding.expected)) }
                        td {
                            @if let Some(place) = finding.places.first() {
                                (cx.lang().spot(&place.spot, one.format())) " "
                                (place.row) " " (place.column)
                            }
                        }
                    }
                }
            }
        }
    }
}
