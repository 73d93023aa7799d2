//! Measures of a pivot: sums, differences and ratios. A ratio keeps numerator and denominator, so that it
//! is divided once, where it is shown.

use super::dim::Base;

/// What is shown of each group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// 年初预算
    Initial,
    /// 预算调整
    Adjusted,
    /// 全年预算: initial and adjustments
    Current,
    /// 已下达
    Allotted,
    /// 用款计划
    Planned,
    /// 已支付
    Paid,
    /// 收入
    Income,
    /// 年初结转
    Opening,
    /// 使用结余
    Surplus,
    /// 结余分配
    Distributed,
    /// 收回
    Recalled,
    /// 预算余额: current budget less paid
    Balance,
    /// 指标余额: released less paid
    Unpaid,
    /// 支付笔数: entries of payments, corrections included
    Payments,
    /// 执行率: paid ÷ current budget
    Rate,
    /// 进度差: rate less the share of the year that has passed, in percentage points
    Progress,
    /// 上年支付
    LastPaid,
    /// 增减额 on last year's payments
    Change,
    /// 增减率 on last year's payments
    ChangeRate,
    /// 占比: paid ÷ paid of all groups
    Share,
    /// 人均支付: paid ÷ 人员.实有数 of the units
    PerHead,
}

/// Every measure with its names: Chinese, English.
pub const MEASURES: [(Measure, &str, &str); 21] = [
    (Measure::Initial, "年初预算", "initial"),
    (Measure::Adjusted, "预算调整", "adjusted"),
    (Measure::Current, "全年预算", "current"),
    (Measure::Allotted, "已下达", "allotted"),
    (Measure::Planned, "用款计划", "planned"),
    (Measure::Paid, "已支付", "paid"),
    (Measure::Income, "收入", "income"),
    (Measure::Opening, "年初结转", "opening"),
    (Measure::Surplus, "使用结余", "surplus"),
    (Measure::Distributed, "结余分配", "distributed"),
    (Measure::Recalled, "收回", "recalled"),
    (Measure::Balance, "预算余额", "balance"),
    (Measure::Unpaid, "指标余额", "unpaid"),
    (Measure::Payments, "支付笔数", "payments"),
    (Measure::Rate, "执行率", "rate"),
    (Measure::Progress, "进度差", "progress"),
    (Measure::LastPaid, "上年支付", "last-paid"),
    (Measure::Change, "增减额", "change"),
    (Measure::ChangeRate, "增减率", "change-rate"),
    (Measure::Share, "占比", "share"),
    (Measure::PerHead, "人均支付", "per-head"),
];

/// What a measure is printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// 元, from 分
    Money,
    /// A count
    Count,
    /// %
    Percent,
    /// 元 a head
    MoneyPerHead,
}

impl Measure {
    /// Reads a name in either language.
    pub fn parse(text: &str) -> Option<Measure> {
        MEASURES.iter().find(|(_, zh, en)| *zh == text || *en == text).map(|(m, _, _)| *m)
    }

    /// Its Chinese name.
    pub fn zh(self) -> &'static str {
        MEASURES.iter().find(|(m, _, _)| *m == self).map_or("", |(_, zh, _)| zh)
    }

    /// Its English name.
    pub fn en(self) -> &'static str {
        MEASURES.iter().find(|(m, _, _)| *m == self).map_or("", |(_, _, en)| en)
    }

    /// How it is printed.
    pub fn shape(self) -> Shape {
        match self {
            Measure::Payments => Shape::Count,
            Measure::Rate | Measure::Progress | Measure::ChangeRate | Measure::Share => {
                Shape::Percent
            }
            Measure::PerHead => Shape::MoneyPerHead,
            _ => Shape::Money,
        }
    }

    /// The kinds of entries it is made of; what a drill-down opens to.
    pub fn bases(self) -> &'static [Base] {
        match self {
            Measure::Initial => &[Base::Initial],
            Measure::Adjusted => &[Base::Adjusted],
            Measure::Current => &[Base::Initial, Base::Adjusted],
            Measure::Allotted => &[Base::Allotted],
            Measure::Planned => &[Base::Planned],
            Measure::Income => &[Base::Income],
            Measure::Opening => &[Base::Opening],
            Measure::Surplus => &[Base::Surplus],
            Measure::Distributed => &[Base::Distributed],
            Measure::Recalled => &[Base::Recalled],
            Measure::Balance | Measure::Rate | Measure::Progress => {
                &[Base::Initial, Base::Adjusted, Base::Paid]
            }
            Measure::Unpaid => &[Base::Allotted, Base::Paid],
            Measure::Paid
            | Measure::Payments
            | Measure::LastPaid
            | Measure::Change
            | Measure::ChangeRate
            | Measure::Share
            | Measure::PerHead => &[Base::Paid],
        }
    }

    /// Numerator and denominator of a ratio in words: Chinese, English.
    pub fn ratio(self) -> Option<[(&'static str, &'static str); 2]> {
        Some(match self {
            Measure::Rate => [("已支付", "paid"), ("全年预算", "current budget")],
            Measure::Progress => {
                [("已支付÷全年预算−已过月数÷12", "paid ÷ current − months ÷ 12"), ("1", "1")]
            }
            Measure::ChangeRate => {
                [("（已支付−上年支付）", "(paid − last year's)"), ("上年支付", "last year's paid")]
            }
            Measure::Share => [("已支付", "paid"), ("全部已支付", "paid of all groups")],
            Measure::PerHead => [("已支付", "paid"), ("人员.实有数", "staff")],
            _ => return None,
        })
    }

    /// Whether it needs the payments of the year before.
    pub(crate) fn looks_back(self) -> bool {
        matches!(self, Measure::LastPaid | Measure::Change | Measure::ChangeRate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for (measure, zh, en) in MEASURES {
            assert_eq!(Measure::parse(zh), Some(measure));
            assert_eq!(Measure::parse(en), Some(measure));
            assert_eq!((measure.zh(), measure.en()), (zh, en));
            let percent = measure.shape() == Shape::Percent;
            assert!(!percent || measure.ratio().is_some(), "{zh}");
        }
    }
}
