//! The command `findings`.

use crate::desk::open;
use crate::desk_args::FindingsArgs;
use crate::errors::note;
use crate::out::Out;
use anyhow::Result;
use app::desk::oversight::{FindingsOptions, findings};
use report::Lang;

pub(crate) fn run(args: &FindingsArgs, lang: Lang) -> Result<u8> {
    let mut ledger = open(&args.ledger)?;
    let options = FindingsOptions { unit: args.adopted_unit.clone(), year: args.adopted_year };
    let mut code = 0;
    // One that cannot be recorded keeps none of the others from it.
    let mut failed = None;
    for report in &args.reports {
        let done = match findings(&mut ledger, report, &options) {
            Ok(done) => done,
            Err(fault) => {
                note(&format!("mingzhang: {}", lang.say(&fault.zh, &fault.en)));
                failed = Some(crate::FAILED);
                continue;
            }
        };
        let [errors, warnings, notices] = done.found;
        let (unit, name, year, document) = (&done.unit, &done.name, done.year, &done.document);
        let (file, gone, batch) = (report.display(), done.gone, done.receipt.batch);
        let line = match lang {
            Lang::Zh => format!(
                "{file}：{name}（{unit}）{year} 年{document}，错误 {errors}、疑点 {warnings}、提示 {notices}，已登记；比上次少 {gone} 处，第 {batch} 批\n"
            ),
            Lang::En => format!(
                "{file}: {name} ({unit}) {year} {document}: {errors} errors, {warnings} warnings, {notices} notices recorded; {gone} fewer than before; batch {batch}\n"
            ),
        };
        let _ = Out::new(None).write(line.as_bytes())?;
        code = code.max(u8::from(errors > 0));
    }
    Ok(failed.unwrap_or(code))
}
