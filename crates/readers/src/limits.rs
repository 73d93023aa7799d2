//! Stated limits of what one file may cost.

/// Upper bounds for one file. Reaching one is a problem that says so; the rest is still read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file.
    pub bytes: u64,
    /// Size of everything unpacked from a zip package, or of the drawn content of a PDF.
    pub unpacked: u64,
    /// Pages of a PDF.
    pub pages: u32,
    /// Cells of all tables together, and rows times columns of all tables together.
    pub cells: usize,
    /// Rows of one table.
    pub rows: usize,
    /// Nesting of elements or tables.
    pub depth: usize,
    /// Characters of text in all.
    pub chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 256 << 20,
            unpacked: 256 << 20,
            pages: 2_000,
            cells: 2_000_000,
            rows: 200_000,
            depth: 64,
            chars: 5_000_000,
        }
    }
}
