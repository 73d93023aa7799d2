//! The audit of one fact set, from rules to ordered findings.

use crate::checks;
use crate::diagnose::diagnose;
use crate::engine::{Judged, count, judge_all};
use crate::fill;
use crate::finding::{Audit, Finding, Outcome, Relation};
use crate::rule::Rulebook;
use crate::world::Index;
use base::{Problem, Spot, decimal};
use facts::FactSet;
use forms::Catalogue;
use formula::Verdict;

/// Checks every figure and text of `set` against every rule.
pub fn audit(set: &FactSet, rulebook: &Rulebook, catalogue: &Catalogue) -> Audit {
    let index = Index::new(set);
    let judged = judge_all(rulebook, set, &index);
    let mut audit = Audit::default();
    for j in &judged {
        count(&mut audit.checks, j.outcome());
        if j.outcome() != Outcome::NotApplied {
            audit.pinned.extend(j.facts.iter().copied());
        }
        audit.relations.push(relation(j));
    }
    for cause in diagnose(&judged, set, &index) {
        audit.findings.push(fill::finding(&cause, &judged, set));
    }
    for rule in &rulebook.rules {
        let Some(name) = &rule.check else { continue };
        if !rule.scope.document.is_empty() && !rule.scope.document.contains(&set.profile.kind) {
            continue;
        }
        match checks::run(name, rule, set, catalogue) {
            Some(result) => result.into_audit(rule, &mut audit),
            None => audit.problems.push(unknown(rule.id.as_str(), name)),
        }
    }
    tidy(&mut audit, rulebook);
    audit
}

fn unknown(rule: &str, check: &str) -> Problem {
    Problem::new(
        "rule-failed",
        Spot::default(),
        format!("规则 {rule} 未能运行：没有名为“{check}”的检查"),
        format!("rule {rule} did not run: there is no check named {check}"),
    )
}

/// Errors first, then by place. What is said twice is kept once: the same words about the same line
/// (a text may stand in a record and in its paragraph), and two rules that mend the same place alike.
fn tidy(audit: &mut Audit, rulebook: &Rulebook) {
    audit.findings.sort_by(order);
    let mut kept: Vec<Finding> = Vec::new();
    for finding in std::mem::take(&mut audit.findings) {
        match kept.iter_mut().find(|k| repeats(k, &finding)) {
            Some(earlier) if earlier.rule != finding.rule => earlier.also.push(finding.title),
            Some(_) => {}
            None => kept.push(finding),
        }
    }
    let yields = |f: &Finding| rulebook.get(&f.rule).is_some_and(|r| r.yields);
    let (yielding, firm): (Vec<Finding>, Vec<Finding>) = kept.into_iter().partition(yields);
    kept = firm;
    for finding in yielding {
        let blamed =
            |k: &&mut Finding| k.places.first().is_some_and(|p| finding.places.contains(p));
        match kept.iter_mut().find(blamed) {
            Some(other) => other.also.push(finding.title),
            None => kept.push(finding),
        }
    }
    kept.sort_by(order);
    audit.findings = kept;
}

/// Errors first, then by place; rule and key settle what is left.
fn order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let place =
        |f: &Finding| f.places.first().map(|p| (p.block, p.cell, p.span)).unwrap_or_default();
    (a.severity, place(a), &a.rule, &a.key).cmp(&(b.severity, place(b), &b.rule, &b.key))
}

fn repeats(kept: &Finding, next: &Finding) -> bool {
    let (Some(a), Some(b)) = (kept.places.first(), next.places.first()) else { return false };
    let same_line = a.spot == b.spot && a.spot != Spot::default();
    if kept.rule == next.rule {
        let same_place = a.cell == b.cell || a.block == b.block;
        return same_line && kept.message == next.message && same_place
            || kept.key == next.key && kept.places == next.places;
    }
    let overlap =
        a.block == b.block && a.cell == b.cell && a.span.0 < b.span.1 && b.span.0 < a.span.1;
    same_line && overlap && kept.expected.is_some() && kept.expected == next.expected
}

fn relation(j: &Judged<'_>) -> Relation {
    let show = |v| decimal::round(v, 4).normalize().to_string();
    Relation {
        rule: j.rule.id.clone(),
        title: j.rule.title.clone(),
        outcome: j.outcome(),
        facts: j.facts.clone(),
        sides: j.sides.map(|(a, b)| (show(a), show(b))),
        slack: j.slack.map(show),
        reason: match &j.verdict {
            Verdict::NotApplied(why) => why.clone(),
            _ => String::new(),
        },
    }
}
