//! One entry: every field, the row it came from, who posted it, its hash, and what takes it back.

use crate::cx::Cx;
use crate::trouble::{Reply, Trouble};
use app::desk::oversight::{EntryView, entry};
use axum::extract::Path;
use maud::{Markup, html};

pub(super) async fn page(cx: Cx, Path((book, seq)): Path<(String, String)>) -> Reply {
    // A number that is none is a page that is not there.
    let Ok(number) = seq.parse::<u64>() else { return Err(Trouble::NotFound) };
    let lang = cx.lang();
    let found = cx.desk(move |desk| entry(desk, &book, number, lang)).await?;
    let Some(view) = found else { return Err(Trouble::NotFound) };
    let [region, department, unit] = &view.place;
    cx.must_reach(region, department, unit)?;
    let title = cx.fill("query.entry_title", &[&view.seq.to_string()]);
    Ok(cx.page(&title, body(&cx, &title, &view)))
}

fn body(cx: &Cx, title: &str, e: &EntryView) -> Markup {
    let book = crate::parts::url(&e.book.0);
    let link = |seq: u64| html! { a href={ "/entry/" (book) "/" (seq) } { (seq) } };
    html! {
        ol.trail { li { a href="/query" { (cx.t("nav.query")) } } li { (title) } }
        h1 { (e.kind) " " span.figure { (e.amount) } }
        @if let Some(seq) = e.reversed_by {
            p.note { (cx.t("query.reversed_by")) " " (link(seq)) }
        }
        @if let Some(seq) = e.reverses {
            p.note { (cx.t("query.reverses")) " " (link(seq)) }
        }
        div.columns {
            section.card aria-labelledby="fields" {
                h2 id="fields" { (cx.t("query.fields")) }
                dl.facts { @for (name, text) in &e.fields { dt { (name) } dd { (text) } } }
            }
            div {
                section.card aria-labelledby="source" {
                    h2 id="source" { (cx.t("query.source")) }
                    @if e.source.0.is_empty() { p { (cx.t("query.no_source")) } }
                    @else {
                        dl.facts {
                            dt { (cx.t("query.file")) } dd { (e.source.0) }
                            @if !e.source.1.is_empty() { dt { (cx.t("query.sheet")) } dd { (e.source.1) } }
                            @if let Some(row) = e.source.2 { dt { (cx.t("query.line")) } dd { (row) } }
                        }
                    }
                }
                section.card aria-labelledby="batch" {
                    h2 id="batch" { (cx.fill("query.batch", &[&e.batch.number.to_string()])) }
                    dl.facts {
                        dt { (cx.t("query.who")) } dd { (e.batch.actor) }
                        dt { (cx.t("query.when")) } dd { (e.batch.at) }
                        dt { (cx.t("query.from_what")) } dd { (e.batch.source) }
                        @if !e.batch.sha256.is_empty() { dt { "SHA-256" } dd { code { (e.batch.sha256) } } }
                        @if !e.batch.reason.is_empty() { dt { (cx.t("query.why")) } dd { (e.batch.reason) } }
                    }
                }
                section.card aria-labelledby="chain" {
                    h2 id="chain" { (cx.t("query.chain")) }
                    dl.facts {
                        dt { (cx.t("query.book")) } dd { (e.book.0) " " (e.book.1) }
                        dt { (cx.t("query.entry")) } dd { (e.seq) }
                        dt { "SM3" } dd { code { (e.hash) } }
                    }
                    @if e.seq > 1 { p { (cx.t("query.chain_how")) } }
                }
            }
        }
    }
}
