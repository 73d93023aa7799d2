//! The warnings that pass, the gravest first; how many of each level and state.

use super::level;
use crate::cx::Cx;
use crate::pages::query::download;
use crate::parts::form::{Line, choice, line};
use crate::parts::table::{chip, empty, scroll};
use crate::parts::url;
use crate::trouble::Reply;
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::handling::{Brief, Level, State};
use app::desk::oversight::{CaseWords, Found, Narrow, case_filter, cases_found};
use axum::extract::Query;
use maud::{Markup, html};
use serde::Deserialize;

/// Warnings on a page.
const PAGE: usize = 50;

/// Which of them, as it stands in an address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    year: String,
    level: String,
    state: String,
    /// `open`, `mine`, `overdue`, `all`.
    which: String,
    rule: String,
    department: String,
    find: String,
    seen: usize,
}

impl Asked {
    fn which(&self) -> &str {
        match self.which.trim() {
            "" if self.state.trim().is_empty() => "open",
            "" => "all",
            which => which,
        }
    }

    fn text(&self, seen: usize) -> String {
        let seen = if seen == 0 { String::new() } else { seen.to_string() };
        let pairs = [
            ("year", &self.year),
            ("level", &self.level),
            ("state", &self.state),
            ("which", &self.which),
            ("rule", &self.rule),
            ("department", &self.department),
            ("find", &self.find),
            ("seen", &seen),
        ];
        let kept = pairs.into_iter().filter(|(_, v)| !v.trim().is_empty());
        kept.map(|(n, v)| format!("{n}={}", url(v.trim()))).collect::<Vec<_>>().join("&")
    }
}

fn found(cx: &Cx, desk: &mut Desk, asked: &Asked) -> Result<Found, Fault> {
    let role = super::role(cx).filter(|_| asked.which() == "mine");
    let words = CaseWords {
        year: asked.year.trim().parse().ok(),
        rule: asked.rule.trim(),
        level: asked.level.trim(),
        state: asked.state.trim(),
        role: role.map_or("", |r| r.zh()),
        open: asked.which() != "all",
        overdue: asked.which() == "overdue",
        ..CaseWords::default()
    };
    let narrow = Narrow {
        reach: cx.visitor.reach(),
        department: asked.department.trim().to_owned(),
        text: asked.find.clone(),
    };
    cases_found(desk, &case_filter(&words)?, &narrow)
}

pub(super) async fn page(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    cx.view(move |cx, desk| {
        let found = found(cx, desk, &asked)?;
        Ok((cx.t("nav.warnings").to_owned(), body(cx, &asked, &found)))
    })
    .await
}

fn body(cx: &Cx, asked: &Asked, found: &Found) -> Markup {
    let all = found.cases.len();
    let shown: Vec<&Brief> = found.cases.iter().skip(asked.seen).take(PAGE).collect();
    let until = asked.seen + shown.len();
    let counts = [asked.seen + 1, until, all].map(|n| n.to_string());
    let [from, to, of] = &counts;
    html! {
        h1 { (cx.t("nav.warnings")) }
        p.lead { (cx.t("warnings.lead")) }
        (tallies(cx, found))
        (form(cx, asked))
        @if shown.is_empty() { (empty(cx.t("warnings.none"), cx.t("warnings.none_do"))) }
        @else {
            div.bar-actions {
                span { (cx.fill("warnings.shown", &[from, to, of])) }
                a.button href="/warnings/statistics" { (cx.t("warnings.statistics")) }
                a.button href={ "/warnings.csv?" (asked.text(0)) } { "CSV" }
            }
            (scroll(cx.t("nav.warnings"), &table(cx, &shown)))
            p.bar-actions {
                @if asked.seen > 0 { a.button href={ "/warnings?" (asked.text(asked.seen.saturating_sub(PAGE))) } { (cx.t("warnings.before")) } }
                @if until < all { a.button href={ "/warnings?" (asked.text(until)) } { (cx.t("warnings.next")) } }
            }
        }
    }
}

fn tallies(cx: &Cx, found: &Found) -> Markup {
    let totals = &found.totals;
    html! {
        p {
            @for (one, count) in totals.levels.iter().filter(|(_, n)| *n > 0) {
                a href={ "/warnings?level=" (one.en()) } { (chip(one.en(), &format!("{} {count}", cx.say(one.zh(), one.en())))) } " "
            }
            @if totals.overdue > 0 {
                a href="/warnings?which=overdue" { (chip("red", &cx.fill("warnings.overdue_count", &[&totals.overdue.to_string()]))) }
            }
        }
        p.minor {
            @for (state, count) in &found.states { (cx.say(state.zh(), state.en())) " " (count) "　" }
        }
    }
}

