//! Two versions of a document: figures by what they are called, findings by their keys.

use super::marks::Marks;
use super::tell::{Figured, Told, label, value};
use base::text::squash;
use report::Lang;
use std::collections::BTreeMap;

/// A figure that is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// In the version before.
    pub before: Figured,
    /// In this one.
    pub after: Figured,
}

/// How two versions differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Figures that are the same.
    pub same: usize,
    /// Figures that changed, in the order of the later version.
    pub changed: Vec<Changed>,
    /// Figures only the later version has.
    pub added: Vec<Figured>,
    /// Figures only the earlier version has.
    pub removed: Vec<Figured>,
    /// Findings of the earlier version that are no more.
    pub gone: Vec<Told>,
    /// Findings of the later version that are new.
    pub new: Vec<Told>,
    /// Findings of both, as the later version has them.
    pub still: Vec<Told>,
}

/// Compares an earlier version with a later one.
pub fn compare(before: &Marks<'_>, after: &Marks<'_>, lang: Lang) -> Compared {
    let mut compared = Compared::default();
    figures(before, after, lang, &mut compared);
    let (old, new) = (before.findings(lang), after.findings(lang));
    let has = |list: &[Told], key: &str| list.iter().any(|t| t.key == key);
    compared.gone = old.iter().filter(|t| !has(&new, &t.key)).cloned().collect();
    (compared.still, compared.new) = new.into_iter().partition(|t| has(&old, &t.key));
    compared
}

type Named = BTreeMap<String, Vec<(usize, String)>>;

/// Figures that share what they are called are paired: equal ones first, then by their order.
fn figures(before: &Marks<'_>, after: &Marks<'_>, lang: Lang, into: &mut Compared) {
    let (mut old, new) = (named(before), named(after));
    let (mut changed, mut added, mut removed) = (Vec::new(), Vec::new(), Vec::new());
    for (name, list) in new {
        let mut were = old.remove(&name).unwrap_or_default();
        let mut left = Vec::new();
        for (n, value) in list {
            match were.iter().position(|(_, v)| *v == value) {
                Some(at) => {
                    were.remove(at);
                    into.same += 1;
                }
                None => left.push(n),
            }
        }
        let mut were = were.into_iter().map(|(n, _)| n);
        for n in left {
            match were.next() {
                Some(was) => changed.push((was, n)),
                None => added.push(n),
            }
        }
        removed.extend(were);
    }
    removed.extend(old.into_values().flatten().map(|(n, _)| n));
    changed.sort_unstable_by_key(|(_, n)| *n);
    added.sort_unstable();
    removed.sort_unstable();
    let both = changed.into_iter().filter_map(|(was, n)| {
        Some(Changed { before: before.figured(was, lang)?, after: after.figured(n, lang)? })
    });
    into.changed = both.collect();
    into.added = added.into_iter().filter_map(|n| after.figured(n, lang)).collect();
    into.removed = removed.into_iter().filter_map(|n| before.figured(n, lang)).collect();
}

fn named(marks: &Marks<'_>) -> Named {
    let mut all = Named::new();
    let set = &marks.content.facts;
    for (n, fact) in set.facts.iter().enumerate() {
        all.entry(squash(&label(set, fact))).or_default().push((n, value(fact)));
    }
    all
}
