//! What must not happen, and what is said when it did: tampering, strange files, half-made copies.

use crate::common::*;
use ledger::{Controls, Kind};
use store::{AsOf, Filter, Place, Store, StoreError};

/// Each change behind the ledger's back, and what `verify` must say of it. The entries: 1 header, 2 unit,
/// 3 budget, 4 release, 5 header, 6 and 7 payments.
const TAMPERING: &[(&str, &str)] = &[
    (
        "UPDATE entry SET amount = 499 WHERE seq = 6",
        "entry 6 (batch 2) is the first that does not fit the chain: what it says",
    ),
    (
        "UPDATE entry SET payee = '乙' WHERE seq = 6",
        "entry 6 (batch 2) is the first that does not fit the chain: what it says",
    ),
    (
        "UPDATE entry SET kind = '支出' WHERE seq = 6",
        "entry 6 (batch 2) is the first that does not fit the chain: a value cannot be read",
    ),
    ("UPDATE entry SET day = '2023-05-04' WHERE seq IN (6, 7)", "entry 6 (batch 2)"),
    (
        "UPDATE entry SET reason = '补' WHERE seq = 6",
        "entry 6 (batch 2) is the first that does not fit the chain: its source",
    ),
    (
        "UPDATE entry SET batch = 1 WHERE seq = 6",
        "entry 6 (batch 1) is the first that does not fit the chain: its source",
    ),
    (
        "UPDATE entry SET hash = (SELECT e.hash FROM entry e WHERE e.seq = 5) WHERE seq = 6",
        "entry 6 (batch 2)",
    ),
    (
        "UPDATE entry SET content = content + 1 WHERE seq = 6",
        "entry 6 (batch 2) is the first that does not fit the chain: its lookup",
    ),
    (
        "UPDATE entry SET ext_hash = 5 WHERE seq = 7",
        "entry 7 (batch 2) is the first that does not fit the chain: its lookup",
    ),
    ("DELETE FROM entry WHERE seq = 3", "entry 3 was due, 4 was found"),
    ("DELETE FROM entry WHERE seq = 7", "should end at entry 7 but ends at 6"),
    (
        "DELETE FROM entry WHERE seq = 7; UPDATE book SET seq = 6",
        "should end at entry 6 but ends at 6",
    ),
    ("UPDATE entry SET seq = 8 WHERE seq = 7", "entry 7 was due, 8 was found"),
    (
        "UPDATE entry SET seq = 99 WHERE seq = 6; UPDATE entry SET seq = 6 WHERE seq = 7; UPDATE entry SET seq = 7 WHERE seq = 99",
        "entry 6 (batch 2)",
    ),
    ("UPDATE balance SET paid = paid - 1", "balance of line “L1”"),
    ("UPDATE balance SET released = ''", "balance of line “L1”"),
    ("DELETE FROM balance", "balance of line “L1”"),
    ("UPDATE balance SET unit = '9'", "balance of line “L1”"),
    ("UPDATE by_subject SET amount = amount + 1 WHERE kind = '支付'", "the rollup by_subject"),
    ("UPDATE by_project SET entries = entries + 1", "the rollup by_project"),
    ("DELETE FROM by_payee", "the rollup by_payee"),
    ("UPDATE by_unit SET month = month + 1", "the rollup by_unit"),
    ("UPDATE by_month SET fund = '9' WHERE kind = '支付'", "the rollup by_month"),
    ("DELETE FROM by_code", "the rollup by_code"),
    ("UPDATE by_unit_year SET entries = 0", "the rollup by_unit_year"),
    ("UPDATE by_department SET department = '9'", "the rollup by_department"),
    ("UPDATE by_department_year SET amount = amount - 1", "the rollup by_department_year"),
    ("DELETE FROM by_region", "the rollup by_region"),
    ("UPDATE by_eco SET amount = 0", "the rollup by_eco"),
    ("UPDATE by_func SET year = 2024", "the rollup by_func"),
    (
        "INSERT INTO by_supplier (book, year, payee, kind, amount, entries) SELECT code, 2023, '某', '支付', 0, 0 FROM book",
        "the rollup by_supplier",
    ),
    ("UPDATE unit_card SET department = '9'", "the rollup unit_card 102001"),
    (
        "INSERT INTO project_card (book, code, name, kind, unit) SELECT code, 'P', '', '', '' FROM book",
        "the rollup project_card P",
    ),
    (
        "INSERT INTO balance (book, line, initial, adjusted, allotted, planned, paid, known, released) SELECT code, 'L2', 0, 0, 0, 0, 0, 0, '' FROM book",
        "balance of line “L2”",
    ),
    (
        "UPDATE book SET code = '990102000'; UPDATE entry SET book = '990102000'; UPDATE balance SET book = '990102000'",
        "entry 1 (batch 1)",
    ),
];

