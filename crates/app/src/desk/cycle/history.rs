//! What became of each value: which entry changed it, who, when, from what to what.

use super::boxes::boxes;
use super::standing::{filter, read};
use super::{Form, Goal};
use crate::desk::Desk;
use crate::fault::Fault;
use std::collections::BTreeMap;

/// A change of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Number of the entry.
    pub seq: u64,
    /// Account that wrote it.
    pub by: String,
    /// When, UTC.
    pub at: String,
    /// Name of the box.
    pub field: String,
    /// Before; empty where nothing stood.
    pub old: String,
    /// After.
    pub new: String,
}

/// The changes of a goal and its self-evaluation, the latest first; the first version is told box by box.
///
/// # Errors
/// When the store fails or a record cannot be read.
pub fn history(desk: &mut Desk, goal: &Goal) -> Result<Vec<Changed>, Fault> {
    let book = desk.store.own().code.clone();
    let mut before: BTreeMap<String, String> = BTreeMap::new();
    let mut all = Vec::new();
    for version in desk.store.history("绩效", &filter(goal, &goal.code))? {
        let e = read(&version.payload, &goal.code, version.seq)?;
        let mut now = BTreeMap::new();
        for form in [Form::Targets, Form::SelfEvaluation] {
            now.extend(boxes(&e, form));
        }
        let single = desk.store.single(&book, version.seq)?;
        let header = single.map(|s| s.header).unwrap_or_default();
        let header: serde_json::Value = serde_json::from_str(&header).unwrap_or_default();
        let said =
            |key: &str| header.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        let names: std::collections::BTreeSet<&String> = now.keys().chain(before.keys()).collect();
        let mut fresh = Vec::new();
        for name in names {
            let of = |m: &BTreeMap<String, String>| m.get(name).cloned().unwrap_or_default();
            let (old, new) = (of(&before), of(&now));
            if old != new {
                let (by, at) = (said("actor"), said("at"));
                fresh.push(Changed { seq: version.seq, by, at, field: name.clone(), old, new });
            }
        }
        fresh.sort_by_key(|c| place(&c.field));
        all.push(fresh);
        before = now;
    }
    all.reverse();
    Ok(all.into_iter().flatten().collect())
}

/// Rows in the order of their numbers.
fn place(field: &str) -> (u32, String) {
    let digits: String = field.chars().filter(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(0), field.to_owned())
}
