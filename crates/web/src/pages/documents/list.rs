//! The form, and the documents that are kept: one's own, and those of units within reach.

use super::opened::within_reach;
use super::{counts, upload, verdict, verdict_of};
use crate::cx::Cx;
use crate::parts::form::{Line, choice, line};
use crate::parts::table::{empty, scroll};
use crate::parts::url;
use crate::trouble::{Reply, Trouble};
use access::Right;
use app::check::{self, KeptDocument, Listing, Wanted};
use axum::extract::Query;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Documents on a page.
const PAGE: usize = 50;

/// Which documents are listed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    pub(in crate::pages) find: String,
    pub(in crate::pages) verdict: String,
    /// `reach` for those of units within reach, else one's own.
    pub(in crate::pages) whose: String,
    pub(in crate::pages) after: String,
    /// So many records are looked at; 0 for all of them. No address asks for it.
    #[serde(skip)]
    pub(in crate::pages) look: usize,
}

pub(super) async fn page(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    let kept = cx.visitor.account.is_some();
    let lead = if kept { "documents.lead_kept" } else { "documents.lead" };
    let listed = if kept { Some(listed(&cx, &asked).await?) } else { None };
    let due = if kept {
        due(&cx).await?
    } else {
        html! {}
    };
    let body = html! {
        h1 { (cx.t("nav.documents")) }
        p.lead { (cx.t(lead)) }
        (upload(&cx))
        (due)
        @if let Some((listing, open)) = listed {
            section {
                h2 id="kept" { (cx.t("documents.kept")) }
                (filters(&cx, &asked))
                (list(&cx, &asked, &listing, &open))
            }
        }
    };
    Ok(cx.page(cx.t("nav.documents"), body))
}

