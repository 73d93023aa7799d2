//! Yearly goals: counts that the indicators should carry, bodies counted twice, goals copied.

use super::{Sheet, number, size, tables};
use crate::checks::Result;
use crate::checks::similar::{bare, likeness, touches};
use crate::rule::Rule;
use base::text::narrow;
use base::{Decimal, Token, Unit, scan};
use facts::{FactSet, TextSlot};
use forms::Catalogue;

/// Counts of a text with the words around each, up to the next punctuation.
fn counts(text: &str) -> Vec<(Token, String)> {
    let chars: Vec<char> = narrow(text).chars().collect();
    let stop = |c: char| matches!(c, ',' | '。' | ';' | '、' | ':' | '\n');
    let around = |t: &Token| -> String {
        let from = chars[..t.start].iter().rposition(|c| stop(*c)).map_or(0, |p| p + 1);
        let to = chars[t.unit_end..]
            .iter()
            .position(|c| stop(*c))
            .map_or(chars.len(), |p| t.unit_end + p);
        chars[from..t.start].iter().chain(&chars[t.unit_end..to]).collect()
    };
    scan(text)
        .into_iter()
        .filter(|t| matches!(t.unit, Unit::Count(_)))
        .map(|t| (t.clone(), around(&t)))
        .collect()
}

/// Units that count the same: the first of its list stands for all.
fn unit_of<'r>(rule: &'r Rule, unit: &str) -> Option<&'r str> {
    let rows = rule.params.get("units")?.as_array()?;
    rows.iter().find_map(|row| {
        let row = row.as_array()?;
        row.iter().any(|u| u.as_str() == Some(unit)).then(|| row.first()?.as_str())?
    })
}

/// Goals of an evaluation.
fn goals<'a>(rule: &Rule, sheet: &Sheet<'a>) -> Vec<&'a TextSlot> {
    let keys = rule.list("goals");
    sheet.boxes().into_iter().filter(|(k, _)| keys.contains(k)).map(|(_, t)| t).collect()
}

/// `goal-count`: a count of the goal against the indicators in its unit. `mode = "不一致"`: such indicators
/// speak of the same thing and none has the number; `mode = "缺指标"`: there is no indicator in the unit.
pub(crate) fn count(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (common, conflict) = (rule.list("common"), rule.text("mode") == "不一致");
    let mut result = Result::default();
    for sheet in tables(set) {
        let rows = sheet.rows();
        if rows.is_empty() {
            continue;
        }
        for slot in goals(rule, &sheet) {
            for (token, around) in counts(&slot.text) {
                let Some(unit) = unit_of(rule, token.unit.label()) else { continue };
                let own: Vec<_> = rows
                    .iter()
                    .filter_map(|r| Some((r, r.target?)))
                    .filter(|(_, f)| unit_of(rule, f.unit.label()) == Some(unit))
                    .collect();
                let near: Vec<_> =
                    own.iter().filter(|(r, _)| touches(&around, r.name(), &common)).collect();
                let same = own.iter().any(|(_, f)| f.figure.value == token.figure.value);
                let wrong = match (conflict, own.is_empty()) {
                    (true, true) => continue,
                    (true, false) if near.is_empty() && !same => continue,
                    (true, false) => !same,
                    (false, empty) => empty,
                };
                let said = format!("{}{}", token.figure.print(), token.unit.label());
                let has = near.iter().map(|(r, f)| format!("{}{}", r.name(), super::shown(f)));
                let has = has.collect::<Vec<_>>().join("、");
                result.judge(wrong.then(|| {
                    let mut hit = sheet.hit(&slot.place).stated(said).with("has", has);
                    hit.places.extend(near.iter().map(|(_, f)| f.place.clone()));
                    hit.operands = near.iter().map(|(_, f)| crate::fill::operand(f, set)).collect();
                    hit
                }));
            }
        }
    }
    result
}

