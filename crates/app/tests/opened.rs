//! Questions of accounts: a reach cannot be widened by whatever is asked, and every figure opens to entries
//! that add up to it.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use access::Reach;
use app::desk::oversight::{
    Behind, Key, Query, View, Within, asked, broken_down, choices, dims, entries_behind, entry,
    is_sum, opened, reaches_department, reaches_everything, within,
};
use app::desk::{self, Desk};
use report::Lang;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

struct Demo {
    desk: Desk,
    folder: PathBuf,
}

impl Demo {
    fn new(name: &str) -> Demo {
        let folder =
            std::env::temp_dir().join(format!("mingzhang-opened-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let place = folder.join("demo.db").display().to_string();
        let mut desk = Desk::create(&place, "140900000", "示例", "甲").map_err(|f| f.en).unwrap();
        desk::demo(&mut desk).map_err(|f| f.en).unwrap();
        Demo { desk, folder }
    }

    fn ask(&mut self, query: &Query) -> View {
        asked(&mut self.desk, query, Lang::Zh).map_err(|f| f.en).unwrap()
    }

    fn within(&mut self, reach: &Reach) -> Within {
        within(&mut self.desk, reach).map_err(|f| f.en).unwrap()
    }

    /// Paid by unit.
    fn by_unit(&mut self, query: Query) -> BTreeMap<String, i128> {
        let query = Query { rows: texts(&["unit"]), measures: texts(&["paid"]), ..query };
        let view = self.ask(&query);
        view.rows.iter().map(|l| (l.keys[0].code.clone(), l.figures[0].whole.unwrap())).collect()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|t| (*t).to_owned()).collect()
}

fn reach(regions: &[&str], departments: &[&str], units: &[&str]) -> Reach {
    Reach { regions: texts(regions), departments: texts(departments), units: texts(units) }
}

/// What somebody may try to see more than his own.
fn tries() -> Vec<Query> {
    let filter = |text: &str| Query { filters: texts(&[text]), ..Query::default() };
    let only = |dim: &str, value: &str| Query {
        only: vec![(dim.to_owned(), texts(&[value]))],
        ..Query::default()
    };
    vec![
        Query::default(),
        filter("单位=901001,902001,102001"),
        filter("单位!=102001"),
        filter("部门!=102"),
        filter("区划=990101000"),
        filter("账簿=140900000"),
        filter("单位=-"),
        only("unit", "901001"),
        only("department", "901"),
        only("unit", "901001,102001"),
        Query { as_of: texts(&["2024-06-30"]), ..Query::default() },
        Query { as_of: texts(&["30000"]), ..Query::default() },
        Query { detail: true, ..Query::default() },
    ]
}

#[test]
fn a_reach_is_never_widened_by_what_is_asked() {
    let mut demo = Demo::new("reach");
    let reaches = [
        reach(&[], &["102"], &[]),
        reach(&[], &[], &["102001", "901001"]),
        reach(&["430902"], &[], &[]),
        reach(&["4304", "990101000"], &[], &[]),
        reach(&["4304"], &["901"], &["102001"]),
        reach(&[], &["901", ""], &["102001", ""]),
        reach(&["no"], &[], &[]),
        Reach::nothing(),
        Reach::all(),
    ];
    let sql = "SELECT code, department, COALESCE(NULLIF(region, ''), book) FROM unit_card";
    let path = demo.folder.join("demo.db");
    let cards: Vec<(String, String, String)> = {
        let db = rusqlite::Connection::open(path).unwrap();
        let mut all = db.prepare(sql).unwrap();
        let rows = all.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert!(cards.len() > 20);
    let mut hidden = 0;
    for reach in &reaches {
        let within = demo.within(reach);
        let covered: BTreeSet<&String> =
            cards.iter().filter(|(u, d, r)| reach.covers_unit(r, d, u)).map(|c| &c.0).collect();
        for query in tries() {
            let open = demo.by_unit(query.clone());
            let own = demo.by_unit(Query { within: within.clone(), ..query.clone() });
            let due: BTreeMap<String, i128> = open
                .iter()
                .filter(|(unit, _)| covered.contains(unit))
                .map(|(unit, fen)| (unit.clone(), *fen))
                .collect();
            assert_eq!(own, due, "{reach:?} {query:?}");
            hidden += open.len() - own.len();
            let total = demo.ask(&Query {
                measures: texts(&["paid"]),
                within: within.clone(),
                ..query.clone()
            });
            let sum: i128 = due.values().sum();
            assert_eq!(total.total.figures[0].whole.unwrap_or(0), sum, "{reach:?} {query:?}");
            // Nor by opening a figure.
            let entries =
                pages(&mut demo.desk, &Query { top: None, within: within.clone(), ..query });
            assert!(entries.iter().all(|e| covered.contains(&e.unit)), "{reach:?}");
        }
        let choices = choices(&mut demo.desk, &within, &[], Lang::Zh).map_err(|f| f.en).unwrap();
        let units: BTreeSet<&String> = choices.units.iter().map(|(code, _)| code).collect();
        assert_eq!(units, covered, "{reach:?}");
        let all = reaches_everything(&mut demo.desk, &within).map_err(|f| f.en).unwrap();
        assert_eq!(all, reach.is_all(), "{reach:?}");
    }
    assert!(hidden > 1000, "{hidden}");
}

#[test]
fn a_department_is_reached_with_all_of_its_units() {
    let mut demo = Demo::new("department");
    for (reach, department, expect) in [
        (reach(&[], &["102"], &[]), "102", true),
        (reach(&[], &["102"], &[]), "901", false),
        (reach(&[], &[], &["102001"]), "102", true),
        (reach(&["990101000"], &[], &[]), "901", true),
        (reach(&["430902"], &[], &[]), "901", false),
        (Reach::all(), "901", true),
        (Reach::all(), "none", false),
        (Reach::all(), "", false),
        (Reach::nothing(), "102", false),
    ] {
        let within = demo.within(&reach);
        let is = reaches_department(&mut demo.desk, &within, department).map_err(|f| f.en).unwrap();
        assert_eq!(is, expect, "{reach:?} {department}");
    }
}

/// All entries behind a figure, page by page.
fn pages(desk: &mut Desk, query: &Query) -> Vec<Behind> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = entries_behind(desk, query, after, 5000).map_err(|f| f.en).unwrap();
        let Some(last) = page.last() else { return all };
        after = Some((last.book.clone(), last.seq));
        all.extend(page);
    }
}

/// The question behind a figure.
fn opening(query: &Query, keys: &[&Key], measure: &str) -> Query {
    let mut only: BTreeMap<String, Vec<String>> = query.only.iter().cloned().collect();
    for key in keys {
        let code = if key.code.is_empty() { "-" } else { &key.code };
        only.insert(key.dim.to_owned(), texts(&[code]));
    }
    Query {
        measures: texts(&[measure]),
        filters: query.filters.clone(),
        only: only.into_iter().collect(),
        as_of: query.as_of.clone(),
        within: query.within.clone(),
        ..Query::default()
    }
}

/// A small generator: the same numbers every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(n).unwrap()).unwrap()
    }
}

