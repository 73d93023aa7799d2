//! Pages of official documents: the look of the paper on a screen, and on paper when they are printed.

use super::escape;
use crate::layout::{Place, row};
use document::paper::{self, Heading, Kind, Sheet, Side, Sides};
use document::{Block, Document, Grid, Paragraph, Role, Table};
use std::collections::BTreeMap;

pub(super) const STYLE: &str = include_str!("style.css");

pub(super) fn body(out: &mut String, document: &Document) {
    let links: BTreeMap<usize, usize> = paper::anchors(document)
        .into_iter()
        .filter_map(|(entry, anchor)| Some((entry, anchor?)))
        .collect();
    let mut at = 0;
    for sheet in paper::sheets(document) {
        let mut names = match sheet.kind {
            Kind::Cover => "cover".to_owned(),
            Kind::Form => "form".to_owned(),
            Kind::Text => "text".to_owned(),
        };
        if sheet.flipped {
            names.push_str(" wide");
        }
        out.push_str(&format!("<section class=\"{names}\">\n"));
        for (i, block) in sheet.blocks.iter().enumerate() {
            match block {
                Block::Paragraph(p) => {
                    let id = links.values().any(|to| *to == at).then_some(at);
                    let signed =
                        (p.role == Role::Signature).then(|| paper::signature(&sheet.blocks, i));
                    paragraph(out, p, id, links.get(&at).copied(), signed);
                }
                Block::Table(t) => match paper::draw(t, sheet.room().0) {
                    Some(drawing) => super::chart::svg(out, &drawing),
                    None => table(out, t, &sheet),
                },
            }
            at += 1;
        }
        out.push_str("</section>\n");
    }
}

fn class(p: &Paragraph) -> &'static str {
    match p.role {
        Role::Body => match paper::heading(p) {
            Some(Heading::Part) => "part",
            Some(Heading::First) => "first",
            Some(Heading::Second) => "second",
            Some(Heading::Third) => "third",
            None => "",
        },
        Role::Title => "title",
        Role::Subtitle => "sub",
        Role::Contents if p.text.starts_with('　') => "entry inner",
        Role::Contents => "entry",
        Role::TableTitle => "table-title",
        Role::TableMark => "mark",
        Role::TableMeta => match paper::meta(&p.text) {
            Side::Left => "meta",
            Side::Centre => "meta only",
            Side::Right => "meta unit",
        },
        Role::Note => "note",
        Role::Signature => "sign",
        Role::Letterhead => "letterhead",
        Role::Number => "number",
        Role::Addressee => "addressee",
    }
}

fn paragraph(
    out: &mut String,
    p: &Paragraph,
    id: Option<usize>,
    to: Option<usize>,
    signed: Option<(u32, bool)>,
) {
    let name = p.level.map_or("p".to_owned(), |l| format!("h{}", l.clamp(1, 6)));
    out.push_str(&format!("<{name}"));
    let class = class(p);
    if !class.is_empty() {
        out.push_str(&format!(" class=\"{class}\""));
    }
    if let Some(id) = id {
        out.push_str(&format!(" id=\"b{id}\""));
    }
    // Said in the element too, for programs that do not read styles.
    if p.centred {
        out.push_str(" style=\"text-align:center;text-indent:0\"");
    }
    if let Some((right, first)) = signed {
        let above = if first { ";margin-top:28pt" } else { "" };
        let (points, tenths) = (right / 20, right % 20 / 2);
        out.push_str(&format!(" style=\"padding-right:{points}.{tenths}pt{above}\""));
    }
    out.push('>');
    if let Some(to) = to {
        out.push_str(&format!("<a href=\"#b{to}\">"));
    }
    let parts: Vec<&str> = p.text.split('\t').collect();
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            out.push(' ');
        }
        if parts.len() > 1 {
            out.push_str("<span>");
        }
        escape(out, part);
        if parts.len() > 1 {
            out.push_str("</span>");
        }
    }
    if to.is_some() {
        out.push_str("</a>");
    }
    out.push_str(&format!("</{name}>\n"));
}

fn table(out: &mut String, table: &Table, sheet: &Sheet<'_>) {
    out.push_str("<table>\n");
    if let Some(caption) = &table.caption {
        out.push_str("<caption>");
        escape(out, caption);
        out.push_str("</caption>\n");
    }
    let fit = sheet.fit(table);
    let all = fit.widths.iter().sum::<u32>().max(1);
    out.push_str("<colgroup>");
    for width in &fit.widths {
        let share = u64::from(*width) * 1000 / u64::from(all);
        out.push_str(&format!("<col style=\"width:{}.{}%\">", share / 10, share % 10));
    }
    out.push_str("</colgroup>\n");
    let (grid, sides) = (Grid::new(table), Sides::new(table));
    for (at, source) in table.rows.iter().enumerate() {
        if at == 0 && table.head > 0 {
            out.push_str("<thead>\n");
        }
        out.push_str(if source.hidden { "<tr hidden>" } else { "<tr>" });
        for place in row(&grid, at) {
            match place {
                Place::Begins { cell, rows, columns } => {
                    let class = match sides.of(at, cell) {
                        Side::Left => "",
                        Side::Centre => " class=\"c\"",
                        Side::Right => " class=\"r\"",
                    };
                    out.push_str(&format!("<td{class}{}>", super::spans(rows, columns)));
                    escape(out, &cell.text);
                    out.push_str("</td>");
                }
                Place::Empty => out.push_str("<td></td>"),
                Place::GoesOn { .. } | Place::Covered => {}
            }
        }
        out.push_str("</tr>\n");
        if at + 1 == table.head {
            out.push_str("</thead>\n");
        }
    }
    out.push_str("</table>\n");
}
