//! From a rule to SQL: one expression gives the outcome of a row, one question the rows that fire, one
//! the counts of all outcomes. The same text on every engine.

use super::settings::Tuned;
use super::{Level, Rule, Shown, White};
use crate::sql::{self, Word, literal};
use crate::views::Params;
use std::fmt::Write;
use store::Value;

/// What became of a row. All are counted, so that "not checked" never looks like "in order".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is warned of.
    Fires(Level),
    /// It would be, but is on the white list.
    Exempt(Level),
    /// Looked at and in order.
    Holds,
    /// An operand is not stated, or the rule is not for it.
    NotApplied,
}

/// Code of a row that is in order. All codes are single digits: see [`super::Sweep`].
const HOLDS: i64 = 0;
/// Code of a row that was not looked at.
const NOT_APPLIED: i64 = 9;
/// Added to the code of a level, 1 to 4, for a row on the white list.
const EXEMPT: i64 = 4;

impl Outcome {
    /// The outcome a code of SQL stands for.
    pub fn of(code: i64) -> Outcome {
        let level = |n: i64| Level::ALL.get(usize::try_from(n - 1).ok()?).copied();
        match code {
            HOLDS => Outcome::Holds,
            _ => match (level(code), level(code - EXEMPT)) {
                (Some(level), _) => Outcome::Fires(level),
                (_, Some(level)) => Outcome::Exempt(level),
                _ => Outcome::NotApplied,
            },
        }
    }

    /// Whether something was found, on the white list or not.
    pub fn is_found(self) -> bool {
        matches!(self, Outcome::Fires(_) | Outcome::Exempt(_))
    }
}

fn code(level: Level) -> i64 {
    Level::ALL.iter().position(|l| *l == level).and_then(|n| i64::try_from(n).ok()).unwrap_or(0) + 1
}

/// A row that fires or is exempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// Its level, and whether it is on the white list.
    pub outcome: Outcome,
    /// Values of the grain, joined by `|`.
    pub object: String,
    /// The unit, where the view has one; else empty.
    pub unit: String,
    /// Columns and figures that the rule shows, by name.
    pub shown: Shown,
}

impl Rule {
    /// The outcome of a row as an expression over the columns of its source.
    pub fn outcome(&self, params: &Params, tuned: &Tuned) -> String {
        let mut out = "CASE".to_owned();
        let missing: Vec<String> = self.needs.iter().map(|c| format!("{c} IS NULL")).collect();
        if !missing.is_empty() {
            let _ = write!(out, " WHEN {} THEN {NOT_APPLIED}", missing.join(" OR "));
        }
        let _ = write!(out, "{}", if self.applies.is_empty() { "" } else { " WHEN (" });
        let white = self.white(tuned);
        let mut levels = "CASE".to_owned();
        for step in &self.levels {
            let when = self.filled(&step.when, params, tuned);
            let n = code(step.level);
            let then = match white.as_str() {
                "" => n.to_string(),
                white => format!("CASE WHEN {white} THEN {} ELSE {n} END", n + EXEMPT),
            };
            let _ = write!(levels, " WHEN ({when}) THEN {then}");
            // A condition that an operand which is not stated leaves open is not one that holds.
            if self.may_be_open(&step.when) {
                let _ = write!(levels, " WHEN ({when}) IS NULL THEN {NOT_APPLIED}");
            }
        }
        let _ = write!(levels, " ELSE {HOLDS} END");
        match (self.applies.as_str(), missing.is_empty()) {
            ("", true) => levels,
            ("", false) => format!("{out} ELSE {levels} END"),
            (applies, _) => {
                let applies = self.filled(applies, params, tuned);
                format!("{out}{applies}) THEN {levels} ELSE {NOT_APPLIED} END")
            }
        }
    }

    /// What the rule reads: its view as `source` gives it, or its own question over views.
    pub fn source(
        &self,
        params: &Params,
        tuned: &Tuned,
        source: &dyn Fn(&str) -> String,
    ) -> String {
        match &self.sql {
            None => source(&self.from),
            Some(sql) => {
                let views = sql::fill(sql, |_| None, |view| Some(source(view)));
                format!("({})", self.filled(&views, params, tuned))
            }
        }
    }

