//! The register on both engines: versions, the log, its proof, and what must not get lost.

use crate::common::*;
use ledger::{Controls, Kind};
use std::path::PathBuf;
use store::register::{Change, Item, Register, Scan, Search, Who};
use store::{Place, StoreError};

pub(crate) fn who(actor: &str) -> Who {
    Who {
        actor: actor.to_owned(),
        role: "clerk".to_owned(),
        address: "192.0.2.1".to_owned(),
        at: "2026-01-01T00:00:00Z".to_owned(),
    }
}

pub(crate) fn put(kind: &str, id: &str, expected: Option<u64>, body: &str) -> Change {
    Change::Put {
        kind: kind.to_owned(),
        id: id.to_owned(),
        expected,
        owner: "li".to_owned(),
        unit: "102001".to_owned(),
        body: body.to_owned(),
    }
}

pub(crate) fn gone(kind: &str, id: &str, expected: Option<u64>) -> Change {
    Change::Drop { kind: kind.to_owned(), id: id.to_owned(), expected }
}

pub(crate) fn blob(hash: &str, bytes: &[u8]) -> Change {
    Change::Blob { hash: hash.to_owned(), bytes: bytes.to_vec() }
}

/// Where the register of a ledger is, for SQL behind its back.
pub(crate) fn house(place: &Place) -> Place {
    match place {
        Place::Sqlite(path) => Place::Sqlite(PathBuf::from(format!("{}.house", path.display()))),
        // The schema is the last thing of the address.
        Place::Postgres(url) => Place::Postgres(format!("{url}_house")),
    }
}

fn ids(items: &[Item]) -> Vec<&str> {
    items.iter().map(|i| i.id.as_str()).collect()
}

