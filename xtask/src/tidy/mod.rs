//! `cargo xtask tidy`: the house rules as data. A rule says what is banned, where, why, and what to write
//! instead; all violations are printed at once.

mod bans;
mod edges;
mod lexer;
mod sizes;
mod vocabulary;

use crate::house::{self, Source};
use anyhow::{Result, bail};

/// One violation: where, and what to do.
type Violations = Vec<String>;

/// A Rust file with its code laid bare.
pub(crate) struct Rust<'a> {
    path: &'a str,
    text: &'a str,
    /// Comments and the insides of texts blanked, lines kept.
    code: String,
    /// The same without test modules.
    shipped: String,
    /// A file that only tests use.
    test: bool,
}

pub fn run(_: &[String]) -> Result<()> {
    let sources = house::sources()?;
    let rust: Vec<Rust<'_>> = sources.iter().filter_map(rust).collect();
    let mut found = edges::check()?;
    found.extend(headers(&rust));
    found.extend(sizes::check(&rust));
    found.extend(bans::check(&rust, &sources));
    found.extend(vocabulary::check(&sources));
    for line in &found {
        println!("{line}");
    }
    if found.is_empty() {
        println!("tidy: {} files, {} of them Rust, nothing to report", sources.len(), rust.len());
        return Ok(());
    }
    bail!("tidy: {} violations", found.len())
}

fn rust(source: &Source) -> Option<Rust<'_>> {
    if !source.path.ends_with(".rs") {
        return None;
    }
    let code = lexer::code(&source.text);
    let parts: Vec<&str> = source.path.split('/').collect();
    let test = parts.contains(&"tests")
        || parts.contains(&"examples")
        || matches!(parts.last(), Some(&"tests.rs"))
        || matches!(parts.get(1), Some(&"testkit"));
    let shipped = if test { String::new() } else { lexer::without_tests(&code) };
    Some(Rust { path: &source.path, text: &source.text, code, shipped, test })
}

/// Every file says why it exists.
fn headers(rust: &[Rust<'_>]) -> Violations {
    let bare = rust.iter().filter(|r| !r.text.starts_with("//!"));
    bare.map(|r| format!("{}:1: open with `//!` and say why the file exists", r.path)).collect()
}
