//! Published self-evaluations as evaluations of the performance cycle: funds, indicators, reported scores,
//! texts. What a form does not print is left empty, never filled.

use super::reported;
use base::{Amount, Decimal};
use facts::{FactSet, Record, Slot};
use performance::{Analysis, Direction, Evaluation, Funding, Indicator, Target, Value};
use std::collections::BTreeSet;

/// The evaluations of a document, in printed order. `unit` is the name of the unit.
pub(super) fn evaluations(set: &FactSet, unit: &str, year: i32) -> Vec<Evaluation> {
    let mut seen = BTreeSet::new();
    let tables = set.tables.iter().enumerate();
    let forms = tables.filter(|(_, t)| t.form == PROJECT || t.form == WHOLE);
    forms
        .filter(|(_, t)| seen.insert((t.form.clone(), t.project.clone())))
        .filter_map(|(at, t)| {
            let whole = t.form == WHOLE;
            let rows: Vec<&Record> = set
                .records
                .iter()
                .filter(|r| r.table == Some(at) && r.form.starts_with("自评."))
                .collect();
            let name = if whole { unit } else { t.project.as_str() };
            let one = evaluation(set, &rows, name, unit, year, whole);
            (!one.indicators.is_empty()).then_some(one)
        })
        .collect()
}

const PROJECT: &str = "项目支出绩效自评表";
const WHOLE: &str = "部门整体支出绩效自评表";
/// Sources of money in the block of a whole department; the rest of the block divides them anew.
const INCOME: [&str; 4] =
    ["一般公共预算", "政府性基金拨款", "纳入专户管理的非税收入拨款", "其他资金"];

fn evaluation(
    set: &FactSet,
    rows: &[&Record],
    name: &str,
    unit: &str,
    year: i32,
    whole: bool,
) -> Evaluation {
    let of = |form: &'static str| rows.iter().filter(move |r| r.form == form);
    let total = of("自评.资金").find(|r| r.key == "资金总额");
    let result = of("自评.总分").next();
    let text = |key: &str| {
        let own = of("自评.文本").find(|r| r.key == key);
        own.map_or(String::new(), |r| reported::text(r, "内容"))
    };
    let mut analysis = Analysis::default();
    for key in ["主要经验做法", "存在的主要问题", "下一步改进措施"] {
        let text = text(key);
        if !text.is_empty() {
            analysis.texts.insert(key.to_owned(), text);
        }
    }
    Evaluation {
        code: String::new(),
        name: name.to_owned(),
        whole,
        year,
        department: unit.to_owned(),
        unit: unit.to_owned(),
        policy: policy(rows, whole).to_owned(),
        funds: funds(set, rows, whole),
        goal: text("年度目标"),
        done: text("实际完成情况"),
        indicators: of("自评.指标").map(|r| indicator(set, r)).collect(),
        reported_execution: total.and_then(|r| reported::figure(set, r, "得分")),
        reported_total: result.and_then(|r| reported::figure(set, r, "总分")),
        reported_grade: result.map_or(String::new(), |r| reported::text(r, "等级")),
        funds_reason: total.map_or(String::new(), |r| reported::text(r, "偏差原因")),
        analysis,
    }
}

/// The rules that go with a form, told by what only that form has.
fn policy(rows: &[&Record], whole: bool) -> &'static str {
    let has = |column: &str| {
        rows.iter()
            .any(|r| r.form == "自评.资金" && matches!(r.slots.get(column), Some(Slot::Figure(_))))
    };
    let cost = rows.iter().any(|r| reported::text(r, "一级指标").starts_with("成本指标"));
    match (whole, has("目标申报数"), cost) {
        (true, ..) => "湖南整体",
        (_, true, _) => "山西项目",
        (_, _, true) => "核心2021",
        _ => "国家2020",
    }
}

fn funds(set: &FactSet, rows: &[&Record], whole: bool) -> Vec<Funding> {
    let money = |r: &Record, column: &str| reported::amount(set, r, column).map(Amount::fen);
    let one = |r: &&Record, source: &str| Funding {
        source: source.to_owned(),
        declared: money(r, "目标申报数"),
        initial: money(r, "年初预算数").unwrap_or_default(),
        current: money(r, "全年预算数").unwrap_or_default(),
        executed: money(r, "全年执行数").unwrap_or_default(),
    };
    let own: Vec<&&Record> = rows.iter().filter(|r| r.form == "自评.资金").collect();
    let sources: Vec<Funding> = own
        .iter()
        .filter(|r| r.key != "资金总额")
        .map(|r| one(r, &r.label))
        .filter(|f| !(f.initial.is_zero() && f.current.is_zero() && f.executed.is_zero()))
        .collect();
    if !sources.is_empty() && !whole {
        return sources;
    }
    // A whole department's form divides the executed amount only; one row keeps its totals exact.
    let by_income =
        rows.iter().filter(|r| r.form == "自评.构成" && INCOME.contains(&r.key.as_str()));
    let named: Vec<&str> = by_income
        .filter(|r| reported::amount(set, r, "金额").is_some_and(|a| a != 0))
        .map(|r| r.key.as_str())
        .collect();
    let source = match named.as_slice() {
        [only] => (*only).to_owned(),
        _ => "年度资金".to_owned(),
    };
    own.iter().filter(|r| r.key == "资金总额").take(1).map(|r| one(r, &source)).collect()
}

fn indicator(set: &FactSet, r: &Record) -> Indicator {
    let text = |column: &str| reported::text(r, column);
    let first = text("年初指标值");
    let due = text("指标值");
    let (first, due) = match (first.is_empty(), due.is_empty()) {
        (true, _) => (due.clone(), due),
        (_, true) => (first.clone(), first),
        _ => (first, due),
    };
    let target = Target::parse(&first);
    let adjusted = Some(Target::parse(&due)).filter(|a| *a != target);
    let value = text("实际完成值");
    let actual = Value::parse(&value).or_else(|| {
        // Words that repeat a qualitative target say that it was reached.
        let same = adjusted.as_ref().unwrap_or(&target);
        (same.number.is_none() && !value.is_empty()).then_some(Value::Reached)
    });
    Indicator {
        level1: text("一级指标"),
        level2: text("二级指标"),
        name: text("三级指标"),
        direction: Direction::default(),
        weight: reported::figure(set, r, "分值").unwrap_or(Decimal::ZERO),
        standard: String::new(),
        evidence: None,
        actual,
        reported: reported::figure(set, r, "得分"),
        reason: text("偏差原因"),
        adjusted,
        target,
    }
}
