//! Texts of an evaluation that do not go with its points, or with any project in particular.

use super::{Sheet, any, evaluated, first, size};
use crate::checks::similar::bare;
use crate::checks::{Hit, Result};
use crate::rule::Rule;
use base::Decimal;
use facts::{FactSet, Place};
use forms::Catalogue;

/// `unfinished`: a reason or a text says that the work is not finished, yet quality and benefit have full
/// marks.
pub(crate) fn unfinished(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (words, goals) = (rule.list("words"), rule.list("goals"));
    let (quality, benefit) = (rule.list("quality"), rule.list("benefit"));
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let rows = sheet.rows();
        let full = |kinds: &[&str]| {
            let own: Vec<_> = rows.iter().filter(|r| r.is(kinds) && r.marks().is_some()).collect();
            !own.is_empty() && own.iter().all(|r| r.full())
        };
        let reasons = rows.iter().filter_map(|r| r.record.texts.get("偏差原因"));
        let boxes = sheet.boxes().into_iter().filter(|(k, _)| !goals.contains(k)).map(|(_, t)| t);
        let told = reasons.chain(boxes).find_map(|t| Some((t, first(&t.text, &words)?)));
        let Some((slot, word)) = told else { continue };
        let wrong = full(&quality) && full(&benefit);
        result.judge(wrong.then(|| {
            let mut hit = sheet.hit(&slot.place).stated(word);
            let kinds: Vec<&str> = quality.iter().chain(&benefit).copied().collect();
            let praised: Vec<_> = rows.iter().filter(|r| r.is(&kinds)).collect();
            hit.places.extend(praised.iter().map(|r| r.at().clone()));
            hit.operands = praised.iter().flat_map(|r| r.operands(set)).collect();
            hit
        }));
    }
    result
}

/// Whether an evaluation lost points or left money unspent.
fn imperfect(sheet: &Sheet<'_>) -> bool {
    sheet.rows().iter().any(|r| r.lost().is_some())
        || sheet.rate().is_some_and(|r| r < Decimal::ONE_HUNDRED)
}

/// `no-measures`: points were lost and the box for measures says 无.
pub(crate) fn measures(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (keys, empty) = (rule.list("keys"), rule.list("empty"));
    let mut result = Result::default();
    for sheet in evaluated(set).iter().filter(|s| imperfect(s)) {
        for (_, slot) in sheet.boxes().into_iter().filter(|(k, _)| keys.contains(k)) {
            let text = bare(&slot.text);
            let none = empty.contains(&text.as_str()) && !(sheet.report && text.is_empty());
            result.judge(none.then(|| sheet.hit(&slot.place).stated(slot.text.clone())));
        }
    }
    result
}

/// `same-boxes`: the same text in `count` boxes or more of one evaluation.
pub(crate) fn same(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let count = size(rule, "count");
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let boxes: Vec<(String, &Place, &str)> = sheet
            .boxes()
            .into_iter()
            .map(|(_, t)| (bare(&t.text), &t.place, t.text.as_str()))
            .filter(|(b, ..)| !b.is_empty())
            .collect();
        if boxes.len() < count {
            continue;
        }
        let of = |text: &String| boxes.iter().filter(|(b, ..)| b == text).count();
        let most = boxes.iter().max_by_key(|(b, ..)| of(b)).filter(|(b, ..)| of(b) >= count);
        result.judge(most.map(|(text, _, print)| {
            let mut places = boxes.iter().filter(|(b, ..)| b == text).map(|(_, p, _)| (*p).clone());
            let mut hit = places.next().map_or(Hit::default(), |p| sheet.hit(&p));
            hit.places.extend(places);
            hit.stated(*print).with("count", of(text).to_string())
        }));
    }
    result
}

/// `empty-box`: a chapter of a report without any text.
pub(crate) fn empty(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let keys = rule.list("keys");
    let mut result = Result::default();
    for sheet in evaluated(set).iter().filter(|s| s.report) {
        for (_, record) in sheet.of("自评.文本").filter(|(_, r)| any(&r.key, &keys)) {
            let text = record.texts.get("内容").map_or("", |t| t.text.as_str());
            let void = bare(text).is_empty();
            result.judge(void.then(|| sheet.hit(&record.place).with("box", record.key.clone())));
        }
    }
    result
}
