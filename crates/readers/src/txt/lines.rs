//! The lines of a text file and what a line looks like, seen alone: a table line, a list item, a title.

use base::text::{is_blank, narrow_char, squash};
use base::{Spot, text};

/// One line of the file without its end.
#[derive(Debug)]
pub(super) struct Line {
    /// Number in the file, from 1.
    pub(super) number: u32,
    /// The text without conversion marks.
    pub(super) text: String,
    /// No text at all. A lone tab is not blank: it is an empty cell.
    pub(super) blank: bool,
}

impl Line {
    /// Whether the line holds a tab anywhere.
    pub(super) fn tabbed(&self) -> bool {
        self.text.contains('\t')
    }

    /// Whether the line begins with a tab: a cell in exports of Word files.
    pub(super) fn opens_cell(&self) -> bool {
        self.text.starts_with('\t')
    }

    /// Where the line stands.
    pub(super) fn spot(&self) -> Spot {
        Spot::line(self.number)
    }

    /// The text without blanks at its ends and without the mark of a bullet.
    pub(super) fn prose(&self) -> &str {
        let bare = self.text.trim_matches(is_blank);
        match bare.strip_prefix("- ") {
            Some(rest) if !rest.trim().is_empty() => rest.trim_start_matches(is_blank),
            _ => bare,
        }
    }

    /// The cells of a line whose cells are separated by tabs.
    pub(super) fn cells(&self) -> Vec<&str> {
        self.text.split('\t').collect()
    }
}

/// A list item, heading, note or labelled line: it begins something new, so it continues nothing.
pub(super) fn begins_anew(line: &str) -> bool {
    let bare = line.trim_matches(is_blank);
    let narrow: Vec<char> = bare.chars().map(narrow_char).take(24).collect();
    numbered(&narrow) || noted(bare) || labelled(&narrow) || bare.starts_with("- ")
}

/// Whether the line begins with a number of a list or heading.
pub(super) fn listed(line: &str) -> bool {
    let bare = line.trim_matches(is_blank);
    let narrow: Vec<char> = bare.chars().map(narrow_char).take(8).collect();
    numbered(&narrow)
}

/// 一、 1. （一） ⑴ 第一部分 …
fn numbered(chars: &[char]) -> bool {
    let numeral = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
    match chars {
        ['第', rest @ ..] => {
            let n = rest.iter().take_while(|c| numeral(c)).count();
            n > 0 && matches!(rest.get(n), Some('部' | '章' | '节' | '条'))
        }
        ['(' | '〔', rest @ ..] => {
            let n = rest.iter().take_while(|c| numeral(c)).count();
            n > 0 && n <= 3 && matches!(rest.get(n), Some(')' | '〕'))
        }
        [c, ..] if ('①'..='⒛').contains(c) => true,
        _ => {
            let n = chars.iter().take_while(|c| numeral(c)).count();
            let digit_after = chars.get(n + 1).is_some_and(char::is_ascii_digit);
            let dot = matches!(chars.get(n), Some('.')) && !digit_after;
            n > 0 && n <= 3 && (dot || matches!(chars.get(n), Some('、')))
        }
    }
}

fn noted(line: &str) -> bool {
    ["附件", "附表", "注：", "注:", "备注", "说明：", "说明:", "填表", "填报", "公开0", "公开1"]
        .iter()
        .any(|word| line.starts_with(word))
}

/// `立项依据：…`: two to sixteen characters before a colon. `是：` and `其中：` end a clause instead.
fn labelled(chars: &[char]) -> bool {
    let Some(colon) = chars.iter().position(|c| *c == ':') else {
        return false;
    };
    let label = chars.get(..colon).unwrap_or_default();
    let clause = label.iter().any(|c| matches!(c, ',' | '，' | '。' | ';' | '、' | '”'));
    let open = matches!(label.last(), Some('是' | '为' | '于' | '中' | '下'));
    (2..=16).contains(&label.len()) && !clause && !open
}

/// A short line without sentence punctuation that ends as titles, dates and captions do.
pub(super) fn titled(line: &str) -> bool {
    let bare = squash(line);
    let ends = ["表", "报告", "公开", "概况", "解释", "附件", "目录", "月", "日", "年度", "说明"];
    bare.chars().count() < 40
        && !bare.contains(['，', '。', '；', ',', ';'])
        && ends.iter().any(|end| bare.ends_with(end))
}

/// A page number standing alone: `- 3 -`, `— 3 —`, `第 3 页 共 20 页`. Bare digits are left: they may be data.
pub(super) fn page_number(line: &str) -> bool {
    let bare = squash(line);
    if bare.chars().count() > 12 || !bare.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let inner = bare.trim_matches(['-', '—', '–', '－']);
    let dashed = inner.len() + 2 <= bare.len()
        && bare.starts_with(['-', '—', '–'])
        && bare.ends_with(['-', '—', '–'])
        && inner.bytes().all(|b| b.is_ascii_digit());
    let worded = bare.starts_with('第')
        && bare.ends_with('页')
        && bare.chars().all(|c| c.is_ascii_digit() || "第页共/,，".contains(c));
    dashed || worded
}

/// Whether the whole text is blank, tabs not counted as blank.
pub(super) fn blank(line: &str) -> bool {
    !line.contains('\t') && line.chars().all(is_blank)
}

/// Length in characters of the visible text.
pub(super) fn length(line: &str) -> usize {
    text::squash(line).chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_told_from_continuations() {
        for new in [
            "一、概况",
            "（一）概况",
            "2. 全年",
            "1、因公",
            "第二部分 表",
            "立项依据：会议",
            "⑴工资",
            "注：本表",
        ] {
            assert!(begins_anew(new), "{new}");
        }
        for old in [
            "是：2023年度",
            "1.5万元",
            "的主导作用，完善",
            "出忻州特色，立小法",
            "其中：基本",
            "（类）1",
            "2023年",
        ] {
            assert!(!begins_anew(old), "{old}");
        }
    }

    #[test]
    fn page_numbers_stand_alone() {
        for yes in ["- 3 -", "— 12 —", "第 3 页 共 20 页"] {
            assert!(page_number(yes), "{yes}");
        }
        for no in ["3", "-3", "2023年", "--", "第三页"] {
            assert!(!page_number(no), "{no}");
        }
    }
}
