//! Goals, indicators and self-evaluations as they stand on the official forms.

use crate::wire;
use base::{Amount, Decimal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How an actual value is compared with its target (计算符号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Operator {
    /// ≥
    #[serde(rename = "≥")]
    AtLeast,
    /// \>
    #[serde(rename = ">")]
    MoreThan,
    /// =
    #[serde(rename = "=")]
    Equal,
    /// <
    #[serde(rename = "<")]
    LessThan,
    /// ≤
    #[serde(rename = "≤")]
    AtMost,
    /// 定性
    #[serde(rename = "定性")]
    Qualitative,
}

/// Whether more is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Direction {
    /// 正向
    #[default]
    #[serde(rename = "正向")]
    Positive,
    /// 反向
    #[serde(rename = "反向")]
    Reverse,
}

/// What was to be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Target {
    /// How it is compared.
    pub operator: Operator,
    /// The number; `None` for a qualitative target.
    pub number: Option<Decimal>,
    /// 计量单位, e.g. 次, %, 万元.
    pub unit: String,
    /// The words of a qualitative target, e.g. 有效提升.
    pub words: String,
}

/// What was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Value {
    /// A number in the unit of the target.
    #[serde(rename = "数值")]
    Number(Decimal),
    /// 达成年度指标
    #[serde(rename = "达成")]
    Reached,
    /// 部分达成年度指标并具有一定效果
    #[serde(rename = "部分达成")]
    Partly,
    /// 未达成年度指标且效果较差
    #[serde(rename = "未达成")]
    Missed,
}

/// What shows that an actual value is true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// Counted from recorded activities of this sort.
    #[serde(rename = "活动")]
    Activities(String),
    /// Summed from payments of the project, optionally of one economic code.
    #[serde(rename = "支付")]
    Payments {
        /// Economic code; empty for all payments of the project.
        eco: String,
    },
    /// An attached file: its name and SHA-256.
    #[serde(rename = "附件")]
    File {
        /// Name of the file.
        name: String,
        /// SHA-256, hexadecimal.
        sha256: String,
    },
}

/// A third-level indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// 一级指标, e.g. 产出指标.
    #[serde(alias = "一级指标")]
    pub level1: String,
    /// 二级指标, e.g. 数量指标.
    #[serde(alias = "二级指标")]
    pub level2: String,
    /// 三级指标
    #[serde(alias = "三级指标", alias = "名称")]
    pub name: String,
    /// 年初指标值
    #[serde(alias = "指标值", alias = "年初指标值")]
    pub target: Target,
    /// 调整后指标值; `None` when never adjusted.
    #[serde(default, alias = "调整后指标值")]
    pub adjusted: Option<Target>,
    /// Whether more is better; asked only where the operator does not tell. See [`Indicator::toward`].
    #[serde(default, alias = "方向")]
    pub direction: Direction,
    /// 分值
    #[serde(alias = "分值", deserialize_with = "wire::score")]
    pub weight: Decimal,
    /// 指标解释 or 评(扣)分标准, where given.
    #[serde(default, alias = "指标解释")]
    pub standard: String,
    /// Where the actual value comes from (数据来源).
    #[serde(default, alias = "证据")]
    pub evidence: Option<Evidence>,
    /// 实际完成值; `None` before the self-evaluation.
    #[serde(default, alias = "实际完成值")]
    pub actual: Option<Value>,
    /// 得分 as the unit reported it; `None` before. The recomputed score stands beside it.
    #[serde(default, alias = "得分", deserialize_with = "wire::score_maybe")]
    pub reported: Option<Decimal>,
    /// 偏差原因分析及改进措施
    #[serde(default, alias = "偏差原因")]
    pub reason: String,
}

