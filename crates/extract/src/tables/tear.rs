//! Puts together what page breaks tore apart, and takes apart what was glued together: one sheet for
//! one printed form.

use super::frame::title_in;
use super::header::is_header_row;
use super::sheet::{Line, Sheet};
use base::Problem;
use base::text::squash;
use document::{Block, Document};
use forms::Catalogue;

/// A sheet and the paragraphs above it.
pub(crate) struct Entry {
    /// The table.
    pub sheet: Sheet,
    /// Blocks of the paragraphs between the previous table and this one.
    pub above: Vec<usize>,
}

/// All tables of the document, torn ones mended.
pub(crate) fn mend(
    document: &Document,
    catalogue: &Catalogue,
    known: &dyn Fn(&str) -> bool,
    problems: &mut Vec<Problem>,
) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut above = Vec::new();
    for (block, element) in document.blocks.iter().enumerate() {
        let Block::Table(table) = element else {
            above.push(block);
            continue;
        };
        let (mut sheet, hidden) = Sheet::new(table, block);
        if hidden > 0 {
            let spot = table.rows.first().map(|r| r.spot.clone()).unwrap_or_default();
            let zh = format!("表中有 {hidden} 行被隐藏，未读入；如需核对请取消隐藏");
            let en = format!(
                "{hidden} hidden rows of a table were not read; unhide them to have them checked"
            );
            problems.push(Problem::new("hidden-rows", spot, zh, en));
        }
        if sheet.lines.is_empty() {
            continue;
        }
        let apart = above.iter().any(|b| !ignorable(document, *b));
        match entries
            .last_mut()
            .filter(|e| !apart && goes_on(&e.sheet, &mut sheet, catalogue, known))
        {
            Some(entry) => entry.sheet.append(sheet),
            None => entries.push(Entry { sheet, above: std::mem::take(&mut above) }),
        }
        above.clear();
    }
    entries
}

/// Page numbers and “continued” between two pieces of a table.
fn ignorable(document: &Document, block: usize) -> bool {
    let Some(Block::Paragraph(p)) = document.blocks.get(block) else {
        return false;
    };
    let key = squash(&p.text);
    key.chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | '—' | '第' | '页' | '共' | '/' | '–'))
        || matches!(key.as_str(), "续表" | "(续)" | "(续表)" | "续")
}

/// Whether `next` continues `sheet`. A header repeated on the new page is taken off it.
fn goes_on(
    sheet: &Sheet,
    next: &mut Sheet,
    catalogue: &Catalogue,
    known: &dyn Fn(&str) -> bool,
) -> bool {
    let slack = if sheet.firm && next.firm { 0 } else { 2 };
    if sheet.width.abs_diff(next.width) > slack {
        return false;
    }
    let Some(first) = next.lines.iter().find(|l| !l.is_blank()) else {
        return true;
    };
    if first.alone().is_some_and(|s| title_in(&s.text, catalogue).is_some()) || opens_project(first)
    {
        return false;
    }
    if !is_header_row(first, known) {
        return true;
    }
    let keys = |l: &Line| l.squares.iter().map(|s| s.key.clone()).collect::<Vec<_>>();
    let repeated =
        next.lines.iter().take_while(|l| sheet.lines.iter().take(6).any(|o| keys(o) == keys(l)));
    let count = repeated.count();
    next.lines.drain(..count);
    count > 0
}

/// The first row of a self-evaluation.
fn opens_project(line: &Line) -> bool {
    let met = line.met();
    met.first().is_some_and(|(_, s)| {
        matches!(
            s.key.trim_end_matches([':', '：']),
            "项目名称" | "项目(政策)名称" | "专项名称" | "预算部门"
        )
    })
}

/// Cuts a table at rows that hold the title of another form, and before the second project.
pub(crate) fn split(sheet: &Sheet, catalogue: &Catalogue) -> Vec<Sheet> {
    let mut cuts = vec![0];
    let mut projects = 0;
    let mut fresh = true;
    for (at, line) in sheet.lines.iter().enumerate() {
        let titled = line
            .alone()
            .is_some_and(|s| s.key.chars().count() <= 60 && title_in(&s.text, catalogue).is_some());
        if titled && !fresh {
            cuts.push(at);
            projects = 0;
        }
        fresh = titled || (fresh && line.alone().is_some());
        if opens_project(line) {
            projects += 1;
            if projects > 1 && cuts.last() != Some(&at) {
                cuts.push(at);
                projects = 1;
            }
        }
    }
    cuts.push(sheet.lines.len());
    cuts.windows(2).map(|w| sheet.slice(w[0], w[1])).filter(|s| !s.lines.is_empty()).collect()
}
