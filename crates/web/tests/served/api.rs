//! The API: every example of its description, cursors, streams, tags, refusals, and that a figure is the sum
//! of what it opens to.

use crate::client::{Visitor, ask};
use serde_json::Value;

fn document(visitor: &Visitor) -> Value {
    visitor.get("/api/v1/openapi.json").json()
}

#[test]
fn every_example_of_the_description_is_answered_as_described() {
    let visitor = Visitor::log_in("congress");
    let document = document(&visitor);
    let mut asked = 0;
    for (path, at) in document["paths"].as_object().unwrap() {
        let Some(example) = at["get"]["x-example"].as_str() else { continue };
        let answer = visitor.get(example);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let schema = &at["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        fits(&answer.json(), schema, path);
        asked += 1;
    }
    assert!(asked >= 14, "{asked}");
}

#[test]
fn single_warnings_and_documents_are_answered_as_described() {
    let visitor = Visitor::log_in("congress");
    let document = document(&visitor);
    let schema = |path: &str| {
        let ok = &document["paths"][path]["get"]["responses"]["200"];
        ok["content"]["application/json"]["schema"].clone()
    };
    let list = visitor.get("/api/v1/warnings?which=all").json();
    let all = list["warnings"].as_array().unwrap();
    assert!(all.len() > 20, "{}", all.len());
    for one in all.iter().take(20) {
        let id = one["id"].as_str().unwrap();
        let whole = visitor.get(&format!("/api/v1/warnings/{id}")).json();
        fits(&whole, &schema("/api/v1/warnings/{id}"), id);
        assert_eq!(whole["fen"], one["fen"]);
    }
    let clerk = Visitor::log_in("clerk");
    let own = clerk.get("/api/v1/warnings?which=all").json()["warnings"].as_array().unwrap().len();
    assert!(own > 0 && own < all.len(), "{own} of {}", all.len());
    let beyond = all.iter().find(|w| !w["unit"].as_str().unwrap().starts_with("102")).unwrap();
    let at = format!("/api/v1/warnings/{}", beyond["id"].as_str().unwrap());
    assert_eq!(clerk.get(&at).status, 404);

    let sent = crate::documents::checked(Some(&clerk), "api.txt", crate::documents::example());
    let id = sent.rsplit('/').next().unwrap();
    let listed = clerk.get("/api/v1/documents").json();
    assert!(listed["documents"].as_array().unwrap().iter().any(|d| d["id"] == id));
    let at = format!("/api/v1/documents/{id}");
    let one = clerk.get(&at).json();
    fits(&one, &schema("/api/v1/documents/{id}"), id);
    assert_eq!(one["audit"]["verdict"], "findings");
    assert_eq!(Visitor::log_in("deputy").get(&at).status, 404);
    assert_eq!(ask("GET", "/api/v1/documents", &[], &[]).status, 401);
}

/// Whether a value is as a schema says, as far as our schemas go.
fn fits(value: &Value, schema: &Value, at: &str) {
    if let Some(any) = schema["anyOf"].as_array() {
        let fit = any.iter().any(|s| std::panic::catch_unwind(|| fits(value, s, at)).is_ok());
        assert!(fit, "{at}: {value} is none of {schema}");
        return;
    }
    match schema["type"].as_str() {
        Some("object") => {
            let object = value.as_object().unwrap_or_else(|| panic!("{at}: {value}"));
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(object.contains_key(name.as_str().unwrap()), "{at}: no {name}");
            }
            for (name, inner) in object {
                match schema["properties"].get(name) {
                    Some(schema) => fits(inner, schema, &format!("{at}.{name}")),
                    None => assert_ne!(
                        schema["additionalProperties"],
                        Value::Bool(false),
                        "{at}.{name}"
                    ),
                }
            }
        }
        Some("array") => {
            let list = value.as_array().unwrap_or_else(|| panic!("{at}: {value}"));
            list.iter().for_each(|v| fits(v, &schema["items"], at));
        }
        Some("string") => assert!(value.is_string(), "{at}: {value}"),
        Some("integer") => assert!(value.is_i64() || value.is_u64(), "{at}: {value}"),
        Some("boolean") => assert!(value.is_boolean(), "{at}: {value}"),
        Some("null") => assert!(value.is_null(), "{at}: {value}"),
        _ => {}
    }
}

