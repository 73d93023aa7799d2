//! The table of contents against the headings that follow it.

use super::prose::number;
use super::result::{Hit, Result};
use super::values;
use crate::rule::Rule;
use base::text::{distance, squash};
use facts::{FactSet, Record};
use forms::Catalogue;

/// A title that stands in the text: its block, its name with the words of `drop` left out, as printed
/// without number, and its number.
struct Title {
    block: usize,
    name: String,
    plain: String,
    number: String,
}

/// `contents`: an entry of a table of contents has a heading of its name after it. Where it has none, a
/// heading of the same number, or one of nearly the same name, is held against it. Words of `drop` do
/// not count.
pub(super) fn contents(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let entity = plain(&set.profile.entity, "");
    let name = |text: &str| {
        let text = plain(text, &entity);
        rule.list("drop").iter().fold(text, |t, word| t.replace(word, ""))
    };
    let titles = titles(set, &entity, &name);
    let entries: Vec<(&Record, String)> = set
        .of_form("目录")
        .map(|(_, r)| (r, name(values::text(r, "内容"))))
        .filter(|(_, e)| e.chars().count() >= 3)
        .collect();
    for (i, (record, entry)) in entries.iter().enumerate() {
        let end = next_contents(&entries, i);
        let later = || {
            let after =
                |t: &&Title| t.block > record.place.block && t.block < end && !t.name.is_empty();
            titles.iter().filter(after)
        };
        if later().any(|t| same(&t.name, entry)) {
            result.held += 1;
            continue;
        }
        let own = numbered(values::text(record, "内容"));
        let free = || later().filter(|t| !entries.iter().any(|(_, e)| *e == t.name));
        let mut by_number =
            free().filter(|t| top(&own) && t.number == own && alike(&t.name, entry));
        let only = by_number.next().filter(|_| by_number.next().is_none());
        let limit = (entry.chars().count() / 3).clamp(1, 5);
        let near =
            free().filter_map(|t| distance(&t.name, entry, limit).map(|d| (d, &t.plain))).min();
        if let Some(body) = near.map(|n| n.1).or(only.map(|t| &t.plain)) {
            let stated = plain(values::text(record, "内容"), &entity);
            result.hits.push(Hit::at(&record.place).stated(stated).expected(body.clone()));
        }
    }
    let total = result.hits.len() + result.held;
    let percent = number(rule, "trust").and_then(|n| usize::try_from(n).ok()).unwrap_or(50);
    if total == 0 || result.held * 100 < percent * total {
        let why = "没有目录，或正文标题未能识别 / no table of contents, or headings not read";
        return Result { skipped: vec![why.to_owned()], ..Result::default() };
    }
    result
}

fn titles(set: &FactSet, entity: &str, name: &dyn Fn(&str) -> String) -> Vec<Title> {
    let mut titles = Vec::new();
    for table in &set.tables {
        for title in [&table.title, &table.form] {
            let (name, plain) = (name(title), plain(title, entity));
            titles.push(Title { block: table.block, name, plain, number: String::new() });
        }
    }
    for record in set.records.iter().filter(|r| r.form == "标题" || r.form == "段落") {
        let text = values::text(record, "内容");
        if text.chars().count() <= 60 {
            let number = if record.form == "标题" { numbered(text) } else { String::new() };
            let (name, plain) = (name(text), plain(text, entity));
            titles.push(Title { block: record.place.block, name, plain, number });
        }
    }
    titles
}

/// Block where the next table of contents begins: an entry far behind the one before it.
fn next_contents(entries: &[(&Record, String)], i: usize) -> usize {
    let blocks = entries.iter().map(|(r, _)| r.place.block);
    let later: Vec<usize> = blocks.skip(i).collect();
    let gap = later.windows(2).find(|w| w[1] > w[0] + 5);
    gap.map_or(usize::MAX, |w| w[1])
}

fn same(title: &str, entry: &str) -> bool {
    let long = |s: &str| s.chars().count() >= 5;
    title == entry
        || (long(entry) && title.contains(entry))
        || (long(title) && entry.contains(title))
}

/// Whether two names share at least half the characters of the shorter.
fn alike(title: &str, entry: &str) -> bool {
    let shared = title.chars().filter(|c| entry.contains(*c)).count();
    2 * shared >= title.chars().count().min(entry.chars().count()).max(1)
}

/// The number a heading begins with: `一、`, `(二)`; empty when there is none.
fn numbered(text: &str) -> String {
    let text = squash(text);
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let bracket = usize::from(text.starts_with('('));
    let digits = text.chars().skip(bracket).take_while(|c| numeral(*c)).count();
    let end = text.chars().nth(bracket + digits);
    match end {
        Some('、' | ')') if digits > 0 => text.chars().take(bracket + digits + 1).collect(),
        _ => String::new(),
    }
}

/// Whether a number is one of the first level, which no other heading repeats.
fn top(number: &str) -> bool {
    number.ends_with('、')
}

/// A heading without number, page, year, unit name and quotation marks.
fn plain(text: &str, entity: &str) -> String {
    let mut text = squash(text).replace(['“', '”', '"', '…', '·'], "");
    text = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned();
    if let Some((head, tail)) = text.split_once(['部', '章'])
        && head.starts_with('第')
        && head.chars().count() <= 3
    {
        text = tail.trim_start_matches('分').to_owned();
    }
    let numeral = |c: char| "一二三四五六七八九十".contains(c) || c.is_ascii_digit();
    let bracket = text.trim_start_matches('(').trim_start_matches(numeral);
    if bracket.len() < text.len() && bracket.starts_with(['、', ')', '.']) {
        text = bracket.trim_start_matches(['、', ')', '.']).to_owned();
    }
    if let Some(at) = text.find('年')
        && let Some(year) = text.get(..at)
        && year.chars().rev().take(4).filter(char::is_ascii_digit).count() == 4
    {
        let keep: String = year.chars().take(year.chars().count().saturating_sub(4)).collect();
        text = format!("{keep}{}", text[at + '年'.len_utf8()..].trim_start_matches('度'));
    }
    if !entity.is_empty() {
        text = text.replace(entity, "");
    }
    text.trim_matches([':', '。', ' ']).to_owned()
}
