//! Lists of names against the rows of a table, names of subjects against the tables and the code lists,
//! and what an item is said to be for.

use super::prose::{any_of, rows};
use super::result::{Hit, Result};
use super::values::{name, spot, text};
use crate::rule::Rule;
use base::text::{distance, squash};
use facts::{FactSet, Kind, Record, Slot};
use forms::Catalogue;
use std::collections::BTreeMap;

/// `list-rows`: the names listed for a total are the non-zero rows of the table. `lists` are rows
/// `[key of the list, codes that belong to it]`, `form` and `column` say where the amounts stand.
pub(super) fn list_rows(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let (form, column) = (rule.text("form"), rule.text("column"));
    let first = set.records.iter().find(|r| r.form == form).and_then(|r| r.table);
    let table: Vec<&Record> = set
        .records
        .iter()
        .filter(|r| r.form == form && r.table == first && r.code.is_some())
        .collect();
    for row in rows(rule, "lists") {
        let [key, codes] = row.as_slice() else { continue };
        let own = |code: &str| codes.split('|').any(|c| !c.is_empty() && code.starts_with(c));
        let rows: Vec<&Record> =
            table.iter().copied().filter(|r| r.code.as_deref().is_some_and(&own)).collect();
        let scopes = &rule.scope.scope;
        let lists = set.records.iter().filter(|r| {
            r.form == "列举" && r.key == *key && (scopes.is_empty() || scopes.contains(&r.scope))
        });
        for list in lists.filter(|l| l.items.len() >= 2 && rows.len() >= 2) {
            judge_list(&mut result, rule, set, list, &rows, column);
        }
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有清单或没有明细表 / no list, or no table of items".to_owned());
    }
    result
}

fn judge_list(
    result: &mut Result,
    rule: &Rule,
    set: &FactSet,
    list: &Record,
    rows: &[&Record],
    column: &str,
) {
    let filled = |r: &&&Record| spent(set, r, column);
    let items: Vec<(&str, String)> =
        list.items.iter().map(|i| (i.name.as_str(), bare(rule, &i.name))).collect();
    let matching = |item: &str| -> Vec<&Record> {
        let exact = rows.iter().copied().filter(|r| bare(rule, &r.label) == item);
        let exact: Vec<&Record> = exact.collect();
        match exact.is_empty() {
            true => rows.iter().copied().filter(|r| alike(&bare(rule, &r.label), item)).collect(),
            false => exact,
        }
    };
    let unspent = |item: &str| {
        let rows = matching(item);
        !rows.is_empty() && !rows.iter().any(|r| spent(set, r, column))
    };
    let named_twice = list.items.iter().zip(&items);
    let extra: Vec<_> = named_twice.filter(|(_, (_, b))| unspent(b)).map(|(i, _)| i).collect();
    let open = !text(list, "等").is_empty() || items.iter().any(|(n, _)| n.contains('等'));
    let class = |r: &Record| {
        let code = r.code.as_deref().unwrap_or_default();
        let above = rows.iter().find(|p| {
            p.kind == Kind::Class && p.code.as_deref().is_some_and(|c| code.starts_with(c))
        });
        above.is_some_and(|p| items.iter().any(|(_, b)| *b == bare(rule, &p.label)))
    };
    let named =
        |r: &Record| items.iter().any(|(_, b)| matching(b).iter().any(|m| m.code == r.code));
    let missing: Vec<&Record> = rows
        .iter()
        .filter(|r| r.kind == Kind::Section)
        .filter(filled)
        .filter(|r| !open && !named(r) && !class(r))
        .copied()
        .collect();
    if extra.is_empty() && missing.is_empty() {
        result.held += 1;
        return;
    }
    let mut hit = Hit::at(extra.first().map_or(&list.place, |i| &i.place)).with("list", &list.key);
    let join = |names: Vec<&str>| match names.is_empty() {
        true => "无".to_owned(),
        false => names.join("、"),
    };
    let too_many = join(extra.iter().map(|i| i.name.as_str()).collect());
    let too_few = join(missing.iter().map(|r| r.label.as_str()).collect());
    hit.places.extend(missing.iter().map(|r| r.place.clone()));
    // A name without money contradicts the table; a row that is not named may be left out for brevity.
    hit.unsure = extra.is_empty() || missing.iter().any(|r| unsure(set, r));
    let stated = format!("多列：{too_many}；漏列：{too_few}");
    result.hits.push(hit.stated(stated).with("extra", too_many).with("missing", too_few));
}

