//! The OpenAPI 3.1 document, made of the table of addresses.

use super::ask::json;
use super::endpoints::{ENDPOINTS, Endpoint, Kind, Param};
use super::schemas;
use crate::cx::Cx;
use crate::trouble::Reply;
use access::Right;
use app::desk::oversight::{Word, dims, measures};
use axum::http::HeaderMap;
use report::Lang;
use serde_json::{Map, Value, json};

pub(super) async fn document(cx: Cx, headers: HeaderMap) -> Reply {
    json(&headers, &whole(cx.lang(), cx.state.config.open_check))
}

fn whole(lang: Lang, open_check: bool) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for endpoint in ENDPOINTS {
        let at = paths.entry(endpoint.path.to_owned()).or_insert_with(|| json!({}));
        at[endpoint.method] = operation(endpoint, lang, open_check);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": lang.say("明账接口", "Mingzhang API"),
            "version": app::VERSION,
            "description": lang.say(
                "页面上看得到的，接口都给得出。金额是以分为单位的整数文本。每个回答都说明截至哪一条分录。",
                "What the pages show, for programs. Amounts are texts of whole fen. Each answer says as of which entry it is.",
            ),
            "license": { "name": "MulanPSL-2.0 OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": { "Problem": schemas::problem() },
        },
        "security": [{ "token": [] }],
    })
}

fn operation(e: &Endpoint, lang: Lang, open_check: bool) -> Value {
    let problem = |zh: &str, en: &str| {
        json!({
            "description": lang.say(zh, en),
            "content": { "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/Problem" },
            } },
        })
    };
    let mut content = json!({ "application/json": { "schema": (e.gives)() } });
    if e.path.ends_with("/entries") {
        content["application/x-ndjson"] = json!({ "schema": { "type": "string" } });
    }
    let mut operation = json!({
        "operationId": e.path.trim_start_matches("/api/v1/").replace(['/', '{', '}'], "_"),
        "summary": lang.say(e.tells.0, e.tells.1),
        "description": format!("{}: {}", lang.say("权限", "right"), e.right.id()),
        "parameters": e.params.iter().map(|p| parameter(p, lang)).collect::<Vec<_>>(),
        "responses": {
            "200": { "description": "OK", "content": content },
            "304": { "description": lang.say("没有变化", "not changed") },
            "400": problem("参数不合要求", "a parameter does not pass"),
            "401": problem("没有令牌或已失效", "no token, or it has ended"),
            "403": problem("没有这项权限", "not allowed"),
            "404": problem("没有，或不在范围内", "no such thing, or out of reach"),
            "405": problem("不能这样请求", "not asked this way"),
            "413": problem("太大", "too large"),
            "422": problem("无法回答，并说明原因", "cannot be answered, and why"),
            "429": problem("过于频繁", "too often"),
            "503": problem("数据库暂时无法连接", "the database cannot be reached"),
        },
    });
    if e.method == "post" {
        let bytes = json!({ "schema": { "type": "string", "format": "binary", "minLength": 1 } });
        operation["requestBody"] =
            json!({ "required": true, "content": { "application/octet-stream": bytes } });
    }
    // Without a token too: what is public, and the check of a report where that is allowed.
    let open = e.right == Right::Published || (e.right == Right::DocumentCheck && open_check);
    if open {
        operation["security"] = json!([{}, { "token": [] }]);
    }
    if !e.example.is_empty() {
        operation["x-example"] = json!(e.example);
    }
    operation
}

/// A text that begins with something and has no control characters.
const PLAIN: &str = "[^\\s\\x00-\\x1f\\x7f][^\\x00-\\x1f\\x7f]*";

fn parameter(p: &Param, lang: Lang) -> Value {
    let ids = |words: Vec<Word>| words.into_iter().map(|w| w.id).collect::<Vec<_>>();
    let (dims, measures) = (ids(dims(lang)), ids(measures(lang)));
    let several = |items: Value| json!({ "type": "array", "items": items });
    let pattern = |text: String| json!({ "type": "string", "pattern": text });
    let schema = match p.kind {
        Kind::Text => pattern(format!("^{PLAIN}$")),
        Kind::Dims => several(json!({ "type": "string", "enum": dims })),
        Kind::Measure => json!({ "type": "string", "enum": measures }),
        Kind::Measures => several(json!({ "type": "string", "enum": measures })),
        Kind::Sort => pattern(format!("^\\+?({})$", measures.join("|"))),
        Kind::Where => several(pattern(format!("^({})!?={PLAIN}$", dims.join("|")))),
        Kind::AsOf => several(pattern("^([0-9]{1,18}|[0-9]{4}-[0-9]{2}-[0-9]{2})$".to_owned())),
        Kind::OneOf(values) => json!({ "type": "string", "enum": values }),
        Kind::Number(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Kind::Cursor => {
            json!({ "type": "string", "pattern": "^[0-9]{1,18}-[0-9]{1,18}-[0-9]{1,18}$" })
        }
    };
    json!({
        "name": p.name,
        "in": p.place,
        "required": p.place == "path",
        "description": lang.say(p.tells.0, p.tells.1),
        "schema": schema,
    })
}
