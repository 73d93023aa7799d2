//! The answer as a file: the same question, all of its rows.

use super::{Address, Pairs, may_name_payees, reached};
use crate::cx::Cx;
use crate::trouble::Reply;
use app::desk::oversight::{QueryFormat, query};
use axum::extract::Query;
use axum::http::header;
use axum::response::IntoResponse;

pub(super) async fn xlsx(cx: Cx, pairs: Pairs) -> Reply {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    file(cx, pairs, QueryFormat::Xlsx, "xlsx", kind).await
}

pub(super) async fn csv(cx: Cx, pairs: Pairs) -> Reply {
    file(cx, pairs, QueryFormat::Csv, "csv", "text/csv; charset=utf-8").await
}

pub(super) async fn json(cx: Cx, pairs: Pairs) -> Reply {
    file(cx, pairs, QueryFormat::Json, "json", "application/json").await
}

async fn file(
    cx: Cx,
    Query(pairs): Pairs,
    format: QueryFormat,
    ending: &str,
    kind: &'static str,
) -> Reply {
    let asked = Address::read(&pairs);
    may_name_payees(&cx, &asked)?;
    let lang = cx.lang();
    let copy = cx.clone();
    let done = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            query(desk, &asked.query(within), format, lang)
        })
        .await?;
    Ok(download(&format!("{}.{ending}", cx.t("query.file_name")), kind, done.bytes))
}

/// A file to be saved under a name (RFC 6266).
pub(crate) fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> axum::response::Response {
    let name = format!("attachment; filename*=UTF-8''{}", crate::parts::url(name));
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response()
}
