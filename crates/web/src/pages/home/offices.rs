//! For the three administrators: what waits for each, and nothing of the ledger.

use super::hello;
use crate::cx::Cx;
use crate::parts::shell::places;
use crate::parts::table::tile;
use crate::trouble::Trouble;
use access::{Account, Role};
use maud::{Markup, html};

pub(super) async fn body(cx: &Cx) -> Result<Markup, Trouble> {
    let (lead, tiles) = match cx.visitor.role() {
        Role::Auditor => ("home.auditor_lead", log(cx).await?),
        Role::System => ("home.system_lead", accounts(cx, "/accounts").await?),
        _ => ("home.security_lead", accounts(cx, "/grants").await?),
    };
    Ok(html! {
        (hello(cx))
        p.lead { (cx.t(lead)) }
        div.tiles { (tiles) }
        section aria-label=(cx.t("home.go")) {
            h2 { (cx.t("home.go")) }
            div.tiles {
                @for (to, word) in places(cx).into_iter().filter(|(to, _)| *to != "/") {
                    (tile(cx.t(word), "", "", Some(to)))
                }
                (tile(cx.t("account.title"), "", "", Some("/account")))
            }
        }
    })
}

async fn accounts(cx: &Cx, to: &str) -> Result<Markup, Trouble> {
    let all = cx.house(|house| house.accounts()).await?;
    let count = |is: &dyn Fn(&Account) -> bool| all.iter().filter(|a| is(a)).count().to_string();
    Ok(html! {
        (tile(cx.t("home.accounts"), &count(&|_| true), "", Some(to)))
        (tile(cx.t("home.waiting_grant"), &count(&|a| a.active && !a.granted), "", Some(to)))
        (tile(cx.t("home.locked"), &count(&|a| a.locked_until.is_some()), "", Some(to)))
        (tile(cx.t("home.disabled"), &count(&|a| !a.active), "", Some(to)))
    })
}

async fn log(cx: &Cx) -> Result<Markup, Trouble> {
    let head = cx.house(|house| house.log_head()).await?;
    Ok(tile(cx.t("home.log_lines"), &head.seq.to_string(), cx.t("home.log_open"), Some("/log")))
}
