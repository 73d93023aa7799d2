//! What goes wrong before or instead of a result, on stderr: what, where, what to do.

use app::Fault;
use clap::error::{ContextKind, ErrorKind};
use report::Lang;
use std::process::ExitCode;

/// One line on stderr; a closed stderr is no reason to fail.
pub(crate) fn note(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A failure of a use case.
pub(crate) fn say(error: &anyhow::Error, lang: Lang) {
    match error.downcast_ref::<Fault>() {
        Some(fault) => note(&format!("mingzhang: {}", lang.say(&fault.zh, &fault.en))),
        None => note(&format!("mingzhang: {error:#}")),
    }
}

/// Help, version, or arguments that make no sense; clap speaks English, so the latter are said here.
pub(crate) fn usage(error: &clap::Error, lang: Lang) -> ExitCode {
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if asked || help || lang == Lang::En {
        let _ = error.print();
    } else {
        note(&format!("mingzhang: {}", chinese(error)));
    }
    if asked { ExitCode::SUCCESS } else { ExitCode::from(crate::FAILED) }
}

fn chinese(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (arg, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {arg}"),
        ErrorKind::UnknownArgument => format!("不认识的参数 {arg}"),
        ErrorKind::InvalidSubcommand => {
            format!("不认识的命令 {}", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 后面缺少取值"),
        ErrorKind::InvalidValue => {
            format!("{arg} 不能取 {value}；可取 {}", context(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => format!("{arg} 的取值 {value} 无效"),
        ErrorKind::ArgumentConflict => format!("{arg} 重复或与其他参数冲突"),
        _ => format!("参数有误 {arg} {value}"),
    };
    let near =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let near = near.map(context).concat();
    let near = if near.is_empty() { near } else { format!("；是否想用 {near}？") };
    format!("{what}{near}\n用 mingzhang --help 查看用法")
}
