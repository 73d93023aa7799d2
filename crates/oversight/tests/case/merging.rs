//! What a day's hits leave on record.

use crate::common::{case, hit, merged, now, step, whole};
use oversight::case::{Action, Case, CaseNow, Change, Level, Looked, Role, State};
use std::collections::BTreeSet;

fn open(level: Level) -> CaseNow {
    now(case(level, "102001", "2023-06-01"), &[])
}

fn dismissed(level: Level) -> CaseNow {
    let step = step(Action::Dismiss, Role::Congress, "甲", "2023-06-02");
    now(case(level, "102001", "2023-06-01"), &[step])
}

fn closed(level: Level, ceased: bool) -> CaseNow {
    let mut case = case(level, "102001", "2023-06-01");
    case.ceased = ceased.then(|| "2023-07-01".parse().unwrap());
    now(case, &whole(&["2023-07-03"; 7]))
}

fn void(level: Level) -> CaseNow {
    let mut steps = whole(&["2023-07-03"; 2]);
    steps.push(step(Action::Void, Role::Congress, "甲", "2023-07-03"));
    now(case(level, "102001", "2023-06-01"), &steps)
}

fn change(known: &CaseNow, level: Option<Level>, on: &str) -> Option<Change> {
    let hits: Vec<_> = level.map(|l| hit("W27", l, "102001", 200)).into_iter().collect();
    merged(Some(known), &hits, true, on).map(|c| c.change)
}

#[test]
fn one_cause_one_case() {
    use Level::{Orange, Red, Yellow};
    let new = Some(Change::New);
    let cases = [
        // Open: silent, renewed after a week, raised, ceased.
        (open(Orange), Some(Orange), "2023-06-02", None),
        (open(Orange), Some(Orange), "2023-06-08", Some(Change::Renewed)),
        (open(Orange), Some(Yellow), "2023-06-02", None),
        (open(Orange), Some(Red), "2023-06-02", Some(Change::Risen)),
        (open(Orange), None, "2023-06-02", Some(Change::Ceased)),
        // A false alarm and a void case are silent unless the level rises.
        (dismissed(Orange), Some(Orange), "2023-09-01", None),
        (dismissed(Orange), Some(Red), "2023-09-01", new),
        (dismissed(Orange), None, "2023-09-01", None),
        (void(Orange), Some(Orange), "2023-09-01", None),
        (void(Orange), Some(Red), "2023-09-01", new),
        // Closed: again only when it had ceased, or is graver.
        (closed(Orange, false), Some(Orange), "2023-09-01", None),
        (closed(Orange, false), Some(Red), "2023-09-01", new),
        (closed(Orange, true), Some(Yellow), "2023-09-01", new),
        (closed(Orange, false), None, "2023-09-01", Some(Change::Ceased)),
        (closed(Orange, true), None, "2023-09-01", None),
    ];
    for (known, level, on, expect) in cases {
        let (state, ceased) = (known.state.zh(), known.case.ceased);
        assert_eq!(change(&known, level, on), expect, "{state} {ceased:?} {level:?} {on}");
    }
}

#[test]
fn nothing_ceases_where_nobody_looked() {
    assert_eq!(merged(Some(&open(Level::Red)), &[], false, "2023-07-01"), None);
    let case = open(Level::Red).case;
    let looked = |year: i32, rules: &[&str], objects: Option<&[(&str, &str)]>| {
        let objects = objects
            .map(|all| all.iter().map(|(c, o)| ((*c).to_owned(), (*o).to_owned())).collect());
        let rules = rules.iter().map(|r| (*r).to_owned()).collect();
        Looked { year, rules, objects, ..Looked::default() }.at(&case)
    };
    assert!(looked(2023, &["W27", "W28"], None));
    assert!(looked(2023, &["W27"], Some(&[("进度", "102001")])));
    assert!(!looked(2023, &["W28"], None), "another rule");
    assert!(!looked(2022, &["W27"], None), "another year");
    assert!(!looked(2023, &["W27"], Some(&[("进度", "102002")])), "another unit");
    assert!(!looked(2023, &["W27"], Some(&[("结转", "102001")])), "another cause");
    let all = Looked { year: 2023, rules: ["W27".to_owned()].into(), ..Looked::default() };
    let place = ("进度".to_owned(), "102001".to_owned());
    let blind = Looked { blind: [place].into(), ..all.clone() };
    assert!(all.at(&case) && !blind.at(&case), "what could not be judged");
    let some = Looked { objects: Some(BTreeSet::new()), ..all.clone() };
    let whole = Looked { whole: all.rules.clone(), ..some.clone() };
    assert!(!some.at(&case) && whole.at(&case), "a rule that saw everything");
    assert!(!Looked { off: all.rules.clone(), ..all }.at(&case), "switched off");
}

