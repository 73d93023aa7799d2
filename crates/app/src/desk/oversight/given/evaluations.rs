//! View `evaluations`: what a unit says of itself (said), what the policy gives (due), and what the ledger shows
//! of the money.

use super::Scope;
use super::cell::{basis_points, count, flag, hundredths, maybe, text};
use super::records::Units;
use super::scored::{Case, each, is_whole};
use crate::desk::Desk;
use crate::fault::Fault;
use ::performance::{Evaluation, Policy, Scored, Scoring, score};
use base::{Amount, Decimal};
use store::{Answer, Value};

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let units = Units::of(desk, scope)?;
    let mut rows = Vec::new();
    each(desk, scope.year, scope, &mut |desk, case| {
        let case = &case;
        let mut row = units.about(scope.year, &case.unit);
        row.extend([
            text(&case.code),
            text(case.name()),
            flag(is_whole(case)),
            text(case.state.zh()),
        ]);
        let judged = case.evaluation.as_ref().zip(case.policy(desk));
        match judged {
            Some((e, policy)) => row.extend(judge(case, e, policy)),
            // Neither the record nor its policy can be read: nothing is known.
            None => row.extend(unknown()),
        }
        rows.push(row);
    })?;
    Ok(rows)
}

/// Columns from `policy` to the end.
const KNOWN: usize = 20;

fn unknown() -> Vec<Value> {
    // The texts of it are empty, the numbers not said.
    let texts = [0, 8, 9];
    (0..KNOWN).map(|n| if texts.contains(&n) { text("") } else { Value::Null }).collect()
}

fn judge(case: &Case, e: &Evaluation, policy: &Policy) -> Vec<Value> {
    let scored = score(e, policy);
    let bounds = scored.bounds;
    // Points of the indicators as the unit reported them; what a line has not reported is not known.
    let points = said_points(&scored);
    let full = hundredths(policy.indicator_points());
    let share = points.zip(full).and_then(|(p, f)| basis_points(p, f));
    let total = |of: fn(&::performance::Funding) -> Amount| {
        Amount::total(e.funds.iter().map(of)).map(Amount::as_fen)
    };
    let budget = total(|f| f.current);
    // The ledger knows best what was paid.
    let executed = case.paid.or(case.executed_said);
    let rate = budget.zip(executed).and_then(|(b, x)| basis_points(x, b));
    let reasons = scored.missing.iter().filter(|m| m.field.ends_with("偏差原因")).count();
    // Only what was reported can be inflated, or lack a reason.
    let reported = e.reported_total.is_some() || points.is_some();
    vec![
        text(&e.policy),
        flag(reported),
        maybe(scored.reported_total.and_then(hundredths)),
        maybe(scored.total.and_then(hundredths)),
        maybe(bounds.and_then(|(low, _)| hundredths(low))),
        maybe(bounds.and_then(|(_, high)| hundredths(high))),
        maybe(points),
        maybe(full),
        text(&scored.reported_grade),
        text(scored.grade.as_deref().unwrap_or_default()),
        maybe(total(|f| f.initial)),
        maybe(budget),
        maybe(case.executed_said),
        maybe(case.paid),
        maybe(executed),
        maybe(rate),
        maybe(share),
        count(scored.missing.len()),
        count(reasons),
        maybe(off(&scored)),
    ]
}

fn said_points(scored: &Scored) -> Option<i64> {
    let add = |sum: Decimal, s: &Scoring| sum.checked_add(s.reported?);
    let lines = &scored.indicators;
    let sum = lines.iter().try_fold(Decimal::ZERO, add)?;
    if lines.is_empty() { None } else { hundredths(sum) }
}

/// How many lines were given points that the rule neither gives nor allows.
fn off(scored: &Scored) -> Option<i64> {
    let lines = scored.indicators.iter().chain([&scored.execution]);
    i64::try_from(lines.filter(|s| s.within == Some(false)).count()).ok()
}
