//! Moments as texts: RFC 3339 in UTC to the second, so that the order of texts is the order of time.

use jiff::{SignedDuration, Timestamp};

/// A moment so many seconds later. A moment that cannot be read gives one that is long over, so that what
/// hangs on it does not hold.
pub(super) fn later(at: &str, seconds: i64) -> String {
    let read = at.parse::<Timestamp>().ok();
    let then = read.and_then(|t| t.checked_add(SignedDuration::from_secs(seconds)).ok());
    then.map(|t| t.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
}

/// Hours, minutes and days as seconds.
pub(super) fn minutes(count: u32) -> i64 {
    i64::from(count) * 60
}

/// Seconds of so many hours.
pub(super) fn hours(count: u32) -> i64 {
    minutes(count) * 60
}

/// Seconds of so many days.
pub(super) fn days(count: u32) -> i64 {
    hours(count) * 24
}

/// Seconds since 1970; 0 for what cannot be read.
pub(crate) fn unix(at: &str) -> u64 {
    at.parse::<Timestamp>().ok().and_then(|t| u64::try_from(t.as_second()).ok()).unwrap_or(0)
}

/// This moment.
pub fn moment_now() -> String {
    crate::desk::now()
}

/// The moment as clocks in China show it, to the minute.
pub fn in_china(at: &str) -> String {
    let there = later(at, hours(8));
    there.get(..16).unwrap_or(at).replace('T', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_ordered_texts() {
        let at = "2026-02-28T23:59:59Z";
        assert_eq!(later(at, 1), "2026-03-01T00:00:00Z");
        assert_eq!(later(at, -60), "2026-02-28T23:58:59Z");
        assert!(later("some day", 1).as_str() < at);
        assert_eq!(unix("1970-01-01T00:01:00Z"), 60);
        assert_eq!(unix("some day"), 0);
        assert_eq!(in_china("2026-02-28T16:05:59Z"), "2026-03-01 00:05");
        assert_eq!((minutes(1), hours(1), days(1)), (60, 3600, 86_400));
    }
}
