//! What a place sets for itself: thresholds by region and year, a white list with reason and end, rules
//! on and off. Plain values that the caller keeps as records. How many alerts its people can take is set
//! with the handling of cases: [`crate::case::Settings`].

use super::Rule;
use crate::catalogue::Catalogue;
use crate::words::Words;
use base::{Date, Decimal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Another value of a threshold or list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Id of the rule.
    pub rule: String,
    /// Name of the threshold or list.
    pub name: String,
    /// The new value of a threshold.
    #[serde(default)]
    pub value: Option<Decimal>,
    /// The new words of a list.
    #[serde(default)]
    pub words: Vec<String>,
    /// 区划 it holds in, with all below it; empty for everywhere.
    #[serde(default)]
    pub region: String,
    /// First fiscal year; none for all before.
    #[serde(default)]
    pub from: Option<i32>,
    /// Last fiscal year; none for all after.
    #[serde(default)]
    pub to: Option<i32>,
    /// Why.
    pub reason: String,
}

/// An object that is not to be warned of. Its rows are counted as exempt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct White {
    /// Id of the rule.
    pub rule: String,
    /// A column of the rule's view (unit, project, payee …), or [`White::OBJECT`].
    pub column: String,
    /// Its value; of an object the values of its grain joined by `|`.
    pub value: String,
    /// Why.
    pub reason: String,
    /// Last day it holds, `2023-12-31`.
    pub until: String,
}

impl White {
    /// The object itself.
    pub const OBJECT: &'static str = "object";

    fn end(&self) -> Option<Date> {
        self.until.parse().ok()
    }
}

/// A rule switched on or off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// Id of the rule.
    pub rule: String,
    /// On or off.
    pub on: bool,
    /// Why.
    pub reason: String,
}

/// All settings of a place. One that is not known is refused, not passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Other thresholds and lists; of two that hold the one for the smaller region, then the later
    /// one, counts.
    pub overrides: Vec<Override>,
    /// What is not warned of.
    pub white: Vec<White>,
    /// Rules on and off; the last one of a rule counts.
    pub switches: Vec<Switch>,
}

/// A rule as it is set for one book, year and day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tuned {
    /// Whether it runs.
    pub on: bool,
    /// Thresholds by name.
    pub values: BTreeMap<String, Decimal>,
    /// Lists by name.
    pub lists: BTreeMap<String, Vec<String>>,
    /// What it does not warn of.
    pub white: Vec<White>,
    /// Settings that no longer fit the rule and were left out, each with the reason.
    pub left_out: Vec<Words>,
}

impl Rule {
    /// The rule as its file has it.
    pub fn untuned(&self) -> Tuned {
        Tuned {
            on: self.active,
            values: self.thresholds.iter().map(|(n, t)| (n.clone(), t.value)).collect(),
            lists: self.lists.iter().map(|(n, l)| (n.clone(), l.value.clone())).collect(),
            ..Tuned::default()
        }
    }

    /// Whether it takes another value.
    ///
    /// # Errors
    /// Says why not: no such name, no reason, out of range, looser than the law.
    pub fn accept(&self, new: &Override) -> Result<(), Words> {
        reasoned(&new.rule, &new.reason)?;
        if new.from.zip(new.to).is_some_and(|(from, to)| to < from) {
            return Err(Words::new("截止年度早于起始年度", "the last year is before the first"));
        }
        let whole = new.region.len() == 9 && new.region.chars().all(|c| c.is_ascii_digit());
        if !new.region.is_empty() && !whole {
            let zh = format!("区划“{}”应为九位数字", new.region);
            return Err(Words::new(zh, format!("region {} must have nine digits", new.region)));
        }
        let done = match (self.thresholds.get(&new.name), self.lists.get(&new.name), new.value) {
            (Some(threshold), _, Some(value)) => threshold.accept(value),
            (_, Some(list), None) => list.accept(&new.words),
            (Some(_), _, None) => Err(Words::new("缺少新的值", "the new value is missing")),
            (_, Some(_), _) => Err(Words::new("词表要给 words", "a list takes words, not a value")),
            (None, None, _) => {
                let name = &new.name;
                let names: Vec<&str> =
                    self.thresholds.keys().chain(self.lists.keys()).map(String::as_str).collect();
                let names = names.join("、");
                Err(Words::new(
                    format!("没有阈值“{name}”；有：{names}"),
                    format!("no threshold {name}; there is: {names}"),
                ))
            }
        };
        done.map_err(|words| of_rule(&self.id, words))
    }

