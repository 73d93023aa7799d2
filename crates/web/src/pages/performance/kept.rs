//! What was typed into a form: as it arrives, and as it is kept between two visits.

use crate::cx::Cx;
use crate::guard::Posted;
use crate::trouble::Trouble;
use app::desk::cycle::{Form, Goal, Typed};
use serde::{Deserialize, Serialize};

/// Names of boxes begin with one of these; other fields of a form are not of the paper.
const BOXES: [&str; 7] = ["办法", "年度目标", "资金", "指标", "预算执行.", "实际完成情况", "文字."];

/// What is kept of a form that is being typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Entry that the form was opened with.
    pub(super) base: u64,
    /// What was typed.
    pub(super) typed: Typed,
    /// Version of the draft; 0 for none.
    #[serde(skip)]
    pub(super) version: u64,
    /// When it was kept; empty for what arrives.
    #[serde(skip)]
    pub(super) at: String,
}

impl Kept {
    /// As a form arrives.
    pub(super) fn of(posted: &Posted) -> Kept {
        let is_box = |name: &str| BOXES.iter().any(|b| name.starts_with(b));
        let typed = posted.0.keys().filter(|name| is_box(name));
        let typed = typed.map(|name| (name.clone(), posted.raw(name).to_owned())).collect();
        let number = |name: &str| posted.one(name).parse().unwrap_or(0);
        Kept { base: number("base"), typed, version: number("version"), at: String::new() }
    }
}

/// A draft belongs to a goal, a form and an account.
fn key(goal: &Goal, form: Form) -> String {
    let month = form.month().map_or(String::new(), |m| m.to_string());
    format!("{}/{}/{}/{month}", goal.unit, goal.year, goal.code)
}

fn kind(form: Form) -> String {
    format!("performance {}", form.id())
}

/// The visitor's draft of a form.
pub(super) async fn draft(cx: &Cx, goal: &Goal, form: Form) -> Result<Option<Kept>, Trouble> {
    let (owner, kind, key) = (cx.visitor.name(), kind(form), key(goal, form));
    let draft = cx.house(move |house| house.draft(&owner, &kind, &key)).await?;
    // A draft of an older form that no longer reads is none.
    Ok(draft.and_then(|d| {
        let kept: Kept = serde_json::from_str(&d.body).ok()?;
        Some(Kept { version: d.version, at: d.at, ..kept })
    }))
}

/// Keeps what was typed; nothing in place of a version where another window of the account was quicker.
pub(super) async fn keep(
    cx: &Cx,
    goal: &Goal,
    form: Form,
    kept: &Kept,
) -> Result<Option<u64>, Trouble> {
    let (who, kind, key) = (cx.visitor.who(), kind(form), key(goal, form));
    let body = serde_json::to_string(kept).unwrap_or_default();
    let expected = Some(kept.version);
    let done = cx.house(move |house| house.save_draft(&who, &kind, &key, &body, expected)).await?;
    Ok(done.ok())
}

/// Removes the draft, once it stands in the ledger or is not wanted.
pub(super) async fn drop(cx: &Cx, goal: &Goal, form: Form) -> Result<(), Trouble> {
    let (who, kind, key) = (cx.visitor.who(), kind(form), key(goal, form));
    cx.house(move |house| house.drop_draft(&who, &kind, &key)).await
}
