//! 部门整体支出绩效评价基础数据表: staff, spending over three columns, buildings, measures of thrift.

use super::print::{NONE, PENDING, rate};
use crate::official::paper::{Box, Form, Rows, Written, cell, wide};
use base::{Amount, Decimal, decimal};
use document::Break;
use ledger::{Accounts, Nature, Register};

/// Three columns of money. `None` is not known, or does not exist; it is printed as an empty cell and
/// never counted as nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Line {
    /// 上年决算数
    pub before: Option<Amount>,
    /// 本年预算数
    pub budget: Option<Amount>,
    /// 本年决算数
    pub done: Option<Amount>,
}

/// A building finished in the year (楼堂馆所).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Building {
    /// 批复规模, 实际规模 (㎡)
    pub area: (Decimal, Decimal),
    /// 预算投资, 实际投资
    pub investment: (Amount, Amount),
}

/// What the table is made from. Totals and rates are computed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaseData {
    /// 部门名称
    pub unit: String,
    /// 年度
    pub year: i32,
    /// 编制数
    pub posts: Option<i64>,
    /// 实际在职人数
    pub staff: Option<i64>,
    /// 基本支出
    pub basic: Line,
    /// 其中：公用经费
    pub public_use: Line,
    /// The projects by name; together they are 项目支出. A project that did not exist has `None`.
    pub projects: Vec<(String, Line)>,
    /// 公车购置
    pub cars_bought: Line,
    /// 公车运行维护
    pub cars_run: Line,
    /// 出国经费
    pub abroad: Line,
    /// 公务接待
    pub reception: Line,
    /// 政府采购金额
    pub procurement: Line,
    /// 楼堂馆所
    pub buildings: Vec<Building>,
    /// 厉行节约保障措施; empty when nobody wrote them.
    pub thrift: String,
}

impl Line {
    /// Sums by column: of all where all are known.
    fn sum(all: &[Line]) -> Line {
        let of = |pick: fn(&Line) -> Option<Amount>| {
            all.iter().try_fold(Amount::ZERO, |s, l| s.plus(pick(l)?))
        };
        Line { before: of(|l| l.before), budget: of(|l| l.budget), done: of(|l| l.done) }
    }

    fn cells(&self) -> [Option<Amount>; 3] {
        [self.before, self.budget, self.done]
    }
}

impl BaseData {
    /// 项目支出: the sum of the projects that exist. A year that has basic spending and no project spent
    /// nothing on projects; `None` where nothing is known of the year.
    pub fn project(&self) -> Line {
        let of = |pick: fn(&Line) -> Option<Amount>| {
            let mut known = self.projects.iter().filter_map(|(_, l)| pick(l)).peekable();
            if known.peek().is_none() {
                return pick(&self.basic).map(|_| Amount::ZERO);
            }
            Amount::total(known)
        };
        Line { before: of(|l| l.before), budget: of(|l| l.budget), done: of(|l| l.done) }
    }

    /// 支出总额: basic and project spending.
    pub fn total(&self) -> Line {
        Line::sum(&[self.basic, self.project()])
    }

    /// The figures of a unit's year: spending by nature and economic class, budgets as approved, and the
    /// registers 人员.编制数, 人员.实有数, 三公预算.…, 三公决算.…, 政府采购.…, 政府采购预算.….
    pub fn of(accounts: &Accounts) -> BaseData {
        let count = |name: &str| match accounts.registers.get(name) {
            Some(Register::Count(n)) => Some(*n),
            _ => None,
        };
        BaseData {
            unit: accounts.unit.name.clone(),
            year: accounts.year,
            posts: count("人员.编制数"),
            staff: count("人员.实有数"),
            basic: line(accounts, Nature::Basic, |_| true),
            public_use: line(accounts, Nature::Basic, |eco| eco.starts_with("302")),
            projects: projects(accounts),
            cars_bought: three_public(accounts, "公务用车购置费", &["31013", "30913"]),
            cars_run: three_public(accounts, "公务用车运行维护费", &["30231"]),
            abroad: three_public(accounts, "因公出国（境）费", &["30212"]),
            reception: three_public(accounts, "公务接待费", &["30217"]),
            procurement: procurement(accounts),
            buildings: Vec::new(),
            thrift: accounts.texts.get("厉行节约保障措施").cloned().unwrap_or_default(),
        }
    }
}

