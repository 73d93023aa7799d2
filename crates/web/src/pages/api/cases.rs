//! Warnings and the rules they come from, for programs.

use super::ask::{Ask, json, lang};
use crate::cx::Cx;
use crate::pages::warnings::role;
use crate::parts::url;
use crate::trouble::{Reply, Trouble};
use app::desk::oversight::handling::{Awaited, Brief, CaseNow, Recorded};
use app::desk::oversight::{
    CaseView, CaseWords, LETTERS, Narrow, RuleLine, RuleView, case_filter, case_view, case_within,
    cases_found, rule_lines, rule_view, steps_open,
};
use axum::extract::Path;
use report::Lang;
use serde_json::{Value, json};

pub(super) async fn list(cx: Cx, ask: Ask) -> Reply {
    let (copy, headers, lang) = (cx.clone(), ask.headers.clone(), lang(&cx, &ask));
    let found = cx
        .desk(move |desk| {
            let which = ask.one("which").unwrap_or("open");
            let mine = role(&copy).filter(|_| which == "mine");
            let text = |name: &str| ask.one(name).unwrap_or_default().trim().to_owned();
            let (rule, level, state) = (text("rule"), text("level"), text("state"));
            let words = CaseWords {
                year: ask.number("year").and_then(|y| i32::try_from(y).ok()),
                rule: &rule,
                level: &level,
                state: &state,
                role: mine.map_or("", |r| r.zh()),
                open: which != "all",
                overdue: which == "overdue",
                ..CaseWords::default()
            };
            let narrow = Narrow {
                reach: copy.visitor.reach(),
                department: text("department"),
                text: text("find"),
            };
            cases_found(desk, &case_filter(&words)?, &narrow)
        })
        .await?;
    let all: Vec<Value> = found.cases.iter().map(|b| brief(b, lang)).collect();
    let levels = found.totals.levels.iter();
    let states = found.states.iter();
    json(
        &headers,
        &json!({
            "levels": levels.map(|(l, n)| json!({ "level": l.en(), "count": n })).collect::<Vec<_>>(),
            "states": states.map(|(s, n)| json!({ "state": s.zh(), "count": n })).collect::<Vec<_>>(),
            "overdue": found.totals.overdue,
            "warnings": all,
        }),
    )
}

pub(super) async fn one(cx: Cx, Path(id): Path<String>, ask: Ask) -> Reply {
    let (reach, headers, lang) = (cx.visitor.reach(), ask.headers.clone(), lang(&cx, &ask));
    let found = cx
        .desk(move |desk| match case_within(desk, &id, &reach)? {
            Some(_) => case_view(desk, &id, None, None).map(Some),
            None => Ok(None),
        })
        .await?;
    let view = found.ok_or(Trouble::NotFound)?;
    json(&headers, &whole(&cx, &view, lang))
}

fn brief(b: &Brief, lang: Lang) -> Value {
    json!({
        "id": b.id,
        "level": b.level.en(),
        "state": b.state.zh(),
        "year": b.year,
        "rule": b.rule,
        "title": lang.say(&b.title.zh, &b.title.en),
        "region": b.region,
        "unit": b.unit,
        "unit_name": b.unit_name,
        "object": b.object,
        "message": lang.say(&b.message.zh, &b.message.en),
        "fen": b.amount.map(|a| a.as_fen().to_string()),
        "first": b.first.to_string(),
        "ceased": b.ceased.map(|d| d.to_string()),
        "offence": b.offence,
        "waits_for": b.awaited.as_ref().map(|a| awaited(a, lang)),
        "overdue": b.overdue,
    })
}

fn awaited(a: &Awaited, lang: Lang) -> Value {
    json!({
        "task": lang.say(a.task.zh(), a.task.en()),
        "since": a.since.to_string(),
        "due": a.due.as_ref().map(|due| due.day.to_string()),
    })
}

