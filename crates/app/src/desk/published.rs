//! What was published: the documents that the journal records as published, the same bytes again, and their
//! figures as open data.
//!
//! **Invariant:** only what the journal records as published is handed out, and only bytes whose SHA-256 is the
//! recorded one. Held by `crates/app/tests/published.rs`.

use super::official::{KINDS, PUBLISHED, Wanted, files, paper, publishable, record_published};
use super::{Desk, export};
use crate::fault::Fault;
use ::oversight::analysis::Names as _;
use ::oversight::pivot::{Cell, Dim, Filter as Only, Measure, Question, ask};
use base::Amount;
use serde_json::json;
use store::{AsOf, Filter, Step};

/// A document that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The entry that records it.
    pub seq: u64,
    /// 单位编码
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// 年度
    pub year: i32,
    /// Kind of document: id.
    pub kind: String,
    /// Month, of a monitoring table.
    pub month: Option<u32>,
    /// Its Chinese name.
    pub title: String,
    /// Its files.
    pub files: Vec<PublicFile>,
}

/// A file that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFile {
    /// Its name.
    pub name: String,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

/// Figures of what was published, as files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenData {
    /// Comma-separated values.
    pub csv: Vec<u8>,
    /// The description of the package (Data Package, frictionlessdata.io).
    pub package: Vec<u8>,
    /// Rows of figures.
    pub rows: usize,
}

/// What was published, the latest of each document; newest year first, by unit.
///
/// # Errors
/// When the store fails.
pub fn published(desk: &mut Desk) -> Result<Vec<Published>, Fault> {
    let steps = desk.store.records(PUBLISHED, &Filter::default())?;
    let own = desk.store.own().code.clone();
    let sql = "SELECT code, name FROM unit_card WHERE book = ?1";
    let names = desk.store.ask(sql, &[own.into()])?;
    let name = |unit: &str| {
        let row = names.iter().find(|r| r.first().is_some_and(|c| c.text() == unit));
        row.and_then(|r| r.get(1)).map_or_else(|| unit.to_owned(), |n| n.text().to_owned())
    };
    let mut all: Vec<Published> = steps.iter().map(|s| one(s, name(&s.unit))).collect();
    all.retain(|p| !p.files.is_empty());
    all.sort_by(|a, b| {
        b.year
            .cmp(&a.year)
            .then_with(|| (&a.unit, &a.kind, a.month).cmp(&(&b.unit, &b.kind, b.month)))
    });
    Ok(all)
}

fn one(step: &Step, unit_name: String) -> Published {
    let (kind, month) = match step.key.rsplit_once('-') {
        Some((kind, month)) if kind == "monitoring" => (kind, month.parse().ok()),
        _ => (step.key.as_str(), None),
    };
    let title = KINDS.iter().find(|(id, _)| *id == kind).map_or(kind, |(_, zh)| zh);
    let value: serde_json::Value = serde_json::from_str(&step.payload).unwrap_or_default();
    let files = value.get("files").and_then(|f| f.as_array()).cloned().unwrap_or_default();
    let file = |f: &serde_json::Value| {
        let text = |name: &str| f.get(name)?.as_str().map(str::to_owned);
        Some(PublicFile { name: text("name")?, sha256: text("sha256")? })
    };
    Published {
        seq: step.seq,
        unit: step.unit.clone(),
        unit_name,
        year: step.year,
        kind: kind.to_owned(),
        month,
        title: title.to_owned(),
        files: files.iter().filter_map(file).collect(),
    }
}

/// A published file written once more: `None` when no such file was published, or when what the ledger gives
/// now is not what was published then.
///
/// # Errors
/// When the store fails.
pub fn published_file(desk: &mut Desk, sha256: &str) -> Result<Option<(String, Vec<u8>)>, Fault> {
    let all = published(desk)?;
    let found = all.iter().find_map(|p| Some((p, p.files.iter().find(|f| f.sha256 == sha256)?)));
    let Some((published, file)) = found else { return Ok(None) };
    let wanted = Wanted {
        kind: published.kind.clone(),
        unit: published.unit.clone(),
        year: published.year,
        month: published.month,
    };
    let format = file.name.rsplit_once('.').map_or("", |(_, format)| format).to_owned();
    // What cannot be made any more is not what was published either.
    let Ok(paper) = paper(desk, &wanted) else { return Ok(None) };
    let Ok(made) = files(&paper.document, &wanted, &[format]) else { return Ok(None) };
    let same = made.into_iter().find(|(_, bytes)| crate::stages::sha256(bytes) == sha256);
    Ok(same.map(|(_, bytes)| (file.name.clone(), bytes)))
}

