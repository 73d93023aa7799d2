//! The result of an analysis on a screen, in a workbook or on paper, and for programs.

use crate::lang::Lang;
use base::Spot;
use document::{Block, Break, Cell, Document, Paragraph, Role, Row, Table};
use oversight::Words;
use oversight::analysis::{Analysis, Cell as Figure, Column, LeftOut, Table as Found, month_end};

/// Lines up rows of cells; the second says which columns stand on the right.
pub type Columns<'a> = &'a dyn Fn(&[Vec<String>], &[bool]) -> String;

/// Both texts of a phrase.
fn say(words: &Words, lang: Lang) -> &str {
    lang.say(&words.zh, &words.en)
}

/// Heads and rows of a table.
pub fn grid(table: &Found, lang: Lang) -> Vec<Vec<String>> {
    let mut all = vec![table.columns.iter().map(|c| head(c, lang)).collect()];
    all.extend(table.rows.iter().map(|row| row.iter().map(|c| cell(c, lang)).collect()));
    all
}

/// Which columns of a table stand on the right.
pub fn right(table: &Found) -> Vec<bool> {
    let figures = |n: usize| {
        let column = table.rows.iter().filter_map(|row| row.get(n));
        let mut known = column.filter(|c| **c != Figure::None).peekable();
        known.peek().is_some() && known.all(|c| c.figure().is_some())
    };
    (0..table.columns.len()).map(figures).collect()
}

fn head(column: &Column, lang: Lang) -> String {
    let unit = column.unit.words();
    match say(&unit, lang) {
        "" => say(&column.name, lang).to_owned(),
        unit => format!("{}({unit})", say(&column.name, lang)),
    }
}

fn cell(cell: &Figure, lang: Lang) -> String {
    match cell {
        Figure::Text(text) => text.clone(),
        Figure::Words(words) => say(words, lang).to_owned(),
        figure => figure.figure().unwrap_or_default(),
    }
}

/// What was left out, in a sentence each.
pub fn left_out(one: &LeftOut, lang: Lang) -> String {
    let (count, why) = (one.count, say(&one.why, lang));
    let names = one.names.iter().take(5).map(String::as_str).collect::<Vec<_>>();
    let names = names.join(lang.say("、", ", "));
    let (open, more, close) = match lang {
        Lang::Zh => ("（", " 等", "）"),
        Lang::En => (" (", " …", ")"),
    };
    let more = if one.count > 5 { more } else { "" };
    let named =
        if names.is_empty() { String::new() } else { format!("{open}{names}{more}{close}") };
    format!("{count} {why}{named}")
}

/// Everything that stands below the tables: how it was worked out, and what was left out.
pub fn notes(a: &Analysis, lang: Lang) -> Vec<String> {
    let mut notes: Vec<String> = a.notes.iter().map(|w| say(w, lang).to_owned()).collect();
    let left: Vec<String> = a.left_out.iter().map(|l| left_out(l, lang)).collect();
    if !left.is_empty() {
        let (head, joint) =
            lang.say("未比较：|；", "Not compared: |; ").split_once('|').unwrap_or_default();
        notes.push(format!("{head}{}", left.join(joint)));
    }
    notes.push(match lang {
        Lang::Zh => format!("{}年度，到{}；截至第{}号分录", a.year, month_end(a.month).zh, a.seq),
        Lang::En => format!("{}, through {}; as of entry {}", a.year, month_end(a.month).en, a.seq),
    });
    notes
}

/// The finding, the tables and the notes as lines on a screen; `columns` lines up the rows of a table.
pub fn text(a: &Analysis, lang: Lang, columns: Columns<'_>) -> String {
    let mut out = format!("{}\n", say(&a.finding, lang));
    for table in &a.tables {
        out.push_str(&format!("\n{}\n", say(&table.title, lang)));
        out.push_str(&columns(&grid(table, lang), &right(table)));
        if let Some(more) = unlisted(table, lang) {
            out.push_str(&more);
            out.push('\n');
        }
    }
    out.push('\n');
    for note in notes(a, lang) {
        out.push_str(&note);
        out.push('\n');
    }
    out
}

fn unlisted(table: &Found, lang: Lang) -> Option<String> {
    let more = table.more;
    (more > 0).then(|| match lang {
        Lang::Zh => format!("另有 {more} 行未列出，用 --top 多列"),
        Lang::En => format!("{more} more rows are not listed; list more with --top"),
    })
}

/// The analysis as a document, for a workbook or a page.
pub fn document(a: &Analysis, place: &str, lang: Lang) -> Document {
    let mut blocks = Vec::new();
    let mut put = |p: Paragraph| blocks.push(Block::Paragraph(p));
    let title = say(&a.kind.words(), lang).to_owned();
    put(Paragraph::of(Role::Title, format!("{place}{}{title}", lang.say("", " · ")))
        .after(Break::Landscape));
    put(Paragraph::of(Role::Body, say(&a.finding, lang)));
    for table in &a.tables {
        blocks.push(Block::Paragraph(Paragraph::of(Role::TableTitle, say(&table.title, lang))));
        blocks.push(Block::Table(laid_out(table, lang)));
        if let Some(more) = unlisted(table, lang) {
            blocks.push(Block::Paragraph(Paragraph::of(Role::Note, more)));
        }
    }
    let notes = notes(a, lang).into_iter().map(|n| Block::Paragraph(Paragraph::of(Role::Note, n)));
    blocks.extend(notes);
    Document { format: "official".to_owned(), blocks, ..Document::default() }
}

/// A table with its head repeated on every page, columns as wide as their texts.
fn laid_out(table: &Found, lang: Lang) -> Table {
    let grid = grid(table, lang);
    let widest = |n: usize| {
        let widths = grid.iter().filter_map(|row| row.get(n)).map(|t| base::text::width(t));
        u32::try_from(widths.max().unwrap_or(1).clamp(4, 40)).unwrap_or(4)
    };
    let widths = (0..table.columns.len()).map(widest).collect();
    let row = |texts: &Vec<String>| Row {
        cells: texts
            .iter()
            .enumerate()
            .map(|(n, text)| Cell::new(text.as_str(), n, Spot::default()))
            .collect(),
        ..Row::default()
    };
    Table { rows: grid.iter().map(row).collect(), firm: true, head: 1, widths, ..Table::default() }
}
