//! A form as a file: docx, xlsx or pdf.

use super::{Named, reached};
use crate::cx::Cx;
use crate::pages::query::download;
use crate::trouble::{Reply, Trouble};
use app::desk::cycle::{Form, form_paper};
use app::desk::oversight::REPORT_FORMATS;
use axum::extract::Path;

/// Formats that are offered.
pub(super) const FORMATS: [&str; 3] = ["docx", "xlsx", "pdf"];

/// Name of a form's file: `self-evaluation.docx`, `monitoring-7.pdf`.
pub(super) fn name(form: Form, format: &str) -> String {
    let month = form.month().map_or(String::new(), |m| format!("-{m}"));
    format!("{}{month}.{format}", form.id())
}

fn parse(name: &str) -> Option<(Form, &'static str)> {
    let (stem, format) = name.rsplit_once('.')?;
    let format = FORMATS.into_iter().find(|f| *f == format)?;
    let form = match stem.strip_prefix("monitoring-") {
        Some(month) => Form::parse("monitoring", month.parse().ok()),
        None => Form::parse(stem, None),
    };
    Some((form?, format))
}

pub(super) async fn page(
    cx: Cx,
    Path((unit, year, code, name)): Path<(String, String, String, String)>,
) -> Reply {
    let goal = Named { unit, year, code, form: String::new() }.goal()?;
    reached(&cx, &goal).await?;
    let (form, format) = parse(&name).ok_or(Trouble::NotFound)?;
    let month = form.month().map_or(String::new(), |m| format!("-{m}月"));
    let title = format!("{}-{}-{}{month}", goal.code, goal.year, form.zh());
    let as_ = format!("{title}.{format}");
    let made = cx
        .desk(move |desk| {
            let Some(paper) = form_paper(desk, &goal, form)? else { return Ok(None) };
            app::desk::bytes(&paper.document, format, &title).map(Some)
        })
        .await?;
    let bytes = made.ok_or(Trouble::NotFound)?;
    let kind = REPORT_FORMATS.iter().find(|(f, _)| *f == format);
    Ok(download(&as_, kind.map_or("application/octet-stream", |(_, kind)| kind), bytes))
}
