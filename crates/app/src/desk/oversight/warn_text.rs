//! Warnings, rules, trials and settings in words.

use super::settings;
use super::trial::{Trial, Wanted};
use super::warn::Warned;
use crate::desk::Desk;
use crate::desk::words::columns;
use crate::fault::Fault;
use ::oversight::rule::{Level, Rule};
use report::Lang;
use serde_json::json;
use std::collections::BTreeMap;

/// Hits that are shown of a rule; the rest is counted.
const SHOWN: usize = 5;

/// This year by the clock, in China.
pub fn this_year() -> i32 {
    i32::from(crate::desk::today().year())
}

/// An evaluation: what fires, and how all rows came out.
pub fn warned_text(done: &Warned, all: bool, lang: Lang) -> String {
    let e = &done.evaluated;
    let (year, day) = (done.year, done.day);
    let scope = match (done.since, lang) {
        (None, Lang::Zh) => "全部数据".to_owned(),
        (None, Lang::En) => "all data".to_owned(),
        (Some(seq), Lang::Zh) => format!("第 {seq} 号分录之后涉及的对象"),
        (Some(seq), Lang::En) => format!("objects touched after entry {seq}"),
    };
    let mut out = match lang {
        Lang::Zh => format!("{year} 年度，截至 {day}，{scope}：评估规则 {} 条\n", e.ran),
        Lang::En => format!("{year}, as of {day}, {scope}: {} rules evaluated\n", e.ran),
    };
    let mut by_rule: BTreeMap<&str, Vec<&::oversight::case::Hit>> = BTreeMap::new();
    for hit in &e.hits {
        by_rule.entry(&hit.rule).or_default().push(hit);
    }
    for (rule, hits) in &by_rule {
        let title = hits.first().map(|h| lang.say(&h.title.zh, &h.title.en)).unwrap_or_default();
        out += &format!("\n{rule} {title} · {}\n", hits.len());
        let most = if all { hits.len() } else { SHOWN };
        for hit in hits.iter().take(most) {
            let level = lang.say(hit.level.zh(), hit.level.en());
            let words = lang.say(&hit.message.zh, &hit.message.en);
            out += &format!("  [{level}] {} {words}\n", hit.object);
        }
        if hits.len() > most {
            let more = hits.len() - most;
            out += &match lang {
                Lang::Zh => format!("  … 还有 {more} 条（--all 全部列出）\n"),
                Lang::En => format!("  … {more} more (--all lists them)\n"),
            };
        }
    }
    let mut levels: BTreeMap<Level, i64> = BTreeMap::new();
    let mut rest = [0, 0, 0];
    for tally in e.tallies.values() {
        for (level, n) in &tally.fires {
            *levels.entry(*level).or_default() += n;
        }
        rest = [rest[0] + tally.holds, rest[1] + tally.not_applied, rest[2] + tally.exempt];
    }
    let counted: Vec<String> =
        levels.iter().map(|(l, n)| format!("{} {n}", lang.say(l.name(), l.english()))).collect();
    let [holds, not, exempt] = rest;
    let counted = match (counted.as_slice(), lang) {
        ([], _) => String::new(),
        (some, Lang::Zh) => format!("（{}）", some.join("，")),
        (some, Lang::En) => format!(" ({})", some.join(", ")),
    };
    out += &match lang {
        Lang::Zh => format!(
            "\n预警 {}{counted}，正常 {holds}，未适用 {not}，白名单 {exempt}\n",
            e.hits.len(),
        ),
        Lang::En => format!(
            "\n{} warnings{counted}, {holds} in order, {not} not applied, {exempt} white-listed\n",
            e.hits.len(),
        ),
    };
    if let Some(raised) = &done.raised {
        out += &super::cases::raised_text(raised, lang);
    }
    out
}

