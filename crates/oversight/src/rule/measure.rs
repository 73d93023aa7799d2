//! Units of thresholds and figures: how a number that people write becomes the whole number that SQL
//! compares, and how it is printed again.

use crate::views::{Column, Kind};
use crate::words::Words;
use base::{Amount, Decimal, decimal};
use serde::Deserialize;
use store::Value;

/// A unit. In SQL % and 倍 are 1/10000, money is 分, the rest is what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Unit {
    /// Percent; 8% is 800.
    #[serde(rename = "%")]
    Percent,
    /// Times; 0.3倍 is 3000.
    #[serde(rename = "倍")]
    Times,
    /// 元
    #[serde(rename = "元")]
    Yuan,
    /// 万元
    #[serde(rename = "万元")]
    Wan,
    /// 天
    #[serde(rename = "天")]
    Days,
    /// 个月
    #[serde(rename = "个月")]
    Months,
    /// 个
    #[serde(rename = "个")]
    Pieces,
    /// 分 of a score; 1/100 in SQL.
    #[serde(rename = "分")]
    Points,
    /// A plain whole number or a text.
    #[default]
    #[serde(rename = "")]
    Plain,
    /// Yes or no; only columns have it.
    #[serde(skip)]
    YesNo,
}

impl Unit {
    /// The unit of a column.
    pub fn of(column: &Column) -> Unit {
        match column.kind {
            Kind::Money => Unit::Yuan,
            Kind::Flag => Unit::YesNo,
            Kind::Text | Kind::Day | Kind::Count => Unit::Plain,
        }
    }

    /// What one of it is in SQL.
    fn scale(self) -> i64 {
        match self {
            Unit::Percent | Unit::Yuan | Unit::Points => 100,
            Unit::Times => 10_000,
            Unit::Wan => 1_000_000,
            _ => 1,
        }
    }

    /// The whole number that SQL compares; `None` when it is none or too large.
    pub fn scaled(self, value: Decimal) -> Option<i64> {
        let scaled = value.checked_mul(Decimal::from(self.scale()))?;
        // Far below the range, so that a product with an amount stays inside.
        let small = scaled.abs() <= Decimal::from(Amount::LIMIT);
        (scaled.is_integer() && small).then(|| i64::try_from(scaled).ok()).flatten()
    }

    /// A value of SQL as people read it, with its unit.
    pub fn print(self, value: &Value) -> Words {
        match value {
            Value::Null => Words::new("无", "none"),
            Value::Text(text) if text.is_empty() => Words::new("（空）", "(empty)"),
            Value::Text(text) => Words::new(text, text),
            Value::Int(n) => self.number(*n),
        }
    }

    fn number(self, n: i64) -> Words {
        let whole = |unit: Unit| Decimal::from(n) / Decimal::from(unit.scale());
        let shown = n.to_string();
        match self {
            Unit::Percent => {
                let text = format!("{}%", whole(self).normalize());
                Words::new(text.clone(), text)
            }
            Unit::Points => {
                let text = whole(self).normalize().to_string();
                Words::new(format!("{text}分"), format!("{text} points"))
            }
            Unit::Times => {
                let text = whole(self).normalize().to_string();
                Words::new(format!("{text}倍"), format!("{text} times"))
            }
            Unit::Yuan | Unit::Wan => {
                let text = grouped(&decimal::fixed(whole(Unit::Yuan), 2));
                Words::new(format!("{text}元"), format!("CNY {text}"))
            }
            Unit::Days => Words::new(format!("{n}天"), counted(n, "day")),
            Unit::Months => Words::new(format!("{n}个月"), counted(n, "month")),
            Unit::Pieces => Words::new(format!("{n}个"), shown),
            Unit::YesNo if n == 0 => Words::new("否", "no"),
            Unit::YesNo => Words::new("是", "yes"),
            Unit::Plain => Words::new(shown.clone(), shown),
        }
    }

    /// A threshold as people read it.
    pub fn print_threshold(self, value: Decimal) -> Words {
        match self {
            Unit::Wan => {
                let text = value.normalize();
                // English knows no 万: the whole sum, or where it is too large for one, a product.
                let yuan = value.checked_mul(Decimal::from(10_000));
                let yuan = yuan.map_or_else(
                    || format!("{text} × 10,000"),
                    |yuan| grouped(&yuan.normalize().to_string()),
                );
                Words::new(format!("{text}万元"), format!("CNY {yuan}"))
            }
            _ => self.number(self.scaled(value).unwrap_or_default()),
        }
    }
}

fn counted(n: i64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Thousands parted by commas.
fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if rest.is_empty() { format!("{sign}{out}") } else { format!("{sign}{out}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_become_whole_numbers() {
        for (unit, value, scaled) in [
            (Unit::Percent, "8", Some(800)),
            (Unit::Percent, "0.01", Some(1)),
            (Unit::Percent, "0.001", None),
            (Unit::Times, "0.3", Some(3000)),
            (Unit::Yuan, "10000", Some(1_000_000)),
            (Unit::Yuan, "0.005", None),
            (Unit::Wan, "100", Some(100_000_000)),
            (Unit::Days, "20", Some(20)),
            (Unit::Days, "1.5", None),
            (Unit::Wan, "10000000000000", None),
        ] {
            assert_eq!(unit.scaled(value.parse().unwrap()), scaled, "{value} {unit:?}");
        }
    }

    #[test]
    fn values_bring_their_unit() {
        let zh = |unit: Unit, n: i64| unit.print(&Value::Int(n)).zh;
        assert_eq!(zh(Unit::Percent, 812), "8.12%");
        assert_eq!(zh(Unit::Yuan, -123_456_789), "-1,234,567.89元");
        assert_eq!(zh(Unit::Yuan, 12_300), "123.00元");
        assert_eq!(zh(Unit::Points, 8_450), "84.5分");
        assert_eq!(zh(Unit::Days, 20), "20天");
        assert_eq!(zh(Unit::YesNo, 0), "否");
        assert_eq!(Unit::Days.print(&Value::Int(1)).en, "1 day");
        assert_eq!(Unit::Wan.print_threshold("100".parse().unwrap()).zh, "100万元");
        assert_eq!(Unit::Plain.print(&Value::Null).zh, "无");
    }

    #[test]
    fn ten_thousands_are_written_out_in_english() {
        for (value, zh, en) in [
            ("0.01", "0.01万元", "CNY 100"),
            ("0.5", "0.5万元", "CNY 5,000"),
            ("1", "1万元", "CNY 10,000"),
            ("100", "100万元", "CNY 1,000,000"),
            ("3000.00", "3000万元", "CNY 30,000,000"),
            ("-0.00001", "-0.00001万元", "CNY -0.1"),
        ] {
            let words = Unit::Wan.print_threshold(value.parse().unwrap());
            assert_eq!((words.zh.as_str(), words.en.as_str()), (zh, en));
        }
    }
}
