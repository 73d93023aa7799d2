//! An analysis of the ledger, as a table, a file, or the typed result.

use super::given;
use super::query::filter;
use super::within::Within;
use crate::desk::words::columns;
use crate::desk::{Desk, official, today};
use crate::fault::Fault;
use ::oversight::analysis::{
    self, Analysis, AnalysisError, Evaluated, Given, KINDS, Kind, Names, Wanted,
};
use ::oversight::pivot::{DIMS, Dim, Filter};
use forms::Codes;
use report::Lang;
use store::Value;

/// An analysis as it is typed.
#[derive(Debug, Clone, Default)]
pub struct Analyse {
    /// One of [`KINDS`], in either language.
    pub kind: String,
    /// 预算年度
    pub year: i32,
    /// Through this month; the last one that is over and has payments when `None`.
    pub month: Option<u32>,
    /// 单位编码
    pub units: Vec<String>,
    /// 主管部门编码
    pub departments: Vec<String>,
    /// 区划
    pub regions: Vec<String>,
    /// More conditions, as `query` takes them.
    pub filters: Vec<String>,
    /// What the parts are.
    pub by: Option<String>,
    /// Smallest sample that is compared.
    pub least: Option<usize>,
    /// Rows that are listed at most.
    pub top: usize,
    /// How far the asking account reaches: nothing beyond it is looked at.
    pub within: Within,
}

/// How a result is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnalyseFormat {
    /// Columns that line up.
    Table,
    /// Comma-separated values, the tables one below the other.
    Csv,
    /// Everything, typed.
    Json,
    /// A workbook, a table a sheet.
    Xlsx,
    /// A page.
    Html,
}

/// Analyses the ledger.
///
/// # Errors
/// When a name is not known, or there is nothing to stand on.
pub fn analyse(desk: &mut Desk, asked: &Analyse) -> Result<Analysis, Fault> {
    let (kind, wanted) = read(desk, asked)?;
    let mut given = given_for(desk, kind, &wanted)?;
    if !asked.within.is_all() {
        // Texts are compared with each other: those beyond would show what their units wrote.
        let units = super::within::units(desk, &asked.within)?;
        given.texts.retain(|t| units.contains(&(t.book.clone(), t.unit.clone())));
    }
    run_given(desk, kind, &wanted, &given)
}

/// Analyses the ledger, for those who have a question ready.
///
/// # Errors
/// When there is nothing to stand on, or the store fails.
pub fn run(desk: &mut Desk, kind: Kind, wanted: &Wanted) -> Result<Analysis, Fault> {
    let given = given_for(desk, kind, wanted)?;
    run_given(desk, kind, wanted, &given)
}

fn run_given(
    desk: &mut Desk,
    kind: Kind,
    wanted: &Wanted,
    given: &Given,
) -> Result<Analysis, Fault> {
    let names = CodeNames(&desk.knowledge.catalogue.codes);
    Ok(analysis::analyse(&mut desk.store, kind, wanted, given, &names)?)
}

/// Rows of records that an analysis needs.
fn given_for(desk: &mut Desk, kind: Kind, wanted: &Wanted) -> Result<Given, Fault> {
    Ok(Given {
        evaluations: match kind {
            Kind::ScoreInflation => evaluations(desk, wanted.year)?,
            _ => Vec::new(),
        },
        texts: match kind {
            Kind::CopiedText => given::texts(desk, wanted.year)?,
            _ => Vec::new(),
        },
    })
}

/// Payments that an analysis reads one by one, where it does: it takes time in proportion.
///
/// # Errors
/// The same.
pub fn reads(desk: &mut Desk, asked: &Analyse) -> Result<i64, Fault> {
    match read(desk, asked)? {
        (Kind::Outliers, wanted) => Ok(analysis::payments(&mut desk.store, &wanted)?),
        _ => Ok(0),
    }
}

/// Analyses the ledger and gives the result in a format.
///
/// # Errors
/// The same, and when it cannot be written.
pub fn analysed(
    desk: &mut Desk,
    asked: &Analyse,
    format: AnalyseFormat,
    lang: Lang,
) -> Result<Vec<u8>, Fault> {
    let done = analyse(desk, asked)?;
    let place = desk.store.book().name.clone();
    let document = || report::oversight::analysis::document(&done, &place, lang);
    Ok(match format {
        AnalyseFormat::Table => {
            report::oversight::analysis::text(&done, lang, &|rows, right| columns(rows, right))
                .into_bytes()
        }
        AnalyseFormat::Json => {
            (serde_json::to_string_pretty(&done).unwrap_or_default() + "\n").into_bytes()
        }
        AnalyseFormat::Csv => {
            let mut bytes = Vec::new();
            for table in &done.tables {
                bytes.extend(crate::desk::export::table(&report::oversight::analysis::grid(
                    table, lang,
                ))?);
                bytes.push(b'\n');
            }
            bytes.pop();
            bytes
        }
        AnalyseFormat::Xlsx => official::bytes(&document(), "xlsx", "")?,
        AnalyseFormat::Html => official::bytes(&document(), "html", "")?,
    })
}

