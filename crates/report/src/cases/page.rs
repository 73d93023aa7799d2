//! One case for a terminal.

use super::{coloured, deadline, level, next_step, pick, roles, state, table};
use crate::lang::Lang;
use crate::text::Style;
use crate::text::layout::{left, line, wrap};
use ::oversight::case::{Awaited, CaseNow, Leg, Recorded, Step};
use base::text::width;

/// What a page is made from.
#[derive(Debug, Clone, Copy)]
pub struct CasePage<'a> {
    /// The case.
    pub now: &'a CaseNow,
    /// What it waits for.
    pub awaited: Option<&'a Awaited>,
    /// Days by which that is overdue.
    pub overdue: u32,
    /// The steps that were waited for and done.
    pub legs: &'a [Leg],
    /// Files: name, where they lie, whether they are whole.
    pub files: &'a [(String, String, bool)],
}

/// Columns of a line.
const WIDTH: usize = 96;

/// Everything on record of a case.
pub fn case_page(page: CasePage<'_>, style: Style) -> String {
    let (lang, now) = (style.lang, page.now);
    let (case, hit) = (&now.case, now.case.hit());
    let badge = coloured(style, case.level, level(lang, case.level));
    let title = style.bold(&format!("{}  {}", case.id, pick(lang, &hit.title)));
    let mut out = format!("{badge}  {title}\n\n");
    out.push_str(&fields(page, style));
    out.push_str(&figures(page, style));
    out.push_str(&course(page, style));
    if let Some(broken) = &now.broken {
        let text = match lang {
            Lang::Zh => format!("第 {} 步与前面的记录不符：{}", broken.step, broken.words.zh),
            Lang::En => format!("step {} does not fit: {}", broken.step, broken.words.en),
        };
        out.push_str(&format!("\n{}\n", style.bold(&text)));
    }
    for (name, place, whole) in page.files {
        let state = match whole {
            true => lang.say("完好", "whole"),
            false => lang.say("缺失或被改动", "missing or changed"),
        };
        out.push_str(&format!("  {}  {state}  {}\n", line(name), style.dim(place)));
    }
    out.push_str(&format!("\n{}\n", next_step(lang, &case.id, page.awaited)));
    if page.overdue > 0
        && let Some(awaited) = page.awaited
    {
        out.push_str(&format!("  {}\n", style.bold(&deadline(lang, awaited, page.overdue))));
    }
    out
}

fn fields(page: CasePage<'_>, style: Style) -> String {
    let (lang, now) = (style.lang, page.now);
    let (case, hit) = (&now.case, now.case.hit());
    let unit = format!("{} {}", hit.unit, hit.unit_name);
    let mut seen = format!("{} – {}", case.first, case.last);
    if let Some(ceased) = case.ceased {
        seen.push_str(&format!("  {} {ceased}", lang.say("条件已消除", "ceased")));
    }
    let again = match case.is_repeat() {
        true => format!("{} ← {}", case.offence, case.follows),
        false => String::new(),
    };
    let also: Vec<String> = case
        .also
        .iter()
        .map(|s| {
            let level = level(lang, s.hit.level);
            format!("{} {} {level}", s.hit.rule, pick(lang, &s.hit.title))
        })
        .collect();
    let entries: Vec<String> = hit.entries.iter().take(12).map(ToString::to_string).collect();
    let more = hit.entries.len().saturating_sub(entries.len());
    let more = u64::try_from(more).unwrap_or(0).saturating_add(hit.more);
    let mut entries = entries.join(", ");
    if more > 0 {
        entries.push_str(&format!(" … +{more}"));
    }
    let rows = [
        (lang.say("状态", "state"), state(lang, now.state).to_owned()),
        (lang.say("规则", "rule"), hit.rule.clone()),
        (lang.say("单位", "unit"), unit.trim().to_owned()),
        (lang.say("对象", "object"), case.called().to_owned()),
        (lang.say("情况", "found"), pick(lang, &hit.message).to_owned()),
        (lang.say("目的", "purpose"), pick(lang, &hit.purpose).to_owned()),
        (lang.say("标准", "standard"), pick(lang, &hit.standard).to_owned()),
        (lang.say("依据", "basis"), hit.basis.join("；")),
        (lang.say("建议", "advice"), pick(lang, &hit.advice).to_owned()),
        (lang.say("同因", "also"), also.join("；")),
        (lang.say("出现", "seen"), seen),
        (lang.say("次数", "offence"), again),
        (lang.say("分录", "entries"), entries),
    ];
    let names = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let mut out = String::new();
    for (name, text) in rows.iter().filter(|(_, text)| !text.trim().is_empty()) {
        for (n, part) in wrap(&line(text), WIDTH - names - 2).iter().enumerate() {
            let lead = left(if n == 0 { name } else { "" }, names);
            out.push_str(&format!("{}  {part}\n", style.dim(&lead)));
        }
    }
    out
}

