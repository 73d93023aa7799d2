//! Section ten of the narrative, and the counts that go with 三公.

use super::figures::count;
use super::money::said;
use super::words::percent_text;
use super::{Book, Evaluated, percent};
use base::Amount;

impl Book<'_> {
    /// A registered count; asked for where the amount it goes with is not nothing.
    fn counted(&mut self, name: &str, needed: bool) -> String {
        match count(self.accounts, name) {
            Some(n) => n.to_string(),
            None if !needed => "0".to_owned(),
            None => self.written.ask(
                &format!("登记.{name}"),
                &format!("须登记{name}"),
                &format!("{name} must be registered"),
            ),
        }
    }

    pub(super) fn three_public_counts(&mut self) {
        let abroad = self.three_public_actual("因公出国（境）费");
        let (groups, people) = (
            self.counted("出国团组", !abroad.is_zero()),
            self.counted("出国人次", !abroad.is_zero()),
        );
        let text = format!(
            "1．因公出国（境）费支出{}，出国团组共{groups}个，{people}人次。",
            said(abroad)
        );
        self.written.text(text);
        let bought = self.three_public_actual("公务用车购置费");
        let cars = self.counted("购置公务用车", !bought.is_zero());
        let text =
            format!("2．公务用车购置费支出{}，使用财政拨款共购置公务用车{cars}辆。", said(bought));
        self.written.text(text);
        let run = self.three_public_actual("公务用车运行维护费");
        let kept = self.counted("公务用车保有量", !run.is_zero());
        let mut text = format!(
            "3．公务用车运行维护费支出{}，使用财政拨款负担的公务用车保有量共{kept}辆",
            said(run)
        );
        if !run.is_zero() {
            let field = "用途.公务用车运行维护费";
            let purpose = self.told(field, "公务用车运行维护费的用途", "what vehicles are run for");
            text.push_str(&format!("，主要用于{purpose}"));
        }
        self.written.text(format!("{text}。"));
        let guests = self.three_public_actual("公务接待费");
        let (times, people) = (
            self.counted("接待批次", !guests.is_zero()),
            self.counted("接待人次", !guests.is_zero()),
        );
        let mut text =
            format!("4．公务接待费支出{}，共接待{times}批次，{people}人次", said(guests));
        if !guests.is_zero() {
            let purpose = self.told("用途.公务接待费", "公务接待的用途", "whom guests were");
            text.push_str(&format!("，主要用于{purpose}"));
        }
        self.written.text(format!("{text}。"));
    }

    pub(super) fn others(&mut self, evaluated: Option<&Evaluated>) {
        self.written.heading(3, "（一）机关运行经费支出情况说明");
        self.running_costs();
        self.written.heading(3, "（二）政府采购情况说明");
        self.procurement();
        self.written.heading(3, "（三）国有资产占用情况说明");
        self.assets();
        self.written.heading(3, "（四）预算绩效情况说明");
        self.evaluations(evaluated);
        self.written.heading(3, "（五）其他需要说明的事项");
        let other = self.accounts.texts.get("其他事项").cloned();
        self.lines(&other.unwrap_or_else(|| "无其他需要说明的事项。".to_owned()));
    }

    fn assets(&mut self) {
        let (year, body) = (self.accounts.year, self.body());
        let kinds = self.layout.vehicles.clone();
        let of = |kind: &String| count(self.accounts, &format!("车辆.{kind}")).unwrap_or_default();
        let all: i64 = kinds.iter().map(of).sum();
        let list: Vec<String> = kinds
            .iter()
            .map(|kind| format!("{}{}辆", kind.replace('(', "（").replace(')', "）"), of(kind)))
            .collect();
        let devices = count(self.accounts, "单价100万元以上设备").unwrap_or_default();
        self.written.text(format!(
            "截至{year}年12月31日，本{body}共有车辆{all}辆，其中：{}。单价100万元（含）以上设备（不含车辆）{devices}台（套）。",
            list.join("、")
        ));
    }

    fn evaluations(&mut self, evaluated: Option<&Evaluated>) {
        let (year, name) = (self.accounts.year, self.accounts.unit.name.clone());
        let Some(e) = evaluated.filter(|e| e.projects > 0) else {
            let field = "预算绩效";
            let text = self.told(field, "预算绩效管理工作开展情况", "the work on performance");
            self.lines(&text);
            return;
        };
        let projects = self.figures.now.project;
        let general = self
            .accounts
            .spending
            .iter()
            .filter(|s| s.fund == ledger::Fund::General && s.nature == ledger::Nature::Project);
        let general = Amount::total(general.map(|s| s.amount)).unwrap_or_default();
        let share = percent(e.executed, general).map(percent_text);
        let mut text = format!(
            "根据预算绩效管理要求，{name}组织对{year}年度一般公共预算项目支出开展绩效自评，涉及项目{}个，资金{}",
            e.projects,
            said(e.executed)
        );
        if let Some(share) = share.filter(|_| e.executed <= general && general <= projects) {
            text.push_str(&format!("，占一般公共预算项目支出总额的{share}"));
        }
        text.push('。');
        let grades: Vec<String> = e
            .grades
            .iter()
            .filter(|(_, n)| *n > 0)
            .map(|(grade, n)| format!("{n}个项目自评等级为“{grade}”"))
            .collect();
        if !grades.is_empty() {
            text.push_str(&format!("自评结果为：{}。", grades.join("，")));
        }
        self.written.text(text);
    }
}
