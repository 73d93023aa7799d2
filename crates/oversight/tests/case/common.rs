//! Small builders.

use base::{Amount, Date};
use oversight::case::{
    Action, Amounts, Case, CaseNow, Grade, Handling, Hit, Letter, LetterKind, Level, Recorded,
    Role, State, Step, Words, base_key, id, key, merge, replay,
};

pub const BOOK: &str = "140900000";

pub fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("not a day: {text}"))
}

pub fn handling() -> Handling {
    Handling::from_files(&Handling::embedded_files()).unwrap()
}

/// A hit of a rule on a unit.
pub fn hit(rule: &str, level: Level, unit: &str, paid: i64) -> Hit {
    Hit {
        rule: rule.to_owned(),
        title: Words::new("部门支出进度慢", "slow spending"),
        theme: "执行进度".to_owned(),
        cause: "进度".to_owned(),
        level,
        year: 2023,
        region: BOOK.to_owned(),
        unit: unit.to_owned(),
        unit_name: format!("单位{unit}"),
        object: unit.to_owned(),
        amount: Some(Amount::fen(paid)),
        message: Words::new(format!("已支付 {paid}"), format!("{paid} paid")),
        entries: vec![1, 2, 3],
        ..Hit::default()
    }
}

/// What is recorded of hits, with the ids of a real book.
pub fn merged(known: Option<&CaseNow>, hits: &[Hit], looked: bool, on: &str) -> Option<Case> {
    let base = hits.first().map(|h| base_key(h, BOOK)).unwrap_or_default();
    let mut named = |n| (key(&base, n), id(&base, 2023, n, |_| false));
    merge(known, hits, looked, day(on), 7, &mut named)
}

/// A new case of a unit.
pub fn case(level: Level, unit: &str, on: &str) -> Case {
    merged(None, &[hit("W27", level, unit, 100)], true, on).unwrap()
}

/// A step with what it must say.
pub fn step(action: Action, role: Role, actor: &str, on: &str) -> Step {
    let mut step = Step::new(action, role, actor, day(on), &format!("{on}T02:00:00Z"));
    step.comment = "意见".to_owned();
    match action {
        Action::Issue => {
            step.letter = Some(Letter {
                kind: LetterKind::Notice,
                number: "预警函〔2023〕1号".to_owned(),
                from: String::new(),
                signer: String::new(),
            });
        }
        Action::Evaluate => step.grade = Some(Grade::Satisfied),
        Action::Answer => {
            let refunded = Amount::fen(12_345);
            step.amounts = Amounts { refunded, ..Amounts::default() };
        }
        Action::Extend => step.due = Some(day("2023-12-29")),
        _ => {}
    }
    step
}

/// A case after steps.
pub fn now(case: Case, steps: &[Step]) -> CaseNow {
    let recorded = (10..).zip(steps).map(|(seq, step)| Recorded { seq, step: step.clone() });
    CaseNow::new(case, 1, recorded.collect())
}

/// The steps up to the end, each on the day given.
pub fn whole(days: &[&str]) -> Vec<Step> {
    use Action::{Answer, Archive, Close, Confirm, Evaluate, Issue, Pass, Sign};
    let way = [
        (Confirm, Role::Congress),
        (Issue, Role::Congress),
        (Sign, Role::Unit),
        (Answer, Role::Unit),
        (Pass, Role::Department),
        (Evaluate, Role::Congress),
        (Close, Role::Congress),
        (Archive, Role::Congress),
    ];
    let all = days.iter().zip(way);
    all.map(|(on, (action, role))| step(action, role, role.zh(), on)).collect()
}

/// The state of steps, all of which must be possible.
pub fn state(steps: &[Step]) -> State {
    let (standing, broken) = replay(steps);
    assert_eq!(broken, None);
    standing.state
}
