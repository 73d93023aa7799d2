//! A figure opened: what kinds of entries it is made of, the same broken down once more, and the entries.

use super::answer::{fixed, open_cells};
use super::{Address, Pairs, may_name_payees, reached};
use crate::cx::Cx;
use crate::parts::table::{empty, scroll};
use crate::trouble::Reply;
use access::Right;
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::{
    Behind, Opened, View, broken_down, conditions, dims, entries_behind, is_sum, opened,
};
use axum::extract::Query;
use maud::{Markup, html};

/// Entries on a page.
const ENTRIES: usize = 100;

pub(super) async fn page(cx: Cx, Query(pairs): Pairs) -> Reply {
    let asked = Address::read(&pairs);
    may_name_payees(&cx, &asked)?;
    if asked.by == "payee" || asked.by == "收款人" {
        cx.must(Right::LedgerDetail)?;
    }
    cx.view(move |cx, desk| body(cx, desk, &asked)).await
}

fn body(cx: &Cx, desk: &mut Desk, asked: &Address) -> Result<(String, Markup), Fault> {
    let within = reached(cx, desk)?;
    let query = asked.query(within.clone());
    let figure = opened(desk, &query, cx.lang())?;
    // All that stands below is of the same state, whatever is posted meanwhile.
    let address = fixed(asked, figure.seq, figure.books.len());
    let query = address.query(within);
    let told = conditions(desk, &query, cx.lang())?;
    let detail = cx.may(Right::LedgerDetail);
    let finer: Vec<&str> =
        figure.finer.iter().copied().filter(|d| detail || *d != "payee").collect();
    let by = match asked.by.is_empty() {
        true => finer.first().copied().unwrap_or_default().to_owned(),
        false => asked.by.clone(),
    };
    let parts = match by.is_empty() || figure.count == 0 {
        true => None,
        false => Some(broken_down(desk, &query, &by, cx.lang())?),
    };
    let entries = match detail && figure.count > 0 {
        true => entries_behind(desk, &query, address.after(), ENTRIES)?,
        false => Vec::new(),
    };
    let title = format!("{} · {}", figure.measure.word.name, cx.t("query.opened"));
    let markup = html! {
        ol.trail { li { a href="/query" { (cx.t("nav.query")) } } li { (cx.t("query.opened")) } }
        h1 {
            (figure.measure.word.name) " "
            span.figure { (figure.figure.text) @if figure.figure.text.is_empty() { (cx.t("query.no_figure")) } }
            " " small { (figure.measure.unit) }
        }
        dl.facts {
            @for (dim, values) in &told { dt { (dim) } dd { (values) } }
            dt { (cx.t("query.state")) } dd { (figure.notes.first().map_or("", String::as_str)) }
        }
        @if !figure.missing.is_empty() {
            p.refusal role="status" { (cx.fill("query.missing", &[&figure.missing.join("、")])) }
        }
        (made_of(cx, &address, &figure))
        @if let Some(view) = &parts { (breakdown(cx, &address, view, &finer, &by)) }
        (list(cx, &address, &figure, &entries, detail))
    };
    Ok((title, markup))
}

fn made_of(cx: &Cx, address: &Address, figure: &Opened) -> Markup {
    let last = figure.also.map(|also| Address { show: vec![also.to_owned()], ..address.clone() });
    html! {
        section.card {
            h2 id="made" { (cx.t("query.made_of")) }
            @if figure.parts.is_empty() { p { (cx.t("query.made_of_nothing")) } }
            @else {
                table {
                    thead { tr {
                        th scope="col" { (cx.t("query.kind")) }
                        th.n scope="col" { (cx.t("query.sum")) }
                        th.n scope="col" { (cx.t("query.count")) }
                    } }
                    tbody {
                        @for part in &figure.parts {
                            tr { th scope="row" { (part.kind) } td.n { (part.text) } td.n { (part.count) } }
                        }
                    }
                }
            }
            @if !is_sum(figure.measure.word.id) {
                @for note in figure.notes.iter().skip(1) { p.minor { (note) } }
                @if figure.measure.word.id == "last-paid" { p.minor { (cx.t("query.last_year")) } }
            }
            @if let Some(last) = last {
                p { a href={ "/query/open?" (last.text()) } { (cx.t("query.open_last")) } }
            }
        }
    }
}

