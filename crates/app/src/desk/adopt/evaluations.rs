//! Published self-evaluations as evaluations of the performance cycle: funds, indicators, reported scores,
//! texts. What a form does not print is left empty, never filled.

use super::book::told;
use super::reported;
use base::{Amount, Decimal, Problem};
use facts::{FactSet, Place, Record, Slot};
use performance::{Analysis, Direction, Evaluation, Funding, Indicator, Target, Value};
use std::collections::BTreeSet;

/// The evaluations of a document in printed order, with the place of each, and what was left out. `unit` is
/// the name of the unit.
pub(super) fn evaluations(
    set: &FactSet,
    unit: &str,
    year: i32,
) -> (Vec<(Evaluation, Place)>, Vec<Problem>) {
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for (at, table) in set.tables.iter().enumerate() {
        let whole = table.form == WHOLE;
        if !whole && table.form != PROJECT {
            continue;
        }
        let rows: Vec<&Record> = set
            .records
            .iter()
            .filter(|r| r.table == Some(at) && r.form.starts_with("自评."))
            .collect();
        let name = if whole { unit } else { table.project.as_str() };
        let title = &table.title;
        let why = match () {
            () if name.is_empty() => Some(("没有项目名称", "no project is named")),
            () if !seen.insert((whole, name.to_owned())) => {
                Some(("同名的自评表已有一张", "a table of that name came before"))
            }
            () if !rows.iter().any(|r| r.form == "自评.指标") => {
                Some(("没有读到指标", "no indicator was read"))
            }
            () => None,
        };
        if let Some((zh, en)) = why {
            problems.push(told(
                format!("自评表“{title}”没有转入：{zh}"),
                format!("the self-evaluation “{title}” was left out: {en}"),
            ));
            continue;
        }
        let funds = funds(set, &rows, name, &mut problems);
        let one = Evaluation { funds, ..evaluation(set, &rows, name, unit, year, whole) };
        let place = rows.first().map(|r| r.place.clone()).unwrap_or_default();
        let unsure = rows.iter().flat_map(|r| r.slots.values()).filter(|s| match s {
            Slot::Figure(id) => set.facts.get(id.0).is_some_and(|f| !f.sure),
            Slot::Blank(_) => false,
        });
        let unsure = unsure.count();
        if unsure > 0 {
            problems.push(told(
                format!("自评表“{name}”有 {unsure} 个数读得不确定，按读到的转入"),
                format!("{unsure} figures of the self-evaluation “{name}” were not read for sure"),
            ));
        }
        all.push((one, place));
    }
    (all, problems)
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
        funds: Vec::new(),
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

/// One row a source of money. Where the printed sources do not add up to the printed total, or only what was
/// spent is divided, the total stands and that is told.
fn funds(set: &FactSet, rows: &[&Record], name: &str, problems: &mut Vec<Problem>) -> Vec<Funding> {
    let money = |r: &Record, column: &str| reported::amount(set, r, column).map(Amount::fen);
    let one = |r: &Record, source: &str| Funding {
        source: source.to_owned(),
        declared: money(r, "目标申报数"),
        initial: money(r, "年初预算数").unwrap_or_default(),
        current: money(r, "全年预算数").unwrap_or_default(),
        executed: money(r, "全年执行数").unwrap_or_default(),
    };
    let own: Vec<&&Record> = rows.iter().filter(|r| r.form == "自评.资金").collect();
    let total = own.iter().find(|r| r.key == "资金总额").map(|r| one(r, "年度资金"));
    let empty = |f: &Funding| f.initial.is_zero() && f.current.is_zero() && f.executed.is_zero();
    let sources: Vec<Funding> = own
        .iter()
        .filter(|r| r.key != "资金总额")
        .map(|r| one(r, &r.label))
        .filter(|f| !empty(f))
        .collect();
    let Some(total) = total else { return sources };
    let sum = |of: fn(&Funding) -> Amount| Amount::total(sources.iter().map(of));
    let adds_up = sum(|f| f.initial) == Some(total.initial)
        && sum(|f| f.current) == Some(total.current)
        && sum(|f| f.executed) == Some(total.executed);
    if !sources.is_empty() && adds_up {
        return sources;
    }
    if !sources.is_empty() {
        problems.push(told(
            format!("“{name}”的各项资金合计与资金总额不同，按资金总额转入"),
            format!("the sources of money of “{name}” do not add up; the total is taken"),
        ));
    }
    divided(set, rows, total)
}

/// A total divided by the sources that the block of a whole department names for what was spent. Budgets are
/// not divided there: they stand with the first source.
fn divided(set: &FactSet, rows: &[&Record], total: Funding) -> Vec<Funding> {
    let spent: Vec<(&str, Amount)> = rows
        .iter()
        .filter(|r| r.form == "自评.构成" && INCOME.contains(&r.key.as_str()))
        .filter_map(|r| Some((r.key.as_str(), Amount::fen(reported::amount(set, r, "金额")?))))
        .filter(|(_, amount)| !amount.is_zero())
        .collect();
    let sum = Amount::total(spent.iter().map(|(_, amount)| *amount));
    if spent.is_empty() || sum != Some(total.executed) {
        return vec![total];
    }
    let same = total.current == total.executed;
    let row = |(n, (source, executed)): (usize, (&str, Amount))| Funding {
        source: source.to_owned(),
        declared: total.declared.filter(|_| n == 0),
        initial: if n == 0 { total.initial } else { Amount::ZERO },
        current: match (same, n) {
            (true, _) => executed,
            (false, 0) => total.current,
            (false, _) => Amount::ZERO,
        },
        executed,
    };
    spent.into_iter().enumerate().map(row).collect()
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
        // Words that repeat a qualitative target say that it was reached; any others wait for a person.
        let due = adjusted.as_ref().unwrap_or(&target);
        let said = base::text::squash(&value);
        (due.number.is_none() && !said.is_empty() && said == base::text::squash(&due.words))
            .then_some(Value::Reached)
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
