//! What each paragraph is: title, entry of the table of contents, heading, head line of a table, note,
//! signature or body.

use base::text::squash;
use document::Paragraph;
use std::collections::BTreeSet;

/// The part a paragraph plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Before the first heading, on the cover.
    Cover,
    /// The words 目录.
    ContentsTitle,
    /// An entry of the table of contents.
    Contents,
    /// A heading with its level (0 = part, 1 = 一、 …), number and text.
    Heading(Heading),
    /// A number or unit line of a table.
    TableHead,
    /// The title of a table.
    TableTitle(Heading),
    /// A note under a table.
    Note,
    /// Running text.
    Body,
    /// Nothing but blanks or a page number.
    Empty,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    /// 0 = 第一部分 or an unnumbered title, 1 = 一、, 2 = （一）, 3 = 1、, 4 = (1).
    pub level: u8,
    /// The number as printed.
    pub number: String,
    /// The text without its number, blanks removed.
    pub text: String,
}

/// Goes through the paragraphs in order and tells what each is.
#[derive(Default)]
pub(crate) struct Outline {
    contents: Option<BTreeSet<String>>,
    /// Entries of the contents so far that carry a page number.
    paged: usize,
    started: bool,
}

impl Outline {
    /// The role of the next paragraph; `table_next`: a table follows it or its unit lines.
    pub fn role(&mut self, paragraph: &Paragraph, table_next: bool) -> Role {
        let text = squash(&paragraph.text);
        if text.is_empty() || text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '—')) {
            return Role::Empty;
        }
        if text == "目录" {
            self.contents = Some(BTreeSet::new());
            self.paged = 0;
            self.started = true;
            return Role::ContentsTitle;
        }
        if self.contents_entry(&text) {
            return Role::Contents;
        }
        if table_line(&text) {
            return Role::TableHead;
        }
        let title = text.ends_with('表') && short(&text, 40) && !text.starts_with("附件:");
        if table_next && title && part_heading(&text).is_none() {
            let (number, text) = split_number(&text);
            return Role::TableTitle(Heading { level: 5, number, text });
        }
        let cover = !self.started && short(&text, 60) && !text.contains(['。', ';']);
        if cover && unnumbered(&text) && !titled(&text) {
            return Role::Cover;
        }
        if let Some(heading) = heading(&text, paragraph) {
            self.started = true;
            return Role::Heading(heading);
        }
        if ["注:", "备注", "说明:", "注1"].iter().any(|w| text.starts_with(w)) {
            return Role::Note;
        }
        self.started = true;
        Role::Body
    }

    /// Inside the contents: entries are numbered or carry a page number, and none stands twice.
    fn contents_entry(&mut self, text: &str) -> bool {
        let Some(seen) = &mut self.contents else { return false };
        let entry = trim_leader(text);
        let leader = entry != text;
        let (number, rest) = split_number(text.trim_start_matches('-'));
        let part = part_heading(text).is_some();
        let repeated = part_heading(&entry).map_or_else(|| entry.clone(), |(n, _)| n);
        // Where every entry so far had its page number, a line without one is the first heading.
        let ended = !leader && self.paged >= 3 && self.paged == seen.len();
        self.paged += usize::from(leader);
        let foreign = (!leader && number.is_empty() && !part) || rest.contains('。');
        if ended || foreign || !seen.insert(repeated) {
            self.contents = None;
            return false;
        }
        true
    }
}

/// An entry of the contents without dots and page number.
pub(crate) fn trim_leader(text: &str) -> String {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_digit());
    digits.trim_end_matches(['.', '…', '·', '-', '．', '⋯']).to_owned()
}