fn figures(page: CasePage<'_>, style: Style) -> String {
    let (lang, hit) = (style.lang, page.now.case.hit());
    let mut rows = Vec::new();
    for f in &hit.figures {
        let name = if lang == Lang::En && !f.en.is_empty() { &f.en } else { &f.zh };
        rows.push(vec![format!("  {name}"), f.value.clone(), String::new()]);
    }
    for t in &hit.thresholds {
        let name = format!("  {} {}", lang.say("阈值", "threshold"), t.called(lang == Lang::En));
        rows.push(vec![name, t.value.clone(), t.kind.clone()]);
    }
    match rows.is_empty() {
        true => String::new(),
        false => format!("\n{}", table(&rows, &[1], &|_, _, text| text.to_owned())),
    }
}

/// The steps on record, those that were withdrawn too.
fn course(page: CasePage<'_>, style: Style) -> String {
    let (lang, now) = (style.lang, page.now);
    if now.steps.is_empty() {
        return String::new();
    }
    let stands: Vec<u64> = now.standing().iter().map(|r| r.seq).collect();
    let mut rows = Vec::new();
    let mut legs = page.legs.iter();
    for recorded in &now.steps {
        let counts = stands.contains(&recorded.seq);
        let leg = if counts && recorded.step.is_leg() { legs.next() } else { None };
        rows.push(row(recorded, leg, counts, lang));
    }
    let paint = |r: usize, _: usize, text: &str| {
        let counts = now.steps.get(r).is_some_and(|s| stands.contains(&s.seq));
        if counts { text.to_owned() } else { style.dim(text) }
    };
    format!("\n{}", table(&rows, &[0], &paint))
}

fn row(recorded: &Recorded, leg: Option<&Leg>, counts: bool, lang: Lang) -> Vec<String> {
    let step = &recorded.step;
    let mut name = lang.say(step.action.zh(), step.action.en()).to_owned();
    if !counts && step.is_leg() {
        name.push_str(lang.say("（已撤回）", " (withdrawn)"));
    }
    let late = leg.map_or(0, Leg::late);
    let took = match (leg, late, lang) {
        (None, ..) => String::new(),
        (Some(leg), 0, Lang::Zh) => format!("用时{}个工作日", leg.took),
        (Some(leg), 0, Lang::En) => format!("{} working days", leg.took),
        (Some(leg), _, Lang::Zh) => format!("用时{}个工作日，逾期{late}天", leg.took),
        (Some(leg), _, Lang::En) => format!("{} working days, {late} days late", leg.took),
    };
    vec![
        format!("#{}", recorded.seq),
        step.day.to_string(),
        name,
        roles(lang, &[step.role]),
        line(&step.actor),
        took,
        said(step, lang),
    ]
}

/// Letter, grade, deadline, money, words of a step.
fn said(step: &Step, lang: Lang) -> String {
    let mut parts = Vec::new();
    if let Some(letter) = &step.letter {
        parts.push(format!("{} {}", lang.say(letter.kind.zh(), letter.kind.en()), letter.number));
    }
    parts.extend(step.grade.map(|g| lang.say(g.zh(), g.en()).to_owned()));
    parts.extend(step.due.map(|due| format!("{} {due}", lang.say("反馈期限", "answer by"))));
    let money = [
        (lang.say("退回", "refunded"), step.amounts.refunded),
        (lang.say("调账", "rebooked"), step.amounts.rebooked),
        (lang.say("其他", "other"), step.amounts.other),
    ];
    let money = money.into_iter().filter(|(_, a)| !a.is_zero());
    parts.extend(money.map(|(name, a)| format!("{name} {a}")));
    if !step.comment.is_empty() {
        parts.push(line(&step.comment));
    }
    parts.join(lang.say("；", "; "))
}
