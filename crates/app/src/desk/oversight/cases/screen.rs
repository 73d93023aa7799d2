//! Cases as screens need them: within a reach, with the steps that a role may take, and a step taken once
//! however often its form is sent.

use super::act::{Acted, CaseAct, case_act, says};
use super::load::{CaseFilter, case, cases, is_known};
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::oversight::case::{
    Action, Brief, CaseNow, Recorded, Role, State, Statistics, Totals, brief, ranked, roles_of,
    statistics,
};
use access::Reach;

/// What a list of cases is narrowed to beside its filter.
#[derive(Debug, Clone)]
pub struct Narrow {
    /// How far the one who asks may see.
    pub reach: Reach,
    /// Code of a department; empty for all.
    pub department: String,
    /// A piece of the id, the unit, the object, the rule or the message; empty for all.
    pub text: String,
}

/// The cases that pass, the gravest first, and how many they are.
#[derive(Debug, Clone)]
pub struct Found {
    /// One line each.
    pub cases: Vec<Brief>,
    /// How many.
    pub totals: Totals,
    /// How many stand in each state that occurs.
    pub states: Vec<(State, usize)>,
}

/// What became of a step whose form was sent.
#[derive(Debug, Clone)]
pub enum Once {
    /// It was taken.
    Done(Box<Acted>),
    /// It had been taken before by the same person from the same form; nothing was done now.
    Already,
    /// Others have acted since the form was shown; nothing was done.
    Meanwhile(Vec<Recorded>),
}

/// Whether a case is within a reach.
fn reaches(reach: &Reach, now: &CaseNow) -> bool {
    let hit = now.case.hit();
    reach.covers_unit(&hit.region, &hit.department, &hit.unit)
}

fn passing(desk: &mut Desk, filter: &CaseFilter, narrow: &Narrow) -> Result<Vec<CaseNow>, Fault> {
    let mut all = cases(desk, filter)?;
    let wanted = narrow.text.trim().to_lowercase();
    all.retain(|now| {
        let hit = now.case.hit();
        let texts = [
            now.case.id.as_str(),
            hit.rule.as_str(),
            hit.unit.as_str(),
            hit.unit_name.as_str(),
            hit.object_name.as_str(),
            hit.title.zh.as_str(),
            hit.title.en.as_str(),
            hit.message.zh.as_str(),
            hit.message.en.as_str(),
        ];
        reaches(&narrow.reach, now)
            && (narrow.department.is_empty() || hit.department == narrow.department)
            && (wanted.is_empty() || texts.iter().any(|t| t.to_lowercase().contains(&wanted)))
    });
    Ok(all)
}

/// The cases within a reach.
///
/// # Errors
/// When the engine fails or a record cannot be read.
pub fn cases_found(desk: &mut Desk, filter: &CaseFilter, narrow: &Narrow) -> Result<Found, Fault> {
    let on = filter.on.unwrap_or_else(today);
    let mut all = passing(desk, filter, narrow)?;
    ranked(&mut all);
    let cases: Vec<Brief> = all.iter().map(|now| brief(now, desk.handling(), on)).collect();
    let count = |state: &State| cases.iter().filter(|c| c.state == *state).count();
    let states = State::ALL.iter().map(|s| (*s, count(s))).filter(|(_, n)| *n > 0).collect();
    Ok(Found { totals: Totals::of(&cases), states, cases })
}

/// The statistics of the cases within a reach.
///
/// # Errors
/// The same.
pub fn statistics_found(
    desk: &mut Desk,
    filter: &CaseFilter,
    narrow: &Narrow,
) -> Result<Statistics, Fault> {
    let all = passing(desk, filter, narrow)?;
    Ok(statistics(&all, desk.handling(), filter.on.unwrap_or_else(today)))
}

/// A case; none where there is none of this id, or it is beyond the reach.
///
/// # Errors
/// When the engine fails or a record cannot be read.
pub fn case_within(desk: &mut Desk, id: &str, reach: &Reach) -> Result<Option<CaseNow>, Fault> {
    if !is_known(desk, id)? {
        return Ok(None);
    }
    Ok(Some(case(desk, id)?).filter(|now| reaches(reach, now)))
}

/// The steps a role may take with a case as it stands, in their order; 撤回 for whoever took the last one.
pub fn steps_open(now: &CaseNow, role: Role, actor: &str) -> Vec<Action> {
    if now.broken.is_some() {
        return Vec::new();
    }
    let mut open: Vec<Action> = Action::ALL
        .iter()
        .copied()
        .filter(|action| roles_of(now.state, *action).contains(&role))
        .collect();
    let standing = now.standing();
    let own = standing.last().is_some_and(|r| r.step.role == role && r.step.actor == actor);
    // A letter is declared void by the role that issued it.
    let issuer = now.last(Action::Issue).is_none_or(|r| r.step.role == role);
    open.retain(|action| *action != Action::Void || issuer);
    if own {
        open.push(Action::Withdraw);
    }
    open
}

/// Takes a step with one case unless its form was sent before. The act says which step its author saw last.
///
/// # Errors
/// Says why the step is not possible; nothing is then recorded.
pub fn case_act_once(desk: &mut Desk, act: &CaseAct) -> Result<Once, Fault> {
    let id = act.ids.first().cloned().unwrap_or_default();
    if let Some(before) = since(desk, &id, act)? {
        return Ok(before);
    }
    match case_act(desk, act) {
        Ok(acted) => match acted.into_iter().next() {
            Some(acted) => Ok(Once::Done(Box::new(acted))),
            None => Ok(Once::Already),
        },
        // Somebody may have been quicker between the look and the step.
        Err(fault) => since(desk, &id, act)?.ok_or(fault),
    }
}

/// What was done with a case since the form was shown; none where nothing was.
fn since(desk: &mut Desk, id: &str, act: &CaseAct) -> Result<Option<Once>, Fault> {
    let now = case(desk, id)?;
    let Some(seen) = act.after.filter(|seen| *seen != now.last_step()) else { return Ok(None) };
    let newer: Vec<Recorded> = now.steps.into_iter().filter(|r| r.seq > seen).collect();
    let same = newer
        .first()
        .is_some_and(|r| r.step.actor == desk.actor && r.step.after == seen && says(act, &r.step));
    Ok(Some(if same { Once::Already } else { Once::Meanwhile(newer) }))
}
