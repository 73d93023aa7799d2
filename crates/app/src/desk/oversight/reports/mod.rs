//! The reports of oversight: a month's execution, a quarter's oversight, a department on one page, the
//! statistics of warnings.

mod department;
mod period;
mod view;

use super::analyse::run;
use super::cases::{CaseFilter, cases};
use crate::desk::official::{Made, bytes};
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::oversight::analysis::{Analysis, Kind, Wanted, last_month};
use ::oversight::case::CaseNow;
use ::oversight::pivot::{Dim, Filter};
use period::Period;
use report::official::Written;
use report::oversight::{Quarterly, Spending, Warned, monthly, quarterly, warnings};
use std::path::{Path, PathBuf};
pub use view::{REPORT_FORMATS, ReportView, may_see, report_file, report_view};

/// The reports: name on the command line, Chinese name.
pub const REPORTS: &[(&str, &str)] = &[
    ("monthly", "月度预算执行情况报告"),
    ("quarterly", "季度预算联网监督报告"),
    ("department", "部门一页通"),
    ("warnings", "预警统计报告"),
];

/// Which report.
#[derive(Debug, Clone, Default)]
pub struct ReportWanted {
    /// One of [`REPORTS`], by either name.
    pub kind: String,
    /// 预算年度
    pub year: i32,
    /// Month, where the report is of one.
    pub month: Option<u32>,
    /// Quarter, where it is of one.
    pub quarter: Option<u32>,
    /// 主管部门编码, for the page of one.
    pub department: String,
}

/// Whether a kind is one of [`REPORTS`].
pub fn is_report(kind: &str) -> bool {
    named(kind).is_some()
}

fn named(kind: &str) -> Option<(&'static str, &'static str)> {
    REPORTS.iter().find(|(name, zh)| *name == kind || *zh == kind).copied()
}

/// A report before it is written, and how its files are called.
///
/// # Errors
/// When there is no such report or period, or nothing was posted that it could stand on.
pub fn report(desk: &mut Desk, wanted: &ReportWanted) -> Result<(Written, String), Fault> {
    let (kind, zh) = named(&wanted.kind).ok_or_else(|| unknown(&wanted.kind))?;
    let last = last_month(&mut desk.store, wanted.year, today())?;
    let period = Period::of(kind, wanted, last)?;
    let place = desk.store.book().name.clone();
    let (name, written) = match kind {
        "monthly" => {
            let money = spending(desk, &period, &[])?;
            (place, with_warnings(desk, &period, "", |w| monthly(&money, w))?)
        }
        "quarterly" => (place, quarter(desk, &period)?),
        "warnings" => {
            let seq = desk.store.head()?.seq;
            let said = period.said.clone();
            let made = with_warnings(desk, &period, "", |w| warnings(&place, &said, w, seq))?;
            (place, made)
        }
        _ => department::page(desk, &period, &wanted.department)?,
    };
    Ok((written, format!("{name}-{}-{zh}", period.said)))
}

/// Writes a report in each format; all are ready before the first is put on disk.
///
/// # Errors
/// The same, and when a file cannot be written.
pub fn make_report(
    desk: &mut Desk,
    wanted: &ReportWanted,
    formats: &[String],
    folder: &Path,
) -> Result<Made, Fault> {
    let (written, name) = report(desk, wanted)?;
    let mut ready = Vec::new();
    for format in formats {
        ready.push((format, bytes(&written.document, format, &name)?));
    }
    std::fs::create_dir_all(folder).map_err(|e| {
        let folder = folder.display();
        Fault::new(format!("无法建立文件夹 {folder}：{e}"), format!("cannot make {folder}: {e}"))
    })?;
    // A name never leads out of the folder.
    let name: String =
        name.chars().map(|c| if "/\\:*?\"<>| ".contains(c) { '_' } else { c }).collect();
    let mut files: Vec<PathBuf> = Vec::new();
    for (format, bytes) in ready {
        let path = folder.join(format!("{name}.{format}"));
        crate::save(&path, &bytes)?;
        files.push(path);
    }
    Ok(Made { files, missing: written.missing, ..Made::default() })
}

fn unknown(kind: &str) -> Fault {
    let zh: Vec<&str> = REPORTS.iter().map(|(_, zh)| *zh).collect();
    let en: Vec<&str> = REPORTS.iter().map(|(name, _)| *name).collect();
    Fault::new(
        format!("没有“{kind}”这种监督报告；可用的有：{}（{}）", zh.join("、"), en.join("、")),
        format!("there is no report “{kind}”; there are: {}", en.join(", ")),
    )
}

/// An analysis through a month, with all its parts.
fn analysis(
    desk: &mut Desk,
    kind: Kind,
    period: &Period,
    filters: &[Filter],
    by: Option<Dim>,
) -> Result<Analysis, Fault> {
    let wanted = Wanted {
        year: period.year,
        month: period.month,
        filters: filters.to_vec(),
        by,
        least: None,
        top: usize::MAX,
    };
    run(desk, kind, &wanted)
}

/// What the reports say about money.
fn spending(desk: &mut Desk, period: &Period, filters: &[Filter]) -> Result<Spending, Fault> {
    let mut of = |kind, by| analysis(desk, kind, period, filters, Some(by));
    let curve = of(Kind::ExecutionCurve, Dim::Department)?;
    let funds = of(Kind::ExecutionCurve, Dim::Fund)?;
    let deviation = of(Kind::Deviation, Dim::Department)?;
    let year_end = match period.month {
        12 => Some(of(Kind::YearEnd, Dim::Department)?),
        _ => None,
    };
    let structure = analysis(desk, Kind::Structure, period, filters, None)?;
    Ok(Spending {
        place: desk.store.book().name.clone(),
        year: period.year,
        month: period.month,
        to: period.last_day,
        seq: curve.seq,
        curve,
        funds,
        structure,
        year_end,
        deviation: Some(deviation),
    })
}

fn quarter(desk: &mut Desk, period: &Period) -> Result<Written, Fault> {
    let spending = spending(desk, period, &[])?;
    let payees = analysis(desk, Kind::Payees, period, &[], None).ok();
    with_warnings(desk, period, "", |w| {
        quarterly(&Quarterly {
            spending: &spending,
            payees: payees.as_ref(),
            warned: w.clone(),
            quarter: period.quarter,
        })
    })
}

/// Makes something of the cases of the year as they stood at the end of the period.
fn with_warnings<T>(
    desk: &mut Desk,
    period: &Period,
    department: &str,
    make: impl FnOnce(&Warned<'_>) -> T,
) -> Result<T, Fault> {
    let to = period.last_day.min(today());
    let filter = CaseFilter { year: Some(period.year), ..CaseFilter::default() };
    let mut all = cases(desk, &filter)?;
    all.retain(|now| {
        now.case.first <= to && (department.is_empty() || now.case.hit().department == department)
    });
    let all: Vec<CaseNow> = all.into_iter().map(|now| stood(now, to)).collect();
    let handling = desk.handling();
    Ok(make(&Warned { from: period.first_day, to, cases: &all, handling }))
}

/// A case as it stood on a day: without the steps that were taken later.
fn stood(now: CaseNow, to: base::Date) -> CaseNow {
    let CaseNow { mut case, seq, told, mut steps, .. } = now;
    steps.retain(|s| s.step.day <= to);
    case.ceased = case.ceased.filter(|day| *day <= to);
    CaseNow { told, ..CaseNow::new(case, seq, steps) }
}
