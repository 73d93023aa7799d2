//! Pivot questions: any sum by any dimensions, answered from the smallest rollup that covers it, else
//! from the journal; every figure opens to the entries it is made of.
//!
//! **Invariant:** what a figure opens to adds up to the figure, to the 分. The answer says where it comes
//! from, as of which entry, and what every ratio divides by what.

mod answer;
mod back;
mod cell;
mod dim;
mod drill;
mod measure;
mod plan;

pub use answer::{Answer, Group, ask, parts};
pub use cell::Cell;
pub use dim::{Base, DIMS, Dim};
pub use drill::{Opened, drill, entries};
pub use measure::{MEASURES, Measure, Shape};

use ledger::AsOf;
use store::StoreError;

/// A question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Down the side.
    pub rows: Vec<Dim>,
    /// Across the top.
    pub columns: Vec<Dim>,
    /// What is shown.
    pub measures: Vec<Measure>,
    /// Which entries count.
    pub filters: Vec<Filter>,
    /// The measure that orders the rows, largest first when true; by their keys without one.
    pub sort: Option<(Measure, bool)>,
    /// So many rows; the rest as one row.
    pub top: Option<usize>,
    /// What was known, and what had happened.
    pub as_of: AsOf,
    /// Several such states side by side, each under its label, in place of the one above.
    pub vintages: Vec<(String, AsOf)>,
    /// Months of the year that have passed, for the progress against the calendar.
    pub months: Option<u32>,
    /// Always from the journal, never from a rollup: to prove the rollups, and to measure what they save.
    pub detail: bool,
}

/// Which values of a dimension count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Which dimension.
    pub dim: Dim,
    /// These values …
    pub values: Vec<String>,
    /// … or all but these.
    pub not: bool,
}

/// Cells of an answer at most: more can neither be read nor printed.
pub const CELLS: usize = 200_000;

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PivotError {
    /// Too many cells.
    #[error(
        "结果超过 {0} 格；请增加筛选条件，减少行列维度，或用 --top 取前几行 / more than {0} cells; filter more, use fewer dimensions, or take the first rows with --top"
    )]
    TooMany(usize),
    /// Nothing is asked for.
    #[error(
        "没有要显示的指标；请至少选一个，如 已支付 / no measure is asked for; choose one, as paid"
    )]
    NoMeasure,
    /// A dimension twice.
    #[error("维度 {0} 用了两次 / the dimension {0} is used twice")]
    Twice(&'static str),
    /// A value that cannot be one of the dimension.
    #[error("{0} 的取值“{1}”应为数字 / “{1}” is no value of {0}; it must be a number")]
    NotNumber(&'static str, String),
    /// Per head where heads cannot be counted.
    #[error(
        "人均支付只能按账簿、区划、部门、单位、单位性质和年度分组 / per head goes by book, region, department, unit, kind of unit and year only"
    )]
    NoHeads,
    /// Shares of several states.
    #[error(
        "占比不能与多个截至时点并列；请一次只问一个时点 / shares cannot stand side by side for several states; ask for one"
    )]
    SharesOfStates,
    /// A comparison with the calendar or the year before, of no year.
    #[error(
        "“{0}”要与年度对比，请用 --where 年度=… 选定年度，或把年度放在行或列上 / “{0}” compares years: choose one by --where year=… or break down by year"
    )]
    NeedsYear(&'static str),
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
}
