//! The ten tables, in the layout of the national forms of 2023.

use super::figures::{carried, count, money, received, spent};
use super::money::{shown, wan};
use super::{Book, TABLES};
use crate::official::paper::{Box, Form, Rows, cell, wide};
use base::Amount;
use document::{Break, Table};
use ledger::{Fund, Nature, Spending, UnitKind};
use std::collections::BTreeSet;

/// A column of amounts by code: what it sums for a code and everything below it.
type Column<'a> = std::boxed::Box<dyn Fn(&str) -> Amount + 'a>;

impl Book<'_> {
    pub(super) fn tables(&mut self) {
        let all = [
            (self.income_expenditure(), false),
            (self.income(), true),
            (self.expenditure(), true),
            (self.appropriation(), true),
            (self.general(), false),
            (self.basic(), true),
            (self.government(), true),
            (self.capital(), false),
            (self.three_public(), true),
            (self.information(), false),
        ];
        let empty =
            [(6, self.fund_is_idle(Fund::Government)), (7, self.fund_is_idle(Fund::Capital))];
        for (n, (table, broad)) in all.into_iter().enumerate() {
            let number = format!("{:02}", n + 1);
            let mut notes = self.layout.note(&number);
            if empty.iter().any(|(at, idle)| *at == n && *idle) {
                let what = if n == 6 {
                    "政府性基金预算财政拨款收入和支出"
                } else {
                    "国有资本经营预算财政拨款支出"
                };
                let name = &self.accounts.unit.name;
                notes.push(format!("说明：{name}本年度没有{what}，故本表无数据。"));
            }
            if n == 8 && self.three_public_is_idle() {
                let name = &self.accounts.unit.name;
                notes.push(format!(
                    "说明：{name}本年度没有财政拨款“三公”经费预算和支出，故本表无数据。"
                ));
            }
            let (title, year) = (TABLES[n].to_owned(), self.accounts.year);
            let name = &self.accounts.unit.name;
            let meta = format!("{}名称：{name}\t{year}年度\t金额单位：万元", self.body());
            self.written.form(Form {
                title,
                mark: format!("公开{number}表"),
                meta: vec![meta],
                table,
                notes,
                before: match (n, broad) {
                    // The first table stands below the heading of its part.
                    (0, _) => Break::None,
                    (_, true) => Break::Landscape,
                    (_, false) => Break::Portrait,
                },
            });
        }
    }

    /// Whether a fund has neither income, nor spending, nor anything carried over.
    pub(super) fn fund_is_idle(&self, fund: Fund) -> bool {
        let a = self.accounts;
        !a.income.iter().any(|i| i.fund == fund && !i.amount.is_zero())
            && !a.spending.iter().any(|s| s.fund == fund && !s.amount.is_zero())
            && !a.opening.iter().any(|c| c.fund == fund && !c.amount.is_zero())
    }

    pub(super) fn three_public_is_idle(&self) -> bool {
        let spent = self.figures.now.three_public.values().all(|v| v.is_none_or(Amount::is_zero));
        spent && self.figures.three_public_budget.values().all(|v| v.is_zero())
    }

    /// Classes of the two-sided tables: those of the form, then others that have figures.
    fn classes(&self) -> Vec<String> {
        let mut all = self.layout.classes.clone();
        let used: BTreeSet<String> = self
            .accounts
            .spending
            .iter()
            .filter_map(|s| s.func.get(..3))
            .map(str::to_owned)
            .collect();
        all.extend(used.into_iter().filter(|c| !self.layout.classes.contains(c)));
        all
    }

    fn class_sum(&self, class: &str, of: impl Fn(&Spending) -> bool) -> Amount {
        spent(self.accounts, |s| s.func.starts_with(class) && of(s)).unwrap_or_default()
    }

    fn income_expenditure(&mut self) -> Table {
        let classes = self.classes();
        let n = classes.len();
        let side = n + 5;
        let mut rows = Rows::new(&[30, 6, 14, 30, 6, 14]);
        rows.head(vec![wide("收入", 3, 1), wide("支出", 3, 1)]);
        rows.head(["项目", "行次", "金额", "项目", "行次", "金额"].map(cell).into());
        rows.head(["栏次", "", "1", "栏次", "", "2"].map(cell).into());
        let income = [
            ("一、一般公共预算财政拨款收入", Fund::General),
            ("二、政府性基金预算财政拨款收入", Fund::Government),
            ("三、国有资本经营预算财政拨款收入", Fund::Capital),
            ("四、上级补助收入", Fund::Superior),
            ("五、事业收入", Fund::Business),
            ("六、经营收入", Fund::Operating),
            ("七、附属单位上缴收入", Fund::Affiliate),
            ("八、其他收入", Fund::Other),
        ];
        for (i, class) in classes.iter().enumerate() {
            let left = income.get(i).map(|(label, fund)| {
                let sum = received(self.accounts, |f| f == *fund).unwrap_or_default();
                ((*label).to_owned(), shown(sum))
            });
            let (label, amount) = left.unwrap_or_default();
            let number = base::text::numeral(i as u32 + 1);
            let name = format!("{number}、{}", self.func(class));
            let right = shown(self.class_sum(class, |_| true));
            rows.row(line(&[label, text(i + 1), amount, name, text(side + i + 1), right]));
        }
        let now = &self.figures.now;
        let foot = [
            ("本年收入合计", wan(now.income), "本年支出合计", wan(now.spending)),
            (
                "使用非财政拨款结余和专用结余",
                shown(self.accounts.surplus),
                "结余分配",
                shown(self.accounts.distributed),
            ),
            ("年初结转和结余", shown(now.opening), "年末结转和结余", shown(now.closing)),
            ("", String::new(), "", String::new()),
            ("总计", wan(now.total), "总计", wan(now.total)),
        ];
        for (i, (left, a, right, b)) in foot.into_iter().enumerate() {
            let (l, r) = (text(n + 1 + i), text(side + n + 1 + i));
            rows.row(line(&[left.to_owned(), l, a, right.to_owned(), r, b]));
        }
        rows.table()
    }

    /// Codes with figures: items, and the sections and classes above them.
    fn codes<'c>(&self, used: impl Iterator<Item = &'c str>) -> Vec<String> {
        let mut all = BTreeSet::new();
        for code in used {
            for length in [3, 5, 7] {
                if let Some(part) = code.get(..length) {
                    all.insert(part.to_owned());
                }
            }
        }
        all.into_iter().collect()
    }

    fn by_code(&mut self, rows: &mut Rows, codes: &[String], columns: &[Column<'_>]) {
        let sums = |code: &str| columns.iter().map(|c| shown(c(code))).collect::<Vec<_>>();
        let total: Vec<Box> =
            std::iter::once(wide("合计", 2, 1)).chain(sums("").into_iter().map(cell)).collect();
        rows.row(total);
        for code in codes {
            let name = self.func(code);
            let mut cells = vec![cell(code.clone()), cell(name)];
            cells.extend(sums(code).into_iter().map(cell));
            rows.row(cells);
        }
    }

    fn income(&mut self) -> Table {
        let heads = [
            "本年收入合计",
            "财政拨款收入",
            "上级补助收入",
            "事业收入",
            "经营收入",
            "附属单位上缴收入",
            "其他收入",
        ];
        let mut rows = Rows::new(&[12, 30, 14, 14, 12, 12, 12, 12, 12]);
        two_line_head(&mut rows, &heads);
        let accounts = self.accounts;
        let of = |accept: fn(Fund) -> bool| -> Column<'_> {
            std::boxed::Box::new(move |code: &str| {
                let all = accounts.income.iter();
                let all = all.filter(|i| accept(i.fund) && i.func.starts_with(code));
                Amount::total(all.map(|i| i.amount)).unwrap_or_default()
            })
        };
        let columns = [
            of(|_| true),
            of(Fund::is_fiscal),
            of(|f| f == Fund::Superior),
            of(|f| f == Fund::Business),
            of(|f| f == Fund::Operating),
            of(|f| f == Fund::Affiliate),
            of(|f| f == Fund::Other),
        ];
        let used = accounts.income.iter().filter(|i| !i.amount.is_zero());
        let codes = self.codes(used.map(|i| i.func.as_str()));
        self.by_code(&mut rows, &codes, &columns);
        rows.table()
    }

    fn expenditure(&mut self) -> Table {
        let heads = [
            "本年支出合计",
            "基本支出",
            "项目支出",
            "上缴上级支出",
            "经营支出",
            "对附属单位补助支出",
        ];
        let mut rows = Rows::new(&[12, 30, 14, 14, 14, 12, 12, 14]);
        two_line_head(&mut rows, &heads);
        let columns = [
            self.spending(|_| true),
            self.spending(|s| s.nature == Nature::Basic),
            self.spending(|s| s.nature == Nature::Project),
            self.spending(|s| s.nature == Nature::Superior),
            self.spending(|s| s.nature == Nature::Operating),
            self.spending(|s| s.nature == Nature::Affiliate),
        ];
        let codes = self.spent_codes(|_| true);
        self.by_code(&mut rows, &codes, &columns);
        rows.table()
    }

    fn spent_codes(&self, of: impl Fn(&Spending) -> bool) -> Vec<String> {
        let used = self.accounts.spending.iter().filter(|s| !s.amount.is_zero() && of(s));
        self.codes(used.map(|s| s.func.as_str()))
    }

    fn appropriation(&mut self) -> Table {
        let classes = self.classes();
        let n = classes.len();
        let side = n + 6;
        let mut rows = Rows::new(&[28, 6, 13, 28, 6, 13, 13, 13, 13]);
        rows.head(vec![wide("收入", 3, 1), wide("支出", 6, 1)]);
        let heads = [
            "项目",
            "行次",
            "金额",
            "项目",
            "行次",
            "合计",
            "一般公共预算财政拨款",
            "政府性基金预算财政拨款",
            "国有资本经营预算财政拨款",
        ];
        rows.head(heads.map(cell).into());
        rows.head(["栏次", "", "1", "栏次", "", "2", "3", "4", "5"].map(cell).into());
        let funds = [Fund::General, Fund::Government, Fund::Capital];
        let labels = [
            "一、一般公共预算财政拨款",
            "二、政府性基金预算财政拨款",
            "三、国有资本经营预算财政拨款",
        ];
        for (i, class) in classes.iter().enumerate() {
            let left = labels.get(i).zip(funds.get(i)).map(|(label, fund)| {
                let sum = received(self.accounts, |f| f == *fund).unwrap_or_default();
                ((*label).to_owned(), shown(sum))
            });
            let (label, amount) = left.unwrap_or_default();
            let name = format!("{}、{}", base::text::numeral(i as u32 + 1), self.func(class));
            let mut cells = vec![label, text(i + 1), amount, name, text(side + i + 1)];
            cells.push(shown(self.class_sum(class, |s| s.fund.is_fiscal())));
            cells.extend(funds.map(|f| shown(self.class_sum(class, |s| s.fund == f))));
            rows.row(line(&cells));
        }
        self.appropriation_foot(&mut rows, n, side);
        rows.table()
    }

    fn appropriation_foot(&self, rows: &mut Rows, n: usize, side: usize) {
        let funds = [Fund::General, Fund::Government, Fund::Capital];
        let now = &self.figures.now;
        let a = self.accounts;
        let spent = |f: Fund| spent(a, |s| s.fund == f).unwrap_or_default();
        let opening = |f: Fund| {
            let all = carried(&a.opening, |c| c.fund == f).unwrap_or_default();
            let back = carried(&a.recalled, |c| c.fund == f).unwrap_or_default();
            all.minus(back).unwrap_or_default()
        };
        let total = |f: Fund| {
            let income = received(a, |g| g == f).unwrap_or_default();
            income.plus(opening(f)).unwrap_or_default()
        };
        let closing = |f: Fund| total(f).minus(spent(f)).unwrap_or_default();
        let spendings = funds.map(|f| shown(spent(f)));
        let closings = funds.map(|f| shown(closing(f)));
        let totals = funds.map(|f| shown(total(f)));
        let blank = || [String::new(), String::new(), String::new()];
        let (c, f) = (shown(now.fiscal_closing), wan(now.fiscal_total));
        let foot = [
            (
                "本年收入合计",
                wan(now.fiscal_income),
                "本年支出合计",
                wan(now.fiscal_spending),
                spendings,
            ),
            (
                "年初财政拨款结转和结余",
                shown(now.fiscal_opening),
                "年末财政拨款结转和结余",
                c,
                closings,
            ),
            ("一般公共预算财政拨款", shown(opening(Fund::General)), "", String::new(), blank()),
            (
                "政府性基金预算财政拨款",
                shown(opening(Fund::Government)),
                "",
                String::new(),
                blank(),
            ),
            ("国有资本经营预算财政拨款", shown(opening(Fund::Capital)), "", String::new(), blank()),
            ("总计", f.clone(), "总计", f, totals),
        ];
        for (i, (left, amount, right, sum, parts)) in foot.into_iter().enumerate() {
            let (l, r) = (text(n + 1 + i), text(side + n + 1 + i));
            let mut cells = vec![left.to_owned(), l, amount, right.to_owned(), r, sum];
            cells.extend(parts);
            rows.row(line(&cells));
        }
    }

    fn spending<'c>(&self, of: impl Fn(&Spending) -> bool + 'c) -> Column<'c>
    where
        Self: 'c,
    {
        let all: Vec<(String, Amount)> = self
            .accounts
            .spending
            .iter()
            .filter(|s| of(s))
            .map(|s| (s.func.clone(), s.amount))
            .collect();
        std::boxed::Box::new(move |code: &str| {
            let all = all.iter().filter(|(func, _)| func.starts_with(code));
            Amount::total(all.map(|(_, amount)| *amount)).unwrap_or_default()
        })
    }

    fn three_columns(&mut self, fund: Fund, first: &str) -> Table {
        let mut rows = Rows::new(&[14, 40, 16, 16, 16]);
        rows.head(vec![wide("项目", 2, 1), wide("本年支出", 3, 1)]);
        rows.head(["科目代码", "科目名称", first, "基本支出", "项目支出"].map(cell).into());
        rows.head(vec![wide("栏次", 2, 1), cell("1"), cell("2"), cell("3")]);
        let columns = [
            self.spending(move |s| s.fund == fund),
            self.spending(move |s| s.fund == fund && s.nature == Nature::Basic),
            self.spending(move |s| s.fund == fund && s.nature == Nature::Project),
        ];
        let codes = self.spent_codes(|s| s.fund == fund);
        self.by_code(&mut rows, &codes, &columns);
        rows.table()
    }

    fn general(&mut self) -> Table {
        self.three_columns(Fund::General, "小计")
    }

    fn capital(&mut self) -> Table {
        self.three_columns(Fund::Capital, "合计")
    }

    fn government(&mut self) -> Table {
        let mut rows = Rows::new(&[12, 30, 14, 14, 14, 14, 14, 14]);
        let tall = |t: &str| wide(t, 1, 2);
        rows.head(vec![
            wide("项目", 2, 1),
            tall("年初结转和结余"),
            tall("本年收入"),
            wide("本年支出", 3, 1),
            tall("年末结转和结余"),
        ]);
        rows.head(["科目代码", "科目名称", "小计", "基本支出", "项目支出"].map(cell).into());
        let mut numbers = vec![wide("栏次", 2, 1)];
        numbers.extend(["1", "2", "3", "4", "5", "6"].map(cell));
        rows.head(numbers);
        let a = self.accounts;
        let fund = Fund::Government;
        let opening = move |code: &str| {
            let mine = |c: &ledger::Carry| c.fund == fund && c.func.starts_with(code);
            let all = carried(&a.opening, mine).unwrap_or_default();
            all.minus(carried(&a.recalled, mine).unwrap_or_default()).unwrap_or_default()
        };
        let income = move |code: &str| {
            let all = a.income.iter().filter(|i| i.fund == fund && i.func.starts_with(code));
            Amount::total(all.map(|i| i.amount)).unwrap_or_default()
        };
        let used = move |code: &str| {
            spent(a, |s| s.fund == fund && s.func.starts_with(code)).unwrap_or_default()
        };
        let closing = move |code: &str| {
            let all = opening(code).plus(income(code)).and_then(|t| t.minus(used(code)));
            all.unwrap_or_default()
        };
        let columns: [Column<'_>; 6] = [
            std::boxed::Box::new(opening),
            std::boxed::Box::new(income),
            std::boxed::Box::new(used),
            self.spending(move |s| s.fund == fund && s.nature == Nature::Basic),
            self.spending(move |s| s.fund == fund && s.nature == Nature::Project),
            std::boxed::Box::new(closing),
        ];
        let used = a.spending.iter().filter(|s| s.fund == fund).map(|s| s.func.as_str());
        let used = used.chain(a.income.iter().filter(|i| i.fund == fund).map(|i| i.func.as_str()));
        let used = used.chain(a.opening.iter().filter(|c| c.fund == fund).map(|c| c.func.as_str()));
        let codes = self.codes(used);
        self.by_code(&mut rows, &codes, &columns);
        rows.table()
    }

    /// Codes of 公开06表 in its columns; a code that the form does not print but that has an amount
    /// is added to the last column of its class, so that nothing is lost.
    fn basic_columns(&self) -> Vec<Vec<String>> {
        let mut columns = self.layout.basic.clone();
        let listed: BTreeSet<&String> = self.layout.basic.iter().flatten().collect();
        let used: BTreeSet<&str> = self
            .accounts
            .spending
            .iter()
            .filter(|s| s.fund == Fund::General && s.nature == Nature::Basic && !s.amount.is_zero())
            .map(|s| s.eco.as_str())
            .filter(|e| !e.is_empty() && !listed.contains(&(*e).to_owned()))
            .collect();
        for code in used {
            let class = code.get(..3).unwrap_or(code);
            let home = columns.iter().rposition(|c| c.iter().any(|k| k.starts_with(class)));
            let home = home.unwrap_or(columns.len().saturating_sub(1));
            if let Some(column) = columns.get_mut(home) {
                let at = column
                    .iter()
                    .rposition(|k| k.starts_with(class))
                    .map_or(column.len(), |i| i + 1);
                column.insert(at, code.to_owned());
            }
        }
        columns
    }

    fn basic(&mut self) -> Table {
        let columns = self.basic_columns();
        let widths: Vec<u32> = columns.iter().flat_map(|_| [7, 20, 10]).collect();
        let mut rows = Rows::new(&widths);
        let others = columns.len().saturating_sub(1) * 3;
        rows.head(vec![wide("人员经费", 3, 1), wide("公用经费", others, 1)]);
        let names = columns.iter().flat_map(|_| ["科目代码", "科目名称", "决算数"]);
        rows.head(names.map(cell).collect());
        let height = columns.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut cells = Vec::new();
            for column in &columns {
                match column.get(at) {
                    Some(code) => {
                        let name = self.eco(code);
                        cells.extend([cell(code.clone()), cell(name), cell(self.basic_cell(code))]);
                    }
                    None => cells.extend([cell(""), cell(""), cell("")]),
                }
            }
            rows.row(cells);
        }
        let staff = self.basic_sum(|s| self.is_staff(s));
        let public = self.basic_sum(|s| !self.is_staff(s));
        let mut foot = vec![wide("人员经费合计", 2, 1), cell(wan(staff))];
        foot.extend([wide("公用经费合计", others.saturating_sub(1), 1), cell(wan(public))]);
        rows.row(foot);
        rows.table()
    }

    fn basic_cell(&self, code: &str) -> String {
        let sum = self.basic_sum(|s| s.eco.starts_with(code));
        let outside = self.layout.outside_basic.iter().any(|c| code.starts_with(c.as_str()));
        if outside && sum.is_zero() { "——".to_owned() } else { shown(sum) }
    }

    pub(super) fn is_staff(&self, s: &Spending) -> bool {
        self.layout.staff.iter().any(|c| s.eco.starts_with(c.as_str()))
    }

    /// Basic expenditure of the general budget.
    pub(super) fn basic_sum(&self, of: impl Fn(&Spending) -> bool) -> Amount {
        let basic = |s: &Spending| s.fund == Fund::General && s.nature == Nature::Basic;
        spent(self.accounts, |s| basic(s) && of(s)).unwrap_or_default()
    }

    fn three_public(&mut self) -> Table {
        let mut rows = Rows::new(&[10, 11, 9, 11, 12, 11, 10, 11, 9, 11, 12, 11]);
        rows.head(vec![wide("预算数", 6, 1), wide("决算数", 6, 1)]);
        let half = || {
            [
                wide("合计", 1, 2),
                wide("因公出国（境）费", 1, 2),
                wide("公务用车购置及运行维护费", 3, 1),
                wide("公务接待费", 1, 2),
            ]
        };
        rows.head(half().into_iter().chain(half()).collect());
        let cars = ["小计", "公务用车购置费", "公务用车运行维护费"];
        rows.head(cars.iter().chain(&cars).map(|t| cell(*t)).collect());
        rows.head((1..=12).map(|n| cell(text(n))).collect());
        let mut cells = Vec::new();
        for actual in [false, true] {
            cells.extend(self.three_public_parts(actual).map(|a| cell(shown(a))));
        }
        rows.row(cells);
        rows.table()
    }

    /// 合计, 出国, 车辆小计, 购置, 运行, 接待.
    pub(super) fn three_public_parts(&self, actual: bool) -> [Amount; 6] {
        let part = |name: &str| match actual {
            true => self.figures.now.three_public.get(name).copied().flatten().unwrap_or_default(),
            false => self.figures.three_public_budget.get(name).copied().unwrap_or_default(),
        };
        let abroad = part("因公出国（境）费");
        let (buy, run) = (part("公务用车购置费"), part("公务用车运行维护费"));
        let guests = part("公务接待费");
        let cars = buy.plus(run).unwrap_or_default();
        let all = Amount::total([abroad, cars, guests]).unwrap_or_default();
        [all, abroad, cars, buy, run, guests]
    }

    fn information(&mut self) -> Table {
        let a = self.accounts;
        let mut rows = Rows::new(&[60, 10, 20]);
        let part = |name: &str| money(a, &format!("政府采购.{name}")).unwrap_or_default();
        let parts = ["货物", "工程", "服务"].map(part);
        let all = Amount::total(parts).unwrap_or_default();
        rows.head(vec![wide("一、政府采购情况", 3, 1)]);
        rows.row(["项目", "行次", "统计数"].map(cell).into());
        rows.row(vec![cell("合计"), cell("1"), cell(shown(all))]);
        for (i, (name, amount)) in ["货物", "工程", "服务"].iter().zip(parts).enumerate() {
            rows.row(vec![cell(*name), cell(text(i + 2)), cell(shown(amount))]);
        }
        rows.row(vec![wide("二、机关运行经费", 3, 1)]);
        rows.row(["项目", "", "统计数"].map(cell).into());
        let running = |kind: UnitKind| match self.figures.running {
            Some(amount) if a.unit.kind == kind => shown(amount),
            _ => String::new(),
        };
        let office = running(UnitKind::Administrative);
        rows.row(vec![cell("(一) 行政单位"), cell("5"), cell(office)]);
        let like = running(UnitKind::CivilServiceLike);
        rows.row(vec![cell("(二) 参照公务员法管理事业单位"), cell("6"), cell(like)]);
        rows.row(vec![wide("三、国有资产占用情况", 3, 1)]);
        let shown_count = |n: i64| if n == 0 { String::new() } else { n.to_string() };
        let of = |kind: &String| count(a, &format!("车辆.{kind}")).unwrap_or_default();
        let vehicles: i64 = self.layout.vehicles.iter().map(of).sum();
        rows.row(vec![cell("(一) 车辆数合计(辆)"), cell("7"), cell(shown_count(vehicles))]);
        for (i, kind) in self.layout.vehicles.iter().enumerate() {
            let label = format!("{}. {kind}", i + 1);
            rows.row(vec![cell(label), cell(text(8 + i)), cell(shown_count(of(kind)))]);
        }
        let last = 8 + self.layout.vehicles.len();
        let devices = count(a, "单价100万元以上设备").unwrap_or_default();
        let label = "(二) 单价100万元(含)以上设备(不含车辆)";
        rows.row(vec![cell(label), cell(text(last)), cell(shown_count(devices))]);
        rows.table()
    }
}

fn two_line_head(rows: &mut Rows, heads: &[&str]) {
    let mut first = vec![wide("项目", 2, 1)];
    first.extend(heads.iter().map(|h| wide(*h, 1, 2)));
    rows.head(first);
    rows.head(vec![cell("科目代码"), cell("科目名称")]);
    let mut numbers = vec![wide("栏次", 2, 1)];
    numbers.extend((1..=heads.len()).map(|n| cell(text(n))));
    rows.head(numbers);
}

fn line(cells: &[String]) -> Vec<Box> {
    cells.iter().map(|t| cell(t.clone())).collect()
}

fn text(n: usize) -> String {
    n.to_string()
}
