//! Lines of text in both languages, and columns that line up.

use base::text::width;

/// Rows of cells as lines, each column as wide as its widest cell; the first column to the left, the
/// others as `right` says.
pub(super) fn columns(rows: &[Vec<String>], right: &[bool]) -> String {
    let n = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |c: usize| rows.iter().filter_map(|r| r.get(c)).map(|t| width(t)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..n).map(wide).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (c, text) in row.iter().enumerate() {
            let pad = " ".repeat(widths.get(c).copied().unwrap_or(0).saturating_sub(width(text)));
            match right.get(c) {
                Some(true) => line.push_str(&format!("{pad}{text}  ")),
                _ => line.push_str(&format!("{text}{pad}  ")),
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
