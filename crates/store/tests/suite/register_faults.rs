//! What must not happen to the register, and what is said when it did: tampering, crashes, lost connections,
//! strange things at its place.

use crate::common::*;
use crate::register::{blob, gone, house, put, who};
use store::register::Register;
use store::{Place, StoreError};

/// Each change behind the register's back, and what `verify` must say of it. The lines: 1 makes account li,
/// 2 account wang, 3 a note, 4 changes li, 5 removes wang, 6 keeps a file.
const TAMPERING: &[(&str, &str)] = &[
    ("UPDATE log SET actor = 'wang' WHERE seq = 3", "line 3 of the security log"),
    ("UPDATE log SET note = 'x' WHERE seq = 3", "line 3 of the security log"),
    ("UPDATE log SET at = '2026-01-02T00:00:00Z' WHERE seq >= 3", "line 3 of the security log"),
    ("UPDATE log SET address = '' WHERE seq = 2", "line 2 of the security log"),
    ("UPDATE log SET digest = '' WHERE seq = 4", "line 4 of the security log"),
    ("UPDATE log SET hash = (SELECT l.hash FROM log l WHERE l.seq = 2) WHERE seq = 3", "line 3 of"),
    ("DELETE FROM log WHERE seq = 1", "line 1 of the security log was due, 2 was found"),
    ("DELETE FROM log WHERE seq = 3", "line 3 of the security log was due, 4 was found"),
    ("DELETE FROM log WHERE seq = 6", "should end at line 6 but ends at 5"),
    ("DELETE FROM log", "should end at line 6 but ends at 0"),
    (
        "DELETE FROM log WHERE seq = 6; UPDATE mingzhang_house SET seq = 5",
        "should end at line 5 but ends at 5",
    ),
    ("UPDATE log SET seq = 9 WHERE seq = 6", "line 6 of the security log was due, 9 was found"),
    (
        "UPDATE log SET seq = 9 WHERE seq = 2; UPDATE log SET seq = 2 WHERE seq = 3; UPDATE log SET seq = 3 WHERE seq = 9",
        "line 2 of the security log",
    ),
    (
        "UPDATE item SET body = '{\"role\":\"system\"}' WHERE id = 'li'",
        "account li is not what line 4",
    ),
    ("UPDATE item SET version = 1 WHERE id = 'li'", "account li is not what line 4"),
    ("UPDATE item SET owner = 'wang' WHERE id = 'li'", "account li is not what line 4"),
    (
        "UPDATE item SET id = 'zhao' WHERE id = 'li'",
        "no line of the security log tells of account zhao",
    ),
    ("DELETE FROM item WHERE id = 'li'", "account li is not what line 4"),
    (
        "INSERT INTO item (kind, id, version, owner, unit, at, body) VALUES ('account', 'wang', 1, '', '', '', '{}')",
        "no line of the security log tells of account wang",
    ),
    ("UPDATE item SET kind = 'draft' WHERE id = 'li'", "account li is not what line 4"),
    ("UPDATE blob SET bytes = (SELECT hash FROM log WHERE seq = 1)", "blob h is not what line 6"),
    ("DELETE FROM blob", "blob h is not what line 6"),
    ("UPDATE blob SET hash = 'g'", "no line of the security log tells of blob g"),
];

fn lived_in(place: &Place) -> Register {
    let mut r = Register::open(place).unwrap();
    r.put(&who("root"), "make", "", &[put("account", "li", Some(0), "{}")]).unwrap();
    r.put(&who("root"), "make", "", &[put("account", "wang", Some(0), "{}")]).unwrap();
    r.note_only(&who("li"), "look", "x", "").unwrap();
    r.put(&who("root"), "change", "", &[put("account", "li", Some(1), "{ }")]).unwrap();
    r.put(&who("root"), "drop", "", &[gone("account", "wang", Some(1))]).unwrap();
    r.put(&who("li"), "keep", "", &[blob("h", b"bytes")]).unwrap();
    r
}

#[test]
fn the_first_line_that_was_tampered_with_is_named() {
    each("log_tamper", |ground| {
        for (n, (sql, expect)) in TAMPERING.iter().enumerate() {
            let place = ground.another(&format!("t{n}"));
            let mut r = lived_in(&place);
            assert_eq!(r.verify(true).unwrap().lines, 6);
            raw(&house(&place), sql);
            let said = r.verify(true).map_err(|e| e.to_string());
            assert!(said.as_ref().is_err_and(|e| e.contains(expect)), "{sql}: {said:?}");
        }
    });
}

