//! The answer to a question: a table whose figures are links, its chart, and where it comes from.

use super::{Address, form, reached, ready};
use crate::cx::Cx;
use crate::parts::chart::{Chart, chart};
use crate::parts::table::{empty, scroll};
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::{Key, Line, View, asked, conditions, dims, picture, years};
use maud::{Markup, html};
use report::Lang;

/// Rows on a page.
const ROWS: usize = 200;

pub(super) fn page(cx: &Cx, desk: &mut Desk, address: &Address) -> Result<Markup, Fault> {
    let within = reached(cx, desk)?;
    let years = years(desk, &within)?;
    let latest = years.first().cloned().unwrap_or_default();
    if latest.is_empty() {
        return Ok(html! {
            h1 { (cx.t("nav.query")) }
            (empty(cx.t("query.no_ledger"), cx.t("query.no_ledger_do")))
        });
    }
    let address = match address.is_blank() {
        true => Address { as_of: address.as_of.clone(), ..ready::first(&latest) },
        false => address.clone(),
    };
    let query = address.query(within.clone());
    let view = asked(desk, &query, cx.lang())?;
    let told = conditions(desk, &query, cx.lang())?;
    let year = match address.only.get("year").map(Vec::as_slice) {
        Some([year]) => year.clone(),
        _ => latest,
    };
    let own = !ready::is_one(&year, &address);
    let form = form::form(cx, desk, &address, &within, own)?;
    Ok(html! {
        h1 { (cx.t("nav.query")) }
        p.lead { (cx.t("query.lead")) }
        (ready::list(cx, &year, &address))
        (form)
        section {
            h2 id="answer" { (cx.t("query.answer")) }
            @if !told.is_empty() {
                p { @for (dim, values) in &told { span.told { (dim) "：" strong { (values) } } " " } }
            }
            (result(cx, &address, &view))
        }
    })
}

/// The address whose figures stay as they are: as of the last entry that counts. Where several books stand
/// side by side each has numbers of its own, and none says a state of all.
pub(super) fn fixed(address: &Address, seq: u64, books: usize) -> Address {
    if books == 1 { address.as_of_entry(seq) } else { address.clone() }
}

fn result(cx: &Cx, address: &Address, view: &View) -> Markup {
    let fixed = fixed(address, view.seq, view.books.len());
    if view.rows.is_empty() {
        return html! {
            (empty(cx.t("query.empty"), cx.t("query.empty_do")))
            (notes(cx, view))
        };
    }
    let kind = if address.chart.is_empty() { "auto" } else { &address.chart };
    let href = |keys: &[&Key]| {
        let measure = view.drawn().map_or("paid", |m| m.word.id);
        format!("/query/open?{}", fixed.opening(keys, measure).text())
    };
    let drawn = picture(view, kind, &href);
    let undrawn = drawn.is_none() && !matches!(kind, "auto" | "none");
    html! {
        @if !view.missing.is_empty() {
            p.refusal role="status" { (cx.fill("query.missing", &[&view.missing.join("、")])) }
        }
        (actions(cx, address, &fixed, view))
        @if undrawn { p.note { (cx.t("query.undrawn")) } }
        @if let Some(picture) = &drawn {
            (chart(cx, &Chart {
                title: &title(view, cx.lang()),
                option: &report::chart::option(picture),
                table: html! {},
                height: picture.height(),
            }))
            @if picture.left_out > 0 { p.minor { (cx.fill("query.left_out", &[&picture.left_out.to_string()])) } }
        }
        (scroll(cx.t("query.answer"), &table(cx, address, &fixed, view)))
        (pager(cx, address, view))
        (notes(cx, view))
    }
}

/// What the chart shows: its measure by its sides.
fn title(view: &View, lang: Lang) -> String {
    let measure = view.drawn().map_or("", |m| m.word.name);
    let across = view.columns.iter().flatten().map(|k| k.dim).find(|dim| !dim.is_empty());
    let across = dims(lang).into_iter().find(|w| Some(w.id) == across);
    let sides: Vec<&str> = view.sides.iter().chain(&across).map(|s| s.name).collect();
    format!("{measure} · {}", sides.join(" · "))
}

