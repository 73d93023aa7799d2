//! Running the rules now: one run at a time, in the background; what came of it stays on the page.

use crate::cx::Cx;
use crate::guard::Posted;
use crate::pages::query::reached;
use crate::parts::form::{Line, line, token};
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::Fault;
use app::desk::oversight::{Warn, reaches_everything, warn, warned_text};
use maud::{Markup, html};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Milliseconds between two looks.
const EVERY: u32 = 1000;

/// How long it is waited for before the page shows that it goes on.
const PATIENCE: Duration = Duration::from_millis(1500);

/// The latest run of this server.
static LATEST: Mutex<Option<Running>> = Mutex::new(None);

#[derive(Clone)]
struct Running {
    since: Instant,
    /// Account that began it.
    by: String,
    /// Lines that say what came of it, Chinese and English, or why nothing did.
    over: Option<Result<[String; 2], Fault>>,
}

fn latest() -> MutexGuard<'static, Option<Running>> {
    LATEST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Warnings are of the whole ledger: who sees a part of it does not run them.
async fn all(cx: &Cx) -> Result<(), Trouble> {
    let copy = cx.clone();
    let everything = cx.desk(move |desk| {
        let within = reached(&copy, desk)?;
        reaches_everything(desk, &within)
    });
    if everything.await? { Ok(()) } else { Err(Trouble::Forbidden) }
}

pub(super) async fn page(cx: Cx) -> Reply {
    all(&cx).await?;
    let body = html! {
        ol.trail { li { a href="/rules" { (cx.t("nav.rules")) } } li { (cx.t("rules.run")) } }
        h1 { (cx.t("rules.run")) }
        p.lead { (cx.t("rules.run_lead")) }
        form.card.inline.no-print method="post" action="/rules/run" {
            (token(&cx))
            (line(&Line { name: "year", label: cx.t("rules.run_year"), kind: "number", ..Line::default() }))
            (line(&Line { name: "day", label: cx.t("rules.run_day"), kind: "date", ..Line::default() }))
            button.primary { (cx.t("rules.run_now")) }
        }
        (outcome(&cx))
    };
    Ok(cx.page(cx.t("rules.run"), body))
}

fn outcome(cx: &Cx) -> Markup {
    let now = latest().clone();
    let going = now.as_ref().is_some_and(|run| run.over.is_none());
    html! {
        div #run data-part data-renew=[going.then_some("/rules/run/part")] data-every=[going.then_some(EVERY)] {
            @if let Some(run) = &now {
                @match &run.over {
                    None => {
                        p role="status" { (cx.fill("rules.running", &[&run.by, &run.since.elapsed().as_secs().to_string()])) }
                        noscript { p { a.button href="/rules/run" { (cx.t("rules.run_look")) } } }
                    },
                    Some(Ok([zh, en])) => section.card aria-labelledby="ran" {
                        h2 #ran { (cx.fill("rules.ran", &[&run.by])) }
                        pre tabindex="0" { (cx.say(zh, en)) }
                        p { a.button href="/warnings" { (cx.t("nav.warnings")) } }
                    },
                    Some(Err(fault)) => p.refusal role="alert" { (cx.say(&fault.zh, &fault.en)) },
                }
            }
        }
    }
}

pub(super) async fn part(cx: Cx) -> Reply {
    all(&cx).await?;
    Ok(cx.page(cx.t("rules.run"), outcome(&cx)))
}

pub(super) async fn post(cx: Cx, posted: Posted) -> Reply {
    cx.must(Right::CaseJudge)?;
    all(&cx).await?;
    let year = posted.one("year");
    let day = posted.one("day").to_owned();
    let wanted = Warn {
        year: match year {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                Trouble::Malformed(Fault::new("年度应为四位数字", "a year has four digits"))
            })?),
        },
        day: (!day.is_empty()).then_some(day),
        ..Warn::default()
    };
    {
        let mut latest = latest();
        if latest.as_ref().is_some_and(|run| run.over.is_none()) {
            return Ok(cx.go("/rules/run"));
        }
        *latest = Some(Running { since: Instant::now(), by: cx.visitor.name(), over: None });
    }
    let work = tokio::spawn(run(cx.clone(), wanted));
    // A small ledger is done at once; the work goes on when the browser is sent on.
    let _ = tokio::time::timeout(PATIENCE, work).await;
    Ok(cx.go("/rules/run"))
}

async fn run(cx: Cx, wanted: Warn) {
    use report::Lang::{En, Zh};
    let what = format!("{:?} {:?}", wanted.year, wanted.day);
    let done = cx.write("warn.run", &what, move |desk| {
        let done = warn(desk, &wanted)?;
        Ok([Zh, En].map(|lang| warned_text(&done, false, lang)))
    });
    let over = match done.await {
        Ok(texts) => Ok(texts),
        Err(Trouble::Fault(fault) | Trouble::Away(fault)) => Err(fault),
        Err(_) => Err(crate::pool::broke_down()),
    };
    if let Some(run) = latest().as_mut() {
        run.over = Some(over);
    }
}
