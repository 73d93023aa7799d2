//! The papers of the performance cycle: goal table, monitoring table, self-evaluation tables, base data,
//! and the reports of a project, of all projects and of a department.
//!
//! **Invariant:** layouts are data files; sums, rates, scores and their sentences come from exact values;
//! what only a person knows is asked for and never made up.

mod analysis;
mod basic;
mod department;
mod layout;
mod print;
mod said;
mod sheet;
mod summary;
mod tables;

pub use analysis::analysis_report;
pub use basic::{BaseData, Building, Line, base_data_table};
pub use department::{DepartmentReport, department_report};
pub use layout::{Kind, Layout, LayoutError, Layouts};
pub use sheet::Scores;
pub use summary::{ProjectYear, summary_report};
pub use tables::{department_self_evaluation, goal_table, monitoring_table, self_evaluation};
