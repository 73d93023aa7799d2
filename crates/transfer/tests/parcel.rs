//! Files there and back, and each way in which one is refused.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

use base::{Amount, Date};
use ledger::{Draft, Entry, Kind, Source, genesis, link};
use std::io::Cursor;
use transfer::{Body, Key, Opening, Unfit, opening};

const BOOK: &str = "990101000";

fn chain(n: u64) -> Vec<Entry> {
    let mut before = genesis(BOOK);
    let mut all = Vec::new();
    for seq in 1..=n {
        let mut draft = Draft::new(Kind::Pay, Date::constant(2023, 5, 10), 2023, "102001");
        draft.amount = Amount::fen(seq as i64 - 3);
        (draft.payee, draft.purpose) = (format!("第{seq}公司"), "办公\n“费”\u{1}".to_owned());
        draft.payload = r#"{"a":"\\"}"#.to_owned();
        draft.source = Source { file: "a.csv".to_owned(), sheet: "1".to_owned(), row: 7 };
        draft.reverses = (seq == 4).then_some(2);
        let mut entry = Entry { seq, batch: 1 + seq / 3, draft, hash: [0; 32] };
        entry.hash = link(&before, &entry);
        before = entry.hash;
        all.push(entry);
    }
    all
}

/// The file of some entries that continue one another.
fn packed(entries: &[Entry], before: [u8; 32], key: &Key) -> Vec<u8> {
    let mut body = Body::new(Vec::new(), BOOK, "试", entries[0].seq, before);
    for entry in entries {
        body.add(entry).unwrap();
    }
    let (body, mut head) = body.finish().unwrap();
    head.made = "2023-06-01T00:00:00Z".to_owned();
    [opening(&head, key).unwrap(), body].concat()
}

fn read(file: &[u8]) -> Result<Vec<Entry>, Unfit> {
    let opening = Opening::read(&mut Cursor::new(file))?;
    let body = &file[usize::try_from(opening.length).unwrap()..];
    opening.check(&mut Cursor::new(body))?;
    let mut entries = opening.entries(body);
    let mut all = Vec::new();
    while let Some(entry) = entries.next_entry()? {
        all.push(entry);
    }
    Ok(all)
}

#[test]
fn what_is_sent_arrives_and_the_same_is_the_same_file() {
    let (key, all) = (Key::generate().unwrap(), chain(7));
    let file = packed(&all, genesis(BOOK), &key);
    assert_eq!(read(&file).unwrap(), all);
    assert_eq!(packed(&all, genesis(BOOK), &key), file);
    let rest = packed(&all[3..], all[2].hash, &key);
    assert_eq!(read(&rest).unwrap(), all[3..]);
    let head = Opening::read(&mut Cursor::new(&rest)).unwrap().head;
    assert_eq!((head.first, head.last, head.after), (4, 7, all[6].hash));
}

#[test]
fn a_chain_that_is_broken_is_not_sent() {
    let mut all = chain(3);
    all[1].draft.amount = Amount::fen(1_000_000);
    let mut body = Body::new(Vec::new(), BOOK, "试", 1, genesis(BOOK));
    body.add(&all[0]).unwrap();
    assert_eq!(body.add(&all[1]), Err(Unfit::Broken { seq: 2 }));
    assert_eq!(body.add(&all[2]), Err(Unfit::Broken { seq: 2 }));
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let file = packed(&chain(3), genesis(BOOK), &Key::generate().unwrap());
    for at in 0..file.len() {
        let mut other = file.clone();
        other[at] ^= 1;
        assert!(read(&other).is_err(), "byte {at}");
        assert!(read(&file[..at]).is_err(), "cut at {at}");
    }
    assert_eq!(read(&[&file[..], b"x"].concat()), Err(Unfit::Damaged("length".to_owned())));
    assert_eq!(read(b"PK\x03\x04"), Err(Unfit::Foreign));
    let newer = String::from_utf8_lossy(&file).replacen("transfer 1", "transfer 9", 1);
    assert_eq!(read(newer.as_bytes()), Err(Unfit::Newer("9".to_owned())));
}

/// Somebody who holds a key signs what does not fit together.
#[test]
fn a_signed_lie_is_noticed() {
    let (key, all) = (Key::generate().unwrap(), chain(4));
    let lie = |change: fn(&mut transfer::Head)| {
        let mut body = Body::new(Vec::new(), BOOK, "试", 1, genesis(BOOK));
        all.iter().for_each(|e| body.add(e).unwrap());
        let (body, mut head) = body.finish().unwrap();
        change(&mut head);
        read(&[opening(&head, &key).unwrap(), body].concat()).unwrap_err()
    };
    let damaged = |what: &str| Unfit::Damaged(what.to_owned());
    assert_eq!(lie(|h| h.before = [1; 32]), Unfit::Broken { seq: 1 });
    assert_eq!(lie(|h| h.after = [1; 32]), Unfit::Broken { seq: 4 });
    assert_eq!(lie(|h| h.first = 2), Unfit::Broken { seq: 2 });
    assert_eq!(lie(|h| h.first = 0), damaged("numbers"));
    assert_eq!(lie(|h| h.last = 3), damaged("entries"));
    assert_eq!(lie(|h| h.last = 5), damaged("entries"));
    assert_eq!(lie(|h| h.bytes = 0), damaged("length"));
}
