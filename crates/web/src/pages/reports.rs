//! Reports of oversight: chosen, read on the page, saved as files; and the page of each department in plain
//! words, which a person can follow.

mod department;

use crate::cx::Cx;
use crate::pages::query::{download, reached};
use crate::parts::form::choice;
use crate::parts::paper::paper;
use crate::parts::url;
use crate::routes::Pages;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::{
    Choice, REPORT_FORMATS, REPORTS, ReportView, ReportWanted, departments, may_see,
    reaches_everything, report_file, report_view, years,
};
use axum::extract::{Path, Query};
use axum::http::header;
use maud::{Markup, html};
use serde::Deserialize;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/reports", Right::ReportRead, list)
        .get("/reports/{kind}", Right::ReportRead, one)
        .get("/reports/{kind}/{file}", Right::ReportRead, file)
        .get("/department/{code}", Right::ReportRead, department::page)
        .post("/subscriptions", Right::Subscribe, department::subscribe)
}

/// Which report, as it stands in an address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) year: String,
    pub(super) month: String,
    pub(super) quarter: String,
    pub(super) department: String,
}

impl Asked {
    fn text(&self) -> String {
        let pairs = [
            ("year", &self.year),
            ("month", &self.month),
            ("quarter", &self.quarter),
            ("department", &self.department),
        ];
        let kept = pairs.into_iter().filter(|(_, v)| !v.trim().is_empty());
        kept.map(|(n, v)| format!("{n}={}", url(v.trim()))).collect::<Vec<_>>().join("&")
    }

    pub(super) fn wanted(
        &self,
        cx: &Cx,
        desk: &mut Desk,
        kind: &str,
    ) -> Result<ReportWanted, Fault> {
        let within = reached(cx, desk)?;
        let latest = years(desk, &within)?.first().and_then(|y| y.parse().ok()).unwrap_or(2024);
        let number = |text: &str| text.trim().parse().ok();
        Ok(ReportWanted {
            kind: kind.to_owned(),
            year: self.year.trim().parse().unwrap_or(latest),
            month: number(&self.month).filter(|_| kind == "monthly"),
            quarter: number(&self.quarter).filter(|_| kind == "quarterly"),
            department: self.department.trim().to_owned(),
        })
    }
}

/// What each report is for: id, word of its name, word of what it tells.
const TELLS: [(&str, &str, &str); 4] = [
    ("monthly", "reports.monthly", "reports.monthly_tells"),
    ("quarterly", "reports.quarterly", "reports.quarterly_tells"),
    ("department", "reports.department", "reports.department_tells"),
    ("warnings", "reports.warnings", "reports.warnings_tells"),
];

fn names(kind: &str) -> Option<(&'static str, &'static str)> {
    let known = REPORTS.iter().any(|(id, _)| *id == kind);
    let found = TELLS.iter().find(|(id, ..)| *id == kind).filter(|_| known);
    found.map(|(_, name, tells)| (*name, *tells))
}

async fn list(cx: Cx) -> Reply {
    let copy = cx.clone();
    let (all, everything) = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            let all = departments(desk, &within, copy.lang())?;
            Ok((all, reaches_everything(desk, &within)?))
        })
        .await?;
    let followed = match cx.may(Right::Subscribe) {
        true => department::followed(&cx).await?,
        false => html! {},
    };
    let body = html! {
        h1 { (cx.t("nav.reports")) }
        p.lead { (cx.t("reports.lead")) }
        @if everything {
            ul.entry-list {
                @for (id, name, tells) in TELLS.iter().filter(|(id, ..)| *id != "department") {
                    li { h2 { a href={ "/reports/" (id) } { (cx.t(name)) } } p { (cx.t(tells)) } }
                }
            }
        } @else { p.note { (cx.t("reports.part_only")) } }
        (followed)
        section aria-labelledby="departments" {
            h2 id="departments" { (cx.t("reports.department")) }
            p { (cx.t("reports.department_tells")) }
            @if all.is_empty() { p { (cx.t("reports.no_department")) } }
            ul.chips {
                @for (code, shown) in &all { li { a href={ "/department/" (url(code)) } { (shown) } } }
            }
        }
    };
    Ok(cx.page(cx.t("nav.reports"), body))
}

/// Whether there is such a report.
pub(super) fn known(kind: &str) -> bool {
    names(kind).is_some()
}

