//! The security log: searched, exported, proved.

use crate::cx::Cx;
use crate::parts::form::{Line, choice, line};
use crate::parts::table::{empty, scroll};
use crate::trouble::Reply;
use app::house::{ACTIONS, LogLine, LogSearch, action_words, moment};
use axum::extract::Query;
use axum::http::header;
use axum::response::IntoResponse;
use maud::{Markup, html};
use serde::Deserialize;

/// Lines of a page.
const PAGE: usize = 100;

/// Lines that are fetched at a time for an export.
const BLOCK: usize = 1000;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    actor: String,
    action: String,
    object: String,
    from: String,
    to: String,
    before: Option<u64>,
}

impl Asked {
    fn search(&self, limit: usize, before: Option<u64>) -> LogSearch {
        let some = |t: &String| (!t.trim().is_empty()).then(|| t.trim().to_owned());
        LogSearch {
            actor: some(&self.actor),
            action: some(&self.action),
            object: some(&self.object),
            from: some(&self.from),
            to: some(&self.to),
            before,
            limit,
        }
    }

    /// The same search as part of an address.
    fn address(&self) -> String {
        let pairs = [
            ("actor", &self.actor),
            ("action", &self.action),
            ("object", &self.object),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let pairs = pairs.iter().filter(|(_, v)| !v.is_empty());
        pairs.map(|(k, v)| format!("{k}={}", crate::parts::url(v))).collect::<Vec<_>>().join("&")
    }
}

pub(super) async fn page(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    let search = asked.search(PAGE, asked.before);
    let (lines, proof) = cx.house(move |h| Ok((h.log_search(&search)?, h.log_verify()?))).await?;
    let (zh, en) = proof.words();
    let body = html! {
        h1 { (cx.t("nav.log")) }
        p class=(if proof.holds() { "said" } else { "refusal" }) role="status" { (cx.say(&zh, &en)) }
        form.inline method="get" action="/log" {
            (line(&Line { name: "actor", label: cx.t("log.actor"), value: &asked.actor, ..Line::default() }))
            (choice("action", cx.t("log.action"), &actions(&cx), asked.action.trim()))
            (line(&Line { name: "object", label: cx.t("log.object"), value: &asked.object, ..Line::default() }))
            (line(&Line { name: "from", label: cx.t("log.from"), kind: "date", value: &asked.from, ..Line::default() }))
            (line(&Line { name: "to", label: cx.t("log.to"), kind: "date", value: &asked.to, ..Line::default() }))
            button { (cx.t("log.search")) }
            a.button href={ "/log.csv?" (asked.address()) } { (cx.t("log.export")) }
        }
        @if lines.is_empty() { (empty(cx.t("log.none"), cx.t("log.none_do"))) }
        @else { (scroll(cx.t("nav.log"), &table(&cx, &lines))) }
        @if let (PAGE, Some(last)) = (lines.len(), lines.last()) {
            p { a.button href={ "/log?" (asked.address()) "&before=" (last.seq) } { (cx.t("log.older")) } }
        }
    };
    Ok(cx.page(cx.t("nav.log"), body))
}

/// Every action there is.
fn actions(cx: &Cx) -> Vec<(String, String)> {
    let any = (String::new(), cx.t("log.any").to_owned());
    let all = ACTIONS.iter().map(|(id, zh, en)| ((*id).to_owned(), cx.say(zh, en).to_owned()));
    std::iter::once(any).chain(all).collect()
}

/// The name of a role, where it is one.
fn role<'a>(cx: &Cx, id: &'a str) -> &'a str {
    access::Role::parse(id).map_or(id, |role| cx.say(role.zh(), role.en()))
}

fn table(cx: &Cx, lines: &[LogLine]) -> Markup {
    html! {
        table {
            thead { tr {
                th.n scope="col" { "№" }
                th scope="col" { (cx.t("log.at")) }
                th scope="col" { (cx.t("log.actor")) }
                th scope="col" { (cx.t("log.address")) }
                th scope="col" { (cx.t("log.action")) }
                th scope="col" { (cx.t("log.object")) }
                th scope="col" { (cx.t("log.note")) }
            } }
            tbody {
                @for l in lines {
                    tr {
                        td.n { (l.seq) }
                        td { time datetime=(l.at) title=(l.at) { (moment(&l.at)) } }
                        td { (l.actor) @if !l.role.is_empty() { br; small { (role(cx, &l.role)) } } }
                        td { (l.address) }
                        td { (cx.say(action_words(&l.action).0, action_words(&l.action).1)) }
                        td.long { (l.object) }
                        td.long { (l.note) }
                    }
                }
            }
        }
    }
}

/// All lines that pass, oldest last, whatever their number.
pub(super) async fn csv(cx: Cx, Query(asked): Query<Asked>) -> Reply {
    let text = cx
        .house(move |house| {
            let mut rows = vec![
                ["seq", "at", "actor", "role", "address", "action", "object", "note", "hash"]
                    .map(str::to_owned)
                    .to_vec(),
            ];
            let mut before = None;
            loop {
                let lines = house.log_search(&asked.search(BLOCK, before))?;
                before = lines.last().map(|l| l.seq);
                let done = lines.len() < BLOCK;
                rows.extend(lines.into_iter().map(|l| {
                    let seq = l.seq.to_string();
                    vec![seq, l.at, l.actor, l.role, l.address, l.action, l.object, l.note, l.hash]
                }));
                if done {
                    break;
                }
            }
            app::desk::csv(&rows)
        })
        .await?;
    let kind = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=log.csv"),
    ];
    Ok((kind, text).into_response())
}