fn unsure(set: &FactSet, record: &Record) -> bool {
    record.table.and_then(|t| set.tables.get(t)).is_some_and(|t| !t.sure)
}

/// Whether the row has an amount that is not zero.
fn spent(set: &FactSet, record: &Record, column: &str) -> bool {
    match record.slots.get(column) {
        Some(Slot::Figure(id)) => set.facts.get(id.0).is_some_and(|f| !f.figure.value.is_zero()),
        _ => false,
    }
}

/// A name without brackets, blanks and the endings (`endings`) that are dropped at will.
fn bare(rule: &Rule, name: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_i32;
    for c in squash(name).chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    for ending in rule.list("endings") {
        if let Some(cut) = out.strip_suffix(ending)
            && cut.chars().count() >= 2
        {
            out = cut.to_owned();
        }
    }
    out
}

/// Two long names of which one contains the other, or that differ by one character.
/// Whether a name is the full one with a few characters left out, as names are abbreviated:
/// 机关事业单位养老保险缴费 of 机关事业单位基本养老保险缴费. One character less is a slip of the pen.
fn shortened(name: &str, full: &str) -> bool {
    let (short, long) = (name.chars().count(), full.chars().count());
    let mut rest = full.chars();
    short >= 4
        && long >= short + 2
        && 2 * short > long
        && name.chars().all(|c| rest.any(|l| l == c))
}

fn alike(a: &str, b: &str) -> bool {
    let (x, y) = (a.chars().count(), b.chars().count());
    let other = a.starts_with("其他") != b.starts_with("其他");
    let inside = x.min(y) >= 4 && (a.contains(b) || b.contains(a));
    !other && (inside || (x.min(y) >= 5 && distance(a, b, 1).is_some()))
}

/// `subject-names`: a subject of the narrative that resolves to a code is called as in the document's
/// own tables, else as in the code list.
pub(super) fn subject_names(rule: &Rule, set: &FactSet, catalogue: &Catalogue) -> Result {
    let mut result = Result::default();
    for record in set.records.iter().filter(|r| r.form == "叙述") {
        let Some(code) = record.code.as_deref().filter(|c| c.starts_with('2')) else { continue };
        let names = path(&record.label);
        let depth = names.len();
        for (i, said) in names.iter().enumerate() {
            let length = if depth == 1 { code.len() } else { 3 + 2 * i };
            let Some(own) = code.get(..length) else { continue };
            let official = official(set, catalogue, own);
            if official.is_empty() {
                continue;
            }
            let short = bare(rule, said);
            let right = official.iter().any(|o| bare(rule, o) == short)
                || short.chars().count() < 3
                || official.iter().any(|o| {
                    let full = bare(rule, o);
                    full.contains(&short) || shortened(&short, &full)
                });
            let hit = (!right).then(|| {
                Hit::at(&record.place)
                    .with("code", own)
                    .stated(said.clone())
                    .expected(official[0].clone())
            });
            result.judge(hit);
        }
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("叙述没有可对照的科目 / no subject resolves to a code".to_owned());
    }
    result
}

/// Names a code has in the document's tables and in the code list.
fn official(set: &FactSet, catalogue: &Catalogue, code: &str) -> Vec<String> {
    let own = set.records.iter().filter(|r| {
        r.table.is_some()
            && r.code.as_deref() == Some(code)
            && !r.form.contains("基本支出")
            && !unsure(set, r)
    });
    let mut names: Vec<String> =
        own.map(|r| unnumbered(&r.label)).filter(|n| n.chars().count() >= 2).collect();
    if let Some(listed) = set.profile.year.and_then(|y| catalogue.codes.name("功能分类", y, code))
    {
        names.push(squash(listed));
    }
    names.dedup();
    names
}

