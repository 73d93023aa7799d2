//! The review of targets: each remark with an example that provokes it, and a goal that provokes none.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop at the first thing that is wrong

mod common;

use common::{d, evaluation, line, policy, value};
use performance::{Evaluation, Indicator, Remark, Strictness, Target, review};

fn named(name: &str, kind: &str, target: &str, weight: &str) -> Indicator {
    Indicator { name: name.to_owned(), ..line(kind, target, "", weight) }
}

/// A goal without a fault.
fn good() -> Evaluation {
    let mut e = evaluation("国家2020", "60", "60", "0");
    e.goal = "对新任代表开展履职培训4次，参训350人，提高履职能力。".to_owned();
    e.indicators = vec![
        named("培训次数", "数量指标", "≥4次", "10"),
        named("培训人数", "数量指标", "≥350人", "10"),
        named("培训合格率", "质量指标", "≥95%", "10"),
        named("培训完成时间", "时效指标", "2023年12月底前", "10"),
        named("培训费用", "成本指标", "≤60万元", "10"),
        named("代表履职能力", "社会效益指标", "提高", "30"),
        named("参训代表满意度", "服务对象满意度指标", "≥95%", "10"),
    ];
    e
}

fn remarks(e: &Evaluation) -> Vec<Remark> {
    review(e, &policy(&e.policy), &[])
}

fn codes(found: &[Remark]) -> Vec<String> {
    found.iter().map(|r| format!("{} {}", r.code, r.field)).collect()
}

#[test]
fn a_good_goal_has_no_remark() {
    assert_eq!(remarks(&good()), []);
}

/// A change to the good goal, and the remarks it brings.
#[test]
fn each_fault_is_named_with_its_place() {
    type Change = fn(&mut Evaluation);
    let cases: &[(Change, &[&str])] = &[
        (|e| e.indicators[0].weight = d("15"), &["weights 分值", "block 板块:产出指标"]),
        (
            |e| {
                e.indicators[0].weight = d("15");
                e.indicators[5].weight = d("25");
            },
            &["block 板块:产出指标", "block 板块:效益指标"],
        ),
        (
            |e| {
                e.indicators[0].weight = d("0");
                e.indicators[1].weight = d("20");
            },
            &["zero-weight 指标1.分值"],
        ),
        (|e| e.indicators[3].level2 = "质量指标".to_owned(), &["kind 板块:产出指标"]),
        (|e| e.indicators[5].level2 = "政治效益指标".to_owned(), &["level 指标6.二级指标"]),
        (|e| e.indicators[2].target = Target::parse("未填报"), &["no-target 指标3.指标值"]),
        (|e| e.indicators[5].target = Target::parse("高质量"), &["unmeasurable 指标6.指标值"]),
        (|e| e.indicators[2].name = "监督成效".to_owned(), &["undefined-rate 指标3.指标值"]),
        (|e| e.indicators[0].name = "数量指标".to_owned(), &["unnamed 指标1.三级指标"]),
        (|e| e.indicators[4].target = Target::parse("=60万元"), &["cost-direction 指标5.指标值"]),
        (|e| e.indicators[4].target = Target::parse("≥60万元"), &["cost-direction 指标5.指标值"]),
        (
            |e| e.indicators[4].target = Target::parse("≤61万元"),
            &["cost-above-budget 指标5.指标值"],
        ),
        (|e| e.indicators[0].target = Target::parse("≤4次"), &["output-direction 指标1.指标值"]),
        (
            |e| e.indicators[0] = named("交通费用", "数量指标", "≤10万元", "10"),
            &["cost-as-quantity 指标1.指标值", "uncarried 年度目标"],
        ),
        (|e| e.indicators[2].target = Target::parse("=98%"), &["equal 指标3.指标值"]),
        (|e| e.indicators[2].target = Target::parse("=100%"), &[]),
        (
            |e| {
                e.indicators[5].weight = d("15");
                e.indicators.insert(6, named("保障培训次数", "可持续影响指标", "≥4次", "15"));
            },
            &["twin 指标7.三级指标"],
        ),
        (
            |e| {
                e.indicators[5].weight = d("15");
                e.indicators.insert(6, named("代表履职能力", "可持续影响指标", "长期", "15"));
            },
            &["twin 指标7.三级指标"],
        ),
        (|e| e.indicators[0].target = Target::parse("≥3次"), &["uncarried 年度目标"]),
        (|e| e.goal = "开展四次培训，参训三百余人".to_owned(), &[]),
        (|e| e.goal = "开展六次培训".to_owned(), &["uncarried 年度目标"]),
        (|e| e.done = "出台4部条例".to_owned(), &[]), // a number some indicator carries
        (|e| e.done = "出台5部条例".to_owned(), &["uncarried 实际完成情况"]),
        (|e| e.goal = String::new(), &["goal 年度目标"]),
        (|e| e.funds[0].initial = common_wan("120"), &["not-adjusted 调整后指标值"]),
        (
            |e| {
                e.funds[0].initial = common_wan("120");
                e.indicators[0].adjusted = Some(Target::parse("≥2次"));
            },
            &[],
        ),
        (|e| e.year = 2019, &["policy-year 办法"]),
        (|e| e.whole = true, &["policy-reach 办法"]),
    ];
    for (n, (change, expect)) in cases.iter().enumerate() {
        let mut e = good();
        change(&mut e);
        let found = remarks(&e);
        assert_eq!(codes(&found), *expect, "case {n}: {found:#?}");
        for r in &found {
            assert!(!r.words.zh.is_empty() && !r.words.en.is_empty(), "{r:?}");
            assert!(!r.advice.zh.is_empty() && !r.advice.en.is_empty(), "{r:?}");
        }
    }
}

