//! The findings of a document: the list with its filters, and one that is lit with what it is judged from and
//! what was decided.

use super::asked::Asked;
use super::opened::Opened;
use crate::cx::Cx;
use crate::parts::form::{choice, token};
use crate::parts::table::{chip, empty, scroll};
use app::Severity;
use app::check::{Decision, Figured, Ruling, Told};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Findings on a page of the list.
const PAGE: usize = 100;

pub(super) fn list(cx: &Cx, opened: &Opened, told: &[Told], asked: &Asked) -> Markup {
    let passes = |t: &&Told| {
        let decided = opened.decisions.contains_key(&t.key);
        (asked.severity.is_empty() || t.severity.id() == asked.severity)
            && (asked.rule.is_empty() || t.rule == asked.rule)
            && match asked.state.as_str() {
                "open" => !decided,
                "decided" => decided,
                _ => true,
            }
    };
    let found: Vec<&Told> = told.iter().filter(passes).collect();
    let from = asked.from.parse::<usize>().unwrap_or(0);
    let shown: Vec<&Told> = found.iter().skip(from).take(PAGE).copied().collect();
    let last = from.saturating_add(shown.len());
    html! {
        h2 id="findings" { (cx.t("documents.findings")) }
        @if told.is_empty() {
            p { @if opened.audited.unchecked() { (cx.t("documents.none_checked")) } @else { (cx.t("documents.none_found")) } }
        } @else {
            (filters(cx, opened, told, asked))
            @if shown.is_empty() { (empty(cx.t("documents.filtered"), cx.t("documents.filtered_do"))) }
            @else {
                ol.findings start=(from.saturating_add(1)) {
                    @for one in &shown { (item(cx, opened, one, asked)) }
                }
                p.pager {
                    (cx.fill("documents.of", &[&from.saturating_add(1).to_string(), &last.to_string(), &found.len().to_string()]))
                    @if from > 0 { " " a.button href=(asked.list_from(&opened.id, from.saturating_sub(PAGE))) { (cx.t("documents.before")) } }
                    @if last < found.len() { " " a.button href=(asked.list_from(&opened.id, last)) { (cx.t("documents.next")) } }
                }
            }
        }
    }
}

fn filters(cx: &Cx, opened: &Opened, told: &[Told], asked: &Asked) -> Markup {
    let any = || vec![(String::new(), cx.t("documents.any").to_owned())];
    let mut severities = any();
    for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
        let n = told.iter().filter(|t| t.severity == severity).count();
        let word = format!("{} ({n})", cx.lang().severity(severity));
        severities.push((severity.id().to_owned(), word));
    }
    let mut by_rule: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for one in told {
        by_rule.entry(&one.rule).or_insert((&one.title, 0)).1 += 1;
    }
    let mut rules = any();
    for (rule, (title, n)) in by_rule {
        rules.push((rule.to_owned(), format!("{rule} {title} ({n})")));
    }
    let mut states = any();
    states.push(("open".to_owned(), cx.t("documents.open").to_owned()));
    states.push(("decided".to_owned(), cx.t("documents.decided").to_owned()));
    html! {
        form.inline.no-print method="get" action={ "/documents/" (opened.id) } {
            (choice("severity", cx.t("documents.severity"), &severities, &asked.severity))
            (choice("rule", cx.t("documents.rule"), &rules, &asked.rule))
            @if opened.kept.is_some() { (choice("state", cx.t("documents.state"), &states, &asked.state)) }
            button { (cx.t("documents.filter")) }
        }
    }
}

fn item(cx: &Cx, opened: &Opened, one: &Told, asked: &Asked) -> Markup {
    let lit = asked.finding == one.key;
    html! {
        li.(one.severity.id()) {
            p {
                (chip(one.severity.id(), cx.lang().severity(one.severity))) " "
                a href=(to(opened, one, asked)) aria-current=[lit.then_some("true")] { (one.title) } " "
                @if let Some(decision) = opened.decisions.get(&one.key) { (ruling(cx, decision)) }
            }
            p { (one.message) }
            p.minor { (one.place) }
        }
    }
}

/// Address that lights a finding.
pub(super) fn to(opened: &Opened, one: &Told, asked: &Asked) -> String {
    let anchor = one.anchor.as_deref().unwrap_or("lit");
    asked.lights(&opened.id, &[("finding", &one.key)], anchor)
}

fn ruling(cx: &Cx, decision: &Decision) -> Markup {
    match decision.ruling {
        Ruling::Confirmed => chip("confirmed", cx.t("documents.confirmed")),
        Ruling::NotError => chip("good", cx.t("documents.not_error")),
    }
}

