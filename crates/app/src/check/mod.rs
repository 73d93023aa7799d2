//! Documents that are checked on the pages: worked out in the background, kept for accounts, shown with every
//! figure marked, decided upon, compared with the version before.
//!
//! **Invariant:** a figure that nothing holds is never told as correct, and what cannot be kept or is let go is
//! told: nothing is dropped silently.

mod batch;
mod compare;
mod decide;
mod keep;
mod keys;
mod marks;
mod pages;
mod paper;
mod results;
mod sent;
mod tell;
mod view;
mod visitors;
mod work;

pub use batch::{BatchView, FileState, FileView, Finished};
pub use compare::{Changed, Compared, compare};
pub use decide::{Decision, Ruling, decide, decisions, undo};
pub use keep::{Kept, KeptDocument, Listing, Wanted, checked_between, keep, kept, latest, list};
pub use keys::{keys, title};
pub use marks::{Marks, Standing};
pub use pages::{FramedMark, PrintedPage, page_picture};
pub use paper::paper;
pub use sent::{OfBatch, Sent, SentFile, batch_id, begin_again, due_of, record_sent, still_due};
pub use tell::{FigureTold, Figured, Related, Told};
pub use view::{Drawn, DrawnCell, Head, Lit, Marked, Piece, Sheet};
pub use visitors::Held;
pub use work::{Busy, Checks, Keeper};

#[cfg(test)]
mod tests;
