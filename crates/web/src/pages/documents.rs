//! Reports that are checked: sent, judged in the background, shown with every figure marked, decided upon and
//! compared with the version before. Accounts keep them; visitors see theirs for an hour.

mod asked;
mod batch;
mod compare;
mod decide;
mod download;
mod figure;
mod findings;
mod list;
mod opened;
mod page;
mod printed;
mod send;
mod sheet;

pub(super) use list::{Asked, listed};
pub(super) use opened::open;
pub(crate) use send::{resume, upload};

use crate::cx::Cx;
use crate::parts::table::chip;
use crate::routes::Pages;
use access::Right;
use maud::{Markup, html};
use report::Verdict;

pub(crate) fn pages() -> Pages {
    const CHECK: Right = Right::DocumentCheck;
    Pages::default()
        .get("/documents", CHECK, list::page)
        .post("/documents", CHECK, send::post)
        .get("/documents/batch/{id}", CHECK, batch::page)
        .get("/documents/{id}", CHECK, page::page)
        .get("/documents/{id}/download.docx", CHECK, download::docx)
        .get("/documents/{id}/download.xlsx", CHECK, download::xlsx)
        .get("/documents/{id}/download.html", CHECK, download::html)
        .get("/documents/{id}/download.json", CHECK, download::json)
        .get("/documents/{id}/download.original", CHECK, download::file)
        .get("/documents/{id}/page/{number}", CHECK, printed::page)
        .get("/documents/{id}/page/{number}/picture.png", CHECK, printed::picture)
        .get("/documents/{id}/compare/{other}", CHECK, compare::page)
        .post("/documents/{id}/decide", CHECK, decide::decide)
        .post("/documents/{id}/undo", CHECK, decide::undo)
}

/// The verdict as a mark.
fn verdict(cx: &Cx, verdict: Verdict, unchecked: bool) -> Markup {
    let (class, word) = match verdict {
        Verdict::Clean if unchecked => ("unchecked", "documents.unchecked"),
        Verdict::Clean => ("clean", "documents.clean"),
        Verdict::Findings => ("findings", "documents.found"),
        Verdict::Unreadable => ("unreadable", "documents.unreadable"),
    };
    chip(class, cx.t(word))
}

/// The verdict of a record.
fn verdict_of(id: &str) -> Verdict {
    match id {
        "clean" => Verdict::Clean,
        "findings" => Verdict::Findings,
        _ => Verdict::Unreadable,
    }
}

/// How many findings of each severity, where there are any.
fn counts(cx: &Cx, findings: [usize; 3]) -> Markup {
    use app::Severity::{Error, Notice, Warning};
    let all = [Error, Warning, Notice].into_iter().zip(findings);
    html! {
        @for (severity, n) in all.filter(|(_, n)| *n > 0) {
            (chip(severity.id(), &format!("{} {n}", cx.lang().severity(severity)))) " "
        }
    }
}
