//! The goals and self-evaluations of a scope, read once with what the ledger shows of them.

use super::Scope;
use super::records::{Kept, Years, history, standing};
use crate::desk::Desk;
use crate::desk::evidence::Shown;
use crate::fault::Fault;
use ::performance::{Evaluation, Policy, State, Step, state};
use base::Amount;
use std::collections::BTreeMap;

/// One goal or self-evaluation.
pub(super) struct Case {
    pub(super) unit: String,
    /// 项目编码, or the unit's code for 整体支出.
    pub(super) code: String,
    /// `None` where the record cannot be read: nothing is then known, and nothing may look checked.
    pub(super) evaluation: Option<Evaluation>,
    /// What was entered as executed.
    pub(super) executed_said: Option<i64>,
    /// Payments in the ledger; `None` where it has none.
    pub(super) paid: Option<i64>,
    pub(super) state: State,
}

impl Case {
    pub(super) fn policy<'d>(&self, desk: &'d Desk) -> Option<&'d Policy> {
        desk.policies.get(&self.evaluation.as_ref()?.policy)
    }

    /// Its name; of one that cannot be read, what the record still says.
    pub(super) fn name(&self) -> &str {
        self.evaluation.as_ref().map_or("", |e| e.name.as_str())
    }
}

/// All of a year, by unit and code.
pub(super) fn cases(desk: &mut Desk, year: i32, scope: &Scope) -> Result<Vec<Case>, Fault> {
    let mut all = Vec::new();
    each(desk, year, scope, &mut |_, case| all.push(case))?;
    Ok(all)
}

/// The same one by one: a province has too many to hold all of them whole.
pub(super) fn each(
    desk: &mut Desk,
    year: i32,
    scope: &Scope,
    take: &mut dyn FnMut(&Desk, Case),
) -> Result<(), Fault> {
    let mut by_unit: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    let wanted = |kept: &Kept| {
        let key = (kept.unit.clone(), kept.key.clone());
        kept.key == kept.unit || scope.keys.as_ref().is_none_or(|keys| keys.contains(&key))
    };
    for kept in standing(desk, "绩效", Years::Of(year), scope)?.into_iter().filter(wanted) {
        by_unit.entry(kept.unit.clone()).or_default().push(kept);
    }
    let mut steps = steps(desk, year, scope)?;
    for (unit, mut own) in by_unit {
        own.sort_by(|a, b| a.key.cmp(&b.key));
        let read: Vec<(Kept, Option<Evaluation>)> = own
            .into_iter()
            .map(|kept| {
                let evaluation = serde_json::from_str(&kept.payload).ok();
                (kept, evaluation)
            })
            .collect();
        let shown = Shown::for_all(desk, &unit, year, read.iter().filter_map(|(_, e)| e.as_ref()))?;
        for (kept, mut evaluation) in read {
            let said = evaluation.as_ref().and_then(|e| {
                Amount::total(e.funds.iter().map(|f| f.executed)).map(Amount::as_fen)
            });
            let paid = evaluation.as_ref().and_then(|e| shown.paid(e, "")).map(Amount::as_fen);
            if let Some(e) = &mut evaluation {
                shown.apply(e);
            }
            let key = (unit.clone(), kept.key.clone());
            let state = state(&steps.remove(&key).unwrap_or_default());
            let case = Case {
                unit: unit.clone(),
                code: kept.key,
                evaluation,
                executed_said: said,
                paid,
                state,
            };
            take(desk, case);
        }
    }
    Ok(())
}

/// The steps taken with each evaluation, by unit and code.
fn steps(
    desk: &mut Desk,
    year: i32,
    scope: &Scope,
) -> Result<BTreeMap<(String, String), Vec<Step>>, Fault> {
    let mut all: BTreeMap<_, Vec<Step>> = BTreeMap::new();
    for kept in history(desk, "绩效步骤", Years::Of(year), scope)? {
        if let (true, Ok(step)) = (kept.day <= scope.day, serde_json::from_str(&kept.payload)) {
            all.entry((kept.unit, kept.key)).or_default().push(step);
        }
    }
    Ok(all)
}

/// Whether a goal of the unit and code was entered in an evaluation that is a whole department's.
pub(super) fn is_whole(case: &Case) -> bool {
    case.evaluation.as_ref().is_some_and(|e| e.whole)
}
