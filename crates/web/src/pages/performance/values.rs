//! 绩效运行监控表 and 绩效自评表: funds, what was done, and the indicators with their values.

use super::rows::{Sheet, colour, number};
use crate::parts::table::{chip, scroll};
use app::desk::cycle::{Form, Indicator, headings, said_by_ledger};
use base::{Amount, decimal};
use maud::{Markup, html};

/// The tables of a form.
pub(super) fn tables(s: &Sheet<'_>) -> Markup {
    let cx = s.cx;
    let scored = s.standing.form == Form::SelfEvaluation;
    html! {
        section.card {
            h2 { (cx.t("performance.funds")) }
            (scroll(cx.t("performance.funds"), &funds(s)))
            (labelled(s, "资金.偏差原因", cx.t("performance.funds_reason")))
        }
        section.card {
            h2 { (cx.t("performance.goal_of_year")) }
            p.lead { (s.checked.evaluation.goal) }
            (labelled(s, "实际完成情况", cx.t("performance.done")))
        }
        section.card {
            h2 { (cx.t("performance.indicators")) }
            (scroll(cx.t("performance.indicators"), &indicators(s)))
        }
        @if scored {
            section.card {
                h2 { (cx.t("performance.analysis")) }
                @for heading in headings(&s.checked.evaluation) { (labelled(s, &format!("文字.{heading}"), &heading)) }
            }
        }
    }
}

/// A text with its label above.
pub(super) fn labelled(s: &Sheet<'_>, name: &str, label: &str) -> Markup {
    html! {
        div.field {
            @if s.edit { label for={ "f-" (name) } { (label) } } @else { strong { (label) } br; }
            (s.area(name, label))
            (s.comment(name, &[(name, label)]))
        }
    }
}

fn funds(s: &Sheet<'_>) -> Markup {
    let (cx, e) = (s.cx, &s.checked.evaluation);
    let scored = s.standing.form == Form::SelfEvaluation;
    let said = said_by_ledger(e);
    let ledger = s.standing.ledger;
    let total = e.money();
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("performance.source")) }
                th.n scope="col" { (cx.t("performance.initial")) }
                th.n scope="col" { (cx.t("performance.current")) }
                th.n scope="col" { (cx.t(if scored { "performance.executed" } else { "performance.executed_until" })) }
            } }
            tbody {
                @for (m, f) in (1..).zip(&e.funds) {
                    tr {
                        th scope="row" { (f.source) }
                        td.n { (f.initial.yuan_text()) }
                        td.n { (amount(s, &format!("资金{m}.全年预算数"), f.current, scored && !(said && ledger.current.is_some()), cx.t("performance.current"))) }
                        td.n { (amount(s, &format!("资金{m}.全年执行数"), f.executed, scored && !(said && ledger.paid.is_some()), cx.t("performance.executed"))) }
                    }
                }
                @if let Some(t) = total.filter(|_| e.funds.len() > 1) {
                    tr.total {
                        th scope="row" { (cx.t("performance.total")) }
                        td.n { (t.initial.yuan_text()) } td.n { (t.current.yuan_text()) } td.n { (t.executed.yuan_text()) }
                    }
                }
                (ledgered(s))
            }
        }
        (s.tell("资金"))
        (s.tell("资金.全年执行数"))
        (execution(s))
    }
}

/// An amount of the ledger is shown, another is typed in 元.
pub(super) fn amount(s: &Sheet<'_>, name: &str, shown: Amount, typed: bool, label: &str) -> Markup {
    match typed && s.edit {
        true => s.line(name, label, "short"),
        false => html! { (shown.yuan_text()) },
    }
}

/// What the ledger has of the project.
pub(super) fn ledgered(s: &Sheet<'_>) -> Markup {
    let (cx, l) = (s.cx, s.standing.ledger);
    let one = |a: Option<Amount>| a.map_or_else(|| "–".to_owned(), Amount::yuan_text);
    html! {
        @if l.initial.or(l.current).or(l.paid).is_some() {
            tr {
                th scope="row" { (cx.t("performance.in_ledger")) }
                td.n { (one(l.initial)) } td.n { (one(l.current)) } td.n { (one(l.paid)) }
            }
        }
    }
}

/// The points for the execution of the budget.
fn execution(s: &Sheet<'_>) -> Markup {
    let cx = s.cx;
    html! {
        @if let Some(scored) = &s.checked.scored {
            div.inline {
                div.field {
                    label for="f-预算执行.得分" { (cx.t("performance.execution_points")) " (" (scored.execution.weight.normalize()) ")" }
                    (s.line("预算执行.得分", cx.t("performance.execution_points"), "short"))
                }
                div.field {
                    strong { (cx.t("performance.by_rule")) }
                    (s.score("预算执行", Some(&scored.execution)))
                }
            }
            (s.comment("预算执行", &[("得分", cx.t("performance.score"))]))
        }
        @if let Some(m) = &s.checked.monitored {
            div.tell id="s-预算执行" data-part {
                @if let Some(c) = m.execution.colour { (chip(colour(c), cx.t(word(c)))) " " }
                (cx.say(&m.execution.why.zh, &m.execution.why.en))
            }
        }
    }
}