fn again(known: &Case, steps: &CaseNow) -> CaseNow {
    CaseNow::new(known.clone(), 2, steps.steps.clone())
}

#[test]
fn a_condition_that_returns_while_open_is_no_repeat() {
    let first = open(Level::Orange);
    let ceased = merged(Some(&first), &[], true, "2023-06-10").unwrap();
    assert_eq!(ceased.ceased, Some("2023-06-10".parse().unwrap()));
    let ceased = again(&ceased, &first);
    let hits = [hit("W27", Level::Orange, "102001", 300)];
    let back = merged(Some(&ceased), &hits, true, "2023-06-11").unwrap();
    assert_eq!((back.change, back.ceased, back.occurrence), (Change::Returned, None, 1));
}

#[test]
fn repeats_are_numbered_and_false_alarms_are_no_offence() {
    let red = [hit("W27", Level::Red, "102001", 300)];
    let after_false = merged(Some(&dismissed(Level::Orange)), &red, true, "2023-09-01").unwrap();
    assert_eq!((after_false.occurrence, after_false.offence), (2, 1));
    assert_eq!(after_false.key, "进度#2|2023|102001");
    let known = closed(Level::Orange, true);
    let repeat = merged(Some(&known), &red, true, "2023-09-01").unwrap();
    assert_eq!((repeat.occurrence, repeat.offence), (2, 2));
    assert!(repeat.is_repeat() && !after_false.is_repeat());
    assert_eq!(repeat.follows, known.case.id);
    assert_eq!(repeat.id, format!("{}-2", known.case.id));
    assert_eq!(repeat.first, "2023-09-01".parse().unwrap());
    assert_eq!(now(repeat, &[]).state, State::Raised);
}

#[test]
fn rules_of_one_cause_are_merged_and_the_gravest_stands_for_the_case() {
    let both = [
        hit("W28", Level::Yellow, "102001", 5),
        hit("W27", Level::Yellow, "102001", 5),
        hit("W27", Level::Orange, "102001", 5),
    ];
    let case = merged(None, &both, true, "2023-06-01").unwrap();
    let rules: Vec<&str> = case.sightings().map(|s| s.hit.rule.as_str()).collect();
    assert_eq!((rules, case.level), (vec!["W27", "W28"], Level::Orange));
    let known = now(case, &[]);
    // A third rule comes in, W28 becomes the gravest, W27 is silent today and stays on record.
    let next = [hit("W29", Level::Blue, "102001", 5), hit("W28", Level::Red, "102001", 6)];
    let case = merged(Some(&known), &next, false, "2023-06-02").unwrap();
    let rules: Vec<&str> = case.sightings().map(|s| s.hit.rule.as_str()).collect();
    assert_eq!((rules, case.change), (vec!["W28", "W29", "W27"], Change::Risen));
    assert_eq!((case.main.times, case.risen), (2, "2023-06-02".parse().unwrap()));
    // Without a rise it says what was merged in; the level reached stays.
    let known = now(case, &[]);
    let next = [hit("W30", Level::Blue, "102001", 5), hit("W28", Level::Yellow, "102001", 6)];
    let case = merged(Some(&known), &next, false, "2023-06-03").unwrap();
    assert_eq!((case.change, case.level), (Change::Merged, Level::Red));
    assert_eq!(case.main.hit.level, Level::Yellow, "as it is now");
}

#[test]
fn a_clock_that_jumps_back_does_not_undo_what_was_seen() {
    let known = open(Level::Yellow);
    let hits = [hit("W27", Level::Red, "102001", 1)];
    assert_eq!(merged(Some(&known), &hits, true, "2022-01-01"), None);
    assert_eq!(merged(Some(&known), &[], true, "2023-05-31"), None, "nor does it end it");
}

#[test]
fn a_case_reads_back_from_its_record() {
    let mut hit = hit("W27", Level::Red, "102001", 1);
    hit.entries = (1..=1000).collect();
    let case = merged(None, &[hit], true, "2023-06-01").unwrap();
    assert_eq!((case.hit().entries.len(), case.hit().more), (200, 800));
    let text = serde_json::to_string(&case).unwrap();
    assert_eq!(serde_json::from_str::<Case>(&text).unwrap(), case);
    assert!(text.contains(r#""level":"红""#) && text.contains(r#""first":"2023-06-01""#), "{text}");
}
