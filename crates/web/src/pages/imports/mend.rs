//! What became of a file, and the rows that were not taken as fields to be mended.

use super::kept::{Sent, keep, sent};
use super::reached;
use crate::cx::Cx;
use crate::guard::Posted;
use crate::parts::form::token;
use crate::parts::table::{chip, scroll};
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::desk::upload::{Quarantined, as_csv, take};
use axum::extract::Path;
use maud::{Markup, html};
use std::sync::Arc;

/// Rows to be mended on a page.
const PAGE: usize = 50;

/// The page of a file that was taken.
pub(super) fn result(cx: &Cx, sha256: &str, file: &Sent, seen: usize) -> Markup {
    let waiting = file.rejected.len() as u64;
    let batches: Vec<String> = file.batches.iter().map(u64::to_string).collect();
    html! {
        div data-part {
            dl.facts {
                dt { (cx.t("imports.rows")) } dd { (file.rows) }
                dt { (cx.t("imports.taken")) } dd { (file.taken) }
                dt { (cx.t("imports.same")) } dd { (file.same) }
                dt { (cx.t("imports.totals")) } dd { (file.totals) }
                dt { (cx.t("imports.waiting")) } dd { (waiting) }
                dt { (cx.t("imports.left")) } dd { (file.left) }
                dt { (cx.t("imports.batch")) } dd { (batches.join(cx.say("、", ", "))) }
                dt { (cx.t("imports.mapping")) } dd { (file.mapping) }
                dt { "SHA-256" } dd.long { code { (sha256) } }
            }
            @if file.adds_up() { p { (chip("good", cx.t("imports.adds_up"))) } }
            @else { p { (chip("red", cx.t("imports.adds_not_up"))) } }
            @if !file.rejected.is_empty() { (mending(cx, sha256, file, seen)) }
        }
    }
}

fn mending(cx: &Cx, sha256: &str, file: &Sent, seen: usize) -> Markup {
    let shown: Vec<(usize, &Quarantined)> =
        file.rejected.iter().enumerate().skip(seen).take(PAGE).collect();
    let last = seen + shown.len();
    html! {
        section.card {
            h2 { (cx.fill("imports.problems", &[&file.rejected.len().to_string()])) }
            p { (cx.t("imports.mend_how")) }
            form method="post" action={ "/imports/" (sha256) "/mend" } {
                (token(cx))
                input type="hidden" name="version" value=(file.version);
                (scroll(cx.t("imports.mend"), &rows(cx, file, &shown)))
                div.bar-actions {
                    button.primary name="do" value="mend" { (cx.t("imports.mend")) }
                }
            }
            p.pager {
                (cx.fill("imports.of", &[&(seen + 1).to_string(), &last.to_string(), &file.rejected.len().to_string()]))
                @if last < file.rejected.len() { " " a.button href={ "/imports/" (sha256) "?seen=" (last) } { (cx.t("imports.next")) } }
            }
        }
    }
}

fn rows(cx: &Cx, file: &Sent, shown: &[(usize, &Quarantined)]) -> Markup {
    let width = width(file);
    html! {
        table.paper-form {
            thead { tr {
                th.n scope="col" { (cx.t("imports.row")) }
                th scope="col" { (cx.t("imports.why")) }
                @for at in 0..width { th scope="col" { (heading(cx, file, at)) } }
                th scope="col" { (cx.t("imports.give_up")) }
            } }
            tbody { @for (n, r) in shown {
                tr {
                    td.n { (r.row) @if !r.sheet.is_empty() { br; small { (r.sheet) } } }
                    td.reason { (cx.say(&r.zh, &r.en)) }
                    @for at in 0..width {
                        @let head = heading(cx, file, at);
                        td {
                            input.short name={ "q" (n) "." (at) } value=(r.cells.get(at).map_or("", String::as_str))
                                aria-label={ (r.row) " " (head) } autocomplete="off"
                                aria-invalid=[(!r.column.is_empty() && r.column == head).then_some("true")];
                        }
                    }
                    td { input type="checkbox" name={ "x" (n) } value="1" aria-label={ (cx.t("imports.give_up")) " " (r.row) }; }
                }
            } }
        }
    }
}

