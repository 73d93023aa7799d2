//! What becomes of drafts: taken, known already, newer, older, refused, taken back.

use crate::common::*;
use ledger::{Control, Controls, Draft, Kind, Source, Unit};
use store::{AsOf, Filter, Header, Outcome, Store, StoreError};

#[test]
fn the_year_of_a_line() {
    each("year", |ground| {
        let mut store = filled(&ground.place);
        let pays = [draft(Kind::Pay, 3, 500), draft(Kind::Pay, 9, 300), draft(Kind::Pay, 9, 1)];
        let words: Vec<String> = post(&mut store, pays).iter().map(word).collect();
        assert_eq!(words, ["posted", "posted", "above-allotment"]);
        let balance = store.balance("L1").unwrap().unwrap();
        assert_eq!((balance.paid.as_fen(), balance.allotted.as_fen()), (800, 800));
        assert_eq!(store.balance("L2").unwrap(), None);
        assert_eq!(store.verify(&mut |_, _| {}).unwrap().entries, 7);
    });
}

#[test]
fn importing_twice_adds_nothing_and_newer_rows_replace() {
    each("twice", |ground| {
        let mut store = filled(&ground.place);
        assert_eq!(one(&mut store, row(100, "1")), "posted");
        let before = store.head().unwrap();
        assert_eq!(one(&mut store, row(100, "1")), "same");
        assert_eq!(one(&mut store, row(100, "2")), "same");
        assert_eq!(store.head().unwrap(), before, "a batch with nothing new leaves no trace");
        assert_eq!(one(&mut store, row(700, "2")), "replaced");
        assert_eq!(one(&mut store, row(100, "1")), "stale");
        assert_eq!(one(&mut store, row(100, "2")), "conflict");
        assert_eq!(one(&mut store, row(100, "")), "conflict");
        // A newer version that breaks a control leaves the old one standing.
        assert_eq!(one(&mut store, row(900, "3")), "above-allotment");
        assert_eq!(paid(&mut store, AsOf::default()), 700);
        let header = Header { replace: true, ..header() };
        let mut posting = store.begin(&header, &Controls::default()).unwrap();
        assert_eq!(word(&posting.post(row(60, "")).unwrap()), "replaced");
        // The same row twice in one batch.
        assert_eq!(word(&posting.post(row(60, "")).unwrap()), "same");
        let receipt = posting.commit().unwrap();
        assert_eq!((receipt.replaced, receipt.same, receipt.posted), (1, 1, 0));
        assert_eq!(receipt.last - receipt.first, 2);
        assert_eq!(paid(&mut store, AsOf::default()), 60);
        clean(&mut store);
    });
}

#[test]
fn a_row_deleted_at_its_source_comes_back_only_newer() {
    each("deleted", |ground| {
        let mut store = filled(&ground.place);
        one(&mut store, row(100, "3"));
        let delete = |store: &mut Store, stamp: &str| {
            let mut posting = store.begin(&header(), &Controls::default()).unwrap();
            let outcome = posting.delete("支付:1", stamp, day(1), Source::default()).unwrap();
            posting.commit().unwrap();
            word(&outcome)
        };
        assert_eq!(delete(&mut store, "2"), "stale");
        assert_eq!(delete(&mut store, "5"), "deleted");
        assert_eq!(delete(&mut store, "5"), "stale");
        assert_eq!(paid(&mut store, AsOf::default()), 0);
        for (stamp, expect) in [("3", "stale"), ("4", "stale"), ("", "stale"), ("6", "posted")] {
            assert_eq!(one(&mut store, row(100, stamp)), expect, "stamp {stamp}");
        }
        assert_eq!(paid(&mut store, AsOf::default()), 100);
        clean(&mut store);
    });
}

#[test]
fn what_is_not_committed_never_was() {
    each("drop", |ground| {
        let mut store = filled(&ground.place);
        let before = store.head().unwrap();
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        posting.post(draft(Kind::Pay, 3, 5)).unwrap();
        drop(posting);
        assert_eq!(store.head().unwrap(), before);
        assert_eq!(paid(&mut store, AsOf::default()), 0);
        clean(&mut store);
    });
}

#[test]
fn a_transfer_nets_to_zero_or_the_batch_is_refused() {
    each("transfer", |ground| {
        let mut store = filled(&ground.place);
        let leg = |line: &str, fen| Draft {
            topic: "T1".to_owned(),
            line: line.to_owned(),
            ..draft(Kind::Adjust, 3, fen)
        };
        let before = store.head().unwrap();
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        posting.post(leg("L1", -10)).unwrap();
        posting.post(leg("L2", 9)).unwrap();
        assert_eq!(posting.commit(), Err(StoreError::Transfer("T1".to_owned())));
        assert_eq!(store.head().unwrap(), before);
        let outcomes = post(&mut store, [leg("L1", -10), leg("L2", 10)]);
        let [Outcome::Posted(out), Outcome::Posted(into)] = outcomes[..] else {
            panic!("{outcomes:?}")
        };
        // One leg is not taken back without the other.
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        posting.reverse(out, day(4), "撤回").unwrap();
        assert!(matches!(posting.commit(), Err(StoreError::Transfer(_))));
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        for seq in [out, into] {
            posting.reverse(seq, day(4), "撤回").unwrap();
        }
        posting.commit().unwrap();
        assert_eq!(store.balance("L2").unwrap().unwrap().adjusted.as_fen(), 0);
        clean(&mut store);
    });
}