/// One row of the funds block: a source of money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// 资金来源, e.g. 市县区财政资金, 一般公共预算.
    #[serde(alias = "资金来源")]
    pub source: String,
    /// 目标申报数; `None` where the form has none.
    #[serde(default, alias = "目标申报数", deserialize_with = "wire::amount_maybe")]
    pub declared: Option<Amount>,
    /// 年初预算数
    #[serde(alias = "年初预算数", deserialize_with = "wire::amount")]
    pub initial: Amount,
    /// 全年预算数
    #[serde(alias = "全年预算数", deserialize_with = "wire::amount")]
    pub current: Amount,
    /// 全年执行数
    #[serde(alias = "全年执行数", deserialize_with = "wire::amount")]
    pub executed: Amount,
}

/// The texts of 项目绩效分析.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Analysis {
    /// Text by heading: 项目实施和预算执行情况, 产出情况, 效益情况, 满意度情况, 主要经验做法,
    /// 存在的主要问题, 下一步改进措施 …
    #[serde(default, alias = "文字")]
    pub texts: BTreeMap<String, String>,
}

/// Goal and self-evaluation of a project or of a whole department, for one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// 项目编码, or the unit's code for 整体支出.
    #[serde(alias = "编码")]
    pub code: String,
    /// 项目名称, or the unit's name.
    #[serde(alias = "名称")]
    pub name: String,
    /// Whether it is 部门整体支出.
    #[serde(default, alias = "整体")]
    pub whole: bool,
    /// 年度
    #[serde(alias = "年度")]
    pub year: i32,
    /// 主管部门, with code where known: `102-…`.
    #[serde(alias = "主管部门")]
    pub department: String,
    /// 预算单位
    #[serde(alias = "预算单位")]
    pub unit: String,
    /// Id of the policy (layout, weights, scoring): `国家2020`, `湖南整体`, `山西项目`, `核心2021` …
    #[serde(alias = "办法")]
    pub policy: String,
    /// One row a source of money; the total is computed.
    #[serde(alias = "资金")]
    pub funds: Vec<Funding>,
    /// 年度目标
    #[serde(alias = "年度目标")]
    pub goal: String,
    /// 实际完成情况
    #[serde(default, alias = "实际完成情况")]
    pub done: String,
    /// The indicators, in printed order.
    #[serde(alias = "指标")]
    pub indicators: Vec<Indicator>,
    /// 预算执行得分 as reported.
    #[serde(default, alias = "预算执行得分", deserialize_with = "wire::score_maybe")]
    pub reported_execution: Option<Decimal>,
    /// 总分 as reported.
    #[serde(default, alias = "总分", deserialize_with = "wire::score_maybe")]
    pub reported_total: Option<Decimal>,
    /// 等级 as reported.
    #[serde(default, alias = "等级")]
    pub reported_grade: String,
    /// 偏差原因 of the funds block.
    #[serde(default, alias = "资金偏差原因")]
    pub funds_reason: String,
    /// 项目绩效分析
    #[serde(default, alias = "绩效分析")]
    pub analysis: Analysis,
}

impl Indicator {
    /// The target that counts: the adjusted one where there is one.
    pub fn due(&self) -> &Target {
        self.adjusted.as_ref().unwrap_or(&self.target)
    }

    /// Whether more is better: as the operator says, and as written where it does not tell.
    pub fn toward(&self) -> Direction {
        match self.due().operator {
            Operator::AtLeast | Operator::MoreThan => Direction::Positive,
            Operator::LessThan | Operator::AtMost => Direction::Reverse,
            Operator::Equal | Operator::Qualitative => self.direction,
        }
    }
}

impl Evaluation {
    /// 年初, 全年 and 执行 over all sources of money; `None` beyond what an amount can hold.
    pub fn money(&self) -> Option<Funding> {
        let sum = |of: fn(&Funding) -> Amount| Amount::total(self.funds.iter().map(of));
        Some(Funding {
            source: "资金总额".to_owned(),
            declared: self.funds.iter().try_fold(Amount::ZERO, |all, f| all.plus(f.declared?)),
            initial: sum(|f| f.initial)?,
            current: sum(|f| f.current)?,
            executed: sum(|f| f.executed)?,
        })
    }
}
