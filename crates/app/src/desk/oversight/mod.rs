//! Oversight at the desk: what the views of warnings are made of, and what the audit of published documents
//! adds to them.

mod findings;
pub mod given;

pub use findings::{FindingsOptions, Recorded, findings};
