//! Where the header of a table ends, and the path of header texts above each column.

use super::cell::{Reading, read};
use super::sheet::{Line, Sheet, one_line};
use base::text::squash;
use forms::{RowRule, header_key, label_key, row_for};

/// The header of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    /// First row of the body.
    pub body: usize,
    /// Rows of the header, for recognising its repetition on the next page.
    pub rows: Vec<Vec<String>>,
    /// For each column the header texts from top to bottom, as [`header_key`] gives them.
    pub paths: Vec<Vec<String>>,
    /// For each column its header as printed.
    pub printed: Vec<String>,
}

/// Words that head a column of labels, codes or line numbers in every form.
const LABEL_HEADS: &[&str] = &[
    "项目",
    "栏次",
    "科目代码",
    "科目编码",
    "科目名称",
    "功能分类科目编码",
    "类",
    "款",
    "项",
    "收入",
    "支出",
    "行次",
    "序号",
    "金额",
    "预算数",
    "决算数",
    "合计",
    "小计",
];

/// Whether the row numbers the columns (栏次 1 2 3): such a row holds no figures.
pub(crate) fn is_index_row(line: &Line) -> bool {
    let mut named = false;
    let mut expected: Option<u32> = None;
    let mut count = 0;
    for (_, square) in line.met() {
        let key = square.key.as_str();
        if matches!(key, "栏次" | "行次" | "列次" | "栏号" | "甲" | "乙" | "丙" | "**") {
            named = true;
            continue;
        }
        let digits = key.split(['=', '(', '＝']).next().unwrap_or_default();
        let Ok(number) = digits.parse::<u32>() else {
            return false;
        };
        if expected.is_some_and(|e| e != number) || (expected.is_none() && number > 2) {
            return false;
        }
        expected = Some(number + 1);
        count += 1;
    }
    count >= 3 || (named && count >= 1)
}

/// Whether the row only repeats words of headers (a header row, or its repetition).
pub(crate) fn is_header_row(line: &Line, known: &dyn Fn(&str) -> bool) -> bool {
    let met = line.met();
    let words = met.iter().filter(|(_, s)| {
        let key = header_key(&s.key);
        LABEL_HEADS.contains(&key.as_str()) || known(&key)
    });
    let words = words.count();
    words >= 2 && words * 2 > met.len()
}

/// A subject code: 3, 5 or 7 digits.
pub(crate) fn is_code(key: &str) -> bool {
    matches!(key.len(), 3 | 5 | 7) && key.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a label is that of a grand total.
pub(crate) fn is_total(key: &str) -> bool {
    matches!(label_key(key).as_str(), "合计" | "总计" | "总合计")
}

/// No official form has more header rows; a table of words alone has no end of its header.
const MOST: usize = 12;

/// Most columns a group header written once is carried over.
const WIDE: usize = 40;

/// Reads the header that begins at row `from`.
pub(crate) fn head(sheet: &Sheet, from: usize, rows: &[RowRule]) -> Head {
    let start = (from..sheet.lines.len()).find(|r| begins_body(&sheet.lines[*r], rows));
    let body = start.unwrap_or(sheet.lines.len());
    let lines = sheet.lines.get(from..body).unwrap_or_default().iter();
    let lines: Vec<&Line> =
        lines.filter(|l| !l.is_blank() && !is_index_row(l)).take(MOST).collect();
    let columns: Vec<Vec<String>> = (0..sheet.width).map(|c| texts_above(&lines, c)).collect();
    let years = years(&columns);
    let path = |texts: &Vec<String>| -> Vec<String> {
        texts.iter().map(|t| name_year(&header_key(t), &years)).collect()
    };
    Head {
        body,
        rows: lines.iter().map(|l| l.squares.iter().map(|s| s.key.clone()).collect()).collect(),
        paths: columns.iter().map(path).collect(),
        printed: columns.iter().map(|t| t.last().map_or(String::new(), |l| one_line(l))).collect(),
    }
}

fn begins_body(line: &Line, rows: &[RowRule]) -> bool {
    if line.is_blank() || is_index_row(line) {
        return false;
    }
    let met = line.met();
    let numbers = met.iter().any(|(_, s)| matches!(read(&s.text), Reading::Figure(..)));
    if numbers || met.iter().take(3).any(|(_, s)| is_code(&s.key)) {
        return true;
    }
    let Some((_, first)) = met.first() else {
        return false;
    };
    if is_total(&first.key) {
        // in a header row other words follow 合计
        return met.iter().skip(1).all(|(_, s)| !matches!(read(&s.text), Reading::Words));
    }
    let numbered = label_key(&first.key) != header_label(&first.key);
    let known = row_for(rows, &first.key, None, |_| false).is_some();
    (numbered || known) && met.len() > 1 && !LABEL_HEADS.contains(&first.key.as_str())
        || (known && met.len() == 1 && numbered)
}

fn header_label(key: &str) -> String {
    let mut plain = squash(key);
    plain.retain(|c| !matches!(c, '“' | '”' | '"' | '‘' | '’' | '*'));
    plain.trim_end_matches([':', '：']).to_owned()
}

/// Header texts above a column. A group header that spans columns but was written once (text
/// exports, unmerged sheets) is carried to the right as long as something stands below.
fn texts_above(lines: &[&Line], column: usize) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let text = match line.squares.get(column) {
            Some(s) if !s.key.is_empty() => s.text.clone(),
            _ => carried(lines, at, column).unwrap_or_default(),
        };
        if !squash(&text).is_empty() && texts.last().is_none_or(|t| squash(t) != squash(&text)) {
            texts.push(text);
        }
    }
    texts
}

