//! How far the work on a batch is: renews itself until all files are done.

use super::{counts, verdict};
use crate::cx::Cx;
use crate::parts::table::scroll;
use crate::trouble::{Reply, Trouble};
use app::check::{BatchView, FileState};
use axum::extract::Path;
use maud::{Markup, html};

/// Milliseconds between two looks.
const EVERY: u32 = 700;

pub(super) async fn page(cx: Cx, Path(id): Path<String>) -> Reply {
    let view = cx.state.checks.batch(&id, &cx.visitor.name()).ok_or(Trouble::NotFound)?;
    // A single document that is done is what was asked for.
    if let [one] = view.files.as_slice()
        && let FileState::Finished(done) = &one.state
        && !cx.partial
    {
        return Ok(cx.go(&format!("/documents/{}", done.document)));
    }
    let body = html! {
        ol.trail { li { a href="/documents" { (cx.t("nav.documents")) } } }
        h1 { (cx.t("documents.batch")) }
        (part(&cx, &id, &view))
    };
    Ok(cx.page(cx.t("documents.batch"), body))
}

fn part(cx: &Cx, id: &str, view: &BatchView) -> Markup {
    let address = format!("/documents/batch/{id}");
    let going = view.done < view.files.len();
    let (done, all) = (view.done.to_string(), view.files.len().to_string());
    html! {
        div #batch data-part data-renew=[going.then_some(&address)] data-every=[going.then_some(EVERY)] {
            p role="status" { (cx.fill("documents.progress", &[&done, &all])) }
            progress aria-label=(cx.t("documents.batch")) value=(done) max=(all) {}
            @if going {
                noscript {
                    meta http-equiv="refresh" content="2";
                    p { a.button href=(address) { (cx.t("documents.renew")) } }
                }
            } @else { p { (cx.t("documents.all_done")) } }
            (scroll(cx.t("documents.batch"), &table(cx, view)))
        }
    }
}

fn table(cx: &Cx, view: &BatchView) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("documents.file")) }
                th scope="col" { (cx.t("documents.verdict")) }
                th scope="col" { (cx.t("documents.findings")) }
                th.n scope="col" { (cx.t("documents.covered")) }
            } }
            tbody {
                @for file in &view.files {
                    tr {
                        @match &file.state {
                            FileState::Finished(done) => {
                                th scope="row" { a href={ "/documents/" (done.document) } { (file.name) } }
                                td { (verdict(cx, done.verdict, done.unchecked)) }
                                td { (counts(cx, done.findings)) }
                                td.n { (done.coverage) }
                            },
                            FileState::Failed(fault) => {
                                th scope="row" { (file.name) }
                                td colspan="3" { (cx.say(&fault.zh, &fault.en)) }
                            },
                            FileState::Working => {
                                th scope="row" { (file.name) }
                                td colspan="3" { (cx.t("documents.working")) }
                            },
                            FileState::Waiting => {
                                th scope="row" { (file.name) }
                                td colspan="3" { (cx.t("documents.waiting")) }
                            },
                        }
                    }
                }
            }
        }
    }
}