/// What was sent and is not checked yet, and what is not tried any more: neither looks like what was checked.
async fn due(cx: &Cx) -> Result<Markup, Trouble> {
    let me = cx.visitor.name();
    let owner = me.clone();
    let sent = cx.house(move |house| check::due_of(house, &owner)).await?;
    Ok(html! {
        @if !sent.is_empty() {
            section.card aria-labelledby="due" {
                h2 id="due" { (cx.t("documents.due")) }
                ul {
                    @for batch in &sent {
                        @let going = cx.state.checks.batch(&batch.batch, &me).is_some();
                        @for file in batch.files.iter().filter(|f| f.document.is_none()) {
                            li {
                                (file.name) " "
                                @if going { a href={ "/documents/batch/" (url(&batch.batch)) } { (cx.t("documents.due_going")) } }
                                @else { strong { (cx.t("documents.due_left")) } }
                                " " small { (moment(&batch.at)) }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// A page of documents, and how many findings of each are open.
pub(in crate::pages) async fn listed(
    cx: &Cx,
    asked: &Asked,
) -> Result<(Listing, Vec<usize>), Trouble> {
    let wide = cx.may(Right::DocumentDecide) && asked.whose == "reach";
    let me = cx.visitor.name();
    let mut listing = Listing::default();
    let mut after = asked.after.clone();
    loop {
        let wanted = Wanted {
            owner: (!wide).then(|| me.clone()),
            find: asked.find.clone(),
            verdict: asked.verdict.clone(),
            after: after.clone(),
            limit: PAGE - listing.documents.len(),
            look: asked.look,
        };
        let own = me.clone();
        let may = move |d: &KeptDocument| d.owner == own || !d.unit.is_empty();
        let more = cx.house(move |house| check::list(house, &wanted, &may)).await?;
        let units: BTreeSet<String> = more.documents.iter().map(|d| d.unit.clone()).collect();
        let reached = if wide { within_reach(cx, units).await? } else { BTreeSet::new() };
        let seen = |d: &KeptDocument| d.owner == me || reached.contains(&d.unit);
        listing.documents.extend(more.documents.into_iter().filter(seen));
        listing.next = more.next;
        match &listing.next {
            Some(next) if listing.documents.len() < PAGE => after = next.clone(),
            _ => break,
        }
    }
    let documents = listing.documents.clone();
    let open = cx
        .house(move |house| {
            let open = |d: &KeptDocument| {
                let decided = check::decisions(house, d)?;
                Ok(d.kept.keys.iter().filter(|k| !decided.contains_key(*k)).count())
            };
            documents.iter().map(open).collect()
        })
        .await?;
    Ok((listing, open))
}

fn filters(cx: &Cx, asked: &Asked) -> Markup {
    let option = |id: &str, word: &str| (id.to_owned(), word.to_owned());
    let verdicts = [
        option("", cx.t("documents.any")),
        option("findings", cx.t("documents.found")),
        option("clean", cx.t("documents.clean")),
        option("unreadable", cx.t("documents.unreadable")),
    ];
    let whose = [option("", cx.t("documents.mine")), option("reach", cx.t("documents.reach"))];
    html! {
        form.inline.card.no-print method="get" action="/documents" {
            (line(&Line { name: "find", label: cx.t("documents.find"), value: &asked.find, kind: "search", ..Line::default() }))
            (choice("verdict", cx.t("documents.verdict"), &verdicts, &asked.verdict))
            @if cx.may(Right::DocumentDecide) { (choice("whose", cx.t("documents.whose"), &whose, &asked.whose)) }
            button { (cx.t("documents.search")) }
        }
    }
}

fn list(cx: &Cx, asked: &Asked, listing: &Listing, open: &[usize]) -> Markup {
    let filtered = [&asked.find, &asked.verdict, &asked.whose, &asked.after];
    html! {
        @if listing.documents.is_empty() && filtered.iter().all(|f| f.trim().is_empty()) {
            (empty(cx.t("documents.none"), cx.t("documents.none_do")))
        } @else if listing.documents.is_empty() {
            (empty(cx.t("documents.not_found"), cx.t("documents.not_found_do")))
        } @else {
            (scroll(cx.t("documents.kept"), &table(cx, listing, open)))
            p.pager {
                (cx.fill("documents.shown", &[&listing.documents.len().to_string()]))
                @match &listing.next {
                    Some(next) => {
                        " " (cx.t("documents.and_more")) " "
                        a.button href={
                            "/documents?find=" (url(asked.find.trim())) "&verdict=" (url(&asked.verdict))
                            "&whose=" (url(&asked.whose)) "&after=" (url(next))
                        } { (cx.t("documents.next")) }
                    },
                    None => { " " (cx.t("documents.no_more")) },
                }
            }
        }
    }
}

fn table(cx: &Cx, listing: &Listing, open: &[usize]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (cx.t("documents.document")) }
                th scope="col" { (cx.t("documents.verdict")) }
                th scope="col" { (cx.t("documents.findings")) }
                th.n scope="col" { (cx.t("documents.open")) }
                th.n scope="col" { (cx.t("documents.covered")) }
                th scope="col" { (cx.t("documents.by")) }
                th scope="col" { (cx.t("documents.at")) }
            } }
            tbody {
                @for (d, open) in listing.documents.iter().zip(open) {
                    tr {
                        th.long scope="row" {
                            a href={ "/documents/" (d.id) } { (d.kept.title) }
                            br; small { (d.kept.name) @if d.kept.previous.is_some() { " · " (cx.t("documents.again")) } }
                        }
                        td { (verdict(cx, verdict_of(&d.kept.verdict), d.kept.unchecked)) }
                        td { (counts(cx, d.kept.findings)) }
                        td.n { (open) }
                        td.n { (coverage(d)) }
                        td { (d.owner) @if !d.unit.is_empty() { br; small { (d.unit) } } }
                        td { (moment(&d.kept.at)) }
                    }
                }
            }
        }
    }
}

fn coverage(d: &KeptDocument) -> String {
    let (amounts, pinned) = (d.kept.amounts, d.kept.pinned);
    let free = amounts.saturating_sub(pinned);
    report::Figures { tokens: 0, amounts, pinned, free }.coverage()
}

/// A moment to the minute, as kept (UTC).
pub(super) fn moment(at: &str) -> String {
    app::house::moment(at)
}
