//! The command `analyse`.

use crate::desk::open;
use crate::desk_args::{AnalyseArgs, AnalyseFormat};
use crate::errors::note;
use crate::out::Out;
use anyhow::Result;
use app::desk::oversight as desk;
use report::Lang;

/// Payments that are read in a second, roughly; more than ten seconds are announced.
const A_SECOND: i64 = 100_000;

pub(crate) fn run(args: &AnalyseArgs, lang: Lang) -> Result<u8> {
    let mut ledger = open(&args.ledger)?;
    let asked = desk::Analyse {
        kind: args.analysis_kind.clone(),
        year: args.year,
        month: args.through,
        units: args.units.clone(),
        departments: args.departments.clone(),
        regions: args.regions.clone(),
        filters: args.filters.clone(),
        by: args.by.clone(),
        least: args.least,
        top: args.listed,
        ..desk::Analyse::default()
    };
    let reads = desk::reads(&mut ledger, &asked)?;
    if reads > 10 * A_SECOND {
        let seconds = reads / A_SECOND;
        note(&match lang {
            Lang::Zh => format!(
                "要逐笔读 {reads} 笔支付，大约 {seconds} 秒；用 --unit 或 --department 缩小范围会快得多"
            ),
            Lang::En => format!(
                "{reads} payments are read one by one, about {seconds} seconds; --unit or --department makes it much faster"
            ),
        });
    }
    let (format, name) = match args.analyse_format {
        AnalyseFormat::Table => (desk::AnalyseFormat::Table, None),
        AnalyseFormat::Csv => (desk::AnalyseFormat::Csv, None),
        AnalyseFormat::Json => (desk::AnalyseFormat::Json, None),
        AnalyseFormat::Xlsx => (desk::AnalyseFormat::Xlsx, Some("分析结果.xlsx".into())),
        AnalyseFormat::Html => (desk::AnalyseFormat::Html, Some("分析结果.html".into())),
    };
    let bytes = desk::analysed(&mut ledger, &asked, format, lang)?;
    if let Some(path) = args.into_file.as_ref().or(name.as_ref()) {
        app::save(path, &bytes)?;
        note(&format!("{} {}", lang.say("已写入", "written:"), path.display()));
        return Ok(0);
    }
    let _ = Out::new(None).write(&bytes)?;
    Ok(0)
}
