//! Texts inside sentences: reasons, purposes, lists of names, and lists of projects by funding status.

use super::lead;
use super::reader::{Current, Reader};
use super::subject;
use super::write;
use base::text::is_blank;

/// What a trigger word announces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Announces {
    Reason,
    Purpose,
    Names,
}

/// Where the first trigger word of a clause begins; its end when it has none.
pub(crate) fn trigger_at(reader: &Reader<'_>, start: usize, end: usize) -> usize {
    first(reader, start, end).map_or(end, |(_, from, _)| from)
}

/// Reads what a trigger word of this clause announces. True when the clause had one.
pub(crate) fn trigger(reader: &mut Reader<'_>, i: usize, start: usize) -> bool {
    let Some(clause) = reader.clauses.get(i).cloned() else { return false };
    let Some((kind, from, to)) = first(reader, start, clause.end) else {
        return budget_compared(reader, start, clause.end);
    };
    match kind {
        Announces::Reason => reason(reader, start, from, to),
        Announces::Purpose => purpose(reader, i, (start, from), to),
        Announces::Names => names(reader, i, (start, from), to),
    }
    true
}

fn first(reader: &Reader<'_>, start: usize, end: usize) -> Option<(Announces, usize, usize)> {
    let words = reader.words();
    let found = [
        (Announces::Reason, &words.reasons),
        (Announces::Purpose, &words.purposes),
        (Announces::Names, &words.enumerations),
    ];
    let hits = found.into_iter().filter_map(|(kind, list)| {
        let (from, to) = find(reader, start, end, list)?;
        Some((kind, from, to))
    });
    hits.min_by_key(|(_, from, to)| (*from, usize::MAX - *to))
}

/// The first place where a word of `list` stands, blanks inside it passed over; the longest one there.
fn find(reader: &Reader<'_>, start: usize, end: usize, list: &[String]) -> Option<(usize, usize)> {
    let chars = reader.text.chars.get(start..end)?;
    let dense = outside_brackets(chars, start);
    let matches = |at: usize, word: &str| {
        let length = word.chars().count();
        let fits =
            dense.len() >= at + length && word.chars().zip(&dense[at..]).all(|(w, d)| w == d.1);
        fits.then(|| dense[at + length - 1].0 + 1)
    };
    (0..dense.len()).find_map(|at| {
        let ends = list.iter().filter_map(|w| matches(at, w)).max()?;
        Some((dense[at].0, ends))
    })
}

/// The characters that are neither blank nor inside a bracket that opens and closes here.
fn outside_brackets(chars: &[char], start: usize) -> Vec<(usize, char)> {
    let mut dense = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let closes = match c {
            '(' => chars[at..].iter().take(80).position(|c| *c == ')'),
            _ => None,
        };
        if let Some(length) = closes {
            at += length + 1;
            continue;
        }
        if !is_blank(*c) {
            dense.push((start + at, *c));
        }
        at += 1;
    }
    dense
}

/// Where the part of the sentence (；。) around `at` ends, deeper brackets included.
fn part_end(reader: &Reader<'_>, at: usize) -> usize {
    let mut depth = 0_i32;
    for (i, c) in reader.text.chars.iter().enumerate().skip(at) {
        match c {
            '(' | '“' => depth += 1,
            ')' | '”' => depth -= 1,
            ';' | '。' | '\n' if depth <= 0 => return i,
            _ => {}
        }
    }
    reader.text.chars.len()
}

fn reason(reader: &mut Reader<'_>, start: usize, from: usize, to: usize) {
    let before = reader.text.squash(start, from);
    if !before_reason(reader, &before) {
        reader.current = Current::None;
    }
    let end = until_compared(reader, to, part_end(reader, to));
    let Some(record) = reader.materialise() else { return };
    if reader.text.slice(to, end).trim_matches([':', ',', ' ']).is_empty() {
        reader.flow.waiting = Some(record);
        reader.skip = end;
        return;
    }
    write::text(reader, record, "原因", (to, end));
    let figures = reader.text.tokens.iter().any(|t| t.start >= to && t.end <= end);
    reader.strict = true;
    if !figures {
        reader.skip = end;
        return;
    }
    reader.skip = to;
    reader.current = Current::None;
    let own = reader.clauses.iter().find(|c| c.start <= to && to <= c.end).cloned();
    if let Some(clause) = own {
        reader.figures(&clause, to, clause.end);
        reader.skip = clause.end;
    }
}