fn whole(cx: &Cx, view: &CaseView, lang: Lang) -> Value {
    let (now, hit) = (&view.now, view.now.case.hit());
    let say = |zh: &str, en: &str| lang.say(zh, en).to_owned();
    let figures =
        hit.figures.iter().map(|f| json!({ "name": say(&f.zh, &f.en), "value": f.value }));
    let thresholds = hit.thresholds.iter().map(|t| {
        json!({
            "name": t.called(lang == Lang::En),
            "value": t.value,
            "kind": t.kind,
            "basis": t.basis,
        })
    });
    json!({
        "id": now.case.id,
        "level": now.case.level.en(),
        "state": now.state.zh(),
        "year": hit.year,
        "rule": hit.rule,
        "theme": hit.theme,
        "title": say(&hit.title.zh, &hit.title.en),
        "region": hit.region,
        "department": hit.department,
        "unit": hit.unit,
        "unit_name": hit.unit_name,
        "object": now.case.called(),
        "message": say(&hit.message.zh, &hit.message.en),
        "purpose": say(&hit.purpose.zh, &hit.purpose.en),
        "standard": say(&hit.standard.zh, &hit.standard.en),
        "basis": hit.basis,
        "advice": say(&hit.advice.zh, &hit.advice.en),
        "fen": hit.amount.map(|a| a.as_fen().to_string()),
        "figures": figures.collect::<Vec<_>>(),
        "thresholds": thresholds.collect::<Vec<_>>(),
        "entries": hit.entries,
        "more_entries": hit.more,
        "first": now.case.first.to_string(),
        "last": now.case.last.to_string(),
        "ceased": now.case.ceased.map(|d| d.to_string()),
        "waits_for": view.awaited.as_ref().map(|a| awaited(a, lang)),
        "overdue": view.overdue,
        "steps": now.steps.iter().map(|s| step(&now.case.id, s, lang)).collect::<Vec<_>>(),
        "open_steps": open_steps(cx, now),
        "letters": letters(now),
        "after": view.after,
    })
}

/// The steps that whoever asks may take now.
fn open_steps(cx: &Cx, now: &CaseNow) -> Vec<&'static str> {
    let Some(role) = role(cx) else { return Vec::new() };
    let mut open = steps_open(now, role, &cx.visitor.name());
    open.retain(|action| cx.may(crate::pages::warnings::right(*action)));
    open.iter().map(|action| action.zh()).collect()
}

fn step(id: &str, one: &Recorded, lang: Lang) -> Value {
    let s = &one.step;
    let files = s.files.iter().map(|f| {
        let address = format!("/warnings/{}/file/{}", url(id), f.sha256);
        json!({ "name": f.name, "sha256": f.sha256, "address": address })
    });
    let money = |amount: base::Amount| amount.as_fen().to_string();
    json!({
        "entry": one.seq,
        "action": s.action.zh(),
        "role": lang.say(s.role.zh(), s.role.en()),
        "actor": s.actor,
        "day": s.day.to_string(),
        "comment": s.comment,
        "letter": s.letter.as_ref().map(|l| l.number.clone()),
        "due": s.due.map(|d| d.to_string()),
        "grade": s.grade.map(|g| g.zh()),
        "refunded_fen": money(s.amounts.refunded),
        "rebooked_fen": money(s.amounts.rebooked),
        "other_fen": money(s.amounts.other),
        "files": files.collect::<Vec<_>>(),
    })
}

fn letters(now: &CaseNow) -> Vec<Value> {
    let address = |kind: &str| format!("/warnings/{}/letter/{kind}.docx", url(&now.case.id));
    LETTERS.iter().map(|(id, zh)| json!({ "name": zh, "address": address(id) })).collect()
}

pub(super) async fn rules(cx: Cx, ask: Ask) -> Reply {
    let lang = lang(&cx, &ask);
    let all = cx.desk(move |desk| rule_lines(desk, lang)).await?;
    json(&ask.headers, &all.iter().map(line).collect::<Vec<_>>())
}

fn line(rule: &RuleLine) -> Value {
    json!({
        "id": rule.id,
        "title": rule.title,
        "theme": rule.theme,
        "levels": rule.levels.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        "on": rule.on,
    })
}

pub(super) async fn rule(cx: Cx, Path(id): Path<String>, ask: Ask) -> Reply {
    let lang = lang(&cx, &ask);
    let found = cx.desk(move |desk| rule_view(desk, &id, lang)).await?;
    let RuleView {
        line: head,
        purpose,
        standard,
        basis,
        applies,
        from,
        steps,
        thresholds,
        advice,
        set,
    } = found.ok_or(Trouble::NotFound)?;
    let steps = steps.iter().map(|(level, _, when)| json!({ "level": level, "when": when }));
    let thresholds = thresholds.iter().map(|t| {
        let [least, most] = &t.bounds;
        json!({
            "name": t.name,
            "title": t.title,
            "value": t.value,
            "shown": t.shown,
            "usual": t.usual,
            "least": least,
            "most": most,
            "ground": t.ground,
        })
    });
    let set = set
        .iter()
        .map(|s| json!({ "what": s.what, "to": s.to, "scope": s.scope, "reason": s.reason }));
    let mut whole = line(&head);
    whole["purpose"] = json!(purpose);
    whole["standard"] = json!(standard);
    whole["basis"] = json!(basis);
    whole["applies"] = json!(applies);
    whole["from"] = json!(from);
    whole["steps"] = json!(steps.collect::<Vec<_>>());
    whole["thresholds"] = json!(thresholds.collect::<Vec<_>>());
    whole["advice"] = json!(advice);
    whole["set"] = json!(set.collect::<Vec<_>>());
    json(&ask.headers, &whole)
}
