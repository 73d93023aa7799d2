//! 第三部分 情况说明: sections one to nine. Each sentence is made from figures; reasons are told by people.

use super::figures::{money, received, spent};
use super::money::said;
use super::words::{change, change_of, percent_text, share, versus};
use super::{Book, Evaluated, SECTIONS, percent};
use base::Amount;
use document::{Break, Paragraph};
use ledger::{Fund, Nature};
use std::collections::BTreeMap;

impl Book<'_> {
    pub(super) fn narrative(&mut self, evaluated: Option<&Evaluated>) {
        self.written.push(Paragraph::heading(1, "第三部分 情况说明").after(Break::Portrait));
        if self.figures.before.is_none() {
            self.told("说明.无上年数", "没有上年数可比的原因", "why there is no year before");
        }
        let sections: [fn(&mut Self); 9] = [
            Self::totals,
            Self::incomes,
            Self::spendings,
            Self::fiscal_totals,
            Self::general_section,
            Self::basic_section,
            Self::government_section,
            Self::capital_section,
            Self::three_public_section,
        ];
        for (n, section) in (1u32..).zip(sections) {
            self.section(n);
            section(self);
        }
        self.section(10);
        self.others(evaluated);
    }

    fn section(&mut self, n: u32) {
        let title = SECTIONS.get(n as usize - 1).copied().unwrap_or_default();
        self.written.heading(2, format!("{}、{title}", base::text::numeral(n)));
    }

    /// “主要原因是…” for a change; nothing where nothing changed.
    pub(super) fn reason(&mut self, field: &str, changed: bool) -> String {
        if !changed {
            return String::new();
        }
        let text = self.told(field, "变动的主要原因", "the main reason of the change");
        format!("主要原因是{}", text.trim_end_matches(['。', '；', '.']))
    }

    fn totals(&mut self) {
        let (year, total) = (self.accounts.year, self.figures.now.total);
        let mut text = format!("{year}年度收入总计{}，支出总计{}。", said(total), said(total));
        if let Some(before) = self.figures.before.as_ref().map(|b| b.total)
            && let Some(change) = change_of(total, before)
        {
            let reason = self.reason("原因.收入支出总计", total != before);
            if total == before {
                text.push_str("收入总计、支出总计均与上年持平。");
            } else {
                text.push_str(&format!(
                    "与上年相比，收入总计{change}，支出总计{change}。{reason}。"
                ));
            }
        } else {
            let told = self.accounts.texts.get("说明.无上年数").cloned().unwrap_or_default();
            text.push_str(&told);
        }
        self.written.text(text);
    }

    fn incomes(&mut self) {
        let total = self.figures.now.income;
        let parts: Vec<(&str, Amount)> = [
            ("财政拨款收入", received(self.accounts, Fund::is_fiscal)),
            ("上级补助收入", received(self.accounts, |f| f == Fund::Superior)),
            ("事业收入", received(self.accounts, |f| f == Fund::Business)),
            ("经营收入", received(self.accounts, |f| f == Fund::Operating)),
            ("附属单位上缴收入", received(self.accounts, |f| f == Fund::Affiliate)),
            ("其他收入", received(self.accounts, |f| f == Fund::Other)),
        ]
        .into_iter()
        .map(|(name, sum)| (name, sum.unwrap_or_default()))
        .collect();
        self.parts("收入合计", total, &parts);
    }

    fn spendings(&mut self) {
        let a = self.accounts;
        let of = |nature| spent(a, |s| s.nature == nature).unwrap_or_default();
        let parts = [
            ("基本支出", of(Nature::Basic)),
            ("项目支出", of(Nature::Project)),
            ("上缴上级支出", of(Nature::Superior)),
            ("经营支出", of(Nature::Operating)),
            ("对附属单位补助支出", of(Nature::Affiliate)),
        ];
        self.parts("支出合计", self.figures.now.spending, &parts);
    }

    /// A total and its parts that are not nothing, with their shares.
    fn parts(&mut self, name: &str, total: Amount, parts: &[(&str, Amount)]) {
        let year = self.accounts.year;
        let shares: Vec<String> = parts
            .iter()
            .filter(|(_, sum)| !sum.is_zero())
            .map(|(name, sum)| share(name, *sum, total))
            .collect();
        let list = match shares.is_empty() {
            true => "。".to_owned(),
            false => format!("，其中：{}。", shares.join("；")),
        };
        self.written.text(format!("{year}年度{name}{}{list}", said(total)));
    }

    fn fiscal_totals(&mut self) {
        let (year, total) = (self.accounts.year, self.figures.now.fiscal_total);
        let mut text =
            format!("{year}年度财政拨款收入总计{}，支出总计{}。", said(total), said(total));
        if let Some(before) = self.figures.before.as_ref().map(|b| b.fiscal_total)
            && let Some(change) = change_of(total, before)
        {
            let reason = self.reason("原因.财政拨款收入支出总计", total != before);
            if total == before {
                text.push_str("财政拨款收入总计、支出总计均与上年持平。");
            } else {
                text.push_str(&format!(
                    "与上年相比，财政拨款收入总计{change}；财政拨款支出总计{change}。{reason}。"
                ));
            }
        }
        self.written.text(text);
    }

    fn general_section(&mut self) {
        self.written.heading(3, "（一）一般公共预算财政拨款支出决算总体情况");
        let (year, general) = (self.accounts.year, self.figures.now.general);
        let mut text = format!("{year}年度一般公共预算财政拨款支出{}", said(general));
        if let Some(p) = percent(general, self.figures.now.spending) {
            text.push_str(&format!("，占本年支出合计的{}", percent_text(p)));
        }
        text.push('。');
        if let Some(before) = self.figures.before.as_ref().map(|b| b.general)
            && let Some(change) = change_of(general, before)
        {
            let reason = self.reason("原因.一般公共预算财政拨款支出", general != before);
            let name = "一般公共预算财政拨款支出";
            match general == before {
                true => text.push_str(&format!("{name}与上年持平。")),
                false => text.push_str(&format!("与上年相比，{name}{change}。{reason}。")),
            }
        }
        self.written.text(text);
        if general.is_zero() {
            return;
        }
        self.written.heading(3, "（二）一般公共预算财政拨款支出决算结构情况");
        self.structure();
        self.written.heading(3, "（三）一般公共预算财政拨款支出决算具体情况");
        self.details();
    }

    /// Sums of the general budget by code of so many digits.
    fn general_by(&self, digits: usize) -> BTreeMap<String, Amount> {
        let mut all: BTreeMap<String, Amount> = BTreeMap::new();
        for s in self.accounts.spending.iter().filter(|s| s.fund == Fund::General) {
            let code = s.func.get(..digits).unwrap_or(&s.func).to_owned();
            let sum = all.entry(code).or_default();
            *sum = sum.plus(s.amount).unwrap_or(*sum);
        }
        all
    }

    fn structure(&mut self) {
        let (year, general) = (self.accounts.year, self.figures.now.general);
        let mut shares = Vec::new();
        for (class, sum) in self.general_by(3) {
            if !sum.is_zero() {
                let name = self.func(&class);
                shares.push(share(&format!("{name}（类）"), sum, general));
            }
        }
        self.written.text(format!(
            "{year}年度一般公共预算财政拨款支出{}，主要用于以下方面：{}。",
            said(general),
            shares.join("；")
        ));
    }

    /// Initial budgets of the general budget by the given number of digits.
    fn initial_by(&self, digits: usize) -> BTreeMap<String, Amount> {
        let mut all: BTreeMap<String, Amount> = BTreeMap::new();
        for b in self.accounts.budget.iter().filter(|b| b.fund == Fund::General) {
            let code = b.func.get(..digits).unwrap_or(&b.func).to_owned();
            let sum = all.entry(code).or_default();
            *sum = sum.plus(b.initial).unwrap_or(*sum);
        }
        all
    }

    /// Each item (or class, where budgets are only known by class) against its initial budget.
    fn details(&mut self) {
        let lines = self.accounts.budget.iter().filter(|b| b.fund == Fund::General);
        let digits = if lines.clone().all(|b| b.func.len() >= 7) { 7 } else { 3 };
        let (year, general) = (self.accounts.year, self.figures.now.general);
        let initial = Amount::total(lines.map(|b| b.initial)).unwrap_or_default();
        let done = match percent(general, initial).filter(|_| initial.as_fen() > 0) {
            Some(p) => format!("，完成年初预算的{}", percent_text(p)),
            None => String::new(),
        };
        self.written.text(format!(
            "{year}年度一般公共预算财政拨款支出年初预算{}，支出决算{}{done}。其中：",
            said(initial),
            said(general)
        ));
        let (mut actual, budget) = (self.general_by(digits), self.initial_by(digits));
        for code in budget.keys() {
            actual.entry(code.clone()).or_default();
        }
        let mut number = 0;
        for (code, sum) in actual {
            let planned = budget.get(&code).copied().unwrap_or_default();
            if sum.is_zero() && planned.is_zero() {
                continue;
            }
            number += 1;
            let text = self.detail(&code, sum, planned);
            self.written.text(format!("{number}．{text}"));
        }
    }

    fn detail(&mut self, code: &str, sum: Amount, planned: Amount) -> String {
        let mut name = String::new();
        for (digits, word) in [(3, "类"), (5, "款"), (7, "项")] {
            if let Some(part) = code.get(..digits) {
                name.push_str(&format!("{}（{word}）", self.func(part)));
            }
        }
        let mut text = format!("{name}。年初预算为{}，支出决算为{}", said(planned), said(sum));
        if planned.as_fen() > 0
            && let Some(p) = percent(sum, planned)
        {
            text.push_str(&format!("，完成年初预算的{}", percent_text(p)));
        }
        let field = format!("原因.预决算差异.{code}");
        match versus(sum, planned) {
            "持平" => text.push_str("。决算数与年初预算数持平。"),
            more => {
                let reason = self.reason(&field, true);
                let reason = reason.trim_start_matches("主要原因是");
                text.push_str(&format!("。决算数{more}年初预算数的主要原因是{reason}。"));
            }
        }
        text
    }

    fn basic_section(&mut self) {
        let year = self.accounts.year;
        let a = self.accounts;
        let staff = self.basic_sum(|s| self.is_staff(s));
        let public = self.basic_sum(|s| !self.is_staff(s));
        let all = staff.plus(public).unwrap_or_default();
        let unknown = self.basic_sum(|s| s.eco.is_empty());
        if !unknown.is_zero() {
            self.written.ask(
                "基本支出.经济分类",
                &format!("有{}基本支出没有经济分类科目，须补记", said(unknown)),
                &format!("{unknown} of basic expenditure has no economic code"),
            );
        }
        if all.is_zero() {
            let name = &a.unit.name;
            self.written.text(format!("{name}{year}年度没有一般公共预算财政拨款基本支出。"));
            return;
        }
        let lead = format!("{year}年度一般公共预算财政拨款基本支出{}，其中：", said(all));
        self.written.text(lead);
        for (name, sum, of_staff) in [("人员经费", staff, true), ("公用经费", public, false)]
        {
            if sum.is_zero() {
                continue;
            }
            let names = self.basic_names(of_staff).join("、");
            let list = if names.is_empty() { names } else { format!("，主要包括{names}") };
            let end = if of_staff && !public.is_zero() { "；" } else { "。" };
            self.written.text(format!("{name}{}{list}{end}", said(sum)));
        }
    }

    /// Names of the economic subjects whose amount the table shows, in the order of the form.
    fn basic_names(&mut self, of_staff: bool) -> Vec<String> {
        let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
        let basic = |s: &&ledger::Spending| s.fund == Fund::General && s.nature == Nature::Basic;
        for s in self.accounts.spending.iter().filter(basic) {
            if self.is_staff(s) == of_staff && !s.eco.is_empty() {
                let sum = sums.entry(s.eco.clone()).or_default();
                *sum = sum.plus(s.amount).unwrap_or(*sum);
            }
        }
        let shown = |sum: &Amount| !base::decimal::round(sum.wan(), 2).is_zero();
        let codes: Vec<String> =
            sums.into_iter().filter(|(_, sum)| shown(sum)).map(|(code, _)| code).collect();
        codes.iter().map(|code| self.eco(code)).collect()
    }

    fn government_section(&mut self) {
        let (name, year) = (self.accounts.unit.name.clone(), self.accounts.year);
        if self.fund_is_idle(Fund::Government) {
            let text = format!("{name}{year}年度没有政府性基金预算财政拨款收入和支出。");
            self.written.text(text);
            return;
        }
        let income = received(self.accounts, |f| f == Fund::Government).unwrap_or_default();
        let used = spent(self.accounts, |s| s.fund == Fund::Government).unwrap_or_default();
        self.written.text(format!(
            "{year}年度政府性基金预算财政拨款本年收入{}，本年支出{}。",
            said(income),
            said(used)
        ));
    }

    fn capital_section(&mut self) {
        let (name, year) = (self.accounts.unit.name.clone(), self.accounts.year);
        if self.fund_is_idle(Fund::Capital) {
            let text = format!("{name}{year}年度没有国有资本经营预算财政拨款支出。");
            self.written.text(text);
            return;
        }
        let used = spent(self.accounts, |s| s.fund == Fund::Capital).unwrap_or_default();
        let text = format!("{year}年度国有资本经营预算财政拨款本年支出{}。", said(used));
        self.written.text(text);
    }

    fn three_public_section(&mut self) {
        self.written.heading(3, "（一）“三公”经费财政拨款支出决算总体情况说明");
        let [planned, ..] = self.three_public_parts(false);
        let [actual, ..] = self.three_public_parts(true);
        let year = self.accounts.year;
        let mut text = format!(
            "{year}年度“三公”经费财政拨款支出全年预算{}，支出决算{}",
            said(planned),
            said(actual)
        );
        text.push_str(&completed(actual, planned));
        if let Some(before) = self.three_public_before(None)
            && let Some(change) = change(actual, before)
        {
            text.push_str(&format!("，{change}"));
        }
        text.push_str("。其中：");
        self.written.text(text);
        let names = ["因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费"];
        for (n, name) in names.iter().enumerate() {
            let end = if n + 1 == names.len() { "。" } else { "；" };
            let text = self.three_public_part(name);
            self.written.text(format!("{text}{end}"));
        }
        self.written.heading(3, "（二）“三公”经费财政拨款支出决算具体情况说明");
        self.three_public_counts();
    }

    pub(super) fn three_public_actual(&self, name: &str) -> Amount {
        self.figures.now.three_public.get(name).copied().flatten().unwrap_or_default()
    }

    /// Last year's amount of a part, or of all; `None` when any is not known.
    fn three_public_before(&self, name: Option<&str>) -> Option<Amount> {
        let before = self.figures.before.as_ref()?;
        match name {
            Some(name) => before.three_public.get(name).copied().flatten(),
            None => before.three_public.values().try_fold(Amount::ZERO, |sum, v| sum.plus((*v)?)),
        }
    }

    fn three_public_part(&mut self, name: &str) -> String {
        let actual = self.three_public_actual(name);
        let planned = self.figures.three_public_budget.get(name).copied().unwrap_or_default();
        let before = self.three_public_before(Some(name));
        let mut text = format!("{name}支出{}{}", said(actual), completed(actual, planned));
        if let Some(before) = before
            && let Some(change) = change(actual, before)
        {
            text.push_str(&format!("，{change}"));
        }
        let quiet = actual.is_zero() && planned.is_zero() && before.is_none_or(Amount::is_zero);
        let reason = match quiet {
            true => format!("主要原因是本年度没有安排{name}"),
            false => {
                let changed = before.is_some_and(|b| b != actual) || actual != planned;
                self.reason(&format!("原因.三公.{name}"), changed)
            }
        };
        if !reason.is_empty() {
            text.push_str(&format!("，{reason}"));
        }
        text
    }

    pub(super) fn procurement(&mut self) {
        let year = self.accounts.year;
        let of = |name: &str| money(self.accounts, &format!("政府采购.{name}"));
        let [goods, works, services] = ["货物", "工程", "服务"].map(|n| of(n).unwrap_or_default());
        let all = Amount::total([goods, works, services]).unwrap_or_default();
        let (small, micro) = (of("中小企业"), of("小微企业"));
        let mut text = format!(
            "{year}年度政府采购支出总额{}，其中：政府采购货物支出{}、政府采购工程支出{}、政府采购服务支出{}。",
            said(all),
            said(goods),
            said(works),
            said(services)
        );
        if !all.is_zero() {
            if let Some(small) = small {
                text.push_str(&format!("政府采购授予中小企业合同金额{}", said(small)));
                if let Some(p) = percent(small, all) {
                    text.push_str(&format!("，占政府采购支出总额的{}", percent_text(p)));
                }
                if let Some(micro) = micro {
                    text.push_str(&format!("，其中：授予小微企业合同金额{}", said(micro)));
                    if let Some(p) = percent(micro, all) {
                        text.push_str(&format!("，占政府采购支出总额的{}", percent_text(p)));
                    }
                }
                text.push('。');
            } else {
                self.written.ask(
                    "登记.政府采购.中小企业",
                    "须登记授予中小企业的合同金额",
                    "contracts awarded to small and medium enterprises must be registered",
                );
            }
        }
        self.written.text(text);
    }

    pub(super) fn running_costs(&mut self) {
        let (name, year) = (self.accounts.unit.name.clone(), self.accounts.year);
        let Some(running) = self.figures.running else {
            let text = format!("{name}是事业单位，{year}年度没有机关运行经费支出。");
            self.written.text(text);
            return;
        };
        let mut text = format!("{year}年度机关运行经费支出{}", said(running));
        if let Some(before) = self.figures.running_before
            && let Some(change) = change(running, before)
        {
            let reason = self.reason("原因.机关运行经费", running != before);
            text.push_str(&format!("，{change}"));
            if !reason.is_empty() {
                text.push_str(&format!("，{reason}"));
            }
        }
        self.written.text(format!("{text}。"));
    }
}

/// “，完成全年预算的87.58%”; nothing where there was no budget.
fn completed(actual: Amount, planned: Amount) -> String {
    match percent(actual, planned).filter(|_| planned.as_fen() > 0) {
        Some(p) => format!("，完成全年预算的{}", percent_text(p)),
        None => String::new(),
    }
}
