//! Every state, action and role; what a step must say; 撤回 and 作废.

use crate::common::{case, day, now, state, step, whole};
use oversight::case::{
    Action, Grade, LetterKind, Level, Role, Standing, State, Step, advance, day_of, replay,
};

/// State, action, role → state; nothing else is possible (撤回 apart).
const MOVES: &str = "
待核实 确认 人大 已确认
待核实 确认 财政 已确认
待核实 误报 人大 误报
待核实 误报 财政 误报
已确认 下发 人大 已下发
已确认 下发 财政 已下发
已确认 作废 人大 已作废
已确认 作废 财政 已作废
已下发 签收 单位 已签收
已下发 延期 人大 已下发
已下发 延期 财政 已下发
已下发 作废 人大 已作废
已下发 作废 财政 已作废
已签收 反馈 单位 已反馈
已签收 延期 人大 已签收
已签收 延期 财政 已签收
已签收 作废 人大 已作废
已签收 作废 财政 已作废
退回整改 反馈 单位 已反馈
退回整改 延期 人大 退回整改
退回整改 延期 财政 退回整改
退回整改 作废 人大 已作废
退回整改 作废 财政 已作废
已反馈 通过 主管部门 已审核
已反馈 通过 财政 已审核
已反馈 退回 主管部门 退回整改
已反馈 退回 财政 退回整改
已反馈 作废 人大 已作废
已反馈 作废 财政 已作废
已审核 评价 人大 已评价
已审核 作废 人大 已作废
已审核 作废 财政 已作废
已评价 销号 人大 已销号
已评价 销号 财政 已销号
已评价 作废 人大 已作废
已评价 作废 财政 已作废
已销号 归档 人大 已归档
已销号 归档 财政 已归档
";

const DAY: &str = "2023-07-03";

#[test]
fn every_state_action_and_role() {
    let mut possible = Vec::new();
    for from in State::ALL {
        let standing = Standing { state: *from, ..Standing::default() };
        for action in Action::ALL {
            for role in Role::ALL {
                match advance(&[], &standing, &step(*action, *role, "甲", DAY)) {
                    Ok(to) => possible.push([from.zh(), action.zh(), role.zh(), to.zh()].join(" ")),
                    Err(w) => assert!(!w.zh.is_empty() && !w.en.is_empty()),
                }
            }
        }
    }
    let mut expect: Vec<&str> = MOVES.lines().filter(|l| !l.is_empty()).collect();
    expect.sort_unstable();
    possible.sort_unstable();
    assert_eq!(possible, expect);
}

#[test]
fn what_a_step_must_say() {
    type Change = fn(&mut Step);
    let silent: Change = |s| s.comment = "  ".to_owned();
    let cases: &[(State, Action, Role, Change, &str)] = &[
        (State::Raised, Action::Dismiss, Role::Congress, silent, "理由"),
        (State::Signed, Action::Answer, Role::Unit, silent, "整改情况"),
        (State::Answered, Action::Return, Role::Department, silent, "意见"),
        (State::Issued, Action::Void, Role::Congress, silent, "原因"),
        (State::Issued, Action::Extend, Role::Congress, silent, "原因"),
        (State::Issued, Action::Extend, Role::Congress, |s| s.due = None, "新的期限"),
        (State::Confirmed, Action::Issue, Role::Congress, |s| s.letter = None, "文号"),
        (
            State::Confirmed,
            Action::Issue,
            Role::Congress,
            |s| s.due = Some(day("2023-07-02")),
            "早于下发日期",
        ),
        (State::Reviewed, Action::Evaluate, Role::Congress, |s| s.grade = None, "满意"),
    ];
    for (state, action, role, change, expect) in cases {
        let standing = Standing { state: *state, ..Standing::default() };
        let mut wrong = step(*action, *role, "甲", DAY);
        assert!(advance(&[], &standing, &wrong).is_ok(), "{}", action.zh());
        change(&mut wrong);
        let words = advance(&[], &standing, &wrong).unwrap_err();
        assert!(words.zh.contains(expect), "{}", words.zh);
    }
    // What is confirmed, signed for, passed or closed needs no words.
    for (at, action, role) in [
        (State::Raised, Action::Confirm, Role::Finance),
        (State::Issued, Action::Sign, Role::Unit),
        (State::Answered, Action::Pass, Role::Finance),
        (State::Evaluated, Action::Close, Role::Congress),
    ] {
        let mut quiet = step(action, role, "甲", DAY);
        quiet.comment.clear();
        assert!(advance(&[], &Standing { state: at, ..Standing::default() }, &quiet).is_ok());
    }
}

#[test]
fn not_satisfied_leads_back_and_needs_an_opinion() {
    let mut steps = whole(&[DAY; 5]);
    let mut judged = step(Action::Evaluate, Role::Congress, "人大", DAY);
    judged.grade = Some(Grade::Unsatisfied);
    steps.push(judged.clone());
    assert_eq!(state(&steps), State::Returned);
    steps.push(step(Action::Answer, Role::Unit, "单位", DAY));
    steps.push(step(Action::Pass, Role::Department, "主管部门", DAY));
    judged.grade = Some(Grade::Mostly);
    judged.comment.clear();
    steps.push(judged.clone());
    assert_eq!(state(&steps), State::Evaluated);
    steps.pop();
    judged.grade = Some(Grade::Unsatisfied);
    steps.push(judged);
    let (_, refused) = replay(&steps);
    assert!(refused.unwrap().words.zh.contains("不满意须写明意见"));
}