#[test]
fn every_figure_of_random_questions_opens_to_entries_that_add_up_to_it() {
    let mut demo = Demo::new("figures");
    let mut chance = Chance(7);
    let all = dims(Lang::En);
    let measures =
        ["paid", "current", "initial", "last-paid", "payments", "balance", "adjusted", "income"];
    let states: [&[&str]; 4] = [&[], &[], &["2024-06-30"], &["30000"]];
    let limits =
        [Reach::all(), reach(&[], &["102", "901"], &[]), reach(&["430902"], &[], &["902001"])];
    let mut opened_figures = 0;
    for _ in 0..40 {
        let pick = |c: &mut Chance| all[c.below(all.len())].id.to_owned();
        let (row, column) = (pick(&mut chance), pick(&mut chance));
        let measure = measures[chance.below(measures.len())];
        let limit = demo.within(&limits[chance.below(3)]);
        let query = Query {
            columns: if row == column || row == "year" { Vec::new() } else { vec![column] },
            rows: vec![row],
            measures: texts(&[measure]),
            only: vec![("year".to_owned(), texts(&["2024"]))],
            as_of: texts(states[chance.below(4)]),
            within: limit,
            ..Query::default()
        };
        let view = demo.ask(&query);
        for _ in 0..4 {
            if view.rows.is_empty() {
                break;
            }
            let line = &view.rows[chance.below(view.rows.len())];
            let n = chance.below(view.columns.len());
            let keys: Vec<&Key> = line.keys.iter().chain(&view.columns[n]).collect();
            opens(&mut demo.desk, &opening(&query, &keys, measure), line.figures[n].whole, measure);
            opened_figures += 1;
        }
        opens(
            &mut demo.desk,
            &opening(&query, &[], measure),
            view.total.figures.last().and_then(|_| {
                if view.columns.len() == 1 { view.total.figures[0].whole } else { None }
            }),
            measure,
        );
    }
    assert!(opened_figures > 80, "{opened_figures}");
}

