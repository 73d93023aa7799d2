//! One warning: what for, by which standard, on what basis, with which figures and entries; its steps, its
//! letters, similar ones, and what the visitor may do with it now.

use super::{level, right, role};
use crate::cx::Cx;
use crate::pages::query::reached;
use crate::parts::chart::{Chart, chart};
use crate::parts::form::token;
use crate::parts::table::{chip, scroll};
use crate::parts::url;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::handling::{Action, Brief, CaseNow, Grade, LetterKind, Recorded};
use app::desk::oversight::{
    CaseFilter, CasePicture, CaseView, LETTERS, Narrow, View, case_picture, case_view, case_within,
    cases_found, steps_open,
};
use axum::extract::Path;
use maud::{Markup, html};
use report::chart::option;

/// Similar warnings that are listed.
const SIMILAR: usize = 8;

/// A case with all that its page shows.
struct Shown {
    view: CaseView,
    similar: Vec<Brief>,
    /// How many similar ones there are.
    alike: usize,
    book: String,
    picture: Option<CasePicture>,
}

pub(super) async fn page(cx: Cx, Path(id): Path<String>) -> Reply {
    let reach = cx.visitor.reach();
    let copy = cx.clone();
    let shown = cx
        .desk(move |desk| {
            let Some(now) = case_within(desk, &id, &reach)? else { return Ok(None) };
            let narrow = Narrow { reach, department: String::new(), text: String::new() };
            shown(&copy, desk, &now, &narrow).map(Some)
        })
        .await?;
    let shown = shown.ok_or(Trouble::NotFound)?;
    let title = format!("{} {}", shown.view.now.case.id, title(&cx, &shown.view.now));
    Ok(cx.page(&title, body(&cx, &shown)))
}

fn shown(cx: &Cx, desk: &mut Desk, now: &CaseNow, narrow: &Narrow) -> Result<Shown, Fault> {
    let view = case_view(desk, &now.case.id, None, None)?;
    let filter = CaseFilter { rule: now.case.hit().rule.clone(), ..CaseFilter::default() };
    let mut similar = cases_found(desk, &filter, narrow)?.cases;
    similar.retain(|brief| brief.id != now.case.id);
    let alike = similar.len();
    similar.truncate(SIMILAR);
    let picture = match cx.may(Right::LedgerRead) {
        true => {
            let within = reached(cx, desk)?;
            case_picture(desk, now, &within, cx.lang())?
        }
        false => None,
    };
    Ok(Shown { view, similar, alike, book: desk.own().0, picture })
}

fn title<'a>(cx: &Cx, now: &'a CaseNow) -> &'a str {
    let title = &now.case.hit().title;
    cx.say(&title.zh, &title.en)
}

fn body(cx: &Cx, shown: &Shown) -> Markup {
    let view = &shown.view;
    let (now, hit) = (&view.now, view.now.case.hit());
    html! {
        ol.trail { li { a href="/warnings" { (cx.t("nav.warnings")) } } li { (now.case.id) } }
        h1 { (title(cx, now)) " " (level(cx, now.case.level)) " " (chip("", cx.say(now.state.zh(), now.state.en()))) }
        p.lead { (cx.say(&hit.message.zh, &hit.message.en)) }
        @if let Some(a) = &view.awaited {
            p {
                (cx.t("warnings.waits")) (cx.say(a.task.zh(), a.task.en()))
                @if let Some(due) = &a.due { " · " (cx.t("warnings.due")) " " (due.day) }
                @if view.overdue > 0 { " " (chip("red", &cx.fill("warnings.overdue_days", &[&view.overdue.to_string()]))) }
            }
        }
        div.columns {
            div { (why(cx, now)) (figures(cx, shown)) (drawn(cx, shown)) }
            div { (steps(cx, view)) (history(cx, now)) (letters(cx, now)) (similar(cx, shown)) }
        }
    }
}

fn why(cx: &Cx, now: &CaseNow) -> Markup {
    let hit = now.case.hit();
    html! {
        section.card {
            h2 { (cx.t("warnings.why")) }
            dl.facts {
                dt { (cx.t("warnings.unit")) } dd { (hit.unit) " " (hit.unit_name) }
                dt { (cx.t("warnings.object")) } dd { (now.case.called()) }
                dt { (cx.t("warnings.purpose")) } dd { (cx.say(&hit.purpose.zh, &hit.purpose.en)) }
                dt { (cx.t("warnings.standard")) } dd { (cx.say(&hit.standard.zh, &hit.standard.en)) }
                dt { (cx.t("warnings.basis")) } dd { @for basis in &hit.basis { p { (basis) } } }
                dt { (cx.t("warnings.advice")) } dd { (cx.say(&hit.advice.zh, &hit.advice.en)) }
                dt { (cx.t("warnings.rule")) } dd { (hit.rule) " " (hit.theme) }
                dt { (cx.t("warnings.first")) } dd { (now.case.first) " – " (now.case.last) }
                @if let Some(day) = &now.case.ceased { dt { (cx.t("warnings.ceased")) } dd { (day) } }
            }
        }
    }
}

