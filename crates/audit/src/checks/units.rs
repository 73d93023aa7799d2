//! Figures in sentences that have lost their unit: an amount without 元 among amounts with it, a rate
//! without %.

use super::prose::{Passage, each};
use super::result::{Hit, Result};
use crate::rule::Rule;
use base::{Token, Unit};
use facts::FactSet;
use forms::Catalogue;

/// `bare-amount`: after one of `words` a number with decimals has a unit when the other amounts of the
/// paragraph have.
pub(super) fn bare_amount(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let words = rule.list("words");
    each(rule, set, |passage| {
        let tokens = tokens(passage);
        let amounts = tokens.iter().filter(|t| t.unit.is_amount()).count();
        let bare = |t: &&Token| {
            t.unit == Unit::None
                && t.figure.decimals > 0
                && ends(passage, t)
                && after(passage, t, &words)
        };
        let found: Vec<&Token> = tokens.iter().filter(bare).collect();
        if amounts < 2 || found.len() >= amounts {
            return Vec::new();
        }
        found.into_iter().map(|t| hit(passage, t)).collect()
    })
}

/// `bare-rate`: a number directly after one of `words` (增长, 占) that ends its clause has a unit.
pub(super) fn bare_rate(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let words = rule.list("words");
    each(rule, set, |passage| {
        let tokens = tokens(passage);
        let bare =
            |t: &&Token| t.unit == Unit::None && ends(passage, t) && after(passage, t, &words);
        tokens.iter().filter(bare).map(|t| hit(passage, t)).collect()
    })
}

fn tokens(passage: &Passage<'_>) -> Vec<Token> {
    base::scan(&passage.chars.iter().collect::<String>())
}

fn hit(passage: &Passage<'_>, token: &Token) -> Hit {
    let before = passage.text(token.start.saturating_sub(6), token.start);
    passage.hit(token.start, token.end).with("before", before)
}

/// Whether the number is the last thing of its clause.
fn ends(passage: &Passage<'_>, token: &Token) -> bool {
    let next = passage.chars.get(token.end);
    next.is_some_and(|c| matches!(c, ',' | '。' | ';'))
        && !passage.chars.get(token.end + 1).is_some_and(char::is_ascii_digit)
}

fn after(passage: &Passage<'_>, token: &Token, words: &[&str]) -> bool {
    words
        .iter()
        .any(|w| token.start.checked_sub(w.chars().count()).is_some_and(|at| passage.is_at(at, w)))
}