#[test]
fn a_register_of_a_newer_version_is_left_alone() {
    each("newer_house", |ground| {
        drop(lived_in(&ground.place));
        raw(&house(&ground.place), "UPDATE mingzhang_house SET version = 99");
        let said = Register::open(&ground.place).map(|_| ());
        assert!(matches!(said, Err(StoreError::Newer { found: 99, .. })), "{said:?}");
    });
}

#[test]
fn something_else_at_its_place_is_not_touched() {
    let folder =
        std::env::temp_dir().join(format!("mingzhang-{}-foreign-house", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    raw(&Place::Sqlite(folder.join("a.house")), "CREATE TABLE t (n); INSERT INTO t VALUES (1)");
    std::fs::write(folder.join("b.house"), "这不是数据库。".repeat(200)).unwrap();
    drop(filled(&Place::Sqlite(folder.join("c.house"))));
    for name in ["a", "b", "c"] {
        let beside = folder.join(format!("{name}.house"));
        let before = std::fs::read(&beside).unwrap();
        let said = Register::open(&Place::Sqlite(folder.join(name))).map(|_| ());
        assert!(
            matches!(&said, Err(StoreError::Foreign(p)) if p.contains(name)),
            "{name}: {said:?}"
        );
        assert_eq!(std::fs::read(&beside).unwrap(), before, "{name} was changed");
    }
    // One that was not made to the end has no length, and is made now.
    std::fs::write(folder.join("d.house"), "").unwrap();
    lived_in(&Place::Sqlite(folder.join("d"))).verify(true).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
}

/// What is on the disk after the plug is pulled: the files as they lie there while the program runs, without
/// the shared memory.
#[test]
fn what_was_acknowledged_is_there_after_a_crash() {
    let folder = std::env::temp_dir().join(format!("mingzhang-{}-crash-house", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut r = lived_in(&Place::Sqlite(folder.join("a")));
    let mut other = rusqlite::Connection::open(folder.join("a.house")).unwrap();
    let open = other.transaction().unwrap();
    open.execute("DELETE FROM item", []).unwrap();
    for end in ["", "-wal"] {
        let from = folder.join(format!("a.house{end}"));
        std::fs::copy(from, folder.join(format!("b.house{end}"))).unwrap();
    }
    drop(open);
    let proved = Register::open(&Place::Sqlite(folder.join("b"))).unwrap().verify(true).unwrap();
    assert_eq!(proved, r.verify(true).unwrap());
    assert_eq!(proved.lines, 6);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_connection_that_was_cut_is_opened_again() {
    each("cut", |ground| {
        let Place::Postgres(url) = &ground.place else { return };
        let name = format!("mingzhang-cut-{}", std::process::id());
        // The schema stays the last thing of the address.
        let (base, schema) = url.split_once('?').unwrap();
        let place = Place::Postgres(format!("{base}?application_name={name}&{schema}"));
        let cut = || {
            raw(
                &ground.place,
                &format!(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '{name}'"
                ),
            );
        };
        let mut r = lived_in(&place);
        cut();
        assert_eq!(r.head().unwrap().seq, 6);
        cut();
        assert_eq!(r.note_only(&who("li"), "look", "", "").unwrap(), 7);
        cut();
        r.quiet("2026-01-01T00:00:00Z", &[put("draft", "d", Some(0), "")]).unwrap();
        cut();
        assert_eq!(r.verify(true).unwrap().lines, 7);
    });
}

#[test]
fn on_a_server_it_has_a_schema_of_its_own() {
    let Ok(url) = std::env::var("MINGZHANG_TEST_POSTGRES") else { return };
    let name = format!("mingzhang_house_{}", std::process::id());
    let server = Place::Postgres(url.clone());
    raw(&server, &format!("CREATE DATABASE {name}"));
    raw(&server, &format!("DROP ROLE IF EXISTS {name}; CREATE ROLE {name} LOGIN"));
    let (base, _) = url.rsplit_once('/').unwrap();
    let plain = format!("{base}/{name}");
    // Who may not make schemas is told what the administrator must do.
    let (scheme, host) = plain.split_once("://").unwrap();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let weak = Place::Postgres(format!("{scheme}://{name}@{host}"));
    let said = Register::open(&weak).map(|_| ()).unwrap_err().to_string();
    assert!(said.contains("CREATE SCHEMA \"mingzhang_house\""), "{said}");
    let admin = Place::Postgres(plain.clone());
    raw(&admin, &format!("CREATE SCHEMA mingzhang_house AUTHORIZATION {name}"));
    lived_in(&weak).verify(true).unwrap();
    // The same from the view of all nodes.
    let cluster = Place::Postgres(format!("{plain}?schema=cluster"));
    assert_eq!(Register::open(&cluster).unwrap().head().unwrap().seq, 6);
    raw(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
    raw(&server, &format!("DROP ROLE {name}"));
}
