//! Every address asked by every role: what the table refuses is refused by the server.

use crate::client::{Visitor, ask};
use access::{Rights, Role};

const ACCOUNTS: [&str; 8] =
    ["clerk", "department", "finance", "congress", "deputy", "system", "security", "auditor"];

/// An address with something in place of what varies.
fn filled(path: &str) -> String {
    let part = |p: &str| if p.starts_with('{') { "0".to_owned() } else { p.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn every_role_is_refused_what_is_not_its_own() {
    let rights = Rights::embedded();
    for name in ACCOUNTS {
        let role = Role::parse(name).unwrap();
        let visitor = Visitor::log_in(name);
        for route in web::routes() {
            // Logging out would end the walk.
            if route.path == "/log-out" || route.path == "/account/sessions/end" {
                continue;
            }
            let path = filled(route.path);
            let answer = match route.method {
                "GET" => visitor.get(&path),
                _ => visitor.post(&path, ""),
            };
            let may = rights.may(role, route.right);
            let refused = answer.status == 403;
            assert!(answer.status < 500, "{name} {} {path}: {}", route.method, answer.status);
            assert_eq!(!may, refused, "{name} {} {path}: {}", route.method, answer.status);
        }
    }
}

#[test]
fn who_is_not_logged_in_gets_what_is_public_and_no_more() {
    for route in web::routes().into_iter().filter(|r| r.method == "GET") {
        let answer = ask("GET", &filled(route.path), &[], &[]);
        let open = Rights::embedded().may(Role::Public, route.right)
            || route.right == access::Right::DocumentCheck;
        let asked_to_log_in = answer.status == 401;
        // Of oneself and of one's own documents nobody can be told who has not logged in.
        let own = ["/api/v1/me", "/api/v1/documents"].contains(&route.path);
        assert_eq!(!open || own, asked_to_log_in, "{}: {}", route.path, answer.status);
    }
}

#[test]
fn another_departments_figures_stay_out_of_reach() {
    let clerk = Visitor::log_in("clerk");
    let congress = Visitor::log_in("congress");
    let other = "where=year%3D2024&where=department%3D902&show=paid";
    let sum = |v: &Visitor| v.get(&format!("/api/v1/query?{other}")).json()["total"].clone();
    assert_ne!(sum(&congress)["cells"][0], serde_json::Value::Null);
    assert_eq!(sum(&clerk)["cells"][0], serde_json::Value::Null, "{}", sum(&clerk));
    let entries = |v: &Visitor| v.get(&format!("/api/v1/entries?{other}&limit=1")).json();
    let first = entries(&congress)["entries"][0].clone();
    assert_eq!(entries(&clerk)["entries"], serde_json::json!([]));
    let path = format!("/entry/{}/{}", first["book"].as_str().unwrap(), first["entry"]);
    assert_eq!(congress.get(&path).status, 200);
    assert_eq!(clerk.get(&path).status, 404);
}