fn carried(lines: &[&Line], at: usize, column: usize) -> Option<String> {
    lines.get(at + 1)?;
    let left =
        (column.saturating_sub(WIDE)..column).rev().find(|c| !lines[at].key(*c).is_empty())?;
    // a header that reaches down from above is no group header of this row
    lines[at].squares.get(left).filter(|s| s.own_row)?;
    let under = |c: usize| lines[at + 1..].iter().any(|l| !l.key(c).is_empty());
    let open = (left + 1..column).all(&under);
    // nor does it reach into the next group of the rows above
    let above = lines.get(..at).unwrap_or_default();
    let next = |l: &&Line| {
        let begins = |c: usize| !l.key(c).is_empty() && l.key(c) != l.key(left);
        (left + 1..=column).any(begins)
    };
    if above.iter().any(next) {
        return None;
    }
    let group = under(left);
    (group && under(column) && open).then(|| lines[at].squares[left].text.clone())
}

/// The fiscal years named in the headers.
fn years(columns: &[Vec<String>]) -> Vec<u32> {
    let mut years: Vec<u32> =
        columns.iter().flatten().filter_map(|t| year_in(&squash(t)).map(|(_, y)| y)).collect();
    years.sort_unstable();
    years.dedup();
    years
}

fn year_in(key: &str) -> Option<(usize, u32)> {
    let at = key.find('年')?;
    let digits = at.checked_sub(4).and_then(|from| key.get(from..at))?;
    let year = digits.parse().ok().filter(|y| (1990..2100).contains(y))?;
    Some((at - 4, year))
}

/// `2022年决算数` → 本年决算数 where headers speak of two years, else 决算数.
fn name_year(key: &str, years: &[u32]) -> String {
    let Some((from, year)) = year_in(key) else {
        return key.to_owned();
    };
    let rest: String = key.get(from..).unwrap_or_default().chars().skip(5).collect();
    let rest = rest.strip_prefix('度').unwrap_or(&rest);
    let before = key.get(..from).unwrap_or_default();
    let word = match years {
        [first, .., last] if first != last && year == *last => "本年",
        [.., previous, _] if year == *previous => "上年",
        _ => "",
    };
    format!("{before}{word}{rest}")
}

/// The cells of one row as headers: column, key with years named, text as printed.
pub(crate) fn named_cells(line: &Line) -> Vec<(usize, String, String)> {
    let met = line.met();
    let texts: Vec<Vec<String>> = met.iter().map(|(_, s)| vec![s.text.clone()]).collect();
    let years = years(&texts);
    let cell = |(at, s): &(usize, &super::sheet::Square)| {
        (*at, name_year(&header_key(&s.key), &years), one_line(&s.text))
    };
    met.iter().map(cell).collect()
}
