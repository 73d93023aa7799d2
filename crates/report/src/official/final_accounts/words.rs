//! Pieces of sentences that follow from figures: changes on last year, shares, completion.

use super::money::said;
use base::{Amount, Decimal, decimal};

/// “增加100.14万元，增长6.22%”, “减少…，下降…”, “与上年持平”. Nothing when the difference overflows.
pub(super) fn change(now: Amount, before: Amount) -> Option<String> {
    let difference = now.minus(before)?;
    if difference.is_zero() {
        return Some("与上年持平".to_owned());
    }
    let up = difference.as_fen() > 0;
    let size = if up { difference } else { difference.negated()? };
    let verb = if up { "增加" } else { "减少" };
    let rate = rate(size, before);
    Some(match rate {
        Some(rate) => {
            let word = if up { "增长" } else { "下降" };
            format!("比上年{verb}{}，{word}{rate}", said(size))
        }
        None => format!("比上年{verb}{}", said(size)),
    })
}

/// The same for several totals in one sentence, without “比上年”.
pub(super) fn change_of(now: Amount, before: Amount) -> Option<String> {
    change(now, before).map(|t| t.trim_start_matches("比上年").to_owned())
}

fn rate(part: Amount, whole: Amount) -> Option<String> {
    if whole.as_fen() <= 0 {
        return None;
    }
    super::percent(part, whole).map(percent_text)
}

/// A percentage as printed.
pub(super) fn percent_text(percent: Decimal) -> String {
    format!("{}%", decimal::fixed(percent, 2))
}

/// “基本支出1,304.50万元，占比77.57%”.
pub(super) fn share(name: &str, part: Amount, whole: Amount) -> String {
    match super::percent(part, whole) {
        Some(p) => format!("{name}{}，占比{}", said(part), percent_text(p)),
        None => format!("{name}{}", said(part)),
    }
}

/// Whether one amount is more than another.
pub(super) fn versus(actual: Amount, planned: Amount) -> &'static str {
    match actual.cmp(&planned) {
        std::cmp::Ordering::Less => "小于",
        std::cmp::Ordering::Greater => "大于",
        std::cmp::Ordering::Equal => "持平",
    }
}
