//! The first page: a report to check, and what the visitor's role may go to.

use crate::cx::Cx;
use crate::pages::documents::upload;
use crate::parts::shell::places;
use crate::parts::table::tile;
use crate::parts::url;
use crate::routes::Pages;
use crate::trouble::Reply;
use access::Right;
use maud::html;

pub(crate) fn pages() -> Pages {
    Pages::default().get("/", Right::Published, page)
}

async fn page(cx: Cx) -> Reply {
    let name = cx.visitor.name();
    let followed = match cx.may(Right::Subscribe) {
        true => cx.house(move |house| house.subscriptions(&name)).await?,
        false => Vec::new(),
    };
    let body = html! {
        h1 { (cx.t("home.title")) }
        p.lead { (cx.t("home.lead")) }
        @if cx.may(Right::DocumentCheck) { (upload(&cx)) }
        @if cx.visitor.account.is_some() {
            nav.tiles aria-label=(cx.t("home.go")) {
                @for (to, word) in places(&cx).into_iter().filter(|(to, _)| *to != "/") {
                    (tile(to, cx.t(word), "", Some(to)))
                }
                (tile("/account", cx.t("account.title"), "", Some("/account")))
            }
        }
        @if !followed.is_empty() {
            section.card {
                h2 { (cx.t("home.followed")) }
                ul {
                    @for one in &followed {
                        li { a href={ "/department/" (url(&one.department)) } { (one.department) " " (one.name) } }
                    }
                }
            }
        }
    };
    Ok(cx.page(cx.t("nav.home"), body))
}
