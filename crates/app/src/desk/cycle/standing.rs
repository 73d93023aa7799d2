//! Where a form stands: what was entered, by which entry, which steps were taken, what reviewers said.

use super::boxes::{Ledgered, Typed, boxes, fill};
use super::{COMMENTS, Form, Goal};
use crate::desk::evidence::Shown;
use crate::desk::performance::spent_until;
use crate::desk::{Desk, today};
use crate::fault::Fault;
use ::performance::{Action, Evaluation, State, Step, state};
use base::Amount;
use serde::{Deserialize, Serialize};
use store::{AsOf, Filter};

/// A step that was taken, with its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Number of its entry.
    pub seq: u64,
    /// The step.
    pub step: Step,
}

/// What a reviewer says of a box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Number of its entry.
    #[serde(skip)]
    pub seq: u64,
    /// Name of the box.
    pub field: String,
    /// What is to be done.
    pub text: String,
    /// Account.
    pub by: String,
    /// When, UTC.
    pub at: String,
}

/// Where a form stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Which one.
    pub goal: Goal,
    /// Which form.
    pub form: Form,
    /// Name of the unit.
    pub unit_name: String,
    /// What was entered, without what the ledger shows; for a goal that was never entered a blank one.
    pub entered: Evaluation,
    /// The same with what the ledger shows where nothing was entered.
    pub shown: Evaluation,
    /// Entry of what was entered; 0 before.
    pub seq: u64,
    /// Last entry of the same key when it was read: another one says that somebody wrote meanwhile.
    pub(super) mark: u64,
    /// Where it stands.
    pub state: State,
    /// The steps, in order.
    pub steps: Vec<Taken>,
    /// Comments of the last time it was sent back; they stand until it is handed in again.
    pub comments: Vec<Comment>,
    /// What the ledger has of it.
    pub ledger: Ledgered,
}

impl Standing {
    /// Whether it may be typed into.
    pub fn open(&self) -> bool {
        self.state == State::Draft
    }

    /// Whether it was sent back and not handed in since.
    pub fn sent_back(&self) -> Option<&Taken> {
        self.steps.last().filter(|t| t.step.action == Action::SendBack)
    }

    /// Its boxes as texts.
    pub fn boxes(&self) -> Typed {
        boxes(&self.shown, self.form).into_iter().collect()
    }
}

/// Where a form stands; nothing where neither the ledger knows the project nor a goal was entered.
///
/// # Errors
/// When the store fails or a record cannot be read.
pub fn standing(desk: &mut Desk, goal: &Goal, form: Form) -> Result<Option<Standing>, Fault> {
    let units = desk.store.units(AsOf::default())?;
    let Some(unit) = units.get(&goal.unit) else { return Ok(None) };
    // Read first: whatever is written from now on is seen when the form is kept.
    let mark = desk.store.last_of(form.entered(), &form.key(&goal.code))?;
    let record = latest(desk, "绩效", goal, &goal.code)?;
    let (mut seq, mut entered) = match record {
        Some((seq, text)) => (seq, read(&text, &goal.code, seq)?),
        None => match blank(desk, goal, &unit.name, &unit.department)? {
            // Only a goal is entered anew; there is nothing to monitor or to score before.
            Some(blank) if form == Form::Targets => (0, blank),
            _ => return Ok(None),
        },
    };
    if let Form::Monitoring(month) = form {
        seq = monitored(desk, goal, form, &mut entered)?;
        spent_until(desk, &goal.unit, goal.year, month, &mut entered)?;
    }
    let ledger = ledgered(desk, goal, entered.whole)?;
    let mut shown = entered.clone();
    fill(&mut shown, form, &Typed::new(), &ledger);
    if form == Form::SelfEvaluation {
        Shown::of(desk, &goal.unit, goal.year)?.apply(&mut shown);
    }
    let steps = taken(desk, goal, form)?;
    let comments = comments(desk, goal, form, &steps)?;
    let plain: Vec<Step> = steps.iter().map(|t| t.step.clone()).collect();
    Ok(Some(Standing {
        goal: goal.clone(),
        form,
        unit_name: unit.name.clone(),
        entered,
        shown,
        seq,
        mark,
        state: state(&plain),
        steps,
        comments,
        ledger,
    }))
}

/// The values of a monitoring in place of those of the year; its entry, 0 before there is one.
pub(super) fn monitored(
    desk: &mut Desk,
    goal: &Goal,
    form: Form,
    e: &mut Evaluation,
) -> Result<u64, Fault> {
    let kept = latest(desk, form.entered(), goal, &form.key(&goal.code))?;
    let (seq, typed) = match &kept {
        Some((seq, text)) => (*seq, serde_json::from_str::<Typed>(text).unwrap_or_default()),
        None => (0, Typed::new()),
    };
    for i in &mut e.indicators {
        // What was reached in the whole year is not what was reached by then.
        (i.actual, i.reported) = (None, None);
        i.reason.clear();
    }
    e.funds_reason.clear();
    e.done.clear();
    fill(e, form, &typed, &Ledgered::default());
    Ok(seq)
}