/// A reason without figures ends where the sentence comes back to its subject: `…，与上年相比增加2万元`.
fn until_compared(reader: &Reader<'_>, from: usize, end: usize) -> usize {
    let later = reader.clauses.iter().filter(|c| c.start > from && c.end <= end);
    for clause in later {
        let words = reader.text.squash(clause.start, clause.end);
        let (before, compare, _) = lead::compare(&words, reader.words());
        let earlier = reader.text.tokens.iter().any(|t| t.start >= from && t.end < clause.start);
        if earlier {
            break;
        }
        if compare.is_some() && before.is_empty() && !clause.figures.is_empty() {
            return clause.start.saturating_sub(1);
        }
    }
    end
}

/// Turns to whom the words in front of 主要原因 name; false when they name somebody unknown.
fn before_reason(reader: &mut Reader<'_>, before: &str) -> bool {
    let bare = before.trim_end_matches(['的', ',', '(', ')', '。']);
    if budget_words(reader, bare) {
        return true;
    }
    let words = reader.words();
    let bare = bare.split('(').next().unwrap_or(bare);
    let (more, less) =
        (lead::strip_word(bare, &words.increase), lead::strip_word(bare, &words.decrease));
    let direction = if more.is_some() { "增加" } else { "减少" };
    let change = more.or(less);
    let changed = change.is_some();
    let name = change.unwrap_or_else(|| bare.to_owned());
    let (_, name) = lead::measure(&name, words);
    match subject::resolve(&name, reader.names) {
        Some(found) if found.known => {
            match reader.find_in_section(&found.key) {
                Some(record) if reader.find(&found.key).is_none() => {
                    reader.current = Current::Record(record)
                }
                _ => reader.turn_to(found),
            }
            if let Some(record) = reader.materialise().filter(|_| changed) {
                write::say(reader, record, "方向", direction);
            }
            true
        }
        Some(_) => name.chars().count() <= 4,
        None => true,
    }
}

/// 决算数与预算数…, 决算数大于预算数: a clause of its own without 原因.
fn budget_compared(reader: &mut Reader<'_>, start: usize, end: usize) -> bool {
    let words = reader.text.squash(start, end);
    budget_words(reader, words.trim_end_matches(['的', ',']))
}

/// Reads `X决算数(大于|小于|等于|与…持平)Y预算数` and says so on X's record.
fn budget_words(reader: &mut Reader<'_>, words: &str) -> bool {
    let relations = [
        ("大于", "大于"),
        ("高于", "大于"),
        ("超过", "大于"),
        ("多于", "大于"),
        ("超出", "大于"),
        ("小于", "小于"),
        ("低于", "小于"),
        ("少于", "小于"),
        ("等于", "持平"),
    ];
    let found = relations.iter().find_map(|(word, meaning)| {
        let (before, after) = words.split_once(word)?;
        let budget = after.contains("预算") && after.chars().count() <= 10;
        budget.then(|| (before.to_owned(), after.to_owned(), *meaning))
    });
    let Some((before, after, meaning)) = found else { return false };
    let (_, name) = lead::measure(&before, reader.words());
    if let Some(subject) = subject::resolve(&name, reader.names) {
        if !subject.known {
            return false;
        }
        reader.turn_to(subject);
    }
    let Some(record) = reader.materialise() else { return false };
    write::say(reader, record, "比预算", meaning);
    write::say(reader, record, "完成口径", &lead::budget_name(&after));
    true
}

fn purpose(reader: &mut Reader<'_>, i: usize, before: (usize, usize), to: usize) {
    let Some(clause) = reader.clauses.get(i).cloned() else { return };
    let amounts = clause.figures.clone().filter_map(|f| reader.text.tokens.get(f));
    if amounts.filter(|t| t.start >= to).any(|t| t.unit.is_amount()) {
        reader.parent = reader.materialise().or(reader.parent);
        reader.figures(&clause, to, clause.end);
        return;
    }
    if clause.figures.is_empty() || before.0 == before.1 {
        reader.name(&reader.text.squash(before.0, before.1));
    }
    let mut end = clause.end;
    for next in reader.clauses.iter().skip(i + 1) {
        let stop = matches!(next.opens, ';' | '。' | '!' | '\n')
            || !next.figures.is_empty()
            || first(reader, next.start, next.end).is_some()
            || unfunded(&reader.text.squash(next.start, next.end))
            || reader.text.squash(next.start, next.end).starts_with('截');
        if stop {
            break;
        }
        end = next.end;
    }
    if let Some(record) = reader.materialise() {
        write::text(reader, record, "用途", (to, end));
    }
    reader.skip = end;
    reader.strict = true;
}

