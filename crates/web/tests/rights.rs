//! Every address against every role: the table is a file that is read as a diff. A new page without a line
//! fails here, and an address is reached by nobody whom the table does not name.

use access::{Rights, Role};
use std::fmt::Write as _;
use std::fs;

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rights.txt");

/// One line an address: method, path, right, and the roles that have it.
fn table() -> String {
    let rights = Rights::embedded();
    let mut out = String::new();
    for route in web::routes() {
        let roles = Role::ALL.iter().filter(|r| rights.may(**r, route.right));
        let roles: Vec<&str> = roles.map(|r| r.id()).collect();
        let (method, path) = (route.method, route.path);
        let _ = writeln!(out, "{method:<5}{path:<40}{:<18}{}", route.right.id(), roles.join(" "));
    }
    out
}

#[test]
fn who_may_ask_what_is_as_the_table_says() {
    let found = table();
    if std::env::var_os("MINGZHANG_BLESS").is_some() {
        fs::write(TABLE, &found).unwrap();
    }
    let kept = fs::read_to_string(TABLE).unwrap_or_default();
    assert_eq!(found, kept, "MINGZHANG_BLESS=1 writes the table anew; read it as a diff");
}

#[test]
fn every_address_is_reached_by_somebody_and_none_of_business_by_an_officer() {
    let rights = Rights::embedded();
    for route in web::routes() {
        let by: Vec<&Role> = Role::ALL.iter().filter(|r| rights.may(**r, route.right)).collect();
        assert!(!by.is_empty(), "nobody may ask {} {}", route.method, route.path);
        if route.right.is_business() {
            let officers = [Role::System, Role::Security, Role::Auditor];
            assert!(!by.iter().any(|r| officers.contains(r)), "{} {}", route.method, route.path);
        }
    }
}
