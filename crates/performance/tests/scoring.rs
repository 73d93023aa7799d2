//! The scoring formulas case by case: every row of the published table with numbers in and out, the
//! variants of the provinces, alarms, and what must be true of any numbers.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop at the first thing that is wrong

mod common;

use base::Decimal;
use common::{d, evaluation, given, line, policy, scored, show, value};
use performance::{Colour, Evaluation, Policy, Target, score};
use proptest::prelude::*;
use std::sync::LazyLock;

/// Kind of case, target, actual, weight → score or range.
const FORMULAS: &str = "
正向 达到 | ≥100册 | 100 | 20 | 20
正向 超过 | ≥10次 | 12 | 5 | 5
正向 大于号 | >5项 | 5 | 10 | 10
正向 未达到 | ≥98% | 96 | 10 | 9.8
正向 未达到，四舍五入 | ≥354人 | 343 | 10 | 9.69
正向 恰为半分进位 | ≥8 | 1 | 1 | 0.13
正向 一无所成 | ≥4项 | 0 | 20 | 0
正向 负的实际值 | ≥4项 | -1 | 20 | 0
正向 零目标达到 | ≥0% | 0 | 10 | 10
正向 零目标未达到 | ≥0% | -3 | 10 | [0, 10)
正向 负目标达到 | ≥-5% | -5 | 10 | 10
正向 负目标未达到 | ≥-5% | -8 | 10 | [0, 10)
等于 零目标，零 | =0次 | 0 | 10 | 10
等于 零目标，负 | =0次 | -1 | 10 | 10
等于 零目标，有 | =0次 | 1 | 10 | 0
等于 相等 | =350人 | 350 | 20 | 20
等于 超过 | =350人 | 360 | 20 | 20
等于 不足 | =84.96万元 | 79.4 | 5 | 4.67
反向 以内 | ≤60万 | 43.58 | 10 | 10
反向 恰好 | ≤7次 | 7 | 20 | 20
反向 小于号恰好 | <7次 | 7 | 20 | 20
反向 超一成 | ≤100万元 | 110 | 10 | 9
反向 超出，四舍五入 | ≤30天 | 40 | 10 | 6.67
反向 差一点到两倍 | ≤10天 | 19.99 | 10 | 0.01
反向 两倍 | ≤10天 | 20 | 10 | 0
反向 两倍以上 | ≤10天 | 35 | 10 | 0
反向 零目标，零 | ≤0起 | 0 | 10 | 10
反向 零目标，有 | ≤0起 | 1 | 10 | 0
反向 负目标未达到 | ≤-5% | -3 | 10 | [0, 10)
定性 达成 | 有效提升 | 达成年度指标 | 15 | [12, 15]
定性 部分达成 | 有效提升 | 部分达成年度指标并具有一定效果 | 15 | [9, 12)
定性 未达成 | 有效提升 | 未达成年度指标且效果较差 | 15 | [0, 9)
没有完成值 | ≥100册 |  | 20 | —
定性目标填了数字 | 有效提升 | 95 | 10 | —
没有指标值 | 未填报 | 达成 | 10 | —
数字目标填了判断 | ≥100册 | 部分达成 | 10 | [6, 8)
零分值 | ≥100册 | 50 | 0 | 0
";

#[test]
fn every_formula_of_the_table() {
    let policy = policy("国家2020");
    for row in FORMULAS.lines().filter(|l| !l.is_empty()) {
        let c: Vec<&str> = row.split('|').map(str::trim).collect();
        let s = scored("数量指标", c[1], c[2], c[3], &policy);
        assert_eq!(given(&s), c[4], "{}: {}", c[0], s.why.zh);
        assert!(!s.why.zh.is_empty() && !s.why.en.is_empty(), "{} says why", c[0]);
    }
}

/// Judgement, weight, reported → allowed, score.
const BANDS: &str = "
达成 | 15 | 15 | 是 | 15
达成 | 15 | 12 | 是 | 12
达成 | 15 | 11.99 | 否 | —
达成 | 15 | 15.01 | 否 | —
部分达成 | 15 | 12 | 否 | —
部分达成 | 15 | 11.99 | 是 | 11.99
部分达成 | 15 | 9 | 是 | 9
部分达成 | 15 | 8.99 | 否 | —
未达成 | 15 | 9 | 否 | —
未达成 | 15 | 8.99 | 是 | 8.99
未达成 | 15 | 0 | 是 | 0
";

