//! From sums of entries to a unit's year.

use crate::accounts::{
    Accounts, BudgetLine, Carry, Fund, Income, Nature, Register, Spending, Unit,
};
use crate::entry::Kind;
use base::{Amount, Problem, Spot};
use std::collections::BTreeMap;

/// The sum of the entries of one kind and combination.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Dimensions in the order they were asked for.
    pub by: Vec<String>,
    /// Their amount.
    pub amount: Amount,
    /// How many entries.
    pub entries: u64,
}

/// A project: name and kind (人员类, 公用经费, 其他运转类, 特定目标类 …).
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Project {
    /// 项目编码
    #[serde(default)]
    pub code: String,
    /// 项目名称
    pub name: String,
    /// 项目类别
    #[serde(default)]
    pub kind: String,
    /// 单位编码
    #[serde(default)]
    pub unit: String,
}

impl Project {
    /// The column of 支出决算表 its money goes to.
    pub fn nature(&self) -> Nature {
        match self.kind.as_str() {
            "人员类" | "公用经费" | "基本支出" => Nature::Basic,
            "上缴上级支出" => Nature::Superior,
            "经营支出" => Nature::Operating,
            "对附属单位补助支出" => Nature::Affiliate,
            _ => Nature::Project,
        }
    }
}

/// What the accounts are built from: rows of (kind, fund, func, eco, project, amount).
pub struct Material<'a> {
    /// The unit.
    pub unit: Unit,
    /// The year.
    pub year: i32,
    /// Sums by kind, fund, func, eco, project.
    pub sums: &'a [(Kind, [String; 4], Amount)],
    /// Projects by code.
    pub projects: &'a BTreeMap<String, Project>,
    /// Fund codes, longest prefix wins.
    pub funds: &'a [(String, Fund)],
    /// Stated values.
    pub registers: BTreeMap<String, Register>,
    /// Texts.
    pub texts: BTreeMap<String, String>,
}

/// Builds the accounts; a code that says nothing is a problem, never dropped in silence.
pub fn build(material: Material<'_>) -> (Accounts, Vec<Problem>) {
    let mut problems = Vec::new();
    let names = material.projects.iter().map(|(code, p)| (code.clone(), p.name.clone()));
    let mut a = Accounts {
        unit: material.unit,
        year: material.year,
        opening: Vec::new(),
        income: Vec::new(),
        spending: Vec::new(),
        budget: Vec::new(),
        surplus: Amount::ZERO,
        distributed: Amount::ZERO,
        recalled: Vec::new(),
        registers: material.registers,
        projects: names.collect(),
        texts: material.texts,
        prior: None,
    };
    let mut budgets: BTreeMap<[String; 4], (Amount, Amount)> = BTreeMap::new();
    for (kind, by, amount) in material.sums {
        let [code, func, eco, project] = by.clone();
        let fund = fund_of(&code, material.funds);
        let nature = material.projects.get(&project).map_or(Nature::Project, Project::nature);
        let needs = !matches!(kind, Kind::Allot | Kind::Plan | Kind::Register | Kind::Record);
        if needs && fund.is_none() && !matches!(kind, Kind::Surplus | Kind::Distribute) {
            problems.push(unknown_fund(&code, *amount));
            continue;
        }
        let fund = fund.unwrap_or(Fund::Other);
        let amount = *amount;
        match kind {
            Kind::Opening => a.opening.push(Carry { fund, func, nature, amount }),
            Kind::Recall => a.recalled.push(Carry { fund, func, nature, amount }),
            Kind::Income => a.income.push(Income { fund, func, nature, amount }),
            Kind::Pay => a.spending.push(Spending { fund, func, eco, nature, project, amount }),
            Kind::Surplus => a.surplus = a.surplus.plus(amount).unwrap_or(a.surplus),
            Kind::Distribute => a.distributed = a.distributed.plus(amount).unwrap_or(a.distributed),
            Kind::Initial | Kind::Adjust => {
                let slot = budgets.entry(by.clone()).or_default();
                if *kind == Kind::Initial {
                    slot.0 = slot.0.plus(amount).unwrap_or(slot.0);
                }
                slot.1 = slot.1.plus(amount).unwrap_or(slot.1);
            }
            _ => {}
        }
    }
    for ([code, func, eco, project], (initial, current)) in budgets {
        let fund = fund_of(&code, material.funds).unwrap_or(Fund::Other);
        let nature = material.projects.get(&project).map_or(Nature::Project, Project::nature);
        a.budget.push(BudgetLine { fund, func, eco, nature, project, initial, current });
    }
    (a, problems)
}

/// The source of money a fund code means.
pub fn fund_of(code: &str, funds: &[(String, Fund)]) -> Option<Fund> {
    let hits = funds.iter().filter(|(prefix, _)| code.starts_with(prefix.as_str()));
    hits.max_by_key(|(prefix, _)| prefix.len()).map(|(_, fund)| *fund)
}

fn unknown_fund(code: &str, amount: Amount) -> Problem {
    Problem::new(
        "fund-unknown",
        Spot::default(),
        format!("资金性质编码“{code}”没有对应的收入来源，{amount}没有计入；请在 codes/ 中补充"),
        format!("fund code “{code}” is not in the list; {amount} left out; add it in codes/"),
    )
}
