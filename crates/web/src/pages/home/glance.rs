//! For who works with the ledger: the warnings that wait, execution against the calendar, how scores were
//! given, the departments one follows. Each role sees its own work first.

use super::{check, following, hello};
use crate::cx::Cx;
use crate::pages::analyses::table;
use crate::pages::query::reached;
use crate::parts::table::{chip, empty, scroll, tile};
use crate::parts::url;
use crate::trouble::Trouble;
use access::{Right, Role};
use app::desk::cycle::listing;
use app::desk::oversight::handling::{Brief, Role as CaseRole};
use app::desk::oversight::{Glance, GlanceWanted, Line, View, glance};
use app::house::Subscription;
use maud::{Markup, html};

/// Warnings that are listed.
const CASES: usize = 10;

/// Departments that are listed, but for deputies, who see all of them.
const SLOWEST: usize = 10;

pub(super) async fn body(
    cx: &Cx,
    role: Role,
    followed: &[Subscription],
) -> Result<Markup, Trouble> {
    let waits = match role {
        Role::Clerk => Some(CaseRole::Unit),
        Role::Department => Some(CaseRole::Department),
        Role::Finance => Some(CaseRole::Finance),
        _ => None,
    };
    let findings = super::reports::findings(cx).await?;
    let (_, seen) = cx
        .kept(move |cx, desk| {
            let wanted = GlanceWanted {
                reach: cx.visitor.reach(),
                within: reached(cx, desk)?,
                cases: cx.may(Right::CaseRead),
                scores: cx.may(Right::PerformanceRead) && role != Role::Deputy,
                role: waits,
            };
            let seen = glance(desk, &wanted, cx.lang())?;
            let cases = cases(cx, &seen, waits.is_some());
            let money = money(cx, &seen, role == Role::Deputy);
            let scores = scores(cx, &seen);
            let forms = match cx.may(Right::PerformanceRead) && waits.is_some() {
                true => super::tasks::tasks(cx, &listing(desk, &cx.visitor.reach(), None)?),
                false => html! {},
            };
            let body = match role {
                Role::Deputy | Role::Congress => html! { (money) (cases) (scores) },
                _ => html! { (forms) (cases) (money) (scores) },
            };
            Ok((String::new(), body))
        })
        .await?;
    let first = role == Role::Deputy;
    Ok(html! {
        (hello(cx))
        @if first { (following(cx, followed)) }
        (findings)
        (seen)
        @if !first { (following(cx, followed)) }
        (check(cx))
    })
}

fn cases(cx: &Cx, seen: &Glance, mine: bool) -> Markup {
    if !cx.may(Right::CaseRead) {
        return html! {};
    }
    let (title, none, todo) = match mine {
        true => ("home.mine", "home.mine_none", "home.mine_do"),
        false => ("home.open", "home.open_none", "home.open_do"),
    };
    let totals = &seen.totals;
    let counts = [totals.cases, totals.overdue].map(|n| n.to_string());
    let [all, overdue] = &counts;
    html! {
        section.card {
            h2 { (cx.t(title)) }
            @if seen.cases.is_empty() { (empty(cx.t(none), cx.t(todo))) }
            @else {
                p {
                    (cx.fill("home.all_cases", &[all, overdue])) " "
                    @for (level, count) in totals.levels.iter().filter(|(_, n)| *n > 0) {
                        (chip(level.en(), &format!("{} {count}", cx.say(level.zh(), level.en())))) " "
                    }
                }
                (scroll(cx.t(title), &case_table(cx, &seen.cases)))
                @if seen.cases.len() > CASES {
                    p { a href=(if mine { "/warnings?which=mine" } else { "/warnings" }) { (cx.fill("home.shown_of", &[&CASES.to_string(), all])) } }
                }
            }
        }
    }
}

