//! A department in plain words, for deputies: what it got, what it spent it on, what changed, what is doubtful,
//! what it was worth. It can be followed.

use super::{Asked, files, missing};
use crate::cx::Cx;
use crate::guard::Posted;
use crate::pages::query::reached;
use crate::parts::form::{choice, token};
use crate::parts::paper::paper;
use crate::parts::table::empty;
use crate::parts::url;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::Fault;
use app::desk::oversight::{
    Choice, ReportView, department_years, departments, may_see, reaches_department, report_view,
};
use app::house::Subscription;
use axum::extract::{Path, Query};
use maud::{Markup, html};

pub(super) async fn page(cx: Cx, Path(code): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let asked =
        Asked { department: code.clone(), month: String::new(), quarter: String::new(), ..asked };
    let follows = match cx.may(Right::Subscribe) {
        false => None,
        true => {
            let owner = cx.visitor.name();
            Some(cx.house(move |house| house.subscriptions(&owner)).await?)
        }
    };
    let copy = cx.clone();
    let made = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            let known = department_years(desk, &asked.department)?;
            let mut wanted = asked.wanted(&copy, desk, "department")?;
            if let (true, Some(latest)) = (asked.year.trim().is_empty(), known.first()) {
                wanted.year = *latest;
            }
            if !may_see(desk, &within, &wanted)? {
                return Ok(None);
            }
            let all = departments(desk, &within, copy.lang())?;
            let years: Vec<Choice> = known.iter().map(|y| (y.to_string(), y.to_string())).collect();
            let view = match report_view(desk, &wanted) {
                Ok(view) => Ok(view),
                // That there is nothing to stand on is an answer; a ledger that is away is not.
                Err(fault) if desk.alive() => Err(fault),
                Err(fault) => return Err(fault),
            };
            let name = all.into_iter().find(|(c, _)| *c == wanted.department);
            Ok(Some((
                view,
                name.map_or_else(String::new, |(_, shown)| shown),
                years,
                asked,
                wanted.year,
            )))
        })
        .await?;
    let Some((view, name, years, asked, year)) = made else { return Err(Trouble::NotFound) };
    let follow = follows.map(|all| following(&cx, &code, &all));
    let body = body(&cx, &code, (&view, &name), &years, (&asked, year), follow);
    Ok(cx.page(&name, body))
}

fn body(
    cx: &Cx,
    code: &str,
    (view, name): (&Result<ReportView, Fault>, &str),
    years: &[Choice],
    (asked, year): (&Asked, i32),
    follow: Option<Markup>,
) -> Markup {
    let year = year.to_string();
    let ask = format!("department={}&year={year}", url(code));
    html! {
        ol.trail { li { a href="/reports" { (cx.t("nav.reports")) } } li { (name) } }
        h1 { (name) }
        form.inline.card.no-print method="get" action={ "/department/" (url(code)) } {
            (choice("year", cx.t("reports.year"), years, &year))
            button { (cx.t("reports.show")) }
        }
        @if let Some(follow) = follow { (follow) }
        @match view {
            Ok(view) => {
                // What is still to be written is told to those who can have it written.
                @if cx.may(Right::Publish) { (missing(cx, view)) }
                article.paper.plain-words { (paper(cx, &view.pieces)) }
            },
            Err(fault) => (empty(cx.say(&fault.zh, &fault.en), cx.t("reports.other"))),
        }
        @if cx.may(Right::LedgerRead) {
            section.no-print aria-labelledby="further" {
                h2 id="further" { (cx.t("reports.further")) }
                ul {
                    li { a href={ "/query?rows=unit&show=current&show=paid&show=rate&sort=paid&" (ask) } { (cx.t("reports.its_units")) } }
                    li { a href={ "/query?rows=project&show=current&show=paid&show=rate&sort=paid&top=50&" (ask) } { (cx.t("reports.its_projects")) } }
                    li { a href={ "/query?rows=eco-class&show=paid&show=share&show=change-rate&sort=paid&" (ask) } { (cx.t("reports.its_things")) } }
                    li { a href={ "/query?rows=month&show=paid&show=last-paid&" (ask) } { (cx.t("reports.its_months")) } }
                }
            }
        }
        @if view.is_ok() { (files(cx, "department", asked)) }
    }
}

/// Whether the visitor follows the department, and the button that changes it.
fn following(cx: &Cx, code: &str, all: &[Subscription]) -> Markup {
    let is = all.iter().any(|s| s.department == code);
    html! {
        form.bar-actions method="post" action="/subscriptions" {
            (token(cx))
            input type="hidden" name="department" value=(code);
            @if is {
                span { (cx.t("reports.followed")) }
                button name="do" value="stop" { (cx.t("reports.unfollow")) }
            } @else {
                button.primary name="do" value="start" { (cx.t("reports.follow")) }
                span.minor { (cx.t("reports.follow_how")) }
            }
        }
    }
}

pub(super) async fn subscribe(cx: Cx, posted: Posted) -> Reply {
    let department = posted.one("department").to_owned();
    let copy = cx.clone();
    let code = department.clone();
    let found = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            let may = reaches_department(desk, &within, &code)?;
            let all = departments(desk, &within, report::Lang::Zh)?;
            Ok(all.into_iter().find(|(c, _)| may && *c == code))
        })
        .await?;
    let who = cx.visitor.who();
    match (posted.one("do"), found) {
        ("stop", _) => {
            let code = department.clone();
            cx.house(move |house| house.unsubscribe(&who, &code)).await?;
        }
        (_, Some((code, name))) => {
            let wanted = Subscription { department: code, name };
            cx.house(move |house| house.subscribe(&who, &wanted)).await?;
        }
        (_, None) => return Err(Trouble::NotFound),
    }
    Ok(cx.go(&format!("/department/{}", url(&department))))
}

/// The departments that the visitor follows, for the first page.
pub(crate) async fn followed(cx: &Cx) -> Result<Markup, Trouble> {
    let owner = cx.visitor.name();
    let all = cx.house(move |house| house.subscriptions(&owner)).await?;
    Ok(html! {
        section.card aria-labelledby="followed" {
            h2 id="followed" { (cx.t("reports.followed_list")) }
            @if all.is_empty() { p { (cx.t("reports.followed_none")) " " a href="/reports" { (cx.t("nav.reports")) } } }
            ul.chips { @for s in &all { li { a href={ "/department/" (url(&s.department)) } { (s.name) } } } }
        }
    })
}
