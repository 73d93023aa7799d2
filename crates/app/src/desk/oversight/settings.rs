//! What a place has set for its warnings, kept as a record, so that every change is logged and can be
//! taken back.

use crate::desk::moves::{Move, record};
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::oversight::rule::Settings;
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
