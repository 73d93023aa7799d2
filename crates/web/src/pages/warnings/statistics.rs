//! How warnings are handled: how many, how right, how fast; by rule, by unit, by month.

use super::level;
use crate::cx::Cx;
use crate::parts::chart::{Chart, chart};
use crate::parts::form::{Line, line};
use crate::parts::table::{empty, scroll, tile};
use crate::parts::url;
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::desk::oversight::handling::Statistics;
use app::desk::oversight::{CaseWords, Narrow, case_filter, rule_lines, statistics_found};
use axum::extract::Query;
use maud::{Markup, html};
use report::chart::{Drawing, Figure, Picture, Point, Series, Unit, option};
use serde::Deserialize;

/// Rules and units that are listed.
const ROWS: usize = 30;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    year: String,
    department: String,
}

impl Asked {
    /// The same year and department in the address of a list.
    fn kept(&self) -> String {
        let pairs = [("year", self.year.trim()), ("department", self.department.trim())];
        let kept = pairs.into_iter().filter(|(_, v)| !v.is_empty());
        kept.map(|(n, v)| format!("&{n}={}", url(v))).collect()
    }
}

pub(super) async fn page(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    let year: Option<i32> = match asked.year.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| {
            Trouble::Malformed(Fault::new("年度应为四位数字", "a year has four digits"))
        })?),
    };
    cx.view(move |cx, desk| {
        let words = CaseWords { year, ..CaseWords::default() };
        let narrow = Narrow {
            reach: cx.visitor.reach(),
            department: asked.department.trim().to_owned(),
            text: String::new(),
        };
        let mut found = statistics_found(desk, &case_filter(&words)?, &narrow)?;
        let titles = rule_lines(desk, cx.lang())?;
        for rule in &mut found.rules {
            if let Some(line) = titles.iter().find(|l| l.id == rule.key) {
                rule.name.clone_from(&line.title);
            }
        }
        // The most first: only so many are listed.
        for groups in [&mut found.rules, &mut found.units] {
            groups.sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| a.key.cmp(&b.key)));
        }
        Ok((cx.t("warnings.statistics").to_owned(), body(cx, &asked, &found)))
    })
    .await
}

fn body(cx: &Cx, asked: &Asked, found: &Statistics) -> Markup {
    html! {
        ol.trail { li { a href="/warnings" { (cx.t("nav.warnings")) } } li { (cx.t("warnings.statistics")) } }
        h1 { (cx.t("warnings.statistics")) }
        p.lead { (cx.t("warnings.statistics_lead")) }
        form.card.inline.no-print method="get" action="/warnings/statistics" {
            (line(&Line { name: "year", label: cx.t("warnings.year"), value: asked.year.trim(), kind: "number", ..Line::default() }))
            (line(&Line { name: "department", label: cx.t("warnings.department"), value: asked.department.trim(), ..Line::default() }))
            button.primary { (cx.t("warnings.do")) }
        }
        @if found.cases == 0 { (empty(cx.t("warnings.none"), cx.t("warnings.none_do"))) }
        @else {
            (tiles(cx, found))
            (months(cx, found))
            div.columns {
                div { (states(cx, asked, found)) (money(cx, found)) }
                div { (tasks(cx, found)) }
            }
            (groups(cx, asked, found))
        }
    }
}

fn tiles(cx: &Cx, found: &Statistics) -> Markup {
    // Of those that were verified; nothing where none was.
    let right = share(found.confirmed, found.verified);
    let verified = cx.fill("warnings.of_verified", &[&found.verified.to_string()]);
    let tiles = [
        (cx.t("warnings.all"), found.cases.to_string(), String::new()),
        (cx.t("warnings.overdue"), found.overdue.to_string(), String::new()),
        (cx.t("warnings.right"), right, verified),
        (cx.t("warnings.repeats"), found.repeats.to_string(), String::new()),
        (cx.t("warnings.late"), found.late.to_string(), String::new()),
    ];
    html! {
        div.tiles { @for (name, value, note) in &tiles { (tile(name, value, note, None)) } }
        p {
            @for (one, count) in found.levels.iter().filter(|(_, n)| *n > 0) { (level(cx, *one)) " " (count) "　" }
        }
    }
}

/// Per cent of a part, without decimals; a dash of nothing.
fn share(part: usize, whole: usize) -> String {
    match whole {
        0 => "–".to_owned(),
        whole => format!("{}%", (part * 100 + whole / 2) / whole),
    }
}

