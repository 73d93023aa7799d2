//! Warnings over the bundled example: what is evaluated after a batch is what a full evaluation says.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use app::desk::oversight::{Evaluated, Run, evaluate};
use app::desk::{self, Desk};
use base::{Amount, Date};
use ledger::{Controls, Draft, Kind};
use std::collections::BTreeSet;
use std::path::PathBuf;
use store::{Header, Outcome, Place, Store, Value};

struct Demo {
    desk: Desk,
    place: String,
    folder: PathBuf,
}

impl Demo {
    fn new(name: &str) -> Demo {
        let folder =
            std::env::temp_dir().join(format!("mingzhang-over-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let place = folder.join("demo.db").display().to_string();
        let mut desk = Desk::create(&place, "140900000", "示例", "甲").map_err(|f| f.en).unwrap();
        desk::demo(&mut desk).map_err(|f| f.en).unwrap();
        Demo { desk, place, folder }
    }

    fn evaluate(&mut self, since: Option<u64>) -> Evaluated {
        let run = Run {
            year: 2024,
            day: Date::constant(2024, 12, 31),
            rules: Vec::new(),
            since,
            settings: None,
        };
        let done = evaluate(&mut self.desk, &run).map_err(|f| f.en).unwrap();
        assert_eq!(done.failures, [], "a rule could not be evaluated");
        done
    }

    fn post(&mut self, drafts: Vec<Draft>) {
        let mut store = Store::open(&Place::parse(&self.place)).unwrap();
        let mut posting = store.begin(&Header::default(), &Controls::default()).unwrap();
        for draft in drafts {
            let outcome = posting.post(draft).unwrap();
            assert!(matches!(outcome, Outcome::Posted(_)), "{outcome:?}");
        }
        posting.commit().unwrap();
    }

    /// Takes the payments to a payee back.
    fn take_back(&mut self, payee: &str, day: Date) {
        let mut store = Store::open(&Place::parse(&self.place)).unwrap();
        let sql = "SELECT seq FROM entry WHERE payee = ?1 AND kind = '支付' ORDER BY seq";
        let rows = store.ask(sql, &[payee.into()]).unwrap();
        assert!(!rows.is_empty());
        let mut posting = store.begin(&Header::default(), &Controls::default()).unwrap();
        for row in rows {
            let seq = u64::try_from(row[0].int().unwrap()).unwrap();
            posting.reverse(seq, day, "付错").unwrap();
        }
        posting.commit().unwrap();
    }

    /// Some budget lines of the last year, as drafts of an entry on each.
    fn lines(&mut self, kind: Kind, day: Date, skip: i64, most: i64) -> Vec<Draft> {
        let mut store = Store::open(&Place::parse(&self.place)).unwrap();
        let sql = "SELECT line, unit, project, fund, func FROM balance WHERE year = 2024 \
             ORDER BY line LIMIT ?1 OFFSET ?2";
        let rows = store.ask(sql, &[most.into(), skip.into()]).unwrap();
        let text = |v: &Value| v.text().to_owned();
        let draft = |row: &Vec<Value>| {
            let mut d = Draft::new(kind, day, 2024, row[1].text());
            d.line = text(&row[0]);
            (d.project, d.fund, d.func) = (text(&row[2]), text(&row[3]), text(&row[4]));
            d.amount = Amount::fen(4_000_000);
            d
        };
        rows.iter().map(draft).collect()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Rule, cause, object, level.
type Seen = BTreeSet<(String, String, String, &'static str)>;

fn seen(done: &Evaluated) -> Seen {
    let one = |h: &oversight::case::Hit| {
        (h.rule.clone(), h.cause.clone(), h.object.clone(), h.level.zh())
    };
    done.hits.iter().map(one).collect()
}

/// What is known after an evaluation of what was touched.
fn updated(before: &Seen, after: &Evaluated) -> Seen {
    let objects = after.looked.objects.as_ref().unwrap();
    let stays = |(rule, cause, object, _): &&(String, String, String, &'static str)| {
        !(after.looked.rules.contains(rule) && objects.contains(&(cause.clone(), object.clone())))
    };
    before.iter().filter(stays).cloned().chain(seen(after)).collect()
}

#[test]
fn after_a_batch_only_what_it_touches_is_evaluated_and_nothing_is_missed() {
    let mut demo = Demo::new("batch");
    let first = demo.evaluate(None);
    let mut known = seen(&first);
    let mut last = first.last;
    let day = |m, d| Date::constant(2024, m, d);
    let mut hotel = demo.lines(Kind::Pay, day(12, 28), 0, 7);
    for draft in &mut hotel {
        draft.eco = "30217".to_owned();
        draft.payee = "云岭大酒店".to_owned();
        draft.amount = Amount::fen(1_000_000);
    }
    // More is released, so that more can be paid.
    let more = |mut drafts: Vec<Draft>| {
        drafts.iter_mut().for_each(|d| d.amount = Amount::fen(900_000_000));
        drafts
    };
    let budgets = demo.lines(Kind::Adjust, day(10, 8), 0, 30);
    let releases = demo.lines(Kind::Allot, day(10, 9), 0, 30);
    let payments = demo.lines(Kind::Pay, day(11, 5), 3, 20);
    let mut notice = Draft::new(Kind::Record, day(3, 1), 2024, "901001");
    (notice.topic, notice.key) = ("事项".to_owned(), "批复901".to_owned());
    notice.payload = serde_json::json!({ "sort": "财政批复", "day": "2024-03-01" }).to_string();
    // The last batch is empty: it takes the payments to the hotel back.
    let batches = [more(budgets), more(releases), hotel, payments, vec![notice], Vec::new()];
    for (n, batch) in batches.into_iter().enumerate() {
        let posted = batch.len();
        match posted {
            0 => demo.take_back("云岭大酒店", day(12, 30)),
            _ => demo.post(batch),
        }
        let touched = demo.evaluate(Some(last));
        let whole = demo.evaluate(None);
        known = updated(&known, &touched);
        let full = seen(&whole);
        let lost: Vec<_> = full.difference(&known).take(5).collect();
        let stale: Vec<_> = known.difference(&full).take(5).collect();
        assert!(lost.is_empty() && stale.is_empty(), "batch {n}: missed {lost:?}, stale {stale:?}");
        assert!(touched.ran < whole.ran, "batch {n} of {posted} ran every rule");
        last = whole.last;
    }
}

#[test]
fn every_rule_is_evaluated_and_every_row_counted() {
    let mut demo = Demo::new("counts");
    let done = demo.evaluate(None);
    assert!(done.ran >= 60, "{} rules", done.ran);
    assert_eq!(done.ran, done.tallies.len());
    for (rule, tally) in &done.tallies {
        let hits = done.hits.iter().filter(|h| h.rule == *rule).count();
        assert_eq!(i64::try_from(hits).unwrap(), tally.fired(), "{rule}");
    }
}
