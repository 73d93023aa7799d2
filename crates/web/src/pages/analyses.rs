//! Analyses of the ledger: what each tells, its sentence, chart and tables, and what was not compared.

use crate::cx::Cx;
use crate::pages::query::reached;
use crate::parts::chart::{Chart, chart};
use crate::parts::form::{Line, choice, line};
use crate::parts::table::{empty, scroll};
use crate::parts::url;
use crate::routes::Pages;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::{
    Analyse, AnalyseFormat, AnalysisName, Choice, Shown, TableView, analysed, analysis_names,
    analysis_view, choices, reads, years,
};
use axum::extract::{Path, Query};
use maud::{Markup, html};
use report::chart::{grid, option};
use serde::Deserialize;

/// Rows that are listed unless more are asked for.
const TOP: usize = 50;

/// Payments that are read one by one without being asked again.
const READ: i64 = 400_000;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/analyses", Right::LedgerRead, list)
        .get("/analyses/{name}", Right::LedgerRead, one)
        .get("/analyses/{name}/{file}", Right::LedgerRead, file)
}

/// What is asked for, as it stands in an address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    year: String,
    through: String,
    department: String,
    unit: String,
    region: String,
    top: String,
    /// It may take long, and that is wanted.
    go: String,
}

impl Asked {
    fn pairs(&self) -> [(&'static str, &str); 7] {
        [
            ("year", &self.year),
            ("through", &self.through),
            ("department", &self.department),
            ("unit", &self.unit),
            ("region", &self.region),
            ("top", &self.top),
            ("go", &self.go),
        ]
    }

    fn text(&self) -> String {
        let kept = self.pairs().into_iter().filter(|(_, v)| !v.trim().is_empty());
        kept.map(|(n, v)| format!("{n}={}", url(v.trim()))).collect::<Vec<_>>().join("&")
    }

    /// What is to be analysed, within the visitor's reach.
    fn wanted(&self, cx: &Cx, desk: &mut Desk, name: &str) -> Result<Analyse, Fault> {
        let list = |text: &str| match text.trim() {
            "" => Vec::new(),
            text => vec![text.to_owned()],
        };
        let within = reached(cx, desk)?;
        let latest = years(desk, &within)?.first().and_then(|y| y.parse().ok()).unwrap_or(2024);
        Ok(Analyse {
            kind: name.to_owned(),
            year: self.year.trim().parse().unwrap_or(latest),
            month: self.through.trim().parse().ok(),
            units: list(&self.unit),
            departments: list(&self.department),
            regions: list(&self.region),
            top: self.top.trim().parse().unwrap_or(TOP),
            within,
            ..Analyse::default()
        })
    }
}

async fn list(cx: Cx) -> Reply {
    let body = html! {
        h1 { (cx.t("nav.analyses")) }
        p.lead { (cx.t("analyses.lead")) }
        ul.entry-list {
            @for a in analysis_names(cx.lang()).iter().filter(|a| allowed(&cx, a)) {
                li { h2 { a href={ "/analyses/" (a.id) } { (a.name) } } p { (a.tells) } }
            }
        }
    };
    Ok(cx.page(cx.t("nav.analyses"), body))
}

/// Payees and single payments are shown to those who may see entries.
fn allowed(cx: &Cx, analysis: &AnalysisName) -> bool {
    !analysis.detail || cx.may(Right::LedgerDetail)
}

fn known(cx: &Cx, name: &str) -> Result<AnalysisName, Trouble> {
    let found = analysis_names(cx.lang()).into_iter().find(|a| a.id == name);
    let found = found.ok_or(Trouble::NotFound)?;
    if allowed(cx, &found) { Ok(found) } else { Err(Trouble::Forbidden) }
}

async fn one(cx: Cx, Path(name): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let found = known(&cx, &name)?;
    cx.view(move |cx, desk| {
        let body = body(cx, desk, &found, &asked)?;
        Ok((found.name.to_owned(), body))
    })
    .await
}

fn body(cx: &Cx, desk: &mut Desk, found: &AnalysisName, asked: &Asked) -> Result<Markup, Fault> {
    let wanted = asked.wanted(cx, desk, found.id)?;
    let form = form(cx, desk, found, asked, &wanted)?;
    let long = reads(desk, &wanted)?;
    let head = html! {
        ol.trail { li { a href="/analyses" { (cx.t("nav.analyses")) } } li { (found.name) } }
        h1 { (found.name) }
        p.lead { (found.tells) }
        (form)
    };
    if long > READ && asked.go.is_empty() {
        let go = Asked { go: "1".to_owned(), ..asked.clone() };
        return Ok(html! {
            (head)
            p.note { (cx.fill("analyses.long", &[&report::chart::grouped(&long.to_string())])) }
            p { a.button href={ "/analyses/" (found.id) "?" (go.text()) } { (cx.t("analyses.go")) } }
        });
    }
    let view = match analysis_view(desk, &wanted, cx.lang()) {
        Ok(view) => view,
        // That there is nothing to stand on is an answer; a ledger that is away is not.
        Err(fault) if desk.alive() => {
            return Ok(
                html! { (head) (empty(cx.say(&fault.zh, &fault.en), cx.t("analyses.other"))) },
            );
        }
        Err(fault) => return Err(fault),
    };
    let all = Asked { top: "100000".to_owned(), ..asked.clone() };
    let all = format!("/analyses/{}?{}", found.id, all.text());
    let files = asked.text();
    Ok(html! {
        (head)
        div.bar-actions {
            @for format in ["xlsx", "csv", "json"] {
                a.button href={ "/analyses/" (found.id) "/file." (format) "?" (files) } { (format.to_uppercase()) }
            }
        }
        p.finding { (view.finding) }
        @for shown in &view.charts { (drawn(cx, shown)) }
        @for t in &view.tables {
            section {
                h2 { (t.title) }
                @if t.rows.is_empty() { p { (cx.t("analyses.none")) } }
                @else { (scroll(&t.title, &table(t))) }
                @if t.more > 0 {
                    p { (cx.fill("analyses.more", &[&t.more.to_string()])) " " a href=(all) { (cx.t("analyses.all")) } }
                }
            }
        }
        ul.notes { @for note in &view.notes { li { (note) } } }
    })
}

/// A chart with its figures as a table.
pub(crate) fn drawn(cx: &Cx, shown: &Shown) -> Markup {
    let mut rows = grid(&shown.picture, cx.lang()).into_iter();
    let head = rows.next().unwrap_or_default();
    let text_columns = match &shown.picture.drawing {
        report::chart::Drawing::Flow { .. } => 2,
        _ => 1,
    };
    let right: Vec<bool> = (0..head.len()).map(|n| n >= text_columns).collect();
    let t = TableView {
        title: shown.title.clone(),
        head,
        right,
        rows: rows.collect(),
        more: shown.picture.left_out,
    };
    if t.rows.is_empty() {
        return html! {};
    }
    html! {
        (chart(cx, &Chart {
            title: &shown.title,
            option: &option(&shown.picture),
            table: scroll(&format!("{} · {}", shown.title, cx.t("chart.figures")), &table(&t)),
            height: shown.picture.height(),
        }))
        @if t.more > 0 { p.minor { (cx.fill("analyses.undrawn", &[&t.more.to_string()])) } }
    }
}

/// A table of texts and figures.
pub(crate) fn table(t: &TableView) -> Markup {
    let right = |n: usize| t.right.get(n).copied().unwrap_or(false);
    let class = |n: usize| right(n).then_some("n");
    html! {
        table {
            thead { tr {
                @for (n, text) in t.head.iter().enumerate() { th scope="col" class=[class(n)] { (text) } }
            } }
            tbody {
                @for row in &t.rows {
                    tr {
                        @for (n, text) in row.iter().enumerate() {
                            @if n == 0 && !right(0) && !text.is_empty() { th scope="row" { (text) } }
                            @else { td class=(if right(n) { "n" } else { "long" }) { (text) } }
                        }
                    }
                }
            }
        }
    }
}

fn form(
    cx: &Cx,
    desk: &mut Desk,
    found: &AnalysisName,
    asked: &Asked,
    wanted: &Analyse,
) -> Result<Markup, Fault> {
    let known = choices(desk, &wanted.within, &wanted.departments, cx.lang())?;
    let years: Vec<Choice> = known.years.iter().map(|y| (y.clone(), y.clone())).collect();
    let with_all = |list: Vec<Choice>, word: &str| {
        let mut all = vec![(String::new(), word.to_owned())];
        all.extend(list);
        all
    };
    let months = (1..=12).map(|m| (m.to_string(), cx.fill("analyses.month_of", &[&m.to_string()])));
    let months = with_all(months.collect(), cx.t("analyses.last_month"));
    let everything = cx.t("analyses.everything");
    let many = known.units.is_empty() && known.unit_count > 0;
    Ok(html! {
        form.card.inline.no-print method="get" action={ "/analyses/" (found.id) } {
            (choice("year", cx.t("analyses.year"), &years, &wanted.year.to_string()))
            (choice("through", cx.t("analyses.through"), &months, asked.through.trim()))
            @if known.regions.len() > 1 {
                (choice("region", cx.t("analyses.region"), &with_all(known.regions, everything), asked.region.trim()))
            }
            (choice("department", cx.t("analyses.department"), &with_all(known.departments, everything), asked.department.trim()))
            @if many {
                (line(&Line { name: "unit", label: cx.t("analyses.unit"), value: asked.unit.trim(), ..Line::default() }))
            } @else {
                (choice("unit", cx.t("analyses.unit"), &with_all(known.units, everything), asked.unit.trim()))
            }
            button.primary { (cx.t("analyses.do")) }
        }
    })
}

async fn file(
    cx: Cx,
    Path((name, file)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Reply {
    let found = known(&cx, &name)?;
    let format = file.strip_prefix("file.").unwrap_or_default().to_owned();
    let (as_, kind) = match format.as_str() {
        "xlsx" => (
            AnalyseFormat::Xlsx,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        "csv" => (AnalyseFormat::Csv, "text/csv; charset=utf-8"),
        "json" => (AnalyseFormat::Json, "application/json"),
        _ => return Err(Trouble::NotFound),
    };
    let copy = cx.clone();
    let bytes = cx
        .desk(move |desk| {
            let wanted = asked.wanted(&copy, desk, &name)?;
            analysed(desk, &wanted, as_, copy.lang())
        })
        .await?;
    let name = format!("{}.{format}", found.name);
    Ok(crate::pages::query::download(&name, kind, bytes))
}
