//! A step with a warning. The form says which step its author saw last: sent twice it acts once, and where
//! somebody else was quicker it says what happened meanwhile.

use super::case::step;
use super::{right, role};
use crate::cx::Cx;
use crate::guard::Uploaded;
use crate::parts::url;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::desk::oversight::handling::{Action, Recorded};
use app::desk::oversight::{CaseAct, Once, case_act_once, case_within};
use axum::extract::Path;
use axum::http::StatusCode;
use maud::html;

pub(super) async fn post(cx: Cx, Path(id): Path<String>, uploaded: Uploaded) -> Reply {
    let role = role(&cx).ok_or(Trouble::Forbidden)?;
    let form = &uploaded.fields;
    let action = Action::parse(form.one("action")).ok_or(Trouble::NotFound)?;
    cx.must(match action {
        Action::Withdraw => Right::CaseRead,
        action => right(action),
    })?;
    let some = |name: &str| Some(form.one(name).to_owned()).filter(|t| !t.is_empty());
    let act = CaseAct {
        ids: vec![id.clone()],
        action: action.zh().to_owned(),
        result: form.one("result").to_owned(),
        role: role.zh().to_owned(),
        comment: form.one("comment").to_owned(),
        letter: form.one("letter").to_owned(),
        signer: form.one("signer").to_owned(),
        due: some("due"),
        amounts: ["refunded", "rebooked", "other"].map(|name| form.one(name).to_owned()),
        given: uploaded
            .files
            .iter()
            .map(|(_, name, bytes)| (name.clone(), bytes.to_vec()))
            .collect(),
        after: form.one("after").parse().ok(),
        ..CaseAct::default()
    };
    let (reach, of) = (cx.visitor.reach(), id.clone());
    let known = cx.desk(move |desk| Ok(case_within(desk, &of, &reach)?.is_some())).await?;
    if !known {
        return Err(Trouble::NotFound);
    }
    let object = format!("{id} {}", action.zh());
    let done = cx.write("case.act", &object, move |desk| case_act_once(desk, &act)).await?;
    let to = format!("/warnings/{}", url(&id));
    match done {
        Once::Done(_) | Once::Already => Ok(cx.go(&to)),
        Once::Meanwhile(steps) => Ok(meanwhile(&cx, &to, &steps)),
    }
}

fn meanwhile(cx: &Cx, to: &str, steps: &[Recorded]) -> axum::response::Response {
    let body = html! {
        div.notice-page {
            h1 { (cx.t("warnings.meanwhile")) }
            p { (cx.t("warnings.meanwhile_what")) }
            ol.steps { @for one in steps { (step(cx, to, one)) } }
            p { a.button.primary href=(to) { (cx.t("warnings.meanwhile_do")) } }
        }
    };
    cx.page_with(StatusCode::CONFLICT, cx.t("warnings.meanwhile"), body)
}
