//! Books of other nodes: they arrive entry by entry, prove themselves, and may only be read.

use crate::common::*;
use base::Amount;
use ledger::{Controls, Draft, Entry, Kind};
use store::{AsOf, Book, Filter, Node, Place, Store, StoreError, Value, Way, rollups};

fn city() -> Book {
    Book { code: "990100000".to_owned(), name: "市".to_owned() }
}

/// A county with money of several kinds, a correction, and units registered and taken back.
fn county(place: &Place) -> Store {
    let mut store = filled(place);
    let payee = |fen, payee: &str| Draft { payee: payee.to_owned(), ..draft(Kind::Pay, 3, fen) };
    post(&mut store, [unit("102002"), payee(300, "甲公司"), payee(20, "乙公司")]);
    let mut posting = store.begin(&header(), &Controls::default()).unwrap();
    posting.reverse(7, day(4), "付错").unwrap();
    posting.reverse(6, day(4), "登记错").unwrap();
    posting.commit().unwrap();
    store
}

fn all(store: &mut Store) -> Vec<Entry> {
    let mut all = Vec::new();
    store.entries(&Filter::default(), &mut |e| all.push(e)).unwrap();
    all
}

fn node() -> Node {
    Node { seen_at: "2023-05-02T00:00:00Z".to_owned(), ..Node::new(book(), Way::Received) }
}

fn take(store: &mut Store, entries: &[Entry]) -> Result<(), StoreError> {
    let mut receiving = store.receive(&book())?;
    for entry in entries {
        receiving.keep(entry.clone())?;
    }
    receiving.commit(&node()).map(|_| ())
}

/// Every row that is derived from a book.
fn derived(store: &mut Store) -> Vec<Vec<Vec<Value>>> {
    let tables = rollups().into_iter().map(|r| (r.table, format!("year, {}", r.by.join(", "))));
    let others = [("balance", "line"), ("unit_card", "code"), ("project_card", "code")];
    let others = others.into_iter().map(|(table, key)| (table, key.to_owned()));
    let ask = |(table, key): (&str, String)| {
        let sql = format!("SELECT * FROM {table} WHERE book = ?1 ORDER BY {key}");
        store.ask(&sql, &["990101000".into()]).unwrap()
    };
    tables.chain(others).map(ask).collect()
}

#[test]
fn a_received_book_is_the_senders_book() {
    each("received", |ground| {
        let mut source = county(&ground.place);
        let entries = all(&mut source);
        let mut store = Store::create(&ground.another("city"), &city()).unwrap();
        post(&mut store, [unit("001001")]);
        // In two steps, the second opened anew.
        take(&mut store, &entries[..6]).unwrap();
        take(&mut store, &entries[6..]).unwrap();
        assert_eq!(derived(&mut store), derived(&mut source));
        store.turn_to("990101000").unwrap();
        clean(&mut store);
        assert_eq!(store.head().unwrap(), source.head().unwrap());
        assert_eq!(paid(&mut store, AsOf::default()), 20);
        assert_eq!(all(&mut store), entries);
        // Opened again it is the city's ledger, with two books.
        let mut store = Store::open(&ground.another_again("city")).unwrap();
        assert_eq!((store.own(), store.book()), (&city(), &city()));
        assert_eq!(store.books().unwrap(), [city(), book()]);
        let node = store.node("990101000").unwrap().unwrap();
        assert_eq!((node.way, node.seen_at.as_str()), (Way::Received, "2023-05-02T00:00:00Z"));
        clean(&mut store);
    });
}

#[test]
fn a_received_book_is_not_posted_to() {
    each("mirror", |ground| {
        let entries = all(&mut county(&ground.place));
        let mut store = Store::create(&ground.another("city"), &city()).unwrap();
        take(&mut store, &entries).unwrap();
        store.turn_to("990101000").unwrap();
        let said = store.begin(&header(), &Controls::default()).map(|_| ());
        assert_eq!(said, Err(StoreError::Mirror("990101000".to_owned())));
        assert_eq!(store.turn_to("1"), Err(StoreError::NoBook("1".to_owned())));
        store.turn_to("990100000").unwrap();
        post(&mut store, [unit("001001")]);
        clean(&mut store);
        let own = Book { code: "990100000".to_owned(), ..book() };
        let said = store.receive(&own).map(|_| ());
        assert_eq!(said, Err(StoreError::OwnBook("990100000".to_owned())));
    });
}

/// What a changed entry is refused for; nothing of what arrived with it stays.
#[test]
fn what_does_not_prove_itself_is_not_kept() {
    each("unproved", |ground| {
        let entries = all(&mut county(&ground.place));
        let mut store = Store::create(&ground.another("city"), &city()).unwrap();
        take(&mut store, &entries[..5]).unwrap();
        type Change = fn(&mut Vec<Entry>);
        let cases: [(&str, Change); 6] = [
            ("its number or batch", |e| drop(e.remove(0))),
            ("its number or batch", |e| e[1].batch = 9),
            ("not what its hash says", |e| e[1].draft.amount = Amount::fen(1)),
            ("not what its hash says", |e| e[0].hash = [0; 32]),
            ("what it takes back", |e| e[2].draft.reverses = Some(99)),
            ("NUL", |e| e[1].draft.purpose = "\0".to_owned()),
        ];
        for (said, change) in cases {
            let mut rest = entries[5..].to_vec();
            change(&mut rest);
            let error = take(&mut store, &rest).unwrap_err();
            assert!(matches!(error, StoreError::Unproved(_)), "{error}");
            assert!(error.to_string().contains(said), "{error} is not about {said}");
            store.turn_to("990101000").unwrap();
            assert_eq!(store.head().unwrap().seq, 5);
            clean(&mut store);
        }
        take(&mut store, &entries[5..]).unwrap();
        clean(&mut store);
    });
}

#[test]
fn a_backup_holds_every_book() {
    each("books", |ground| {
        let mut source = county(&ground.place);
        let entries = all(&mut source);
        let mut store = Store::create(&ground.another("city"), &city()).unwrap();
        take(&mut store, &entries).unwrap();
        let file = ground.folder.join("backup.db");
        store.backup(&file).unwrap();
        for place in [Place::Sqlite(file.clone()), ground.another("back")] {
            if !matches!(&place, Place::Sqlite(path) if *path == file) {
                store::restore(&file, &place).unwrap();
            }
            let mut copy = Store::open(&place).unwrap();
            assert_eq!(copy.books().unwrap().len(), 2);
            assert_eq!(copy.own(), &city());
            assert_eq!(derived(&mut copy), derived(&mut source));
            assert_eq!(copy.nodes().unwrap(), store.nodes().unwrap());
            clean(&mut copy);
            copy.turn_to("990101000").unwrap();
            clean(&mut copy);
        }
        // A change in a received book is found as one in the own.
        raw(store.place(), "UPDATE entry SET amount = 7 WHERE book = '990101000' AND seq = 8");
        store.turn_to("990101000").unwrap();
        assert!(matches!(store.verify(&mut |_, _| {}), Err(StoreError::Tampered(_))));
    });
}
