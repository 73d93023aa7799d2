//! Commands on a ledger: what is done is `app`'s, only the lines on the screen are said here.

use crate::desk_args::{
    AdoptArgs, BackupArgs, Desk as Command, ExportArgs, ImportArgs, InitArgs, Ledger, MonitorArgs,
    ReportArgs, ReverseArgs, ScoreArgs, StepArgs, TargetArgs, TextArgs,
};
use crate::errors::note;
use crate::out::Out;
use anyhow::Result;
use app::Fault;
use app::desk::{self, Desk};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use report::Lang;
use std::io::IsTerminal;
use std::path::PathBuf;

pub(crate) fn run(command: &Command, lang: Lang) -> Result<u8> {
    match command {
        Command::Init(args) => init(args, lang),
        Command::Import(args) => import(args, lang),
        Command::Adopt(args) => adopt(args, lang),
        Command::Findings(args) => crate::findings::run(args, lang),
        Command::Verify(args) => verify(&args.ledger, lang),
        Command::Backup(args) => backup(args, lang),
        Command::Restore(args) => restore(args, lang),
        Command::Reverse(args) => reverse(args, lang),
        Command::Target(args) => target(args, lang),
        Command::Monitor(args) => monitor(args, lang),
        Command::Score(args) => score(args, lang),
        Command::Step(args) => step(args, lang),
        Command::Text(args) => text(args, lang),
        Command::Report(args) => report(args, lang, false),
        Command::Publish(args) => report(args, lang, true),
        Command::Export(args) => export(args, lang),
        Command::Query(args) => crate::query::run(args, lang),
        Command::Analyse(args) => crate::analyse::run(args, lang),
        Command::Warn(args) => crate::warn::run(args, lang),
        Command::Demo(args) if args.serve => crate::serve::demo(args, lang),
        Command::Demo(args) => demo(&args.ledger, lang),
        Command::Serve(args) => crate::serve::serve(args, lang),
        Command::Synth(args) => crate::synth::run(args, lang),
        Command::Cluster(args) => crate::cluster::run(args, lang),
        Command::Case(args) => crate::case::run(args, lang),
    }
}

pub(crate) fn open(ledger: &Ledger) -> Result<Desk, Fault> {
    Desk::open(&ledger.db, &actor(ledger), ledger.catalog.as_deref())
}

/// Who acts: as said, else the account of the system.
pub(crate) fn actor(ledger: &Ledger) -> String {
    let system = || std::env::var("USER").or_else(|_| std::env::var("USERNAME")).ok();
    match ledger.actor.as_str() {
        "" => system().unwrap_or_default(),
        name => name.to_owned(),
    }
}

pub(crate) fn say(text: &str) -> Result<u8> {
    let _ = Out::new(None).write(format!("{text}\n").as_bytes())?;
    Ok(0)
}

fn init(args: &InitArgs, lang: Lang) -> Result<u8> {
    Desk::create(&args.ledger.db, &args.book, &args.name, &actor(&args.ledger))?;
    let db = desk::shown(&args.ledger.db);
    say(&match lang {
        Lang::Zh => format!("已建立账簿 {db}（{}）", args.book),
        Lang::En => format!("ledger {db} made ({})", args.book),
    })
}

fn import(args: &ImportArgs, lang: Lang) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    let options = desk::ImportOptions {
        mapping: args.mapping.clone(),
        year: args.of_year,
        day: args.day.clone(),
        live: args.live.clone(),
        replace: args.replace,
        quarantine: args.quarantine.clone(),
        dry_run: args.dry_run,
    };
    let mut code = 0;
    for file in &args.files {
        let bar = spinner();
        let done = desk::import(&mut desk, file, &options, &|rows| bar.set_position(rows))?;
        bar.finish_and_clear();
        imported(file, &done, lang)?;
        code = code.max(u8::from(done.quarantined > 0));
    }
    if let Some(line) = app::stats() {
        note(&line);
    }
    Ok(code)
}

