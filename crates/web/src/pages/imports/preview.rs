//! A file before and after it is taken: its columns, its first entries, what became of every row.

use super::jobs::{self, Job, Over};
use super::kept::{self, MOST, Sent, keep, sent};
use super::{list, mend, reached};
use crate::cx::Cx;
use crate::guard::Posted;
use crate::parts::form::{refusal, token};
use crate::parts::table::{chip, scroll};
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::desk::upload::{Looked, look, take};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// Rejected rows shown before a file is taken; all of them can be mended afterwards.
const SHOWN: usize = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    seen: usize,
}

pub(super) async fn page(cx: Cx, Path(sha256): Path<String>, Query(asked): Query<Asked>) -> Reply {
    reached(&cx).await?;
    let file = sent(&cx, &sha256).await?;
    show(&cx, &sha256, file, asked.seen, None).await
}

/// The page of a file, whatever state it is in.
async fn show(cx: &Cx, sha256: &str, file: Sent, seen: usize, why: Option<&str>) -> Reply {
    let status = if why.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let job = match jobs::known(sha256) {
        Some(job) => job,
        None if file.done => Arc::new(Job::default()),
        None => looking(cx, sha256, &file).await?,
    };
    let over = if file.done { job.over().or(Some(Over::Taken)) } else { job.wait().await };
    let body = match over {
        None => progress(cx, sha256, &job),
        Some(Over::Taken) if !file.done => {
            // It ended while the page was made: what is kept now is the newer.
            let file = sent(cx, sha256).await?;
            mend::result(cx, sha256, &file, seen)
        }
        Some(Over::Taken) => mend::result(cx, sha256, &file, seen),
        Some(Over::Looked(found)) => preview(cx, sha256, &file, &found).await?,
        Some(Over::Failed(trouble)) => {
            jobs::forget(sha256);
            failed(cx, sha256, &file, trouble).await?
        }
    };
    let body = html! {
        ol.trail { li { a href="/imports" { (cx.t("nav.imports")) } } }
        h1 { (file.name) }
        (refusal(why))
        (body)
    };
    Ok(cx.page_with(status, &file.name, body))
}

async fn bytes(cx: &Cx, sha256: &str) -> Result<Arc<[u8]>, Trouble> {
    let id = sha256.to_owned();
    let bytes = cx.house(move |house| house.file(&id)).await?.ok_or(Trouble::NotFound)?;
    Ok(bytes.into())
}

/// Begins to look at a file.
async fn looking(cx: &Cx, sha256: &str, file: &Sent) -> Result<Arc<Job>, Trouble> {
    let bytes = bytes(cx, sha256).await?;
    let Some(job) = jobs::begin(sha256) else {
        return jobs::known(sha256).ok_or(Trouble::NotFound);
    };
    let (cx, name, options) = (cx.clone(), file.name.clone(), file.options());
    let (told, ends) = (Arc::clone(&job), Arc::clone(&job));
    tokio::spawn(async move {
        let work = cx.desk(move |desk| look(desk, &name, &bytes, &options, &|n| told.read(n)));
        ends.end(match work.await {
            Ok(found) => Over::Looked(Arc::new(found)),
            Err(trouble) => Over::Failed(trouble),
        });
    });
    Ok(job)
}

pub(super) async fn post(cx: Cx, Path(sha256): Path<String>, posted: Posted) -> Reply {
    reached(&cx).await?;
    let mut file = sent(&cx, &sha256).await?;
    if file.done {
        return Ok(cx.go(&format!("/imports/{sha256}")));
    }
    if posted.one("do") == "take" {
        return taking(&cx, &sha256, file).await;
    }
    file.mapping = posted.one("mapping").to_owned();
    file.year = posted.one("year").parse().ok();
    file.day = posted.one("day").to_owned();
    jobs::forget(&sha256);
    keep(&cx, &sha256, "import.send", &file, Some(file.version)).await?;
    Ok(cx.go(&format!("/imports/{sha256}")))
}

/// Takes a file that was looked at. The rows that will be rejected are kept before the others count.
async fn taking(cx: &Cx, sha256: &str, mut file: Sent) -> Reply {
    let found = match jobs::known(sha256).and_then(|job| job.over()) {
        Some(Over::Looked(found)) => found,
        _ => return Ok(cx.go(&format!("/imports/{sha256}"))),
    };
    if found.took.rejected.len() > MOST {
        let n = found.took.rejected.len();
        return Err(Trouble::Fault(Fault::new(
            format!("有 {n} 行不能入账，多于 {MOST} 行；请换一个映射，或改好文件后再传"),
            format!(
                "{n} rows are rejected, more than {MOST}; choose another mapping or mend the file"
            ),
        )));
    }
    file.head.clone_from(&found.took.head);
    file.rejected.clone_from(&found.took.rejected);
    file.rows = found.took.imported.rows;
    let bytes = bytes(cx, sha256).await?;
    // Whoever is first takes it.
    let Some(version) = keep(cx, sha256, "import.begin", &file, Some(file.version)).await? else {
        return Ok(cx.go(&format!("/imports/{sha256}")));
    };
    file.version = version;
    let Some(job) = jobs::begin(sha256) else { return Ok(cx.go(&format!("/imports/{sha256}"))) };
    let ends = Arc::clone(&job);
    let (of, id) = (cx.clone(), sha256.to_owned());
    tokio::spawn(async move {
        ends.end(match take_now(&of, &id, file, bytes, Arc::clone(&ends)).await {
            Ok(()) => Over::Taken,
            Err(trouble) => Over::Failed(trouble),
        });
    });
    job.wait().await;
    Ok(cx.go(&format!("/imports/{sha256}")))
}

