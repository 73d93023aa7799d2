//! Deadlines, the budget of alerts, statistics.

use crate::common::{case, day, handling, hit, merged, now, step, whole};
use base::Amount;
use oversight::case::{
    Action, CaseNow, Grade, Letter, LetterKind, Level, Officer, Role, Settings, Share, State, Step,
    Task, Told, Version, awaited, brief, queue, ranked, statistics, timeline, week,
};

fn order(mut step: Step) -> Step {
    step.letter = Some(Letter {
        kind: LetterKind::Order,
        number: "预算督办〔2023〕1号".to_owned(),
        from: String::new(),
        signer: String::new(),
    });
    step
}

#[test]
fn each_step_has_its_deadline() {
    let handling = handling();
    // 端午: 22–24 June 2023 off, Sunday 25 worked.
    let days = [
        "2023-06-19",
        "2023-06-20",
        "2023-06-21",
        "2023-06-26",
        "2023-07-05",
        "2023-07-06",
        "2023-07-07",
        "2023-07-10",
    ];
    let expect = [
        (Task::Verify, "2023-06-19"),
        (Task::Issue, "2023-06-20"),
        (Task::Sign, "2023-06-21"),
        // Five working days after the order of 20 June.
        (Task::Answer, "2023-06-28"),
        (Task::Review, "2023-07-03"),
        (Task::Evaluate, "2023-07-19"),
        (Task::Close, "2023-07-13"),
        (Task::Archive, "2023-08-07"),
    ];
    let mut steps = whole(&days);
    steps[1] = order(steps[1].clone());
    for (n, (task, due)) in expect.iter().enumerate() {
        let one = now(case(Level::Red, "102001", "2023-06-15"), &steps[..n]);
        let awaited = awaited(&one, &handling).unwrap();
        assert_eq!(awaited.task, *task);
        assert_eq!(awaited.due.unwrap().day, day(due), "{}", task.zh());
    }
    let one = now(case(Level::Red, "102001", "2023-06-15"), &steps);
    assert_eq!(awaited(&one, &handling), None);
    let legs = timeline(&one, &handling);
    let late: Vec<u32> = legs.iter().map(oversight::case::Leg::late).collect();
    assert_eq!(late, [0, 0, 0, 0, 2, 0, 0, 0]);
    let took: Vec<u32> = legs.iter().map(|l| l.took).collect();
    assert_eq!(took, [2, 1, 1, 2, 7, 1, 1, 1]);
}

#[test]
fn a_letter_or_an_extension_sets_the_day_of_the_answer() {
    let handling = handling();
    let mut steps = whole(&["2023-06-19", "2023-06-20", "2023-06-21"]);
    let due = |steps: &[Step]| {
        let one = now(case(Level::Red, "102001", "2023-06-15"), steps);
        awaited(&one, &handling).unwrap().due.unwrap()
    };
    steps[1].due = Some(day("2023-06-30"));
    assert_eq!((due(&steps).day, due(&steps).days), (day("2023-06-30"), None));
    // While it is not signed for, the receipt has its own deadline.
    assert_eq!(due(&steps[..2]).day, day("2023-06-25"));
    let mut more = step(Action::Extend, Role::Congress, "人大", "2023-06-26");
    more.due = Some(day("2023-07-14"));
    steps.push(more);
    assert_eq!(due(&steps).day, day("2023-07-14"));
    steps.push(step(Action::Withdraw, Role::Congress, "人大", "2023-06-26"));
    assert_eq!(due(&steps).day, day("2023-06-30"));
    // Sent back, the count begins anew.
    steps.push(step(Action::Answer, Role::Unit, "单位", "2023-06-28"));
    steps.push(step(Action::Return, Role::Department, "部门", "2023-06-29"));
    assert_eq!(due(&steps).day, day("2023-07-06"));
}

#[test]
fn a_rise_in_level_begins_the_time_to_verify_anew() {
    let handling = handling();
    let first = now(case(Level::Yellow, "102001", "2023-07-03"), &[]);
    assert_eq!(awaited(&first, &handling).unwrap().due.unwrap().day, day("2023-07-10"));
    let hits = [hit("W27", Level::Red, "102001", 1)];
    let risen = merged(Some(&first), &hits, true, "2023-07-06").unwrap();
    let risen = now(risen, &[]);
    assert_eq!(awaited(&risen, &handling).unwrap().due.unwrap().day, day("2023-07-10"));
    let brief = brief(&risen, &handling, day("2023-07-13"));
    assert_eq!((brief.overdue, brief.level), (3, Level::Red));
}

