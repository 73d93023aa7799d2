//! Chinese text habits: full-width forms, odd blanks, numerals, display width.

use unicode_width::UnicodeWidthStr;

/// Full-width letters, digits, brackets and punctuation of numbers become ASCII; every kind of blank
/// (U+00A0, U+3000, tabs, zero-width marks) becomes a plain space. Length in `char`s is kept, so
/// offsets stay valid.
pub fn narrow(text: &str) -> String {
    text.chars().map(narrow_char).collect()
}

/// The narrow form of one character. See [`narrow`].
pub fn narrow_char(c: char) -> char {
    match c {
        '\u{a0}' | '\u{3000}' | '\u{2002}' | '\u{2003}' | '\u{2009}' | '\u{202f}' | '\u{feff}'
        | '\u{200b}' | '\t' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Whether the character is a blank of any kind.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// The text without any blanks, narrow: the form in which labels and names are compared.
pub fn squash(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c)).map(narrow_char).collect()
}

/// Columns the text takes on a terminal; a Chinese character takes two.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Reads a Chinese ordinal up to 99: 一 → 1, 十二 → 12, 二十 → 20.
pub fn ordinal(text: &str) -> Option<u32> {
    let digit = |c| "零一二三四五六七八九".chars().position(|d| d == c).map(|p| p as u32);
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        ['十'] => Some(10),
        [c] => digit(*c).filter(|d| *d > 0),
        ['十', c] => Some(10 + digit(*c)?),
        [c, '十'] => Some(10 * digit(*c)?),
        [c, '十', d] => Some(10 * digit(*c)? + digit(*d)?),
        _ => None,
    }
}

/// Writes an ordinal up to 99 in Chinese numerals: 12 → 十二.
pub fn numeral(n: u32) -> String {
    let digit = |d: u32| "零一二三四五六七八九".chars().nth(d as usize).unwrap_or('零');
    match (n / 10, n % 10) {
        (0, d) => digit(d).to_string(),
        (1, 0) => "十".to_owned(),
        (1, d) => format!("十{}", digit(d)),
        (t, 0) => format!("{}十", digit(t)),
        (t, d) => format!("{}十{}", digit(t), digit(d)),
    }
}

/// Edit distance (insert, delete, replace) between two short texts, at most `limit`; `None` beyond it.
pub fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut previous = i;
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replace = previous + usize::from(ca != cb);
            previous = row[j + 1];
            row[j + 1] = replace.min(row[j] + 1).min(previous + 1);
        }
    }
    let d = row[b.len()];
    (d <= limit).then_some(d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_full_width_forms_vanish() {
        assert_eq!(squash("５　万\u{a0}元（含）"), "5万元(含)");
        assert_eq!(narrow("１２．５％"), "12.5%");
    }

    #[test]
    fn ordinals_read_and_write() {
        for n in 1..=99 {
            assert_eq!(ordinal(&numeral(n)), Some(n));
        }
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("市县区财政资金", "市辖区财政资金", 2), Some(1));
        assert_eq!(distance("执行率", "得分", 2), None);
    }
}