fn indicators(s: &Sheet<'_>) -> Markup {
    let (cx, scored) = (s.cx, s.standing.form == Form::SelfEvaluation);
    html! {
        table.paper-form {
            thead { tr {
                th scope="col" { (cx.t("performance.level1")) }
                th scope="col" { (cx.t("performance.level2")) }
                th scope="col" { (cx.t("performance.level3")) }
                th scope="col" { (cx.t("performance.target")) }
                @if scored { th.n scope="col" { (cx.t("performance.weight")) } }
                th scope="col" { (cx.t(if scored { "performance.actual" } else { "performance.actual_until" })) }
                @if scored {
                    th scope="col" { (cx.t("performance.score")) }
                    th scope="col" { (cx.t("performance.by_rule")) }
                } @else { th scope="col" { (cx.t("performance.progress")) } }
                th scope="col" { (cx.t("performance.reason")) }
            } }
            tbody { @for (n, i) in (1..).zip(&s.checked.evaluation.indicators) { (row(s, n, i)) } }
            @if let Some(total) = &s.checked.scored {
                tfoot { tr.total {
                    th scope="row" colspan="4" { (cx.t("performance.total")) }
                    td.n { (number(s.checked.weights())) }
                    td {}
                    td { span id="total-reported" data-part { (number(total.reported_total)) } }
                    td { span id="total-rule" data-part { (number(total.total)) } }
                    td {}
                } }
            }
        }
    }
}

fn row(s: &Sheet<'_>, n: usize, i: &Indicator) -> Markup {
    let cx = s.cx;
    let name = |part: &str| format!("指标{n}.{part}");
    let label = |word: &'static str| format!("{} {}", i.name, cx.t(word));
    let parts = [
        ("实际完成值", cx.t("performance.actual")),
        ("得分", cx.t("performance.score")),
        ("偏差原因", cx.t("performance.reason")),
        ("指标值", cx.t("performance.target")),
    ];
    html! {
        tr {
            td { (i.level1) }
            td { (i.level2) }
            th.long scope="row" { (i.name) (s.tell(&format!("指标{n}"))) }
            td { (app::desk::cycle::target_text(i.due())) (s.tell(&name("指标值"))) }
            @if let Some(scored) = &s.checked.scored {
                td.n { (i.weight.normalize()) }
                td { (s.line(&name("实际完成值"), &label("performance.actual"), "short")) }
                td { (s.line(&name("得分"), &label("performance.score"), "short")) }
                td.long { (s.score(&format!("指标{n}"), scored.indicators.get(n - 1))) }
            } @else {
                td { (s.line(&name("实际完成值"), &label("performance.actual_until"), "short")) }
                td.long { (progress(s, n)) }
            }
            td.reason {
                (s.area(&name("偏差原因"), &label("performance.reason")))
                (s.comment(&format!("指标{n}"), &parts))
            }
        }
    }
}

/// Progress of an indicator against the calendar.
fn progress(s: &Sheet<'_>, n: usize) -> Markup {
    let cx = s.cx;
    let watched = s.checked.monitored.as_ref().and_then(|m| m.indicators.get(n - 1));
    html! {
        div.tell id={ "s-指标" (n) } data-part {
            @if let Some(w) = watched {
                @if let Some(c) = w.colour { (chip(colour(c), cx.t(word(c)))) " " }
                @if let Some(p) = w.progress { strong { (decimal::fixed(p, 2)) "%" } }
                p.minor { (cx.say(&w.why.zh, &w.why.en)) }
            }
        }
    }
}

pub(super) fn word(colour: app::desk::cycle::Colour) -> &'static str {
    use app::desk::cycle::Colour;
    match colour {
        Colour::Red => "performance.colour_red",
        Colour::Yellow => "performance.colour_yellow",
        Colour::Green => "performance.colour_green",
        Colour::Blue => "performance.colour_blue",
    }
}

/// The pieces that are renewed while the form is typed, besides the side column.
pub(super) fn parts(s: &Sheet<'_>) -> Markup {
    html! {
        @for name in s.typed.keys() { (s.tell(name)) }
        (s.tell("资金"))
        (s.tell("资金.全年执行数"))
        @if let Some(scored) = &s.checked.scored {
            (s.score("预算执行", Some(&scored.execution)))
            @for (n, line) in (1..).zip(&scored.indicators) { (s.score(&format!("指标{n}"), Some(line))) }
            span id="total-reported" data-part { (number(scored.reported_total)) }
            span id="total-rule" data-part { (number(scored.total)) }
        }
        @if let Some(m) = &s.checked.monitored {
            @for (n, _) in (1..).zip(&m.indicators) { (progress(s, n)) }
        }
    }
}
