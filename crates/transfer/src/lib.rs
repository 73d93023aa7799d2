//! Files by which the entries of one node travel to another, where no network joins the two: each says
//! what it holds and where it continues, is chained to the one before, and signed (SM2 with SM3).
//!
//! **Invariant:** bytes in, entries out, and back. No disk, no database, no clock; whose key is to be
//! trusted is not decided here.

mod error;
mod key;
mod line;
mod parcel;
mod read;
mod write;

pub use error::Unfit;
pub use key::{Key, Public};
pub use parcel::Head;
pub use read::{Entries, Opening};
pub use write::{Body, opening};
