//! Goals, indicators and self-evaluations as they stand on the official forms.

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Direction {
    /// 正向
    #[serde(rename = "正向")]
    Positive,
    /// 反向
    #[serde(rename = "反向")]
    Reverse,
}

/// What was to be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// How it is compared.
    pub operator: Operator,
    /// The number; `None` for a qualitative target.
    #[serde(default)]
    pub number: Option<Decimal>,
    /// 计量单位, e.g. 次, %, 万元.
    #[serde(default)]
    pub unit: String,
    /// The words of a qualitative target, e.g. 有效提升.
    #[serde(default)]
    pub words: String,
}

/// What was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
pub struct Indicator {
    /// 一级指标, e.g. 产出指标.
    pub level1: String,
    /// 二级指标, e.g. 数量指标.
    pub level2: String,
    /// 三级指标
    pub name: String,
    /// 年初指标值
    pub target: Target,
    /// 调整后指标值; `None` when never adjusted.
    #[serde(default)]
    pub adjusted: Option<Target>,
    /// Whether more is better; follows from the operator where it is not `=`.
    pub direction: Direction,
    /// 分值
    pub weight: Decimal,
    /// 指标解释 or 评(扣)分标准, where given.
    #[serde(default)]
    pub standard: String,
    /// Where the actual value comes from (数据来源).
    #[serde(default)]
    pub evidence: Option<Evidence>,
    /// 实际完成值; `None` before the self-evaluation.
    #[serde(default)]
    pub actual: Option<Value>,
    /// 得分 as the unit reported it; `None` before. The recomputed score stands beside it.
    #[serde(default)]
    pub reported: Option<Decimal>,
    /// 偏差原因分析及改进措施
    #[serde(default)]
    pub reason: String,
}

/// One row of the funds block: a source of money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funding {
    /// 资金来源, e.g. 市县区财政资金, 一般公共预算.
    pub source: String,
    /// 目标申报数; `None` where the form has none.
    #[serde(default)]
    pub declared: Option<Amount>,
    /// 年初预算数
    pub initial: Amount,
    /// 全年预算数
    pub current: Amount,
    /// 全年执行数
    pub executed: Amount,
}

/// The texts of 项目绩效分析.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analysis {
    /// Text by heading: 项目实施和预算执行情况, 产出情况, 效益情况, 满意度情况, 主要经验做法,
    /// 存在的主要问题, 下一步改进措施 …
    pub texts: BTreeMap<String, String>,
}

/// Goal and self-evaluation of a project or of a whole department, for one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// 项目编码, or the unit's code for 整体支出.
    pub code: String,
    /// 项目名称, or the unit's name.
    pub name: String,
    /// Whether it is 部门整体支出.
    #[serde(default)]
    pub whole: bool,
    /// 年度
    pub year: i32,
    /// 主管部门, with code where known: `102-…`.
    pub department: String,
    /// 预算单位
    pub unit: String,
    /// Id of the policy (layout, weights, scoring): `国家2020`, `湖南整体`, `山西项目`, `核心2021` …
    pub policy: String,
    /// One row a source of money; the total is computed.
    pub funds: Vec<Funding>,
    /// 年度目标
    pub goal: String,
    /// 实际完成情况
    #[serde(default)]
    pub done: String,
    /// The indicators, in printed order.
    pub indicators: Vec<Indicator>,
    /// 预算执行得分 as reported.
    #[serde(default)]
    pub reported_execution: Option<Decimal>,
    /// 总分 as reported.
    #[serde(default)]
    pub reported_total: Option<Decimal>,
    /// 等级 as reported.
    #[serde(default)]
    pub reported_grade: String,
    /// 偏差原因 of the funds block.
    #[serde(default)]
    pub funds_reason: String,
    /// 项目绩效分析
    #[serde(default)]
    pub analysis: Analysis,
}
