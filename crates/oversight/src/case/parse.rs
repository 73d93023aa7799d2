//! The words people use for steps, roles, grades and letters, in both languages.

use super::steps::{Action, Grade, LetterKind, Role, State};

impl Role {
    /// Reads either name, or a usual short form.
    pub fn parse(text: &str) -> Option<Role> {
        let text = text.trim();
        let other = match text {
            "部门" => Some(Role::Department),
            "预算工委" | "npc" => Some(Role::Congress),
            "财政局" => Some(Role::Finance),
            "预算单位" => Some(Role::Unit),
            _ => None,
        };
        Role::ALL.iter().copied().find(|r| r.zh() == text || r.en() == text).or(other)
    }
}

impl Action {
    /// Reads either name, or a usual short form.
    pub fn parse(text: &str) -> Option<Action> {
        let text = text.trim();
        let other = match text {
            "dismiss" => Some(Action::Dismiss),
            "answer" | "整改" | "整改反馈" | "说明" => Some(Action::Answer),
            "审核通过" => Some(Action::Pass),
            "审核退回" | "send-back" => Some(Action::Return),
            "复核评价" => Some(Action::Evaluate),
            _ => None,
        };
        Action::ALL.iter().copied().find(|a| a.zh() == text || a.en() == text).or(other)
    }
}

impl Grade {
    /// Reads either name, or a usual short form.
    pub fn parse(text: &str) -> Option<Grade> {
        let text = text.trim();
        let mostly = (text == "mostly").then_some(Grade::Mostly);
        Grade::ALL.iter().copied().find(|g| g.zh() == text || g.en() == text).or(mostly)
    }
}

impl LetterKind {
    /// Reads either name; 预警提示函 too.
    pub fn parse(text: &str) -> Option<LetterKind> {
        let text = text.trim().trim_start_matches("预警");
        LetterKind::ALL.iter().copied().find(|k| k.zh() == text || k.en() == text)
    }
}

impl State {
    /// Reads either name; blanks of the English ones may be hyphens.
    pub fn parse(text: &str) -> Option<State> {
        let text = text.trim().replace('-', " ");
        State::ALL.iter().copied().find(|s| s.zh() == text || s.en() == text)
    }
}
