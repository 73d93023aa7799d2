//! A figure that is lit: what holds it, which relations hold or do not, why it was not flagged, or that nothing
//! holds it.

use super::asked::Asked;
use super::findings::figures;
use crate::cx::Cx;
use crate::parts::table::chip;
use app::check::{FigureTold, Related, Standing, Told};
use maud::{Markup, html};

/// Relations that are shown open; the others open on demand.
const OPEN: usize = 4;

pub(super) fn panel(
    cx: &Cx,
    id: &str,
    figure: &FigureTold,
    told: &[Told],
    asked: &Asked,
) -> Markup {
    let (class, word, why) = standing(figure.standing);
    html! {
        section.card.lit id="lit" aria-labelledby="lit-head" {
            h2 id="lit-head" { (figure.own.value) " " (chip(class, cx.t(word))) }
            p { (figure.own.label) " " span.minor { (figure.own.place) } }
            p { (cx.t(why)) }
            (links(cx, id, cx.t("documents.blamed_by"), &figure.blamed, told, asked))
            (links(cx, id, cx.t("documents.compared_by"), &figure.compared, told, asked))
            @if !figure.relations.is_empty() {
                h3 { (cx.fill("documents.relations", &[&figure.relations.len().to_string()])) }
                @for (n, one) in figure.relations.iter().enumerate() { (relation(cx, id, n, one, asked)) }
            }
        }
    }
}

fn standing(standing: Standing) -> (&'static str, &'static str, &'static str) {
    match standing {
        Standing::Flagged(severity) => {
            (severity.id(), "documents.flagged", "documents.flagged_why")
        }
        Standing::Involved => ("yellow", "documents.involved", "documents.involved_why"),
        Standing::Held => ("good", "documents.held", "documents.held_why"),
        Standing::Free => ("free", "documents.not_checked", "documents.not_checked_why"),
    }
}

fn links(cx: &Cx, id: &str, lead: &str, numbers: &[usize], told: &[Told], asked: &Asked) -> Markup {
    let all: Vec<&Told> = numbers.iter().filter_map(|n| told.get(*n)).collect();
    html! {
        @if !all.is_empty() {
            p { (lead) }
            ul.links {
                @for one in all {
                    li {
                        a href=(asked.lights(id, &[("finding", &one.key)], one.anchor.as_deref().unwrap_or("lit"))) {
                            (cx.fill("documents.finding_no", &[&(one.number + 1).to_string()])) " " (one.title)
                        }
                    }
                }
            }
        }
    }
}

fn relation(cx: &Cx, id: &str, n: usize, one: &Related, asked: &Asked) -> Markup {
    let (class, word) = match one.outcome {
        "holds" => ("good", "documents.holds"),
        "tail" => ("blue", "documents.tail"),
        "broken" => ("red", "documents.broken"),
        _ => ("free", "documents.not_applied"),
    };
    let name = format!("{} {}", n + 1, one.title);
    html! {
        details.relation open[n < OPEN] {
            summary { (chip(class, cx.t(word))) " " (one.title) " " code { (one.rule) } }
            @if let Some((left, right)) = &one.sides {
                p { (cx.fill("documents.sides", &[left, right])) @if let Some(slack) = &one.slack { " " (cx.fill("documents.slack", &[slack])) } }
            }
            @if !one.reason.is_empty() { p.minor { (one.reason) } }
            @if !one.others.is_empty() { (figures(cx, id, &name, &one.others, asked)) }
        }
    }
}
