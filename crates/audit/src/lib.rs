//! FactSet → findings: the rule catalogue, the engine that judges every relation, and the diagnosis
//! that reports one finding per root cause.
//!
//! **Invariant:** no document, no format and no SQL is known here. Every check has one of four outcomes
//! (holds, tail, broken, not applied) and all are counted; a rule that cannot run says so.

mod audit;
pub mod case;
mod checks;
mod diagnose;
mod engine;
mod fill;
mod finding;
mod rule;
mod walk;
mod world;

pub use audit::audit;
pub use finding::{Audit, Checks, Finding, Operand, Outcome, Relation, Severity, Words};
pub use rule::{Case, Each, For, Rule, RuleError, Rulebook};
