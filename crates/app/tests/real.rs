//! Audits the real reports beside the project, when they are there, and holds the result against what
//! is known to be wrong and right in them. Prints recall and precision a document.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use app::{Batch, Effort, Knowledge};
use audit::{Finding, Severity};
use report::Audited;
use serde::Deserialize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Deserialize)]
struct Known {
    document: Vec<Document>,
}

#[derive(Deserialize)]
struct Document {
    file: String,
    error: Vec<Expected>,
    /// Places where an error or a question is right though nobody listed it as hard.
    #[serde(default)]
    also: Vec<Also>,
}

#[derive(Deserialize)]
struct Expected {
    id: String,
    #[serde(default)]
    lines: Vec<u32>,
    #[serde(default)]
    pages: Vec<u32>,
    says: String,
}

#[derive(Deserialize)]
struct Also {
    #[serde(default)]
    lines: Vec<u32>,
    #[serde(default)]
    pages: Vec<u32>,
    rule: String,
}

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let named = std::env::var_os("MINGZHANG_CORPUS").map(PathBuf::from);
    [named, Some(beside)].into_iter().flatten().find(|p| p.is_dir())
}

fn audit_file(path: &Path, knowledge: &Arc<Knowledge>) -> Audited {
    let batch = Batch::plan(&[path.display().to_string()]).expect("a file");
    let mut out = None;
    batch.run(knowledge, Effort { jobs: 1, ..Effort::default() }, &|| (), &mut |a| {
        out = Some(a);
        ControlFlow::Continue(())
    });
    out.expect("one result")
}

fn at(finding: &Finding, lines: &[u32], pages: &[u32]) -> bool {
    finding.places.iter().any(|p| {
        p.spot.page.is_some_and(|n| pages.contains(&n))
            || (p.spot.page.is_none() && p.spot.line.is_some_and(|n| lines.contains(&n)))
    })
}

fn says(finding: &Finding, word: &str) -> bool {
    let texts = [Some(&finding.message.zh), finding.stated.as_ref(), finding.expected.as_ref()];
    let operands =
        finding.operands.iter().any(|o| o.value.contains(word) || o.label.contains(word));
    texts.into_iter().flatten().any(|t| t.contains(word))
        || operands
        || finding.also.iter().any(|w| w.zh.contains(word))
        || finding
            .places
            .iter()
            .any(|p| p.row.contains(word) || p.text.contains(word) && word.chars().count() > 3)
}

#[test]
fn real_reports_come_out_as_known() {
    let Some(corpus) = corpus() else {
        eprintln!("SKIPPED: no corpus beside the project (set MINGZHANG_CORPUS)");
        return;
    };
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/expected/real.toml");
    let known: Known =
        toml::from_str(&std::fs::read_to_string(known).expect("real.toml")).expect("valid");
    let knowledge = Arc::new(Knowledge::load(None, None).expect("embedded knowledge"));
    let mut failures = Vec::new();
    for document in &known.document {
        let audited = audit_file(&corpus.join(&document.file), &knowledge);
        judge(document, &audited, &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn judge(document: &Document, audited: &Audited, failures: &mut Vec<String>) {
    let Some(read) = &audited.content else {
        failures.push(format!("{} was not read", document.file));
        return;
    };
    let findings = &read.audit.findings;
    let found =
        |e: &Expected| findings.iter().any(|f| at(f, &e.lines, &e.pages) && says(f, &e.says));
    let missed: Vec<&Expected> = document.error.iter().filter(|e| !found(e)).collect();
    let right = |f: &Finding| {
        document.error.iter().any(|e| at(f, &e.lines, &e.pages))
            || document
                .also
                .iter()
                .any(|a| f.rule.starts_with(&a.rule) && at(f, &a.lines, &a.pages))
    };
    let errors: Vec<&Finding> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
    let wrong: Vec<&&Finding> = errors.iter().filter(|f| !right(f)).collect();
    let count = |s| findings.iter().filter(|f| f.severity == s).count();
    println!(
        "{}: recall {}/{}, precision of errors {}/{}, {} warnings, {} notices",
        document.file,
        document.error.len() - missed.len(),
        document.error.len(),
        errors.len() - wrong.len(),
        errors.len(),
        count(Severity::Warning),
        count(Severity::Notice),
    );
    for e in missed {
        failures.push(format!("{}: {} not found ({})", document.file, e.id, e.says));
    }
    for f in wrong {
        let spot = f.places.first().map(|p| p.spot.clone());
        failures.push(format!(
            "{}: accused wrongly by {}: {} {spot:?}",
            document.file, f.rule, f.message.zh
        ));
    }
}