#[test]
fn what_is_recorded_late_is_awaited_from_then_on() {
    let handling = handling();
    let told = |first, risen| Some(Told { first: day(first), risen: day(risen) });
    // The 15th of June is judged on the 3rd of July.
    let mut one = now(case(Level::Red, "102001", "2023-06-15"), &[]);
    one.told = told("2023-07-03", "2023-07-03");
    let waits = awaited(&one, &handling).unwrap();
    assert_eq!((waits.since, waits.due.unwrap().day), (day("2023-07-03"), day("2023-07-05")));
    assert_eq!(brief(&one, &handling, day("2023-07-05")).overdue, 0);
    assert_eq!(brief(&one, &handling, day("2023-07-06")).overdue, 1);
    // A rise is counted from when it was recorded.
    one.told = told("2023-07-03", "2023-07-06");
    let waits = awaited(&one, &handling).unwrap();
    assert_eq!((waits.since, waits.due.unwrap().day), (day("2023-07-03"), day("2023-07-10")));
    let verified = |on: &str, recorded| {
        let done = step(Action::Confirm, Role::Congress, "人大", on);
        let mut one = now(case(Level::Red, "102001", "2023-06-15"), &[done]);
        one.told = recorded;
        let leg = timeline(&one, &handling).remove(0);
        (leg.since, leg.due.unwrap().day, leg.took)
    };
    let expect = (day("2023-07-03"), day("2023-07-05"), 1);
    assert_eq!(verified("2023-07-04", told("2023-07-03", "2023-07-03")), expect);
    // A rise that came later makes nothing late that was done before.
    assert_eq!(verified("2023-07-04", told("2023-07-03", "2023-07-10")), expect);
    // A paper from before the record: it was known.
    let expect = (day("2023-06-15"), day("2023-06-19"), 1);
    assert_eq!(verified("2023-06-16", told("2023-07-03", "2023-07-03")), expect);
}

#[test]
fn a_version_is_read_back_with_and_without_its_day() {
    let case = case(Level::Red, "102001", "2023-06-15");
    let told = Some(Told { first: day("2023-07-03"), risen: day("2023-07-06") });
    for told in [told, None] {
        let version = Version { case: case.clone(), told };
        let text = serde_json::to_string(&version).unwrap();
        assert_eq!(serde_json::from_str::<Version>(&text).unwrap(), version);
        // A version is a case with something more.
        assert_eq!(serde_json::from_str::<oversight::case::Case>(&text).unwrap(), case);
    }
}

#[test]
fn years_whose_holidays_are_unknown_are_told() {
    let one = now(case(Level::Yellow, "102001", "2026-12-30"), &[]);
    let due = awaited(&one, &handling()).unwrap().due.unwrap();
    assert_eq!((due.day, due.unknown.as_slice()), (day("2027-01-06"), &[2027][..]));
    assert!(due.caveat().unwrap().zh.contains("2027"));
}

fn officer(name: &str, units: &[&str], per_week: Option<u32>) -> Officer {
    let units = units.iter().map(|u| (*u).to_owned()).collect();
    Officer { name: name.to_owned(), units, per_week, ..Officer::default() }
}

fn waiting(level: Level, unit: &str, fen: i64) -> CaseNow {
    let hits = [hit("W27", level, unit, fen)];
    now(merged(None, &hits, true, "2023-07-03").unwrap(), &[])
}

#[test]
fn nobody_sees_more_than_the_budget_and_nothing_is_dropped() {
    use Level::{Orange, Red, Yellow};
    let mut cases = vec![
        waiting(Yellow, "101001", 900),
        waiting(Red, "101002", 5),
        waiting(Orange, "101003", 7),
        waiting(Orange, "101004", 70),
        waiting(Red, "102001", 1),
        waiting(Red, "999001", 1),
    ];
    // One of 101 was verified this week, one last week.
    for (unit, on) in [("101005", "2023-07-05"), ("101006", "2023-06-30")] {
        let step = step(Action::Confirm, Role::Congress, "张三", on);
        cases.push(now(case(Red, unit, "2023-06-26"), &[step]));
    }
    let settings = Settings {
        per_week: Some(3),
        officers: vec![officer("张三", &["101"], None), officer("李四", &["102"], Some(0))],
        ..Settings::default()
    };
    let queue = queue(&cases, &settings, day("2023-07-07"));
    assert_eq!((queue.from, queue.to), (day("2023-07-03"), day("2023-07-09")));
    let id = |unit: &str| {
        let found = cases.iter().find(|c| c.case.hit().unit == unit).unwrap();
        found.case.id.clone()
    };
    let share = |officer: &str, limit, used, shown: &[&str], queued: &[&str]| Share {
        officer: officer.to_owned(),
        limit: Some(limit),
        used,
        shown: shown.iter().map(|unit| id(unit)).collect(),
        queued: queued.iter().map(|unit| id(unit)).collect(),
    };
    let expect = [
        share("张三", 3, 1, &["101002", "101004"], &["101003", "101001"]),
        share("李四", 0, 0, &[], &["102001"]),
        share("", 3, 0, &["999001"], &[]),
    ];
    assert_eq!(queue.shares, expect);
    let all: usize = queue.shares.iter().map(|s| s.shown.len() + s.queued.len()).sum();
    assert_eq!(all, cases.iter().filter(|c| c.state == State::Raised).count());
    // Without a budget nothing waits.
    let free = oversight::case::queue(&cases, &Settings::default(), day("2023-07-07"));
    assert_eq!((free.shares.len(), free.shares[0].shown.len()), (1, 6));
    assert!(free.shares[0].queued.is_empty());
    ranked(&mut cases);
    assert_eq!(cases[0].case.level, Red);
    assert_eq!(cases.last().unwrap().case.level, Yellow);
}

