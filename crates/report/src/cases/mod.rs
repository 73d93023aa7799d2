//! Cases of warnings for a terminal: the list with the week's work, one case from its figures to its last
//! step, the statistics of the loop.

mod page;
mod statistics;

pub use page::{CasePage, case_page};
pub use statistics::case_statistics;

use crate::lang::Lang;
use crate::text::Style;
use crate::text::layout::{clip, left, line, right};
use ::oversight::case::{Awaited, Brief, Level, Queue, Role, State, Totals, Words};
use audit::Severity;
use base::text::width;
use std::collections::BTreeSet;

/// A text in the language of the screen, or the other one where it is missing.
pub(crate) fn pick(lang: Lang, words: &Words) -> &str {
    let (first, second) = match lang {
        Lang::Zh => (&words.zh, &words.en),
        Lang::En => (&words.en, &words.zh),
    };
    if first.is_empty() { second } else { first }
}

/// Rows of cells as lines: each column as wide as its widest cell. `paint` colours a cell that is padded.
pub(crate) fn table(
    rows: &[Vec<String>],
    to_right: &[usize],
    paint: &dyn Fn(usize, usize, &str) -> String,
) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |c: usize| rows.iter().filter_map(|r| r.get(c)).map(|t| width(t)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let mut out = String::new();
    for (r, row) in rows.iter().enumerate() {
        let mut text = String::new();
        for (c, cell) in row.iter().enumerate() {
            let room = widths.get(c).copied().unwrap_or(0);
            let last = c + 1 == row.len() && !to_right.contains(&c);
            let padded = match to_right.contains(&c) {
                true => right(cell, room),
                false if last => cell.clone(),
                false => left(cell, room),
            };
            text.push_str(&paint(r, c, &padded));
            if c + 1 < row.len() {
                text.push_str("  ");
            }
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

/// A level in its colour.
fn coloured(style: Style, level: Level, text: &str) -> String {
    match level {
        Level::Red => style.severity(Severity::Error, text),
        Level::Orange | Level::Yellow => style.severity(Severity::Warning, text),
        Level::Blue => style.severity(Severity::Notice, text),
    }
}

/// Name of a level.
pub(crate) fn level(lang: Lang, level: Level) -> &'static str {
    lang.say(level.zh(), level.en())
}

/// Name of a state.
pub(crate) fn state(lang: Lang, state: State) -> &'static str {
    lang.say(state.zh(), state.en())
}

/// Names of roles.
pub(crate) fn roles(lang: Lang, roles: &[Role]) -> String {
    let names: Vec<&str> = roles.iter().map(|r| lang.say(r.zh(), r.en())).collect();
    names.join(lang.say("、", "/"))
}

/// What is awaited, by whom: 单位签收.
pub(crate) fn waits(lang: Lang, awaited: &Awaited) -> String {
    match lang {
        Lang::Zh => format!("{}{}", roles(lang, &awaited.roles), awaited.task.zh()),
        Lang::En => format!("{}: {}", roles(lang, &awaited.roles), awaited.task.en()),
    }
}

/// A deadline, how it was counted and by how much it has passed.
pub(crate) fn deadline(lang: Lang, awaited: &Awaited, overdue: u32) -> String {
    let Some(due) = &awaited.due else { return lang.say("没有期限", "no deadline").to_owned() };
    let mut text = due.day.to_string();
    if let Some(days) = due.days {
        text.push_str(&match lang {
            Lang::Zh => format!("（{days}个{}）", due.count.zh()),
            Lang::En => format!(" ({days} {})", due.count.en()),
        });
    }
    if overdue > 0 {
        text.push_str(&match lang {
            Lang::Zh => format!("，已逾期 {overdue} 天"),
            Lang::En => format!(", {overdue} days overdue"),
        });
    }
    if let Some(caveat) = due.caveat() {
        text.push_str(&format!("{}{}", lang.say("；", "; "), pick(lang, &caveat)));
    }
    text
}

/// What to do next with a case, as one would type it.
pub fn next_step(lang: Lang, id: &str, awaited: Option<&Awaited>) -> String {
    let Some(awaited) = awaited else {
        return lang.say("没有后续步骤", "nothing follows").to_owned();
    };
    use ::oversight::case::Task;
    let (zh, en) = match awaited.task {
        Task::Verify => ("核实 {} --result 确认", "verify {} --result confirm"),
        Task::Issue => ("下发 {}", "issue {}"),
        Task::Sign => ("签收 {}", "sign {}"),
        Task::Answer | Task::Again => {
            ("反馈 {} --comment 整改情况", "feedback {} --comment \"what was done\"")
        }
        Task::Review => ("审核 {} --result 通过", "review {} --result pass"),
        Task::Evaluate => ("评价 {} --result 满意", "evaluate {} --result satisfied"),
        Task::Close => ("销号 {}", "close {}"),
        Task::Archive => ("归档 {}", "archive {}"),
    };
    let command = lang.say(zh, en).replace("{}", id);
    let (who, due) = (waits(lang, awaited), deadline(lang, awaited, 0));
    match lang {
        Lang::Zh => format!("下一步：{who}，期限 {due}\n  mingzhang case {command}"),
        Lang::En => format!("next: {who}, by {due}\n  mingzhang case {command}"),
    }
}

/// The list: a line a case, the week's work of the officers, the totals.
pub fn case_list(
    all: &[Brief],
    totals: &Totals,
    queue: &Queue,
    most: usize,
    style: Style,
) -> String {
    let lang = style.lang;
    let cases = all.get(..most).unwrap_or(all);
    let queued: BTreeSet<&String> = queue.shares.iter().flat_map(|s| &s.queued).collect();
    let head = match lang {
        Lang::Zh => ["级别", "编号", "单位", "事项", "状态", "等待", "期限", ""],
        Lang::En => ["level", "id", "unit", "what", "state", "waits for", "due", ""],
    };
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for b in cases {
        let due = b.awaited.as_ref().and_then(|a| a.due.as_ref()).map(|d| d.day.to_string());
        let waits = match &b.awaited {
            Some(_) if queued.contains(&b.id) => lang.say("排队", "queued").to_owned(),
            Some(awaited) => self::waits(lang, awaited),
            None => "—".to_owned(),
        };
        let unit = if b.unit_name.is_empty() { &b.unit } else { &b.unit_name };
        rows.push(vec![
            level(lang, b.level).to_owned(),
            b.id.clone(),
            clip(&line(unit), 20),
            clip(&what(lang, b), 34),
            state(lang, b.state).to_owned(),
            waits,
            due.unwrap_or_else(|| "—".to_owned()),
            flags(lang, b),
        ]);
    }
    let paint = |r: usize, c: usize, text: &str| match (r, c, r.checked_sub(1)) {
        (0, ..) => style.dim(text),
        (_, 0, Some(at)) => {
            cases.get(at).map_or(text.to_owned(), |b| coloured(style, b.level, text))
        }
        (_, 7, _) => style.severity(Severity::Error, text),
        _ => text.to_owned(),
    };
    let mut out = if cases.is_empty() { String::new() } else { table(&rows, &[], &paint) };
    if let Some(more) = all.len().checked_sub(cases.len()).filter(|n| *n > 0) {
        out.push_str(&style.dim(&match lang {
            Lang::Zh => format!("另有 {more} 件没有列出，加 --all 全部列出\n"),
            Lang::En => format!("{more} more; --all lists them\n"),
        }));
    }
    out.push_str(&week(queue, style));
    out.push_str(&total(totals, lang));
    if let Some(b) = cases.iter().find(|b| b.awaited.is_some() && !queued.contains(&b.id)) {
        out.push_str(&style.dim(&next_step(lang, &b.id, b.awaited.as_ref())));
        out.push('\n');
    }
    out
}

/// What a case is about, and the object where it is not the unit.
fn what(lang: Lang, b: &Brief) -> String {
    let title = line(pick(lang, &b.title));
    match b.object == b.unit_name || b.object.is_empty() {
        true => title,
        false => format!("{title} {}", line(&b.object)),
    }
}

/// Overdue, repeat, condition gone.
fn flags(lang: Lang, b: &Brief) -> String {
    let mut flags = Vec::new();
    if b.overdue > 0 {
        flags.push(match lang {
            Lang::Zh => format!("逾期{}天", b.overdue),
            Lang::En => format!("{} days late", b.overdue),
        });
    }
    if b.offence > 1 {
        flags.push(match lang {
            Lang::Zh => format!("第{}次", b.offence),
            Lang::En => format!("offence {}", b.offence),
        });
    }
    if b.ceased.is_some() {
        flags.push(lang.say("条件已消除", "ceased").to_owned());
    }
    flags.join(" ")
}

fn week(queue: &Queue, style: Style) -> String {
    let lang = style.lang;
    let mut out = String::new();
    for share in &queue.shares {
        // Where nothing is set, there is nothing to share.
        if share.officer.is_empty() && share.limit.is_none() {
            continue;
        }
        let name = match share.officer.as_str() {
            "" => lang.say("未分派", "nobody"),
            name => name,
        };
        let (shown, queued) = (share.shown.len(), share.queued.len());
        let (used, from, to) = (share.used, queue.from, queue.to);
        let limit = match (share.limit, lang) {
            (Some(n), Lang::Zh) => format!("每周 {n} 件"),
            (Some(n), Lang::En) => format!("{n} a week"),
            (None, _) => lang.say("不限件数", "no limit").to_owned(),
        };
        out.push_str(&style.bold(&match lang {
            Lang::Zh => format!(
                "本周（{from} 至 {to}）{name}：待核实 {shown} 件，排队 {queued} 件（{limit}，已核实 {used} 件）\n"
            ),
            Lang::En => format!(
                "this week ({from} to {to}) {name}: {shown} to verify, {queued} queued ({limit}, {used} verified)\n"
            ),
        }));
    }
    out
}

fn total(totals: &Totals, lang: Lang) -> String {
    let levels: Vec<String> =
        totals.levels.iter().map(|(l, n)| format!("{} {n}", level(lang, *l))).collect();
    let (all, open, overdue) = (totals.cases, totals.open, totals.overdue);
    match lang {
        Lang::Zh => {
            format!("共 {all} 件，未办结 {open} 件（{}），逾期 {overdue} 件\n", levels.join("、"))
        }
        Lang::En => {
            format!("{all} cases, {open} open ({}), {overdue} overdue\n", levels.join(", "))
        }
    }
}