#[test]
fn one_takes_back_ones_own_last_step_and_nobody_elses() {
    let mut steps = whole(&[DAY; 3]);
    let withdraw = |role, actor: &str| step(Action::Withdraw, role, actor, DAY);
    for (role, actor) in [(Role::Congress, "人大"), (Role::Unit, "另一人"), (Role::Finance, "单位")]
    {
        let mut more = steps.clone();
        more.push(withdraw(role, actor));
        let (standing, refused) = replay(&more);
        let refused = refused.unwrap();
        assert_eq!((standing.state, refused.step), (State::Signed, 4));
        assert!(refused.words.zh.contains("签收") && refused.words.zh.contains("单位"));
    }
    steps.push(withdraw(Role::Unit, "单位"));
    assert_eq!(state(&steps), State::Issued);
    // Now the last step that counts is the letter, and its sender may take it back.
    steps.push(withdraw(Role::Congress, "人大"));
    assert_eq!(state(&steps), State::Confirmed);
    steps.push(withdraw(Role::Congress, "人大"));
    assert_eq!(state(&steps), State::Raised);
    steps.push(withdraw(Role::Congress, "人大"));
    assert!(replay(&steps).1.unwrap().words.zh.contains("没有可以撤回"));
    steps.pop();
    steps.push(step(Action::Dismiss, Role::Finance, "财政", DAY));
    assert_eq!(state(&steps), State::Dismissed);
}

#[test]
fn a_letter_is_void_by_its_sender_only() {
    let mut steps = whole(&[DAY; 2]);
    steps.push(step(Action::Void, Role::Finance, "财政", DAY));
    let (standing, refused) = replay(&steps);
    assert_eq!(standing.state, State::Issued);
    assert!(refused.unwrap().words.zh.contains("由人大下发，应由人大作废"));
    steps.pop();
    steps.push(step(Action::Void, Role::Congress, "另一人", DAY));
    assert_eq!(state(&steps), State::Voided);
}

#[test]
fn a_clock_that_jumps_back_is_named_and_what_it_did_can_be_withdrawn() {
    let mut steps = whole(&[DAY]);
    steps.push(step(Action::Issue, Role::Congress, "人大", "2099-01-01"));
    let early = step(Action::Sign, Role::Unit, "单位", "2023-07-04");
    steps.push(early.clone());
    let (standing, refused) = replay(&steps);
    assert_eq!(standing.state, State::Issued);
    let words = refused.unwrap().words;
    assert!(words.zh.contains("2099-01-01") && words.zh.contains("本机时间"), "{}", words.zh);
    steps.pop();
    steps.push(step(Action::Withdraw, Role::Congress, "人大", "2023-07-03"));
    steps.push(step(Action::Issue, Role::Congress, "人大", "2023-07-03"));
    steps.push(early);
    assert_eq!(state(&steps), State::Signed);
}

#[test]
fn a_record_with_a_hole_names_the_step_after_it() {
    let mut steps = whole(&[DAY; 8]);
    assert_eq!(state(&steps), State::Archived);
    steps.remove(4);
    let broken = now(case(Level::Red, "102001", DAY), &steps);
    assert_eq!(broken.state, State::Answered);
    let refused = broken.broken.unwrap();
    assert_eq!((refused.step, refused.state), (5, State::Answered));
    assert!(refused.words.en.contains("possible: pass, return, void"), "{}", refused.words.en);
}

#[test]
fn names_read_back_in_both_languages() {
    for action in Action::ALL {
        assert_eq!(Action::parse(action.zh()), Some(*action));
        assert_eq!(Action::parse(action.en()), Some(*action));
    }
    for role in Role::ALL {
        assert_eq!(Role::parse(role.zh()), Some(*role));
        assert_eq!(Role::parse(role.en()), Some(*role));
    }
    for state in State::ALL {
        assert_eq!(State::parse(state.zh()), Some(*state));
        assert_eq!(State::parse(&state.en().replace(' ', "-")), Some(*state));
    }
    for grade in Grade::ALL {
        assert_eq!(Grade::parse(grade.en()), Some(*grade));
    }
    assert_eq!(LetterKind::parse("预警提示函"), Some(LetterKind::Notice));
    assert_eq!(Level::parse("红色"), Some(Level::Red));
    assert_eq!(Role::parse("部门"), Some(Role::Department));
}

#[test]
fn a_step_reads_back_from_its_record() {
    for action in Action::ALL {
        let one = step(*action, Role::Congress, "甲", DAY);
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(serde_json::from_str::<Step>(&text).unwrap(), one, "{text}");
    }
}

#[test]
fn the_day_of_a_moment_is_that_of_china() {
    for (at, expect) in [
        ("2023-07-03T15:59:59Z", Some("2023-07-03")),
        ("2023-07-03T16:00:00Z", Some("2023-07-04")),
        ("2023-12-31T20:00:00Z", Some("2024-01-01")),
        ("2023-07-03", Some("2023-07-03")),
        ("gestern", None),
    ] {
        assert_eq!(day_of(at), expect.map(day), "{at}");
    }
}
