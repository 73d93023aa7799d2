//! What tables and sentences share when they build facts: places, groups, token counts.

use document::{Block, Document, Paragraph};
use facts::Place;

/// Precision group of a table: its index.
pub(crate) fn table_group(table: usize) -> usize {
    table
}

/// Precision group of a paragraph: far above any table index.
pub(crate) fn paragraph_group(block: usize) -> usize {
    1_000_000 + block
}

/// Place of `start..end` (in `char`s) of the paragraph at `block`; `text` is the sentence around it.
pub(crate) fn span_place(
    paragraph: &Paragraph,
    block: usize,
    span: (usize, usize),
    section: &str,
    text: &str,
) -> Place {
    Place {
        spot: paragraph.spot_at(span.0),
        block,
        span,
        table: section.to_owned(),
        text: text.to_owned(),
        ..Place::default()
    }
}

/// Number tokens in the whole body, codes and dates left out.
pub(crate) fn count_tokens(document: &Document) -> usize {
    let count = |text: &str| base::scan(text).len();
    let blocks = document.blocks.iter();
    blocks
        .map(|block| match block {
            Block::Paragraph(p) => count(&p.text),
            Block::Table(t) => t.rows.iter().flat_map(|r| &r.cells).map(|c| count(&c.text)).sum(),
        })
        .sum()
}
