//! The words of a warning: placeholders are filled with values that bring their unit.

use super::Rule;
use super::measure::Unit;
use super::settings::Tuned;
use crate::words::Words;
use std::collections::BTreeMap;
use store::Value;

/// Values of a row that a rule shows, by column or figure.
pub type Shown = BTreeMap<String, Value>;

impl Rule {
    /// 预警提示 of a row.
    pub fn message(&self, shown: &Shown, tuned: &Tuned) -> Words {
        self.said(&self.message, shown, tuned)
    }

    /// What to do about a row.
    pub fn advice(&self, shown: &Shown, tuned: &Tuned) -> Words {
        self.said(&self.advice, shown, tuned)
    }

    /// 预警标准 with the thresholds as tuned.
    pub fn standard(&self, tuned: &Tuned) -> Words {
        self.said(&self.standard, &Shown::new(), tuned)
    }

    /// The figures of a row with their names: name in Chinese and English, value in both.
    pub fn figures(&self, shown: &Shown) -> Vec<(Words, Words)> {
        let one = |f: &super::Figure| {
            let value = shown.get(&f.name).unwrap_or(&Value::Null);
            (Words::new(&*f.zh, &*f.en), f.unit.print(value))
        };
        self.figures.iter().map(one).collect()
    }

    fn said(&self, words: &Words, shown: &Shown, tuned: &Tuned) -> Words {
        let text = |name: &str| self.printed(name, shown, tuned);
        Words {
            zh: fill(&words.zh, |name| text(name).map(|w| w.zh)),
            en: fill(&words.en, |name| text(name).map(|w| w.en)),
        }
    }

    fn printed(&self, name: &str, shown: &Shown, tuned: &Tuned) -> Option<Words> {
        if let Some(value) = shown.get(name) {
            let unit = self.figure(name).map(|f| f.unit);
            let unit = unit.or_else(|| self.column(name).map(Unit::of)).unwrap_or_default();
            return Some(unit.print(value));
        }
        if let Some(threshold) = self.thresholds.get(name) {
            let value = tuned.values.get(name).copied().unwrap_or(threshold.value);
            return Some(threshold.unit.print_threshold(value));
        }
        let list = tuned.lists.get(name)?;
        Some(Words::new(list.join("、"), list.join(", ")))
    }
}

/// The names between braces.
pub(super) fn holes(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|piece| piece.split_once('}').map(|(name, _)| name))
}

/// Fills the names between braces; what has no value stays as it is.
fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut pieces = text.split('{');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once('}').and_then(|(name, rest)| value(name).map(|v| (v, rest))) {
            Some((value, rest)) => {
                out += &value;
                out += rest;
            }
            None => {
                out.push('{');
                out += piece;
            }
        }
    }
    out
}
