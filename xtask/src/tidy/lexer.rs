//! Just enough of Rust's grammar to tell code from comments and texts, and to find where functions and
//! test modules end.

/// The text with comments and the insides of string and character literals blanked; lines stay in place.
pub fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let end = match (c, chars.get(at + 1)) {
            ('/', Some('/')) => line_end(&chars, at),
            ('/', Some('*')) => comment_end(&chars, at),
            ('"', _) => text_end(&chars, at),
            ('r' | 'b', _) if !follows_word(&chars, at) => raw_end(&chars, at).unwrap_or(at),
            ('\'', _) => char_end(&chars, at).unwrap_or(at),
            _ => at,
        };
        if end == at {
            out.push(*c);
            at += 1;
            continue;
        }
        out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    out
}

fn follows_word(chars: &[char], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|p| chars[p].is_alphanumeric() || chars[p] == '_')
}

fn line_end(chars: &[char], from: usize) -> usize {
    (from..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len())
}

fn comment_end(chars: &[char], from: usize) -> usize {
    let mut depth = 0;
    let mut at = from;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at.min(chars.len())
}

fn text_end(chars: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// `r"…"`, `r#"…"#`, `b"…"`, `br#"…"#`.
fn raw_end(chars: &[char], from: usize) -> Option<usize> {
    let mut at = from;
    let mut raw = false;
    while let Some('r' | 'b') = chars.get(at) {
        raw |= chars[at] == 'r';
        at += 1;
    }
    let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
    if chars.get(at + hashes) != Some(&'"') || at - from > 2 || (hashes > 0 && !raw) {
        return None;
    }
    if !raw {
        return Some(text_end(chars, at));
    }
    let body = at + hashes + 1;
    let closes = |i: &usize| {
        chars[*i] == '"'
            && chars[i + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    Some((body..chars.len()).find(closes).map_or(chars.len(), |i| i + 1 + hashes))
}

/// A character literal; a lifetime is none.
fn char_end(chars: &[char], from: usize) -> Option<usize> {
    match (chars.get(from + 1)?, chars.get(from + 2)) {
        ('\\', _) => (from + 3..chars.len()).find(|i| chars[*i] == '\'').map(|i| i + 1),
        (_, Some('\'')) => Some(from + 3),
        _ => None,
    }
}

/// Code without what stands under `#[cfg(test)]` or `#[test]`; lines stay in place.
pub fn without_tests(code: &str) -> String {
    let mut chars: Vec<char> = code.chars().collect();
    for mark in ["#[cfg(test)]", "#[test]"] {
        let mark: Vec<char> = mark.chars().collect();
        let mut at = 0;
        while at + mark.len() <= chars.len() {
            if chars[at..at + mark.len()] != mark[..] {
                at += 1;
                continue;
            }
            let end = item_end(&chars, at + mark.len());
            chars[at..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
            at = end;
        }
    }
    chars.into_iter().collect()
}

/// One past the item that begins at `from`: its closing brace, or its semicolon.
fn item_end(chars: &[char], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, c) in chars.iter().enumerate().skip(from) {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && *c == '}' {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    chars.len()
}

/// A function: its name, its first line, its number of lines.
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

/// Every function with a body.
pub fn functions(code: &str) -> Vec<Function> {
    let chars: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    let mut line = 1;
    for at in 0..chars.len() {
        line += usize::from(chars[at] == '\n');
        let opens = chars[at..].starts_with(&['f', 'n', ' ']) && !follows_word(&chars, at);
        if !opens {
            continue;
        }
        let name: String =
            chars[at + 3..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
        let end = item_end(&chars, at);
        if !name.is_empty() && chars.get(end.saturating_sub(1)) == Some(&'}') {
            let lines = 1 + chars[at..end].iter().filter(|c| **c == '\n').count();
            found.push(Function { name, line, lines });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_comments_are_blanked() {
        let source =
            "let a = \"x.unwrap()\"; // b.unwrap()\nlet c = 'x'; let d: &'a str = r#\"\"y\"#;";
        let code = code(source);
        assert!(!code.contains("unwrap") && !code.contains('y'), "{code}");
        assert!(code.contains("&'a str") && code.lines().count() == 2, "{code}");
    }

    #[test]
    fn test_modules_are_left_out_and_functions_measured() {
        let source =
            "fn a() {\n  b();\n}\n#[cfg(test)]\nmod t {\n  fn c() { x.unwrap() }\n}\nfn d() {}\n";
        let shipped = without_tests(&code(source));
        let found: Vec<String> = functions(&shipped)
            .iter()
            .map(|f| format!("{}@{}:{}", f.name, f.line, f.lines))
            .collect();
        assert_eq!(found.join(" "), "a@1:3 d@8:1");
    }
}