    /// The rows that fire or are exempt, worst first. `source` is what a view is read from:
    /// [`crate::views::View::source`]. [`Rule::fired`] reads a row.
    pub fn fires_sql(
        &self,
        params: &Params,
        tuned: &Tuned,
        source: &dyn Fn(&str) -> String,
    ) -> String {
        let outcome = self.outcome(params, tuned);
        let mut inner = format!("({outcome}) AS outcome");
        for name in self.answers() {
            let value = self.figure(name).map_or("", |f| f.value.as_str());
            let value = if value.is_empty() { name } else { &self.filled(value, params, tuned) };
            let _ = write!(inner, ", {value} AS {name}");
        }
        let order: Vec<String> = (1..=self.grain.len() + 1).map(|n| n.to_string()).collect();
        format!(
            "SELECT q.* FROM (SELECT {inner} FROM {} v) q WHERE q.outcome BETWEEN 1 AND {} ORDER BY {}",
            self.source(params, tuned, source),
            NOT_APPLIED - 1,
            order.join(", ")
        )
    }

    /// The number of rows of each outcome: code ([`Outcome::of`]) and count.
    pub fn counts_sql(
        &self,
        params: &Params,
        tuned: &Tuned,
        source: &dyn Fn(&str) -> String,
    ) -> String {
        format!(
            "SELECT q.outcome, COUNT(*) FROM (SELECT ({}) AS outcome FROM {} v) q \
             GROUP BY q.outcome ORDER BY 1",
            self.outcome(params, tuned),
            self.source(params, tuned, source)
        )
    }

    /// Every row: its outcome, whether it could not be judged because an operand is not stated, and its
    /// grain. A row that the rule is not for can be judged: it is not warned of.
    pub fn rows_sql(
        &self,
        params: &Params,
        tuned: &Tuned,
        source: &dyn Fn(&str) -> String,
    ) -> String {
        let blind = self
            .blind(params, tuned)
            .map_or("0".to_owned(), |blind| format!("CASE WHEN {blind} THEN 1 ELSE 0 END"));
        format!(
            "SELECT ({}) AS outcome, {blind} AS blind, {} FROM {} v",
            self.outcome(params, tuned),
            self.grain.join(", "),
            self.source(params, tuned, source)
        )
    }

    /// The grain of the rows that could not be judged; `None` where all can be.
    pub fn blind_sql(
        &self,
        params: &Params,
        tuned: &Tuned,
        source: &dyn Fn(&str) -> String,
    ) -> Option<String> {
        let blind = self.blind(params, tuned)?;
        let (grain, from) = (self.grain.join(", "), self.source(params, tuned, source));
        Some(format!("SELECT {grain} FROM {from} v WHERE {blind}"))
    }

    fn blind(&self, params: &Params, tuned: &Tuned) -> Option<String> {
        let mut open: Vec<String> = self.needs.iter().map(|c| format!("{c} IS NULL")).collect();
        for step in self.levels.iter().filter(|s| self.may_be_open(&s.when)) {
            open.push(format!("({}) IS NULL", self.filled(&step.when, params, tuned)));
        }
        let applies = match self.applies.as_str() {
            "" => String::new(),
            // Left open, it may be for the rule.
            applies => format!("COALESCE({}, 1 = 1) AND ", self.filled(applies, params, tuned)),
        };
        (!open.is_empty()).then(|| format!("{applies}({})", open.join(" OR ")))
    }

    /// Reads a row of [`Rule::fires_sql`].
    pub fn fired(&self, row: &[Value]) -> Fired {
        let names = self.answers();
        let value = |n: usize| row.get(n + 1).cloned().unwrap_or(Value::Null);
        let shown: Shown =
            names.iter().enumerate().map(|(n, name)| ((*name).to_owned(), value(n))).collect();
        let parts = (0..self.grain.len()).map(|n| plain(&value(n)));
        Fired {
            outcome: Outcome::of(row.first().and_then(Value::int).unwrap_or(NOT_APPLIED)),
            object: parts.collect::<Vec<_>>().join("|"),
            unit: shown.get("unit").map(|v| v.text().to_owned()).unwrap_or_default(),
            shown,
        }
    }

