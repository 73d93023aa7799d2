//! Indicators that do not measure what they say: direction, kind, name, whose satisfaction, which money.

use super::target::{Way, way};
use super::{
    Row, any, each_design, each_row, evaluated, first, money_range, own_range, pin, tables,
};
use crate::checks::{Hit, Result};
use crate::fill::operand;
use crate::rule::Rule;
use base::Unit;
use facts::FactSet;
use forms::Catalogue;

fn count_word(unit: &Unit) -> Option<&str> {
    match unit {
        Unit::Count(word) => Some(word),
        _ => None,
    }
}

/// `upper-limit-on-output`: an output count that must not be exceeded.
pub(crate) fn limit(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (kinds, without) = (rule.list("kinds"), rule.list("without"));
    each_design(set, &|sheet, row| {
        let target = row.target.filter(|_| row.is(&kinds) && !any(row.name(), &without))?;
        count_word(&target.unit)?;
        Some((way(row) == Way::Down).then(|| {
            let mut hit = row.hit(sheet);
            hit.places.insert(0, target.place.clone());
            hit.stated(row.aim())
        }))
    })
}

/// `unnamed`: the indicator is called like its class.
pub(crate) fn unnamed(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    each_design(set, &|sheet, row| {
        let (name, class) = (row.name(), row.text("二级指标"));
        let slot = row.record.texts.get("三级指标");
        if name.is_empty() || class.is_empty() {
            return None;
        }
        let place = slot.map_or(&row.record.place, |s| &s.place);
        Some((name == class).then(|| sheet.hit(place).stated(name).with("indicator", name)))
    })
}

/// `operator-in-actual`: actual values with ≥, ≤ or =, one finding a document.
pub(crate) fn operators(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let signs = rule.list("signs");
    let mut result = Result::default();
    let mut found: Vec<Hit> = Vec::new();
    let (mut all, mut with) = (0_usize, 0_usize);
    for sheet in tables(set) {
        for row in sheet.rows().iter().filter(|r| r.actual.is_some()) {
            all += 1;
            let text = row.text("实际完成值");
            if signs.iter().any(|s| text.starts_with(s)) || signs.contains(&row.text("实际算子"))
            {
                with += 1;
                let slot = row.record.texts.get("实际完成值");
                found.push(Hit::at(slot.map_or(&row.record.place, |s| &s.place)).stated(text));
            }
        }
    }
    let mut found = found.into_iter();
    let Some(mut hit) = found.next() else {
        result.held += usize::from(all > 0);
        return result;
    };
    hit.places.extend(found.flat_map(|h| h.places));
    result.judge(Some(hit.with("count", with.to_string()).with("all", all.to_string())));
    result
}

/// `foreign-reason`: a reason that speaks of `words` (cost) on an indicator of other `kinds`.
pub(crate) fn foreign(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (words, kinds, empty) = (rule.list("words"), rule.list("kinds"), rule.list("empty"));
    let without = rule.list("without");
    each_design(set, &|sheet, row| {
        let reason = row.reason(&empty).filter(|_| row.is(&kinds) && !any(row.name(), &without))?;
        Some(first(&reason.text, &words).map(|word| {
            let mut hit = row.hit(sheet).with("word", word).stated(reason.text.clone());
            hit.places.insert(0, reason.place.clone());
            hit
        }))
    })
}

/// `cost-over-spent`: a cost said to have been reached that exceeds all the money spent.
pub(crate) fn overspent(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (kinds, without) = (rule.list("kinds"), rule.list("without"));
    each_row(set, &|sheet, row| {
        let actual = row.actual.filter(|_| row.is(&kinds) && !any(row.name(), &without))?;
        let done = sheet.fund("全年执行数")?;
        let (cost, spent) = (own_range(actual)?, money_range(done)?);
        Some((cost.lo > spent.hi).then(|| {
            let mut hit = row.hit(sheet).and(&done.place).stated(super::shown(actual));
            hit.places.insert(0, actual.place.clone());
            hit.operands.push(operand(done, set));
            hit.unsure |= !done.sure;
            hit.expected(format!("≤{}", super::shown(done)))
        }))
    })
}

/// `rate-indicator`: an indicator named after the execution of the money that is not the rate of the funds.
pub(crate) fn rates(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (names, without) = (rule.list("names"), rule.list("without"));
    let money = rule.list("money");
    each_row(set, &|sheet, row| {
        let name = row.name();
        let fits = any(name, &names) && !any(name, &without) && any(name, &money);
        let actual = row.actual.filter(|f| fits && f.unit == Unit::Percent)?;
        let rate = sheet.fund("执行率")?;
        let apart = !actual.figure.interval().meets(&rate.figure.interval());
        Some(apart.then(|| {
            let mut hit = row.hit(sheet).and(&rate.place).stated(super::shown(actual));
            hit.places.insert(0, actual.place.clone());
            hit.operands.push(operand(rate, set));
            hit.unsure |= !rate.sure;
            hit.expected(super::shown(rate))
        }))
    })
}

/// `two-counts`: an indicator of time counted in the unit of an output, with another number.
pub(crate) fn two_counts(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (outputs, times, units) = (rule.list("outputs"), rule.list("times"), rule.list("units"));
    let mut result = Result::default();
    for sheet in evaluated(set) {
        let rows = sheet.rows();
        let counted = |kinds: &[&str]| -> Vec<&Row<'_>> {
            let fits = |r: &&Row<'_>| {
                let unit = r.actual.or(r.target).and_then(|f| count_word(&f.unit));
                r.is(kinds) && unit.is_some_and(|u| units.contains(&u))
            };
            rows.iter().filter(fits).collect()
        };
        let outputs = counted(&outputs);
        for time in counted(&times) {
            let value =
                |r: &Row<'_>| r.actual.or(r.target).map(|f| (f.figure.value, f.unit.clone()));
            let same_unit: Vec<&&Row<'_>> = outputs
                .iter()
                .filter(|o| value(o).map(|v| v.1) == value(time).map(|v| v.1))
                .collect();
            let Some(output) = same_unit.first() else { continue };
            let agree = same_unit.iter().any(|o| value(o) == value(time));
            pin(&mut result, &sheet, time.id, &["目标值", "实际值"]);
            result.judge((!agree).then(|| {
                let other = output.actual.or(output.target);
                let mut hit =
                    time.hit(&sheet).and(&output.record.place).stated(time.text("实际完成值"));
                hit.operands.extend(other.map(|f| operand(f, set)));
                hit.with("other", output.name())
                    .with("count", other.map_or(String::new(), super::shown))
            }));
        }
    }
    result
}

/// `own-staff`: satisfaction of those who do the work, not of those they serve.
pub(crate) fn own_staff(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (kinds, own) = (rule.list("kinds"), rule.list("own"));
    each_design(set, &|sheet, row| {
        if !row.is(&kinds) {
            return None;
        }
        let slot = row.record.texts.get("三级指标");
        let word = first(row.name(), &own);
        Some(word.map(|_| {
            let place = slot.map_or(&row.record.place, |s| &s.place);
            sheet.hit(place).stated(row.name()).with("indicator", row.name())
        }))
    })
}
