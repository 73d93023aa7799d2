//! The performance cycle form by form: what is typed, checked, handed in, sent back with comments on single
//! boxes, and what became of each value.

mod boxes;
mod check;
mod history;
mod list;
mod papers;
mod standing;
mod steps;

pub use ::performance::{
    Action, Colour, Evaluation, Indicator, Missing, Monitored, Remark, Role, Scored, Scoring,
    State, Step, Strictness, Words, advance, needs_reason,
};
pub use boxes::{Ledgered, Typed, Unread, boxes, headings, said_by_ledger, target_text};
pub use check::{Checked, by_rule, check};
pub use history::{Changed, history};
pub use list::{Line, Listing, Without, listing};
pub use papers::form_paper;
pub use standing::{Comment, Standing, Taken, standing};
pub use steps::{Saved, Turn, save, turn};

/// Rows that a form may have.
pub const ROWS: usize = 200;

/// Which project, or which unit as a whole, of which year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Goal {
    /// 单位编码
    pub unit: String,
    /// 年度
    pub year: i32,
    /// 项目编码, or the unit's for 部门整体支出.
    pub code: String,
}

/// A form of the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 绩效目标申报表
    Targets,
    /// 绩效运行监控表 at the end of a month, 1–12.
    Monitoring(u32),
    /// 绩效自评表
    SelfEvaluation,
}

impl Form {
    /// Reads its name in addresses.
    pub fn parse(name: &str, month: Option<u32>) -> Option<Form> {
        match name {
            "targets" => Some(Form::Targets),
            "monitoring" => month.filter(|m| (1..=12).contains(m)).map(Form::Monitoring),
            "self-evaluation" => Some(Form::SelfEvaluation),
            _ => None,
        }
    }

    /// Its name in addresses.
    pub fn id(self) -> &'static str {
        match self {
            Form::Targets => "targets",
            Form::Monitoring(_) => "monitoring",
            Form::SelfEvaluation => "self-evaluation",
        }
    }

    /// Its Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Form::Targets => "绩效目标申报表",
            Form::Monitoring(_) => "绩效运行监控表",
            Form::SelfEvaluation => "绩效自评表",
        }
    }

    /// The month of a monitoring.
    pub fn month(self) -> Option<u32> {
        match self {
            Form::Monitoring(month) => Some(month),
            Form::Targets | Form::SelfEvaluation => None,
        }
    }

    /// Topic of the recorded steps. The steps of the self-evaluation are those of the whole cycle.
    fn steps(self) -> &'static str {
        match self {
            Form::Targets => "绩效目标步骤",
            Form::Monitoring(_) => "绩效监控步骤",
            Form::SelfEvaluation => "绩效步骤",
        }
    }

    /// Topic of what was entered.
    fn entered(self) -> &'static str {
        match self {
            Form::Monitoring(_) => "绩效监控",
            Form::Targets | Form::SelfEvaluation => "绩效",
        }
    }

    /// Key of its records.
    fn key(self, code: &str) -> String {
        match self {
            Form::Monitoring(month) => format!("{code}-{month}月"),
            Form::Targets | Form::SelfEvaluation => code.to_owned(),
        }
    }
}

/// Topic of comments on single boxes.
const COMMENTS: &str = "绩效意见";