#[test]
fn weeks_begin_on_monday() {
    for on in ["2023-07-03", "2023-07-05", "2023-07-09"] {
        assert_eq!(week(day(on)), (day("2023-07-03"), day("2023-07-09")));
    }
    assert_eq!(week(day("2024-01-01")).0, day("2024-01-01"));
}

#[test]
fn settings_read_from_what_a_person_writes() {
    let text =
        "per_week = 5\ncongress = \"某市人大\"\n[[officers]]\nname = \"张三\"\nunits = [\"101\"]\n";
    let settings = Settings::from_toml(text).unwrap();
    assert_eq!((settings.per_week, settings.officers[0].units[0].as_str()), (Some(5), "101"));
    assert_eq!(settings.body(Role::Congress), Some("某市人大"));
    for (text, expect) in [
        ("weekly = 5", "weekly"),
        ("[[officers]]\nunits = [\"101\"]", "没有写姓名"),
        ("[[officers]]\nname = \"张\"\n[[officers]]\nname = \"张\"", "出现两次"),
    ] {
        let error = Settings::from_toml(text).unwrap_err();
        assert!(error.contains(expect), "{error}");
    }
    assert_eq!(Settings::from_toml("").unwrap(), Settings::default());
}

#[test]
fn what_all_officers_take_a_week() {
    let set = |per_week, officers: &[Officer]| {
        Settings { per_week, officers: officers.to_vec(), ..Settings::default() }.capacity()
    };
    let (five, usual) = (officer("张三", &[], Some(5)), officer("李四", &[], None));
    assert_eq!(set(None, &[]), None);
    assert_eq!(set(Some(3), &[]), Some(3));
    assert_eq!(set(Some(3), &[five.clone(), usual.clone()]), Some(8));
    assert_eq!(set(None, &[five, usual]), None);
}

#[test]
fn statistics_of_the_loop() {
    let handling = handling();
    let first = now(case(Level::Red, "102001", "2023-07-03"), &whole(&["2023-07-04"; 8]));
    let mut ceased = first.case.clone();
    ceased.ceased = Some(day("2023-08-01"));
    let ceased = CaseNow::new(ceased, 2, first.steps.clone());
    let hits = [hit("W27", Level::Yellow, "102001", 1)];
    let repeat = now(merged(Some(&ceased), &hits, true, "2023-09-01").unwrap(), &[]);
    let dismiss = step(Action::Dismiss, Role::Finance, "乙", "2023-07-20");
    let fault = now(case(Level::Yellow, "102002", "2023-07-03"), &[dismiss]);
    let mut steps = whole(&["2023-07-04"; 6]);
    steps[5].grade = Some(Grade::Unsatisfied);
    let back = now(case(Level::Orange, "102002", "2023-07-03"), &steps);
    let cases = [ceased, repeat, fault, back];
    let s = statistics(&cases, &handling, day("2023-09-05"));
    assert_eq!((s.cases, s.verified, s.confirmed, s.dismissed), (4, 3, 2, 1));
    // Overdue: the answer after “not satisfied”; late: the verification of the false alarm.
    assert_eq!((s.overdue, s.late, s.repeats, s.ceased), (1, 1, 1, 1));
    assert_eq!(s.grades, [(Grade::Satisfied, 1), (Grade::Mostly, 0), (Grade::Unsatisfied, 1)]);
    assert_eq!(s.amounts, [Amount::fen(24_690), Amount::ZERO, Amount::ZERO]);
    let verify = &s.tasks[0];
    assert_eq!((verify.done, verify.days, verify.median, verify.longest), (3, 15, 1, 13));
    assert_eq!((verify.late, verify.waiting, verify.overdue), (1, 1, 0));
    let again = s.tasks.iter().find(|t| t.task == Task::Again).unwrap();
    assert_eq!((again.done, again.waiting, again.overdue), (0, 1, 1));
    let units: Vec<(&str, usize, usize)> =
        s.units.iter().map(|g| (g.key.as_str(), g.cases, g.repeats)).collect();
    assert_eq!(units, [("102001", 2, 1), ("102002", 2, 0)]);
    let months: Vec<(&str, usize)> = s.months.iter().map(|g| (g.key.as_str(), g.cases)).collect();
    assert_eq!(months, [("2023-07", 3), ("2023-09", 1)]);
}
