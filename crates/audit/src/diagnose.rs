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

/// Evaluations of a figure that one document may cost; real reports take a few thousand. What is left
/// when they are used up is shown as it stands, without a culprit.
const WORK: usize = 1_000_000;
/// In a sum of more figures than this only those are suspected that break something else as well.
const LARGE: usize = 200;

/// Groups the broken relations by root cause.
pub(crate) fn diagnose(judged: &[Judged<'_>], set: &FactSet, index: &Index) -> Vec<Cause> {
    let mut uses: BTreeMap<FactId, Vec<usize>> = BTreeMap::new();
    for (i, j) in judged.iter().enumerate() {
        for fact in &j.facts {
            uses.entry(*fact).or_default().push(i);
        }
    }
    let broken = (0..judged.len()).filter(|i| judged[*i].outcome() == Outcome::Broken);
    let (open, plain): (BTreeSet<usize>, BTreeSet<usize>) =
        broken.partition(|i| matches!(judged[*i].verdict, Verdict::Broken(Some(_))));
    let mut solver = Solver { judged, set, index, uses: &uses, work: WORK };
    let mut causes = Vec::new();
    for group in solver.groups(open) {
        solver.explain(group, &mut causes);
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
    /// How many of the relations it mends are still open, and how many of those state the figure.
    open: usize,
    stated: usize,
}

impl Suspect {
    fn merit(&self) -> i64 {
        2 * self.open as i64 - self.harms as i64
    }
}

struct Solver<'a> {
    judged: &'a [Judged<'a>],
    set: &'a FactSet,
    index: &'a Index,
    uses: &'a BTreeMap<FactId, Vec<usize>>,
    /// Evaluations left.
    work: usize,
}

