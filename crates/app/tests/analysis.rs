//! Analyses of the bundled example, as the command gives them: every kind and format, in both languages.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

use app::desk::oversight::{Analyse, AnalyseFormat, Query, QueryFormat, analyse, analysed, query};
use app::desk::{self, Desk};
use oversight::analysis::{Found, KINDS};
use report::Lang;
use std::path::PathBuf;

struct Demo {
    desk: Desk,
    folder: PathBuf,
}

impl Demo {
    fn new(name: &str) -> Demo {
        let folder =
            std::env::temp_dir().join(format!("mingzhang-analysis-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let place = folder.join("demo.db").display().to_string();
        let mut desk = Desk::create(&place, "140900000", "示例", "甲").map_err(|f| f.en).unwrap();
        desk::demo(&mut desk).map_err(|f| f.en).unwrap();
        Demo { desk, folder }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn asked(kind: &str, year: i32) -> Analyse {
    Analyse { kind: kind.to_owned(), year, top: 10, ..Analyse::default() }
}

#[test]
fn every_analysis_is_given_in_every_format_and_language() {
    let mut demo = Demo::new("all");
    for (_, zh, en, _) in KINDS {
        for (name, lang) in [(zh, Lang::Zh), (en, Lang::En)] {
            let asked = asked(name, 2023);
            let mut give = |format| analysed(&mut demo.desk, &asked, format, lang);
            let text = give(AnalyseFormat::Table).map_err(|f| f.en).unwrap();
            let text = String::from_utf8(text).unwrap();
            assert!(text.lines().next().is_some_and(|l| l.len() > 10), "{name}: {text}");
            assert!(text.contains(lang.say("截至第", "as of entry")), "{name}");
            for format in [AnalyseFormat::Csv, AnalyseFormat::Json, AnalyseFormat::Html] {
                assert!(!give(format).map_err(|f| f.en).unwrap().is_empty(), "{name} {format:?}");
            }
            let book = give(AnalyseFormat::Xlsx).map_err(|f| f.en).unwrap();
            assert!(book.starts_with(b"PK"), "{name}");
        }
    }
}

#[test]
fn the_total_of_a_curve_is_the_answer_of_the_query() {
    let mut demo = Demo::new("curve");
    let mut wanted = asked("execution-curve", 2024);
    wanted.month = Some(9);
    let done = analyse(&mut demo.desk, &wanted).map_err(|f| f.en).unwrap();
    let Found::Curve(curve) = &done.found else { panic!() };
    let paid = curve.points.last().unwrap().cumulative;
    let query_ = Query {
        measures: vec!["paid".to_owned()],
        filters: vec!["year=2024".to_owned()],
        as_of: vec!["2024-09-30".to_owned()],
        ..Query::default()
    };
    let answer =
        query(&mut demo.desk, &query_, QueryFormat::Json, Lang::En).map_err(|f| f.en).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!(value["total"]["cells"][0]["fen"], paid.as_fen().to_string());
    // Parts add up to the whole: those with a budget and those without.
    wanted.by = Some("unit".to_owned());
    let parts = analyse(&mut demo.desk, &wanted).map_err(|f| f.en).unwrap();
    let Found::Curve(curve) = &parts.found else { panic!() };
    assert_eq!(curve.compared, 40);
}

#[test]
fn names_that_are_not_known_are_answered_with_those_that_are() {
    let mut demo = Demo::new("names");
    let fault = analyse(&mut demo.desk, &asked("进度", 2024)).unwrap_err();
    assert!(fault.zh.contains("执行进度、支出结构") && fault.en.contains("execution-curve"));
    let mut wanted = asked("curve", 2024);
    wanted.kind = "执行进度".to_owned();
    wanted.by = Some("科目".to_owned());
    assert!(analyse(&mut demo.desk, &wanted).unwrap_err().zh.contains("没有“科目”这个维度"));
    wanted.by = None;
    wanted.filters = vec!["年度=2023".to_owned()];
    assert!(analyse(&mut demo.desk, &wanted).unwrap_err().zh.contains("--year"));
    wanted.filters = Vec::new();
    wanted.units = vec!["没有".to_owned()];
    assert!(analyse(&mut demo.desk, &wanted).unwrap_err().zh.contains("没有预算和支付"));
}
