//! A form as a document, with the words and layout of the official table.

use super::standing::monitored;
use super::{Form, Goal};
use crate::desk::Desk;
use crate::desk::official::{Paper, Wanted, no_policy, paper};
use crate::desk::performance::{evaluations, spent_until};
use crate::fault::Fault;
use ::performance::monitor;
use report::official::mask;
use report::official::performance::{Scores, goal_table, monitoring_table, self_evaluation};

/// The document of a form; nothing where there is no such goal.
///
/// # Errors
/// When the store fails, or there is no such policy.
pub fn form_paper(desk: &mut Desk, goal: &Goal, form: Form) -> Result<Option<Paper>, Fault> {
    let all = evaluations(desk, &goal.unit, goal.year)?;
    let Some(mut e) = all.into_iter().find(|e| e.code == goal.code) else { return Ok(None) };
    let policies = std::sync::Arc::clone(&desk.policies);
    let policy = policies.get(&e.policy).ok_or_else(|| no_policy(&e))?;
    let written = match form {
        Form::Targets => goal_table(&e),
        Form::Monitoring(month) => {
            monitored(desk, goal, form, &mut e)?;
            spent_until(desk, &goal.unit, goal.year, month, &mut e)?;
            monitoring_table(&e, &monitor(&e, month, policy))
        }
        Form::SelfEvaluation if e.whole => {
            let (unit, year) = (goal.unit.clone(), goal.year);
            let kind = "department-evaluation".to_owned();
            return paper(desk, &Wanted { kind, unit, year, month: None }).map(Some);
        }
        Form::SelfEvaluation => self_evaluation(&e, policy, Scores::Both),
    };
    let document = mask(written.document);
    Ok(Some(Paper { document, missing: written.missing, problems: Vec::new() }))
}
