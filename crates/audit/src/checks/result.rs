//! What a check found, and how that becomes findings.

use crate::engine::count;
use crate::fill::{effective, fill_with, key};
use crate::finding::{Audit, Finding, Operand, Outcome, Relation, Words};
use crate::rule::Rule;
use facts::{FactId, Place};

/// Outcomes of one check.
#[derive(Default)]
pub(crate) struct Result {
    /// What does not hold.
    pub hits: Vec<Hit>,
    /// How often it held.
    pub held: usize,
    /// Why it could not be applied, once each.
    pub skipped: Vec<String>,
    /// Figures that were judged.
    pub facts: Vec<FactId>,
}

/// One thing that does not hold.
#[derive(Default)]
pub(crate) struct Hit {
    /// As printed.
    pub stated: Option<String>,
    /// What it should be.
    pub expected: Option<String>,
    /// Culprit's place first.
    pub places: Vec<Place>,
    /// Values it rests on.
    pub operands: Vec<Operand>,
    /// Values for the placeholders of the message.
    pub words: Vec<(&'static str, String)>,
    /// Whether the reading behind it is certain.
    pub unsure: bool,
}

impl Hit {
    /// A hit at one place.
    pub fn at(place: &Place) -> Hit {
        Hit { places: vec![place.clone()], ..Hit::default() }
    }

    /// Adds another place.
    pub fn and(mut self, place: &Place) -> Hit {
        self.places.push(place.clone());
        self
    }

    /// Sets a placeholder.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Hit {
        self.words.push((name, value.into()));
        self
    }

    /// Sets what is printed.
    pub fn stated(mut self, text: impl Into<String>) -> Hit {
        self.stated = Some(text.into());
        self
    }

    /// Sets what it should be.
    pub fn expected(mut self, text: impl Into<String>) -> Hit {
        self.expected = Some(text.into());
        self
    }
}

impl Result {
    /// Counts one judgement.
    pub fn judge(&mut self, hit: Option<Hit>) {
        match hit {
            Some(hit) => self.hits.push(hit),
            None => self.held += 1,
        }
    }

    /// Moves everything into the audit.
    pub fn into_audit(self, rule: &Rule, audit: &mut Audit) {
        let mut relation = |outcome, reason: String| {
            count(&mut audit.checks, outcome);
            audit.relations.push(Relation {
                rule: rule.id.clone(),
                title: rule.title.clone(),
                outcome,
                facts: Vec::new(),
                sides: None,
                slack: None,
                reason,
            });
        };
        (0..self.held).for_each(|_| relation(Outcome::Holds, String::new()));
        self.hits.iter().for_each(|_| relation(Outcome::Broken, String::new()));
        self.skipped.into_iter().for_each(|why| relation(Outcome::NotApplied, why));
        audit.pinned.extend(self.facts);
        audit.findings.extend(self.hits.into_iter().map(|hit| finding(rule, hit)));
    }
}

fn finding(rule: &Rule, hit: Hit) -> Finding {
    let word = |name: &str| match name {
        "stated" => hit.stated.clone().unwrap_or_default(),
        "expected" => hit.expected.clone().unwrap_or_default(),
        "row" => hit.places.first().map_or(String::new(), |p| p.row.clone()),
        "column" => hit.places.first().map_or(String::new(), |p| p.column.clone()),
        "table" => hit.places.first().map_or(String::new(), |p| p.table.clone()),
        _ => hit.words.iter().find(|(n, _)| *n == name).map_or(String::new(), |(_, v)| v.clone()),
    };
    let message =
        Words { zh: fill_with(&rule.message.zh, &word), en: fill_with(&rule.message.en, &word) };
    let mut finding = Finding {
        key: String::new(),
        rule: rule.id.clone(),
        title: rule.title.clone(),
        severity: effective(rule, None, !hit.unsure),
        basis: rule.basis.clone(),
        message,
        advice: rule.advice.clone(),
        stated: hit.stated,
        expected: hit.expected,
        difference: None,
        places: hit.places,
        operands: hit.operands,
        also: Vec::new(),
    };
    finding.key = key(&finding);
    finding
}
