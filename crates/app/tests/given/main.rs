//! Views whose rows come from records: a small ledger is imported file by file, each warning rule has one
//! planted fact in it, and finds that one and no other, on both engines.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ground;

use app::desk::oversight::given;
use app::desk::oversight::{FindingsOptions, findings};
use base::Date;
use ground::{Ground, each};
use oversight::Catalogue;
use oversight::rule::Outcome;
use oversight::views::{Params, Scope};
use std::collections::BTreeMap;
use std::path::Path;
use store::{Store, Value};

const YEAR: i32 = 2023;

fn params(book: &str, day: &str) -> Params {
    let day = day.parse().unwrap();
    Params { book: book.to_owned(), year: YEAR, day, last: 1_000_000, approved: None, past: false }
}

fn scope(day: &str, units: Option<&[&str]>) -> given::Scope {
    let day: Date = day.parse().unwrap();
    let months = u32::try_from(params("", &day.to_string()).months()).unwrap();
    let units = units.map(|u| u.iter().map(|c| (*c).to_owned()).collect());
    given::Scope { year: YEAR, day, months, units, keys: None }
}

/// Rows of a view by column name.
fn named(ground: &mut Ground, view: &str, scope: &given::Scope) -> Vec<BTreeMap<String, Value>> {
    let catalogue = Catalogue::embedded().unwrap();
    let columns = &catalogue.views[view].columns;
    let rows = given::rows(&mut ground.desk, view, scope).map_err(|f| f.en).unwrap();
    let one = |row: Vec<Value>| {
        assert_eq!(row.len(), columns.len(), "{view}");
        columns.iter().map(|c| c.name.clone()).zip(row).collect()
    };
    rows.into_iter().map(one).collect()
}

/// The row whose column is so.
fn with<'r>(
    rows: &'r [BTreeMap<String, Value>],
    column: &str,
    is: &str,
) -> &'r BTreeMap<String, Value> {
    let found = rows.iter().find(|r| r[column] == Value::from(is));
    found.unwrap_or_else(|| panic!("no {column} {is} in {rows:#?}"))
}

/// What each rule from W55 on fires on: `W55 红 102001`.
fn fired(ground: &mut Ground, day: &str) -> Vec<String> {
    let catalogue = Catalogue::embedded().unwrap();
    let mut store = Store::open(&ground.place).unwrap();
    let last = store.head().unwrap().seq;
    let params = Params { last, ..params(&store.book().code.clone(), day) };
    let wanted = scope(day, None);
    for view in catalogue.views.values().filter(|v| !v.inline) {
        store.scratch(&view.create()).unwrap();
        match view.insert(Scope::Full, &params) {
            Some(sql) => store.scratch(&sql).unwrap(),
            None => {
                let rows = given::rows(&mut ground.desk, &view.name, &wanted);
                let rows = rows.map_err(|f| f.en).unwrap();
                store.scratch_rows(&view.table(), &view.names(), &rows).unwrap();
            }
        }
    }
    let mut all = Vec::new();
    let number = |id: &str| id.trim_start_matches('W').parse::<u32>().unwrap_or(0);
    for rule in catalogue.rules.values().filter(|r| number(&r.id) >= 55) {
        let source = |view: &str| catalogue.views[view].source(Scope::Full, &params);
        let sql = rule.fires_sql(&params, &rule.untuned(), &source);
        for row in store.ask(&sql, &[]).unwrap() {
            let fired = rule.fired(&row);
            let Outcome::Fires(level) = fired.outcome else { continue };
            let words = rule.message(&fired.shown, &rule.untuned());
            assert!(!words.zh.contains(['{', '}']), "{}: {}", rule.id, words.zh);
            println!("{} {}\n{} {}", rule.id, words.zh, rule.id, words.en);
            all.push(format!("{} {} {}", rule.id, level.name(), fired.object));
        }
    }
    all.sort_by_key(|line| (number(line.split(' ').next().unwrap_or_default()), line.clone()));
    all
}

/// Objects of payments are numbers of entries, which differ by engine: the purpose stands for them.
fn told(ground: &Ground, lines: Vec<String>) -> Vec<String> {
    let mut store = Store::open(&ground.place).unwrap();
    let rows = store.ask("SELECT seq, payee FROM entry WHERE kind = '支付'", &[]).unwrap();
    let payee: BTreeMap<String, String> =
        rows.iter().map(|r| (r[0].int().unwrap().to_string(), r[1].text().to_owned())).collect();
    let one = |line: String| {
        let (head, object) = line.rsplit_once(' ').unwrap();
        payee.get(object).map_or(line.clone(), |p| format!("{head} {p}"))
    };
    lines.into_iter().map(one).collect()
}

