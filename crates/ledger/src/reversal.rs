//! Corrections: history is never edited, an entry is taken back by one that negates it.

use crate::controls::Refusal;
use crate::entry::{Draft, Entry, Kind, Source};
use base::Date;

/// The draft that takes `old` back. Money is negated; a stated value or record is withdrawn, so that
/// the one before it holds again. `None` when the amount has no negative.
pub fn reversal(old: &Entry, day: Date, reason: &str, source: Source) -> Option<Draft> {
    let mut draft = old.draft.clone();
    draft.amount = match draft.kind {
        Kind::Register | Kind::Record => base::Amount::ZERO,
        _ => draft.amount.negated()?,
    };
    if draft.kind == Kind::Record {
        draft.payload = "null".to_owned();
    }
    draft.ext = String::new();
    draft.stamp = String::new();
    draft.reverses = Some(old.seq);
    draft.reason = reason.to_owned();
    draft.day = day;
    draft.source = source;
    Some(draft)
}

/// Whether a draft may take `old` back: it negates it exactly, gives a reason, and is not of an
/// earlier day. Whether `old` still stands is for the journal to say.
///
/// # Errors
/// Says what is wrong.
pub fn check_reversal(old: &Entry, draft: &Draft) -> Result<(), Refusal> {
    let seq = old.seq;
    if old.draft.reverses.is_some() || old.draft.topic == crate::HEADER {
        return Err(Refusal::new(
            "not-reversible",
            format!("第 {seq} 号是冲销或批次说明，不能再冲销；请直接补记正确的分录"),
            format!("entry {seq} is itself a reversal or a header; post the right entry instead"),
        ));
    }
    if draft.reason.trim().is_empty() {
        return Err(Refusal::new(
            "no-reason",
            format!("冲销第 {seq} 号分录须写明原因"),
            format!("the reversal of entry {seq} needs a reason"),
        ));
    }
    if draft.day < old.draft.day {
        let (then, day) = (old.draft.day, draft.day);
        return Err(Refusal::new(
            "reversal-early",
            format!("冲销日期 {day} 早于第 {seq} 号分录的日期 {then}；请改用当日或以后的日期"),
            format!("the reversal's day {day} is before {then}, the day of entry {seq}"),
        ));
    }
    let exact = reversal(old, draft.day, &draft.reason, draft.source.clone());
    if exact.is_none_or(|exact| exact != *draft) {
        return Err(Refusal::new(
            "not-exact",
            format!("冲销与第 {seq} 号分录不完全相抵；请按原分录逐项相反填列"),
            format!("the reversal does not exactly negate entry {seq}; take over all its fields"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Amount;

    fn paid() -> Entry {
        let mut draft = Draft::new(Kind::Pay, Date::constant(2023, 5, 10), 2023, "102001");
        draft.amount = Amount::fen(100);
        draft.ext = "pay:1".to_owned();
        Entry { seq: 7, batch: 2, draft, hash: [0; 32] }
    }

    /// The code of the refusal, or nothing.
    fn check(change: impl FnOnce(&mut Draft)) -> Option<&'static str> {
        let day = Date::constant(2023, 5, 11);
        let mut draft = reversal(&paid(), day, "金额录错", Source::default()).unwrap();
        change(&mut draft);
        check_reversal(&paid(), &draft).err().map(|r| r.code)
    }

    #[test]
    fn a_correction_negates_exactly_and_says_why() {
        assert_eq!(check(|_| ()), None);
        assert_eq!(check(|d| d.amount = Amount::fen(-99)), Some("not-exact"));
        assert_eq!(check(|d| d.unit = "102002".to_owned()), Some("not-exact"));
        assert_eq!(check(|d| d.ext = "pay:2".to_owned()), Some("not-exact"));
        assert_eq!(check(|d| d.reason = " ".to_owned()), Some("no-reason"));
        assert_eq!(check(|d| d.day = Date::constant(2023, 5, 9)), Some("reversal-early"));
        let mut twice = paid();
        twice.draft.reverses = Some(3);
        let draft = reversal(&twice, Date::constant(2023, 6, 1), "再改", Source::default());
        assert_eq!(check_reversal(&twice, &draft.unwrap()).unwrap_err().code, "not-reversible");
    }
}
