//! The policies as a catalogue: every file loads, is named after its id, says its basis and where it is
//! not sourced; a region adds one with one file; a slip is named with its file.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop at the first thing that is wrong

mod common;

use common::{d, line, policy};
use performance::{Policies, Status};

/// The files, with one more or one changed.
fn files() -> Vec<(String, String)> {
    Policies::embedded_files()
}

fn text(id: &str) -> String {
    let path = format!("policies/{id}.toml");
    files().into_iter().find(|(p, _)| *p == path).unwrap().1
}

#[test]
fn every_file_is_named_after_its_id_and_says_where_it_comes_from() {
    let all = Policies::embedded().unwrap();
    let files = files();
    assert_eq!(all.iter().count(), files.len());
    for p in all.iter() {
        assert!(files.iter().any(|(f, _)| *f == format!("policies/{}.toml", p.id)), "{}", p.id);
        assert!(!p.basis.is_empty() && !p.regions.is_empty() && !p.title.is_empty(), "{}", p.id);
        let open = p.status != Status::Sourced;
        assert!(!open || !p.notes.is_empty(), "{} must say what is not sourced", p.id);
        assert!(!p.form.funds.is_empty() && !p.form.indicators.is_empty(), "{}", p.id);
    }
    for id in [
        "国家2020",
        "国家2020无满意度",
        "核心2021",
        "湖南项目",
        "湖南整体",
        "山西项目",
        "山西整体",
        "河北项目",
        "浙江项目",
        "安徽整体",
    ] {
        assert!(all.get(id).is_some(), "{id}");
    }
}

#[test]
fn a_policy_is_one_file() {
    let mut files = files();
    let dummy = text("国家2020")
        .replace("id = \"国家2020\"", "id = \"某市2031\"")
        .replace("regions = [\"全国\"]", "regions = [\"某市\"]")
        .replace("from = 2020", "from = 2031\nto = 2032")
        .replace("decimals = 2\nshort = \"按比例\"", "decimals = 1\nshort = \"不得分\"")
        .replace("reverse_limit = 2", "reverse_limit = 3");
    files.push(("local/某市2031.toml".to_owned(), dummy));
    let all = Policies::from_files(&files).unwrap();
    let own = all.get("某市2031").unwrap();
    let points = |target: &str, actual: &str| {
        let s = performance::indicator(&line("数量指标", target, actual, "10"), own);
        common::show(s.score)
    };
    assert_eq!(points("≥10次", "9"), "0", "nothing for a missed target");
    assert_eq!(points("≤10天", "15"), "7.5", "three times the target before nothing is left");
    assert_eq!(points("≤3天", "4"), "8.3", "one decimal");
    let ids = |region, year| -> Vec<String> {
        all.fitting(region, year, false).iter().map(|p| p.id.clone()).collect()
    };
    assert_eq!(ids("某市", 2031), ["某市2031", "国家2020", "国家2020无满意度", "核心2021"]);
    assert_eq!(ids("某市", 2033)[0], "国家2020", "after its years");
    assert_eq!(ids("山西省", 2020), ["山西项目", "国家2020", "国家2020无满意度"], "核心2021 later");
}

#[test]
fn a_slip_is_named_with_its_file() {
    let good = text("国家2020");
    for (from, to, expect) in [
        ("weight = 50", "weight = 40", "100"),
        ("weight = 10", "weight = 10.5", "6.25"), // a bare decimal would be a binary fraction
        ("reached = \"0.8\"", "reached = \"0.5\"", "定性"),
        ("red = 60", "red = 90", "阈值"),
        ("from = 90", "from = 70", "等次"),
        ("reverse_limit = 2", "reverse_limit = 1", "归零"),
        ("shingle = 2", "shingle = 9", "查重"),
        ("status = \"通行\"", "status = \"也许\"", "也许"),
        ("red = 60", "rad = 60", "rad"),
        ("required = [\"数量指标\"", "required = [\"重量指标\"", "必设"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from} stands in the file");
        let error = Policies::from_files(&[("x.toml".to_owned(), bad)]).unwrap_err();
        assert_eq!(error.file, "x.toml");
        assert!(error.what.contains(expect), "{to}: {}", error.what);
    }
    let twice = [("a.toml".to_owned(), good.clone()), ("b.toml".to_owned(), good)];
    assert_eq!(Policies::from_files(&twice).unwrap_err().file, "b.toml");
    let measures = text("湖南整体").replace("name = \"预算控制率\"", "name = \"某某率\"");
    let error = Policies::from_files(&[("m.toml".to_owned(), measures)]).unwrap_err();
    assert!(error.what.contains("整体指标"), "{}", error.what);
}

#[test]
fn names_of_levels_are_forgiving() {
    let p = policy("山西项目");
    for name in ["产出指标", "产出", "产出指标 (50分)", "产出\n指标（50分）"] {
        assert_eq!(p.block(name).map(|b| b.name.as_str()), Some("产出指标"), "{name}");
    }
    assert!(p.block("投入指标").is_none());
    assert_eq!(p.kind("可持续发展指标"), Some("可持续影响指标"));
    assert_eq!(p.kind("经济效\n益指标"), Some("经济效益指标"));
    assert_eq!(p.kind("满意度"), Some("服务对象满意度指标"));
    assert_eq!(p.kind("经济成本指标"), None);
    assert_eq!(policy("核心2021").kind("经济成本指标"), Some("经济成本指标"));
    assert_eq!(p.indicator_points(), d("90"));
}

#[test]
fn the_guide_names_every_policy_and_key() {
    let guide = include_str!("../../../policies/README.md");
    for p in Policies::embedded().unwrap().iter() {
        assert!(guide.contains(&p.id), "policies/README.md does not name {}", p.id);
    }
    let keys = files().into_iter().flat_map(|(_, t)| {
        let key = |l: &str| l.split_once(" = ").map(|(k, _)| k.trim().to_owned());
        t.lines().filter(|l| !l.starts_with(['#', '"', ' '])).filter_map(key).collect::<Vec<_>>()
    });
    for key in keys {
        assert!(guide.contains(&format!("`{key}`")), "policies/README.md does not explain {key}");
    }
}