#[test]
fn every_given_view_has_the_columns_of_its_file() {
    let catalogue = Catalogue::embedded().unwrap();
    let files: Vec<&str> =
        catalogue.views.values().filter(|v| v.is_given()).map(|v| v.name.as_str()).collect();
    let ours: Vec<&str> = given::views().collect();
    assert_eq!(files, ours, "each given view has its file and its supplier");
    each("columns", |ground| {
        for view in catalogue_views() {
            let rows = given::rows(&mut ground.desk, &view.name, &scope("2024-06-30", None));
            let rows = rows.map_err(|f| f.en).unwrap();
            let late = ["findings", "finals"].contains(&view.name.as_str());
            assert!(late || !rows.is_empty(), "{} is empty", view.name);
            for row in &rows {
                assert_eq!(row.len(), view.columns.len(), "{}", view.name);
                for (column, value) in view.columns.iter().zip(row) {
                    let fits = match value {
                        Value::Null => column.optional,
                        Value::Text(_) => column.kind.is_text(),
                        Value::Int(_) => !column.kind.is_text(),
                    };
                    assert!(fits, "{}.{}: {value:?}", view.name, column.name);
                }
            }
        }
    });
}

fn catalogue_views() -> Vec<oversight::views::View> {
    let catalogue = Catalogue::embedded().unwrap();
    catalogue.views.into_values().filter(|v| v.is_given()).collect()
}

/// Rule, level and object of everything that is planted.
const PLANTED: &str = include_str!("planted.txt");

#[test]
fn each_rule_finds_what_was_planted_for_it_and_nothing_else() {
    each("planted", |ground| {
        let lines = fired(ground, "2024-06-30");
        let got = told(ground, lines).join("\n");
        assert_eq!(got.trim(), PLANTED.trim());
    });
}

#[test]
fn a_past_day_knows_nothing_of_what_came_later() {
    each("past", |ground| {
        let early = named(ground, "events", &scope("2023-03-10", None));
        let open = early.iter().filter(|r| r["kind"] == Value::from("财政批复")).count();
        assert_eq!(open, 1, "the second approval was not yet given");
        let then = named(ground, "government", &scope("2023-02-15", None));
        assert_eq!(then[0]["reserve"], Value::Int(30_000_000));
        assert_eq!(then[0]["debt_special"], Value::Null);
        let now = named(ground, "government", &scope("2024-06-30", None));
        assert_eq!(now[0]["reserve"], Value::Int(35_000_000));
        let debts = named(ground, "debts", &scope("2023-12-30", None));
        assert_eq!(with(&debts, "debt", "Z2")["used"], Value::Int(60_000_000));
        assert_eq!(debts.len(), 1, "the others were not yet reported");
        let goals = named(ground, "goals", &scope("2024-02-28", None));
        assert!(goals.is_empty(), "the goal was entered on the first of March");
    });
}

#[test]
fn ends_find_their_starts_by_number_or_by_year_and_unit() {
    each("pairs", |ground| {
        let rows = named(ground, "events", &scope("2024-06-30", None));
        let approvals: Vec<_> =
            rows.iter().filter(|r| r["kind"] == Value::from("财政批复")).collect();
        let days =
            |r: &BTreeMap<String, Value>| r["end_no"].int().unwrap() - r["start_no"].int().unwrap();
        let said: Vec<(&str, i64, Option<i64>)> =
            approvals.iter().map(|r| (r["unit"].text(), days(r), r["copied"].int())).collect();
        assert_eq!(said, [("102001", 14, Some(1)), ("103001", 42, Some(0))]);
        let published = rows.iter().find(|r| {
            r["kind"] == Value::from("部门预算公开") && r["unit"] == Value::from("102001")
        });
        assert_eq!(published.unwrap()["closed"], Value::Int(1));
        let other = rows.iter().find(|r| {
            r["kind"] == Value::from("部门预算公开") && r["unit"] == Value::from("103001")
        });
        assert_eq!(other.unwrap()["closed"], Value::Int(0));
        assert!(rows.iter().all(|r| r["event"] != Value::from("J4")), "another year's");
        for kind in ["部门批复", "一般性转移支付下达"] {
            assert!(rows.iter().all(|r| r["kind"] != Value::from(kind)), "{kind} is not kept here");
        }
        let government = rows.iter().find(|r| r["kind"] == Value::from("政府预算公开"));
        assert_eq!(government.unwrap()["closed"], Value::Int(0), "one a year is missed");
        assert_eq!(with(&rows, "event", "R1")["single"], Value::Int(1));
    });
}

#[test]
fn some_units_have_the_rows_they_have_in_the_whole() {
    each("some", |ground| {
        for view in catalogue_views() {
            let full = named(ground, &view.name, &scope("2024-06-30", None));
            for unit in ["102001", "102002", "103001", "none"] {
                let mut own = full.clone();
                // Debts are always held against all of them.
                if view.column("unit").is_some() && view.name != "debts" {
                    own.retain(|r| [unit, ""].contains(&r["unit"].text()));
                }
                let some = named(ground, &view.name, &scope("2024-06-30", Some(&[unit])));
                assert_eq!(some, own, "{} of {unit}", view.name);
            }
        }
    });
}

