//! Documents the tools work on: our own corpus, and the shared one beside the checkout when it is there.

use crate::house;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A file and its bytes.
pub struct Seed {
    /// Path as shown.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The clean documents of `tests/corpus` and everything in `../shared/corpus` that is a document.
///
/// # Errors
/// When a file cannot be read.
pub fn usual() -> Result<Vec<Seed>> {
    let mut paths = files(&house::root().join("tests/corpus"))?;
    paths.retain(|p| clean(p));
    if let Some(shared) = house::root().parent().map(|p| p.join("shared/corpus")) {
        paths.extend(files(&shared)?);
    }
    paths.iter().map(|p| read(p)).collect()
}

/// Samples of formats that are no reports: for reading, not for judging.
///
/// # Errors
/// When a file cannot be read.
pub fn samples() -> Result<Vec<Seed>> {
    files(&house::root().join("tests/corpus/formats"))?.iter().map(|p| read(p)).collect()
}

/// One file.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Seed> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Seed { name, bytes })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let kind = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_file()
            && matches!(
                kind.as_str(),
                "txt" | "pdf" | "docx" | "xlsx" | "html" | "doc" | "xls" | "odt" | "ods"
            )
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Not one of the documents with a known error, nor a golden.
fn clean(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    !name.contains("-error-") && name.matches('.').count() == 1
}

/// The value after `--name` among the arguments.
///
/// # Errors
/// When it is no value of its kind.
pub fn option<T: FromStr>(arguments: &[String], name: &str, otherwise: T) -> Result<T> {
    let Some(at) = arguments.iter().position(|a| a == name) else { return Ok(otherwise) };
    let text = arguments.get(at + 1).map_or("", String::as_str);
    text.parse().ok().with_context(|| format!("{name} needs a number, not “{text}”"))
}

/// Arguments that are neither options nor their values.
pub fn paths(arguments: &[String], flags: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut value = false;
    for argument in arguments {
        if value {
            value = false;
        } else if argument.starts_with("--") {
            value = !flags.contains(&argument.as_str());
        } else {
            found.push(PathBuf::from(argument));
        }
    }
    found
}

/// Runs the same task from a release build when this is not one: it would take ten times as long.
///
/// # Errors
/// When the build or the task fails.
pub fn in_release(task: &str, arguments: &[String]) -> Result<bool> {
    if !cfg!(debug_assertions) {
        return Ok(false);
    }
    let mut cargo = house::cargo();
    cargo.args(["run", "--quiet", "--release", "--package", "xtask", "--", task]).args(arguments);
    if let Ok(here) = std::env::current_dir() {
        cargo.current_dir(here);
    }
    house::run(&mut cargo)?;
    Ok(true)
}
