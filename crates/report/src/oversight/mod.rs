//! What oversight finds, as documents.

pub mod analysis;
