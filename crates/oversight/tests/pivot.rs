//! Pivot questions: rollups, the journal and drill-downs give the same figures, for every combination of
#![allow(clippy::unwrap_used, clippy::panic)]
//! dimensions and measures, on both engines.

mod ground;

use ground::{Chance, each, filled};
use ledger::AsOf;
use oversight::pivot::{
    Answer, Cell, DIMS, Dim, Filter, Group, MEASURES, Measure, PivotError, Question, ask, drill,
};
use store::Store;

fn question(rows: &[Dim], columns: &[Dim], measures: &[Measure]) -> Question {
    Question {
        rows: rows.to_vec(),
        columns: columns.to_vec(),
        measures: measures.to_vec(),
        months: Some(9),
        ..Question::default()
    }
}

fn of_year(q: Question) -> Question {
    let filter = Filter { dim: Dim::Year, values: vec!["2024".to_owned()], not: false };
    Question { filters: vec![filter], ..q }
}

fn bodies(answer: &Answer) -> (&[Vec<String>], &[Group], &Option<Group>, &Group) {
    (&answer.columns, &answer.rows, &answer.rest, &answer.total)
}

/// The same question to the rollups and to the journal.
fn both(store: &mut Store, q: &Question) -> Answer {
    let fast = ask(store, q).unwrap();
    let slow = ask(store, &Question { detail: true, ..q.clone() }).unwrap();
    assert_eq!(bodies(&fast), bodies(&slow), "{q:?} from {:?}", fast.rollup);
    assert_eq!(slow.rollup, None);
    fast
}

#[test]
fn every_pair_of_dimensions_gives_the_same_from_rollups_and_journal() {
    each("pairs", |place| {
        let mut store = filled(place, 7, 700);
        let measures: Vec<Measure> =
            MEASURES.iter().map(|m| m.0).filter(|m| *m != Measure::PerHead).collect();
        let mut seen = std::collections::BTreeSet::new();
        for (a, _, _) in DIMS {
            for (b, _, _) in DIMS {
                for measures in [&measures[..], &[Measure::Paid, Measure::Payments]] {
                    let q = if a == b {
                        question(&[a], &[], measures)
                    } else {
                        question(&[a], &[b], measures)
                    };
                    let q = if a == Dim::Year || b == Dim::Year { q } else { of_year(q) };
                    seen.insert(both(&mut store, &q).rollup);
                }
            }
        }
        // All thirteen rollups and, where none covers, the journal.
        assert_eq!(seen.len(), 14, "{seen:?}");
    });
}

#[test]
fn every_figure_opens_to_exactly_itself() {
    each("open", |place| {
        let mut store = filled(place, 11, 500);
        let mut chance = Chance(3);
        for _ in 0..60 {
            let pick = |c: &mut Chance| DIMS[c.below(16) as usize].0;
            let (a, b) = (pick(&mut chance), pick(&mut chance));
            let columns: &[Dim] = if a == b { &[] } else { &[b] };
            let measures = [Measure::Initial, Measure::Paid, Measure::Current, Measure::Income];
            let q = of_year(question(&[a], columns, &measures));
            if [a, b].contains(&Dim::Year) && chance.below(2) == 0 {
                continue;
            }
            let answer = both(&mut store, &q);
            for row in &answer.rows {
                opens(&mut store, &q, &answer, row);
            }
        }
    });
}

fn opens(store: &mut Store, q: &Question, answer: &Answer, row: &Group) {
    let pairs = answer.columns.iter().flat_map(|c| q.measures.iter().map(move |m| (c, *m)));
    for (cell, (column, measure)) in row.cells.iter().zip(pairs) {
        let side = q.rows.iter().copied().zip(row.key.iter().cloned());
        let top = q.columns.iter().copied().zip(column.iter().cloned());
        let place: Vec<(Dim, String)> = side.chain(top).collect();
        let opened = drill(store, q, &place, measure, None, 10_000).unwrap();
        let sum: i64 = opened.sums.iter().map(|(_, s)| s).sum();
        let listed: i64 = opened.entries.iter().filter_map(|e| e[10].int()).sum();
        let due = if let Cell::Money(fen) = cell { *fen } else { 0 };
        assert_eq!((i128::from(sum), i128::from(listed)), (due, due), "{place:?} {measure:?}");
        assert_eq!(opened.count as usize, opened.entries.len());
        assert_eq!(matches!(cell, Cell::None), opened.count == 0, "{place:?} {measure:?}");
    }
}

