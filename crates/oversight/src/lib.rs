//! Oversight of the ledger: pivot queries with drill-down, views, warnings as data, the handling of
//! each case to its end, and analysis. The same SQL on SQLite, PostgreSQL and a PostgreSQL cluster.
//!
//! **Invariant:** nothing here writes the journal, reads a clock or knows a screen. No float is near
//! money, a rate or a score.

pub mod analysis;
pub mod case;
pub mod catalogue;
pub mod pivot;
pub mod rule;
mod sql;
pub mod views;
mod words;

pub use catalogue::{Catalogue, CatalogueError};
pub use words::Words;
