//! A pivot question in words, and its answer as a table, a file, or the entries behind a figure.

use super::names::Names;
use super::within::Within;
use crate::desk::Desk;
use crate::desk::words::columns;
use crate::fault::Fault;
use ::oversight::pivot::{DIMS, Dim, Filter, MEASURES, Measure, PivotError, Question, ask, drill};
use base::Date;
use ledger::AsOf;
use report::Lang;
use std::collections::HashMap;
use store::Value;

/// A question as it is typed.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Dimensions down the side.
    pub rows: Vec<String>,
    /// Dimensions across.
    pub columns: Vec<String>,
    /// Measures.
    pub measures: Vec<String>,
    /// `年度=2023`, `部门=101,102`, `功能类!=205`.
    pub filters: Vec<String>,
    /// Measure that orders the rows; with `+` before it the smallest come first.
    pub sort: Option<String>,
    /// So many rows.
    pub top: Option<usize>,
    /// An entry number or a day.
    pub as_of: Vec<String>,
    /// From the journal, not from rollups.
    pub detail: bool,
    /// Opens a figure: `单位=102001,月份=2023-05`; empty for the answer itself.
    pub open: Option<String>,
    /// A dimension with the values that count, each taken whole, whatever signs are in it.
    pub only: Vec<(String, Vec<String>)>,
    /// How far the asking account reaches: whatever else is asked for, nothing beyond it counts.
    pub within: Within,
}

/// How an answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryFormat {
    /// Columns that line up.
    Table,
    /// Comma-separated values.
    Csv,
    /// JSON.
    Json,
    /// A workbook.
    Xlsx,
}

/// Keys of a row and a column by their dimensions.
pub type Place = Vec<(Dim, String)>;

/// What was asked and what came of it: the bytes of a file or of a screen.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The text or file.
    pub bytes: Vec<u8>,
}

/// Answers a question.
///
/// # Errors
/// When a name is not known (the known ones are listed) or the question cannot be answered.
pub fn query(
    desk: &mut Desk,
    query: &Query,
    format: QueryFormat,
    lang: Lang,
) -> Result<Asked, Fault> {
    let question = read(query)?;
    if let Some(open) = &query.open {
        let place = place(open)?;
        let measure = question.measures.first().copied().unwrap_or(Measure::Paid);
        return opened(desk, &question, &place, measure, format, lang);
    }
    let answer = ask(&mut desk.store, &question)?;
    let names = Names::of(desk, &answer)?;
    let name = |dim: Dim, key: &str| names.of_key(dim, key);
    let bytes = match format {
        QueryFormat::Json => {
            let value = report::pivot::value(&answer);
            (serde_json::to_string_pretty(&value).unwrap_or_default() + "\n").into_bytes()
        }
        QueryFormat::Csv => crate::desk::export::table(&report::pivot::grid(&answer, &name, lang))?,
        QueryFormat::Xlsx => {
            let title = lang.say("查询结果", "answer");
            let document = report::pivot::document(&answer, title, &name, lang);
            let writer = writers::writer("xlsx")
                .ok_or_else(|| Fault::new("没有 xlsx 格式", "there is no xlsx writer"))?;
            (writer.write)(&document).map_err(|e| Fault::new(e.to_string(), e.to_string()))?
        }
        QueryFormat::Table => {
            let grid = report::pivot::grid(&answer, &name, lang);
            let side = question.rows.len().max(1);
            let right: Vec<bool> =
                (0..grid.first().map_or(0, Vec::len)).map(|c| c >= side).collect();
            let notes = report::pivot::notes(&answer, lang).join("\n");
            format!("{}{notes}\n", columns(&grid, &right)).into_bytes()
        }
    };
    Ok(Asked { bytes })
}