    /// What [`Rule::fires_sql`] answers after the outcome: the grain, the unit, and what is shown.
    fn answers(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.grain.iter().map(String::as_str).collect();
        let mut add = |name| {
            if !names.contains(&name) {
                names.push(name);
            }
        };
        for name in ["unit", "unit_name", "department", "region"] {
            if self.column(name).is_some() {
                add(name);
            }
        }
        self.figures.iter().for_each(|f| add(f.name.as_str()));
        for text in [&self.message, &self.advice] {
            for name in super::message::holes(&text.zh).chain(super::message::holes(&text.en)) {
                if self.column(name).is_some() {
                    add(name);
                }
            }
        }
        names
    }

    /// Whether a condition may come out as NULL. Most cannot, and asking twice costs time.
    fn may_be_open(&self, when: &str) -> bool {
        let open = |word: &Word| match word {
            Word::Name(name) if name.eq_ignore_ascii_case("CASE") => true,
            Word::Name(name) => {
                self.column(name).is_some_and(|c| c.optional) && !self.needs.contains(name)
            }
            _ => false,
        };
        sql::words(when).is_ok_and(|words| words.iter().any(open))
    }

    /// An expression with lists, thresholds and parameters put in.
    pub(super) fn filled(&self, text: &str, params: &Params, tuned: &Tuned) -> String {
        let Ok(words) = sql::words(text) else { return text.to_owned() };
        let lists = sql::show(&spread(words, &|name| tuned.lists.get(name).cloned()));
        let value = |name: &str| {
            let threshold = self.thresholds.get(name)?;
            let value = tuned.values.get(name).copied().unwrap_or(threshold.value);
            threshold.unit.scaled(value).map(|n| n.to_string())
        };
        sql::fill(&lists, |name| value(name).or_else(|| params.literal(name)), |_| None)
    }

    /// Whether a row is on the white list, as a condition; empty when nothing is.
    fn white(&self, tuned: &Tuned) -> String {
        let all: Vec<String> = tuned.white.iter().filter_map(|w| self.one_white(w)).collect();
        if all.is_empty() { String::new() } else { format!("({})", all.join(" OR ")) }
    }

    fn one_white(&self, white: &White) -> Option<String> {
        let one = |name: &str, value: &str| {
            let column = self.column(name)?;
            let shown = match column.kind.is_text() {
                true => literal(value),
                false => value.parse::<i64>().ok()?.to_string(),
            };
            Some(format!("{name} = {shown}"))
        };
        if white.column != White::OBJECT {
            return one(&white.column, &white.value);
        }
        let parts: Vec<&str> = white.value.split('|').collect();
        let fits = parts.len() == self.grain.len();
        let all: Option<Vec<String>> =
            self.grain.iter().zip(parts).map(|(name, part)| one(name, part)).collect();
        all.filter(|_| fits).map(|all| format!("({})", all.join(" AND ")))
    }
}

fn plain(value: &Value) -> String {
    value.int().map_or_else(|| value.text().to_owned(), |n| n.to_string())
}

/// Writes `column ~ :list` (holds a word), `column ^ :list` (begins with one) and `IN :list` out.
pub(super) fn spread(words: Vec<Word>, list: &dyn Fn(&str) -> Option<Vec<String>>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for word in words {
        let Some(all) = (if let Word::Param(name) = &word { list(name) } else { None }) else {
            out.push(word);
            continue;
        };
        pop_blanks(&mut out);
        let sign = match out.last() {
            Some(Word::Sign(sign @ ('~' | '^'))) => *sign,
            // After IN.
            _ => {
                let all: Vec<String> = all.iter().map(|w| literal(w)).collect();
                out.push(Word::Text(format!(" ({})", all.join(", "))));
                continue;
            }
        };
        out.pop();
        pop_blanks(&mut out);
        let begins = out.iter().rposition(|w| !matches!(w, Word::Name(_) | Word::Sign('.')));
        let operand = sql::show(&out.split_off(begins.map_or(0, |n| n + 1)));
        let before = if sign == '~' { "%" } else { "" };
        let one = |w: &String| format!("{operand} LIKE {}", literal(&format!("{before}{w}%")));
        let all: Vec<String> = all.iter().map(one).collect();
        out.push(Word::Text(format!("({})", all.join(" OR "))));
    }
    out
}

fn pop_blanks(out: &mut Vec<Word>) {
    while matches!(out.last(), Some(Word::Blank(_))) {
        out.pop();
    }
}
