//! Targets, actual values and what they earn.

use super::{HUNDRED, Row, any, each_row, number};
use crate::checks::Result;
use crate::rule::Rule;
use base::{Decimal, Unit, decimal};
use facts::{Fact, FactSet};
use forms::Catalogue;

/// How an actual value stands to its target.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// ≥, >, = or nothing: more is needed.
    Up,
    /// ≤, <: less is needed.
    Down,
}

/// Target and actual value in one unit, when they can be compared.
fn values(target: &Fact, actual: &Fact) -> Option<(Decimal, Decimal)> {
    let (t, a) = (target.figure.value, actual.figure.value);
    match (&target.unit, &actual.unit) {
        (x, y) if x == y => Some((t, a)),
        (Unit::None | Unit::Score, _) | (_, Unit::None | Unit::Score) => Some((t, a)),
        (Unit::Count(_), Unit::Count(_)) => Some((t, a)),
        (x, y) => Some((t.checked_mul(x.yuan()?)?, a.checked_mul(y.yuan()?)?)),
    }
}

/// Direction of the target.
pub(crate) fn way(row: &Row<'_>) -> Way {
    if matches!(row.text("目标算子"), "≤" | "<" | "<=" | "≦") { Way::Down } else { Way::Up }
}

/// Whether the target is met by the printed values; `None` when that is no question of numbers.
pub(crate) fn met(row: &Row<'_>) -> Option<bool> {
    let (t, a) = values(row.target?, row.actual?)?;
    Some(match row.text("目标算子") {
        ">" => a > t,
        "<" => a < t,
        _ if way(row) == Way::Down => a <= t,
        _ => a >= t,
    })
}

/// The score by proportion of a missed target.
fn proportional(row: &Row<'_>) -> Option<Decimal> {
    let (t, a) = values(row.target?, row.actual?)?;
    let weight = row.weight?.figure.value;
    if t <= Decimal::ZERO {
        return None;
    }
    let share = match way(row) {
        Way::Up => a.checked_div(t)?,
        Way::Down => Decimal::ONE.checked_sub(a.checked_sub(t)?.checked_div(t)?)?,
    };
    Some(decimal::round(share.max(Decimal::ZERO).checked_mul(weight)?, 2))
}

/// `target-missed`: a missed target must not score more than its proportion.
pub(crate) fn missed(_: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    each_row(set, &|sheet, row| {
        let (weight, score) = row.marks()?;
        if met(row)? {
            return None;
        }
        let fair = proportional(row)?;
        let half = row.score?.figure.interval().hi.checked_sub(score)?;
        let above = score >= weight && weight > fair || score.checked_sub(half)? > fair;
        Some(above.then(|| row.hit(sheet).expected(fair.normalize().to_string())))
    })
}

/// `partial-band`: wording like 部分达成 belongs to a band of the weight (`words`, `low`, `high` in %).
pub(crate) fn band(rule: &Rule, set: &FactSet, _: &Catalogue) -> Result {
    let (words, without) = (rule.list("words"), rule.list("without"));
    let (Some(low), Some(high)) = (number(rule, "low"), number(rule, "high")) else {
        return Result::default();
    };
    each_row(set, &|sheet, row| {
        let (weight, score) = row.marks()?;
        let said = row.text("实际完成值");
        if !any(said, &words) || any(said, &without) || weight <= Decimal::ZERO {
            return None;
        }
        let part = |percent: Decimal| weight.checked_mul(percent)?.checked_div(HUNDRED);
        let (from, to) = (part(low)?, part(high)?);
        let range = format!("{}—{}", from.normalize(), to.normalize());
        Some((score < from || score > to).then(|| row.hit(sheet).expected(range)))
    })
}
