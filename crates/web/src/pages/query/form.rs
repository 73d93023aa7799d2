//! The form of a question: it is sent as an address, and works without scripts.

use super::Address;
use crate::cx::Cx;
use crate::parts::form::{Line, choice, line};
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::{Choice, Choices, DRAWINGS, Within, choices, dims, measures};
use maud::{Markup, html};

/// Dimensions that have a field of their own.
const FIELDS: [&str; 10] = [
    "year",
    "month",
    "region",
    "department",
    "unit",
    "unit-kind",
    "fund",
    "class",
    "eco-class",
    "project-kind",
];

/// The form, filled with a question.
pub(super) fn form(
    cx: &Cx,
    desk: &mut Desk,
    asked: &Address,
    within: &Within,
    open: bool,
) -> Result<Markup, Fault> {
    let none = Vec::new();
    let departments = asked.only.get("department").unwrap_or(&none);
    let known = choices(desk, within, departments, cx.lang())?;
    Ok(html! {
        details.card.no-print open[open] {
            summary { h2.inline-head { (cx.t("query.compose")) } }
            form.question method="get" action="/query" {
                (sides(cx, asked))
                (shown(cx, asked))
                (conditions(cx, asked, &known))
                (order(cx, asked))
                @for (dim, values) in &asked.only {
                    @if !FIELDS.contains(&dim.as_str()) || values.len() > 1 {
                        @for value in values { input type="hidden" name=(dim) value=(value); }
                    }
                }
                div.bar-actions {
                    button.primary { (cx.t("query.ask")) }
                    a.button href="/query" { (cx.t("query.anew")) }
                }
            }
        }
    })
}

/// A choice among dimensions, at one of several places of the same name.
fn side(cx: &Cx, (name, n): (&str, usize), label: &str, chosen: Option<&String>) -> Markup {
    let id = format!("f-{name}-{n}");
    let chosen = chosen.map_or("", String::as_str);
    html! {
        div.field {
            label for=(id) { (label) }
            select id=(id) name=(name) {
                option value="" { (cx.t("query.nothing")) }
                @for word in dims(cx.lang()) {
                    option value=(word.id) selected[word.id == chosen || word.name == chosen] { (word.name) }
                }
            }
        }
    }
}

fn sides(cx: &Cx, asked: &Address) -> Markup {
    html! {
        fieldset {
            legend { (cx.t("query.sides")) }
            div.inline {
                @for n in 0..3 {
                    (side(cx, ("rows", n), &cx.fill("query.row", &[&(n + 1).to_string()]), asked.rows.get(n)))
                }
                @for n in 0..2 {
                    (side(cx, ("columns", n), &cx.fill("query.column", &[&(n + 1).to_string()]), asked.columns.get(n)))
                }
            }
        }
    }
}

fn shown(cx: &Cx, asked: &Address) -> Markup {
    let is = |id: &str, name: &str| {
        asked.show.iter().any(|s| s == id || s == name) || (asked.show.is_empty() && id == "paid")
    };
    html! {
        fieldset {
            legend { (cx.t("query.measures")) }
            div.choices {
                @for m in measures(cx.lang()) {
                    label { input type="checkbox" name="show" value=(m.id) checked[is(m.id, m.name)]; (m.name) }
                }
            }
        }
    }
}

/// A choice among the values of a dimension. Several values at once stand in hidden fields, and are told.
fn values(cx: &Cx, dim: &str, label: &str, all: &[Choice], asked: &Address) -> Markup {
    let chosen = asked.only.get(dim).map_or(&[][..], Vec::as_slice);
    let one = match chosen {
        [one] => one.as_str(),
        _ => "",
    };
    let mut options = vec![(
        String::new(),
        match chosen.len() {
            0 | 1 => cx.t("query.all").to_owned(),
            n => cx.fill("query.several", &[&n.to_string()]),
        },
    )];
    options.extend(all.iter().cloned());
    // A value that is not in the list stays chosen.
    if !one.is_empty() && !all.iter().any(|(code, _)| code == one) {
        options.push((one.to_owned(), one.to_owned()));
    }
    html! { @if options.len() > 1 { (choice(dim, label, &options, one)) } }
}

fn conditions(cx: &Cx, asked: &Address, known: &Choices) -> Markup {
    let years: Vec<Choice> = known.years.iter().map(|y| (y.clone(), y.clone())).collect();
    let months: Vec<Choice> = match asked.only.get("year").map(Vec::as_slice) {
        Some([year]) => {
            (1..=12).map(|m| (format!("{year}{m:02}"), format!("{year}-{m:02}"))).collect()
        }
        _ => Vec::new(),
    };
    let unit = asked.only.get("unit").and_then(|u| u.first()).map_or("", String::as_str);
    let too_many = known.units.is_empty() && known.unit_count > 0;
    let count = known.unit_count.to_string();
    html! {
        fieldset {
            legend { (cx.t("query.conditions")) }
            div.inline {
                (values(cx, "year", cx.t("query.year"), &years, asked))
                (values(cx, "month", cx.t("query.month"), &months, asked))
                @if known.regions.len() > 1 { (values(cx, "region", cx.t("query.region"), &known.regions, asked)) }
                (values(cx, "department", cx.t("query.department"), &known.departments, asked))
                @if too_many {
                    (line(&Line {
                        name: "unit", label: cx.t("query.unit"), value: unit,
                        help: &cx.fill("query.unit_help", &[&count]), ..Line::default()
                    }))
                } @else {
                    (values(cx, "unit", cx.t("query.unit"), &known.units, asked))
                }
                (values(cx, "unit-kind", cx.t("query.unit_kind"), &known.unit_kinds, asked))
                (values(cx, "fund", cx.t("query.fund"), &known.funds, asked))
                (values(cx, "class", cx.t("query.class"), &known.classes, asked))
                (values(cx, "eco-class", cx.t("query.eco_class"), &known.eco_classes, asked))
                (values(cx, "project-kind", cx.t("query.project_kind"), &known.project_kinds, asked))
            }
            div.field {
                label for="f-where" { (cx.t("query.more")) }
                p.help id="f-where-help" { (cx.t("query.more_help")) }
                textarea id="f-where" name="where" rows="2" aria-describedby="f-where-help" { (asked.more.join("\n")) }
            }
        }
    }
}

fn order(cx: &Cx, asked: &Address) -> Markup {
    let mut orders = vec![(String::new(), cx.t("query.by_key").to_owned())];
    for m in measures(cx.lang()) {
        orders.push((m.id.to_owned(), cx.fill("query.largest", &[m.name])));
        orders.push((format!("+{}", m.id), cx.fill("query.smallest", &[m.name])));
    }
    let drawings: Vec<Choice> =
        DRAWINGS.iter().map(|(id, zh, en)| ((*id).to_owned(), cx.say(zh, en).to_owned())).collect();
    let chart = if asked.chart.is_empty() { "auto" } else { &asked.chart };
    html! {
        fieldset {
            legend { (cx.t("query.order")) }
            div.inline {
                (choice("sort", cx.t("query.sort"), &orders, &asked.sort))
                (line(&Line { name: "top", label: cx.t("query.top"), value: &asked.top, kind: "number", help: cx.t("query.top_help"), ..Line::default() }))
                (line(&Line { name: "as_of", label: cx.t("query.as_of"), value: &asked.as_of.join(" "), help: cx.t("query.as_of_help"), ..Line::default() }))
                (choice("chart", cx.t("query.chart"), &drawings, chart))
            }
        }
    }
}
