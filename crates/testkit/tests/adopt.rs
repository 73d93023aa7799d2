//! Published final accounts that are adopted and written again print the same figures, and what the
//! published totals contradict is told. Real reports, when they are there; besides the example's own book.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use app::Knowledge;
use app::desk::{self, AdoptOptions, Desk, Wanted};
use base::Decimal;
use document::Document;
use facts::{FactSet, Slot};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use testkit::Folder;

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let named = std::env::var_os("MINGZHANG_CORPUS").map(PathBuf::from);
    [named, Some(beside)].into_iter().flatten().find(|p| p.is_dir())
}

fn facts(document: &Document, knowledge: &Knowledge) -> FactSet {
    extract::extract(document, &knowledge.catalogue).0
}

/// Figures of tables by form, row and column.
fn cells(set: &FactSet) -> BTreeMap<(String, String, String), Decimal> {
    let mut all = BTreeMap::new();
    for record in set.records.iter().filter(|r| r.table.is_some() && r.form.contains("决算")) {
        for (column, slot) in &record.slots {
            let Slot::Figure(id) = slot else { continue };
            let value = set.facts[id.0].figure.value.normalize();
            // An amount below 50 元 is printed as 0.00 and says no more than that.
            if !value.is_zero() {
                all.insert((record.form.clone(), record.key.clone(), column.clone()), value);
            }
        }
    }
    all
}

struct Again {
    published: BTreeMap<(String, String, String), Decimal>,
    written: BTreeMap<(String, String, String), Decimal>,
    told: Vec<String>,
}

/// Adopts a report and writes the book again.
fn again(path: &Path, year: i32, name: &str) -> Again {
    let knowledge = Knowledge::load(None, None).map_err(|f| f.en).unwrap();
    let folder = Folder::new(name).unwrap();
    let place = folder.path().join("book.db").display().to_string();
    let mut desk = Desk::create(&place, "990101000", "试", "甲").map_err(|f| f.en).unwrap();
    let options = AdoptOptions { unit: "901001".to_owned(), ..AdoptOptions::default() };
    let done = desk::adopt(&mut desk, path, &options).map_err(|f| f.zh).unwrap();
    assert_eq!(done.year, year);
    let wanted =
        Wanted { kind: "final-accounts".to_owned(), unit: "901001".to_owned(), year, month: None };
    let paper = desk::paper(&mut desk, &wanted).map_err(|f| f.en).unwrap();
    let bytes = std::fs::read(path).unwrap();
    let (document, _) = readers::read(&bytes, &readers::Limits::default()).unwrap();
    desk::verify(&mut desk, &mut |_, _| {}).map_err(|f| f.en).unwrap();
    Again {
        published: cells(&facts(&document, &knowledge)),
        written: cells(&facts(&paper.document, &knowledge)),
        told: done.problems.into_iter().map(|p| p.zh).collect(),
    }
}

/// Figures that both print, and those of them that differ.
fn compared(again: &Again) -> (usize, Vec<String>) {
    let both = again.published.iter().filter_map(|(k, v)| Some((k, v, again.written.get(k)?)));
    let differ = both.clone().filter(|(_, a, b)| a != b);
    let say = |(k, a, b): (&(String, String, String), &Decimal, &Decimal)| {
        format!("{} {} {}: published {a}, written {b}", k.0, k.1, k.2)
    };
    (both.count(), differ.map(say).collect())
}

#[test]
fn a_clean_report_is_the_same_again() {
    let Some(corpus) = corpus() else {
        eprintln!("the corpus is not there: not compared");
        return;
    };
    let again = again(&corpus.join("002_2907025a13974e39.txt"), 2023, "002");
    let (count, differ) = compared(&again);
    eprintln!("002: {count} figures the same");
    assert!(differ.is_empty(), "{differ:#?}");
    // The copy at hand has shifted rows in its self-evaluations; the accounts are whole.
    let told: Vec<_> = again.told.iter().filter(|t| !t.contains("自评表")).collect();
    assert!(told.is_empty(), "{told:#?}");
    assert!(count > 190, "only {count} figures compared");
}

/// These two contradict themselves: their totals and parts cannot both be right. Every figure that comes
/// out otherwise belongs to a total that adopting told of.
#[test]
fn what_a_report_contradicts_is_told() {
    let Some(corpus) = corpus() else {
        eprintln!("the corpus is not there: not compared");
        return;
    };
    for name in ["final-2024-putuo-finance-bureau", "final-2024-putuo-social-work"] {
        let again = again(&corpus.join(format!("{name}.pdf")), 2024, name);
        let (count, differ) = compared(&again);
        eprintln!(
            "{name}: {count} figures compared, {} differ, {} told",
            differ.len(),
            again.told.len()
        );
        for line in differ.iter().chain(&again.told) {
            eprintln!("  {line}");
        }
        assert!(count > 60, "{name}: only {count} figures compared");
        assert!(differ.is_empty() || !again.told.is_empty(), "{name}: nothing was told");
    }
}

fn evaluation(project: &str, spent: &str) -> String {
    format!(
        "{project}项目支出绩效自评表\n\n(2023年度)\n\n项目名称\t{project}\t\t\t\t\t\t\n\
         主管部门\t云岭区档案馆\t\t\t实施单位\t云岭区档案馆\t\t\n\
         项目资金(万元)\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n\
         \t年度资金总额\t20\t20\t{spent}\t10\t100%\t10\n\
         绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n\
         \t产出指标\t数量指标\t整理卷数\t≥100卷\t100卷\t50\t50\n\
         \t效益指标\t社会效益指标\t查阅利用\t有效提升\t不明显\t40\t40\n\
         总分\t\t\t\t\t\t100\t100\n"
    )
}

/// What is adopted from one document never touches what another told, and a document that has changed
/// replaces its own part only.
#[test]
fn documents_stand_beside_each_other() {
    let folder = Folder::new("beside").unwrap();
    let place = folder.path().join("book.db").display().to_string();
    let mut desk = Desk::create(&place, "990101000", "试", "甲").map_err(|f| f.en).unwrap();
    let mut adopt = |name: &str, text: &str, replace: bool| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let unit = "901001".to_owned();
        let options = AdoptOptions { unit, year: Some(2023), replace };
        desk::adopt(&mut desk, &path, &options)
    };
    let first = adopt("a.txt", &evaluation("档案整理经费", "20"), false).map_err(|f| f.zh).unwrap();
    assert_eq!(first.counts[2], 1, "{:?}", first.problems);
    let second = adopt("b.txt", &evaluation("查阅室经费", "20"), false).map_err(|f| f.zh).unwrap();
    assert_eq!((second.counts[2], second.receipt.deleted), (1, 0));
    assert!(adopt("a.txt", &evaluation("档案整理经费", "19"), false).is_err());
    let again = adopt("a.txt", &evaluation("档案整理经费", "19"), true).map_err(|f| f.zh).unwrap();
    assert_eq!((again.receipt.replaced, again.receipt.deleted), (1, 0));
    let all = desk::evaluations(&mut desk, "901001", 2023).map_err(|f| f.zh).unwrap();
    let spent: Vec<(&str, i64)> =
        all.iter().map(|e| (e.name.as_str(), e.funds[0].executed.as_fen())).collect();
    assert!(spent.contains(&("档案整理经费", 19_000_000)), "{spent:?}");
    assert!(spent.contains(&("查阅室经费", 20_000_000)), "{spent:?}");
    // Words that do not say the target was reached are nobody's judgement.
    let open = all[0].indicators.iter().find(|i| i.name == "查阅利用").unwrap();
    assert_eq!(open.actual, None);
}
