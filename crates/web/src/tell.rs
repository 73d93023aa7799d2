//! Those who asked are told of what happens: programs at their addresses, people by e-mail. What could not be
//! told is told later; nothing is passed over, and after a failure something may be told twice.

mod hook;
mod mail;

pub(crate) use hook::try_out;
pub(crate) use mail::check as check_mail;

use crate::state::State;
use app::Fault;
use app::house::Delivery;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// The longest wait between two tries, in seconds.
const LONGEST: i64 = 3600;

/// Looks for what is to be told, again and again.
pub(crate) async fn watch(state: Arc<State>) {
    let letters = Arc::clone(&state);
    // A server of mail that is slow holds up no program.
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(letters.config.tell_every).await;
            warned(mail::round(&letters).await);
        }
    });
    loop {
        tokio::time::sleep(state.config.tell_every).await;
        warned(hook::round(&state).await);
    }
}

fn warned(round: Result<(), Fault>) {
    if let Err(fault) = round {
        tracing::warn!(error = %fault, "nobody could be told of events");
    }
}

/// Now (Unix time).
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Where somebody begins who is told from now on.
pub(crate) fn from_now(state: &State) -> Delivery {
    Delivery { entry: state.head(), second: now(), ..Delivery::default() }
}

/// How far somebody has been told; from now on where it was never noted.
async fn delivery(state: &Arc<State>, id: &str) -> Result<Delivery, Fault> {
    let (begin, id) = (from_now(state), id.to_owned());
    let found = state.house(move |house| match house.delivery(&id)? {
        Some(found) => Ok(found),
        None => {
            house.note_delivery(&id, &begin)?;
            Ok(begin)
        }
    });
    found.await
}

async fn note(state: &Arc<State>, id: &str, delivery: &Delivery) -> Result<(), Fault> {
    let (id, delivery) = (id.to_owned(), delivery.clone());
    state.house(move |house| house.note_delivery(&id, &delivery)).await
}

/// What a failure changes: the next try comes later each time.
fn failed(delivery: &mut Delivery, why: &str) {
    delivery.failures = delivery.failures.saturating_add(1);
    let wait = 1_i64 << delivery.failures.min(12);
    delivery.not_before = now() + wait.min(LONGEST);
    why.clone_into(&mut delivery.error);
}

/// What a success changes.
fn succeeded(delivery: &mut Delivery, at: &str) {
    (delivery.failures, delivery.not_before) = (0, 0);
    delivery.error.clear();
    at.clone_into(&mut delivery.told);
}
