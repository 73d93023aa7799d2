//! A document: its verdict, its findings, and the paper beside them with every figure marked.

use super::asked::Asked;
use super::list::moment;
use super::opened::{Opened, bytes, open};
use super::{download, figure, findings, printed, sheet, verdict};
use crate::cx::Cx;
use crate::parts::table::tile;
use crate::trouble::{Reply, Trouble};
use app::check::{Lit, Marks, Told, title};
use axum::extract::{Path, Query};
use maud::{Markup, html};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

pub(super) async fn page(cx: Cx, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let opened = open(&cx, &id).await?;
    let key = key(&cx, &opened);
    if let Some((title, body)) = cx.state.views.part(&key) {
        return Ok(cx.page(&title, body));
    }
    // A paper takes some memory to draw: a few at a time, the others wait.
    static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(4)));
    let turn = Arc::clone(&TURNS).acquire_owned().await;
    let turn = turn.map_err(|_| Trouble::Fault(crate::pool::broke_down()))?;
    let bytes = match asked.lit().iter().any(|(_, v)| !v.is_empty()) && is_printed(&opened) {
        true => Some(bytes(&cx, &opened).await?),
        false => None,
    };
    let copy = cx.clone();
    let work = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        (title(&opened.audited), body(&copy, &opened, &asked, bytes.as_ref()))
    });
    let (title, body) = work.await.map_err(|_| Trouble::Fault(crate::pool::broke_down()))?;
    cx.state.views.put_part(key, &title, &body);
    Ok(cx.page(&title, body))
}

/// What the page depends on: the paper, what was decided, what is asked for, and the session whose token
/// stands in its forms.
fn key(cx: &Cx, opened: &Opened) -> String {
    let (visitor, address) = (&cx.visitor, cx.uri.path_and_query().map_or("/", |p| p.as_str()));
    let (lang, who) =
        (cx.lang().say("zh", "en"), format!("{} {}", visitor.name(), visitor.role().id()));
    let (sha256, rules) = (&opened.audited.sha256, &opened.knowledge.rulebook.hash);
    let (decisions, newer) = (&opened.decisions, &opened.newer);
    format!(
        "document {address} {lang} {who} {} {sha256} {rules} {decisions:?} {newer:?}",
        visitor.csrf
    )
}

fn is_printed(opened: &Opened) -> bool {
    opened.audited.content.as_ref().is_some_and(|c| c.document.format == "pdf")
}

fn body(cx: &Cx, opened: &Opened, asked: &Asked, bytes: Option<&Arc<Vec<u8>>>) -> Markup {
    let audited = &opened.audited;
    let marks = audited.content.as_ref().map(|c| Marks::new(c));
    let told = marks.as_ref().map(|m| m.findings(cx.lang())).unwrap_or_default();
    html! {
        ol.trail { li { a href="/documents" { (cx.t("nav.documents")) } } }
        h1 { (title(audited)) " " (verdict(cx, audited.verdict(), audited.unchecked())) }
        (about(cx, opened))
        @if audited.content.is_some() { (tiles(cx, opened, &told)) }
        @for problem in audited.all_problems() {
            p.note { (cx.lang().problem(problem)) }
        }
        @if let Some(marks) = &marks {
            @let lit = lit(asked, &told);
            div.checked {
                section.checked-list aria-label=(cx.t("documents.findings")) tabindex="0" {
                    (panel(cx, opened, marks, &told, lit, asked))
                    (cutting(cx, opened, marks, lit, asked, bytes))
                    (findings::list(cx, opened, &told, asked))
                }
                (sheet::sheet(cx, &opened.id, marks, lit, asked))
            }
        }
    }
}

