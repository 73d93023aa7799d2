//! Words of direction against figures and reasons: 增加, 减少, 持平; 大于, 小于 the budget; rates over zero.

use super::prose::{any_of, rows};
use super::result::{Hit, Result};
use super::values::{comparable, figure, interval, name, print, resting, spot, text};
use crate::rule::Rule;
use base::Interval;
use facts::{Fact, FactId, FactSet, Record};
use forms::Catalogue;

type Printed<'a> = (FactId, &'a Fact);

fn statements<'a>(rule: &'a Rule, set: &'a FactSet) -> impl Iterator<Item = &'a Record> {
    let skip = rule.list("skip");
    set.records.iter().filter(move |r| r.form == "叙述" && !skip.contains(&r.scope.as_str()))
}

/// Whether the sentence says the word only softly: 基本持平.
fn soft(rule: &Rule, record: &Record, column: &str) -> bool {
    let around = [spot(record, column).text.as_str(), record.place.text.as_str()];
    rule.list("soft").iter().any(|w| around.iter().any(|t| base::text::squash(t).contains(w)))
}

/// `direction`: 增加 when the period is larger than the one compared with, 减少 when smaller, 持平 when
/// nothing changed; the signed change and the signed rate point the same way.
pub(super) fn direction(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for record in statements(rule, set) {
        let word = text(record, "方向");
        let now = figure(set, record, "本期").or(figure(set, record, "决算"));
        let before = figure(set, record, "上期");
        let change = figure(set, record, "增减额");
        let rate = figure(set, record, "增减率");
        if let (Some(now), Some(before)) = (now, before)
            && !word.is_empty()
            && comparable(now.1, before.1)
        {
            let broken = contradicts(word, now.1, before.1).filter(|_| !soft(rule, record, "方向"));
            let hit = broken
                .map(|fits| said(record, "方向", word, fits).with("values", pair(now.1, before.1)));
            note(&mut result, hit, &[now, before], set);
        } else if let ("持平", Some(moved)) = (word, change.or(rate)) {
            let moves = !moved.1.figure.value.is_zero() && !soft(rule, record, "方向");
            let fits = if moved.1.figure.value.is_sign_negative() { "减少" } else { "增加" };
            let hit =
                moves.then(|| said(record, "方向", word, fits).with("values", print(moved.1)));
            note(&mut result, hit, &[moved], set);
        }
        if let (Some(change), Some(rate)) = (change, rate) {
            let (a, b) = (change.1.figure.value, rate.1.figure.value);
            let against =
                !a.is_zero() && !b.is_zero() && a.is_sign_negative() != b.is_sign_negative();
            let hit = against.then(|| {
                let fits = if a.is_sign_negative() { "减少" } else { "增加" };
                said(record, "方向", word, fits).with("values", pair(change.1, rate.1))
            });
            note(&mut result, hit, &[change, rate], set);
        }
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有带方向的增减表述 / no statement of a change".to_owned());
    }
    result
}

fn note(result: &mut Result, hit: Option<Hit>, facts: &[Printed<'_>], set: &FactSet) {
    result.facts.extend(facts.iter().map(|f| f.0));
    result.judge(hit.map(|h| resting(h, facts, set)));
}

fn said(record: &Record, column: &str, word: &str, fits: &str) -> Hit {
    Hit::at(spot(record, column)).with("name", name(record)).stated(word).expected(fits)
}

fn pair(a: &Fact, b: &Fact) -> String {
    format!("{}、{}", print(a), print(b))
}

/// The word that fits when `word` contradicts `a` against `b` beyond rounding.
fn contradicts(word: &str, a: &Fact, b: &Fact) -> Option<&'static str> {
    let (left, right) = (interval(a)?, interval(b)?);
    if left.meets(&right) {
        return None;
    }
    let more = left.lo > right.hi;
    let (up, down) = (["增加", "大于"], ["减少", "小于"]);
    let budget = ["大于", "小于"].contains(&word);
    match word {
        w if up.contains(&w) && more => None,
        w if down.contains(&w) && !more => None,
        w if up.contains(&w) || down.contains(&w) || w == "持平" => Some(match (more, budget) {
            (true, false) => "增加",
            (false, false) => "减少",
            (true, true) => "大于",
            (false, true) => "小于",
        }),
        _ => None,
    }
}

