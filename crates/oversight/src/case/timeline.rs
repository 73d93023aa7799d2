//! Deadlines of a case: what is awaited, from whom, until when; and how long each step took.

use super::day;
use super::limits::{Due, Handling, Task};
use super::model::{CaseNow, Level, Recorded};
use super::steps::{Action, LetterKind, Role, State, Step};
use base::Date;
use serde::Serialize;

/// What a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Awaited {
    /// What must be done.
    pub task: Task,
    /// By whom.
    pub roles: Vec<Role>,
    /// Since when.
    #[serde(with = "day")]
    pub since: Date,
    /// Until when; none where there is no limit.
    pub due: Option<Due>,
}

/// A step that was waited for and done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leg {
    /// What had to be done.
    pub task: Task,
    /// What was done.
    pub action: Action,
    /// By which role.
    pub role: Role,
    /// Since when it was awaited.
    #[serde(with = "day")]
    pub since: Date,
    /// When it was done.
    #[serde(with = "day")]
    pub done: Date,
    /// Until when it should have been.
    pub due: Option<Due>,
    /// Working days it took.
    pub took: u32,
}

impl Awaited {
    /// Days by which a deadline has passed; 0 while it has not.
    pub fn overdue(&self, today: Date) -> u32 {
        self.due.as_ref().map_or(0, |due| days(due.day, today))
    }
}

impl Leg {
    /// Days by which it was late; 0 when it was not.
    pub fn late(&self) -> u32 {
        self.due.as_ref().map_or(0, |due| days(due.day, self.done))
    }
}

/// Days from one day to another; 0 where the other is not later.
pub(crate) fn days(from: Date, to: Date) -> u32 {
    let span = from.until(to).map_or(0, |span| span.get_days());
    u32::try_from(span).unwrap_or(0)
}

/// The day in China (UTC+8, no summer time since 1991) of a moment in UTC, ISO 8601. `None` for anything
/// else.
pub fn day_of(at: &str) -> Option<Date> {
    let day: Date = at.get(..10)?.parse().ok()?;
    match at.get(10..13) {
        None | Some("") => Some(day),
        Some(hour) => {
            let hour: u32 = hour.strip_prefix('T')?.parse().ok()?;
            if hour < 16 { Some(day) } else { day.tomorrow().ok() }
        }
    }
}

/// The walk through the steps that count.
struct Walk<'a> {
    now: &'a CaseNow,
    handling: &'a Handling,
    state: State,
    /// Day the state was reached.
    since: Date,
    letter: Option<LetterKind>,
    /// Day from which an answer is counted, and the day that a letter or an extension has set.
    asked: Date,
    set: Option<Date>,
    extended: bool,
}

impl<'a> Walk<'a> {
    fn new(now: &'a CaseNow, handling: &'a Handling) -> Walk<'a> {
        let day = now.case.first;
        let state = State::Raised;
        Walk {
            now,
            handling,
            state,
            since: day,
            letter: None,
            asked: day,
            set: None,
            extended: false,
        }
    }

    /// Since when the state was waited in, as it was on a day. A case is waited for from when it was
    /// recorded; a step that is dated before that shows that it was known.
    fn begun(&self, on: Date) -> Date {
        let told = self.now.told.filter(|t| self.state == State::Raised && t.first <= on);
        told.map_or(self.since, |t| t.first.max(self.since))
    }

    /// Day from which verifying is counted, as it was on a day: a rise in level, once it is recorded,
    /// begins the count anew.
    fn verify_from(&self, on: Date) -> Date {
        let risen = [Some(self.now.case.risen), self.now.told.map(|t| t.risen)];
        risen.into_iter().flatten().filter(|day| *day <= on).fold(self.begun(on), Date::max)
    }

    /// The deadline of a task for a case of a level, as it was on a day.
    fn due(&self, task: Task, level: Level, on: Date) -> Option<Due> {
        let answer = matches!(task, Task::Answer | Task::Again);
        if let Some(day) = self.set.filter(|_| answer || self.extended && task == Task::Sign) {
            let count = super::calendar::Count::Working;
            return Some(Due { day, days: None, count, unknown: Vec::new() });
        }
        let from = match task {
            Task::Verify => self.verify_from(on),
            Task::Answer => self.asked,
            _ => self.since,
        };
        self.handling.due(task, self.letter, level, from)
    }

    fn awaited(&self) -> Option<Awaited> {
        let task = Task::of(self.state)?;
        let (since, due) = (self.begun(Date::MAX), self.due(task, self.now.case.level, Date::MAX));
        Some(Awaited { task, roles: task.roles().to_vec(), since, due })
    }

    /// Takes a step; gives the leg that it ends.
    fn take(&mut self, step: &Step, to: State) -> Option<Leg> {
        let leg = self.leg(step);
        match step.action {
            Action::Issue => {
                self.letter = step.letter.as_ref().map(|l| l.kind);
                (self.asked, self.set, self.extended) = (step.day, step.due, false);
            }
            Action::Return | Action::Evaluate => {
                (self.asked, self.set, self.extended) = (step.day, step.due, false);
            }
            Action::Extend => (self.set, self.extended) = (step.due, true),
            _ => {}
        }
        if step.action != Action::Extend {
            self.since = step.day;
        }
        self.state = to;
        leg
    }

    fn leg(&self, step: &Step) -> Option<Leg> {
        let (task, since) = (Task::of(self.state)?, self.begun(step.day));
        let level = step.level.unwrap_or(self.now.case.level);
        step.is_leg().then(|| Leg {
            task,
            action: step.action,
            role: step.role,
            since,
            done: step.day,
            due: self.due(task, level, step.day),
            took: self.handling.calendar.working_between(since, step.day),
        })
    }
}

fn walk<'a>(now: &'a CaseNow, handling: &'a Handling) -> (Walk<'a>, Vec<Leg>) {
    let mut walk = Walk::new(now, handling);
    let mut legs = Vec::new();
    let standing: Vec<&Recorded> = now.standing();
    for (at, recorded) in standing.iter().enumerate() {
        // The state after a step is the state before the next.
        let known = standing.get(..=at).unwrap_or_default().iter().map(|r| &r.step);
        let to = super::steps::replay(known).0.state;
        legs.extend(walk.take(&recorded.step, to));
    }
    (walk, legs)
}

/// What a case waits for now; `None` at its end.
pub fn awaited(now: &CaseNow, handling: &Handling) -> Option<Awaited> {
    walk(now, handling).0.awaited()
}

/// The steps that were waited for and done, in order.
pub fn timeline(now: &CaseNow, handling: &Handling) -> Vec<Leg> {
    walk(now, handling).1
}
