//! Thresholds and word lists of a rule: dated values with their basis, never bare numbers in a condition.

use super::measure::Unit;
use crate::words::Words;
use base::Decimal;
use serde::Deserialize;

/// Where a threshold comes from; decides what a region may do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ground {
    /// Fixed by law: may only be made stricter.
    Law,
    /// Seen in a running system or an audit method.
    Practice,
    /// A proposal of ours.
    Default,
}

impl Ground {
    /// As the handbook calls it.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Ground::Law => ("法定", "law"),
            Ground::Practice => ("通行", "practice"),
            Ground::Default => ("默认", "default"),
        }
    }
}

/// The direction in which a rule becomes stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tighter {
    /// A lower value is stricter.
    Lower,
    /// A higher value is stricter.
    Higher,
}

/// A threshold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// What it is in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The value that comes with the rule.
    pub value: Decimal,
    /// Its unit.
    #[serde(default)]
    pub unit: Unit,
    /// Where it comes from.
    pub kind: Ground,
    /// The law, system or method it was taken from.
    #[serde(default)]
    pub basis: String,
    /// Which way is stricter.
    pub tighter: Option<Tighter>,
    /// The least value that makes sense.
    pub min: Decimal,
    /// The largest value that makes sense.
    pub max: Decimal,
}

impl Threshold {
    /// Whether this may be its value.
    ///
    /// # Errors
    /// Says why not: out of range, too many decimals, or looser than the law.
    pub fn accept(&self, value: Decimal) -> Result<(), Words> {
        let shown = |v: Decimal| self.unit.print_threshold(v);
        if value < self.min || value > self.max {
            let (least, most) = (shown(self.min), shown(self.max));
            return Err(Words::new(
                format!("“{}”应在{}到{}之间，给的是 {value}", self.zh, least.zh, most.zh),
                format!("{} must be from {} to {}, not {value}", self.en, least.en, most.en),
            ));
        }
        if self.unit.scaled(value).is_none() {
            return Err(Words::new(
                format!("“{}”的值 {value} 小数位数太多，或过大", self.zh),
                format!("{}: {value} has too many decimals or is too large", self.en),
            ));
        }
        let looser = match self.tighter {
            Some(Tighter::Lower) => value > self.value,
            Some(Tighter::Higher) => value < self.value,
            None => false,
        };
        if self.kind == Ground::Law && looser {
            let (law, new) = (shown(self.value), shown(value));
            return Err(Words::new(
                format!(
                    "“{}”是法定的（{}，{}），只能收紧，不能放宽为{}",
                    self.zh, self.basis, law.zh, new.zh
                ),
                format!(
                    "{} is fixed by law ({}, {}) and can only be tightened, not loosened to {}",
                    self.en, self.basis, law.en, new.en
                ),
            ));
        }
        Ok(())
    }

    /// What the file of a rule may not get wrong.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.zh.trim().is_empty() || self.en.trim().is_empty() {
            return Err("缺少中文或英文名称 (zh or en is missing)".into());
        }
        if self.kind == Ground::Law && (self.basis.trim().is_empty() || self.tighter.is_none()) {
            return Err(
                "法定阈值要有 basis 和 tighter (a law threshold needs basis and tighter)".into()
            );
        }
        if self.kind == Ground::Practice && self.basis.trim().is_empty() {
            return Err("通行阈值要写出处 basis (a practice threshold needs its basis)".into());
        }
        self.accept(self.value).map_err(|words| words.to_string())
    }
}

/// Words or codes that a condition looks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// What it is in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The words that come with the rule.
    pub value: Vec<String>,
    /// Where it comes from.
    pub kind: Ground,
    /// The law, system or method it was taken from.
    #[serde(default)]
    pub basis: String,
}

impl List {
    /// Whether these may be its words.
    ///
    /// # Errors
    /// Says why not.
    pub fn accept(&self, words: &[String]) -> Result<(), Words> {
        if words.is_empty() {
            return Err(Words::new(
                format!("“{}”不能为空；不需要这条规则时请停用它", self.zh),
                format!("{} must not be empty; switch the rule off instead", self.en),
            ));
        }
        if self.kind == Ground::Law && words != self.value {
            return Err(Words::new(
                format!("“{}”是法定的（{}），不能改", self.zh, self.basis),
                format!("{} is fixed by law ({}) and cannot be changed", self.en, self.basis),
            ));
        }
        // LIKE has signs of its own, and the engines differ over the case of letters.
        let odd = |w: &&String| {
            w.trim().is_empty() || w.contains(['%', '_', '\'', '\\']) || w.chars().any(letter)
        };
        match words.iter().find(odd) {
            None => Ok(()),
            Some(word) => Err(Words::new(
                format!("“{}”的词“{word}”应为汉字或数字", self.zh),
                format!("{}: “{word}” must be Chinese or digits", self.en),
            )),
        }
    }

    /// What the file of a rule may not get wrong.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.zh.trim().is_empty() || self.en.trim().is_empty() {
            return Err("缺少中文或英文名称 (zh or en is missing)".into());
        }
        if self.kind != Ground::Default && self.basis.trim().is_empty() {
            return Err("缺少出处 basis (basis is missing)".into());
        }
        self.accept(&self.value).map_err(|words| words.to_string())
    }
}

fn letter(c: char) -> bool {
    c.is_ascii_alphabetic()
}