#[test]
fn the_first_place_that_was_tampered_with_is_named() {
    each("tamper", |ground| {
        let backup = ground.folder.join("good.db");
        let mut store = filled(&ground.place);
        post(&mut store, [draft(Kind::Pay, 3, 500), row(100, "1")]);
        clean(&mut store);
        store.backup(&backup).unwrap();
        drop(store);
        for (n, (sql, expect)) in TAMPERING.iter().enumerate() {
            let place = ground.another(&format!("t{n}"));
            drop(store::restore(&backup, &place).unwrap());
            raw(&place, sql);
            let said = Store::open(&place).unwrap().verify(&mut |_, _| {});
            let said = said.map_err(|e| e.to_string());
            assert!(said.as_ref().is_err_and(|e| e.contains(expect)), "{sql}: {said:?}");
        }
        // The one that was not touched is still clean.
        clean(&mut Store::open(&ground.place).unwrap());
    });
}

#[test]
fn a_backup_is_one_state_and_restores_anywhere() {
    each("backup", |ground| {
        let mut store = filled(&ground.place);
        post(&mut store, [row(100, "1")]);
        let head = store.head().unwrap();
        // While another is in the middle of a batch.
        let mut other = Store::open(&ground.place).unwrap();
        let mut posting = other.begin(&header(), &Controls::default()).unwrap();
        posting.post(draft(Kind::Pay, 3, 500)).unwrap();
        let backup = ground.folder.join("copy.db");
        store.backup(&backup).unwrap();
        posting.commit().unwrap();
        assert!(matches!(store.backup(&backup), Err(StoreError::Exists(_))));
        for to in [ground.another("restored"), Place::Sqlite(ground.folder.join("file.db"))] {
            let mut restored = store::restore(&backup, &to).unwrap();
            assert_eq!(restored.head().unwrap(), head);
            assert_eq!(paid(&mut restored, AsOf::default()), 100);
            // It goes on as the original would have.
            assert_eq!(one(&mut restored, row(100, "1")), "same");
            assert_eq!(one(&mut restored, draft(Kind::Pay, 3, 701)), "above-allotment");
            assert_eq!(one(&mut restored, draft(Kind::Pay, 3, 700)), "posted");
            clean(&mut restored);
            assert!(matches!(store::restore(&backup, &to), Err(StoreError::Exists(_))));
        }
    });
}

#[test]
fn a_backup_that_was_tampered_with_leaves_nothing() {
    each("tampered", |ground| {
        let mut store = filled(&ground.place);
        let backup = ground.folder.join("copy.db");
        store.backup(&backup).unwrap();
        raw(&Place::Sqlite(backup.clone()), "UPDATE entry SET amount = 1 WHERE seq = 3");
        let to = ground.another("restored");
        let said = store::restore(&backup, &to).map(|_| ());
        assert!(matches!(said, Err(StoreError::Tampered(_))), "{said:?}");
        assert!(matches!(Store::open(&to).map(|_| ()), Err(StoreError::Missing(_))));
        let left = std::fs::read_dir(&ground.folder).unwrap().flatten();
        let left: Vec<_> = left.map(|f| f.file_name().into_string().unwrap()).collect();
        assert!(left.iter().all(|name| !name.contains("restored")), "{left:?}");
    });
}

#[test]
fn a_ledger_of_a_newer_version_is_left_alone() {
    each("newer", |ground| {
        drop(filled(&ground.place));
        ground.raw("UPDATE mingzhang_schema SET version = 99");
        let said = Store::open(&ground.place).map(|_| ());
        assert!(matches!(said, Err(StoreError::Newer { found: 99, .. })), "{said:?}");
        let again = Store::create(&ground.place, &book()).map(|_| ());
        assert!(matches!(again, Err(StoreError::Exists(_))), "{again:?}");
    });
}

#[test]
fn a_ledger_that_is_not_there_is_not_made_by_opening() {
    each("missing", |ground| {
        let said = Store::open(&ground.place).map(|_| ());
        assert!(matches!(said, Err(StoreError::Missing(_))), "{said:?}");
        drop(Store::create(&ground.place, &book()).unwrap());
        let mut store = Store::open(&ground.place).unwrap();
        assert_eq!(store.book(), &book());
        assert_eq!(store.head().unwrap().seq, 0);
        clean(&mut store);
    });
}