/// `level-reason`: what is said to be level does not give a reason why it rose or fell. `words` are
/// rows `[direction, words]`; `unless` excuses a clause.
pub(super) fn level_reason(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let (rows, unless) = (rows(rule, "words"), rule.list("unless"));
    for record in statements(rule, set) {
        let reason = base::text::squash(text(record, "原因"));
        let words = [("方向", text(record, "方向")), ("比预算", text(record, "比预算"))];
        let said: Vec<_> = words.iter().filter(|w| !w.1.is_empty()).collect();
        if reason.is_empty() || said.is_empty() || said.iter().any(|w| w.1 != "持平") {
            continue;
        }
        let clauses = reason.split([',', ';', '。']);
        let plain: Vec<&str> = clauses.filter(|c| !unless.iter().any(|u| c.contains(u))).collect();
        let told = |text: &[&str]| -> Vec<&str> {
            let says = |row: &&Vec<&str>| {
                let words = row.get(1).copied().unwrap_or_default();
                text.iter().any(|c| any_of(c, words))
            };
            rows.iter().filter(says).filter_map(|row| row.first().copied()).collect()
        };
        let balanced = told(&[reason.as_str()]).len() > 1;
        let hit = match told(&plain).as_slice() {
            [one] if !balanced && !soft(rule, record, "方向") && !soft(rule, record, "比预算") => {
                Some(
                    Hit::at(spot(record, said[0].0))
                        .and(spot(record, "原因"))
                        .with("name", name(record))
                        .with("reason", reason.clone())
                        .stated("持平")
                        .expected(*one),
                )
            }
            _ => None,
        };
        result.judge(hit);
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有带原因的持平表述 / nothing level gives a reason".to_owned());
    }
    result
}

/// The budget figures a comparison may mean: the one it names unless that is zero, else all printed.
fn budgets<'a>(set: &'a FactSet, record: &Record) -> Vec<Printed<'a>> {
    let named = match text(record, "完成口径") {
        "" => None,
        base => figure(set, record, base).filter(|f| !f.1.figure.value.is_zero()),
    };
    match named {
        Some(one) => vec![one],
        None => {
            ["全年预算", "预算", "年初预算"].iter().filter_map(|c| figure(set, record, c)).collect()
        }
    }
}

/// `against-budget`: 大于, 小于, 持平 fit the executed amount and the budget it refers to.
pub(super) fn against_budget(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for record in statements(rule, set) {
        let word = text(record, "比预算");
        let Some(actual) = figure(set, record, "决算").or(figure(set, record, "本期")) else {
            continue;
        };
        let budgets = budgets(set, record);
        let Some(first) = budgets.first().copied().filter(|_| !word.is_empty()) else { continue };
        let broken: Vec<_> =
            budgets.iter().filter_map(|b| contradicts(word, actual.1, b.1)).collect();
        let all = broken.len() == budgets.len() && !soft(rule, record, "比预算");
        let hit = broken
            .first()
            .filter(|_| all)
            .map(|fits| said(record, "比预算", word, fits).with("values", pair(actual.1, first.1)));
        note(&mut result, hit, &[actual, first], set);
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有与预算比较的表述 / nothing is compared with a budget".to_owned());
    }
    result
}

