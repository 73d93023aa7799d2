//! The running text of a document, passage by passage, and how to point into it.

use super::result::{Hit, Result};
use crate::rule::Rule;
use base::text::{is_blank, narrow_char};
use facts::{FactSet, Place, TextSlot};

/// One paragraph, heading, note or box of text, seen without blanks and with narrow forms.
pub(super) struct Passage<'a> {
    /// `段落`, `标题`, `表注`, `自评.文本` …
    pub form: &'a str,
    /// Section it belongs to.
    pub scope: &'a str,
    /// Number of a heading.
    pub number: &'a str,
    /// The text as read.
    pub slot: &'a TextSlot,
    /// Characters without blanks, narrow.
    pub chars: Vec<char>,
    at: Vec<usize>,
}

impl<'a> Passage<'a> {
    fn new(form: &'a str, scope: &'a str, number: &'a str, slot: &'a TextSlot) -> Passage<'a> {
        let dense = slot.text.chars().enumerate().filter(|(_, c)| !is_blank(*c));
        let (at, chars) = dense.map(|(i, c)| (i, narrow_char(c))).unzip();
        Passage { form, scope, number, slot, chars, at }
    }

    /// Whether `word` stands at `at`.
    pub fn is_at(&self, at: usize, word: &str) -> bool {
        is_at(&self.chars, at, word)
    }

    /// Every place where `word` stands.
    pub fn find(&self, word: &str) -> Vec<usize> {
        find(&self.chars, word)
    }

    /// The sentence around `at`, up to 。；！？ on both sides.
    pub fn sentence(&self, at: usize) -> (usize, usize) {
        self.around(at, &['。', ';', '!', '?'])
    }

    /// The clause around `at`, up to any punctuation that ends one.
    pub fn clause(&self, at: usize) -> (usize, usize) {
        self.around(at, &['。', ';', '!', '?', ',', ':'])
    }

    fn around(&self, at: usize, ends: &[char]) -> (usize, usize) {
        let at = at.min(self.chars.len());
        let start = self.chars[..at].iter().rposition(|c| ends.contains(c)).map_or(0, |p| p + 1);
        let tail = self.chars[at..].iter().position(|c| ends.contains(c));
        (start, tail.map_or(self.chars.len(), |p| at + p))
    }

    /// Some characters as a text.
    pub fn text(&self, start: usize, end: usize) -> String {
        self.chars.get(start..end.min(self.chars.len())).unwrap_or_default().iter().collect()
    }

    /// Some characters as they are printed (full-width marks stay full-width), without blanks.
    pub fn printed(&self, start: usize, end: usize) -> String {
        let wanted = self.at.get(start..end.min(self.at.len())).unwrap_or_default();
        let (Some(first), Some(last)) = (wanted.first(), wanted.last()) else {
            return String::new();
        };
        let chars = self.slot.text.chars().skip(*first).take(last - first + 1);
        chars.filter(|c| !is_blank(*c)).collect()
    }

    /// Whether `except` covers `start..end`: it stands at a place that includes it.
    pub fn covered(&self, start: usize, end: usize, except: &str) -> bool {
        let length = except.chars().count();
        let from = (start + 1).saturating_sub(length).min(start);
        (from..=start).any(|p| p + length >= end && self.is_at(p, except))
    }

    /// Where `start..end` stands on paper.
    pub fn place(&self, start: usize, end: usize) -> Place {
        let lead = lead(self.slot);
        let first = self.at.get(start).or(self.at.last()).copied().unwrap_or_default();
        let last = end.checked_sub(1).and_then(|e| self.at.get(e)).or(self.at.last());
        let base = self.slot.place.span.0 + lead;
        let (from, to) = self.sentence(start);
        let printed = |i: usize| self.at.get(i).copied();
        let upto = printed(to).unwrap_or(self.slot.text.chars().count());
        let from = printed(from).unwrap_or_default();
        let sentence = self.slot.text.chars().skip(from).take(upto.saturating_sub(from)).collect();
        Place {
            span: (base + first, base + last.copied().unwrap_or_default() + 1),
            text: sentence,
            row: self.printed(start, end),
            ..self.slot.place.clone()
        }
    }

    /// A hit on `start..end`, with a little text around it as `{context}`.
    pub fn hit(&self, start: usize, end: usize) -> Hit {
        let context = self.printed(start.saturating_sub(8), end + 8);
        Hit::at(&self.place(start, end)).stated(self.printed(start, end)).with("context", context)
    }
}

