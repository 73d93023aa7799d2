//! The file people write by hand: read, written, read again; and refused with the line where it is not
//! clear.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop at the first thing that is wrong

mod common;

use base::Amount;
use common::{d, evaluation, line, policy, show};
use performance::{Direction, Evaluation, Evidence, Operator, Value, review, score};
use proptest::prelude::*;

const CHINESE: &str = r#"
编码 = "XM01"
名称 = "专委会经费"
年度 = 2023
主管部门 = "102-某部门"
预算单位 = "102001-某单位"
办法 = "山西项目"
年度目标 = """
保障全年日常工作 = 正常运转，
订报 100 份。"""
总分 = "96.19"
预算执行得分 = "8.19"

[绩效分析.文字]
产出情况 = "全面保障"

[[资金]]
资金来源 = "市县区财政资金"
目标申报数 = "56万元"
年初预算数 = "56万元"
全年预算数 = "560,000元"
全年执行数 = "45.885万元"

[[指标]]
一级指标 = "产出指标"
二级指标 = "数量指标"
三级指标 = "征订报刊份数"
年初指标值 = "≥100份"
分值 = 5
实际完成值 = "120份"
得分 = 5
证据 = { "活动" = "征订" }

[[指标]]
一级指标 = "产出指标"
二级指标 = "成本指标"
三级指标 = "日常运转成本"
年初指标值 = "≤50万"
调整后指标值 = "≤48万元"
分值 = "12.5"
实际完成值 = "48万元"
证据 = { "支付" = { eco = "30201" } }

[[指标]]
一级指标 = "效益指标"
二级指标 = "社会效益指标"
三级指标 = "工作效率"
年初指标值 = "提升"
分值 = 15
实际完成值 = "部分达成"
偏差原因 = "人手不足"
"#;

#[test]
fn the_names_of_the_form_are_the_keys() {
    let e = Evaluation::from_toml(CHINESE).unwrap();
    assert_eq!((e.code.as_str(), e.year, e.policy.as_str()), ("XM01", 2023, "山西项目"));
    assert!(e.goal.contains("工作 = 正常"), "{}", e.goal);
    let money = e.money().unwrap();
    assert_eq!(money.executed, Amount::fen(45_885_000));
    assert_eq!((money.current, money.declared), (Amount::fen(56_000_000), Some(money.initial)));
    let i = &e.indicators[0];
    assert_eq!(i.target.operator, Operator::AtLeast);
    assert_eq!(i.actual, Some(Value::Number(d("120"))));
    assert_eq!(i.evidence, Some(Evidence::Activities("征订".to_owned())));
    let cost = &e.indicators[1];
    assert_eq!((cost.due().number, cost.toward()), (Some(d("48")), Direction::Reverse));
    assert_eq!(cost.weight, d("12.5"));
    assert_eq!(e.analysis.texts["产出情况"], "全面保障");
    assert_eq!(show(score(&e, &policy("山西项目")).execution.score), "8.19");
    assert!(review(&e, &policy("山西项目"), &[]).iter().any(|r| r.code == "weights"));
    assert_eq!(Evaluation::from_toml(&e.to_toml()).unwrap(), e);
}

#[test]
fn records_keep_their_parts_and_read_back() {
    let e = Evaluation::from_toml(CHINESE).unwrap();
    let json = serde_json::to_string(&e).unwrap();
    assert_eq!(serde_json::from_str::<Evaluation>(&json).unwrap(), e);
    let english = r#"
        code = "X"
        name = "X"
        year = 2023
        department = ""
        unit = ""
        policy = "国家2020"
        goal = "g"
        [[funds]]
        source = "财政"
        initial = 100
        current = 100
        executed = 100
        [[indicators]]
        level1 = "产出指标"
        level2 = "数量指标"
        name = "n"
        target = { operator = "=", number = "4", unit = "人", words = "" }
        direction = "正向"
        weight = "10"
        actual = { "数值" = "4" }
    "#;
    let e = Evaluation::from_toml(english).unwrap();
    assert_eq!(e.indicators[0].target.text(), "=4人");
    assert_eq!(e.funds[0].initial, Amount::fen(100));
}

/// What is replaced by what, the line of the problem, a word of it.
#[test]
fn what_is_not_clear_is_refused_with_its_line() {
    for (from, to, line, word) in [
        ("年度 = 2023", "年度 = \"二〇二三\"", 4, "不合格式"),
        ("分值 = 5", "分值 = 5.5", 29, "加引号"),
        ("分值 = 5", "分值 = \"五\"", 29, "加引号"),
        ("分值 = 5", "分值 = 500000", 29, "不合理"),
        ("分值 = 5", "权重 = 5", 29, "权重"),
        ("= \"56万元\"", "= \"56\"", 19, "单位"),
        ("= \"45.885万元\"", "= \"45.8853333万元\"", 22, "整分"),
        ("= \"45.885万元\"", "= 99999999999999999", 22, "10 万亿"),
        ("\"120份\"", "\"促进\"", 30, "达成"),
        ("\"48万元\"\n证据", "\"480000元\"\n证据", 41, "同一单位"),
        ("\"120份\"", "\"120%\"", 30, "同一单位"),
        ("名称 = \"专委会经费\"", "名称 = \"专委会经费", 3, "不合格式"),
        ("总分 = \"96.19\"", "总分 = \"96.19\"\n总分 = \"96.19\"", 12, "duplicate"),
    ] {
        let text = CHINESE.replacen(from, to, 1);
        assert_ne!(text, CHINESE, "{from}");
        let problem = Evaluation::from_toml(&text).unwrap_err();
        assert_eq!(problem.spot.line, Some(line), "{to}: {}", problem.zh);
        assert!(problem.zh.contains(word), "{to}: {}", problem.zh);
        assert!(problem.en.starts_with(&format!("line {line}")), "{}", problem.en);
    }
}

fn words() -> impl Strategy<Value = String> {
    "[ -~提高促进\n\t\"\\\\…％]{0,12}"
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("≥95%".to_owned()),
        Just("=84.96万元".to_owned()),
        Just("未填报".to_owned()),
        words()
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(
        name in words(), goal in words(), target in text(), unit in words(),
        weight in 0i64..10_000, actual in -1_000_000i64..1_000_000, spent in 0i64..1_000_000_000,
    ) {
        let mut e = evaluation("国家2020", "60", "60", "0");
        e.name = name;
        e.goal = goal;
        e.funds[0].executed = Amount::fen(spent);
        let mut i = line("数量指标", &target, "", "10");
        i.weight = base::Decimal::new(weight, 2);
        i.actual = Some(Value::Number(base::Decimal::new(actual, 3)));
        i.target.unit = unit.clone();
        i.reason = unit;
        e.indicators.push(i.clone());
        i.actual = Some(Value::Partly);
        e.indicators.push(i);
        let text = e.to_toml();
        match Evaluation::from_toml(&text) {
            Ok(back) => prop_assert_eq!(back, e),
            // Our file never mixes units: the values stand in the unit of the target.
            Err(problem) => prop_assert!(false, "{}\n{}", problem.zh, text),
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[一-龥a-z0-9=\"\\[\\]{}.\n# ≥%]{0,200}") {
        let _ = Evaluation::from_toml(&text);
        let _ = performance::Target::parse(&text);
        let _ = Value::parse(&text);
    }
}
