//! `cargo xtask test`: everything a change must pass, on a fresh machine with only a Rust toolchain and a
//! C linker.

use crate::house;
use crate::postgres::{self, Server};
use anyhow::{Context, Result, bail};
use std::process::Command;
use std::time::Instant;

/// One step, and what to do when it fails.
struct Step {
    title: &'static str,
    advice: &'static str,
    command: fn() -> Command,
}

const STEPS: &[Step] = &[
    Step {
        title: "format",
        advice: "run `cargo fmt` and look at what it changed",
        command: || cargo(&["fmt", "--all", "--check"]),
    },
    Step {
        title: "lints",
        advice: "every warning counts; the message says what to write instead",
        command: || {
            cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])
        },
    },
    Step {
        title: "tidy",
        advice: "the house rules and their reasons are in CONTRIBUTING.md",
        command: || cargo(&["xtask", "tidy"]),
    },
    Step {
        title: "tests",
        advice: "a changed golden is rewritten by `cargo xtask bless`, then read as a diff",
        command: tests,
    },
    Step {
        title: "browser",
        advice: "the message names page and complaint; pictures are in target/pictures",
        command: || cargo(&["xtask", "browser", "--short"]),
    },
    Step {
        title: "kill",
        advice: "the message says what a killed import or publish left behind; `--seed` repeats it",
        command: || cargo(&["xtask", "kill", "--rounds", "3", "--rows", "3000"]),
    },
    Step {
        title: "cluster",
        advice: "the message says which answer of the nodes differs, or what they do not survive",
        command: || cargo(&["xtask", "cluster", "--short"]),
    },
    Step {
        title: "generated pages",
        advice: "run `cargo xtask docs` and commit docs/handbook",
        command: || cargo(&["xtask", "docs", "--check"]),
    },
];

pub fn run(_: &[String]) -> Result<()> {
    let start = Instant::now();
    needs()?;
    let server = server();
    for (number, step) in STEPS.iter().enumerate() {
        let begun = Instant::now();
        println!("== {}/{} {} ==", number + 1, STEPS.len(), step.title);
        let mut command = (step.command)();
        if let Some(server) = &server {
            command.env(postgres::VARIABLE, server.url());
        }
        house::run(&mut command)
            .with_context(|| format!("step “{}” failed: {}", step.title, step.advice))?;
        println!("   {} s", begun.elapsed().as_secs());
    }
    println!("== all passed in {} s ==", start.elapsed().as_secs());
    Ok(())
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = house::cargo();
    cargo.args(arguments);
    cargo
}

fn tests() -> Command {
    if house::present("cargo", &["nextest", "--version"]) {
        return cargo(&["nextest", "run", "--workspace", "--exclude", "browser", "--no-fail-fast"]);
    }
    cargo(&["test", "--workspace", "--exclude", "browser", "--quiet"])
}

/// A PostgreSQL for the tests of the store, unless the caller names one.
fn server() -> Option<Server> {
    if let Ok(url) = std::env::var(postgres::VARIABLE) {
        println!("   tests of the store use {} as given: {url}", postgres::VARIABLE);
        return None;
    }
    match Server::start() {
        Ok(server) => {
            println!("   a temporary PostgreSQL runs at {}", server.url());
            Some(server)
        }
        Err(error) => {
            println!("   SKIPPED: no PostgreSQL, so the tests of the store run on SQLite only");
            println!("   ({error:#}); `apt-get install postgresql` enables them. All others run.");
            None
        }
    }
}

/// What the machine must have, and what is only nice to have.
fn needs() -> Result<()> {
    println!("== 0/{} what this machine has ==", STEPS.len());
    if !["cc", "gcc", "clang"].iter().any(|cc| house::present(cc, &["--version"])) {
        apt("gcc libc6-dev").context("a C linker is needed: `apt-get install gcc libc6-dev`")?;
    }
    for (component, tool) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if house::output(cargo(&[tool, "--version"]).env_remove("RUSTUP_TOOLCHAIN")).is_err() {
            println!("   {component} is missing, asking rustup for it");
            let mut rustup = Command::new("rustup");
            house::run(rustup.args(["component", "add", component])).with_context(|| {
                format!(
                    "`cargo {tool}` is missing: `rustup component add {component}`, or \
                     `apt-get install {}` for Debian's own toolchain",
                    if component == "clippy" { "rust-clippy" } else { component }
                )
            })?;
        }
    }
    if !["soffice", "libreoffice"].iter().any(|office| house::present(office, &["--version"])) {
        println!(
            "   SKIPPED: LibreOffice is not installed, so the tests of .rtf, .wps and .et through"
        );
        println!(
            "   LibreOffice do not run; `apt-get install libreoffice-writer libreoffice-calc`"
        );
        println!("   enables them. All other tests run.");
    }
    if !house::present("cargo", &["nextest", "--version"]) {
        println!("   cargo-nextest is not installed; `cargo test` is used, which is slower");
    }
    Ok(())
}

/// Installs Debian packages where we may: as root, or through a sudo that does not ask.
///
/// # Errors
/// When no way to install them works.
pub fn apt(packages: &str) -> Result<()> {
    let words: Vec<&str> = packages.split(' ').collect();
    let install = ["install", "--yes", "--no-install-recommends"];
    for prefix in [&[][..], &["sudo", "--non-interactive"][..]] {
        let mut all: Vec<&str> = prefix.to_vec();
        all.push("apt-get");
        let Some((first, rest)) = all.split_first() else { continue };
        let mut command = Command::new(first);
        if house::run(command.args(rest).args(install).args(&words)).is_ok() {
            return Ok(());
        }
    }
    bail!("could not install {packages} with apt-get")
}
