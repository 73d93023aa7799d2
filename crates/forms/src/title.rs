//! Printed titles, headers and labels in the form in which they are compared: years, numbering, units
//! and the words that differ from place to place are taken off.

use base::text::squash;

/// A title without year, 部门/单位/预算单位, numbering, quotes and brackets that say the year.
pub fn core(title: &str) -> String {
    let mut text = strip_number(&squash(title)).to_owned();
    text.retain(|c| !matches!(c, '“' | '”' | '"' | '《' | '》' | '‘' | '’' | '「' | '」' | '*'));
    let mut text = drop_form_number(&drop_years(&text));
    for word in ["预算单位", "部门(单位)", "部门", "单位", "(年度)", "()", "(续)", "续表"]
    {
        text = text.replace(word, "");
    }
    for word in ["附件", "附表", "表"] {
        let rest =
            text.strip_prefix(word).map(|t| t.trim_start_matches(|c: char| c.is_ascii_digit()));
        if let Some(rest) = rest.filter(|r| !r.is_empty()) {
            text = rest.trim_start_matches([':', '、', '.', '-']).to_owned();
        }
    }
    strip_number(&text).trim_end_matches([':', '。']).to_owned()
}

/// Takes `公开01表`, `财决公开01表`, `预算公开表1` out, with the brackets around it.
fn drop_form_number(text: &str) -> String {
    for word in ["财决公开", "预算公开", "决算公开", "公开", "财决"] {
        let Some((head, tail)) = text.split_once(word) else { continue };
        let rest = tail.strip_prefix('表').unwrap_or(tail);
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
        if after.len() == rest.len() {
            continue;
        }
        let after = if tail.starts_with('表') {
            after
        } else {
            after.strip_prefix('表').unwrap_or(after)
        };
        let head = head.strip_suffix(['(', '[']).unwrap_or(head);
        let after = after.strip_prefix([')', ']']).unwrap_or(after);
        return format!("{head}{after}");
    }
    text.to_owned()
}

/// Takes `2023年度`, `2023年` and `二〇二三年` style years out.
fn drop_years(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let year = chars[at..].iter().take(4).filter(|c| c.is_ascii_digit()).count() == 4;
        if year && chars.get(at + 4) == Some(&'年') {
            at += 5;
            at += usize::from(chars.get(at) == Some(&'度'));
            continue;
        }
        out.push(chars[at]);
        at += 1;
    }
    out
}

/// The text without a leading ordinal: `一、`, `（一）`, `1.`, `(1)`, `①`, `⑴`, `其中：`.
pub fn strip_number(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..3 {
        let rest = strip_once(text);
        if rest.len() == text.len() || rest.is_empty() {
            break;
        }
        text = rest;
    }
    text
}

fn strip_once(text: &str) -> &str {
    for word in ["其中:", "其中：", "其中"] {
        if let Some(rest) = text.strip_prefix(word) {
            return rest.trim_start();
        }
    }
    if text.starts_with(|c| matches!(c, '①'..='⑳' | '⑴'..='⒇')) {
        let mut chars = text.chars();
        chars.next();
        return chars.as_str().trim_start_matches(['、', '.', ' ']);
    }
    let open = text.strip_prefix(['(', '（']);
    let body = open.unwrap_or(text);
    let is_ordinal = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let rest = body.trim_start_matches(is_ordinal);
    let digits = body.len() - rest.len();
    if digits == 0 || digits > 9 {
        return text;
    }
    let closed = match open {
        Some(_) => rest.strip_prefix([')', '）']),
        None => rest.strip_prefix(['、', '.', '．', ')', '）', '．']),
    };
    match closed {
        // 1.5 is a number, not an ordinal; 1、2023年 is one
        Some(after)
            if rest.starts_with('、') || !after.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            after.trim_start()
        }
        _ => text,
    }
}

/// Units and letters that forms add to a header in brackets and that are no part of its name.
const SUFFIXES: &[&str] = &[
    "万元",
    "元",
    "亿元",
    "㎡",
    "平方米",
    "A",
    "B",
    "C",
    "D",
    "B/A",
    "A/B",
    "B/A*100%",
    "B/A×100%",
    "%",
    "分",
    "10分",
    "人",
    "辆",
    "台",
    "台/套",
    "台套",
    "个",
    "10",
    "C=B/A",
    "单位:万元",
    "单位:元",
];

/// A column header: blanks, quotes, units and letters in brackets taken off.
pub fn header_key(text: &str) -> String {
    let mut key = squash(text);
    key.retain(|c| !matches!(c, '“' | '”' | '"' | '‘' | '’' | '*'));
    loop {
        let cut = key.strip_suffix(')').and_then(|t| t.rsplit_once('('));
        match cut {
            Some((head, inner)) if !head.is_empty() && SUFFIXES.contains(&inner) => {
                key = head.to_owned()
            }
            _ => break,
        }
    }
    key.trim_end_matches([':', '：']).to_owned()
}

/// A row label: numbering, 其中, quotes, blanks and the colon taken off.
pub fn label_key(text: &str) -> String {
    let squashed = squash(text);
    let mut key = strip_number(&squashed).to_owned();
    key.retain(|c| !matches!(c, '“' | '”' | '"' | '‘' | '’' | '*'));
    key.trim_end_matches([':', '：']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_year_and_owner_words() {
        for (printed, want) in [
            ("2025年部门收入预算总表", "收入预算总表"),
            ("二、 收入决算表", "收入决算表"),
            ("财政拨款“三公”经费支出决算表", "财政拨款三公经费支出决算表"),
            ("收入支出决算总表（公开01表）", "收入支出决算总表"),
            ("公开02表 收入决算表", "收入决算表"),
            ("表3 支出决算表", "支出决算表"),
            ("附件2 2022年度部门整体支出绩效自评表", "整体支出绩效自评表"),
        ] {
            assert_eq!(core(printed), want);
        }
    }

    #[test]
    fn headers_lose_units_and_labels_lose_numbers() {
        assert_eq!(header_key("全年预算数\n（A）"), "全年预算数");
        assert_eq!(header_key("因公出国（境） 费"), "因公出国(境)费");
        assert_eq!(header_key("实际规模（㎡）"), "实际规模");
        assert_eq!(label_key("  其中：基本支出："), "基本支出");
        assert_eq!(label_key("二十一、国有资本经营预算支出"), "国有资本经营预算支出");
        assert_eq!(label_key("(一) 车辆数合计(辆)"), "车辆数合计(辆)");
        assert_eq!(strip_number("1.5次"), "1.5次");
    }
}
