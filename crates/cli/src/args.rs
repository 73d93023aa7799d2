//! Arguments. Their texts stand in [`crate::words`], one table for both languages.

use crate::words;
use clap::builder::StyledStr;
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use report::Lang;
use std::path::PathBuf;

#[derive(Debug, Parser)]
#[command(
    name = "mingzhang",
    version,
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub(crate) lang: Option<LangName>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Audit(AuditArgs),
    Read(FileArgs),
    Facts(FactsArgs),
    Trace(TraceArgs),
    Rules(RulesArgs),
    Codes(CodesArgs),
    #[command(flatten)]
    Desk(crate::desk_args::Desk),
}

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "error", value_name = "LEVEL")]
    pub(crate) fail_on: FailOn,
    #[arg(long, short, default_value_t = 0, value_name = "N")]
    pub(crate) jobs: usize,
    #[arg(long, default_value_t = 120, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) time_limit: u64,
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(crate) color: Color,
    #[arg(long, short)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) knowledge: KnowledgeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct KnowledgeArgs {
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(crate) catalog: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct FileArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
}

#[derive(Debug, Args)]
pub(crate) struct FactsArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    #[command(flatten)]
    pub(crate) knowledge: KnowledgeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CodesArgs {
    #[arg(value_name = "LIST")]
    pub(crate) list: Option<PathBuf>,
    #[arg(long = "kind", value_name = "KIND")]
    pub(crate) code_kind: String,
    #[arg(long, value_name = "YEAR")]
    pub(crate) from: i32,
    #[arg(long, value_name = "YEAR")]
    pub(crate) to: Option<i32>,
    #[arg(long)]
    pub(crate) complete: bool,
    #[arg(long = "catalog", default_value = "catalog", value_name = "DIR")]
    pub(crate) into: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct TraceArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    #[arg(value_name = "FIGURE", allow_hyphen_values = true)]
    pub(crate) figure: String,
    #[command(flatten)]
    pub(crate) knowledge: KnowledgeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
    #[command(flatten)]
    pub(crate) knowledge: KnowledgeArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangName {
    Zh,
    En,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Jsonl,
    Html,
    Xlsx,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Notice,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// The language to speak, needed before the arguments are parsed: `--lang`, else the locale.
pub(crate) fn lang(words: &[String], env: impl Fn(&str) -> Option<String>) -> Lang {
    let asked = words.iter().enumerate().find_map(|(i, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(i + 1).map(String::as_str),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    match asked {
        Some("en") => return Lang::En,
        Some("zh") => return Lang::Zh,
        _ => {}
    }
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(env);
    set.into_iter().find(|v| !v.is_empty()).map_or(Lang::Zh, |v| Lang::from_locale(&v))
}

/// The command with all its texts in one language.
pub(crate) fn command(lang: Lang) -> clap::Command {
    let help = clap::Arg::new("help").long("help").short('h').global(true).action(ArgAction::Help);
    let version = clap::Arg::new("version").long("version").short('V').action(ArgAction::Version);
    let root = Cli::command().disable_help_flag(true).disable_version_flag(true);
    let root = root.arg(help).arg(version).max_term_width(80);
    let root = speak(root, "", lang);
    root.subcommand_help_heading(lang.say("命令", "Commands"))
        .subcommand_value_name(lang.say("命令", "COMMAND"))
        .mut_subcommands(|sub| {
            let name = sub.get_name().to_owned();
            spoken(sub, &name, lang)
        })
}

/// A command and those below it, each under the names that lead to it.
fn spoken(command: clap::Command, name: &str, lang: Lang) -> clap::Command {
    let command = speak(command, name, lang);
    if !command.has_subcommands() {
        return command;
    }
    command
        .disable_help_subcommand(true)
        .subcommand_help_heading(lang.say("命令", "Commands"))
        .subcommand_value_name(lang.say("命令", "COMMAND"))
        .mut_subcommands(|sub| {
            let name = format!("{name} {}", sub.get_name());
            spoken(sub, &name, lang)
        })
}

fn speak(command: clap::Command, name: &str, lang: Lang) -> clap::Command {
    let usage = lang.say("用法：", "Usage: ");
    let template = format!("{{about}}\n\n{usage}{{usage}}\n\n{{all-args}}{{after-help}}\n");
    let (options, arguments) = (lang.say("选项", "Options"), lang.say("参数", "Arguments"));
    command
        .about(words::text(&format!("{name}#about"), lang))
        .override_usage(StyledStr::from(words::text(&format!("{name}#usage"), lang)))
        .after_help(words::text(&format!("{name}#after"), lang))
        .help_template(template)
        .mut_args(|arg| {
            let help = words::text(arg.get_id().as_str(), lang);
            let heading = if arg.is_positional() { arguments } else { options };
            let arg = arg.help(help).help_heading(heading);
            match arg.get_action().takes_values() {
                true => arg.hide_possible_values(true).hide_default_value(true),
                false => arg,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_comes_from_the_flag_then_the_locale() {
        let said = |args: &str, set: &[(&str, &str)]| {
            let words: Vec<String> = args.split(' ').map(str::to_owned).collect();
            lang(&words, |name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert_eq!(said("x audit a --lang en", &[("LANG", "zh_CN")]), Lang::En);
        assert_eq!(said("x --lang=zh audit a", &[("LANG", "en_US")]), Lang::Zh);
        assert_eq!(said("x audit a", &[("LANG", "en_US")]), Lang::En);
        assert_eq!(said("x audit a", &[("LC_ALL", "zh_CN"), ("LANG", "en_US")]), Lang::Zh);
        assert_eq!(said("x audit a", &[("LANG", "C.UTF-8")]), Lang::Zh);
        assert_eq!(said("x audit a", &[]), Lang::Zh);
    }

    #[test]
    fn everything_has_a_text_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            let mut root = command(lang);
            root.build();
            let mut all = vec![&root];
            while let Some(one) = all.pop() {
                all.extend(one.get_subcommands());
                assert!(!one.get_about().unwrap().to_string().is_empty(), "{}", one.get_name());
                for arg in one.get_arguments() {
                    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                    assert!(!help.is_empty(), "{} {}", one.get_name(), arg.get_id());
                }
            }
        }
    }
}
