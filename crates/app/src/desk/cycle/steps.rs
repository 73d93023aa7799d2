//! What is done with a form: kept in the ledger, handed in, approved, sent back with comments.

use super::boxes::{Typed, Unread, boxes};
use super::check::{Checked, check};
use super::standing::{Comment, Standing, draft, standing};
use super::{COMMENTS, Form, Goal};
use crate::desk::{Desk, Move, now};
use crate::fault::Fault;
use ::performance::{Action, Role, Step, advance};
use ledger::{Controls, Draft};
use store::Outcome;

/// Bytes of a comment at most.
const LONGEST: usize = 8_000;

/// What became of a form that was to be kept.
#[derive(Debug, Clone)]
pub enum Saved {
    /// It stands in the ledger.
    Done(Move),
    /// It says what stands there already.
    Same,
    /// Somebody else has written since it was opened: what stands there now. Nothing was written.
    Conflict(Box<Standing>),
    /// These boxes cannot be read. Nothing was written.
    Unread(Vec<Unread>),
}

/// A step with a form.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Which one.
    pub goal: Goal,
    /// Which form.
    pub form: Form,
    /// What is done.
    pub action: Action,
    /// By whom.
    pub role: Role,
    /// Why.
    pub comment: String,
    /// Comments on single boxes, with the name of each.
    pub cells: Vec<(String, String)>,
}

/// Keeps what was typed as a new version in the ledger. `base` is the entry that the form was opened with.
///
/// # Errors
/// When there is no such goal, it is past draft, or the store fails.
pub fn save(
    desk: &mut Desk,
    goal: &Goal,
    form: Form,
    base: u64,
    typed: &Typed,
) -> Result<Saved, Fault> {
    let standing = standing(desk, goal, form)?.ok_or_else(|| gone(goal))?;
    if standing.seq != base {
        return Ok(Saved::Conflict(Box::new(standing)));
    }
    if !standing.open() {
        let (name, zh) = (&standing.entered.name, standing.state.zh());
        return Err(Fault::new(
            format!("“{name}”已是“{zh}”，不能再改；请审核人退回后再填"),
            format!("“{name}” is past draft ({zh}); the reviewer must send it back first"),
        ));
    }
    let checked = check(desk, &standing, typed)?;
    if !checked.unread.is_empty() {
        return Ok(Saved::Unread(checked.unread));
    }
    let payload = match form {
        Form::Monitoring(_) => {
            serde_json::to_string(&boxes(&checked.evaluation, form).into_iter().collect::<Typed>())
        }
        Form::Targets | Form::SelfEvaluation => serde_json::to_string(&checked.evaluation),
    };
    let payload = payload.map_err(|e| Fault::new(e.to_string(), e.to_string()))?;
    if unchanged(&standing, &checked) {
        return Ok(Saved::Same);
    }
    if !matches!(form, Form::Monitoring(_)) {
        super::standing::read(&payload, &goal.code, 0)?;
    }
    let (topic, key) = (form.entered(), form.key(&goal.code));
    let record = draft(goal, topic, key.clone(), payload);
    Ok(Saved::Done(guarded(desk, vec![record], form.id(), (topic, &key, standing.mark))?))
}

fn unchanged(standing: &Standing, checked: &Checked) -> bool {
    let same = match standing.form {
        Form::Monitoring(_) => {
            boxes(&standing.entered, standing.form) == boxes(&checked.evaluation, standing.form)
        }
        Form::Targets | Form::SelfEvaluation => checked.evaluation == standing.entered,
    };
    standing.seq > 0 && same
}

/// Takes a step, with what is said of single boxes, in one batch.
///
/// # Errors
/// Says why the step is not possible; nothing is then recorded.
pub fn turn(desk: &mut Desk, turn: &Turn) -> Result<Move, Fault> {
    let (goal, form) = (&turn.goal, turn.form);
    let (topic, key) = (form.steps(), form.key(&goal.code));
    // Read first: whatever is written from now on is seen when the step is posted.
    let last = desk.store.last_of(topic, &key)?;
    let standing = standing(desk, goal, form)?.ok_or_else(|| gone(goal))?;
    if standing.seq == 0 {
        return Err(Fault::new(
            format!("{}还没有填写；请先填写并保存", form.zh()),
            "nothing was entered yet; fill the form in and keep it first",
        ));
    }
    let complete = check(desk, &standing, &Typed::new())?.complete();
    let said = turn.cells.iter().filter(|(_, text)| !text.trim().is_empty());
    let cells: Vec<&(String, String)> = said.collect();
    let mut comment = turn.comment.trim().to_owned();
    // What is said of the boxes is why it goes back.
    if comment.is_empty() && turn.action == Action::SendBack && !cells.is_empty() {
        comment =
            cells.iter().map(|(f, t)| format!("{f}：{}", t.trim())).collect::<Vec<_>>().join("；");
    }
    if comment.len() > LONGEST || cells.iter().any(|(_, t)| t.len() > LONGEST) {
        return Err(Fault::new("意见过长，请写短一些", "the comment is too long; write less"));
    }
    let field = cells.first().map_or_else(String::new, |(field, _)| field.clone());
    let step = Step {
        actor: desk.actor.clone(),
        role: turn.role,
        at: now(),
        action: turn.action,
        comment,
        field,
    };
    advance(standing.state, &step, complete).map_err(|w| {
        let name = &standing.entered.name;
        Fault::new(format!("{name}：{}", w.zh), format!("{name}: {}", w.en))
    })?;
    let mut drafts = Vec::new();
    for (field, text) in cells {
        let (by, at) = (desk.actor.clone(), now());
        let said = Comment { seq: 0, field: field.clone(), text: text.trim().to_owned(), by, at };
        let payload = serde_json::to_string(&said).unwrap_or_default();
        drafts.push(draft(goal, COMMENTS, format!("{} {key}", form.id()), payload));
    }
    let payload = serde_json::to_string(&step).unwrap_or_default();
    drafts.push(draft(goal, topic, key.clone(), payload));
    guarded(desk, drafts, "step", (topic, &key, last))
}

/// Posts records while nobody else can write; refused where the last entry of the topic and key is another.
fn guarded(
    desk: &mut Desk,
    drafts: Vec<Draft>,
    source: &str,
    (topic, key, expected): (&str, &str, u64),
) -> Result<Move, Fault> {
    let header = desk.header(source, "", "");
    let mut posting = desk.store.begin(&header, &Controls::default())?;
    if posting.last_of(topic, key)? != expected {
        return Err(Fault::new(
            "同一时刻有别人写入了这张表，没有保存；请重新打开再试",
            "somebody else wrote at the same moment, so nothing was kept; open it again",
        ));
    }
    for draft in drafts {
        if let Outcome::Refused(refusal) = posting.post(draft)? {
            return Err(Fault::new(refusal.zh, refusal.en));
        }
    }
    let say = |(seq, w): &(u64, ledger::Refusal)| (*seq, w.zh.clone(), w.en.clone());
    let warnings = posting.warnings().iter().map(say).collect();
    Ok(Move { receipt: posting.commit()?, warnings })
}

fn gone(goal: &Goal) -> Fault {
    let Goal { unit, year, code } = goal;
    Fault::new(
        format!("单位 {unit} 的 {year} 年没有项目 {code}"),
        format!("unit {unit} has no project {code} in {year}"),
    )
}
