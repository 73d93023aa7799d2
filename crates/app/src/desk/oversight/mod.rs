//! Oversight at the desk: questions, warnings, and what is done about them.

mod evaluate;
mod findings;
pub mod given;
mod query;
mod settings;
mod trial;

pub use evaluate::{Evaluated, Failure, Run, Tally, evaluate};
pub use findings::{FindingsOptions, Recorded, findings};
pub use query::{Asked, Place, Query, QueryFormat, query};
pub use settings::{rules as rule_settings, set_rules};
pub use trial::{Trial, Wanted as TrialWanted, trial};