fn case_table(cx: &Cx, all: &[Brief]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("home.level")) }
                th scope="col" { (cx.t("home.what")) }
                th scope="col" { (cx.t("home.unit")) }
                th scope="col" { (cx.t("home.waits")) }
                th scope="col" { (cx.t("home.due")) }
            } }
            tbody {
                @for case in all.iter().take(CASES) {
                    tr {
                        td { (chip(case.level.en(), cx.say(case.level.zh(), case.level.en()))) }
                        th scope="row" { a href={ "/warnings/" (url(&case.id)) } { (cx.say(&case.title.zh, &case.title.en)) } br; small { (case.object) } }
                        td { (case.unit_name) }
                        td {
                            @if let Some(a) = &case.awaited { (cx.say(a.task.zh(), a.task.en())) }
                        }
                        td { (due(cx, case)) }
                    }
                }
            }
        }
    }
}

fn due(cx: &Cx, case: &Brief) -> Markup {
    let day = case.awaited.as_ref().and_then(|a| a.due.as_ref()).map(|d| d.day.to_string());
    html! {
        @match day {
            Some(day) => { (day) }
            None => { (cx.t("home.no_due")) }
        }
        @if case.overdue > 0 {
            br; (chip("red", &cx.fill("home.overdue", &[&case.overdue.to_string()])))
        }
    }
}

fn money(cx: &Cx, seen: &Glance, plain: bool) -> Markup {
    let (Some(year), Some(view)) = (seen.year, &seen.money) else {
        return html! { section.card { (empty(cx.t("home.no_money"), cx.t("home.no_money_do"))) } };
    };
    let year = year.to_string();
    let rows = view.rows.len();
    let shown = if plain { rows } else { rows.min(SLOWEST) };
    html! {
        section.card {
            h2 { (cx.fill("home.money", &[&year])) }
            div.tiles {
                @for (head, figure) in view.measures.iter().zip(&view.total.figures) {
                    (tile(head.word.name, or_dash(&figure.text), head.unit, None))
                }
            }
            @if rows > 1 {
                h3 { (cx.t(if plain { "home.departments" } else { "home.slowest" })) }
                p.minor { (cx.t(if plain { "home.departments_lead" } else { "home.money_lead" })) }
                (scroll(&cx.fill("home.money", &[&year]), &departments(cx, view, shown)))
            }
            @if rows > shown {
                p { a href={ "/query?rows=department&show=current&show=paid&show=rate&show=progress&sort=%2Brate&year=" (year) } {
                    (cx.fill("home.all_departments", &[&rows.to_string()]))
                } }
            }
        }
    }
}

fn departments(cx: &Cx, view: &View, shown: usize) -> Markup {
    html! {
        table {
            thead { tr {
                @for side in &view.sides { th scope="col" { (side.name) } }
                @for head in &view.measures {
                    th.n scope="col" { (head.word.name) @if !head.unit.is_empty() { " " small { (head.unit) } } }
                }
            } }
            tbody { @for row in view.rows.iter().take(shown) { (department(cx, row)) } }
        }
    }
}

fn department(cx: &Cx, row: &Line) -> Markup {
    let key = row.keys.first();
    let (code, name) = key.map_or(("", ""), |k| (k.code.as_str(), k.shown.as_str()));
    let opens = cx.may(Right::ReportRead) && !code.is_empty();
    html! {
        tr {
            th scope="row" {
                @if opens { a href={ "/department/" (url(code)) } { (name) } } @else { (name) }
            }
            @for figure in &row.figures { td.n { (or_dash(&figure.text)) } }
        }
    }
}

/// Missing is not zero.
fn or_dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

fn scores(cx: &Cx, seen: &Glance) -> Markup {
    let Some(scores) = &seen.scores else { return html! {} };
    html! {
        section.card {
            h2 { (cx.t("home.scores")) }
            @match scores {
                Err(fault) => p { (cx.say(&fault.zh, &fault.en)) },
                Ok(view) => {
                    p.finding { (view.finding) }
                    @if let Some(first) = view.tables.iter().find(|t| !t.rows.is_empty()) {
                        (scroll(&first.title, &table(first)))
                    }
                    p { a href="/analyses/score-inflation" { (cx.t("home.more")) } }
                }
            }
        }
    }
}
