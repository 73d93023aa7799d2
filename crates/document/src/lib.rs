//! A format-free document: paragraphs and tables in reading order, each with its place.
//!
//! **Invariant:** nothing here knows a file format or what a figure means. A reader fills it, a writer
//! prints it, the extractor reads it.

mod dump;
mod grid;
mod model;
pub mod paper;

pub use dump::dump;
pub use grid::Grid;
pub use model::{
    Aside, Block, Break, Cell, Chart, ChartKind, Document, Mark, Paragraph, Role, Row, Table,
};
