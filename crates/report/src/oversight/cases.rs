//! The parts of the reports about warnings: what was raised, how it was handled, typical cases.

use super::paper::{Paper, day, grouped, short_day};
use ::oversight::analysis::{Ratio, money, percent as said};
use ::oversight::case::{
    Action, Brief, CaseNow, Group, Handling, Level, State, Statistics, brief, statistics,
};
use base::{Amount, Date};
use std::collections::{BTreeMap, BTreeSet};

/// Cases as they stood at the end of a period.
#[derive(Debug, Clone)]
pub struct Warned<'a> {
    /// First day of the period.
    pub from: Date,
    /// Its last day, or the last one that is over.
    pub to: Date,
    /// Cases of the year that were raised until then, with the steps taken until then.
    pub cases: &'a [CaseNow],
    /// Limits and calendar.
    pub handling: &'a Handling,
}

impl Warned<'_> {
    /// Those raised within the period.
    pub(super) fn fresh(&self) -> Vec<CaseNow> {
        let within = |now: &&CaseNow| now.case.first >= self.from && now.case.first <= self.to;
        self.cases.iter().filter(within).cloned().collect()
    }

    pub(super) fn statistics(&self, cases: &[CaseNow]) -> Statistics {
        statistics(cases, self.handling, self.to)
    }

    pub(super) fn briefs(&self, cases: &[CaseNow]) -> Vec<Brief> {
        cases.iter().map(|now| brief(now, self.handling, self.to)).collect()
    }
}

/// 红色2件、黄色1件
fn levels(levels: &[(Level, usize)]) -> String {
    let some = levels.iter().filter(|(_, n)| *n > 0);
    let said: Vec<String> = some.map(|(level, n)| format!("{}色{n}件", level.zh())).collect();
    said.join("、")
}

/// 新增预警 of the period, and where the year stands.
pub(super) fn raised(paper: &mut Paper, w: &Warned<'_>, period: &str) {
    let fresh = w.fresh();
    let mut text = match fresh.len() {
        0 => format!("{period}账簿中没有新增的预警案件。"),
        n => {
            let stats = w.statistics(&fresh);
            let units: BTreeSet<&str> = fresh.iter().map(|c| c.case.hit().unit.as_str()).collect();
            format!(
                "{period}新增预警案件{n}件：{}，涉及{}个单位。",
                levels(&stats.levels),
                units.len()
            )
        }
    };
    let themes = counted(fresh.iter().map(|c| c.case.hit().theme.clone()));
    if !themes.is_empty() {
        let one = |(theme, n): &(String, usize)| format!("{theme}{n}件");
        let said: Vec<String> = themes.iter().take(5).map(one).collect();
        text += &format!("按主题，{}。", said.join("、"));
    }
    paper.text(text);
    if !w.cases.is_empty() {
        paper.text(so_far(w));
    }
}

/// 本年累计
pub(super) fn so_far(w: &Warned<'_>) -> String {
    let stats = w.statistics(w.cases);
    let settled: usize = w.cases.iter().filter(|c| c.state.is_settled()).count();
    let briefs = w.briefs(w.cases);
    let open: Vec<&Brief> = briefs.iter().filter(|b| b.state.is_open()).collect();
    let late = open.iter().filter(|b| b.overdue > 0).count();
    let open = open.len();
    let verified = match stats.verified {
        0 => "都还没有核实".to_owned(),
        n => format!(
            "已核实{n}件，其中确认{}件、误报{}件{}",
            stats.confirmed,
            stats.dismissed,
            precision(&stats)
        ),
    };
    let mut text = format!(
        "截至{}，本年累计预警案件{}件，{verified}；已销号{settled}件，在办{open}件，在办的超期{late}件。",
        day(w.to),
        stats.cases,
    );
    if stats.overdue > late {
        text += &format!("另有{}件销号后逾期未归档。", stats.overdue - late);
    }
    let put_right = Amount::total(stats.amounts).unwrap_or_default();
    if !put_right.is_zero() {
        let parts = ["退回", "调账", "其他"].into_iter().zip(stats.amounts);
        let some = parts.filter(|(_, a)| !a.is_zero());
        let said: Vec<String> = some.map(|(name, a)| format!("{name}{}", money(a).zh)).collect();
        text += &format!("已整改{}，其中{}。", money(put_right).zh, said.join("、"));
    }
    if stats.repeats > 0 {
        text += &format!("销号后再次发生的{}件。", stats.repeats);
    }
    text
}

