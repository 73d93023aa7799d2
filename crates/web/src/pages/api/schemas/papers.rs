//! Performance, checked documents, departments and reports.

use super::{flag, free, list, maybe, object, text, whole};
use serde_json::{Value, json};

pub(in crate::pages::api) fn performance() -> Value {
    let stand = || object(&[("state", text()), ("sent_back", flag())]);
    let who = || {
        vec![("unit", text()), ("unit_name", text()), ("project", text()), ("project_name", text())]
    };
    let mut goal = who();
    goal.extend([
        ("whole", flag()),
        ("targets", stand()),
        ("self_evaluation", stand()),
        ("rate", maybe(&text())),
        ("total", maybe(&text())),
        ("reported", maybe(&text())),
        ("grade", maybe(&text())),
        ("red", whole()),
        ("yellow", whole()),
        ("missing", whole()),
        ("trouble", maybe(&text())),
    ]);
    object(&[
        ("year", whole()),
        ("years", list(whole())),
        ("goals", list(object(&goal))),
        ("without", list(object(&who()))),
    ])
}

pub(in crate::pages::api) fn documents() -> Value {
    let one = object(&[
        ("id", text()),
        ("title", text()),
        ("file", text()),
        ("sha256", text()),
        ("entity", text()),
        ("year", maybe(&whole())),
        ("kind", text()),
        ("at", text()),
        ("owner", text()),
        ("unit", text()),
        ("verdict", json!({ "enum": ["clean", "findings", "unreadable"] })),
        ("unchecked", flag()),
        ("errors", whole()),
        ("warnings", whole()),
        ("notices", whole()),
        ("undecided", whole()),
        ("amounts", whole()),
        ("pinned", whole()),
        ("previous", maybe(&text())),
    ]);
    object(&[("documents", list(one)), ("next", maybe(&text()))])
}

pub(in crate::pages::api) fn document() -> Value {
    let decision = object(&[
        ("finding", text()),
        ("rule", text()),
        ("ruling", json!({ "enum": ["confirmed", "not-error"] })),
        ("reason", text()),
        ("by", text()),
        ("at", text()),
    ]);
    object(&[
        ("id", text()),
        ("newer", maybe(&text())),
        ("decisions", list(decision)),
        ("audit", free()),
    ])
}

pub(in crate::pages::api) fn departments() -> Value {
    list(object(&[("code", text()), ("name", text()), ("years", list(whole()))]))
}

pub(in crate::pages::api) fn report() -> Value {
    let piece = object(&[
        ("kind", json!({ "enum": ["title", "heading", "text", "table"] })),
        ("text", text()),
        ("rows", list(list(text()))),
    ]);
    object(&[
        ("kind", text()),
        ("year", whole()),
        ("name", text()),
        ("missing", list(object(&[("field", text()), ("what", text())]))),
        ("pieces", list(piece)),
    ])
}
