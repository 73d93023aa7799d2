//! A made-up province: the same for the same seed, its totals close, and every warning rule finds what is
//! planted for it and nothing else.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use app::desk::oversight::{Warn, warn};
use app::desk::{self, Desk, SynthOptions};
use oversight::Catalogue;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use store::{Place, Store, Value};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path =
            std::env::temp_dir().join(format!("mingzhang-synth-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn at(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn options(seed: u64, truth: Option<PathBuf>) -> SynthOptions {
    SynthOptions { units: 60, payments: 11_000, seed, years: 3, truth }
}

fn made(place: &str, seed: u64) -> (Desk, String) {
    let (code, name) = desk::synth_book().map_err(|f| f.en).unwrap();
    let mut ledger = Desk::create(place, &code, &name, "test").map_err(|f| f.en).unwrap();
    let truth = desk::synth_truth(place);
    let done = desk::synth(&mut ledger, &options(seed, Some(truth)), &|_| {});
    let done = done.map_err(|f| f.en).unwrap();
    (ledger, done.head)
}

type Objects = BTreeMap<(String, i64, String), String>;

/// Rule, year, object → level.
fn truth(path: &Path) -> (serde_json::Value, Objects) {
    let text = std::fs::read_to_string(path).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut objects = Objects::new();
    for (rule, all) in whole["rules"].as_object().unwrap() {
        // Some are only found with another catalogue.
        if whole["conditions"].get(rule).is_some() {
            continue;
        }
        for one in all.as_array().unwrap() {
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            let key = (rule.clone(), one["year"].as_i64().unwrap(), text("object"));
            objects.insert(key, text("level"));
        }
    }
    (whole, objects)
}

#[test]
fn every_rule_finds_what_is_planted_and_nothing_else() {
    let folder = Folder::new("truth");
    let place = folder.at("a.db");
    let (mut ledger, _) = made(&place, 1);
    let (whole, expect) = truth(&desk::synth_truth(&place));
    let catalogue = Catalogue::embedded().unwrap();
    let named: BTreeSet<&String> = whole["rules"].as_object().unwrap().keys().collect();
    let planted =
        |rule: &&String| whole["rules"][rule.as_str()].as_array().is_some_and(|a| !a.is_empty());
    let missing: Vec<&String> =
        catalogue.rules.keys().filter(|r| !named.contains(r) || !planted(r)).collect();
    assert!(missing.is_empty(), "rules for which nothing is planted: {missing:?}");
    let mut found = Objects::new();
    for run in whole["runs"].as_array().unwrap() {
        let (year, day) = (run["year"].as_i64().unwrap(), run["day"].as_str().unwrap());
        let wanted = Warn {
            year: i32::try_from(year).ok(),
            day: Some(day.to_owned()),
            full: true,
            dry: true,
            ..Warn::default()
        };
        let done = warn(&mut ledger, &wanted).map_err(|f| f.en).unwrap();
        assert!(done.evaluated.failures.is_empty(), "{:?}", done.evaluated.failures);
        for hit in &done.evaluated.hits {
            let level = hit.level.zh().to_owned();
            found.insert((hit.rule.clone(), year, hit.object.clone()), level);
        }
    }
    let odd = |a: &Objects, b: &Objects| {
        a.iter()
            .filter(|(k, v)| b.get(*k) != Some(*v))
            .map(|o| format!("{o:?}"))
            .collect::<Vec<_>>()
    };
    assert_eq!((odd(&expect, &found), odd(&found, &expect)), (Vec::new(), Vec::new()));
}

#[test]
fn the_same_seed_makes_the_same_ledger() {
    let folder = Folder::new("seed");
    let heads: Vec<String> = [1, 1, 2]
        .iter()
        .enumerate()
        .map(|(n, seed)| made(&folder.at(&format!("{n}.db")), *seed).1)
        .collect();
    assert_eq!(heads[0], heads[1]);
    assert_ne!(heads[0], heads[2]);
    let text = |n: usize| std::fs::read(folder.at(&format!("{n}.db.truth.json"))).unwrap();
    assert!(text(0) == text(1) && text(0) != text(2));
}

#[test]
fn totals_close_but_where_it_is_planted() {
    let folder = Folder::new("totals");
    let place = folder.at("a.db");
    drop(made(&place, 3));
    let (_, expect) = truth(&desk::synth_truth(&place));
    let planted: BTreeSet<&str> =
        expect.keys().filter(|(rule, ..)| rule == "W36").map(|(.., line)| line.as_str()).collect();
    let mut store = Store::open(&Place::parse(&place)).unwrap();
    let sql = "SELECT line, initial + adjusted, allotted, paid, known FROM balance ORDER BY line";
    let rows = store.ask(sql, &[]).unwrap();
    assert!(rows.len() > 1_000);
    for row in &rows {
        let [line, numbers @ ..] = row.as_slice() else { panic!() };
        let numbers: Vec<i64> = numbers.iter().filter_map(Value::int).collect();
        let [current, allotted, paid, known] = numbers[..] else { panic!() };
        let closes = current >= allotted && allotted >= paid && paid >= 0;
        // A line without a budget is planted for W35.
        assert!(
            closes || planted.contains(line.text()) || known == 0,
            "{} {numbers:?}",
            line.text()
        );
    }
    assert!(store.verify(&mut |_, _| {}).is_ok());
}

#[test]
fn what_cannot_be_made_is_refused_before_anything_is() {
    let with = |units: usize, payments: u64, years: u32| SynthOptions {
        units,
        payments,
        seed: 1,
        years,
        truth: None,
    };
    for (units, payments, years, fits) in [
        (59, 100_000, 3, false),
        (60, 10_799, 3, false),
        (60, 10_800, 3, true),
        (60, 10_800, 0, false),
        (60, 10_800, 11, false),
        (20_001, 100_000_000, 3, false),
        (3_000, 10_000_000, 3, true),
        (3_000, 1_000_000_001, 3, false),
    ] {
        let said = desk::synth_check(&with(units, payments, years));
        assert_eq!(said.is_ok(), fits, "{units} {payments} {years}");
    }
}
