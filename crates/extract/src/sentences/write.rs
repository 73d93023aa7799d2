//! Puts what was read into the fact set: records, figures with their sign and place, texts.

use super::reader::Reader;
use super::subject::Subject;
use crate::build;
use base::Token;
use facts::{Fact, FactSet, Item, Kind, Place, Record, RecordId, Slot, TextSlot};

/// A new statement about a subject.
pub(crate) fn statement(
    reader: &mut Reader<'_>,
    subject: &Subject,
    parent: Option<RecordId>,
) -> RecordId {
    // 收入总计 is no part of 收入支出总计, it is the same amount.
    let side = subject.key.ends_with("收入总计") || subject.key.ends_with("支出总计");
    let part = |key: &str| key != subject.key && !(side && key.ends_with("收入支出总计"));
    let own_parent = parent.filter(|p| reader.set.records.get(p.0).is_some_and(|r| part(&r.key)));
    let own_parent = whole(reader, subject).or(own_parent);
    let mut record = blank(reader, "叙述", &subject.key);
    record.label.clone_from(&subject.label);
    record.code.clone_from(&subject.code);
    record.parent = own_parent;
    record.kind = kind(subject);
    let id = reader.set.push(record);
    say(reader, id, "年份", &subject.year);
    id
}

/// The statement of this section that the subject is always a part of: 公务用车购置费 of
/// 公务用车购置及运行维护费, wherever it stands.
fn whole(reader: &Reader<'_>, subject: &Subject) -> Option<RecordId> {
    let within = reader.names.catalogue.concepts.within(&subject.key)?;
    reader.find_in_section(within)
}

fn kind(subject: &Subject) -> Kind {
    match subject.code.as_deref().map(str::len) {
        Some(3) => Kind::Class,
        Some(5) => Kind::Section,
        Some(7) => Kind::Item,
        _ if subject.key.ends_with("总计") => Kind::Total,
        _ if subject.key.starts_with("本年") && subject.key.ends_with("合计") => Kind::Subtotal,
        _ => Kind::Plain,
    }
}

/// A record of this section without figures yet.
pub(crate) fn blank(reader: &Reader<'_>, form: &str, key: &str) -> Record {
    Record {
        form: form.to_owned(),
        scope: reader.flow.scope.clone(),
        key: key.to_owned(),
        label: key.to_owned(),
        place: place(reader, reader.at, key, ""),
        ..Record::default()
    }
}

/// Binds a figure to a column; a column that is taken already begins another statement of the same key.
pub(crate) fn figure(
    reader: &mut Reader<'_>,
    record: RecordId,
    column: &str,
    token: &Token,
    negative: bool,
) -> RecordId {
    let Some(old) = reader.set.records.get(record.0) else { return record };
    let (label, mut target) = (old.label.clone(), record);
    if old.slots.contains_key(column) {
        let mut again = blank(reader, &old.form.clone(), &old.key.clone());
        let old = &reader.set.records[record.0];
        (again.label, again.parent, again.code, again.kind) =
            (old.label.clone(), old.parent, old.code.clone(), old.kind);
        target = reader.set.push(again);
    }
    let mut printed = token.figure.clone();
    if negative {
        printed.value = -printed.value;
    }
    let place = place(reader, (token.start, token.unit_end), &label, column);
    reader.set.put(Fact {
        record: target,
        column: column.to_owned(),
        group_decimals: printed.decimals,
        figure: printed,
        unit: token.unit.clone(),
        group: build::paragraph_group(reader.block),
        sure: true,
        place,
    });
    target
}

/// Sets a text of a record from a span of the paragraph.
pub(crate) fn text(reader: &mut Reader<'_>, record: RecordId, column: &str, span: (usize, usize)) {
    let words = reader.text.printed(span.0, span.1);
    let words = words.trim_start_matches(['是', '为', ':', '：', ' ']);
    let words = words.trim_matches([',', ':', ';', ' ', '。', '，', '：', '；']).to_owned();
    if words.is_empty() {
        return;
    }
    let place = place(reader, span, "", column);
    set_text(reader.set, record, column, TextSlot { text: words, place });
}

/// Sets a text of a record unless it has one or there is nothing to say.
pub(crate) fn say(reader: &mut Reader<'_>, record: RecordId, column: &str, words: &str) {
    if words.is_empty() {
        return;
    }
    let place = place(reader, reader.at, "", column);
    set_text(reader.set, record, column, TextSlot { text: words.to_owned(), place });
}

fn set_text(set: &mut FactSet, record: RecordId, column: &str, slot: TextSlot) {
    if let Some(record) = set.records.get_mut(record.0) {
        record.texts.entry(column.to_owned()).or_insert(slot);
    }
}

/// The names of a list at their places.
pub(crate) fn items(reader: &Reader<'_>, spans: &[(usize, usize)]) -> Vec<Item> {
    let named = spans
        .iter()
        .map(|s| Item { name: reader.text.squash(s.0, s.1), place: place(reader, *s, "", "") });
    named.filter(|i| !i.name.is_empty()).collect()
}

/// Characters of the sentence that are kept on either side of a span.
const AROUND: usize = 400;

/// The place of a span; its text is the sentence around it.
pub(crate) fn place(reader: &Reader<'_>, span: (usize, usize), row: &str, column: &str) -> Place {
    let chars = &reader.text.chars;
    let upto = span.0.min(chars.len());
    let near = upto.saturating_sub(AROUND);
    let stop = chars[near..upto].iter().rposition(|c| matches!(c, '。' | '\n'));
    let start = stop.map_or(near, |p| near + p + 1);
    let end = reader.sentence_end(span.1).min(span.1 + AROUND);
    let printed = reader.text.raw.iter().skip(start);
    let sentence: String = printed.take(end.saturating_sub(start)).collect();
    let mut place = build::span_place(
        reader.paragraph,
        reader.block,
        span,
        &reader.flow.heading,
        sentence.trim(),
    );
    row.clone_into(&mut place.row);
    column.clone_into(&mut place.column);
    place
}

/// Columns that only the whole statement decides: an amount said to complete a budget is the executed
/// one; a lone executed or budgeted amount is simply the amount of the period.
pub(crate) fn settle(set: &mut FactSet, from: usize, scope: &str) {
    for index in from..set.records.len() {
        let record = &set.records[index];
        if record.form != "叙述" {
            continue;
        }
        let has = |c: &str| record.slots.contains_key(c);
        let budget = has("年初预算") || has("全年预算") || has("完成率");
        let plan = scope.starts_with("预算");
        if has("本期") && budget && !has("决算") {
            rename(set, index, "本期", "决算");
        } else if has("决算") && !has("本期") && !budget && !has("预算") {
            rename(set, index, "决算", "本期");
        } else if has("预算") && !has("本期") && !has("决算") && (!budget || plan) {
            rename(set, index, "预算", "本期");
        }
    }
}

fn rename(set: &mut FactSet, index: usize, from: &str, to: &str) {
    let Some(slot) = set.records.get_mut(index).and_then(|r| r.slots.remove(from)) else { return };
    if let Slot::Figure(id) = slot
        && let Some(fact) = set.facts.get_mut(id.0)
    {
        to.clone_into(&mut fact.column);
        to.clone_into(&mut fact.place.column);
    }
    set.records[index].slots.insert(to.to_owned(), slot);
}
