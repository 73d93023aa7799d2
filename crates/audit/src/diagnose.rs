//! One wrong figure breaks many relations. The diagnosis looks for the figure whose change mends most
//! of them and harms fewest others, and makes one finding of all it mends.

use crate::engine::{Judged, gap, rejudge};
use crate::finding::Outcome;
use crate::world::{Index, Patch};
use base::{Decimal, decimal};
use facts::{FactId, FactSet};
use formula::Verdict;
use std::collections::{BTreeMap, BTreeSet};

/// A root cause: the relations it explains and, where one figure is clearly to blame, the figure and
/// the value that would mend them.
pub(crate) struct Cause {
    /// Indices of the broken relations.
    pub broken: Vec<usize>,
    /// The culprit and its mending value; `None` when several figures are equally suspect.
    pub culprit: Option<(FactId, Decimal)>,
}

/// Groups the broken relations by root cause, the cause that explains most first.
pub(crate) fn diagnose(judged: &[Judged<'_>], set: &FactSet, index: &Index) -> Vec<Cause> {
    let mut uses: BTreeMap<FactId, Vec<usize>> = BTreeMap::new();
    for (i, j) in judged.iter().enumerate() {
        for fact in &j.facts {
            uses.entry(*fact).or_default().push(i);
        }
    }
    let mut open: BTreeSet<usize> =
        (0..judged.len()).filter(|i| judged[*i].outcome() == Outcome::Broken).collect();
    let mut causes = Vec::new();
    let solver = Solver { judged, set, index, uses: &uses };
    let (solvable, plain): (BTreeSet<usize>, BTreeSet<usize>) =
        open.iter().copied().partition(|i| matches!(judged[*i].verdict, Verdict::Broken(Some(_))));
    open = solvable;
    let mut suspects = solver.suspects(&open);
    let mut mended = Patch::new();
    while let Some(first) = open.first().copied() {
        let mut cause = solver.next(&suspects, &open, first);
        for i in &cause.broken {
            open.remove(i);
        }
        mended.extend(cause.culprit);
        // What the mended figures together explain is no cause of its own (four wrong shares and
        // their sum).
        let explained: Vec<usize> =
            open.iter().copied().filter(|i| solver.mends(*i, &mended)).collect();
        for i in explained {
            open.remove(&i);
            cause.broken.push(i);
        }
        suspects.retain(|s| s.mends.iter().any(|i| open.contains(i)));
        causes.push(cause);
    }
    causes.extend(plain.into_iter().map(|i| Cause { broken: vec![i], culprit: None }));
    causes
}

/// A figure, a value for it, what that would mend and what it would harm.
struct Suspect {
    fact: FactId,
    value: Decimal,
    mends: Vec<usize>,
    harms: usize,
}

struct Solver<'a> {
    judged: &'a [Judged<'a>],
    set: &'a FactSet,
    index: &'a Index,
    uses: &'a BTreeMap<FactId, Vec<usize>>,
}

