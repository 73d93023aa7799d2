//! What has been published, for everybody: documents with their files and SHA-256, and their figures as open
//! data. Nothing else of the ledger is shown here.

use crate::cx::Cx;
use crate::guard::Posted;
use crate::pages::query::download;
use crate::parts::form::{Line, choice, line, refusal, token};
use crate::parts::table::{empty, scroll};
use crate::parts::url;
use crate::routes::Pages;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::Fault;
use app::desk::oversight::{Choice, REPORT_FORMATS};
use app::desk::{
    KINDS, OpenData, Published, Wanted, make_public, open_data, published, published_file,
    record_public,
};
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use maud::{Markup, html};
use serde::Deserialize;

/// Documents on a page.
const PAGE: usize = 100;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/published", Right::Published, list)
        .get("/published/file/{sha256}", Right::Published, file)
        .get("/published/spending.csv", Right::Published, csv)
        .get("/published/datapackage.json", Right::Published, package)
        .post("/published", Right::Publish, publish)
}

/// Which of them are listed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    year: String,
    kind: String,
    find: String,
    seen: usize,
}

impl Asked {
    fn passes(&self, p: &Published) -> bool {
        let (year, kind, find) = (self.year.trim(), self.kind.trim(), self.find.trim());
        (year.is_empty() || p.year.to_string() == year)
            && (kind.is_empty() || p.kind == kind)
            && (find.is_empty() || p.unit_name.contains(find) || p.unit == find)
    }

    fn text(&self, seen: usize) -> String {
        let seen = seen.to_string();
        let pairs =
            [("year", &self.year), ("kind", &self.kind), ("find", &self.find), ("seen", &seen)];
        let kept = pairs.into_iter().filter(|(_, v)| !v.trim().is_empty());
        kept.map(|(n, v)| format!("{n}={}", url(v.trim()))).collect::<Vec<_>>().join("&")
    }
}

async fn list(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    let form = cx.may(Right::Publish).then(|| publishing(&cx, &Wanted::default(), None));
    let all = cx.desk(published).await?;
    let body = body(&cx, &asked, &all, form);
    Ok(cx.page(cx.t("nav.published"), body))
}

fn body(cx: &Cx, asked: &Asked, all: &[Published], form: Option<Markup>) -> Markup {
    let found: Vec<&Published> = all.iter().filter(|p| asked.passes(p)).collect();
    let shown: Vec<&Published> = found.iter().skip(asked.seen).take(PAGE).copied().collect();
    let last = asked.seen + shown.len();
    html! {
        h1 { (cx.t("nav.published")) }
        p.lead { (cx.t("published.lead")) }
        (filters(cx, asked, all))
        @if all.is_empty() { (empty(cx.t("published.none"), cx.t("published.none_do"))) }
        @else if shown.is_empty() { (empty(cx.t("published.not_found"), cx.t("published.not_found_do"))) }
        @else {
            (scroll(cx.t("nav.published"), &table(cx, &shown)))
            p.pager {
                (cx.fill("published.of", &[&(asked.seen + 1).to_string(), &last.to_string(), &found.len().to_string()]))
                @if last < found.len() { " " a.button href={ "/published?" (asked.text(last)) } { (cx.t("published.next")) } }
            }
        }
        section.card aria-labelledby="open-data" {
            h2 id="open-data" { (cx.t("published.data")) }
            p { (cx.t("published.data_how")) }
            div.bar-actions {
                a.button href="/published/spending.csv" { "spending.csv" }
                a.button href="/published/datapackage.json" { "datapackage.json" }
            }
        }
        @if let Some(form) = form { (form) }
    }
}

fn filters(cx: &Cx, asked: &Asked, all: &[Published]) -> Markup {
    let everything = |word: &str| vec![(String::new(), word.to_owned())];
    let mut years = everything(cx.t("published.all"));
    let mut known: Vec<i32> = all.iter().map(|p| p.year).collect();
    known.dedup();
    years.extend(known.iter().map(|y| (y.to_string(), y.to_string())));
    let mut kinds = everything(cx.t("published.all"));
    kinds.extend(KINDS.iter().map(|(id, zh)| ((*id).to_owned(), (*zh).to_owned())));
    html! {
        form.inline.card.no-print method="get" action="/published" {
            (choice("year", cx.t("published.year"), &years, asked.year.trim()))
            (choice("kind", cx.t("published.kind"), &kinds, asked.kind.trim()))
            (line(&Line { name: "find", label: cx.t("published.unit"), value: &asked.find, kind: "search", ..Line::default() }))
            button { (cx.t("published.search")) }
        }
    }
}

fn table(cx: &Cx, shown: &[&Published]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("published.unit")) }
                th scope="col" { (cx.t("published.year")) }
                th scope="col" { (cx.t("published.kind")) }
                th scope="col" { (cx.t("published.files")) }
                th.n scope="col" { (cx.t("published.entry")) }
            } }
            tbody {
                @for p in shown {
                    tr {
                        th scope="row" { (p.unit_name) }
                        td { (p.year) }
                        td { (p.title) @if let Some(month) = p.month { " " (cx.fill("published.month", &[&month.to_string()])) } }
                        td.long {
                            @for f in &p.files {
                                p {
                                    a href={ "/published/file/" (f.sha256) } { (f.name) }
                                    br; small { "SHA-256 " code { (f.sha256) } }
                                }
                            }
                        }
                        td.n { (p.seq) }
                    }
                }
            }
        }
    }
}

