//! Number format codes (`#,##0.00_);(#,##0.00)`) taken apart into sections and pieces.

use base::Decimal;

/// One of the up to four parts of a code that `;` separates.
#[derive(Default, Debug)]
pub(super) struct Section {
    /// `[>=100]`: the section applies only where this holds.
    pub(super) condition: Option<Condition>,
    /// Text before, the number, text behind.
    pub(super) pieces: Vec<Piece>,
    /// Digit places before the point, with literal characters that stand between them.
    pub(super) integer: Vec<char>,
    /// Digit places after the point.
    pub(super) fraction: Vec<char>,
    /// Thousands separators are shown.
    pub(super) grouped: bool,
    /// How often the value is divided by a thousand before it is shown.
    pub(super) thousands: u32,
    /// How often the value is multiplied by a hundred.
    pub(super) percents: u32,
    /// The code holds letters of dates.
    pub(super) date: bool,
    /// A date code shows the day, not only the time of day.
    pub(super) day: bool,
    /// A date code shows the time of day.
    pub(super) clock: bool,
    /// Shown by the rule of “General”: no digit places, or notations we show plainly (powers, fractions).
    pub(super) general: bool,
}

/// A part of a section, in order.
#[derive(Debug)]
pub(super) enum Piece {
    /// Shown as it is.
    Text(String),
    /// The digits.
    Number,
}

/// A comparison in brackets.
#[derive(Debug)]
pub(super) struct Condition {
    sign: String,
    limit: Decimal,
}

impl Condition {
    pub(super) fn holds(&self, value: Decimal) -> bool {
        match self.sign.as_str() {
            "<" => value < self.limit,
            "<=" => value <= self.limit,
            ">" => value > self.limit,
            ">=" => value >= self.limit,
            "<>" => value != self.limit,
            _ => value == self.limit,
        }
    }
}

/// All sections of a code.
pub(super) fn parse(code: &str) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut parser = Parser { chars: code.chars().take(500).collect(), at: 0 };
    while parser.at < parser.chars.len() && sections.len() < 4 {
        sections.push(parser.section());
    }
    sections
}

struct Parser {
    chars: Vec<char>,
    at: usize,
}

impl Parser {
    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied();
        self.at += 1;
        c
    }

    fn section(&mut self) -> Section {
        let mut state = State::default();
        while let Some(c) = self.next() {
            match c {
                ';' => break,
                '"' => {
                    let text = self.until('"');
                    state.text(&text);
                }
                '\\' | '!' => {
                    if let Some(c) = self.next() {
                        state.text(&c.to_string());
                    }
                }
                // The width of the next character is left blank; a fill is as wide as the cell needs.
                '_' | '*' => self.at += 1,
                '[' => {
                    let inner = self.until(']');
                    state.bracket(&inner);
                }
                _ => self.plain(c, &mut state),
            }
        }
        state.finish()
    }

    /// A character with a meaning of its own, or one that stands for itself.
    fn plain(&mut self, c: char, state: &mut State) {
        match c {
            '0' | '#' | '?' => state.place(c),
            '.' => state.point(),
            ',' => state.commas += 1,
            '%' => {
                state.section.percents += 1;
                state.text("%");
            }
            '@' => state.odd = true,
            'E' | 'e' if matches!(self.chars.get(self.at), Some('+' | '-')) => state.odd = true,
            '/' if !state.section.date && !state.section.integer.is_empty() => state.odd = true,
            'G' | 'g' if self.word("eneral") || self.word("/通用格式") => state.odd = true,
            'y' | 'Y' | 'd' | 'D' | 'e' | 'b' | 'B' => {
                state.section.date = true;
                state.section.day = true;
            }
            'm' | 'M' => state.months = true,
            'h' | 'H' | 's' | 'S' => {
                state.section.date = true;
                state.section.clock = true;
            }
            _ => state.text(&c.to_string()),
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let found = word
            .chars()
            .enumerate()
            .all(|(i, w)| self.chars.get(self.at + i).is_some_and(|c| c.eq_ignore_ascii_case(&w)));
        if found {
            self.at += word.chars().count();
        }
        found
    }

    fn until(&mut self, end: char) -> String {
        let mut text = String::new();
        while let Some(c) = self.next().filter(|c| *c != end) {
            text.push(c);
        }
        text
    }
}

