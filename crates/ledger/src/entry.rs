//! One entry of the ledger.

use base::{Amount, Date};
use serde::{Deserialize, Serialize};

/// What an entry says. The Chinese term in brackets is its name in data files and exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// 年初预算: the budget of a line as approved.
    #[serde(rename = "年初预算")]
    Initial,
    /// 预算调整: an addition, cut or transfer during the year, with document number and date.
    #[serde(rename = "预算调整")]
    Adjust,
    /// 指标下达: what has been released for payment.
    #[serde(rename = "指标下达")]
    Allot,
    /// 用款计划: planned payments of a month.
    #[serde(rename = "用款计划")]
    Plan,
    /// 支付: money paid out. A refund is negative.
    #[serde(rename = "支付")]
    Pay,
    /// 收入: money received. Its `fund` says from where.
    #[serde(rename = "收入")]
    Income,
    /// 年初结转和结余: brought forward into the year.
    #[serde(rename = "年初结转")]
    Opening,
    /// 使用非财政拨款结余和专用结余.
    #[serde(rename = "使用结余")]
    Surplus,
    /// 结余分配.
    #[serde(rename = "结余分配")]
    Distribute,
    /// 收回: carried-over money handed back to the treasury.
    #[serde(rename = "收回")]
    Recall,
    /// 登记: a count or amount that is stated, not added up (staff, vehicles, procurement). `topic` is
    /// the name of the measure, `amount` its value (分 or a plain count); the latest one holds.
    #[serde(rename = "登记")]
    Register,
    /// 记录: master data, a step of the performance cycle, a text, a setting. `topic` and `key` say
    /// which, `payload` is JSON; the latest one with the same topic and key holds.
    #[serde(rename = "记录")]
    Record,
}

/// Where an entry came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// Name of the file, or the command.
    pub file: String,
    /// Sheet of a workbook, else empty.
    pub sheet: String,
    /// Row (spreadsheets, CSV) or line (text), from 1; 0 where there is none.
    pub row: u32,
}

/// What is to be posted. Empty text means: not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it says.
    pub kind: Kind,
    /// Day of the event (批复日, 下达日, 支付日, 入账日).
    pub day: Date,
    /// Fiscal year (预算年度).
    pub year: i32,
    /// 单位编码.
    pub unit: String,
    /// 指标 the entry belongs to: the budget line's id in the source system, else made from
    /// year, unit, project, fund, function and economic class.
    pub line: String,
    /// 项目编码.
    pub project: String,
    /// 资金性质编码.
    pub fund: String,
    /// 支出功能分类科目编码.
    pub func: String,
    /// 部门预算支出经济分类科目编码.
    pub eco: String,
    /// 政府预算支出经济分类科目编码.
    pub gov_eco: String,
    /// The amount; for [`Kind::Register`] the stated value; zero for [`Kind::Record`].
    pub amount: Amount,
    /// 收款人.
    pub payee: String,
    /// 用途.
    pub purpose: String,
    /// 文号 of a budget or adjustment, 凭证号 of a payment.
    pub doc: String,
    /// 合同编号.
    pub contract: String,
    /// 支付方式 (直接支付, 授权支付, 单位自行支付).
    pub method: String,
    /// Measure of a register, or topic of a record; for [`Kind::Adjust`] the id of a transfer whose
    /// entries must net to zero, else empty.
    pub topic: String,
    /// Which one within the topic.
    pub key: String,
    /// JSON of a record.
    pub payload: String,
    /// Id in the source system, `table:id`; makes importing twice harmless. Empty for entries that
    /// have none.
    pub ext: String,
    /// When the source system last changed the row (`UPDATE_TIME`), as it writes it.
    pub stamp: String,
    /// Where it came from.
    pub source: Source,
    /// The entry this one takes back, by number.
    pub reverses: Option<u64>,
    /// Why, where a reason is required (corrections, deletions, adjustments).
    pub reason: String,
}

impl Draft {
    /// An empty draft to be filled in.
    pub fn new(kind: Kind, day: Date, year: i32, unit: &str) -> Draft {
        Draft {
            kind,
            day,
            year,
            unit: unit.to_owned(),
            line: String::new(),
            project: String::new(),
            fund: String::new(),
            func: String::new(),
            eco: String::new(),
            gov_eco: String::new(),
            amount: Amount::ZERO,
            payee: String::new(),
            purpose: String::new(),
            doc: String::new(),
            contract: String::new(),
            method: String::new(),
            topic: String::new(),
            key: String::new(),
            payload: String::new(),
            ext: String::new(),
            stamp: String::new(),
            source: Source::default(),
            reverses: None,
            reason: String::new(),
        }
    }
}

/// A posted entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the book, from 1, without gaps.
    pub seq: u64,
    /// The batch it was posted with.
    pub batch: u64,
    /// What was posted.
    pub draft: Draft,
    /// SM3 over the hash of the entry before and every field of this one.
    pub hash: [u8; 32],
}
