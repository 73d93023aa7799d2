//! A plain, stable rendering of a fact set for goldens and `mingzhang facts`.

use crate::model::{Record, Slot};
use crate::set::FactSet;
use std::fmt::Write;

/// One line a record: place, form, scope, key, then its figures, blanks and texts.
pub fn dump(set: &FactSet) -> String {
    let mut out = String::new();
    let p = &set.profile;
    let year = p.year.map_or(String::new(), |y| y.to_string());
    let unit = p.unit.as_ref().map_or("", |u| u.label());
    let _ = writeln!(out, "document {} | {} | {year} | {unit} | {}", p.kind, p.entity, p.title);
    for (i, t) in set.tables.iter().enumerate() {
        let sure = if t.sure { "" } else { " unsure" };
        let empty = if t.empty { " empty" } else { "" };
        let unit = t.unit.as_ref().map_or("", |u| u.label());
        let _ = writeln!(
            out,
            "table {i} [{}] {} {}×{} {unit} {}{empty}{sure} | {}",
            t.form,
            t.title,
            t.size.0,
            t.size.1,
            t.project,
            t.columns.join(" ")
        );
    }
    for record in &set.records {
        dump_record(&mut out, set, record);
    }
    out
}

fn dump_record(out: &mut String, set: &FactSet, record: &Record) {
    let spot = &record.place.spot;
    let page = spot.page.map_or(String::new(), |p| format!("p{p}:"));
    let line = spot.line.map_or(String::new(), |l| l.to_string());
    let _ = write!(out, "{page}{line} {} «{}» {}", record.form, record.scope, record.key);
    if let Some(code) = record.code.as_deref().filter(|c| *c != record.key) {
        let _ = write!(out, " #{code}");
    }
    if record.label != record.key {
        let _ = write!(out, " ({})", record.label);
    }
    if let Some(parent) = record.parent.and_then(|p| set.records.get(p.0)) {
        let _ = write!(out, " ⊂ {}", parent.key);
    }
    for (column, slot) in &record.slots {
        match slot {
            Slot::Figure(id) => {
                if let Some(f) = set.facts.get(id.0) {
                    let sure = if f.sure { "" } else { "?" };
                    let _ = write!(out, " {column}={}{}{sure}", f.figure.print(), f.unit.label());
                }
            }
            Slot::Blank(_) => {
                let _ = write!(out, " {column}=∅");
            }
        }
    }
    for (column, text) in &record.texts {
        let _ = write!(out, " {column}:“{}”", text.text);
    }
    if !record.items.is_empty() {
        let names: Vec<&str> = record.items.iter().map(|i| i.name.as_str()).collect();
        let _ = write!(out, " [{}]", names.join("、"));
    }
    out.push('\n');
}
