//! Prints the facts of a plain text, one paragraph a line: for experiments with the grammar.

use base::Spot;
use document::{Block, Document, Paragraph};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: facts_text FILE")?;
    let text = std::fs::read_to_string(path)?;
    let mut document = Document { format: "txt".to_owned(), ..Document::default() };
    for (number, line) in text.lines().enumerate() {
        if line.matches('\t').count() < 2 && !line.starts_with('\t') {
            let spot = Spot::line(number as u32 + 1);
            document.blocks.push(Block::Paragraph(Paragraph::new(line, spot)));
        } else if !matches!(document.blocks.last(), Some(Block::Table(_))) {
            document.blocks.push(Block::Table(document::Table::default()));
        }
    }
    let (set, _) = extract::extract(&document, &forms::Catalogue::embedded()?);
    let shown = facts::dump(&set);
    for (block, item) in document.blocks.iter().enumerate() {
        let Block::Paragraph(paragraph) = item else { continue };
        for token in base::scan(&paragraph.text) {
            let bound = |f: &facts::Fact| f.place.block == block && f.place.span.0 == token.start;
            if !set.facts.iter().any(bound) {
                let from = token.start.saturating_sub(25);
                let near: String =
                    paragraph.text.chars().skip(from).take(token.unit_end - from + 3).collect();
                println!("unbound {}: …{near}", paragraph.spot_at(0).line.unwrap_or(0));
            }
        }
    }
    println!("{shown}tokens {} bound {}", set.tokens, set.facts.len());
    Ok(())
}
