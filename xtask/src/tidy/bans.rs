//! What must not be written, where, why, and what to write instead.

use super::{Rust, Violations};
use crate::house::Source;

/// A ban.
struct Ban {
    /// Words or pieces of code; a piece that begins and ends with a letter is matched as a whole word.
    what: &'static [&'static str],
    /// Crates it holds in; empty for all.
    only: &'static [&'static str],
    /// Crates it does not hold in.
    except: &'static [&'static str],
    /// Where it is looked for.
    layer: Layer,
    why: &'static str,
    instead: &'static str,
}

/// What of a file is looked at.
#[derive(Clone, Copy, PartialEq)]
enum Layer {
    /// Code that ships: no comments, texts or tests.
    Shipped,
    /// Code, tests too.
    Code,
    /// Everything, comments and texts too.
    Text,
}

/// Crates that touch the outside world.
const OUTSIDE: &[&str] = &["app", "browser", "cli", "testkit", "web", "xtask"];

const BANS: &[Ban] = &[
    Ban {
        what: &["f32", "f64"],
        only: &["base", "facts", "formula", "audit", "ledger", "performance", "intake", "store"],
        except: &[],
        layer: Layer::Code,
        why: "no float ever holds money, a rate or a score",
        instead: "base::Decimal, base::Interval",
    },
    Ban {
        what: &[".unwrap()", ".expect(", "panic!(", "unreachable!("],
        only: &[],
        except: &[],
        layer: Layer::Shipped,
        why: "bad input is not an error of the program, and one file must not stop a batch",
        instead: "`?`, `let … else`, `.unwrap_or_default()`, or a base::Problem beside the value",
    },
    Ban {
        what: &["std::fs", "std::net", "std::process", "SystemTime", "Instant", "std::env"],
        only: &[],
        except: OUTSIDE,
        layer: Layer::Shipped,
        why: "core crates take bytes and a date, so that the same input gives the same bytes",
        instead: "let app read it and pass the value",
    },
    Ban {
        what: &["todo!", "unimplemented!", "dbg!"],
        only: &[],
        except: &[],
        layer: Layer::Code,
        why: "unfinished code is not committed",
        instead: "finish it, or leave it out and say so in README.md",
    },
    Ban {
        what: &[concat!("FIX", "ME"), concat!("X", "XX"), concat!("HA", "CK")],
        only: &[],
        except: &[],
        layer: Layer::Text,
        why: "debt is greppable by kind",
        instead: "TODO-scale, TODO-security or TODO-design with what is owed",
    },
];

/// Lines that are let through, each with its reason.
const LET_THROUGH: &[(&str, &str, &str)] = &[
    (
        "crates/readers/src/pdf",
        "Instant",
        "a page that takes too long is cut off; the clock never reaches the document",
    ),
    (
        "crates/readers/src/budget.rs",
        "Instant",
        "the time limit of one file; the clock never reaches the document",
    ),
    (
        "crates/store/src/backup.rs",
        "std::fs",
        "a copy gets its name when it is complete; the store touches its own files only",
    ),
];

/// Pieces of machine paths and private registries that no file may hold.
const MACHINE: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/tmp/", "bash"),
    concat!("/ho", "me/"),
    concat!("registry = \"", "http"),
    concat!("replace-", "with"),
];

/// The only place dependencies come from.
const REGISTRY: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

pub fn check(rust: &[Rust<'_>], sources: &[Source]) -> Violations {
    let mut found = Vec::new();
    for file in rust {
        for ban in BANS {
            found.extend(apply(ban, file));
        }
    }
    for source in sources {
        found.extend(machine(source));
    }
    found
}

fn apply(ban: &Ban, file: &Rust<'_>) -> Violations {
    let home = home(file.path);
    let concerned =
        (ban.only.is_empty() || ban.only.contains(&home)) && !ban.except.contains(&home);
    if !concerned {
        return Violations::new();
    }
    let text = match ban.layer {
        Layer::Shipped => file.shipped.as_str(),
        Layer::Code => file.code.as_str(),
        Layer::Text => file.text,
    };
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for what in ban.what.iter().filter(|w| has(line, w)) {
            let let_through = |(path, piece, _): &(&str, &str, &str)| {
                file.path.starts_with(path) && piece == what
            };
            if !LET_THROUGH.iter().any(let_through) {
                let (at, why, instead) = (number + 1, ban.why, ban.instead);
                found.push(format!("{}:{at}: no `{what}`: {why}; instead: {instead}", file.path));
            }
        }
    }
    found
}

/// The crate a file belongs to.
fn home(path: &str) -> &str {
    path.strip_prefix("crates/").unwrap_or(path).split('/').next().unwrap_or_default()
}

/// Whether the line holds the piece; a piece made of letters only as a whole word.
fn has(line: &str, piece: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(piece).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + piece.len()..].chars().next();
        let opens = piece.starts_with(|c: char| c.is_alphanumeric());
        let closes = piece.ends_with(|c: char| c.is_alphanumeric());
        let inside_word = (opens && word(before)) || (closes && word(after));
        !inside_word
    })
}

fn machine(source: &Source) -> Violations {
    let mut found = Vec::new();
    let lock = source.path.ends_with("Cargo.lock");
    for (number, line) in source.text.lines().enumerate() {
        for piece in MACHINE.iter().filter(|p| line.contains(*p)) {
            found.push(format!(
                "{}:{}: `{piece}` is a place on one machine; use a path relative to the root",
                source.path,
                number + 1
            ));
        }
        if lock && line.starts_with("source = ") && line != REGISTRY {
            found.push(format!(
                "{}:{}: dependencies come from crates.io only",
                source.path,
                number + 1
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_matched_whole() {
        assert!(has("let a: f64 = 1.0;", "f64"));
        assert!(!has("let buf64 = 1;", "f64"));
        assert!(has("x.unwrap();", ".unwrap()"));
        assert!(!has("x.unwrap_or(1);", ".unwrap()"));
    }
}
