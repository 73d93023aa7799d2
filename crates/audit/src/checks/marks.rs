//! Punctuation: doubled marks, paragraphs that end in the air, brackets that do not close.

use super::prose::{Passage, each, number, passages, settle};
use super::result::{Hit, Result};
use crate::rule::Rule;
use facts::FactSet;
use forms::Catalogue;

/// `doubled-marks`: none of the pairs of marks stands in the text.
pub(super) fn doubled(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let pairs = rule.list("pairs");
    each(rule, set, |passage| {
        let mut hits = Vec::new();
        let mut at = 0;
        while at < passage.chars.len() {
            let Some(pair) = pairs.iter().find(|p| passage.is_at(at, p)) else {
                at += 1;
                continue;
            };
            let last = pair.chars().last();
            let mut end = at + pair.chars().count();
            while passage.chars.get(end).copied() == last {
                end += 1;
            }
            let words: String = passage.text(at.saturating_sub(6), at);
            hits.push(passage.hit(at, end).with("before", words));
            at = end;
        }
        hits
    })
}

/// `open-end`: the last paragraph before a numbered heading does not end with one of the marks `ends`.
pub(super) fn open_end(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let ends: Vec<char> = rule.text("ends").chars().collect();
    let passages = passages(rule, set);
    let mut hits = Vec::new();
    let mut read = false;
    for pair in passages.windows(2) {
        let [text, next] = pair else { continue };
        if text.form != "段落" || next.form != "标题" || next.number.is_empty() {
            continue;
        }
        read = true;
        let shape = shape(&text.chars);
        let goes_on =
            shape.is_some() && shape == self::shape(&next.number.chars().collect::<Vec<_>>());
        let last = text.chars.len().saturating_sub(1);
        if !goes_on && text.chars.last().is_some_and(|c| ends.contains(c)) {
            hits.push(
                text.hit(last, last + 1).with("words", text.printed(last.saturating_sub(12), last)),
            );
        }
    }
    settle(read, hits)
}

/// Shapes of numbers of headings and list items.
#[derive(PartialEq, Eq, Debug)]
enum Shape {
    Chinese,
    ChineseInBrackets,
    Arabic,
    ArabicInBrackets,
}

fn shape(chars: &[char]) -> Option<Shape> {
    let chars: Vec<char> = chars.iter().map(|c| base::text::narrow_char(*c)).collect();
    let bracket = chars.first() == Some(&'(');
    match chars.get(usize::from(bracket))? {
        c if "一二三四五六七八九十".contains(*c) && bracket => {
            Some(Shape::ChineseInBrackets)
        }
        c if "一二三四五六七八九十".contains(*c) => Some(Shape::Chinese),
        c if c.is_ascii_digit() && bracket => Some(Shape::ArabicInBrackets),
        c if c.is_ascii_digit() => Some(Shape::Arabic),
        _ => None,
    }
}

/// `brackets`: every opening mark is closed, in its paragraph or in one of the next `reach` ones.
pub(super) fn brackets(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let reach = number(rule, "reach").and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let passages = passages(rule, set);
    let mut hits = Vec::new();
    for pair in rule.list("pairs") {
        let marks: Vec<char> = pair.chars().collect();
        let [open, close] = marks.as_slice() else { continue };
        let mut loose: Vec<Loose> = Vec::new();
        for (index, passage) in passages.iter().enumerate() {
            loose.extend(unpaired(passage, *open, *close).into_iter().map(|(at, opens)| Loose {
                index,
                at,
                opens,
            }));
        }
        for one in left(&loose, reach).into_iter().filter(|l| whole(&passages, l)) {
            let other = if one.opens { close } else { open };
            let hit = passages[one.index].hit(one.at, one.at + 1);
            hits.push(hit.expected(other.to_string()));
        }
    }
    settle(!passages.is_empty(), hits)
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Loose {
    index: usize,
    at: usize,
    opens: bool,
}

/// Marks without partner in one passage; `true` for opening ones. `1)` and `a)` number an item.
fn unpaired(passage: &Passage<'_>, open: char, close: char) -> Vec<(usize, bool)> {
    let mut opened = Vec::new();
    let mut out = Vec::new();
    for (at, c) in passage.chars.iter().enumerate() {
        if *c == open {
            opened.push(at);
        } else if *c == close && opened.pop().is_none() && !(close == ')' && numbers(passage, at)) {
            out.push((at, false));
        }
    }
    out.extend(opened.into_iter().map(|at| (at, true)));
    out.sort_unstable();
    out
}

fn numbers(passage: &Passage<'_>, at: usize) -> bool {
    let item = |c: &char| c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(*c);
    let mark = passage.chars[..at].iter().rev().take_while(|c| item(c)).count();
    let before = (at - mark).checked_sub(1).and_then(|i| passage.chars.get(i));
    (1..=2).contains(&mark) && before.is_none_or(|c| "。;:,、.".contains(*c))
}

/// Loose marks that find no partner in the next passages.
fn left(loose: &[Loose], reach: usize) -> Vec<Loose> {
    let mut used = vec![false; loose.len()];
    let mut out = Vec::new();
    for (i, one) in loose.iter().enumerate() {
        if !one.opens {
            continue;
        }
        let partner = (i + 1..loose.len())
            .find(|j| !used[*j] && !loose[*j].opens && loose[*j].index <= one.index + reach);
        if let Some(j) = partner {
            (used[i], used[j]) = (true, true);
        }
    }
    out.extend(loose.iter().zip(&used).filter(|(_, u)| !**u).map(|(l, _)| *l));
    out
}

/// Whether the passage is a whole paragraph: not cut off before the mark nor after it.
fn whole(passages: &[Passage<'_>], one: &Loose) -> bool {
    let ended = |p: &Passage<'_>| p.chars.last().is_some_and(|c| "。;:!?)”》".contains(*c));
    let this = &passages[one.index];
    if one.opens {
        return ended(this);
    }
    let before = one.index.checked_sub(1).and_then(|i| passages.get(i));
    before.is_none_or(|p| ended(p) || p.form == "标题")
}

/// `halves`: the word `first` is followed by one of `second`, in its passage or the next `reach` ones;
/// after one of the characters `before` it is part of another word.
pub(super) fn halves(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (first, second) = (rule.text("first"), rule.list("second"));
    let before: Vec<char> = rule.text("before").chars().collect();
    let reach = number(rule, "reach").and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let passages = passages(rule, set);
    let mut hits = Vec::new();
    let mut read = false;
    for (i, passage) in passages.iter().enumerate() {
        let alone = |at: &usize| {
            at.checked_sub(1).and_then(|b| passage.chars.get(b)).is_none_or(|c| !before.contains(c))
        };
        let found: Vec<usize> = passage.find(first).into_iter().filter(alone).collect();
        read |= !found.is_empty();
        if let [at] = found.as_slice()
            && !follows(&passages[i..], *at, reach, first, &second)
        {
            hits.push(half(passage, *at, first));
        }
    }
    settle(read, hits)
}

fn half(passage: &Passage<'_>, at: usize, first: &str) -> Hit {
    passage.hit(at, at + first.chars().count())
}

fn follows(
    passages: &[Passage<'_>],
    at: usize,
    reach: usize,
    first: &str,
    second: &[&str],
) -> bool {
    passages.iter().take(reach + 1).enumerate().any(|(i, p)| {
        let later = |word: &str| p.find(word).into_iter().any(|w| i > 0 || w > at);
        second.iter().any(|w| later(w)) || (i > 0 && later(first))
    })
}
