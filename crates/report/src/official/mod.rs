//! The official documents: what the ledger and the performance cycle know, turned into the papers that
//! are published.
//!
//! **Invariant:** every printed figure is an exact value rounded once. What figures cannot give is
//! written by a person or shown as （待填写） and listed as missing; nothing is invented.

pub mod final_accounts;
pub mod handling;
mod mask;
pub(crate) mod paper;
pub mod performance;

pub use mask::mask;
pub use paper::Written;
