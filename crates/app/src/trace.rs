//! Follow one figure through a document.

use crate::catalogue::Knowledge;
use crate::fault::Fault;
use crate::stages;
use audit::{Audit, Operand, Relation};
use base::{Figure, Problem, Unit};
use facts::{FactId, FactSet};
use report::{Hit, Trace, Use};

/// All facts whose printed value equals `figure` (`1709.73`, `1,709.73万元`, `12.5%`), and the
/// relations that use them.
///
/// # Errors
/// When `figure` is no figure or the file cannot be read.
pub fn trace(
    path: &str,
    figure: &str,
    knowledge: &Knowledge,
) -> Result<(Trace, Vec<Problem>), Fault> {
    let (wanted, unit) = parse(figure).ok_or_else(|| {
        Fault::new(
            format!("“{figure}”不是数；请写成 1709.73 或 1,709.73万元"),
            format!("“{figure}” is not a figure; write 1709.73 or 1,709.73万元"),
        )
    })?;
    let (document, mut problems) = stages::open(path)?;
    let (set, more) = extract::extract(&document, &knowledge.catalogue);
    problems.extend(more);
    let audit = audit::audit(&set, &knowledge.rulebook, &knowledge.catalogue);
    let matches = set.facts.iter().enumerate().filter(|(_, f)| {
        f.figure.value == wanted.value && unit.as_ref().is_none_or(|u| *u == f.unit)
    });
    let hits = matches.map(|(i, _)| hit(FactId(i), &set, &audit)).collect();
    let trace = Trace { figure: figure.to_owned(), format: document.format.clone(), hits };
    Ok((trace, problems))
}

fn parse(text: &str) -> Option<(Figure, Option<Unit>)> {
    let text = base::text::squash(text);
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit() && c != ')');
    let unit = match text.get(digits.len()..).unwrap_or("") {
        "" => None,
        label => Some(Unit::from_label(label).unwrap_or_else(|| Unit::Count(label.to_owned()))),
    };
    Some((Figure::parse(digits)?, unit))
}

fn hit(id: FactId, set: &FactSet, audit: &Audit) -> Hit {
    let fact = set.facts.get(id.0);
    let uses = audit.relations.iter().filter(|r| r.facts.contains(&id));
    Hit {
        value: fact.map(|f| f.figure.print() + f.unit.label()).unwrap_or_default(),
        place: fact.map(|f| f.place.clone()).unwrap_or_default(),
        uses: uses.map(|r| used(r, id, set)).collect(),
    }
}

fn used(relation: &Relation, id: FactId, set: &FactSet) -> Use {
    let others = relation.facts.iter().filter(|f| **f != id).filter_map(|f| set.facts.get(f.0));
    Use {
        rule: relation.rule.clone(),
        title: relation.title.clone(),
        outcome: relation.outcome,
        sides: relation.sides.clone(),
        slack: relation.slack.clone(),
        others: others
            .map(|f| Operand {
                label: label(set, f),
                value: f.figure.print() + f.unit.label(),
                place: f.place.clone(),
            })
            .collect(),
        reason: relation.reason.clone(),
    }
}

/// Row and column as printed, or the record's own names where the paper has none.
fn label(set: &FactSet, fact: &facts::Fact) -> String {
    let record = set.records.get(fact.record.0);
    let row = match fact.place.row.trim() {
        "" => record.map_or("", |r| r.key.as_str()),
        row => row,
    };
    let column = match fact.place.column.trim() {
        "" => fact.column.as_str(),
        column => column,
    };
    format!("{row} {column}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_asked_for_with_or_without_a_unit() {
        let show = |t: &str| parse(t).map(|(f, u)| format!("{} {u:?}", f.print()));
        assert_eq!(show("1,709.73 万元").as_deref(), Some("1,709.73 Some(WanYuan)"));
        assert_eq!(show("12.5%").as_deref(), Some("12.5 Some(Percent)"));
        assert_eq!(show("-3").as_deref(), Some("-3 None"));
        assert_eq!(show("合计"), None);
    }
}