#[test]
fn pages_of_entries_follow_each_other_and_a_stream_gives_them_all() {
    let visitor = Visitor::log_in("finance");
    let first = "/api/v1/entries?show=paid&where=year%3D2024&where=unit%3D902001&limit=50";
    let (mut path, mut paged) = (first.to_owned(), Vec::new());
    loop {
        let page = visitor.get(&path).json();
        paged.extend(page["entries"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => path = format!("{first}&after={next}"),
            None => break,
        }
    }
    let token = token(&visitor, "ledger-read=on&ledger-detail=on");
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Accept", "application/x-ndjson")];
    let streamed = ask("GET", first, &headers, &[]);
    assert_eq!(streamed.header("content-type"), "application/x-ndjson");
    let streamed: Vec<Value> =
        streamed.text().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(paged.len() > 50, "{}", paged.len());
    assert_eq!(paged, streamed);
}

fn token(visitor: &Visitor, scopes: &str) -> String {
    let made = visitor.post("/api/tokens", &format!("label=test&days=1&{scopes}"));
    assert_eq!(made.status, 200, "{}", made.text());
    let text = made.text();
    text.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[test]
fn a_token_does_what_its_scopes_say_and_nothing_once_it_is_revoked() {
    let visitor = Visitor::log_in("department");
    let secret = token(&visitor, "ledger-read=on");
    let bearer = format!("Bearer {secret}");
    let asked = |path: &str| ask("GET", path, &[("Authorization", &bearer)], &[]).status;
    assert_eq!(asked("/api/v1/query"), 200);
    assert_eq!(asked("/api/v1/entries"), 403);
    assert_eq!(asked("/account"), 403);
    let page = visitor.get("/api").text();
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(visitor.post("/api/tokens/drop", &format!("id={id}")).status, 303);
    assert_eq!(asked("/api/v1/query"), 401);
}

#[test]
fn the_same_answer_is_not_sent_twice() {
    let visitor = Visitor::log_in("congress");
    let token = token(&visitor, "ledger-read=on");
    let bearer = format!("Bearer {token}");
    let path = "/api/v1/query?rows=month&where=year%3D2024";
    let first = ask("GET", path, &[("Authorization", &bearer)], &[]);
    let tag = first.header("etag").to_owned();
    let again = ask("GET", path, &[("Authorization", &bearer), ("If-None-Match", &tag)], &[]);
    assert_eq!((first.status, again.status, again.body.len()), (200, 304, 0));
}

#[test]
fn what_is_wrong_is_told_as_a_problem() {
    let visitor = Visitor::log_in("congress");
    for (path, status) in [
        ("/api/v1/query?unknown=1", 400),
        ("/api/v1/query?top=0", 400),
        ("/api/v1/query?rows=nothing", 400),
        ("/api/v1/query?where=year%3D2024%27%3BDROP+TABLE+entry", 422),
        ("/api/v1/entries?after=1", 400),
        ("/api/v1/analyses/nothing", 404),
        ("/api/v1/nothing", 404),
    ] {
        let answer = visitor.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(answer.json()["status"], status, "{path}");
    }
    let wrong = visitor.post("/api/v1/query", "");
    assert_eq!((wrong.status, wrong.header("allow")), (405, "GET,HEAD"));
}

#[test]
fn a_file_is_audited_and_the_answer_is_the_contracts() {
    let visitor = Visitor::log_in("congress");
    let secret = token(&visitor, "document-check=on");
    let file = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/final-accounts-2024.txt"
    ))
    .unwrap();
    let bearer = format!("Bearer {secret}");
    let kind = ("Content-Type", "application/octet-stream");
    let headers = [("Authorization", bearer.as_str()), kind];
    let answer = ask("POST", "/api/v1/audit?name=final.txt", &headers, &file);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found = answer.json();
    assert_eq!(found["verdict"], "findings");
    assert_eq!(found["documents"][0]["findings"].as_array().unwrap().len(), 3);
}

/// Cells that are opened: each must be the sum of its entries.
const CELLS: usize = 1000;

/// Every cell with a figure of these questions: the address that opens it, and its figure in 分.
fn cells(visitor: &Visitor) -> Vec<(String, String)> {
    let pairs = [
        ("department", "month"),
        ("unit", "class"),
        ("section", "unit"),
        ("class", "fund"),
        ("eco-class", "unit"),
        ("project", "month"),
        ("eco", "unit"),
        ("item", "month"),
    ];
    let mut all = Vec::new();
    for year in ["2023", "2024"] {
        for (rows, columns) in pairs {
            for show in ["paid", "current"] {
                let path = format!(
                    "/api/v1/query?rows={rows}&columns={columns}&show={show}&where=year%3D{year}"
                );
                let answer = visitor.get(&path).json();
                let keys = answer["column_keys"].as_array().unwrap().clone();
                let value = |k: &Value| match k.as_str().unwrap_or_default() {
                    "" => "-".to_owned(),
                    k => k.to_owned(),
                };
                for group in answer["groups"].as_array().unwrap() {
                    for (key, cell) in keys.iter().zip(group["cells"].as_array().unwrap()) {
                        let Some(fen) = cell["fen"].as_str() else { continue };
                        let open = format!(
                            "/api/v1/query/open?show={show}&where=year%3D{year}&where={rows}%3D{}&where={columns}%3D{}",
                            value(&group["key"][0]),
                            value(&key[0]),
                        );
                        all.push((open, fen.to_owned()));
                    }
                }
            }
        }
    }
    all
}

#[test]
fn every_figure_is_the_sum_of_what_it_opens_to() {
    let visitor = Visitor::log_in("congress");
    let mut all = cells(&visitor);
    println!("{} cells with a figure", all.len());
    assert!(all.len() > CELLS, "there are only {} cells to draw from", all.len());
    // Drawn at random, the same ones each time, so that a failure can be looked at again.
    let mut seed = 1_u64;
    for _ in 0..CELLS {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = usize::try_from(seed >> 33).unwrap() % all.len();
        let (open, fen) = all.swap_remove(at);
        let answer = visitor.get(&open).json();
        let parts = answer["parts"].as_array().unwrap_or_else(|| panic!("{open}: {answer}"));
        let sum: i128 =
            parts.iter().map(|p| p["fen"].as_str().unwrap().parse::<i128>().unwrap()).sum();
        assert_eq!(sum.to_string(), fen, "{open}");
    }
}