/// The bytes that were published: kept when they were, else made again and compared with the recorded digest.
async fn file(cx: Cx, Path(sha256): Path<String>) -> Reply {
    let wanted = sha256.clone();
    let all = cx.desk(published).await?;
    let named = all.iter().flat_map(|p| &p.files).find(|f| f.sha256 == wanted);
    // What the journal does not record as published does not exist here, whatever is kept.
    let Some(name) = named.map(|f| f.name.clone()) else { return Err(Trouble::NotFound) };
    let kept = cx.house(move |house| house.file(&wanted)).await?;
    let bytes = match kept {
        Some(bytes) => Some(bytes),
        None => cx.desk(move |desk| published_file(desk, &sha256)).await?.map(|(_, bytes)| bytes),
    };
    let gone = || {
        Trouble::Fault(Fault::new(
            "这份文件公开后账簿有了变化，不能再生成与当时一模一样的文件；请向公开单位索取，并用上面的 SHA-256 核对",
            "the ledger has changed since this file was published, so the same bytes cannot be made again; ask the office that published it and compare the SHA-256",
        ))
    };
    let bytes = bytes.ok_or_else(gone)?;
    let format = name.rsplit_once('.').map_or("", |(_, format)| format);
    let kind = REPORT_FORMATS.iter().find(|(f, _)| *f == format);
    Ok(download(&name, kind.map_or("application/octet-stream", |(_, kind)| kind), bytes))
}

async fn csv(cx: Cx) -> Reply {
    let data: OpenData = cx.desk(open_data).await?;
    Ok(download("spending.csv", "text/csv; charset=utf-8", data.csv))
}

async fn package(cx: Cx) -> Reply {
    let data: OpenData = cx.desk(open_data).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], data.package).into_response())
}

/// The form that publishes a document.
fn publishing(cx: &Cx, wanted: &Wanted, refused: Option<&str>) -> Markup {
    let kinds: Vec<Choice> =
        KINDS.iter().map(|(id, zh)| ((*id).to_owned(), (*zh).to_owned())).collect();
    let year = if wanted.year > 0 { wanted.year.to_string() } else { String::new() };
    let month = wanted.month.map(|m| m.to_string()).unwrap_or_default();
    html! {
        section.card.no-print aria-labelledby="publish" {
            h2 id="publish" { (cx.t("published.publish")) }
            p { (cx.t("published.publish_how")) }
            (refusal(refused))
            form method="post" action="/published" {
                (token(cx))
                div.inline {
                    (choice("kind", cx.t("published.kind"), &kinds, &wanted.kind))
                    (line(&Line { name: "unit", label: cx.t("published.unit_code"), value: &wanted.unit, required: true, ..Line::default() }))
                    (line(&Line { name: "of", label: cx.t("published.year"), value: &year, kind: "number", required: true, ..Line::default() }))
                    (line(&Line { name: "month", label: cx.t("published.month_for"), value: &month, kind: "number", ..Line::default() }))
                }
                button.primary { (cx.t("published.do")) }
            }
        }
    }
}

async fn publish(cx: Cx, posted: Posted) -> Reply {
    let wanted = Wanted {
        kind: posted.one("kind").to_owned(),
        unit: posted.one("unit").to_owned(),
        year: posted.one("of").parse().unwrap_or(0),
        month: posted.one("month").parse().ok(),
    };
    let unit = wanted.unit.clone();
    let place = cx.desk(move |desk| app::desk::oversight::unit_place(desk, &unit)).await?;
    let [region, department] = place.ok_or(Trouble::NotFound)?;
    cx.must_reach(&region, &department, &wanted.unit)?;
    match published_now(&cx, &wanted).await {
        Ok(()) => Ok(cx.go("/published")),
        Err(Trouble::Fault(fault)) => {
            let told = cx.say(&fault.zh, &fault.en).to_owned();
            let form = publishing(&cx, &wanted, Some(&told));
            let all = cx.desk(published).await?;
            let body = body(&cx, &Asked::default(), &all, Some(form));
            Ok(cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, cx.t("nav.published"), body))
        }
        Err(other) => Err(other),
    }
}

/// Makes the files, keeps them, and records them in the journal: in this order, so that nothing is recorded as
/// published that could not be handed out.
async fn published_now(cx: &Cx, wanted: &Wanted) -> Result<(), Trouble> {
    let formats: Vec<String> = ["docx", "pdf", "html"].map(str::to_owned).into();
    let of = wanted.clone();
    let made = cx.desk(move |desk| make_public(desk, &of, &formats)).await?;
    let mut files = Vec::new();
    for (name, bytes) in made {
        let (who, as_) = (cx.visitor.who(), name.clone());
        let sha256 = cx.house(move |house| house.keep_file(&who, bytes, &as_)).await?;
        files.push((name, sha256));
    }
    let of = wanted.clone();
    let object = format!("{} {} {}", wanted.unit, wanted.year, wanted.kind);
    cx.write("publish", &object, move |desk| record_public(desk, &of, &files)).await
}
