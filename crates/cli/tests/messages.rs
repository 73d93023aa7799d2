//! `docs/messages.md` names every problem the sources can report, in their words, and nothing else.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../../docs/messages.md");

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            out.push(path);
        }
    }
}

/// `some-code` at the beginning of a text, in quotation marks.
fn code(text: &str) -> Option<&str> {
    let (code, _) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    let plain = code.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    (plain && !code.is_empty()).then_some(code)
}

fn codes() -> (BTreeSet<String>, String) {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for name in ["readers", "extract", "audit", "app"] {
        sources(&crates.join(name).join("src"), &mut files);
    }
    let (mut found, mut all) = (BTreeSet::new(), String::new());
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let text = text.split("mod tests {").next().unwrap();
        for call in ["Problem::new(", ".problem(", "\n            Unreadable::"] {
            found.extend(text.split(call).skip(1).filter_map(code).map(str::to_owned));
        }
        // The limits of a budget and the reasons for refusing a file have a table of their own.
        let limits = text.split(", \"limit-").skip(1).filter_map(|t| t.split('"').next());
        found.extend(limits.map(|t| format!("limit-{t}")));
        let refusals = text.split("Unreadable::").skip(1).filter_map(|t| t.split_once("=> "));
        let refusals = refusals.filter(|(name, _)| name.len() < 24);
        found.extend(refusals.filter_map(|(_, t)| code(t)).map(str::to_owned));
        all.push_str(text);
    }
    (found, all)
}

#[test]
fn every_problem_has_its_line_in_both_languages() {
    let lines: Vec<Vec<&str>> = PAGE
        .lines()
        .filter_map(|l| l.strip_prefix("| `"))
        .map(|l| l.trim_end_matches(" |").split(" | ").collect())
        .collect();
    let listed: BTreeSet<String> =
        lines.iter().map(|l| l[0].trim_end_matches('`').to_owned()).collect();
    let (found, sources) = codes();
    assert_eq!(listed, found);
    assert!(lines.iter().map(|l| l[0].trim_end_matches('`')).is_sorted());
    // What is written here is what the sources say: every longer piece between two gaps stands there.
    let plain: String = sources.split("\\u{fffd}").collect::<Vec<_>>().join("\u{fffd}");
    // The messages of the limits are put together from parts, and so is the list of formats.
    for line in lines.iter().filter(|l| !l[0].starts_with("limit-") && !l[0].starts_with("unknown"))
    {
        for text in &line[2..] {
            assert!(!text.is_empty(), "{line:?}");
            let pieces = text.split(['…', '·', '、']).map(|p| p.trim_matches([' ', '“', '”']));
            for piece in pieces.filter(|p| p.chars().count() > 12 && !p.contains("docx")) {
                assert!(plain.contains(piece), "not in the sources: {piece}");
            }
        }
    }
}
