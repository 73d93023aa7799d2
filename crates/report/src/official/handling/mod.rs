//! The letters of the handling of warnings: 预警提示函, 督办单, 整改情况反馈表, 签收回执, 销号通知 and the file of a
//! case (卷宗).
//!
//! **Invariant:** a letter says what the records of its case say. What they do not say is asked for, and a
//! letter that was not issued yet is marked as a draft.

mod closing;
mod dossier;
mod form;
mod notice;
mod order;
mod words;

pub use closing::closing;
pub use dossier::{EntryLine, FileLine, dossier};
pub use form::{feedback_form, receipt_form};
pub use notice::notice;
pub use order::order;

use ::oversight::case::{CaseNow, Handling, LetterKind, Role};
use base::Date;

/// What a letter is made from.
#[derive(Debug, Clone)]
pub struct Matter<'a> {
    /// The case.
    pub now: &'a CaseNow,
    /// Limits and calendar.
    pub handling: &'a Handling,
    /// 提示函 or 督办单: what it was, or will be, issued with.
    pub kind: LetterKind,
    /// Who issues it: 人大 or 财政.
    pub role: Role,
    /// The body that signs.
    pub sender: String,
    /// 签发人; empty where nobody is named.
    pub signer: String,
    /// 文号; empty for a draft.
    pub number: String,
    /// Day of the letter; none for a draft.
    pub day: Option<Date>,
    /// Until when the unit must sign for it.
    pub sign_by: Option<Date>,
    /// Until when the unit must answer.
    pub answer_by: Option<Date>,
}
