//! Charts of answers and of analyses, as data.

mod analysis;
mod answer;

pub use analysis::{Shown, analysis_pictures};
pub use answer::{DRAWINGS, picture};
