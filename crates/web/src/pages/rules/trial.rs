//! A rule tried on past months: how often it would have fired with these thresholds, beside how often it does
//! with those in force.

use super::one::fields;
use crate::cx::Cx;
use crate::parts::form::refusal;
use crate::parts::table::{chip, scroll};
use crate::parts::url;
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::{
    RuleView, Trial, TrialWanted, rule_view, this_year, trial, trial_text, values,
};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Hits that are listed.
const HITS: usize = 50;

type Pairs = Query<BTreeMap<String, String>>;

/// Both trials.
struct Tried {
    rule: RuleView,
    year: i32,
    typed: BTreeMap<String, String>,
    now: Trial,
    then: Trial,
    said: String,
}

pub(super) async fn page(cx: Cx, Path(id): Path<String>, Query(asked): Pairs) -> Reply {
    let (copy, of, typed) = (cx.clone(), id.clone(), asked.clone());
    let tried = match cx.desk(move |desk| tried(&copy, desk, &id, asked)).await {
        Ok(tried) => tried.ok_or(Trouble::NotFound)?,
        // What cannot be tried is said above the form, so that it can be mended there.
        Err(Trouble::Fault(why)) => return refused(&cx, of, &typed, &why).await,
        Err(other) => return Err(other),
    };
    let title = format!("{} {}", cx.t("rules.trial"), tried.rule.line.title);
    let body = html! {
        (form(&cx, &tried.rule, tried.year, &tried.typed, None))
        (found(&cx, &tried))
    };
    Ok(cx.page(&title, body))
}

async fn refused(cx: &Cx, id: String, typed: &BTreeMap<String, String>, why: &Fault) -> Reply {
    let lang = cx.lang();
    let rule = cx.desk(move |desk| rule_view(desk, &id, lang)).await?.ok_or(Trouble::NotFound)?;
    let title = format!("{} {}", cx.t("rules.trial"), rule.line.title);
    let body = form(cx, &rule, year(typed), typed, Some(cx.say(&why.zh, &why.en)));
    Ok(cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &title, body))
}

fn year(typed: &BTreeMap<String, String>) -> i32 {
    typed.get("year").and_then(|y| y.trim().parse().ok()).unwrap_or_else(this_year)
}

fn tried(
    cx: &Cx,
    desk: &mut Desk,
    id: &str,
    asked: BTreeMap<String, String>,
) -> Result<Option<Tried>, Fault> {
    let Some(rule) = rule_view(desk, id, cx.lang())? else { return Ok(None) };
    let year = year(&asked);
    let typed = |name: &str| asked.get(&format!("t-{name}")).map(|v| v.trim().to_owned());
    let texts: Vec<String> = rule
        .thresholds
        .iter()
        .filter_map(|t| typed(&t.name).filter(|v| !v.is_empty()).map(|v| format!("{}={v}", t.name)))
        .collect();
    let wanted = TrialWanted { rule: id.to_owned(), year, values: values(&texts)? };
    let usual = TrialWanted { values: Vec::new(), ..wanted.clone() };
    let then = trial(desk, &wanted, &|_| {})?;
    let now = trial(desk, &usual, &|_| {})?;
    let said = trial_text(&wanted, &then, cx.lang());
    Ok(Some(Tried { rule, year, typed: asked, now, then, said }))
}

fn form(
    cx: &Cx,
    rule: &RuleView,
    year: i32,
    typed: &BTreeMap<String, String>,
    refused: Option<&str>,
) -> Markup {
    let at = format!("/rules/{}", url(&rule.line.id));
    let typed = |name: &str| typed.get(&format!("t-{name}")).cloned();
    html! {
        ol.trail { li { a href="/rules" { (cx.t("nav.rules")) } } li { a href=(at) { (rule.line.id) } } li { (cx.t("rules.trial")) } }
        h1 { (cx.t("rules.trial")) " " (rule.line.title) }
        (refusal(refused))
        form.card.inline.no-print method="get" action={ (at) "/trial" } {
            div.field {
                label for="trial-year" { (cx.t("rules.year")) }
                input id="trial-year" name="year" type="number" value=(year);
            }
            (fields(&rule.thresholds, typed, "trial"))
            button.primary { (cx.t("rules.try")) }
        }
    }
}

fn found(cx: &Cx, tried: &Tried) -> Markup {
    html! {
        (scroll(cx.t("rules.months"), &months(cx, tried)))
        // The lines after the table: how many units, what officers take a week, what could not be evaluated.
        @for said in tried.said.lines().skip(tried.then.months.len() + 2).take_while(|l| !l.starts_with(' ')) { p { (said) } }
        (hits(cx, &tried.then))
    }
}

fn months(cx: &Cx, tried: &Tried) -> Markup {
    let sum = |t: &std::collections::BTreeMap<&'static str, i64>| t.values().sum::<i64>();
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("rules.month")) }
                th.n scope="col" { (cx.t("rules.fires_now")) }
                th.n scope="col" { (cx.t("rules.fires_then")) }
                th.n scope="col" { (cx.t("rules.fresh")) }
                th.n scope="col" { (cx.t("rules.holds")) }
                th.n scope="col" { (cx.t("rules.not_applied")) }
            } }
            tbody {
                @for (n, month) in tried.then.months.iter().enumerate() {
                    tr {
                        th scope="row" { (month.day) }
                        td.n { @if let Some(now) = tried.now.months.get(n) { (sum(&now.fires)) } @else { "–" } }
                        td.n { (sum(&month.fires)) }
                        td.n { (month.fresh) }
                        td.n { (month.holds) }
                        td.n { (month.not_applied) }
                    }
                }
            }
        }
    }
}

fn hits(cx: &Cx, then: &Trial) -> Markup {
    html! {
        @if !then.hits.is_empty() {
            h2 { (cx.t("rules.hits")) }
            ul {
                @for hit in then.hits.iter().take(HITS) {
                    li { (chip(hit.level.en(), cx.say(hit.level.zh(), hit.level.en()))) " " (hit.unit_name) " " (cx.say(&hit.message.zh, &hit.message.en)) }
                }
            }
            @if then.hits.len() > HITS { p { (cx.fill("rules.hits_more", &[&(then.hits.len() - HITS).to_string()])) } }
        }
    }
}
