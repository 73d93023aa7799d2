//! The alert budget: at most so many new warnings a week and officer, the gravest first, then by money. The
//! rest is queued: visible, counted, never dropped.

use super::day;
use super::model::{Case, CaseNow};
use super::settings::Settings;
use super::steps::{Action, State};
use base::{Amount, Date};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What one officer has this week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Who; empty for cases that nobody is responsible for.
    pub officer: String,
    /// Alerts a week; none for all there are.
    pub limit: Option<u32>,
    /// Verified this week already.
    pub used: u32,
    /// Ids of the cases to verify this week, the gravest first.
    pub shown: Vec<String>,
    /// Ids of those that wait, in the same order.
    pub queued: Vec<String>,
}

/// A week's work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Queue {
    /// Monday.
    #[serde(with = "day")]
    pub from: Date,
    /// Sunday.
    #[serde(with = "day")]
    pub to: Date,
    /// By officer, in the order of the settings; cases of nobody last.
    pub shares: Vec<Share>,
}

/// Monday and Sunday of a day's week.
pub fn week(day: Date) -> (Date, Date) {
    let (mut from, mut to) = (day, day);
    for _ in 0..day.weekday().to_monday_zero_offset() {
        from = from.yesterday().unwrap_or(from);
    }
    for _ in day.weekday().to_monday_zero_offset()..6 {
        to = to.tomorrow().unwrap_or(to);
    }
    (from, to)
}

/// Gravest first, then most money, then oldest.
pub(crate) fn rank(case: &Case) -> impl Ord + use<> {
    let fen = case.hit().amount.unwrap_or(Amount::ZERO).as_fen().unsigned_abs();
    (Reverse(case.level), Reverse(fen), case.first, case.id.clone())
}

/// Shares the cases that wait to be verified among the officers. What was verified in the week counts
/// against its number, so that nobody is shown more than the budget in a week.
pub fn queue(cases: &[CaseNow], settings: &Settings, on: Date) -> Queue {
    let (from, to) = week(on);
    let mut used: BTreeMap<&str, u32> = BTreeMap::new();
    let mut waiting: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for now in cases {
        let officer = settings.officer(now.case.hit());
        if now.state == State::Raised {
            waiting.entry(officer).or_default().push(&now.case);
        }
        let verified = now.standing().into_iter().any(|r| {
            matches!(r.step.action, Action::Confirm | Action::Dismiss)
                && (from..=to).contains(&r.step.day)
        });
        *used.entry(officer).or_default() += u32::from(verified);
    }
    let mut shares = Vec::new();
    for name in settings.officers.iter().map(|o| o.name.as_str()).chain([""]) {
        let mut mine = waiting.remove(name).unwrap_or_default();
        mine.sort_by_cached_key(|case| rank(case));
        let (limit, used) = (settings.limit(name), used.get(name).copied().unwrap_or(0));
        let room = limit.map(|limit| limit.saturating_sub(used));
        let room = room.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
        let ids: Vec<String> = mine.iter().map(|case| case.id.clone()).collect();
        let (shown, queued) = ids.split_at(room.min(ids.len()));
        let share = Share {
            officer: name.to_owned(),
            limit,
            used,
            shown: shown.to_vec(),
            queued: queued.to_vec(),
        };
        if !name.is_empty() || !ids.is_empty() {
            shares.push(share);
        }
    }
    Queue { from, to, shares }
}