fn figures(cx: &Cx, shown: &Shown) -> Markup {
    let hit = shown.view.now.case.hit();
    html! {
        section.card {
            h2 { (cx.t("warnings.figures")) }
            (scroll(cx.t("warnings.figures"), &html! {
                table { tbody {
                    @for figure in &hit.figures {
                        tr { th scope="row" { (cx.say(&figure.zh, &figure.en)) } td.n { (figure.value) } }
                    }
                    @for t in &hit.thresholds {
                        tr { th scope="row" { (t.called(cx.lang() == report::Lang::En)) br; small { (t.kind) " " (t.basis) } } td.n { (t.value) } }
                    }
                } }
            }))
            @if !hit.entries.is_empty() {
                h3 { (cx.t("warnings.entries")) }
                ul.chips {
                    @for seq in &hit.entries {
                        li {
                            @if cx.may(Right::LedgerDetail) { a href={ "/entry/" (url(&shown.book)) "/" (seq) } { (seq) } }
                            @else { (seq) }
                        }
                    }
                }
                @if hit.more > 0 { p.minor { (cx.fill("warnings.more", &[&hit.more.to_string()])) } }
            }
        }
    }
}

/// What the object was paid month by month, and the question behind it.
fn drawn(cx: &Cx, shown: &Shown) -> Markup {
    let Some(found) = &shown.picture else { return html! {} };
    let conditions = found.conditions.iter().map(|(dim, values)| format!("&{dim}={}", url(values)));
    let question = format!("/query?rows=month&show=paid{}", conditions.collect::<String>());
    let title = cx.fill("warnings.paid_by_month", &[&found.object]);
    html! {
        section.card {
            h2 { (cx.t("warnings.picture")) }
            (chart(cx, &Chart { title: &title, option: &option(&found.picture), table: months(&title, &found.view), height: found.picture.height() }))
            p { a href=(question) { (cx.t("warnings.as_table")) } }
        }
    }
}

fn months(title: &str, view: &View) -> Markup {
    scroll(
        title,
        &html! {
            table {
                thead { tr {
                    th scope="col" { @for side in &view.sides { (side.name) } }
                    @for head in &view.measures { th.n scope="col" { (head.word.name) " " small { (head.unit) } } }
                } }
                tbody { @for row in &view.rows { tr {
                    th scope="row" { @for key in &row.keys { (key.shown) } }
                    @for figure in &row.figures { td.n { (figure.text) } }
                } } }
            }
        },
    )
}

/// A form for each step that the visitor may take now.
fn steps(cx: &Cx, view: &CaseView) -> Markup {
    let Some(role) = role(cx) else { return html! {} };
    let mut open = steps_open(&view.now, role, &cx.visitor.name());
    open.retain(|action| cx.may(right(*action)));
    html! {
        section.card.no-print {
            h2 { (cx.t("warnings.act")) }
            @if open.is_empty() { p { (cx.t("warnings.nothing")) } }
            @for (n, action) in open.iter().enumerate() {
                details open[n == 0] {
                    summary { (cx.say(action.zh(), action.en())) }
                    (form(cx, view, *action, n))
                }
            }
        }
    }
}

