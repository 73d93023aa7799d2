//! The document as data for the template: sheets of one orientation, blocks, cells with alignment. Lengths
//! are in twentieths of a point, as `document::paper` gives them.

use document::paper::{self, Heading, Kind, Sheet, Side, Sides};
use document::{Block, Cell, Document, Paragraph, Role, Table};
use serde_json::{Value, json};

pub(crate) fn json(document: &Document, title: &str, families: &[Vec<String>; 4]) -> Vec<u8> {
    let sheets: Vec<Value> = paper::sheets(document).iter().map(sheet).collect();
    let [body, title_font, black, kai] = families;
    let fonts = json!({ "body": body, "title": title_font, "black": black, "kai": kai });
    json!({ "title": title, "fonts": fonts, "sections": sheets }).to_string().into_bytes()
}

fn sheet(sheet: &Sheet<'_>) -> Value {
    let edge = sheet.margins();
    let blocks = sheet.blocks.iter().enumerate().map(|(at, b)| match b {
        Block::Paragraph(p) => paragraph(sheet, p, at),
        Block::Table(t) => match paper::draw(t, sheet.room().0) {
            Some(drawing) => crate::chart::json(&drawing),
            None => table(sheet, t),
        },
    });
    let apart = |(at, mut block): (usize, Value)| {
        if let Some(fields) = block.as_object_mut() {
            fields.insert("apart".to_owned(), paper::meets(&sheet.blocks, at).into());
        }
        block
    };
    let blocks = blocks.enumerate().map(apart);
    json!({
        "flipped": sheet.flipped,
        "cover": sheet.kind == Kind::Cover,
        "form": sheet.kind == Kind::Form,
        "margins": [edge.top, edge.bottom, edge.left, edge.right],
        "blocks": blocks.collect::<Vec<Value>>(),
    })
}

fn paragraph(sheet: &Sheet<'_>, p: &Paragraph, at: usize) -> Value {
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
        Role::Letterhead => "letterhead",
        Role::Number => "number",
        Role::Addressee => "addressee",
    };
    let parts: Vec<&str> = p.text.split('\t').collect();
    let (room, _) = sheet.room();
    let size = match p.role {
        Role::Title => paper::title(&p.text, 44, 36, room),
        Role::TableTitle => paper::title(&p.text, 32, 24, room),
        Role::Letterhead => paper::title(&p.text, 60, 32, room),
        _ => 32,
    };
    let level = match paper::heading(p) {
        Some(Heading::Part) => 1,
        Some(Heading::First) => 2,
        Some(Heading::Second) => 3,
        Some(Heading::Third) => 4,
        None => 0,
    };
    let (indent, first) = match p.role {
        Role::Signature => paper::signature(&sheet.blocks, at),
        _ => (0, false),
    };
    json!({ "role": role, "text": p.text, "level": level, "parts": parts, "size": size,
        "indent": indent, "first": first,
        "right": p.role == Role::TableMeta && paper::meta(&p.text) == Side::Right })
}

fn table(sheet: &Sheet<'_>, t: &Table) -> Value {
    let fit = sheet.fit(t);
    let sides = Sides::new(t);
    let mut head = Vec::new();
    let mut body = Vec::new();
    for (at, row) in t.rows.iter().enumerate() {
        let cells = row.cells.iter().map(|c| cell(&sides, at, c));
        let target = if at < t.head { &mut head } else { &mut body };
        target.extend(cells);
    }
    json!({
        "role": "table", "widths": fit.widths, "size": fit.size, "pitch": fit.pitch,
        "inset": [fit.side, fit.pad], "head": head, "head_rows": t.head, "body": body,
    })
}

/// A cell names its place, so that spans from above are kept.
fn cell(sides: &Sides<'_>, row: usize, c: &Cell) -> Value {
    let align = match sides.of(row, c) {
        Side::Left => "left",
        Side::Centre => "center",
        Side::Right => "right",
    };
    json!({
        "text": c.text, "place": [c.column, row], "colspan": c.colspan.max(1),
        "rowspan": c.rowspan.max(1), "align": align,
    })
}
