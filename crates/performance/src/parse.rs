//! Targets and actual values as people write them: “≥95%”, “=12个月”, “提高”, “部分达成”.

use crate::model::{Direction, Operator, Target, Value};
use base::Decimal;
use base::text::narrow;

impl Target {
    /// Reads a target. Words without a number are a qualitative target; a number without an operator
    /// is meant as 等于.
    pub fn parse(text: &str) -> Target {
        let plain = narrow(text.trim());
        let plain = plain.trim();
        let (operator, rest) = operator(plain);
        if let Some((number, unit)) = number(rest) {
            let operator = operator.unwrap_or(Operator::Equal);
            return Target { operator, number: Some(number), unit, words: String::new() };
        }
        Target {
            operator: Operator::Qualitative,
            number: None,
            unit: String::new(),
            words: text.trim().to_owned(),
        }
    }

    /// As the form prints it.
    pub fn text(&self) -> String {
        match self.number {
            Some(n) => {
                format!("{}{}{}", crate::score::sign(self.operator), n.normalize(), self.unit)
            }
            None => self.words.clone(),
        }
    }

    /// Whether more is better, as far as the operator tells.
    pub fn direction(&self) -> Direction {
        match self.operator {
            Operator::LessThan | Operator::AtMost => Direction::Reverse,
            _ => Direction::Positive,
        }
    }
}

impl Value {
    /// Reads an actual value; an operator in front of it (forms copied from the target) is dropped.
    /// `None` for words that say nothing about reaching the target.
    pub fn parse(text: &str) -> Option<Value> {
        let plain = narrow(text.trim());
        let (_, rest) = operator(plain.trim());
        if let Some((number, _)) = number(rest) {
            return Some(Value::Number(number));
        }
        let has = |w: &str| plain.contains(w);
        if has("部分达成") || has("部分完成") {
            return Some(Value::Partly);
        }
        if has("未达成") || has("未完成") || has("没有达成") {
            return Some(Value::Missed);
        }
        (has("达成") || has("完成")).then_some(Value::Reached)
    }

    /// As the form prints it, with the unit of the target.
    pub fn text(&self, unit: &str) -> String {
        match self {
            Value::Number(n) => format!("{}{unit}", n.normalize()),
            Value::Reached => "达成预期指标".to_owned(),
            Value::Partly => "部分达成预期指标并具有一定效果".to_owned(),
            Value::Missed => "未达成预期指标且效果较差".to_owned(),
        }
    }
}

/// The operator a text begins with, and the rest.
fn operator(text: &str) -> (Option<Operator>, &str) {
    const SIGNS: &[(&str, Operator)] = &[
        (">=", Operator::AtLeast),
        ("<=", Operator::AtMost),
        ("≥", Operator::AtLeast),
        ("≧", Operator::AtLeast),
        ("≤", Operator::AtMost),
        ("≦", Operator::AtMost),
        (">", Operator::MoreThan),
        ("<", Operator::LessThan),
        ("=", Operator::Equal),
        ("不低于", Operator::AtLeast),
        ("不少于", Operator::AtLeast),
        ("不高于", Operator::AtMost),
        ("不超过", Operator::AtMost),
    ];
    let hit = SIGNS.iter().find_map(|(s, o)| text.strip_prefix(s).map(|rest| (*o, rest)));
    hit.map_or((None, text), |(o, rest)| (Some(o), rest.trim_start()))
}

/// A number at the beginning and the unit that is left; a year (2023年) is a date, not a number.
fn number(text: &str) -> Option<(Decimal, String)> {
    let end = text
        .char_indices()
        .find(|(i, c)| !(c.is_ascii_digit() || *c == '.' || *c == ',' || (*c == '-' && *i == 0)))
        .map_or(text.len(), |(i, _)| i);
    let (digits, unit) = text.split_at(end);
    let digits = digits.replace(',', "");
    let value: Decimal = digits.parse().ok()?;
    let unit = unit.trim();
    let year = digits.len() == 4 && (unit.starts_with("年") || unit.starts_with("全年"));
    let unit = if unit == "百分比" { "%" } else { unit };
    (!year && unit.chars().count() <= 8).then(|| (value, unit.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_read_as_they_print() {
        for (text, printed, number) in [
            ("≥95%", "≥95%", Some("95")),
            ("≥95百分比", "≥95%", Some("95")),
            (">=100 份", "≥100份", Some("100")),
            ("=84.96万元", "=84.96万元", Some("84.96")),
            ("≤50万", "≤50万", Some("50")),
            ("1,000人", "=1000人", Some("1000")),
            ("＝１２个月", "=12个月", Some("12")),
            ("=200元/人/月", "=200元/人/月", Some("200")),
            ("2023年", "2023年", None),
            ("2023年度内完成", "2023年度内完成", None),
            ("提高", "提高", None),
        ] {
            let target = Target::parse(text);
            assert_eq!(target.text(), printed, "{text}");
            assert_eq!(target.number, number.map(|n| n.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn actual_values_lose_a_copied_operator() {
        assert_eq!(Value::parse("≥343人"), Some(Value::Number(343.into())));
        assert_eq!(Value::parse("达成预期指标"), Some(Value::Reached));
        assert_eq!(Value::parse("部分达成预期指标并具有一定效果"), Some(Value::Partly));
        assert_eq!(Value::parse("未完成预期指标且效果较差"), Some(Value::Missed));
        assert_eq!(Value::parse("促进"), None);
    }
}
