//! `cargo xtask docs`: the handbook, generated from the catalogues so that it cannot drift.

mod forms;
mod rules;
mod warnings;

use crate::house;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// A page: its path below the root and its text.
type Page = (String, String);

/// Where the generated pages live; whatever else lies there is stale.
const HANDBOOK: &str = "docs/handbook";

pub fn run(arguments: &[String]) -> Result<()> {
    let mut pages = rules::pages()?;
    pages.extend(forms::pages()?);
    pages.extend(warnings::pages()?);
    if arguments.iter().any(|a| a == "--check") {
        return check(&pages);
    }
    for old in existing()? {
        if !pages.iter().any(|(path, _)| *path == old) {
            std::fs::remove_file(house::root().join(&old)).with_context(|| old.clone())?;
        }
    }
    for (path, text) in &pages {
        let path = house::root().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    println!("{} pages written to {HANDBOOK}", pages.len());
    Ok(())
}

fn check(pages: &[Page]) -> Result<()> {
    let mut stale: Vec<String> = Vec::new();
    for (path, text) in pages {
        let now = std::fs::read_to_string(house::root().join(path)).unwrap_or_default();
        if now != *text {
            stale.push(path.clone());
        }
    }
    stale.extend(existing()?.into_iter().filter(|old| pages.iter().all(|(path, _)| path != old)));
    if stale.is_empty() {
        println!("{HANDBOOK}: {} pages are up to date", pages.len());
        return Ok(());
    }
    bail!("stale: {}; run `cargo xtask docs`", stale.join(", "))
}

fn existing() -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![house::root().join(HANDBOOK)];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(inside) = path.strip_prefix(house::root()) {
                found.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    Ok(found)
}
