//! What a place has set for its warnings, kept as a record, so that every change is logged and can be
//! taken back.

use crate::desk::moves::{Move, record};
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::oversight::rule::{Override, Settings, Switch, White};
use base::Decimal;
use ledger::{Draft, Kind};
use store::Filter;

/// Topic of the records.
pub(super) const TOPIC: &str = "预警设置";
/// The settings of the rules.
const RULES: &str = "规则";

/// The settings of the rules as they stand.
///
/// # Errors
/// When the record cannot be read.
pub fn rules(desk: &mut Desk) -> Result<Settings, Fault> {
    let filter = Filter { key: Some(RULES.to_owned()), ..Filter::default() };
    let steps = desk.store.history(TOPIC, &filter)?;
    let Some(step) = steps.last() else { return Ok(Settings::default()) };
    serde_json::from_str(&step.payload).map_err(|e| {
        let seq = step.seq;
        Fault::new(
            format!("第 {seq} 号分录的预警设置无法识别：{e}；可用 reverse --entry {seq} 冲销"),
            format!("the settings in entry {seq} cannot be read: {e}; reverse --entry {seq} takes them back"),
        )
    })
}

/// Changes the settings of the rules: refused when they do not fit the rules.
///
/// # Errors
/// Says what does not fit.
pub fn set_rules(
    desk: &mut Desk,
    change: &dyn Fn(&mut Settings),
    what: &str,
) -> Result<Move, Fault> {
    let mut settings = rules(desk)?;
    change(&mut settings);
    settings.check(&desk.warnings).map_err(|w| Fault::new(w.zh, w.en))?;
    let day = today();
    let mut draft = Draft::new(Kind::Record, day, i32::from(day.year()), "");
    draft.topic = TOPIC.to_owned();
    draft.key = RULES.to_owned();
    draft.payload = serde_json::to_string(&settings).unwrap_or_default();
    record(desk, vec![draft], what)
}

/// Whether the settings were changed after an entry; what was taken back has changed as well.
pub(super) fn changed(desk: &mut Desk, after: u64) -> bool {
    // What cannot be read counts as changed: everything is then evaluated again.
    desk.store.last_of(TOPIC, RULES).map_or(true, |last| last > after)
}

/// A setting as it is typed.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// Id of the rule.
    pub rule: String,
    /// `name=value`.
    pub values: Vec<String>,
    /// A column of the rule's view, for the white list.
    pub column: Option<String>,
    /// Its value.
    pub value: Option<String>,
    /// 区划 it holds in.
    pub region: Option<String>,
    /// First year.
    pub from: Option<i32>,
    /// Last year.
    pub to: Option<i32>,
    /// Last day of a white list entry.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
}

/// A setting as it will be recorded.
#[derive(Debug, Clone)]
pub struct Change {
    overrides: Vec<Override>,
    white: Option<White>,
    switch: Option<Switch>,
}

impl Change {
    /// Puts it into the settings; a later one for the same place replaces the earlier.
    pub fn apply(&self, settings: &mut Settings) {
        for new in &self.overrides {
            settings.overrides.retain(|o| {
                (&o.rule, &o.name, &o.region, o.from, o.to)
                    != (&new.rule, &new.name, &new.region, new.from, new.to)
            });
            settings.overrides.push(new.clone());
        }
        if let Some(new) = &self.white {
            settings
                .white
                .retain(|w| (&w.rule, &w.column, &w.value) != (&new.rule, &new.column, &new.value));
            settings.white.push(new.clone());
        }
        if let Some(new) = &self.switch {
            settings.switches.retain(|s| s.rule != new.rule);
            settings.switches.push(new.clone());
        }
    }
}

/// Reads `name=value` pairs.
///
/// # Errors
/// When one is something else.
pub fn values(texts: &[String]) -> Result<Vec<(String, Decimal)>, Fault> {
    let one = |text: &String| {
        let pair = text.split_once('=').and_then(|(name, value)| {
            let value = value.trim().trim_end_matches('%').parse().ok()?;
            Some((name.trim().to_owned(), value))
        });
        pair.ok_or_else(|| {
            Fault::new(
                format!("“{text}”应写作 阈值名=数值，如 behind=5；名称见 warn rules 规则编号"),
                format!(
                    "write “{text}” as name=number, as behind=5; `warn rules ID` lists the names"
                ),
            )
        })
    };
    texts.iter().map(one).collect()
}

impl Setting {
    /// Other thresholds or lists.
    ///
    /// # Errors
    /// When a value is no number, or none is given.
    pub fn threshold(self) -> Result<Change, Fault> {
        if self.values.is_empty() {
            return Err(Fault::new(
                "请用 --set 阈值名=数值 给出新的阈值",
                "give the new threshold by --set name=number",
            ));
        }
        let make = |(name, value)| Override {
            rule: self.rule.clone(),
            name,
            value: Some(value),
            words: Vec::new(),
            region: self.region.clone().unwrap_or_default(),
            from: self.from,
            to: self.to,
            reason: self.reason.clone(),
        };
        let overrides = values(&self.values)?.into_iter().map(make).collect();
        Ok(Change { overrides, white: None, switch: None })
    }

    /// An object that is not to be warned of.
    ///
    /// # Errors
    /// When it is not said which.
    pub fn white(self) -> Result<Change, Fault> {
        let Some(value) = self.value else {
            return Err(Fault::new(
                "请用 --value 给出对象（或再用 --column 指定列，如 --column unit --value 102001）",
                "name the object by --value (and a column by --column, as --column unit --value 102001)",
            ));
        };
        let white = White {
            rule: self.rule,
            column: self.column.unwrap_or_else(|| White::OBJECT.to_owned()),
            value,
            reason: self.reason,
            until: self.until.unwrap_or_else(|| format!("{}-12-31", today().year())),
        };
        Ok(Change { overrides: Vec::new(), white: Some(white), switch: None })
    }

    /// The rule on or off.
    ///
    /// # Errors
    /// None; like the others.
    pub fn switch(self, on: bool) -> Result<Change, Fault> {
        let switch = Switch { rule: self.rule, on, reason: self.reason };
        Ok(Change { overrides: Vec::new(), white: None, switch: Some(switch) })
    }
}