/// The heading a squashed paragraph is, if it reads like one.
pub(crate) fn heading(text: &str, paragraph: &Paragraph) -> Option<Heading> {
    if let Some((number, rest)) = part_heading(text) {
        return short(text, 60).then_some(Heading { level: 0, number, text: rest });
    }
    if text.starts_with("附件") && short(text, 12) {
        return Some(Heading { level: 0, number: text.to_owned(), text: "附件".to_owned() });
    }
    let (number, rest) = split_number(text);
    let closed = rest.strip_suffix('。');
    let body = closed.unwrap_or(&rest).to_owned();
    let inner = body.contains(['。', ';', ',', '?', '!']);
    let figures = base::scan(&body).iter().any(|t| t.unit != base::Unit::None);
    if inner || figures || body.is_empty() || body.ends_with([':', '、']) {
        return None;
    }
    let noun = ["情况", "概况", "说明", "方面", "分析", "程度", "结果", "问题", "措施", "建议"];
    if closed.is_some() && !noun.iter().any(|w| body.ends_with(w)) {
        return None;
    }
    let level = level(&number);
    if let Some(level) = level {
        let limit = if level == 3 { 30 } else { 45 };
        let parts = body.contains("(类)") || body.contains("(项)") || body.contains(':');
        return (short(&body, limit) && !parts).then_some(Heading { level, number, text: body });
    }
    // “附件：1.…” names what is annexed, “（2023年1—9月）” stands below a title: neither heads anything.
    let beside = text.starts_with("附件") || (body.starts_with('(') && body.ends_with(')'));
    let styled = (paragraph.level.is_some() || paragraph.centred)
        && !beside
        && short(&body, 40)
        && closed.is_none();
    (titled(&body) || styled).then_some(Heading { level: 0, number, text: body })
}

/// Whether an unnumbered line is the title of a part by its last words.
fn titled(text: &str) -> bool {
    let named = [
        "编制说明",
        "名词解释",
        "其他相关情况说明",
        "机构设置",
        "主要职能",
        "情况说明",
        "分析报告",
    ];
    named.iter().any(|w| text.ends_with(w)) && short(text, 40)
}

fn unnumbered(text: &str) -> bool {
    part_heading(text).is_none() && split_number(text).0.is_empty() && !text.starts_with("附件")
}

/// The level of a number as printed.
fn level(number: &str) -> Option<u8> {
    let chinese = number.contains(|c| "一二三四五六七八九十".contains(c));
    match (number.is_empty(), chinese, number.starts_with('(')) {
        (true, ..) => None,
        (_, true, false) => Some(1),
        (_, true, true) => Some(2),
        (_, false, false) => Some(3),
        (_, false, true) => Some(4),
    }
}

/// `第三部分情况说明` → (第三部分, 情况说明).
fn part_heading(text: &str) -> Option<(String, String)> {
    let rest = text.strip_prefix('第')?;
    let at = rest.find("部分")?;
    let ordinal = &rest[..at];
    if base::text::ordinal(ordinal).is_none() && ordinal.parse::<u32>().is_err() {
        return None;
    }
    let tail = &rest[at + "部分".len()..];
    Some((format!("第{ordinal}部分"), tail.trim_start_matches([':', '、']).to_owned()))
}

/// Splits a number off the front: `（一）总体` → (（一）, 总体). The number is empty when there is none.
pub(crate) fn split_number(text: &str) -> (String, String) {
    let chars: Vec<char> = text.chars().collect();
    let number = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
    let open = usize::from(chars.first() == Some(&'('));
    let digits = chars[open..].iter().take_while(|c| number(c)).count();
    let after = chars.get(open + digits).copied();
    let cut = match (open, digits, after) {
        (1, 1..=3, Some(')')) => digits + 2,
        (0, 1..=3, Some('、')) => digits + 1,
        (0, 1..=2, Some('.')) if !chars.get(digits + 1).is_some_and(char::is_ascii_digit) => {
            digits + 1
        }
        (0, 1..=2, Some('.')) if chars.get(digits + 5) == Some(&'年') => digits + 1,
        _ => 0,
    };
    let tail: String = chars[cut..].iter().collect();
    (chars[..cut].iter().collect(), tail.trim_start_matches('、').to_owned())
}

/// 公开01表, 金额单位：万元, 部门名称：…, (2023年度): lines at the head of a table.
fn table_line(text: &str) -> bool {
    let opens = [
        "公开",
        "部门名称:",
        "单位名称:",
        "编制单位:",
        "编制部门:",
        "金额单位:",
        "单位:万元",
        "单位:元",
        "填报单位:",
    ];
    let numbered = text.starts_with("公开") && text.ends_with('表') && short(text, 8);
    let year = text.trim_matches(['(', ')']);
    let dated = year.len() <= 16 && year.ends_with("年度") && year.starts_with("20");
    numbered
        || dated
        || (short(text, 60)
            && !text.contains('。')
            && opens[1..].iter().any(|w| text.starts_with(w)))
}

fn short(text: &str, limit: usize) -> bool {
    text.chars().count() <= limit
}
