//! Checks that a formula cannot say: lists of names, wording, repeated statements, completeness. Each is
//! general; what it looks for comes from the parameters of the rule files that name it.

mod direction;
mod identity;
mod marks;
mod named;
mod order;
mod phrases;
mod prose;
mod repeat;
mod result;
mod units;
mod values;
mod whole;

pub(crate) use result::Result;

use crate::rule::Rule;
use facts::FactSet;
use forms::Catalogue;

type Check = fn(&Rule, &FactSet, &Catalogue) -> Result;

/// Every built-in check by name.
const CHECKS: &[(&str, Check)] = &[
    // wording, completeness, direction
    ("phrases", phrases::phrases),
    ("confusions", phrases::confusions),
    ("placeholders", phrases::placeholders),
    ("doubled", phrases::doubled),
    ("doubled-marks", marks::doubled),
    ("open-end", marks::open_end),
    ("brackets", marks::brackets),
    ("halves", marks::halves),
    ("enumeration", order::enumeration),
    ("counts", order::counts),
    ("bare-amount", units::bare_amount),
    ("bare-rate", units::bare_rate),
    ("direction", direction::direction),
    ("level-reason", direction::level_reason),
    ("against-budget", direction::against_budget),
    ("over-zero", direction::over_zero),
    ("rate-without-base", direction::rate_without_base),
    ("circular-reason", direction::circular),
    ("two-rates", repeat::two_rates),
    ("two-amounts", repeat::two_amounts),
    ("wrong-unit", repeat::wrong_unit),
    ("list-rows", named::list_rows),
    ("subject-names", named::subject_names),
    ("code-names", named::code_names),
    ("purpose", named::purpose),
    ("empty-table", whole::empty_table),
    ("filled-table", whole::filled_table),
    ("none-claimed", whole::none_claimed),
    ("complete", whole::complete),
    ("contents", whole::contents),
    ("entity", identity::entity),
    ("title-year", identity::title_year),
    ("as-of", identity::as_of),
    ("signed", identity::signed),
];

/// Runs the check of that name; `None` when there is none.
pub(crate) fn run(name: &str, rule: &Rule, set: &FactSet, catalogue: &Catalogue) -> Option<Result> {
    CHECKS.iter().find(|(n, _)| *n == name).map(|(_, check)| check(rule, set, catalogue))
}