pub(super) fn read(query: &Query) -> Result<Question, Fault> {
    let dims = |all: &[String]| all.iter().map(|d| dim(d)).collect::<Result<Vec<_>, _>>();
    let measures = query.measures.iter().map(|m| measure(m)).collect::<Result<Vec<_>, _>>()?;
    let mut filters = query.filters.iter().map(|f| filter(f)).collect::<Result<Vec<_>, _>>()?;
    for (name, values) in &query.only {
        let dim = dim(name)?;
        let values = values.iter().map(|v| key(dim, v)).collect();
        filters.push(Filter { dim, values, not: false });
    }
    let months_of = filters.clone();
    // Conditions are joined by “and”: one more can only leave less.
    filters.extend(query.within.filters().iter().cloned());
    let sort = match &query.sort {
        None => None,
        Some(text) => match text.strip_prefix('+') {
            Some(name) => Some((measure(name)?, false)),
            None => Some((measure(text)?, true)),
        },
    };
    let states = query.as_of.iter().map(|t| state(t)).collect::<Result<Vec<_>, _>>()?;
    let days = states.iter().filter(|s| s.day.is_some()).count();
    // A day and an entry number together are one state; two of a kind stand side by side.
    let several = days > 1 || states.len() - days > 1;
    let mut as_of = AsOf::default();
    let mut vintages = Vec::new();
    for (text, state) in query.as_of.iter().zip(states) {
        match several {
            true => vintages.push((text.clone(), state)),
            false => {
                as_of = AsOf { seq: as_of.seq.or(state.seq), day: as_of.day.or(state.day) };
            }
        }
    }
    Ok(Question {
        rows: dims(&query.rows)?,
        columns: dims(&query.columns)?,
        months: months(as_of.day, &months_of),
        measures,
        filters,
        sort,
        top: query.top,
        as_of,
        vintages,
        detail: query.detail,
    })
}

/// An entry number or a day.
fn state(text: &str) -> Result<AsOf, Fault> {
    match (text.parse::<u64>(), text.parse::<Date>()) {
        (Ok(seq), _) => Ok(AsOf { seq: Some(seq), day: None }),
        (_, Ok(day)) => Ok(AsOf { seq: None, day: Some(day) }),
        _ => Err(Fault::new(
            format!("“{text}”既不是分录号也不是日期；日期写作 2023-06-30"),
            format!("“{text}” is neither an entry number nor a day; write days as 2023-06-30"),
        )),
    }
}

/// Whole months of the year that have passed: up to the day, or all of it.
fn months(day: Option<Date>, filters: &[Filter]) -> Option<u32> {
    let day = day?;
    let year = filters.iter().find(|f| f.dim == Dim::Year)?.values.first()?.parse::<i16>().ok()?;
    if day.year() != year {
        return Some(if day.year() > year { 12 } else { 0 });
    }
    let month = u32::try_from(day.month()).ok()?;
    Some(if day == day.last_of_month() { month } else { month - 1 })
}

pub(super) fn dim(text: &str) -> Result<Dim, Fault> {
    Dim::parse(text).ok_or_else(|| {
        let zh: Vec<&str> = DIMS.iter().map(|d| d.1).collect();
        let en: Vec<&str> = DIMS.iter().map(|d| d.2).collect();
        Fault::new(
            format!("没有“{text}”这个维度；可用：{}", zh.join("、")),
            format!("there is no dimension “{text}”; there are: {}", en.join(", ")),
        )
    })
}

pub(super) fn measure(text: &str) -> Result<Measure, Fault> {
    Measure::parse(text).ok_or_else(|| {
        let zh: Vec<&str> = MEASURES.iter().map(|d| d.1).collect();
        let en: Vec<&str> = MEASURES.iter().map(|d| d.2).collect();
        Fault::new(
            format!("没有“{text}”这个指标；可用：{}", zh.join("、")),
            format!("there is no measure “{text}”; there are: {}", en.join(", ")),
        )
    })
}

