//! Judges every rule in every context.

use crate::finding::{Checks, Outcome};
use crate::rule::Rule;
use crate::walk::contexts;
use crate::world::{Context, Index, Patch, World};
use base::Decimal;
use facts::{FactId, FactSet};
use formula::{Expr, Op, Value, Verdict};

/// One judged relation, with what is needed to judge it again under a changed figure.
pub(crate) struct Judged<'a> {
    pub rule: &'a Rule,
    pub context: Context,
    pub verdict: Verdict,
    pub facts: Vec<FactId>,
    pub fine: bool,
    /// Left and right value, where the relation compares two numbers.
    pub sides: Option<(Decimal, Decimal)>,
    /// Slack by rounding.
    pub slack: Option<Decimal>,
}

impl Judged<'_> {
    /// Whether the relation states this figure: its left side is the figure and nothing else.
    pub fn states(&self, fact: FactId) -> bool {
        let single = matches!(&self.rule.parsed, Some(Expr::Binary(_, left, _)) if matches!(**left, Expr::Ref(_)));
        single && self.facts.first() == Some(&fact)
    }

    pub fn outcome(&self) -> Outcome {
        match self.verdict {
            Verdict::Holds => Outcome::Holds,
            Verdict::Tail => Outcome::Tail,
            Verdict::Broken(_) => Outcome::Broken,
            Verdict::NotApplied(_) => Outcome::NotApplied,
        }
    }
}

/// Judges a formula rule everywhere; nothing for any other. A guard that is false makes a rule not
/// concern the context at all.
pub(crate) fn judge_rule<'a>(rule: &'a Rule, set: &FactSet, index: &Index) -> Vec<Judged<'a>> {
    let Some(expr) = &rule.parsed else { return Vec::new() };
    contexts(rule, set, index)
        .into_iter()
        .filter(|context| guarded(rule, set, index, context))
        .map(|context| judge_one(rule, expr, set, index, context))
        .collect()
}

/// Whether the rule's condition is true here. A condition that cannot be computed is not met.
fn guarded(rule: &Rule, set: &FactSet, index: &Index, context: &Context) -> bool {
    let Some(guard) = &rule.guard else { return true };
    let world = World::new(set, index, context);
    matches!(formula::evaluate(guard, &world), Value::Truth(true))
}

fn judge_one<'a>(
    rule: &'a Rule,
    expr: &Expr,
    set: &FactSet,
    index: &Index,
    context: Context,
) -> Judged<'a> {
    let world = World::new(set, index, &context);
    let mut verdict = formula::judge(expr, &world);
    let mut facts = world.touched.take();
    let mut seen = std::collections::BTreeSet::new();
    facts.retain(|f| seen.insert(*f));
    let groups: Vec<usize> = facts.iter().map(|f| set.facts[f.0].group).collect();
    let fine = groups.windows(2).all(|w| w[0] == w[1]);
    if fine && verdict == Verdict::Tail {
        verdict = rejudge(expr, set, index, &context, true, None);
    }
    let (sides, slack) = sides(expr, set, index, &context, fine);
    Judged { rule, context, verdict, facts, fine, sides, slack }
}

/// Judges again, with a figure changed.
pub(crate) fn rejudge(
    expr: &Expr,
    set: &FactSet,
    index: &Index,
    context: &Context,
    fine: bool,
    patch: Option<&Patch>,
) -> Verdict {
    let mut world = World::new(set, index, context);
    world.fine = fine;
    world.patch = patch;
    formula::judge(expr, &world)
}

/// Both sides of a comparison of numbers, and how far rounding may push them apart.
pub(crate) fn sides(
    expr: &Expr,
    set: &FactSet,
    index: &Index,
    context: &Context,
    fine: bool,
) -> (Option<(Decimal, Decimal)>, Option<Decimal>) {
    let Expr::Binary(Op::Equal | Op::About | Op::AtMost | Op::AtLeast, a, b) = expr else {
        return (None, None);
    };
    let mut world = World::new(set, index, context);
    world.fine = fine;
    match (formula::evaluate(a, &world), formula::evaluate(b, &world)) {
        (Value::Number(l), Value::Number(r)) => {
            let slack =
                l.interval.slack().zip(r.interval.slack()).and_then(|(a, b)| a.checked_add(b));
            (Some((l.value, r.value)), slack)
        }
        _ => (None, None),
    }
}

/// Left minus right with one figure changed, for the solver of the diagnosis.
pub(crate) fn gap(
    judged: &Judged<'_>,
    set: &FactSet,
    index: &Index,
    patch: &Patch,
) -> Option<Decimal> {
    let Some(Expr::Binary(_, a, b)) = &judged.rule.parsed else { return None };
    let mut world = World::new(set, index, &judged.context);
    world.fine = judged.fine;
    world.patch = Some(patch);
    match (formula::evaluate(a, &world), formula::evaluate(b, &world)) {
        (Value::Number(l), Value::Number(r)) => l.value.checked_sub(r.value),
        _ => None,
    }
}

/// Adds one outcome to the counts.
pub(crate) fn count(checks: &mut Checks, outcome: Outcome) {
    match outcome {
        Outcome::Holds => checks.holds += 1,
        Outcome::Tail => checks.tail += 1,
        Outcome::Broken => checks.broken += 1,
        Outcome::NotApplied => checks.not_applied += 1,
    }
}