/// ，准确率83.33%
fn precision(stats: &Statistics) -> String {
    let of = |n: usize| i128::try_from(n).unwrap_or(0);
    match Ratio::of(of(stats.confirmed), of(stats.verified)) {
        Some(ratio) => format!("，准确率{}", said(ratio)),
        None => String::new(),
    }
}

/// How often each text occurs, the most frequent first.
fn counted(all: impl Iterator<Item = String>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for one in all.filter(|t| !t.is_empty()) {
        *counts.entry(one).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// Counts by level and by state.
pub(super) fn standing(paper: &mut Paper, stats: &Statistics) {
    let states = stats.states.iter().filter(|(_, n)| *n > 0);
    let rows = states.map(|(state, n)| vec![state.zh().to_owned(), n.to_string()]);
    let rows: Vec<Vec<String>> = rows.collect();
    paper.table("按状态的案件", "件", &[("状态", 60), ("件数", 40)], rows);
}

/// Rows of a table by rule, region, unit or month.
pub(super) fn groups(groups: &[Group], most: usize) -> Vec<Vec<String>> {
    let mut all: Vec<&Group> = groups.iter().collect();
    all.sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| a.key.cmp(&b.key)));
    let of = |n: usize| i128::try_from(n).unwrap_or(0);
    let row = |g: &&Group| {
        let called = match (g.key.as_str(), g.name.as_str()) {
            ("", "") => "（不属于单位，本级政府）".to_owned(),
            (key, "") => key.to_owned(),
            ("", name) => name.to_owned(),
            (key, name) => format!("{key} {name}"),
        };
        let verified = of(g.confirmed + g.dismissed);
        let precision = Ratio::of(of(g.confirmed), verified);
        vec![
            called,
            g.cases.to_string(),
            g.confirmed.to_string(),
            g.dismissed.to_string(),
            super::paper::percent(precision),
            g.settled.to_string(),
            g.overdue.to_string(),
            g.repeats.to_string(),
        ]
    };
    all.iter().take(most).map(row).collect()
}

/// Heads of the tables of [`groups`].
pub(super) fn heads(first: &str) -> [(&str, u32); 8] {
    [
        (first, 34),
        ("案件", 9),
        ("确认", 9),
        ("误报", 9),
        ("准确率\n(%)", 12),
        ("销号", 9),
        ("超期", 9),
        ("再次\n发生", 9),
    ]
}

/// How long each step took.
pub(super) fn times(paper: &mut Paper, stats: &Statistics) {
    let of = |n: usize| i128::try_from(n).unwrap_or(0);
    let done = stats.tasks.iter().filter(|t| t.done + t.waiting > 0);
    let rows = done.map(|t| {
        let mean = Ratio::of(i128::from(t.days), of(t.done));
        vec![
            t.task.zh().to_owned(),
            t.done.to_string(),
            mean.map_or_else(|| "—".to_owned(), Ratio::plain),
            if t.done > 0 { t.median.to_string() } else { "—".to_owned() },
            if t.done > 0 { t.longest.to_string() } else { "—".to_owned() },
            t.late.to_string(),
            t.waiting.to_string(),
            t.overdue.to_string(),
        ]
    });
    let heads = [
        ("环节", 16),
        ("已办", 11),
        ("平均工作日", 14),
        ("中位数", 11),
        ("最长", 11),
        ("逾期办结", 13),
        ("待办", 11),
        ("其中超期", 13),
    ];
    paper.table("各环节办理时间", "工作日、件", &heads, rows.collect());
}

