//! What has to be there: notes for empty tables, the official tables and sections, a table of contents
//! that says what follows.

use super::prose::{Passage, any_of, number, passages, rows};
use super::result::{Hit, Result};
use crate::rule::Rule;
use base::text::squash;
use facts::{FactSet, Place, Slot, TableInfo};
use forms::Catalogue;

/// Whether a table prints a figure (`zero` counts 0 as one).
fn prints(set: &FactSet, table: usize, zero: bool) -> bool {
    set.records.iter().filter(|r| r.table == Some(table)).any(|r| {
        r.slots.values().any(|s| match s {
            Slot::Figure(id) => {
                set.facts.get(id.0).is_some_and(|f| zero || !f.figure.value.is_zero())
            }
            Slot::Blank(_) => false,
        })
    })
}

fn at_table(table: &TableInfo) -> Hit {
    let place = Place {
        spot: table.spot.clone(),
        block: table.block,
        table: table.title.clone(),
        row: table.form.clone(),
        ..Place::default()
    };
    let mut hit = Hit::at(&place).with("title", table.title.clone());
    hit.unsure = !table.sure;
    hit
}

/// `empty-table`: a table of the forms without any figure has a note, or a sentence in its section
/// (`sections`: rows `[form, section, word]`), that says so with one of `words`.
pub(super) fn empty_table(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let (words, sections) = (rule.list("words"), rows(rule, "sections"));
    let says = |text: &str| words.iter().any(|w| squash(text).contains(w));
    for (i, table) in set.tables.iter().enumerate() {
        if !rule.scope.form.contains(&table.form) {
            continue;
        }
        let own: Vec<_> =
            sections.iter().filter(|s| s.first() == Some(&table.form.as_str())).collect();
        let told = || {
            let paragraphs = set.records.iter().filter(|r| r.form == "段落");
            let mut texts = paragraphs.filter_map(|r| Some((r, &r.texts.get("内容")?.text)));
            texts.any(|(r, text)| {
                let here = own.iter().any(|s| {
                    s.get(1) == Some(&r.scope.as_str())
                        || s.get(2).is_some_and(|w| any_of(&squash(text), w))
                });
                here && says(text)
            })
        };
        let empty = !prints(set, i, true);
        let silent = empty && !table.notes.iter().any(|n| says(&n.text)) && !told();
        result.judge(silent.then(|| at_table(table)));
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有可能为空的表 / no such table".to_owned());
    }
    result
}

/// `filled-table`: a table with amounts is not said to have none (in its notes).
pub(super) fn filled_table(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let words = rule.list("words");
    for (i, table) in set.tables.iter().enumerate().filter(|(_, t)| !t.form.is_empty()) {
        let says = |text: &str| words.iter().any(|w| squash(text).contains(w));
        let Some(note) = table.notes.iter().find(|n| says(&n.text)) else { continue };
        let filled = prints(set, i, false);
        result.judge(filled.then(|| at_table(table).and(&note.place).stated(note.text.clone())));
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有注明无数据的表 / no table is said to be empty".to_owned());
    }
    result
}

/// `none-claimed`: a section that says “无…支出” has no amount in its table. `claims` are rows
/// `[section, form, word of the claim, columns, words of the subject]`; `words` say “none”.
pub(super) fn none_claimed(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let (claims, words) = (rows(rule, "claims"), rule.list("words"));
    for passage in passages(rule, set) {
        for claim in &claims {
            let [scope, form, word, columns, subjects] = claim.as_slice() else { continue };
            if passage.scope != *scope {
                continue;
            }
            let Some((from, to)) = denial(&passage, &words, word, subjects) else { continue };
            let mut rows = set.records.iter().filter(|r| r.form == *form).peekable();
            if rows.peek().is_none() {
                continue;
            }
            let amount = rows.find_map(|r| {
                columns.split('|').find_map(|c| {
                    super::values::figure(set, r, c).filter(|f| !f.1.figure.value.is_zero())
                })
            });
            let hit = amount.map(|found| {
                let hit = passage
                    .hit(from, to)
                    .and(&found.1.place)
                    .with("table", *form)
                    .with("value", super::values::print(found.1));
                super::values::resting(hit, &[found], set)
            });
            result.judge(hit);
        }
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有声明“无”的事项 / nothing is said to be none".to_owned());
    }
    result
}

/// The clause that says there is none: 无 at its start or after the subject, and its object named.
fn denial(
    passage: &Passage<'_>,
    words: &[&str],
    object: &str,
    subjects: &str,
) -> Option<(usize, usize)> {
    for word in words {
        for at in passage.find(word) {
            let (from, to) = passage.clause(at);
            let tail = passage.text(at, to);
            let own = any_of(&tail, subjects) || tail.contains("此项") || tail.contains("该项");
            let plain = !tail.contains("变动") && !tail.contains("增减") && !tail.contains("上年");
            if tail.contains(object) && own && plain {
                return Some((from, to));
            }
        }
    }
    None
}

/// `complete`: each of `wanted` (alternatives joined by `|`) occurs as the form of a table, or in the
/// title of a table or a heading or the name of a section. Judged only when `at_least` of them do.
pub(super) fn complete(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let wanted = rule.list("wanted");
    let least = number(rule, "at_least").and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
    let mut seen: Vec<String> = Vec::new();
    for table in &set.tables {
        seen.extend([squash(&table.form), squash(&table.title)]);
    }
    let tables_only = rule.text("look") == "表";
    for record in &set.records {
        if record.form == "标题" {
            seen.push(squash(&record.key));
            seen.push(squash(super::values::text(record, "内容")));
        } else if record.form == "段落" && !tables_only {
            let text = squash(super::values::text(record, "内容"));
            if text.chars().count() <= 40 {
                seen.push(text);
            }
            seen.push(record.scope.clone());
        }
    }
    let quoted = |s: &String| s.replace(['“', '”', '"'], "");
    let seen: Vec<String> = seen.iter().map(quoted).collect();
    let found = |one: &&&str| seen.iter().any(|s| any_of(s, one));
    let present = wanted.iter().filter(found).count();
    if present < least {
        let why = "识别到的表或章节太少，不作完整性判断 / too little was recognised to judge";
        return Result { skipped: vec![why.to_owned()], ..Result::default() };
    }
    let mut result = Result { held: present, ..Result::default() };
    for missing in wanted.iter().filter(|w| !found(w)) {
        let name = missing.split('|').next().unwrap_or_default();
        result.hits.push(
            Hit::at(&Place { row: name.to_owned(), ..Place::default() })
                .with("missing", name)
                .expected(name),
        );
    }
    result
}
