//! Points and the grounds given for them.

use super::target::{Way, met, way};
use super::{Row, any, each_design, each_row, evaluated, first, pin};
use crate::checks::{Hit, Result};
use crate::rule::Rule;
use base::Decimal;
use facts::FactSet;
use forms::Catalogue;

/// Whether an indicator is about money: a saving is no failure.
fn costs(row: &Row<'_>, words: &[&str]) -> bool {
    row.is(words) || any(row.name(), words) || row.target.is_some_and(|t| t.unit.is_amount())
}

/// Whether the target is far surpassed, or missed by being surpassed: a target set too low costs points,
/// and what is to be equal is not.
fn surpassed(row: &Row<'_>) -> bool {
    let (Some(target), Some(actual)) = (row.target, row.actual) else { return false };
    let limit = target.figure.value.checked_mul(Decimal::new(12, 1));
    let exact = row.text("目标算子") == "=" && actual.figure.value != target.figure.value;
    way(row) == Way::Up && (exact || limit.is_some_and(|l| actual.figure.value >= l))
}

/// `deducted`: the target is met and points are lost all the same. `savings = "1"` looks at the targets
/// not to be exceeded of cost indicators only, else at all the others.
pub(crate) fn deducted(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (cost, short) = (rule.list("cost"), rule.list("shortfall"));
    let (empty, savings) = (rule.list("empty"), rule.text("savings") == "1");
    each_design(set, &|sheet, row| {
        row.marks()?;
        let saving = way(row) == Way::Down && costs(row, &cost);
        if !met(row)? || saving != savings || surpassed(row) {
            return None;
        }
        // A reason that speaks of a shortfall is the business of `contradicted`.
        let told = row.reason(&empty).filter(|_| way(row) == Way::Up);
        if told.is_some_and(|r| any(&r.text, &short)) {
            return None;
        }
        let lost = row.lost();
        Some(lost.map(|d| {
            let full = row.weight.map_or(String::new(), |w| w.figure.print());
            row.hit(sheet).with("lost", d.normalize().to_string()).expected(full)
        }))
    })
}

/// `contradicted`: target and actual agree, yet the reason says that something was missing.
pub(crate) fn contradicted(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (short, empty) = (rule.list("shortfall"), rule.list("empty"));
    each_row(set, &|sheet, row| {
        if way(row) == Way::Down || !met(row)? {
            return None;
        }
        let reason = row.reason(&empty)?;
        let Some(word) = first(&reason.text, &short) else { return Some(None) };
        if row.lost().is_none() {
            return Some(None);
        }
        let lost = row.lost().map_or("0".to_owned(), |d| d.normalize().to_string());
        let mut hit = row.hit(sheet).and(&reason.place).with("word", word).with("lost", lost);
        if let Some(actual) = row.actual {
            hit.stated = Some(super::shown(actual));
        }
        Some(Some(hit))
    })
}

/// `unreasoned`: points are lost and the column for the reason is empty.
pub(crate) fn unreasoned(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let empty = rule.list("empty");
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let rows = sheet.rows();
        let column = |r: &Row<'_>| {
            let table = r.record.table.and_then(|t| set.tables.get(t));
            r.record.texts.contains_key("偏差原因")
                || table.is_some_and(|t| t.columns.iter().any(|c| c == "偏差原因"))
        };
        if !rows.iter().any(column) {
            continue;
        }
        let told: Vec<&str> = rows
            .iter()
            .filter(|r| r.lost().is_some())
            .filter_map(|r| r.reason(&empty))
            .map(|t| t.text.as_str())
            .collect();
        // One reason for all the others: a single gap among them may be a cell lost in reading.
        let shared = told.len() > 1 && told.windows(2).all(|w| w[0] == w[1]);
        for row in rows {
            // A met target that loses points is told by `deducted`, with or without a reason.
            if row.lost().is_none() || met(&row) == Some(true) {
                continue;
            }
            pin(&mut result, &sheet, row.id, &["分值", "得分"]);
            let lost = row.lost().map_or(String::new(), |d| d.normalize().to_string());
            let none = row.reason(&empty).is_none();
            result.judge(none.then(|| {
                let hit = row.hit(&sheet).with("lost", lost);
                Hit { unsure: hit.unsure || shared, ..hit }
            }));
        }
    }
    result
}

/// `idle-reason`: full marks with a reason for a deviation that does not exist.
pub(crate) fn idle(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let empty = rule.list("empty");
    each_row(set, &|sheet, row| {
        if !row.full() || met(row) == Some(false) || !row.record.texts.contains_key("偏差原因")
        {
            return None;
        }
        Some(row.reason(&empty).map(|r| {
            let mut hit = row.hit(sheet).and(&r.place);
            hit.places.reverse();
            hit
        }))
    })
}

/// `unscored`: weights without a score, one finding a table.
pub(crate) fn unscored(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let rows = sheet.rows();
        if !rows.iter().any(|r| r.score.is_some() || r.record.slots.contains_key("得分")) {
            continue;
        }
        let open: Vec<&Row<'_>> =
            rows.iter().filter(|r| r.weight.is_some() && r.score.is_none()).collect();
        let names: Vec<&str> = open.iter().map(|r| r.name()).collect();
        result.judge(open.first().map(|one| {
            let place = super::blank(one.record, "得分").unwrap_or(one.record.place.clone());
            let more = open.iter().skip(1).map(|r| r.record.place.clone());
            let mut hit = sheet.hit(&place);
            hit.places.extend(more);
            hit.with("rows", names.join("、")).with("count", names.len().to_string())
        }));
    }
    result
}

/// `unmeasured`: a target or an actual value is missing (`words` say so, or the cell is empty) and yet
/// points are given.
pub(crate) fn unmeasured(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let words = rule.list("words");
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let rows = sheet.rows();
        let most = |column: &str| {
            2 * rows.iter().filter(|r| !r.text(column).is_empty()).count() > rows.len()
        };
        let (aims, actuals) = (most("指标值") || most("年初指标值"), most("实际完成值"));
        for row in rows {
            let Some((_, score)) = row.marks() else { continue };
            if score <= Decimal::ZERO {
                continue;
            }
            let void =
                |text: &str, column: bool| words.contains(&text) || (column && text.is_empty());
            let missing = match (void(row.aim(), aims), void(row.text("实际完成值"), actuals))
            {
                (false, false) => None,
                (true, _) => Some("指标值"),
                (_, true) => Some("实际完成值"),
            };
            pin(&mut result, &sheet, row.id, &["分值", "得分"]);
            result.judge(missing.map(|column| row.hit(&sheet).with("missing", column)));
        }
    }
    result
}
