//! Where something stands on paper.

/// A place in the source file. Every number counts from 1; what a format does not have is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// Page (PDF), or sheet (spreadsheets).
    pub page: Option<u32>,
    /// Line of the text file, or line on the page.
    pub line: Option<u32>,
}

impl Spot {
    /// A place on a page.
    pub fn page(page: u32, line: u32) -> Self {
        Spot { page: Some(page), line: Some(line) }
    }

    /// A line of a file without pages.
    pub fn line(line: u32) -> Self {
        Spot { page: None, line: Some(line) }
    }
}
