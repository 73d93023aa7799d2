//! A form: shown, checked while it is typed, kept in the ledger, handed in.

use super::conflict::{self, Theirs};
use super::kept::{self, Kept};
use super::rows::Sheet;
use super::{
    Asked, Named, at, form_at, form_done, form_name, reached, role, side, state_chip, steps,
};
use super::{targets, values};
use crate::cx::Cx;
use crate::guard::Posted;
use crate::parts::form::{refusal, token};
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::desk::Desk;
use app::desk::cycle::{
    Action, Checked, Form, Goal, Saved, Standing, Typed, by_rule, check, save, standing,
};
use app::{Fault, desk::cycle};
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, StatusCode};
use maud::{Markup, html};

/// Blank rows that are added at a time.
const MORE: usize = 5;

/// A form as it is shown.
struct Loaded {
    standing: Standing,
    checked: Checked,
    typed: Typed,
    /// Entry that the form was opened with; another one stands there now when it differs.
    base: u64,
    version: u64,
    /// When the draft was kept; empty for none.
    kept: String,
}

pub(super) async fn page(cx: Cx, Path(named): Path<Named>, Query(asked): Query<Asked>) -> Reply {
    let (goal, form) = (named.goal()?, named.form(&asked.month)?);
    reached(&cx, &goal).await?;
    let draft = match cx.may(Right::PerformanceFill) {
        true => kept::draft(&cx, &goal, form).await?,
        false => None,
    };
    let loaded = load(&cx, &goal, form, draft, "").await?;
    let said = match asked.done.as_str() {
        "save" => Some(cx.t("performance.saved")),
        "step" => Some(cx.t("performance.step_done")),
        _ => None,
    };
    Ok(cx.page(&title(&cx, form, &loaded), body(&cx, &loaded, said, None)))
}

fn title(cx: &Cx, form: Form, loaded: &Loaded) -> String {
    format!("{} · {}", loaded.standing.entered.name, form_name(cx, form))
}

/// What stands there, with what was typed over it. A draft of a form that was handed in is not shown.
async fn load(
    cx: &Cx,
    goal: &Goal,
    form: Form,
    kept: Option<Kept>,
    doing: &str,
) -> Result<Loaded, Trouble> {
    let (goal, doing) = (goal.clone(), doing.to_owned());
    let loaded = cx.desk(move |desk| loading(desk, &goal, form, kept, &doing)).await?;
    loaded.ok_or(Trouble::NotFound)
}

fn loading(
    desk: &mut Desk,
    goal: &Goal,
    form: Form,
    kept: Option<Kept>,
    doing: &str,
) -> Result<Option<Loaded>, Fault> {
    let Some(standing) = standing(desk, goal, form)? else { return Ok(None) };
    let kept = kept.filter(|_| standing.open());
    let base = kept.as_ref().map_or(standing.seq, |k| k.base);
    let version = kept.as_ref().map_or(0, |k| k.version);
    let at = kept.as_ref().map_or_else(String::new, |k| k.at.clone());
    let mut typed = standing.boxes();
    typed.extend(kept.map(|k| k.typed).unwrap_or_default());
    let mut checked = check(desk, &standing, &typed)?;
    match doing {
        "rule" => {
            by_rule(&mut typed, &checked);
            checked = check(desk, &standing, &typed)?;
        }
        "more" => more(&mut typed),
        _ => {}
    }
    Ok(Some(Loaded { standing, checked, typed, base, version, kept: at }))
}

/// Adds blank rows.
fn more(typed: &mut Typed) {
    let number = |name: &String| name.strip_prefix("指标")?.split('.').next()?.parse().ok();
    let last: usize = typed.keys().filter_map(number).max().unwrap_or(0);
    for n in last + 1..=(last + MORE).min(cycle::ROWS) {
        typed.entry(format!("指标{n}.三级指标")).or_default();
    }
}

