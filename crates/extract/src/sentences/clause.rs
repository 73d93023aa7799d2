//! Cuts a paragraph into clauses. A comma inside a number, a bracket or a quotation without figures is no
//! cut; a 、 cuts only right after a figure; brackets that hold figures are clauses of their own, one
//! level deeper.

use base::text::{narrow_char, squash};
use base::{Token, Unit};

/// A paragraph as characters (narrow) with the figures found in it.
pub(crate) struct Text {
    /// Narrow characters, one for one with the printed ones.
    pub chars: Vec<char>,
    /// The characters as printed.
    pub raw: Vec<char>,
    /// Figures in order; numbers that are part of a name (单价100万元以上) are left out.
    pub tokens: Vec<Token>,
}

/// A piece of a paragraph between two separators.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    /// First character.
    pub start: usize,
    /// One past the last character, separator not included.
    pub end: usize,
    /// Separator in front of it (`。` at the beginning of the paragraph).
    pub opens: char,
    /// Separator after it (`。` at the end of the paragraph).
    pub closes: char,
    /// Indexes of its figures.
    pub figures: std::ops::Range<usize>,
    /// How many brackets it stands in.
    pub depth: usize,
}

impl Text {
    /// Reads the figures of a paragraph.
    pub fn new(text: &str) -> Text {
        let chars: Vec<char> = text.chars().map(narrow_char).collect();
        let tokens = base::scan(text).into_iter().filter(|t| !names(&chars, t)).collect();
        Text { chars, raw: text.chars().collect(), tokens }
    }

    /// The characters `start..end`, blanks removed; empty when the range is not inside the text.
    pub fn squash(&self, start: usize, end: usize) -> String {
        squash(&self.slice(start, end))
    }

    /// The characters `start..end` as they stand, trimmed.
    pub fn slice(&self, start: usize, end: usize) -> String {
        let end = end.min(self.chars.len());
        let text: String = self.chars.get(start..end).unwrap_or(&[]).iter().collect();
        text.trim().to_owned()
    }

    /// The characters `start..end` as printed, trimmed.
    pub fn printed(&self, start: usize, end: usize) -> String {
        let end = end.min(self.raw.len());
        let text: String = self.raw.get(start..end).unwrap_or(&[]).iter().collect();
        text.trim().to_owned()
    }

    /// The clauses in order.
    pub fn clauses(&self) -> Vec<Clause> {
        let mut clauses = Vec::new();
        let (mut start, mut opens, mut at, mut depth) = (0, '。', 0, 0_usize);
        while at < self.chars.len() {
            if let Some(token) = self.token_over(at) {
                at = token.unit_end;
                continue;
            }
            if let Some(past) = self.closed_group(at) {
                at = past;
                continue;
            }
            if self.separates(at) {
                self.push(&mut clauses, start, at, opens, depth);
                opens = self.chars[at];
                match opens {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                start = at + 1;
            }
            at += 1;
        }
        self.push(&mut clauses, start, self.chars.len(), opens, depth);
        if let Some(last) = clauses.last_mut()
            && last.end == self.chars.len()
        {
            last.closes = '。';
        }
        clauses
    }

    fn push(&self, clauses: &mut Vec<Clause>, start: usize, end: usize, opens: char, depth: usize) {
        let empty = self.squash(start, end).is_empty();
        let closes = self.chars.get(end).copied().unwrap_or('。');
        if empty {
            match clauses.last_mut() {
                Some(last) if rank(closes) > rank(last.closes) => last.closes = closes,
                _ => {}
            }
            return;
        }
        let opens = clauses
            .last()
            .map_or(opens, |c| if rank(c.closes) > rank(opens) { c.closes } else { opens });
        let first = self.tokens.partition_point(|t| t.start < start);
        let past = self.tokens.partition_point(|t| t.start < end);
        clauses.push(Clause { start, end, opens, closes, figures: first..past, depth });
    }

    /// One past a bracket or quotation that opens at `at` and holds no figure.
    fn closed_group(&self, at: usize) -> Option<usize> {
        let close = match self.chars.get(at)? {
            '(' => ')',
            '“' => '”',
            '《' => '》',
            '[' => ']',
            _ => return None,
        };
        let tail = self.chars.get(at..(at + 80).min(self.chars.len()))?;
        let end = at + tail.iter().position(|c| *c == close)?;
        let next = self.tokens.partition_point(|t| t.start <= at);
        let holds = self.tokens.get(next).is_some_and(|t| t.end <= end);
        (!holds).then_some(end + 1)
    }

    /// The figure that stands over the character at `at`.
    fn token_over(&self, at: usize) -> Option<&Token> {
        let past = self.tokens.partition_point(|t| t.start <= at);
        self.tokens.get(past.checked_sub(1)?).filter(|t| at < t.unit_end)
    }

    fn separates(&self, at: usize) -> bool {
        match self.chars.get(at) {
            Some(',' | ';' | '。' | ':' | '!' | '?' | '(' | ')' | '\n') => true,
            Some('、') => {
                let before = self.chars[..at].iter().rposition(|c| !base::text::is_blank(*c));
                before.is_some_and(|b| self.token_over(b).is_some_and(|t| t.unit_end == b + 1))
            }
            _ => false,
        }
    }
}

/// How strongly a separator separates.
pub(crate) fn rank(c: char) -> u8 {
    match c {
        '。' | '!' | '?' | '\n' => 3,
        ';' => 2,
        ':' | '(' | ')' => 1,
        _ => 0,
    }
}

/// Whether the number is part of a name, not a statement: 单价100万元(含)以上设备, 教育支出(205类).
fn names(chars: &[char], token: &Token) -> bool {
    let tail: String =
        chars.iter().skip(token.unit_end).take(8).filter(|c| !base::text::is_blank(**c)).collect();
    let coded = token.start > 0 && chars.get(token.start - 1) == Some(&'(');
    let closes = [")", "类)", "款)", "项)"].iter().any(|w| tail.starts_with(w));
    if coded && closes && token.unit == Unit::None {
        return true;
    }
    let bound = ["以上", "(含)以上", "(含)及以上", "以下", "以内", "以外"]
        .iter()
        .any(|w| tail.starts_with(w));
    let head: String = chars[..token.start].iter().rev().take(2).collect();
    bound && token.unit != Unit::Percent && (head.starts_with("价单") || tail.contains("设备"))
}