/// `over-zero`: a rate of completion over a budget of zero. The parameter `rate` says which rates are
/// meant: `非零` (a rate that cannot be) or `零` (0 % of 0, a matter of form).
pub(super) fn over_zero(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let formal = rule.text("rate") == "零";
    for record in statements(rule, set) {
        let Some(rate) = figure(set, record, "完成率") else { continue };
        let base = match text(record, "完成口径") {
            "" => "预算",
            base => base,
        };
        let budget = figure(set, record, base).or_else(|| match base {
            "预算" => figure(set, record, "全年预算").or(figure(set, record, "年初预算")),
            _ => None,
        });
        let Some(budget) = budget else { continue };
        let zero = budget.1.figure.value.is_zero();
        // 0 of 0 is a matter of form, whether it is called 0 % or 100 %.
        let actual = figure(set, record, "决算").or(figure(set, record, "本期"));
        let nothing = actual.is_some_and(|a| a.1.figure.value.is_zero());
        let hit = (zero && (rate.1.figure.value.is_zero() || nothing) == formal).then(|| {
            let (hint, hint_en) = other_budget(set, record, base, rate.1).unwrap_or_default();
            Hit::at(&rate.1.place)
                .with("name", name(record))
                .with("base", base)
                .with("hint", hint)
                .with("hint_en", hint_en)
                .stated(print(rate.1))
                .expected(if formal { "不适用" } else { "—" })
        });
        note(&mut result, hit, &[rate, budget], set);
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有完成率 / no rate of completion".to_owned());
    }
    result
}

/// Names the other budget when the rate fits it.
fn other_budget(
    set: &FactSet,
    record: &Record,
    base: &str,
    rate: &Fact,
) -> Option<(String, String)> {
    let actual = interval(figure(set, record, "决算").or(figure(set, record, "本期"))?.1)?;
    let fits = |column: &&&str| {
        let full = figure(set, record, column).and_then(|f| interval(f.1));
        let share = full.and_then(|f| actual.div(&f));
        let hundred = Interval::exact(base::Decimal::from(100));
        share.and_then(|s| s.mul(&hundred)).is_some_and(|s| s.meets(&rate.figure.interval()))
    };
    let column =
        ["全年预算", "预算", "年初预算"].iter().filter(|c| **c != base).find(|c| fits(c))?;
    let budget = figure(set, record, column)?;
    let (plan, rate) = (print(budget.1), print(rate));
    let zh = format!("（{column}为{plan}，按其计算正合{rate}）");
    Some((zh, format!(" ({rate} fits the {column} of {plan})")))
}

/// `rate-without-base`: a rate of change is stated although the amount compared with is zero.
pub(super) fn rate_without_base(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    for record in statements(rule, set) {
        let Some(rate) = figure(set, record, "增减率") else { continue };
        let now = figure(set, record, "本期").or(figure(set, record, "决算"));
        let (before, change) = (figure(set, record, "上期"), figure(set, record, "增减额"));
        let empty = match (before, now, change) {
            (Some(before), ..) => before.1.figure.value.is_zero(),
            (None, Some(now), Some(change)) if comparable(now.1, change.1) => {
                interval(now.1) == interval(change.1) && !now.1.figure.value.is_zero()
            }
            _ => continue,
        };
        let empty = empty && !rate.1.figure.value.is_zero();
        let hit = empty.then(|| {
            Hit::at(&rate.1.place).with("name", name(record)).stated(print(rate.1)).expected("—")
        });
        note(&mut result, hit, &[rate], set);
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有可推出基数的增减率 / no rate of change with a base".to_owned());
    }
    result
}

/// `circular-reason`: a reason that only prints the total again. `causes` are words of real causes.
pub(super) fn circular(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let mut result = Result::default();
    let causes = rule.list("causes");
    for record in statements(rule, set) {
        let reason = base::text::squash(text(record, "原因"));
        let Some(now) = figure(set, record, "本期").or(figure(set, record, "决算")) else {
            continue;
        };
        if reason.is_empty() || now.1.figure.value.is_zero() {
            continue;
        }
        let plain = base::decimal::fixed(now.1.figure.value, now.1.figure.decimals);
        let first = reason.split(['。', ';']).next().unwrap_or_default();
        let restated = reason.replace(',', "").contains(&plain)
            && first.contains(record.key.as_str())
            && !causes.iter().any(|c| first.contains(c));
        let hit = restated
            .then(|| Hit::at(spot(record, "原因")).with("name", name(record)).stated(first));
        note(&mut result, hit, &[now], set);
    }
    if result.hits.is_empty() && result.held == 0 {
        result.skipped.push("没有带原因的金额 / no amount gives a reason".to_owned());
    }
    result
}
