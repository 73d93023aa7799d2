//! The server as programs and browsers meet it: over HTTP, with the demonstration's accounts.
// A test may stop at the first surprise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod api;
mod client;
mod documents;
mod imports;
mod killed;
mod performance;
mod rights;
mod rules;
mod sessions;
mod told;
mod warnings;
