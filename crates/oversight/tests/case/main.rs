//! The handling of a warning: the table of steps, random histories, deadlines, merging, budget, statistics.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop at the first thing that is wrong

mod common;
mod histories;
mod merging;
mod numbers;
mod steps;