fn imported(file: &std::path::Path, done: &desk::Imported, lang: Lang) -> Result<()> {
    let (file, r) = (file.display(), &done.receipt);
    say(&match lang {
        Lang::Zh => format!(
            "{file}（{}）：读 {} 行，入账 {}，已有 {}，更新 {}，删除 {}，过时 {}，合计行 {}，退回 {}；第 {} 批",
            done.mapping,
            done.rows,
            r.posted,
            r.same,
            r.replaced,
            r.deleted,
            r.stale,
            done.totals,
            done.quarantined,
            r.batch
        ),
        Lang::En => format!(
            "{file} ({}): {} rows, {} posted, {} already there, {} updated, {} deleted, {} stale, {} totals, {} in quarantine; batch {}",
            done.mapping,
            done.rows,
            r.posted,
            r.same,
            r.replaced,
            r.deleted,
            r.stale,
            done.totals,
            done.quarantined,
            r.batch
        ),
    })?;
    for (row, zh, en) in &done.samples {
        note(&match lang {
            Lang::Zh => format!("  第 {row} 行：{zh}"),
            Lang::En => format!("  row {row}: {en}"),
        });
    }
    if let Some((seq, zh, en)) = done.warnings.first() {
        let n = done.warned;
        note(&match lang {
            Lang::Zh => format!("  提醒 {n} 条，第一条：第 {seq} 号分录 {zh}"),
            Lang::En => format!("  {n} warnings, the first: entry {seq}, {en}"),
        });
    }
    if r.stale > 0 {
        note(&match lang {
            Lang::Zh => {
                format!("  {} 行较旧或曾被冲销，没有入账；确要以这些行为准请加 --replace", r.stale)
            }
            Lang::En => format!(
                "  {} rows are older or were taken back and were not posted; --replace posts them",
                r.stale
            ),
        });
    }
    let new = &done.introduced;
    if !new.is_empty() {
        let names: Vec<String> = new.iter().take(5).map(|(c, n)| format!("{c} {n}")).collect();
        let (n, names) = (new.len(), names.join("、"));
        note(&match lang {
            Lang::Zh => {
                format!("  新登记单位、项目 {n} 个（{names}…）；如系编码写错，请冲销本批后改正")
            }
            Lang::En => format!(
                "  {n} units and projects were new ({names} …); if a code is wrong, reverse the batch"
            ),
        });
    }
    if let Some(path) = &done.quarantine {
        note(&match lang {
            Lang::Zh => format!("  退回的行在 {}；改好后用同一映射再导入即可", path.display()),
            Lang::En => {
                format!("  rows in quarantine: {}; mend and import it again", path.display())
            }
        });
    }
    Ok(())
}

fn adopt(args: &AdoptArgs, lang: Lang) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    let options = desk::AdoptOptions {
        unit: args.adopted_unit.clone(),
        year: args.adopted_year,
        replace: args.replace,
    };
    let mut code = 0;
    for report in &args.reports {
        let done = desk::adopt(&mut desk, report, &options)?;
        let [amounts, stated, evaluations, texts] = done.counts;
        let (unit, name, year, r) = (&done.unit, &done.name, done.year, &done.receipt);
        let file = report.display();
        say(&match lang {
            Lang::Zh => format!(
                "{file}：{name}（{unit}）{year} 年，金额 {amounts} 个、登记 {stated} 项、自评 {evaluations} 份、文字 {texts} 段；入账 {}，已有 {}，更新 {}，删除 {}，第 {} 批",
                r.posted, r.same, r.replaced, r.deleted, r.batch
            ),
            Lang::En => format!(
                "{file}: {name} ({unit}) {year}: {amounts} amounts, {stated} stated values, {evaluations} self-evaluations, {texts} texts; {} posted, {} already there, {} updated, {} deleted; batch {}",
                r.posted, r.same, r.replaced, r.deleted, r.batch
            ),
        })?;
        if r.stale > 0 {
            note(&match lang {
                Lang::Zh => format!("  {} 项曾被冲销，没有再入账；确要恢复请加 --replace", r.stale),
                Lang::En => format!(
                    "  {} were taken back before and stay so; --replace brings them back",
                    r.stale
                ),
            });
            code = 1;
        }
        for problem in &done.problems {
            note(&format!("  {}", lang.problem(problem)));
            code = 1;
        }
    }
    Ok(code)
}

