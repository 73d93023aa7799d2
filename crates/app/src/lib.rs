//! Use cases, one file each: the only place where stages are chained, and where disk and other
//! programs are touched. Hands out plain views.
//!
//! **Invariant:** no argument parsing, no markup, no screen is known here.

mod audit;
mod catalogue;
pub mod check;
pub mod codes;
mod convert;
pub mod desk;
mod expand;
mod facts;
mod fault;
pub mod house;
mod read;
mod rules;
mod save;
mod stages;
mod stats;
mod trace;
mod watch;

pub use self::audit::{Batch, Effort, audit_bytes};
pub use self::catalogue::Knowledge;
pub use self::facts::facts;
pub use self::fault::Fault;
pub use self::read::read;
pub use self::rules::rule;
pub use self::save::{save, workbook};
pub use self::stats::{Stage, stats, timed};
pub use self::trace::trace;
pub use ::audit::{Rule, Severity};

/// Version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
