//! The small ledger, imported on a file and, where a server is named, on a fresh schema of it.

use app::desk::{self, Desk, ImportOptions};
use performance::Evaluation;
use std::path::{Path, PathBuf};
use store::Place;

/// An open ledger.
pub struct Ground {
    pub desk: Desk,
    pub place: Place,
}

/// Files in the order they are imported, with the mapping where the headings do not tell.
const FILES: [&str; 12] = [
    "单位.csv",
    "项目.csv",
    "分录.csv",
    "登记.csv",
    "登记金额.csv",
    "政府指标.csv",
    "事项.csv",
    "合同.csv",
    "投资项目.csv",
    "政府债务.csv",
    "资产.csv",
    "转移支付.csv",
];

fn ledger(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/given/ledger").join(name)
}

/// Runs a check on both engines.
pub fn each(case: &str, check: fn(&mut Ground)) {
    let folder =
        std::env::temp_dir().join(format!("mingzhang-given-{}-{case}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    check(&mut filled(&folder.join("book.db").display().to_string(), &folder));
    if let Ok(url) = std::env::var("MINGZHANG_TEST_POSTGRES") {
        let schema = format!("given_{case}_{}", std::process::id());
        let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
        client.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
        let joint = if url.contains('?') { '&' } else { '?' };
        check(&mut filled(&format!("{url}{joint}options=-csearch_path%3D{schema}"), &folder));
        client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).unwrap();
    } else {
        println!(
            "SKIPPED on PostgreSQL: MINGZHANG_TEST_POSTGRES is not set; `cargo xtask test` sets it"
        );
    }
    let _ = std::fs::remove_dir_all(&folder);
}

/// Rows that are refused must not end up beside the files of the test.
fn options(folder: &Path) -> ImportOptions {
    ImportOptions { quarantine: Some(folder.join("退回.xlsx")), ..ImportOptions::default() }
}

fn filled(place: &str, folder: &Path) -> Ground {
    let mut desk = Desk::create(place, "990102000", "试县", "甲").map_err(|f| f.en).unwrap();
    for file in FILES {
        let mapping = file.trim_end_matches(".csv").to_owned();
        // The headings tell the mapping by themselves, as they must for those who do not name one.
        let options = options(folder);
        let done = desk::import(&mut desk, &ledger(file), &options, &|_| {});
        let done = done.map_err(|f| format!("{file}: {}", f.en)).unwrap();
        assert_eq!(done.quarantined, 0, "{file}: {:?}", done.samples);
        assert_eq!(done.mapping, mapping, "{file}");
    }
    goal(&mut desk, folder);
    Ground { desk, place: Place::parse(place) }
}

/// The goal of the year and the one before, each entered on the first of March after it.
fn goal(desk: &mut Desk, folder: &Path) {
    let text = std::fs::read_to_string(ledger("目标.toml")).unwrap();
    let mut goal = Evaluation::from_toml(&text).map_err(|p| p.en).unwrap();
    let path = folder.join("目标.csv");
    let mut rows = csv::Writer::from_path(&path).unwrap();
    rows.write_record(["类型", "日期", "年度", "单位", "金额", "主题", "键", "内容"]).unwrap();
    for year in [2022, 2023] {
        goal.year = year;
        let payload = serde_json::to_string(&goal).unwrap();
        let (day, year) = (format!("{}-03-01", year + 1), year.to_string());
        let row = ["记录", &day, &year, "102001", "0", "绩效", "P1", &payload];
        rows.write_record(row).unwrap();
    }
    rows.flush().unwrap();
    let done = desk::import(desk, &path, &options(folder), &|_| {});
    let done = done.map_err(|f| f.en).unwrap();
    assert_eq!(done.quarantined, 0, "{:?}", done.samples);
}
