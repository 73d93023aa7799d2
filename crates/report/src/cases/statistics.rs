//! The statistics of the loop for a terminal.

use super::{level, state, table};
use crate::lang::Lang;
use crate::text::Style;
use crate::text::layout::clip;
use ::oversight::case::{Group, Statistics};

/// Groups shown of each kind; the rest is counted.
const MOST: usize = 20;

/// Totals, time by step, satisfaction, and counts by rule, region, unit and month.
pub fn case_statistics(s: &Statistics, style: Style) -> String {
    let lang = style.lang;
    let mut out = totals(s, lang);
    out.push_str(&times(s, style));
    let parts = [
        (lang.say("按规则", "by rule"), &s.rules),
        (lang.say("按区划", "by region"), &s.regions),
        (lang.say("按单位", "by unit"), &s.units),
        (lang.say("按月份", "by month"), &s.months),
    ];
    for (title, groups) in parts {
        out.push_str(&format!("\n{}\n", style.bold(title)));
        out.push_str(&grouped(groups, style));
    }
    out
}

fn totals(s: &Statistics, lang: Lang) -> String {
    let counts = |all: Vec<(&str, usize)>| {
        let some: Vec<String> = all
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(name, n)| format!("{name} {n}"))
            .collect();
        if some.is_empty() { "—".to_owned() } else { some.join(lang.say("、", ", ")) }
    };
    let states = counts(s.states.iter().map(|(x, n)| (state(lang, *x), *n)).collect());
    let levels = counts(s.levels.iter().map(|(x, n)| (level(lang, *x), *n)).collect());
    let grades = counts(s.grades.iter().map(|(g, n)| (lang.say(g.zh(), g.en()), *n)).collect());
    let precision = share(s.confirmed, s.verified);
    let [refunded, rebooked, other] = s.amounts;
    match lang {
        Lang::Zh => format!(
            "预警 {} 件：{states}\n级别：{levels}\n核实 {} 件，属实 {} 件，误报 {} 件，准确率 {precision}；作废 {} 件\n逾期未办 {} 件，逾期办理 {} 步；条件已消除 {} 件，重复发生 {} 件\n评价：{grades}\n整改金额：退回 {refunded}，调账 {rebooked}，其他 {other}\n",
            s.cases,
            s.verified,
            s.confirmed,
            s.dismissed,
            s.voided,
            s.overdue,
            s.late,
            s.ceased,
            s.repeats
        ),
        Lang::En => format!(
            "{} cases: {states}\nlevels: {levels}\n{} verified, {} confirmed, {} false alarms, precision {precision}; {} void\n{} overdue, {} steps were late; {} ceased, {} repeats\ngrades: {grades}\nput right: refunded {refunded}, rebooked {rebooked}, other {other}\n",
            s.cases,
            s.verified,
            s.confirmed,
            s.dismissed,
            s.voided,
            s.overdue,
            s.late,
            s.ceased,
            s.repeats
        ),
    }
}

/// A share in percent with one decimal; a dash of nothing.
fn share(part: usize, whole: usize) -> String {
    match whole {
        0 => "—".to_owned(),
        _ => {
            // Rounded half up, in tenths of a percent.
            let tenths = (part * 2000 + whole) / (2 * whole);
            format!("{}.{}%", tenths / 10, tenths % 10)
        }
    }
}

fn times(s: &Statistics, style: Style) -> String {
    let lang = style.lang;
    let head = match lang {
        Lang::Zh => ["步骤", "办结", "平均", "中位", "最长", "逾期", "待办", "其中逾期"],
        Lang::En => ["step", "done", "mean", "median", "longest", "late", "waiting", "overdue"],
    };
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for t in &s.tasks {
        let mean = match u64::try_from(t.done).unwrap_or(0) {
            0 => "—".to_owned(),
            n => {
                let tenths = (t.days * 20 + n) / (2 * n);
                format!("{}.{}", tenths / 10, tenths % 10)
            }
        };
        let or_dash = |n: u32| if t.done == 0 { "—".to_owned() } else { n.to_string() };
        rows.push(vec![
            lang.say(t.task.zh(), t.task.en()).to_owned(),
            t.done.to_string(),
            mean,
            or_dash(t.median),
            or_dash(t.longest),
            t.late.to_string(),
            t.waiting.to_string(),
            t.overdue.to_string(),
        ]);
    }
    let title = lang.say("各步用时（工作日）", "time by step (working days)");
    let paint =
        |r: usize, _: usize, text: &str| if r == 0 { style.dim(text) } else { text.to_owned() };
    format!("\n{}\n{}", style.bold(title), table(&rows, &[1, 2, 3, 4, 5, 6, 7], &paint))
}

fn grouped(groups: &[Group], style: Style) -> String {
    let lang = style.lang;
    let head = match lang {
        Lang::Zh => ["", "名称", "预警", "属实", "误报", "办结", "逾期", "重复"],
        Lang::En => ["", "name", "cases", "right", "false", "settled", "overdue", "repeats"],
    };
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut all: Vec<&Group> = groups.iter().collect();
    let cut = all.len() > MOST;
    if cut {
        all.sort_by_key(|g| std::cmp::Reverse(g.cases));
    }
    for g in all.iter().take(MOST) {
        let key = if g.key.is_empty() { "—" } else { &g.key };
        rows.push(vec![
            key.to_owned(),
            clip(&g.name, 30),
            g.cases.to_string(),
            g.confirmed.to_string(),
            g.dismissed.to_string(),
            g.settled.to_string(),
            g.overdue.to_string(),
            g.repeats.to_string(),
        ]);
    }
    let paint =
        |r: usize, _: usize, text: &str| if r == 0 { style.dim(text) } else { text.to_owned() };
    let mut out = table(&rows, &[2, 3, 4, 5, 6, 7], &paint);
    if cut {
        let (n, rest) = (MOST, all.len() - MOST);
        out.push_str(&style.dim(&match lang {
            Lang::Zh => format!("预警最多的 {n} 个；另有 {rest} 个见 --format json\n"),
            Lang::En => format!("the {n} with most cases; {rest} more with --format json\n"),
        }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_round_half_up() {
        assert_eq!(share(2, 3), "66.7%");
        assert_eq!(share(1, 16), "6.3%");
        assert_eq!(share(0, 0), "—");
    }
}
