//! Every case of every rule on both databases, and every view over a real ledger: the whole of it and,
//! for every object, made again alone.
#![allow(clippy::unwrap_used, clippy::panic)]

mod ground;

use base::Date;
use oversight::Catalogue;
use oversight::rule::{Expect, Level, Outcome, Rule, Sweep, Tuned, try_case};
use oversight::views::{Params, Scope, View};
use std::collections::BTreeMap;
use store::{Store, Value};

fn params(year: i32) -> Params {
    let day = Date::constant(2024, 8, 31);
    let book = "990100000".to_owned();
    Params {
        book,
        year,
        day,
        last: 1_000_000,
        approved: Some(Date::constant(2024, 2, 1)),
        past: false,
    }
}

#[test]
fn every_case_of_every_rule_comes_out() {
    ground::each("cases", |place| {
        let catalogue = Catalogue::embedded().unwrap();
        let mut store = ground::filled(place, 1, 0);
        let mut wrong = Vec::new();
        let mut run = 0;
        for rule in catalogue.rules.values() {
            for case in &rule.cases {
                run += 1;
                match try_case(&mut store, &catalogue.views, rule, case) {
                    Err(error) => wrong.push(error.to_string()),
                    Ok(messages) => {
                        assert_eq!(messages.is_empty(), case.expect != Expect::Fail, "{}", rule.id);
                        let open = |m: &oversight::Words| m.zh.contains('{') || m.en.contains('{');
                        assert!(!messages.iter().any(open), "{}: {messages:?}", rule.id);
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        println!("{}: {} rules, {run} cases", place.shown(), catalogue.rules.len());
    });
}

#[test]
fn every_rule_passes_fails_at_each_level_and_is_skipped() {
    let catalogue = Catalogue::embedded().unwrap();
    for rule in catalogue.rules.values() {
        let has = |expect, level| {
            rule.cases.iter().any(|case| case.expect == expect && case.level == level)
        };
        assert!(has(Expect::Pass, None), "{}: no pass case", rule.id);
        assert!(has(Expect::Skip, None), "{}: no skip case", rule.id);
        for step in &rule.levels {
            let level = Level::name(step.level);
            assert!(has(Expect::Fail, Some(step.level)), "{}: no fail case {level}", rule.id);
        }
    }
}

/// Makes a view and gives its rows, in order.
fn rows(store: &mut Store, view: &View, scope: Scope, year: i32) -> Vec<Vec<Value>> {
    let params = params(year);
    store.scratch(&view.create()).unwrap();
    store.scratch(&view.insert(scope, &params).unwrap()).unwrap();
    let order: Vec<String> = (1..=view.columns.len()).map(|n| n.to_string()).collect();
    let names = view.names().join(", ");
    let sql = format!("SELECT {names} FROM {} ORDER BY {}", view.table(), order.join(", "));
    store.ask(&sql, &[]).unwrap()
}

/// Fills the touched table of a view with the objects of some of its rows.
fn touch(store: &mut Store, view: &View, rows: &[&Vec<Value>]) {
    let Some((table, key)) = view.touch.table() else { return };
    let kind = |c: &str| if ["year", "seq"].contains(&c) { "BIGINT" } else { "{text}" };
    let columns: Vec<String> = key.iter().map(|c| format!("{c} {}", kind(c))).collect();
    let made =
        format!("DROP TABLE IF EXISTS {table}; CREATE TEMP TABLE {table} ({})", columns.join(", "));
    store.scratch(&made).unwrap();
    let at = |row: &Vec<Value>, name: &str| {
        row[view.columns.iter().position(|c| c.name == name).unwrap()].clone()
    };
    let mut keys: Vec<Vec<Value>> =
        rows.iter().map(|row| key.iter().map(|c| at(row, c)).collect()).collect();
    keys.sort();
    keys.dedup();
    store.scratch_rows(table, key, &keys).unwrap();
}

#[test]
fn a_view_made_again_for_touched_objects_has_the_rows_of_a_full_run() {
    ground::each("views", |place| {
        let catalogue = Catalogue::embedded().unwrap();
        let mut store = ground::filled(place, 7, 900);
        for view in catalogue.views.values().filter(|v| !v.is_given()) {
            let full = rows(&mut store, view, Scope::Full, 2024);
            assert!(!full.is_empty(), "{}", view.name);
            let mut seen: Vec<&[Value]> = Vec::new();
            let grain: Vec<usize> = view
                .grain
                .iter()
                .map(|g| view.columns.iter().position(|c| c.name == *g).unwrap())
                .collect();
            for row in &full {
                assert_eq!(row[0], Value::from("990100000"), "{}", view.name);
                for (column, value) in view.columns.iter().zip(row) {
                    let fits = match value {
                        Value::Null => column.optional,
                        Value::Text(_) => column.kind.is_text(),
                        Value::Int(_) => !column.kind.is_text(),
                    };
                    assert!(fits, "{}.{}: {value:?}", view.name, column.name);
                }
                seen.push(row);
            }
            let mut keys: Vec<Vec<&Value>> =
                seen.iter().map(|row| grain.iter().map(|n| &row[*n]).collect()).collect();
            let all = keys.len();
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len(), all, "{}: the grain names a row", view.name);
            for third in 0..3 {
                let some: Vec<&Vec<Value>> = full.iter().skip(third).step_by(3).collect();
                touch(&mut store, view, &some);
                let again = rows(&mut store, view, Scope::Touched, 2024);
                for row in some {
                    assert!(again.contains(row), "{}: {row:?}", view.name);
                }
                assert!(again.iter().all(|row| full.contains(row)), "{}", view.name);
            }
        }
    });
}

#[test]
fn one_pass_over_payments_finds_and_counts_what_each_rule_does() {
    ground::each("sweep", |place| {
        let catalogue = Catalogue::embedded().unwrap();
        let mut store = ground::filled(place, 3, 900);
        let (view, params) = (&catalogue.views["payments"], params(2024));
        let source = view.source(Scope::Full, &params);
        let rules: Vec<(&Rule, Tuned)> = catalogue
            .rules
            .values()
            .filter(|r| r.from == "payments")
            .map(|r| (r, r.untuned()))
            .collect();
        let mut sweep = Sweep::new(rules.iter().map(|(rule, tuned)| (*rule, tuned)));
        let sql = sweep.sql(&params, &source).unwrap();
        let rows = store.ask(&sql, &[]).unwrap();
        rows.iter().for_each(|row| sweep.take(row));
        let counts = sweep.counts();
        let mut found = Vec::new();
        for (rule, tuned) in &rules {
            let inline = |_: &str| source.clone();
            let alone: BTreeMap<Outcome, i64> = store
                .ask(&rule.counts_sql(&params, tuned, &inline), &[])
                .unwrap()
                .iter()
                .map(|row| (Outcome::of(row[0].int().unwrap()), row[1].int().unwrap()))
                .collect();
            assert_eq!(counts[rule.id.as_str()], alone, "{}", rule.id);
            for row in store.ask(&rule.fires_sql(&params, tuned, &inline), &[]).unwrap() {
                found.push(Value::Int(rule.fired(&row).object.parse().unwrap()));
            }
        }
        found.sort();
        found.dedup();
        let mut swept = sweep.found().to_vec();
        swept.sort();
        assert_eq!(swept, found);
        assert!(!found.is_empty());
    });
}

/// What a view had on a day in the past: the rows of a ledger that ends there.
#[test]
fn a_view_of_a_day_in_the_past_knows_nothing_of_later_months() {
    ground::each("past", |place| {
        let catalogue = Catalogue::embedded().unwrap();
        let mut store = ground::filled(place, 7, 3000);
        let then = Params { day: Date::constant(2024, 5, 31), past: true, ..params(2024) };
        for view in catalogue.views.values().filter(|v| !v.is_given() && v.dated) {
            let Some(paid) = ["paid", "amount", "current", "project_initial"]
                .into_iter()
                .find(|name| view.column(name).is_some())
            else {
                panic!("{}: nothing to add up", view.name);
            };
            let sum = |store: &mut Store, params: &Params| {
                let source = view.sql(Scope::Full, params).unwrap();
                let sql =
                    format!("SELECT CAST(COALESCE(SUM(v.{paid}), 0) AS BIGINT) FROM ({source}) v");
                store.ask(&sql, &[]).unwrap()[0][0].int().unwrap()
            };
            let (whole, part) = (sum(&mut store, &params(2024)), sum(&mut store, &then));
            assert_ne!(whole, part, "{}: {paid}", view.name);
        }
        let paid = |store: &mut Store, name: &str| {
            let source = catalogue.views[name].sql(Scope::Full, &then).unwrap();
            let sql = format!("SELECT CAST(SUM(v.paid) AS BIGINT) FROM ({source}) v");
            store.ask(&sql, &[]).unwrap()[0][0].int().unwrap()
        };
        let journal = store
            .ask(
                "SELECT CAST(SUM(amount) AS BIGINT) FROM entry WHERE kind = '支付' AND year = 2024 \
                 AND day <= '2024-05-31'",
                &[],
            )
            .unwrap()[0][0]
            .int()
            .unwrap();
        for name in ["units", "book", "months", "subjects", "functions"] {
            assert_eq!(paid(&mut store, name), journal, "{name}");
        }
        let small = catalogue.views["units"].sql(Scope::Full, &then).unwrap();
        let sql = format!("SELECT CAST(SUM(v.three_paid) AS BIGINT) FROM ({small}) v");
        let three = store.ask(&sql, &[]).unwrap()[0][0].int().unwrap();
        let direct = "SELECT CAST(SUM(amount) AS BIGINT) FROM entry WHERE kind = '支付' AND year = 2024 \
             AND day <= '2024-05-31' AND eco = '30217'";
        assert_eq!(three, store.ask(direct, &[]).unwrap()[0][0].int().unwrap());
    });
}
