//! Words that should not stand in a published text: left-overs of the template, open choices, slips of
//! the pen, outdated terms. Which words is said by the rule files.

use super::prose::{Passage, any_of, each, number, rows};
use super::result::{Hit, Result};
use crate::rule::Rule;
use facts::FactSet;
use forms::Catalogue;

/// `phrases`: none of the phrases stands in the text. `with` / `unless`: words the same sentence must /
/// must not hold; one hit a sentence; `except`: longer words that contain a phrase and are right; `since`: first year.
pub(super) fn phrases(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    if let Some(since) = number(rule, "since") {
        match set.profile.year {
            Some(year) if i64::from(year) >= since => {}
            _ => return skip("年度不在适用范围 / the year is out of range"),
        }
    }
    let (phrases, except) = (rule.list("phrases"), rule.list("except"));
    let (with, unless) = (rule.list("with"), rule.list("unless"));
    each(rule, set, |passage| {
        let mut hits: Vec<(usize, usize)> = Vec::new();
        for phrase in &phrases {
            let length = phrase.chars().count();
            for at in passage.find(phrase) {
                let (from, to) = passage.sentence(at);
                let sentence = passage.text(from, to);
                let right = except.iter().any(|e| passage.covered(at, at + length, e))
                    || unless.iter().any(|w| sentence.contains(w))
                    || (!with.is_empty() && !with.iter().any(|w| sentence.contains(w)));
                let known = hits.iter().any(|(a, b)| *a < at + length && at < *b);
                if !right && !known {
                    hits.push((at, at + length));
                }
            }
        }
        hits.sort();
        hits.dedup_by_key(|hit| passage.sentence(hit.0));
        hits.into_iter().map(|(a, b)| passage.hit(a, b)).collect()
    })
}

fn skip(why: &str) -> Result {
    Result { skipped: vec![why.to_owned()], ..Result::default() }
}

/// `confusions`: rows `[wrong, right, context?, except?]`; context and except are `a|b` lists. Context
/// must follow in the same sentence; except are longer words that contain the wrong one rightly.
pub(super) fn confusions(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let rows = rows(rule, "words");
    each(rule, set, |passage| {
        let mut hits = Vec::new();
        let mut known: Vec<(usize, usize)> = Vec::new();
        for row in &rows {
            let [wrong, right, more @ ..] = row.as_slice() else { continue };
            let context = more.first().copied().unwrap_or_default();
            let except = more.get(1).copied().unwrap_or_default();
            for at in passage.find(wrong) {
                let end = at + wrong.chars().count();
                let tail = passage.text(end, passage.sentence(end).1);
                let fits = context.is_empty() || any_of(&tail, context);
                let fine = except.split('|').any(|e| !e.is_empty() && passage.covered(at, end, e));
                let new = !known.iter().any(|(a, b)| *a < end && at < *b);
                if fits && !fine && new {
                    known.push((at, end));
                    hits.push(passage.hit(at, end).expected(*right));
                }
            }
        }
        hits
    })
}

/// `placeholders`: a run of at least two marks (X, ×) directly before or after a word of the lists.
/// One hit a paragraph.
pub(super) fn placeholders(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let marks: Vec<char> = rule.text("marks").chars().collect();
    let (before, after) = (rule.list("before"), rule.list("after"));
    each(rule, set, |passage| {
        let mut hits = Vec::new();
        let mut at = 0;
        while at < passage.chars.len() {
            let run = passage.chars[at..].iter().take_while(|c| marks.contains(c)).count();
            if run >= 2 && is_blank_to_fill(passage, (at, at + run), &before, &after) {
                let word = after.iter().find(|w| passage.is_at(at + run, w));
                let end = at + run + word.map_or(0, |w| w.chars().count());
                hits.push((at, end));
            }
            at += run.max(1);
        }
        let first = hits.first().map(|(a, b)| passage.hit(*a, *b));
        let more = hits.iter().skip(1).map(|(a, b)| passage.place(*a, *b));
        let hit = first.map(|mut hit| {
            hit.places.extend(more);
            hit
        });
        hit.into_iter().collect()
    })
}

fn is_blank_to_fill(
    passage: &Passage<'_>,
    (start, end): (usize, usize),
    before: &[&str],
    after: &[&str],
) -> bool {
    let letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let left = start.checked_sub(1).and_then(|i| passage.chars.get(i));
    if letter(left) || letter(passage.chars.get(end)) {
        return false;
    }
    let ends =
        |w: &&str| start.checked_sub(w.chars().count()).is_some_and(|from| passage.is_at(from, w));
    before.iter().any(ends) || after.iter().any(|w| passage.is_at(end, w))
}

/// `doubled`: a word of two to four characters written twice in a row, and the doubled characters of the
/// rows `[double, except]`. `allow` lists what may be doubled.
pub(super) fn doubled(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (rows, allow) = (rows(rule, "doubles"), rule.list("allow"));
    each(rule, set, |passage| {
        let mut hits: Vec<Hit> = Vec::new();
        for row in &rows {
            let Some(double) = row.first() else { continue };
            let except = row.get(1).copied().unwrap_or_default();
            for at in passage.find(double) {
                let end = at + double.chars().count();
                if !except.split('|').any(|e| !e.is_empty() && passage.covered(at, end, e)) {
                    hits.push(passage.hit(at, end).expected(undoubled(double)));
                }
            }
        }
        let mut at = 0;
        while at < passage.chars.len() {
            let Some(length) = (2..=4).rev().find(|n| twice(&passage.chars, at, *n)) else {
                at += 1;
                continue;
            };
            let end = at + 2 * length;
            if !allow.iter().any(|w| passage.covered(at, end, w)) {
                hits.push(passage.hit(at, end).expected(passage.text(at, at + length)));
            }
            at = end;
        }
        hits
    })
}

/// 了了 → 了, 委员员 → 委员.
fn undoubled(double: &str) -> String {
    let mut chars: Vec<char> = double.chars().collect();
    chars.dedup();
    chars.into_iter().collect()
}

/// Whether `length` Chinese characters at `at` are written twice and are not one character only.
fn twice(chars: &[char], at: usize, length: usize) -> bool {
    let (Some(a), Some(b)) = (chars.get(at..at + length), chars.get(at + length..at + 2 * length))
    else {
        return false;
    };
    a == b && a.iter().all(|c| is_han(*c)) && a.iter().any(|c| *c != a[0])
}

/// Whether the character is Chinese (no punctuation).
pub(super) fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}
