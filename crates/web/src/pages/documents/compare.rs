//! Two versions of a document beside each other: what changed in its figures and its findings.

use super::asked::Asked;
use super::list::moment;
use super::opened::{Opened, open};
use crate::cx::Cx;
use crate::parts::table::{chip, scroll};
use crate::trouble::{Reply, Trouble};
use app::check::{Changed, Compared, Figured, Marks, Told, compare, title};
use axum::extract::{Path, Query};
use maud::{Markup, html};
use serde::Deserialize;

/// Rows of each list on a page.
const PAGE: usize = 200;

/// Where the lists begin.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    from: usize,
}

pub(super) async fn page(
    cx: Cx,
    Path((id, other)): Path<(String, String)>,
    Query(From { from }): Query<From>,
) -> Reply {
    let (after, before) = (open(&cx, &id).await?, open(&cx, &other).await?);
    let copy = cx.clone();
    let work = tokio::task::spawn_blocking(move || body(&copy, &before, &after, from));
    let body = work.await.map_err(|_| Trouble::Fault(crate::pool::broke_down()))?;
    Ok(cx.page(cx.t("documents.compare"), body))
}

fn body(cx: &Cx, before: &Opened, after: &Opened, from: usize) -> Markup {
    let contents = (before.audited.content.as_ref(), after.audited.content.as_ref());
    let compared = match contents {
        (Some(a), Some(b)) => Some(compare(&Marks::new(a), &Marks::new(b), cx.lang())),
        _ => None,
    };
    html! {
        ol.trail {
            li { a href="/documents" { (cx.t("nav.documents")) } }
            li { a href={ "/documents/" (after.id) } { (title(&after.audited)) } }
        }
        h1 { (cx.t("documents.compare")) }
        dl.facts {
            dt { (cx.t("documents.version_before")) } dd { (version(before)) }
            dt { (cx.t("documents.version_after")) } dd { (version(after)) }
        }
        @match &compared {
            None => p.note { (cx.t("documents.cannot_compare")) },
            Some(c) => {
                p { (cx.fill("documents.compared", &[&c.same.to_string(), &c.changed.len().to_string(), &c.added.len().to_string(), &c.removed.len().to_string()])) }
                (findings(cx, before, after, c))
                (changed(cx, before, after, page_of(&c.changed, from)))
                (figures(cx, after, cx.t("documents.added"), page_of(&c.added, from)))
                (figures(cx, before, cx.t("documents.removed"), page_of(&c.removed, from)))
                (pager(cx, before, after, c, from))
            },
        }
    }
}

fn page_of<T>(all: &[T], from: usize) -> &[T] {
    let end = all.len().min(from.saturating_add(PAGE));
    all.get(from.min(end)..end).unwrap_or_default()
}

fn pager(cx: &Cx, before: &Opened, after: &Opened, c: &Compared, from: usize) -> Markup {
    let longest = c.changed.len().max(c.added.len()).max(c.removed.len());
    let base = format!("/documents/{}/compare/{}?from=", after.id, before.id);
    let next = from.saturating_add(PAGE);
    html! {
        @if longest > PAGE {
            p.pager {
                (cx.fill("documents.rows_of", &[&from.saturating_add(1).to_string(), &next.min(longest).to_string(), &longest.to_string()])) " "
                @if from > 0 { a.button href={ (base) (from.saturating_sub(PAGE)) } { (cx.t("documents.before")) } " " }
                @if next < longest { a.button href={ (base) (next) } { (cx.t("documents.next")) } }
            }
        }
    }
}

fn version(one: &Opened) -> Markup {
    html! {
        a href={ "/documents/" (one.id) } { (one.audited.path) }
        @if let Some(kept) = &one.kept { " · " (moment(&kept.kept.at)) }
    }
}

fn findings(cx: &Cx, before: &Opened, after: &Opened, c: &Compared) -> Markup {
    let lists = [
        ("documents.gone", before, &c.gone),
        ("documents.new", after, &c.new),
        ("documents.still", after, &c.still),
    ];
    html! {
        div.columns {
            @for (word, of, list) in lists {
                section.card {
                    h2 { (cx.t(word)) " " (list.len()) }
                    @if list.is_empty() { p.minor { (cx.t("documents.none_here")) } }
                    @else { ol.findings { @for one in list { (finding(cx, of, one)) } } }
                }
            }
        }
    }
}

fn finding(cx: &Cx, of: &Opened, one: &Told) -> Markup {
    html! {
        li.(one.severity.id()) {
            p {
                (chip(one.severity.id(), cx.lang().severity(one.severity))) " "
                a href=(super::findings::to(of, one, &Asked::default())) { (one.title) }
            }
            p { (one.message) }
        }
    }
}

fn value(of: &Opened, one: &Figured) -> Markup {
    let lights = |n: usize| {
        let figure = n.to_string();
        Asked::default().lights(&of.id, &[("figure", &figure)], &format!("f{n}"))
    };
    html! {
        @match one.figure {
            Some(n) => a href=(lights(n)) { (one.value) },
            None => (one.value),
        }
    }
}

fn changed(cx: &Cx, before: &Opened, after: &Opened, list: &[Changed]) -> Markup {
    let table = html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("documents.figure")) }
                th.n scope="col" { (cx.t("documents.was")) }
                th.n scope="col" { (cx.t("documents.is")) }
                th scope="col" { (cx.t("documents.place")) }
            } }
            tbody {
                @for one in list {
                    tr {
                        th scope="row" { (one.after.label) }
                        td.n { (value(before, &one.before)) }
                        td.n { (value(after, &one.after)) }
                        td { (one.after.place) }
                    }
                }
            }
        }
    };
    html! {
        @if !list.is_empty() {
            h2 { (cx.t("documents.changed")) }
            (scroll(cx.t("documents.changed"), &table))
        }
    }
}

fn figures(cx: &Cx, of: &Opened, name: &str, list: &[Figured]) -> Markup {
    let table = html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("documents.figure")) }
                th.n scope="col" { (cx.t("documents.value")) }
                th scope="col" { (cx.t("documents.place")) }
            } }
            tbody {
                @for one in list {
                    tr { th scope="row" { (one.label) } td.n { (value(of, one)) } td { (one.place) } }
                }
            }
        }
    };
    html! { @if !list.is_empty() { h2 { (name) } (scroll(name, &table)) } }
}