fn form(cx: &Cx, asked: &Asked) -> Markup {
    let any = (String::new(), cx.t("warnings.any").to_owned());
    let mut levels = vec![any.clone()];
    levels.extend(Level::ALL.iter().map(|l| named(cx, l.zh(), l.en())));
    let mut states = vec![any];
    states.extend(State::ALL.iter().map(|s| named(cx, s.zh(), s.en())));
    let mut which = vec![
        ("open".to_owned(), cx.t("warnings.open").to_owned()),
        ("overdue".to_owned(), cx.t("warnings.overdue").to_owned()),
        ("all".to_owned(), cx.t("warnings.all").to_owned()),
    ];
    if super::role(cx).is_some() {
        which.insert(0, ("mine".to_owned(), cx.t("warnings.mine").to_owned()));
    }
    html! {
        form.card.inline.no-print method="get" action="/warnings" {
            (choice("which", cx.t("warnings.which"), &which, asked.which()))
            (choice("level", cx.t("warnings.level"), &levels, asked.level.trim()))
            (choice("state", cx.t("warnings.state"), &states, asked.state.trim()))
            (line(&Line { name: "year", label: cx.t("warnings.year"), value: asked.year.trim(), kind: "number", ..Line::default() }))
            (line(&Line { name: "department", label: cx.t("warnings.department"), value: asked.department.trim(), ..Line::default() }))
            (line(&Line { name: "find", label: cx.t("warnings.find"), value: asked.find.trim(), kind: "search", ..Line::default() }))
            button.primary { (cx.t("warnings.do")) }
        }
    }
}

fn named(cx: &Cx, zh: &str, en: &str) -> (String, String) {
    (zh.to_owned(), cx.say(zh, en).to_owned())
}

fn table(cx: &Cx, shown: &[&Brief]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("warnings.level")) }
                th scope="col" { (cx.t("warnings.what")) }
                th scope="col" { (cx.t("warnings.unit")) }
                th.n scope="col" { (cx.t("warnings.amount")) }
                th scope="col" { (cx.t("warnings.state")) }
                th scope="col" { (cx.t("warnings.due")) }
            } }
            tbody { @for brief in shown { (row(cx, brief)) } }
        }
    }
}

fn row(cx: &Cx, brief: &Brief) -> Markup {
    html! {
        tr {
            td { (level(cx, brief.level)) }
            th scope="row" {
                a href={ "/warnings/" (url(&brief.id)) } { (cx.say(&brief.title.zh, &brief.title.en)) }
                br; small { (brief.id) " " (brief.object) }
            }
            td { (brief.unit_name) }
            td.n { (brief.amount.map_or_else(|| "–".to_owned(), |a| a.to_string())) }
            td {
                (cx.say(brief.state.zh(), brief.state.en()))
                @if brief.offence > 1 { br; (chip("orange", &cx.fill("warnings.offence", &[&brief.offence.to_string()]))) }
            }
            td { (due(cx, brief)) }
        }
    }
}

fn due(cx: &Cx, brief: &Brief) -> Markup {
    html! {
        @if let Some(a) = &brief.awaited {
            (cx.say(a.task.zh(), a.task.en()))
            @if let Some(due) = &a.due { " " (due.day) }
        }
        @if brief.overdue > 0 { br; (chip("red", &cx.fill("warnings.overdue_days", &[&brief.overdue.to_string()]))) }
    }
}

pub(super) async fn csv(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    let copy = cx.clone();
    let found = cx.desk(move |desk| found(&copy, desk, &asked)).await?;
    let head = [
        "id",
        "level",
        "state",
        "year",
        "rule",
        "title",
        "unit",
        "unit_name",
        "object",
        "amount",
        "first",
        "overdue",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(found.cases.into_iter().map(|b| {
        let title = cx.say(&b.title.zh, &b.title.en).to_owned();
        let amount = b.amount.map_or_else(String::new, |a| a.to_string());
        let (level, state) =
            (cx.say(b.level.zh(), b.level.en()), cx.say(b.state.zh(), b.state.en()));
        let (year, first, overdue) =
            (b.year.to_string(), b.first.to_string(), b.overdue.to_string());
        vec![
            b.id,
            level.to_owned(),
            state.to_owned(),
            year,
            b.rule,
            title,
            b.unit,
            b.unit_name,
            b.object,
            amount,
            first,
            overdue,
        ]
    }));
    let bytes = app::desk::csv(&rows)?;
    Ok(download(&format!("{}.csv", cx.t("nav.warnings")), "text/csv; charset=utf-8", bytes))
}
