//! `mingzhang case`: warnings on their way to the end. What is done is `app`'s, how it looks is `report`'s.

use crate::case_args::CaseArgs;
use crate::desk::{open, say};
use crate::errors::note;
use crate::out::Out;
use anyhow::Result;
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::{self as desk, CaseAct, CaseFilter, LetterOptions};
use report::{CasePage, Lang, Style};
use std::io::IsTerminal;
use std::path::PathBuf;

/// Cases that a list shows unless all are asked for.
const LISTED: usize = 50;

pub(crate) fn run(args: &CaseArgs, lang: Lang) -> Result<u8> {
    let mut desk = open(&args.ledger)?;
    match args.case_action.as_str() {
        "list" | "列表" => list(&mut desk, args, lang),
        "show" | "查看" => show(&mut desk, args, lang),
        "stats" | "统计" => statistics(&mut desk, args, lang),
        "letter" | "文书" => letter(&mut desk, args, lang),
        "files" | "附件" => files(&mut desk, args, lang),
        "settings" | "设置" => settings(&mut desk, args, lang),
        _ => step(&mut desk, args, lang),
    }
}

fn filter(args: &CaseArgs) -> Result<CaseFilter, Fault> {
    desk::case_filter(&desk::CaseWords {
        year: args.case_year,
        unit: &args.case_unit,
        region: &args.case_region,
        rule: &args.case_rule,
        level: &args.case_level,
        state: &args.case_state,
        role: &args.case_role,
        on: &args.case_on,
        officer: args.case_officer.as_deref(),
        open: args.case_open,
        overdue: args.case_overdue,
    })
}

fn style(lang: Lang) -> Style {
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    Style { lang, colour }
}

/// Text, or JSON where asked for.
fn wants_json(args: &CaseArgs) -> Result<bool, Fault> {
    match args.case_formats.join(",").as_str() {
        "" | "text" => Ok(false),
        "json" => Ok(true),
        other => Err(Fault {
            zh: format!("没有“{other}”这种格式；可用 text、json"),
            en: format!("there is no format “{other}”; use text or json"),
        }),
    }
}

fn print(text: &str) -> Result<u8> {
    let _ = Out::new(None).write(text.as_bytes())?;
    Ok(0)
}

fn list(desk: &mut Desk, args: &CaseArgs, lang: Lang) -> Result<u8> {
    let (json, filter) = (wants_json(args)?, filter(args)?);
    let listed = desk::list_cases(desk, &filter)?;
    match json {
        true => print(&desk::to_json(&listed)?),
        false => {
            let (cases, totals) = (&listed.cases, &listed.totals);
            let most = if args.case_all { usize::MAX } else { LISTED };
            print(&report::case_list(cases, totals, &listed.queue, most, style(lang)))
        }
    }
}

/// The id that a command is about.
fn one(args: &CaseArgs) -> Result<&str, Fault> {
    let missing = || Fault {
        zh: "请给出预警编号；用 case list 查看".to_owned(),
        en: "give the id of a case; case list shows them".to_owned(),
    };
    args.case_ids.first().map(String::as_str).ok_or_else(missing)
}

fn show(desk: &mut Desk, args: &CaseArgs, lang: Lang) -> Result<u8> {
    let (json, filter) = (wants_json(args)?, filter(args)?);
    let view = desk::case_view(desk, one(args)?, filter.on, args.case_evidence.as_deref())?;
    if json {
        return print(&desk::to_json(&view)?);
    }
    let files: Vec<(String, String, bool)> =
        view.files.iter().map(|k| (k.file.name.clone(), k.place.clone(), k.whole)).collect();
    let page = CasePage {
        now: &view.now,
        awaited: view.awaited.as_ref(),
        overdue: view.overdue,
        legs: &view.legs,
        files: &files,
    };
    print(&report::case_page(page, style(lang)))
}

fn statistics(desk: &mut Desk, args: &CaseArgs, lang: Lang) -> Result<u8> {
    let (json, filter) = (wants_json(args)?, filter(args)?);
    let s = desk::case_statistics(desk, &filter)?;
    match json {
        true => print(&desk::to_json(&s)?),
        false => print(&report::case_statistics(&s, style(lang))),
    }
}

fn letter(desk: &mut Desk, args: &CaseArgs, lang: Lang) -> Result<u8> {
    let mut formats = args.case_formats.clone();
    if formats.is_empty() {
        formats = ["docx", "pdf", "html"].map(str::to_owned).into();
    }
    let options = LetterOptions {
        kind: args.case_letter.clone(),
        formats,
        folder: args.case_out.clone(),
        evidence: args.case_evidence.clone(),
    };
    one(args)?;
    let mut code = 0;
    for id in &args.case_ids {
        let made = desk::case_letter(desk, id, &options)?;
        written(&made.files, lang)?;
        for missing in &made.missing {
            let words = lang.say(&missing.words.zh, &missing.words.en);
            note(&format!("{} {}：{words}", lang.say("草稿，待", "draft, lacks"), missing.field));
            code = 1;
        }
    }
    Ok(code)
}

fn files(desk: &mut Desk, args: &CaseArgs, lang: Lang) -> Result<u8> {
    let id = one(args)?;
    let done = desk::case_files(desk, id, args.case_evidence.as_deref(), &args.case_out)?;
    written(&done, lang)?;
    if done.is_empty() {
        say(lang.say("这件预警没有附件", "the case has no files"))?;
    }
    Ok(0)
}

fn written(files: &[PathBuf], lang: Lang) -> Result<u8> {
    for file in files {
        say(&format!("{} {}", lang.say("已写入", "written:"), file.display()))?;
    }
    Ok(0)
}

fn settings(desk: &mut Desk, args: &CaseArgs, _: Lang) -> Result<u8> {
    let settings = match args.case_ids.first() {
        Some(path) => desk::set_case_settings(desk, path.as_ref())?,
        None => desk::case_settings(desk)?,
    };
    print(&desk::to_json(&settings)?)
}

fn step(desk: &mut Desk, args: &CaseArgs, lang: Lang) -> Result<u8> {
    let act = CaseAct {
        ids: args.case_ids.clone(),
        action: args.case_action.clone(),
        result: args.case_result.clone(),
        role: args.case_role.clone(),
        comment: args.case_comment.clone(),
        day: args.case_day.clone(),
        letter: args.case_letter.clone(),
        number: args.case_number.clone(),
        signer: args.case_signer.clone(),
        due: args.case_due.clone(),
        amounts: [&args.case_refunded, &args.case_rebooked, &args.case_other].map(Clone::clone),
        files: args.case_files.clone(),
        given: Vec::new(),
        folder: args.case_evidence.clone(),
        after: args.case_after,
    };
    let done = desk::case_act(desk, &act)?;
    if wants_json(args)? {
        return print(&desk::to_json(&done)?);
    }
    for acted in &done {
        let (id, seq) = (&acted.id, acted.seq);
        let state = lang.say(acted.state.zh(), acted.state.en());
        let number = match acted.number.as_str() {
            "" => String::new(),
            number => format!(" {number}"),
        };
        say(&match lang {
            Lang::Zh => format!("{id} {state}{number}（分录 {seq}）"),
            Lang::En => format!("{id} {state}{number} (entry {seq})"),
        })?;
        say(&report::next_step(lang, id, acted.awaited.as_ref()))?;
    }
    Ok(0)
}
