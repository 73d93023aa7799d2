//! Every record form and column that a rule speaks of is a word of `docs/records.md`.

use super::Violations;
use crate::house::Source;
use audit::{Rule, Rulebook};
use formula::{Expr, Reference};
use std::collections::BTreeSet;

/// Names a formula has of its own: the key of the record at hand, the two sides of a walk over codes, the parts of a level.
const OWN: &[&str] = &["键", "甲", "乙", "本级", "下级", "上级", "同码", "同键"];

pub fn check(sources: &[Source]) -> Violations {
    let Some(page) = sources.iter().find(|s| s.path == "docs/records.md") else {
        return vec![
            "docs/records.md is missing: the list of all record forms and columns".to_owned(),
        ];
    };
    let files: Vec<(String, String)> = sources
        .iter()
        .filter(|s| s.path.starts_with("rules/"))
        .map(|s| (s.path.clone(), s.text.clone()))
        .collect();
    let rulebook = match Rulebook::from_files(&files) {
        Ok(rulebook) => rulebook,
        Err(error) => return vec![error.to_string()],
    };
    let known = words(&page.text);
    let mut found = Vec::new();
    for rule in &rulebook.rules {
        for word in spoken(rule) {
            if !known.contains(word.as_str()) && !OWN.contains(&word.as_str()) {
                found.push(format!(
                    "{}: “{word}” is no form or column of docs/records.md; use its word, or add it there first",
                    rule.path
                ));
            }
        }
    }
    found
}

fn words(page: &str) -> BTreeSet<&str> {
    let parts = page.split(|c: char| c.is_whitespace() || "`|·,;，；、。".contains(c));
    parts.filter(|w| !w.is_empty()).collect()
}

/// Forms and columns a rule names.
fn spoken(rule: &Rule) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = rule.scope.form.iter().cloned().collect();
    words.insert(rule.scope.with.clone());
    for text in [&rule.formula, &rule.when].into_iter().flatten() {
        if let Ok(expr) = formula::parse(text) {
            collect(&expr, &mut words);
        }
    }
    words.remove("");
    words
}

fn collect(expr: &Expr, words: &mut BTreeSet<String>) {
    match expr {
        Expr::Ref(Reference { form, column, .. }) => {
            words.extend(form.iter().cloned());
            words.insert(column.clone());
        }
        Expr::Neg(a) | Expr::Not(a) => collect(a, words),
        Expr::Binary(_, a, b) => {
            collect(a, words);
            collect(b, words);
        }
        Expr::Call(_, all) => all.iter().for_each(|e| collect(e, words)),
        _ => {}
    }
}