impl Solver<'_> {
    /// Every figure of every broken relation, with each value that would mend one.
    fn suspects(&self, open: &BTreeSet<usize>) -> Vec<Suspect> {
        let mut found: BTreeMap<(FactId, Decimal), ()> = BTreeMap::new();
        for i in open {
            for fact in &self.judged[*i].facts {
                if let Some(value) = self.solve(*i, *fact) {
                    found.insert((*fact, value), ());
                }
            }
        }
        found.into_keys().map(|(fact, value)| self.weigh(fact, value, open)).collect()
    }

    /// The value of `fact`, as precise as it is printed, that makes relation `i` hold.
    fn solve(&self, i: usize, fact: FactId) -> Option<Decimal> {
        let judged = &self.judged[i];
        let figure = &self.set.facts[fact.0].figure;
        let mut x0 = figure.value;
        let at = |x| gap(judged, self.set, self.index, &Patch::from([(fact, x)]));
        let mut d0 = at(x0)?;
        for _ in 0..4 {
            let x1 = x0.checked_add(Decimal::ONE)?;
            let d1 = at(x1)?;
            let slope = d1.checked_sub(d0)?;
            if slope.is_zero() {
                return None;
            }
            x0 = x0.checked_sub(d0.checked_div(slope)?)?;
            d0 = at(x0)?;
            if decimal::round(d0, 9).is_zero() {
                break;
            }
        }
        let decimals = figure.decimals.max(self.set.facts[fact.0].group_decimals).clamp(2, 8);
        let value = decimal::round(x0, decimals);
        let judgement = self.judge(i, fact, value);
        matches!(judgement, Verdict::Holds | Verdict::Tail).then_some(value)
    }

    fn judge(&self, i: usize, fact: FactId, value: Decimal) -> Verdict {
        self.judge_with(i, &Patch::from([(fact, value)]))
    }

    fn judge_with(&self, i: usize, patch: &Patch) -> Verdict {
        let j = &self.judged[i];
        match &j.rule.parsed {
            Some(expr) => rejudge(expr, self.set, self.index, &j.context, j.fine, Some(patch)),
            None => j.verdict.clone(),
        }
    }

    /// Whether the figures found so far mend relation `i` together.
    fn mends(&self, i: usize, patch: &Patch) -> bool {
        self.judged[i].facts.iter().any(|f| patch.contains_key(f))
            && matches!(self.judge_with(i, patch), Verdict::Holds | Verdict::Tail)
    }

    fn weigh(&self, fact: FactId, value: Decimal, open: &BTreeSet<usize>) -> Suspect {
        let mut suspect = Suspect { fact, value, mends: Vec::new(), harms: 0 };
        for i in self.uses.get(&fact).into_iter().flatten() {
            let after = self.judge(*i, fact, value);
            match self.judged[*i].outcome() {
                Outcome::Broken if open.contains(i) => {
                    if matches!(after, Verdict::Holds | Verdict::Tail) {
                        suspect.mends.push(*i);
                    }
                }
                Outcome::Holds | Outcome::Tail => {
                    suspect.harms += usize::from(matches!(after, Verdict::Broken(_)));
                }
                _ => {}
            }
        }
        suspect
    }

    /// The best explanation of what is still open. Alone in front: a culprit. Otherwise the stated
    /// side of the first relation is shown with all its operands, and no figure is accused.
    fn next(&self, suspects: &[Suspect], open: &BTreeSet<usize>, first: usize) -> Cause {
        let mends = |s: &Suspect| s.mends.iter().filter(|i| open.contains(i)).count();
        let merit = |s: &Suspect| 2 * mends(s) as i64 - s.harms as i64;
        let best = suspects.iter().filter(|s| mends(s) > 0).map(merit).max();
        let leaders: Vec<&Suspect> =
            suspects.iter().filter(|s| mends(s) > 0 && Some(merit(s)) == best).collect();
        let accused: BTreeSet<FactId> = leaders.iter().map(|s| s.fact).collect();
        let stated = |s: &Suspect| {
            s.mends.iter().filter(|i| open.contains(i) && self.judged[**i].states(s.fact)).count()
        };
        let chosen = if accused.len() == 1 {
            leaders.first().copied()
        } else {
            // Several are equally suspect: show the side that states the result.
            leaders
                .iter()
                .copied()
                .max_by_key(|s| (stated(s), std::cmp::Reverse(s.fact)))
                .filter(|s| stated(s) > 0)
        };
        match chosen {
            Some(s) => Cause {
                broken: s.mends.iter().copied().filter(|i| open.contains(i)).collect(),
                culprit: Some((s.fact, s.value)),
            },
            None => Cause { broken: shared(&leaders, open, first), culprit: None },
        }
    }
}

/// Relations that every one of the equally suspect figures would mend; at least the one at hand.
fn shared(leaders: &[&Suspect], open: &BTreeSet<usize>, first: usize) -> Vec<usize> {
    let Some((head, rest)) = leaders.split_first() else { return vec![first] };
    let common = |i: &usize| open.contains(i) && rest.iter().all(|s| s.mends.contains(i));
    let all: Vec<usize> = head.mends.iter().copied().filter(common).collect();
    if all.is_empty() { vec![first] } else { all }
}
