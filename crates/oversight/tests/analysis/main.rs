//! Analyses over small ledgers whose results were worked out by hand, on both engines.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop at the first thing that is wrong

#[path = "../ground/mod.rs"]
#[allow(dead_code)]
mod ground;
mod hand;
mod performance;
mod spending;
mod units;
