//! Lines of at most so many columns, and columns that line up, for text in which most characters
//! are twice as wide as a digit.

use base::text::width;

/// Breaks text into lines of at most `max` columns. Latin words and figures stay whole, Chinese may
/// break anywhere except before closing punctuation.
pub(crate) fn wrap(text: &str, max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        if width(&line) + width(word.trim_end()) <= max {
            line.push_str(word);
            continue;
        }
        if !line.trim_end().is_empty() {
            lines.push(line.trim_end().to_owned());
        }
        line = String::new();
        for c in word.chars() {
            // A word wider than the line is broken where it must.
            if width(&line) + width(c.encode_utf8(&mut [0; 4])) > max && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.trim_end().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Pieces that must not be broken, each with the blanks and closing punctuation that follow it.
fn words(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut previous: Option<char> = None;
    for (at, c) in text.char_indices() {
        let may_break = previous.is_some_and(|p| p == ' ' || !(tight(p) && tight(c)));
        if may_break && c != ' ' && !closes(c) && !previous.is_some_and(opens) {
            out.push(&text[start..at]);
            start = at;
        }
        previous = Some(c);
    }
    out.push(&text[start..]);
    out
}

fn tight(c: char) -> bool {
    c.is_ascii() && c != ' '
}

fn closes(c: char) -> bool {
    "，。、；：！？）》」』”’％…".contains(c)
}

fn opens(c: char) -> bool {
    "（《「『“‘".contains(c)
}

/// Pads on the right to `columns`.
pub(crate) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Pads on the left to `columns`.
pub(crate) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// At most `max` columns, with an ellipsis where something was cut.
pub(crate) fn clip(text: &str, max: usize) -> String {
    if width(text) <= max {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if width(&out) + width(c.encode_utf8(&mut [0; 4])) + 1 > max {
            break;
        }
        out.push(c);
    }
    out + "…"
}

/// A text as one clean line: no line ends, no control characters.
pub(crate) fn line(text: &str) -> String {
    let clean: String = super::excerpt::clean(text).into_iter().collect();
    clean.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_never_before_a_full_stop() {
        assert_eq!(
            wrap("支出合计1,709.73万元，应为1,700.00万元。", 16).join("|"),
            "支出合计1,709.73|万元，应为|1,700.00万元。"
        );
        assert_eq!(wrap("one two three", 8).join("|"), "one two|three");
        assert_eq!(wrap("一二三。", 6).join("|"), "一二|三。");
    }

    #[test]
    fn columns_line_up() {
        assert_eq!(left("合计", 6) + "|", "合计  |");
        assert_eq!(right("1.0", 6), "   1.0");
        assert_eq!(clip("一二三四", 5), "一二…");
    }
}