#[test]
fn the_bands_of_a_judgement_are_open_above() {
    let policy = policy("国家2020");
    for row in BANDS.lines().filter(|l| !l.is_empty()) {
        let c: Vec<&str> = row.split('|').map(str::trim).collect();
        let mut i = line("社会效益指标", "提高", c[0], c[1]);
        i.reported = Some(d(c[2]));
        let s = performance::indicator(&i, &policy);
        assert_eq!(s.within, Some(c[3] == "是"), "{row}");
        assert_eq!(show(s.score), c[4], "{row}");
    }
}

#[test]
fn zhejiang_scores_judgements_by_rule() {
    let policy = policy("浙江项目");
    for (judged, points) in [("达成", "10"), ("部分达成", "7"), ("未达成", "3")] {
        let s = scored("社会效益指标", "提高", judged, "10", &policy);
        assert_eq!((show(s.score).as_str(), s.range), (points, None), "{judged}");
    }
}

#[test]
fn the_adjusted_target_counts() {
    let policy = policy("山西项目");
    let mut i = line("数量指标", "≥100册", "50", "20");
    assert_eq!(show(performance::indicator(&i, &policy).score), "10");
    i.adjusted = Some(Target::parse("≥50册"));
    assert_eq!(show(performance::indicator(&i, &policy).score), "20");
}

#[test]
fn a_cost_of_nothing_may_claim_less() {
    let policy = policy("国家2020");
    let mut i = line("成本指标", "≤60万", "0", "10");
    assert_eq!(show(performance::indicator(&i, &policy).score), "10", "by the formula");
    i.reported = Some(d("0"));
    let s = performance::indicator(&i, &policy);
    assert_eq!((show(s.score).as_str(), s.within), ("0", Some(true)));
    i.reported = Some(d("11"));
    assert_eq!(performance::indicator(&i, &policy).within, Some(false));
    let mut quantity = line("数量指标", "≤7次", "0", "10");
    quantity.reported = Some(d("0"));
    assert_eq!(performance::indicator(&quantity, &policy).within, Some(false), "only costs");
}

/// 全年预算, 全年执行 (万元) → points, rate.
#[test]
fn execution_is_ten_points_in_proportion() {
    let policy = policy("国家2020");
    for (budget, spent, points, rate) in [
        ("56", "45.885", "8.19", "81.94"),
        ("60", "43.588", "7.26", "72.65"),
        ("1388.92", "1388.92", "10", "100.00"),
        ("30.05", "22.154", "7.37", "73.72"),
        ("15", "0", "0", "0.00"),
        ("100", "105.93", "10", "105.93"),
        ("3", "1", "3.33", "33.33"),
    ] {
        let mut e = evaluation("国家2020", budget, budget, spent);
        e.indicators.push(line("数量指标", "≥1次", "1", "90"));
        let s = score(&e, &policy);
        assert_eq!(show(s.execution.score), points, "{budget} {spent}");
        assert_eq!(base::decimal::fixed(s.rate.unwrap(), 2), rate, "{budget} {spent}");
        assert_eq!(s.total, Some(d("90") + d(points)));
    }
}

#[test]
fn without_a_budget_nothing_is_computed_and_a_person_is_asked() {
    let policy = policy("国家2020");
    let mut e = evaluation("国家2020", "60", "0", "0");
    e.indicators.push(line("数量指标", "≥4项", "0", "90"));
    let s = score(&e, &policy);
    assert_eq!((s.rate, s.execution.score, s.total), (None, None, None));
    assert_eq!(s.execution.range, Some((d("0"), d("10"))));
    assert!(s.missing.iter().any(|m| m.field == "预算执行.得分"));
    e.reported_execution = Some(d("0"));
    assert_eq!(score(&e, &policy).total, Some(d("0")));
}

#[test]
fn missing_is_not_zero() {
    let policy = policy("国家2020");
    let mut e = evaluation("国家2020", "10", "10", "10");
    e.indicators.push(line("数量指标", "≥4项", "4", "80"));
    e.indicators.push(line("质量指标", "≥90%", "", "10"));
    let s = score(&e, &policy);
    assert_eq!((s.total, s.grade, s.difference), (None, None, None));
    let fields: Vec<&str> = s.missing.iter().map(|m| m.field.as_str()).collect();
    assert_eq!(fields, ["指标2.实际完成值"]);
    let empty = score(&evaluation("国家2020", "10", "10", "10"), &policy);
    assert_eq!(empty.total, None, "no indicators, no total");
}

