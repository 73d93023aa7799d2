//! Reports that are checked: dropped, judged, read beside their findings.

use crate::routes::Pages;

/// Documents that were just checked and may be asked for again.
#[derive(Default)]
pub(crate) struct Shelf {}

pub(crate) fn pages() -> Pages {
    Pages::default()
}
