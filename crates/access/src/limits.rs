//! Periods and bounds of `params/access.toml`.

use crate::Pace;
use serde::Deserialize;
use std::sync::LazyLock;

const EMBEDDED: &str = include_str!("../../../params/access.toml");

/// Zeros where the file cannot be read: nothing holds then, not even for a second. The tests see to it that
/// it can be read.
static LIMITS: LazyLock<Limits> = LazyLock::new(|| toml::from_str(EMBEDDED).unwrap_or_default());

/// How long things hold, and what a password must be at least.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Hours a session lasts whatever is done in it.
    pub session_hours: u32,
    /// Minutes after which a session ends in which nothing is done.
    pub idle_minutes: u32,
    /// Hours the link of the first start holds.
    pub first_hours: u32,
    /// Hours an invitation holds.
    pub invitation_hours: u32,
    /// Minutes within which a second factor must be confirmed.
    pub factor_minutes: u32,
    /// Days an API token holds at most.
    pub token_days: u32,
    /// Failures in a row that lock an account.
    pub failures: u32,
    /// Seconds of the first lock.
    pub lock_seconds: u64,
    /// Seconds of the longest lock.
    pub lock_longest_seconds: u64,
    /// Characters of a password at least.
    pub password_least: usize,
    /// Kinds of characters it holds at least.
    pub password_kinds: usize,
    /// Characters from which kinds do not count.
    pub password_long: usize,
    /// Characters of a password at most.
    pub password_most: usize,
}

impl Limits {
    /// The limits that come with the program.
    pub fn embedded() -> &'static Limits {
        &LIMITS
    }

    /// How failures slow an account down.
    pub fn pace(&self) -> Pace {
        Pace {
            failures: self.failures,
            first: self.lock_seconds,
            longest: self.lock_longest_seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_and_says_something() {
        let limits: Limits = toml::from_str(EMBEDDED).unwrap();
        assert_eq!(*Limits::embedded(), limits);
        assert_ne!(limits, Limits::default());
        assert!(limits.session_hours * 60 >= limits.idle_minutes && limits.idle_minutes > 0);
        assert!(limits.password_least < limits.password_long);
        assert!(limits.password_long < limits.password_most);
    }
}
