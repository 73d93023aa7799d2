//! What a document says, apart from how it looks: facts (figures with their place), grouped into
//! records (a row of a table, a statement of the narrative), and the profile of the document.
//!
//! The vocabulary of record forms, keys and columns is `docs/records.md`.
//!
//! **Invariant:** a fact cannot exist without its evidence: the place it was printed at. Facts know no
//! document, no rule and no SQL.

mod dump;
mod model;
mod set;

pub use dump::dump;
pub use model::{
    Fact, FactId, Item, Kind, Place, Profile, Record, RecordId, Slot, TableInfo, TextSlot,
};
pub use set::FactSet;