pub(super) async fn post(
    cx: Cx,
    Path(named): Path<Named>,
    Query(asked): Query<Asked>,
    posted: Posted,
) -> Reply {
    let (goal, form) = (named.goal()?, named.form(&asked.month)?);
    reached(&cx, &goal).await?;
    let mine = Kept::of(&posted);
    match posted.one("do") {
        "discard" => {
            kept::drop(&cx, &goal, form).await?;
            Ok(cx.go(&form_at(&goal, form)))
        }
        "save" => keep_now(&cx, &goal, form, mine, false).await,
        "submit" => keep_now(&cx, &goal, form, mine, true).await,
        doing => checking(&cx, &goal, form, mine, doing).await,
    }
}

/// Checks what was typed and keeps it as a draft.
async fn checking(cx: &Cx, goal: &Goal, form: Form, mine: Kept, doing: &str) -> Reply {
    let mut loaded = load(cx, goal, form, Some(mine.clone()), doing).await?;
    if !loaded.standing.open() {
        return Err(Trouble::Fault(closed(&loaded.standing)));
    }
    // What is shown and not typed is no part of a draft.
    let names = |name: &String, _: &mut String| mine.typed.contains_key(name) || doing == "more";
    let mut draft = Kept { typed: loaded.typed.clone(), ..mine.clone() };
    draft.typed.retain(names);
    let Some(version) = kept::keep(cx, goal, form, &draft).await? else {
        let theirs = kept::draft(cx, goal, form).await?.unwrap_or_default();
        let Kept { base, typed, version, .. } = theirs;
        let theirs = Theirs { typed, base, version, doing: "check" };
        return Ok(conflict::page(cx, goal, form, &theirs, &draft));
    };
    loaded.version = version;
    if !cx.partial {
        loaded.kept = app::desk::today().to_string();
        return Ok(cx.page(&title(cx, form, &loaded), body(cx, &loaded, None, None)));
    }
    let sheet = sheet(cx, &loaded);
    let parts = html! {
        (side::side(&sheet))
        @if form == Form::Targets { (targets::parts(&sheet)) } @else { (values::parts(&sheet)) }
    };
    let mut response = cx.page("", parts);
    response.headers_mut().insert("x-version", HeaderValue::from(version));
    Ok(response)
}

fn closed(standing: &Standing) -> Fault {
    let (name, zh) = (&standing.entered.name, standing.state.zh());
    Fault::new(
        format!("“{name}”已是“{zh}”，不能再改；请审核人退回后再填"),
        format!("“{name}” is past draft ({zh}); the reviewer must send it back first"),
    )
}

/// Keeps the form in the ledger, and hands it in where that is asked for.
async fn keep_now(cx: &Cx, goal: &Goal, form: Form, mine: Kept, hand_in: bool) -> Reply {
    let (of, typed, base) = (goal.clone(), mine.typed.clone(), mine.base);
    let object = steps::object(goal, form);
    let saved = cx
        .write("performance.save", &object, move |desk| save(desk, &of, form, base, &typed))
        .await;
    match saved {
        Ok(Saved::Done(_) | Saved::Same) => kept::drop(cx, goal, form).await?,
        Ok(Saved::Conflict(now)) => {
            let theirs =
                Theirs { typed: now.boxes(), base: now.seq, version: mine.version, doing: "save" };
            return Ok(conflict::page(cx, goal, form, &theirs, &mine));
        }
        Ok(Saved::Unread(_)) => {
            return again(cx, goal, form, mine, cx.t("performance.unread").to_owned()).await;
        }
        Err(Trouble::Fault(why)) => {
            let why = cx.say(&why.zh, &why.en).to_owned();
            return again(cx, goal, form, mine, why).await;
        }
        Err(other) => return Err(other),
    }
    if !hand_in {
        return Ok(cx.go(&form_done(goal, form, "save")));
    }
    match steps::turned(cx, goal, form, Action::Submit, String::new(), Vec::new()).await {
        Ok(()) => Ok(cx.go(&form_done(goal, form, "step"))),
        Err(Trouble::Fault(why)) => {
            let why = cx.say(&why.zh, &why.en).to_owned();
            let loaded = load(cx, goal, form, None, "").await?;
            let body = body(cx, &loaded, Some(cx.t("performance.saved")), Some(&why));
            Ok(cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &title(cx, form, &loaded), body))
        }
        Err(other) => Err(other),
    }
}

