//! On which page a block falls: for the contents of documents whose program numbers pages only when it
//! is asked to.

use super::chart::draw;
use super::line::lines;
use super::{Heading, Sheet, heading};
use crate::model::{Block, Document, Paragraph, Role};
use base::text::squash;

/// From one line of the text to the next: 28 points.
const PITCH: u32 = 560;

/// Height of a paragraph in this width.
pub(super) fn height(p: &Paragraph, room: u32) -> u32 {
    match p.role {
        Role::Title => lines(&p.text, 44, room) * 680 + 300,
        Role::TableTitle => lines(&p.text, 32, room) * 480 + 60,
        Role::TableMark => 320,
        Role::TableMeta => 340,
        Role::Note => lines(&p.text, 18, room) * 240 + 20,
        Role::Contents => 430,
        Role::Letterhead => lines(&p.text, 60, room) * 900 + 200,
        Role::Number => PITCH + 300,
        Role::Signature => lines(&p.text, 32, room) * PITCH + 280,
        Role::Addressee => lines(&p.text, 32, room) * PITCH,
        Role::Body if heading(p) == Some(Heading::Part) => lines(&p.text, 36, room) * PITCH + 200,
        // The first line begins two characters in.
        Role::Body => lines(&format!("　　{}", p.text), 32, room) * PITCH,
        _ => lines(&p.text, 32, room) * PITCH,
    }
}

/// For each block the page it begins on, from 1. Exact where pages are begun on purpose, near elsewhere.
pub fn pages(sheets: &[Sheet<'_>]) -> Vec<u32> {
    let mut pages = Vec::new();
    let mut page = 0;
    for sheet in sheets {
        let (width, height) = sheet.room();
        let mut used = 0;
        page += 1;
        let put = |tall: u32, used: &mut u32, page: &mut u32| {
            if *used > 0 && *used + tall > height {
                *page += 1;
                *used = 0;
            }
            *used += tall;
        };
        for block in &sheet.blocks {
            match block {
                Block::Paragraph(p) => {
                    let tall = self::height(p, width);
                    // A heading does not stand at the foot of a page.
                    let keep = if p.level.is_some() { tall + PITCH } else { tall.min(2 * PITCH) };
                    put(keep, &mut used, &mut page);
                    pages.push(page);
                    used = (used + tall).saturating_sub(keep);
                    while used > height {
                        page += 1;
                        used -= height;
                    }
                }
                Block::Table(t) if t.chart.is_some() => {
                    put(draw(t, width).map_or(0, |d| d.height), &mut used, &mut page);
                    pages.push(page);
                }
                Block::Table(t) => {
                    let fit = sheet.fit(t);
                    for (at, row) in fit.heights.iter().enumerate() {
                        put(*row, &mut used, &mut page);
                        if at == 0 {
                            pages.push(page);
                        }
                    }
                    if fit.heights.is_empty() {
                        pages.push(page);
                    }
                }
            }
        }
    }
    pages
}

/// For each entry of the contents, in order, the block it speaks of: the heading or title it ends with,
/// the longest where one title ends with another.
pub fn anchors(document: &Document) -> Vec<(usize, Option<usize>)> {
    let titled =
        |p: &Paragraph| p.role == Role::TableTitle || p.role == Role::Body && p.level.is_some();
    let titles: Vec<(usize, String)> = paragraphs(document)
        .filter(|(_, p)| titled(p))
        .map(|(at, p)| (at, squash(&p.text)))
        .collect();
    let entries = paragraphs(document).filter(|(_, p)| p.role == Role::Contents);
    entries
        .map(|(at, p)| {
            let text = squash(&p.text);
            let hits = titles.iter().filter(|(_, t)| !t.is_empty() && text.ends_with(t.as_str()));
            // The first of the longest.
            let best = hits.rev().max_by_key(|(_, t)| t.chars().count());
            (at, best.map(|(at, _)| *at))
        })
        .collect()
}

fn paragraphs(document: &Document) -> impl Iterator<Item = (usize, &Paragraph)> {
    document.blocks.iter().enumerate().filter_map(|(at, b)| match b {
        Block::Paragraph(p) => Some((at, p)),
        Block::Table(_) => None,
    })
}
