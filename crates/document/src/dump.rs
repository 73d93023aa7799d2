//! A plain, stable rendering of a document for goldens and `mingzhang read`.

use crate::model::{Block, Document, Table};
use std::fmt::Write;

/// One line a paragraph or row, each with its place; cells are separated by ` | `, spans are marked.
pub fn dump(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(p) => {
                let spot = p.spot_at(0);
                let level = p.level.map_or(String::new(), |l| format!("#{l} "));
                let _ = writeln!(out, "{} ¶ {level}{}", place(spot.page, spot.line), p.text);
            }
            Block::Table(table) => dump_table(&mut out, table),
        }
    }
    for aside in &document.asides {
        let place = place(aside.spot.page, aside.spot.line);
        let _ = writeln!(out, "{place} ({}) {}", aside.kind, aside.text);
    }
    out
}

fn dump_table(out: &mut String, table: &Table) {
    let firm = if table.firm { "" } else { " ~" };
    let _ = writeln!(out, "table {}×{}{firm}", table.rows.len(), table.width());
    for row in &table.rows {
        let hidden = if row.hidden { "hidden " } else { "" };
        let _ = write!(out, "{} {hidden}|", place(row.spot.page, row.spot.line));
        let mut at = 0;
        for cell in &row.cells {
            for _ in at..cell.column {
                out.push_str(" ^ |");
            }
            at = cell.column + cell.colspan;
            let span = match (cell.rowspan, cell.colspan) {
                (1, 1) => String::new(),
                (r, c) => format!("⟨{r}×{c}⟩"),
            };
            let _ = write!(out, " {span}{} |", cell.text.replace('\n', "⏎"));
        }
        out.push('\n');
    }
}

fn place(page: Option<u32>, line: Option<u32>) -> String {
    match (page, line) {
        (Some(p), Some(l)) => format!("p{p}:{l}"),
        (Some(p), None) => format!("p{p}"),
        (None, Some(l)) => format!("l{l}"),
        (None, None) => "-".to_owned(),
    }
}
