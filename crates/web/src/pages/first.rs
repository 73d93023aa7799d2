//! The first administrator, and invitations: who gets a link sets the password; nobody is given one.

use crate::cx::Cx;
use crate::guard::Posted;
use crate::parts::form::{Line, line, refusal};
use crate::routes::Pages;
use crate::trouble::{Reply, Trouble};
use access::Right;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use std::time::Duration;

/// Tries of an address in a minute.
const TRIES: u32 = 20;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/first/{token}", Right::Published, first_form)
        .post("/first/{token}", Right::Published, first)
        .get("/invited/{token}", Right::Published, invited_form)
        .post("/invited/{token}", Right::Published, invited)
}

async fn first_form(cx: Cx, Path(_token): Path<String>) -> Response {
    cx.page(cx.t("first.title"), first_body(&cx, "", "", None))
}

fn first_body(cx: &Cx, name: &str, shown: &str, refused: Option<&str>) -> Markup {
    html! {
        section.narrow {
            h1 { (cx.t("first.title")) }
            p { (cx.t("first.lead")) }
            (refusal(refused))
            form.stack method="post" {
                (line(&Line { name: "name", label: cx.t("sign.name"), value: name, required: true, complete: "username", help: cx.t("first.name_help"), ..Line::default() }))
                (line(&Line { name: "shown", label: cx.t("first.shown"), value: shown, required: true, ..Line::default() }))
                (passwords(cx))
                button.primary { (cx.t("first.go")) }
            }
        }
    }
}

fn passwords(cx: &Cx) -> Markup {
    html! {
        (line(&Line { name: "password", label: cx.t("first.password"), kind: "password", required: true, complete: "new-password", help: cx.t("first.password_help"), ..Line::default() }))
        (line(&Line { name: "again", label: cx.t("first.again"), kind: "password", required: true, complete: "new-password", ..Line::default() }))
    }
}

async fn first(cx: Cx, Path(token): Path<String>, posted: Posted) -> Reply {
    paced(&cx)?;
    let (name, shown) = (posted.one("name").to_owned(), posted.one("shown").to_owned());
    let password = posted.raw("password").to_owned();
    let again = |cx: &Cx, said: &str| {
        let body = first_body(cx, posted.one("name"), posted.one("shown"), Some(said));
        Ok(cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, cx.t("first.title"), body))
    };
    if password != posted.raw("again") {
        return again(&cx, cx.t("first.differ"));
    }
    let address = cx.visitor.address.clone();
    let made = cx.house(move |h| h.redeem_first(&token, &name, &shown, &password, &address)).await;
    match made {
        Ok(_) => Ok(cx.go("/log-in")),
        Err(Trouble::Fault(f)) => again(&cx, cx.say(&f.zh, &f.en)),
        Err(other) => Err(other),
    }
}

async fn invited_form(cx: Cx, Path(_token): Path<String>) -> Response {
    cx.page(cx.t("first.invited"), invited_body(&cx, None))
}

fn invited_body(cx: &Cx, refused: Option<&str>) -> Markup {
    html! {
        section.narrow {
            h1 { (cx.t("first.invited")) }
            (refusal(refused))
            form.stack method="post" { (passwords(cx)) button.primary { (cx.t("first.set")) } }
        }
    }
}

async fn invited(cx: Cx, Path(token): Path<String>, posted: Posted) -> Reply {
    paced(&cx)?;
    let password = posted.raw("password").to_owned();
    let again = |cx: &Cx, said: &str| {
        let body = invited_body(cx, Some(said));
        Ok(cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, cx.t("first.invited"), body))
    };
    if password != posted.raw("again") {
        return again(&cx, cx.t("first.differ"));
    }
    let address = cx.visitor.address.clone();
    match cx.house(move |h| h.redeem_invitation(&token, &password, &address)).await {
        Ok(_) => Ok(cx.go("/log-in")),
        Err(Trouble::Fault(f)) => again(&cx, cx.say(&f.zh, &f.en)),
        Err(other) => Err(other),
    }
}

fn paced(cx: &Cx) -> Result<(), Trouble> {
    let who = format!("invited {}", cx.visitor.address);
    cx.state.pace.try_once(&who, TRIES, Duration::from_secs(60)).map_err(Trouble::TooMany)
}
