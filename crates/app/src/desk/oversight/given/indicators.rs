//! View `indicators`: monitored values against their targets, and against what the calendar asks for.

use super::Scope;
use super::cell::{basis_points, count, flag, hundredths, maybe, said, text};
use super::records::Units;
use super::scored::cases;
use crate::desk::Desk;
use crate::fault::Fault;
use ::performance::{
    Colour, Evaluation, Indicator, Policy, Scoring, Value as Actual, Watched, monitor,
    needs_reason, score,
};
use base::Decimal;
use store::{Answer, Value};

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let all = cases(desk, scope.year, scope)?;
    let units = Units::of(desk, scope)?;
    let mut rows = Vec::new();
    for case in &all {
        let Some((e, policy)) = case.evaluation.as_ref().zip(case.policy(desk)) else { continue };
        let head = units.about(scope.year, &case.unit);
        for line in lines(e, policy, scope.months) {
            let mut row = head.clone();
            row.extend([text(&case.code), text(&e.name)]);
            row.extend(line);
            rows.push(row);
        }
    }
    Ok(rows)
}

fn lines(e: &Evaluation, policy: &Policy, months: u32) -> Vec<Vec<Value>> {
    let scored = score(e, policy);
    // Before the first month is over there is nothing to measure against.
    let watched = match months {
        0 => vec![Watched::default(); e.indicators.len()],
        months => monitor(e, months, policy).indicators,
    };
    let all = e.indicators.iter().zip(&scored.indicators).zip(&watched).enumerate();
    all.map(|(n, ((i, s), w))| line(n + 1, i, s, w, policy)).collect()
}

fn line(n: usize, i: &Indicator, s: &Scoring, w: &Watched, policy: &Policy) -> Vec<Value> {
    let target = i.due();
    let number = match &i.actual {
        Some(Actual::Number(a)) => Some(*a),
        _ => None,
    };
    let both = number.zip(target.number);
    // A number that is not paced by the calendar is judged by its range.
    let ranged = both.is_some() && w.progress.is_none() && w.colour.is_some();
    let judged = match &i.actual {
        Some(Actual::Reached) => "达成",
        Some(Actual::Partly) => "部分达成",
        Some(Actual::Missed) => "未达成",
        _ => "",
    };
    let actual = number.map_or(judged.to_owned(), |a| format!("{}{}", a.normalize(), target.unit));
    let off = both.and_then(|(a, t)| deviation(a, t));
    vec![
        count(n),
        text(&i.name),
        text(policy.kind(&i.level2).unwrap_or(&i.level2)),
        text(&i.level1),
        text(&target.text()),
        text(&actual),
        flag(i.actual.is_some()),
        text(judged),
        maybe(both.and_then(|(a, t)| share(a, t))),
        maybe(w.progress.and_then(hundredths)),
        flag(ranged),
        said(ranged.then_some(w.colour == Some(Colour::Green))),
        maybe(off),
        maybe(hundredths(i.weight)),
        maybe(i.reported.and_then(hundredths)),
        maybe(s.score.and_then(hundredths)),
        flag(i.actual.is_some() && needs_reason(i, s, policy)),
        flag(!i.reason.trim().is_empty()),
    ]
}

/// Actual ÷ target in basis points; `None` where the target is not above nothing.
fn share(actual: Decimal, target: Decimal) -> Option<i64> {
    let ten_thousandths = |d: Decimal| hundredths(d.checked_mul(Decimal::ONE_HUNDRED)?);
    basis_points(ten_thousandths(actual)?, ten_thousandths(target)?)
}

/// How far the actual value lies from its target, in basis points of the target.
fn deviation(actual: Decimal, target: Decimal) -> Option<i64> {
    share(actual.checked_sub(target)?.abs(), target.abs())
}
