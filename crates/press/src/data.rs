//! The document as data for the template: sections of one orientation, blocks, cells with alignment.

use base::text::{squash, width};
use document::{Block, Break, Cell, Document, Grid, Paragraph, Role, Table};
use serde_json::{Value, json};

pub(crate) fn json(document: &Document, title: &str, families: &[Vec<String>; 3]) -> Vec<u8> {
    let mut sections: Vec<(bool, Vec<Value>)> = Vec::new();
    let mut flipped = false;
    for block in &document.blocks {
        let before = match block {
            Block::Paragraph(p) => p.before,
            Block::Table(_) => Break::None,
        };
        let turn = match before {
            Break::None => None,
            Break::Page => Some(flipped),
            Break::Portrait => Some(false),
            Break::Landscape => Some(true),
        };
        if let Some(turn) = turn {
            flipped = turn;
            sections.push((flipped, Vec::new()));
        }
        if sections.is_empty() {
            sections.push((false, Vec::new()));
        }
        if let Some((_, blocks)) = sections.last_mut() {
            blocks.push(match block {
                Block::Paragraph(p) => paragraph(p),
                Block::Table(t) => table(t),
            });
        }
    }
    let sections: Vec<Value> = sections
        .into_iter()
        .filter(|(_, blocks)| !blocks.is_empty())
        .map(|(flipped, blocks)| json!({ "flipped": flipped, "blocks": blocks }))
        .collect();
    let [body, heading, black] = families;
    let fonts = json!({ "body": body, "title": heading, "black": black });
    json!({ "title": title, "fonts": fonts, "sections": sections }).to_string().into_bytes()
}

fn paragraph(p: &Paragraph) -> Value {
    let role = match p.role {
        Role::Body if p.level.is_some() => "heading",
        Role::Body if p.centred => "subtitle",
        Role::Body => "body",
        Role::Title => "title",
        Role::Subtitle => "subtitle",
        Role::Contents => "contents",
        Role::TableTitle => "table-title",
        Role::TableMark => "mark",
        Role::TableMeta => "meta",
        Role::Note => "note",
        Role::Signature => "signature",
    };
    let parts: Vec<&str> = p.text.split('\t').collect();
    json!({ "role": role, "text": p.text, "level": p.level.unwrap_or(0), "parts": parts })
}

fn table(t: &Table) -> Value {
    let grid = Grid::new(t);
    let columns = grid.width().max(1);
    let widths: Vec<u32> = match t.widths.len() == columns {
        true => t.widths.clone(),
        false => natural(t, columns),
    };
    let mut head = Vec::new();
    let mut body = Vec::new();
    for (at, row) in t.rows.iter().enumerate() {
        let cells = row.cells.iter().map(|c| cell(c, at < t.head));
        let target = if at < t.head { &mut head } else { &mut body };
        target.extend(cells);
    }
    // Each cell names its place, so that spans from above are kept.
    let places: Vec<Value> = t
        .rows
        .iter()
        .enumerate()
        .flat_map(|(at, row)| row.cells.iter().map(move |c| json!([c.column, at])))
        .collect();
    json!({
        "role": "table", "widths": widths, "columns": columns, "head": head,
        "head_rows": t.head, "body": body, "places": places,
    })
}

fn cell(c: &Cell, head: bool) -> Value {
    let align = match () {
        () if head => "center",
        () if is_amount(&c.text) => "right",
        () if !c.text.is_empty() && c.text.bytes().all(|b| b.is_ascii_digit()) => "center",
        () => "left",
    };
    json!({ "text": c.text, "colspan": c.colspan.max(1), "rowspan": c.rowspan.max(1), "align": align })
}

fn is_amount(text: &str) -> bool {
    let plain = squash(text);
    let figure = base::Figure::parse(plain.trim_end_matches('%')).is_some();
    figure && plain.contains('.')
}

/// Widths by what stands in the columns.
fn natural(t: &Table, columns: usize) -> Vec<u32> {
    let mut widths = vec![4u32; columns];
    for c in t.rows.iter().flat_map(|r| &r.cells).filter(|c| c.colspan <= 1) {
        if let Some(slot) = widths.get_mut(c.column) {
            let wide = c.text.lines().map(width).max().unwrap_or(0).clamp(4, 40);
            *slot = (*slot).max(u32::try_from(wide).unwrap_or(40));
        }
    }
    widths
}
