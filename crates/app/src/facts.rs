//! Show the facts the extractor takes from a file, and what holds each of them.

use crate::catalogue::Knowledge;
use crate::fault::Fault;
use crate::stages;
use audit::{Audit, Outcome};
use base::Problem;
use facts::{Fact, FactId, FactSet};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The facts as plain text: the records first, then each figure with the rules that pin it (`←`; a
/// broken one is marked `✗`), and what could not be read.
///
/// # Errors
/// When nothing could be read.
pub fn facts(path: &str, knowledge: &Knowledge) -> Result<(String, Vec<Problem>), Fault> {
    let (document, mut problems) = stages::open(path)?;
    let (set, more) = extract::extract(&document, &knowledge.catalogue);
    problems.extend(more);
    let audit = audit::audit(&set, &knowledge.rulebook, &knowledge.catalogue);
    let mut out = ::facts::dump(&set);
    let pins = pins(&audit);
    for (i, fact) in set.facts.iter().enumerate() {
        line(&mut out, &set, fact, pins.get(&FactId(i)), audit.pinned.contains(&FactId(i)));
    }
    Ok((out, problems))
}

/// Rules by figure, with a mark where a relation of the rule does not hold.
fn pins(audit: &Audit) -> BTreeMap<FactId, BTreeSet<String>> {
    let mut pins: BTreeMap<FactId, BTreeSet<String>> = BTreeMap::new();
    for relation in audit.relations.iter().filter(|r| r.outcome != Outcome::NotApplied) {
        let mark = if relation.outcome == Outcome::Broken { "✗" } else { "" };
        for fact in &relation.facts {
            pins.entry(*fact).or_default().insert(format!("{}{mark}", relation.rule));
        }
    }
    pins
}

fn line(
    out: &mut String,
    set: &FactSet,
    fact: &Fact,
    rules: Option<&BTreeSet<String>>,
    held: bool,
) {
    let record = set.records.get(fact.record.0);
    let key = record.map_or("", |r| if r.label.is_empty() { r.key.as_str() } else { &r.label });
    let spot = &fact.place.spot;
    let page = spot.page.map_or(String::new(), |p| format!("p{p}:"));
    let row = spot.line.map_or(String::new(), |l| l.to_string());
    let by = match rules {
        Some(rules) => rules.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
        None if held => "检查 / checked".to_owned(),
        None => "无勾稽 / free".to_owned(),
    };
    let (value, unit, column) = (fact.figure.print(), fact.unit.label(), &fact.column);
    let _ =
        writeln!(out, "{page}{row} 〔{}〕{key} {column} {value}{unit} ← {by}", fact.place.table);
}
