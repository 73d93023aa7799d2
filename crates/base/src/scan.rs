//! Finds the figures in running text: amounts, rates, counts and scores with their units. Years, dates,
//! document numbers, codes, telephone numbers and ordinals are not figures and are passed over.

use crate::figure::Figure;
use crate::text::{is_blank, narrow_char};
use crate::unit::Unit;

/// One figure in a text, with its place in `char`s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// First character of the number.
    pub start: usize,
    /// One past the last character of the number.
    pub end: usize,
    /// One past the last character of the unit (equal to `end` when none is printed).
    pub unit_end: usize,
    /// The number.
    pub figure: Figure,
    /// The unit printed after it.
    pub unit: Unit,
}

/// Measure words of counts, longest first where one begins another.
const MEASURES: &[&str] = &[
    "人次",
    "批次",
    "个月",
    "个百分点",
    "台(套)",
    "台套",
    "平方米",
    "百分比",
    "人",
    "辆",
    "次",
    "个",
    "台",
    "项",
    "家",
    "件",
    "名",
    "批",
    "套",
    "份",
    "册",
    "期",
    "部",
    "元/人",
    "户",
    "场",
    "篇",
    "条",
    "座",
    "所",
    "间",
    "倍",
    "㎡",
    "组",
];

/// First characters of what is counted in ten thousands.
const COUNTED: &str = "人次个亩户条页份册平立吨公里只头株千件名台套字尾盏羽斤篇幅张处座家辆米";

/// All figures of `text` in order. A number directly followed by 年 (as a year), 月, 日, 号 or 时, one
/// inside a code or a date, and an ordinal (第3, 3、 at a line start) is left out.
pub fn scan(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().map(narrow_char).collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = number_end(&chars, at);
        let start = sign_start(&chars, at);
        if let Some(token) = token(&chars, start, at, end) {
            tokens.push(token);
        }
        at = end;
    }
    tokens
}

fn number_end(chars: &[char], start: usize) -> usize {
    let mut end = start;
    while end < chars.len() {
        let c = chars[end];
        // A comma behind decimals begins another number: 收、支总计各是4125.49,4143.91万元.
        let decimals = c == ',' && chars[start..end].contains(&'.');
        let next = chars.get(end + 1).is_some_and(char::is_ascii_digit);
        let inner = matches!(c, '.' | ',') && next && !decimals;
        if !(c.is_ascii_digit() || inner) {
            break;
        }
        end += 1;
    }
    end
}

/// Includes a minus sign that stands directly before the digits and is not a dash between two numbers.
fn sign_start(chars: &[char], at: usize) -> usize {
    if at == 0 || !matches!(chars[at - 1], '-' | '−') {
        return at;
    }
    let before = at.checked_sub(2).and_then(|i| chars.get(i));
    match before {
        Some(c) if c.is_ascii_alphanumeric() || matches!(c, '月' | '日' | '年' | '-') => at,
        _ => at - 1,
    }
}

fn token(chars: &[char], start: usize, digits: usize, end: usize) -> Option<Token> {
    let raw: String = chars[start..end].iter().collect();
    if joined(chars, start, digits, end) || ordinal(chars, digits, end, &raw) {
        return None;
    }
    let figure = Figure::parse(&raw)?;
    let (unit, unit_end) = unit_after(chars, end);
    if unit == Unit::None && calendar(chars, end) {
        return None;
    }
    Some(Token { start, end, unit_end, figure, unit })
}

/// Part of a longer code: letters, dashes or slashes glue it to other digits (102001-…, A1, 2023.4.18).
fn joined(chars: &[char], start: usize, digits: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|i| chars[i]);
    let after = chars.get(end).copied();
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    if glued(before) || (glued(after) && !matches!(after, Some('m'))) {
        return true;
    }
    if start == digits && matches!(before, Some('-' | '.' | '〔' | '[')) {
        return true;
    }
    let raw: String = chars[digits..end].iter().collect();
    if raw.matches('.').count() > 1 {
        return true;
    }
    matches!(after, Some('-' | '〕' | ']'))
        && chars.get(end + 1).is_some_and(|c| c.is_alphanumeric())
}

fn ordinal(chars: &[char], digits: usize, end: usize, raw: &str) -> bool {
    let before = digits.checked_sub(1).map(|i| chars[i]);
    if matches!(before, Some('第')) {
        return true;
    }
    let after = chars.get(end).copied();
    let listed = matches!(after, Some('、' | '.' | ')')) && raw.len() <= 2 && !raw.contains('.');
    let opens = match before {
        None => true,
        Some(c) => is_blank(c) || matches!(c, '(' | '。' | ';' | ':' | '；' | '：' | ',' | '，'),
    };
    let closes_bracket = after == Some(')') && before != Some('(');
    listed && opens && !closes_bracket
}

/// 2023年, 12月31日, 5时, 8号: parts of a date or a document number.
fn calendar(chars: &[char], end: usize) -> bool {
    let next = chars[end..].iter().find(|c| !is_blank(**c));
    matches!(next, Some('年' | '月' | '日' | '号' | '时' | '届' | '级'))
}

fn unit_after(chars: &[char], end: usize) -> (Unit, usize) {
    let mut at = end;
    while at < chars.len() && is_blank(chars[at]) {
        at += 1;
    }
    let tail: String = chars[at..].iter().take(6).collect();
    for (word, unit) in [
        ("万元", Unit::WanYuan),
        ("亿元", Unit::YiYuan),
        ("元/人", Unit::Count("元/人".to_owned())),
        ("元", Unit::Yuan),
        ("%", Unit::Percent),
    ] {
        if tail.starts_with(word) {
            return (unit, at + word.chars().count());
        }
    }
    if let Some(rest) = tail.strip_prefix('万') {
        // 30万页, 2万亩: a count in ten thousands, not money.
        return match rest.chars().next().filter(|c| COUNTED.contains(*c)) {
            Some(word) => (Unit::Count(format!("万{word}")), at + 2),
            None => (Unit::WanYuan, at + 1),
        };
    }
    if tail.starts_with('分') && !tail.starts_with("分别") && !tail.starts_with("分之") {
        return (Unit::Score, at + 1);
    }
    for word in MEASURES {
        if tail.starts_with(word) {
            let unit = match *word {
                "个百分点" | "百分比" => Unit::Percent,
                _ => Unit::Count((*word).to_owned()),
            };
            return (unit, at + word.chars().count());
        }
    }
    (Unit::None, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let got: Vec<String> =
            scan(text).iter().map(|t| format!("{}{}", t.figure.print(), t.unit.label())).collect();
        assert_eq!(got.join(" "), expect, "{text}");
    }

    #[test]
    fn amounts_rates_and_counts_are_found() {
        check("收入总计1,709.74万元，增长6.22%，购置公务用车0辆", "1,709.74万元 6.22% 0辆");
        check("支出12\u{a0}万元", "12万元");
        check("总得分为 97.84 分", "97.84分");
        check("每人每月200元。", "200元");
        check("增加-3.5万元", "-3.5万元");
        check("≤50万，数字化30万页，造林2万亩", "50万元 30万页 2万亩");
    }

    #[test]
    fn dates_codes_and_ordinals_are_not_figures() {
        check("2023年度，截至2023年12月31日，财预〔2020〕10号", "");
        check("102001-某办公室 填报日期：2023.4.18", "");
        check("3、公务接待费 第2条 (4)其他", "");
        check("市十六届人大 2023 年 1 月-12 月", "");
    }
}
