//! The API for programs, `/api/v1`: what the pages show, as JSON. Each address stands in
//! [`table::ENDPOINTS`] with its parameters, its right and an example; from that table come the check of
//! what is asked, the OpenAPI document and the page to try it.

mod ask;
mod cases;
mod endpoints;
mod ledger;
mod openapi;
mod others;
mod papers;
mod schemas;
mod screen;
mod table;
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
        .get("/api/v1/warnings", Right::CaseRead, cases::list)
        .get("/api/v1/warnings/{id}", Right::CaseRead, cases::one)
        .get("/api/v1/rules", Right::RuleRead, cases::rules)
        .get("/api/v1/rules/{id}", Right::RuleRead, cases::rule)
        .get("/api/v1/performance", Right::PerformanceRead, papers::performance)
        .get("/api/v1/documents", Right::DocumentCheck, papers::documents)
        .get("/api/v1/documents/{id}", Right::DocumentCheck, papers::one_document)
        .get("/api/v1/departments", Right::ReportRead, papers::all_departments)
        .get("/api/v1/reports/{kind}", Right::ReportRead, papers::report)
        .get("/api/v1/published", Right::Published, others::published)
        .post("/api/v1/audit", Right::DocumentCheck, others::audit)
}
