//! From a row that fires to a hit: its words, figures and thresholds as they stand today.

use super::Due;
use ::oversight::Words;
use ::oversight::case::{self, Figure, Hit, Threshold};
use ::oversight::rule::{Fired, Level};
use ::oversight::views::Params;
use base::Amount;
use store::Value;

/// Columns that name an object to people, the most telling first.
const CALLED: [&str; 6] = ["project_name", "title", "payee", "supplier", "name", "line"];

/// Columns of money by which warnings of one level are ranked, the most telling first.
const STAKES: [&str; 4] = ["amount", "current", "paid", "budget"];

/// A hit of a rule.
pub(super) fn hit(one: &Due<'_>, level: Level, fired: Fired, params: &Params) -> Hit {
    let rule = one.rule;
    let text = |name: &str| fired.shown.get(name).map(|v| v.text().to_owned()).unwrap_or_default();
    let words = |w: ::oversight::Words| case::Words::new(w.zh, w.en);
    let figures = rule.figures.iter().zip(rule.figures(&fired.shown));
    let figures = figures.map(|(figure, (name, value))| Figure {
        name: figure.name.clone(),
        zh: name.zh,
        en: name.en,
        value: value.zh,
    });
    let thresholds = rule.thresholds.iter().map(|(name, t)| {
        let value = one.tuned.values.get(name).copied().unwrap_or(t.value);
        Threshold {
            name: name.clone(),
            title: Words::new(t.zh.clone(), t.en.clone()),
            value: t.unit.print_threshold(value).zh,
            kind: t.kind.words().0.to_owned(),
            basis: t.basis.clone(),
        }
    });
    let called = CALLED.iter().map(|name| text(name)).find(|t| !t.is_empty());
    let stake = STAKES.iter().find_map(|name| match rule.column(name)?.kind {
        ::oversight::views::Kind::Money => fired.shown.get(*name)?.int(),
        _ => None,
    });
    let entries = match rule.grain.as_slice() {
        [one] if one == "seq" => fired.object.parse().into_iter().collect(),
        _ => Vec::new(),
    };
    Hit {
        rule: rule.id.clone(),
        title: words(rule.title.clone()),
        theme: rule.theme.clone(),
        cause: rule.cause.clone(),
        level: level_of(level),
        year: params.year,
        book: String::new(),
        region: text("region"),
        unit: fired.unit.clone(),
        unit_name: text("unit_name"),
        department: text("department"),
        department_name: String::new(),
        object_name: called.unwrap_or_default(),
        amount: stake.map(Amount::fen),
        figures: figures.collect(),
        message: words(rule.message(&fired.shown, &one.tuned)),
        purpose: words(rule.purpose.clone()),
        standard: words(rule.standard(&one.tuned)),
        basis: rule.basis.clone(),
        advice: words(rule.advice(&fired.shown, &one.tuned)),
        thresholds: thresholds.collect(),
        object: fired.object,
        entries,
        more: 0,
    }
}

fn level_of(level: Level) -> case::Level {
    match level {
        Level::Red => case::Level::Red,
        Level::Orange => case::Level::Orange,
        Level::Yellow => case::Level::Yellow,
        Level::Blue => case::Level::Blue,
    }
}

/// The values of a grain as the object of a hit.
pub(super) fn object(row: &[Value]) -> String {
    let plain = |value: &Value| match value {
        Value::Int(n) => n.to_string(),
        other => other.text().to_owned(),
    };
    row.iter().map(plain).collect::<Vec<_>>().join("|")
}