/// Entry and text of the latest record of a topic and key; nothing where it was taken back.
fn latest(
    desk: &mut Desk,
    topic: &str,
    goal: &Goal,
    key: &str,
) -> Result<Option<(u64, String)>, Fault> {
    let all = desk.store.records(topic, &filter(goal, key))?;
    Ok(all.into_iter().next_back().map(|s| (s.seq, s.payload)))
}

pub(super) fn filter(goal: &Goal, key: &str) -> Filter {
    Filter {
        unit: Some(goal.unit.clone()),
        year: Some(goal.year),
        key: Some(key.to_owned()),
        ..Filter::default()
    }
}

pub(super) fn read(text: &str, key: &str, seq: u64) -> Result<Evaluation, Fault> {
    serde_json::from_str(text).map_err(|e| {
        Fault::new(
            format!("绩效记录 {key} 无法识别：{e}；可用 reverse --entry {seq} 冲销"),
            format!("the record of {key} cannot be read: {e}; reverse --entry {seq} takes it back"),
        )
    })
}

/// A goal that nobody has entered yet: of a project that the ledger knows, or of the unit as a whole.
fn blank(
    desk: &mut Desk,
    goal: &Goal,
    unit: &str,
    department: &str,
) -> Result<Option<Evaluation>, Fault> {
    let whole = goal.code == goal.unit;
    let projects = desk.store.projects(AsOf::default())?;
    let project = projects.get(&goal.code).filter(|p| p.unit == goal.unit);
    let name = match (whole, project) {
        (true, _) => unit.to_owned(),
        (false, Some(project)) => project.name.clone(),
        (false, None) => return Ok(None),
    };
    let mut policies = desk.policies.iter().filter(|p| p.whole == whole && p.holds(goal.year));
    let policy = policies.next().map_or_else(String::new, |p| p.id.clone());
    Ok(Some(Evaluation {
        code: goal.code.clone(),
        name,
        whole,
        year: goal.year,
        department: department.to_owned(),
        unit: format!("{}-{unit}", goal.unit),
        policy,
        funds: vec![::performance::Funding::default()],
        goal: String::new(),
        done: String::new(),
        indicators: Vec::new(),
        reported_execution: None,
        reported_total: None,
        reported_grade: String::new(),
        funds_reason: String::new(),
        analysis: ::performance::Analysis::default(),
    }))
}

/// Budget and payments of a project, or of the whole unit.
fn ledgered(desk: &mut Desk, goal: &Goal, whole: bool) -> Result<Ledgered, Fault> {
    let book = desk.store.own().code.clone();
    let sql = "SELECT project, kind, CAST(SUM(amount) AS BIGINT) FROM by_project WHERE book = ?1 \
         AND year = ?2 AND unit = ?3 AND kind IN ('年初预算', '预算调整', '支付') \
         GROUP BY project, kind ORDER BY project, kind";
    let values = [book.into(), i64::from(goal.year).into(), goal.unit.as_str().into()];
    let mut sums: [Option<Amount>; 3] = [None; 3];
    for row in desk.store.ask(sql, &values)? {
        let [project, kind, sum] = row.as_slice() else { continue };
        let at = ["年初预算", "预算调整", "支付"].iter().position(|k| *k == kind.text());
        let own = whole || project.text() == goal.code;
        if let Some(slot) = at.filter(|_| own).and_then(|at| sums.get_mut(at)) {
            let sum = Amount::fen(sum.int().unwrap_or(0));
            *slot = Some(slot.unwrap_or_default().plus(sum).unwrap_or(sum));
        }
    }
    let [initial, adjusted, paid] = sums;
    let current = match (initial, adjusted) {
        (None, None) => None,
        (a, b) => a.unwrap_or_default().plus(b.unwrap_or_default()),
    };
    Ok(Ledgered { initial, current, paid })
}

/// The steps of a form, in order.
fn taken(desk: &mut Desk, goal: &Goal, form: Form) -> Result<Vec<Taken>, Fault> {
    let steps = desk.store.history(form.steps(), &filter(goal, &form.key(&goal.code)))?;
    let one = |s: &store::Step| {
        serde_json::from_str(&s.payload).ok().map(|step| Taken { seq: s.seq, step })
    };
    Ok(steps.iter().filter_map(one).collect())
}

/// Comments since it was handed in last, or of the last time it was sent back.
fn comments(
    desk: &mut Desk,
    goal: &Goal,
    form: Form,
    steps: &[Taken],
) -> Result<Vec<Comment>, Fault> {
    let handed = steps.iter().rev().find(|t| t.step.action == Action::Submit).map_or(0, |t| t.seq);
    let key = format!("{} {}", form.id(), form.key(&goal.code));
    let all = desk.store.history(COMMENTS, &filter(goal, &key))?;
    let since = all.iter().filter(|s| s.seq > handed);
    let one = |s: &store::Step| {
        let comment: Comment = serde_json::from_str(&s.payload).ok()?;
        Some(Comment { seq: s.seq, ..comment })
    };
    Ok(since.filter_map(one).collect())
}

/// Records of a form are of today.
pub(super) fn draft(goal: &Goal, topic: &str, key: String, payload: String) -> ledger::Draft {
    let mut draft = ledger::Draft::new(ledger::Kind::Record, today(), goal.year, &goal.unit);
    draft.topic = topic.to_owned();
    draft.key = key;
    draft.payload = payload;
    draft
}
