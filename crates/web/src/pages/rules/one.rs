//! One rule: purpose, standard, basis, when it fires, its thresholds, what was set, and how to change it.

use crate::cx::Cx;
use crate::pages::query::reached;
use crate::parts::form::token;
use crate::parts::table::{chip, scroll};
use crate::parts::url;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::desk::oversight::{RuleView, ThresholdView, rule_view, this_year, years};
use axum::extract::Path;
use maud::{Markup, html};

pub(super) async fn page(cx: Cx, Path(id): Path<String>) -> Reply {
    let copy = cx.clone();
    let found = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            let latest = years(desk, &within)?.first().and_then(|y| y.parse().ok());
            Ok((rule_view(desk, &id, copy.lang())?, latest))
        })
        .await?;
    let (Some(rule), latest) = found else { return Err(Trouble::NotFound) };
    let latest = latest.unwrap_or_else(this_year);
    let body = html! {
        ol.trail { li { a href="/rules" { (cx.t("nav.rules")) } } li { (rule.line.id) } }
        h1 { (rule.line.title) " " (chip(if rule.line.on { "good" } else { "" }, cx.t(if rule.line.on { "rules.on" } else { "rules.off" }))) }
        p.lead { (rule.purpose) }
        p { a href={ "/warnings?which=all&rule=" (url(&rule.line.id)) } { (cx.t("rules.cases")) } }
        div.columns {
            div { (meaning(&cx, &rule)) (thresholds(&cx, &rule)) }
            div { (trial_form(&cx, &rule, latest)) (changes(&cx, &rule)) (set(&cx, &rule)) }
        }
    };
    Ok(cx.page(&format!("{} {}", rule.line.id, rule.line.title), body))
}

fn meaning(cx: &Cx, rule: &RuleView) -> Markup {
    html! {
        section.card {
            h2 { (cx.t("rules.meaning")) }
            dl.facts {
                dt { (cx.t("rules.standard")) } dd { (rule.standard) }
                dt { (cx.t("rules.basis")) } dd { @for basis in &rule.basis { p { (basis) } } }
                dt { (cx.t("rules.theme")) } dd { (rule.line.theme) }
                @if !rule.applies.is_empty() { dt { (cx.t("rules.applies")) } dd { code { (rule.applies) } } }
                dt { (cx.t("rules.from")) } dd { code { (rule.from) } }
                @for (id, name, when) in &rule.steps { dt { (chip(id, name)) } dd { code { (when) } } }
                dt { (cx.t("rules.advice")) } dd { (rule.advice) }
            }
        }
    }
}

fn thresholds(cx: &Cx, rule: &RuleView) -> Markup {
    html! {
        @if !rule.thresholds.is_empty() {
            section.card {
                h2 { (cx.t("rules.thresholds")) }
                (scroll(cx.t("rules.thresholds"), &html! {
                    table {
                        thead { tr {
                            th scope="col" { (cx.t("rules.threshold")) }
                            th.n scope="col" { (cx.t("rules.now")) }
                            th.n scope="col" { (cx.t("rules.usual")) }
                            th scope="col" { (cx.t("rules.ground")) }
                        } }
                        tbody { @for t in &rule.thresholds {
                            tr { th scope="row" { (t.title) " " small { (t.name) } } td.n { (t.shown) } td.n { (t.usual) } td { (t.ground) } }
                        } }
                    }
                }))
            }
        }
    }
}

/// A field with a slider for each threshold: the slider is the field, its value stands beside it in the table
/// that is sent.
pub(super) fn fields(
    all: &[ThresholdView],
    typed: impl Fn(&str) -> Option<String>,
    prefix: &str,
) -> Markup {
    html! {
        @for t in all {
            @let id = format!("{prefix}-{}", t.name);
            div.field {
                label for=(id) { (t.title) }
                p.help id={ (id) "-help" } { (t.bounds[0]) " – " (t.bounds[1]) " · " (t.usual) }
                input id=(id) name={ "t-" (t.name) } type="number" step="any" min=(t.bounds[0]) max=(t.bounds[1])
                    value=(typed(&t.name).unwrap_or_else(|| t.value.clone())) aria-describedby={ (id) "-help" } data-slider;
            }
        }
    }
}

fn trial_form(cx: &Cx, rule: &RuleView, year: i32) -> Markup {
    html! {
        @if cx.may(Right::RuleTry) {
            section.card.no-print {
                h2 { (cx.t("rules.trial")) }
                p.minor { (cx.t("rules.trial_lead")) }
                form method="get" action={ "/rules/" (url(&rule.line.id)) "/trial" } {
                    div.field {
                        label for="trial-year" { (cx.t("rules.year")) }
                        input id="trial-year" name="year" type="number" value=(year);
                    }
                    (fields(&rule.thresholds, |_| None, "trial"))
                    button.primary { (cx.t("rules.try")) }
                }
            }
        }
    }
}

fn changes(cx: &Cx, rule: &RuleView) -> Markup {
    if !cx.may(Right::RuleSet) {
        return html! {};
    }
    let at = format!("/rules/{}", url(&rule.line.id));
    let switch = if rule.line.on { ("off", "rules.switch_off") } else { ("on", "rules.switch_on") };
    html! {
        section.card.no-print {
            h2 { (cx.t("rules.change")) }
            p.minor { (cx.t("rules.change_lead")) }
            @if !rule.thresholds.is_empty() {
                details {
                    summary { (cx.t("rules.thresholds")) }
                    form method="post" action=(at) {
                        (token(cx))
                        (fields(&rule.thresholds, |_| None, "set"))
                        (reason(cx, "threshold"))
                        button.primary name="do" value="threshold" { (cx.t("rules.save")) }
                    }
                }
            }
            details {
                summary { (cx.t("rules.white")) }
                form method="post" action=(at) {
                    (token(cx))
                    (text("white-column", "column", cx.t("rules.column")))
                    (text("white-value", "value", cx.t("rules.value")))
                    div.field { label for="white-until" { (cx.t("rules.until")) } input id="white-until" name="until" type="date"; }
                    (reason(cx, "white"))
                    button.primary name="do" value="white" { (cx.t("rules.save")) }
                }
            }
            details {
                summary { (cx.t(switch.1)) }
                form method="post" action=(at) {
                    (token(cx))
                    (reason(cx, "switch"))
                    button.primary name="do" value=(switch.0) { (cx.t(switch.1)) }
                }
            }
        }
    }
}

fn text(id: &str, name: &str, label: &str) -> Markup {
    html! { div.field { label for=(id) { (label) } input id=(id) name=(name) autocomplete="off"; } }
}

fn reason(cx: &Cx, of: &str) -> Markup {
    html! {
        div.field {
            label for={ (of) "-reason" } { (cx.t("rules.reason")) span.must aria-hidden="true" { " *" } }
            textarea id={ (of) "-reason" } name="reason" rows="2" required {}
        }
    }
}

fn set(cx: &Cx, rule: &RuleView) -> Markup {
    html! {
        section.card {
            h2 { (cx.t("rules.set")) }
            @if rule.set.is_empty() { p { (cx.t("rules.set_none")) } }
            ul {
                @for one in &rule.set {
                    li { strong { (one.what) } " " (one.to) " " small { (one.scope) } p.minor { (one.reason) } }
                }
            }
        }
    }
}
