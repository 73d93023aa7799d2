//! The ledger, without a disk: what an entry is, what may be posted, how entries are chained, and what
//! a unit's year looks like when they are added up.
//!
//! **Invariant:** no SQL, no document, no clock. Amounts are whole 分. History is never edited: a
//! correction is a reversing entry with a reason.

mod accounts;
mod build;
mod chain;
mod controls;
mod entry;

pub use accounts::{
    Accounts, BudgetLine, Carry, Fund, Income, Nature, Register, Spending, Unit, UnitKind,
};
pub use build::{Material, Project, Sum, build, fund_of};
pub use chain::{content, genesis, kind_name, kind_of, link, short};
pub use controls::{Balance, Control, Controls, Refusal, check, line_of, on_line};
pub use entry::{Draft, Entry, Kind, Source};