/// Typical cases: confirmed ones, the gravest first.
pub(super) fn typical(paper: &mut Paper, w: &Warned<'_>, most: usize) {
    let confirmed = |now: &CaseNow| {
        !matches!(now.state, State::Raised | State::Dismissed | State::Voided)
            && now.last(Action::Confirm).is_some()
    };
    let mut cases: Vec<CaseNow> = w.cases.iter().filter(|c| confirmed(c)).cloned().collect();
    ::oversight::case::ranked(&mut cases);
    if cases.is_empty() {
        paper.text("到本期末没有经核实确认的案件，没有可列的案例。");
        return;
    }
    for (n, now) in (1..).zip(cases.iter().take(most)) {
        let hit = now.case.hit();
        let unit = if hit.unit_name.is_empty() { &hit.unit } else { &hit.unit_name };
        let (id, level) = (&now.case.id, now.case.level.zh());
        paper.text(format!(
            "案例{}：{unit}“{}”（{id}，{level}色）。{}",
            base::text::numeral(n),
            hit.title.zh,
            ended(&hit.message.zh)
        ));
        paper.text(format!("处置经过：{}", history(now)));
    }
}

/// A sentence with its full stop.
fn ended(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['。', '！', '？']) {
        text.to_owned()
    } else {
        format!("{text}。")
    }
}

/// What was done with a case, in one sentence.
fn history(now: &CaseNow) -> String {
    let mut all = vec![format!("{}发现", short_day(now.case.first))];
    for step in now.standing().iter().map(|r| &r.step) {
        let on = short_day(step.day);
        let letter = step.letter.as_ref().map(|l| match l.number.trim() {
            "" => l.kind.zh().to_owned(),
            number => format!("{}（{number}）", l.kind.zh()),
        });
        all.push(match (step.action, letter, step.grade) {
            (Action::Confirm, ..) => format!("{on}核实确认"),
            (Action::Issue, Some(letter), _) => format!("{on}下发{letter}"),
            (Action::Answer, ..) => {
                let put_right = [step.amounts.refunded, step.amounts.rebooked, step.amounts.other];
                let sum = Amount::total(put_right).unwrap_or_default();
                match sum.is_zero() {
                    true => format!("{on}单位反馈"),
                    false => format!("{on}单位反馈，整改{}", money(sum).zh),
                }
            }
            (Action::Evaluate, _, Some(grade)) => format!("{on}人大评价为{}", grade.zh()),
            (action, ..) => format!("{on}{}", action.zh()),
        });
    }
    let gone = now.case.ceased.map_or(String::new(), |d| format!("；{}起条件已消除", short_day(d)));
    format!("{}{gone}。目前{}。", all.join("；"), now.state.zh())
}

/// Overdue cases, the gravest and those that wait longest first.
pub(super) fn overdue(paper: &mut Paper, w: &Warned<'_>, most: usize) {
    let mut late: Vec<Brief> = w.briefs(w.cases).into_iter().filter(|b| b.overdue > 0).collect();
    if late.is_empty() {
        return;
    }
    late.sort_by(|a, b| (b.level, b.overdue, &a.id).cmp(&(a.level, a.overdue, &b.id)));
    let count = late.len();
    let rows = late.iter().take(most).map(|b| {
        let waits = b.awaited.as_ref().map_or("—", |a| a.task.zh());
        let unit = if b.unit_name.is_empty() { &b.unit } else { &b.unit_name };
        vec![
            b.id.clone(),
            format!("{}色", b.level.zh()),
            unit.clone(),
            b.title.zh.clone(),
            waits.to_owned(),
            grouped(&b.overdue.to_string()),
        ]
    });
    let heads =
        [("编号", 19), ("级别", 9), ("单位", 30), ("预警", 22), ("等待", 9), ("超期天数", 11)];
    paper.table("超期案件", "", &heads, rows.collect());
    if count > most {
        paper.note(format!("共{count}件，表中列出级别最高、超期最久的{most}件。"));
    }
}