fn form(cx: &Cx, view: &CaseView, action: Action, n: usize) -> Markup {
    let id = |name: &str| format!("f{n}-{name}");
    html! {
        form method="post" enctype="multipart/form-data" action={ "/warnings/" (url(&view.now.case.id)) "/act" } {
            (token(cx))
            input type="hidden" name="action" value=(action.zh());
            input type="hidden" name="after" value=(view.after);
            @match action {
                Action::Issue => {
                    (choice(&id("letter"), "letter", cx.t("warnings.letter"), &[LetterKind::Notice, LetterKind::Order].map(|k| (k.zh(), cx.say(k.zh(), k.en())))))
                    (line(&id("signer"), "signer", cx.t("warnings.signer"), "text"))
                    (line(&id("due"), "due", cx.t("warnings.answer_until"), "date"))
                }
                Action::Answer => {
                    (line(&id("refunded"), "refunded", cx.t("warnings.refunded"), "text"))
                    (line(&id("rebooked"), "rebooked", cx.t("warnings.rebooked"), "text"))
                    (line(&id("other"), "other", cx.t("warnings.other"), "text"))
                }
                Action::Evaluate => (choice(&id("result"), "result", cx.t("warnings.grade"), &[Grade::Satisfied, Grade::Mostly, Grade::Unsatisfied].map(|g| (g.zh(), cx.say(g.zh(), g.en()))))),
                Action::Return | Action::Extend => (line(&id("due"), "due", cx.t("warnings.answer_until"), "date")),
                _ => {}
            }
            div.field {
                label for=(id("comment")) { (cx.t("warnings.comment")) }
                textarea id=(id("comment")) name="comment" rows="3" {}
            }
            @if !matches!(action, Action::Withdraw | Action::Void) {
                div.field {
                    label for=(id("files")) { (cx.t("warnings.files")) }
                    input id=(id("files")) type="file" name="files" multiple;
                }
            }
            button.primary { (cx.say(action.zh(), action.en())) }
        }
    }
}

fn line(id: &str, name: &str, label: &str, kind: &str) -> Markup {
    html! { div.field { label for=(id) { (label) } input id=(id) name=(name) type=(kind) autocomplete="off"; } }
}

fn choice<const N: usize>(id: &str, name: &str, label: &str, all: &[(&str, &str); N]) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            select id=(id) name=(name) { @for (value, text) in all { option value=(value) { (text) } } }
        }
    }
}

fn history(cx: &Cx, now: &CaseNow) -> Markup {
    let at = format!("/warnings/{}", url(&now.case.id));
    html! {
        section.card {
            h2 { (cx.t("warnings.history")) }
            @if now.steps.is_empty() { p { (cx.t("warnings.no_step")) } }
            ol.steps { @for one in &now.steps { (step(cx, &at, one)) } }
            @if let Some(broken) = &now.broken { p.refusal { (cx.say(&broken.words.zh, &broken.words.en)) } }
        }
    }
}

/// A step that was taken: what, by whom, when, with what.
pub(super) fn step(cx: &Cx, at: &str, one: &Recorded) -> Markup {
    let s = &one.step;
    html! {
        li {
            strong { (cx.say(s.action.zh(), s.action.en())) }
            @if let Some(grade) = s.grade { " " (cx.say(grade.zh(), grade.en())) }
            " " small { (cx.say(s.role.zh(), s.role.en())) " " (s.actor) " · " (s.day) }
            @if let Some(letter) = &s.letter { p { (cx.say(letter.kind.zh(), letter.kind.en())) " " (letter.number) } }
            @if !s.comment.is_empty() { p { (s.comment) } }
            @if let Some(due) = &s.due { p.minor { (cx.t("warnings.due_day")) " " (due) } }
            @if !s.amounts.is_none() {
                p {
                    (cx.t("warnings.refunded")) " " (s.amounts.refunded) "，" (cx.t("warnings.rebooked")) " "
                    (s.amounts.rebooked) "，" (cx.t("warnings.other")) " " (s.amounts.other)
                }
            }
            @for file in &s.files { p { a href={ (at) "/file/" (file.sha256) } { (file.name) } } }
        }
    }
}

fn letters(cx: &Cx, now: &CaseNow) -> Markup {
    let at = format!("/warnings/{}/letter/", url(&now.case.id));
    html! {
        section.card {
            h2 { (cx.t("warnings.letters")) }
            ul {
                @for (id, zh) in LETTERS {
                    li { (zh) @for format in ["docx", "pdf"] { " " a href={ (at) (id) "." (format) } { (format) } } }
                }
            }
        }
    }
}

fn similar(cx: &Cx, shown: &Shown) -> Markup {
    let rule = &shown.view.now.case.hit().rule;
    html! {
        @if !shown.similar.is_empty() {
            section.card {
                h2 { (cx.t("warnings.similar")) }
                ul {
                    @for brief in &shown.similar {
                        li {
                            a href={ "/warnings/" (url(&brief.id)) } { (brief.unit_name) @if brief.object != brief.unit_name { " " (brief.object) } } " "
                            small { (brief.year) " " (cx.say(brief.state.zh(), brief.state.en())) }
                        }
                    }
                }
                @if shown.alike > shown.similar.len() {
                    p { a href={ "/warnings?which=all&rule=" (url(rule)) } { (cx.fill("warnings.all_similar", &[&shown.alike.to_string()])) } }
                }
            }
        }
    }
}
