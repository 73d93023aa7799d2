//! Export: the journal as CSV, JSON lines, or a Fiscal Data Package. Fields that begin like a formula are
//! made harmless for spreadsheets.

use super::Desk;
use crate::fault::Fault;
use ledger::{Entry, kind_name};
use serde_json::json;
use std::path::{Path, PathBuf};
use store::Filter;

/// What was exported.
#[derive(Debug, Clone, Default)]
pub struct Exported {
    /// Files.
    pub files: Vec<PathBuf>,
    /// Entries.
    pub entries: u64,
}

/// Heads of the CSV: those of the mapping 分录, so that an export can be imported.
const HEADS: [&str; 22] = [
    "编号",
    "类型",
    "日期",
    "年度",
    "单位",
    "指标",
    "项目",
    "资金性质",
    "功能科目",
    "经济科目",
    "政府经济科目",
    "金额（元）",
    "收款人",
    "用途",
    "文号",
    "合同",
    "支付方式",
    "主题",
    "键",
    "内容",
    "原因",
    "冲销",
];

/// Writes the journal of a unit and year (or of all) into a folder.
///
/// # Errors
/// When the format is not known or a file cannot be written.
pub fn export(
    desk: &mut Desk,
    format: &str,
    unit: Option<String>,
    year: Option<i32>,
    folder: &Path,
) -> Result<Exported, Fault> {
    let filter = Filter { unit, year, ..Filter::default() };
    let mut entries = Vec::new();
    desk.store.entries(&filter, &mut |e| entries.push(e))?;
    std::fs::create_dir_all(folder).map_err(|e| {
        Fault::new(format!("无法建立文件夹：{e}"), format!("cannot make the folder: {e}"))
    })?;
    let mut done = Exported { entries: entries.len() as u64, ..Exported::default() };
    let mut write = |name: &str, bytes: Vec<u8>| -> Result<(), Fault> {
        let path = folder.join(name);
        crate::save(&path, &bytes)?;
        done.files.push(path);
        Ok(())
    };
    match format {
        "csv" => write("entries.csv", csv(&entries, &HEADS, &row)?)?,
        "json" => {
            let lines: Vec<String> = entries.iter().map(|e| object(e).to_string()).collect();
            write("entries.jsonl", (lines.join("\n") + "\n").into_bytes())?;
        }
        "datapackage" => {
            write("spending.csv", csv(&entries, &FISCAL, &fiscal)?)?;
            let package = package(&desk.store.book().name.clone());
            let text = serde_json::to_string_pretty(&package).unwrap_or_default();
            write("datapackage.json", text.into_bytes())?;
        }
        other => {
            return Err(Fault::new(
                format!("没有“{other}”这种导出格式；可用 csv、json、datapackage"),
                format!("there is no export format “{other}”; there are csv, json, datapackage"),
            ));
        }
    }
    Ok(done)
}

fn row(e: &Entry) -> Vec<String> {
    let d = &e.draft;
    let texts = [&d.unit, &d.line, &d.project, &d.fund, &d.func, &d.eco, &d.gov_eco];
    let mut row = vec![
        e.seq.to_string(),
        kind_name(d.kind).to_owned(),
        d.day.to_string(),
        d.year.to_string(),
    ];
    row.extend(texts.map(|t| harmless(t)));
    row.push(d.amount.yuan_text());
    let more = [
        &d.payee,
        &d.purpose,
        &d.doc,
        &d.contract,
        &d.method,
        &d.topic,
        &d.key,
        &d.payload,
        &d.reason,
    ];
    row.extend(more.map(|t| harmless(t)));
    row.push(d.reverses.map_or(String::new(), |r| r.to_string()));
    row
}

const FISCAL: [&str; 12] = [
    "entry",
    "kind",
    "date",
    "fiscal_year",
    "unit",
    "project",
    "fund",
    "function",
    "economic",
    "amount",
    "payee",
    "purpose",
];

