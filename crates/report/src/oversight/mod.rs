//! What oversight finds, as documents: analyses, the monthly and quarterly reports, the page of a department,
//! the statistics of warnings.
//!
//! **Invariant:** a figure of a report is that of the query or analysis it comes from, rounded once. What was
//! not compared is said.

pub mod analysis;
mod cases;
mod department;
mod execution;
mod monthly;
mod paper;
mod quarterly;
mod warnings;

pub use cases::Warned;
pub use department::{DepartmentPage, Graded, department_page};
pub use execution::Spending;
pub use monthly::monthly;
pub use quarterly::{Quarterly, quarterly};
pub use warnings::warnings;