#[test]
fn corrections_are_reversals_and_only_once() {
    each("reverse", |ground| {
        let mut store = filled(&ground.place);
        let posted = post(&mut store, [draft(Kind::Pay, 3, 500)]);
        let Outcome::Posted(seq) = posted[0] else { panic!("{posted:?}") };
        let mut reverse = |seq, on, reason: &str| {
            let mut posting = store.begin(&header(), &Controls::default()).unwrap();
            let outcome = posting.reverse(seq, day(on), reason).unwrap();
            posting.commit().unwrap();
            word(&outcome)
        };
        assert_eq!(reverse(seq, 5, " "), "no-reason");
        assert_eq!(reverse(seq, 2, "录错"), "reversal-early");
        assert_eq!(reverse(99, 5, "录错"), "no-entry");
        assert_eq!(reverse(1, 5, "录错"), "not-reversible");
        assert_eq!(reverse(seq, 5, "录错"), "deleted");
        assert_eq!(reverse(seq, 5, "录错"), "reversed");
        assert_eq!(reverse(seq + 2, 5, "录错"), "not-reversible");
        assert_eq!(paid(&mut store, AsOf::default()), 0);
        clean(&mut store);
    });
}

#[test]
fn a_draft_that_takes_back_must_negate_exactly() {
    each("exact", |ground| {
        let mut store = filled(&ground.place);
        post(&mut store, [draft(Kind::Pay, 3, 500)]);
        let back = |fen| Draft {
            reverses: Some(6),
            reason: "录错".to_owned(),
            ..draft(Kind::Pay, 4, fen)
        };
        assert_eq!(one(&mut store, back(-499)), "not-exact");
        assert_eq!(one(&mut store, Draft { reverses: Some(77), ..back(-500) }), "no-entry");
        assert_eq!(one(&mut store, back(-500)), "deleted");
        assert_eq!(one(&mut store, back(-500)), "reversed");
        clean(&mut store);
    });
}

#[test]
fn strangers_and_unwritable_texts_are_refused() {
    each("stranger", |ground| {
        let mut store = filled(&ground.place);
        let pay = || draft(Kind::Pay, 3, 1);
        let cases = [
            (Draft { unit: "nobody".to_owned(), ..pay() }, "unknown-unit"),
            (Draft { project: "P1".to_owned(), ..pay() }, "unknown-project"),
            (Draft { unit: String::new(), ..pay() }, "no-unit"),
            (Draft { line: "L9".to_owned(), ..pay() }, "no-line"),
            (Draft { line: "L\0".to_owned(), ..pay() }, "nul"),
            (Draft { reason: "\0".to_owned(), ..pay() }, "nul"),
            (record("批次", "1", "{}".to_owned()), "reserved"),
            (record("文字", "职责", "没有引号".to_owned()), "payload"),
        ];
        for (draft, expect) in cases {
            assert_eq!(one(&mut store, draft), expect);
        }
        // Known from the same batch on; no longer known when the registration is taken back.
        let new = || Draft {
            unit: "102002".to_owned(),
            line: "L2".to_owned(),
            ..draft(Kind::Initial, 3, 1)
        };
        let foreign = Draft { line: "L1".to_owned(), ..new() };
        let outcomes = post(&mut store, [unit("102002"), new(), foreign]);
        assert_eq!(word(&outcomes[2]), "foreign-line");
        let Outcome::Posted(seq) = outcomes[0] else { panic!("{outcomes:?}") };
        assert_eq!(word(&outcomes[1]), "posted");
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        posting.reverse(seq, day(9), "撤销单位").unwrap();
        assert_eq!(word(&posting.post(new()).unwrap()), "unknown-unit");
        posting.commit().unwrap();
        assert_eq!(one(&mut store, new()), "unknown-unit");
        assert_eq!(store.units(AsOf::default()).unwrap().len(), 1);
        clean(&mut store);
    });
}