#[test]
fn contracts_are_measured_by_what_was_paid_on_them() {
    each("contracts", |ground| {
        let rows = named(ground, "contracts", &scope("2024-06-30", None));
        let c = with(&rows, "contract", "HT4");
        assert_eq!(c["due_day"], Value::from("2023-05-31"));
        assert_eq!(c["paid"], Value::Int(3_000_000));
        assert_eq!(c["paid_in_time"], Value::Int(3_000_000));
        assert_eq!((&c["sme"], &c["micro"]), (&Value::Int(1), &Value::Int(1)));
        assert_eq!(with(&rows, "contract", "HT2")["signing_days"], Value::Int(61));
        assert_eq!(with(&rows, "contract", "HT2")["announcing_days"], Value::Null);
        assert_eq!(with(&rows, "contract", "HT1")["budget"], Value::Int(0));
        assert_eq!(with(&rows, "contract", "K1")["budget"], Value::Null);
    });
}

#[test]
fn the_ledger_and_the_unit_are_told_apart_in_self_evaluations() {
    each("scores", |ground| {
        let rows = named(ground, "evaluations", &scope("2024-06-30", None));
        let e = with(&rows, "project", "P1");
        assert_eq!(e["said"], Value::Int(8_400));
        assert_eq!(e["said_points"], Value::Int(8_400));
        assert_eq!(e["points"], Value::Int(9_000));
        assert_eq!(e["executed_said"], Value::Int(0));
        assert_eq!(e["paid"], e["executed"]);
        assert!(e["paid"].int().unwrap() > 100_000_000);
        let rows = named(ground, "indicators", &scope("2024-06-30", None));
        assert_eq!(with(&rows, "name", "加固水库座数")["progress"], Value::Int(5_000));
        assert_eq!(with(&rows, "name", "加固水库座数")["due"], Value::Int(2_500));
        assert_eq!(with(&rows, "name", "验收合格率")["in_range"], Value::Int(0));
        let last = named(ground, "grades", &scope("2024-06-30", None));
        assert_eq!(with(&last, "project", "P1")["last_said"], Value::Int(8_400));
        let half = named(ground, "indicators", &scope("2024-03-01", None));
        assert_eq!(with(&half, "name", "加固水库座数")["progress"], Value::Int(5_000));
    });
}

/// The published book of an office, with one wrong figure and mended.
fn book(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus").join(name)
}

#[test]
fn findings_of_a_later_version_take_the_place_of_the_earlier_ones() {
    each("findings", |ground| {
        let options = FindingsOptions { unit: String::new(), year: Some(YEAR) };
        let wrong = book("final-nine-error-three.txt");
        let done = findings(&mut ground.desk, &wrong, &options).map_err(|f| f.en).unwrap();
        assert_eq!(
            (done.unit.as_str(), done.document.as_str(), done.gone),
            ("104001", "部门决算", 0)
        );
        assert!(done.found[0] > 0);
        let again = findings(&mut ground.desk, &wrong, &options).map_err(|f| f.en).unwrap();
        assert_eq!((again.receipt.posted, again.receipt.batch), (0, 0), "nothing new");
        let today = scope("2099-12-31", None);
        let rows = named(ground, "findings", &today);
        assert_eq!(rows.len(), done.found.iter().sum::<usize>());
        assert_eq!(with(&rows, "severity", "error")["rule"], Value::from("TT-42"));
        let lines = fired(ground, "2099-12-31");
        let of = |rule: &str| lines.iter().filter(|l| l.starts_with(rule)).count();
        assert_eq!((of("W88 "), of("W90 ")), (1, 1), "{lines:?}");
        assert!(of("W89 红") >= 1, "{lines:?}");
        let clean = book("final-nine.txt");
        let mended = findings(&mut ground.desk, &clean, &options).map_err(|f| f.en).unwrap();
        assert_eq!(
            mended.gone,
            done.found.iter().sum::<usize>() - mended.found.iter().sum::<usize>()
        );
        let rows = named(ground, "findings", &today);
        assert!(rows.iter().all(|r| r["severity"] != Value::from("error")), "{rows:?}");
        let documents = named(ground, "disclosures", &today);
        let d = with(&documents, "document", "部门决算");
        assert_eq!((&d["audited"], &d["errors"]), (&Value::Int(1), &Value::Int(0)));
        let said = named(ground, "finals", &today);
        let total = with(&said, "item", "一般公共预算财政拨款支出");
        assert_eq!(
            (&total["budget"], &total["paid"]),
            (&Value::Int(40_000_000), &Value::Int(30_000_000))
        );
        assert_eq!(total["slack"], Value::Int(5_000));
    });
}

#[test]
fn a_document_of_nobody_known_is_refused_in_words() {
    each("nobody", |ground| {
        for (options, said) in [
            (FindingsOptions { unit: "999999".to_owned(), year: None }, "999999"),
            (FindingsOptions::default(), "--unit"),
        ] {
            let told = findings(&mut ground.desk, &book("final-national.txt"), &options);
            let fault = told.expect_err("refused");
            assert!(fault.zh.contains(said) && fault.en.contains(said), "{}", fault.zh);
        }
        let fault = findings(&mut ground.desk, &book("none.txt"), &FindingsOptions::default());
        assert!(fault.expect_err("refused").en.contains("no such file"));
    });
}
