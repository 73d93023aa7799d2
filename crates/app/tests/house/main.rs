//! The house: the life of an account, what logging in refuses, sessions, tokens, drafts, records, the log; on a
//! SQLite file and, where `MINGZHANG_TEST_POSTGRES` names a server, on PostgreSQL.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accounts;
mod common;
mod kept;
mod log_in;
mod officers;
mod tokens;