impl Solver<'_> {
    /// Broken relations that share figures, directly or through others: each group is explained alone.
    fn groups(&self, mut left: BTreeSet<usize>) -> Vec<BTreeSet<usize>> {
        let mut seen: BTreeSet<FactId> = BTreeSet::new();
        let mut groups = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut group = BTreeSet::from([first]);
            let mut next = vec![first];
            while let Some(i) = next.pop() {
                for fact in self.judged[i].facts.iter().filter(|f| seen.insert(**f)) {
                    let near = self.uses.get(fact).into_iter().flatten();
                    next.extend(near.filter(|n| left.remove(n) && group.insert(**n)));
                }
            }
            groups.push(group);
        }
        groups
    }

    /// Finds the causes of one group, the one that explains most first.
    fn explain(&mut self, mut open: BTreeSet<usize>, causes: &mut Vec<Cause>) {
        let mut suspects = self.suspects(&open);
        let mut mended_by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (n, suspect) in suspects.iter().enumerate() {
            suspect.mends.iter().for_each(|i| mended_by.entry(*i).or_default().push(n));
        }
        let mut alive: Vec<usize> = (0..suspects.len()).collect();
        let mut mended = Patch::new();
        while let Some(first) = open.first().copied() {
            alive.retain(|n| suspects[*n].open > 0);
            let mut cause = next(&suspects, &alive, &open, first);
            for i in &cause.broken {
                open.remove(i);
            }
            if let Some((fact, value)) = cause.culprit {
                mended.insert(fact, value);
                // What the mended figures together explain is no cause of its own (four wrong shares
                // and their sum).
                let near = self.uses.get(&fact).into_iter().flatten();
                for i in near.filter(|i| open.contains(i)).copied().collect::<Vec<_>>() {
                    if self.mends(i, &mended) {
                        open.remove(&i);
                        cause.broken.push(i);
                    }
                }
            }
            for i in &cause.broken {
                for n in mended_by.get(i).into_iter().flatten() {
                    let suspect = &mut suspects[*n];
                    suspect.open -= 1;
                    suspect.stated -= usize::from(self.judged[*i].states(suspect.fact));
                }
            }
            causes.push(cause);
        }
    }

    /// Takes `cost` from what may still be spent; false when there is not enough.
    fn spend(&mut self, cost: usize) -> bool {
        let left = self.work.checked_sub(cost);
        self.work = left.unwrap_or(self.work);
        left.is_some()
    }

    /// Every figure of every broken relation, with each value that would mend one.
    fn suspects(&mut self, open: &BTreeSet<usize>) -> Vec<Suspect> {
        let mut found: BTreeSet<(FactId, Decimal)> = BTreeSet::new();
        for i in open {
            let facts = &self.judged[*i].facts;
            for (at, fact) in facts.iter().enumerate() {
                let elsewhere = || {
                    let uses = self.uses.get(fact).into_iter().flatten();
                    uses.filter(|u| open.contains(u)).nth(1).is_some()
                };
                let suspected = at == 0 || facts.len() <= LARGE || elsewhere();
                if suspected && self.spend(6 * facts.len()) {
                    found.extend(self.solve(*i, *fact).map(|value| (*fact, value)));
                }
            }
        }
        found.into_iter().filter_map(|(fact, value)| self.weigh(fact, value, open)).collect()
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
    fn mends(&mut self, i: usize, patch: &Patch) -> bool {
        self.spend(self.judged[i].facts.len())
            && matches!(self.judge_with(i, patch), Verdict::Holds | Verdict::Tail)
    }

    fn weigh(&mut self, fact: FactId, value: Decimal, open: &BTreeSet<usize>) -> Option<Suspect> {
        let uses = self.uses.get(&fact)?;
        if !self.spend(uses.iter().map(|i| self.judged[*i].facts.len()).sum()) {
            return None;
        }
        let mut suspect = Suspect { fact, value, mends: Vec::new(), harms: 0, open: 0, stated: 0 };
        for i in uses {
            let after = self.judge(*i, fact, value);
            match self.judged[*i].outcome() {
                Outcome::Broken if open.contains(i) => {
                    if matches!(after, Verdict::Holds | Verdict::Tail) {
                        suspect.mends.push(*i);
                        suspect.stated += usize::from(self.judged[*i].states(fact));
                    }
                }
                Outcome::Holds | Outcome::Tail => {
                    suspect.harms += usize::from(matches!(after, Verdict::Broken(_)));
                }
                _ => {}
            }
        }
        suspect.open = suspect.mends.len();
        Some(suspect)
    }
}

/// The best explanation of what is still open. Alone in front: a culprit. Otherwise the stated side of
/// the first relation is shown with all its operands, and no figure is accused.
fn next(suspects: &[Suspect], alive: &[usize], open: &BTreeSet<usize>, first: usize) -> Cause {
    let all = || alive.iter().map(|n| &suspects[*n]);
    let best = all().map(Suspect::merit).max();
    let leaders: Vec<&Suspect> = all().filter(|s| Some(s.merit()) == best).collect();
    let alone = leaders.windows(2).all(|w| w[0].fact == w[1].fact);
    let chosen = if alone {
        leaders.first().copied()
    } else {
        // Several are equally suspect: show the side that states the result.
        let stating = leaders.iter().copied().filter(|s| s.stated > 0);
        stating.max_by_key(|s| (s.stated, std::cmp::Reverse(s.fact)))
    };
    match chosen {
        Some(s) => Cause {
            broken: s.mends.iter().copied().filter(|i| open.contains(i)).collect(),
            culprit: Some((s.fact, s.value)),
        },
        None => Cause { broken: shared(&leaders, open, first), culprit: None },
    }
}

/// Relations that every one of the equally suspect figures would mend; at least the one at hand.
fn shared(leaders: &[&Suspect], open: &BTreeSet<usize>, first: usize) -> Vec<usize> {
    let Some((head, rest)) = leaders.split_first() else { return vec![first] };
    let common = |i: &usize| open.contains(i) && rest.iter().all(|s| s.mends.contains(i));
    let all: Vec<usize> = head.mends.iter().copied().filter(common).collect();
    if all.is_empty() { vec![first] } else { all }
}