/// The noun that a count is of: one of the rule's nouns right before or after it.
fn noun<'r>(text: &str, token: &Token, nouns: &[&'r str], fillers: &[&str]) -> Option<&'r str> {
    let chars: Vec<char> = narrow(text).chars().collect();
    let mut before: String = chars[..token.start].iter().collect();
    while let Some(f) = fillers.iter().find(|f| before.ends_with(*f)) {
        before.truncate(before.len() - f.len());
    }
    let after: String = chars[token.unit_end..].iter().collect();
    let after = after.trim_start();
    nouns.iter().copied().find(|n| before.trim_end().ends_with(n) || after.starts_with(n))
}

/// `body-count`: the same body of people, counted differently in the goals of two projects. Numbers
/// further apart than `apart` percent are taken for parts of it.
pub(crate) fn body(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (nouns, fillers) = (rule.list("nouns"), rule.list("fillers"));
    let apart = number(rule, "apart").unwrap_or_default();
    let mut result = Result::default();
    let mut seen: Vec<(&str, Decimal, String, &TextSlot, String)> = Vec::new();
    for sheet in tables(set) {
        for slot in goals(rule, &sheet) {
            for (token, _) in counts(&slot.text) {
                let Some("人") = unit_of(rule, token.unit.label()) else { continue };
                let Some(noun) = noun(&slot.text, &token, &nouns, &fillers) else { continue };
                let print = format!("{}{}", token.figure.print(), token.unit.label());
                seen.push((noun, token.figure.value, sheet.name(), slot, print));
            }
        }
    }
    for (i, (noun, value, project, slot, print)) in seen.iter().enumerate() {
        let close = |other: &Decimal| {
            let gap = value.checked_sub(*other).map(|d| d.abs() * Decimal::ONE_HUNDRED);
            gap.is_some_and(|g| {
                apart.checked_mul(*value.max(other)).is_some_and(|limit| g <= limit)
            })
        };
        let twin = seen[..i].iter().find(|s| s.0 == *noun && s.2 != *project && close(&s.1));
        let Some(twin) = twin else { continue };
        result.judge((twin.1 != *value).then(|| {
            let hit = crate::checks::Hit::at(&slot.place).and(&twin.3.place).stated(print.clone());
            hit.expected(twin.4.clone())
                .with("noun", *noun)
                .with("project", project.clone())
                .with("other", twin.2.clone())
        }));
    }
    result
}

/// `goal-copied`: goals of two projects that read alike (`likeness` in percent, from `length` characters).
pub(crate) fn copied(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (limit, length) = (size(rule, "likeness"), size(rule, "length"));
    let mut result = Result::default();
    let sheets = tables(set);
    let texts: Vec<(&Sheet<'_>, &TextSlot)> = sheets
        .iter()
        .flat_map(|s| goals(rule, s).into_iter().take(1).map(move |t| (s, t)))
        .filter(|(_, t)| bare(&t.text).chars().count() >= length)
        .collect();
    for (i, (sheet, slot)) in texts.iter().enumerate().skip(1) {
        let twin = texts[..i]
            .iter()
            .filter(|(s, _)| s.project != sheet.project)
            .map(|(s, t)| (likeness(&t.text, &slot.text), s, t))
            .max_by_key(|t| t.0);
        let Some((like, other, text)) = twin else { continue };
        result.judge((like >= limit).then(|| {
            let hit = sheet.hit(&text.place).and(&slot.place).stated(text.text.clone());
            hit.with("other", other.name()).with("likeness", like.to_string())
        }));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_know_their_neighbours() {
        let found = counts("需要对新一届人大代表约364人进行履职培训,预计培训4次。");
        let show: Vec<String> = found
            .iter()
            .map(|(t, w)| format!("{}{}/{w}", t.figure.print(), t.unit.label()))
            .collect();
        assert_eq!(show, ["364人/需要对新一届人大代表约进行履职培训", "4次/预计培训"]);
    }

    #[test]
    fn nouns_stand_before_or_after() {
        for text in ["人大代表约364人进行培训", "为人大354名代表依法履职"] {
            let token = counts(text).remove(0).0;
            assert_eq!(
                noun(text, &token, &["委员", "代表"], &["约", "共"]),
                Some("代表"),
                "{text}"
            );
        }
        let token = counts("组织20人视察").remove(0).0;
        assert_eq!(noun("组织20人视察", &token, &["代表"], &["约"]), None);
    }
}
