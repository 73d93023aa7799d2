//! 月度预算执行情况报告

use super::cases::{self, Warned};
use super::execution::{self, Spending};
use super::paper::{Paper, day};
use crate::official::Written;

/// The monthly report.
pub fn monthly(s: &Spending, warned: &Warned<'_>) -> Written {
    let title = format!("{}{}年{}月预算执行情况报告", s.place, s.year, s.month);
    let mut paper = Paper::new(&title, &format!("（截至{}）", day(s.to)));
    paper.section("总体执行情况");
    execution::overall(&mut paper, s, 1, None);
    paper.section("支出结构");
    execution::structure(&mut paper, s);
    paper.section("部门执行进度");
    execution::departments(&mut paper, s);
    execution::december(&mut paper, s);
    paper.section("资金来源");
    execution::funds(&mut paper, s);
    paper.section("预警情况");
    cases::raised(&mut paper, warned, &format!("{}月", s.month));
    paper.section("说明");
    execution::sources(&mut paper, s);
    paper.done()
}
