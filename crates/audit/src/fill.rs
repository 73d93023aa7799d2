//! Causes → findings: fills the rule's words with the figures and places at hand.

use crate::diagnose::Cause;
use crate::engine::Judged;
use crate::finding::{Finding, Operand, Severity, Words};
use crate::rule::Rule;
use base::{Decimal, decimal};
use facts::{Fact, FactId, FactSet, Place, Record};
use formula::{Expr, Op};
use sm3::{Digest, Sm3};

/// Makes the finding of a root cause.
pub(crate) fn finding(cause: &Cause, judged: &[Judged<'_>], set: &FactSet) -> Finding {
    let main =
        cause.broken.iter().copied().min_by_key(|i| rank(&judged[*i], cause)).unwrap_or_default();
    let relation = &judged[main];
    let rule = relation.rule;
    let mut values = Values::default();
    let bound = bound(relation);
    let subject = match bound {
        Some(_) => stated_side(relation, set),
        None => cause.culprit.or_else(|| stated_side(relation, set)),
    };
    let mut places = Vec::new();
    if let Some((fact, value)) = subject {
        let f = &set.facts[fact.0];
        values.state(f, value, bound.unwrap_or_default());
        places.push(f.place.clone());
    }
    for fact in relation.facts.iter().filter(|f| Some(**f) != subject.map(|s| s.0)) {
        places.push(set.facts[fact.0].place.clone());
    }
    let record = relation.context.record.map(|r| &set.records[r.0]);
    if places.is_empty() {
        places.extend(record.map(|r| r.place.clone()));
    }
    let sure = cause.broken.iter().any(|i| judged[*i].facts.iter().all(|f| set.facts[f.0].sure));
    let severity =
        effective(rule, cause.broken.iter().map(|i| judged[*i].rule.severity).min(), sure);
    let operands = relation.facts.iter().map(|f| operand(&set.facts[f.0], set)).collect();
    let words = match subject {
        // The rule's own words speak of the figure it states; another culprit is named plainly.
        Some((fact, _)) if bound.is_none() && relation.facts.first() != Some(&fact) => plain(rule),
        _ => rule.message.clone(),
    };
    let message = Words {
        zh: values.fill(&words.zh, relation, record, set) + if sure { "" } else { UNSURE_ZH },
        en: values.fill(&words.en, relation, record, set) + if sure { "" } else { UNSURE_EN },
    };
    let mut also: Vec<Words> = cause
        .broken
        .iter()
        .filter(|i| **i != main)
        .map(|i| judged[*i].rule.title.clone())
        .collect();
    also.sort();
    also.dedup();
    let mut finding = Finding {
        key: String::new(),
        rule: rule.id.clone(),
        title: rule.title.clone(),
        severity,
        basis: rule.basis.clone(),
        message,
        advice: rule.advice.clone(),
        stated: values.stated,
        expected: values.expected,
        difference: values.difference,
        places,
        operands,
        also,
    };
    finding.key = key(&finding);
    finding
}

const UNSURE_ZH: &str = "（本表文字识别不可靠，请核对原件）";
const UNSURE_EN: &str = " (the text of this table is not reliable; check the original)";

/// Preview rules never count; what rests on an unsure reading is a question.
pub(crate) fn effective(rule: &Rule, severity: Option<Severity>, sure: bool) -> Severity {
    let severity = severity.unwrap_or(rule.severity);
    match (rule.status.as_str(), sure) {
        ("preview", _) => Severity::Notice,
        (_, false) => severity.max(Severity::Warning),
        _ => severity,
    }
}

/// The most telling of the relations a cause breaks: severe first, then one that states the culprit.
fn rank(judged: &Judged<'_>, cause: &Cause) -> (Severity, bool, usize) {
    let stated = judged.facts.first().copied() == cause.culprit.map(|c| c.0);
    (judged.rule.severity, !stated, judged.facts.len())
}

/// Words for a culprit that the rule does not itself state.
fn plain(rule: &Rule) -> Words {
    let (zh, en) = (&rule.title.zh, &rule.title.en);
    Words {
        zh: format!(
            "《{{table}}》“{{row}}”的{{column}}为{{stated}}，按“{zh}”等关系应为{{expected}}，相差{{difference}}。"
        ),
        en: format!(
            "{{table}}, {{row}}, {{column}}: stated {{stated}}; by “{en}” it should be {{expected}} (difference {{difference}})."
        ),
    }
}

/// `≤` or `≥` where the relation bounds its left side instead of fixing it.
fn bound(relation: &Judged<'_>) -> Option<&'static str> {
    match &relation.rule.parsed {
        Some(Expr::Binary(Op::AtMost, ..)) => Some("≤"),
        Some(Expr::Binary(Op::AtLeast, ..)) => Some("≥"),
        _ => None,
    }
}

/// Without a culprit the stated side is shown against the computed one.
fn stated_side(relation: &Judged<'_>, set: &FactSet) -> Option<(FactId, Decimal)> {
    let (left, right) = relation.sides?;
    let first = relation.facts.first().copied()?;
    let fact = set.facts.get(first.0)?;
    (fact.figure.value == left).then_some((first, right))
}

/// Label and value of a fact as an operand.
pub(crate) fn operand(fact: &Fact, set: &FactSet) -> Operand {
    Operand {
        label: label(fact, set),
        value: format!("{}{}", fact.figure.print(), fact.unit.label()),
        place: fact.place.clone(),
    }
}

/// What a fact is called: its table or section, row and column.
pub(crate) fn label(fact: &Fact, set: &FactSet) -> String {
    let record = &set.records[fact.record.0];
    let row = if record.label.is_empty() { &record.key } else { &record.label };
    let mut parts = Vec::new();
    if !fact.place.table.is_empty() {
        parts.push(format!("《{}》", fact.place.table));
    }
    parts.push(row.clone());
    parts.push(fact.column.clone());
    parts.join(" ")
}

/// A stable key: rule, labels of the first place, stated value.
pub(crate) fn key(finding: &Finding) -> String {
    let mut hasher = Sm3::new();
    hasher.update(finding.rule.as_bytes());
    if let Some(Place { table, row, column, .. }) = finding.places.first() {
        for part in [table, row, column] {
            hasher.update(b"|");
            hasher.update(part.as_bytes());
        }
    }
    hasher.update(b"|");
    hasher.update(finding.stated.as_deref().unwrap_or_default().as_bytes());
    hasher.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect()
}

#[derive(Default)]
struct Values {
    stated: Option<String>,
    expected: Option<String>,
    difference: Option<String>,
    row: String,
    column: String,
    table: String,
}

impl Values {
    fn state(&mut self, fact: &Fact, value: Decimal, bound: &str) {
        let unit = fact.unit.label();
        let figure = &fact.figure;
        let places =
            figure.decimals.max(fact.group_decimals).max(if fact.unit.is_exact() { 0 } else { 2 });
        let places =
            if decimal::round(value, figure.decimals) == value { figure.decimals } else { places };
        let expected = base::Figure { decimals: places, ..figure.clone() };
        self.stated = Some(format!("{}{unit}", figure.print()));
        self.expected = Some(format!("{bound}{}{unit}", expected.print_like(value)));
        let difference = figure.value.checked_sub(value).unwrap_or_default();
        self.difference = Some(decimal::fixed(difference, places));
        self.row = fact.place.row.clone();
        self.column = fact.place.column.clone();
        self.table = fact.place.table.clone();
    }

    /// `{stated} {expected} {difference} {row} {column} {table} {left} {right}`, and `{text:列}`,
    /// `{figure:列}` of the record at hand.
    fn fill(
        &self,
        words: &str,
        relation: &Judged<'_>,
        record: Option<&Record>,
        set: &FactSet,
    ) -> String {
        let side = |n: Option<Decimal>| {
            n.map_or("—".to_owned(), |v| decimal::round(v, 2).normalize().to_string())
        };
        fill_with(words, &|name| match name {
            "stated" => self.stated.clone().unwrap_or_else(|| "—".into()),
            "expected" => self.expected.clone().unwrap_or_else(|| "—".into()),
            "difference" => self.difference.clone().unwrap_or_else(|| "—".into()),
            "row" if self.row.is_empty() => record.map_or(String::new(), |r| r.label.clone()),
            "row" => self.row.clone(),
            "column" => self.column.clone(),
            "table" => self.table.clone(),
            "left" => side(relation.sides.map(|s| s.0)),
            "right" => side(relation.sides.map(|s| s.1)),
            _ => record.map_or(String::new(), |r| of_record(name, r, set)),
        })
    }
}

/// `text:原因`, `figure:得分`, `label`, `scope` of a record.
pub(crate) fn of_record(name: &str, record: &Record, set: &FactSet) -> String {
    if let Some(column) = name.strip_prefix("text:") {
        return record.texts.get(column).map_or(String::new(), |t| t.text.clone());
    }
    if let Some(column) = name.strip_prefix("figure:") {
        return match record.slots.get(column) {
            Some(facts::Slot::Figure(id)) => {
                let f = &set.facts[id.0];
                format!("{}{}", f.figure.print(), f.unit.label())
            }
            _ => "—".to_owned(),
        };
    }
    match name {
        "label" if record.label.is_empty() => record.key.clone(),
        "label" => record.label.clone(),
        "scope" => record.scope.clone(),
        _ => String::new(),
    }
}

/// Replaces every `{name}`.
pub(crate) fn fill_with(words: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, next)) => {
                out.push_str(&value(name));
                rest = next;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
