//! The steps from draft to published: every state, action and role, and evidence beside what is claimed.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop at the first thing that is wrong

mod common;

use base::Amount;
use common::{d, line, value};
use performance::{
    Action, Evidence, Role, State, Step, Value, advance, apply, contradiction, evidence, state,
};

const STATES: [State; 5] = [
    State::Draft,
    State::Submitted,
    State::DepartmentReviewed,
    State::FinanceReviewed,
    State::Published,
];
const ROLES: [Role; 4] = [Role::Clerk, Role::Head, Role::Department, Role::Finance];
const ACTIONS: [Action; 6] = [
    Action::Fill,
    Action::Submit,
    Action::Approve,
    Action::SendBack,
    Action::Withdraw,
    Action::Publish,
];

/// State, action, role → state; nothing else is possible.
const MOVES: &str = "
草稿 填报 填报人 草稿
草稿 填报 单位负责人 草稿
草稿 上报 单位负责人 单位已报
单位已报 通过 部门审核 部门已审
单位已报 退回 部门审核 草稿
单位已报 撤回 单位负责人 草稿
部门已审 通过 财政审核 财政已审
部门已审 退回 财政审核 草稿
部门已审 撤回 部门审核 单位已报
财政已审 退回 财政审核 草稿
财政已审 撤回 财政审核 部门已审
财政已审 公开 单位负责人 已公开
财政已审 公开 部门审核 已公开
财政已审 公开 财政审核 已公开
";

fn step(action: Action, role: Role, comment: &str) -> Step {
    Step {
        actor: "某人".to_owned(),
        role,
        at: "2024-01-10T08:00:00Z".to_owned(),
        action,
        comment: comment.to_owned(),
        field: String::new(),
    }
}

#[test]
fn every_state_action_and_role() {
    let mut possible = Vec::new();
    for from in STATES {
        for action in ACTIONS {
            for role in ROLES {
                match advance(from, &step(action, role, "意见"), true) {
                    Ok(to) => possible.push(format!(
                        "{} {} {} {}",
                        from.zh(),
                        action.zh(),
                        role.zh(),
                        to.zh()
                    )),
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
fn what_is_incomplete_is_not_handed_in_and_a_return_needs_a_comment() {
    let submit = step(Action::Submit, Role::Head, "");
    assert!(advance(State::Draft, &submit, false).unwrap_err().zh.contains("上报"));
    let publish = step(Action::Publish, Role::Finance, "");
    assert!(advance(State::FinanceReviewed, &publish, false).is_err());
    let fill = step(Action::Fill, Role::Clerk, "");
    assert_eq!(advance(State::Draft, &fill, false), Ok(State::Draft));
    let back = step(Action::SendBack, Role::Department, "  ");
    assert!(advance(State::Submitted, &back, true).unwrap_err().zh.contains("意见"));
}

#[test]
fn a_history_adds_up_or_names_the_step_that_does_not() {
    let mut steps = vec![
        step(Action::Fill, Role::Clerk, ""),
        step(Action::Submit, Role::Head, ""),
        step(Action::SendBack, Role::Department, "培训次数请核实"),
        step(Action::Submit, Role::Head, ""),
        step(Action::Approve, Role::Department, ""),
        step(Action::Approve, Role::Finance, ""),
        step(Action::Publish, Role::Head, ""),
    ];
    assert_eq!(apply(&[]), Ok(State::Draft));
    assert_eq!(apply(&steps), Ok(State::Published));
    steps.remove(4);
    let refused = apply(&steps).unwrap_err();
    assert_eq!((refused.step, refused.state), (5, State::Submitted));
    assert!(refused.words.zh.contains("单位已报"), "{}", refused.words.zh);
    assert_eq!(state(&steps), State::Submitted);
}

#[test]
fn names_read_back() {
    for action in ACTIONS {
        assert_eq!(Action::parse(action.zh()), Some(action));
    }
    for role in ROLES {
        assert_eq!(Role::parse(role.zh()), Some(role));
    }
    assert_eq!(Role::parse("单位"), Some(Role::Head));
    let old = r#"{"actor":"x","role":"财政","at":"2024-01-10","action":"通过"}"#;
    assert_eq!(serde_json::from_str::<Step>(old).unwrap().role, Role::Finance);
}

#[test]
fn actual_values_come_from_their_evidence() {
    let mut i = line("数量指标", "≥4次", "", "10");
    assert_eq!(evidence(&i, Some(3), None), None, "no evidence named");
    i.evidence = Some(Evidence::Activities("培训".to_owned()));
    assert_eq!(evidence(&i, Some(3), None), Some(Value::Number(d("3"))));
    assert_eq!(evidence(&i, None, Some(Amount::ZERO)), None, "not known is not nothing");
    let paid = Some(Amount::fen(43_588_000));
    for (target, shown) in [
        ("≤60万元", Some("43.588")),
        ("≤60万", Some("43.588")),
        ("≤600000元", Some("435880")),
        ("≤1亿元", Some("0.0043588")),
        ("≤60人", None),
    ] {
        let mut cost = line("成本指标", target, "", "10");
        cost.evidence = Some(Evidence::Payments { eco: String::new() });
        let shown = shown.map(|s| Value::Number(d(s)));
        assert_eq!(evidence(&cost, None, paid), shown, "{target}");
    }
    i.evidence = Some(Evidence::File { name: "签到表.pdf".to_owned(), sha256: "00".to_owned() });
    assert_eq!(evidence(&i, Some(3), paid), None, "a person reads the file");
}

#[test]
fn a_claim_beside_its_evidence() {
    let shown = Value::Number(d("43.588"));
    for (claimed, differs) in [
        ("43.588", false),
        ("43.59", false),
        ("43.6", false),
        ("44", false),
        ("43.58", true),
        ("60", true),
    ] {
        let mut cost = line("成本指标", "≤60万元", "", "10");
        cost.actual = value(claimed);
        let remark = contradiction(4, &cost, &shown);
        assert_eq!(remark.is_some(), differs, "{claimed}");
        assert!(remark.is_none_or(|r| r.field == "指标4.实际完成值" && r.code == "evidence"));
    }
}