/// Names the kind and id of a conflict.
fn conflict<T: std::fmt::Debug>(done: Result<T, StoreError>) -> String {
    match done {
        Err(StoreError::Conflict { kind, id }) => format!("{kind} {id}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn an_item_is_changed_by_whoever_knows_its_version() {
    each("versions", |ground| {
        let mut r = Register::open(&ground.place).unwrap();
        let written = r.put(&who("li"), "make", "", &[put("a", "1", Some(0), "x")]).unwrap();
        assert_eq!((written.seq, written.versions), (1, vec![1]));
        let again = r.put(&who("li"), "make", "", &[put("a", "1", Some(0), "y")]);
        assert_eq!(conflict(again), "a 1");
        let changed = r.put(&who("li"), "change", "", &[put("a", "1", Some(1), "y")]).unwrap();
        assert_eq!((changed.seq, changed.versions), (2, vec![2]));
        assert_eq!(
            conflict(r.put(&who("li"), "change", "", &[put("a", "1", Some(1), "z")])),
            "a 1"
        );
        assert_eq!(conflict(r.put(&who("li"), "drop", "", &[gone("a", "1", Some(1))])), "a 1");
        // Whatever is there; also where nothing is.
        let forced = [put("a", "1", None, "z"), put("a", "2", None, "q"), gone("a", "3", None)];
        assert_eq!(r.put(&who("li"), "force", "", &forced).unwrap().versions, [3, 1, 0]);
        let item = r.get("a", "1").unwrap().unwrap();
        let expect = Item {
            kind: "a".to_owned(),
            id: "1".to_owned(),
            version: 3,
            owner: "li".to_owned(),
            unit: "102001".to_owned(),
            at: "2026-01-01T00:00:00Z".to_owned(),
            body: "z".to_owned(),
        };
        assert_eq!(item, expect);
        r.put(&who("li"), "drop", "", &[gone("a", "1", Some(3))]).unwrap();
        assert_eq!(r.get("a", "1").unwrap(), None);
        assert_eq!(conflict(r.put(&who("li"), "drop", "", &[gone("a", "1", Some(3))])), "a 1");
        // Another connection sees the same, and what is opened again.
        assert_eq!(r.again().unwrap().get("a", "2").unwrap().unwrap().body, "q");
        drop(r);
        let mut r = Register::open(&ground.place).unwrap();
        assert_eq!(r.get("a", "2").unwrap().unwrap().body, "q");
        let proved = r.verify(true).unwrap();
        assert_eq!((proved.lines, proved.items), (4, 1));
        assert_eq!(proved.hash, r.head().unwrap().hash);
    });
}

#[test]
fn changes_are_made_together_or_not_at_all() {
    each("together", |ground| {
        let mut r = Register::open(&ground.place).unwrap();
        r.put(&who("li"), "make", "", &[put("a", "1", Some(0), "x")]).unwrap();
        let changes = [put("a", "2", Some(0), "y"), blob("h", b"z"), put("a", "1", Some(9), "y")];
        assert_eq!(conflict(r.put(&who("li"), "both", "", &changes)), "a 1");
        assert_eq!(r.get("a", "2").unwrap(), None);
        assert_eq!(r.blob("h").unwrap(), None);
        assert_eq!(r.head().unwrap().seq, 1);
        // A text that an engine would not keep is refused before anything is written.
        for nul in [put("a", "3", None, "a\0b"), put("a", "\0", None, "a")] {
            let done = r.put(&who("li"), "nul", "", &[put("a", "2", None, "y"), nul]);
            assert!(matches!(done, Err(StoreError::Nul)), "{done:?}");
        }
        assert!(matches!(r.note_only(&who("\0"), "n", "", ""), Err(StoreError::Nul)));
        assert_eq!((r.get("a", "2").unwrap(), r.head().unwrap().seq), (None, 1));
        r.verify(true).unwrap();
    });
}

#[test]
fn what_comes_and_goes_by_itself_needs_no_line() {
    each("quiet", |ground| {
        let mut r = Register::open(&ground.place).unwrap();
        let at = "2026-01-01T00:00:00Z";
        assert_eq!(r.quiet(at, &[put("session", "s", Some(0), "1")]).unwrap(), [1]);
        assert_eq!(r.quiet(at, &[put("session", "s", Some(1), "2")]).unwrap(), [2]);
        assert_eq!(conflict(r.quiet(at, &[put("session", "s", Some(1), "3")])), "session s");
        let loud = r.quiet(at, &[put("session", "s", None, "4"), put("account", "li", None, "")]);
        assert!(matches!(loud, Err(StoreError::MustLog(kind)) if kind == "account"));
        assert!(matches!(r.quiet(at, &[blob("h", b"")]), Err(StoreError::MustLog(_))));
        assert_eq!(r.get("session", "s").unwrap().unwrap().body, "2");
        assert_eq!(r.head().unwrap().seq, 0);
        // Beside a change that is logged it goes with it, and is not proved.
        let both = [put("session", "s", None, "5"), put("account", "li", Some(0), "")];
        r.put(&who("li"), "login", "", &both).unwrap();
        let line = r.log(&Search::default()).unwrap().remove(0);
        assert_eq!((line.kind.as_str(), line.object.as_str()), ("account", "li"));
        assert!(!line.digest.contains("session"), "{}", line.digest);
        r.quiet(at, &[gone("session", "s", None)]).unwrap();
        assert_eq!(r.verify(true).unwrap().items, 1);
    });
}

#[test]
fn lists_are_narrowed_and_paged() {
    each("lists", |ground| {
        let mut r = Register::open(&ground.place).unwrap();
        let mut changes: Vec<Change> =
            ["a/1", "a/2", "a/é", "a/一", "b/1"].map(|id| put("k", id, None, "")).to_vec();
        for (id, owner, unit) in [("o", "wang", ""), ("u", "li", "102002")] {
            changes.push(Change::Put {
                kind: "k".to_owned(),
                id: id.to_owned(),
                expected: None,
                owner: owner.to_owned(),
                unit: unit.to_owned(),
                body: String::new(),
            });
        }
        changes.push(put("other", "a/1", None, ""));
        r.put(&who("li"), "make", "", &changes).unwrap();
        let scan = |scan: Scan| Scan { ..scan };
        let text = |t: &str| Some(t.to_owned());
        let cases: [(Scan, &[&str]); 7] = [
            (Scan::default(), &["a/1", "a/2", "a/é", "a/一", "b/1", "o", "u"]),
            (
                scan(Scan { prefix: "a/".to_owned(), ..Scan::default() }),
                &["a/1", "a/2", "a/é", "a/一"],
            ),
            (Scan { owner: text("wang"), ..Scan::default() }, &["o"]),
            (Scan { unit: text("102002"), ..Scan::default() }, &["u"]),
            (Scan { owner: text("wang"), unit: text("102002"), ..Scan::default() }, &[]),
            (Scan { limit: 2, ..Scan::default() }, &["a/1", "a/2"]),
            (Scan { after: "a/2".to_owned(), limit: 2, ..Scan::default() }, &["a/é", "a/一"]),
        ];
        for (scan, expect) in cases {
            assert_eq!(ids(&r.list("k", &scan).unwrap()), expect, "{scan:?}");
        }
        assert_eq!(r.list("none", &Scan::default()).unwrap(), []);
    });
}

#[test]
fn files_are_kept_once_by_their_hash() {
    each("blobs", |ground| {
        let mut r = Register::open(&ground.place).unwrap();
        let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
        r.put(&who("li"), "keep", "a.pdf", &[blob("h", &bytes)]).unwrap();
        r.put(&who("li"), "keep", "b.pdf", &[blob("h", &bytes)]).unwrap();
        assert_eq!(r.blob("h").unwrap(), Some(bytes));
        assert_eq!(r.blob("g").unwrap(), None);
        assert_eq!(conflict(r.put(&who("li"), "keep", "", &[blob("h", b"other")])), "blob h");
        let line = r.log(&Search::default()).unwrap().remove(0);
        assert_eq!((line.kind.as_str(), line.object.as_str()), ("blob", "h"));
        assert_eq!(r.verify(true).unwrap().items, 1);
    });
}

#[test]
fn the_log_is_searched_from_its_end() {
    each("search", |ground| {
        let mut r = Register::open(&ground.place).unwrap();
        for n in 1..=6 {
            let actor = if n % 2 == 0 { "li" } else { "wang" };
            let who = Who { at: format!("2026-01-0{n}T00:00:00Z"), ..who(actor) };
            let action = if n < 4 { "look" } else { "change" };
            assert_eq!(r.note_only(&who, action, &format!("o{}", n % 3), "说明").unwrap(), n);
        }
        let text = |t: &str| Some(t.to_owned());
        let all = Search::default();
        let cases: [(Search, &[u64]); 8] = [
            (all.clone(), &[6, 5, 4, 3, 2, 1]),
            (Search { actor: text("li"), ..all.clone() }, &[6, 4, 2]),
            (Search { action: text("look"), ..all.clone() }, &[3, 2, 1]),
            (Search { object: text("o1"), ..all.clone() }, &[4, 1]),
            (
                Search {
                    from: text("2026-01-03T00:00:00Z"),
                    to: text("2026-01-05T00:00:00Z"),
                    ..all.clone()
                },
                &[4, 3],
            ),
            (Search { limit: 2, ..all.clone() }, &[6, 5]),
            (Search { before: Some(5), limit: 2, ..all.clone() }, &[4, 3]),
            (Search { actor: text("li"), action: text("look"), before: Some(1), ..all }, &[]),
        ];
        for (search, expect) in cases {
            let found: Vec<u64> = r.log(&search).unwrap().iter().map(|l| l.seq).collect();
            assert_eq!(found, expect, "{search:?}");
        }
        assert_eq!(r.log(&Search { limit: 1, ..Search::default() }).unwrap()[0].note, "说明");
    });
}

#[test]
fn two_who_write_at_once_are_both_in_the_log() {
    each("at_once", |ground| {
        let first = Register::open(&ground.place).unwrap();
        let writers = ["li", "wang", "zhao"].map(|actor| (actor, first.again().unwrap()));
        let wins: usize = std::thread::scope(|scope| {
            let running = writers.map(|(actor, mut r)| {
                scope.spawn(move || {
                    let mut wins = 0;
                    for n in 0..20 {
                        r.note_only(&who(actor), "look", &n.to_string(), "").unwrap();
                        let new = put("once", &n.to_string(), Some(0), actor);
                        match r.put(&who(actor), "make", "", &[new]) {
                            Ok(_) => wins += 1,
                            Err(StoreError::Conflict { .. }) => {}
                            Err(other) => panic!("{other}"),
                        }
                    }
                    wins
                })
            });
            running.into_iter().map(|r| r.join().unwrap()).sum()
        });
        assert_eq!(wins, 20, "of all who make the same item, one does");
        let mut r = first;
        assert_eq!(r.verify(true).unwrap().lines, 3 * 20 + 20);
    });
}

#[test]
fn two_who_make_the_register_at_once_make_one() {
    each("made", |ground| {
        let place = &ground.place;
        std::thread::scope(|scope| {
            let made = [0; 4].map(|_| scope.spawn(|| Register::open(place).map(|_| ())));
            for one in made {
                one.join().unwrap().unwrap();
            }
        });
        assert_eq!(Register::open(place).unwrap().verify(true).unwrap().lines, 0);
    });
}

#[test]
fn whoever_imports_keeps_nobody_from_logging_in() {
    each("apart", |ground| {
        let mut store = filled(&ground.place);
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        posting.post(draft(Kind::Pay, 3, 500)).unwrap();
        // The batch is open and holds the ledger's one writer.
        let mut r = Register::open(&ground.place).unwrap();
        r.note_only(&who("li"), "login", "", "").unwrap();
        posting.commit().unwrap();
        clean(&mut store);
        assert_eq!(r.verify(true).unwrap().lines, 1);
    });
}
