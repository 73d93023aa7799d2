//! Performance goals, checked documents, departments and reports of oversight, for programs.

use super::ask::{Ask, json, lang};
use crate::cx::Cx;
use crate::pages::documents::{Asked as Listed, listed, open};
use crate::pages::query::reached;
use crate::pages::reports::{Asked as Period, known, may};
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::check::KeptDocument;
use app::desk::cycle::{Line, State, listing};
use app::desk::oversight::{ReportView, department_years, departments, report_view};
use app::desk::{Piece, SheetRow};
use axum::extract::Path;
use report::Engine;
use serde_json::{Value, json};

pub(super) async fn performance(cx: Cx, ask: Ask) -> Reply {
    let reach = cx.visitor.reach();
    let year = ask.number("year").and_then(|y| i32::try_from(y).ok());
    let found = cx.desk(move |desk| listing(desk, &reach, year)).await?;
    let without = found.without.iter().map(|w| {
        json!({
            "unit": w.unit.0,
            "unit_name": w.unit.1,
            "project": w.project.0,
            "project_name": w.project.1,
        })
    });
    json(
        &ask.headers,
        &json!({
            "year": found.year,
            "years": found.years,
            "goals": found.lines.iter().map(|l| goal(&cx, l)).collect::<Vec<_>>(),
            "without": without.collect::<Vec<_>>(),
        }),
    )
}

fn goal(cx: &Cx, l: &Line) -> Value {
    let stand = |(state, back): (State, bool)| json!({ "state": state.zh(), "sent_back": back });
    let [red, yellow] = l.alarms;
    json!({
        "unit": l.unit.0,
        "unit_name": l.unit.1,
        "project": l.project.0,
        "project_name": l.project.1,
        "whole": l.whole,
        "targets": stand(l.targets),
        "self_evaluation": stand(l.evaluation),
        "rate": l.rate.map(|r| r.to_string()),
        "total": l.total.map(|t| t.to_string()),
        "reported": l.reported.map(|t| t.to_string()),
        "grade": l.grade,
        "red": red,
        "yellow": yellow,
        "missing": l.missing,
        "trouble": l.trouble.as_ref().map(|(zh, en)| cx.say(zh, en)),
    })
}

pub(super) async fn documents(cx: Cx, ask: Ask) -> Reply {
    if cx.visitor.account.is_none() {
        return Err(Trouble::LogIn);
    }
    let text = |name: &str| ask.one(name).unwrap_or_default().trim().to_owned();
    let asked = Listed {
        find: text("find"),
        verdict: text("verdict"),
        whose: text("whose"),
        after: text("after"),
        ..Listed::default()
    };
    let (found, open) = listed(&cx, &asked).await?;
    let all = found.documents.iter().zip(open).map(|(d, open)| document(d, open));
    json(&ask.headers, &json!({ "documents": all.collect::<Vec<_>>(), "next": found.next }))
}

fn document(d: &KeptDocument, open: usize) -> Value {
    let kept = &d.kept;
    let [errors, warnings, notices] = kept.findings;
    json!({
        "id": d.id,
        "title": kept.title,
        "file": kept.name,
        "sha256": kept.sha256,
        "entity": kept.entity,
        "year": kept.year,
        "kind": kept.kind,
        "at": kept.at,
        "owner": d.owner,
        "unit": d.unit,
        "verdict": kept.verdict,
        "unchecked": kept.unchecked,
        "errors": errors,
        "warnings": warnings,
        "notices": notices,
        "undecided": open,
        "amounts": kept.amounts,
        "pinned": kept.pinned,
        "previous": kept.previous,
    })
}

pub(super) async fn one_document(cx: Cx, Path(id): Path<String>, ask: Ask) -> Reply {
    let opened = open(&cx, &id).await?;
    let engine =
        Engine { version: app::VERSION.to_owned(), rules: opened.knowledge.rulebook.hash.clone() };
    let text = report::json(&[(*opened.audited).clone()], &engine, lang(&cx, &ask));
    let read = text.and_then(|text| serde_json::from_str::<Value>(&text));
    let audit = read.map_err(|e| Fault::new(e.to_string(), e.to_string()))?;
    let decisions = opened.decisions.iter().map(|(key, d)| {
        json!({
            "finding": key,
            "rule": d.rule,
            "ruling": d.ruling.id(),
            "reason": d.reason,
            "by": d.by,
            "at": d.at,
        })
    });
    json(
        &ask.headers,
        &json!({
            "id": opened.id,
            "newer": opened.newer,
            "decisions": decisions.collect::<Vec<_>>(),
            "audit": audit,
        }),
    )
}

pub(super) async fn all_departments(cx: Cx, ask: Ask) -> Reply {
    let (copy, lang) = (cx.clone(), lang(&cx, &ask));
    let all = cx
        .desk(move |desk| {
            let within = reached(&copy, desk)?;
            let mut all = Vec::new();
            for (code, name) in departments(desk, &within, lang)? {
                let years = department_years(desk, &code)?;
                all.push(json!({ "code": code, "name": name, "years": years }));
            }
            Ok(all)
        })
        .await?;
    json(&ask.headers, &all)
}

pub(super) async fn report(cx: Cx, Path(kind): Path<String>, ask: Ask) -> Reply {
    if !known(&kind) {
        return Err(Trouble::NotFound);
    }
    let text = |name: &str| ask.one(name).unwrap_or_default().to_owned();
    let asked = Period {
        year: text("year"),
        month: text("month"),
        quarter: text("quarter"),
        department: text("department"),
    };
    may(&cx, &kind, &asked).await?;
    let (copy, name) = (cx.clone(), kind.clone());
    let (wanted, view) = cx
        .desk(move |desk| {
            let mut wanted = asked.wanted(&copy, desk, &name)?;
            // The latest year of a department may be an earlier one than that of the ledger.
            if asked.year.is_empty() && !wanted.department.is_empty() {
                let known = department_years(desk, &wanted.department)?;
                wanted.year = known.first().copied().unwrap_or(wanted.year);
            }
            let view = report_view(desk, &wanted)?;
            Ok((wanted, view))
        })
        .await?;
    let mut all = paper(&view, &cx);
    all["kind"] = json!(kind);
    all["year"] = json!(wanted.year);
    json(&ask.headers, &all)
}

fn paper(view: &ReportView, cx: &Cx) -> Value {
    let missing = view
        .missing
        .iter()
        .map(|(field, zh, en)| json!({ "field": field, "what": cx.say(zh, en) }));
    json!({
        "name": view.name,
        "missing": missing.collect::<Vec<_>>(),
        "pieces": view.pieces.iter().map(piece).collect::<Vec<_>>(),
    })
}

fn piece(piece: &Piece) -> Value {
    match piece {
        Piece::Title(text) => json!({ "kind": "title", "text": text, "rows": [] }),
        Piece::Heading(_, text) => json!({ "kind": "heading", "text": text, "rows": [] }),
        Piece::Text(text) | Piece::Middle(text) | Piece::Right(text) | Piece::Note(text) => {
            json!({ "kind": "text", "text": text, "rows": [] })
        }
        Piece::Table(all) | Piece::Chart(_, all) => {
            json!({ "kind": "table", "text": "", "rows": all.iter().map(row).collect::<Vec<_>>() })
        }
    }
}

fn row(row: &SheetRow) -> Vec<&str> {
    row.cells.iter().map(|cell| cell.text.as_str()).collect()
}
