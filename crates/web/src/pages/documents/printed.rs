//! Pages of a PDF as they are printed: the picture, and over it a frame around each figure.

use super::asked::Asked;
use super::opened::{Opened, bytes, open};
use super::page::lit;
use super::sheet::{class, legend};
use crate::cx::Cx;
use crate::trouble::{Reply, Trouble};
use app::check::{FramedMark, Marks, PrintedPage, page_picture, title};
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::IntoResponse;
use maud::{Markup, html};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Units above and below what is lit that a cutting shows.
const AROUND: u32 = 600;

/// Pictures for one address in a minute, where nobody has logged in.
const PICTURES: u32 = 60;

/// Pages that are looked into at a time; the others wait.
static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

async fn turn() -> Result<OwnedSemaphorePermit, Trouble> {
    let turn = Arc::clone(&TURNS).acquire_owned().await;
    turn.map_err(|_| Trouble::Fault(crate::pool::broke_down()))
}

pub(super) async fn page(
    cx: Cx,
    Path((id, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Reply {
    let number: u32 = number.parse().map_err(|_| Trouble::NotFound)?;
    let opened = open(&cx, &id).await?;
    let turn = turn().await?;
    let bytes = bytes(&cx, &opened).await?;
    let copy = cx.clone();
    let work = tokio::task::spawn_blocking(move || {
        // Held until the work has ended, also where nobody waits for it any more.
        let _turn = turn;
        let content = opened.audited.content.as_ref().ok_or(Trouble::NotFound)?;
        let marks = Marks::new(content);
        let told = marks.findings(copy.lang());
        let page = marks.printed(&bytes, number, lit(&asked, &told))?;
        let page = page.ok_or(Trouble::NotFound)?;
        Ok((title(&opened.audited), body(&copy, &opened, &marks, &page, &asked)))
    });
    let made: Result<_, Trouble> =
        work.await.map_err(|_| Trouble::Fault(crate::pool::broke_down()))?;
    let (title, body) = made?;
    Ok(cx.page(&title, body))
}

fn body(cx: &Cx, opened: &Opened, marks: &Marks<'_>, page: &PrintedPage, asked: &Asked) -> Markup {
    let id = opened.id.as_str();
    let (now, all) = (page.number.to_string(), page.pages.to_string());
    html! {
        ol.trail {
            li { a href="/documents" { (cx.t("nav.documents")) } }
            li { a href=(asked.lights(id, &asked.lit(), "")) { (title(&opened.audited)) } }
        }
        h1 { (cx.fill("documents.page", &[&now, &all])) }
        (legend(cx, marks))
        @if page.not_found > 0 { p.note { (cx.fill("documents.not_placed", &[&page.not_found.to_string()])) } }
        (pager(cx, id, page, asked))
        (drawn(cx, id, page, (0, page.size.1), asked))
        (pager(cx, id, page, asked))
    }
}

fn pager(cx: &Cx, id: &str, page: &PrintedPage, asked: &Asked) -> Markup {
    html! {
        p.pager.no-print {
            @if page.number > 1 { a.button href=(asked.page(id, page.number - 1)) { (cx.t("documents.before")) } " " }
            @if page.number < page.pages { a.button href=(asked.page(id, page.number + 1)) { (cx.t("documents.next")) } }
        }
    }
}

/// The cutting around what is lit, for the side of the list; nothing where its place was not found.
pub(super) fn cutting(cx: &Cx, id: &str, page: &PrintedPage, asked: &Asked) -> Markup {
    let lit = page.framed.iter().filter(|f| f.marked.lit);
    let (mut top, mut bottom) = (u32::MAX, 0);
    for f in lit {
        top = top.min(f.frame.y);
        bottom = bottom.max(f.frame.y + f.frame.height);
    }
    let number = page.number.to_string();
    html! {
        @if top < bottom {
            figure.cutting {
                (drawn(cx, id, page, (top.saturating_sub(AROUND), (bottom + AROUND).min(page.size.1)), asked))
                figcaption { a href=(asked.page(id, page.number)) { (cx.fill("documents.to_page", &[&number])) } }
            }
        } @else { p { a href=(asked.page(id, page.number)) { (cx.fill("documents.to_page", &[&number])) } } }
    }
}

/// A strip of a page, from one height to another.
fn drawn(
    cx: &Cx,
    id: &str,
    page: &PrintedPage,
    (top, bottom): (u32, u32),
    asked: &Asked,
) -> Markup {
    let (width, height) = page.size;
    let number = page.number.to_string();
    let whole = cx.fill("documents.page", &[&number, &page.pages.to_string()]);
    html! {
        svg.printed role="group" aria-label=(whole) viewBox={ "0 " (top) " " (width) " " (bottom.saturating_sub(top)) } {
            image href={ "/documents/" (crate::parts::url(id)) "/page/" (number) "/picture.png" } x="0" y="0" width=(width) height=(height) {}
            @for f in &page.framed { (frame(cx, id, f, (top, bottom), asked)) }
        }
    }
}

fn frame(cx: &Cx, id: &str, f: &FramedMark, (top, bottom): (u32, u32), asked: &Asked) -> Markup {
    let (x, y) = (f.frame.x.saturating_sub(15), f.frame.y.saturating_sub(10));
    let (width, height) = (f.frame.width + 30, f.frame.height + 20);
    let inside = y + height > top && y < bottom;
    let class = class(&f.marked);
    let numbers: Vec<String> = f.marked.findings.iter().map(|n| (n + 1).to_string()).collect();
    let called = match numbers.is_empty() {
        true => f.text.clone(),
        false => format!("{} {} {}", f.text, cx.t("documents.finding"), numbers.join("、")),
    };
    let shape = html! { rect.{ "frame " (class) } x=(x) y=(y) width=(width) height=(height) { title { (called) } } };
    html! {
        @if inside {
            @match f.marked.figure {
                Some(n) => a href=(asked.lights(id, &[("figure", &n.to_string())], "")) aria-label=(called) { (shape) },
                None => (shape),
            }
        }
    }
}

pub(super) async fn picture(cx: Cx, Path((id, number)): Path<(String, String)>) -> Reply {
    let number: u32 = number.parse().map_err(|_| Trouble::NotFound)?;
    let opened = open(&cx, &id).await?;
    let content = opened.audited.content.as_ref().ok_or(Trouble::NotFound)?;
    let pages = 1..=content.document.pages.unwrap_or_default();
    if content.document.format != "pdf" || !pages.contains(&number) {
        return Err(Trouble::NotFound);
    }
    if cx.visitor.account.is_none() {
        let who = format!("picture {}", cx.visitor.address);
        let wait = cx.state.pace.try_once(&who, PICTURES, Duration::from_secs(60));
        wait.map_err(Trouble::TooMany)?;
    }
    let turn = turn().await?;
    let bytes = bytes(&cx, &opened).await?;
    let work = tokio::task::spawn_blocking(move || page_picture(bytes, number, turn));
    let png = work.await.map_err(|_| Trouble::Fault(crate::pool::broke_down()))??;
    // A page of a document is always the same; who may see it may change.
    let kind =
        [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=3600")];
    Ok((kind, png).into_response())
}
