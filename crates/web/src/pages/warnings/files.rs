//! Letters of a warning and the files that go with its steps.

use crate::cx::Cx;
use crate::pages::query::download;
use crate::trouble::{Reply, Trouble};
use app::desk::oversight::{LETTERS, REPORT_FORMATS, case_file, case_within, letter_bytes};
use axum::extract::Path;

pub(super) async fn evidence(cx: Cx, Path((id, sha256)): Path<(String, String)>) -> Reply {
    let reach = cx.visitor.reach();
    let found = cx
        .desk(move |desk| match case_within(desk, &id, &reach)? {
            Some(now) => case_file(desk, &now, &sha256),
            None => Ok(None),
        })
        .await?;
    let (file, bytes) = found.ok_or(Trouble::NotFound)?;
    Ok(download(&file.name, "application/octet-stream", bytes))
}

pub(super) async fn letter(cx: Cx, Path((id, name)): Path<(String, String)>) -> Reply {
    let (kind, format) = name.rsplit_once('.').ok_or(Trouble::NotFound)?;
    let kind = LETTERS.iter().find(|(id, _)| *id == kind).ok_or(Trouble::NotFound)?.0;
    let (format, media) =
        REPORT_FORMATS.iter().find(|(id, _)| *id == format).copied().ok_or(Trouble::NotFound)?;
    let reach = cx.visitor.reach();
    let made = cx
        .desk(move |desk| match case_within(desk, &id, &reach)? {
            Some(now) => letter_bytes(desk, &now, kind, format).map(Some),
            None => Ok(None),
        })
        .await?;
    let (name, bytes) = made.ok_or(Trouble::NotFound)?;
    Ok(download(&name, media, bytes))
}
