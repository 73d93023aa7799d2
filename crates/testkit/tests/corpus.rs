//! Our own documents, stage by stage: `NAME.txt` → document → facts → findings, each compared with its
//! golden. Clean documents stay clean, documents with one known error (`NAME-error-WHAT.txt`) show it
//! (`.expect` names the rule), and every format says the same. `cargo xtask bless` rewrites goldens.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use app::Knowledge;
use audit::{Finding, Severity};
use document::Document;
use facts::{FactSet, Place};
use readers::Limits;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use testkit::{Cmap, placeless};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")
}

/// Paths of the documents; those with a known error, or the clean ones.
fn documents(with_error: bool) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(corpus())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| {
            let name = p.file_name().unwrap().to_string_lossy().into_owned();
            let document = name.ends_with(".txt") && name.matches('.').count() == 1;
            document && name.contains("-error-") == with_error
        })
        .collect();
    found.sort();
    assert!(found.len() >= 6, "the corpus is not there");
    found
}

struct Stages {
    document: Document,
    facts: FactSet,
    findings: Vec<Finding>,
    problems: Vec<base::Problem>,
}

fn stages(bytes: &[u8], knowledge: &Knowledge) -> Stages {
    let (document, mut problems) = readers::read(bytes, &Limits::default()).unwrap();
    let (facts, more) = extract::extract(&document, &knowledge.catalogue);
    problems.extend(more);
    let findings = audit::audit(&facts, &knowledge.rulebook, &knowledge.catalogue).findings;
    Stages { document, facts, findings, problems }
}

fn knowledge() -> Knowledge {
    Knowledge::load(None, None).map_err(|f| f.en).unwrap()
}

/// One line a finding: severity, rule, where, what.
fn listed(stages: &Stages) -> String {
    let mut out = String::new();
    for f in &stages.findings {
        let place = |p: &Place| {
            let line = p.spot.line.map_or(String::new(), |l| l.to_string());
            format!("{line} {}/{}/{}", p.table, p.row, p.column)
        };
        let place = f.places.first().map(place).unwrap_or_default();
        let _ = writeln!(out, "{} {} @ {place} | {}", f.severity.id(), f.rule, f.message.zh);
    }
    for p in &stages.problems {
        let line = p.spot.line.map_or(String::new(), |l| l.to_string());
        let _ = writeln!(out, "problem {} @ {line} | {}", p.code, p.zh);
    }
    out
}

/// Compares with the golden beside the document, or rewrites it.
fn golden(path: &Path, stage: &str, now: &str, stale: &mut Vec<String>) {
    let golden = path.with_extension(format!("{stage}.txt"));
    if std::env::var_os("MINGZHANG_BLESS").is_some() {
        std::fs::write(&golden, now).unwrap();
        return;
    }
    let then = std::fs::read_to_string(&golden).unwrap_or_default();
    if let Some((n, (old, new))) =
        then.lines().chain([""]).zip(now.lines().chain([""])).enumerate().find(|(_, (a, b))| a != b)
    {
        stale.push(format!("{}:{}\n  golden {old}\n  now    {new}", golden.display(), n + 1));
    } else if then != now {
        stale.push(format!("{}: another number of lines", golden.display()));
    }
}

#[test]
fn every_stage_gives_its_golden() {
    let knowledge = knowledge();
    let mut stale = Vec::new();
    for path in documents(false).iter().chain(&documents(true)) {
        let stages = stages(&std::fs::read(path).unwrap(), &knowledge);
        // A document with an error differs from its clean twin in one place: its findings tell.
        if !path.to_string_lossy().contains("-error-") {
            golden(path, "document", &document::dump(&stages.document), &mut stale);
            golden(path, "facts", &facts::dump(&stages.facts), &mut stale);
        }
        golden(path, "findings", &listed(&stages), &mut stale);
    }
    assert!(stale.is_empty(), "`cargo xtask bless` rewrites:\n{}", stale.join("\n"));
}

#[test]
fn clean_documents_are_clean() {
    let knowledge = knowledge();
    for path in documents(false) {
        let stages = stages(&std::fs::read(&path).unwrap(), &knowledge);
        let grave = stages.findings.iter().any(|f| f.severity != Severity::Notice);
        assert!(!grave, "{}\n{}", path.display(), listed(&stages));
        assert!(!stages.facts.facts.is_empty(), "{}: no facts", path.display());
    }
}

#[test]
fn a_known_error_is_found() {
    let knowledge = knowledge();
    for path in documents(true) {
        let expect = std::fs::read_to_string(path.with_extension("expect")).unwrap();
        let stages = stages(&std::fs::read(&path).unwrap(), &knowledge);
        for rule in expect.split_whitespace() {
            let hit =
                stages.findings.iter().any(|f| f.rule == rule && f.severity != Severity::Notice);
            assert!(hit, "{}: {rule} is silent\n{}", path.display(), listed(&stages));
        }
    }
}

fn judged(stages: &Stages) -> Vec<String> {
    let line =
        |f: &Finding| format!("{} {} {:?} {:?}", f.severity.id(), f.rule, f.stated, f.expected);
    let mut lines: Vec<String> = stages.findings.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn every_format_says_the_same() {
    let knowledge = knowledge();
    let mut differ = Vec::new();
    for path in documents(false).iter().chain(&documents(true)) {
        let first = stages(&std::fs::read(path).unwrap(), &knowledge);
        let mut written: Vec<(String, Vec<u8>)> = writers::WRITERS
            .iter()
            .map(|w| (w.format.to_owned(), (w.write)(&first.document).unwrap()))
            .collect();
        written.push(("pdf".to_owned(), testkit::pdf(&first.document, Cmap::Unicode)));
        for (format, bytes) in written {
            let again = stages(&bytes, &knowledge);
            let name = format!("{} as {format}", path.file_stem().unwrap().to_string_lossy());
            let (was, is) = (placeless(&first.facts), placeless(&again.facts));
            if let Some((a, b)) = was.iter().zip(&is).find(|(a, b)| a != b) {
                differ.push(format!("{name}:\n  txt    {a}\n  {format:<6} {b}"));
            } else if was.len() != is.len() {
                differ.push(format!("{name}: {} facts lines, {} in txt", is.len(), was.len()));
            }
            if judged(&first) != judged(&again) {
                differ.push(format!(
                    "{name}: findings\n  {:?}\n  {:?}",
                    judged(&first),
                    judged(&again)
                ));
            }
        }
    }
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
}