fn actions(cx: &Cx, address: &Address, fixed: &Address, view: &View) -> Markup {
    let text = address.text();
    html! {
        div.bar-actions {
            a.button href={ "/query?" (fixed.text()) } {
                (match view.books.len() {
                    1 => cx.fill("query.permanent", &[&view.seq.to_string()]),
                    _ => cx.t("query.permanent_many").to_owned(),
                })
            }
            a.button href={ "/query.xlsx?" (text) } { "XLSX" }
            a.button href={ "/query.csv?" (text) } { "CSV" }
            a.button href={ "/query.json?" (text) } { "JSON" }
        }
    }
}

fn pager(cx: &Cx, address: &Address, view: &View) -> Markup {
    let (all, from) = (view.rows.len(), address.seen.min(view.rows.len()));
    let to = (from + ROWS).min(all);
    let at = |seen: usize| Address { seen, ..address.clone() }.text();
    html! {
        @if all > ROWS {
            p.pager {
                (cx.fill("query.rows_of", &[&(from + 1).to_string(), &to.to_string(), &all.to_string()]))
                @if from > 0 { " " a.button href={ "/query?" (at(from.saturating_sub(ROWS))) } { (cx.t("query.before")) } }
                @if to < all { " " a.button href={ "/query?" (at(to)) } { (cx.t("query.next")) } }
            }
        }
    }
}

fn notes(cx: &Cx, view: &View) -> Markup {
    html! {
        ul.notes aria-label=(cx.t("query.notes")) {
            @for note in &view.notes { li { (note) } }
            @if view.books.len() > 1 { li { (cx.t("query.many_books")) } }
        }
    }
}

fn table(cx: &Cx, address: &Address, fixed: &Address, view: &View) -> Markup {
    let from = address.seen.min(view.rows.len());
    let rows = view.rows.iter().skip(from).take(ROWS);
    let whole = Address { top: String::new(), seen: 0, ..fixed.clone() };
    let cells = |line: &Line| open_cells(fixed, view, line);
    html! {
        table.answer {
            caption.unseen { (title(view, cx.lang())) }
            (head(cx, view))
            tbody {
                @for line in rows {
                    tr {
                        @for key in &line.keys { th scope="row" { (key.shown) } }
                        @if line.keys.is_empty() { th scope="row" { (cx.t("query.everything")) } }
                        (cells(line))
                    }
                }
            }
            tfoot {
                @if let Some(rest) = &view.rest {
                    tr {
                        th scope="row" colspan=(view.sides.len().max(1)) {
                            a href={ "/query?" (whole.text()) } { (cx.t("query.rest")) }
                        }
                        @for figure in &rest.figures {
                            td.n { a href={ "/query?" (whole.text()) } { (figure.text) } }
                        }
                    }
                }
                tr.total {
                    th scope="row" colspan=(view.sides.len().max(1)) { (cx.t("query.total")) }
                    (cells(&view.total))
                }
            }
        }
    }
}

/// The figures of a row, each a link to what it is made of.
pub(super) fn open_cells(fixed: &Address, view: &View, line: &Line) -> Markup {
    let heads = view.columns.iter().flat_map(|c| view.measures.iter().map(move |m| (c, m)));
    html! {
        @for (figure, (column, measure)) in line.figures.iter().zip(heads) {
            td.n {
                @if !figure.text.is_empty() {
                    @let keys: Vec<&Key> = line.keys.iter().chain(column).collect();
                    a href={ "/query/open?" (fixed.opening(&keys, measure.word.id).text()) } { (figure.text) }
                }
            }
        }
    }
}

fn head(cx: &Cx, view: &View) -> Markup {
    let across = view.columns.first().is_some_and(|c| !c.is_empty());
    let side = |rows: usize| {
        html! {
            @for word in &view.sides { th scope="col" rowspan=(rows) { (word.name) } }
            @if view.sides.is_empty() { th scope="col" rowspan=(rows) { (cx.t("query.scope")) } }
        }
    };
    let measures = html! {
        @for _ in &view.columns {
            @for m in &view.measures {
                th.n scope="col" { (m.word.name) @if !m.unit.is_empty() { small { "（" (m.unit) "）" } } }
            }
        }
    };
    html! {
        thead {
            @if across {
                tr {
                    (side(2))
                    @for column in &view.columns {
                        th.n scope="colgroup" colspan=(view.measures.len()) {
                            (column.iter().map(|k| k.shown.as_str()).collect::<Vec<_>>().join(" "))
                        }
                    }
                }
                tr { (measures) }
            } @else {
                tr { (side(1)) (measures) }
            }
        }
    }
}
