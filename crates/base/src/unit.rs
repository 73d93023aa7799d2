//! Units a printed figure can carry.

use rust_decimal::Decimal;

/// The unit of a figure. Amount units convert exactly into each other; nothing else converts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// 元
    Yuan,
    /// 万元
    WanYuan,
    /// 亿元
    YiYuan,
    /// 百分比 (%, 个百分点)
    Percent,
    /// 分 (a score)
    Score,
    /// A count with its measure word: 人, 辆, 次, 个, 台（套）, 批次, 人次, 项, 家 …
    Count(String),
    /// None printed.
    None,
}

impl Unit {
    /// How many 元 one of this unit is, for amounts only.
    pub fn yuan(&self) -> Option<Decimal> {
        match self {
            Unit::Yuan => Some(Decimal::ONE),
            Unit::WanYuan => Some(Decimal::from(10_000)),
            Unit::YiYuan => Some(Decimal::from(100_000_000)),
            _ => None,
        }
    }

    /// Whether the unit is one of money.
    pub fn is_amount(&self) -> bool {
        self.yuan().is_some()
    }

    /// Whether figures of this unit are counted or awarded, not measured and rounded.
    pub fn is_exact(&self) -> bool {
        matches!(self, Unit::Score | Unit::Count(_))
    }

    /// The unit written after a number.
    pub fn label(&self) -> &str {
        match self {
            Unit::Yuan => "元",
            Unit::WanYuan => "万元",
            Unit::YiYuan => "亿元",
            Unit::Percent => "%",
            Unit::Score => "分",
            Unit::Count(word) => word,
            Unit::None => "",
        }
    }

    /// Reads the unit of a 金额单位/单位 line: “金额单位：万元”, “单位：元”.
    pub fn from_label(label: &str) -> Option<Unit> {
        Some(match label {
            "元" | "人民币元" => Unit::Yuan,
            "万元" | "人民币万元" | "万" => Unit::WanYuan,
            "亿元" | "亿" => Unit::YiYuan,
            "%" | "百分比" => Unit::Percent,
            "分" => Unit::Score,
            _ => return None,
        })
    }
}
