//! How fast a ledger takes payments: `cargo run --release -p store --example post -- [ROWS] [PLACE]` posts
//! them in one batch, each with an id of its source, posts them a second time, and verifies. Without a
//! place a temporary file is used and removed.

// A measurement stops at the first thing that fails, and prints rates that nobody keeps.
#![allow(clippy::unwrap_used, clippy::panic)]

use base::{Amount, Date};
use ledger::{Controls, Draft, Kind, Source, Unit};
use std::time::Instant;
use store::{Book, Header, Outcome, Place, Store};

const LINES: u64 = 5_000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let rows: u64 = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let folder = std::env::temp_dir().join(format!("mingzhang-post-{}", std::process::id()));
    let place = match arguments.next() {
        Some(place) => Place::parse(&place),
        None => {
            std::fs::create_dir_all(&folder).unwrap();
            Place::Sqlite(folder.join("book.db"))
        }
    };
    let book = Book { code: "990101000".to_owned(), name: "试".to_owned() };
    let mut store = Store::create(&place, &book).unwrap();
    timed("budget", LINES * 2, || budget(&mut store));
    timed("payments", rows, || assert_eq!(payments(&mut store, rows).0, rows));
    timed("the same again", rows, || assert_eq!(payments(&mut store, rows).1, rows));
    timed("verify", store.head().unwrap().seq, || assert!(store.verify(&mut |_, _| {}).is_ok()));
    println!("peak memory {}", peak());
    drop(store);
    let _ = std::fs::remove_dir_all(&folder);
}

fn timed(what: &str, rows: u64, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    let millis = u64::try_from(start.elapsed().as_millis()).unwrap().max(1);
    println!("{what}: {rows} rows in {millis} ms, {} rows/s", rows * 1000 / millis);
}

fn header() -> Header {
    Header { actor: "bench".to_owned(), at: "2023-01-01T00:00:00Z".to_owned(), ..Header::default() }
}

fn draft(kind: Kind, n: u64, fen: i64) -> Draft {
    let day = Date::constant(2023, 1 + (n % 12) as i8, 1 + (n / 12 % 28) as i8);
    let mut draft = Draft::new(kind, day, 2023, "102001");
    draft.line = format!("ZB{:08}", n % LINES);
    draft.fund = "111".to_owned();
    draft.func = "2010101".to_owned();
    draft.eco = "30201".to_owned();
    draft.amount = Amount::fen(fen);
    draft
}

fn budget(store: &mut Store) {
    let mut posting = store.begin(&header(), &Controls::default()).unwrap();
    let mut unit = draft(Kind::Record, 0, 0);
    (unit.topic, unit.key) = ("单位".to_owned(), "102001".to_owned());
    unit.payload = serde_json::to_string(&Unit::default()).unwrap();
    posting.post(unit).unwrap();
    for line in 0..LINES {
        for kind in [Kind::Initial, Kind::Allot] {
            // On the first day of the year, so that no payment comes before its release.
            let day = Date::constant(2023, 1, 1);
            posting.post(Draft { day, ..draft(kind, line, 1_000_000_000_000) }).unwrap();
        }
    }
    posting.commit().unwrap();
}

/// Posts them; gives how many were new and how many were there already.
fn payments(store: &mut Store, rows: u64) -> (u64, u64) {
    let mut posting = store.begin(&header(), &Controls::default()).unwrap();
    for n in 0..rows {
        let mut pay = draft(Kind::Pay, n, 100 + (n % 100_000) as i64);
        pay.payee = format!("第{}有限责任公司", n % 997);
        pay.purpose = "办公用品采购款".to_owned();
        pay.doc = format!("PZ2023{n:09}");
        pay.method = "授权支付".to_owned();
        pay.ext = format!("PayVoucherBill:{n:012}");
        pay.stamp = "2023-12-31 10:00:00".to_owned();
        let row = u32::try_from(n + 2).unwrap();
        pay.source = Source { file: "支付凭证.csv".to_owned(), sheet: String::new(), row };
        if let Outcome::Refused(refusal) = posting.post(pay).unwrap() {
            panic!("{}", refusal.en);
        }
    }
    let receipt = posting.commit().unwrap();
    (receipt.posted, receipt.same)
}

/// The most memory the process ever had, as Linux tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.map_or("unknown".to_owned(), |l| l.trim().to_owned())
}
