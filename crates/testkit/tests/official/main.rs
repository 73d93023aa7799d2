//! What the ledger writes, the audit reads: for random ledgers every kind of document in every format gives
//! the same facts back and no finding, and a book that is adopted again gives the same book.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledgers;

use app::Knowledge;
use app::desk::{self, Desk, KINDS, Wanted};
use audit::Severity;
use document::Document;
use facts::FactSet;
use ledgers::{Plan, UNIT, YEAR};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use testkit::Folder;

/// Plans from a seed: `MINGZHANG_SEED`, else always the same; `MINGZHANG_CASES` of them.
fn plans() -> Vec<Plan> {
    let number = |name: &str, other: u64| {
        std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(other)
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number("MINGZHANG_SEED", 20_231_231).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let cases = number("MINGZHANG_CASES", 6);
    (0..cases).map(|_| ledgers::plan().new_tree(&mut runner).unwrap().current()).collect()
}

struct Stages {
    facts: FactSet,
    /// Errors and warnings.
    findings: Vec<String>,
    /// Remarks on wording and habits, which are right about what the plan put in.
    notices: Vec<String>,
}

fn stages(document: &Document, knowledge: &Knowledge) -> Stages {
    let (facts, _) = extract::extract(document, &knowledge.catalogue);
    let audit = audit::audit(&facts, &knowledge.rulebook, &knowledge.catalogue);
    let say = |f: &audit::Finding| format!("{} {} {}", f.severity.id(), f.rule, f.message.zh);
    let (notices, findings): (Vec<_>, Vec<_>) =
        audit.findings.iter().partition(|f| f.severity == Severity::Notice);
    let all = |found: Vec<&audit::Finding>| found.into_iter().map(say).collect();
    Stages { findings: all(findings), notices: all(notices), facts }
}

/// The facts but for the shapes of tables: a section of a form over its whole width may be read as a line
/// above the table.
fn lines(facts: &FactSet) -> Vec<String> {
    let mut lines = testkit::placeless(facts);
    lines.retain(|l| !l.starts_with("table "));
    lines
}

fn wanted(kind: &str) -> Wanted {
    Wanted { kind: kind.to_owned(), unit: UNIT.to_owned(), year: YEAR, month: Some(9) }
}

/// A paper with nothing missing: what only a person can say is said, as a person would by `text`.
fn finished(desk: &mut Desk, kind: &str) -> Document {
    for _ in 0..4 {
        let paper = desk::paper(desk, &wanted(kind)).map_err(|f| f.en).unwrap();
        assert!(paper.problems.is_empty(), "{kind}: {:?}", paper.problems);
        if paper.missing.is_empty() {
            return paper.document;
        }
        for missing in &paper.missing {
            let (name, text) = ledgers::said(&missing.field);
            desk::set_text(desk, UNIT, YEAR, &name, &text).map_err(|f| f.en).unwrap();
        }
    }
    let paper = desk::paper(desk, &wanted(kind)).map_err(|f| f.en).unwrap();
    panic!("{kind}: still missing {:?}", paper.missing);
}

#[test]
fn every_document_is_read_back_and_audits_clean() {
    let knowledge = Knowledge::load(None, None).map_err(|f| f.en).unwrap();
    let mut wrong = Vec::new();
    for (n, plan) in plans().iter().enumerate() {
        let folder = Folder::new(&format!("back-{n}")).unwrap();
        let mut desk = plan.desk(folder.path());
        for (kind, _) in KINDS {
            let document = finished(&mut desk, kind);
            let first = stages(&document, &knowledge);
            assert!(!first.facts.facts.is_empty(), "{kind}: no facts");
            for notice in &first.notices {
                eprintln!("case {n} {kind}: {notice}");
            }
            for finding in &first.findings {
                wrong.push(format!("case {n} {kind}: {finding}"));
            }
            let own = lines(&first.facts);
            for format in ["docx", "xlsx", "html", "pdf"] {
                let bytes = desk::bytes(&document, format, "").map_err(|f| f.en).unwrap();
                let read = readers::read(&bytes, &readers::Limits::default()).unwrap().0;
                let again = stages(&read, &knowledge);
                for finding in again.findings.iter().filter(|f| !first.findings.contains(f)) {
                    wrong.push(format!("case {n} {kind}.{format}: {finding}"));
                }
                let back = lines(&again.facts);
                let differs = own.iter().zip(&back).find(|(a, b)| a != b);
                if let Some((a, b)) = differs {
                    wrong.push(format!("case {n} {kind}.{format}:\n  made {a}\n  read {b}"));
                } else if own.len() != back.len() {
                    let (a, b) = (own.len(), back.len());
                    wrong.push(format!("case {n} {kind}.{format}: {a} lines of facts, {b} read"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Figures of the ten tables, by form, row and column.
fn cells(facts: &FactSet) -> Vec<String> {
    let mut all: Vec<String> = facts
        .facts
        .iter()
        .filter_map(|f| {
            let r = facts.records.get(f.record.0)?;
            r.table?;
            // An amount below 50 元 is printed as 0.00 and says no more than that.
            if f.figure.value.is_zero() {
                return None;
            }
            Some(format!("{} {} {} {}", r.form, r.key, f.column, f.figure.print()))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn a_book_that_is_adopted_gives_the_same_book() {
    let knowledge = Knowledge::load(None, None).map_err(|f| f.en).unwrap();
    for (n, plan) in plans().iter().enumerate() {
        let folder = Folder::new(&format!("adopt-{n}")).unwrap();
        let mut desk = plan.desk(folder.path());
        let document = finished(&mut desk, "final-accounts");
        let file = folder.path().join("book.docx");
        std::fs::write(&file, desk::bytes(&document, "docx", "").unwrap()).unwrap();
        let place = folder.path().join("adopted.db");
        let mut other =
            Desk::create(&place.display().to_string(), "990101000", "试", "甲").unwrap();
        let options = desk::AdoptOptions { unit: UNIT.to_owned(), ..Default::default() };
        let done = desk::adopt(&mut other, &file, &options).map_err(|f| f.en).unwrap();
        assert!(done.problems.is_empty(), "case {n}: {:?}", done.problems);
        let again = desk::adopt(&mut other, &file, &options).map_err(|f| f.en).unwrap();
        assert_eq!(
            (again.receipt.posted, again.receipt.batch),
            (0, 0),
            "adopting twice adds nothing"
        );
        desk::verify(&mut other, &mut |_, _| {}).map_err(|f| f.en).unwrap();
        let adopted = desk::paper(&mut other, &wanted("final-accounts")).map_err(|f| f.en).unwrap();
        let (was, is) = (
            cells(&stages(&document, &knowledge).facts),
            cells(&stages(&adopted.document, &knowledge).facts),
        );
        let lost: Vec<_> = was.iter().filter(|c| !is.contains(c)).collect();
        let new: Vec<_> = is.iter().filter(|c| !was.contains(c)).collect();
        assert!(lost.is_empty() && new.is_empty(), "case {n}: lost {lost:#?} new {new:#?}");
    }
}
