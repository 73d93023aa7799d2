//! What a run cost, for `cargo xtask bench`: time a stage and peak memory, when the environment asks.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// A stage whose time is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bytes → document.
    Read,
    /// Document → facts.
    Extract,
    /// Facts → findings.
    Audit,
    /// Findings → output.
    Report,
}

static SPENT: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];

/// Runs a piece of a stage and adds its time to it. Threads add up.
pub fn timed<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let value = work();
    let spent = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    SPENT[stage as usize].fetch_add(spent, Ordering::Relaxed);
    value
}

/// One line `stats read_us=… extract_us=… audit_us=… report_us=… peak_kb=…`, when `MINGZHANG_STATS` is
/// set. The peak is 0 where the system does not tell.
pub fn stats() -> Option<String> {
    std::env::var_os("MINGZHANG_STATS")?;
    let [read, extract, audit, report] = SPENT.each_ref().map(|s| s.load(Ordering::Relaxed));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|l| l.split_whitespace().next()).unwrap_or("0");
    Some(format!(
        "stats read_us={read} extract_us={extract} audit_us={audit} report_us={report} peak_kb={peak}"
    ))
}
