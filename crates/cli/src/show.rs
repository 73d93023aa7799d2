//! `mingzhang read`, `facts`, `trace` and `rules`: plain views on the screen.

use crate::args::{CodesArgs, FactsArgs, FileArgs, KnowledgeArgs, RulesArgs, TraceArgs};
use crate::errors::note;
use crate::out::Out;
use anyhow::Result;
use app::Knowledge;
use base::Problem;
use report::{Lang, Style};
use std::io::IsTerminal;

pub(crate) fn read(args: &FileArgs, lang: Lang) -> Result<u8> {
    let (text, problems) = app::read(&args.file)?;
    show(&text, &problems, lang)
}

pub(crate) fn facts(args: &FactsArgs, lang: Lang) -> Result<u8> {
    let (text, problems) = app::facts(&args.file, &knowledge(&args.knowledge)?)?;
    show(&text, &problems, lang)
}

/// Not finding the figure is a finding: exit code 1, as grep does.
pub(crate) fn trace(args: &TraceArgs, lang: Lang) -> Result<u8> {
    let knowledge = knowledge(&args.knowledge)?;
    let (trace, problems) = app::trace(&args.file, &args.figure, &knowledge)?;
    show(&report::trace_text(&trace, style(lang)), &problems, lang)?;
    Ok(u8::from(trace.hits.is_empty()))
}

pub(crate) fn rules(args: &RulesArgs, lang: Lang) -> Result<u8> {
    let knowledge = knowledge(&args.knowledge)?;
    let text = match &args.id {
        Some(id) => report::rule_page(app::rule(&knowledge, id)?, style(lang)),
        None => report::rule_list(&knowledge.rulebook.rules, style(lang)),
    };
    show(&text, &[], lang)
}

/// Takes a list over, or says what changed between two years.
pub(crate) fn codes(args: &CodesArgs, lang: Lang) -> Result<u8> {
    let Some(list) = &args.list else {
        let catalog = args.into.is_dir().then_some(args.into.as_path());
        let knowledge = Knowledge::load(None, catalog)?;
        let to = args.to.unwrap_or(args.from + 1);
        let lines = app::codes::changes(&knowledge, &args.code_kind, args.from, to)?;
        let text: String = lines.iter().map(|(zh, en)| format!("{}\n", lang.say(zh, en))).collect();
        return show(&text, &[], lang);
    };
    let options = app::codes::ListOptions {
        kind: args.code_kind.clone(),
        from: args.from,
        to: args.to,
        complete: args.complete,
        catalog: args.into.clone(),
    };
    let done = app::codes::list(list, &options)?;
    let (file, codes, replaced) = (done.file.display(), done.codes, done.replaced);
    let text = match lang {
        Lang::Zh => format!(
            "已写入 {file}：{codes} 个编码，其中 {replaced} 个替换旧码；用 --catalog {} 启用\n",
            args.into.display()
        ),
        Lang::En => format!(
            "written: {file}: {codes} codes, {replaced} replace old ones; use it with --catalog {}\n",
            args.into.display()
        ),
    };
    show(&text, &done.problems, lang)?;
    Ok(u8::from(!done.problems.is_empty()))
}

fn knowledge(args: &KnowledgeArgs) -> Result<Knowledge> {
    Ok(Knowledge::load(args.rules.as_deref(), args.catalog.as_deref())?)
}

fn style(lang: Lang) -> Style {
    Style {
        lang,
        colour: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    }
}

fn show(text: &str, problems: &[Problem], lang: Lang) -> Result<u8> {
    let _ = Out::new(None).write(text.as_bytes())?;
    for problem in problems {
        let spot = lang.spot(&problem.spot, "");
        let text = format!("{spot} {} [{}]", lang.problem(problem), problem.code);
        note(text.trim_start());
    }
    Ok(0)
}
