//! A unit's year, added up: what the official documents are made from.

use base::Amount;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where money comes from, as the tables of the final accounts tell sources apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Fund {
    /// 一般公共预算财政拨款
    General,
    /// 政府性基金预算财政拨款
    Government,
    /// 国有资本经营预算财政拨款
    Capital,
    /// 上级补助收入
    Superior,
    /// 事业收入 (including 财政专户管理资金)
    Business,
    /// 经营收入
    Operating,
    /// 附属单位上缴收入
    Affiliate,
    /// 其他收入
    Other,
}

impl Fund {
    /// Whether it is 财政拨款 of the same level.
    pub const fn is_fiscal(self) -> bool {
        matches!(self, Fund::General | Fund::Government | Fund::Capital)
    }
}

/// The columns of 支出决算表.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Nature {
    /// 基本支出: projects of the kinds 人员类 and 公用经费.
    Basic,
    /// 项目支出: 其他运转类 and 特定目标类.
    Project,
    /// 上缴上级支出
    Superior,
    /// 经营支出
    Operating,
    /// 对附属单位补助支出
    Affiliate,
}

/// What kind of body a unit is; decides whether 公用经费 is 机关运行经费.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum UnitKind {
    /// 行政单位
    #[default]
    Administrative,
    /// 参照公务员法管理事业单位
    CivilServiceLike,
    /// 事业单位
    Institution,
}

impl UnitKind {
    /// Its name.
    pub fn zh(self) -> &'static str {
        match self {
            UnitKind::Administrative => "行政单位",
            UnitKind::CivilServiceLike => "参照公务员法管理事业单位",
            UnitKind::Institution => "事业单位",
        }
    }

    /// Reads its name.
    pub fn parse(name: &str) -> Option<UnitKind> {
        [UnitKind::Administrative, UnitKind::CivilServiceLike, UnitKind::Institution]
            .into_iter()
            .find(|kind| kind.zh() == name)
    }
}

/// A unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// 单位编码
    pub code: String,
    /// 单位名称
    pub name: String,
    /// 主管部门编码
    #[serde(default)]
    pub department: String,
    /// 主管部门名称
    #[serde(default)]
    pub department_name: String,
    /// 区划 (nine digits)
    #[serde(default)]
    pub region: String,
    /// What it is.
    #[serde(default)]
    pub kind: UnitKind,
    /// The unit is the department's only one, so its accounts are the department's.
    #[serde(default)]
    pub alone: bool,
}

/// 年初结转和结余 of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carry {
    /// Source of the money.
    pub fund: Fund,
    /// Functional code.
    pub func: String,
    /// 基本 or 项目.
    pub nature: Nature,
    /// How much.
    pub amount: Amount,
}

/// 本年收入 of one subject and source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Income {
    /// Source of the money.
    pub fund: Fund,
    /// Functional code.
    pub func: String,
    /// 基本 or 项目, where known (fiscal money always is).
    pub nature: Nature,
    /// How much.
    pub amount: Amount,
}

/// 本年支出 of one combination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spending {
    /// Source of the money.
    pub fund: Fund,
    /// Functional code, seven digits (opening data of past years may stop at 类).
    pub func: String,
    /// Economic code, five digits; empty where not known.
    pub eco: String,
    /// Column of 支出决算表.
    pub nature: Nature,
    /// 项目编码; empty for none.
    pub project: String,
    /// How much.
    pub amount: Amount,
}

/// The budget of one combination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetLine {
    /// Source of the money.
    pub fund: Fund,
    /// Functional code.
    pub func: String,
    /// Economic code; empty where not known.
    pub eco: String,
    /// 基本 or 项目.
    pub nature: Nature,
    /// 项目编码; empty for none.
    pub project: String,
    /// 年初预算数
    pub initial: Amount,
    /// 全年预算数: initial and all adjustments.
    pub current: Amount,
}

/// A stated value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// Money.
    Money(Amount),
    /// People, vehicles, events …
    Count(i64),
}

/// A unit's year. Every list is in order of its codes; nothing is rounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accounts {
    /// Whose.
    pub unit: Unit,
    /// Which year.
    pub year: i32,
    /// 年初结转和结余
    pub opening: Vec<Carry>,
    /// 本年收入
    pub income: Vec<Income>,
    /// 本年支出
    pub spending: Vec<Spending>,
    /// 预算
    pub budget: Vec<BudgetLine>,
    /// 使用非财政拨款结余和专用结余
    pub surplus: Amount,
    /// 结余分配
    pub distributed: Amount,
    /// 收回财政的结转结余, by fund: lowers 年末结转和结余 (and the 年初 figure it is taken from).
    pub recalled: Vec<Carry>,
    /// Stated values by measure: `政府采购.货物`, `车辆.应急保障用车`, `三公预算.公务接待费` …; the
    /// list of names is in `docs/records.md`.
    pub registers: BTreeMap<String, Register>,
    /// Names of projects by code.
    pub projects: BTreeMap<String, String>,
    /// Texts that figures cannot give, by name: 职责, 机构设置, 原因.收入总计 …
    pub texts: BTreeMap<String, String>,
    /// The year before, where the ledger has it.
    pub prior: Option<Box<Accounts>>,
}