/// A row may have more cells than the heading: an amount with a comma that nobody quoted.
fn width(file: &Sent) -> usize {
    file.rejected.iter().map(|r| r.cells.len()).max().unwrap_or(0).max(file.head.len())
}

fn heading(cx: &Cx, file: &Sent, at: usize) -> String {
    file.head.get(at).cloned().unwrap_or_else(|| cx.t("imports.over").to_owned())
}

pub(super) async fn post(cx: Cx, Path(sha256): Path<String>, posted: Posted) -> Reply {
    reached(&cx).await?;
    let mut file = sent(&cx, &sha256).await?;
    if !file.done || posted.one("version").parse() != Ok(file.version) {
        return Err(Trouble::Fault(Fault::new(
            "打开这一页之后，别人已处理过这些行；请重新打开再改",
            "somebody has worked on these rows since this page was opened; open it again",
        )));
    }
    let (mut chosen, mut waiting, mut left) = (Vec::new(), Vec::new(), 0);
    for (n, mut row) in std::mem::take(&mut file.rejected).into_iter().enumerate() {
        let first = format!("q{n}.0");
        if posted.one(&format!("x{n}")) == "1" {
            left += 1;
        } else if posted.0.contains_key(&first) {
            for (at, cell) in row.cells.iter_mut().enumerate() {
                if let Some(typed) = posted.0.get(&format!("q{n}.{at}")).and_then(|v| v.first()) {
                    cell.clone_from(typed);
                }
            }
            // A row that was too short may be filled up.
            for at in row.cells.len()..file.head.len() {
                row.cells.push(posted.raw(&format!("q{n}.{at}")).to_owned());
            }
            chosen.push(row);
        } else {
            waiting.push(row);
        }
    }
    file.left += left;
    file.rejected = [chosen.clone(), waiting.clone()].concat();
    // Whoever is first mends them; as typed they are kept, whatever becomes of them.
    let Some(version) = keep(&cx, &sha256, "import.mend", &file, Some(file.version)).await? else {
        return Err(Trouble::Fault(Fault::new(
            "同一时刻有别人在改这些行；请重新打开再改",
            "somebody else mends these rows at the same moment; open it again",
        )));
    };
    if !chosen.is_empty() {
        let rejected = mended(&cx, &mut file, chosen).await?;
        file.rejected = [rejected, waiting].concat();
        keep(&cx, &sha256, "import.done", &file, Some(version)).await?;
    }
    Ok(cx.go(&format!("/imports/{sha256}")))
}

/// Takes mended rows as a batch of their own; those that are rejected again come back with their first numbers.
async fn mended(
    cx: &Cx,
    file: &mut Sent,
    rows: Vec<Quarantined>,
) -> Result<Vec<Quarantined>, Trouble> {
    let cells: Vec<Vec<String>> = rows.iter().map(|r| trimmed(&r.cells, file.head.len())).collect();
    let bytes: Arc<[u8]> = as_csv(&file.head, &cells).into();
    let (name, options) = (format!("{}（更正）", file.name), file.options());
    let object = name.clone();
    let took = cx
        .write("import", &object, move |desk| take(desk, &name, &bytes, &options, &|_| {}))
        .await?;
    file.add(&took);
    let back = took.rejected.into_iter().map(|again| {
        // The heading is the first row.
        let first = usize::try_from(again.row).ok().and_then(|r| rows.get(r.checked_sub(2)?));
        let (sheet, row) =
            first.map_or((again.sheet.clone(), again.row), |f| (f.sheet.clone(), f.row));
        Quarantined { sheet, row, ..again }
    });
    Ok(back.collect())
}

/// Cells beyond the heading that are empty now are none.
fn trimmed(cells: &[String], width: usize) -> Vec<String> {
    let mut cells = cells.to_vec();
    while cells.len() > width && cells.last().is_some_and(|c| c.trim().is_empty()) {
        cells.pop();
    }
    cells
}