fn read(desk: &mut Desk, asked: &Analyse) -> Result<(Kind, Wanted), Fault> {
    let kind = Kind::parse(&asked.kind).ok_or_else(|| {
        let zh: Vec<&str> = KINDS.iter().map(|k| k.1).collect();
        let en: Vec<&str> = KINDS.iter().map(|k| k.2).collect();
        Fault::new(
            format!("没有“{}”这种分析；可用：{}（{}）", asked.kind, zh.join("、"), en.join(" ")),
            format!("there is no analysis “{}”; there are: {}", asked.kind, en.join(", ")),
        )
    })?;
    let by = match &asked.by {
        None => None,
        Some(text) => Some(Dim::parse(text).ok_or_else(|| {
            let zh: Vec<&str> = DIMS.iter().map(|d| d.1).collect();
            let en: Vec<&str> = DIMS.iter().map(|d| d.2).collect();
            Fault::new(
                format!("没有“{text}”这个维度；可用：{}", zh.join("、")),
                format!("there is no dimension “{text}”; there are: {}", en.join(", ")),
            )
        })?),
    };
    let mut filters = Vec::new();
    for (dim, values) in [
        (Dim::Unit, &asked.units),
        (Dim::Department, &asked.departments),
        (Dim::Region, &asked.regions),
    ] {
        if !values.is_empty() {
            filters.push(Filter { dim, values: values.clone(), not: false });
        }
    }
    for text in &asked.filters {
        let one = filter(text)?;
        if matches!(one.dim, Dim::Year | Dim::Month) {
            return Err(Fault::new(
                format!("“{text}”：年度和月份用 --year、--month 指定"),
                format!("“{text}”: year and month are given with --year and --month"),
            ));
        }
        filters.push(one);
    }
    filters.extend(asked.within.filters().iter().cloned());
    let month = match asked.month {
        Some(month) => month.clamp(1, 12),
        None => analysis::last_month(&mut desk.store, asked.year, today())?,
    };
    let (year, least, top) = (asked.year, asked.least, asked.top);
    Ok((kind, Wanted { year, month, filters, by, least, top }))
}

/// The rows of the view `evaluations` as the analysis takes them.
fn evaluations(desk: &mut Desk, year: i32) -> Result<Vec<Evaluated>, Fault> {
    let scope = given::Scope { year, day: today(), months: 12, units: None, keys: None };
    let rows = given::rows(desk, "evaluations", &scope)?;
    let warnings = desk.warnings.clone();
    let columns = warnings.views.get("evaluations").map(|v| v.names()).unwrap_or_default();
    let of = |row: &[Value], name: &str| {
        let at = columns.iter().position(|c| *c == name);
        at.and_then(|n| row.get(n)).cloned().unwrap_or(Value::Null)
    };
    let one = |row: &Vec<Value>| {
        let text = |name: &str| of(row, name).text().to_owned();
        let number = |name: &str| of(row, name).int();
        let due = number("due").map(|due| (due, due));
        Evaluated {
            book: text("book"),
            unit: text("unit"),
            project: text("project"),
            name: text("project_name"),
            said: number("said"),
            due: due.or_else(|| number("due_low").zip(number("due_high"))),
        }
    };
    Ok(rows.iter().map(one).collect())
}

/// Names from the code lists.
pub(in crate::desk) struct CodeNames<'a>(pub(in crate::desk) &'a Codes);

fn list(dim: Dim) -> Option<&'static str> {
    Some(match dim {
        Dim::Class | Dim::Section | Dim::Item => "功能分类",
        Dim::EcoClass | Dim::EcoItem => "部门经济分类",
        Dim::Fund => "资金性质",
        Dim::Region => "区划",
        _ => return None,
    })
}

impl Names for CodeNames<'_> {
    fn name(&self, dim: Dim, year: i32, code: &str) -> Option<String> {
        self.0.name(list(dim)?, year, code).map(str::to_owned)
    }

    fn carried(&self, dim: Dim, from: i32, to: i32, code: &str) -> String {
        match list(dim) {
            // Only whole codes have a successor.
            Some(list) if !code.is_empty() => self.0.carried(list, from, to, code),
            _ => code.to_owned(),
        }
    }
}

impl From<AnalysisError> for Fault {
    fn from(error: AnalysisError) -> Fault {
        let text = error.to_string();
        let (zh, en) = text.split_once(" / ").unwrap_or((&text, &text));
        Fault::new(zh, en)
    }
}
