//! Many rules over one large view in one pass: what fires anywhere is put aside, and all outcomes are
//! counted.

use super::{Outcome, Rule, Tuned};
use crate::views::{Params, View};
use store::Value;

/// Rules without questions of their own that stand on the same view, as tuned.
pub struct Sweep<'a> {
    rules: Vec<(&'a Rule, &'a Tuned)>,
}

/// More rows than there are. A limit keeps both engines from working an outcome out once for every
/// place it is counted at.
const ALL: &str = "LIMIT 9223372036854775807";

impl<'a> Sweep<'a> {
    /// The rules that can be swept: those with a question of their own cannot.
    pub fn new(rules: impl IntoIterator<Item = (&'a Rule, &'a Tuned)>) -> Sweep<'a> {
        Sweep { rules: rules.into_iter().filter(|(rule, _)| rule.sql.is_none()).collect() }
    }

    /// Puts the rows that fire for any rule, or are exempt, into the view's table, which must be empty;
    /// [`Rule::fires_sql`] over that table then answers for each. `None` without rules.
    pub fn keep_sql(&self, view: &View, params: &Params, source: &str) -> Option<String> {
        let fires: Vec<String> =
            self.outcomes(params).map(|outcome| format!("({outcome}) > 0")).collect();
        let columns = view.names().join(", ");
        (!fires.is_empty()).then(|| {
            format!(
                "INSERT INTO {} ({columns}) SELECT {columns} FROM {source} v WHERE {}",
                view.table(),
                fires.join(" OR ")
            )
        })
    }

    /// One row with, rule after rule, the number of rows that hold and of those not applied, and the
    /// number of all rows at the end. `None` without rules.
    pub fn counts_sql(&self, params: &Params, source: &str) -> Option<String> {
        let name = |(n, outcome)| format!("({outcome}) AS o{n}");
        let inner: Vec<String> = self.outcomes(params).enumerate().map(name).collect();
        let count = |n: usize, test: &str| {
            format!("CAST(COALESCE(SUM(CASE WHEN q.o{n} {test} THEN 1 ELSE 0 END), 0) AS BIGINT)")
        };
        let outer: Vec<String> =
            (0..inner.len()).flat_map(|n| [count(n, "= 0"), count(n, "= -1")]).collect();
        (!inner.is_empty()).then(|| {
            format!(
                "SELECT {}, COUNT(*) FROM (SELECT {} FROM {source} v {ALL}) q",
                outer.join(", "),
                inner.join(", ")
            )
        })
    }

    /// Reads the row of [`Sweep::counts_sql`]: a rule's id, rows that hold, rows not applied; the rest
    /// fires or is exempt.
    pub fn counts(&self, row: &[Value]) -> Vec<(&'a str, [(Outcome, i64); 2])> {
        let at = |n: usize| row.get(n).and_then(Value::int).unwrap_or(0);
        let one = |(n, (rule, _)): (usize, &(&'a Rule, &'a Tuned))| {
            let counts = [(Outcome::Holds, at(2 * n)), (Outcome::NotApplied, at(2 * n + 1))];
            (rule.id.as_str(), counts)
        };
        self.rules.iter().enumerate().map(one).collect()
    }

    fn outcomes<'b>(&'b self, params: &'b Params) -> impl Iterator<Item = String> + 'b {
        self.rules.iter().map(|(rule, tuned)| rule.outcome(params, tuned))
    }
}
