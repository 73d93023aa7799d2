//! What the API gives, as JSON Schema (2020-12, the dialect of OpenAPI 3.1). Amounts are texts of whole 分,
//! for numbers of JSON are read as floats.

mod cases;
mod papers;

pub(super) use cases::{rule, rules, warning, warnings};
pub(super) use papers::{departments, document, documents, performance, report};

use serde_json::{Map, Value, json};

/// An object with just these fields, all of them there.
fn object(fields: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
    let names: Vec<&str> = fields.iter().map(|(n, _)| *n).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    })
}

fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn whole() -> Value {
    json!({ "type": "integer" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn fen() -> Value {
    json!({ "type": "string", "pattern": "^-?[0-9]+$", "description": "分" })
}

fn maybe(of: &Value) -> Value {
    json!({ "anyOf": [of, { "type": "null" }] })
}

/// Whatever an analysis or an audit says; its shape is that of the command line's JSON.
fn free() -> Value {
    json!({ "type": "object" })
}

/// RFC 9457.
pub(super) fn problem() -> Value {
    object(&[("type", text()), ("status", whole()), ("title", text()), ("detail", maybe(&text()))])
}

pub(super) fn me() -> Value {
    let reach = object(&[
        ("everything", flag()),
        ("regions", list(text())),
        ("departments", list(text())),
        ("units", list(text())),
    ]);
    object(&[("name", text()), ("role", text()), ("rights", list(text())), ("reach", reach)])
}

pub(super) fn choices() -> Value {
    let named = || list(object(&[("code", text()), ("name", text())]));
    object(&[
        ("years", list(text())),
        ("regions", named()),
        ("departments", named()),
        ("units", named()),
        ("unit_count", whole()),
        ("funds", named()),
        ("classes", named()),
        ("economic_classes", named()),
    ])
}

pub(super) fn answer() -> Value {
    let cell = json!({ "anyOf": [
        { "type": "null" },
        object(&[("fen", fen())]),
        object(&[("count", whole())]),
        object(&[("numerator", text()), ("denominator", text()), ("shown", maybe(&text()))]),
    ] });
    let group = object(&[("key", list(text())), ("cells", list(cell))]);
    object(&[
        ("rows", list(text())),
        ("columns", list(text())),
        ("measures", list(text())),
        ("source", text()),
        ("as_of", object(&[("entry", whole()), ("day", maybe(&text()))])),
        ("books", list(text())),
        ("missing", list(free())),
        ("column_keys", list(list(text()))),
        ("groups", list(group.clone())),
        ("others", maybe(&group)),
        ("total", group),
    ])
}

pub(super) fn opened() -> Value {
    let figure =
        object(&[("shown", text()), ("whole", maybe(&text())), ("ratio", maybe(&list(text())))]);
    let part = object(&[("kind", text()), ("fen", fen()), ("count", whole())]);
    object(&[
        ("as_of", whole()),
        ("books", list(text())),
        ("missing", list(text())),
        ("figure", figure),
        ("parts", list(part)),
        ("count", whole()),
    ])
}

pub(super) fn entries() -> Value {
    let entry = object(&[
        ("book", text()),
        ("entry", whole()),
        ("day", text()),
        ("kind", text()),
        ("unit", text()),
        ("project", text()),
        ("function", text()),
        ("economic", text()),
        ("fen", fen()),
        ("payee", text()),
        ("purpose", text()),
        ("file", text()),
        ("row", whole()),
    ]);
    object(&[("as_of", whole()), ("entries", list(entry)), ("next", maybe(&text()))])
}

pub(super) fn analyses() -> Value {
    list(object(&[("id", text()), ("name", text()), ("tells", text())]))
}

pub(super) fn analysis() -> Value {
    free()
}

pub(super) fn published() -> Value {
    let file = object(&[("name", text()), ("sha256", text()), ("address", text())]);
    list(object(&[
        ("entry", whole()),
        ("kind", text()),
        ("title", text()),
        ("unit", text()),
        ("unit_name", text()),
        ("year", whole()),
        ("month", maybe(&whole())),
        ("files", list(file)),
    ]))
}

pub(super) fn audit() -> Value {
    json!({
        "type": "object",
        "required": ["engine", "verdict", "documents"],
        "properties": {
            "engine": { "type": "object" },
            "verdict": { "enum": ["clean", "findings", "unreadable"] },
            "documents": { "type": "array", "items": { "type": "object" } },
        },
    })
}
