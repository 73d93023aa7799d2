//! A ledger in a few lines of text: what it is, when, whose, and how much.

use crate::ground::each;
use base::{Amount, Date};
use ledger::{Control, Controls, Draft, Kind, Project, Unit, UnitKind, kind_of};
use oversight::analysis::{Analysis, AnalysisError, Given, Kind as Of, Wanted, analyse};
use oversight::pivot::Dim;
use store::{Book, Header, Outcome, Place, Store};

/// Runs a check on both engines.
pub fn on(case: &str, check: fn(&Place)) {
    each(case, check);
}

/// Lines of text as a ledger:
/// `单位 CODE NAME DEPARTMENT DEPARTMENT-NAME KIND`, `项目 CODE KIND`, `人员 UNIT YEAR COUNT`, and
/// `KIND DAY UNIT PROJECT FUNC ECO YUAN [PAYEE] [@YEAR] [#LINE]` with `-` for what is not said.
pub fn ledger(place: &Place, text: &str) -> Store {
    let book = Book { code: "990100000".to_owned(), name: "试".to_owned() };
    let mut store = Store::create(place, &book).unwrap();
    let warn = Control::Warn;
    let controls = Controls {
        no_line: warn,
        above_allotment: warn,
        above_budget: warn,
        before_release: warn,
        foreign_line: warn,
        unknown_unit: warn,
        unknown_project: warn,
    };
    let mut posting = store.begin(&Header::default(), &controls).unwrap();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let done = posting.post(draft(&words)).unwrap();
        assert!(matches!(done, Outcome::Posted(_)), "{line}: {done:?}");
    }
    posting.commit().unwrap();
    store
}

fn draft(words: &[&str]) -> Draft {
    let of = |n: usize| words.get(n).copied().filter(|w| *w != "-").unwrap_or("").to_owned();
    let first = Date::constant(2021, 1, 1);
    match words[0] {
        "单位" => {
            let kind = match words[5] {
                "行政" => UnitKind::Administrative,
                _ => UnitKind::Institution,
            };
            let unit = Unit {
                code: of(1),
                name: of(2),
                department: of(3),
                department_name: of(4),
                kind,
                ..Unit::default()
            };
            record("单位", &of(1), serde_json::to_string(&unit).unwrap())
        }
        "项目" => {
            let project = Project { code: of(1), name: of(1), kind: of(2), unit: String::new() };
            record("项目", &of(1), serde_json::to_string(&project).unwrap())
        }
        "人员" => {
            let mut d = Draft::new(Kind::Register, first, of(2).parse().unwrap(), &of(1));
            (d.topic, d.key) = ("人员.实有数".to_owned(), "人".to_owned());
            d.amount = Amount::fen(of(3).parse().unwrap());
            d
        }
        kind => {
            let day: Date = words[1].parse().unwrap();
            let marked = |mark: char| words.iter().find_map(|w| w.strip_prefix(mark));
            let year = marked('@').map_or(i32::from(day.year()), |y| y.parse().unwrap());
            let mut d = Draft::new(kind_of(kind).unwrap(), day, year, &of(2));
            (d.project, d.func, d.eco) = (of(3), of(4), of(5));
            d.amount = Amount::from_yuan(words[6].parse().unwrap()).unwrap();
            d.payee = of(7).trim_start_matches(['@', '#']).to_owned();
            if of(7).starts_with(['@', '#']) {
                d.payee = String::new();
            }
            let own = format!("{year}|{}|{}", d.unit, d.project);
            d.line = marked('#').map_or(own, str::to_owned);
            d.fund = "111".to_owned();
            d
        }
    }
}

fn record(topic: &str, key: &str, payload: String) -> Draft {
    let unit = if topic == "单位" { key } else { "" };
    let mut d = Draft::new(Kind::Record, Date::constant(2021, 1, 1), 2021, unit);
    (d.topic, d.key, d.payload) = (topic.to_owned(), key.to_owned(), payload);
    d
}

/// An analysis through a month.
pub fn of(store: &mut Store, kind: Of, year: i32, month: u32, by: Option<Dim>) -> Analysis {
    let wanted = Wanted { year, month, by, top: 50, ..Wanted::default() };
    analyse(store, kind, &wanted, &Given::default(), &()).unwrap()
}

/// Why there is none.
pub fn refused(store: &mut Store, kind: Of, wanted: &Wanted) -> AnalysisError {
    analyse(store, kind, wanted, &Given::default(), &()).unwrap_err()
}

/// The tables as text: cells by `|`, figures as printed, nothing as `·`.
pub fn text(analysis: &Analysis) -> String {
    let mut out = String::new();
    for table in &analysis.tables {
        out.push_str(&format!("{}\n", table.title.zh));
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(cell).collect();
            out.push_str(&format!("{}\n", cells.join("|")));
        }
    }
    out
}

fn cell(cell: &oversight::analysis::Cell) -> String {
    use oversight::analysis::Cell;
    match cell {
        Cell::None => "·".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Words(words) => words.zh.clone(),
        other => other.figure().unwrap_or_default(),
    }
}

/// What was left out: count and reason.
pub fn left_out(analysis: &Analysis) -> Vec<String> {
    analysis.left_out.iter().map(|l| format!("{} {}", l.count, l.why.zh)).collect()
}
