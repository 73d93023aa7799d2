//! Programs: a POST of JSON to their address, signed with their secret.
//!
//! `X-Mingzhang-Signature: sha256=HEX` is HMAC-SHA256 over `TIMESTAMP.BODY`, the timestamp being that of
//! `X-Mingzhang-Timestamp`.

use super::{delivery, failed, note, now, succeeded};
use crate::state::State;
use access::{Account, Right, Rights};
use app::Fault;
use app::check::{KeptDocument, checked_between};
use app::desk::oversight::unit_place;
use app::desk::{Event, happened};
use app::house::{Delivery, Hook, hook_id};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Addresses that are told at a time.
const AT_ONCE: usize = 8;

/// Events that are told at a time.
const MOST: usize = 500;

/// Seconds without a checked report after which that is noted.
const QUIET: i64 = 600;

/// Tells each address what happened since the last time.
pub(super) async fn round(state: &Arc<State>) -> Result<(), Fault> {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut going = Vec::new();
    for (hook, account) in state.house(app::house::House::hooks).await? {
        let (state, turns) = (Arc::clone(state), Arc::clone(&turns));
        // A receiver that is slow, or whose record cannot be read, holds up nobody else.
        going.push(tokio::spawn(async move {
            let _turn = turns.acquire_owned().await;
            if let Err(fault) = one(&state, &hook, &account).await {
                tracing::warn!(error = %fault, hook = hook.id, "could not be told of events");
            }
        }));
    }
    for one in going {
        let _ = one.await;
    }
    Ok(())
}

async fn one(state: &Arc<State>, hook: &Hook, account: &Account) -> Result<(), Fault> {
    let id = hook_id(&hook.id);
    let before = delivery(state, &id).await?;
    let mut standing = before.clone();
    if standing.not_before > now() {
        return Ok(());
    }
    let second = now() - 1;
    let range = (standing.second, second);
    let (mut events, checked) = documents(state, hook, account, range).await?;
    if checked || second - standing.second > QUIET {
        standing.second = second;
    }
    let more = ledger(state, hook, account, &mut standing, &mut events).await?;
    if events.is_empty() {
        // Only what was looked through is noted; a quiet ledger costs no write.
        if more || standing.second > range.0 {
            note(state, &id, &standing).await?;
        }
        return Ok(());
    }
    // Where it stands after each part; reports come before what the ledger tells.
    let mut reached = before;
    for part in events.chunks(MOST) {
        match told(state, hook, json!({ "events": part })).await {
            Ok(()) => {
                succeeded(&mut reached, &app::house::moment_now());
                if let Some(entry) = part.last().and_then(|e| e.get("entry")?.as_u64()) {
                    (reached.entry, reached.second) = (entry, standing.second);
                }
                note(state, &id, &reached).await?;
            }
            Err(why) => {
                failed(&mut reached, &why);
                return note(state, &id, &reached).await;
            }
        }
    }
    let done = Delivery { entry: standing.entry, second: standing.second, ..reached };
    note(state, &id, &done).await
}

/// What happened in the ledger; whether anything was looked through.
async fn ledger(
    state: &Arc<State>,
    hook: &Hook,
    account: &Account,
    standing: &mut Delivery,
    events: &mut Vec<Value>,
) -> Result<bool, Fault> {
    if state.head() <= standing.entry {
        return Ok(false);
    }
    let (reach, after) = (account.reach.clone(), standing.entry);
    let found =
        state.desks.with(account.name.clone(), move |desk| happened(desk, &reach, after)).await?;
    let may = Rights::embedded().may(account.role, Right::CaseRead);
    let wanted =
        |e: &&Event| hook.events.iter().any(|id| id == e.what.id()) && (may || e.level.is_empty());
    events.extend(found.events.iter().filter(wanted).map(event));
    standing.entry = found.until;
    Ok(true)
}

