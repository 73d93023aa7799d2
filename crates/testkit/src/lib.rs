//! What tests need and the product does not: a tiny PDF printer.

mod paper;
mod pdf;

pub use pdf::{Cmap, pdf};
