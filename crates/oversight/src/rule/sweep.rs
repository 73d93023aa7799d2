//! Many rules over one large view in one pass: the outcomes of a row come as the digits of a number, so
//! that the payments are read once, whatever the number of rules.

use super::{Outcome, Rule, Tuned};
use crate::views::Params;
use std::collections::BTreeMap;
use store::Value;

/// Rules without questions of their own that stand on the same view, as tuned.
pub struct Sweep<'a> {
    rules: Vec<(&'a Rule, &'a Tuned)>,
    /// How often each combination of outcomes was seen.
    seen: BTreeMap<Vec<i64>, i64>,
    /// Objects of which at least one rule fires or is exempt.
    found: Vec<Value>,
}

/// Digits that a number of 64 bits holds for certain.
const DIGITS: usize = 18;

impl<'a> Sweep<'a> {
    /// The rules that can be swept: those with a question of their own cannot.
    pub fn new(rules: impl IntoIterator<Item = (&'a Rule, &'a Tuned)>) -> Sweep<'a> {
        let rules = rules.into_iter().filter(|(rule, _)| rule.sql.is_none()).collect();
        Sweep { rules, seen: BTreeMap::new(), found: Vec::new() }
    }

    /// The question: the object's first column, and the outcomes. `None` without rules.
    pub fn sql(&self, params: &Params, source: &str) -> Option<String> {
        let object = self.rules.first()?.0.grain.first()?;
        let mut columns = vec![format!("v.{object}")];
        for rules in self.rules.chunks(DIGITS) {
            let mut sum = Vec::new();
            let mut place: i64 = 1;
            for (rule, tuned) in rules {
                sum.push(format!("CAST({place} AS BIGINT) * ({})", rule.outcome(params, tuned)));
                place *= 10;
            }
            columns.push(sum.join(" + "));
        }
        Some(format!("SELECT {} FROM {source} v", columns.join(", ")))
    }

    /// Takes a row of the answer.
    pub fn take(&mut self, row: &[Value]) {
        let numbers: Vec<i64> = row.iter().skip(1).filter_map(Value::int).collect();
        if numbers.iter().any(|n| digits(*n).any(|d| Outcome::of(d).is_found()))
            && let Some(object) = row.first()
        {
            self.found.push(object.clone());
        }
        *self.seen.entry(numbers).or_insert(0) += 1;
    }

    /// The objects of which at least one rule fires or is exempt: made again as touched ones they are
    /// what [`Rule::fires_sql`] then answers from.
    pub fn found(&self) -> &[Value] {
        &self.found
    }

    /// The number of rows of each outcome, by the rule's id.
    pub fn counts(&self) -> BTreeMap<&'a str, BTreeMap<Outcome, i64>> {
        let mut counts: BTreeMap<&str, BTreeMap<Outcome, i64>> =
            self.rules.iter().map(|(rule, _)| (rule.id.as_str(), BTreeMap::new())).collect();
        for (numbers, times) in &self.seen {
            let outcomes = numbers.iter().flat_map(|n| digits(*n).take(DIGITS));
            for ((rule, _), digit) in self.rules.iter().zip(outcomes) {
                let of_rule = counts.entry(rule.id.as_str()).or_default();
                *of_rule.entry(Outcome::of(digit)).or_insert(0) += times;
            }
        }
        counts
    }
}

/// The digits of a number from the last one, then zeros.
fn digits(number: i64) -> impl Iterator<Item = i64> {
    std::iter::successors(Some(number), |n| Some(n / 10)).map(|n| n % 10).take(DIGITS)
}
