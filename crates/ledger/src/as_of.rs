//! What was known then: the same question, put to a past state of the journal.

use crate::entry::Entry;
use base::Date;

/// Entries up to a number, events up to a day. Empty means now.
///
/// The number says what was *known* (corrections come later and have higher numbers); the day says
/// what had *happened*. A correction that a source system makes carries the day of what it corrects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AsOf {
    /// Entries with this number or a lower one.
    pub seq: Option<u64>,
    /// Events of this day or an earlier one.
    pub day: Option<Date>,
}

impl AsOf {
    /// Whether an entry was there then.
    pub fn covers(&self, entry: &Entry) -> bool {
        self.seq.is_none_or(|seq| entry.seq <= seq)
            && self.day.is_none_or(|day| entry.draft.day <= day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Draft, Kind};

    #[test]
    fn both_bounds_are_inclusive() {
        let day = |d| Date::constant(2023, 5, d);
        let draft = Draft::new(Kind::Pay, day(10), 2023, "102001");
        let entry = Entry { seq: 7, batch: 1, draft, hash: [0; 32] };
        let cases = [
            (None, None, true),
            (Some(7), None, true),
            (Some(6), None, false),
            (None, Some(day(10)), true),
            (None, Some(day(9)), false),
            (Some(9), Some(day(9)), false),
        ];
        for (seq, day, expect) in cases {
            assert_eq!(AsOf { seq, day }.covers(&entry), expect, "{seq:?} {day:?}");
        }
    }
}
