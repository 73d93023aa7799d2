//! The performance cycle without screens or disks: goals and indicators, review, monitoring, scoring,
//! whole-department evaluation, and the steps from draft to published.
//!
//! **Invariant:** pure functions over plain values; scores are decimals, never floats; the rules are
//! the data files in `policies/`, not code.

mod model;

pub use model::{
    Analysis, Direction, Evaluation, Evidence, Funding, Indicator, Operator, Target, Value,
};
