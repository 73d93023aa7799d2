//! Checks on the table of basic data (基础数据表) and on what else the document says of the same things.

use super::selfeval::{any, evaluated, size};
use super::similar::covered;
use super::{Hit, Result};
use crate::fill::operand;
use crate::rule::Rule;
use base::text::narrow;
use base::{Decimal, Interval, Unit, scan};
use facts::{Fact, FactSet, Record, RecordId, Slot};
use forms::Catalogue;

const FORM: &str = "基础数据.经费";

/// A row of the table of funds.
fn row<'a>(set: &'a FactSet, key: &str) -> Option<(RecordId, &'a Record)> {
    set.of_form(FORM).find(|(_, r)| r.key == key)
}

fn cell<'a>(set: &'a FactSet, key: &str, column: &str) -> Option<&'a Fact> {
    row(set, key).and_then(|(id, _)| set.fact(id, column)).map(|(_, f)| f)
}

/// `lines-on-budget`: every line was spent to the digit of its budget, the whole was not.
pub(crate) fn on_budget(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let Some((whole, record)) = row(set, rule.text("key")) else { return result };
    let (plan, done) = (rule.text("plan"), rule.text("done"));
    let pair = |id: RecordId| Some((set.fact(id, plan)?.1, set.fact(id, done)?.1));
    let lines: Vec<(&Fact, &Fact)> = set
        .of_form(FORM)
        .filter(|(_, r)| r.parent == Some(whole))
        .filter_map(|(id, _)| pair(id))
        .collect();
    let Some((total_plan, total_done)) = pair(whole).filter(|_| lines.len() >= size(rule, "lines"))
    else {
        return result;
    };
    let exact = lines.iter().all(|(p, d)| p.figure.value == d.figure.value);
    let apart = !total_plan.figure.interval().meets(&total_done.figure.interval());
    let gap = total_done.figure.value.checked_sub(total_plan.figure.value).unwrap_or_default();
    result.judge((exact && apart).then(|| {
        let mut hit =
            Hit::at(&total_done.place).and(&total_plan.place).stated(total_done.figure.print());
        hit.operands = vec![operand(total_plan, set), operand(total_done, set)];
        hit.with("row", record.label.clone())
            .with("lines", lines.len().to_string())
            .with("plan", total_plan.figure.print())
            .with("gap", gap.normalize().to_string())
    }));
    result
}

/// Paragraphs that speak of money spent on one of the words.
fn spending<'a>(rule: &Rule, set: &'a FactSet) -> Option<(&'a facts::TextSlot, String)> {
    let (words, without) = (rule.list("words"), rule.list("without"));
    let money = rule.list("money");
    set.of_form("段落").find_map(|(_, r)| {
        let slot = r.texts.get("内容")?;
        let text = narrow(&slot.text);
        // A sentence that denies the spending is no sign of it.
        text.split(['。', ';', '；']).find_map(|sentence| {
            let word = words.iter().find(|w| sentence.contains(*w))?;
            let spent =
                scan(sentence).iter().any(|t| t.unit.is_amount() && !t.figure.value.is_zero());
            let fits = spent && any(sentence, &money) && !any(sentence, &without);
            fits.then(|| (slot, (*word).to_owned()))
        })
    })
}

/// `blank-but-spent`: rows that are blank throughout, though the text speaks of spending on them.
pub(crate) fn blank(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let (keys, done) = (rule.list("keys"), rule.text("done"));
    let rows: Vec<&Record> =
        set.of_form(FORM).map(|(_, r)| r).filter(|r| keys.contains(&r.key.as_str())).collect();
    let cells: Vec<(&Record, &Slot)> =
        rows.iter().filter_map(|r| r.slots.get(done).map(|s| (*r, s))).collect();
    if cells.is_empty() {
        return result;
    }
    let empty = cells.iter().all(|(_, s)| matches!(s, Slot::Blank(_)));
    let said = spending(rule, set);
    let key = rule.text("statement");
    let stated = set
        .of_form("叙述")
        .filter(|(_, r)| !key.is_empty() && r.key == key)
        .find_map(|(id, _)| set.fact(id, "本期").or_else(|| set.fact(id, "决算")))
        .filter(|(_, f)| f.figure.value > Decimal::ZERO);
    let evidence = match (&stated, &said) {
        (Some((_, f)), _) => Some((f.place.clone(), format!("{key}{}", super::selfeval::shown(f)))),
        (None, Some((slot, word))) => Some((slot.place.clone(), word.clone())),
        _ => None,
    };
    let Some((place, word)) = evidence else { return result };
    let first = cells.first().map(|(r, s)| match s {
        Slot::Blank(p) => p.clone(),
        Slot::Figure(_) => r.place.clone(),
    });
    result.judge(empty.then(|| {
        let hit = Hit::at(&first.unwrap_or_default()).and(&place);
        hit.with("word", word).with("rows", keys.join("、"))
    }));
    result
}