/// Spending and budget of a nature, restricted by economic code; `None` where the codes are not known.
fn line(accounts: &Accounts, nature: Nature, eco: fn(&str) -> bool) -> Line {
    let spent = |a: &Accounts| {
        let mut own = a.spending.iter().filter(|s| s.nature == nature);
        own.try_fold(Amount::ZERO, |sum, s| match eco(&s.eco) {
            true => sum.plus(s.amount),
            false if s.eco.is_empty() => None,
            false => Some(sum),
        })
    };
    let mut plans = accounts.budget.iter().filter(|b| b.nature == nature);
    let budget = plans.try_fold(Amount::ZERO, |sum, b| match eco(&b.eco) {
        true => sum.plus(b.initial),
        false if b.eco.is_empty() => None,
        false => Some(sum),
    });
    let budget = budget.filter(|_| !accounts.budget.is_empty());
    Line { before: accounts.prior.as_deref().and_then(spent), budget, done: spent(accounts) }
}

/// One line a project, in order of their codes; what has no project is a line of its own.
fn projects(accounts: &Accounts) -> Vec<(String, Line)> {
    let mut codes: Vec<&str> = Vec::new();
    let prior = accounts.prior.as_deref();
    let spending = accounts.spending.iter().chain(prior.iter().flat_map(|p| &p.spending));
    codes.extend(spending.filter(|s| s.nature == Nature::Project).map(|s| s.project.as_str()));
    let budget = accounts.budget.iter().filter(|b| b.nature == Nature::Project);
    codes.extend(budget.map(|b| b.project.as_str()));
    codes.sort_unstable();
    codes.dedup();
    let spent = |a: &Accounts, code: &str| {
        let own = |s: &&ledger::Spending| s.nature == Nature::Project && s.project == code;
        let mut all = a.spending.iter().filter(own).map(|s| s.amount).peekable();
        all.peek()?;
        Amount::total(all)
    };
    let one = |code: &str| {
        let own = |b: &&ledger::BudgetLine| b.nature == Nature::Project && b.project == code;
        let mut plans = accounts.budget.iter().filter(own).map(|b| b.initial).peekable();
        let budget = plans.peek().is_some().then(|| Amount::total(plans)).flatten();
        let name = [Some(accounts), prior]
            .into_iter()
            .flatten()
            .find_map(|a| a.projects.get(code))
            .cloned()
            .unwrap_or_else(|| {
                if code.is_empty() { "其他项目".to_owned() } else { code.to_owned() }
            });
        let before = prior.and_then(|p| spent(p, code));
        // A project of the year that spent nothing spent nothing; one of last year is not there.
        let done = spent(accounts, code).or_else(|| budget.map(|_| Amount::ZERO));
        (name, Line { before, budget, done })
    };
    codes.into_iter().map(one).collect()
}

/// A part of 三公: stated, else added up from the economic codes of fiscal money.
fn three_public(accounts: &Accounts, name: &str, ecos: &[&str]) -> Line {
    let stated = |a: &Accounts, family: &str| match a.registers.get(&format!("{family}.{name}")) {
        Some(Register::Money(amount)) => Some(*amount),
        _ => None,
    };
    let spent = |a: &Accounts| {
        let fiscal: Vec<_> = a.spending.iter().filter(|s| s.fund.is_fiscal()).collect();
        // A code that stops above the one asked for does not say how much of it is meant.
        let above = |eco: &str| ecos.iter().any(|e| e.len() > eco.len() && e.starts_with(eco));
        if fiscal.iter().any(|s| above(&s.eco)) {
            return None;
        }
        let own = fiscal.iter().filter(|s| ecos.contains(&s.eco.as_str()));
        Amount::total(own.map(|s| s.amount))
    };
    let done = |a: &Accounts| stated(a, "三公决算").or_else(|| spent(a));
    Line {
        before: accounts.prior.as_deref().and_then(done),
        budget: stated(accounts, "三公预算"),
        done: done(accounts),
    }
}

/// 政府采购金额: the three kinds together, where at least one is stated.
fn procurement(accounts: &Accounts) -> Line {
    let sum = |a: &Accounts, family: &str| {
        let stated = ["货物", "工程", "服务"].iter().filter_map(|kind| {
            match a.registers.get(&format!("{family}.{kind}")) {
                Some(Register::Money(amount)) => Some(*amount),
                _ => None,
            }
        });
        let mut stated = stated.peekable();
        stated.peek()?;
        Amount::total(stated)
    };
    Line {
        before: accounts.prior.as_deref().and_then(|p| sum(p, "政府采购")),
        budget: sum(accounts, "政府采购预算"),
        done: sum(accounts, "政府采购"),
    }
}