async fn take_now(
    cx: &Cx,
    sha256: &str,
    mut file: Sent,
    bytes: Arc<[u8]>,
    job: Arc<Job>,
) -> Result<(), Trouble> {
    let (name, options) = (file.name.clone(), file.options());
    let work =
        move |desk: &mut app::desk::Desk| take(desk, &name, &bytes, &options, &|n| job.read(n));
    let took = cx.write("import", &format!("{} {sha256}", file.name), work).await?;
    file.done = true;
    file.mapping.clone_from(&took.imported.mapping);
    file.rows = took.imported.rows;
    file.head.clone_from(&took.head);
    file.rejected.clone_from(&took.rejected);
    file.add(&took);
    kept::keep(cx, sha256, "import.done", &file, None).await?;
    Ok(())
}

/// How far the work is; the page asks by itself where scripts run.
fn progress(cx: &Cx, sha256: &str, job: &Job) -> Markup {
    let here = format!("/imports/{sha256}");
    html! {
        section.card data-part data-renew=(here) data-every="1000" {
            p role="status" { (cx.fill("imports.read", &[&job.rows().to_string()])) }
            progress aria-label=(cx.t("imports.busy")) {}
            p { a.button href=(here) { (cx.t("imports.again")) } }
        }
    }
}

/// Why a file could not be read, with the choice of another mapping.
async fn failed(cx: &Cx, sha256: &str, file: &Sent, trouble: Trouble) -> Result<Markup, Trouble> {
    let Trouble::Fault(why) = trouble else { return Err(trouble) };
    let form = choosing(cx, sha256, file).await?;
    Ok(html! {
        section.card data-part {
            div.refusal role="alert" { (cx.say(&why.zh, &why.en)) }
            (form)
        }
    })
}

async fn choosing(cx: &Cx, sha256: &str, file: &Sent) -> Result<Markup, Trouble> {
    let mappings = cx.desk(|desk| Ok(desk.mappings())).await?;
    Ok(html! {
        form method="post" action={ "/imports/" (sha256) } {
            (token(cx))
            (list::how(cx, &mappings, &file.mapping, file.year, &file.day))
            button { (cx.t("imports.look_again")) }
        }
    })
}

async fn preview(cx: &Cx, sha256: &str, file: &Sent, found: &Looked) -> Result<Markup, Trouble> {
    let form = choosing(cx, sha256, file).await?;
    let took = &found.took;
    let counts =
        [took.imported.rows, took.taken(), took.imported.quarantined, took.imported.totals]
            .map(|n| n.to_string());
    let [rows, taken, rejected, totals] = &counts;
    Ok(html! {
        div data-part {
            p.lead { (cx.fill("imports.would", &[rows, taken, rejected, totals, &took.same().to_string()])) }
            section.card {
                h2 { (cx.t("imports.columns")) " " small { (took.imported.mapping) " · " (found.title) } }
                (scroll(cx.t("imports.columns"), &columns(cx, found)))
                details { summary { (cx.t("imports.other_mapping")) } (form) }
            }
            section.card {
                h2 { (cx.t("imports.first")) }
                ul.entry-list {
                    @for entry in &found.entries {
                        li { @for (name, value) in entry { span.told { (name) " " strong { (value) } } " " } }
                    }
                }
            }
            @if !took.rejected.is_empty() {
                section.card {
                    h2 { (cx.fill("imports.problems", &[rejected])) }
                    (scroll(&cx.fill("imports.problems", &[rejected]), &problems(cx, found)))
                    @if took.rejected.len() > SHOWN { p { (cx.fill("imports.more_problems", &[&SHOWN.to_string(), rejected])) } }
                    p { (cx.t("imports.mend_later")) }
                }
            }
            form method="post" action={ "/imports/" (sha256) } {
                (token(cx))
                button.primary name="do" value="take" { (cx.fill("imports.take", &[taken])) }
            }
        }
    })
}

fn columns(cx: &Cx, found: &Looked) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { (cx.t("imports.heading")) } th scope="col" { (cx.t("imports.fills")) } } }
            tbody { @for (head, fills) in &found.columns { tr {
                th scope="row" { (head) }
                td { @match fills { Some(field) => (field), None => (chip("yellow", cx.t("imports.unmapped"))) } }
            } } }
        }
    }
}

fn problems(cx: &Cx, found: &Looked) -> Markup {
    html! {
        table {
            thead { tr {
                th.n scope="col" { (cx.t("imports.row")) }
                th scope="col" { (cx.t("imports.column")) }
                th scope="col" { (cx.t("imports.why")) }
            } }
            tbody { @for r in found.took.rejected.iter().take(SHOWN) { tr {
                td.n { (r.row) } td { (r.sheet) " " (r.column) } td.long { (cx.say(&r.zh, &r.en)) }
            } } }
        }
    }
}