/// Years of four digits followed by 年 in a text.
fn years(text: &str) -> Vec<i32> {
    let chars: Vec<char> = narrow(text).chars().collect();
    chars
        .windows(5)
        .filter(|w| w[4] == '年' && w[..4].iter().all(char::is_ascii_digit))
        .filter_map(|w| w[..4].iter().collect::<String>().parse().ok())
        .collect()
}

/// `header-year`: a heading inside the table names another year than the fiscal one.
pub(crate) fn year(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let Some(fiscal) = set.profile.year else { return result };
    for (form, column) in super::selfeval::pairs(rule, "texts") {
        for (_, record) in set.of_form(form) {
            let Some(slot) = record.texts.get(column) else { continue };
            let Some(year) = years(&slot.text).first().copied() else { continue };
            result.judge((year != fiscal).then(|| {
                let hit =
                    Hit::at(&slot.place).stated(year.to_string()).expected(fiscal.to_string());
                hit.with("text", slot.text.clone())
            }));
        }
    }
    result
}

/// Terms in quotation marks.
fn quoted(text: &str) -> Vec<&str> {
    let parts = text.split('“').skip(1);
    parts
        .filter_map(|p| p.split_once('”').map(|(term, _)| term))
        .filter(|t| !t.is_empty())
        .collect()
}

/// `note-term`: a note below a table explains a term that the table does not have.
pub(crate) fn note(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (forms, verbs) = (rule.list("forms"), rule.list("verbs"));
    let mut result = Result::default();
    for (t, table) in
        set.tables.iter().enumerate().filter(|(_, t)| forms.contains(&t.form.as_str()))
    {
        let own = || set.records.iter().filter(move |r| r.table == Some(t));
        let inside = own()
            .filter(|r| r.form == "基础数据.说明")
            .filter_map(|r| r.texts.get("内容").filter(|_| any(&r.key, &["说明", "注"])));
        let named = |term: &str| {
            let has = |r: &Record| {
                r.label.contains(term)
                    || r.key.contains(term)
                    || r.slots.keys().chain(r.texts.keys()).any(|c| c.contains(term))
                    || r.place.row.contains(term)
                    || r.place.column.contains(term)
            };
            own().any(|r| r.form != "基础数据.说明" && has(r))
                || table.columns.iter().any(|c| c.contains(term))
        };
        for slot in table.notes.iter().chain(inside) {
            for term in quoted(&slot.text) {
                let told =
                    slot.text.split(&format!("“{term}”")).skip(1).any(|rest| any(rest, &verbs));
                if !told {
                    continue;
                }
                let lacks = !named(term);
                result.judge(lacks.then(|| {
                    Hit::at(&slot.place)
                        .stated(term)
                        .with("term", term)
                        .with("title", table.title.clone())
                }));
            }
        }
    }
    result
}

