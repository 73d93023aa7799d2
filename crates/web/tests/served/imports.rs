//! A file with a wrong row: looked at, taken, mended, and taken back.

use crate::client::{Answer, Visitor, ask};

const FILE: &str = "类型,日期,年度,单位,指标,项目,资金性质,功能科目,经济科目,金额（元）\r\n\
     年初预算,2022-01-01,2022,901001,2022-试,901001-3,111,2010102,,1000.00\r\n\
     指标下达,2022-01-02,2022,901001,2022-试,901001-3,111,2010102,,1000.00\r\n\
     支付,2022-02-01,2022,901001,2022-试,901001-3,111,2010102,30201,100.00\r\n\
     支付,2022-03-01,2022,901001,2022-试,901001-3,111,2010102,30201,二百\r\n\
     支付,2022-04-01,2022,901001,2022-试,901001-3,111,2010102,30201,300.00\r\n";

fn upload(visitor: &Visitor, name: &str, text: &str) -> Answer {
    let part = |name: &str, file: &str, text: &str| {
        format!("--mz\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n")
    };
    let file = format!("; filename=\"{name}\"\r\nContent-Type: text/csv");
    let body = part("_csrf", "", &visitor.csrf) + &part("file", &file, text) + "--mz--\r\n";
    visitor.post_kind("/imports", "multipart/form-data; boundary=mz", body.as_bytes())
}

/// What unit 901001 paid in 2022, in 分.
fn paid(visitor: &Visitor) -> serde_json::Value {
    let asked = "/api/v1/query?where=year%3D2022&where=unit%3D901001&show=paid";
    visitor.get(asked).json()["total"]["cells"][0]["fen"].clone()
}

/// The page of a file once the work on it has ended.
fn ended(visitor: &Visitor, path: &str) -> String {
    for _ in 0..50 {
        let text = visitor.get(path).text();
        if !text.contains("data-renew=\"/imports") {
            return text;
        }
    }
    panic!("the work on {path} does not end");
}

fn value(text: &str, name: &str) -> String {
    let after = text
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap_or_else(|| panic!("{name}: {text}"));
    after.split('"').next().unwrap().to_owned()
}

fn batches_of(text: &str) -> Vec<String> {
    let shown = text.split("<dt>批次</dt><dd>").nth(1).unwrap().split("</dd>").next().unwrap();
    shown.split('、').map(str::to_owned).collect()
}

#[test]
fn a_wrong_row_is_mended_and_the_batch_is_taken_back() {
    let finance = Visitor::log_in("finance");
    let before = paid(&finance);
    let sent = upload(&finance, "支付.csv", FILE);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let path = sent.header("location").to_owned();
    // Two mappings fit, so one is chosen.
    assert!(ended(&finance, &path).contains("表头同时符合几种映射"));
    let chosen = finance.post(&path, &format!("do=look&mapping={}", url("分录")));
    assert_eq!(chosen.status, 303, "{}", chosen.text());
    let preview = ended(&finance, &path);
    assert!(preview.contains("共 5 行：4 行可入账，1 行不能入账"), "{preview}");
    assert!(preview.contains("入账 4 行") && preview.contains("金额"), "{preview}");
    // Looking writes nothing.
    assert_eq!(paid(&finance), before);
    let taken = finance.post(&path, "do=take");
    assert_eq!(taken.status, 303, "{}", taken.text());
    let result = ended(&finance, &path);
    assert!(result.contains("各项相加等于文件行数"), "{result}");
    assert_eq!(paid(&finance), "40000", "{}", paid(&finance));
    // The same file sent again does not go in twice.
    assert_eq!(upload(&finance, "支付.csv", FILE).header("location"), path);
    assert_eq!(finance.post(&path, "do=take").status, 303);
    assert_eq!(paid(&finance), "40000");
    let version = value(&result, "version");
    let cells: Vec<String> =
        (0..10).map(|n| format!("q0.{n}={}", url(&value(&result, &format!("q0.{n}"))))).collect();
    let mended = cells.join("&").replace(&url("二百"), "200.00");
    let done = finance.post(&format!("{path}/mend"), &format!("version={version}&{mended}"));
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(paid(&finance), "60000");
    let result = ended(&finance, &path);
    assert!(
        result.contains("各项相加等于文件行数") && !result.contains("name=\"q0.0\""),
        "{result}"
    );
    // A page that was opened before is refused, so that the row does not go in twice.
    let again = finance.post(&format!("{path}/mend"), &format!("version={version}&{mended}"));
    assert_eq!(again.status, 422);
    let batches = batches_of(&result);
    assert_eq!(batches.len(), 2, "{batches:?}");
    for batch in batches.iter().rev() {
        let without = finance.post("/imports/undo", &format!("batch={batch}&reason="));
        assert_eq!(without.status, 422);
        let fields = format!("batch={batch}&reason={}", url("重复导入"));
        let undone = finance.post("/imports/undo", &fields);
        assert_eq!(undone.status, 303, "{}", undone.text());
    }
    assert!(paid(&finance) == before || paid(&finance) == "0", "{}", paid(&finance));
    assert!(finance.get("/imports").text().contains("重复导入"));
}

#[test]
fn a_file_that_no_mapping_reads_says_so() {
    let finance = Visitor::log_in("finance");
    let sent = upload(&finance, "别的.csv", "甲,乙\r\n1,2\r\n");
    let page = ended(&finance, sent.header("location"));
    assert!(page.contains("role=\"alert\"") && page.contains("name=\"mapping\""), "{page}");
}

#[test]
fn only_the_finance_bureau_imports() {
    for name in ["clerk", "department", "congress", "system"] {
        let visitor = Visitor::log_in(name);
        assert_eq!(visitor.get("/imports").status, 403, "{name}");
        assert_eq!(upload(&visitor, "支付.csv", FILE).status, 403, "{name}");
    }
    assert_eq!(ask("GET", "/imports", &[], &[]).status, 401);
}

fn url(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}