/// 未下达, 没有下达: the money never came.
pub(crate) fn unfunded(words: &str) -> bool {
    words.contains("未下达") || words.contains("没有下达")
}

/// A list of names after 主要包括; a category and its amount may close it (…等工资福利支出1105.87万元).
fn names(reader: &mut Reader<'_>, i: usize, before: (usize, usize), to: usize) {
    let Some(clause) = reader.clauses.get(i).cloned() else { return };
    let end = part_end(reader, to);
    let first = reader.text.tokens.iter().find(|t| t.start >= to && t.end <= end).cloned();
    let limit = first.as_ref().map_or(end, |t| t.start);
    let spans = pieces(reader, to, limit);
    let side = reader.text.squash(before.0, before.1);
    if ["收入", "支出"].contains(&side.as_str()) {
        // 收支总预算…。收入包括：A、B；支出包括：C: the parts of one side, whose total was not said.
        (reader.parent, reader.current, reader.stopped) = (None, Current::None, false);
        reader.figures(&clause, to, clause.end);
        return;
    }
    if spans.len() < 2 {
        reader.parent = reader.materialise().or(reader.parent);
        reader.stopped = false;
        reader.figures(&clause, to, clause.end);
        return;
    }
    if before.1 > before.0 && clause.figures.is_empty() {
        reader.name(&reader.text.squash(before.0, before.1));
    }
    let Some(owner) = reader.materialise() else { return };
    let key = reader.set.records[owner.0].key.clone();
    list(reader, &key, spans);
    reader.skip = end;
    if let Some(token) = first {
        category(reader, &key, limit, &token);
        reader.skip = token.unit_end;
        more(reader, &key, owner, (token.unit_end, limit));
    }
    reader.current = Current::Record(owner);
}

/// `；以及退休费、生活补助等对个人和家庭的补助支出59.11万元`: the list of the same owner goes on.
fn more(reader: &mut Reader<'_>, key: &str, owner: facts::RecordId, done: (usize, usize)) {
    let next = reader.clauses.iter().find(|c| c.start >= done.0 && !c.figures.is_empty()).cloned();
    let Some(clause) = next else { return };
    let words = reader.text.squash(clause.start, clause.end);
    let Some(token) = reader.text.tokens.get(clause.figures.start).cloned() else { return };
    if !(words.contains('等') && words.contains('、') && token.unit.is_amount()) {
        return;
    }
    let from = ["以及", "及", "和"]
        .iter()
        .find(|w| words.starts_with(**w))
        .map_or(0, |w| w.chars().count());
    let start = clause.start
        + reader.text.chars[clause.start..].iter().take_while(|c| is_blank(**c)).count();
    list(reader, key, pieces(reader, start + from, token.start));
    reader.current = Current::Record(owner);
    category(reader, key, token.start, &token);
    reader.skip = token.unit_end;
}

/// The amount that closes a list, under the words after 等.
fn category(reader: &mut Reader<'_>, owner: &str, limit: usize, token: &base::Token) {
    let Some(from) = reader.text.chars[..limit].iter().rposition(|c| *c == '等') else { return };
    let name = reader.text.squash(from + 1, limit);
    if name.is_empty() || !token.unit.is_amount() {
        return;
    }
    let parent = reader.find(owner);
    if let Some(found) = subject::resolve(&name, reader.names) {
        let record = write::statement(reader, &found, parent);
        write::figure(reader, record, "本期", token, false);
    }
}

