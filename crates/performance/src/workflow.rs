//! From draft to published: 草稿 → 单位已报 → 部门已审 → 财政已审 → 已公开, with 退回 and 撤回. Pure: the
//! state is what the recorded steps add up to.

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
    /// 填报单位
    #[serde(rename = "单位")]
    Unit,
    /// 主管部门
    #[serde(rename = "部门")]
    Department,
    /// 财政部门
    #[serde(rename = "财政")]
    Finance,
}

impl Role {
    /// Reads 单位, 部门, 财政 (or unit, department, finance).
    pub fn parse(text: &str) -> Option<Role> {
        match text {
            "单位" | "unit" => Some(Role::Unit),
            "部门" | "department" => Some(Role::Department),
            "财政" | "finance" => Some(Role::Finance),
            _ => None,
        }
    }
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// 上报: the unit hands in.
    #[serde(rename = "上报")]
    Submit,
    /// 通过: the next reviewer agrees.
    #[serde(rename = "通过")]
    Approve,
    /// 退回: back to the draft, with a comment.
    #[serde(rename = "退回")]
    SendBack,
    /// 撤回: the unit takes back what nobody has reviewed yet.
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
            "上报" | "submit" => Some(Action::Submit),
            "通过" | "approve" => Some(Action::Approve),
            "退回" | "send-back" => Some(Action::SendBack),
            "撤回" | "withdraw" => Some(Action::Withdraw),
            "公开" | "publish" => Some(Action::Publish),
            _ => None,
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

/// The state after a step.
///
/// # Errors
/// Says why the step is not possible.
pub fn advance(state: State, step: &Step, complete: bool) -> Result<State, Words> {
    use Action::{Approve, Publish, SendBack, Submit, Withdraw};
    use State::{DepartmentReviewed, Draft, FinanceReviewed, Published, Submitted};
    match (state, step.action, step.role) {
        (Draft, Submit, Role::Unit) if !complete => Err(Words::new(
            "还有应填未填的内容，补齐后才能上报",
            "boxes are still empty; fill them before handing in",
        )),
        (Draft, Submit, Role::Unit) => Ok(Submitted),
        (Submitted, Withdraw, Role::Unit) => Ok(Draft),
        (Submitted, Approve, Role::Department) => Ok(DepartmentReviewed),
        (DepartmentReviewed, Approve, Role::Finance) => Ok(FinanceReviewed),
        (Submitted, SendBack, Role::Department) | (DepartmentReviewed, SendBack, Role::Finance) => {
            match step.comment.trim().is_empty() {
                true => Err(Words::new("退回须写明意见", "say why it is sent back")),
                false => Ok(Draft),
            }
        }
        (FinanceReviewed, Publish, _) => Ok(Published),
        _ => Err(Words::new(
            format!("现在的状态是{}，不能由{:?}方做这一步", state.zh(), step.role),
            format!("in state {} this step is not possible for this role", state.zh()),
        )),
    }
}

/// The state that recorded steps add up to; steps that were not possible are skipped, because only
/// possible ones are recorded.
pub fn state(steps: &[Step]) -> State {
    steps.iter().fold(State::Draft, |now, step| advance(now, step, true).unwrap_or(now))
}
