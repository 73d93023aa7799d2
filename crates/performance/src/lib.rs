//! The performance cycle without screens or disks: goals and indicators, review, monitoring, scoring,
//! whole-department evaluation, and the steps from draft to published.
//!
//! **Invariant:** pure functions over plain values; scores are decimals, never floats; the rules are
//! the data files in `policies/`, not code.

mod model;
mod monitor;
mod parse;
mod policy;
mod review;
mod score;
mod whole;
mod workflow;

pub use model::{
    Analysis, Direction, Evaluation, Evidence, Funding, Indicator, Operator, Target, Value,
};
pub use monitor::{Monitored, Watched, department, monitor};
pub use policy::{
    Alarms, Automatic, Bands, Block, Execution, Grade, Measure, Monitoring, Policies, Policy,
    PolicyError, Rules, Step as MeasureStep,
};
pub use review::{Remark, Strictness, review};
pub use score::{
    Alarm, Colour, Missing, Scored, Scoring, Words, indicator, meets, needs_reason, score, sign,
};
pub use whole::{BaseFigures, measures, points};
pub use workflow::{Action, Role, State, Step, advance, state};
