//! Questions to the ledger: rows, columns, measures and conditions are chosen; every figure opens to what it
//! is made of, down to the entry with the row of its source; every view has an address that stays true.

mod address;
mod answer;
mod entry;
mod export;
mod form;
mod open;
mod ready;

pub(crate) use address::Address;
pub(crate) use export::download;

use crate::cx::Cx;
use crate::parts::form::refusal;
use crate::routes::Pages;
use crate::trouble::{Reply, Trouble};
use access::{Reach, Right};
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::{Within, names_payees, within};
use axum::extract::Query;
use axum::http::StatusCode;
use maud::html;

/// The pairs of an address, in their order.
pub(crate) type Pairs = Query<Vec<(String, String)>>;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/query", Right::LedgerRead, page)
        .get("/query/open", Right::LedgerRead, open::page)
        .get("/query.xlsx", Right::LedgerRead, export::xlsx)
        .get("/query.csv", Right::LedgerRead, export::csv)
        .get("/query.json", Right::LedgerRead, export::json)
        .get("/entry/{book}/{seq}", Right::LedgerDetail, entry::page)
}

async fn page(cx: Cx, Query(pairs): Pairs) -> Reply {
    let asked = Address::read(&pairs);
    may_name_payees(&cx, &asked)?;
    let shown = asked.clone();
    let done = cx
        .view(move |cx, desk| {
            let body = answer::page(cx, desk, &shown)?;
            Ok((cx.t("nav.query").to_owned(), body))
        })
        .await;
    match done {
        // What cannot be answered is said above the form, so that it can be mended there.
        Err(Trouble::Fault(fault)) => refused(&cx, asked, &fault).await,
        done => done,
    }
}

async fn refused(cx: &Cx, asked: Address, fault: &Fault) -> Reply {
    let told = cx.say(&fault.zh, &fault.en).to_owned();
    let copy = cx.clone();
    let form = cx
        .desk(move |desk| {
            let reach = reached(&copy, desk)?;
            form::form(&copy, desk, &asked, &reach, true)
        })
        .await?;
    let body = html! {
        h1 { (cx.t("nav.query")) }
        (refusal(Some(&told)))
        (form)
    };
    Ok(cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, cx.t("nav.query"), body))
}

/// How far the visitor reaches, as conditions: they stand beside whatever the address asks for.
pub(crate) fn reached(cx: &Cx, desk: &mut Desk) -> Result<Within, Fault> {
    let reach = match cx.visitor.account.is_some() {
        true => cx.visitor.reach(),
        false => Reach::nothing(),
    };
    within(desk, &reach)
}

/// Payees stand in single entries, and not everybody who sees sums may see those.
pub(crate) fn may_name_payees(cx: &Cx, asked: &Address) -> Result<(), Trouble> {
    // A name that is not known is told by the answer.
    let named = names_payees(&asked.query(Within::default())).unwrap_or(false);
    if named { cx.must(Right::LedgerDetail) } else { Ok(()) }
}
