//! The first page: for each role what that person does today.

use crate::cx::Cx;
use crate::routes::Pages;
use crate::trouble::Reply;
use access::Right;
use maud::html;

pub(crate) fn pages() -> Pages {
    Pages::default().get("/", Right::Published, page)
}

async fn page(cx: Cx) -> Reply {
    Ok(cx.page(cx.t("nav.home"), html! { h1 { "明账" } }))
}
