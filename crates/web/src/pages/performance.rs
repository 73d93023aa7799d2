//! The performance cycle: where each goal stands, and the official forms to be filled in, handed in and reviewed.

mod conflict;
mod file;
mod form;
mod goal;
mod kept;
mod list;
mod rows;
mod side;
mod steps;
mod targets;
mod values;

pub(super) use list::{order, waits};

use crate::cx::Cx;
use crate::parts::url;
use crate::routes::Pages;
use crate::trouble::Trouble;
use access::{Right, Role};
use app::desk::cycle::{self, Form, Goal};
use app::desk::oversight::unit_place;
use serde::Deserialize;

pub(crate) fn pages() -> Pages {
    const FORM: &str = "/performance/{unit}/{year}/{code}/{form}";
    Pages::default()
        .get("/performance", Right::PerformanceRead, list::page)
        .get("/performance/{unit}/{year}/{code}", Right::PerformanceRead, goal::page)
        .get(FORM, Right::PerformanceRead, form::page)
        .post(FORM, Right::PerformanceFill, form::post)
        .post(
            "/performance/{unit}/{year}/{code}/{form}/withdraw",
            Right::PerformanceFill,
            steps::withdraw,
        )
        .post(
            "/performance/{unit}/{year}/{code}/{form}/review",
            Right::PerformanceReview,
            steps::review,
        )
        .get("/performance/{unit}/{year}/{code}/file/{name}", Right::PerformanceRead, file::page)
}

/// Which goal an address names.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Named {
    unit: String,
    year: String,
    code: String,
    #[serde(default)]
    form: String,
}

impl Named {
    fn goal(&self) -> Result<Goal, Trouble> {
        let year = self.year.parse().map_err(|_| Trouble::NotFound)?;
        Ok(Goal { unit: self.unit.clone(), year, code: self.code.clone() })
    }

    fn form(&self, month: &str) -> Result<Form, Trouble> {
        Form::parse(&self.form, month.parse().ok()).ok_or(Trouble::NotFound)
    }
}

/// Month of a monitoring, and what was just done.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    month: String,
    done: String,
}

/// Refuses a goal of a unit that is out of reach, or that is not known.
pub(super) async fn reached(cx: &Cx, goal: &Goal) -> Result<(), Trouble> {
    let unit = goal.unit.clone();
    let place = cx.desk(move |desk| unit_place(desk, &unit)).await?;
    let [region, department] = place.ok_or(Trouble::NotFound)?;
    cx.must_reach(&region, &department, &goal.unit)
}

/// In which role of the cycle the visitor acts; none for who only looks on.
pub(in crate::pages) fn role(cx: &Cx) -> Option<cycle::Role> {
    match cx.visitor.role() {
        _ if cx.may(Right::PerformanceFill) => Some(cycle::Role::Head),
        Role::Department if cx.may(Right::PerformanceReview) => Some(cycle::Role::Department),
        Role::Finance if cx.may(Right::PerformanceReview) => Some(cycle::Role::Finance),
        _ => None,
    }
}

/// Address of a goal.
pub(super) fn at(goal: &Goal) -> String {
    format!("/performance/{}/{}/{}", url(&goal.unit), goal.year, url(&goal.code))
}

/// Address of a form.
pub(in crate::pages) fn form_at(goal: &Goal, form: Form) -> String {
    let month = form.month().map_or(String::new(), |m| format!("?month={m}"));
    format!("{}/{}{month}", at(goal), form.id())
}

/// Address of a form with a note of what was done.
pub(super) fn form_done(goal: &Goal, form: Form, done: &str) -> String {
    let to = form_at(goal, form);
    format!("{to}{}done={done}", if to.contains('?') { '&' } else { '?' })
}

/// Name of a form in the visitor's language.
pub(super) fn form_name(cx: &Cx, form: Form) -> String {
    match form {
        Form::Targets => cx.t("performance.targets").to_owned(),
        Form::Monitoring(month) => cx.fill("performance.monitoring", &[&month.to_string()]),
        Form::SelfEvaluation => cx.t("performance.self_evaluation").to_owned(),
    }
}

/// Name of a state, with its colour.
pub(in crate::pages) fn state_chip(cx: &Cx, (state, back): (cycle::State, bool)) -> maud::Markup {
    use crate::parts::table::chip;
    if back {
        return chip("orange", cx.t("performance.sent_back"));
    }
    match state {
        cycle::State::Draft => chip("", cx.t("performance.draft")),
        cycle::State::Submitted => chip("blue", cx.t("performance.submitted")),
        cycle::State::DepartmentReviewed => chip("blue", cx.t("performance.by_department")),
        cycle::State::FinanceReviewed => chip("good", cx.t("performance.by_finance")),
        cycle::State::Published => chip("good", cx.t("performance.public")),
    }
}
