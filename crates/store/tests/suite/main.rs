//! The store on both engines: the same cases on a SQLite file and, where `MINGZHANG_TEST_POSTGRES` names a
//! server, on PostgreSQL.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cluster;
mod common;
mod faults;
mod posting;
mod questions;
mod receive;
mod register;
mod register_faults;
