//! The papers of the performance cycle: self-evaluation table, goal table, summary report.

mod goal;
mod selfeval;
mod summary;

pub use goal::goal_table;
pub use selfeval::{Scores, self_evaluation};
pub use summary::{ProjectYear, summary_report};
