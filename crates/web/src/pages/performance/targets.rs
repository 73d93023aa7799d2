//! 绩效目标申报表: what is to be reached with the money.

use super::rows::Sheet;
use super::values::{amount, labelled, ledgered};
use crate::parts::table::scroll;
use app::desk::cycle::{ROWS, said_by_ledger};
use maud::{Markup, html};

/// Blank rows at the end of a form that is typed into.
const BLANK: usize = 2;

/// The tables of the form.
pub(super) fn tables(s: &Sheet<'_>) -> Markup {
    let cx = s.cx;
    let policies: Vec<(&str, &str)> =
        s.checked.policies.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
    html! {
        section.card {
            div.field {
                @if s.edit { label for="f-办法" { (cx.t("performance.policy")) } }
                @else { strong { (cx.t("performance.policy")) } br; }
                (s.pick("办法", cx.t("performance.policy"), &policies))
            }
            (labelled(s, "年度目标", cx.t("performance.goal_of_year")))
        }
        section.card {
            h2 { (cx.t("performance.funds")) }
            (scroll(cx.t("performance.funds"), &funds(s)))
        }
        section.card {
            h2 { (cx.t("performance.indicators")) }
            p.minor { (cx.fill("performance.weights_how", &[&s.checked.points.normalize().to_string()])) }
            (scroll(cx.t("performance.indicators"), &indicators(s)))
            @if s.edit { button name="do" value="more" { (cx.t("performance.more")) } }
        }
    }
}

fn funds(s: &Sheet<'_>) -> Markup {
    let (cx, e) = (s.cx, &s.checked.evaluation);
    let typed = !(said_by_ledger(e) && s.standing.ledger.initial.is_some());
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("performance.source")) }
                th.n scope="col" { (cx.t("performance.declared")) }
                th.n scope="col" { (cx.t("performance.initial")) }
            } }
            tbody {
                @for (m, f) in (1..).zip(&e.funds) {
                    @let name = |part: &str| format!("资金{m}.{part}");
                    tr {
                        td { (s.line(&name("资金来源"), cx.t("performance.source"), "")) }
                        td.n { (s.line(&name("目标申报数"), cx.t("performance.declared"), "short")) }
                        td.n { (amount(s, &name("年初预算数"), f.initial, typed, cx.t("performance.initial"))) }
                    }
                }
            }
        }
        @if s.standing.ledger.initial.is_some() {
            table { tbody { (ledgered(s)) } }
        }
        (s.tell("资金"))
    }
}

/// Rows on the page: those typed, those of the goal, and some blank ones.
fn rows(s: &Sheet<'_>) -> usize {
    let number = |name: &String| name.strip_prefix("指标")?.split('.').next()?.parse().ok();
    let typed: usize = s.typed.keys().filter_map(number).max().unwrap_or(0);
    let blank = if s.edit && typed == 0 { BLANK * 3 } else { 0 };
    typed.max(s.checked.evaluation.indicators.len()).max(blank).min(ROWS)
}

fn indicators(s: &Sheet<'_>) -> Markup {
    let cx = s.cx;
    html! {
        table.paper-form {
            thead { tr {
                th scope="col" { (cx.t("performance.level1")) }
                th scope="col" { (cx.t("performance.level2")) }
                th scope="col" { (cx.t("performance.level3")) }
                th scope="col" { (cx.t("performance.target")) }
                th scope="col" { (cx.t("performance.weight")) }
                th scope="col" { (cx.t("performance.standard")) }
            } }
            tbody { @for n in 1..=rows(s) { (row(s, n)) } }
            tfoot { tr.total {
                th scope="row" colspan="4" { (cx.t("performance.weights")) }
                td { span id="weights" data-part { (super::rows::number(s.checked.weights())) } }
                td {}
            } }
        }
    }
}

fn row(s: &Sheet<'_>, n: usize) -> Markup {
    let cx = s.cx;
    let name = |part: &str| format!("指标{n}.{part}");
    let label = |word: &'static str| format!("{n} {}", cx.t(word));
    let blocks: Vec<(&str, &str)> =
        s.checked.kinds.iter().map(|(b, _)| (b.as_str(), b.as_str())).collect();
    let kinds: Vec<(&str, &str)> =
        s.checked.kinds.iter().flat_map(|(_, k)| k).map(|k| (k.as_str(), k.as_str())).collect();
    let parts = [
        ("指标值", cx.t("performance.target")),
        ("三级指标", cx.t("performance.level3")),
        ("分值", cx.t("performance.weight")),
        ("指标解释", cx.t("performance.standard")),
    ];
    html! {
        tr {
            td { (s.pick(&name("一级指标"), &label("performance.level1"), &blocks)) }
            td { (s.pick(&name("二级指标"), &label("performance.level2"), &kinds)) }
            td.reason { (s.area(&name("三级指标"), &label("performance.level3"))) (s.tell(&format!("指标{n}"))) }
            td { (s.line(&name("指标值"), &label("performance.target"), "short")) }
            td { (s.line(&name("分值"), &label("performance.weight"), "short")) }
            td.reason {
                (s.area(&name("指标解释"), &label("performance.standard")))
                (s.comment(&format!("指标{n}"), &parts))
            }
        }
    }
}

/// The pieces that are renewed while the form is typed.
pub(super) fn parts(s: &Sheet<'_>) -> Markup {
    html! {
        @for name in s.typed.keys() { (s.tell(name)) }
        @for n in 1..=rows(s) { (s.tell(&format!("指标{n}"))) }
        (s.tell("资金"))
        span id="weights" data-part { (super::rows::number(s.checked.weights())) }
    }
}
