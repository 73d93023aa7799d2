//! The sentences these reports are written in, each with the records it must give; and text that means
//! harm, which must give no panic.

mod field;
mod hostile;
mod lists;
mod national;
mod others;
mod places;
mod shapes;

use base::Spot;
use document::{Block, Document, Paragraph};
use facts::FactSet;

/// A document of these lines, one paragraph each.
fn document(lines: &[&str]) -> Document {
    let blocks = lines
        .iter()
        .enumerate()
        .map(|(i, line)| Block::Paragraph(Paragraph::new(*line, Spot::line(i as u32 + 1))));
    Document { format: "txt".to_owned(), blocks: blocks.collect(), ..Document::default() }
}

fn read(lines: &[&str]) -> FactSet {
    let catalogue = forms::Catalogue::embedded().expect("embedded catalogue");
    let mut set = FactSet::default();
    super::extract(&document(lines), &catalogue, &mut set, &mut Vec::new());
    set
}

/// Reads the paragraphs under a title and a heading; `expect` lists the records in order, without the
/// place and without headings and paragraphs themselves.
fn check(title: &str, heading: &str, paragraphs: &[&str], expect: &[&str]) {
    let mut lines = vec![title, heading];
    lines.extend(paragraphs);
    let dump = facts::dump(&read(&lines));
    let records = dump.lines().skip(1).filter_map(|l| l.split_once(' ')).map(|(_, record)| record);
    let plain = ["段落", "标题", "目录", "名称"];
    let got: Vec<&str> = records.filter(|r| !plain.iter().any(|p| r.starts_with(p))).collect();
    assert_eq!(got, expect, "{paragraphs:?}");
}