#[test]
fn filters_orders_and_the_rest_leave_the_total_as_it_is() {
    each("rest", |place| {
        let mut store = filled(place, 5, 400);
        for sort in [Measure::Paid, Measure::Rate, Measure::Change, Measure::Balance] {
            for largest in [true, false] {
                let measures = [Measure::Current, Measure::Paid, Measure::Rate, Measure::LastPaid];
                let whole = of_year(question(&[Dim::Unit], &[], &measures));
                let q = Question { sort: Some((sort, largest)), top: Some(2), ..whole.clone() };
                let (cut, all) = (both(&mut store, &q), both(&mut store, &whole));
                assert_eq!(cut.total, all.total, "{sort:?}");
                assert_eq!(cut.rows.len(), 2);
                let paid = |g: &Group| if let Cell::Money(fen) = g.cells[1] { fen } else { 0 };
                let sum: i128 = cut.rows.iter().chain(&cut.rest).map(paid).sum();
                assert_eq!(sum, paid(&cut.total), "{sort:?}");
            }
        }
        let only = [Measure::Paid];
        let q = of_year(question(&[Dim::Payee], &[], &only));
        let q = Question { sort: Some((Measure::Paid, true)), top: Some(1), ..q };
        let cut = both(&mut store, &q);
        assert_eq!((cut.rows.len(), cut.rest.is_some()), (1, true));
        assert_eq!(cut.rollup.as_deref(), Some("by_supplier"));
        for filter in [
            (Dim::Department, vec!["101", "102"], false),
            (Dim::Department, vec!["101"], true),
            (Dim::Region, vec!["990100000"], false),
            (Dim::UnitKind, vec!["行政单位"], false),
            (Dim::Class, vec!["201"], false),
            (Dim::Class, vec!["20"], false),
            (Dim::Section, vec![""], false),
            (Dim::EcoClass, vec!["302", "301"], true),
            (Dim::ProjectKind, vec!["公用经费"], false),
            (Dim::Payee, vec!["甲公司"], true),
            (Dim::Month, vec!["202403"], false),
            (Dim::Unit, vec![], false),
        ] {
            let (dim, values, not) = filter;
            let values = values.into_iter().map(str::to_owned).collect();
            let mut q = of_year(question(&[Dim::Unit], &[Dim::Month], &[Measure::Paid]));
            q.filters.push(Filter { dim, values, not });
            let answer = both(&mut store, &q);
            for row in &answer.rows {
                opens(&mut store, &q, &answer, row);
            }
        }
    });
}

#[test]
fn the_end_of_a_month_is_answered_from_rollups_and_a_day_within_from_the_journal() {
    each("days", |place| {
        let mut store = filled(place, 9, 300);
        for (day, seq, rollup) in [
            (Some((2024, 6, 30)), None, true),
            (Some((2024, 2, 29)), None, true),
            (Some((2024, 6, 15)), None, false),
            (None, Some(200), false),
            (None, Some(1_000_000), true),
            (Some((2024, 6, 30)), Some(200), false),
        ] {
            let day = day.map(|(y, m, d)| base::Date::constant(y, m, d));
            let q = of_year(question(&[Dim::Unit], &[], &[Measure::Paid, Measure::LastPaid]));
            let q = Question { as_of: AsOf { seq, day }, ..q };
            assert_eq!(both(&mut store, &q).rollup.is_some(), rollup, "{day:?} {seq:?}");
        }
    });
}

#[test]
fn heads_are_those_of_the_units() {
    each("heads", |place| {
        let mut store = filled(place, 9, 300);
        let filter = Filter { dim: Dim::Year, values: vec!["2023".to_owned()], not: false };
        let q = question(&[Dim::Unit], &[], &[Measure::Paid, Measure::PerHead]);
        let answer = both(&mut store, &Question { filters: vec![filter], ..q });
        let [Cell::Money(paid), Cell::Ratio(part, heads)] = answer.rows[0].cells[..] else {
            panic!("{:?}", answer.rows)
        };
        assert_eq!((answer.rows[0].key[0].as_str(), part, heads), ("102001", paid, 7));
        assert_eq!(answer.rows[1].cells[1], Cell::None);
    });
}

#[test]
fn what_cannot_be_answered_is_refused_in_words() {
    each("refused", |place| {
        let mut store = filled(place, 9, 30);
        let year = Filter { dim: Dim::Year, values: vec!["去年".to_owned()], not: false };
        let number = Question { filters: vec![year], ..question(&[], &[], &[Measure::Paid]) };
        let cases = [
            (question(&[Dim::Unit], &[], &[]), PivotError::NoMeasure),
            (question(&[Dim::Unit], &[Dim::Unit], &[Measure::Paid]), PivotError::Twice("单位")),
            (question(&[], &[], &[Measure::Change]), PivotError::NeedsYear("增减额")),
            (question(&[Dim::Payee], &[], &[Measure::PerHead]), PivotError::NoHeads),
            (number, PivotError::NotNumber("年度", "去年".to_owned())),
        ];
        for (q, expect) in cases {
            assert_eq!(ask(&mut store, &q), Err(expect), "{q:?}");
        }
    });
}
