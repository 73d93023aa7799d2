//! The API for programs, `/api/v1`: what the pages show, as JSON. Each address stands in
//! [`endpoints::ENDPOINTS`] with its parameters, its right and an example; from that table come the check of
//! what is asked, the OpenAPI document and the page to try it.

mod ask;
mod endpoints;
mod ledger;
mod openapi;
mod others;
mod schemas;
mod screen;
mod tokens;

use crate::routes::Pages;
use access::Right;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/api", Right::TokenOwn, screen::page)
        .post("/api/tokens", Right::TokenOwn, tokens::make)
        .post("/api/tokens/drop", Right::TokenOwn, tokens::drop)
        .get("/api/v1/openapi.json", Right::Published, openapi::document)
        .get("/api/v1/me", Right::Published, others::me)
        .get("/api/v1/choices", Right::LedgerRead, ledger::choices)
        .get("/api/v1/query", Right::LedgerRead, ledger::query)
        .get("/api/v1/query/open", Right::LedgerRead, ledger::open)
        .get("/api/v1/entries", Right::LedgerDetail, ledger::entries)
        .get("/api/v1/analyses", Right::LedgerRead, others::analyses)
        .get("/api/v1/analyses/{id}", Right::LedgerRead, others::analysis)
        .get("/api/v1/published", Right::Published, others::published)
        .post("/api/v1/audit", Right::DocumentCheck, others::audit)
}