fn breakdown(cx: &Cx, address: &Address, view: &View, finer: &[&str], by: &str) -> Markup {
    let words = dims(cx.lang());
    let name = |id: &str| words.iter().find(|w| w.id == id).map_or("", |w| w.name);
    let at =
        |by: &str| Address { by: by.to_owned(), after: String::new(), seen: 0, ..address.clone() };
    let plain = Address { by: String::new(), after: String::new(), seen: 0, ..address.clone() };
    let whole = Address { rows: vec![by.to_owned()], ..plain.clone() };
    html! {
        section.card {
            h2 id="parts" { (cx.t("query.broken_down")) }
            nav.no-print aria-label=(cx.t("query.broken_down")) {
                ul.chips {
                    @for dim in finer {
                        li { a href={ "/query/open?" (at(dim).text()) } aria-current=[(*dim == by).then_some("true")] { (name(dim)) } }
                    }
                }
            }
            (scroll(cx.t("query.broken_down"), &html! {
                table {
                    thead { tr {
                        @for side in &view.sides { th scope="col" { (side.name) } }
                        @for m in &view.measures {
                            th.n scope="col" { (m.word.name) @if !m.unit.is_empty() { small { "（" (m.unit) "）" } } }
                        }
                    } }
                    tbody {
                        @for line in &view.rows {
                            tr {
                                @for key in &line.keys { th scope="row" { (key.shown) } }
                                (open_cells(&plain, view, line))
                            }
                        }
                        @if let Some(rest) = &view.rest {
                            tr {
                                th scope="row" { (cx.t("query.rest")) }
                                @for f in &rest.figures { td.n { a href={ "/query?" (whole.text()) } { (f.text) } } }
                            }
                        }
                    }
                }
            }))
            p { a href={ "/query?" (whole.text()) } { (cx.t("query.as_question")) } }
        }
    }
}

fn list(cx: &Cx, address: &Address, figure: &Opened, entries: &[Behind], detail: bool) -> Markup {
    let count = figure.count.to_string();
    let first = (address.seen + 1).to_string();
    let last = (address.seen + entries.len()).to_string();
    let more = usize::try_from(figure.count).is_ok_and(|n| n > address.seen + entries.len());
    let next = entries.last().filter(|e| e.seq > 0 && more).map(|e| Address {
        after: format!("{}.{}", e.book, e.seq),
        seen: address.seen + entries.len(),
        ..address.clone()
    });
    html! {
        section.card {
            h2 id="entries" { (cx.fill("query.entries", &[&count])) }
            @if !detail { p { (cx.t("query.no_detail")) } }
            @else if entries.is_empty() { (empty(cx.t("query.no_entries"), cx.t("query.empty_do"))) }
            @else {
                p.minor { (cx.fill("query.entries_of", &[&first, &last, &count])) }
                (scroll(&cx.fill("query.entries", &[&count]), &rows(cx, entries)))
                @if let Some(next) = next {
                    p { a.button href={ "/query/open?" (next.text()) "#entries" } { (cx.t("query.next")) } }
                }
            }
        }
    }
}

fn rows(cx: &Cx, entries: &[Behind]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("query.entry")) }
                th scope="col" { (cx.t("query.day")) }
                th scope="col" { (cx.t("query.kind")) }
                th scope="col" { (cx.t("query.unit")) }
                th scope="col" { (cx.t("query.project")) }
                th scope="col" { (cx.t("query.codes")) }
                th.n scope="col" { (cx.t("query.amount")) }
                th scope="col" { (cx.t("query.payee")) }
                th scope="col" { (cx.t("query.purpose")) }
                th scope="col" { (cx.t("query.source")) }
            } }
            tbody {
                @for e in entries {
                    tr {
                        th scope="row" {
                            a href={ "/entry/" (crate::parts::url(&e.book)) "/" (e.seq) } { (e.book) "-" (e.seq) }
                        }
                        td { (e.day) }
                        td { (e.kind) }
                        td { (e.unit) }
                        td { (e.project) }
                        td { (e.codes.0) " " (e.codes.1) }
                        td.n { (e.text) }
                        td.long { (e.payee) }
                        td.long { (e.purpose) }
                        td { (e.source.0) @if e.source.1 > 0 { " " (cx.fill("query.row_of", &[&e.source.1.to_string()])) } }
                    }
                }
            }
        }
    }
}
