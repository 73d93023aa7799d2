//! A web page: headings, paragraphs, tables with spans. Nothing in it runs or is fetched. Documents that
//! somebody laid out look as on paper, see [`official`].

mod chart;
mod official;

use crate::WriteError;
use crate::layout::clean;
use document::{Block, Document, Grid, Paragraph, Table, paper};

pub(crate) fn write(document: &Document) -> Result<Vec<u8>, WriteError> {
    let title = document.blocks.iter().find_map(|b| match b {
        Block::Paragraph(p) => Some(p.text.as_str()),
        Block::Table(_) => None,
    });
    let mut out = String::from(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
    );
    escape(&mut out, title.unwrap_or("文档"));
    out.push_str("</title>\n");
    if paper::is_laid_out(document) {
        out.push_str(&format!("<style>\n{}</style>\n</head>\n<body>\n", official::STYLE));
        official::body(&mut out, document);
        out.push_str("</body>\n</html>\n");
        return Ok(out.into_bytes());
    }
    out.push_str("</head>\n<body>\n");
    for block in &document.blocks {
        match block {
            Block::Paragraph(p) => paragraph(&mut out, p),
            Block::Table(t) => table(&mut out, t),
        }
    }
    out.push_str("</body>\n</html>\n");
    Ok(out.into_bytes())
}

fn paragraph(out: &mut String, p: &Paragraph) {
    let name = p.level.map_or("p".to_owned(), |l| format!("h{}", l.clamp(1, 6)));
    let style = if p.centred { " style=\"text-align:center\"" } else { "" };
    out.push_str(&format!("<{name}{style}>"));
    escape(out, &p.text);
    out.push_str(&format!("</{name}>\n"));
}

fn table(out: &mut String, table: &Table) {
    out.push_str("<table border=\"1\">\n");
    if let Some(caption) = &table.caption {
        out.push_str("<caption>");
        escape(out, caption);
        out.push_str("</caption>\n");
    }
    let grid = Grid::new(table);
    for (at, row) in table.rows.iter().enumerate() {
        out.push_str(if row.hidden { "<tr hidden>" } else { "<tr>" });
        for place in crate::layout::row(&grid, at) {
            match place {
                crate::layout::Place::Begins { cell, rows, columns } => {
                    out.push_str(&format!("<td{}>", spans(rows, columns)));
                    escape(out, &cell.text);
                    out.push_str("</td>");
                }
                crate::layout::Place::Empty => out.push_str("<td></td>"),
                _ => {}
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}

/// What says how many rows and columns a cell covers.
fn spans(rows: usize, columns: usize) -> String {
    let spans = [("rowspan", rows), ("colspan", columns)];
    let said = spans.iter().filter(|(_, n)| *n > 1).map(|(name, n)| format!(" {name}=\"{n}\""));
    said.collect()
}

fn escape(out: &mut String, text: &str) {
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            '\n' => out.push_str("<br>"),
            _ => out.push(c),
        }
    }
}
