//! The ledger, without a disk: what an entry is, what may be posted, how entries are chained, and what
//! a unit's year looks like when they are added up.
//!
//! **Invariant:** no SQL, no document, no clock. Amounts are whole 分. History is never edited: a
//! correction is a reversing entry with a reason.

mod accounts;
mod as_of;
mod build;
mod chain;
mod controls;
mod entry;
mod reversal;

pub use accounts::{
    Accounts, BudgetLine, Carry, Fund, Income, Nature, Register, Spending, Unit, UnitKind,
};
pub use as_of::AsOf;
pub use build::{Material, Project, Sum, build, fund_of};
pub use chain::{
    Hashed, content, digest, genesis, kind_name, kind_of, link, link_known, short, texts,
};
pub use controls::{Balance, Control, Controls, Line, Refusal, check, line_of, on_line};
pub use entry::{Draft, Entry, Kind, Source};
pub use reversal::{check_reversal, reversal};

/// Topic of the record that opens every batch: who, when, from where.
pub const HEADER: &str = "批次";