pub(crate) fn spinner() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {pos} ({per_sec})");
    style.map_or(bar.clone(), |s| bar.with_style(s))
}

fn verify(ledger: &Ledger, lang: Lang) -> Result<u8> {
    let mut desk = open(ledger)?;
    let bar = spinner();
    let books = desk::verify_books(&mut desk, &mut |done, _| bar.set_position(done))?;
    bar.finish_and_clear();
    let several = books.len() > 1;
    let mut code = 0;
    for (book, proved) in &books {
        let name = format!("{} {}", book.code, book.name);
        let whose = match several {
            true => format!("{}{}", name.trim_end(), lang.say("：", ": ")),
            false => String::new(),
        };
        let v = match proved {
            Ok(v) => v,
            Err(fault) => {
                note(&format!("mingzhang: {whose}{}", lang.say(&fault.zh, &fault.en)));
                code = 1;
                continue;
            }
        };
        let hash: String = v.hash.iter().take(8).map(|b| format!("{b:02x}")).collect();
        say(&match lang {
            Lang::Zh => format!(
                "{whose}账簿完好：{} 号分录，{} 批，{} 条指标余额与分录相符；链尾 {hash}",
                v.entries, v.batches, v.lines
            ),
            Lang::En => format!(
                "{whose}the ledger is whole: {} entries, {} batches, {} balances equal their entries; head {hash}",
                v.entries, v.batches, v.lines
            ),
        })?;
    }
    Ok(code)
}

fn backup(args: &BackupArgs, lang: Lang) -> Result<u8> {
    open(&args.ledger)?.backup(&args.backup)?;
    written(std::slice::from_ref(&args.backup), lang)
}

fn restore(args: &BackupArgs, lang: Lang) -> Result<u8> {
    Desk::restore(&args.backup, &args.ledger.db, &actor(&args.ledger))?;
    let db = desk::shown(&args.ledger.db);
    say(&match lang {
        Lang::Zh => format!("已恢复到 {db}，并已验证"),
        Lang::En => format!("restored to {db} and verified"),
    })
}

fn posted(done: &desk::Move, lang: Lang) -> Result<u8> {
    let r = &done.receipt;
    for (seq, zh, en) in &done.warnings {
        note(&match lang {
            Lang::Zh => format!("  提醒：第 {seq} 号分录 {zh}"),
            Lang::En => format!("  warning: entry {seq}, {en}"),
        });
    }
    say(&match lang {
        Lang::Zh => format!("第 {} 批，分录 {}–{}", r.batch, r.first, r.last),
        Lang::En => format!("batch {}, entries {}–{}", r.batch, r.first, r.last),
    })
}

fn reverse(args: &ReverseArgs, lang: Lang) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    let done = match (args.entry, args.batch) {
        (Some(entry), _) => desk::reverse_entry(&mut desk, entry, &args.reason)?,
        (None, batch) => desk::reverse_batch(&mut desk, batch.unwrap_or(0), &args.reason)?,
    };
    posted(&done, lang)
}

fn target(args: &TargetArgs, lang: Lang) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    say(desk::goals(&mut desk, &args.unit, &args.goals, lang)?.trim_end())
}

fn monitor(args: &MonitorArgs, lang: Lang) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    let text = desk::monitor_text(&mut desk, &args.of.unit, args.of.year, args.month, lang)?;
    say(text.trim_end())
}

