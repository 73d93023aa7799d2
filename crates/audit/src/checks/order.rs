//! Enumerations: 一是、二是 without a gap, and counts announced before a list of names.

use super::prose::{Passage, each, number, passages, settle};
use super::result::{Hit, Result};
use crate::rule::Rule;
use base::text::{numeral, ordinal};
use facts::FactSet;
use forms::Catalogue;

/// `enumeration`: 二是 follows 一是, in the text between two main headings. Lists may nest.
pub(super) fn enumeration(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let passages = passages(rule, set);
    let mut hits = Vec::new();
    let mut read = false;
    for suffix in rule.list("suffixes") {
        let mut open: Vec<u32> = Vec::new();
        for passage in &passages {
            if passage.form == "标题" && main_heading(passage.number) {
                open.clear();
            }
            for (at, n, opens) in ordinals(passage, suffix) {
                read |= opens;
                if n == 1 {
                    open.push(1);
                    continue;
                }
                if let Some(level) = open.iter().rposition(|last| last + 1 == n) {
                    open.truncate(level + 1);
                    open[level] = n;
                    continue;
                }
                hits.push(gap(passage, at, n, open.last().copied(), suffix));
                open.push(n);
            }
        }
    }
    settle(read, hits)
}

fn gap(passage: &Passage<'_>, at: usize, n: u32, last: Option<u32>, suffix: &str) -> Hit {
    let missing = match last {
        Some(last) if last + 1 < n => last + 1,
        Some(last) if last >= n => last + 1,
        _ => 1,
    };
    let end = at + numeral(n).chars().count() + suffix.chars().count();
    let last = last.map_or("—".to_owned(), |l| format!("{}{suffix}", numeral(l)));
    passage.hit(at, end).expected(format!("{}{suffix}", numeral(missing))).with("last", last)
}

fn main_heading(number: &str) -> bool {
    let first = base::text::squash(number).chars().next();
    first.is_some_and(|c| "第一二三四五六七八九十".contains(c))
}

/// Ordinals such as 二是 that begin a clause, and every 一是, with whether it does.
fn ordinals(passage: &Passage<'_>, suffix: &str) -> Vec<(usize, u32, bool)> {
    let mut out = Vec::new();
    for end in passage.find(suffix) {
        let digits = passage.chars[..end]
            .iter()
            .rev()
            .take_while(|c| "一二三四五六七八九十".contains(**c))
            .count();
        let start = end - digits;
        let opens = start
            .checked_sub(1)
            .and_then(|i| passage.chars.get(i))
            .is_none_or(|c| "。;:,、!?“)".contains(*c));
        if let Some(n) = ordinal(&passage.text(start, end)).filter(|n| opens || *n == 1) {
            out.push((start, n, opens));
        }
    }
    out
}

/// `counts`: “下设7个科室：a、b…” lists seven names. `nouns` are what is counted, `joins` the words
/// between the noun and the list.
pub(super) fn counts(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (nouns, measures, joins) = (rule.list("nouns"), rule.list("measures"), rule.list("joins"));
    let longest = number(rule, "longest").and_then(|n| usize::try_from(n).ok()).unwrap_or(24);
    let read = std::cell::Cell::new(false);
    let result = each(rule, set, |passage| {
        let mut hits = Vec::new();
        for measure in &measures {
            for at in passage.find(measure) {
                let Some((start, stated)) = count_before(passage, at) else { continue };
                let from = at + measure.chars().count();
                let Some(list) = list_after(passage, (start, from), &nouns, &joins) else {
                    continue;
                };
                let Some(names) = names(passage, list, longest) else { continue };
                read.set(true);
                let joined = names.last().map_or(0, |n| n.matches(['和', '及', '与']).count());
                if stated < names.len() || stated > names.len() + joined {
                    let hit = passage.hit(start, list.0).stated(format!("{stated}{measure}"));
                    hits.push(
                        hit.expected(format!("{}{measure}", names.len()))
                            .with("names", names.join("、")),
                    );
                }
            }
        }
        hits
    });
    let hits = result.hits;
    settle(read.get(), hits)
}

