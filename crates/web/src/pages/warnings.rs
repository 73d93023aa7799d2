//! Warnings: which there are, what each rests on, and the steps that close it.

mod act;
mod case;
mod files;
mod list;
mod statistics;

use crate::cx::Cx;
use crate::parts::table::chip;
use crate::routes::Pages;
use access::{Right, Role};
use app::desk::oversight::handling::{self, Action, Level};
use maud::Markup;

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/warnings", Right::CaseRead, list::page)
        .get("/warnings.csv", Right::CaseRead, list::csv)
        .get("/warnings/statistics", Right::CaseRead, statistics::page)
        .get("/warnings/{id}", Right::CaseRead, case::page)
        .post("/warnings/{id}/act", Right::CaseRead, act::post)
        .get("/warnings/{id}/file/{sha256}", Right::CaseRead, files::evidence)
        .get("/warnings/{id}/letter/{name}", Right::CaseRead, files::letter)
}

/// In which role of the handling the visitor acts; none for who only looks on.
pub(super) fn role(cx: &Cx) -> Option<handling::Role> {
    match cx.visitor.role() {
        Role::Clerk => Some(handling::Role::Unit),
        Role::Department => Some(handling::Role::Department),
        Role::Finance => Some(handling::Role::Finance),
        Role::Congress => Some(handling::Role::Congress),
        _ => None,
    }
}

/// What somebody must be allowed to do to take a step. Taking one's own last step back asks for no more than
/// taking it did, and that it is one's own is looked at where it is taken.
pub(super) fn right(action: Action) -> Right {
    match action {
        Action::Sign | Action::Answer => Right::CaseAnswer,
        Action::Pass | Action::Return => Right::CaseReview,
        Action::Withdraw => Right::CaseRead,
        _ => Right::CaseJudge,
    }
}

fn level(cx: &Cx, level: Level) -> Markup {
    chip(level.en(), cx.say(level.zh(), level.en()))
}
