//! The rules of warnings: what each warns of, its thresholds, what they would have done in past months, and
//! how they are set.

mod change;
mod one;
mod run;
mod trial;

use crate::cx::Cx;
use crate::parts::form::{Line, line};
use crate::parts::table::{chip, empty, scroll};
use crate::parts::url;
use crate::routes::Pages;
use crate::trouble::Reply;
use access::Right;
use app::desk::oversight::{RuleLine, rule_lines};
use axum::extract::Query;
use maud::{Markup, html};
use serde::Deserialize;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/rules", Right::RuleRead, list)
        .get("/rules/run", Right::RuleSet, run::page)
        .get("/rules/run/part", Right::RuleSet, run::part)
        .post("/rules/run", Right::RuleSet, run::post)
        .get("/rules/{id}", Right::RuleRead, one::page)
        .get("/rules/{id}/trial", Right::RuleTry, trial::page)
        .post("/rules/{id}", Right::RuleSet, change::post)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    find: String,
}

async fn list(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    let lang = cx.lang();
    let all = cx.desk(move |desk| rule_lines(desk, lang)).await?;
    let find = asked.find.trim().to_lowercase();
    let passes = |r: &&RuleLine| {
        [&r.id, &r.title, &r.theme].iter().any(|t| t.to_lowercase().contains(&find))
    };
    let shown: Vec<&RuleLine> = all.iter().filter(passes).collect();
    let off = shown.iter().filter(|r| !r.on).count();
    let counts = [shown.len(), off].map(|n| n.to_string());
    let [count, off] = &counts;
    let body = html! {
        h1 { (cx.t("nav.rules")) }
        p.lead { (cx.t("rules.lead")) }
        @if cx.may(Right::RuleSet) { p.no-print { a.button href="/rules/run" { (cx.t("rules.run")) } } }
        form.card.inline.no-print method="get" action="/rules" {
            (line(&Line { name: "find", label: cx.t("rules.find"), value: asked.find.trim(), kind: "search", ..Line::default() }))
            button.primary { (cx.t("rules.do")) }
        }
        p { (cx.fill("rules.count", &[count, off])) }
        @if shown.is_empty() { (empty(cx.t("rules.none"), cx.t("rules.none_do"))) }
        @else { (scroll(cx.t("nav.rules"), &table(&cx, &shown))) }
    };
    Ok(cx.page(cx.t("nav.rules"), body))
}

fn table(cx: &Cx, shown: &[&RuleLine]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("rules.id")) }
                th scope="col" { (cx.t("rules.title")) }
                th scope="col" { (cx.t("rules.theme")) }
                th scope="col" { (cx.t("rules.levels")) }
                th scope="col" { (cx.t("rules.state")) }
            } }
            tbody {
                @for r in shown {
                    tr {
                        td { (r.id) }
                        th scope="row" { a href={ "/rules/" (url(&r.id)) } { (r.title) } }
                        td { (r.theme) }
                        td { @for (id, name) in &r.levels { (chip(id, name)) " " } }
                        td { (cx.t(if r.on { "rules.on" } else { "rules.off" })) }
                    }
                }
            }
        }
    }
}
