//! `mingzhang audit`.

use crate::FAILED;
use crate::args::{AuditArgs, Color, FailOn, Format};
use crate::errors::note;
use crate::out::{Heard, Out};
use anyhow::Result;
use app::{Batch, Effort, Fault, Knowledge, Severity, Stage, timed};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use report::{Audited, Engine, Lang, Style, Tally};
use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

pub(crate) fn run(args: &AuditArgs, lang: Lang) -> Result<u8> {
    let format = format(args);
    let screen = args.out.is_none();
    if format == Format::Xlsx && screen && std::io::stdout().is_terminal() {
        return Err(Fault {
            zh: "xlsx 不能显示在屏幕上；请加 --out 文件名.xlsx".to_owned(),
            en: "xlsx cannot be shown on a terminal; add --out FILE.xlsx".to_owned(),
        }
        .into());
    }
    let knowledge =
        Knowledge::load(args.knowledge.rules.as_deref(), args.knowledge.catalog.as_deref())?;
    let knowledge = Arc::new(knowledge);
    let batch = Batch::plan(&args.paths)?;
    if !args.quiet {
        skipped(&batch, lang);
    }
    let colour = screen && format == Format::Text && colour(args.color);
    let job = Job { format, lang, quiet: args.quiet, style: Style { lang, colour } };
    let mut out = Out::new(args.out.clone());
    let effort = Effort { jobs: args.jobs, limit: Duration::from_secs(args.time_limit) };
    let (tally, heard) = job.run(&batch, &knowledge, effort, &mut out)?;
    if let Some(path) = out.close()?.filter(|_| !args.quiet) {
        note(&format!("{} {}", lang.say("已写入", "written:"), path.display()));
    }
    if let Some(line) = app::stats() {
        note(&line);
    }
    Ok(code(&tally, heard && tally.documents == batch.len(), args.fail_on))
}

/// Asked for, else by the ending of the output file.
fn format(args: &AuditArgs) -> Format {
    let ending = args.out.as_ref().and_then(|p| p.extension());
    let ending = ending.map(|e| e.to_string_lossy().to_ascii_lowercase());
    args.format.unwrap_or(match ending.as_deref() {
        Some("json") => Format::Json,
        Some("jsonl" | "ndjson") => Format::Jsonl,
        Some("html" | "htm") => Format::Html,
        Some("xlsx") => Format::Xlsx,
        _ => Format::Text,
    })
}

/// 2 when anything was unreadable, read in part or left out, 1 when findings reach the level, else 0.
fn code(tally: &Tally, complete: bool, fail_on: FailOn) -> u8 {
    let level = match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Notice => Some(Severity::Notice),
        FailOn::Never => None,
    };
    if tally.unreadable + tally.partial > 0 || !complete {
        FAILED
    } else {
        u8::from(level.is_some_and(|l| tally.reaches(l)))
    }
}

struct Job {
    format: Format,
    lang: Lang,
    quiet: bool,
    style: Style,
}

impl Job {
    /// Audits and writes; says whether the output was heard to the end.
    fn run(
        &self,
        batch: &Batch,
        knowledge: &Arc<Knowledge>,
        effort: Effort,
        out: &mut Out,
    ) -> Result<(Tally, bool)> {
        let engine =
            Engine { version: app::VERSION.to_owned(), rules: knowledge.rulebook.hash.clone() };
        let bar = self.bar(batch.len());
        let mut tally = Tally::default();
        let mut kept: Vec<Audited> = Vec::new();
        let mut written: Result<Heard> = Ok(Heard::Yes);
        batch.run(knowledge, effort, &|| bar.inc(1), &mut |one| {
            tally.add(&one);
            match timed(Stage::Report, || self.piece(&one)) {
                Ok(Some(text)) => written = bar.suspend(|| Ok(out.write(text.as_bytes())?)),
                Ok(None) => kept.push(one),
                Err(e) => written = Err(e),
            }
            match written {
                Ok(Heard::Yes) => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            }
        });
        bar.finish_and_clear();
        if written? == Heard::No {
            return Ok((tally, false));
        }
        let rest = timed(Stage::Report, || self.whole(&kept, &tally, &engine))?;
        Ok((tally, out.write(&rest)? == Heard::Yes))
    }

    /// What can be written as soon as a document is done; `None` when the format needs all of them.
    fn piece(&self, one: &Audited) -> Result<Option<String>> {
        Ok(match self.format {
            Format::Text if self.quiet => Some(report::brief(one, self.style)),
            Format::Text => Some(report::text(one, self.style)),
            Format::Jsonl => Some(report::jsonl(one, self.lang)?),
            Format::Json | Format::Html | Format::Xlsx => None,
        })
    }

    /// What is written when all documents are done.
    fn whole(&self, all: &[Audited], tally: &Tally, engine: &Engine) -> Result<Vec<u8>> {
        Ok(match self.format {
            Format::Text if tally.documents > 1 && !self.quiet => {
                report::summary(tally, self.style).into_bytes()
            }
            Format::Text | Format::Jsonl => Vec::new(),
            Format::Json => report::json(all, engine, self.lang)?.into_bytes(),
            Format::Html => report::html(all, engine, self.lang).into_bytes(),
            Format::Xlsx => app::workbook(all, self.lang)?,
        })
    }

    fn bar(&self, documents: usize) -> ProgressBar {
        if self.quiet || documents < 2 || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar =
            ProgressBar::with_draw_target(Some(documents as u64), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {eta}");
        style.map_or(bar.clone(), |s| bar.with_style(s))
    }
}

fn colour(when: Color) -> bool {
    match when {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let dumb = std::env::var("TERM").is_ok_and(|t| t == "dumb");
            let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
            std::io::stdout().is_terminal() && !dumb && !refused
        }
    }
}

/// Files of folders that were passed over must not look as if they had been audited.
fn skipped(batch: &Batch, lang: Lang) {
    let all = batch.skipped();
    if all.is_empty() {
        return;
    }
    let names: Vec<String> = all.iter().take(5).map(|p| p.display().to_string()).collect();
    let more = if all.len() > 5 { " …" } else { "" };
    let lead = match lang {
        Lang::Zh => format!("跳过 {} 个不支持的文件：", all.len()),
        Lang::En => {
            format!("{} passed over (kind not supported): ", lang.count(all.len(), "", "file"))
        }
    };
    note(&format!("{lead}{}{more}", names.join(lang.say("、", ", "))));
}
