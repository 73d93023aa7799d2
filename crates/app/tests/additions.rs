//! The price of one addition: a rule, a form and a code list are one data file each. A folder with a
//! dummy of each is laid over the catalogue, and all three take part in an audit.

#![allow(clippy::expect_used)] // a test may stop at the first surprise

use app::{Batch, Effort, Knowledge};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

const FORM: &str = r#"
id = "灯塔统计表"
kind = "决算"
titles = ["灯塔统计表"]
layout = "coded"
source = "虚构"
unit = "万元"

[[columns]]
name = "合计"
headers = ["合计"]

[[columns]]
name = "油费"
headers = ["油费"]

[[columns]]
name = "修缮费"
headers = ["修缮费"]

[[rows]]
key = "合计"
labels = ["合计"]
kind = "total"
"#;

const RULE: &str = r#"
id = "ZZ-1"
title = { zh = "灯塔：合计=油费+修缮费", en = "Lighthouses add up" }
why = { zh = "合计由其部分组成。", en = "A total is the sum of its parts." }
basis = ["虚构"]
severity = "error"
formula = '合计 = 油费 + 修缮费'
message = { zh = "{row}写作{stated}，应为{expected}。", en = "{row}: {stated}, should be {expected}." }
advice = { zh = "更正。", en = "Correct it." }

[for]
each = "行"
form = ["灯塔统计表"]
"#;

const CODES: &str = r#"
kind = "功能分类"
from = 2000
source = "虚构"
complete = false

[names]
2990101 = "灯塔运行"
"#;

const PAPER: &str = "某灯塔所2024年度部门决算\n\n灯塔统计表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t油费\t修缮费\n\
2990101\t灯塔运营\t30.00\t10.00\t21.00\n合计\t\t31.00\t10.00\t21.00\n";

#[test]
fn one_file_adds_a_rule_a_form_or_a_code_list() {
    let folder = std::env::temp_dir().join(format!("mingzhang-additions-{}", std::process::id()));
    let files = [
        ("forms/lights.toml", FORM),
        ("rules/table/ZZ-1.toml", RULE),
        ("codes/lights.toml", CODES),
    ];
    for (path, text) in files {
        put(&folder.join(path), text);
    }
    put(&folder.join("paper.txt"), PAPER);
    let knowledge = Arc::new(Knowledge::load(None, Some(&folder)).expect("valid files"));
    let batch = Batch::plan(&[folder.join("paper.txt").display().to_string()]).expect("a file");
    let mut found = Vec::new();
    let mut forms = Vec::new();
    let mut each = |audited: report::Audited| {
        let content = audited.content.expect("readable");
        forms.extend(content.facts.tables.iter().map(|t| t.form.clone()));
        found.extend(content.audit.findings.iter().map(|f| format!("{} {:?}", f.rule, f.expected)));
        ControlFlow::Continue(())
    };
    batch.run(&knowledge, Effort { jobs: 1, ..Effort::default() }, &|| (), &mut each);
    fs::remove_dir_all(&folder).expect("cleans up");
    assert_eq!(forms, ["灯塔统计表"], "the form is recognised");
    assert!(
        found.iter().any(|f| f.starts_with("ZZ-1 ") && f.contains("31.00")),
        "the rule: {found:?}"
    );
    assert!(found.iter().any(|f| f.contains("灯塔运行")), "the code list: {found:?}");
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("makes folders");
    fs::write(path, text).expect("writes");
}