/// Blanks in front of the text that its place still counts.
fn lead(slot: &TextSlot) -> usize {
    let whole = &slot.place.text;
    match whole.trim_start().len() < whole.len() && whole.trim_start().starts_with(&slot.text) {
        true => whole.chars().take_while(|c| is_blank(*c)).count(),
        false => 0,
    }
}

/// Whether `word` stands at `at` of `chars`.
pub(super) fn is_at(chars: &[char], at: usize, word: &str) -> bool {
    let mut length = 0;
    let same = word.chars().enumerate().all(|(i, c)| {
        length = i + 1;
        chars.get(at + i) == Some(&c)
    });
    same && length > 0
}

/// Every place where `word` stands in `chars`.
pub(super) fn find(chars: &[char], word: &str) -> Vec<usize> {
    (0..chars.len()).filter(|at| is_at(chars, *at, word)).collect()
}

/// The passages a rule reads: records of its forms with a text 内容 (`段落` where it names none), and
/// `表注`, the notes below tables. The parameter `columns` names other texts. Sections in the parameter `skip` are left out.
pub(super) fn passages<'a>(rule: &Rule, set: &'a FactSet) -> Vec<Passage<'a>> {
    let skip = rule.list("skip");
    let columns = match rule.list("columns") {
        none if none.is_empty() => vec!["内容"],
        named => named,
    };
    let forms: Vec<&str> = match rule.scope.form.as_slice() {
        [] => vec!["段落"],
        forms => forms.iter().map(String::as_str).collect(),
    };
    let wanted = |form: &str, scope: &str| {
        forms.contains(&form)
            && !skip.contains(&scope)
            && (rule.scope.scope.is_empty() || rule.scope.scope.iter().any(|s| s == scope))
    };
    let mut out = Vec::new();
    for record in set.records.iter().filter(|r| wanted(&r.form, &r.scope)) {
        let number = record.texts.get("编号").map_or("", |t| t.text.as_str());
        let slots = columns.iter().filter_map(|c| record.texts.get(*c));
        out.extend(slots.map(|slot| Passage::new(&record.form, &record.scope, number, slot)));
    }
    if forms.contains(&"表注") {
        let notes = set.tables.iter().flat_map(|t| &t.notes);
        out.extend(notes.map(|slot| Passage::new("表注", "", "", slot)));
    }
    out
}

/// Looks at every passage on its own. The check holds once when nothing was found.
pub(super) fn each(rule: &Rule, set: &FactSet, look: impl Fn(&Passage<'_>) -> Vec<Hit>) -> Result {
    let passages = passages(rule, set);
    settle(!passages.is_empty(), passages.iter().flat_map(look).collect())
}

/// What was found in texts: it holds once when there was something to read and nothing was found.
pub(super) fn settle(read: bool, hits: Vec<Hit>) -> Result {
    let hits = once(hits);
    let held = usize::from(read && hits.is_empty());
    let skipped =
        if read { Vec::new() } else { vec!["没有可读的正文 / no text to read".to_owned()] };
    Result { hits, held, skipped, facts: Vec::new() }
}

/// A paragraph may be read twice (as a note, as a box of a form): the same words at the same place count
/// once.
fn once(hits: Vec<Hit>) -> Vec<Hit> {
    let mut seen = std::collections::BTreeSet::new();
    let mark = |hit: &Hit| {
        let place = hit.places.first().map(|p| (p.spot.clone(), p.cell, p.span));
        let spot = place.as_ref().map(|p| p.0.clone()).unwrap_or_default();
        let exact = if spot == base::Spot::default() { place } else { None };
        (spot, exact, hit.stated.clone(), hit.words.clone())
    };
    hits.into_iter().filter(|hit| seen.insert(mark(hit))).collect()
}

/// Rows of a table among the parameters: an array of arrays of texts.
pub(super) fn rows<'a>(rule: &'a Rule, name: &str) -> Vec<Vec<&'a str>> {
    let array = rule.params.get(name).and_then(|v| v.as_array());
    let row = |v: &'a toml::Value| -> Vec<&'a str> {
        v.as_array().map(|a| a.iter().filter_map(|v| v.as_str()).collect()).unwrap_or_default()
    };
    array.map(|a| a.iter().map(row).collect()).unwrap_or_default()
}

/// A whole number among the parameters.
pub(super) fn number(rule: &Rule, name: &str) -> Option<i64> {
    rule.text(name).parse().ok()
}

/// Whether a text holds one of the words of `a|b|c`; an empty list holds nothing.
pub(super) fn any_of(text: &str, words: &str) -> bool {
    words.split('|').any(|w| !w.is_empty() && text.contains(w))
}