/// The same for a program.
pub fn warned_json(done: &Warned) -> String {
    let e = &done.evaluated;
    let tallies: BTreeMap<&String, serde_json::Value> = e
        .tallies
        .iter()
        .map(|(id, t)| {
            let fires: BTreeMap<&str, i64> = t.fires.iter().map(|(l, n)| (l.name(), *n)).collect();
            (id, json!({ "fires": fires, "exempt": t.exempt, "holds": t.holds, "not_applied": t.not_applied }))
        })
        .collect();
    let failures: Vec<serde_json::Value> = e
        .failures
        .iter()
        .map(|f| json!({ "what": f.what, "zh": f.words.zh, "en": f.words.en }))
        .collect();
    let value = json!({
        "year": done.year, "day": done.day.to_string(), "since": done.since, "last": e.last,
        "rules": e.ran, "hits": e.hits, "tallies": tallies, "failures": failures,
    });
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

/// All rules, one line each.
pub fn rules_text(desk: &Desk, lang: Lang) -> String {
    let mut rows = Vec::new();
    let mut rules: Vec<&Rule> = desk.warnings.rules.values().collect();
    rules.sort_by_key(|r| number(&r.id));
    for rule in &rules {
        let levels: Vec<&str> =
            rule.levels.iter().map(|s| lang.say(s.level.name(), s.level.english())).collect();
        rows.push(vec![
            rule.id.clone(),
            lang.say(&rule.title.zh, &rule.title.en).to_owned(),
            rule.theme.clone(),
            levels.join(lang.say("", "/")),
        ]);
    }
    let count = rules.len();
    columns(&rows, &[])
        + &match lang {
            Lang::Zh => {
                format!("共 {count} 条；warn rules 编号 查看一条的目的、标准、依据和阈值\n")
            }
            Lang::En => format!(
                "{count} rules; `warn rules ID` tells purpose, standard, basis, thresholds\n"
            ),
        }
}

/// Rules in the order of their numbers.
fn number(id: &str) -> (usize, &str) {
    (id.len(), id)
}

/// One rule as its page has it.
///
/// # Errors
/// When there is none of this id.
pub fn rule_text(desk: &Desk, id: &str, lang: Lang) -> Result<String, Fault> {
    let rule = desk.warnings.rule(id).ok_or_else(|| {
        Fault::new(
            format!("没有预警规则“{id}”；用 warn rules 查看全部规则"),
            format!("there is no warning rule {id}; `warn rules` lists them"),
        )
    })?;
    let tuned = rule.untuned();
    let standard = rule.standard(&tuned);
    let mut out = format!("{} {}\n", rule.id, lang.say(&rule.title.zh, &rule.title.en));
    let mut line = |name: &str, text: &str| out += &format!("  {name}  {text}\n");
    line(lang.say("目的", "purpose "), lang.say(&rule.purpose.zh, &rule.purpose.en));
    line(lang.say("标准", "standard"), lang.say(&standard.zh, &standard.en));
    for basis in &rule.basis {
        line(lang.say("依据", "basis   "), basis);
    }
    line(lang.say("视图", "view    "), &rule.from);
    if !rule.applies.is_empty() {
        line(lang.say("适用", "applies "), &rule.applies);
    }
    for step in &rule.levels {
        line(lang.say(step.level.name(), step.level.english()), &step.when);
    }
    for (name, t) in &rule.thresholds {
        let value = t.unit.print_threshold(t.value);
        let kind = t.kind.words();
        let text = format!(
            "{name} = {}（{}）{}",
            lang.say(&value.zh, &value.en),
            lang.say(kind.0, kind.1),
            lang.say(&t.zh, &t.en),
        );
        line(lang.say("阈值", "threshold"), &text);
    }
    line(lang.say("建议", "advice  "), lang.say(&rule.advice.zh, &rule.advice.en));
    Ok(out)
}

/// A trial: month by month, and what it would mean for the people who handle warnings.
pub fn trial_text(wanted: &Wanted, trial: &Trial, lang: Lang) -> String {
    let mut rows = vec![["截至", "预警", "其中新增", "正常", "未适用"].map(str::to_owned).to_vec()];
    if lang == Lang::En {
        rows = vec![
            ["as of", "fires", "of them new", "in order", "not applied"]
                .map(str::to_owned)
                .to_vec(),
        ];
    }
    for month in &trial.months {
        let levels: Vec<String> = month.fires.iter().map(|(l, n)| format!("{l} {n}")).collect();
        let fires: i64 = month.fires.values().sum();
        let shown = if levels.is_empty() {
            "0".to_owned()
        } else {
            format!("{fires}（{}）", levels.join("，"))
        };
        rows.push(vec![
            month.day.to_string(),
            shown,
            month.fresh.to_string(),
            month.holds.to_string(),
            month.not_applied.to_string(),
        ]);
    }
    let values: Vec<String> = wanted.values.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let (rule, year, with) = (&wanted.rule, wanted.year, values.join(" "));
    let head = match lang {
        Lang::Zh => format!("{rule} {with} 在 {year} 年度数据上试算\n"),
        Lang::En => format!("{rule} {with} tried on {year}\n"),
    };
    let mut out = head + &columns(&rows, &[false, true, true, true, true]);
    let (some, of) = (trial.units.len(), trial.of);
    let share = (some * 1000).checked_div(of).unwrap_or(0);
    out += &match lang {
        Lang::Zh => format!(
            "涉及单位 {some} 个，占有数据单位 {of} 个的 {}.{}%；最多的一个月新增 {} 条\n",
            share / 10,
            share % 10,
            trial.most
        ),
        Lang::En => format!(
            "{some} units, {}.{}% of the {of} with data; at most {} new in a month\n",
            share / 10,
            share % 10,
            trial.most
        ),
    };
    out += &capacity(trial, lang);
    if trial.undated {
        out += lang.say(
            "本规则用到指标余额，只有现在的数：各月结果不随月份变化\n",
            "this rule stands on balances as they are now: months do not change them\n",
        );
    }
    for (what, words) in &trial.failures {
        out += &format!(
            "{} {what}：{}\n",
            lang.say("无法评估", "not evaluated"),
            lang.say(&words.zh, &words.en)
        );
    }
    out + &last_hits(trial, lang)
}

/// What the officers take a week by the settings of the handling; nothing where that is not set.
fn capacity(trial: &Trial, lang: Lang) -> String {
    let Some(most) = trial.capacity else { return String::new() };
    match (lang, trial.officers) {
        (Lang::Zh, 0) => format!("预警预算：每周 {most} 条\n"),
        (Lang::Zh, n) => format!("预警预算：{n} 人每周共 {most} 条\n"),
        (Lang::En, 0) => format!("alert budget: {most} a week\n"),
        (Lang::En, n) => format!("alert budget: {most} a week for all of {n} officers\n"),
    }
}

/// Some of the hits of the last month end, and how many more there are.
fn last_hits(trial: &Trial, lang: Lang) -> String {
    let mut out = String::new();
    for hit in trial.hits.iter().take(SHOWN) {
        out += &format!(
            "  [{}] {} {}\n",
            lang.say(hit.level.zh(), hit.level.en()),
            hit.object,
            lang.say(&hit.message.zh, &hit.message.en)
        );
    }
    if let Some(more) = trial.hits.len().checked_sub(SHOWN).filter(|n| *n > 0) {
        out += &match lang {
            Lang::Zh => format!("  … 还有 {more} 条\n"),
            Lang::En => format!("  … {more} more\n"),
        };
    }
    out
}

/// The settings in force.
///
/// # Errors
/// When they cannot be read.
pub fn settings_text(desk: &mut Desk, lang: Lang) -> Result<String, Fault> {
    let s = settings::rules(desk)?;
    let mut rows = Vec::new();
    for o in &s.overrides {
        let value = o.value.map_or_else(|| o.words.join("、"), |v| v.to_string());
        let years = match (o.from, o.to) {
            (None, None) => String::new(),
            (from, to) => format!(
                "{}–{}",
                from.map_or(String::new(), |y| y.to_string()),
                to.map_or(String::new(), |y| y.to_string())
            ),
        };
        let what = format!("{} = {value}", o.name);
        rows.push(vec![
            lang.say("阈值", "threshold").into(),
            o.rule.clone(),
            what,
            o.region.clone(),
            years,
            o.reason.clone(),
        ]);
    }
    for w in &s.white {
        let what = format!("{} = {}", w.column, w.value);
        rows.push(vec![
            lang.say("白名单", "white list").into(),
            w.rule.clone(),
            what,
            String::new(),
            w.until.clone(),
            w.reason.clone(),
        ]);
    }
    for w in &s.switches {
        let what = if w.on { lang.say("启用", "on") } else { lang.say("停用", "off") };
        rows.push(vec![
            lang.say("开关", "switch").into(),
            w.rule.clone(),
            what.into(),
            String::new(),
            String::new(),
            w.reason.clone(),
        ]);
    }
    if rows.is_empty() {
        return Ok(lang
            .say("没有另行设置，全部按规则文件\n", "nothing is set; all rules as their files say\n")
            .to_owned());
    }
    Ok(columns(&rows, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::oversight::case::Hit;

    #[test]
    fn a_trial_says_how_many_more_hits_there_are_and_what_can_be_handled() {
        let hits = |n: usize| vec![Hit { object: "102001".to_owned(), ..Hit::default() }; n];
        let said = |n, capacity, officers, lang| {
            let trial = Trial { hits: hits(n), capacity, officers, ..Trial::default() };
            trial_text(&Wanted::default(), &trial, lang)
        };
        let eight = said(8, Some(6), 2, Lang::Zh);
        assert!(eight.ends_with("  … 还有 3 条\n"), "{eight}");
        assert!(eight.contains("预警预算：2 人每周共 6 条\n"), "{eight}");
        assert!(said(6, None, 0, Lang::En).ends_with("  … 1 more\n"));
        let five = said(5, Some(3), 0, Lang::En);
        assert!(!five.contains('…') && five.contains("alert budget: 3 a week\n"), "{five}");
    }
}
