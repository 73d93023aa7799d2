//! Page numbers, running headers and footers: text of the page, not of the document.
#![allow(clippy::float_arithmetic)] // page geometry, never money

use super::lines::Line;
use super::page::{Item, Page};
use base::Spot;
use base::text::squash;
use document::Aside;
use std::collections::BTreeMap;

/// Share of the page height in which headers and footers stand.
const BAND: f64 = 0.1;
/// Where lone numbers are page numbers.
const NUMBER_BAND: f64 = 0.14;

/// Moves headers, footers and page numbers of all pages to the asides.
pub(super) fn set_apart(pages: &mut [Page]) {
    let mut seen: BTreeMap<(bool, String), Vec<(u32, f64)>> = BTreeMap::new();
    for page in pages.iter() {
        for (_, line, top) in edges(page) {
            seen.entry((top, shape(&line.text()))).or_default().push((page.number, line.y));
        }
    }
    for page in pages.iter_mut() {
        let mut found: Vec<(usize, bool)> = Vec::new();
        for (i, line, top) in edges(page) {
            let text = line.text();
            let near = |y: f64| (y - line.y).abs() < 4.0;
            let repeats = seen
                .get(&(top, shape(&text)))
                .is_some_and(|places| places.iter().filter(|(_, y)| near(*y)).count() >= 3);
            let in_band =
                if top { line.y < page.height * BAND } else { line.y > page.height * (1.0 - BAND) };
            if numbering(&text) || (repeats && in_band && !says_unit(&text)) {
                found.push((i, top));
            }
        }
        remove(page, &found);
    }
}

/// The first and the last two lines of a page, where they stand near its edges.
fn edges(page: &Page) -> Vec<(usize, &Line, bool)> {
    let mut all: Vec<(usize, &Line)> = Vec::new();
    for (i, item) in page.items.iter().enumerate() {
        if let Item::Line(line) = item {
            all.push((i, line));
        }
    }
    let top = all.iter().take(2).filter(|(_, l)| l.y < page.height * NUMBER_BAND);
    let bottom = all.iter().rev().take(2).filter(|(_, l)| l.y > page.height * (1.0 - NUMBER_BAND));
    top.map(|(i, l)| (*i, *l, true)).chain(bottom.map(|(i, l)| (*i, *l, false))).collect()
}

fn remove(page: &mut Page, found: &[(usize, bool)]) {
    let mut index = 0;
    let number = page.number;
    let asides = &mut page.asides;
    page.items.retain(|item| {
        let hit = found.iter().find(|(i, _)| *i == index);
        index += 1;
        match (hit, item) {
            (Some((_, top)), Item::Line(line)) => {
                let kind = if *top { "header" } else { "footer" };
                let spot = Spot::page(number, line.number);
                asides.push(Aside { kind, text: line.text(), spot });
                false
            }
            _ => true,
        }
    });
}

/// The text with its digits hidden: page 3 of 20 looks like page 4 of 20.
fn shape(text: &str) -> String {
    squash(text).chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

/// A unit line repeats on every table page and belongs to its table.
fn says_unit(text: &str) -> bool {
    squash(text).contains("单位")
}

/// “3”, “- 3 -”, “— 3 —”, “第3页”, “第 3 页 共 20 页”, “3/20”.
fn numbering(text: &str) -> bool {
    let text = squash(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let frame = rest.trim_matches(['-', '—', '–', '－', '·', '~', '_']);
    (1..=8).contains(&digits)
        && text.len() <= 40
        && matches!(frame, "" | "第页" | "第页共页" | "第页,共页" | "第页/共页" | "/" | "页")
        && (digits <= 4 || rest.contains(['页', '/']))
}
