//! Any sequence of attempts keeps an admissible state, and the log replays to the same one.

use crate::common::{case, day, handling, now, step};
use oversight::case::{
    Action, CaseNow, Grade, Level, Role, State, Step, Task, advance, awaited, replay, timeline,
};
use proptest::prelude::*;

/// Something that somebody tries.
#[derive(Debug, Clone)]
struct Attempt {
    action: Action,
    role: Role,
    actor: &'static str,
    offset: u32,
    grade: Grade,
    silent: bool,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let pick = |n: usize| 0..n;
    (pick(Action::ALL.len()), pick(4), pick(2), 0..40u32, pick(3), prop::bool::weighted(0.1))
        .prop_map(|(action, role, actor, offset, grade, silent)| Attempt {
            action: Action::ALL[action],
            role: Role::ALL[role],
            actor: ["甲", "乙"][actor],
            offset,
            grade: Grade::ALL[grade],
            silent,
        })
}

fn made(a: &Attempt) -> Step {
    let on = day("2023-06-01").checked_add(jiff_days(a.offset)).unwrap();
    let mut step = step(a.action, a.role, a.actor, &on.to_string());
    if a.action == Action::Evaluate {
        step.grade = Some(a.grade);
    }
    if a.silent {
        step.comment.clear();
    }
    step
}

fn jiff_days(n: u32) -> std::time::Duration {
    std::time::Duration::from_secs(u64::from(n) * 86_400)
}

/// Takes what is possible of the attempts, and what the most likely next step is now and then, so that
/// histories get somewhere.
fn history(attempts: &[Attempt]) -> Vec<Step> {
    let mut log: Vec<Step> = Vec::new();
    for a in attempts {
        let known: Vec<&Step> = log.iter().collect();
        let (standing, broken) = replay(known.iter().copied());
        assert_eq!(broken, None);
        let mut tried = made(a);
        if a.offset % 3 == 0
            && let Some(task) = Task::of(standing.state)
        {
            let last = standing.taken.last().and_then(|at| log.get(*at)).map(|s| s.day);
            let way = [
                (Task::Verify, Action::Confirm),
                (Task::Issue, Action::Issue),
                (Task::Sign, Action::Sign),
                (Task::Answer, Action::Answer),
                (Task::Again, Action::Answer),
                (Task::Review, Action::Pass),
                (Task::Evaluate, Action::Evaluate),
                (Task::Close, Action::Close),
                (Task::Archive, Action::Archive),
            ];
            let action = way.iter().find(|(t, _)| *t == task).map(|(_, action)| *action).unwrap();
            tried = made(&Attempt { action, role: task.roles()[0], silent: false, ..a.clone() });
            tried.day = last.map_or(tried.day, |last| last.max(tried.day));
            tried.due = tried.due.map(|due| due.max(tried.day));
        }
        let expect = advance(&known, &standing, &tried);
        if let Ok(to) = expect {
            log.push(tried);
            let (after, broken) = replay(&log);
            assert_eq!((after.state, broken), (to, None));
        }
    }
    log
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_log_replays_to_its_state(attempts in prop::collection::vec(attempt(), 0..60)) {
        let log = history(&attempts);
        let one = now(case(Level::Yellow, "102001", "2023-06-01"), &log);
        prop_assert_eq!(&one.broken, &None);
        // What counts alone leads to the same state: a withdrawal leaves nothing behind.
        let standing: Vec<Step> = one.standing().iter().map(|r| r.step.clone()).collect();
        let (again, broken) = replay(&standing);
        prop_assert_eq!((again.state, broken), (one.state, None));
        // As records they are the same.
        let text = serde_json::to_string(&one.steps).unwrap();
        let read = CaseNow::new(one.case.clone(), 1, serde_json::from_str(&text).unwrap());
        prop_assert_eq!(&read, &one);
        // The days of what counts never go back.
        prop_assert!(standing.is_sorted_by_key(|s| s.day));
    }

    #[test]
    fn an_open_case_always_waits_for_somebody(attempts in prop::collection::vec(attempt(), 0..60)) {
        let handling = handling();
        let one = now(case(Level::Red, "102001", "2023-06-01"), &history(&attempts));
        let awaited = awaited(&one, &handling);
        let ended = matches!(one.state, State::Dismissed | State::Voided | State::Archived);
        prop_assert_eq!(awaited.is_none(), ended);
        let ends = [Action::Extend, Action::Void];
        let done = one.standing().iter().filter(|r| !ends.contains(&r.step.action)).count();
        let legs = timeline(&one, &handling);
        prop_assert_eq!(legs.len(), done);
        prop_assert!(legs.iter().all(|leg| leg.since <= leg.done && leg.due.is_some()));
    }
}

#[test]
fn histories_reach_every_state() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..300 {
        let tree = prop::collection::vec(attempt(), 60).new_tree(&mut runner).unwrap();
        reached.extend(history(&tree.current()).iter().scan(Vec::new(), |log, step| {
            log.push(step.clone());
            Some(replay(log.iter()).0.state)
        }));
    }
    reached.insert(State::Raised);
    assert_eq!(reached.len(), State::ALL.len(), "{reached:?}");
}