fn months(cx: &Cx, found: &Statistics) -> Markup {
    let mut months = found.months.clone();
    months.sort_by(|a, b| a.key.cmp(&b.key));
    let count = |n: usize| Point {
        figure: i128::try_from(n).map_or(Figure::None, Figure::Whole),
        href: String::new(),
    };
    let series = |word: &'static str, of: &dyn Fn(&Group) -> usize| Series {
        name: cx.t(word).to_owned(),
        points: months.iter().map(|g| count(of(g))).collect(),
        faint: false,
    };
    let drawing = Drawing::Bars {
        labels: months.iter().map(|g| g.key.clone()).collect(),
        series: vec![
            series("warnings.raised", &|g| g.cases),
            series("warnings.confirmed", &|g| g.confirmed),
            series("warnings.settled", &|g| g.settled),
        ],
    };
    let picture = Picture { drawing, unit: Unit::Count, left_out: 0 };
    html! {
        (chart(cx, &Chart {
            title: cx.t("warnings.by_month"),
            option: &option(&picture),
            table: scroll(cx.t("warnings.by_month"), &html! {
                table {
                    thead { tr {
                        th scope="col" { (cx.t("warnings.month")) }
                        th.n scope="col" { (cx.t("warnings.raised")) }
                        th.n scope="col" { (cx.t("warnings.confirmed")) }
                        th.n scope="col" { (cx.t("warnings.settled")) }
                    } }
                    tbody { @for g in &months { tr {
                        th scope="row" { (g.key) }
                        td.n { (g.cases) } td.n { (g.confirmed) } td.n { (g.settled) }
                    } } }
                }
            }),
            height: picture.height(),
        }))
    }
}

type Group = app::desk::oversight::handling::Group;

fn states(cx: &Cx, asked: &Asked, found: &Statistics) -> Markup {
    html! {
        section.card {
            h2 { (cx.t("warnings.by_state")) }
            table { tbody { @for (state, count) in found.states.iter().filter(|(_, n)| *n > 0) { tr {
                th scope="row" { a href={ "/warnings?which=all&state=" (url(state.zh())) (asked.kept()) } { (cx.say(state.zh(), state.en())) } }
                td.n { (count) }
            } } } }
        }
    }
}

fn money(cx: &Cx, found: &Statistics) -> Markup {
    let [refunded, rebooked, other] = found.amounts;
    let rows = [
        (cx.t("warnings.refunded"), refunded),
        (cx.t("warnings.rebooked"), rebooked),
        (cx.t("warnings.other"), other),
    ];
    html! {
        section.card {
            h2 { (cx.t("warnings.put_right")) }
            table { tbody { @for (name, amount) in rows { tr { th scope="row" { (name) } td.n { (amount) } } } } }
            @if found.grades.iter().any(|(_, n)| *n > 0) {
                p { @for (grade, count) in &found.grades { (cx.say(grade.zh(), grade.en())) " " (count) "　" } }
            }
        }
    }
}

fn tasks(cx: &Cx, found: &Statistics) -> Markup {
    html! {
        section.card {
            h2 { (cx.t("warnings.by_task")) }
            (scroll(cx.t("warnings.by_task"), &html! {
                table {
                    thead { tr {
                        th scope="col" { (cx.t("warnings.task")) }
                        th.n scope="col" { (cx.t("warnings.waiting")) }
                        th.n scope="col" { (cx.t("warnings.overdue")) }
                        th.n scope="col" { (cx.t("warnings.done")) }
                        th.n scope="col" { (cx.t("warnings.median")) }
                        th.n scope="col" { (cx.t("warnings.late")) }
                    } }
                    tbody { @for t in &found.tasks { tr {
                        th scope="row" { (cx.say(t.task.zh(), t.task.en())) }
                        td.n { (t.waiting) } td.n { (t.overdue) } td.n { (t.done) }
                        td.n { @if t.done > 0 { (t.median) } @else { "–" } }
                        td.n { (t.late) }
                    } } }
                }
            }))
        }
    }
}

fn groups(cx: &Cx, asked: &Asked, found: &Statistics) -> Markup {
    let kept = asked.kept();
    html! {
        (group(cx, cx.t("warnings.by_rule"), &found.rules, &|g| format!("/warnings?which=all&rule={}{kept}", url(&g.key))))
        (group(cx, cx.t("warnings.by_unit"), &found.units, &|g| format!("/warnings?which=all&find={}{kept}", url(&g.key))))
    }
}

fn group(cx: &Cx, title: &str, all: &[Group], to: &dyn Fn(&Group) -> String) -> Markup {
    html! {
        section.card {
            h2 { (title) }
            (scroll(title, &html! {
                table {
                    thead { tr {
                        th scope="col" { (title) }
                        th.n scope="col" { (cx.t("warnings.raised")) }
                        th.n scope="col" { (cx.t("warnings.confirmed")) }
                        th.n scope="col" { (cx.t("warnings.false_alarm")) }
                        th.n scope="col" { (cx.t("warnings.right")) }
                        th.n scope="col" { (cx.t("warnings.settled")) }
                        th.n scope="col" { (cx.t("warnings.overdue")) }
                        th.n scope="col" { (cx.t("warnings.repeats")) }
                    } }
                    tbody { @for g in all.iter().take(ROWS) { tr {
                        th scope="row" { a href=(to(g)) { (g.key) } " " (g.name) }
                        td.n { (g.cases) } td.n { (g.confirmed) } td.n { (g.dismissed) }
                        td.n { (share(g.confirmed, g.confirmed + g.dismissed)) }
                        td.n { (g.settled) } td.n { (g.overdue) } td.n { (g.repeats) }
                    } } }
                }
            }))
            @if all.len() > ROWS { p.minor { (cx.fill("warnings.and_more", &[&(all.len() - ROWS).to_string()])) } }
        }
    }
}