fn score(args: &ScoreArgs, lang: Lang) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    say(desk::score_text(&mut desk, &args.of.unit, args.of.year, lang)?.trim_end())
}

fn step(args: &StepArgs, lang: Lang) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    let act = desk::Act {
        unit: args.of.unit.clone(),
        year: args.of.year,
        project: args.project.clone(),
        action: args.action.clone(),
        role: args.role.clone(),
        comment: args.comment.clone(),
        field: args.field.clone(),
    };
    posted(&desk::act(&mut desk, &act)?, lang)
}

fn text(args: &TextArgs, lang: Lang) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    let (unit, year) = (&args.of.unit, args.of.year);
    posted(&desk::set_text(&mut desk, unit, year, &args.text_name, &args.text)?, lang)
}

fn report(args: &ReportArgs, lang: Lang, publish: bool) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    let made = match (desk::oversight::is_report(&args.kind), &args.report_unit) {
        (true, _) if publish => {
            return Err(Fault::new(
                "监督报告不经 publish 公开；请用 report 生成",
                "reports of oversight are not published; make them with report",
            )
            .into());
        }
        (true, _) => {
            let wanted = desk::oversight::ReportWanted {
                kind: args.kind.clone(),
                year: args.year,
                month: args.of_month,
                quarter: args.quarter,
                department: args.of_department.clone(),
            };
            desk::oversight::make_report(&mut desk, &wanted, &args.formats, &args.folder)?
        }
        (false, None) => {
            return Err(Fault::new(
                format!("“{}”是一个单位的文件，请用 --unit 指定单位编码", args.kind),
                format!("“{}” is a document of a unit; name it with --unit", args.kind),
            )
            .into());
        }
        (false, Some(unit)) => {
            let wanted = desk::Wanted {
                kind: args.kind.clone(),
                unit: unit.clone(),
                year: args.year,
                month: args.of_month,
            };
            let make = if publish { desk::publish } else { desk::make };
            make(&mut desk, &wanted, &args.formats, &args.folder)?
        }
    };
    written(&made.files, lang)?;
    for problem in &made.problems {
        note(lang.problem(problem));
    }
    for missing in &made.missing {
        let words = lang.say(&missing.words.zh, &missing.words.en);
        note(&format!("{} {}：{words}", lang.say("待填写", "to be written"), missing.field));
    }
    Ok(u8::from(!made.missing.is_empty() || !made.problems.is_empty()))
}

fn written(files: &[PathBuf], lang: Lang) -> Result<u8> {
    for file in files {
        say(&format!("{} {}", lang.say("已写入", "written:"), file.display()))?;
    }
    Ok(0)
}

fn export(args: &ExportArgs, lang: Lang) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    let unit = args.of_unit.clone();
    let done = desk::export(&mut desk, &args.export_format, unit, args.of_year, &args.folder)?;
    written(&done.files, lang)?;
    say(&match lang {
        Lang::Zh => format!("{} 笔分录", done.entries),
        Lang::En => format!("{} entries", done.entries),
    })
}

fn demo(ledger: &Ledger, lang: Lang) -> Result<u8> {
    let mut desk = Desk::create(&ledger.db, "140900000", "明账示例", &actor(ledger))?;
    let done = desk::demo(&mut desk)?;
    let db = desk::shown(&ledger.db);
    say(&match lang {
        Lang::Zh => format!(
            "示例账簿 {db}：{} 个单位，{} 笔分录，{} 批。\n接着试试：\n  mingzhang score --unit 102001 --year 2023\n  mingzhang report final-accounts --unit 102001 --year 2023",
            done.units, done.entries, done.batches
        ),
        Lang::En => format!(
            "demo ledger {db}: {} units, {} entries, {} batches.\nTry next:\n  mingzhang score --unit 102001 --year 2023\n  mingzhang report final-accounts --unit 102001 --year 2023",
            done.units, done.entries, done.batches
        ),
    })
}
