//! The answer to a pivot question as a grid of texts, a document, CSV, or JSON.

use crate::lang::Lang;
use base::Spot;
use document::{Block, Cell, Document, Paragraph, Row, Table};
use oversight::pivot::{Answer, Cell as Figure, Dim, Group, Measure, Shape};
use serde_json::{Value, json};

/// Gives a value of a dimension its name, where it has one.
pub type Name<'a> = &'a dyn Fn(Dim, &str) -> Option<String>;

/// Heads and rows, what stands first to the left, figures to the right. The last row is the total.
pub fn grid(answer: &Answer, name: Name<'_>, lang: Lang) -> Vec<Vec<String>> {
    let q = &answer.question;
    let title = |dim: &Dim| lang.say(dim.zh(), dim.en()).to_owned();
    let mut head: Vec<String> = q.rows.iter().map(title).collect();
    if head.is_empty() {
        head.push(String::new());
    }
    for column in &answer.columns {
        for measure in &q.measures {
            let of = measured(*measure, lang);
            let keys = q.columns.iter().zip(column);
            let mut keys: Vec<String> = keys.map(|(d, k)| label(*d, k, name, lang)).collect();
            // Of several states the last part of the key is the label.
            keys.extend(column.get(q.columns.len()).cloned());
            head.push(match (keys.is_empty(), q.measures.len()) {
                (true, _) => of,
                (false, 1) => keys.join(" "),
                (false, _) => format!("{} {of}", keys.join(" ")),
            });
        }
    }
    let mut all = vec![head];
    all.extend(answer.rows.iter().map(|g| row(g, q.rows.as_slice(), name, lang, &q.measures)));
    for (group, word) in [
        (answer.rest.as_ref(), lang.say("其余", "others")),
        (Some(&answer.total), lang.say("合计", "total")),
    ] {
        if let Some(group) = group {
            let mut cells = vec![word.to_owned()];
            cells.resize(q.rows.len().max(1), String::new());
            cells.extend(figures(group, &q.measures));
            all.push(cells);
        }
    }
    all
}

/// A measure with its unit.
fn measured(measure: Measure, lang: Lang) -> String {
    let name = lang.say(measure.zh(), measure.en());
    let unit = match measure.shape() {
        Shape::Money | Shape::MoneyPerHead => lang.say("元", "yuan"),
        Shape::Count => return name.to_owned(),
        Shape::Percent if measure == Measure::Progress => lang.say("百分点", "points"),
        Shape::Percent => "%",
    };
    format!("{name}({unit})")
}

fn row(
    group: &Group,
    dims: &[Dim],
    name: Name<'_>,
    lang: Lang,
    measures: &[Measure],
) -> Vec<String> {
    let keys = dims.iter().zip(&group.key);
    let mut cells: Vec<String> = keys.map(|(d, k)| label(*d, k, name, lang)).collect();
    if cells.is_empty() {
        cells.push(lang.say("全部", "all").to_owned());
    }
    cells.extend(figures(group, measures));
    cells
}

fn figures<'a>(group: &'a Group, measures: &'a [Measure]) -> impl Iterator<Item = String> + 'a {
    let cells = group.cells.iter().zip(measures.iter().cycle());
    cells.map(|(cell, measure)| cell.shown(measure.shape()).unwrap_or_default())
}

/// Code and name; `(未填)` for what says nothing.
fn label(dim: Dim, key: &str, name: Name<'_>, lang: Lang) -> String {
    if key.is_empty() {
        return lang.say("（未填）", "(none)").to_owned();
    }
    if dim == Dim::Month && key.len() == 6 {
        return format!("{}-{}", &key[..4], &key[4..]);
    }
    match name(dim, key) {
        Some(name) if name != key && !name.is_empty() => format!("{key} {name}"),
        _ => key.to_owned(),
    }
}