/// The number in front of a measure word: 7 or 十一.
fn count_before(passage: &Passage<'_>, at: usize) -> Option<(usize, usize)> {
    let back =
        |f: &dyn Fn(char) -> bool| passage.chars[..at].iter().rev().take_while(|c| f(**c)).count();
    let digits = back(&|c| c.is_ascii_digit());
    if digits > 0 {
        let before = (at - digits).checked_sub(1).and_then(|i| passage.chars.get(i));
        let part = before.is_some_and(|c| matches!(c, '.' | ',' | '-' | '第'));
        let n = passage.text(at - digits, at).parse().ok()?;
        return (!part && (2..=60).contains(&n)).then_some((at - digits, n));
    }
    let chinese = back(&|c| "一二三四五六七八九十".contains(c));
    let n = ordinal(&passage.text(at - chinese, at))? as usize;
    let before = (at - chinese).checked_sub(1).and_then(|i| passage.chars.get(i));
    (n >= 2 && before != Some(&'第')).then_some((at - chinese, n))
}

/// Start and end of the list that a count announces: `7个科室，分别是：a、b、c。`
fn list_after(
    passage: &Passage<'_>,
    (start, from): (usize, usize),
    nouns: &[&str],
    joins: &[&str],
) -> Option<(usize, usize)> {
    let colon = (from..passage.chars.len().min(from + 16)).find(|i| passage.chars[*i] == ':')?;
    let between = passage.text(from, colon);
    let close = start.saturating_sub(8);
    let noun_before = nouns.iter().any(|n| passage.text(close, start).ends_with(n));
    let mut bare = between.trim_matches([',', '、']).to_owned();
    for join in joins {
        bare = bare.strip_suffix(join).map_or(bare.clone(), |b| b.trim_end_matches(',').to_owned());
    }
    let counted = nouns.iter().any(|n| bare.ends_with(n)) || (bare.is_empty() && noun_before);
    if !counted || bare.contains(['。', ';', '(', ')']) || bare.chars().count() > 10 {
        return None;
    }
    let end = (colon + 1..passage.chars.len())
        .find(|i| matches!(passage.chars[*i], '。' | ';' | ':' | '!'))?;
    Some((colon + 1, end))
}

/// Names of a list; `None` when it is not plainly one (等, commas, figures, long phrases).
fn names(
    passage: &Passage<'_>,
    (start, end): (usize, usize),
    longest: usize,
) -> Option<Vec<String>> {
    let mut names = vec![String::new()];
    let mut depth = 0_i32;
    for c in passage.chars.get(start..end)? {
        match c {
            '(' | '“' => depth += 1,
            ')' | '”' => depth -= 1,
            '、' if depth == 0 => {
                names.push(String::new());
                continue;
            }
            ',' if depth == 0 => return None,
            '等' => return None,
            _ => {}
        }
        names.last_mut()?.push(*c);
    }
    let numbered = |n: &String| n.chars().next().is_none_or(|c| c.is_ascii_digit());
    let plain = names.iter().all(|n| n.chars().count() <= longest && !numbered(n));
    (names.len() >= 2 && plain).then_some(names)
}

/// `row-numbers`: the 行次 of a table go on by one.
pub(super) fn row_numbers(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let mut last: Option<(usize, u32)> = None;
    for record in &set.records {
        let Some(slot) = record.texts.get("行次") else { continue };
        let (Some(table), Ok(number)) = (record.table, slot.text.trim().parse::<u32>()) else {
            continue;
        };
        if let Some((_, before)) = last.filter(|(t, _)| *t == table) {
            let wanted = before.saturating_add(1);
            let hit = Hit::at(&slot.place).stated(slot.text.trim()).expected(wanted.to_string());
            result.judge((number != wanted).then_some(hit));
        }
        last = Some((table, number));
    }
    result
}
