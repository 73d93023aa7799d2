//! Whole departments: every row of the table of measures, and the base data and self-evaluation of one
//! district office as published (figures only).

#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop at the first thing that is wrong

mod common;

use base::Amount;
use common::{d, evaluation, given, line, policy, show};
use performance::{BaseFigures, Part, points, score, whole};

/// Measure, value in percent → points.
const STEPS: &str = "
在职人员控制率 | 100 | 5
在职人员控制率 | 80 | 5
在职人员控制率 | 100.99 | 5
在职人员控制率 | 101 | 4.5
在职人员控制率 | 103.5 | 3.5
在职人员控制率 | 110 | 0
在职人员控制率 | 146.15 | 0
三公经费变动率 | -12 | 5
三公经费变动率 | 0 | 5
三公经费变动率 | 2 | 4
三公经费变动率 | 50 | 0
预算完成率 | 100 | 10
预算完成率 | 96 | 10
预算完成率 | 95 | 8
预算完成率 | 90 | 6
预算完成率 | 60 | 0
预算控制率 | -3 | 5
预算控制率 | 0 | 5
预算控制率 | 0.01 | 4
预算控制率 | 10 | 4
预算控制率 | 10.01 | 3
预算控制率 | 20 | 3
预算控制率 | 30 | 2
预算控制率 | 30.01 | 0
新建楼堂馆所面积控制率 | 100 | 5
新建楼堂馆所面积控制率 | 105 | 3
新建楼堂馆所面积控制率 | 112 | 1
新建楼堂馆所面积控制率 | 115 | 0
新建楼堂馆所投资概算控制率 | 104.9 | 5
新建楼堂馆所投资概算控制率 | 110 | 1
";

#[test]
fn every_step_of_every_measure() {
    let policy = policy("湖南整体");
    for row in STEPS.lines().filter(|l| !l.is_empty()) {
        let c: Vec<&str> = row.split('|').map(str::trim).collect();
        let measure = policy.measure(c[0]).unwrap();
        let s = points(measure, measure.weight, Some(d(c[1])));
        assert_eq!(show(s.score), c[2], "{row}");
        assert_eq!(points(measure, measure.weight, None).score, None, "missing is not zero");
    }
}

#[test]
fn a_part_of_a_step_costs_what_the_policy_says() {
    let mut measure = policy("湖南整体").measure("预算完成率").unwrap().clone();
    for (part, expect) in [(Part::Nothing, "8"), (Part::Whole, "6"), (Part::Share, "7.2")] {
        measure.part = part;
        let s = points(&measure, measure.weight, Some(d("93")));
        assert_eq!(show(s.score), expect, "{part:?}");
    }
}

fn wan(text: &str) -> Option<Amount> {
    Amount::from_wan(d(text))
}

#[test]
fn the_base_data_of_one_office() {
    // 编制 39 人、在职 57 人；年初 1033.50 万、全年 1388.92 万、结余 0；三公未填；没有新建楼堂馆所。
    let figures = BaseFigures {
        posts: Some(39),
        staff: Some(57),
        carried_in: wan("0"),
        initial: wan("1033.5"),
        added: wan("355.42"),
        left: wan("0"),
        area: Some((d("0"), d("0"))),
        investment: Some((Amount::ZERO, Amount::ZERO)),
        ..BaseFigures::default()
    };
    let all = whole(&figures, &policy("湖南整体"));
    let rows: Vec<String> = all
        .measures
        .iter()
        .map(|m| {
            let p = m.percent.map_or("—".to_owned(), |p| base::decimal::fixed(p, 2));
            format!("{} {p} {}", m.name, show(m.scoring.score))
        })
        .collect();
    for row in &rows {
        println!("{row}");
    }
    assert_eq!(
        rows,
        [
            "在职人员控制率 146.15 0",
            "三公经费变动率 — —",
            "预算完成率 100.00 10",
            "预算控制率 34.39 0",
            "新建楼堂馆所面积控制率 — —",
            "新建楼堂馆所投资概算控制率 — —",
        ]
    );
    assert_eq!(show(Some(all.weight)), "25", "what was not built takes no part");
    assert_eq!(all.score, None, "三公 are missing, not zero");
    let fields: Vec<&str> = all.missing.iter().map(|m| m.field.as_str()).collect();
    assert_eq!(fields, ["基础数据.三公经费变动率"]);
    let known = BaseFigures { three_public: wan("8"), three_public_before: wan("8"), ..figures };
    assert_eq!(show(whole(&known, &policy("湖南整体")).score), "15");
}

#[test]
fn the_self_evaluation_of_the_same_office() {
    let policy = policy("湖南整体");
    let mut e = evaluation("湖南整体", "1033.5", "1388.92", "1388.92");
    e.whole = true;
    e.reported_execution = Some(d("9"));
    e.reported_total = Some(d("96.25"));
    // Kind, target, actual, weight, reported → by rule.
    let rows = [
        ("数量指标", "1次", "1次", "6.25", "6.25", "6.25"),
        ("数量指标", "≥9次调研", "19次", "6.25", "6.25", "6.25"),
        ("质量指标", "100%", "100%", "6.25", "6.25", "6.25"),
        ("质量指标", "100%", "100%", "6.25", "5", "6.25"),
        ("时效指标", "100%", "100%", "12.5", "12.5", "12.5"),
        ("成本指标", "≤100%", "134.38%", "12.5", "10", "8.2"),
        ("经济效益指标", "有效促进", "达成", "8", "8", "[6.4, 8]"),
        ("社会效益指标", "有效改善", "达成", "8", "8", "[6.4, 8]"),
        ("生态效益指标", "有效提升", "达成", "8", "8", "[6.4, 8]"),
        ("可持续影响指标", "有效改善", "达成", "8", "8", "[6.4, 8]"),
        ("服务对象满意度指标", "≥95%", "96%", "8", "8", "8"),
    ];
    for (kind, target, actual, weight, reported, _) in rows {
        let mut i = line(kind, target, actual, weight);
        i.reported = Some(d(reported));
        e.indicators.push(i);
    }
    let s = score(&e, &policy);
    for (line, row) in s.indicators.iter().zip(rows) {
        assert_eq!(given(line), row.5, "{row:?}: {}", line.why.zh);
    }
    // The unit took a point off for a rate of 105.93 % that no figures of its form give.
    assert_eq!((show(s.execution.score).as_str(), s.execution.within), ("10", Some(false)));
    assert_eq!(show(s.rate), "100");
    assert_eq!(show(s.total), "95.7");
    assert_eq!(show(s.difference), "0.55");
    println!("执行率 100 上报 96.25 复算 95.7 差 0.55");
}

#[test]
fn a_measure_that_stands_as_an_indicator_is_scored_by_its_steps() {
    let policy = policy("湖南整体");
    let mut i = line("成本指标", "≤0%", "2%", "5");
    i.name = "三公经费变动率".to_owned();
    assert_eq!(show(performance::indicator(&i, &policy).score), "4");
    let mut half = line("成本指标", "≤10%", "15%", "10");
    half.name = "预算控制率".to_owned();
    assert_eq!(show(performance::indicator(&half, &policy).score), "6", "3 of 5 at weight 10");
}
