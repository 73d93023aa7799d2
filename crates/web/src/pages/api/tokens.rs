//! Tokens of the API: made by their owner, shown once, narrowed to some of the owner's rights.

use super::screen;
use crate::cx::Cx;
use crate::guard::Posted;
use crate::trouble::{Reply, Trouble};
use access::Right;
use axum::http::StatusCode;

pub(super) async fn make(cx: Cx, posted: Posted) -> Reply {
    let label = posted.one("label").to_owned();
    let days = posted.one("days").parse().unwrap_or(0);
    let scopes: Vec<Right> =
        Right::ALL.iter().filter(|r| posted.one(r.id()) == "on").copied().collect();
    let (who, name) = (cx.visitor.who(), cx.visitor.name());
    let made = cx.house(move |h| h.make_token(&who, &name, &label, &scopes, days)).await;
    match made {
        Ok(secret) => screen::show(&cx, StatusCode::OK, None, Some(&secret)).await,
        Err(Trouble::Fault(f)) => {
            let said = cx.say(&f.zh, &f.en).to_owned();
            screen::show(&cx, StatusCode::UNPROCESSABLE_ENTITY, Some(&said), None).await
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn drop(cx: Cx, posted: Posted) -> Reply {
    let (who, id) = (cx.visitor.who(), posted.one("id").to_owned());
    cx.house(move |house| house.drop_token(&who, &id)).await?;
    cx.state.forget_sessions();
    Ok(cx.go("/api"))
}
