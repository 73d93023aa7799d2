//! 季度预算联网监督报告: execution, structure, adjustments, warnings and what became of them, typical cases.

use super::cases::{self, Warned};
use super::execution::{self, Spending, curve, deviations};
use super::paper::{Paper, day, names, percent, wan};
use crate::official::Written;
use ::oversight::analysis::{Analysis, Deviation, Found, Ratio, money, percent as said};

/// What the quarterly report is made from.
#[derive(Debug, Clone)]
pub struct Quarterly<'a> {
    /// Money.
    pub spending: &'a Spending,
    /// 收款人
    pub payees: Option<&'a Analysis>,
    /// Warnings of the quarter.
    pub warned: Warned<'a>,
    /// 1 to 4
    pub quarter: u32,
}

/// Typical cases that are told.
const TYPICAL: usize = 3;
/// Departments and rules that a table lists.
const MOST: usize = 10;

/// The quarterly report.
pub fn quarterly(q: &Quarterly<'_>) -> Written {
    let s = q.spending;
    let name = format!("第{}季度", base::text::numeral(q.quarter));
    let title = format!("{}{}年{name}预算联网监督报告", s.place, s.year);
    let mut paper = Paper::new(&title, &format!("（截至{}）", day(s.to)));
    paper.section("预算执行");
    execution::overall(&mut paper, s, q.quarter * 3 - 2, Some(&name));
    execution::departments(&mut paper, s);
    execution::december(&mut paper, s);
    paper.section("支出结构");
    execution::structure(&mut paper, s);
    paper.section("预算调整");
    adjustments(&mut paper, s);
    paper.section("收款人");
    payees(&mut paper, q.payees);
    paper.section("预警与处置");
    cases::raised(&mut paper, &q.warned, &name);
    let stats = q.warned.statistics(q.warned.cases);
    let rows = cases::groups(&stats.rules, MOST);
    paper.table("本年案件最多的规则", "件", &cases::heads("规则"), rows);
    cases::times(&mut paper, &stats);
    cases::overdue(&mut paper, &q.warned, MOST);
    paper.section("典型案例");
    cases::typical(&mut paper, &q.warned, TYPICAL);
    paper.section("建议关注");
    advice(&mut paper, q);
    paper.section("说明");
    execution::sources(&mut paper, s);
    paper.done()
}

/// Departments whose budget was changed most.
fn adjustments(paper: &mut Paper, s: &Spending) {
    let Some(found) = s.deviation.as_ref().and_then(deviations) else { return };
    let Some(total) = &found.total else { return };
    let (initial, current) = (money(total.initial).zh, money(total.current).zh);
    let rate = total.adjustment.map_or_else(
        || "年初没有预算，调整率无法计算".to_owned(),
        |rate| format!("调整率{}", said(rate)),
    );
    if found.parts.iter().all(|d| d.adjusted.is_zero()) && total.adjusted.is_zero() {
        paper.text(format!("年初预算{initial}，到本期末没有调整。"));
        return;
    }
    let tenth = changed(&found.parts);
    let adjusted = money(total.adjusted).zh;
    paper.text(format!(
        "年初预算{initial}，预算调整净额{adjusted}，调整后{current}，{rate}。调整率超过10%的部门有{}个{}。",
        tenth.len(),
        match tenth.is_empty() {
            true => String::new(),
            false => format!("：{}", names(tenth.iter().map(|d| d.who.name.as_str()), 5)),
        }
    ));
    let mut parts: Vec<&Deviation> = found.parts.iter().filter(|d| !d.adjusted.is_zero()).collect();
    parts.sort_by(|a, b| {
        let size = |d: &Deviation| d.adjustment.map(Ratio::abs);
        size(b).cmp(&size(a)).then_with(|| a.who.cmp(&b.who))
    });
    let rows = parts.iter().take(MOST).map(|d| {
        vec![
            d.who.name.clone(),
            wan(d.initial),
            wan(d.adjusted),
            wan(d.current),
            percent(d.adjustment),
        ]
    });
    let heads =
        [("部门", 32), ("年初预算", 18), ("预算调整", 17), ("调整后", 18), ("调整率\n(%)", 15)];
    paper.table("预算调整最多的部门", "万元", &heads, rows.collect());
}

/// Departments changed by more than a tenth.
fn changed(parts: &[Deviation]) -> Vec<&Deviation> {
    let tenth = Ratio { part: 1, whole: 10 };
    parts.iter().filter(|d| d.adjustment.is_some_and(|r| r.abs() > tenth)).collect()
}

fn payees(paper: &mut Paper, analysis: Option<&Analysis>) {
    let Some((analysis, Found::Payees(found))) = analysis.map(|a| (a, &a.found)) else {
        paper.text("本期没有可比的支付，收款人未分析。");
        return;
    };
    paper.text(format!("{}。", analysis.finding.zh));
    let rows = found.units.iter().take(5).map(|u| {
        vec![
            u.who.name.clone(),
            wan(u.paid),
            u.payees.to_string(),
            u.largest.clone(),
            u.first.percent(),
            u.five.percent(),
        ]
    });
    let heads = [
        ("单位", 26),
        ("支付", 14),
        ("收款人数", 11),
        ("最大收款人", 24),
        ("前1名\n(%)", 12),
        ("前5名\n(%)", 13),
    ];
    paper.table("支付最集中的单位", "万元", &heads, rows.collect());
    let left: Vec<String> =
        analysis.left_out.iter().map(|l| super::analysis::left_out(l, crate::Lang::Zh)).collect();
    if !left.is_empty() {
        paper.note(format!("未比较：{}。", left.join("；")));
    }
}

/// What follows from the figures.
fn advice(paper: &mut Paper, q: &Quarterly<'_>) {
    let mut all: Vec<String> = Vec::new();
    if let Some(found) = curve(&q.spending.curve) {
        let far = Ratio { part: -8, whole: 100 };
        let slow: Vec<&str> =
            found.parts.iter().filter(|p| p.gap < far).map(|p| p.who.name.as_str()).collect();
        if !slow.is_empty() {
            all.push(format!("督促{}加快执行，其执行率比时间进度慢8个百分点以上", names(slow, 3)));
        }
    }
    if let Some(found) = q.spending.deviation.as_ref().and_then(deviations) {
        let tenth = changed(&found.parts);
        if !tenth.is_empty() {
            let names = names(tenth.iter().map(|d| d.who.name.as_str()), 3);
            all.push(format!("了解{names}预算调整率超过10%的原因"));
        }
    }
    let stats = q.warned.statistics(q.warned.cases);
    if stats.overdue > 0 {
        all.push(format!("催办超期的{}件预警案件", stats.overdue));
    }
    if stats.repeats > 0 {
        all.push(format!("对销号后再次发生的{}件案件追查整改是否到位", stats.repeats));
    }
    let of = |n: usize| i128::try_from(n).unwrap_or(0);
    let precision = Ratio::of(of(stats.confirmed), of(stats.verified));
    if precision.is_some_and(|p| p < Ratio { part: 8, whole: 10 }) {
        all.push(format!("核实准确率只有{}，复核误报多的规则的阈值", percent(precision) + "%"));
    }
    if all.is_empty() {
        paper.text("按以上各项指标，本期没有需要特别关注的事项。");
        return;
    }
    for (n, one) in (1..).zip(all) {
        paper.text(format!("（{}）{one}。", base::text::numeral(n)));
    }
}
