//! The little that must be understood of SQL: its words, so that names can be checked and parameters
//! put in, never inside a text.

use std::fmt::Write;

/// A word of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// A name, keyword or function.
    Name(String),
    /// A parameter, without its colon.
    Param(String),
    /// A hole, without its braces.
    Hole(String),
    /// A text, as written with its quotes.
    Text(String),
    /// A whole number.
    Number(String),
    /// Blanks and line ends.
    Blank(String),
    /// An operator or bracket.
    Sign(char),
}

/// Takes a statement apart.
///
/// # Errors
/// Says what no statement of ours may hold: an open text, a quoted name, a decimal, a comment, a
/// second statement.
pub(crate) fn words(sql: &str) -> Result<Vec<Word>, String> {
    let all: Vec<char> = sql.chars().collect();
    let mut at = 0;
    let mut found = Vec::new();
    while let Some(c) = all.get(at).copied() {
        let next = all.get(at + 1).copied();
        let end = |from: usize, fits: fn(char) -> bool| {
            all.iter().skip(from).position(|c| !fits(*c)).map_or(all.len(), |n| from + n)
        };
        let piece = |from: usize, to: usize| -> String { all.iter().take(to).skip(from).collect() };
        let (word, to) = match c {
            '\'' => {
                let to = text_end(&all, at).ok_or("引号没有闭合 (a text is not closed)")?;
                (Word::Text(piece(at, to)), to)
            }
            '{' => {
                let to = all.iter().skip(at).position(|c| *c == '}').map(|n| at + n + 1);
                let to = to.ok_or("花括号没有闭合 (a brace is not closed)")?;
                (Word::Hole(piece(at + 1, to - 1)), to)
            }
            ':' if next.is_some_and(named) => {
                let to = end(at + 1, inside);
                (Word::Param(piece(at + 1, to)), to)
            }
            c if c.is_whitespace() => {
                let to = end(at, char::is_whitespace);
                (Word::Blank(piece(at, to)), to)
            }
            c if c.is_ascii_digit() => {
                let to = end(at, |c| c.is_ascii_alphanumeric());
                (Word::Number(piece(at, to)), to)
            }
            c if named(c) => {
                let to = end(at, inside);
                (Word::Name(piece(at, to)), to)
            }
            c => (Word::Sign(c), at + 1),
        };
        refuse(&word, next)?;
        if let (Word::Sign('.'), Some(Word::Number(_))) | (Word::Number(_), Some(Word::Sign('.'))) =
            (&word, found.last())
        {
            return Err(
                "不能写小数，请用整数（分、万分之一） (no decimals; use whole numbers)".into()
            );
        }
        found.push(word);
        at = to;
    }
    Ok(found)
}

fn named(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn inside(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where a text ends; two quotes in it stand for one.
fn text_end(all: &[char], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match (all.get(at)?, all.get(at + 1)) {
            ('\'', Some('\'')) => at += 2,
            ('\'', _) => return Some(at + 1),
            _ => at += 1,
        }
    }
}

fn refuse(word: &Word, next: Option<char>) -> Result<(), String> {
    let what = match (word, next) {
        (Word::Sign('-'), Some('-')) | (Word::Sign('/'), Some('*')) => "注释 comment",
        (Word::Sign(';'), _) => "第二条语句 second statement",
        (Word::Sign('"' | '`' | '[' | '\\' | '?' | '$' | '@' | ':'), _) => "符号 sign",
        (Word::Number(n), _) if n.chars().any(|c| !c.is_ascii_digit()) => "数字 number",
        _ => return Ok(()),
    };
    let shown = show(std::slice::from_ref(word));
    Err(format!("不能有“{shown}”（{what}） (must not hold it)"))
}

/// Writes words as a statement again.
pub(crate) fn show(words: &[Word]) -> String {
    let mut out = String::new();
    for word in words {
        let _ = match word {
            Word::Name(s) | Word::Text(s) | Word::Number(s) | Word::Blank(s) => write!(out, "{s}"),
            Word::Param(s) => write!(out, ":{s}"),
            Word::Hole(s) => write!(out, "{{{s}}}"),
            Word::Sign(c) => write!(out, "{c}"),
        };
    }
    out
}

/// Puts values in for parameters and texts in for holes; `None` leaves one as it is.
pub(crate) fn fill(
    sql: &str,
    mut param: impl FnMut(&str) -> Option<String>,
    mut hole: impl FnMut(&str) -> Option<String>,
) -> String {
    // What does not lex was refused when it was loaded.
    let Ok(words) = words(sql) else { return sql.to_owned() };
    let put = |word: Word| match &word {
        Word::Param(name) => param(name).unwrap_or_else(|| show(std::slice::from_ref(&word))),
        Word::Hole(name) => hole(name).unwrap_or_else(|| show(std::slice::from_ref(&word))),
        _ => show(std::slice::from_ref(&word)),
    };
    words.into_iter().map(put).collect()
}

/// A text as a literal.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\0', "").replace('\'', "''"))
}

/// What an expression may use besides columns and parameters.
const SPEECH: &[&str] = &[
    "AND", "OR", "NOT", "IN", "IS", "NULL", "BETWEEN", "LIKE", "CASE", "WHEN", "THEN", "ELSE",
    "END", "COALESCE", "SUBSTR", "LENGTH", "ABS", "REPLACE", "CAST", "AS", "BIGINT",
];

/// What a question of its own may use besides.
const QUESTION: &[&str] = &[
    "SELECT",
    "DISTINCT",
    "FROM",
    "LEFT",
    "INNER",
    "CROSS",
    "JOIN",
    "ON",
    "WHERE",
    "GROUP",
    "BY",
    "HAVING",
    "ORDER",
    "ASC",
    "DESC",
    "UNION",
    "ALL",
    "EXISTS",
    "WITH",
    "SUM",
    "COUNT",
    "MIN",
    "MAX",
    "OVER",
    "PARTITION",
    "ROW_NUMBER",
    "LIMIT",
];

/// Whether a name is a keyword or function that both engines take alike.
pub(crate) fn speech(name: &str, question: bool) -> bool {
    let upper = name.to_ascii_uppercase();
    SPEECH.contains(&upper.as_str()) || (question && QUESTION.contains(&upper.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_inside_a_text_stays() {
        let filled = |sql: &str| fill(sql, |p| Some(format!("<{p}>")), |h| Some(format!("[{h}]")));
        assert_eq!(filled("a = ':b' AND c < :d"), "a = ':b' AND c < <d>");
        assert_eq!(filled("x = 'it''s :y' OR :z"), "x = 'it''s :y' OR <z>");
        assert_eq!(filled("FROM {touched}by_unit r"), "FROM [touched]by_unit r");
        assert_eq!(filled("'{a}' || {b}"), "'{a}' || [b]");
    }

    #[test]
    fn what_is_no_statement_of_ours_is_refused() {
        for bad in [
            "a; b",
            "a -- b",
            "a /* b */",
            "\"a\"",
            "a = 'b",
            "0.8 * a",
            "a * 1.5",
            "1e5",
            "a::text",
            "?1",
            "{a",
            "x.5",
        ] {
            assert!(words(bad).is_err(), "{bad}");
        }
        for good in ["a - b", "a / b", "u.unit", "1 - 2", "a=-1", "'a;b--c'", "a % 100"] {
            assert!(words(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_text_cannot_break_out() {
        assert_eq!(literal("a'; DROP"), "'a''; DROP'");
        assert_eq!(literal("a\0b"), "'ab'");
    }
}
