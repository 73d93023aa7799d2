//! The handling of a warning to its end: 生成 → 核实 → 下发 → 签收 → 反馈 → 审核 → 评价 → 销号 → 归档, with 撤回
//! and 作废. Pure: where a case stands is what its recorded steps add up to; deadlines come from data.
//!
//! **Invariant:** the same records give the same state. Every step is of one role, in one state, and a
//! sequence that the table of [`steps`] does not allow is refused by name.

mod brief;
mod calendar;
mod day;
mod key;
mod limits;
mod merge;
mod model;
mod parse;
mod queue;
mod settings;
mod stats;
mod steps;
mod timeline;

pub use crate::words::Words;
pub use brief::{Brief, Totals, brief, ranked};
pub use calendar::{Calendar, Count, Counted};
pub use key::{base_key, id, key};
pub use limits::{Due, Handling, HandlingError, Letters, Limit, Task};
pub use merge::{Change, Looked, merge};
pub use model::{Case, CaseNow, Figure, Hit, Level, Recorded, Sighting, Threshold, Told, Version};
pub use queue::{Queue, Share, queue, week};
pub use settings::{Officer, Settings};
pub use stats::{Group, Statistics, TaskTime, statistics};
pub use steps::{
    Action, Amounts, Evidence, Grade, Letter, LetterKind, Refused, Role, Standing, State, Step,
    advance, replay, roles_of,
};
pub use timeline::{Awaited, Leg, awaited, day_of, timeline};