#[derive(Default)]
struct State {
    section: Section,
    /// Commas since the last digit place.
    commas: u32,
    pointed: bool,
    odd: bool,
    months: bool,
    /// Literals after a digit place: inside the number if another place follows, behind it if not.
    pending: String,
}

impl State {
    fn text(&mut self, text: &str) {
        let inside = !self.section.integer.is_empty() && !self.pointed;
        if inside {
            self.pending.push_str(text);
        } else {
            self.section.pieces.push(Piece::Text(text.to_owned()));
        }
    }

    fn place(&mut self, c: char) {
        if self.section.integer.is_empty() && !self.pointed {
            self.section.pieces.push(Piece::Number);
        }
        if self.pointed {
            self.section.fraction.push(c);
        } else {
            self.section.grouped |= self.commas > 0;
            self.section.integer.extend(std::mem::take(&mut self.pending).chars());
            self.section.integer.push(c);
        }
        self.commas = 0;
    }

    fn point(&mut self) {
        if self.section.integer.is_empty() {
            self.section.pieces.push(Piece::Number);
        }
        self.section.thousands += std::mem::take(&mut self.commas);
        self.pointed = true;
        self.flush();
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.pending);
        if !text.is_empty() {
            self.section.pieces.push(Piece::Text(text));
        }
    }

    /// Conditions and currency signs count; colours, locales and digit shapes do not.
    fn bracket(&mut self, inner: &str) {
        if let Some(currency) = inner.strip_prefix('$') {
            let sign = currency.split('-').next().unwrap_or_default().to_owned();
            self.text(&sign);
        } else if inner.starts_with(['<', '>', '=']) {
            let digits = inner.trim_start_matches(['<', '>', '=']);
            let sign = inner.strip_suffix(digits).unwrap_or_default().to_owned();
            if let Ok(limit) = digits.trim().parse() {
                self.section.condition = Some(Condition { sign, limit });
            }
        } else if matches!(
            inner.to_ascii_lowercase().as_str(),
            "h" | "hh" | "m" | "mm" | "s" | "ss"
        ) {
            // Elapsed time: more than a day would be cut off by a clock, so it is shown as a number.
            self.odd = true;
        }
    }

    fn finish(mut self) -> Section {
        self.section.thousands += self.commas;
        self.flush();
        if self.months {
            self.section.date = true;
            self.section.day |= !self.section.clock;
        }
        let text_only =
            self.section.pieces.iter().any(|p| matches!(p, Piece::Text(t) if !t.is_empty()));
        let places = self.section.integer.len() + self.section.fraction.len();
        self.section.general = self.odd || (places == 0 && !self.section.date && !text_only);
        self.section.date &= !self.odd;
        self.section
    }
}

/// The codes of the formats every workbook has without naming them, as Chinese editions show them.
pub(super) fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        5 | 6 => "\"¥\"#,##0",
        7 | 8 => "\"¥\"#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => "yyyy-mm-dd",
        18..=21 | 32..=35 | 45..=47 | 55 | 56 => "hh:mm:ss",
        22 => "yyyy-mm-dd hh:mm",
        41 => "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ",
        42 => "_ \"¥\"* #,##0_ ;_ \"¥\"* -#,##0_ ;_ \"¥\"* \"-\"_ ;_ @_ ",
        43 => "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
        44 => "_ \"¥\"* #,##0.00_ ;_ \"¥\"* -#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ ",
        _ => "General",
    }
}
