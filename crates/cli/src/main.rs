//! The command line: arguments in, reports out, one exit code.
//!
//! **Invariant:** nothing is judged, read or laid out here; `app` does the work, `report` the words.

mod analyse;
mod args;
mod audit;
mod case;
mod case_args;
mod case_words;
mod cluster;
mod cluster_args;
mod cluster_words;
mod desk;
mod desk_args;
mod desk_words;
mod errors;
mod findings;
mod out;
mod query;
mod serve;
mod show;
mod synth;
mod warn;
mod words;

use args::{Cli, Command};
use clap::FromArgMatches;
use report::Lang;
use std::process::ExitCode;

/// Exit code: the input could not be read or the program not run.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    quiet_panics();
    let words: Vec<String> =
        std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    let lang = args::lang(&words, |name| std::env::var(name).ok());
    let parsed = args::command(lang)
        .try_get_matches_from(std::env::args_os())
        .and_then(|m| Cli::from_arg_matches(&m));
    let result = match parsed {
        Ok(cli) => run(cli, lang),
        Err(e) => return errors::usage(&e, lang),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(e) => {
            errors::say(&e, lang);
            ExitCode::from(FAILED)
        }
    }
}

fn run(cli: Cli, lang: Lang) -> anyhow::Result<u8> {
    match cli.command {
        Command::Audit(args) => audit::run(&args, lang),
        Command::Read(args) => show::read(&args, lang),
        Command::Facts(args) => show::facts(&args, lang),
        Command::Trace(args) => show::trace(&args, lang),
        Command::Rules(args) => show::rules(&args, lang),
        Command::Codes(args) => show::codes(&args, lang),
        Command::Desk(command) => desk::run(&command, lang),
    }
}

/// A document that breaks a stage is reported in its place; the thread's own cry would only confuse.
fn quiet_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let name = std::thread::current().name().map(str::to_owned);
        if !name.is_some_and(|n| n.starts_with("document-")) {
            usual(info);
        }
    }));
}