/// The names of a 类/款/项 path, or the label itself.
fn path(label: &str) -> Vec<String> {
    let text: String = squash(label).chars().filter(|c| !matches!(c, '“' | '”' | '"')).collect();
    let text = text.trim_start_matches(|c: char| c.is_ascii_digit() || "、.".contains(c));
    if let Some(body) = text.strip_suffix("科目") {
        return body
            .split(['-', '—', '－', '–'])
            .filter(|n| !n.is_empty())
            .map(str::to_owned)
            .collect();
    }
    let mut names = Vec::new();
    let mut rest = text;
    for mark in ["(类)", "(款)", "(项)"] {
        if let Some((name, tail)) = rest.split_once(mark) {
            names.push(name.trim_matches(['、', ',', ':', '-', '—']).to_owned());
            rest = tail;
        }
    }
    if names.is_empty() {
        names.push(text.to_owned());
    }
    names
}

/// `code-names`: a row's name is the one its code has in the code list of the year, and the one it has
/// in the other tables. With `near` = `是` only slips of one character are hits, else only other names.
pub(super) fn code_names(rule: &Rule, set: &FactSet, catalogue: &Catalogue) -> Result {
    let mut result = Result::default();
    let year = set.profile.year.unwrap_or_default();
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    let near = rule.text("near") == "是";
    for record in set.records.iter().filter(|r| r.table.is_some()) {
        let Some(code) = record.code.as_deref() else { continue };
        let printed = unnumbered(&record.label);
        if printed.chars().count() < 2 {
            continue;
        }
        let kind = if code.starts_with('3') { "部门经济分类" } else { "功能分类" };
        let listed = catalogue.codes.name(kind, year, code).map(squash);
        let first = seen.get(code).cloned();
        seen.entry(code).or_insert_with(|| printed.clone());
        // The document's own other table is certain; a list of codes is knowledge from outside, and
        // against it a name is asked about.
        let asked = first.is_none();
        let Some(right) = first.or(listed) else { continue };
        let (a, b) = (bare(rule, &printed), bare(rule, &right));
        let same = a == b || a.contains(&b) || b.contains(&a);
        let slip = a.chars().count() >= 4 && distance(&a, &b, 1).is_some();
        let other = slip == near && (near || !shortened(&a, &b));
        let hit = (!same && other).then(|| {
            let mut hit =
                Hit::at(&record.place).with("code", code).stated(printed.clone()).expected(right);
            hit.unsure = asked || unsure(set, record);
            hit
        });
        result.judge(hit);
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有可对照的科目编码 / no code to compare".to_owned());
    }
    result
}

/// A label without the number or code in front of it: 一、…, （二）…, 201….
fn unnumbered(label: &str) -> String {
    let label = squash(label);
    let bare = label.trim_start_matches('(');
    let rest = bare.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c));
    let label = match rest.strip_prefix(['、', ')', '.']) {
        Some(cut) if rest.len() < bare.len() => cut.to_owned(),
        _ => label,
    };
    label.trim_start_matches(|c: char| c.is_ascii_digit() || "、.".contains(c)).to_owned()
}

/// `purpose`: what an item is for speaks of the item, not of another. `topics` are rows
/// `[topic, words in the item's name, words in the purpose]`.
pub(super) fn purpose(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let topics = rows(rule, "topics");
    for record in set.records.iter().filter(|r| r.form == "叙述") {
        let purpose = squash(text(record, "用途"));
        if purpose.is_empty() {
            continue;
        }
        let Some(item) = path(&record.label).pop() else { continue };
        let item = if item.is_empty() { squash(&record.key) } else { item };
        let own = topics.iter().find(|t| t.get(1).is_some_and(|w| any_of(&item, w)));
        let Some(own) = own else { continue };
        let fits = own.get(2).is_some_and(|w| any_of(&purpose, w));
        let other = topics
            .iter()
            .find(|t| t.first() != own.first() && t.get(2).is_some_and(|w| any_of(&purpose, w)));
        let hit = other.filter(|_| !fits).map(|t| {
            Hit::at(spot(record, "用途"))
                .and(&record.place)
                .with("name", name(record))
                .with("topic", t.first().copied().unwrap_or_default())
                .stated(text(record, "用途"))
        });
        result.judge(hit);
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有写明用途的科目 / no item says what it is for".to_owned());
    }
    result
}
