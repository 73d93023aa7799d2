//! Rows of other systems become drafts of entries, or go to quarantine with place and reason.
//!
//! **Invariant:** no disk and no SQL: a source of bytes comes in, drafts go out. A row is taken, rejected
//! or counted as a total; none is dropped.

mod cells;
mod decode;
mod mapping;
mod reader;
mod rows;
mod value;

pub use cells::Cells;
pub use mapping::{Column, How, Mapping, MappingError, Mappings};
pub use reader::{Choose, Context, Read, Reader, Rejected, Taken};
pub use rows::{Line, Rows};
pub use value::code;