fn common_wan(text: &str) -> base::Amount {
    base::Amount::from_wan(d(text)).unwrap()
}

#[test]
fn a_tree_without_weights_is_one_remark() {
    let mut e = good();
    e.indicators.iter_mut().for_each(|i| i.weight = d("0"));
    let found = remarks(&e);
    assert_eq!(codes(&found)[0], "zero-tree 分值");
    assert!(!found.iter().any(|r| r.code == "zero-weight"));
}

#[test]
fn money_without_indicators_is_refused() {
    let mut e = good();
    e.indicators.clear();
    e.goal = "完成全年任务".to_owned();
    assert_eq!(codes(&remarks(&e)), ["no-indicators 指标"]);
}

#[test]
fn what_was_poor_last_year_is_asked_about() {
    let this = good();
    let poor = |last: &Evaluation| {
        let found = review(&this, &policy("国家2020"), &[last]);
        found.iter().any(|r| r.code == "poor-before" && r.field == "资金")
    };
    let mut last = good();
    last.year = 2022;
    assert!(!poor(&last), "not scored, not poor");
    last.reported_grade = "差".to_owned();
    assert!(poor(&last));
    last.reported_grade = "中".to_owned();
    assert!(!poor(&last));
    last.reported_grade = String::new();
    for i in &mut last.indicators {
        i.actual = value(if i.target.number.is_some() { "0" } else { "未达成" });
        i.reported = Some(d("0"));
    }
    assert!(poor(&last), "by the recomputed score");
}

#[test]
fn what_is_required_must_be_mended_and_what_is_usual_is_asked() {
    let mut e = good();
    e.indicators[5].weight = d("20");
    e.indicators[0].weight = d("20");
    let strict = |id: &str| -> Vec<Strictness> {
        let blocks = review(&e, &policy(id), &[]);
        blocks.into_iter().filter(|r| r.code == "block").map(|r| r.strictness).collect()
    };
    assert_eq!(strict("国家2020"), [Strictness::Must; 2]);
    assert_eq!(strict("河北项目"), [Strictness::Ask; 2]);
    assert_eq!(strict("国家2020无满意度"), [], "left to the unit");
}

#[test]
fn texts_taken_from_elsewhere_are_found() {
    let mut one = evaluation("国家2020", "20", "20", "0");
    one.goal =
        "2023年度开展立法检查，对相关部门调查条例落实情况，确保条例有效落实，取得良好的社会效益。"
            .to_owned();
    let mut two = one.clone();
    two.code = "X2".to_owned();
    two.goal = "2023年开展立法检查,到相关部门调研条例落实情况,确保条例有效落实,取得良好社会效益"
        .to_owned();
    let mut other = one.clone();
    other.code = "X3".to_owned();
    other.goal = "保障驻村干部的各项待遇落实，巩固脱贫攻坚成果，全面推进乡村振兴。".to_owned();
    let copied = |e: &Evaluation, others: &[&Evaluation]| -> Vec<Remark> {
        let found = review(e, &policy("国家2020"), others);
        found.into_iter().filter(|r| r.code == "copied").collect()
    };
    assert_eq!(copied(&one, &[&one, &other]), [], "itself and another text");
    let found = copied(&one, &[&two, &other]);
    assert_eq!(codes(&found), ["copied 年度目标"]);
    println!("{}", found[0].words.zh);

    let mut before = one.clone();
    before.year = 2022;
    before.goal = before.goal.replace("2023", "2022");
    let found = copied(&one, &[&before]);
    assert!(found[0].words.zh.contains("2022年") && found[0].words.zh.contains("100%"));
    let mut short = one.clone();
    short.goal = "完成全年任务".to_owned();
    let mut twin = short.clone();
    twin.code = "X4".to_owned();
    assert_eq!(copied(&short, &[&twin]), [], "short texts are alike by chance");
}

#[test]
fn targets_below_last_year_are_asked_for() {
    let this = good();
    let mut last = good();
    last.year = 2022;
    last.indicators[0].actual = value("6次");
    last.indicators[2].actual = value("90%");
    last.indicators[4].actual = value("40万元");
    let found = review(&this, &policy("国家2020"), &[&last]);
    let lowered: Vec<String> =
        codes(&found).into_iter().filter(|c| c.starts_with("lowered")).collect();
    assert_eq!(lowered, ["lowered 指标1.指标值", "lowered 指标5.指标值"]);
    last.year = 2021;
    assert!(!review(&this, &policy("国家2020"), &[&last]).iter().any(|r| r.code == "lowered"));
}
