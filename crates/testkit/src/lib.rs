//! What tests need and the product does not: a tiny PDF printer, folders that go away, facts without places.

mod folder;
mod paper;
mod pdf;
mod places;

pub use folder::Folder;
pub use pdf::{Cmap, pdf};
pub use places::placeless;
