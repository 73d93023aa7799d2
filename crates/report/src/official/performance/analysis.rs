//! 项目支出绩效自评分析报告: what a project was for, how its money and indicators did, the result, what was
//! learned.

use super::layout::Kind;
use super::sheet::{Scores, Sheet, Sources};
use super::{said, tables};
use crate::official::paper::Written;
use document::{Break, Paragraph, Role};
use performance::{Evaluation, Policy, Scored, score};

/// The report of one project. Texts are those of [`performance::Analysis`]: those of the table, and
/// 项目概况, 立项依据, 项目设立的必要性, 保障措施, 实施期目标, 实施计划, 日期 where they were written.
pub fn analysis_report(evaluation: &Evaluation, policy: &Policy, scores: Scores) -> Written {
    let scored = score(evaluation, policy);
    let mut report = Report { e: evaluation, scored: &scored, scores, w: Written::new() };
    report.front();
    report.basics();
    report.completion();
    report.result();
    report.lessons();
    report.w
}

/// The report while it is written.
struct Report<'a> {
    e: &'a Evaluation,
    scored: &'a Scored,
    scores: Scores,
    w: Written,
}

impl Report<'_> {
    fn front(&mut self) {
        let title = Paragraph::of(Role::Title, "项目支出绩效自评分析报告").after(Break::Portrait);
        self.w.push(title);
        for (label, text) in [
            ("项目名称", &self.e.name),
            ("项目单位", &self.e.unit),
            ("主管部门", &self.e.department),
        ] {
            self.w.text(format!("{label}：{text}"));
        }
        if let Some(day) = self.own("日期") {
            self.w.push(Paragraph::of(Role::Subtitle, day));
        }
    }

    /// A text that was written, if any.
    fn own(&self, name: &str) -> Option<String> {
        let text = self.e.analysis.texts.get(name)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn ask(&mut self, name: &str, zh: &str, en: &str) -> String {
        let field = format!("{}.{name}", self.e.name);
        self.w.ask(&field, zh, en)
    }

    fn lines(&mut self, text: &str) {
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            self.w.text(line);
        }
    }

    fn basics(&mut self) {
        self.w.heading(1, "一、项目基本信息");
        self.w.heading(2, "（一）项目概况");
        let about = match self.own("项目概况") {
            Some(text) => text,
            None => self.ask("项目概况", "须写明项目概况", "what the project is must be written"),
        };
        self.w.text(format!("项目概况：{about}"));
        for (name, label) in [
            ("立项依据", "立项依据"),
            ("项目设立的必要性", "项目设立的必要性"),
            ("保障措施", "保证项目实施的措施与制度"),
        ] {
            if let Some(text) = self.own(name) {
                self.w.text(format!("{label}：{text}"));
            }
        }
        self.w.heading(2, "（二）项目绩效目标");
        if let Some(text) = self.own("实施期目标") {
            self.w.heading(3, "1. 项目实施期绩效目标");
            self.lines(&text);
            self.w.heading(3, "2. 项目年度目标");
        }
        let goal = match self.e.goal.trim() {
            "" => self.ask("年度目标", "须写明年度目标", "the yearly goal must be written"),
            text => text.to_owned(),
        };
        self.lines(&goal);
        if let Some(text) = self.own("实施计划") {
            self.w.heading(2, "（三）项目实施计划");
            self.lines(&text);
        }
    }

    fn completion(&mut self) {
        self.w.heading(1, "二、项目绩效完成情况");
        let from = Sources {
            evaluation: self.e,
            scored: Some(self.scored),
            monitored: None,
            makeup: None,
            scores: self.scores,
        };
        let layout = tables::layout(Kind::Report, self.e, &mut self.w);
        self.w.heading(2, "（一）预算执行情况");
        if let Some(layout) = layout {
            Sheet::new(from, layout).funds_alone(&mut self.w);
        }
        let reason = self.e.funds_reason.trim();
        if !reason.is_empty() {
            self.w.text(format!("预算执行偏差原因：{reason}"));
        }
        self.w.heading(2, "（二）绩效指标完成情况");
        if let Some(layout) = layout {
            Sheet::new(from, layout).indicators_alone(&mut self.w);
        }
    }

    fn result(&mut self) {
        self.w.heading(1, "三、项目自评结果");
        self.w.heading(2, "（一）项目自评得分和结论");
        match said::result(self.e, self.scored, self.scores) {
            Some(text) => self.w.text(text),
            None => {
                let text =
                    self.ask("总分", "还有得分没有评定", "some scores are still to be given");
                self.w.text(text);
            }
        }
        if let Some(text) = said::inflated(self.scored, self.scores) {
            self.w.text(text);
        }
        self.w.heading(2, "（二）全年目标实际完成情况");
        let done = match self.e.done.trim() {
            "" => {
                self.ask("实际完成情况", "须写明实际完成情况", "what was reached must be written")
            }
            text => text.to_owned(),
        };
        self.lines(&done);
        for (n, (name, label)) in ["三", "四", "五", "六"].iter().zip([
            ("项目实施和预算执行情况", "项目实施和预算执行情况分析"),
            ("产出情况", "产出情况及分析"),
            ("效益情况", "效益情况及分析"),
            ("满意度情况", "满意度情况及分析"),
        ]) {
            self.w.heading(2, format!("（{n}）{label}"));
            self.told(name);
        }
    }

    fn lessons(&mut self) {
        for (heading, name) in [
            ("四、项目主要经验做法", "主要经验做法"),
            ("五、项目管理中存在的主要问题及原因分析", "存在的主要问题"),
            ("六、下一步改进措施及管理建议", "下一步改进措施"),
        ] {
            self.w.heading(1, heading);
            self.told(name);
        }
    }

    fn told(&mut self, name: &str) {
        let text = match said::analysis(self.e, self.scored, self.scores, name) {
            Some(text) => text,
            None => self.ask(name, &format!("须写明{name}"), &format!("must be written: {name}")),
        };
        self.lines(&text);
    }
}