/// A figure equals what it opens to: itself, its parts, its breakdowns and its entries.
fn opens(desk: &mut Desk, query: &Query, figure: Option<i128>, measure: &str) {
    let open = opened(desk, query, Lang::Zh).map_err(|f| f.en).unwrap();
    if let Some(figure) = figure {
        assert_eq!(open.figure.whole, Some(figure), "{query:?}");
    }
    let entries = pages(desk, query);
    assert_eq!(i64::try_from(entries.len()).unwrap(), open.count, "{query:?}");
    let listed: i128 = entries.iter().map(|e| i128::from(e.fen)).sum();
    let parts: i128 = open.parts.iter().map(|p| p.fen).sum();
    assert_eq!(listed, parts, "{query:?}");
    let own = open.figure.whole.unwrap_or(0);
    let due = match measure {
        "payments" => i128::from(open.count),
        "balance" => {
            let paid = open.parts.iter().filter(|p| p.kind == "支付").map(|p| p.fen).sum::<i128>();
            parts - 2 * paid
        }
        _ => parts,
    };
    assert_eq!(own, due, "{query:?}");
    assert!(is_sum(measure) || matches!(measure, "payments" | "balance" | "last-paid"));
    for by in open.finer.iter().take(2) {
        let view = broken_down(desk, query, by, Lang::Zh).map_err(|f| f.en).unwrap();
        let lines = view.rows.iter().chain(&view.rest);
        let sum: i128 = lines.filter_map(|l| l.figures[0].whole).sum();
        assert_eq!(sum, own, "{by} {query:?}");
    }
}

#[test]
fn an_entry_says_where_it_comes_from_and_records_are_none() {
    let mut demo = Demo::new("entry");
    let query = Query {
        measures: texts(&["paid"]),
        only: vec![("unit".to_owned(), texts(&["102001"]))],
        ..Query::default()
    };
    let behind = pages(&mut demo.desk, &query);
    let first = behind.first().unwrap();
    let seq = u64::try_from(first.seq).unwrap();
    let view =
        entry(&mut demo.desk, &first.book, seq, Lang::Zh).map_err(|f| f.en).unwrap().unwrap();
    assert_eq!(view.amount, first.text);
    assert_eq!(view.place[1..], ["102".to_owned(), "102001".to_owned()]);
    assert_eq!(view.source.0, first.source.0);
    assert!(view.hash.len() == 64 && !view.batch.at.is_empty() && view.batch.actor == "甲");
    // The first entry of a batch is a record; what records say is shown elsewhere.
    for (book, seq) in [("140900000", 1), ("140900000", 9_999_999), ("none", seq)] {
        assert_eq!(entry(&mut demo.desk, book, seq, Lang::Zh).map_err(|f| f.en).unwrap(), None);
    }
}
