//! Oversight at the desk: questions, warnings, and what is done about them.

mod findings;
pub mod given;
mod query;

pub use findings::{FindingsOptions, Recorded, findings};
pub use query::{Asked, Place, Query, QueryFormat, query};
