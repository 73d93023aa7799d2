//! Walks the whole rule catalogue: every rule has its page complete, an id that matches its file, and
//! its pass, fail and skip cases come out as they say.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use audit::{Audit, Outcome, Rulebook, case};

fn audit_case(rulebook: &Rulebook, facts: &str) -> Audit {
    let set = case::parse(facts).unwrap_or_else(|e| panic!("{e}\n{facts}"));
    let catalogue = forms::Catalogue::embedded().expect("embedded catalogue");
    audit::audit(&set, rulebook, &catalogue)
}

fn outcome(audit: &Audit) -> &'static str {
    if !audit.findings.is_empty() {
        "fail"
    } else if audit.relations.iter().any(|r| matches!(r.outcome, Outcome::Holds | Outcome::Tail)) {
        "pass"
    } else {
        "skip"
    }
}

#[test]
fn every_case_comes_out_as_it_says() {
    let mut wrong = Vec::new();
    for (path, text) in Rulebook::embedded_files().into_iter().filter(|(p, _)| p.ends_with(".toml"))
    {
        let alone = Rulebook::from_files(&[(path.clone(), text)]).unwrap_or_else(|e| panic!("{e}"));
        for rule in &alone.rules {
            for case in &rule.cases {
                let audit = audit_case(&alone, &case.facts);
                if outcome(&audit) != case.outcome || !audit.problems.is_empty() {
                    let found: Vec<_> = audit.findings.iter().map(|f| &f.message.zh).collect();
                    wrong.push(format!(
                        "{path}: {} is {}\n{}{found:?} {:?}",
                        case.outcome,
                        outcome(&audit),
                        case.facts,
                        audit.problems
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_is_complete() {
    let rulebook = Rulebook::embedded().expect("embedded rules");
    for rule in &rulebook.rules {
        let file = rule.path.rsplit('/').next().unwrap_or_default();
        assert_eq!(file, format!("{}.toml", rule.id), "the file is named after the rule");
        for words in [&rule.title, &rule.why, &rule.message, &rule.advice] {
            assert!(!words.zh.is_empty() && !words.en.is_empty(), "{}: a text is missing", rule.id);
        }
        assert!(!rule.basis.is_empty(), "{}: no basis", rule.id);
        for wanted in ["pass", "fail", "skip"] {
            assert!(
                rule.cases.iter().any(|c| c.outcome == wanted),
                "{}: no {wanted} case",
                rule.id
            );
        }
    }
    println!("{} rules", rulebook.rules.len());
}
