//! Checks that a formula cannot say: lists of names, wording, repeated statements, completeness. Each is
//! general; what it looks for comes from the parameters of the rule files that name it.

mod result;

pub(crate) use result::Result;

use crate::rule::Rule;
use facts::FactSet;
use forms::Catalogue;

type Check = fn(&Rule, &FactSet, &Catalogue) -> Result;

/// Every built-in check by name.
const CHECKS: &[(&str, Check)] = &[];

/// Runs the check of that name; `None` when there is none.
pub(crate) fn run(name: &str, rule: &Rule, set: &FactSet, catalogue: &Catalogue) -> Option<Result> {
    CHECKS.iter().find(|(n, _)| *n == name).map(|(_, check)| check(rule, set, catalogue))
}
