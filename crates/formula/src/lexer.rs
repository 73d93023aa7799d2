//! Formula text → tokens.

use base::Decimal;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Number(Decimal),
    Text(String),
    Name(String),
    /// `[…]`, its content
    Row(String),
    Sign(&'static str),
}

const SIGNS: &[(&str, &str)] = &[
    ("<=", "<="),
    (">=", ">="),
    ("≤", "<="),
    ("≥", ">="),
    ("!=", "≠"),
    ("≠", "≠"),
    ("≈", "≈"),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("+", "+"),
    ("-", "-"),
    ("−", "-"),
    ("*", "*"),
    ("×", "*"),
    ("/", "/"),
    ("÷", "/"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    ("，", ","),
    (".", "."),
    ("?", "?"),
];

/// Tokens with their position in bytes.
pub(crate) fn lex(text: &str) -> Result<Vec<(usize, Token)>, (usize, String)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        let Some(c) = rest.chars().next() else { break };
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (token, length) = next(rest, c).map_err(|m| (at, m))?;
        tokens.push((at, token));
        at += length;
    }
    Ok(tokens)
}

fn next(rest: &str, c: char) -> Result<(Token, usize), String> {
    if c.is_ascii_digit() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number = rest[..end].parse().map_err(|_| "数字有误 / bad number".to_owned())?;
        return Ok((Token::Number(number), end));
    }
    if c == '"' {
        let end = rest[1..].find('"').ok_or("引号未闭合 / unclosed quote")?;
        return Ok((Token::Text(rest[1..=end].to_owned()), end + 2));
    }
    if c == '[' {
        let end = rest.find(']').ok_or("方括号未闭合 / unclosed bracket")?;
        return Ok((Token::Row(rest[1..end].trim().to_owned()), end + 1));
    }
    for (sign, canonical) in SIGNS {
        if rest.starts_with(sign) {
            return Ok((Token::Sign(canonical), sign.len()));
        }
    }
    let stop = |c: char| c.is_whitespace() || c == '[' || c == '"' || is_sign(c);
    let end = rest.find(stop).unwrap_or(rest.len());
    if end == 0 {
        Err(format!("不认识的符号 / unknown sign {c}"))
    } else {
        Ok((Token::Name(rest[..end].to_owned()), end))
    }
}

fn is_sign(c: char) -> bool {
    SIGNS.iter().any(|(s, _)| s.starts_with(c)) || c == '!'
}
