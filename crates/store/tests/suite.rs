//! The store on both engines: the same cases on a SQLite file and, where `MINGZHANG_TEST_POSTGRES` names a
//! server, on PostgreSQL.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use base::{Amount, Date};
use ledger::{Controls, Draft, Kind};
use store::{AsOf, Book, Dim, Filter, Header, Outcome, Place, Store, StoreError};

fn book() -> Book {
    Book { code: "990101000".to_owned(), name: "试".to_owned() }
}

/// A fresh place for one case; on a server a schema of its own.
fn places(case: &str) -> Vec<(Place, Option<std::path::PathBuf>)> {
    let folder = std::env::temp_dir().join(format!("mingzhang-{}-{case}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut all = vec![(Place::Sqlite(folder.join("book.db")), Some(folder))];
    match std::env::var("MINGZHANG_TEST_POSTGRES") {
        Err(_) => println!("SKIPPED on PostgreSQL: MINGZHANG_TEST_POSTGRES is not set"),
        Ok(url) => {
            let schema = format!("case_{case}_{}", std::process::id());
            let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
            client.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
            let joint = if url.contains('?') { '&' } else { '?' };
            let url = format!("{url}{joint}options=-csearch_path%3D{schema}");
            all.push((Place::Postgres(url), None));
        }
    }
    all
}

fn each(case: &str, check: fn(&Place)) {
    for (place, folder) in places(case) {
        check(&place);
        if let Some(folder) = folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn draft(kind: Kind, day: i8, fen: i64) -> Draft {
    let mut d = Draft::new(kind, Date::constant(2023, 5, day), 2023, "102001");
    d.line = "L1".to_owned();
    d.fund = "111".to_owned();
    d.func = "2010101".to_owned();
    d.amount = Amount::fen(fen);
    d
}

fn unit() -> Draft {
    let mut d = draft(Kind::Record, 1, 0);
    d.topic = "单位".to_owned();
    d.key = "102001".to_owned();
    d.payload = r#"{"code":"102001","name":"试","department":"102","department_name":"","region":"","kind":"Administrative","alone":true}"#.to_owned();
    d
}

fn header() -> Header {
    Header { actor: "t".to_owned(), at: "2023-05-01T00:00:00Z".to_owned(), ..Header::default() }
}

fn post(store: &mut Store, drafts: Vec<Draft>) -> Vec<Outcome> {
    let mut posting = store.begin(&header(), &Controls::default()).unwrap();
    let outcomes = drafts.into_iter().map(|d| posting.post(d).unwrap()).collect();
    posting.commit().unwrap();
    outcomes
}

fn paid(store: &mut Store, as_of: AsOf) -> i64 {
    let filter = Filter { kinds: vec![Kind::Pay], as_of, ..Filter::default() };
    store.sums(&filter, &[]).unwrap()[0].amount.as_fen()
}

fn filled(place: &Place) -> Store {
    let mut store = Store::create(place, &book()).unwrap();
    let start = vec![unit(), draft(Kind::Initial, 1, 1000), draft(Kind::Allot, 2, 800)];
    post(&mut store, start);
    store
}

#[test]
fn the_year_of_a_line() {
    each("year", |place| {
        let mut store = filled(place);
        let outcomes = post(
            &mut store,
            vec![draft(Kind::Pay, 3, 500), draft(Kind::Pay, 9, 300), draft(Kind::Pay, 9, 1)],
        );
        assert!(matches!(
            outcomes[..],
            [Outcome::Posted(_), Outcome::Posted(_), Outcome::Refused(_)]
        ));
        assert_eq!(paid(&mut store, AsOf::default()), 800);
        let day = Some(Date::constant(2023, 5, 4));
        assert_eq!(paid(&mut store, AsOf { day, seq: None }), 500);
        assert_eq!(paid(&mut store, AsOf { day: None, seq: Some(4) }), 0);
        assert_eq!(store.balance("L1").unwrap().unwrap().paid, Amount::fen(800));
        assert_eq!(store.verify(&mut |_, _| {}).unwrap().entries, 7);
        let by = store.sums(&Filter::default(), &[Dim::Kind]).unwrap();
        assert_eq!(by.len(), 4);
    });
}

#[test]
fn importing_twice_adds_nothing_and_newer_rows_replace() {
    each("twice", |place| {
        let mut store = filled(place);
        let row = |fen, stamp: &str| {
            let mut d = draft(Kind::Pay, 3, fen);
            d.ext = "支付:1".to_owned();
            d.stamp = stamp.to_owned();
            d
        };
        assert!(matches!(post(&mut store, vec![row(100, "1")])[..], [Outcome::Posted(_)]));
        let before = store.head().unwrap();
        assert!(matches!(post(&mut store, vec![row(100, "1")])[..], [Outcome::Same(_)]));
        assert_eq!(store.head().unwrap(), before, "a batch with nothing new leaves no trace");
        assert!(matches!(post(&mut store, vec![row(700, "2")])[..], [Outcome::Replaced { .. }]));
        assert_eq!(paid(&mut store, AsOf::default()), 700);
        assert!(matches!(post(&mut store, vec![row(100, "1")])[..], [Outcome::Stale(_)]));
        // A newer version that breaks a control leaves the old one standing.
        assert!(matches!(post(&mut store, vec![row(900, "3")])[..], [Outcome::Refused(_)]));
        assert_eq!(paid(&mut store, AsOf::default()), 700);
        store.verify(&mut |_, _| {}).unwrap();
    });
}

#[test]
fn what_is_not_committed_never_was() {
    each("drop", |place| {
        let mut store = filled(place);
        let before = store.head().unwrap();
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        posting.post(draft(Kind::Pay, 3, 5)).unwrap();
        drop(posting);
        assert_eq!(store.head().unwrap(), before);
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        let mut leg = draft(Kind::Adjust, 3, -10);
        leg.topic = "T1".to_owned();
        posting.post(leg).unwrap();
        assert!(matches!(posting.commit(), Err(StoreError::Transfer(_))));
        assert_eq!(store.head().unwrap(), before);
        store.verify(&mut |_, _| {}).unwrap();
    });
}

#[test]
fn corrections_are_reversals() {
    each("reverse", |place| {
        let mut store = filled(place);
        let posted = post(&mut store, vec![draft(Kind::Pay, 3, 500)]);
        let Outcome::Posted(seq) = posted[0] else { panic!("{posted:?}") };
        for expect in [true, false] {
            let mut posting = store.begin(&header(), &Controls::default()).unwrap();
            let outcome = posting.reverse(seq, Date::constant(2023, 5, 5), "录错").unwrap();
            assert_eq!(matches!(outcome, Outcome::Deleted(_)), expect, "{outcome:?}");
            posting.commit().unwrap();
        }
        assert_eq!(paid(&mut store, AsOf::default()), 0);
        store.verify(&mut |_, _| {}).unwrap();
    });
}

#[test]
fn tampering_is_named_and_a_backup_restores() {
    each("tamper", |place| {
        let mut store = filled(place);
        post(&mut store, vec![draft(Kind::Pay, 3, 500)]);
        let folder = std::env::temp_dir().join(format!("mingzhang-backup-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let backup = folder.join("copy.db");
        store.backup(&backup).unwrap();
        assert!(matches!(store.backup(&backup), Err(StoreError::Exists(_))));
        let to = Place::Sqlite(folder.join("restored.db"));
        let mut restored = store::restore(&backup, &to).unwrap();
        assert_eq!(restored.head().unwrap(), store.head().unwrap());
        drop(restored);
        let Place::Sqlite(path) = &to else { panic!() };
        let raw = rusqlite::Connection::open(path).unwrap();
        raw.execute("UPDATE entry SET amount = 499 WHERE kind = '支付'", []).unwrap();
        drop(raw);
        let broken = Store::open(&to).unwrap().verify(&mut |_, _| {}).unwrap_err();
        assert!(broken.to_string().contains("第 6 号分录"), "{broken}");
        let _ = std::fs::remove_dir_all(&folder);
    });
}
