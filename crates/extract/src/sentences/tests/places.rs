//! Where things stand: spans of figures, signs, the outline, the profile, codes of the document's own.

use super::{document, read};
use facts::{FactSet, Kind, Record};

const TITLE: &str = "某市某局2023年度部门决算";

#[test]
fn a_figure_keeps_its_sign_and_its_place() {
    let text = "上年无。与2022年度相比，收入支出总计减少 5 6.95 万元。收入支出总计减少56.95万元，下降1.87%。";
    let set = read(&[TITLE, "一、收入支出决算总体情况说明", text]);
    let fact = set.facts.iter().find(|f| f.figure.print() == "-56.95").expect("bound");
    let span: String = text.chars().skip(fact.place.span.0).take(5).collect();
    assert_eq!((fact.column.as_str(), span.as_str(), fact.place.block), ("增减额", "56.95", 2));
    assert_eq!(fact.place.table, "一、收入支出决算总体情况说明");
    assert_eq!(fact.place.row, "收入支出总计");
    assert_eq!(fact.place.text, "收入支出总计减少56.95万元，下降1.87%");
    assert_eq!(fact.place.spot.line, Some(3));
}

#[test]
fn the_outline_knows_contents_headings_and_parts() {
    let set = read(&[
        TITLE,
        "目  录",
        "第一部分 概况\t1",
        "一、收入决算情况说明.....12",
        "第一部分 概况",
        "一、收入决算情况说明",
        "（一）项目支出概况。",
        "（十二）完成区委、区政府交办的其他任务。",
        "第五部分 附件",
        "一、项目的基本情况",
    ]);
    let shown = |form: &str| -> Vec<String> {
        let records = set.records.iter().filter(|r| r.form == form);
        records.map(|r| format!("{} «{}»", r.key, r.scope)).collect()
    };
    assert_eq!(shown("目录"), ["第一部分概况 «»", "一、收入决算情况说明 «»"]);
    let headings = [
        "概况 «概况»",
        "收入决算情况说明 «收入»",
        "项目支出概况 «项目概况»",
        "附件 «附件»",
        "项目的基本情况 «附件»",
    ];
    assert_eq!(shown("标题"), headings);
}

#[test]
fn the_profile_is_read_off_the_cover() {
    for (lines, expect) in [
        (vec!["上海市普陀区财政局", "2024年度部门决算"], "部门决算 上海市普陀区财政局 2024"),
        (
            vec!["中共某区委", "社会工作部", "2024 年度部门决算"],
            "部门决算 中共某区委社会工作部 2024",
        ),
        (
            vec!["某区2025年区级单位预算", "预算单位：某区人民政府办公室"],
            "单位预算 某区人民政府办公室 2025",
        ),
        (vec!["某区人大常委会2022年整体支出绩效评价报告"], "整体支出绩效自评 某区人大常委会 2022"),
    ] {
        let p = read(&lines).profile;
        let year = p.year.map(|y| y.to_string()).unwrap_or_default();
        assert_eq!(format!("{} {} {year}", p.kind, p.entity), expect);
    }
}

#[test]
fn codes_come_from_the_tables_of_the_document() {
    let mut set = FactSet::default();
    for (code, name) in [("299", "某类支出"), ("29977", "某款"), ("2997701", "某项")] {
        let record = Record {
            form: "支出决算表".into(),
            table: Some(0),
            key: code.into(),
            ..Record::default()
        };
        set.push(Record {
            code: Some(code.into()),
            label: name.into(),
            kind: Kind::Plain,
            ..record
        });
    }
    let lines = [
        "某局2010年度部门决算",
        "（三）一般公共预算财政拨款支出决算具体情况",
        "1、某类支出（类）某款（款）某项（项）。年初预算为10.00万元，支出决算为9.00万元。",
    ];
    let catalogue = forms::Catalogue::embedded().expect("embedded catalogue");
    super::super::extract(&document(&lines), &catalogue, &mut set, &mut Vec::new());
    let found = set.records.iter().find(|r| r.form == "叙述").expect("statement");
    assert_eq!(
        (found.key.as_str(), found.code.as_deref(), found.kind),
        ("2997701", Some("2997701"), Kind::Item)
    );
}