/// The files of a document that may be published: nothing is missing, and it audits clean. Nothing is recorded
/// yet: see [`record_public`].
///
/// # Errors
/// When something is missing, the document does not audit clean, or a format is not known.
pub fn make_public(
    desk: &mut Desk,
    wanted: &Wanted,
    formats: &[String],
) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let paper = publishable(desk, wanted)?;
    files(&paper.document, wanted, formats)
}

/// Records that files were published: names and SHA-256 of what [`make_public`] gave.
///
/// # Errors
/// When the ledger cannot be written.
pub fn record_public(
    desk: &mut Desk,
    wanted: &Wanted,
    files: &[(String, String)],
) -> Result<(), Fault> {
    record_published(desk, wanted, files)
}

/// Heads of the open data.
const HEADS: [&str; 9] = [
    "unit",
    "unit_name",
    "fiscal_year",
    "fund",
    "fund_name",
    "function",
    "function_name",
    "amount",
    "published_entry",
];

/// The figures of published final accounts, as they were when they were published: what each unit spent in a
/// year by fund and function, in 元. Nothing else of the ledger.
///
/// # Errors
/// When the store fails.
pub fn open_data(desk: &mut Desk) -> Result<OpenData, Fault> {
    let mut rows = vec![HEADS.map(str::to_owned).to_vec()];
    let own = desk.store.own().code.clone();
    for p in published(desk)?.iter().filter(|p| p.kind == "final-accounts") {
        let only = |dim, value: String| Only { dim, values: vec![value], not: false };
        let question = Question {
            rows: vec![Dim::Fund, Dim::Item],
            measures: vec![Measure::Paid],
            filters: vec![
                only(Dim::Book, own.clone()),
                only(Dim::Unit, p.unit.clone()),
                only(Dim::Year, p.year.to_string()),
            ],
            as_of: AsOf { seq: Some(p.seq), day: None },
            ..Question::default()
        };
        let answer = ask(&mut desk.store, &question)?;
        let knowledge = desk.knowledge.clone();
        let names = super::oversight::CodeNames(&knowledge.catalogue.codes);
        for group in &answer.rows {
            let (Some(Cell::Money(fen)), [fund, item]) =
                (group.cells.first(), group.key.as_slice())
            else {
                continue;
            };
            let name = |dim, code: &str| names.name(dim, p.year, code).unwrap_or_default();
            let fen = i64::try_from(*fen).unwrap_or_default();
            rows.push(vec![
                p.unit.clone(),
                p.unit_name.clone(),
                p.year.to_string(),
                fund.clone(),
                name(Dim::Fund, fund),
                item.clone(),
                name(Dim::Item, item),
                Amount::fen(fen).yuan_text(),
                p.seq.to_string(),
            ]);
        }
    }
    let package = serde_json::to_vec_pretty(&package(&desk.own().1)).unwrap_or_default();
    Ok(OpenData { rows: rows.len() - 1, csv: export::table(&rows)?, package })
}

fn package(name: &str) -> serde_json::Value {
    let field = |name: &&str| match *name {
        "amount" => {
            json!({ "name": name, "type": "number", "columnType": "value", "currency": "CNY" })
        }
        "fiscal_year" => {
            json!({ "name": name, "type": "integer", "columnType": "date:fiscal-year" })
        }
        "published_entry" => json!({ "name": name, "type": "integer" }),
        "function" => json!({
            "name": name, "type": "string",
            "columnType": "functional-classification:generic:level1:code",
        }),
        "fund" => json!({
            "name": name, "type": "string", "columnType": "fin-source:generic:level1:code",
        }),
        _ => json!({ "name": name, "type": "string" }),
    };
    json!({
        "profile": "tabular-data-package",
        "name": "mingzhang-published",
        "title": format!("{name}公开数据"),
        "resources": [{
            "profile": "tabular-data-resource",
            "name": "spending",
            "path": "spending.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": { "fields": HEADS.iter().map(field).collect::<Vec<_>>() },
        }],
    })
}
