//! The ground every other crate stands on: exact numbers as they were printed, places on paper,
//! problems, and the Chinese text habits (full-width forms, numerals, units) of the reports.
//!
//! **Invariant:** this crate knows no document, no form, no rule and no file. No float appears here:
//! money, rates and scores are decimals or intervals of decimals.

pub mod amount;
pub mod decimal;
pub mod figure;
pub mod interval;
pub mod problem;
pub mod scan;
pub mod spot;
pub mod text;
pub mod unit;

pub use amount::Amount;
pub use figure::Figure;
pub use interval::Interval;
pub use jiff::civil::Date;
pub use problem::Problem;
pub use rust_decimal::Decimal;
pub use scan::{Token, scan};
pub use spot::Spot;
pub use unit::Unit;
