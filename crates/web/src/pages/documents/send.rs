//! Files that are sent: taken at once, checked in the background.

use crate::cx::Cx;
use crate::guard::Uploaded;
use crate::parts::form::token;
use crate::state::State;
use crate::trouble::{Reply, Trouble};
use app::check::{self, FileState, Keeper, Sent};
use app::{Fault, Knowledge};
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
    cx.state.checks.room(&files).map_err(|_| Trouble::TooMany(AGAIN))?;
    let batch = check::batch_id()?;
    // Goes on to its end also where the browser is gone: what is on record is begun with.
    let (copy, id) = (cx.clone(), batch.clone());
    let begun = tokio::spawn(async move {
        let files = match &copy.visitor.account {
            None => files,
            Some(_) => recorded(&copy, &id, files).await?,
        };
        copy.state.checks.begin(&id, &copy.visitor.name(), files, &knowledge, &keeper(&copy));
        Ok::<(), Trouble>(())
    });
    begun.await.map_err(|_| Trouble::Fault(crate::pool::broke_down()))??;
    if single && let Some(document) = soon(&cx, &batch).await {
        return Ok(cx.go(&format!("/documents/{document}")));
    }
    Ok(cx.go(&format!("/documents/batch/{batch}")))
}

/// Puts the files of an account on record, so that none is lost from now on; gives them back.
async fn recorded(
    cx: &Cx,
    batch: &str,
    files: Vec<(String, Vec<u8>)>,
) -> Result<Vec<(String, Vec<u8>)>, Trouble> {
    let (who, unit, batch) = (cx.visitor.who(), unit(cx), batch.to_owned());
    cx.house(move |house| {
        check::record_sent(house, &who, &unit, &batch, &files)?;
        Ok(files)
    })
    .await
}

/// Goes on with what was sent before the server ended.
///
/// # Errors
/// When the register cannot be read.
pub(crate) fn resume(state: &Arc<State>, knowledge: &Arc<Knowledge>) -> Result<(), Fault> {
    for mut sent in state.house_here(check::still_due)? {
        if !state.house_here(|house| check::begin_again(house, &mut sent))? {
            tracing::error!(batch = sent.batch, "tried several times, not begun again");
            continue;
        }
        let mut files = Vec::new();
        for file in &sent.files {
            match state.house_here(|house| house.file(&file.sha256))? {
                Some(bytes) => files.push((file.name.clone(), bytes)),
                None => tracing::error!(file = file.name, "sent, but not in the register"),
            }
        }
        // A damaged register is told of and left as it is; what is whole goes on.
        if files.len() < sent.files.len() {
            continue;
        }
        tracing::info!(files = files.len(), "goes on with files that were sent");
        let (batch, owner) = (sent.batch.clone(), sent.owner.clone());
        let keeper = keeper_again(Arc::clone(state), sent);
        state.checks.begin(&batch, &owner, files, knowledge, &keeper);
    }
    Ok(())
}

/// Keeps what was not kept before the server ended.
fn keeper_again(state: Arc<State>, sent: Sent) -> Keeper {
    let who = sent.who();
    Arc::new(move |of, _, audited| match sent.files.get(of.file).and_then(|f| f.document.clone()) {
        Some(document) => Ok(document),
        None => state.house_here(|house| check::keep(house, &who, &sent.unit, of, audited)),
    })
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
    if cx.visitor.account.is_none() {
        return Arc::new(move |_, bytes, audited| {
            state.checks.hold(&audited.path, &audited.sha256, bytes)
        });
    }
    let unit = unit(cx);
    Arc::new(move |of, _, audited| {
        state.house_here(|house| check::keep(house, &who, &unit, of, audited))
    })
}

/// The unit of the account; empty where it has none or several.
fn unit(cx: &Cx) -> String {
    let Some(account) = &cx.visitor.account else { return String::new() };
    match account.reach.units.as_slice() {
        [unit] if account.reach.departments.is_empty() && account.reach.regions.is_empty() => {
            unit.clone()
        }
        _ => String::new(),
    }
}