/// The table. Measures of thrift that nobody wrote are missing.
pub fn base_data_table(base: &BaseData) -> Written {
    let mut written = Written::new();
    let mut rows = Rows::new(&[26, 11, 11, 11, 11, 12, 14]);
    staff(base, &mut rows);
    let (last, year) = (base.year - 1, base.year);
    let three = |cells: [String; 3]| cells.map(|c| wide(c, 2, 1));
    let heads = [format!("{last}年决算数"), format!("{year}年预算数"), format!("{year}年决算数")];
    rows.row(std::iter::once(cell("经费控制情况（万元）")).chain(three(heads)).collect());
    for (label, line) in lines(base) {
        let cells = line.cells().map(|c| c.map_or(String::new(), Amount::wan_text));
        rows.row(std::iter::once(cell(label)).chain(three(cells)).collect());
    }
    buildings(base, &mut rows);
    let thrift = match base.thrift.trim() {
        "" => {
            written.ask(
                "厉行节约保障措施",
                "须写明厉行节约保障措施",
                "the measures of thrift must be written",
            );
            PENDING.to_owned()
        }
        text => text.to_owned(),
    };
    rows.row(vec![cell("厉行节约保障措施"), wide(thrift, 6, 1)]);
    if base.posts.is_none() || base.staff.is_none() {
        let words = ("须有编制数和实际在职人数", "posts and staff must be known");
        written.ask("财政供养人员", words.0, words.1);
    }
    written.form(Form {
        title: format!("{year}年度部门整体支出绩效评价基础数据表"),
        mark: String::new(),
        meta: Vec::new(),
        table: rows.table(),
        notes: vec![
            "说明：“公用经费”填报基本支出中的商品和服务支出；“项目支出”填报基本支出以外的所有项目支出。".to_owned(),
        ],
        before: Break::Portrait,
    });
    written
}

fn staff(base: &BaseData, rows: &mut Rows) {
    let count = |n: Option<i64>| n.map_or(PENDING.to_owned(), |n| n.to_string());
    let control = base.posts.zip(base.staff).and_then(|(posts, staff)| {
        let share = Decimal::from(staff).checked_mul(Decimal::ONE_HUNDRED)?;
        share.checked_div(Decimal::from(posts))
    });
    rows.row(vec![
        wide("财政供养人员情况（人）", 1, 2),
        wide("编制数", 2, 1),
        wide(format!("{}年实际在职人数", base.year), 2, 1),
        wide("控制率", 2, 1),
    ]);
    rows.row(vec![
        wide(count(base.posts), 2, 1),
        wide(count(base.staff), 2, 1),
        wide(control.map_or(NONE.to_owned(), rate), 2, 1),
    ]);
}

/// The rows of money, from the total down.
fn lines(base: &BaseData) -> Vec<(String, Line)> {
    let cars = Line::sum(&[base.cars_bought, base.cars_run]);
    let three = Line::sum(&[cars, base.abroad, base.reception]);
    let mut all = vec![
        ("支出总额".to_owned(), base.total()),
        ("基本支出".to_owned(), base.basic),
        ("　　其中：公用经费".to_owned(), base.public_use),
        ("项目支出".to_owned(), base.project()),
    ];
    let numbered = (1..).zip(&base.projects);
    all.extend(numbered.map(|(n, (name, line))| (format!("　　{n}、{name}"), *line)));
    all.extend([
        ("三公经费".to_owned(), three),
        ("　　1、公务用车购置和维护经费".to_owned(), cars),
        ("　　　　其中：公车购置".to_owned(), base.cars_bought),
        ("　　　　公车运行维护".to_owned(), base.cars_run),
        ("　　2、出国经费".to_owned(), base.abroad),
        ("　　3、公务接待".to_owned(), base.reception),
        ("政府采购金额".to_owned(), base.procurement),
    ]);
    all
}

fn buildings(base: &BaseData, rows: &mut Rows) {
    let count = base.buildings.len().max(1);
    let mut heads =
        vec![wide(format!("楼堂馆所控制情况（{}年完工项目）", base.year), 1, 1 + count)];
    heads.extend(
        [
            "批复规模（㎡）",
            "实际规模（㎡）",
            "规模控制率",
            "预算投资（万元）",
            "实际投资（万元）",
            "投资概算控制率",
        ]
        .map(cell),
    );
    rows.row(heads);
    if base.buildings.is_empty() {
        rows.row((0..6).map(|_| cell("")).collect::<Vec<Box>>());
    }
    for b in &base.buildings {
        let share = |part: Decimal, whole: Decimal| {
            let percent = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
            Some(format!("{}%", decimal::fixed(percent, 2)))
        };
        let shown = |s: Option<String>| s.unwrap_or_else(|| NONE.to_owned());
        rows.row(
            [
                b.area.0.normalize().to_string(),
                b.area.1.normalize().to_string(),
                shown(share(b.area.1, b.area.0)),
                b.investment.0.wan_text(),
                b.investment.1.wan_text(),
                shown(share(b.investment.1.yuan(), b.investment.0.yuan())),
            ]
            .map(cell)
            .into_iter()
            .collect(),
        );
    }
}