    /// Whether it takes an exemption.
    ///
    /// # Errors
    /// Says why not: no such column, no reason, no end.
    pub fn accept_white(&self, white: &White) -> Result<(), Words> {
        reasoned(&white.rule, &white.reason)?;
        let wrong = |zh: String, en: String| Err(of_rule(&self.id, Words::new(zh, en)));
        if white.end().is_none() {
            let until = &white.until;
            return wrong(
                format!("白名单要有截止日（如 2023-12-31），给的是“{until}”"),
                format!("an exemption needs its last day (2023-12-31), not “{until}”"),
            );
        }
        let (column, value) = (&white.column, &white.value);
        let parts = value.split('|').count();
        if column == White::OBJECT && parts != self.grain.len() {
            let grain = self.grain.join("|");
            return wrong(
                format!("对象“{value}”应写成 {grain}"),
                format!("the object “{value}” must be written as {grain}"),
            );
        }
        if column != White::OBJECT && self.column(column).is_none() {
            return wrong(
                format!("没有栏“{column}”，请用视图 {} 的栏或 object", self.from),
                format!("no column {column}; use one of view {} or object", self.from),
            );
        }
        Ok(())
    }
}

impl Settings {
    /// Whether all of it fits the catalogue.
    ///
    /// # Errors
    /// The first thing that does not, with what to do.
    pub fn check(&self, catalogue: &Catalogue) -> Result<(), Words> {
        let rule = |id: &str| {
            catalogue.rule(id).ok_or_else(|| {
                Words::new(
                    format!("没有规则“{id}”，请核对编号"),
                    format!("there is no rule {id}; check the id"),
                )
            })
        };
        for new in &self.overrides {
            rule(&new.rule)?.accept(new)?;
        }
        for white in &self.white {
            rule(&white.rule)?.accept_white(white)?;
        }
        for switch in &self.switches {
            rule(&switch.rule)?;
            reasoned(&switch.rule, &switch.reason)?;
        }
        Ok(())
    }

    /// A rule as set for a book, year and day. What does not fit is left out and said.
    pub fn tuned(&self, rule: &Rule, book: &str, year: i32, day: Date) -> Tuned {
        let mut tuned = rule.untuned();
        if let Some(switch) = self.switches.iter().rev().find(|s| s.rule == rule.id) {
            tuned.on = switch.on;
        }
        let holds = |o: &&Override| {
            o.rule == rule.id
                && o.from.is_none_or(|from| from <= year)
                && o.to.is_none_or(|to| year <= to)
                && book.starts_with(reach(&o.region))
        };
        let mut fitting: Vec<&Override> = self.overrides.iter().filter(holds).collect();
        // Stable: of the same reach the later one comes last and counts.
        fitting.sort_by_key(|o| reach(&o.region).len());
        for new in fitting {
            match (rule.accept(new), new.value) {
                (Err(words), _) => tuned.left_out.push(words),
                (Ok(()), Some(value)) => drop(tuned.values.insert(new.name.clone(), value)),
                (Ok(()), None) => drop(tuned.lists.insert(new.name.clone(), new.words.clone())),
            }
        }
        for white in self.white.iter().filter(|w| w.rule == rule.id) {
            match rule.accept_white(white) {
                Err(words) => tuned.left_out.push(words),
                Ok(()) if white.end().is_some_and(|end| day <= end) => {
                    tuned.white.push(white.clone())
                }
                Ok(()) => {}
            }
        }
        tuned
    }
}

/// The part of a region that everything below it shares: 43 of 430000000, 4307 of 430700000.
fn reach(region: &str) -> &str {
    let below = |at: &usize| region.get(*at..).is_some_and(|r| r.chars().all(|c| c == '0'));
    let end = [2, 4, 6].into_iter().find(below).unwrap_or(region.len());
    region.get(..end).unwrap_or(region)
}

fn of_rule(id: &str, words: Words) -> Words {
    Words::new(format!("规则 {id}：{}", words.zh), format!("rule {id}: {}", words.en))
}

fn reasoned(id: &str, reason: &str) -> Result<(), Words> {
    match reason.trim() {
        "" => Err(of_rule(id, Words::new("须写明原因", "a reason must be given"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::reach;

    #[test]
    fn a_region_reaches_what_is_below_it() {
        for (region, shared) in [
            ("430000000", "43"),
            ("430700000", "4307"),
            ("430702000", "430702"),
            ("430702001", "430702001"),
            ("431000000", "4310"),
            ("", ""),
        ] {
            assert_eq!(reach(region), shared);
        }
    }
}