async fn one(cx: Cx, Path(kind): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let (name, tells) = names(&kind).ok_or(Trouble::NotFound)?;
    may(&cx, &kind, &asked).await?;
    cx.view(move |cx, desk| {
        let wanted = asked.wanted(cx, desk, &kind)?;
        let form = form(cx, desk, &kind, &wanted)?;
        let made = match report_view(desk, &wanted) {
            Ok(made) => Ok(made),
            Err(fault) if desk.alive() => Err(fault),
            Err(fault) => return Err(fault),
        };
        let body = html! {
            ol.trail { li { a href="/reports" { (cx.t("nav.reports")) } } li { (cx.t(name)) } }
            h1 { (cx.t(name)) }
            p.lead { (cx.t(tells)) }
            (form)
            @match &made {
                Ok(view) => {
                    (files(cx, &kind, &asked))
                    (missing(cx, view))
                    article.paper { (paper(cx, &view.pieces)) }
                },
                Err(fault) => (crate::parts::table::empty(cx.say(&fault.zh, &fault.en), cx.t("reports.other"))),
            }
        };
        Ok((cx.t(name).to_owned(), body))
    })
    .await
}

/// A report that goes beyond the visitor's reach is told like one that does not exist.
pub(super) async fn may(cx: &Cx, kind: &str, asked: &Asked) -> Result<(), Trouble> {
    let (copy, kind, asked) = (cx.clone(), kind.to_owned(), asked.clone());
    let may = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            let wanted = asked.wanted(&copy, desk, &kind)?;
            // Without a department there is only the choice of one.
            if kind == "department" && wanted.department.is_empty() {
                return Ok(true);
            }
            may_see(desk, &within, &wanted)
        })
        .await?;
    if may { Ok(()) } else { Err(Trouble::NotFound) }
}

fn form(cx: &Cx, desk: &mut Desk, kind: &str, wanted: &ReportWanted) -> Result<Markup, Fault> {
    let within = reached(cx, desk)?;
    let years: Vec<Choice> = years(desk, &within)?.into_iter().map(|y| (y.clone(), y)).collect();
    let numbers = |most: u32, word: &dyn Fn(&str) -> String| {
        let mut all: Vec<Choice> = vec![(String::new(), cx.t("reports.latest").to_owned())];
        all.extend((1..=most).map(|n| (n.to_string(), word(&n.to_string()))));
        all
    };
    let chosen = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let within = reached(cx, desk)?;
    let all = departments(desk, &within, cx.lang())?;
    Ok(html! {
        form.card.inline.no-print method="get" action={ "/reports/" (kind) } {
            (choice("year", cx.t("reports.year"), &years, &wanted.year.to_string()))
            @if kind == "monthly" {
                (choice("month", cx.t("reports.month"), &numbers(12, &|n| cx.fill("reports.month_of", &[n])), &chosen(wanted.month)))
            }
            @if kind == "quarterly" {
                (choice("quarter", cx.t("reports.quarter"), &numbers(4, &|n| cx.fill("reports.quarter_of", &[n])), &chosen(wanted.quarter)))
            }
            @if kind == "department" {
                (choice("department", cx.t("reports.of"), &all, &wanted.department))
            }
            button.primary { (cx.t("reports.make")) }
        }
    })
}

/// Links to the files of a report.
fn files(cx: &Cx, kind: &str, asked: &Asked) -> Markup {
    html! {
        div.bar-actions {
            span { (cx.t("reports.save")) }
            @for (format, _) in REPORT_FORMATS {
                a.button href={ "/reports/" (kind) "/report." (format) "?" (asked.text()) } { (format.to_uppercase()) }
            }
        }
    }
}

fn missing(cx: &Cx, view: &ReportView) -> Markup {
    html! {
        @if !view.missing.is_empty() {
            div.note {
                p { (cx.t("reports.missing")) }
                ul { @for (field, zh, en) in &view.missing { li { (field) "：" (cx.say(zh, en)) } } }
            }
        }
    }
}

async fn file(
    cx: Cx,
    Path((kind, file)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Reply {
    names(&kind).ok_or(Trouble::NotFound)?;
    let format = file.strip_prefix("report.").unwrap_or_default();
    let found = REPORT_FORMATS.iter().find(|(f, _)| *f == format);
    let (format, content) = *found.ok_or(Trouble::NotFound)?;
    may(&cx, &kind, &asked).await?;
    let copy = cx.clone();
    let (name, bytes) = cx
        .desk(move |desk| {
            let wanted = asked.wanted(&copy, desk, &kind)?;
            report_file(desk, &wanted, format)
        })
        .await?;
    let mut response = download(&name, content, bytes);
    // Reports say things about named offices: no cache on the way keeps them.
    let no_store = axum::http::HeaderValue::from_static("private, no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    Ok(response)
}