/// Points of the indicators, 全年预算, 执行 → alarms.
#[test]
fn alarms_by_their_thresholds() {
    let policy = policy("国家2020");
    for (points, budget, spent, expect) in [
        ("90", "100", "95", ""),        // (1 − 0.95) ÷ 1 = 0.05, not above
        ("90", "100", "94.99", "红"),   // just above
        ("72", "60", "43.588", "红黄"), // 0.8 against 0.7265; 27.35 % unspent
        ("45", "100", "80", ""),        // 20 % unspent is not above 20 %
        ("45", "100", "79.99", "黄"),
        ("0", "0", "0", "黄"), // no budget
        ("0", "100", "100", ""),
    ] {
        let mut e = evaluation("国家2020", budget, budget, spent);
        let mut i = line("数量指标", "≥1次", "1", "90");
        i.reported = Some(d(points));
        e.indicators.push(i);
        let s = score(&e, &policy);
        let colours: String = s.alarms.iter().map(|a| a.colour.zh()).collect();
        assert_eq!(colours, expect, "{points} {budget} {spent}");
        assert!(s.alarms.iter().all(|a| a.colour <= Colour::Yellow));
    }
}

#[test]
fn a_reason_is_needed_for_lost_points_and_large_deviations() {
    let policy = policy("国家2020");
    for (target, actual, reported, needed) in [
        ("≥10次", "10", "", false),
        ("≥10次", "12", "", false),  // 20 % is not above 20 %
        ("≥10次", "12.1", "", true), // too far above as well
        ("≥10次", "9", "", true),
        ("≥10次", "10", "4", true), // points given away though the target was met
        ("≤60万", "43.58", "", true),
        ("=0次", "0", "", false),
        ("=0次", "1", "", true),
    ] {
        let mut i = line("数量指标", target, actual, "5");
        i.reported = (!reported.is_empty()).then(|| d(reported));
        let s = performance::indicator(&i, &policy);
        let got = performance::needs_reason(&i, &s, &policy);
        assert_eq!(got, needed, "{target} {actual} {reported}");
    }
}

#[test]
fn grades_begin_at_ninety_eighty_sixty() {
    let policy = policy("国家2020");
    for (score, grade) in [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ] {
        assert_eq!(policy.grade(d(score)), Some(grade), "{score}");
    }
}

#[test]
fn huge_numbers_are_refused_not_wrapped() {
    let policy = policy("国家2020");
    let huge = "79228162514264337593543950335";
    for target in ["≥79228162514264337593543950334", "≤1", "=79228162514264337593543950334", "≥1"]
    {
        let s = scored("数量指标", target, huge, "10", &policy);
        assert!(s.score.is_none_or(|s| s >= Decimal::ZERO && s <= d("10")), "{target}");
    }
    let s = scored("数量指标", &format!("≥{huge}"), "79228162514264337593543950334", "10", &policy);
    assert_eq!(s.score, None);
    assert!(s.why.zh.contains("超出"));
}

fn number() -> impl Strategy<Value = Decimal> {
    (-10_000_000i64..10_000_000, 0u32..4).prop_map(|(n, scale)| Decimal::new(n, scale))
}

fn points(
    sign: &str,
    target: Decimal,
    actual: Decimal,
    weight: Decimal,
    policy: &Policy,
) -> Option<Decimal> {
    let mut i = line("数量指标", &format!("{sign}{target}次"), "", "10");
    i.actual = value(&actual.to_string());
    i.weight = weight;
    performance::indicator(&i, policy).score
}

static NATIONAL: LazyLock<Policy> = LazyLock::new(|| policy("国家2020"));

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_score_lies_between_nothing_and_the_weight(
        t in number(), a in number(), w in 0u32..100, sign in "[≥>=<≤]",
    ) {
        let w = Decimal::from(w);
        if let Some(s) = points(&sign, t, a, w, &NATIONAL) {
            prop_assert!(s >= Decimal::ZERO && s <= w, "{sign}{t} {a} {w}: {s}");
        }
    }

    #[test]
    fn doing_more_never_earns_less(t in 1u32..10_000, a in number(), more in 0u32..1000) {
        let (t, policy) = (Decimal::from(t), &*NATIONAL);
        let w = Decimal::TEN;
        let b = a + Decimal::from(more);
        for sign in ["≥", "="] {
            prop_assert!(points(sign, t, a, w, policy) <= points(sign, t, b, w, policy));
        }
        prop_assert!(points("≤", t, a, w, policy) >= points("≤", t, b, w, policy));
    }

    #[test]
    fn the_total_is_the_sum_of_its_lines(actuals in prop::collection::vec(0u32..200, 1..8)) {
        let policy = &*NATIONAL;
        let mut e: Evaluation = evaluation("国家2020", "100", "100", "73");
        for a in actuals {
            e.indicators.push(line("数量指标", "≥100次", &a.to_string(), "10"));
        }
        let s = score(&e, policy);
        let sum: Decimal = s.indicators.iter().filter_map(|l| l.score).sum();
        prop_assert_eq!(s.total, Some(sum + d("7.3")));
        prop_assert_eq!(s.bounds, s.total.map(|t| (t, t)));
    }
}
