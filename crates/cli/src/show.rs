//! `mingzhang read`, `facts`, `trace` and `rules`: plain views on the screen.

use crate::args::{FactsArgs, FileArgs, KnowledgeArgs, RulesArgs, TraceArgs};
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
