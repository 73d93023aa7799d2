//! 项目支出绩效自评表: funds, goal, indicators, scores, analysis. The score that the rule gives stands in
//! the column 得分; where the unit reported another, that one stands beside it.

use crate::official::paper::{Box, Form, Rows, Written, cell, wide};
use base::{Amount, Decimal, decimal};
use document::{Break, Table};
use performance::{Evaluation, Funding, Indicator, Missing, Policy, Scored, Scoring, Words, score};

/// Which scores are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scores {
    /// Recomputed ones, and the reported ones beside them where any differ.
    #[default]
    Both,
    /// Recomputed ones alone.
    Recomputed,
}

/// The table of one project.
pub fn self_evaluation(evaluation: &Evaluation, policy: &Policy, scores: Scores) -> Written {
    let scored = score(evaluation, policy);
    let differ = scored.difference.is_some_and(|d| !d.is_zero())
        || scored.indicators.iter().any(|s| s.within == Some(false));
    let beside = scores == Scores::Both && differ;
    let mut written = Written::new();
    let mut sheet =
        Sheet { e: evaluation, scored: &scored, beside, written: &mut written, rows: rows(beside) };
    sheet.head();
    sheet.funds();
    sheet.goal();
    sheet.indicators();
    sheet.total();
    sheet.analysis();
    let table = sheet.finish();
    let mut notes =
        vec!["注：全年执行数按国库支付计算；执行率 = 全年执行数 ÷ 全年预算数。".to_owned()];
    if beside {
        notes.push("得分按评分规则计算，上报得分为单位自评时填报；两者之差为自评虚高。".to_owned());
    }
    let year = evaluation.year;
    let kind = if evaluation.whole {
        "部门整体支出绩效自评表"
    } else {
        "项目支出绩效自评表"
    };
    let title =
        if evaluation.whole { kind.to_owned() } else { format!("{}{kind}", evaluation.name) };
    written.form(Form {
        title,
        mark: String::new(),
        meta: vec![format!("（{year}年度）")],
        table,
        notes,
        before: Break::Landscape,
    });
    written.missing.extend(scored.missing.iter().map(|m| Missing {
        field: format!("{}.{}", evaluation.name, m.field),
        words: m.words.clone(),
    }));
    written
}

fn rows(beside: bool) -> Rows {
    match beside {
        true => Rows::new(&[9, 9, 11, 17, 12, 12, 13, 7, 8, 9, 20]),
        false => Rows::new(&[9, 9, 11, 18, 13, 13, 14, 7, 8, 22]),
    }
}

/// A table while it is filled.
struct Sheet<'a> {
    e: &'a Evaluation,
    scored: &'a Scored,
    beside: bool,
    written: &'a mut Written,
    rows: Rows,
}

/// Points, or nothing where there are none.
fn points(value: Option<Decimal>) -> String {
    value.map_or(String::new(), |v| v.normalize().to_string())
}

/// 万元 as the form prints it.
fn wan(amount: Amount) -> String {
    decimal::fixed(amount.wan(), 2)
}