/// `control-rate`: an indicator that is a ratio of two figures of this table.
pub(crate) fn control(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (names, key) = (rule.list("names"), rule.text("key"));
    let mut result = Result::default();
    let (Some(done), Some(plan)) =
        (cell(set, key, rule.text("done")), cell(set, key, rule.text("plan")))
    else {
        return result;
    };
    let ratio = |d: Interval, p: Interval| d.div(&p)?.mul(&Interval::exact(Decimal::ONE_HUNDRED));
    let at = |f: &Fact| f.figure.interval_at(f.group_decimals);
    let Some(real) = ratio(at(done), at(plan)) else { return result };
    let value = done
        .figure
        .value
        .checked_mul(Decimal::ONE_HUNDRED)
        .and_then(|d| d.checked_div(plan.figure.value));
    for sheet in evaluated(set) {
        for row in sheet.rows().iter().filter(|r| any(r.name(), &names)) {
            let Some(actual) = row.actual.filter(|f| f.unit == Unit::Percent) else { continue };
            let apart = !actual.figure.interval().meets(&real);
            let expected =
                base::decimal::fixed(value.unwrap_or_default(), actual.figure.decimals.max(2));
            result.judge(apart.then(|| {
                let mut hit = row.hit(&sheet).and(&done.place).and(&plan.place);
                hit.places.insert(0, actual.place.clone());
                hit.operands = [actual, done, plan].iter().map(|f| operand(f, set)).collect();
                hit.stated(super::selfeval::shown(actual)).expected(format!("{expected}%"))
            }));
        }
    }
    result
}

/// Text of the chapter on problems: paragraphs under headings with one of the words, or the box of the
/// whole-department evaluation.
fn problems(rule: &Rule, set: &FactSet) -> Option<(facts::Place, String)> {
    let (words, ends) = (rule.list("headings"), rule.list("ends"));
    let (mut inside, mut place, mut text) = (false, None, String::new());
    for record in &set.records {
        let own = record.texts.get("内容");
        match record.form.as_str() {
            "标题" => {
                let heading = if record.key.is_empty() { &record.label } else { &record.key };
                inside = any(heading, &words);
            }
            "自评.文本" if any(&record.key, &words) => {
                text.push_str(own.map_or("", |t| &t.text));
                place = place.or(own.map(|t| t.place.clone()));
            }
            "段落" => {
                let said = own.map_or("", |t| t.text.as_str());
                // A short paragraph may be a heading that was not recognised as one.
                if said.chars().count() <= 20 && any(said, &words) {
                    inside = true;
                } else if said.chars().count() <= 20 && any(said, &ends) {
                    inside = false;
                } else if inside {
                    text.push_str(said);
                    place = place.or(own.map(|t| t.place.clone()));
                }
            }
            _ => {}
        }
    }
    place.map(|p| (p, text))
}

/// `problems-untold`: deviations that the tables record and the chapter on problems passes over.
pub(crate) fn untold(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (empty, staff) = (rule.list("empty"), rule.list("staff"));
    let limit = size(rule, "overlap");
    let mut result = Result::default();
    let mut recorded: Vec<(facts::Place, String, bool)> = Vec::new();
    let (Some((place, text)), true) = (problems(rule, set), evaluated(set).iter().any(|s| s.whole))
    else {
        return result;
    };
    for sheet in evaluated(set).iter().filter(|s| s.whole) {
        for row in sheet.rows().iter().filter(|r| r.lost().is_some()) {
            if let Some(reason) = row.reason(&empty) {
                let told = covered(&reason.text, &text) >= limit;
                recorded.push((
                    reason.place.clone(),
                    format!("{}：{}", row.name(), reason.text),
                    told,
                ));
            }
        }
    }
    for (id, _) in set.of_form("基础数据.人员") {
        let rate = set.fact(id, "控制率").map(|(_, f)| f);
        if let Some(rate) = rate.filter(|f| f.figure.value > Decimal::ONE_HUNDRED) {
            let said = format!("在职人员控制率{}", super::selfeval::shown(rate));
            recorded.push((rate.place.clone(), said, any(&text, &staff)));
        }
    }
    if recorded.is_empty() {
        return result;
    }
    let open: Vec<&(facts::Place, String, bool)> = recorded.iter().filter(|r| !r.2).collect();
    let list: Vec<&str> = open.iter().map(|r| r.1.as_str()).collect();
    result.judge((!open.is_empty()).then(|| {
        let mut hit = Hit::at(&place).with("list", list.join("；"));
        hit.places.extend(open.iter().map(|r| r.0.clone()));
        hit
    }));
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_terms_are_found() {
        assert_eq!(years("楼堂馆所控制情况（2021年完工项目）"), [2021]);
        assert!(years("12021元年").is_empty() || years("完工项目").is_empty());
        assert_eq!(
            quoted("说明：“公用经费”填报……，“运行维护经费”填报……"),
            ["公用经费", "运行维护经费"]
        );
    }
}