/// Adds names to the list of `key`; one list a key and paragraph.
pub(crate) fn list(reader: &mut Reader<'_>, key: &str, spans: Vec<(usize, usize)>) {
    let own =
        reader.set.records.iter().skip(reader.from).position(|r| r.form == "列举" && r.key == key);
    let id = match own {
        Some(at) => facts::RecordId(reader.from + at),
        None => {
            let mut record = write::blank(reader, "列举", key);
            record.parent = reader.find(key);
            reader.set.push(record)
        }
    };
    let mut open = false;
    let spans: Vec<(usize, usize)> =
        spans.into_iter().map(|s| until_open_end(reader, s, &mut open)).collect();
    let items = write::items(reader, &spans);
    reader.set.records[id.0].items.extend(items);
    if open {
        write::say(reader, id, "等", "等");
    }
}

/// Cuts `等…` off the last name of a list.
fn until_open_end(reader: &Reader<'_>, span: (usize, usize), open: &mut bool) -> (usize, usize) {
    let chars = &reader.text.chars[span.0..span.1.min(reader.text.chars.len())];
    match chars.iter().position(|c| *c == '等') {
        Some(at) if at > 1 && !chars[at..].iter().collect::<String>().starts_with("等级") => {
            let counted = chars.get(at + 1).is_some_and(|c| "一二三四五六七八九十两".contains(*c));
            if counted {
                return span;
            }
            *open = true;
            (span.0, span.0 + at)
        }
        _ => span,
    }
}

/// The names between 、 (outside brackets) of a span.
pub(crate) fn pieces(reader: &Reader<'_>, start: usize, end: usize) -> Vec<(usize, usize)> {
    let chars = &reader.text.chars;
    let end = end.min(chars.len());
    let mut out = Vec::new();
    let (mut from, mut depth, mut at) = (start, 0_i32, start);
    while at < end {
        let two: String = chars[at..end].iter().take(2).collect();
        match chars[at] {
            '(' => depth += 1,
            ')' => depth -= 1,
            '、' | ',' | ':' | '…' if depth <= 0 => {
                out.push((from, at));
                from = at + 1;
            }
            _ if depth <= 0 && two == "以及" && at > from => {
                out.push((from, at));
                from = at + 2;
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
    out.push((from.min(end), end));
    out.retain(|(a, b)| chars[*a..*b].iter().any(|c| !is_blank(*c)));
    out
}

/// `A、B等经费全部下达并且使用完毕，C、D部分下达…`: one list a status. True when the paragraph is of
/// that kind.
pub(crate) fn statuses(reader: &mut Reader<'_>) -> bool {
    if !reader.text.tokens.is_empty() {
        return false;
    }
    let words: Vec<String> = reader.words().statuses.iter().map(|(w, _)| w.clone()).collect();
    let (mut at, mut found) = (special_start(reader), Vec::new());
    let length = reader.text.chars.len();
    while let Some((from, to)) = find(reader, at, length, &words) {
        let said = reader.text.squash(from, to);
        let name = reader.words().statuses.iter().find(|(w, _)| *w == said).map(|(_, n)| n.clone());
        let spans = pieces(reader, at, from);
        if let Some(name) = name {
            found.push((name, spans));
        }
        let tail = reader.text.chars[to..].iter().position(|c| matches!(c, ',' | ';' | '。'));
        at = tail.map_or(length, |t| to + t + 1);
    }
    let many = found.iter().map(|(_, s)| s.len()).sum::<usize>();
    if found.len() < 2 && many < 3 {
        return false;
    }
    for (name, spans) in found {
        let spans = spans.into_iter().map(|s| without_joins(reader, s)).collect();
        list(reader, &name, spans);
    }
    true
}

/// Past a word-processor mark at the very beginning.
fn special_start(reader: &Reader<'_>) -> usize {
    match reader.text.chars.first() {
        Some('[') => reader.text.chars.iter().position(|c| *c == ']').map_or(0, |p| p + 1),
        _ => 0,
    }
}

fn without_joins(reader: &Reader<'_>, span: (usize, usize)) -> (usize, usize) {
    let mut end = span.1;
    'cut: loop {
        let text = reader.text.slice(span.0, end);
        for join in &reader.words().status_joins {
            if text.ends_with(join.as_str()) && text.chars().count() > join.chars().count() + 1 {
                let printed: &[char] = &reader.text.chars[span.0..end];
                let blanks = printed.iter().rev().take_while(|c| is_blank(**c)).count();
                end -= blanks + join.chars().count();
                continue 'cut;
            }
        }
        return (span.0, end);
    }
}
