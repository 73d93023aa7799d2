//! Bands of different columns one below the other (基础数据表): each band opens with its own header row.

use super::cell::{Reading, read as read_cell, unit_in_header};
use super::emit::{Column, Out, Row, kind};
use super::header::named_cells;
use super::sheet::{Line, Sheet, one_line};
use base::Unit;
use facts::{Kind, RecordId};
use forms::{Form, Part, column_for, label_key, row_for, strip_number};
use std::collections::BTreeMap;

struct Band<'a> {
    part: &'a Part,
    heads: Vec<(usize, Column)>,
    title: String,
    title_at: usize,
    seen: BTreeMap<String, RecordId>,
    last: Option<RecordId>,
}

/// Reads the table.
pub(crate) fn read(sheet: &Sheet, from: usize, form: &Form, out: &mut Out<'_>) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    let mut band: Option<Band<'_>> = None;
    let table_unit = out.unit.clone();
    for line in sheet.lines.get(from..).unwrap_or_default() {
        if line.met().is_empty() && band.as_ref().is_none_or(|b| !b.seen.is_empty()) {
            continue;
        }
        if let Some(next) = open(line, form) {
            columns.extend(next.heads.iter().map(|(_, c)| c.name.clone()));
            out.unit = unit_in_header(&next.title).filter(Unit::is_amount).or(table_unit.clone());
            band = Some(next);
        } else if note(line, form, out) {
            band = None;
        } else if let Some(band) = &mut band {
            row(line, band, out);
        }
    }
    out.unit = table_unit;
    columns
}

/// A band opens where a row holds two or more of its headers.
fn open<'a>(line: &Line, form: &'a Form) -> Option<Band<'a>> {
    let cells = named_cells(line);
    let heads = |part: &'a Part| -> Vec<(usize, Column)> {
        let column = |(at, key, header): &(usize, String, String)| {
            let found = column_for(&part.columns, std::slice::from_ref(key), None)?;
            let column = Column {
                name: found.name.clone(),
                header: header.clone(),
                unit: found.unit.clone(),
            };
            Some((*at, column))
        };
        cells.iter().filter_map(column).collect()
    };
    let best = form.parts.iter().map(|p| (p, heads(p))).max_by_key(|(_, h)| h.len())?;
    if best.1.len() < 2 {
        return None;
    }
    let first = best.1.first().map_or(0, |(c, _)| *c);
    let met = line.met();
    let title = met.iter().find(|(c, _)| *c < first);
    Some(Band {
        part: best.0,
        heads: best.1,
        title: title.map_or(String::new(), |(_, s)| one_line(&s.text).trim().to_owned()),
        title_at: title.map_or(0, |(c, _)| *c),
        seen: BTreeMap::new(),
        last: None,
    })
}

/// A label with a text beside it, in a part that has rows but no columns.
fn note(line: &Line, form: &Form, out: &mut Out<'_>) -> bool {
    let met = line.met();
    let Some((_, label)) = met.first() else {
        return false;
    };
    let texts = form.parts.iter().filter(|p| p.columns.is_empty());
    for part in texts {
        let Some(rule) = row_for(&part.rows, &label.key, None, |_| false) else { continue };
        let at = met.get(1).map_or(0, |(c, _)| *c);
        let row = Row { form: &part.form, key: &rule.key, label: &label.text, ..Row::default() };
        let record = out.record(row, line, at);
        if met.len() > 1 {
            out.text(record, "内容", "", line, at);
        }
        return true;
    }
    false
}

fn row(line: &Line, band: &mut Band<'_>, out: &mut Out<'_>) {
    let met = line.met();
    let first = band.heads.first().map_or(0, |(c, _)| *c);
    let label =
        met.iter().find(|(c, s)| *c < first && matches!(read_cell(&s.text), Reading::Words));
    let printed = label.map_or(band.title.clone(), |(_, s)| one_line(&s.text).trim().to_owned());
    // a band without labels has one row of figures
    if label.is_none() && (!band.seen.is_empty() || band.title.is_empty()) {
        return;
    }
    let rule = row_for(&band.part.rows, &printed, None, |_| false);
    let name = forms::header_key(&label_key(&printed));
    let key = rule.map_or(name.as_str(), |r| r.key.as_str());
    let numbered = strip_number(&printed) != printed;
    let (kind, parent) = match rule {
        Some(rule) => {
            let parent = rule.parent.as_deref().and_then(|p| band.seen.get(p)).copied();
            (kind(rule.kind), parent)
        }
        None if numbered && !band.part.rows.is_empty() => (Kind::Item, band.last),
        None => (Kind::Plain, None),
    };
    let at = label.map_or(band.title_at, |(c, _)| *c);
    let plain = strip_number(&printed).to_owned();
    let row = Row { form: &band.part.form, key, label: &plain, kind, code: None, parent };
    let record = out.record(row, line, at);
    band.seen.insert(key.to_owned(), record);
    if rule.is_some() {
        band.last = Some(record);
    }
    if label.is_none() {
        let title = band.title.clone();
        out.text_of(record, "标题", "", line, at, &title);
    }
    bind(line, band, record, at, out);
}

/// By the header's columns; where figures stand elsewhere, by order.
fn bind(line: &Line, band: &Band<'_>, record: RecordId, label: usize, out: &mut Out<'_>) {
    let met = line.met();
    let figures: Vec<usize> = met
        .iter()
        .filter(|(c, s)| *c != label && matches!(read_cell(&s.text), Reading::Figure(..)))
        .map(|(c, _)| *c)
        .collect();
    let below = figures.iter().all(|c| band.heads.iter().any(|(h, _)| h == c));
    if below || figures.len() != band.heads.len() {
        for (at, column) in &band.heads {
            out.bind(record, column, line, *at);
        }
        return;
    }
    for (at, (_, column)) in figures.iter().zip(&band.heads) {
        out.bind(record, column, line, *at);
    }
}
