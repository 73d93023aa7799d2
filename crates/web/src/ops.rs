//! For those who run the server: whether it is alive, whether it is ready, and counts for Prometheus.

use crate::state::State;
use axum::extract::{MatchedPath, State as Shared};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Addresses that anybody may ask; they tell nothing about the ledger.
pub(crate) const OPEN: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Upper ends of the buckets of response times, in milliseconds.
const BUCKETS: [u64; 8] = [1, 5, 10, 25, 50, 100, 500, 2500];

/// Requests by address and status, and how long they took.
#[derive(Default)]
pub(crate) struct Counts {
    all: Mutex<BTreeMap<(String, String, u16), Times>>,
}

#[derive(Default, Clone)]
struct Times {
    count: u64,
    micros: u64,
    within: [u64; BUCKETS.len()],
}

impl Counts {
    /// Counts an answer.
    pub(crate) fn count(
        &self,
        (method, path): &(Method, Option<MatchedPath>),
        status: StatusCode,
        took: Duration,
    ) {
        let Ok(mut all) = self.all.lock() else { return };
        let path = path.as_ref().map_or("-", |p| p.as_str()).to_owned();
        let times = all.entry((method.to_string(), path, status.as_u16())).or_default();
        times.count += 1;
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        times.micros = times.micros.saturating_add(micros);
        for (slot, most) in times.within.iter_mut().zip(BUCKETS) {
            *slot += u64::from(micros <= most * 1000);
        }
    }

    fn text(&self) -> String {
        let all = self.all.lock().map(|a| a.clone()).unwrap_or_default();
        let mut out = String::from("# TYPE mingzhang_requests histogram\n");
        for ((method, path, status), times) in all {
            let of = format!("method=\"{method}\",path=\"{path}\",status=\"{status}\"");
            for (most, count) in BUCKETS.iter().zip(times.within) {
                let _ = writeln!(
                    out,
                    "mingzhang_requests_bucket{{{of},le=\"{}\"}} {count}",
                    seconds(most * 1000)
                );
            }
            let _ = writeln!(out, "mingzhang_requests_bucket{{{of},le=\"+Inf\"}} {}", times.count);
            let _ = writeln!(out, "mingzhang_requests_sum{{{of}}} {}", seconds(times.micros));
            let _ = writeln!(out, "mingzhang_requests_count{{{of}}} {}", times.count);
        }
        out
    }
}

/// Microseconds as seconds, without floats.
fn seconds(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// The process runs.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// The ledger and the register answer.
pub(crate) async fn ready(Shared(state): Shared<Arc<State>>) -> Response {
    let ledger = state.look().await;
    let house = state.house(|house| house.ready()).await;
    match (ledger, house) {
        (Ok(_), Ok(())) => "ok\n".into_response(),
        (Err(e), _) | (_, Err(e)) => {
            tracing::warn!(error = %e, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}

/// Counts in the text format of Prometheus.
pub(crate) async fn metrics(Shared(state): Shared<Arc<State>>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, state.counts.text()).into_response()
}
