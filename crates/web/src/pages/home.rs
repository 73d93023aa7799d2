//! The first page: for each role what that person does today.

mod glance;
mod offices;
mod public;
mod reports;
mod tasks;

use crate::cx::Cx;
use crate::pages::documents::upload;
use crate::parts::url;
use crate::routes::Pages;
use crate::trouble::Reply;
use access::{Right, Role};
use app::house::Subscription;
use maud::{Markup, html};

pub(crate) fn pages() -> Pages {
    Pages::default().get("/", Right::Published, page)
}

async fn page(cx: Cx) -> Reply {
    let body = match cx.visitor.role() {
        Role::Public => public::body(&cx).await?,
        Role::System | Role::Security | Role::Auditor => offices::body(&cx).await?,
        role => {
            let followed = followed(&cx).await?;
            glance::body(&cx, role, &followed).await?
        }
    };
    Ok(cx.page(cx.t("nav.home"), body))
}

async fn followed(cx: &Cx) -> Result<Vec<Subscription>, crate::trouble::Trouble> {
    let name = cx.visitor.name();
    match cx.may(Right::Subscribe) {
        true => cx.house(move |house| house.subscriptions(&name)).await,
        false => Ok(Vec::new()),
    }
}

/// Who is greeted.
fn hello(cx: &Cx) -> Markup {
    let shown = cx.visitor.account.as_ref().map_or("", |a| a.shown.as_str());
    html! { h1 { (cx.fill("home.hello", &[shown])) } }
}

/// The form for a report to check, where that is allowed.
fn check(cx: &Cx) -> Markup {
    html! {
        @if cx.may(Right::DocumentCheck) {
            section aria-label=(cx.t("home.check")) {
                h2 { (cx.t("home.check")) }
                (upload(cx))
            }
        }
    }
}

fn following(cx: &Cx, followed: &[Subscription]) -> Markup {
    html! {
        @if !followed.is_empty() {
            section.card {
                h2 { (cx.t("home.followed")) }
                ul {
                    @for one in followed {
                        li { a href={ "/department/" (url(&one.department)) } { (one.department) " " (one.name) } }
                    }
                }
            }
        }
    }
}
