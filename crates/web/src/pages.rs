//! Every address of the application, with the right it asks for.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod analyses;
pub(crate) mod api;
pub(crate) mod documents;
pub(crate) mod first;
pub(crate) mod help;
pub(crate) mod home;
pub(crate) mod hooks;
pub(crate) mod imports;
pub(crate) mod performance;
pub(crate) mod published;
pub(crate) mod query;
pub(crate) mod reports;
pub(crate) mod rules;
pub(crate) mod sign;
pub(crate) mod sso;
pub(crate) mod warnings;

use crate::routes::Pages;

/// All of them.
pub(crate) fn all() -> Pages {
    let areas = [
        home::pages,
        sign::pages,
        sso::pages,
        first::pages,
        account::pages,
        admin::pages,
        documents::pages,
        performance::pages,
        imports::pages,
        query::pages,
        analyses::pages,
        warnings::pages,
        rules::pages,
        reports::pages,
        published::pages,
        api::pages,
        hooks::pages,
        help::pages,
    ];
    areas.into_iter().fold(Pages::default(), |all, area| all.and(area()))
}