pub(super) fn filter(text: &str) -> Result<Filter, Fault> {
    let (name, values) = text.split_once('=').ok_or_else(|| {
        Fault::new(
            format!("筛选条件“{text}”应写作 维度=值，如 年度=2023"),
            format!("write the condition “{text}” as dimension=value, as year=2023"),
        )
    })?;
    let (name, not) = match name.strip_suffix('!') {
        Some(name) => (name, true),
        None => (name, false),
    };
    let dim = dim(name.trim())?;
    let values = values.split([',', '，']).map(|v| key(dim, v.trim())).collect();
    Ok(Filter { dim, values, not })
}

/// Months may be written with a hyphen; `-` alone is what says nothing.
fn key(dim: Dim, text: &str) -> String {
    match (dim, text) {
        (_, "-" | "（未填）" | "(none)") => String::new(),
        (Dim::Month, text) => text.replace('-', ""),
        (_, text) => text.to_owned(),
    }
}

fn place(text: &str) -> Result<Place, Fault> {
    let parts = text.split([',', '，']).filter(|p| !p.trim().is_empty());
    parts
        .map(|part| {
            let one = filter(part)?;
            Ok((one.dim, one.values.into_iter().next().unwrap_or_default()))
        })
        .collect()
}

/// Entries that are shown of a figure at most; the sum is of all.
const SHOWN: usize = 1000;

fn opened(
    desk: &mut Desk,
    question: &Question,
    place: &Place,
    measure: Measure,
    format: QueryFormat,
    lang: Lang,
) -> Result<Asked, Fault> {
    let opened = drill(&mut desk.store, question, place, measure, None, SHOWN)?;
    let heads = match lang {
        Lang::Zh => [
            "账簿",
            "分录",
            "日期",
            "年度",
            "类型",
            "单位",
            "项目",
            "资金性质",
            "功能科目",
            "经济科目",
            "金额(元)",
            "收款人",
            "用途",
            "文号",
            "来源文件",
            "行",
        ],
        Lang::En => [
            "book",
            "entry",
            "day",
            "year",
            "kind",
            "unit",
            "project",
            "fund",
            "function",
            "economic",
            "amount (yuan)",
            "payee",
            "purpose",
            "document",
            "file",
            "row",
        ],
    };
    let yuan = |v: &Value| base::Amount::fen(v.int().unwrap_or(0)).yuan_text();
    let text = |(at, v): (usize, &Value)| match v {
        v if at == 10 => yuan(v),
        Value::Int(n) => n.to_string(),
        v => v.text().to_owned(),
    };
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(opened.entries.iter().map(|e| e.iter().enumerate().map(text).collect()));
    let sums: Vec<String> = opened
        .sums
        .iter()
        .map(|(kind, fen)| format!("{kind} {}", yuan(&Value::Int(*fen))))
        .collect();
    let (count, sums) = (opened.count, sums.join("；"));
    let note = match lang {
        Lang::Zh => format!("共 {count} 笔；{sums}\n"),
        Lang::En => format!("{count} entries; {sums}\n"),
    };
    Ok(Asked {
        bytes: match format {
            QueryFormat::Table => {
                let right: Vec<bool> = (0..16).map(|c| matches!(c, 1 | 10 | 15)).collect();
                (columns(&rows, &right) + &note).into_bytes()
            }
            QueryFormat::Json => {
                let value = serde_json::json!({
                    "entries": rows, "count": count,
                    "sums": opened.sums.iter().map(|(k, f)| (k.clone(), f.to_string())).collect::<HashMap<_, _>>(),
                });
                (serde_json::to_string_pretty(&value).unwrap_or_default() + "\n").into_bytes()
            }
            _ => crate::desk::export::table(&rows)?,
        },
    })
}

impl From<PivotError> for Fault {
    fn from(error: PivotError) -> Fault {
        let text = error.to_string();
        let (zh, en) = text.split_once(" / ").unwrap_or((&text, &text));
        Fault::new(zh, en)
    }
}
