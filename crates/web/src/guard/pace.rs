//! How often one address may try: log-ins and unattended uploads, not reading.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Addresses that are remembered at most.
const REMEMBERED: usize = 65_536;

/// Tries of each address, as a bucket that fills again.
#[derive(Default)]
pub(crate) struct Pace {
    tries: Mutex<HashMap<String, (Instant, u32)>>,
}

impl Pace {
    /// Counts a try of `who`; when there were `most` within `span` it is refused, with the seconds to wait.
    pub(crate) fn try_once(&self, who: &str, most: u32, span: Duration) -> Result<(), u64> {
        let Ok(mut tries) = self.tries.lock() else { return Ok(()) };
        let now = Instant::now();
        if tries.len() >= REMEMBERED {
            tries.retain(|_, (since, _)| now.duration_since(*since) < span);
        }
        let (since, count) = tries.entry(who.to_owned()).or_insert((now, 0));
        let passed = now.duration_since(*since);
        if passed >= span {
            (*since, *count) = (now, 0);
        }
        if *count >= most {
            return Err((span.saturating_sub(passed)).as_secs().max(1));
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_tries_too_often_waits_and_others_do_not() {
        let pace = Pace::default();
        let span = Duration::from_millis(40);
        assert!((0..3).all(|_| pace.try_once("a", 3, span).is_ok()));
        assert!(pace.try_once("a", 3, span).is_err());
        assert!(pace.try_once("b", 3, span).is_ok());
        std::thread::sleep(span);
        assert!(pace.try_once("a", 3, span).is_ok());
    }
}
