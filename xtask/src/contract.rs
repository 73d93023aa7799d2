//! `cargo xtask contract`: schemathesis (from PyPI) asks the served demonstration whatever its OpenAPI document
//! allows and forbids: no 5xx, and no answer that the document does not describe.

use crate::served::Server;
use crate::{clerk, house, seeds};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// schemathesis as it was when the API was last looked at.
const TOOL: &str = "schemathesis==4.32.5";

/// An account of the demonstration that may do what the API offers, and the scopes of its token.
const NAME: &str = "congress";
const PASSWORD: &str = "Mingzhang-demo1";
const SCOPES: &str = "ledger-read=on&ledger-detail=on&document-check=on&case-read=on&rule-read=on&\
    performance-read=on&report-read=on";

/// A question that fits its description may still have no answer (a measure that is not shown orders the rows, a
/// year without entries): 422, which the document describes, says why.
const SETTINGS: &str = "[checks]\npositive_data_acceptance.expected-statuses = \
    [\"2xx\", \"3xx\", \"401\", \"403\", \"404\", \"422\", \"429\"]\n";

pub fn run(arguments: &[String]) -> Result<()> {
    let examples: u32 = seeds::option(arguments, "--examples", 100)?;
    let tool = tool()?;
    let folder = std::env::temp_dir().join(format!("mingzhang-contract-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let db = folder.join("demo.db").display().to_string();
    let server = Server::start(&clerk::program(true)?, &["demo", "--serve"], &db)?;
    let visitor = server.log_in(NAME, PASSWORD)?;
    let made = visitor.post(&server, "/api/tokens", &format!("label=contract&days=1&{SCOPES}"))?;
    let text = made.text();
    let token = text.split("class=\"secret\"").nth(1).and_then(|t| t.split(['>', '<']).nth(1));
    let token = token.context("no token was made")?;
    let settings = folder.join("schemathesis.toml");
    std::fs::write(&settings, SETTINGS)?;
    let mut command = Command::new(tool);
    command.arg("--config-file").arg(&settings).arg("run");
    command.arg(format!("http://{}/api/v1/openapi.json", server.address));
    command.args(["--header", &format!("Authorization: Bearer {token}")]);
    command.args(["--max-examples", &examples.to_string(), "--seed", "1", "--no-color"]);
    command.args(["--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure"]);
    let done = house::run(&mut command);
    drop(server);
    let _ = std::fs::remove_dir_all(&folder);
    done
}

/// The program in an environment of its own under `target`.
fn tool() -> Result<PathBuf> {
    let folder = house::root().join("target/schemathesis");
    let tool = folder.join("bin/schemathesis");
    if !tool.exists() {
        house::run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        house::run(Command::new(folder.join("bin/pip")).args(["install", "--quiet", TOOL]))?;
    }
    Ok(tool)
}