fn fiscal(e: &Entry) -> Vec<String> {
    let d = &e.draft;
    let mut row = vec![
        e.seq.to_string(),
        kind_name(d.kind).to_owned(),
        d.day.to_string(),
        d.year.to_string(),
    ];
    row.extend([&d.unit, &d.project, &d.fund, &d.func, &d.eco].map(|t| harmless(t)));
    row.push(d.amount.yuan_text());
    row.extend([&d.payee, &d.purpose].map(|t| harmless(t)));
    row
}

/// A cell that a spreadsheet would take for a formula gets a quote in front.
fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// Rows of texts as CSV.
pub fn table(rows: &[Vec<String>]) -> Result<Vec<u8>, Fault> {
    let failed =
        |e: String| Fault::new(format!("无法写 CSV：{e}"), format!("cannot write CSV: {e}"));
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        // A negative figure is no formula.
        let safe = |text: &String| match text.trim_start_matches('-').parse::<base::Decimal>() {
            Ok(_) => text.clone(),
            Err(_) => harmless(text),
        };
        writer.write_record(row.iter().map(safe)).map_err(|e| failed(e.to_string()))?;
    }
    writer.into_inner().map_err(|e| failed(e.to_string()))
}

fn csv(
    entries: &[Entry],
    heads: &[&str],
    row: &dyn Fn(&Entry) -> Vec<String>,
) -> Result<Vec<u8>, Fault> {
    let failed =
        |e: String| Fault::new(format!("无法写 CSV：{e}"), format!("cannot write CSV: {e}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(heads).map_err(|e| failed(e.to_string()))?;
    for entry in entries.iter().filter(|e| heads.len() == HEADS.len() || money(e)) {
        writer.write_record(row(entry)).map_err(|e| failed(e.to_string()))?;
    }
    writer.into_inner().map_err(|e| failed(e.to_string()))
}

/// Entries that are money; records and counts are no part of a fiscal data package.
fn money(e: &Entry) -> bool {
    !matches!(e.draft.kind, ledger::Kind::Record | ledger::Kind::Register)
}

fn object(e: &Entry) -> serde_json::Value {
    let values = row(e);
    let map: serde_json::Map<String, serde_json::Value> =
        HEADS.iter().zip(values).map(|(h, v)| ((*h).to_owned(), v.into())).collect();
    serde_json::Value::Object(map)
}

/// The description of a Fiscal Data Package (specs.frictionlessdata.io/fiscal-data-package).
fn package(name: &str) -> serde_json::Value {
    let field = |name: &str, kind: &str, column: Option<&str>| {
        let mut f = json!({ "name": name, "type": kind });
        if let (Some(column), Some(map)) = (column, f.as_object_mut()) {
            map.insert("columnType".to_owned(), column.into());
        }
        if name == "amount"
            && let Some(map) = f.as_object_mut()
        {
            map.insert("currency".to_owned(), "CNY".into());
        }
        f
    };
    json!({
        "profile": "tabular-data-package",
        "name": "mingzhang-journal",
        "title": name,
        "resources": [{
            "profile": "tabular-data-resource",
            "name": "spending",
            "path": "spending.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": { "fields": [
                field("entry", "integer", None),
                field("kind", "string", Some("phase:id")),
                field("date", "date", Some("date:generic")),
                field("fiscal_year", "integer", Some("date:fiscal-year")),
                field("unit", "string", Some("administrative-classification:generic:level1:code")),
                field("project", "string", Some("activity:generic:project:code")),
                field("fund", "string", Some("fin-source:generic:level1:code")),
                field("function", "string", Some("functional-classification:generic:level1:code")),
                field("economic", "string", Some("economic-classification:generic:level1:code")),
                field("amount", "number", Some("value")),
                field("payee", "string", Some("recipient:generic:name")),
                field("purpose", "string", None),
            ] },
        }],
    })
}
