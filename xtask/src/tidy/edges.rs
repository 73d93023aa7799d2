//! Who may know whom: the table of crates, compared with what `cargo metadata` says.

use crate::house;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;

/// A crate and the crates of the house it may use. Nouns own types, verbs do crossings; a noun never
/// depends on a verb, and no crate imports the crate that consumes its result.
const MAY_USE: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("access", &["base"]),
    ("document", &["base"]),
    ("formula", &["base"]),
    ("facts", &["base"]),
    ("forms", &["base"]),
    ("readers", &["base", "document"]),
    ("writers", &["base", "document"]),
    ("extract", &["base", "document", "facts", "forms"]),
    ("audit", &["base", "facts", "formula", "forms"]),
    ("press", &["base", "document"]),
    ("ledger", &["base"]),
    ("performance", &["base"]),
    ("intake", &["base", "forms", "ledger"]),
    ("store", &["base", "ledger"]),
    ("oversight", &["base", "ledger", "store"]),
    ("transfer", &["base", "ledger"]),
    (
        "report",
        &["base", "document", "facts", "forms", "audit", "ledger", "performance", "oversight"],
    ),
    (
        "app",
        &[
            "access",
            "base",
            "document",
            "facts",
            "forms",
            "readers",
            "writers",
            "press",
            "extract",
            "audit",
            "ledger",
            "performance",
            "intake",
            "store",
            "oversight",
            "transfer",
            "report",
        ],
    ),
    ("web", &["access", "base", "app", "report"]),
    ("cli", &["base", "app", "report", "web"]),
    ("browser", &["app", "web"]),
    (
        "testkit",
        &[
            "base",
            "document",
            "facts",
            "formula",
            "forms",
            "readers",
            "writers",
            "extract",
            "audit",
            "ledger",
            "performance",
            "intake",
            "store",
            "oversight",
            "press",
            "report",
            "app",
        ],
    ),
    (
        "xtask",
        &[
            "access",
            "base",
            "document",
            "facts",
            "formula",
            "forms",
            "readers",
            "writers",
            "extract",
            "audit",
            "ledger",
            "performance",
            "intake",
            "store",
            "oversight",
            "press",
            "report",
            "app",
            "testkit",
        ],
    ),
];

/// Edges that only tests may have.
const TESTS_MAY_USE: &[&str] =
    &["testkit", "readers", "writers", "extract", "audit", "forms", "facts", "store"];

pub fn check() -> Result<Vec<String>> {
    let mut cargo = house::cargo();
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&house::output(&mut cargo)?)
        .context("cargo metadata gave something that is not JSON")?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let table: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut found = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(allowed) = table.get(name) else {
            found.push(format!(
                "crates/{name}: not in the table of crates; give it a line in xtask/src/tidy/edges.rs \
                 and in ARCHITECTURE.md, as its own change"
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let other = dependency["name"].as_str().unwrap_or_default();
            let for_tests = dependency["kind"].as_str() == Some("dev");
            let fine = !table.contains_key(other)
                || allowed.contains(&other)
                || (for_tests && TESTS_MAY_USE.contains(&other));
            if !fine {
                found.push(format!(
                    "crates/{name}/Cargo.toml: {name} must not know {other}; pass plain values instead, \
                     or move the code to the crate that may (ARCHITECTURE.md)"
                ));
            }
        }
    }
    Ok(found)
}
