//! Decisions on findings, and taking them back.

use super::asked::Asked;
use super::opened::{Opened, open};
use crate::cx::Cx;
use crate::guard::Posted;
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::check::{self, Marks, Ruling, Told};
use app::house::Conflict;
use axum::extract::Path;

pub(super) async fn decide(cx: Cx, Path(id): Path<String>, posted: Posted) -> Reply {
    let opened = open(&cx, &id).await?;
    let told = finding(&cx, &opened, posted.one("key"))?;
    let kept = admitted(&cx, &opened, &told.key)?;
    let ruling = Ruling::parse(posted.one("ruling"));
    let ruling = ruling.ok_or_else(|| {
        Trouble::Malformed(Fault::new("请选择处理意见", "choose what is decided"))
    })?;
    let (who, reason) = (cx.visitor.who(), posted.one("reason").to_owned());
    let (expected, finding) = (version(&posted), told.clone());
    let done = cx
        .house(move |house| {
            check::decide(house, &who, &kept, &finding, (ruling, &reason), expected)
        })
        .await?;
    after(&cx, &id, &posted, &told, done)
}

pub(super) async fn undo(cx: Cx, Path(id): Path<String>, posted: Posted) -> Reply {
    let opened = open(&cx, &id).await?;
    let told = finding(&cx, &opened, posted.one("key"))?;
    let kept = admitted(&cx, &opened, &told.key)?;
    let (who, key, expected) = (cx.visitor.who(), told.key.clone(), version(&posted));
    let done = cx.house(move |house| check::undo(house, &who, &kept, &key, expected)).await?;
    after(&cx, &id, &posted, &told, done)
}

/// Back to the finding; a decision of somebody quicker is told and shown.
fn after(cx: &Cx, id: &str, posted: &Posted, told: &Told, done: Result<(), Conflict>) -> Reply {
    if done.is_err() {
        return Err(Trouble::Fault(Fault::new(
            "另有人刚处理了这个问题，您的意见没有写入；请返回查看现在的处理意见",
            "somebody else has just decided on this finding and yours was not kept; go back and see what was decided",
        )));
    }
    let list = Asked {
        severity: posted.one("severity").to_owned(),
        rule: posted.one("rule").to_owned(),
        state: posted.one("state").to_owned(),
        from: posted.one("from").to_owned(),
        ..Asked::default()
    };
    Ok(cx.go(&list.lights(id, &[("finding", &told.key)], "lit")))
}

fn version(posted: &Posted) -> u64 {
    posted.one("version").parse().unwrap_or(0)
}

fn finding(cx: &Cx, opened: &Opened, key: &str) -> Result<Told, Trouble> {
    let content = opened.audited.content.as_ref().ok_or(Trouble::NotFound)?;
    let all = Marks::new(content).findings(cx.lang());
    all.into_iter().find(|t| t.key == key).ok_or(Trouble::NotFound)
}

fn admitted(cx: &Cx, opened: &Opened, key: &str) -> Result<check::KeptDocument, Trouble> {
    match &opened.kept {
        Some(kept) if opened.may_decide(cx, opened.decisions.get(key)) => Ok(kept.clone()),
        _ => Err(Trouble::Forbidden),
    }
}
