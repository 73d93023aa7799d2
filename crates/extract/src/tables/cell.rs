//! What one cell of figures says.

use base::text::squash;
use base::{Figure, Unit, scan};

/// A cell read as a figure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// A figure and the unit printed beside it (`Unit::None` when none is).
    Figure(Figure, Unit),
    /// Nothing, or a dash.
    Blank,
    /// Words.
    Words,
}

/// Reads a cell that should hold a figure: `1,033.5`, `6.25分`, `≤100%`, `——`.
pub(crate) fn read(text: &str) -> Reading {
    let key = squash(text);
    if is_blank(&key) || is_pending(&key) {
        return Reading::Blank;
    }
    let bare = key.trim_start_matches(['¥', '￥', '$']);
    if let Some(figure) = Figure::parse(bare) {
        return Reading::Figure(figure, Unit::None);
    }
    let tokens = scan(&key);
    let [token] = tokens.as_slice() else {
        return Reading::Words;
    };
    let around = key.chars().count().saturating_sub(token.unit_end - token.start);
    let before: String = key.chars().take(token.start).collect();
    let signs = before.chars().all(|c| "≥≤><=＝≧≦约".contains(c));
    if signs && around <= before.chars().count() + 2 {
        return Reading::Figure(token.figure.clone(), token.unit.clone());
    }
    Reading::Words
}

/// Whether a squashed cell says that there is nothing: empty or dashes.
pub(crate) fn is_blank(key: &str) -> bool {
    key.chars().all(|c| matches!(c, '-' | '—' | '–' | '－' | '―' | '─' | '/' | '\\' | '_'))
}

/// Whether a squashed cell says that its figure is still to come: （待评定）, 待填写.
pub(crate) fn is_pending(key: &str) -> bool {
    key.trim_start_matches(['(', '（']).starts_with('待')
        && !key.chars().any(|c| c.is_ascii_digit())
}

/// A score: a number with or without 分.
pub(crate) fn score(key: &str) -> Option<Figure> {
    Figure::parse(key.strip_suffix('分').unwrap_or(key))
}

/// The comparison sign before the figure of a target, and the figure with its unit:
/// `≥9次调研` → ≥, 9 次. Percent words become the percent unit.
pub(crate) fn target(text: &str) -> (String, Option<(Figure, Unit)>) {
    let key = squash(text);
    let tokens = scan(&key);
    let mut found = match tokens.as_slice() {
        [one] => Some((one.start, one.figure.clone(), one.unit.clone())),
        _ => None,
    };
    if found.is_none()
        && let Some(figure) = Figure::parse(key.trim_start_matches(['≥', '≤', '>', '<', '=']))
    {
        let start =
            key.chars().count() - key.trim_start_matches(['≥', '≤', '>', '<', '=']).chars().count();
        found = Some((start, figure, Unit::None));
    }
    // 2023全年 is a time, no quantity
    let year =
        |f: &Figure| f.decimals == 0 && (1990..2100).any(|y| f.value == base::Decimal::from(y));
    found = found.filter(|(_, f, u)| !(*u == Unit::None && key.contains('年') && year(f)));
    let before: String = match &found {
        Some((start, ..)) => key.chars().take(*start).collect(),
        None => key.clone(),
    };
    let sign = sign(&before);
    (sign.to_owned(), found.map(|(_, figure, unit)| (figure, unit)))
}

fn sign(before: &str) -> &'static str {
    for (words, sign) in [
        (&["≥", "≧", ">=", "不低于", "不少于", "大于等于", "至少"][..], "≥"),
        (&["≤", "≦", "<=", "不超过", "不高于", "不多于", "小于等于", "控制在"][..], "≤"),
        (&[">", "大于", "超过", "高于"][..], ">"),
        (&["<", "小于", "低于"][..], "<"),
        (&["=", "等于"][..], "="),
    ] {
        if words.iter().any(|w| before.ends_with(w) || (before.len() <= 24 && before.contains(w))) {
            return sign;
        }
    }
    ""
}

/// The unit a `单位：…` line or a bracket in a header names: `金额单位：万元`, `(元)`.
pub(crate) fn unit_named(text: &str) -> Option<Unit> {
    let key = squash(text).replace('：', ":");
    for marker in ["金额单位:", "单位:", "计量单位:", "货币单位:"] {
        if let Some((_, rest)) = key.rsplit_once(marker) {
            let word: String = rest
                .chars()
                .take_while(|c| !matches!(c, ')' | '(' | ',' | ';' | ':' | '、'))
                .collect();
            let unit = ["万元", "亿元", "元", "人民币万元", "人民币元"].into_iter();
            let longest = unit.filter(|u| word.starts_with(u)).max_by_key(|u| u.len());
            if let Some(unit) = longest.and_then(Unit::from_label) {
                return Some(unit);
            }
        }
    }
    None
}

/// The unit in brackets of a header: `全年预算数(元)` → 元, `实际规模（㎡）` → 平方米.
pub(crate) fn unit_in_header(header: &str) -> Option<Unit> {
    let key = squash(header);
    for part in key.split('(').skip(1) {
        let inner = part.split(')').next().unwrap_or_default();
        match inner {
            "万元" | "亿元" | "元" | "%" => return Unit::from_label(inner),
            "㎡" | "平方米" => return Some(Unit::Count("平方米".to_owned())),
            "人" | "辆" | "台" | "个" | "家" => return Some(Unit::Count(inner.to_owned())),
            _ => {}
        }
    }
    None
}

/// A unit as written in a form file.
pub(crate) fn unit_of_form(label: &str) -> Unit {
    Unit::from_label(label).unwrap_or_else(|| Unit::Count(label.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &str) {
        let got = match read(text) {
            Reading::Figure(f, u) => format!("{}{}", f.print(), u.label()),
            Reading::Blank => "∅".to_owned(),
            Reading::Words => "…".to_owned(),
        };
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn cells_are_read() {
        check("1,033.5", "1,033.5");
        check("91,016,\n775.35", "91,016,775.35");
        check("57\u{3000}", "57");
        check("6.25分", "6.25分");
        check(" 134.38%\u{3000}", "134.38%");
        check("≤100%", "100%");
        check("——", "∅");
        check("\u{3000}", "∅");
        check("2023年", "…");
        check("本表无数据", "…");
    }

    #[test]
    fn targets_are_read() {
        for (text, want) in [
            ("≥9次调研", "≥ 9次"),
            ("=98百分比", "= 98%"),
            ("≤20.14万元", "≤ 20.14万元"),
            ("1次", " 1次"),
            ("100", " 100"),
            ("全年", " "),
            ("2023全年", " "),
        ] {
            let (sign, figure) = target(text);
            let figure = figure.map_or(String::new(), |(f, u)| f.print() + u.label());
            assert_eq!(format!("{sign} {figure}"), want, "{text}");
        }
    }

    #[test]
    fn units_are_read() {
        assert_eq!(unit_named("编制部门：某办公室 单位：元"), Some(Unit::Yuan));
        assert_eq!(unit_named("金额单位：万元"), Some(Unit::WanYuan));
        assert_eq!(unit_named("单位名称：某办公室"), None);
        assert_eq!(unit_in_header("全年预算数(元)"), Some(Unit::Yuan));
    }
}