fn event(e: &Event) -> Value {
    json!({
        "event_id": format!("{}/{}", e.what.id(), e.entry),
        "event": e.what.id(),
        "entry": e.entry,
        "id": e.id,
        "year": e.year,
        "department": e.department,
        "unit": e.unit,
        "unit_name": e.unit_name,
        "title": e.title.0,
        "level": e.level,
        "state": e.state.0,
        "action": e.action.0,
        "address": e.address,
    })
}

/// The reports that were checked: the account's own, and those of units within reach where it decides on them;
/// and whether there were any at all.
async fn documents(
    state: &Arc<State>,
    hook: &Hook,
    account: &Account,
    (from, to): (i64, i64),
) -> Result<(Vec<Value>, bool), Fault> {
    if !hook.events.iter().any(|e| e == "document.checked") || from >= to {
        return Ok((Vec::new(), false));
    }
    let found = state.house(move |house| checked_between(house, from, to)).await?;
    if found.is_empty() {
        return Ok((Vec::new(), false));
    }
    let decides = Rights::embedded().may(account.role, Right::DocumentDecide);
    let (reach, owner) = (account.reach.clone(), account.name.clone());
    let units = found.iter().map(|d| d.unit.clone());
    let mut reached: BTreeMap<String, bool> = units.map(|unit| (unit, false)).collect();
    let reached = state
        .desks
        .with(owner.clone(), move |desk| {
            for (unit, within) in reached.iter_mut().filter(|(unit, _)| !unit.is_empty()) {
                let place = unit_place(desk, unit)?;
                *within = place.is_some_and(|[r, d]| reach.covers_unit(&r, &d, unit));
            }
            Ok(reached)
        })
        .await?;
    let seen = |d: &&KeptDocument| {
        d.owner == owner || (decides && reached.get(&d.unit).copied().unwrap_or(false))
    };
    Ok((found.iter().filter(seen).map(document).collect(), true))
}

fn document(d: &KeptDocument) -> Value {
    let [errors, warnings, notices] = d.kept.findings;
    json!({
        "event_id": format!("document.checked/{}", d.id),
        "event": "document.checked",
        "id": d.id,
        "title": d.kept.title,
        "entity": d.kept.entity,
        "year": d.kept.year,
        "unit": d.unit,
        "verdict": d.kept.verdict,
        "unchecked": d.kept.unchecked,
        "errors": errors,
        "warnings": warnings,
        "notices": notices,
        "address": format!("/documents/{}", d.id),
    })
}

/// Says hello to an address, so that its owner sees whether it answers.
///
/// # Errors
/// Why it does not.
pub(crate) async fn try_out(state: &Arc<State>, hook: &Hook) -> Result<(), String> {
    told(state, hook, json!({ "events": [{ "event_id": "hello", "event": "hello" }] })).await
}

/// Tells something; an answer of 2xx is a receipt.
async fn told(state: &Arc<State>, hook: &Hook, what: Value) -> Result<(), String> {
    let (agent, url, secret) = (state.agent.clone(), hook.url.clone(), hook.secret.clone());
    let sent = tokio::task::spawn_blocking(move || {
        let (body, at) = (what.to_string(), now().to_string());
        let request = agent
            .post(&url)
            .header("Content-Type", "application/json")
            .header("X-Mingzhang-Timestamp", &at)
            .header("X-Mingzhang-Signature", &format!("sha256={}", signature(&secret, &at, &body)));
        match request.send(&body) {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("HTTP {}", answer.status().as_u16())),
            Err(e) => Err(e.to_string()),
        }
    });
    sent.await.unwrap_or_else(|_| Err(crate::pool::broke_down().to_string()))
}

fn signature(secret: &str, at: &str, body: &str) -> String {
    // A key of any length will do for HMAC.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{at}.{body}").as_bytes());
    mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_standard() {
        // RFC 4231, test case 2, with the message split at the dot that is ours.
        let known = signature("Jefe", "what do ya want for nothing?", "");
        assert_eq!(known.len(), 64);
        let mut mac = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap();
        mac.update(b"what do ya want for nothing?");
        let hex: String = mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