impl Sheet<'_> {
    fn width(&self) -> usize {
        if self.beside { 11 } else { 10 }
    }

    fn finish(self) -> Table {
        self.rows.table()
    }

    fn head(&mut self) {
        let rest = self.width() - 2;
        let (name, department, unit) = (&self.e.name, &self.e.department, &self.e.unit);
        self.rows.row(vec![wide("项目名称", 2, 1), wide(name, rest, 1)]);
        let last = rest - 5;
        self.rows.row(vec![
            wide("主管部门及代码", 2, 1),
            wide(department, 4, 1),
            cell("预算单位"),
            wide(unit, last, 1),
        ]);
    }

    fn funds(&mut self) {
        let sources = if self.e.funds.len() > 1 { self.e.funds.len() } else { 1 };
        let side = wide("项目资金预算安排及执行进度（万元）", 1, 3 + sources);
        let tall = |t: &str| wide(t, 1, 2);
        let mut first = vec![side, tall(""), wide("年初预算数", 2, 1)];
        first.extend(["全年预算数", "全年执行数", "资金结（转）余", "执行率", "得分"].map(tall));
        if self.beside {
            first.push(tall("上报得分"));
        }
        first.push(tall("偏差原因分析及改进措施"));
        self.rows.row(first);
        self.rows.row(vec![cell("目标申报数"), cell("预算编制数")]);
        let sum = |of: fn(&Funding) -> Amount| {
            Amount::total(self.e.funds.iter().map(of)).unwrap_or_default()
        };
        let total = Funding {
            source: "资金总额".to_owned(),
            declared: self.e.funds.iter().try_fold(Amount::ZERO, |sum, f| sum.plus(f.declared?)),
            initial: sum(|f| f.initial),
            current: sum(|f| f.current),
            executed: sum(|f| f.executed),
        };
        let reason = self.reason_text("资金.偏差原因", &self.e.funds_reason.clone());
        self.fund_row(&total, true, &reason);
        for fund in self.e.funds.clone() {
            self.fund_row(&fund, false, "");
        }
    }

    fn fund_row(&mut self, fund: &Funding, total: bool, reason: &str) {
        let left = fund.current.minus(fund.executed).unwrap_or_default();
        let rate = super::super::final_accounts::percent(fund.executed, fund.current);
        let rate = rate.map_or("——".to_owned(), |r| format!("{}%", decimal::fixed(r, 2)));
        let mut cells = vec![
            cell(fund.source.clone()),
            cell(fund.declared.map_or("——".to_owned(), wan)),
            cell(wan(fund.initial)),
            cell(wan(fund.current)),
            cell(wan(fund.executed)),
            cell(wan(left)),
            cell(rate),
        ];
        let s = &self.scored.execution;
        let (own, reported) = match total {
            true => (s.score.map_or("——".to_owned(), |v| points(Some(v))), points(s.reported)),
            false => (String::new(), String::new()),
        };
        cells.push(cell(own));
        if self.beside {
            cells.push(cell(reported));
        }
        cells.push(cell(reason));
        self.rows.row(cells);
    }

    fn goal(&mut self) {
        let rest = self.width() - 1;
        let half = rest / 2;
        let (goal, done) = (self.e.goal.clone(), self.e.done.clone());
        self.rows.row(vec![
            wide("项目年度绩效目标", 1, 2),
            wide("年度目标", half, 1),
            wide("实际完成情况", rest - half, 1),
        ]);
        let done = self.told("实际完成情况", &done, "年度目标的实际完成情况", "what was reached");
        self.rows.row(vec![wide(goal, half, 1), wide(done, rest - half, 1)]);
    }

    fn indicators(&mut self) {
        let count = self.e.indicators.len();
        let mut heads = vec![wide("绩效指标", 1, count + 1)];
        heads.extend(
            [
                "一级指标",
                "二级指标",
                "三级指标",
                "年初指标值",
                "调整后指标值",
                "实际完成值",
                "分值",
                "得分",
            ]
            .map(cell),
        );
        if self.beside {
            heads.push(cell("上报得分"));
        }
        heads.push(cell("偏差原因分析及改进措施"));
        self.rows.row(heads);
        let all = self.e.indicators.clone();
        for (n, indicator) in all.iter().enumerate() {
            let scoring = self.scored.indicators.get(n).cloned().unwrap_or_default();
            let mut cells = Vec::new();
            let new1 = n == 0 || all.get(n - 1).is_none_or(|p| p.level1 != indicator.level1);
            if new1 {
                let run = all.iter().skip(n).take_while(|i| i.level1 == indicator.level1).count();
                cells.push(wide(indicator.level1.clone(), 1, run));
            }
            let same2 =
                |i: &Indicator| i.level1 == indicator.level1 && i.level2 == indicator.level2;
            if n == 0 || !all.get(n - 1).is_some_and(same2) {
                let run = all.iter().skip(n).take_while(|i| same2(i)).count();
                cells.push(wide(indicator.level2.clone(), 1, run));
            }
            cells.extend(self.indicator(n, indicator, &scoring));
            self.rows.row(cells);
        }
    }

    fn indicator(&mut self, n: usize, i: &Indicator, s: &Scoring) -> Vec<Box> {
        let adjusted = i.adjusted.as_ref().unwrap_or(&i.target);
        let actual = i.actual.as_ref().map(|v| v.text(&adjusted.unit));
        let actual = actual.unwrap_or_else(|| "（待填写）".to_owned());
        let own = s.score.map_or_else(|| "（待评定）".to_owned(), |v| points(Some(v)));
        let reason = self.reason_text(&format!("指标{}.偏差原因", n + 1), &i.reason);
        let mut cells = vec![
            cell(i.name.clone()),
            cell(i.target.text()),
            cell(adjusted.text()),
            cell(actual),
            cell(points(Some(i.weight))),
            cell(own),
        ];
        if self.beside {
            cells.push(cell(points(s.reported)));
        }
        cells.push(cell(reason));
        cells
    }

    /// A reason as written; where the form needs one and there is none, the box says so.
    fn reason_text(&self, field: &str, written: &str) -> String {
        let needed = self.scored.missing.iter().any(|m| m.field == field);
        if needed { "（待填写）".to_owned() } else { written.trim().to_owned() }
    }

    fn total(&mut self) {
        let total = self.scored.total.map_or("（待评定）".to_owned(), |t| points(Some(t)));
        let grade = self.scored.grade.clone().unwrap_or_default();
        let full: Decimal = self.scored.indicators.iter().map(|s| s.weight).sum();
        let full = full + self.scored.execution.weight;
        let mut cells = vec![wide("总分", 7, 1), cell(points(Some(full))), cell(total)];
        if self.beside {
            cells.push(cell(points(self.scored.reported_total)));
        }
        cells.push(cell(grade));
        self.rows.row(cells);
    }

    fn analysis(&mut self) {
        const BOXES: [&str; 7] = [
            "项目实施和预算执行情况",
            "产出情况",
            "效益情况",
            "满意度情况",
            "主要经验做法",
            "存在的主要问题",
            "下一步改进措施",
        ];
        if self.e.analysis.texts.is_empty() {
            return;
        }
        for (n, name) in BOXES.iter().enumerate() {
            let text = self.e.analysis.texts.get(*name).cloned().unwrap_or_default();
            let text = self.told(name, &text, name, name);
            let mut cells = Vec::new();
            if n == 0 {
                cells.push(wide("项目绩效分析", 1, BOXES.len()));
            }
            cells.extend([wide(*name, 2, 1), wide(text, self.width() - 3, 1)]);
            self.rows.row(cells);
        }
    }

    fn told(&mut self, field: &str, text: &str, zh: &str, en: &str) -> String {
        if !text.trim().is_empty() {
            return text.trim().to_owned();
        }
        let name = &self.e.name;
        self.written.missing.push(Missing {
            field: format!("{name}.{field}"),
            words: Words::new(format!("须写明{zh}"), format!("must be written: {en}")),
        });
        "（待填写）".to_owned()
    }
}
