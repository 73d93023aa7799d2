//! 部门整体支出绩效自评报告: income and spending of the year in sentences made from the accounts, what was
//! reached, what fell short, and the two annexed tables.

use super::basic::{BaseData, base_data_table};
use super::print::{percent, rate, wan};
use super::said;
use super::sheet::Scores;
use super::tables::department_self_evaluation;
use crate::official::paper::Written;
use base::{Amount, Decimal};
use document::{Break, Paragraph, Role};
use forms::Catalogue;
use ledger::{Accounts, Fund, Nature, Spending};
use performance::{Evaluation, Policy, Scored, score};
use std::collections::BTreeMap;

/// What the report is made from.
#[derive(Clone, Copy)]
pub struct DepartmentReport<'a> {
    /// The year of the department.
    pub accounts: &'a Accounts,
    /// Staff and spending over three columns.
    pub base: &'a BaseData,
    /// The department's self-evaluation.
    pub evaluation: &'a Evaluation,
    /// How it is scored.
    pub policy: &'a Policy,
    /// Names of the economic classes.
    pub catalogue: &'a Catalogue,
    /// Which scores are printed.
    pub scores: Scores,
    /// Texts by name: 单位概况, 绩效情况, 存在问题, 改进措施, 结果应用, 公开情况, 日期, and `用途.` with the name
    /// of an economic class.
    pub texts: &'a BTreeMap<String, String>,
}

/// Sources of income in the words of the report.
const INCOME: [(Fund, &str); 8] = [
    (Fund::General, "一般公共预算财政拨款收入"),
    (Fund::Government, "政府性基金预算财政拨款收入"),
    (Fund::Capital, "国有资本经营预算财政拨款收入"),
    (Fund::Superior, "上级补助收入"),
    (Fund::Business, "事业收入"),
    (Fund::Operating, "经营收入"),
    (Fund::Affiliate, "附属单位上缴收入"),
    (Fund::Other, "其他收入"),
];

/// Kinds of spending in the words of the report.
const NATURES: [(Nature, &str); 5] = [
    (Nature::Basic, "基本支出"),
    (Nature::Project, "项目支出"),
    (Nature::Superior, "上缴上级支出"),
    (Nature::Operating, "经营支出"),
    (Nature::Affiliate, "对附属单位补助支出"),
];

/// The report with its annexes: base data and self-evaluation table.
pub fn department_report(from: DepartmentReport<'_>) -> Written {
    let scored = score(from.evaluation, from.policy);
    let mut report = Report { from, scored: &scored, w: Written::new() };
    report.front();
    report.money();
    report.funds();
    report.results();
    report.problems();
    report.publication();
    report.annexes();
    report.w
}

/// The report while it is written.
struct Report<'a> {
    from: DepartmentReport<'a>,
    scored: &'a Scored,
    w: Written,
}

