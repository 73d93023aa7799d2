//! The house's own tools: `cargo xtask test | tidy | docs | bless | corrupt | fuzz | bench |
//! import-bench | kill | load | contract | cluster | planted | browser`. Each is one module and one line in [`TASKS`].

mod bench;
mod bless;
mod browser;
mod chance;
mod clerk;
mod cluster;
mod contract;
mod corrupt;
mod docs;
mod fuzz;
mod house;
mod import_bench;
mod kill;
mod load;
mod oversight_bench;
mod planted;
mod postgres;
mod seeds;
mod served;
mod test;
mod tidy;
mod treasury;

use anyhow::{Result, bail};
use std::process::ExitCode;

/// One task of the house.
struct Task {
    name: &'static str,
    help: &'static str,
    run: fn(&[String]) -> Result<()>,
}

/// Every task.
const TASKS: &[Task] = &[
    Task {
        name: "test",
        help: "everything a change must pass: format, lints, tidy, tests, generated pages",
        run: test::run,
    },
    Task {
        name: "tidy",
        help: "the house rules (CONTRIBUTING.md), all violations at once",
        run: tidy::run,
    },
    Task {
        name: "docs",
        help: "writes docs/handbook from the catalogues; --check fails when it is stale",
        run: docs::run,
    },
    Task {
        name: "browser",
        help: "the pages in a real Chromium: every role, every look, axe-core; pictures in target/pictures: [--short]",
        run: browser::run,
    },
    Task {
        name: "load",
        help: "the served pages under wrk, and 100 files at once: --db FILE [--connections N] [--seconds N] [--year N]",
        run: load::run,
    },
    Task {
        name: "contract",
        help: "the API against its OpenAPI document by schemathesis: [--examples N]",
        run: contract::run,
    },
    Task {
        name: "corrupt",
        help: "changes one figure at a time, counts what is noticed: [PATH…] [--seed N] [--each N] [--list]",
        run: corrupt::run,
    },
    Task {
        name: "fuzz",
        help: "mutated files through the whole pipeline: [--seconds N] a format, [--seed N]",
        run: fuzz::run,
    },
    Task {
        name: "bench",
        help: "time and memory a document and a stage: [PATH…] [--runs N]; `bench oversight`: questions and warnings over a province",
        run: bench::run,
    },
    Task {
        name: "import-bench",
        help: "speed and memory of an import, and what comes back from it: [--rows N] [--seed N]",
        run: import_bench::run,
    },
    Task {
        name: "kill",
        help: "ends import and publish at any moment, looks at what is left: [--rounds N] [--rows N] [--seed N]",
        run: kill::run,
    },
    Task {
        name: "cluster",
        help: "a city over two counties on three servers: the same answers as one ledger, also while one is gone: [--payments N] [--seed N] [--short]",
        run: cluster::run,
    },
    Task {
        name: "planted",
        help: "what each warning rule finds of violations planted for it: [--units N] [--payments N] [--seed N]",
        run: planted::run,
    },
    Task {
        name: "bless",
        help: "rewrites the goldens from what the program does now",
        run: bless::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let name = arguments.first().map_or("", String::as_str);
    if let Some(task) = TASKS.iter().find(|t| t.name == name) {
        return (task.run)(arguments.get(1..).unwrap_or_default());
    }
    for task in TASKS {
        println!("cargo xtask {:<12} {}", task.name, task.help);
    }
    match name {
        "" | "help" | "--help" | "-h" => Ok(()),
        other => bail!("no task {other}; the tasks are listed above"),
    }
}
