//! Files that are sent: taken at once, checked in the background.

use crate::cx::Cx;
use crate::guard::Uploaded;
use crate::parts::form::token;
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::check::{self, FileState, Keeper};
use maud::{Markup, html};
use std::sync::Arc;
use std::time::Duration;

/// Uploads of one address in a minute, where nobody has logged in.
const TRIES: u32 = 30;

/// Seconds after which it may be tried again when too many files wait.
const AGAIN: u64 = 30;

/// A single file is waited for so long before its progress is shown.
const PATIENCE: Duration = Duration::from_millis(1500);

/// The form, also for the first page.
pub(crate) fn upload(cx: &Cx) -> Markup {
    html! {
        form.drop method="post" action="/documents" enctype="multipart/form-data" {
            (token(cx))
            label for="f-files" { (cx.t("documents.files")) }
            input #f-files type="file" name="files" multiple required;
            p.minor { (cx.t("documents.formats")) }
            button.primary { (cx.t("documents.go")) }
            p data-busy role="status" hidden { (cx.t("documents.busy")) }
        }
    }
}

pub(super) async fn post(cx: Cx, uploaded: Uploaded) -> Reply {
    if cx.visitor.account.is_none() {
        let who = format!("check {}", cx.visitor.address);
        let wait = cx.state.pace.try_once(&who, TRIES, Duration::from_secs(60));
        wait.map_err(Trouble::TooMany)?;
    }
    if uploaded.files.is_empty() {
        let none = Fault::new("没有选择文件", "no file was chosen");
        return Err(Trouble::Malformed(none));
    }
    let knowledge = cx.desk(|desk| Ok(Arc::clone(desk.knowledge()))).await?;
    let files: Vec<(String, Vec<u8>)> =
        uploaded.files.into_iter().map(|(_, name, bytes)| (name, bytes.to_vec())).collect();
    let single = files.len() == 1;
    let begun = cx.state.checks.begin(&cx.visitor.name(), files, &knowledge, &keeper(&cx))?;
    let batch = begun.map_err(|_| Trouble::TooMany(AGAIN))?;
    if single && let Some(document) = soon(&cx, &batch).await {
        return Ok(cx.go(&format!("/documents/{document}")));
    }
    Ok(cx.go(&format!("/documents/batch/{batch}")))
}

/// The only document of a batch, if it is done soon.
async fn soon(cx: &Cx, batch: &str) -> Option<String> {
    let until = tokio::time::Instant::now() + PATIENCE;
    while tokio::time::Instant::now() < until {
        let view = cx.state.checks.batch(batch, &cx.visitor.name())?;
        match &view.files.first()?.state {
            FileState::Finished(done) => return Some(done.document.clone()),
            FileState::Failed(_) => return None,
            FileState::Waiting | FileState::Working => {}
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    None
}

/// Accounts keep their documents in the register; a visitor's stay in memory.
fn keeper(cx: &Cx) -> Keeper {
    let (state, who) = (Arc::clone(&cx.state), cx.visitor.who());
    let Some(account) = &cx.visitor.account else {
        return Arc::new(move |bytes, audited| {
            state.checks.hold(&audited.path, &audited.sha256, bytes)
        });
    };
    let unit = match account.reach.units.as_slice() {
        [unit] if account.reach.departments.is_empty() && account.reach.regions.is_empty() => {
            unit.clone()
        }
        _ => String::new(),
    };
    Arc::new(move |bytes, audited| {
        state.house_here(|house| check::keep(house, &who, &unit, bytes, audited))
    })
}
