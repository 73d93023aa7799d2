//! How failures in a row slow an account down: a pure function of their number.

/// When an account is locked, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Failures in a row from which on each one locks.
    pub failures: u32,
    /// Seconds of the first lock; each further failure doubles it.
    pub first: u64,
    /// Seconds of the longest lock.
    pub longest: u64,
}

impl Pace {
    /// Seconds the account is locked after so many failures in a row; none while it is not.
    pub fn lock(&self, failed: u32) -> Option<u64> {
        let beyond = failed.checked_sub(self.failures)?;
        let times = 1_u64.checked_shl(beyond).unwrap_or(u64::MAX);
        Some(self.first.saturating_mul(times).min(self.longest))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn locks_double_up_to_the_longest() {
        let pace = crate::Limits::embedded().pace();
        let cases = [
            (0, None),
            (1, None),
            (4, None),
            (5, Some(60)),
            (6, Some(120)),
            (7, Some(240)),
            (10, Some(1920)),
            (11, Some(3600)),
            (68, Some(3600)),
            (69, Some(3600)),
            (u32::MAX, Some(3600)),
        ];
        for (failed, expect) in cases {
            assert_eq!(pace.lock(failed), expect, "{failed}");
        }
    }
}