/// The finding that is lit.
pub(super) fn lit(cx: &Cx, opened: &Opened, one: &Told, asked: &Asked) -> Markup {
    let values = [
        ("documents.stated", &one.stated),
        ("documents.expected", &one.expected),
        ("documents.difference", &one.difference),
    ];
    html! {
        section.card.lit id="lit" aria-labelledby="lit-head" {
            h2 id="lit-head" { (cx.fill("documents.finding_no", &[&(one.number + 1).to_string()])) " " (one.title) }
            p { (chip(one.severity.id(), cx.lang().severity(one.severity))) " " (one.message) }
            dl.facts {
                @for (word, value) in values {
                    @if let Some(value) = value { dt { (cx.t(word)) } dd { strong { (value) } } }
                }
                @if !one.place.is_empty() {
                    dt { (cx.t("documents.place")) }
                    dd { @match &one.anchor { Some(_) => a href=(to(opened, one, asked)) { (one.place) }, None => (one.place) } }
                }
                @if !one.advice.is_empty() { dt { (cx.t("documents.advice")) } dd { (one.advice) } }
                @if !one.basis.is_empty() { dt { (cx.t("documents.basis")) } dd { (one.basis) } }
                dt { (cx.t("documents.rule")) } dd { code { (one.rule) } }
            }
            @if !one.from.is_empty() { (figures(cx, &opened.id, cx.t("documents.judged_from"), &one.from, asked)) }
            @if !one.also.is_empty() { p.minor { (cx.t("documents.also")) " " (one.also.join(cx.say("；", "; "))) } }
            (decision(cx, opened, one, asked))
        }
    }
}

/// Figures with their places; each opens.
pub(super) fn figures(cx: &Cx, id: &str, name: &str, list: &[Figured], asked: &Asked) -> Markup {
    let table = html! {
        table {
            thead { tr {
                th scope="col" { (name) }
                th.n scope="col" { (cx.t("documents.value")) }
                th scope="col" { (cx.t("documents.place")) }
            } }
            tbody {
                @for one in list {
                    tr {
                        th scope="row" { (one.label) }
                        td.n {
                            @match one.figure {
                                Some(n) => a href=(asked.lights(id, &[("figure", &n.to_string())], &format!("f{n}"))) { (one.value) },
                                None => (one.value),
                            }
                        }
                        td { (one.place) }
                    }
                }
            }
        }
    };
    scroll(name, &table)
}

fn decision(cx: &Cx, opened: &Opened, one: &Told, asked: &Asked) -> Markup {
    if opened.kept.is_none() {
        return html! { p.minor { (cx.t("documents.decide_log_in")) " " a href="/log-in" { (cx.t("documents.log_in")) } } };
    }
    let before = opened.decisions.get(&one.key);
    let may = opened.may_decide(cx, before);
    html! {
        div.decision {
            h3 { (cx.t("documents.decision")) }
            @match before {
                Some(d) => {
                    p { (ruling(cx, d)) " " (d.reason) }
                    p.minor { (cx.fill("documents.decided_by", &[&d.by, &super::list::moment(&d.at)])) }
                },
                None => p { (cx.t("documents.undecided")) },
            }
            @if may { (decide(cx, opened, one, before, asked)) }
            @else { p.minor { (cx.t("documents.may_not_decide")) } }
        }
    }
}

fn decide(
    cx: &Cx,
    opened: &Opened,
    one: &Told,
    before: Option<&Decision>,
    asked: &Asked,
) -> Markup {
    let version = before.map_or(0, |d| d.version);
    let rulings = [
        (Ruling::Confirmed.id(), cx.t("documents.confirmed")),
        (Ruling::NotError.id(), cx.t("documents.not_error")),
    ];
    let chosen = before.map_or("", |d| d.ruling.id());
    html! {
        form.no-print method="post" action={ "/documents/" (opened.id) "/decide" } {
            (hidden(cx, one, version, asked))
            fieldset.choices {
                legend { (cx.t("documents.ruling")) }
                @for (id, word) in rulings {
                    label { input type="radio" name="ruling" value=(id) required checked[chosen == id]; (word) }
                }
            }
            div.field {
                label for="f-reason" { (cx.t("documents.reason")) span.must aria-hidden="true" { " *" } }
                textarea #f-reason name="reason" rows="3" maxlength="2000" required { (before.map_or("", |d| &d.reason)) }
            }
            button.primary { (cx.t("documents.decide")) }
        }
        @if before.is_some() {
            form.no-print method="post" action={ "/documents/" (opened.id) "/undo" } {
                (hidden(cx, one, version, asked))
                button.plain { (cx.t("documents.undo")) }
            }
        }
    }
}

fn hidden(cx: &Cx, one: &Told, version: u64, asked: &Asked) -> Markup {
    let kept = [
        ("severity", &asked.severity),
        ("rule", &asked.rule),
        ("state", &asked.state),
        ("from", &asked.from),
    ];
    html! {
        (token(cx))
        input type="hidden" name="key" value=(one.key);
        input type="hidden" name="version" value=(version);
        @for (name, value) in kept {
            @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
        }
    }
}