/// What is lit as it is printed, where the paper is a PDF.
fn cutting(
    cx: &Cx,
    opened: &Opened,
    marks: &Marks<'_>,
    lit: Lit,
    asked: &Asked,
    bytes: Option<&Arc<Vec<u8>>>,
) -> Markup {
    let page = marks.page_of(lit).zip(bytes);
    // A page that cannot be looked into is no reason to show nothing of the rest.
    let page = page.and_then(|(number, bytes)| marks.printed(bytes, number, lit).ok().flatten());
    html! { @if let Some(page) = page { (printed::cutting(cx, &opened.id, &page, asked)) } }
}

/// What is lit; a key or a number that the document does not have lights nothing.
pub(super) fn lit(asked: &Asked, told: &[Told]) -> Lit {
    let finding = told.iter().find(|t| !asked.finding.is_empty() && t.key == asked.finding);
    match (finding, asked.figure.parse()) {
        (Some(told), _) => Lit::Finding(told.number),
        (None, Ok(figure)) => Lit::Figure(figure),
        (None, Err(_)) => Lit::None,
    }
}

fn panel(
    cx: &Cx,
    opened: &Opened,
    marks: &Marks<'_>,
    told: &[Told],
    lit: Lit,
    asked: &Asked,
) -> Markup {
    match lit {
        Lit::Finding(n) => match told.get(n) {
            Some(one) => findings::lit(cx, opened, one, asked),
            None => html! {},
        },
        Lit::Figure(n) => match marks.figure(n, cx.lang()) {
            Some(figure) => figure::panel(cx, &opened.id, &figure, told, asked),
            None => html! {},
        },
        Lit::None => html! { p.minor { (cx.t("documents.how_to_read")) } },
    }
}

/// Whose it is, its versions, and what can be taken along.
fn about(cx: &Cx, opened: &Opened) -> Markup {
    let audited = &opened.audited;
    let profile = audited.content.as_ref().map(|c| c.facts.profile.clone()).unwrap_or_default();
    let year = profile.year.map(|y| y.to_string()).unwrap_or_default();
    let parts = [&profile.kind, &profile.entity, &year, &audited.path];
    let said: Vec<&str> = parts.iter().map(|p| p.trim()).filter(|p| !p.is_empty()).collect();
    let base = format!("/documents/{}", opened.id);
    html! {
        p.minor {
            (said.join(" · "))
            @if let Some(kept) = &opened.kept { " · " (kept.owner) " · " (moment(&kept.kept.at)) }
        }
        @if opened.kept.is_none() { p.note { (cx.t("documents.an_hour")) } }
        @if let Some(newer) = &opened.newer {
            p.note {
                (cx.t("documents.newer")) " "
                a href={ "/documents/" (newer) } { (cx.t("documents.to_newer")) } " · "
                a href={ "/documents/" (newer) "/compare/" (opened.id) } { (cx.t("documents.compare")) }
            }
        }
        div.bar-actions {
            @for format in download::FORMATS {
                a.button download href={ (base) "/download." (format) } { (cx.fill("documents.download", &[format])) }
            }
            a.button download href={ (base) "/download.original" } { (cx.t("documents.original")) }
            @if let Some(before) = opened.kept.as_ref().and_then(|k| k.kept.previous.as_ref()) {
                a.button href={ (base) "/compare/" (before) } { (cx.t("documents.compare_before")) }
            }
        }
    }
}

fn tiles(cx: &Cx, opened: &Opened, told: &[Told]) -> Markup {
    let figures = opened.audited.figures();
    let open = told.iter().filter(|t| !opened.decisions.contains_key(&t.key)).count();
    let tiles = [
        (cx.t("documents.findings"), told.len(), String::new()),
        (cx.t("documents.open"), open, String::new()),
        (cx.t("documents.amounts"), figures.amounts, String::new()),
        (cx.t("documents.pinned"), figures.pinned, figures.coverage()),
        (cx.t("documents.free"), figures.free, cx.t("documents.free_note").to_owned()),
    ];
    html! {
        div.tiles {
            @for (name, n, note) in &tiles { (tile(name, &n.to_string(), note, None)) }
        }
    }
}
