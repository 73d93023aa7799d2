//! Findings and figures in words: what is wrong, what a figure is held by, and why it was not flagged.

use super::keys::keys;
use super::marks::{Marks, Standing};
use audit::{Finding, Outcome, Severity};
use facts::{Fact, FactSet, Place};
use report::Lang;
use std::collections::BTreeMap;

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its number in the document, from 0.
    pub number: usize,
    /// Stable over the versions of a document.
    pub key: String,
    /// Id of its rule.
    pub rule: String,
    /// Title of the rule.
    pub title: String,
    /// How serious.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub advice: String,
    /// What the rule rests on.
    pub basis: String,
    /// As printed.
    pub stated: Option<String>,
    /// As it should be.
    pub expected: Option<String>,
    /// Stated minus expected.
    pub difference: Option<String>,
    /// Where.
    pub place: String,
    /// What it was judged from.
    pub from: Vec<Figured>,
    /// What else the figure breaks.
    pub also: Vec<String>,
    /// Anchor in the paper.
    pub anchor: Option<String>,
}

/// A figure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figured {
    /// Its number in the document; none where no figure is marked.
    pub figure: Option<usize>,
    /// Row and column.
    pub label: String,
    /// As printed, with its unit.
    pub value: String,
    /// Where.
    pub place: String,
}

/// A relation in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Id of its rule.
    pub rule: String,
    /// Title of the rule.
    pub title: String,
    /// `holds`, `tail`, `broken`, `not-applied`.
    pub outcome: &'static str,
    /// Both sides, where two numbers are compared.
    pub sides: Option<(String, String)>,
    /// How far rounding may push them apart.
    pub slack: Option<String>,
    /// Why it was not applied.
    pub reason: String,
    /// The other figures.
    pub others: Vec<Figured>,
}

/// All that is known of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureTold {
    /// The figure itself.
    pub own: Figured,
    /// How it stands.
    pub standing: Standing,
    /// What uses it.
    pub relations: Vec<Related>,
    /// Numbers of the findings that blame it.
    pub blamed: Vec<usize>,
    /// Numbers of the findings that only compare with it.
    pub compared: Vec<usize>,
}

impl Marks<'_> {
    /// All findings, in the order of the report.
    pub fn findings(&self, lang: Lang) -> Vec<Told> {
        let all = self.content.audit.findings.iter().zip(keys(self.content));
        all.enumerate().map(|(n, (f, key))| self.told(n, f, key, lang)).collect()
    }

    fn told(&self, number: usize, f: &Finding, key: String, lang: Lang) -> Told {
        let format = &self.content.document.format;
        let from = f.operands.iter().map(|o| Figured {
            figure: self.figure_at(&o.place),
            label: o.label.clone(),
            value: o.value.clone(),
            place: lang.spot(&o.place.spot, format),
        });
        Told {
            number,
            key,
            rule: f.rule.clone(),
            title: lang.pick(&f.title).to_owned(),
            severity: f.severity,
            message: lang.pick(&f.message).to_owned(),
            advice: lang.pick(&f.advice).to_owned(),
            basis: f.basis.join(lang.say("；", "; ")),
            stated: f.stated.clone(),
            expected: f.expected.clone(),
            difference: f.difference.clone(),
            place: f.places.first().map(|p| place_words(p, format, lang)).unwrap_or_default(),
            from: from.collect(),
            also: f.also.iter().map(|w| lang.pick(w).to_owned()).collect(),
            anchor: self.finding_anchor(number),
        }
    }

    /// A figure; nothing when there is none of this number.
    pub fn figure(&self, number: usize, lang: Lang) -> Option<FigureTold> {
        let (blamed, compared) = self.findings_of(number);
        Some(FigureTold {
            own: self.figured(number, lang)?,
            standing: self.standing(number)?,
            relations: self.relations(number).map(|(_, r)| self.related(r, number, lang)).collect(),
            compared: compared.difference(&blamed).copied().collect(),
            blamed: blamed.into_iter().collect(),
        })
    }

    fn related(&self, r: &audit::Relation, own: usize, lang: Lang) -> Related {
        let others = r.facts.iter().filter(|f| f.0 != own);
        Related {
            rule: r.rule.clone(),
            title: lang.pick(&r.title).to_owned(),
            outcome: outcome(r.outcome),
            sides: r.sides.clone(),
            slack: r.slack.clone(),
            reason: r.reason.clone(),
            others: others.filter_map(|f| self.figured(f.0, lang)).collect(),
        }
    }

    pub(super) fn figured(&self, number: usize, lang: Lang) -> Option<Figured> {
        let set = &self.content.facts;
        let fact = set.facts.get(number)?;
        Some(Figured {
            figure: Some(number),
            label: label(set, fact),
            value: value(fact),
            place: lang.spot(&fact.place.spot, &self.content.document.format),
        })
    }

    /// How many figures stand how: flagged, involved, held, free. The first figures of each mark are counted,
    /// so that one that was read twice counts once.
    pub fn standings(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for mark in self.by_target.values().flat_map(BTreeMap::values) {
            if let Some(standing) = self.standing_of(mark) {
                *counts.entry(standing.id()).or_default() += 1;
            }
        }
        counts
    }
}

impl Standing {
    /// `flagged`, `involved`, `held`, `free`.
    pub fn id(self) -> &'static str {
        match self {
            Standing::Flagged(_) => "flagged",
            Standing::Involved => "involved",
            Standing::Held => "held",
            Standing::Free => "free",
        }
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Holds => "holds",
        Outcome::Tail => "tail",
        Outcome::Broken => "broken",
        Outcome::NotApplied => "not-applied",
    }
}

pub(super) fn value(fact: &Fact) -> String {
    fact.figure.print() + fact.unit.label()
}

/// Table, row and column as printed, or the record's own names where the paper has none.
pub(super) fn label(set: &FactSet, fact: &Fact) -> String {
    let record = set.records.get(fact.record.0);
    let row = match fact.place.row.trim() {
        "" => record.map_or("", |r| r.key.as_str()),
        row => row,
    };
    let column = match fact.place.column.trim() {
        "" => fact.column.as_str(),
        column => column,
    };
    let table = fact.place.table.trim();
    let table = if table.is_empty() { String::new() } else { format!("《{table}》") };
    [table.as_str(), row, column]
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn place_words(place: &Place, format: &str, lang: Lang) -> String {
    let spot = lang.spot(&place.spot, format);
    let parts = [&place.table, &place.row, &place.column];
    let said: Vec<&str> = parts.iter().map(|s| s.trim()).filter(|s| !s.is_empty()).collect();
    [spot, said.join(" / ")].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ")
}
