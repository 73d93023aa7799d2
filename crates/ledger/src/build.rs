//! From sums of entries to a unit's year.

use crate::accounts::{
    Accounts, BudgetLine, Carry, Fund, Income, Nature, Register, Spending, Unit,
};
use crate::chain::kind_name;
use crate::entry::Kind;
use base::{Amount, Problem, Spot};
use std::collections::{BTreeMap, BTreeSet};

/// The sum of the entries of one combination.
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
    /// The column of 支出决算表 its money goes to; 项目支出 for a kind that is not known.
    pub fn nature(&self) -> Nature {
        self.known_nature().unwrap_or(Nature::Project)
    }

    fn known_nature(&self) -> Option<Nature> {
        Some(match self.kind.as_str() {
            "人员类" | "公用经费" | "基本支出" => Nature::Basic,
            "运转类" | "其他运转类" | "特定目标类" | "项目支出" => Nature::Project,
            "上缴上级支出" => Nature::Superior,
            "经营支出" => Nature::Operating,
            "对附属单位补助支出" => Nature::Affiliate,
            _ => return None,
        })
    }
}

/// What the accounts are built from.
pub struct Material<'a> {
    /// The unit.
    pub unit: Unit,
    /// The year.
    pub year: i32,
    /// Sums by kind and by fund, func, eco, project.
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
    let mut builder = Builder::new(material.projects);
    for (kind, [code, func, eco, project], amount) in material.sums {
        let key = [func, eco, project].map(String::as_str);
        match fund_of(code, material.funds) {
            _ if matches!(kind, Kind::Surplus | Kind::Distribute) => builder.whole(*kind, *amount),
            // Releases and plans are not part of the year's tables.
            _ if matches!(kind, Kind::Allot | Kind::Plan | Kind::Register | Kind::Record) => {}
            Some(fund) => builder.add(*kind, fund, key, *amount),
            None => builder.problems.push(unknown_fund(*kind, code, *amount)),
        }
    }
    let names = material.projects.iter().map(|(code, p)| (code.clone(), p.name.clone()));
    let carries = |all: Cells| all.into_iter().map(|(key, sum)| key.carry(sum)).collect();
    let accounts = Accounts {
        unit: material.unit,
        year: material.year,
        opening: carries(builder.opening),
        income: builder.income.into_iter().map(|(key, sum)| key.income(sum)).collect(),
        spending: builder.spending.into_iter().map(|(key, sum)| key.spending(sum)).collect(),
        budget: builder.budget.into_iter().map(|(key, sums)| key.budget(sums)).collect(),
        surplus: builder.surplus,
        distributed: builder.distributed,
        recalled: carries(builder.recalled),
        registers: material.registers,
        projects: names.collect(),
        texts: material.texts,
        prior: None,
    };
    (accounts, builder.problems)
}

/// The source of money a fund code means.
pub fn fund_of(code: &str, funds: &[(String, Fund)]) -> Option<Fund> {
    let hits = funds.iter().filter(|(prefix, _)| code.starts_with(prefix.as_str()));
    hits.max_by_key(|(prefix, _)| prefix.len()).map(|(_, fund)| *fund)
}

/// A combination; in the order of the accounts' lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    fund: Fund,
    func: String,
    eco: String,
    nature: Nature,
    project: String,
}

type Cells = BTreeMap<Cell, Amount>;

impl Cell {
    fn carry(self, amount: Amount) -> Carry {
        Carry { fund: self.fund, func: self.func, nature: self.nature, amount }
    }

    fn income(self, amount: Amount) -> Income {
        Income { fund: self.fund, func: self.func, nature: self.nature, amount }
    }

    fn spending(self, amount: Amount) -> Spending {
        let Cell { fund, func, eco, nature, project } = self;
        Spending { fund, func, eco, nature, project, amount }
    }

    fn budget(self, (initial, current): (Amount, Amount)) -> BudgetLine {
        let Cell { fund, func, eco, nature, project } = self;
        BudgetLine { fund, func, eco, nature, project, initial, current }
    }
}

