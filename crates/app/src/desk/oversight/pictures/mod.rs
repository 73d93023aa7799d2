//! Charts of answers and of analyses, as data.

mod analysis;
mod answer;
mod case;

pub use analysis::{Shown, analysis_pictures};
pub use answer::{DRAWINGS, picture};
pub use case::{CasePicture, case_picture};
