//! 项目支出绩效目标表.

use crate::official::paper::{Form, Rows, Written, cell, wide};
use base::{Amount, decimal};
use document::Break;
use performance::{Evaluation, Indicator};

/// The goal table of one project.
pub fn goal_table(evaluation: &Evaluation) -> Written {
    let e = evaluation;
    let mut written = Written::new();
    let mut rows = Rows::new(&[12, 14, 16, 30, 18, 10]);
    rows.row(vec![cell("项目名称"), wide(e.name.clone(), 5, 1)]);
    rows.row(vec![
        cell("主管部门"),
        wide(e.department.clone(), 2, 1),
        cell("实施单位"),
        wide(e.unit.clone(), 2, 1),
    ]);
    let wan = |a: Amount| decimal::fixed(a.wan(), 2);
    let total = Amount::total(e.funds.iter().map(|f| f.current)).unwrap_or_default();
    rows.row(vec![
        wide("项目资金（万元）", 1, 1 + e.funds.len()),
        wide("年度资金总额：", 2, 1),
        wide(wan(total), 3, 1),
    ]);
    for fund in &e.funds {
        let label = format!("其中：{}", fund.source);
        rows.row(vec![wide(label, 2, 1), wide(wan(fund.current), 3, 1)]);
    }
    let goal = match e.goal.trim() {
        "" => written.ask(&format!("{}.年度目标", e.name), "须写明年度目标", "the yearly goal"),
        text => text.to_owned(),
    };
    rows.row(vec![cell("年度绩效目标"), wide(goal, 5, 1)]);
    let mut heads = vec![wide("绩效指标", 1, e.indicators.len() + 1)];
    heads.extend(["一级指标", "二级指标", "三级指标", "指标值", "分值"].map(cell));
    rows.row(heads);
    for (n, i) in e.indicators.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|p| e.indicators.get(p));
        let same1 = |o: &Indicator| o.level1 == i.level1;
        let same2 = |o: &Indicator| same1(o) && o.level2 == i.level2;
        let run = |same: &dyn Fn(&Indicator) -> bool| {
            e.indicators.iter().skip(n).take_while(|o| same(o)).count()
        };
        let mut cells = Vec::new();
        if !before.is_some_and(same1) {
            cells.push(wide(i.level1.clone(), 1, run(&same1)));
        }
        if !before.is_some_and(same2) {
            cells.push(wide(i.level2.clone(), 1, run(&same2)));
        }
        let target = i.adjusted.as_ref().unwrap_or(&i.target).text();
        cells.extend([cell(i.name.clone()), cell(target), cell(i.weight.normalize().to_string())]);
        rows.row(cells);
    }
    written.form(Form {
        title: "项目支出绩效目标表".to_owned(),
        mark: String::new(),
        meta: vec![format!("（{}年度）", e.year)],
        table: rows.table(),
        notes: Vec::new(),
        before: Break::Portrait,
    });
    written
}