impl Report<'_> {
    fn year(&self) -> i32 {
        self.from.accounts.year
    }

    fn name(&self) -> &str {
        &self.from.accounts.unit.name
    }

    fn own(&self, name: &str) -> Option<String> {
        let text = self.from.texts.get(name)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn told(&mut self, name: &str, zh: &str, en: &str) {
        let text = match self.own(name) {
            Some(text) => text,
            None => {
                let field = format!("整体.{name}");
                self.w.ask(&field, &format!("须写明{zh}"), &format!("must be written: {en}"))
            }
        };
        self.lines(&text);
    }

    fn lines(&mut self, text: &str) {
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            self.w.text(line);
        }
    }

    /// A sum of the accounts; one that cannot be computed is asked about.
    fn sum(&mut self, what: &str, sum: Option<Amount>) -> Amount {
        match sum {
            Some(sum) => sum,
            None => {
                let zh = format!("{what}合计超出可计算的范围，须核对分录");
                self.w.ask(what, &zh, "a total is beyond what can be computed; check the entries");
                Amount::ZERO
            }
        }
    }

    fn front(&mut self) {
        let (year, name) = (self.year(), self.name().to_owned());
        self.w
            .push(Paragraph::of(Role::Title, format!("{name}{year}年度部门整体支出绩效自评报告")));
        self.w.text(format!(
            "按照预算绩效管理的要求，{name}对{year}年度部门整体支出情况进行了自我评价，情况报告如下："
        ));
        self.w.heading(1, "一、单位概况");
        self.told("单位概况", "机构、职责和年度工作任务", "offices, duties and tasks of the year");
        let base = self.from.base;
        if let (Some(posts), Some(staff)) = (base.posts, base.staff) {
            self.w.text(format!("编制{posts}人，年末实有在职人员{staff}人。"));
        }
    }

    fn money(&mut self) {
        self.w.heading(1, "二、单位整体支出管理及使用情况");
        let accounts = self.from.accounts;
        let year = self.year();
        let by_fund = |fund: Fund| {
            Amount::total(accounts.income.iter().filter(|i| i.fund == fund).map(|i| i.amount))
        };
        let income = self.sum("收入", Amount::total(accounts.income.iter().map(|i| i.amount)));
        let mut parts = Vec::new();
        for (fund, name) in INCOME {
            let amount = self.sum("收入", by_fund(fund));
            if !amount.is_zero() {
                parts.push(format!("{name}{}", wan(amount)));
            }
        }
        let list = if parts.is_empty() {
            String::new()
        } else {
            format!("，其中：{}", parts.join("，"))
        };
        self.w.text(format!("1、收入情况：{year}年，全年总收入{}{list}。", wan(income)));
        self.spending();
        self.left(income);
    }

    fn spending(&mut self) {
        let accounts = self.from.accounts;
        let year = self.year();
        let of = |accept: &dyn Fn(&Spending) -> bool| {
            Amount::total(accounts.spending.iter().filter(|s| accept(s)).map(|s| s.amount))
        };
        let spent = self.sum("支出", of(&|_| true));
        let mut parts = Vec::new();
        for (nature, name) in NATURES {
            let amount = self.sum("支出", of(&|s| s.nature == nature));
            if !amount.is_zero() {
                parts.push(share(name, amount, spent));
            }
        }
        let list = if parts.is_empty() {
            String::new()
        } else {
            format!("，其中：{}", parts.join("；"))
        };
        self.w.text(format!("2、支出情况：{year}年，总支出为{}{list}。", wan(spent)));
        if spent.is_zero() {
            return;
        }
        if accounts.spending.iter().any(|s| s.eco.len() < 3) {
            // Some payments have no economic code: a sum by class would leave them out.
            self.told("经济分类", "支出按经济分类的构成", "spending by economic class");
            return;
        }
        let mut classes: Vec<&str> =
            accounts.spending.iter().filter_map(|s| s.eco.get(..3)).collect();
        classes.sort_unstable();
        classes.dedup();
        let mut parts = Vec::new();
        for class in classes {
            let amount = self.sum("支出", of(&|s| s.eco.starts_with(class)));
            let name = self.from.catalogue.codes.name("部门经济分类", year, class);
            let Some(name) = name.map(str::to_owned) else {
                let field = format!("科目名称.{class}");
                self.w.ask(&field, "这个经济科目的名称", "the name of this economic class");
                continue;
            };
            let purpose = self.own(&format!("用途.{name}"));
            let purpose = purpose.map_or(String::new(), |p| format!("，用于{p}"));
            if !amount.is_zero() {
                parts.push(share(&name, amount, spent) + &purpose);
            }
        }
        self.w.text(format!("按支出经济分类，总支出{}，其中：{}。", wan(spent), parts.join("；")));
    }

    /// What is left: brought forward and received, less spent, distributed and taken back.
    fn left(&mut self, income: Amount) {
        let a = self.from.accounts;
        let year = self.year();
        let carried = |list: &[ledger::Carry]| Amount::total(list.iter().map(|c| c.amount));
        let spent = Amount::total(a.spending.iter().map(|s| s.amount));
        let opening = carried(&a.opening).zip(carried(&a.recalled)).and_then(|(o, r)| o.minus(r));
        let left = opening
            .and_then(|o| o.plus(income)?.plus(a.surplus)?.minus(spent?)?.minus(a.distributed));
        let opening = self.sum("年初结转和结余", opening);
        let left = self.sum("年末结转和结余", left);
        let mut text = format!("3、收支结余情况：{year}年年初结转和结余{}", wan(opening));
        if !a.surplus.is_zero() {
            text.push_str(&format!("，使用非财政拨款结余{}", wan(a.surplus)));
        }
        if !a.distributed.is_zero() {
            text.push_str(&format!("，结余分配{}", wan(a.distributed)));
        }
        self.w.text(format!("{text}，年末结转和结余{}。", wan(left)));
    }

    fn funds(&mut self) {
        let year = self.year();
        for (number, fund, name) in
            [("三", Fund::Government, "政府性基金预算"), ("四", Fund::Capital, "国有资本经营预算")]
        {
            self.w.heading(1, format!("{number}、{name}支出情况"));
            let own = self.from.accounts.spending.iter().filter(|s| s.fund == fund);
            let spent = Amount::total(own.map(|s| s.amount));
            let spent = self.sum("支出", spent);
            match spent.is_zero() {
                true => self.w.text(format!("本年度无{name}支出。")),
                false => self.w.text(format!("{year}年{name}支出{}。", wan(spent))),
            }
        }
        self.w.heading(1, "五、社会保险基金预算支出情况");
        self.told(
            "社会保险基金",
            "社会保险基金预算支出情况，没有的写明没有",
            "spending of social insurance funds, or that there is none",
        );
    }

    fn results(&mut self) {
        self.w.heading(1, "六、部门整体支出绩效情况");
        self.told("绩效情况", "部门整体支出的产出和效益", "what the spending brought");
        match said::result(self.from.evaluation, self.scored, self.from.scores) {
            Some(text) => self.w.text(text),
            None => {
                let text =
                    self.w.ask("自评得分", "还有得分没有评定", "some scores are still to be given");
                self.w.text(text);
            }
        }
        if let Some(text) = said::inflated(self.scored, self.from.scores) {
            self.w.text(text);
        }
    }

    /// What fell short by the figures, with the reasons written, and what the department adds.
    fn problems(&mut self) {
        self.w.heading(1, "七、部门整体支出使用存在的主要问题及改进措施");
        self.w.heading(2, "（一）存在的主要问题");
        let (e, base) = (self.from.evaluation, self.from.base);
        let perfect = said::perfect(e, self.scored, self.from.scores);
        let over = base.posts.zip(base.staff).filter(|(posts, staff)| staff > posts);
        let mut any = false;
        if let Some((posts, staff)) = over {
            let control = Decimal::from(staff)
                .checked_mul(Decimal::ONE_HUNDRED)
                .and_then(|s| s.checked_div(Decimal::from(posts)))
                .map_or(String::new(), |c| format!("，在职人员控制率{}", rate(c)));
            let more = staff - posts;
            self.w.text(format!("编制{posts}人，实有{staff}人，超编{more}人{control}。"));
            any = true;
        }
        if let Some(text) = said::problems(e, self.scored, self.from.scores) {
            self.w.text(text);
            any = true;
        }
        match (self.own("存在问题"), any, perfect) {
            (Some(text), ..) => self.lines(&text),
            (None, true, _) => {}
            (None, false, true) => self.w.text("无。"),
            (None, false, false) => self.told("存在问题", "存在的主要问题", "the main problems"),
        }
        self.w.heading(2, "（二）改进措施");
        match (self.own("改进措施"), perfect && over.is_none()) {
            (None, true) => self.w.text("无。"),
            _ => self.told("改进措施", "改进措施", "how it will be done better"),
        }
    }

    fn publication(&mut self) {
        self.w.heading(1, "八、部门整体支出绩效自评结果拟应用和公开情况");
        self.w.heading(2, "（一）绩效自评结果拟应用");
        self.told("结果应用", "自评结果的应用", "how the result will be used");
        self.w.heading(2, "（二）绩效自评结果公开情况");
        self.told("公开情况", "自评结果的公开方式", "how it will be published");
        let year = self.year();
        self.w.text(format!("附件：1.{year}年度部门整体支出绩效评价基础数据表"));
        self.w.text(format!("2.{year}年度部门整体支出绩效自评表"));
        let name = self.name().to_owned();
        self.w.push(Paragraph::of(Role::Signature, name));
        let day = match self.own("日期") {
            Some(day) => day,
            None => {
                self.w.ask("整体.日期", "须写明报告日期", "the day of the report must be written")
            }
        };
        self.w.push(Paragraph::of(Role::Signature, day));
    }

    fn annexes(&mut self) {
        let from = &self.from;
        let base = base_data_table(from.base);
        let own = department_self_evaluation(from.evaluation, from.policy, from.scores, from.base);
        for (number, annex) in [("附件1", base), ("附件2", own)] {
            let mut blocks = annex.document.blocks;
            // The mark stands above the form, on the page that the form begins.
            let before = match blocks.first_mut() {
                Some(document::Block::Paragraph(title)) => {
                    std::mem::replace(&mut title.before, Break::None)
                }
                _ => Break::Page,
            };
            self.w.push(Paragraph::new(number, base::Spot::default()).after(before));
            self.w.document.blocks.extend(blocks);
            self.w.missing.extend(annex.missing);
        }
    }
}

/// “基本支出937.05万元，占总支出的67.47%”.
fn share(name: &str, part: Amount, whole: Amount) -> String {
    match percent(part, whole) {
        Some(p) => format!("{name}{}，占总支出的{}", wan(part), rate(p)),
        None => format!("{name}{}", wan(part)),
    }
}