/// The lists while they are added up: codes that mean the same source become one row.
struct Builder<'a> {
    projects: Known<'a>,
    opening: Cells,
    income: Cells,
    spending: Cells,
    recalled: Cells,
    budget: BTreeMap<Cell, (Amount, Amount)>,
    surplus: Amount,
    distributed: Amount,
    told: BTreeSet<(Kind, String)>,
    problems: Vec<Problem>,
}

type Known<'a> = &'a BTreeMap<String, Project>;

impl<'a> Builder<'a> {
    fn new(projects: Known<'a>) -> Self {
        Builder {
            projects,
            opening: Cells::new(),
            income: Cells::new(),
            spending: Cells::new(),
            recalled: Cells::new(),
            budget: BTreeMap::new(),
            surplus: Amount::ZERO,
            distributed: Amount::ZERO,
            told: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    fn add(&mut self, kind: Kind, fund: Fund, key: [&str; 3], amount: Amount) {
        let [func, eco, project] = key.map(str::to_owned);
        let nature = self.nature(kind, &project);
        let mut cell = Cell { fund, func, eco, nature, project };
        let whole = matches!(kind, Kind::Opening | Kind::Income | Kind::Recall);
        if whole {
            // These lists go by subject only.
            (cell.eco, cell.project) = (String::new(), String::new());
        }
        let fits = match kind {
            Kind::Opening => plus(self.opening.entry(cell).or_default(), amount),
            Kind::Income => plus(self.income.entry(cell).or_default(), amount),
            Kind::Recall => plus(self.recalled.entry(cell).or_default(), amount),
            Kind::Pay => plus(self.spending.entry(cell).or_default(), amount),
            _ => {
                let (initial, current) = self.budget.entry(cell).or_default();
                let first = kind != Kind::Initial || plus(initial, amount);
                first && plus(current, amount)
            }
        };
        self.fits(fits, kind, amount);
    }

    /// Amounts that the tables give for the unit as a whole.
    fn whole(&mut self, kind: Kind, amount: Amount) {
        let fits = match kind {
            Kind::Surplus => plus(&mut self.surplus, amount),
            _ => plus(&mut self.distributed, amount),
        };
        self.fits(fits, kind, amount);
    }

    fn fits(&mut self, fits: bool, kind: Kind, amount: Amount) {
        if !fits {
            let name = kind_name(kind);
            self.problems.push(Problem::new(
                "sum-too-large",
                Spot::default(),
                format!("{name}合计超出可计算的范围，{amount}没有计入；请核对原始数据"),
                format!("the sum of {name} is out of range, {amount} left out; check the data"),
            ));
        }
    }

    /// The nature that the project says; what it does not say is told once, and counts as 项目支出.
    fn nature(&mut self, kind: Kind, code: &str) -> Nature {
        let known = self.projects.get(code);
        if let Some(nature) = known.and_then(Project::known_nature) {
            return nature;
        }
        let money_out = matches!(kind, Kind::Pay | Kind::Initial | Kind::Adjust);
        if (money_out || !code.is_empty()) && self.told.insert((kind, code.to_owned())) {
            let (name, sort) = (kind_name(kind), known.map_or("", |p| p.kind.as_str()));
            let (zh, en) = match (code, known) {
                ("", _) => ("没有项目".to_owned(), "no project is given".to_owned()),
                (_, None) => (format!("项目 {code} 没有登记"), format!("{code} is not known")),
                _ => (
                    format!("项目 {code} 的类别“{sort}”不在目录中"),
                    format!("the kind “{sort}” of project {code} is not known"),
                ),
            };
            self.problems.push(Problem::new(
                "project-nature",
                Spot::default(),
                format!("{name}：{zh}，分不出基本支出和项目支出，按项目支出计；请补上项目类别"),
                format!("{name}: {en}; counted as project spending; give the kind of the project"),
            ));
        }
        Nature::Project
    }
}

/// Adds in place; false, and nothing added, when the sum is out of range.
fn plus(sum: &mut Amount, amount: Amount) -> bool {
    match sum.plus(amount) {
        Some(more) => {
            *sum = more;
            true
        }
        None => false,
    }
}

fn unknown_fund(kind: Kind, code: &str, amount: Amount) -> Problem {
    let name = kind_name(kind);
    Problem::new(
        "fund-unknown",
        Spot::default(),
        format!(
            "{name}：资金性质编码“{code}”没有对应的收入来源，{amount}没有计入；请在 codes/ 中补充"
        ),
        format!(
            "{name}: fund code “{code}” is not in the list; {amount} left out; add it in codes/"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn funds() -> Vec<(String, Fund)> {
        let codes = [
            ("1", Fund::Other),
            ("11", Fund::General),
            ("111", Fund::General),
            ("12", Fund::Government),
        ];
        codes.map(|(code, fund)| (code.to_owned(), fund)).to_vec()
    }

    fn projects() -> BTreeMap<String, Project> {
        let one = |kind: &str| Project { kind: kind.to_owned(), ..Project::default() };
        let all = [("P1", one("人员类")), ("P2", one("特定目标类")), ("P3", one("新类别"))];
        all.into_iter().map(|(code, p)| (code.to_owned(), p)).collect()
    }

    fn built(rows: &[(Kind, &str, &str, &str, i64)]) -> (Accounts, Vec<Problem>) {
        let sum = |(kind, fund, eco, project, fen): &(Kind, &str, &str, &str, i64)| {
            (*kind, [*fund, "2010101", eco, project].map(str::to_owned), Amount::fen(*fen))
        };
        let sums: Vec<_> = rows.iter().map(sum).collect();
        build(Material {
            unit: Unit::default(),
            year: 2023,
            sums: &sums,
            projects: &projects(),
            funds: &funds(),
            registers: BTreeMap::new(),
            texts: BTreeMap::new(),
        })
    }

    fn codes(problems: &[Problem]) -> Vec<&str> {
        problems.iter().map(|p| p.code).collect()
    }

    #[test]
    fn codes_that_mean_one_source_become_one_row() {
        let (a, problems) = built(&[
            (Kind::Pay, "111", "30101", "P1", 100),
            (Kind::Pay, "11", "30101", "P1", 20),
            (Kind::Pay, "12", "30101", "P2", 3),
        ]);
        assert!(problems.is_empty(), "{problems:?}");
        let rows: Vec<_> =
            a.spending.iter().map(|s| (s.fund, s.nature, s.amount.as_fen())).collect();
        let expect = [(Fund::General, Nature::Basic, 120), (Fund::Government, Nature::Project, 3)];
        assert_eq!(rows, expect);
    }

    #[test]
    fn the_budget_has_its_vintages() {
        let (a, _) = built(&[
            (Kind::Initial, "111", "30201", "P2", 100),
            (Kind::Adjust, "111", "30201", "P2", -30),
            (Kind::Adjust, "111", "30202", "P2", 5),
            (Kind::Allot, "111", "30201", "P2", 999),
        ]);
        let rows: Vec<_> =
            a.budget.iter().map(|b| (b.initial.as_fen(), b.current.as_fen())).collect();
        assert_eq!(rows, [(100, 70), (0, 5)]);
    }

    #[test]
    fn what_a_code_does_not_say_is_told() {
        let (a, problems) = built(&[
            (Kind::Income, "9", "", "", 100),
            (Kind::Pay, "111", "30201", "P3", 1),
            (Kind::Pay, "111", "30202", "P3", 1),
            (Kind::Pay, "111", "30201", "", 1),
            (Kind::Pay, "111", "30201", "P9", 1),
            (Kind::Surplus, "9", "", "", 7),
        ]);
        assert!(a.income.is_empty());
        assert_eq!(a.surplus.as_fen(), 7);
        assert_eq!(a.spending.len(), 4);
        let expect = ["fund-unknown", "project-nature", "project-nature", "project-nature"];
        assert_eq!(codes(&problems), expect);
    }

    #[test]
    fn a_sum_out_of_range_is_told() {
        let (a, problems) =
            built(&[(Kind::Income, "111", "", "", i64::MAX), (Kind::Income, "11", "", "", 1)]);
        assert_eq!(codes(&problems), ["sum-too-large"]);
        assert_eq!(a.income.first().map(|i| i.amount.as_fen()), Some(i64::MAX));
    }
}
