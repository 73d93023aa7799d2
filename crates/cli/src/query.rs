//! The command `query`.

use crate::desk::open;
use crate::desk_args::{QueryArgs, QueryFormat};
use crate::errors::note;
use crate::out::Out;
use anyhow::Result;
use app::desk::oversight as desk;
use report::Lang;

pub(crate) fn run(args: &QueryArgs, lang: Lang) -> Result<u8> {
    let mut ledger = open(&args.ledger)?;
    let query = desk::Query {
        rows: args.rows.clone(),
        columns: args.columns.clone(),
        measures: args.measures.clone(),
        filters: args.filters.clone(),
        sort: args.sort.clone(),
        top: args.top,
        as_of: args.as_of.clone(),
        detail: args.detail,
        open: args.open.clone(),
        ..desk::Query::default()
    };
    let format = match args.query_format {
        QueryFormat::Table => desk::QueryFormat::Table,
        QueryFormat::Csv => desk::QueryFormat::Csv,
        QueryFormat::Json => desk::QueryFormat::Json,
        QueryFormat::Xlsx => desk::QueryFormat::Xlsx,
    };
    let asked = desk::query(&mut ledger, &query, format, lang)?;
    // A workbook is nothing for a screen.
    let book = (format == desk::QueryFormat::Xlsx).then(|| "查询结果.xlsx".into());
    if let Some(path) = args.into_file.as_ref().or(book.as_ref()) {
        app::save(path, &asked.bytes)?;
        note(&format!("{} {}", lang.say("已写入", "written:"), path.display()));
        return Ok(0);
    }
    let _ = Out::new(None).write(&asked.bytes)?;
    Ok(0)
}
