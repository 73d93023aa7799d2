//! Who and when: the unit's name everywhere the same, the fiscal year in titles, as-of dates, the date of
//! the signature.

use super::prose::{Passage, any_of, number, passages, rows, settle};
use super::result::{Hit, Result};
use crate::rule::Rule;
use base::text::{distance, squash};
use facts::{FactSet, Place};
use forms::Catalogue;

/// `entity`: every place that names the unit names it as the document does. With `near` = `是` only
/// slips of the pen are hits, with `否` only names of other units.
pub(super) fn entity(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let own = trimmed(rule, &set.profile.entity);
    let near = rule.text("near") == "是";
    let other = rule.list("others");
    for record in set.records.iter().filter(|r| r.form == "名称") {
        let Some(slot) = record.texts.get("内容") else { continue };
        let name = trimmed(rule, &slot.text);
        let foreign = other.iter().any(|w| record.key.contains(w));
        if own.chars().count() < 4 || name.chars().count() < 4 || foreign {
            continue;
        }
        let same = name == own || within(&name, &own) || within(&own, &name);
        let slip = distance(&name, &own, 2).is_some();
        let hit = (!same && slip == near).then(|| {
            Hit::at(&slot.place)
                .with("where", record.key.clone())
                .stated(slot.text.clone())
                .expected(set.profile.entity.clone())
        });
        result.judge(hit);
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有可对照的单位名称 / no names to compare".to_owned());
    }
    result
}

/// The name without code in front and endings that any name may carry.
fn trimmed(rule: &Rule, name: &str) -> String {
    let mut name = squash(name);
    name = name.trim_start_matches(|c: char| c.is_ascii_digit() || "-—_.".contains(c)).to_owned();
    for ending in rule.list("endings") {
        name = name.strip_suffix(ending).unwrap_or(&name).to_owned();
    }
    name
}

/// Whether `short` is written with characters of `long` in order: 人大 in 人民代表大会. A slip of the
/// pen that only leaves out one or two characters is no short name.
fn within(short: &str, long: &str) -> bool {
    if long.contains(short) {
        return true;
    }
    let dropped = long.chars().count().saturating_sub(short.chars().count());
    let mut rest = long.chars();
    dropped > 2 && short.chars().all(|c| rest.any(|l| l == c))
}

/// Years `20xx年` in a text: place and value.
fn years(chars: &[char]) -> Vec<(usize, i32)> {
    let digit = |c: &char| c.to_digit(10);
    let mut out = Vec::new();
    for at in 0..chars.len().saturating_sub(4) {
        let value: Option<Vec<u32>> = chars[at..at + 4].iter().map(digit).collect();
        let alone = at == 0 || !chars[at - 1].is_ascii_digit();
        if let Some(value) = value.filter(|v| v[0] == 2 && alone && chars[at + 4] == '年') {
            out.push((at, value.iter().fold(0, |n, d| n * 10 + *d as i32)));
        }
    }
    out
}

/// `title-year`: a heading or a title of a table that names a year names the fiscal year. `words` rows
/// `[document, words]`: only titles with one of them speak of the document itself; `except` never do.
pub(super) fn title_year(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let (Some(year), kinds) = (set.profile.year, rows(rule, "words")) else {
        return Result { skipped: vec!["年度不明 / the year is unknown".to_owned()], ..result };
    };
    let kind = kinds.iter().find(|k| k.first() == Some(&set.profile.kind.as_str()));
    let words = kind.and_then(|k| k.get(1)).copied().unwrap_or_default();
    let mut titles: Vec<(String, Place)> = Vec::new();
    for table in set.tables.iter().filter(|t| !t.form.is_empty()) {
        let place = Place {
            spot: table.spot.clone(),
            block: table.block,
            table: table.title.clone(),
            ..Place::default()
        };
        titles.push((squash(&table.title), place));
    }
    for record in set.records.iter().filter(|r| r.form == "标题") {
        let text = squash(super::values::text(record, "内容"));
        titles.push((text, record.place.clone()));
    }
    let longest = number(rule, "longest").and_then(|n| usize::try_from(n).ok()).unwrap_or(40);
    for (title, place) in titles {
        let chars: Vec<char> = title.chars().collect();
        let said = years(&chars);
        let except = rule.list("except").iter().any(|e| title.contains(e));
        if said.is_empty() || except || !any_of(&title, words) || chars.len() > longest {
            continue;
        }
        let right = said.iter().any(|(_, y)| *y == year);
        let hit = (!right).then(|| {
            let stated = said.first().map_or(0, |s| s.1);
            Hit::at(&place)
                .with("title", title.clone())
                .stated(format!("{stated}年"))
                .expected(format!("{year}年"))
        });
        result.judge(hit);
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("标题没有年度 / no title names a year".to_owned());
    }
    result
}

/// `as-of`: a stock (`words`) is told as of the fiscal year; budgets may tell it as of last year, from
/// the month `months` on.
pub(super) fn as_of(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let Some(year) = set.profile.year else {
        return Result {
            skipped: vec!["年度不明 / the year is unknown".to_owned()],
            ..Result::default()
        };
    };
    let budget = set.profile.kind.contains("预算");
    let from = number(rule, "months").unwrap_or(8);
    let (marks, words) = (rule.list("marks"), rule.list("words"));
    let mut read = false;
    let mut hits = Vec::new();
    for passage in passages(rule, set) {
        for (at, said) in years(&passage.chars) {
            let marked = marks
                .iter()
                .any(|m| at.checked_sub(m.chars().count()).is_some_and(|p| passage.is_at(p, m)));
            let sentence = passage.sentence(at);
            let text = passage.text(at, sentence.1);
            if !marked || !words.iter().any(|w| text.contains(w)) {
                continue;
            }
            read = true;
            let month = month(&passage, at + 5);
            let last = said == year - 1 && month.is_none_or(|m| m >= from);
            if said != year && !(budget && last) {
                let hit = passage.hit(at, at + 5);
                hits.push(hit.stated(format!("{said}年")).expected(format!("{year}年")));
            }
        }
    }
    settle(read, hits)
}

fn month(passage: &Passage<'_>, at: usize) -> Option<i64> {
    let digits = passage.chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    let month = passage.text(at, at + digits).parse().ok()?;
    passage.is_at(at + digits, "月").then_some(month)
}

/// `signed`: a paragraph that is only a date lies in the months in which such a document is made: rows
/// `[document, first, last]`, months counted from January of the fiscal year.
pub(super) fn signed(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let ranges = rows(rule, "ranges");
    let range = ranges.iter().find(|r| r.first() == Some(&set.profile.kind.as_str()));
    let (Some(year), Some(range)) = (set.profile.year, range) else {
        let why = "年度或文种不明 / year or kind of the document is unknown";
        return Result { skipped: vec![why.to_owned()], ..Result::default() };
    };
    let bound = |i: usize| range.get(i).and_then(|b| b.parse::<i64>().ok()).unwrap_or_default();
    let mut read = false;
    let mut hits = Vec::new();
    for passage in passages(rule, set) {
        let only_date = passage.chars.len() <= 11
            && passage.chars.iter().all(|c| c.is_ascii_digit() || "年月日".contains(*c));
        let Some((0, said)) = years(&passage.chars).first().copied().filter(|_| only_date) else {
            continue;
        };
        let Some(month) = month(&passage, 5) else { continue };
        read = true;
        let months = i64::from(said - year) * 12 + month;
        if months < bound(1) || months > bound(2) {
            hits.push(passage.hit(0, passage.chars.len()));
        }
    }
    settle(read, hits)
}
