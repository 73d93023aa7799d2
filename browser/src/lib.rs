//! A real Chromium at work on the demonstration: what the tests in `tests/` are written with.
//!
//! **Invariant:** pages are reached only as a person reaches them: by addresses, links, fields and keys.

mod crawl;
mod pictures;
mod site;
mod visit;

pub use crawl::{crawl, crawled, look};
pub use pictures::{LOOKS, Look};
pub use site::{PASSWORD, ROLES, Site};
pub use visit::Visit;
