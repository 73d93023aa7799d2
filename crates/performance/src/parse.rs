//! Targets and actual values as people write them: “≥95%”, “=12个月”, “95%以上”, “提高”, “部分达成”.

use crate::model::{Direction, Operator, Target, Value};
use crate::score::sign;
use base::Decimal;
use base::text::{narrow, squash};

impl Target {
    /// Reads a target. Words without a number are a qualitative target; a number without an operator
    /// is meant as 等于.
    pub fn parse(text: &str) -> Target {
        let plain = narrow(text.trim());
        let (operator, rest) = operator(plain.trim());
        let words = || Target {
            operator: Operator::Qualitative,
            number: None,
            unit: String::new(),
            words: text.trim().to_owned(),
        };
        let Some((number, unit)) = quantity(rest) else { return words() };
        let (after, unit) = bound(&unit);
        if operator.is_none() && moment(&unit) {
            return words();
        }
        let operator = operator.or(after).unwrap_or(Operator::Equal);
        Target { operator, number: Some(number), unit, words: String::new() }
    }

    /// As the form prints it.
    pub fn text(&self) -> String {
        match self.number {
            Some(n) => format!("{}{}{}", sign(self.operator), n.normalize(), self.unit),
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

    /// Whether nothing was set: an empty box, or the words for one.
    pub fn is_blank(&self) -> bool {
        const EMPTY: &[&str] = &["", "无", "未填报", "未填", "/", "-", "—", "——", "空"];
        self.number.is_none() && EMPTY.contains(&squash(&self.words).as_str())
    }
}

impl Value {
    /// Reads an actual value; an operator in front of it (forms copied from the target) is dropped.
    /// `None` for words that say nothing about reaching the target.
    pub fn parse(text: &str) -> Option<Value> {
        let plain = narrow(text.trim());
        let (sign, rest) = operator(plain.trim());
        if let Some((number, unit)) = quantity(rest)
            && (sign.is_some() || !moment(&unit))
        {
            return Some(Value::Number(number));
        }
        let has = |words: &[&str]| words.iter().any(|w| plain.contains(w));
        if has(&["部分达成", "部分完成", "部分实现", "基本达成", "基本完成", "基本实现"])
        {
            return Some(Value::Partly);
        }
        if has(&["未达成", "未完成", "未实现", "没有达成", "没有完成", "未开展"])
        {
            return Some(Value::Missed);
        }
        has(&["达成", "完成", "实现"]).then_some(Value::Reached)
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
pub(crate) fn operator(text: &str) -> (Option<Operator>, &str) {
    const SIGNS: &[(&str, Operator)] = &[
        (">=", Operator::AtLeast),
        ("<=", Operator::AtMost),
        ("≥", Operator::AtLeast),
        ("≧", Operator::AtLeast),
        ("⩾", Operator::AtLeast),
        ("≤", Operator::AtMost),
        ("≦", Operator::AtMost),
        ("⩽", Operator::AtMost),
        (">", Operator::MoreThan),
        ("﹥", Operator::MoreThan),
        ("<", Operator::LessThan),
        ("﹤", Operator::LessThan),
        ("=", Operator::Equal),
        ("不低于", Operator::AtLeast),
        ("不少于", Operator::AtLeast),
        ("不小于", Operator::AtLeast),
        ("至少", Operator::AtLeast),
        ("达到", Operator::AtLeast),
        ("大于等于", Operator::AtLeast),
        ("小于等于", Operator::AtMost),
        ("不高于", Operator::AtMost),
        ("不超过", Operator::AtMost),
        ("不多于", Operator::AtMost),
        ("不大于", Operator::AtMost),
        ("控制在", Operator::AtMost),
        ("大于", Operator::MoreThan),
        ("高于", Operator::MoreThan),
        ("超过", Operator::MoreThan),
        ("小于", Operator::LessThan),
        ("低于", Operator::LessThan),
        ("少于", Operator::LessThan),
        ("等于", Operator::Equal),
    ];
    let hit = SIGNS.iter().find_map(|(s, o)| text.strip_prefix(s).map(|rest| (*o, rest)));
    hit.map_or((None, text), |(o, rest)| (Some(o), rest.trim_start()))
}

/// What stands behind the number: 以上, 以内 … and the unit without it.
fn bound(unit: &str) -> (Option<Operator>, String) {
    const AFTER: &[(&str, Operator)] = &[
        ("及以上", Operator::AtLeast),
        ("以上", Operator::AtLeast),
        ("及以下", Operator::AtMost),
        ("以下", Operator::AtMost),
        ("以内", Operator::AtMost),
        ("之内", Operator::AtMost),
    ];
    let hit = AFTER.iter().find_map(|(w, o)| unit.strip_suffix(w).map(|u| (*o, u)));
    hit.map_or((None, unit.to_owned()), |(o, u)| (Some(o), u.trim().to_owned()))
}

/// A date, not a quantity: 12月, 12月底前, 31日前.
fn moment(unit: &str) -> bool {
    unit.starts_with(['月', '日', '号']) || unit.starts_with("季度")
}

/// A number at the beginning and its unit; a year (2023年) is a date, and what goes on with another
/// number (60-80) is a range, not a quantity.
pub(crate) fn quantity(text: &str) -> Option<(Decimal, String)> {
    let digit = |(i, c): (usize, char)| {
        c.is_ascii_digit() || c == '.' || c == ',' || (i == 0 && matches!(c, '-' | '−'))
    };
    let end = text.char_indices().find(|at| !digit(*at)).map_or(text.len(), |(i, _)| i);
    let (digits, unit) = text.split_at(end);
    let digits = digits.replace(',', "").replace('−', "-");
    let value: Decimal = digits.parse().ok()?;
    let unit = unit.trim().trim_end_matches(['。', ';', '；']);
    let year = digits.len() == 4 && (unit.starts_with('年') || unit.starts_with("全年"));
    let range = unit.chars().any(|c| c.is_ascii_digit());
    let unit = if unit == "百分比" { "%" } else { unit };
    (!year && !range && unit.chars().count() <= 8).then(|| (value, unit.to_owned()))
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
            ("=12月", "=12月", Some("12")),
            ("=200元/人/月", "=200元/人/月", Some("200")),
            ("不低于90％", "≥90%", Some("90")),
            ("95%以上", "≥95%", Some("95")),
            ("控制在20万元以内", "≤20万元", Some("20")),
            ("≥-5%", "≥-5%", Some("-5")),
            ("≥9次调研", "≥9次调研", Some("9")),
            ("2023年", "2023年", None),
            ("2023年度内完成", "2023年度内完成", None),
            ("2023全年", "2023全年", None),
            ("12月底前", "12月底前", None),
            ("12月31日前", "12月31日前", None),
            ("60%-80%", "60%-80%", None),
            ("提高", "提高", None),
        ] {
            let target = Target::parse(text);
            assert_eq!(target.text(), printed, "{text}");
            assert_eq!(target.number, number.map(|n| n.parse().unwrap()), "{text}");
            assert_eq!(Target::parse(&target.text()), target, "{text} reads back");
        }
    }

    #[test]
    fn empty_boxes_are_not_targets() {
        for text in ["", " ", "无", "未填报", "——"] {
            assert!(Target::parse(text).is_blank(), "{text}");
        }
        assert!(!Target::parse("提高").is_blank());
        assert!(!Target::parse("=0次").is_blank());
    }

    #[test]
    fn actual_values_lose_a_copied_operator() {
        assert_eq!(Value::parse("≥343人"), Some(Value::Number(343.into())));
        assert_eq!(Value::parse("≤43.58万"), Some(Value::Number("43.58".parse().unwrap())));
        assert_eq!(Value::parse("达成预期指标"), Some(Value::Reached));
        assert_eq!(Value::parse("部分达成预期指标并具有一定效果"), Some(Value::Partly));
        assert_eq!(Value::parse("未完成预期指标且效果较差"), Some(Value::Missed));
        assert_eq!(Value::parse("12月31日完成"), Some(Value::Reached));
        assert_eq!(Value::parse("促进"), None);
    }
}
