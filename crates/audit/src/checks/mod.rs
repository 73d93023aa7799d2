//! Checks that a formula cannot say: lists of names, wording, repeated statements, completeness. Each is
//! general; what it looks for comes from the parameters of the rule files that name it.

mod basics;
mod contents;
mod direction;
mod identity;
mod marks;
mod named;
mod order;
mod phrases;
mod projects;
mod prose;
mod repeat;
mod result;
mod selfeval;
mod similar;
mod units;
mod values;
mod whole;

pub(crate) use result::{Hit, Result};

use crate::rule::Rule;
use facts::FactSet;
use forms::Catalogue;

type Check = fn(&Rule, &FactSet, &Catalogue) -> Result;

/// Every built-in check by name.
const CHECKS: &[(&str, Check)] = &[
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
    ("row-numbers", order::row_numbers),
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
    ("contents", contents::contents),
    ("entity", identity::entity),
    ("title-year", identity::title_year),
    ("as-of", identity::as_of),
    ("signed", identity::signed),
    ("bd-blank-but-spent", basics::blank),
    ("bd-control-rate", basics::control),
    ("bd-header-year", basics::year),
    ("bd-lines-on-budget", basics::on_budget),
    ("bd-note-term", basics::note),
    ("bd-problems-untold", basics::untold),
    ("pl-budget-untold", projects::budget),
    ("pl-coverage", projects::coverage),
    ("pl-score-unfounded", projects::unfounded),
    ("pl-status", projects::listed),
    ("se-block-total", selfeval::totals::blocks),
    ("se-body-count", selfeval::goals::body),
    ("se-budget-changed", selfeval::funds::changed),
    ("se-contradicted", selfeval::deduct::contradicted),
    ("se-cost-over-spent", selfeval::design::overspent),
    ("se-deducted", selfeval::deduct::deducted),
    ("se-empty-box", selfeval::texts::empty),
    ("se-execution-score", selfeval::funds::score),
    ("se-foreign-reason", selfeval::design::foreign),
    ("se-goal-copied", selfeval::goals::copied),
    ("se-goal-count", selfeval::goals::count),
    ("se-grade", selfeval::totals::grade),
    ("se-grade-counts", selfeval::results::counts),
    ("se-idle-reason", selfeval::deduct::idle),
    ("se-no-measures", selfeval::texts::measures),
    ("se-operator-in-actual", selfeval::design::operators),
    ("se-own-staff", selfeval::design::own_staff),
    ("se-product-said", selfeval::said::product),
    ("se-project-count", selfeval::results::number),
    ("se-project-money", selfeval::results::amount),
    ("se-rate-indicator", selfeval::design::rates),
    ("se-rate-said", selfeval::said::rate),
    ("se-reached-said", selfeval::said::reached),
    ("se-remainder", selfeval::funds::remainder),
    ("se-row-missing", selfeval::totals::lacking),
    ("se-same-boxes", selfeval::texts::same),
    ("se-satisfaction-said", selfeval::said::satisfaction),
    ("se-score-total", selfeval::totals::total),
    ("se-target-missed", selfeval::target::missed),
    ("se-twin-figures", selfeval::twin::figures),
    ("se-twin-missing", selfeval::twin::missing),
    ("se-twin-texts", selfeval::twin::texts),
    ("se-twin-wording", selfeval::twin::wording),
    ("se-two-counts", selfeval::design::two_counts),
    ("se-unfinished", selfeval::texts::unfinished),
    ("se-unmeasured", selfeval::deduct::unmeasured),
    ("se-unnamed", selfeval::design::unnamed),
    ("se-unreasoned", selfeval::deduct::unreasoned),
    ("se-unscored", selfeval::deduct::unscored),
    ("se-upper-limit", selfeval::design::limit),
    ("se-wording-band", selfeval::target::band),
    ("se-weight-total", selfeval::totals::weights),
    ("se-zero-budget-rate", selfeval::funds::undefined),
    #[cfg(test)]
    ("test-breaks-down", |_, _, _| panic!("on purpose")),
];

/// Runs the check of that name; `None` when there is none.
pub(crate) fn run(name: &str, rule: &Rule, set: &FactSet, catalogue: &Catalogue) -> Option<Result> {
    CHECKS.iter().find(|(n, _)| *n == name).map(|(_, check)| check(rule, set, catalogue))
}
