//! Double monitoring: the colours at their thresholds, the provinces' ways, forecast and rectification.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop at the first thing that is wrong

mod common;

use base::Amount;
use common::{d, evaluation, line, policy, show};
use performance::{Colour, Expected, Value, department, monitor, monitor_expecting};

/// Policy, month, kind, target, so far → progress, colour.
const TABLE: &str = "
国家2020 | 6 | 数量指标 | ≥100次 | 29.99 | 59.98 | 红
国家2020 | 6 | 数量指标 | ≥100次 | 30 | 60 | 黄
国家2020 | 6 | 数量指标 | ≥100次 | 39.99 | 79.98 | 黄
国家2020 | 6 | 数量指标 | ≥100次 | 40 | 80 | 绿
国家2020 | 6 | 数量指标 | ≥100次 | 59.99 | 119.98 | 绿
国家2020 | 6 | 数量指标 | ≥100次 | 60 | 120 | 蓝
国家2020 | 7 | 数量指标 | =12个月 | 7 | 100 | 绿
国家2020 | 9 | 质量指标 | ≥96% | 96 | 133.3333 | 蓝
国家2020 | 6 | 成本指标 | ≤60万 | 60 | — | 绿
国家2020 | 6 | 成本指标 | ≤60万 | 60.01 | — | 红
国家2020 | 6 | 数量指标 | =0起 | 0 | — | 绿
国家2020 | 6 | 数量指标 | =0起 | 1 | — | 红
国家2020 | 6 | 社会效益指标 | 提高 | 达成 | — | 绿
国家2020 | 6 | 社会效益指标 | 提高 | 部分达成 | — | 黄
国家2020 | 6 | 社会效益指标 | 提高 | 未达成 | — | 红
国家2020 | 6 | 数量指标 | ≥100次 |  | — | 无
山西项目 | 6 | 数量指标 | ≥100次 | 29 | 58 | 红
山西项目 | 6 | 经济效益指标 | ≥100万元 | 35 | 70 | 黄
山西项目 | 6 | 社会效益指标 | ≥100次 | 45 | 90 | 绿
山西项目 | 6 | 生态效益指标 | ≥100亩 | 75 | 150 | 蓝
山西项目 | 6 | 可持续影响指标 | ≥10年 | 2 | 40 | 红
山西项目 | 6 | 可持续发展指标 | ≥10年 | 2 | 40 | 红
山西项目 | 6 | 服务对象满意度指标 | ≥90% | 36 | 80 | 绿
山西项目 | 6 | 质量指标 | ≥98% | 98 | — | 绿
山西项目 | 6 | 质量指标 | ≥98% | 97 | — | 红
山西项目 | 6 | 质量指标 | >98% | 98 | — | 红
山西项目 | 6 | 时效指标 | =100% | 100 | — | 绿
山西项目 | 6 | 时效指标 | =12个月 | 6 | — | 红
山西项目 | 6 | 成本指标 | ≤50万 | 48 | — | 绿
山西项目 | 6 | 成本指标 | ≤50万 | 51 | — | 红
";

fn colour(c: Option<Colour>) -> &'static str {
    c.map_or("无", Colour::zh)
}

#[test]
fn every_colour_at_its_threshold() {
    for row in TABLE.lines().filter(|l| !l.is_empty()) {
        let c: Vec<&str> = row.split('|').map(str::trim).collect();
        let mut e = evaluation(c[0], "100", "100", "50");
        e.indicators.push(line(c[2], c[3], c[4], "90"));
        let m = monitor(&e, c[1].parse().unwrap(), &policy(c[0]));
        let w = &m.indicators[0];
        let progress = w.progress.map(|p| base::decimal::round(p, 4));
        assert_eq!((show(progress).as_str(), colour(w.colour)), (c[5], c[6]), "{row}");
    }
}

#[test]
fn execution_has_no_blue() {
    for (month, spent, expect) in [
        (6, "29.99", "红"),
        (6, "30", "黄"),
        (6, "39.99", "黄"),
        (6, "40", "绿"),
        (6, "100", "绿"),
        (12, "59.99", "红"),
        (10, "50", "黄"),
    ] {
        let m = monitor(&evaluation("国家2020", "100", "100", spent), month, &policy("国家2020"));
        assert_eq!(colour(m.execution.colour), expect, "{month} {spent}: {}", m.execution.why.zh);
    }
    let none = monitor(&evaluation("国家2020", "60", "0", "0"), 6, &policy("国家2020"));
    assert_eq!((none.execution.colour, none.colour), (None, None));
}

#[test]
fn the_project_has_its_worst_colour_and_red_asks_for_a_remedy() {
    let policy = policy("国家2020");
    let mut e = evaluation("国家2020", "100", "100", "50");
    e.indicators.push(line("数量指标", "≥100次", "60", "40"));
    e.indicators.push(line("质量指标", "≥100%", "45", "40"));
    let m = monitor(&e, 6, &policy);
    assert_eq!((colour(m.colour), m.rectify), ("绿", false));
    let fields: Vec<&str> = m.missing.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["指标1.偏差原因"], "blue must be explained too");

    e.indicators.push(line("社会效益指标", "提高", "未达成", "10"));
    e.indicators[0].reason = "提前完成".to_owned();
    let m = monitor(&e, 6, &policy);
    assert_eq!((colour(m.colour), m.rectify), ("红", true));
    let fields: Vec<&str> = m.missing.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["指标3.偏差原因", "整改措施"]);
    e.indicators[2].reason = "尚未开展".to_owned();
    e.analysis.texts.insert("整改措施".to_owned(), "九月底前完成".to_owned());
    assert!(monitor(&e, 6, &policy).missing.is_empty());
}

#[test]
fn the_year_is_forecast_and_the_units_own_expectation_comes_first() {
    let policy = policy("国家2020");
    let mut e = evaluation("国家2020", "100", "100", "45");
    e.indicators.push(line("数量指标", "≥100次", "45", "90"));
    let m = monitor(&e, 6, &policy);
    assert_eq!(show(m.indicators[0].forecast), "90");
    assert_eq!(m.indicators[0].on_course, Some(false));
    assert_eq!(show(m.execution.forecast), "900000");
    let expected = Expected {
        indicators: [(0, Value::Number(d("100")))].into(),
        executed: Amount::from_wan(d("100")),
    };
    let m = monitor_expecting(&e, 6, &expected, &policy);
    assert_eq!(m.indicators[0].on_course, Some(true));
    assert_eq!(m.execution.on_course, Some(true));
}

#[test]
fn a_month_that_is_none_is_said() {
    let e = evaluation("国家2020", "100", "100", "100");
    let m = monitor(&e, 13, &policy("国家2020"));
    assert_eq!(m.month, 12);
    assert_eq!(m.missing[0].field, "月份");
}

#[test]
fn departments_by_the_matrix() {
    let anhui = policy("安徽整体");
    for (on_time, reached, expect) in
        [(true, true, "绿"), (true, false, "黄"), (false, true, "黄"), (false, false, "红")]
    {
        assert_eq!(colour(department(on_time, reached, &anhui)), expect);
    }
    assert_eq!(department(true, true, &policy("山西整体")), None);
}
