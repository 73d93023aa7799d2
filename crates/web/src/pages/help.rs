//! What each part is for, in a few words, and where to go on.

use crate::cx::Cx;
use crate::routes::Pages;
use access::Right;
use axum::response::Response;
use maud::html;

/// Topics in the order of a first visit.
const TOPICS: [(&str, &str, &str); 4] = [
    ("help.check", "help.check_how", "/documents"),
    ("help.query", "help.query_how", "/query"),
    ("help.account", "help.account_how", "/account"),
    ("help.api", "help.api_how", "/api"),
];

pub(crate) fn pages() -> Pages {
    Pages::default().get("/help", Right::Published, page)
}

async fn page(cx: Cx) -> Response {
    let body = html! {
        h1 { (cx.t("help.title")) }
        p.lead { (cx.t("help.lead")) }
        div.prose {
            @for (title, how, to) in TOPICS {
                section {
                    h2 { (cx.t(title)) }
                    p { (cx.t(how)) }
                    p { a href=(to) { (cx.t("help.go")) " " (to) } }
                }
            }
            section {
                h2 { (cx.t("help.keys")) }
                p { (cx.t("help.keys_how")) }
            }
        }
    };
    cx.page(cx.t("help.title"), body)
}
