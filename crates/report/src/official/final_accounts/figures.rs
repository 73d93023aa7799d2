//! Every sum the book needs, computed once from the accounts. `None` from a constructor means overflow.

use super::layout::Layout;
use base::Amount;
use ledger::{Accounts, Carry, Fund, Nature, Register, Spending, UnitKind};
use std::collections::BTreeMap;

/// Sums of one year.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    pub(super) income: Amount,
    pub(super) opening: Amount,
    pub(super) spending: Amount,
    pub(super) closing: Amount,
    /// 收入总计 = 支出总计
    pub(super) total: Amount,
    pub(super) project: Amount,
    pub(super) fiscal_income: Amount,
    pub(super) fiscal_opening: Amount,
    pub(super) fiscal_spending: Amount,
    pub(super) fiscal_closing: Amount,
    /// 财政拨款收入总计 = 支出总计
    pub(super) fiscal_total: Amount,
    /// 一般公共预算财政拨款支出
    pub(super) general: Amount,
    /// … its 公用经费 of basic expenditure.
    pub(super) public_use: Option<Amount>,
    /// Parts of 三公, actual.
    pub(super) three_public: BTreeMap<String, Option<Amount>>,
}

/// This year, the year before, and 三公 budgets.
#[derive(Debug, Clone, Default)]
pub(super) struct Figures {
    pub(super) now: Sums,
    pub(super) before: Option<Sums>,
    pub(super) three_public_budget: BTreeMap<String, Amount>,
    /// 机关运行经费; `None` for institutions, which have none.
    pub(super) running: Option<Amount>,
    pub(super) running_before: Option<Amount>,
}

impl Figures {
    pub(super) fn new(accounts: &Accounts, layout: &Layout) -> Option<Figures> {
        let now = sums(accounts, layout)?;
        let before = match &accounts.prior {
            Some(prior) => Some(sums(prior, layout)?),
            None => None,
        };
        let office = accounts.unit.kind != UnitKind::Institution;
        let running_before = accounts
            .prior
            .as_ref()
            .and_then(|p| money(p, "机关运行经费"))
            .or_else(|| before.as_ref().and_then(|b| b.public_use));
        Some(Figures {
            running: office.then_some(now.public_use).flatten(),
            running_before: running_before.filter(|_| office),
            three_public_budget: budget(accounts, layout)?,
            now,
            before,
        })
    }
}

/// A stated amount.
pub(super) fn money(accounts: &Accounts, name: &str) -> Option<Amount> {
    match accounts.registers.get(name) {
        Some(Register::Money(amount)) => Some(*amount),
        _ => None,
    }
}

/// A stated count.
pub(super) fn count(accounts: &Accounts, name: &str) -> Option<i64> {
    match accounts.registers.get(name) {
        Some(Register::Count(n)) => Some(*n),
        _ => None,
    }
}

/// The sum of the spending that `of` accepts.
pub(super) fn spent(accounts: &Accounts, of: impl Fn(&Spending) -> bool) -> Option<Amount> {
    Amount::total(accounts.spending.iter().filter(|s| of(s)).map(|s| s.amount))
}

/// The sum of what was brought forward.
pub(super) fn carried(all: &[Carry], of: impl Fn(&Carry) -> bool) -> Option<Amount> {
    Amount::total(all.iter().filter(|c| of(c)).map(|c| c.amount))
}

/// The sum of the income of these funds.
pub(super) fn received(accounts: &Accounts, of: impl Fn(Fund) -> bool) -> Option<Amount> {
    Amount::total(accounts.income.iter().filter(|i| of(i.fund)).map(|i| i.amount))
}

fn sums(a: &Accounts, layout: &Layout) -> Option<Sums> {
    let income = received(a, |_| true)?;
    let opening = carried(&a.opening, |_| true)?;
    let spending = spent(a, |_| true)?;
    let recalled = carried(&a.recalled, |_| true)?;
    let total = Amount::total([income, a.surplus, opening])?.minus(recalled)?;
    let fiscal_income = received(a, Fund::is_fiscal)?;
    let fiscal = |c: &Carry| c.fund.is_fiscal();
    let fiscal_opening = carried(&a.opening, fiscal)?.minus(carried(&a.recalled, fiscal)?)?;
    let fiscal_spending = spent(a, |s| s.fund.is_fiscal())?;
    let fiscal_total = fiscal_income.plus(fiscal_opening)?;
    let known = a.spending.is_empty() || a.spending.iter().any(|s| !s.eco.is_empty());
    let staff = |s: &Spending| layout.staff.iter().any(|c| s.eco.starts_with(c.as_str()));
    let basic = |s: &Spending| s.fund == Fund::General && s.nature == Nature::Basic;
    let mut three_public = BTreeMap::new();
    for (part, codes) in &layout.three_public {
        let sum = spent(a, |s| s.fund.is_fiscal() && codes.contains(&s.eco))?;
        let stated = money(a, &format!("三公决算.{part}"));
        three_public.insert(part.clone(), stated.or_else(|| known.then_some(sum)));
    }
    Some(Sums {
        income,
        opening: opening.minus(recalled)?,
        spending,
        closing: total.minus(spending)?.minus(a.distributed)?,
        total,
        project: spent(a, |s| s.nature == Nature::Project)?,
        fiscal_income,
        fiscal_opening,
        fiscal_spending,
        fiscal_closing: fiscal_total.minus(fiscal_spending)?,
        fiscal_total,
        general: spent(a, |s| s.fund == Fund::General)?,
        public_use: match known {
            true => Some(spent(a, |s| basic(s) && !staff(s))?),
            false => None,
        },
        three_public,
    })
}

/// 三公 budgets: stated, else the full-year budget of the economic codes.
fn budget(a: &Accounts, layout: &Layout) -> Option<BTreeMap<String, Amount>> {
    let mut all = BTreeMap::new();
    for (part, codes) in &layout.three_public {
        let lines = a.budget.iter().filter(|b| b.fund.is_fiscal() && codes.contains(&b.eco));
        let sum = Amount::total(lines.map(|b| b.current))?;
        all.insert(part.clone(), money(a, &format!("三公预算.{part}")).unwrap_or(sum));
    }
    Some(all)
}