/// Where the figures come from, what the ratios divide, as of which entry.
pub fn notes(answer: &Answer, lang: Lang) -> Vec<String> {
    let q = &answer.question;
    let source = match &answer.rollup {
        Some(table) => {
            lang.say(&format!("取自汇总表 {table}"), &format!("from the rollup {table}")).to_owned()
        }
        None => lang.say("取自分录", "from the journal").to_owned(),
    };
    let seq = answer.seq;
    let mut known = match lang {
        Lang::Zh => format!("截至第 {seq} 号分录"),
        Lang::En => format!("as of entry {seq}"),
    };
    if !q.vintages.is_empty() {
        known += lang.say("，各列截至所示时点", ", each column as of what it says");
    }
    if let Some(day) = q.as_of.day {
        known += &match lang {
            Lang::Zh => format!("、{day} 及以前的事项"),
            Lang::En => format!(", events up to {day}"),
        };
    }
    let mut notes = vec![match lang {
        Lang::Zh => format!("{source}；{known}；账簿 {}", answer.books.join("、")),
        Lang::En => format!("{source}; {known}; books {}", answer.books.join(", ")),
    }];
    for gap in &answer.missing {
        let (name, code, seq) = (&gap.book.name, &gap.book.code, gap.last_seq);
        let since = if gap.since.is_empty() { "–" } else { &gap.since };
        let (zh, en) = gap.reason.split_once(" / ").unwrap_or((&gap.reason, &gap.reason));
        notes.push(match lang {
            Lang::Zh => format!("缺 {name}（{code}）：{since} 起（其时到第 {seq} 号分录）；{zh}"),
            Lang::En => format!("without {name} ({code}) since {since} (entry {seq} then); {en}"),
        });
    }
    for measure in &q.measures {
        if let Some([part, whole]) = measure.ratio() {
            let of = lang.say(measure.zh(), measure.en());
            let part = lang.say(part.0, part.1);
            notes.push(match (measure, lang) {
                (Measure::Progress, Lang::Zh) => {
                    format!("{of} = {part}（已过 {} 个月）", q.months.unwrap_or(12))
                }
                (Measure::Progress, Lang::En) => {
                    format!("{of} = {part} ({} months passed)", q.months.unwrap_or(12))
                }
                _ => format!("{of} = {part} ÷ {}", lang.say(whole.0, whole.1)),
            });
        }
    }
    notes
}

/// A document with the one table, for a workbook or paper.
pub fn document(answer: &Answer, title: &str, name: Name<'_>, lang: Lang) -> Document {
    let rows = grid(answer, name, lang).into_iter().map(|texts| Row {
        cells: texts
            .into_iter()
            .enumerate()
            .map(|(i, text)| Cell::new(text, i, Spot::default()))
            .collect(),
        ..Row::default()
    });
    let table = Table {
        rows: rows.collect(),
        firm: true,
        caption: Some(title.to_owned()),
        ..Table::default()
    };
    let mut blocks: Vec<Block> = Vec::new();
    for text in std::iter::once(title.to_owned()).chain(notes(answer, lang)) {
        blocks.push(Block::Paragraph(Paragraph { text, ..Paragraph::default() }));
    }
    blocks.push(Block::Table(table));
    Document { format: "report".to_owned(), blocks, ..Document::default() }
}

/// Everything a program needs: exact parts of the ratios, money in 分.
pub fn value(answer: &Answer) -> Value {
    let q = &answer.question;
    let names = |dims: &[Dim]| dims.iter().map(|d| d.en()).collect::<Vec<_>>();
    let cell = |(figure, measure): (&Figure, &Measure)| match figure {
        Figure::None => Value::Null,
        Figure::Money(fen) => json!({ "fen": fen.to_string() }),
        Figure::Count(n) => json!({ "count": n }),
        Figure::Ratio(part, whole) => json!({
            "numerator": part.to_string(),
            "denominator": whole.to_string(),
            "shown": figure.shown(measure.shape()),
        }),
    };
    let group = |g: &Group| {
        let cells = g.cells.iter().zip(q.measures.iter().cycle()).map(cell);
        json!({ "key": g.key, "cells": cells.collect::<Vec<_>>() })
    };
    json!({
        "rows": names(&q.rows),
        "columns": names(&q.columns),
        "measures": q.measures.iter().map(|m| m.en()).collect::<Vec<_>>(),
        "source": answer.rollup.as_deref().unwrap_or("entry"),
        "as_of": { "entry": answer.seq, "day": q.as_of.day.map(|d| d.to_string()) },
        "books": answer.books,
        "missing": answer.missing.iter().map(|m| json!({
            "book": m.book.code, "name": m.book.name, "since": m.since, "entry": m.last_seq,
        })).collect::<Vec<_>>(),
        "column_keys": answer.columns,
        "groups": answer.rows.iter().map(group).collect::<Vec<_>>(),
        "others": answer.rest.as_ref().map(group),
        "total": group(&answer.total),
    })
}