#[test]
fn a_control_set_to_warn_takes_the_entry_and_says_so() {
    each("warn", |ground| {
        let mut store = filled(&ground.place);
        let mild = Controls { above_allotment: Control::Warn, ..Controls::default() };
        let mut posting = store.begin(&header(), &mild).unwrap();
        let outcome = posting.post(draft(Kind::Pay, 3, 801)).unwrap();
        let Outcome::Posted(seq) = outcome else { panic!("{outcome:?}") };
        let warned: Vec<_> = posting.warnings().iter().map(|(n, w)| (*n, w.code)).collect();
        assert_eq!(warned, [(seq, "above-allotment")]);
        posting.commit().unwrap();
        clean(&mut store);
    });
}

#[test]
fn every_batch_says_who_and_from_where() {
    each("header", |ground| {
        let mut store = filled(&ground.place);
        let mut posting = store
            .begin(
                &Header {
                    actor: "某科员".to_owned(),
                    source: "支付.xlsx".to_owned(),
                    sha256: "ab".repeat(32),
                    ..header()
                },
                &Controls::default(),
            )
            .unwrap();
        posting.post(draft(Kind::Pay, 3, 1)).unwrap();
        let receipt = posting.commit().unwrap();
        let mut entries = Vec::new();
        let filter = Filter { batch: Some(receipt.batch), ..Filter::default() };
        store.entries(&filter, &mut |e| entries.push(e)).unwrap();
        assert_eq!((entries[0].seq, entries[1].seq), (receipt.first, receipt.last));
        assert_eq!(entries[1].hash, receipt.hash);
        let said: serde_json::Value = serde_json::from_str(&entries[0].draft.payload).unwrap();
        assert_eq!((&said["actor"], &said["source"]), (&"某科员".into(), &"支付.xlsx".into()));
    });
}

#[test]
fn who_acts_on_what_was_read_sees_that_another_came_first() {
    each("last_of", |ground| {
        let mut store = filled(&ground.place);
        let step = |text: &str| record("步骤", "甲", format!("\"{text}\""));
        assert_eq!(store.last_of("步骤", "甲").unwrap(), 0);
        post(&mut store, [step("一"), record("步骤", "乙", "1".to_owned())]);
        let read = store.last_of("步骤", "甲").unwrap();
        assert_eq!(read, store.head().unwrap().seq - 1);
        let mut other = Store::open(&ground.place).unwrap();
        post(&mut other, [step("二")]);
        let mut posting = store.begin(&header(), &Controls::default()).unwrap();
        assert_eq!(posting.last_of("步骤", "甲").unwrap(), read + 3);
        // What the batch itself has posted counts, and a reversal too.
        posting.post(step("三")).unwrap();
        assert_eq!(posting.last_of("步骤", "甲").unwrap(), read + 5);
        posting.reverse(read, day(1), "记错").unwrap();
        assert_eq!(posting.last_of("步骤", "甲").unwrap(), read + 6);
        drop(posting);
        assert_eq!(store.last_of("步骤", "甲").unwrap(), read + 3);
        clean(&mut store);
    });
}

#[test]
fn a_unit_that_moves_takes_its_sums_to_its_new_department() {
    each("moves", |ground| {
        let card = |code: &str, department: &str, region: &str| {
            let (code, department) = (code.to_owned(), department.to_owned());
            let unit = Unit { code, department, region: region.to_owned(), ..Unit::default() };
            record("单位", &unit.code, serde_json::to_string(&unit).unwrap())
        };
        let mut store = filled(&ground.place);
        let groups = |store: &mut store::Store, drafts: Vec<Draft>| -> Vec<(String, i64)> {
            post(store, drafts);
            clean(store);
            let sql = "SELECT region, department, CAST(SUM(amount) AS BIGINT) FROM by_department \
                 WHERE kind IN ('年初预算', '支付') GROUP BY 1, 2 ORDER BY 1, 2";
            let rows = store.ask(sql, &[]).unwrap();
            let group = |r: &Vec<store::Value>| format!("{}/{}", r[0].text(), r[1].text());
            rows.iter().map(|r| (group(r), r[2].int().unwrap())).collect()
        };
        let one = |name: &str, sum| (name.to_owned(), sum);
        // Money and the move in one batch, in either order; then two units in one department.
        let moved = vec![draft(Kind::Pay, 3, 100), card("102001", "102", "")];
        assert_eq!(groups(&mut store, moved), [one("990101000/102", 1100)]);
        let moved = vec![card("102001", "103", "990101"), draft(Kind::Pay, 4, 50)];
        assert_eq!(groups(&mut store, moved), [one("990101/103", 1150)]);
        let second = Draft {
            unit: "102002".to_owned(),
            line: "L2".to_owned(),
            ..draft(Kind::Initial, 4, 7)
        };
        let both = vec![card("102002", "103", "990101"), second];
        assert_eq!(groups(&mut store, both), [one("990101/103", 1157)]);
        let back = vec![card("102001", "102", "990101")];
        assert_eq!(groups(&mut store, back), [one("990101/102", 1150), one("990101/103", 7)]);
    });
}
