//! After any batch the rules and objects that are evaluated again are enough: what a full evaluation says
//! changed is what the partial one says. One entry of every kind and topic of a made-up province is taken
//! back, then posted again.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use app::desk::oversight::{Evaluated, Run, evaluate};
use app::desk::{self, Desk, SynthOptions};
use base::Date;
use ledger::{Control, Controls, Draft, Entry};
use std::collections::{BTreeMap, BTreeSet};
use store::{Filter, Header, Outcome, Place, Store};

const YEAR: i32 = 2025;

/// Rule and object → cause and level.
type Hits = BTreeMap<(String, String), (String, String)>;

fn hits(done: &Evaluated) -> Hits {
    let one = |h: &oversight::case::Hit| {
        ((h.rule.clone(), h.object.clone()), (h.cause.clone(), format!("{:?}", h.level)))
    };
    done.hits.iter().map(one).collect()
}

fn run(desk: &mut Desk, since: Option<u64>) -> Evaluated {
    let day = Date::constant(2025, 12, 31);
    let run = Run { year: YEAR, day, rules: Vec::new(), since, settings: None };
    let done = evaluate(desk, &run).map_err(|f| f.en).unwrap();
    assert_eq!(done.failures, []);
    done
}

/// What would be refused is what some rules are about.
fn lax() -> Controls {
    Controls {
        no_line: Control::Warn,
        above_allotment: Control::Warn,
        above_budget: Control::Warn,
        before_release: Control::Warn,
        unknown_unit: Control::Warn,
        unknown_project: Control::Warn,
        ..Controls::default()
    }
}

fn head(store: &mut Store) -> u64 {
    store.head().unwrap().seq
}

/// Takes an entry back; false where that is not allowed.
fn reverse(store: &mut Store, seq: u64, day: Date) -> bool {
    let mut posting = store.begin(&Header::default(), &lax()).unwrap();
    let taken = matches!(
        posting.reverse(seq, day, "试").unwrap(),
        Outcome::Posted(_) | Outcome::Deleted(_)
    );
    // A transfer must close: one leg alone is not taken back.
    taken && posting.commit().is_ok()
}

fn again(store: &mut Store, entry: &Entry) -> bool {
    let mut posting = store.begin(&Header::default(), &lax()).unwrap();
    let draft = Draft { ext: String::new(), stamp: String::new(), ..entry.draft.clone() };
    let taken = matches!(posting.post(draft).unwrap(), Outcome::Posted(_));
    // A transfer must close: one leg alone is not taken back.
    taken && posting.commit().is_ok()
}

/// What a partial evaluation missed or made up, beside full ones before and after.
fn wrong(before: &Hits, after: &Hits, part: &Evaluated) -> Vec<String> {
    let mut wrong = Vec::new();
    let found = hits(part);
    for (key, value) in &found {
        if after.get(key) != Some(value) {
            wrong.push(format!("{key:?} is not there"));
        }
    }
    for (key, value) in after {
        if before.get(key) != Some(value) && !found.contains_key(key) {
            wrong.push(format!("{key:?} was missed"));
        }
    }
    for (key, (cause, _)) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
        let place = (cause.clone(), key.1.clone());
        let looked = &part.looked;
        let here = looked.objects.as_ref().is_none_or(|o| o.contains(&place));
        if !(looked.whole.contains(&key.0) || looked.rules.contains(&key.0) && here) {
            wrong.push(format!("{key:?} has ceased unseen"));
        }
    }
    wrong
}

#[test]
fn a_part_sees_what_the_whole_sees() {
    let folder = std::env::temp_dir().join(format!("mingzhang-touched-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let place = folder.join("a.db").display().to_string();
    let (code, name) = desk::synth_book().map_err(|f| f.en).unwrap();
    let mut ledger = Desk::create(&place, &code, &name, "test").map_err(|f| f.en).unwrap();
    let options = SynthOptions { units: 60, payments: 7_200, seed: 5, years: 2, truth: None };
    desk::synth(&mut ledger, &options, &|_| {}).map_err(|f| f.en).unwrap();
    let mut store = Store::open(&Place::parse(&place)).unwrap();

    let mut all: BTreeMap<(String, String, i32), Vec<Entry>> = BTreeMap::new();
    let mut back = BTreeSet::new();
    store
        .entries(&Filter::default(), &mut |entry| {
            back.extend(entry.draft.reverses);
            let topic = entry.draft.topic.split('.').next().unwrap_or_default().to_owned();
            let group = (ledger::kind_name(entry.draft.kind).to_owned(), topic, entry.draft.year);
            all.entry(group).or_default().push(entry);
        })
        .unwrap();
    let mut before = hits(&run(&mut ledger, None));
    let (mut tried, mut changed, mut failed) = (0, 0, Vec::new());
    for ((kind, topic, year), entries) in &all {
        // Statements of the year before are as those of the year; its money is not.
        let other = *year != YEAR && !topic.is_empty();
        if other || topic.starts_with("批次") || topic.starts_with("预警") {
            continue;
        }
        // The last of a group is one that something was planted on.
        let Some(entry) =
            entries.iter().rfind(|e| e.draft.reverses.is_none() && !back.contains(&e.seq))
        else {
            continue;
        };
        for step in ["taken back", "again"] {
            let since = head(&mut store);
            let day = Date::constant(2025, 12, 30);
            let done = match step {
                "again" => again(&mut store, entry),
                _ => reverse(&mut store, entry.seq, day),
            };
            if !done {
                continue;
            }
            tried += 1;
            let part = run(&mut ledger, Some(since));
            let after = hits(&run(&mut ledger, None));
            for one in wrong(&before, &after, &part) {
                failed.push(format!("{kind} {topic} {year} {step}: {one}"));
            }
            changed += usize::from(before != after);
            before = after;
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    assert!(tried > 60 && changed > 8, "{tried} tried, {changed} changed something");
    println!("{tried} batches, {changed} changed what fires");
    assert!(failed.is_empty(), "{failed:#?}");
}
