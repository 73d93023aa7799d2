//! The performance cycle without screens or disks: goals and indicators, review, monitoring, scoring,
//! whole-department evaluation, and the steps from draft to published.
//!
//! **Invariant:** pure functions over plain values; scores are decimals, never floats; the rules are
//! the data files in `policies/`, not code.

mod completeness;
mod evidence;
mod file;
mod model;
mod monitor;
mod parse;
mod policies;
mod policy;
mod review;
mod rules;
mod score;
mod whole;
mod wire;
mod workflow;

pub use completeness::needs_reason;
pub use evidence::{contradiction, evidence};
pub use model::{
    Analysis, Direction, Evaluation, Evidence, Funding, Indicator, Operator, Target, Value,
};
pub use monitor::{Expected, Monitored, Watched, department, monitor, monitor_expecting};
pub use policies::{Policies, PolicyError};
pub use policy::{
    Alarms, Automatic, Bands, Block, Crossing, Execution, Form, Grade, Measure, Missed, Monitoring,
    Part, Policy, Reviewing, Rules, Status, Step as MeasureStep,
};
pub use review::{Remark, Strictness, review};
pub use rules::{in_range, indicator, meets};
pub use score::{Alarm, Colour, Missing, Scored, Scoring, Words, score, sign};
pub use whole::{BaseFigures, Measured, Whole, points, whole};
pub use workflow::{Action, Refused, Role, State, Step, advance, apply, state};