/// The form again with what was typed, and why it was not kept.
async fn again(cx: &Cx, goal: &Goal, form: Form, mine: Kept, why: String) -> Reply {
    let loaded = load(cx, goal, form, Some(mine), "").await?;
    let body = body(cx, &loaded, None, Some(&why));
    Ok(cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &title(cx, form, &loaded), body))
}

fn sheet<'a>(cx: &'a Cx, l: &'a Loaded) -> Sheet<'a> {
    let turns = role(cx).is_some_and(|role| steps::may(&l.standing, role, Action::SendBack));
    Sheet {
        cx,
        standing: &l.standing,
        checked: &l.checked,
        typed: &l.typed,
        edit: l.standing.open() && cx.may(Right::PerformanceFill),
        review: turns,
    }
}

fn body(cx: &Cx, l: &Loaded, said: Option<&str>, why: Option<&str>) -> Markup {
    let (s, standing) = (sheet(cx, l), &l.standing);
    let (goal, form) = (&standing.goal, standing.form);
    let tables = match form {
        Form::Targets => targets::tables(&s),
        Form::Monitoring(_) | Form::SelfEvaluation => values::tables(&s),
    };
    html! {
        ol.trail {
            li { a href={ "/performance?year=" (goal.year) } { (cx.t("nav.performance")) " " (goal.year) } }
            li { a href=(at(goal)) { (standing.entered.name) } }
        }
        h1 { (form_name(cx, form)) " " (state_chip(cx, (standing.state, standing.sent_back().is_some()))) }
        dl.facts {
            dt { (cx.t("performance.project")) } dd { (standing.entered.name) " " code { (goal.code) } }
            dt { (cx.t("performance.unit")) } dd { (standing.unit_name) " " code { (goal.unit) } }
            dt { (cx.t("performance.department")) } dd { (standing.entered.department) }
            dt { (cx.t("performance.year")) } dd { (goal.year) }
        }
        @if let Some(said) = said { p.said role="status" { (said) } }
        (refusal(why))
        (returned(cx, standing))
        div.form-side {
            @if s.edit { (typing(cx, l, &tables)) }
            @else if s.review { (steps::review_form(cx, standing, &tables)) }
            @else { div { (tables) (steps::withdraw_form(cx, standing)) } }
            (side::side(&s))
        }
    }
}

/// Why it was sent back.
fn returned(cx: &Cx, standing: &Standing) -> Markup {
    html! {
        @if let Some(taken) = standing.sent_back() {
            div.note {
                p { strong { (cx.t("performance.sent_back")) } " " (taken.step.actor) " " small { (taken.step.at) } }
                p { (taken.step.comment) }
                @if !standing.comments.is_empty() { p { (cx.t("performance.comments_beside")) } }
            }
        }
    }
}

/// The form that is typed into.
fn typing(cx: &Cx, l: &Loaded, tables: &Markup) -> Markup {
    let (goal, form) = (&l.standing.goal, l.standing.form);
    let to = form_at(goal, form);
    html! {
        form.typing method="post" action=(to) data-draft=(to) data-version=(l.version) {
            (token(cx))
            input type="hidden" name="base" value=(l.base);
            input type="hidden" name="version" value=(l.version);
            div.bar-actions {
                button name="do" value="check" { (cx.t("performance.check")) }
                @if form == Form::SelfEvaluation { button name="do" value="rule" { (cx.t("performance.fill_by_rule")) } }
                span role="status" data-draft-says data-kept=(cx.t("performance.draft_kept"))
                    data-conflict=(cx.t("performance.draft_conflict")) data-lost=(cx.t("performance.draft_lost")) {
                    @if l.version > 0 { (cx.fill("performance.draft_of", &[&l.kept])) }
                }
            }
            @if l.base != l.standing.seq { p.note { (cx.t("performance.newer")) } }
            (tables)
            div.bar-actions {
                button.primary name="do" value="save" { (cx.t("performance.save")) }
                button name="do" value="submit" { (cx.t("performance.submit")) }
                @if l.version > 0 { button name="do" value="discard" { (cx.t("performance.discard")) } }
            }
        }
    }
}
