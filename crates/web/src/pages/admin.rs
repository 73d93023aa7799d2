//! The three administrators (三员): who makes accounts, who grants rights, who reads the log. None of them
//! sees the business.

mod accounts;
mod grants;
mod log;
mod system;

use crate::routes::Pages;
use access::Right;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/accounts", Right::AccountManage, accounts::list)
        .post("/accounts", Right::AccountManage, accounts::make)
        .post("/accounts/{name}/disable", Right::AccountManage, accounts::disable)
        .post("/accounts/{name}/enable", Right::AccountManage, accounts::enable)
        .post("/accounts/{name}/reset", Right::AccountManage, accounts::reset)
        .get("/grants", Right::GrantManage, grants::list)
        .post("/grants/{name}", Right::GrantManage, grants::grant)
        .post("/grants/{name}/unlock", Right::GrantManage, grants::unlock)
        .get("/log", Right::LogRead, log::page)
        .get("/log.csv", Right::LogRead, log::csv)
        .get("/system", Right::SystemRead, system::page)
}

/// State of an account in words, with its colour.
fn state(cx: &crate::cx::Cx, account: &access::Account) -> maud::Markup {
    let (class, word) = match (account.active, account.granted) {
        (false, _) => ("", "admin.disabled"),
        (true, false) => ("yellow", "admin.waits"),
        (true, true) if account.locked_until.is_some() => ("red", "admin.locked"),
        (true, true) if account.password.is_empty() => ("blue", "admin.invited"),
        (true, true) => ("good", "admin.active"),
    };
    crate::parts::table::chip(class, cx.t(word))
}
