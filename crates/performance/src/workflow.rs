//! From draft to published: 草稿 → 单位已报 → 部门已审 → 财政已审 → 已公开, with 退回 and 撤回. Pure: the
//! state is what the recorded steps add up to, and every step stays on record.

use crate::score::Words;
use serde::{Deserialize, Serialize};

/// Where an evaluation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum State {
    /// 草稿
    #[default]
    #[serde(rename = "草稿")]
    Draft,
    /// 单位已报
    #[serde(rename = "单位已报")]
    Submitted,
    /// 部门已审
    #[serde(rename = "部门已审")]
    DepartmentReviewed,
    /// 财政已审
    #[serde(rename = "财政已审")]
    FinanceReviewed,
    /// 已公开
    #[serde(rename = "已公开")]
    Published,
}

impl State {
    /// Its name.
    pub fn zh(self) -> &'static str {
        match self {
            State::Draft => "草稿",
            State::Submitted => "单位已报",
            State::DepartmentReviewed => "部门已审",
            State::FinanceReviewed => "财政已审",
            State::Published => "已公开",
        }
    }
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// 填报人 of the unit
    #[serde(rename = "填报人")]
    Clerk,
    /// 单位负责人
    #[serde(rename = "单位负责人", alias = "单位")]
    Head,
    /// 部门审核
    #[serde(rename = "部门审核", alias = "部门")]
    Department,
    /// 财政审核
    #[serde(rename = "财政审核", alias = "财政")]
    Finance,
}

impl Role {
    /// Reads the Chinese name, its short form or its English counterpart. The unit as such speaks
    /// through its head.
    pub fn parse(text: &str) -> Option<Role> {
        match text {
            "填报人" | "clerk" => Some(Role::Clerk),
            "单位负责人" | "单位" | "head" | "unit" => Some(Role::Head),
            "部门审核" | "部门" | "department" => Some(Role::Department),
            "财政审核" | "财政" | "finance" => Some(Role::Finance),
            _ => None,
        }
    }

    /// Its name.
    pub fn zh(self) -> &'static str {
        match self {
            Role::Clerk => "填报人",
            Role::Head => "单位负责人",
            Role::Department => "部门审核",
            Role::Finance => "财政审核",
        }
    }
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// 填报: the draft is changed.
    #[serde(rename = "填报")]
    Fill,
    /// 上报: the head of the unit hands in.
    #[serde(rename = "上报")]
    Submit,
    /// 通过: the next reviewer agrees.
    #[serde(rename = "通过")]
    Approve,
    /// 退回: back to the draft, with a comment.
    #[serde(rename = "退回")]
    SendBack,
    /// 撤回: whoever took the last step takes it back before the next has acted.
    #[serde(rename = "撤回")]
    Withdraw,
    /// 公开
    #[serde(rename = "公开")]
    Publish,
}

impl Action {
    /// Reads the Chinese name or its English counterpart.
    pub fn parse(text: &str) -> Option<Action> {
        match text {
            "填报" | "fill" => Some(Action::Fill),
            "上报" | "submit" => Some(Action::Submit),
            "通过" | "approve" => Some(Action::Approve),
            "退回" | "send-back" => Some(Action::SendBack),
            "撤回" | "withdraw" => Some(Action::Withdraw),
            "公开" | "publish" => Some(Action::Publish),
            _ => None,
        }
    }

    /// Its name.
    pub fn zh(self) -> &'static str {
        match self {
            Action::Fill => "填报",
            Action::Submit => "上报",
            Action::Approve => "通过",
            Action::SendBack => "退回",
            Action::Withdraw => "撤回",
            Action::Publish => "公开",
        }
    }
}

/// One recorded step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Who, by name or account.
    pub actor: String,
    /// In which role.
    pub role: Role,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// What.
    pub action: Action,
    /// Why; required for 退回.
    #[serde(default)]
    pub comment: String,
    /// The box it is about, e.g. `指标3.实际完成值`; empty for the whole.
    #[serde(default)]
    pub field: String,
}

/// A step of a history that was not possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which step, counted from 1.
    pub step: usize,
    /// The state before it.
    pub state: State,
    /// Why.
    pub words: Words,
}

/// What each state lets each role do, and where it leads. What is not here is not possible.
const MOVES: &[(State, Action, &[Role], State)] = {
    use Action::{Approve, Fill, Publish, SendBack, Submit, Withdraw};
    use Role::{Clerk, Department, Finance, Head};
    use State::{DepartmentReviewed, Draft, FinanceReviewed, Published, Submitted};
    &[
        (Draft, Fill, &[Clerk, Head], Draft),
        (Draft, Submit, &[Head], Submitted),
        (Submitted, Withdraw, &[Head], Draft),
        (Submitted, Approve, &[Department], DepartmentReviewed),
        (Submitted, SendBack, &[Department], Draft),
        (DepartmentReviewed, Withdraw, &[Department], Submitted),
        (DepartmentReviewed, Approve, &[Finance], FinanceReviewed),
        (DepartmentReviewed, SendBack, &[Finance], Draft),
        (FinanceReviewed, Withdraw, &[Finance], DepartmentReviewed),
        (FinanceReviewed, SendBack, &[Finance], Draft),
        (FinanceReviewed, Publish, &[Head, Department, Finance], Published),
    ]
};

/// The state after a step. `complete` says whether nothing is left to be written
/// ([`Scored::missing`](crate::Scored)); an incomplete evaluation is neither handed in nor published.
///
/// # Errors
/// Says why the step is not possible.
pub fn advance(state: State, step: &Step, complete: bool) -> Result<State, Words> {
    let (now, action, role) = (state.zh(), step.action.zh(), step.role.zh());
    let found = MOVES.iter().find(|(from, what, ..)| *from == state && *what == step.action);
    let Some((_, _, roles, to)) = found else {
        return Err(Words::new(
            format!("现在的状态是“{now}”，不能{action}"),
            format!("in state {state:?} the step {:?} is not possible", step.action),
        ));
    };
    if !roles.contains(&step.role) {
        let who: Vec<&str> = roles.iter().map(|r| r.zh()).collect();
        return Err(Words::new(
            format!("“{now}”状态下由{}{action}，{role}不能做这一步", who.join("、")),
            format!("in state {state:?} the step {:?} is not for {:?}", step.action, step.role),
        ));
    }
    if !complete && matches!(step.action, Action::Submit | Action::Publish) {
        return Err(Words::new(
            format!("还有应填未填的内容，补齐后才能{action}"),
            format!("boxes are still empty; fill them before {:?}", step.action),
        ));
    }
    if step.action == Action::SendBack && step.comment.trim().is_empty() {
        return Err(Words::new("退回须写明意见", "say why it is sent back"));
    }
    Ok(*to)
}

/// The state that recorded steps add up to. What was written at the time cannot be seen from the steps,
/// so they count as complete.
///
/// # Errors
/// Names the first step that was not possible: the record has been tampered with, or is not whole.
pub fn apply(steps: &[Step]) -> Result<State, Refused> {
    let mut state = State::Draft;
    for (n, step) in steps.iter().enumerate() {
        state =
            advance(state, step, true).map_err(|words| Refused { step: n + 1, state, words })?;
    }
    Ok(state)
}

/// The state up to the first step that was not possible. Use [`apply`] where that step should be named.
pub fn state(steps: &[Step]) -> State {
    apply(steps).unwrap_or_else(|refused| refused.state)
}
