//! Oversight at the desk: questions, warnings, and what is done about them.

mod query;

pub use query::{Asked, Place, Query, QueryFormat, query};