#[test]
fn a_file_that_is_something_else_is_not_touched() {
    let folder = std::env::temp_dir().join(format!("mingzhang-{}-foreign", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let other = folder.join("other.db");
    raw(&Place::Sqlite(other.clone()), "CREATE TABLE t (n); INSERT INTO t VALUES (1)");
    std::fs::write(folder.join("text.db"), "这不是数据库。".repeat(200)).unwrap();
    std::fs::write(folder.join("empty.db"), "").unwrap();
    for name in ["other.db", "text.db", "empty.db"] {
        let path = folder.join(name);
        let before = std::fs::read(&path).unwrap();
        let said = Store::open(&Place::Sqlite(path.clone())).map(|_| ());
        assert!(
            matches!(&said, Err(StoreError::Foreign(p)) if p.contains(name)),
            "{name}: {said:?}"
        );
        let said = Store::create(&Place::Sqlite(path.clone()), &book()).map(|_| ());
        assert!(matches!(said, Err(StoreError::Exists(_))), "{name}: {said:?}");
        assert_eq!(std::fs::read(&path).unwrap(), before, "{name} was changed");
    }
    let nowhere = Place::Sqlite(folder.join("no/such/folder/book.db"));
    let said = Store::create(&nowhere, &book()).map(|_| ());
    assert!(matches!(said, Err(StoreError::Unreachable { .. })), "{said:?}");
    // A file cut in the middle is found damaged, or its entries missing.
    let cut = folder.join("cut.db");
    let mut store = filled(&Place::Sqlite(cut.clone()));
    post(&mut store, (0..200).map(|_| draft(Kind::Pay, 3, 1)));
    drop(store);
    let bytes = std::fs::read(&cut).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let said = Store::open(&Place::Sqlite(cut)).and_then(|mut s| s.verify(&mut |_, _| {}));
    assert!(said.is_err(), "{said:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_server_that_does_not_answer_is_named_without_its_password() {
    let place = Place::parse("postgresql://clerk:secret@127.0.0.1:1/ledger?connect_timeout=2");
    let Err(said) = Store::open(&place) else { panic!("nothing listens there") };
    let said = said.to_string();
    assert!(said.contains("127.0.0.1:1/ledger") && !said.contains("secret"), "{said}");
}

#[test]
fn questions_are_answered_from_one_state_while_others_post() {
    each("snapshot", |ground| {
        let mut store = filled(&ground.place);
        post(&mut store, (0..50).map(|_| draft(Kind::Pay, 3, 1)));
        let head = store.head().unwrap();
        let mut other = Store::open(&ground.place).unwrap();
        let mut seen = 0;
        store
            .entries(&Filter::default(), &mut |_| {
                if seen == 10 {
                    post(&mut other, [draft(Kind::Pay, 3, 1)]);
                }
                seen += 1;
            })
            .unwrap();
        assert_eq!(seen, head.seq);
        let mut told = Vec::new();
        store.verify(&mut |done, all| told.push((done, all))).unwrap();
        assert_eq!(told.last(), Some(&(head.seq + 2, head.seq + 2)));
    });
}

/// What the later versions of the tables have brought, taken away again.
const FIRST_VERSION: &str = "DROP TABLE node; DROP TABLE by_month; DROP TABLE by_unit_year; DROP TABLE by_unit; DROP TABLE by_department; DROP TABLE by_department_year; DROP TABLE by_region; DROP TABLE by_project; \
     DROP TABLE by_subject; DROP TABLE by_code; DROP TABLE by_eco; DROP TABLE by_func; \
     DROP TABLE by_payee; DROP TABLE by_supplier; DROP TABLE unit_card; DROP TABLE project_card; \
     DROP INDEX entry_plan; DROP INDEX entry_record; DROP INDEX entry_contract; DROP INDEX balance_unit; ALTER TABLE balance DROP COLUMN unit; \
     ALTER TABLE balance DROP COLUMN year; ALTER TABLE balance DROP COLUMN project; \
     ALTER TABLE balance DROP COLUMN fund; ALTER TABLE balance DROP COLUMN func; \
     ALTER TABLE balance DROP COLUMN eco; UPDATE mingzhang_schema SET version = 1";

#[test]
fn a_ledger_of_the_first_version_gets_its_rollups_when_it_is_opened() {
    each("migrate", |ground| {
        let mut store = filled(&ground.place);
        post(&mut store, [draft(Kind::Pay, 3, 500), draft(Kind::Pay, 9, 300)]);
        drop(store);
        ground.raw(FIRST_VERSION);
        let mut store = Store::open(&ground.place).unwrap();
        clean(&mut store);
        post(&mut store, [draft(Kind::Pay, 10, -1)]);
        clean(&mut store);
        let rows =
            store.ask("SELECT CAST(SUM(amount) AS BIGINT) FROM by_unit WHERE kind = '支付'", &[]);
        assert_eq!(rows.unwrap(), [[store::Value::Int(799)]]);
    });
}

#[test]
fn a_free_question_only_reads() {
    each("ask", |ground| {
        let mut store = filled(&ground.place);
        for sql in ["DELETE FROM balance", "UPDATE entry SET amount = 0", "DROP TABLE entry"] {
            assert!(store.ask(sql, &[]).is_err(), "{sql}");
        }
        store.scratch("CREATE TEMP TABLE few (name {text}, n BIGINT)").unwrap();
        let rows = [vec!["甲".into(), 1.into()], vec!["乙".into(), store::Value::Null]];
        store.scratch_rows("few", &["name", "n"], &rows).unwrap();
        let back =
            store.ask("SELECT name, n FROM few WHERE name <> ?1 ORDER BY name", &["".into()]);
        let mut due = rows.to_vec();
        due.reverse();
        assert_eq!(back.unwrap(), due);
        clean(&mut store);
    });
}
